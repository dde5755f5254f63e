//! What is wrong with rows of decisions, what to do about it, and whether they count all the same.

use std::collections::BTreeSet;

use super::columns::COLUMNS;
use super::decision::Ruling;

/// A row, or a cell of it, that cannot count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Which of the tables, counted from 0: a file, or a sheet of a workbook.
    pub table: usize,
    /// Line of the file, or row of the sheet, where the row begins.
    pub line: u64,
    /// What it is.
    pub code: ProblemCode,
    /// Whether the decision counts all the same.
    pub counts: bool,
    /// The other rows that it contradicts: table and line.
    pub others: Vec<(usize, u64)>,
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
    /// Somebody and a day, and an empty `decision`.
    NotDecided,
    /// A decision by nobody.
    NobodyDecided,
    /// A `decided_at` that is no date such as 2026-11-23; it says nothing of when.
    DecidedAtUnreadable,
    /// An `expires_at` that is no date such as 2026-11-23; the clearance does not hold.
    ExpiresAtUnreadable,
    /// Two decisions on one alert that say different things, and not which is the later one.
    Contradicts,
    /// A `decided_at` that is still to come; a clearance does not hold.
    DecidedInFuture,
    /// A `first_alerted_at` that is no date such as 2026-11-23.
    FirstAlertedAtUnreadable,
    /// A `first_alerted_at` that is still to come.
    FirstAlertedInFuture,
    /// A heading that looks like one of the columns that people may add.
    HeadingUnknown,
    /// A clearance that nobody else confirmed, where the rules ask for it.
    NotConfirmed,
    /// A clearance that is over, or says not when it is, where the rules ask for it.
    Expired,
    /// A clearance that does not cover a field that the rules name.
    NotCovered,
    /// A `record_id` of more digits than a spreadsheet keeps, which made a number of it.
    RecordIdCut,
}

impl ProblemCode {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAlertKey => "no_alert_key",
            Self::AlertKeyDamaged => "alert_key_damaged",
            Self::DecisionUnknown => "decision_unknown",
            Self::NotDecided => "not_decided",
            Self::NobodyDecided => "nobody_decided",
            Self::DecidedAtUnreadable => "decided_at_unreadable",
            Self::ExpiresAtUnreadable => "expires_at_unreadable",
            Self::Contradicts => "contradicts",
            Self::DecidedInFuture => "decided_in_future",
            Self::FirstAlertedAtUnreadable => "first_alerted_at_unreadable",
            Self::FirstAlertedInFuture => "first_alerted_in_future",
            Self::HeadingUnknown => "heading_unknown",
            Self::NotConfirmed => "not_confirmed",
            Self::Expired => "expired",
            Self::NotCovered => "not_covered",
            Self::RecordIdCut => "record_id_cut",
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
            Self::NotDecided => {
                "fill in `decision`, or take out `decided_by` and `decided_at`: until then the alert is open"
            }
            Self::NobodyDecided => "fill in `decided_by`",
            Self::DecidedAtUnreadable => "write `decided_at` as 2026-11-23 or 2026-11-23T01:02:03Z",
            Self::ExpiresAtUnreadable => "write `expires_at` as 2026-11-23: until then the alert is open",
            Self::Contradicts => {
                "leave the one that holds, or fill in when each was decided, with the hour where it was one day: until then the alert is open"
            }
            Self::DecidedInFuture => "write when it was decided: until then a clearance does not hold",
            Self::FirstAlertedAtUnreadable => {
                "write `first_alerted_at` as 2026-11-23: until then nobody knows how long the alert has been open"
            }
            Self::FirstAlertedInFuture => "write when it was first an alert: that day is still to come",
            Self::HeadingUnknown => {
                "call the column `confirmed_by`, `confirmed_at` or `expires_at` if it is one of these, else leave it out: what looks like `expires_at` is read as that, nothing else is"
            }
            Self::NotConfirmed => "have somebody else fill in `confirmed_by`: until then the alert is open",
            Self::Expired => "look at the alert again: it is open",
            Self::NotCovered => "look at the alert again: it is open, what it covers now was not covered then",
            Self::RecordIdCut => {
                "copy `record_id` as text from the `hits.csv` that was decided on: a spreadsheet made a number of it and cut its digits; `alert_key` says who is meant"
            }
        }
    }

    /// The place among [`COLUMNS`] of the cell that it is about; `None` where it is about the row.
    pub(super) fn column(self) -> Option<usize> {
        let column = match self {
            Self::RecordIdCut => "record_id",
            Self::NoAlertKey | Self::AlertKeyDamaged | Self::NotCovered => "alert_key",
            Self::FirstAlertedAtUnreadable | Self::FirstAlertedInFuture => "first_alerted_at",
            Self::DecisionUnknown | Self::Contradicts | Self::NotDecided => "decision",
            Self::NobodyDecided => "decided_by",
            Self::DecidedAtUnreadable | Self::DecidedInFuture => "decided_at",
            Self::NotConfirmed => "confirmed_by",
            Self::ExpiresAtUnreadable | Self::Expired => "expires_at",
            Self::HeadingUnknown => return None,
        };
        COLUMNS.iter().position(|known| *known == column)
    }

    /// Whether a decision of this kind counts all the same; of days only a clearance depends.
    fn is_harmless(self, ruling: Option<Ruling>) -> bool {
        match self {
            Self::NobodyDecided
            | Self::DecidedAtUnreadable
            | Self::FirstAlertedAtUnreadable
            | Self::FirstAlertedInFuture
            | Self::RecordIdCut => true,
            Self::DecidedInFuture | Self::ExpiresAtUnreadable => ruling != Some(Ruling::FalsePositive),
            _ => false,
        }
    }

    /// A problem of the row in this place, which decides so.
    pub(super) fn at(self, (table, line): (usize, u64), ruling: Option<Ruling>) -> Problem {
        Problem { table, line, code: self, counts: self.is_harmless(ruling), others: Vec::new() }
    }
}

/// The places of the rows that do not count, by table and line: a heading that is not understood is no row.
pub fn set_aside(problems: &[Problem]) -> BTreeSet<(usize, u64)> {
    let is_row = |problem: &&Problem| !problem.counts && problem.code != ProblemCode::HeadingUnknown;
    problems.iter().filter(is_row).map(|problem| (problem.table, problem.line)).collect()
}

/// In the order of the tables and lines.
pub(super) fn sort(problems: &mut [Problem]) {
    problems.sort_by_key(|problem| (problem.table, problem.line, problem.code));
}
