//! The columns of a file of decisions, and what people make of their headings.

use super::error::Error;
use crate::record::{Table, TableKind, folded, printable};

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
/// Columns that `hits.csv` does not have and people may add.
pub const ADDED: [&str; 3] = ["confirmed_by", "confirmed_at", "expires_at"];
/// How `hits.csv` heads a customer's own column that is called as one of its own, or as one of [`ADDED`].
pub const CUSTOMERS: &str = "customer.";
/// The place of `expires_at` among the columns.
pub(super) const EXPIRES_AT: usize = 11;

/// What is read as one.
pub(super) const DECISIONS: TableKind = TableKind {
    knows: |heading| COLUMNS.iter().any(|column| folded(column) == folded(heading)),
    is_header: is_header_of_decisions,
    header: "alert_key,decision,decided_by,decided_at,reason",
    json_advice: "is JSON: decisions are CSV or a workbook, `hits.csv` as it was written with `decision` filled in",
};

/// Whether the first row of a sheet is the header of decisions: it has their key, or, where that is lost, most else.
pub(crate) fn is_header_of_decisions(headings: &[String]) -> bool {
    let has = |column: &str| headings.iter().any(|heading| folded(heading) == folded(column));
    has("alert_key") || has("decision") && COLUMNS.iter().filter(|column| has(column)).count() > 3
}

/// Where the columns of a file stand.
pub(super) struct Places {
    pub columns: [Option<usize>; COLUMNS.len()],
    /// A column that looks like `expires_at`.
    pub or_expires_at: Option<usize>,
    /// Headings that look like columns that people may add, and which.
    pub mistyped: Vec<(String, &'static str)>,
}

/// Finds them.
///
/// # Errors
/// Where one stands there twice, or one without which no decision can count is missing.
pub(super) fn places(table: &Table) -> Result<Places, Error> {
    let position = || Box::new(table.header().clone());
    let (places, twice) = table.first_places(&COLUMNS);
    // a customer's own column may be called as one of `hits.csv` is, and comes after it
    let headings: Vec<_> = table.headings().iter().map(|heading| folded(heading)).collect();
    let is_hits_csv = headings.windows(END_OF_HITS.len()).any(|run| run == END_OF_HITS.map(folded));
    if let Some(column) = twice.filter(|column| !is_hits_csv || ADDED.contains(column)) {
        return Err(Error::ColumnTwice { position: position(), column });
    }
    if let Some(missing) = REQUIRED.into_iter().find(|column| places[*column].is_none()) {
        return Err(Error::MissingColumn { position: position(), column: COLUMNS[missing] });
    }
    // a customer's own column that looks like one of these is headed otherwise in `hits.csv`
    let is_customers = |at: usize| table.headings()[at].trim_start().to_ascii_lowercase().starts_with(CUSTOMERS);
    let is_unknown = |at: usize| !places.contains(&Some(at)) && !is_customers(at);
    let unknown = headings.iter().enumerate().filter(|(at, _)| is_unknown(*at));
    let meant: Vec<(usize, &'static str)> = unknown.filter_map(|(at, heading)| Some((at, meant(heading)?))).collect();
    let or_expires_at = meant.iter().find(|(_, column)| *column == COLUMNS[EXPIRES_AT]).map(|(at, _)| *at);
    let mistyped = meant.into_iter().map(|(at, column)| (printable(&table.headings()[at]), column)).collect();
    Ok(Places { columns: places, or_expires_at, mistyped })
}

/// The column of [`ADDED`] that a heading is, or looks like.
pub fn added_like(heading: &str) -> Option<&'static str> {
    meant(&folded(heading))
}

fn meant(heading: &str) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    let [confirmed_by, confirmed_at, expires_at] = ADDED;
    if let Some(column) = ADDED.into_iter().find(|column| strsim::osa_distance(heading, &folded(column)) <= 2) {
        return Some(column);
    }
    if has(&["expir", "validuntil", "validto", "validtill", "goodthrough", "ablauf", "gültigbis"]) {
        return Some(expires_at);
    }
    let is_second = has(&["confirm", "countersign", "secondperson", "secondreview", "foureye", "4eye", "bestätigt"]);
    is_second.then_some(if has(&["date", "time", "when"]) { confirmed_at } else { confirmed_by })
}
