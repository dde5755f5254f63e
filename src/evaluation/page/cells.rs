//! What stands in the cells of tables.

use std::collections::BTreeMap;

use super::super::statistics::Share;
use super::Table;
use crate::vocabulary::Score;

/// Four decimals, or `-` where there is nothing.
pub(super) fn number(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.4}"))
}

pub(super) fn interval(share: &Share) -> String {
    match (share.low, share.high) {
        (Some(low), Some(high)) => format!("{low:.4} to {high:.4}"),
        _ => "-".to_owned(),
    }
}

pub(super) fn of(share: &Share) -> String {
    format!("{} of {}", share.n, share.of)
}

pub(super) fn score(score: Option<Score>) -> String {
    score.map_or("none".to_owned(), |score| match score {
        Score::LOWEST_THRESHOLD => "0.5000 or less".to_owned(),
        score => score.to_string(),
    })
}

pub(super) fn table(title: impl Into<String>, headings: &[&str], rows: Vec<Vec<String>>) -> Table {
    Table { title: title.into(), headings: headings.iter().map(|word| (*word).to_owned()).collect(), rows }
}

pub(super) fn line(what: impl Into<String>, share: &Share) -> Vec<String> {
    vec![what.into(), number(share.share), interval(share), of(share)]
}

pub(super) const MEASURED: [&str; 4] = ["", "share", "95 % interval", "cases"];

pub(super) fn counts(counts: &BTreeMap<&'static str, u64>) -> String {
    counts.iter().map(|(what, n)| format!("{n} {what}")).collect::<Vec<_>>().join("; ")
}
