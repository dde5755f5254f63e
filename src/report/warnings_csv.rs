use super::csv_cells::{CsvRows, mark};
use super::{Format, RunContext};
use crate::record::Warning;

/// `warnings.csv`: what was noted about rows that were screened. No personal data.
pub(super) struct WarningsCsv;

impl Format for WarningsCsv {
    fn file_name(&self) -> &'static str {
        "warnings.csv"
    }

    fn head(&self, run: &RunContext, out: &mut Vec<u8>) {
        mark(run, out);
        out.extend_from_slice(b"line,record_id,column,warning_code\n");
    }

    fn warning(&self, _run: &RunContext, warning: &Warning, out: &mut Vec<u8>) {
        let mut row = CsvRows::new(out);
        row.shown(warning.line).foreign(&warning.record_id).foreign(&warning.column).plain(warning.code.as_str()).end();
    }
}
