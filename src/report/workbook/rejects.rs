use std::io;

use csv::{Reader, StringRecord};
use rust_xlsxwriter::{IgnoreError, Worksheet, XlsxError};

use super::cells::{Cut, given};
use super::looks::Looks;
use super::{ASK_EACH, Sheets, next};
use crate::record::REJECT_HEADINGS;
use crate::report::RunSummary;

/// The name of the sheet.
pub(super) const NAME: &str = "Rejects and warnings";
/// What stands in front of the rows of the customers' file.
const COLUMNS: [(&str, u8); 6] =
    [("what", 16), ("line", 10), ("record", 14), ("column", 18), ("code", 24), ("detail", 44)];
/// Rows above the headings.
const ABOVE: u32 = 3;

/// Writes who was not screened, then what was noted of others; `false` where it was stopped.
pub(super) fn write(
    sheets: &mut Sheets,
    mut rejects: Reader<impl io::Read>,
    mut warnings: Reader<impl io::Read>,
    summary: &RunSummary,
) -> Result<bool, XlsxError> {
    let (mut headings, mut row) = (StringRecord::new(), StringRecord::new());
    next(&mut rejects, &mut headings)?;
    next(&mut warnings, &mut row)?;
    let width = headings.len().saturating_sub(REJECT_HEADINGS.len());
    let own: Vec<&str> = headings.iter().take(if summary.rejected > 0 { width } else { 0 }).collect();
    let mut more_rejects = next(&mut rejects, &mut row)?;
    let mut number = 0;
    let mut is_done = false;
    while !is_done {
        number += 1;
        let name = if number == 1 { NAME.to_owned() } else { format!("{NAME} {number}") };
        let sheet = sheets.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        let looks = sheets.looks;
        for (at, width) in COLUMNS.iter().map(|(_, width)| *width).chain(own.iter().map(|_| 16)).enumerate() {
            sheet.set_column_format(at as u16, if at == 1 { &looks.number } else { &looks.plain })?;
            sheet.set_column_width(at as u16, width)?;
        }
        above(sheet, summary, looks)?;
        for (at, heading) in COLUMNS.iter().map(|(heading, _)| *heading).chain(own.iter().copied()).enumerate() {
            sheet.write_string_with_format(
                ABOVE,
                at as u16,
                given(heading.trim_start_matches('\u{feff}')),
                &looks.heading,
            )?;
        }
        let mut line = ABOVE;
        while line + 1 < sheets.most_rows {
            line += 1;
            if line.is_multiple_of(ASK_EACH) && (sheets.stop)() {
                return Ok(false);
            }
            if more_rejects {
                sheet.write_string_with_format(line, 0, "NOT SCREENED", &looks.loud)?;
                for (at, cell) in [(1, row.get(width)), (4, row.get(width + 1)), (5, row.get(width + 2))] {
                    value(sheets.cut, sheet, (line, at), cell.unwrap_or_default())?;
                }
                for (at, cell) in row.iter().take(width).enumerate() {
                    sheets.cut.text(sheet, (line, (COLUMNS.len() + at) as u16), given(cell), None)?;
                }
                more_rejects = next(&mut rejects, &mut row)?;
            } else if next(&mut warnings, &mut row)? {
                sheet.write_string(line, 0, "warning")?;
                for (at, cell) in (1..).zip(row.iter().take(4)) {
                    value(sheets.cut, sheet, (line, at), cell)?;
                }
            } else {
                line -= 1;
                is_done = true;
                break;
            }
        }
        let last = (COLUMNS.len() + own.len() - 1) as u16;
        sheet.autofilter(ABOVE, 0, line, last)?;
        if line > ABOVE {
            sheet.ignore_error_range(ABOVE + 1, 0, line, last, IgnoreError::NumberStoredAsText)?;
        }
    }
    Ok(true)
}

/// What is most important, before all rows.
fn above(sheet: &mut Worksheet, summary: &RunSummary, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(ABOVE + 1, 0)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(ABOVE, ABOVE)?;
    sheet.set_row_height(0, 22)?;
    let last = (COLUMNS.len() - 1) as u16;
    let warnings: u64 = summary.warnings_by_code.values().sum();
    let (text, look) = not_screened(summary, looks);
    sheet.merge_range(0, 0, 0, last, &text, look)?;
    let advice = if summary.rejected > 0 {
        "Mend these rows in the customer file and screen them again: nobody knows whether these customers are listed."
    } else {
        "Nothing is left to do here but to look at the warnings."
    };
    sheet.merge_range(1, 0, 1, last, advice, &looks.plain)?;
    let noted = format!("{warnings} warnings: these customers were screened, without what could not be read.");
    sheet.merge_range(2, 0, 2, last, &noted, &looks.plain)?;
    Ok(())
}

/// How many customers were not screened.
pub(super) fn not_screened<'l>(summary: &RunSummary, looks: &'l Looks) -> (String, &'l rust_xlsxwriter::Format) {
    match summary.rejected {
        0 => ("All customers were screened: no row was rejected.".to_owned(), &looks.good),
        1 => ("1 customer was NOT SCREENED: the row was rejected.".to_owned(), &looks.loud),
        n => (format!("{n} customers were NOT SCREENED: their rows were rejected."), &looks.loud),
    }
}

/// Writes a number as one, and anything else as text.
fn value(cut: &mut Cut, sheet: &mut Worksheet, (row, column): (u32, u16), cell: &str) -> Result<(), XlsxError> {
    match cell.parse::<u32>().ok().filter(|_| column == 1) {
        Some(number) => sheet.write_number(row, column, number).map(|_| ()),
        None => cut.text(sheet, (row, column), given(cell), None),
    }
}
