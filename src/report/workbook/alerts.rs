use std::io;

use chrono::NaiveDate;
use csv::{Reader, StringRecord};
use rust_xlsxwriter::{
    Color, ConditionalFormat3ColorScale, ConditionalFormatText, ConditionalFormatTextRule, ConditionalFormatType,
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, IgnoreError, Worksheet, XlsxError,
};

use super::cells::given;
use super::looks::{AMBER, GREEN, Looks, RED};
use super::{ASK_EACH, Sheets, next};
use crate::alerts::Ruling;

/// What stands in a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Text, which no spreadsheet turns into a number or a day.
    Text,
    /// Text of several lines.
    Long,
    /// A number of muster's own.
    Number,
    /// A score.
    Score,
    /// The state of an alert.
    State,
    /// What people fill in, with one of three words.
    Decision,
    /// What people fill in.
    Note,
    /// A day that people fill in.
    Day,
}

/// What the columns of `hits.csv` hold, and how wide they are in characters; all others are the customers' own.
const COLUMNS: [(&str, Holds, u8); 34] = [
    ("record_id", Holds::Text, 13),
    ("name", Holds::Long, 28),
    ("date_of_birth", Holds::Text, 14),
    ("country", Holds::Text, 11),
    ("rank", Holds::Number, 7),
    ("score", Holds::Score, 9),
    ("match_kind", Holds::Text, 13),
    ("evidence", Holds::Text, 18),
    ("list_type", Holds::Long, 15),
    ("list", Holds::Long, 16),
    ("measure", Holds::Long, 11),
    ("entity_id", Holds::Text, 14),
    ("list_reference", Holds::Text, 15),
    ("list_date", Holds::Text, 12),
    ("listed_name", Holds::Long, 28),
    ("matched_name", Holds::Long, 28),
    ("alias_strength", Holds::Text, 15),
    ("listed_dob", Holds::Long, 13),
    ("listed_countries", Holds::Long, 17),
    ("listed_gender", Holds::Text, 14),
    ("position", Holds::Long, 26),
    ("programs", Holds::Long, 18),
    ("dob_result", Holds::Text, 12),
    ("country_result", Holds::Text, 15),
    ("id_result", Holds::Text, 11),
    ("hits_total", Holds::Number, 11),
    ("explanation", Holds::Long, 70),
    ("alert_key", Holds::Text, 14),
    ("alert_state", Holds::State, 12),
    ("first_alerted_at", Holds::Text, 16),
    ("decision", Holds::Decision, 16),
    ("decided_by", Holds::Note, 16),
    ("decided_at", Holds::Day, 13),
    ("reason", Holds::Note, 40),
];
/// What people added to it stands behind all others, where there is any.
const ADDED: [(&str, Holds, u8); 3] =
    [("confirmed_by", Holds::Note, 16), ("confirmed_at", Holds::Day, 13), ("expires_at", Holds::Day, 13)];
/// How wide a column of the customers is.
const OWN: (Holds, u8) = (Holds::Text, 16);
/// How high a line is, in points.
const LINE: f64 = 15.0;
/// How high the headings are, in points.
const HEADING: f64 = 32.0;
/// A row is never higher than so many lines: the rest shows when the cell is chosen.
const MOST_LINES: usize = 5;
/// Who it is about stays in sight: `record_id` and `name`.
const FROZEN: u16 = 2;

/// How many alerts there are, and on how many sheets.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub alerts: u64,
    pub sheets: u32,
}

/// Writes the sheets of alerts, `Alerts`, `Alerts 2` and on; `None` where it was stopped.
pub(super) fn write(sheets: &mut Sheets, mut rows: Reader<impl io::Read>) -> Result<Option<Written>, XlsxError> {
    let (mut headings, mut row) = (StringRecord::new(), StringRecord::new());
    next(&mut rows, &mut headings)?;
    let known = |heading: &str| ADDED.iter().find(|(added, ..)| *added == heading);
    let columns: Vec<(Holds, u8)> = headings
        .iter()
        .enumerate()
        .map(|(at, heading)| {
            COLUMNS.get(at).or_else(|| known(heading)).map_or(OWN, |(_, holds, width)| (*holds, *width))
        })
        .collect();
    let mut written = Written { alerts: 0, sheets: 0 };
    let mut more = next(&mut rows, &mut row)?;
    while more || written.sheets == 0 {
        written.sheets += 1;
        let name = if written.sheets == 1 { "Alerts".to_owned() } else { format!("Alerts {}", written.sheets) };
        let sheet = sheets.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        begin(sheet, &headings, &columns, sheets.looks)?;
        let mut line = 0;
        while more && line + 1 < sheets.most_rows {
            line += 1;
            if line.is_multiple_of(ASK_EACH) && (sheets.stop)() {
                return Ok(None);
            }
            let lines = row.iter().zip(&columns).map(|(cell, column)| lines(given(cell), *column)).max().unwrap_or(1);
            for (at, (cell, (holds, _))) in row.iter().zip(&columns).enumerate() {
                let place = (line, at as u16);
                let number = matches!(holds, Holds::Number | Holds::Score).then(|| cell.parse::<f64>().ok()).flatten();
                if let Some(number) = number {
                    sheet.write_number(place.0, place.1, number)?;
                } else {
                    sheets.cut.text(sheet, place, given(cell), look_of_cell(*holds, cell, sheets.looks))?;
                }
            }
            // programs differ in whether they find the height by themselves. A row is written out when the next one begins, as high as the
            // default is then; one whose height is set by itself is kept in memory to the end, at some 300 bytes
            sheet.set_default_row_height(LINE * lines as f64);
            written.alerts += 1;
            more = next(&mut rows, &mut row)?;
        }
        // so is the last one, where a sheet has room for one more: written at the very end, it would be there twice if its height is set
        if sheet.write_blank(line + 1, 0, &sheets.looks.plain).is_ok() {
            sheet.clear_cell(line + 1, 0);
        }
        sheet.set_default_row_height(LINE);
        finish(sheet, &columns, line, sheets.looks)?;
    }
    Ok(Some(written))
}

