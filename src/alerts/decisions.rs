//! Files of decisions: `hits.csv` as it came back, or its last columns alone.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use hashbrown::HashMap;

use super::decision::{Decision, Ruling, day, moment};
use super::error::Error;
use super::key::{AlertKey, Identity};
use crate::record::{TableKind, TableReader, folded};
use crate::vocabulary::Sha256;

/// Columns of a file of decisions.
pub const COLUMNS: [&str; 12] = [
    "record_id",
    "list",
    "entity_id",
    "alert_key",
    "first_alerted_at",
    "decision",
    "decided_by",
    "decided_at",
    "reason",
    "confirmed_by",
    "confirmed_at",
    "expires_at",
];
/// Those of them that must be there: `alert_key` and `decision`.
const REQUIRED: [usize; 2] = [3, 5];
/// How the columns of `hits.csv` end; behind them stand the customer's own.
const END_OF_HITS: [&str; 7] =
    ["alert_key", "alert_state", "first_alerted_at", "decision", "decided_by", "decided_at", "reason"];
/// Columns that `hits.csv` does not have and people may add: what a customer's own column of that name says would be taken
/// for theirs.
pub const ADDED: [&str; 3] = ["confirmed_by", "confirmed_at", "expires_at"];

const DECISIONS: TableKind = TableKind {
    knows: |heading| COLUMNS.iter().any(|column| folded(column) == folded(heading)),
    json_advice: "is JSON: decisions are CSV, `hits.csv` as it was written with `decision` filled in",
};

/// What was decided, by alert.
#[derive(Default)]
pub struct Decisions {
    files: Vec<(String, Sha256)>,
    rows: Vec<Decision>,
    by_alert: HashMap<Identity, (Vec<usize>, AtomicBool)>,
    problems: Vec<Problem>,
    read: u64,
}

/// A row, or a cell of it, that cannot count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Which of the files, counted from 0.
    pub file: usize,
    /// Line of the file where the row begins.
    pub line: u64,
    /// What it is.
    pub code: ProblemCode,
}

/// Why a row, or a cell of it, cannot count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ProblemCode {
    /// No `alert_key`: nobody can say which alert was meant, nor whether it has changed.
    NoAlertKey,
    /// An `alert_key` that is none, or no longer one.
    AlertKeyDamaged,
    /// A `decision` that is none of the three.
    DecisionUnknown,
    /// A decision by nobody.
    NobodyDecided,
    /// A `decided_at` that is no date such as 2026-11-23; it says nothing of when.
    DecidedAtUnreadable,
    /// An `expires_at` that is no date such as 2026-11-23; the clearance does not hold.
    ExpiresAtUnreadable,
    /// Two decisions on one alert that say different things, and not which is the later one.
    Contradicts,
}

impl ProblemCode {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAlertKey => "no_alert_key",
            Self::AlertKeyDamaged => "alert_key_damaged",
            Self::DecisionUnknown => "decision_unknown",
            Self::NobodyDecided => "nobody_decided",
            Self::DecidedAtUnreadable => "decided_at_unreadable",
            Self::ExpiresAtUnreadable => "expires_at_unreadable",
            Self::Contradicts => "contradicts",
        }
    }

    /// What to do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::NoAlertKey => "copy `alert_key` from the `hits.csv` that was decided on",
            Self::AlertKeyDamaged => {
                "copy `alert_key` from the `hits.csv` that was decided on: a spreadsheet may have cut it"
            }
            Self::DecisionUnknown => "write `true_positive`, `false_positive` or `escalate`",
            Self::NobodyDecided => "fill in `decided_by`",
            Self::DecidedAtUnreadable => "write `decided_at` as 2026-11-23 or 2026-11-23T01:02:03Z",
            Self::ExpiresAtUnreadable => "write `expires_at` as 2026-11-23: until then the alert is open",
            Self::Contradicts => {
                "leave the one that holds, or fill in when each was decided: until then the alert is open"
            }
        }
    }

    /// Whether the row as a whole says nothing.
    pub fn loses_the_row(self) -> bool {
        matches!(self, Self::NoAlertKey | Self::AlertKeyDamaged)
    }

    /// Whether the decision counts all the same.
    pub fn is_harmless(self) -> bool {
        matches!(self, Self::NobodyDecided | Self::DecidedAtUnreadable)
    }
}

impl Decisions {
    /// Reads a file and adds what it says.
    ///
    /// # Errors
    /// Where it cannot be read to its end, is no CSV, or lacks `alert_key` or `decision`.
    pub fn add_file(&mut self, path: &Path) -> Result<(), Error> {
        self.add(TableReader::open(path, &DECISIONS)?)
    }

    fn add(&mut self, mut table: TableReader) -> Result<(), Error> {
        let places = places(&table)?;
        let file = self.files.len();
        table.each_row(|line, cells| {
            self.read += 1;
            self.add_row((file, line), places.map(|place| place.map_or(String::new(), |at| written(cells[at]))));
            Ok::<(), Error>(())
        })?;
        self.files.push((table.file().to_owned(), table.sha256()));
        Ok(())
    }

