//! Which of the decisions on one alert counts.

use chrono::NaiveDateTime;

use super::decision::{Decision, day, moment};
use super::decisions::Unread;

/// What a decision is worth beside the others on its alert.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counts {
    /// It is the one that counts.
    Last,
    /// It and others say different things, and not which is the later one: none counts.
    Contradicts,
}

/// The rows on an alert.
#[derive(Default)]
pub(super) struct Rows<'d> {
    pub decisions: Vec<&'d Decision>,
    pub unread: Vec<&'d Unread>,
}

impl Rows<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.decisions.is_empty() && self.unread.is_empty()
    }
}

/// What counts of the rows on one alert.
pub(super) enum Latest<'d> {
    /// Nobody has decided.
    Undecided,
    /// These, which say the same: those of the last day, and those of which nobody knows the day. In the order of their days,
    /// then of the files.
    Agreed(Vec<&'d Decision>),
    /// These say different things, or something that cannot be read, and not which is the later one: file and line of each.
    Contradicting(Vec<(usize, u64)>),
}

/// The latest decision. Where several say different things, or one cannot be read, each must say when; else none counts: no
/// alert is cleared by chance.
pub(super) fn latest<'d>(rows: &Rows<'d>) -> Latest<'d> {
    let mut decided: Vec<&Decision> = rows.decisions.iter().copied().filter(|row| row.ruling.is_some()).collect();
    if decided.is_empty() && rows.unread.is_empty() {
        return Latest::Undecided;
    }
    decided.sort_by_key(|row| (row.decided(), row.table, row.line));
    let agree = |rows: &[&Decision]| rows.iter().all(|row| row.ruling == rows[0].ruling);
    let of_unread = || rows.unread.iter().map(|row| row.cells[7].as_str());
    let days: Vec<&str> = decided.iter().map(|row| row.decided_at.as_str()).chain(of_unread()).collect();
    let moments: Vec<Option<NaiveDateTime>> = days.iter().map(|text| moment(text)).collect();
    let last = moments.iter().flatten().max();
    // a day without an hour is as late as any hour of it
    let is_without_hour = |(text, at): (&&str, &Option<NaiveDateTime>)| {
        day(text).is_some() && at.map(|at| at.date()) == last.map(NaiveDateTime::date)
    };
    let by_day = days.iter().zip(&moments).any(is_without_hour);
    let is_last = |at: Option<NaiveDateTime>| match (at, last) {
        (Some(at), Some(last)) if by_day => at.date() == last.date(),
        (Some(at), Some(last)) => at == *last,
        _ => true,
    };
    let all_agree = rows.unread.is_empty() && agree(&decided);
    let unread_is_last = rows.unread.iter().any(|row| is_last(moment(&row.cells[7])));
    let at_last: Vec<&Decision> = decided.iter().copied().filter(|row| is_last(row.decided())).collect();
    let are_dated = moments.iter().all(Option::is_some);
    if all_agree || are_dated && !unread_is_last && !at_last.is_empty() && agree(&at_last) {
        return Latest::Agreed(at_last);
    }
    let unread = rows.unread.iter().map(|row| (row.table, row.line));
    let mut places: Vec<(usize, u64)> = decided.iter().map(|row| (row.table, row.line)).chain(unread).collect();
    places.sort_unstable();
    Latest::Contradicting(places)
}