/// How many lines a cell takes, about.
fn lines(text: &str, (holds, width): (Holds, u8)) -> usize {
    if text.len() <= usize::from(width) || !matches!(holds, Holds::Long | Holds::Note | Holds::Decision) {
        return 1;
    }
    // letters of the scripts of East Asia are as wide as two
    let wide = |letter: char| if letter >= '\u{1100}' { 2 } else { 1 };
    let of_line = |line: &str| (line.chars().map(wide).sum::<usize>() * 11 / 10).div_ceil(usize::from(width)).max(1);
    text.split('\n').map(of_line).sum::<usize>().min(MOST_LINES)
}

/// The look of a cell where it is not that of its column: only as far down as there are alerts.
fn look_of_cell<'l>(holds: Holds, cell: &str, looks: &'l Looks) -> Option<&'l Format> {
    match holds {
        Holds::State => Some(looks.state(cell)),
        Holds::Decision | Holds::Note => Some(&looks.to_fill_in),
        Holds::Day => Some(&looks.day_to_fill_in),
        Holds::Text | Holds::Long | Holds::Number | Holds::Score => None,
    }
}

fn begin(
    sheet: &mut Worksheet,
    headings: &StringRecord,
    columns: &[(Holds, u8)],
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, FROZEN)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_row_height(0, HEADING)?;
    for (at, (heading, (holds, width))) in headings.iter().zip(columns).enumerate() {
        let at = at as u16;
        let (look, of_heading) = match holds {
            Holds::Long => (&looks.wrapped, &looks.heading),
            Holds::Score => (&looks.score, &looks.heading),
            Holds::Decision | Holds::Note | Holds::Day => (&looks.plain, &looks.heading_for_people),
            Holds::Number => (&looks.number, &looks.heading),
            Holds::Text | Holds::State => (&looks.plain, &looks.heading),
        };
        sheet.set_column_format(at, look)?;
        sheet.set_column_width(at, *width)?;
        sheet.write_string_with_format(0, at, given(heading.trim_start_matches('\u{feff}')), of_heading)?;
    }
    Ok(())
}

