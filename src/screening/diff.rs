//! Two runs side by side: which alerts came, went or changed, and what caused it.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::Serialize;

use super::Error;
use crate::alerts::{AlertKey, Identity};
use crate::record::{TableKind, TableReader};
use crate::vocabulary::Score;

/// Columns of `hits.csv` that are compared.
const COLUMNS: [&str; 10] = [
    "record_id",
    "list",
    "entity_id",
    "listed_name",
    "score",
    "alert_state",
    "alert_key",
    "decision",
    "decided_by",
    "decided_at",
];

const HITS: TableKind = TableKind {
    knows: |heading| COLUMNS.contains(&heading),
    is_header: |_| false,
    header: "record_id,list,entity_id,alert_key,decision",
    json_advice: "is JSON, and no `hits.csv` of muster",
};

/// What became of an alert from one run to another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is in the later run alone.
    Came,
    /// It is in the earlier run alone.
    Went,
    /// Its score or its state is another one.
    Changed,
}

impl Change {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Came => "came",
            Self::Went => "went",
            Self::Changed => "changed",
        }
    }
}

/// What can have caused it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The entry, or its list.
    List,
    /// The customer.
    Customer,
    /// What somebody decided.
    Decision,
    /// A clearance that expired, or a day that passed.
    Time,
    /// Settings, tables of names, rules.
    Configuration,
    /// The version of muster.
    Engine,
}

impl Cause {
    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Customer => "customer",
            Self::Decision => "decision",
            Self::Time => "time",
            Self::Configuration => "configuration",
            Self::Engine => "engine version",
        }
    }
}

/// An alert that is not the same in both runs.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AlertChange {
    /// What became of it.
    pub change: Change,
    /// Whose it is.
    pub record_id: String,
    /// The entry's list.
    pub list: String,
    /// The entry.
    pub entity_id: String,
    /// The entry's primary name.
    pub listed_name: String,
    /// In the earlier run.
    pub score_before: Option<Score>,
    /// In the later run.
    pub score_after: Option<Score>,
    /// In the earlier run.
    pub state_before: Option<String>,
    /// In the later run.
    pub state_after: Option<String>,
    /// Each of these can have caused it; the runs do not say which, where there are several.
    pub causes: Vec<Cause>,
    /// What changed of the customer or the entry, as far as both keys say.
    pub fields: Vec<&'static str>,
}

/// Everything that is not the same in two runs.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunDiff {
    /// Folders whose `hits.csv` is not as the run wrote it, such as one in which somebody decided: it is compared as it is.
    pub altered: Vec<String>,
    /// Alerts that are the same.
    pub same: u64,
    /// The others, by record, list and entry.
    pub changes: Vec<AlertChange>,
}

/// What `run.json` says of a run.
struct Run {
    engine: String,
    configuration: String,
    input: String,
    /// The SHA-256 of each list.
    lists: BTreeMap<String, String>,
    /// Each alert; several where a record id stands in several rows.
    hits: HashMap<Identity, Vec<HitRow>>,
    is_altered: bool,
    /// For each record, the customer's side of one of its keys.
    customers: HashMap<String, AlertKey>,
    /// For each list and entry, the entry's side of one of its keys.
    entries: HashMap<(String, String), AlertKey>,
}

struct HitRow {
    record_id: String,
    list: String,
    entity_id: String,
    listed_name: String,
    score: Score,
    state: String,
    key: AlertKey,
    decided: [String; 3],
}

