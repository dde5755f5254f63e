//! What people and programs get to read: one file per format behind the registry [`FORMATS`].
//!
//! Comes in: [`Screened`] records, rejects and warnings, in order; at the end a [`RunSummary`]. Goes out: bytes, and
//! through [`OutputFolder`] files that are there as a whole or not at all. To add a format: one file and one line in the
//! registry. `report.html` is gathered while a run goes on ([`RunPage`]) and written when all is counted. Pages for people that
//! are made of one thing at once (a plan, a certificate) are functions of their own, over templates in `pages`. Does not belong here: what is a hit.

#![forbid(unsafe_code)]

mod alert_card;
mod certificate_page;
mod comparison;
mod csv_cells;
mod error;
mod file;
mod folder;
mod hits_csv;
mod lookup;
mod pages;
mod plan_page;
mod rejects_csv;
mod results_ndjson;
mod run_page;
mod scores_csv;
mod summary;
mod warnings_csv;
mod words;
#[cfg(feature = "xlsx")]
mod workbook;

use crate::alerts::Alert;
use crate::matching::Settings;
use crate::record::{Record, Reject, Warning};
use crate::watchlist::ListInfo;

pub use certificate_page::{Certificate, ChainPosition, CopyOutside, Destroyed, certificate_page};
pub use comparison::ComparisonObject;
pub(crate) use csv_cells::CsvRows;
pub use error::Error;
pub use file::{write_open, write_whole};
pub use folder::{LAST as RUN, OutputFolder, left_behind_at, remove_unfinished};
pub use lookup::{LookupObject, QualifierObject};
pub use pages::grouped;
pub use plan_page::plan_page;
pub use run_page::{MOST_ALERTS, REPORT, RunPage, RunPagePart};
pub use scores_csv::ScoresCsv;
pub(crate) use summary::seconds;
pub use summary::{
    Asked, DecisionsSummary, InputSummary, LastScreened, ListSummary, NotCurrent, OwnedListSummary, RunSummary,
    SinceSummary,
};
#[cfg(feature = "xlsx")]
pub(crate) use workbook::write_workbook;

/// The workbook of a run that is asked for one.
pub const WORKBOOK: &str = "hits.xlsx";

/// A record that was screened, with everything that was found.
pub struct Screened<'a> {
    /// The record.
    pub record: &'a Record<'a>,
    /// The parts of its name, as they were understood.
    pub parts: &'a [String],
    /// Whether phonetic codes counted for it.
    pub soundex: bool,
    /// Best first.
    pub hits: &'a [Alert],
    /// How many there were before the list was cut.
    pub hits_total: usize,
    /// Those that lack what the policy of their list requires besides a name; best first.
    pub discounted: &'a [Alert],
}

/// What is the same for all records of a run.
pub struct RunContext<'a> {
    /// Lists of the index.
    pub lists: &'a [ListInfo],
    /// Settings of the run.
    pub settings: &'a Settings,
    /// Hash of the configuration.
    pub configuration: String,
    /// Headings of the columns that pass through.
    pub passed_through: Vec<String>,
    /// Whether decisions that were handed back have columns that people added: `hits.csv` has them too then.
    pub added: bool,
    /// Headings of a reject's cells.
    pub reject_headings: Vec<String>,
    /// Whether records without hits are reported too.
    pub all: bool,
    /// Whether text files begin with a byte order mark.
    pub bom: bool,
}

/// A format: pure functions from what happened to bytes; they are called by several workers at once, and their bytes
/// are put in order afterwards.
pub trait Format: Sync {
    /// The file's name in the output folder.
    fn file_name(&self) -> &'static str;

    /// What stands before everything else.
    fn head(&self, _run: &RunContext, _out: &mut Vec<u8>) {}

    /// A record that was screened.
    fn screened(&self, _run: &RunContext, _screened: &Screened, _out: &mut Vec<u8>) {}

    /// A row that could not be screened.
    fn reject(&self, _run: &RunContext, _reject: &Reject, _out: &mut Vec<u8>) {}

    /// Something that was noted.
    fn warning(&self, _run: &RunContext, _warning: &Warning, _out: &mut Vec<u8>) {}
}

/// All formats that a run writes row by row; [`REPORT`] and `run.json` come last, from the summary.
pub static FORMATS: &[&dyn Format] = &[
    &hits_csv::HitsCsv,
    &hits_csv::DiscountedCsv,
    &results_ndjson::ResultsNdjson,
    &rejects_csv::RejectsCsv,
    &warnings_csv::WarningsCsv,
];