/// What is said of whole columns, when it is known how long they are.
fn finish(sheet: &mut Worksheet, columns: &[(Holds, u8)], last: u32, looks: &Looks) -> Result<(), XlsxError> {
    let last_column = columns.len().saturating_sub(1) as u16;
    sheet.autofilter(0, 0, last, last_column)?;
    if last == 0 {
        return Ok(());
    }
    // ids are text, whatever they look like
    sheet.ignore_error_range(1, 0, last, last_column, IgnoreError::NumberStoredAsText)?;
    for (at, (holds, _)) in columns.iter().enumerate() {
        let at = at as u16;
        match holds {
            Holds::Score => {
                let threshold = looks.threshold.as_unit();
                let scale = ConditionalFormat3ColorScale::new()
                    .set_minimum(ConditionalFormatType::Number, threshold)
                    .set_midpoint(ConditionalFormatType::Number, f64::midpoint(threshold, 1.0))
                    .set_maximum(ConditionalFormatType::Number, 1)
                    .set_minimum_color(Color::RGB(0xFF_FFFF))
                    .set_midpoint_color(Color::RGB(AMBER))
                    .set_maximum_color(Color::RGB(0xF4_8C6A));
                sheet.add_conditional_format(1, at, last, at, &scale)?;
            }
            Holds::Decision => {
                for (ruling, color) in
                    [(Ruling::FalsePositive, GREEN), (Ruling::TruePositive, RED), (Ruling::Escalate, AMBER)]
                {
                    let rule = ConditionalFormatTextRule::BeginsWith(ruling.as_str().to_owned());
                    let look = Format::new().set_background_color(Color::RGB(color));
                    let format = ConditionalFormatText::new().set_rule(rule).set_format(look);
                    sheet.add_conditional_format(1, at, last, at, &format)?;
                }
                sheet.add_data_validation(1, at, last, at, &one_of_three()?)?;
            }
            Holds::Day => {
                sheet.add_data_validation(1, at, last, at, &day()?)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn one_of_three() -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_list_strings(&Ruling::ALL.map(Ruling::as_str))?
        .set_input_title("Decision")?
        .set_input_message(
            "false_positive: it is somebody else\ntrue_positive: it is the listed one\nescalate: somebody else must decide\nEmpty: not decided yet.",
        )?
        .set_error_title("No decision")?
        .set_error_message("Choose true_positive, false_positive or escalate, or leave the cell empty.")
}

fn day() -> Result<DataValidation, XlsxError> {
    let first = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    DataValidation::new()
        .allow_date(DataValidationRule::GreaterThan(first))
        .set_input_title("Day of the decision")?
        .set_input_message("As a date, such as 2026-11-23 (Ctrl+; enters today).")?
        // a day with an hour, as text, is understood too
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("No date")?
        .set_error_message(
            "Write the day as 2026-11-23. Anything else may not be understood when the file is handed back.",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_of_hits_csv() {
        let columns = COLUMNS.map(|(heading, ..)| heading).join(",");
        assert_eq!(columns, crate::report::hits_csv::COLUMNS);
    }

    #[test]
    fn each_row_is_as_high_as_its_own_text_needs() {
        let explanations = ["short", &"word ".repeat(50), "short", &"word ".repeat(500), &"word ".repeat(20)];
        let at = COLUMNS.iter().position(|(heading, ..)| *heading == "explanation").unwrap();
        let row = |text: &&str| format!("r{}{text}{}\n", ",".repeat(at), ",".repeat(COLUMNS.len() - 1 - at));
        let csv = format!("{}\n{}", crate::report::hits_csv::COLUMNS, explanations.iter().map(row).collect::<String>());
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let (looks, mut cut) = (Looks::new(crate::vocabulary::Score::default()), super::super::Cut::default());
        let (most_rows, stop) = (4, || false);
        let mut sheets = Sheets { workbook: &mut workbook, looks: &looks, cut: &mut cut, most_rows, stop: &stop };
        write(&mut sheets, super::super::rows_of(csv.as_bytes())).unwrap();
        let mut zip = zip::ZipArchive::new(io::Cursor::new(workbook.save_to_buffer().unwrap())).unwrap();
        let mut heights = |sheet: u32| -> Vec<Option<f64>> {
            let mut xml = String::new();
            let mut part = zip.by_name(&format!("xl/worksheets/sheet{sheet}.xml")).unwrap();
            io::Read::read_to_string(&mut part, &mut xml).unwrap();
            assert!(xml.contains(r#"<sheetFormatPr defaultRowHeight="15"/>"#), "rows without alerts are of one line");
            let rows: Vec<&str> = xml.split("<row ").skip(1).map(|row| row.split_once('>').unwrap().0).collect();
            for (number, row) in (1..).zip(&rows) {
                assert!(row.starts_with(&format!("r=\"{number}\"")), "each row is there once: {rows:?}");
            }
            // behind the last one is an empty one
            let rows = rows[..rows.len() - 1].iter();
            rows.map(|row| row.split_once(" ht=\"")?.1.split_once('"')?.0.parse().ok()).collect()
        };
        // headings are 32 points high, which is no whole number of pixels
        assert_eq!(heights(1), [Some(32.25), None, Some(60.0), None]);
        assert_eq!(heights(2), [Some(32.25), Some(75.0), Some(30.0)]);
    }

    #[test]
    fn what_does_not_fit_a_sheet_goes_on_in_the_next_one() {
        let csv = |alerts: usize| {
            let rows = (0..alerts).map(|at| format!("r{at},a name{}\n", ",x".repeat(32))).collect::<Vec<_>>().concat();
            format!("{}\n{rows}", crate::report::hits_csv::COLUMNS)
        };
        let (looks, most_rows) = (Looks::new(crate::vocabulary::Score::default()), 3);
        for (alerts, expected) in [(0, vec![0]), (2, vec![2]), (3, vec![2, 1]), (5, vec![2, 2, 1])] {
            let mut workbook = rust_xlsxwriter::Workbook::new();
            let mut cut = super::super::Cut::default();
            let stop = || false;
            let mut sheets = Sheets { workbook: &mut workbook, looks: &looks, cut: &mut cut, most_rows, stop: &stop };
            let written = write(&mut sheets, super::super::rows_of(csv(alerts).as_bytes())).unwrap().unwrap();
            assert_eq!((written.alerts, written.sheets as usize), (alerts as u64, expected.len()));
            let bytes = std::io::Cursor::new(workbook.save_to_buffer().unwrap());
            let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(bytes).unwrap();
            let rows: Vec<usize> =
                calamine::Reader::worksheets(&mut book).iter().map(|(_, sheet)| sheet.height() - 1).collect();
            assert_eq!(rows, expected);
            let names = calamine::Reader::sheet_names(&book);
            assert!(names.iter().zip(["Alerts", "Alerts 2", "Alerts 3"]).all(|(name, expected)| name == expected));
        }
    }
}
