//! Sheets of workbooks (`.xlsx`) as tables, with what spreadsheets make of cells undone: dates are written as in CSV, and a
//! number of which digits are lost never looks like an id.

use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, Xlsx, XlsxError};
use chrono::{NaiveDate, TimeDelta};

use super::error::Error;
use super::table::TableKind;
use crate::vocabulary::{Position, Sha256};

/// A workbook is held in memory as it is packed.
const MOST_PACKED: u64 = 256 << 20;
/// All that is in a workbook, unpacked.
const MOST_UNPACKED: u64 = 1 << 30;
/// The texts that its cells share are held in memory, unpacked.
const MOST_SHARED: u64 = 384 << 20;
/// Where they stand.
const SHARED: &str = "xl/sharedStrings.xml";
/// Columns of a sheet, as ECMA-376 and all programs have it.
const MOST_COLUMNS: u32 = 16_384;
/// Rows in which a header is looked for.
const FIRST_ROWS: usize = 50;
/// From here on a spreadsheet, which keeps fifteen digits, has lost some.
const DIGITS_LOST: f64 = 1e15;

/// A workbook, and the hash of its file.
struct Book {
    xlsx: Mutex<Xlsx<Cursor<Vec<u8>>>>,
    sha256: Sha256,
}

/// A sheet with a header.
pub(crate) struct SheetReader {
    book: Arc<Book>,
    name: String,
    headings: Vec<String>,
    /// Of each heading, whether it is one of the columns that are asked for.
    is_known: Vec<bool>,
    header: Position,
}

/// Opens the sheets of a workbook that are tables of this kind.
///
/// # Errors
/// Where it is damaged, something else, or too large, or none of its sheets is such a table.
pub(super) fn sheets(file: &str, reader: impl Read, kind: &TableKind) -> Result<Vec<SheetReader>, Error> {
    let mut bytes = Vec::new();
    let read = reader.take(MOST_PACKED + 1).read_to_end(&mut bytes);
    read.map_err(|source| Error::Read { position: Position::file(file), source })?;
    if let Some(advice) = refused(&bytes) {
        return Err(Error::NotText { file: file.to_owned(), advice });
    }
    let damaged = |error: XlsxError| damaged(Position::file(file), &error);
    let sha256 = Sha256::of(&bytes);
    let xlsx = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets = xlsx.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let book = Arc::new(Book { xlsx: Mutex::new(xlsx), sha256 });
    let mut found = Vec::new();
    for name in &names {
        let position = |line| Position { sheet: Some(name.clone()), ..Position::line(file, line) };
        let mut rows = first_rows(&book, name, &position(0))?.into_iter();
        let Some((line, headings)) = rows.next() else { continue };
        if (kind.is_header)(&headings) {
            let is_known = headings.iter().map(|heading| (kind.knows)(heading)).collect();
            found.push(SheetReader {
                book: Arc::clone(&book),
                name: name.clone(),
                headings,
                is_known,
                header: position(line),
            });
        } else if let Some((line, _)) = rows.find(|(_, cells)| (kind.is_header)(cells)) {
            return Err(Error::HeaderNotFirst { position: Box::new(position(line)) });
        }
    }
    if found.is_empty() {
        let named = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        return Err(Error::NoSheet { file: file.to_owned(), sheets: named });
    }
    for sheet in &found {
        sheet.check_merged()?;
    }
    Ok(found)
}

impl SheetReader {
    /// The headings, from the first column on.
    pub(super) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Where they stand.
    pub(super) fn header(&self) -> &Position {
        &self.header
    }

    /// Of the workbook's bytes.
    pub(super) fn sha256(&self) -> Sha256 {
        self.book.sha256
    }