    fn add_row(&mut self, (file, line): (usize, u64), cells: [String; COLUMNS.len()]) {
        let mut problem = |code| self.problems.push(Problem { file, line, code });
        let [record_id, list, entity_id, key, first, word, by, at, reason, confirmed_by, confirmed_at, expires_at] =
            cells;
        let Ok(key) = key.parse::<AlertKey>() else {
            // an empty row between others says nothing
            if !key.is_empty() || !word.is_empty() {
                problem(if key.is_empty() { ProblemCode::NoAlertKey } else { ProblemCode::AlertKeyDamaged });
            }
            return;
        };
        let ruling = Ruling::parse(&word);
        if ruling.is_none() && !word.is_empty() {
            problem(ProblemCode::DecisionUnknown);
        }
        let decision = Decision {
            file,
            line,
            key,
            ruling,
            record_id,
            list,
            entity_id,
            decided_by: by,
            decided_at: at,
            reason,
            confirmed_by,
            confirmed_at,
            expires_at,
            first_alerted_at: day(&first),
        };
        if ruling.is_some() {
            let checks = [
                (decision.decided_by.is_empty(), ProblemCode::NobodyDecided),
                (unreadable(&decision.decided_at), ProblemCode::DecidedAtUnreadable),
                (unreadable(&decision.expires_at), ProblemCode::ExpiresAtUnreadable),
            ];
            checks.into_iter().filter(|(wrong, _)| *wrong).for_each(|(_, code)| problem(code));
        }
        let of_alert = &mut self.by_alert.entry(decision.key.identity()).or_default().0;
        let is_known = |row: &usize| said_again(&self.rows[*row], &decision);
        if !of_alert.iter().any(is_known) {
            of_alert.push(self.rows.len());
            self.rows.push(decision);
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The files, as the user named them, and the hash of each.
    pub fn files(&self) -> &[(String, Sha256)] {
        &self.files
    }

    /// Rows that were read, empty ones included.
    pub fn rows_read(&self) -> u64 {
        self.read
    }

    /// All that says something, in the order of the files; what was said twice once.
    pub fn rows(&self) -> &[Decision] {
        &self.rows
    }

    /// The rows on each alert, in the order of the alerts' first rows.
    pub fn by_alert(&self) -> Vec<Vec<&Decision>> {
        let mut alerts: Vec<&Vec<usize>> = self.by_alert.values().map(|(rows, _)| rows).collect();
        alerts.sort_unstable();
        alerts.into_iter().map(|rows| rows.iter().map(|row| &self.rows[*row]).collect()).collect()
    }

    /// The rows on one alert, and that there is one: [`unmet`](Self::unmet) no longer counts them.
    pub(super) fn on(&self, alert: Identity) -> Vec<&Decision> {
        let Some((rows, met)) = self.by_alert.get(&alert) else { return Vec::new() };
        met.store(true, Ordering::Relaxed);
        rows.iter().map(|row| &self.rows[*row]).collect()
    }

    /// How many alerts were decided that there are not: their customer or entry is gone, or no longer alike.
    pub fn unmet(&self) -> u64 {
        let decided = |rows: &[usize]| rows.iter().any(|row| self.rows[*row].ruling.is_some());
        self.by_alert.values().filter(|(rows, met)| decided(rows) && !met.load(Ordering::Relaxed)).count() as u64
    }

    /// What cannot count, in the order of the files and lines.
    pub fn problems(&self) -> Vec<Problem> {
        let contradicting = self.by_alert.values().flat_map(|(rows, _)| {
            let rows: Vec<&Decision> = rows.iter().map(|row| &self.rows[*row]).collect();
            match latest(&rows) {
                Latest::Contradicting(rows) => rows,
                _ => Vec::new(),
            }
        });
        let contradicting =
            contradicting.map(|row| Problem { file: row.file, line: row.line, code: ProblemCode::Contradicts });
        let mut problems: Vec<Problem> = self.problems.iter().cloned().chain(contradicting).collect();
        problems.sort_by_key(|problem| (problem.file, problem.line, problem.code));
        problems
    }
}

/// What counts of the rows on one alert.
pub(super) enum Latest<'d> {
    /// Nobody has decided.
    Undecided,
    /// This.
    One(&'d Decision),
    /// These say different things, and not which is the later one.
    Contradicting(Vec<&'d Decision>),
}

/// The latest decision. Where several say different things, each must say when; else none counts: no alert is cleared by
/// chance.
pub(super) fn latest<'d>(rows: &[&'d Decision]) -> Latest<'d> {
    let decided: Vec<&Decision> = rows.iter().copied().filter(|row| row.ruling.is_some()).collect();
    let Some(last) = decided.iter().max_by_key(|row| (row.decided(), row.file, row.line)) else {
        return Latest::Undecided;
    };
    let agree = decided.iter().all(|row| row.ruling == last.ruling);
    let dated = decided.iter().all(|row| row.decided().is_some());
    let is_last = |row: &&&Decision| row.decided() == last.decided();
    if agree || dated && decided.iter().filter(is_last).all(|row| row.ruling == last.ruling) {
        Latest::One(last)
    } else {
        Latest::Contradicting(decided)
    }
}

