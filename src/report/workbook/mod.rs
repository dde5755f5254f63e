//! `hits.xlsx`: what was found, for people who decide in a spreadsheet. One sheet of alerts, one of who was not screened and
//! what was noted, one of the run. It is made of the CSV files of the same run when those are whole, so both say the same.

mod alerts;
mod cells;
mod looks;
mod rejects;
mod run;

use std::io::{self, BufReader, Write};

use chrono::NaiveDate;
use csv::{Reader, ReaderBuilder, StringRecord};
use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

use self::cells::Cut;
use self::looks::Looks;
use super::{Error, OutputFolder, RunSummary, WORKBOOK};
use crate::vocabulary::Score;

/// Rows of a sheet, as ECMA-376 and all programs have it.
const MOST_ROWS: u32 = 1_048_576;
/// So many rows are written before anybody is asked whether to stop.
const ASK_EACH: u32 = 1_024;

/// Writes the workbook of a run into its folder, with the other files; `false` where it was stopped.
///
/// # Errors
/// Where it cannot be written, or what it is made of not read.
pub(crate) fn write_workbook(
    output: &mut OutputFolder,
    summary: &RunSummary,
    threshold: Score,
    stop: &dyn Fn() -> bool,
) -> Result<bool, Error> {
    let [hits, rejects, warnings] = ["hits.csv", "rejects.csv", "warnings.csv"].map(|name| output.reopened(name));
    let sources = Sources { hits: hits?, rejects: rejects?, warnings: warnings? };
    let made = begun(&output.working_folder(), summary.run_date)
        .and_then(|workbook| filled(workbook, sources, summary, threshold, MOST_ROWS, stop));
    let unwritable = |error| match error {
        XlsxError::IoError(source) => output.unwritable(WORKBOOK, source),
        error => output.unwritable(WORKBOOK, io::Error::other(error)),
    };
    let Some(mut workbook) = made.map_err(unwritable)? else { return Ok(false) };
    output.begin(WORKBOOK)?;
    let mut file = Into { output, failed: None };
    let saved = workbook.save_to_writer(&mut file);
    let Into { output, failed } = file;
    match (failed, saved) {
        (Some(error), _) => Err(error),
        (None, Err(error)) => Err(output.unwritable(WORKBOOK, io::Error::other(error))),
        (None, Ok(())) => Ok(true),
    }
}

/// The files that it is made of.
struct Sources<R> {
    hits: R,
    rejects: R,
    warnings: R,
}

/// A workbook without sheets, created on the run date whenever it is: it is the same bytes when the run is repeated.
fn begun(folder: &std::path::Path, run_date: NaiveDate) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    // rows wait for their place in the file here, and in no folder that all may write to
    workbook.set_tempdir(folder)?;
    workbook.set_properties(&DocProperties::new().set_title("Alerts").set_creation_datetime(&run_date));
    Ok(workbook)
}

/// Fills its sheets, of `most_rows` rows at most; `None` where it was stopped.
fn filled<R: io::Read>(
    mut workbook: Workbook,
    sources: Sources<R>,
    summary: &RunSummary,
    threshold: Score,
    most_rows: u32,
    stop: &dyn Fn() -> bool,
) -> Result<Option<Workbook>, XlsxError> {
    let looks = Looks::new(threshold);
    let mut cut = Cut::default();
    let mut sheets = Sheets { workbook: &mut workbook, looks: &looks, cut: &mut cut, most_rows, stop };
    let alerts = alerts::write(&mut sheets, rows_of(sources.hits))?;
    let Some(alerts) = alerts else { return Ok(None) };
    if !rejects::write(&mut sheets, rows_of(sources.rejects), rows_of(sources.warnings), summary)? {
        return Ok(None);
    }
    run::write(&mut sheets, summary, alerts)?;
    Ok(Some(workbook))
}

/// What is needed to write sheets.
struct Sheets<'w> {
    workbook: &'w mut Workbook,
    looks: &'w Looks,
    cut: &'w mut Cut,
    most_rows: u32,
    stop: &'w dyn Fn() -> bool,
}

/// A CSV file of a run, row by row.
fn rows_of<R: io::Read>(file: R) -> Reader<BufReader<R>> {
    ReaderBuilder::new().has_headers(false).flexible(true).from_reader(BufReader::with_capacity(1 << 18, file))
}

/// The next row; `false` at the end.
fn next(rows: &mut Reader<impl io::Read>, row: &mut StringRecord) -> Result<bool, XlsxError> {
    rows.read_record(row).map_err(|error| XlsxError::IoError(io::Error::other(error)))
}

/// The workbook's file, written and hashed as all are.
struct Into<'o> {
    output: &'o mut OutputFolder,
    failed: Option<Error>,
}

impl Write for Into<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.output.write(WORKBOOK, bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(error) => {
                self.failed = Some(error);
                Err(io::Error::other("the file cannot be written"))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
