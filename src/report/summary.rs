use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize, Serializer};

use crate::vocabulary::Sha256;
use crate::watchlist::ListInfo;

/// What a run did: `run.json`, and what the terminal shows at the end. No personal data.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunSummary {
    /// Version of muster.
    pub engine: String,
    /// SHA-256 of everything that decides a score: settings, built-in tables, models, version.
    pub configuration: String,
    /// The day that counts as today.
    pub run_date: NaiveDate,
    /// When it began.
    #[serde(serialize_with = "seconds")]
    pub started_at: DateTime<Utc>,
    /// When it was done.
    #[serde(serialize_with = "seconds")]
    pub finished_at: DateTime<Utc>,
    /// What was asked for, apart from paths: with it, the lists and the input, a run can be repeated.
    pub asked: Asked,
    /// The settings that a person would name.
    pub settings: BTreeMap<&'static str, String>,
    /// The customer file.
    pub input: InputSummary,
    /// When the same file was last screened before, and against which lists; `None` where no run of it is known.
    pub last_screened: Option<LastScreened>,
    /// SHA-256 over all content of the index.
    pub index: Sha256,
    /// SHA-256 of the index file, or of what would be one: with names and dates of the lists, and tables of names.
    pub index_file: Sha256,
    /// Why the index is not kept under that hash; `None` where it is, or was not to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_kept: Option<String>,
    /// Why the next run will not know of this one; only known when `run.json` is written already.
    #[serde(skip)]
    pub not_noted: Option<String>,
    /// SHA-256 of the `run.json` whose run was repeated; `None` where none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_of: Option<Sha256>,
    /// The lists.
    pub lists: Vec<OwnedListSummary>,
    /// Data rows: always rejected + skipped + without hit + with hit.
    pub rows: u64,
    /// Rows that were **not screened**.
    pub rejected: u64,
    /// Records that were left out because of their status.
    pub skipped: u64,
    /// The same by reason; nothing, where none were.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub skipped_by_reason: BTreeMap<&'static str, u64>,
    /// Records without a hit.
    pub without_hit: u64,
    /// Records with hits.
    pub with_hit: u64,
    /// Hits before any list was cut.
    pub hits: u64,
    /// The same by the state of the alert.
    pub alerts: BTreeMap<&'static str, u64>,
    /// The first day of the alert that has been open longest; `None` where none is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_since: Option<NaiveDate>,
    /// The decisions that were handed in; `None` where none were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions: Option<DecisionsSummary>,
    /// What changed since the run that was gone on from; `None` where everything was screened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<SinceSummary>,
    /// Lists that are older than was asked for, or of no known date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_current: Vec<NotCurrent>,
    /// Hits that lack what the policy of their list requires besides a name: they are in `discounted.csv`.
    pub discounted: u64,
    /// Hits on each list.
    pub hits_by_list: BTreeMap<String, u64>,
    /// Rejects by code.
    pub rejects_by_code: BTreeMap<&'static str, u64>,
    /// Warnings by code.
    pub warnings_by_code: BTreeMap<&'static str, u64>,
    /// SHA-256 of each file of results that is the same bytes whenever the run is repeated.
    pub outputs: BTreeMap<String, Sha256>,
    /// Threads that worked.
    pub threads: usize,
    /// By the clock.
    pub seconds: f64,
    /// User and system time; `None` where the system does not tell.
    pub cpu_seconds: Option<f64>,
    /// The most memory that was resident; `None` where the system does not tell.
    pub peak_memory_bytes: Option<u64>,
}

/// What was asked of a run, apart from paths.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The options that decide on its bytes and its exit code, as they are typed: `--mode=exact`.
    pub options: Vec<String>,
    /// SHA-256 of the configuration file; `None` where there was none.
    pub config: Option<Sha256>,
}

/// An earlier screening of the same file of customers.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastScreened {
    /// When it was done.
    #[serde(serialize_with = "seconds")]
    pub finished_at: DateTime<Utc>,
    /// The lists, each with its date.
    pub lists: Vec<String>,
}

impl LastScreened {
    /// What the next run will be told of this one.
    pub fn of(run: &RunSummary) -> Self {
        let list = |list: &OwnedListSummary| match &list.date {
            Some(date) => format!("{} of {date}", list.name),
            None => format!("{}, date unknown", list.name),
        };
        Self { finished_at: run.finished_at, lists: run.lists.iter().map(list).collect() }
    }
}