/// Compares the results in two folders.
///
/// # Errors
/// Where a folder is no complete folder of results.
pub fn diff_runs(earlier: &Path, later: &Path) -> Result<RunDiff, Error> {
    let folders = [earlier, later].map(|folder| folder.display().to_string());
    let (earlier, later) = (Run::read(earlier)?, Run::read(later)?);
    let altered = folders.into_iter().zip([&earlier, &later]).filter(|(_, run)| run.is_altered);
    let mut diff = RunDiff { altered: altered.map(|(folder, _)| folder).collect(), same: 0, changes: Vec::new() };
    let none = Vec::new();
    for (alert, before) in &earlier.hits {
        for (before, after) in paired(before, later.hits.get(alert).unwrap_or(&none)) {
            match (before, after) {
                (Some(before), Some(after)) if after.score == before.score && after.state == before.state => {
                    diff.same += 1;
                }
                (before, after) => diff.changes.extend(changed(before, after, (&earlier, &later))),
            }
        }
    }
    let came = later.hits.iter().filter(|(alert, _)| !earlier.hits.contains_key(*alert)).flat_map(|(_, rows)| rows);
    diff.changes.extend(came.filter_map(|after| changed(None, Some(after), (&earlier, &later))));
    diff.changes.sort_by(|a, b| (&a.record_id, &a.list, &a.entity_id).cmp(&(&b.record_id, &b.list, &b.entity_id)));
    Ok(diff)
}

/// The rows of an alert in two runs, side by side: where a record id is that of several rows, those with the same key first.
fn paired<'r>(before: &'r [HitRow], after: &'r [HitRow]) -> Vec<(Option<&'r HitRow>, Option<&'r HitRow>)> {
    let mut left: Vec<&HitRow> = after.iter().collect();
    let mut take = |is: &dyn Fn(&HitRow) -> bool| left.iter().position(|row| is(row)).map(|at| left.remove(at));
    let same: Vec<Option<&HitRow>> = before.iter().map(|row| take(&|other| other.key == row.key)).collect();
    let others = before.iter().zip(same).map(|(row, same)| (Some(row), same.or_else(|| take(&|_| true))));
    let mut pairs: Vec<_> = others.collect();
    pairs.extend(left.into_iter().map(|row| (None, Some(row))));
    pairs
}

fn changed(before: Option<&HitRow>, after: Option<&HitRow>, runs: (&Run, &Run)) -> Option<AlertChange> {
    let what = match (before, after) {
        (None, None) => return None,
        (Some(_), None) => Change::Went,
        (None, Some(_)) => Change::Came,
        (Some(_), Some(_)) => Change::Changed,
    };
    Some(change(what, before, after, runs))
}

fn change(
    change: Change,
    before: Option<&HitRow>,
    after: Option<&HitRow>,
    (earlier, later): (&Run, &Run),
) -> AlertChange {
    let fields = before.zip(after).map_or(Vec::new(), |(before, after)| after.key.changes_since(&before.key));
    let causes = match before.zip(after) {
        Some((before, after)) => of_a_change(before, after, (earlier, later)),
        None => of_one_run(before.or(after), (earlier, later)),
    };
    let text = |of: fn(&HitRow) -> &String| after.or(before).map(of).cloned().unwrap_or_default();
    AlertChange {
        change,
        record_id: text(|row| &row.record_id),
        list: text(|row| &row.list),
        entity_id: text(|row| &row.entity_id),
        listed_name: text(|row| &row.listed_name),
        score_before: before.map(|row| row.score),
        score_after: after.map(|row| row.score),
        state_before: before.map(|row| row.state.clone()),
        state_after: after.map(|row| row.state.clone()),
        causes,
        fields,
    }
}

/// Why an alert that is in both runs is another one.
fn of_a_change(before: &HitRow, after: &HitRow, (earlier, later): (&Run, &Run)) -> Vec<Cause> {
    let (customer, entry) = after.key.sides_changed(&before.key);
    let mut causes = Vec::new();
    causes.extend(customer.then_some(Cause::Customer));
    causes.extend(entry.then_some(Cause::List));
    if before.score != after.score {
        causes.extend((earlier.engine != later.engine).then_some(Cause::Engine));
        causes.extend((earlier.configuration != later.configuration).then_some(Cause::Configuration));
        // what no key covers, such as a country or an address
        if causes.is_empty() {
            causes.extend((earlier.lists.get(&before.list) != later.lists.get(&after.list)).then_some(Cause::List));
            causes.extend((earlier.input != later.input).then_some(Cause::Customer));
        }
    }
    if before.state != after.state && before.decided != after.decided {
        causes.push(Cause::Decision);
    } else if before.state != after.state && !customer && !entry {
        causes.push(Cause::Time);
    }
    causes.sort_unstable();
    causes.dedup();
    causes
}

