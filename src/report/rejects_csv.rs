use super::csv_cells::{CsvRows, mark};
use super::{Format, RunContext};
use crate::record::{REJECT_HEADINGS, Reject};

/// `rejects.csv`: the rows that were not screened, as they were, and why.
pub(super) struct RejectsCsv;

impl Format for RejectsCsv {
    fn file_name(&self) -> &'static str {
        "rejects.csv"
    }

    fn head(&self, run: &RunContext, out: &mut Vec<u8>) {
        mark(run, out);
        let mut row = CsvRows::new(out);
        run.reject_headings.iter().for_each(|heading| {
            row.foreign(heading);
        });
        for heading in REJECT_HEADINGS {
            row.plain(heading);
        }
        row.end();
    }

    fn reject(&self, run: &RunContext, reject: &Reject, out: &mut Vec<u8>) {
        let width = run.reject_headings.len();
        let mut row = CsvRows::new(out);
        for cell in reject.cells.iter().take(width.saturating_sub(1)) {
            row.foreign(cell);
        }
        // surplus cells stay in the last column, so that the table stays one
        match reject.cells.get(width.saturating_sub(1)..) {
            Some(rest) if !rest.is_empty() => {
                row.foreign(&rest.join(","));
            }
            _ => (reject.cells.len()..width).for_each(|_| {
                row.plain("");
            }),
        }
        row.shown(reject.line).plain(reject.code.as_str()).plain(&reject.detail).end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::Settings;
    use crate::record::RejectCode;

    #[test]
    fn every_reject_has_the_headers_width() {
        let settings = Settings::default();
        let run = RunContext {
            lists: &[],
            settings: &settings,
            configuration: String::new(),
            passed_through: Vec::new(),
            added: false,
            reject_headings: ["id", "name", "city"].map(str::to_owned).to_vec(),
            all: false,
            bom: false,
        };
        for (cells, written) in [
            (vec!["1", "A", "B", "C"], "1,A,\"B,C\",9,too_many_cells,x\n"),
            (vec!["1"], "1,,,9,too_many_cells,x\n"),
            (vec!["1", "A", "B"], "1,A,B,9,too_many_cells,x\n"),
        ] {
            let cells = cells.into_iter().map(str::to_owned).collect();
            let mut out = Vec::new();
            let reject = Reject { line: 9, code: RejectCode::TooManyCells, detail: "x".into(), cells };
            RejectsCsv.reject(&run, &reject, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), written);
        }
    }
}