    /// Gives the number and the cells of each row that is not empty, as many as there are headings. What is filtered out,
    /// or hidden, is there all the same.
    ///
    /// # Errors
    /// Where reading fails, a formula has no value, and those of whoever takes the rows.
    pub(super) fn each_row<E: From<Error>>(
        &mut self,
        mut take: impl FnMut(u64, &[&[u8]]) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut row, mut line) = (vec![String::new(); self.headings.len()], self.header.line);
        let mut give = |line: u64, row: &mut [String]| {
            let is_empty = row.iter().all(|cell| cell.trim().is_empty());
            if line > self.header.line && !is_empty {
                take(line, &row.iter().map(String::as_bytes).collect::<Vec<_>>())?;
            }
            row.iter_mut().for_each(String::clear);
            Ok::<(), E>(())
        };
        each_cell::<E>(&self.book, &self.name, &self.header, |(at, column), value, has_formula| {
            if at != line {
                give(line, &mut row)?;
                line = at;
            }
            let Some(cell) = row.get_mut(column) else { return Ok(true) };
            if has_formula && matches!(value, DataRef::Empty) && self.is_known[column] && at > self.header.line {
                return Err(Error::FormulaWithoutValue { position: Box::new(self.cell(at, column)) }.into());
            }
            cell.push_str(&text(value));
            Ok(true)
        })?;
        give(line, &mut row)
    }

    /// Refuses cells that are merged over several rows: only the first of them would be decided.
    fn check_merged(&self) -> Result<(), Error> {
        let mut xlsx = self.book.xlsx.lock().unwrap_or_else(PoisonError::into_inner);
        let merged = xlsx.merge_cells_by_sheet_name(&self.name);
        let merged = merged.map_err(|error| damaged(self.header.clone(), &error))?;
        for range in
            merged.into_iter().filter(|range| range.end.0 > range.start.0 && u64::from(range.end.0) >= self.header.line)
        {
            let columns = range.start.1 as usize..=range.end.1 as usize;
            let known =
                columns.into_iter().take(self.headings.len()).find(|column| self.is_known.get(*column) == Some(&true));
            if let Some(column) = known {
                let position = Box::new(self.cell(u64::from(range.start.0) + 1, column));
                return Err(Error::MergedCells { position });
            }
        }
        Ok(())
    }

    fn cell(&self, line: u64, column: usize) -> Position {
        let heading = self.headings[column].clone();
        Position { line, column: Some(Box::new((column + 1, heading))), ..self.header.clone() }
    }
}

/// What it is instead of a workbook that can be read, and what to do.
fn refused(bytes: &[u8]) -> Option<&'static str> {
    if bytes.len() as u64 > MOST_PACKED {
        return Some("is larger than 256 MiB: hand back the rows that were decided, as CSV");
    }
    if !bytes.starts_with(b"PK") {
        let password: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let has_password = bytes.windows(password.len()).any(|window| window == password);
        return Some(if has_password {
            "is a workbook with a password: save it without one (in Excel: File, Info, Protect Workbook), or as CSV"
        } else {
            "is a workbook of the old kind (.xls): save it as .xlsx or CSV"
        });
    }
    let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Some("is a workbook or an archive that is not whole: save it again as .xlsx or CSV");
    };
    let has = |name: &str| zip.file_names().flatten().any(|file| file.eq_ignore_ascii_case(name));
    if !has("xl/workbook.xml") {
        return Some(if has("xl/workbook.bin") {
            "is a binary workbook (.xlsb): save it as .xlsx or CSV"
        } else if has("mimetype") {
            "is a workbook of OpenDocument (.ods): save it as .xlsx or CSV"
        } else {
            "is an archive and no workbook: give the .xlsx or CSV file itself"
        });
    }
    // what a zip says of its sizes may be wrong
    let mut left = MOST_UNPACKED;
    for at in 0..zip.len() {
        let Ok(mut part) = zip.by_index(at) else {
            return Some("is a workbook that is not whole: save it again as .xlsx or CSV");
        };
        let is_shared = part.name().is_ok_and(|name| name.eq_ignore_ascii_case(SHARED));
        let most = if is_shared { left.min(MOST_SHARED) } else { left };
        match std::io::copy(&mut part.by_ref().take(most + 1), &mut std::io::sink()) {
            Ok(unpacked) if unpacked > most => {
                return Some(
                    "unpacks to more than 1 GiB, or 384 MiB of texts: hand back the rows that were decided, as CSV",
                );
            }
            Ok(unpacked) => left -= unpacked,
            Err(_) => return Some("is a workbook that is not whole: save it again as .xlsx or CSV"),
        }
    }
    None
}

fn damaged(position: Position, error: &XlsxError) -> Error {
    Error::WorkbookDamaged { position: Box::new(position), why: error.to_string() }
}

/// The rows of a sheet that are not empty and among its first, with their numbers.
fn first_rows(book: &Book, name: &str, position: &Position) -> Result<Vec<(u64, Vec<String>)>, Error> {
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    each_cell(book, name, position, |(line, column), value, _| {
        let text = text(value);
        if text.trim().is_empty() {
            return Ok(true);
        }
        if rows.last().is_none_or(|(last, _)| *last != line) {
            if rows.len() == FIRST_ROWS {
                return Ok(false);
            }
            rows.push((line, Vec::new()));
        }
        let cells = rows.last_mut().map(|(_, cells)| cells);
        if let Some(cells) = cells {
            cells.resize(cells.len().max(column + 1), String::new());
            cells[column].push_str(&text);
        }
        Ok::<bool, Error>(true)
    })?;
    Ok(rows)
}