/// The decisions of a run.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DecisionsSummary {
    /// Of each file.
    pub sha256: Vec<Sha256>,
    /// Rows that were read.
    pub rows: u64,
    /// Rows that cannot count: `muster decisions check` says why.
    pub set_aside: u64,
    /// Alerts that were decided and are none now: their customer or entry is gone, or they are no longer alike.
    pub without_alert: u64,
    /// Alerts that are open though they were cleared, because their record id stands in more than one row.
    pub id_not_unique: u64,
    /// The same because their row has no record id.
    pub id_missing: u64,
    /// Clearances that a second person must confirm and nobody did.
    pub not_confirmed: u64,
    /// Clearances that are over, or do not say when they were given though they must.
    pub expired: u64,
    /// Clearances that do not cover a field that is significant now.
    pub not_covered: u64,
}

impl DecisionsSummary {
    /// Clearances that do not hold: how many, and why, in words that follow the number of alerts.
    pub fn not_cleared(&self) -> impl Iterator<Item = (u64, &'static str)> {
        let why = [
            (self.id_not_unique, "the record id stands in more than one row"),
            (self.id_missing, "the row has no record id, and its number is another customer's in the next file"),
            (self.not_confirmed, "nobody else has confirmed it (`confirmed_by`)"),
            (self.expired, "the clearance is over, or does not say when it was given"),
            (self.not_covered, "the clearance does not cover a field that is significant now"),
        ];
        why.into_iter().filter(|(number, _)| *number > 0)
    }
}

/// What a run did only for what changed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SinceSummary {
    /// Entries that are new or changed: all customers were screened against them.
    pub changed_entries: u64,
    /// When the earlier run was done, as its `run.json` says.
    pub finished_at: String,
    /// The lists that it screened against: each with its date.
    pub lists: Vec<String>,
}

/// A list that is not current.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotCurrent {
    /// What it is called.
    pub list: String,
    /// Day of publication; `None` is unknown.
    pub date: Option<NaiveDate>,
    /// How old it is.
    pub days: Option<i64>,
    /// How old it may be.
    pub max_days: u32,
}

impl NotCurrent {
    /// How old it is, behind its name; `days_old` says how many days.
    pub fn age(&self, days_old: impl Fn(u64) -> String) -> String {
        match (self.date, self.days) {
            (Some(date), Some(days)) if days < 0 => format!("is of {date}, which is still to come"),
            (Some(date), Some(days)) => format!("is of {date}, {}", days_old(days.unsigned_abs())),
            _ => "is of no known date".to_owned(),
        }
    }
}

/// The customer file of a run.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InputSummary {
    /// Of its bytes, packed or not.
    pub sha256: Sha256,
    /// Its size.
    pub bytes: u64,
}

/// A list, as lookup objects show it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListSummary<'a> {
    name: &'a str,
    date: Option<String>,
    sha256: Sha256,
    entries: u64,
}

/// A list, as `run.json` shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnedListSummary {
    /// What it is called.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Day of publication; `None` is unknown.
    pub date: Option<String>,
    /// Of its files: of the one, or of the hashes of several.
    pub sha256: Sha256,
    /// Entries that were screened against.
    pub entries: u64,
}

impl<'a> ListSummary<'a> {
    /// Of a list in an index.
    pub fn of(list: &'a ListInfo) -> Self {
        let sha256 = match &list.sources[..] {
            [one] => one.sha256,
            several => Sha256::of_pieces(several.iter().map(|source| &source.sha256.bytes()[..])),
        };
        Self { name: &list.name, date: list.date.map(|date| date.to_string()), sha256, entries: list.entries }
    }
}

impl OwnedListSummary {
    /// Of a list in an index.
    pub fn of(list: &ListInfo) -> Self {
        let ListSummary { name, date, sha256, entries } = ListSummary::of(list);
        Self { name: name.to_owned(), kind: list.kind.clone(), date, sha256, entries }
    }
}

/// A time in whole seconds, as it is written everywhere.
pub(crate) fn seconds<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&at.format("%Y-%m-%dT%H:%M:%SZ"))
}