/// Why an alert is in one of the runs only: whatever the runs do not rule out.
fn of_one_run(row: Option<&HitRow>, (earlier, later): (&Run, &Run)) -> Vec<Cause> {
    let Some(row) = row else { return Vec::new() };
    let [list_before, list_after] = [earlier, later].map(|run| run.lists.get(&row.list));
    if list_before.is_none() || list_after.is_none() {
        return vec![Cause::List];
    }
    let entry = (row.list.clone(), row.entity_id.clone());
    let same = |before: Option<&AlertKey>, after: Option<&AlertKey>, side: fn((bool, bool)) -> bool| {
        before.zip(after).is_some_and(|(before, after)| !side(after.sides_changed(before)))
    };
    // other alerts of the same customer, or on the same entry, show that it did not change
    let same_customer =
        same(earlier.customers.get(&row.record_id), later.customers.get(&row.record_id), |sides| sides.0);
    let same_entry = same(earlier.entries.get(&entry), later.entries.get(&entry), |sides| sides.1);
    let mut causes = Vec::new();
    causes.extend((list_before != list_after && !same_entry).then_some(Cause::List));
    causes.extend((earlier.input != later.input && !same_customer).then_some(Cause::Customer));
    causes.extend((earlier.configuration != later.configuration).then_some(Cause::Configuration));
    causes.extend((earlier.engine != later.engine).then_some(Cause::Engine));
    causes
}

impl Run {
    fn read(folder: &Path) -> Result<Self, Error> {
        let wrong = |why: String| Error::NoResults { folder: folder.display().to_string(), why };
        let text = std::fs::read(folder.join("run.json"))
            .map_err(|error| wrong(format!("its `run.json` cannot be read ({error}), so the run was not complete")))?;
        let run: serde_json::Value =
            serde_json::from_slice(&text).map_err(|_| wrong("its `run.json` is damaged".to_owned()))?;
        let text = |value: &serde_json::Value, key: &'static str| {
            value.as_str().map(str::to_owned).ok_or_else(|| wrong(format!("its `run.json` says no `{key}`")))
        };
        let lists = run["lists"].as_array().ok_or_else(|| wrong("its `run.json` says no `lists`".to_owned()))?;
        let list = |list: &serde_json::Value| Ok((text(&list["name"], "name")?, text(&list["sha256"], "sha256")?));
        let mut read = Self {
            engine: text(&run["engine"], "engine")?,
            configuration: text(&run["configuration"], "configuration")?,
            input: text(&run["input"]["sha256"], "input")?,
            lists: lists.iter().map(list).collect::<Result<_, Error>>()?,
            hits: HashMap::new(),
            is_altered: false,
            customers: HashMap::new(),
            entries: HashMap::new(),
        };
        let mut table = TableReader::open(&folder.join("hits.csv"), &HITS)?;
        let place = |column: &str| table.headings().iter().position(|heading| heading == column);
        let places: Option<Vec<usize>> = COLUMNS.iter().map(|column| place(column)).collect();
        let places = places.ok_or_else(|| wrong("its `hits.csv` lacks columns".to_owned()))?;
        table.each_row(|line, cells| {
            let text = |column: usize| String::from_utf8_lossy(cells[places[column]]).into_owned();
            let damaged = || wrong(format!("line {line} of its `hits.csv` was altered"));
            read.add(HitRow {
                record_id: text(0),
                list: text(1),
                entity_id: text(2),
                listed_name: text(3),
                score: text(4).parse().map_err(|_| damaged())?,
                state: text(5),
                key: text(6).parse().map_err(|_| damaged())?,
                decided: [text(7), text(8), text(9)],
            });
            Ok::<(), Error>(())
        })?;
        read.is_altered = run["outputs"]["hits.csv"].as_str() != Some(table.sha256().to_string().as_str());
        Ok(read)
    }

    fn add(&mut self, row: HitRow) {
        self.customers.entry(row.record_id.clone()).or_insert_with(|| row.key.clone());
        self.entries.entry((row.list.clone(), row.entity_id.clone())).or_insert_with(|| row.key.clone());
        self.hits.entry(row.key.identity()).or_default().push(row);
    }
}