/// Gives row (from 1), column (from 0), value and whether there is a formula of each cell, row by row, as long as it is
/// answered with `true`.
fn each_cell<E: From<Error>>(
    book: &Book,
    name: &str,
    position: &Position,
    mut take: impl FnMut((u64, usize), &DataRef, bool) -> Result<bool, E>,
) -> Result<(), E> {
    let mut xlsx = book.xlsx.lock().unwrap_or_else(PoisonError::into_inner);
    let mut line = 0;
    let at = |line: u64| Position { line, column: None, ..position.clone() };
    let mut cells = xlsx.worksheet_cells_reader(name).map_err(|error| damaged(at(0), &error))?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| damaged(at(line), &error))? {
        let (row, column) = cell.pos;
        if column >= MOST_COLUMNS || u64::from(row) + 1 < line {
            let why = "its cells are out of order".to_owned();
            return Err(Error::WorkbookDamaged { position: Box::new(at(line)), why }.into());
        }
        line = u64::from(row) + 1;
        if !take((line, column as usize), &cell.value, cell.formula.is_some())? {
            break;
        }
    }
    Ok(())
}

/// What a cell would say in CSV.
fn text<'v>(value: &'v DataRef<'_>) -> Cow<'v, str> {
    match value {
        DataRef::Empty => "".into(),
        DataRef::String(text) => text.into(),
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Float(number) => number_text(*number).into(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.into(),
        DataRef::DateTime(at) => moment_text(at).into(),
        // a day without an hour is written as one
        DataRef::DateTimeIso(at) => at.strip_suffix("T00:00:00").unwrap_or(at).into(),
        DataRef::DurationIso(period) => period.into(),
        DataRef::Error(error) => error.to_string().into(),
    }
}

/// A number as people would write it; with more digits than a spreadsheet keeps, so that nobody takes it for an id.
fn number_text(number: f64) -> String {
    if number.abs() >= DIGITS_LOST { format!("{number:E}") } else { number.to_string() }
}

/// `2026-11-23`, or `2026-11-23T01:02:03` where there is a time. What is no day of ours stays a number.
fn moment_text(at: &ExcelDateTime) -> String {
    let of_no_day = || number_text(at.as_f64());
    if at.is_duration() || at.as_f64() < 1.0 {
        return of_no_day();
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let date = NaiveDate::from_ymd_opt(i32::from(year), month.into(), day.into());
    let moment = date.and_then(|date| date.and_hms_opt(hour.into(), minute.into(), second.into()));
    // an hour is a fraction of a day there, and is seldom whole
    let moment = moment.map(|moment| moment + TimeDelta::seconds(i64::from(milli >= 500)));
    match moment {
        None => of_no_day(),
        Some(moment) if moment.time() == chrono::NaiveTime::MIN => moment.date().to_string(),
        Some(moment) => moment.format("%Y-%m-%dT%H:%M:%S").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    use super::*;

    #[test]
    fn days_are_read_by_either_calendar_and_what_is_no_day_stays_a_number() {
        let of = |value, is_1904| moment_text(&ExcelDateTime::new(value, DateTime, is_1904));
        assert_eq!(of(46_349.0, false), "2026-11-23");
        assert_eq!(of(44_887.0, true), "2026-11-23");
        assert_eq!(of(46_349.5, false), "2026-11-23T12:00:00");
        assert_eq!(of(46_349.0 + 3_723.0 / 86_400.0, false), "2026-11-23T01:02:03");
        assert_eq!(of(46_348.999_999_999, false), "2026-11-23");
        assert_eq!(of(59.0, false), "1900-02-28");
        assert_eq!(of(61.0, false), "1900-03-01");
        // 29 February 1900, which there never was; an hour of no day; what is no date
        for value in [60.0, 0.25, -1.0] {
            assert_eq!(of(value, false), value.to_string());
        }
        assert_eq!(moment_text(&ExcelDateTime::new(46_349.0, TimeDelta, false)), "46349");
    }

    #[test]
    fn a_number_is_written_as_people_do_and_never_with_digits_that_it_lost() {
        for (number, written) in [
            (7.0, "7"),
            (0.8731, "0.8731"),
            (6_907_993.0, "6907993"),
            (999_999_999_999_999.0, "999999999999999"),
            (1e15, "1E15"),
            (123_456_789_012_345_680.0, "1.2345678901234568E17"),
        ] {
            assert_eq!(number_text(number), written);
        }
    }
}