/// Whether a row says the same as another, wherever both stand.
fn said_again(one: &Decision, other: &Decision) -> bool {
    *one == Decision { file: one.file, line: one.line, ..other.clone() }
}

fn unreadable(text: &str) -> bool {
    !text.is_empty() && moment(text).is_none()
}

/// The text of a cell, without the `'` that keeps a spreadsheet from running it.
fn written(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    let text = text.trim();
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

fn places(table: &TableReader) -> Result<[Option<usize>; COLUMNS.len()], Error> {
    let position = || Box::new(table.header().clone());
    let (places, twice) = table.first_places(&COLUMNS);
    // a customer's own column may be called as one of `hits.csv` is, and comes after it
    let headings: Vec<_> = table.headings().iter().map(|heading| folded(heading)).collect();
    let is_hits_csv = headings.windows(END_OF_HITS.len()).any(|run| run == END_OF_HITS.map(folded));
    if let Some(column) = twice.filter(|column| !is_hits_csv || ADDED.contains(column)) {
        return Err(Error::ColumnTwice { position: position(), column });
    }
    match REQUIRED.into_iter().find(|column| places[*column].is_none()) {
        Some(missing) => Err(Error::MissingColumn { position: position(), column: COLUMNS[missing] }),
        None => Ok(places),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Decisions from the text of a file.
    pub(in super::super) fn read(text: &str) -> Result<Decisions, Error> {
        let mut decisions = Decisions::default();
        decisions.add(TableReader::new("d.csv", std::io::Cursor::new(text.to_owned()), &DECISIONS)?)?;
        Ok(decisions)
    }

    /// A key that is whole.
    pub(in super::super) const KEY: &str = "a1-0001-aaaaaaaaab-aaaaab";

    fn codes(text: &str) -> Vec<(u64, &'static str)> {
        read(text).unwrap().problems().iter().map(|problem| (problem.line, problem.code.as_str())).collect()
    }

    #[test]
    fn what_cannot_count_is_said_with_its_line() {
        let text = format!(
            "record_id;alert_key;decision;decided_by;decided_at;expires_at\n1;{KEY};false_positive;ann;23.11.2026;\n\
             2;;false_positive;ann;;\n3;a1-0001-aaaaaaaaab-aaa;escalate;ann;;\n4;{KEY};perhaps;;;\n;;;;;\n\
             5;a1-0001-aaaaaaaaac-aaaaab;false_positive;;;soon\n"
        );
        assert_eq!(
            codes(&text),
            [
                (2, "decided_at_unreadable"),
                (3, "no_alert_key"),
                (4, "alert_key_damaged"),
                (5, "decision_unknown"),
                (7, "nobody_decided"),
                (7, "expires_at_unreadable"),
            ]
        );
    }

    #[test]
    fn what_contradicts_does_not_count_unless_it_says_which_is_later() {
        let rows = |one: &str, other: &str| {
            codes(&format!("alert_key,decision,decided_by,decided_at\n{KEY},{one}\n{KEY},{other}\n"))
        };
        assert!(rows("false_positive,ann,", "false_positive,ben,").is_empty());
        assert_eq!(rows("false_positive,ann,", "true_positive,ben,"), [(2, "contradicts"), (3, "contradicts")]);
        assert_eq!(rows("false_positive,ann,2026-11-23", "true_positive,ben,").len(), 2);
        assert_eq!(rows("false_positive,ann,2026-11-23", "true_positive,ben,2026-11-23").len(), 2);
        assert!(rows("false_positive,ann,2026-11-23", "true_positive,ben,2026-11-24").is_empty());
    }

    #[test]
    fn a_file_without_its_key_column_is_an_error_and_one_that_is_said_again_is_not() {
        let error = read("record_id,decision\n1,false_positive\n").err().unwrap().to_string();
        assert!(error.contains("d.csv:1: no column `alert_key`"), "{error}");
        let error = read("alert_key,decision,Decision\n").err().unwrap().to_string();
        assert!(error.contains("`decision` stands there twice"), "{error}");
        let hits = "record_id,alert_key,alert_state,first_alerted_at,decision,decided_by,decided_at,reason";
        let own = read(&format!("{hits},Reason,list\n1,{KEY},new,,escalate,ann,,odd,late payer,gold\n")).unwrap();
        assert_eq!(own.rows()[0].reason, "odd");
        let error = read(&format!("{hits},expires_at,Expires at\n")).err().unwrap().to_string();
        assert!(error.contains("`expires_at` stands there twice"), "{error}");
        let twice = read(&format!("alert_key,decision\n{KEY},escalate\n{KEY},escalate\n")).unwrap();
        assert_eq!((twice.rows().len(), twice.rows_read()), (1, 2));
    }
}
