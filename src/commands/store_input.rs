//! A store as the input of a screening: its accepted processes go in as rows, and what was found is appended to them.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::path::Path;

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::at_store::{outside, ten_random_bytes};
use crate::Error;
use crate::cli::resolved::FromStore;
use crate::dossier::{ListUsed, LookupId, LookupRecord, ProcessId, RawJson};
use crate::record::{ReadOptions, Reader};
use crate::report::RunSummary;
use crate::store::{Accepted, Access, Store, Told};
use crate::vocabulary::Sha256;

/// Lookups that are appended together.
const AT_ONCE: usize = 4_096;

/// The store, held by this process until what was found is appended.
pub(super) struct StoreInput {
    writer: Store,
    rows: Option<Accepted>,
    told: Told,
    now: fn() -> DateTime<Utc>,
}

/// What is taken from a line of `results.ndjson`; the line as a whole is kept.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    record_id: String,
    hits_total: u64,
}

impl StoreInput {
    /// Opens it twice: to write, so that nobody else does meanwhile, and to read.
    pub(super) fn open(folder: &Path, from: &FromStore, now: fn() -> DateTime<Utc>) -> Result<Self, Error> {
        let outside = outside(from.actor.as_deref(), now);
        let writer = Store::open(folder, &from.credentials, Access::Write { wait: from.wait }, outside.clone())?;
        let reader = Store::open(folder, &from.credentials, Access::Read, outside)?;
        let (rows, told) = Accepted::new(reader, from.process)?;
        Ok(Self { writer, rows: Some(rows), told, now })
    }

    /// The rows; once.
    pub(super) fn reader(&mut self, options: &ReadOptions) -> Result<Reader, Error> {
        let rows: Box<dyn std::io::Read + Send> = match self.rows.take() {
            Some(rows) => Box::new(rows),
            None => Box::new(std::io::empty()),
        };
        Ok(Reader::new("store", rows, options)?)
    }

    /// Processes that were left out, by reason.
    pub(super) fn skipped(&self) -> std::collections::BTreeMap<&'static str, u64> {
        self.told.skipped.counts()
    }

    /// Appends to each process what was found of it: the answer as it stands in the results.
    pub(super) fn append(mut self, results: &Path, summary: &RunSummary) -> Result<u64, Error> {
        for (process, why) in self.told.unreadable.take() {
            super::tell(format_args!("process {process} was NOT SCREENED: {why}"));
        }
        let unreadable = |file: &str| {
            let file = results.join(file).display().to_string();
            move |source| crate::record::Error::Open { file: file.clone(), source }
        };
        let run = std::fs::read(results.join("run.json")).map_err(unreadable("run.json"))?;
        let run_id = Sha256::of(&run).to_string();
        let rejected =
            rejected(&results.join("rejects.csv")).map_err(|error| unreadable("rejects.csv")(error.into()))?;
        let mut found: HashMap<String, (u64, Box<RawValue>)> = HashMap::new();
        let file = std::fs::File::open(results.join("results.ndjson")).map_err(unreadable("results.ndjson"))?;
        for line in BufReader::new(file).lines() {
            let line = line.map_err(unreadable("results.ndjson"))?;
            if let (Ok(Found { record_id, hits_total }), Ok(raw)) =
                (serde_json::from_str(&line), RawValue::from_string(line))
            {
                found.insert(record_id, (hits_total, raw));
            }
        }
        let day = |text: &String| text.parse::<NaiveDate>().ok();
        let lists: Vec<ListUsed> = summary
            .lists
            .iter()
            .map(|list| ListUsed {
                name: list.name.clone(),
                date: list.date.as_ref().and_then(day),
                sha256: list.sha256,
            })
            .collect();
        let with = serde_json::to_string(&summary.lists).unwrap_or_default();
        let screened = self.told.given.take().into_iter().filter(|given| !rejected.contains(&given.process));
        let now = (self.now)().trunc_subsecs(0);
        let lookups = screened.map(|given| {
            let process = given.process;
            let (hits_total, answer) = match found.remove(&process.to_string()) {
                Some((hits_total, raw)) => (hits_total, raw.get().to_owned()),
                None => {
                    (0, format!("{{\"recordId\":\"{process}\",\"status\":\"screened\",\"lists\":{with},\"hits\":[],\"hitsTotal\":0}}"))
                }
            };
            // what was searched by stands in front of what was answered, with everything that it was searched with
            let (engine, configuration) = (&summary.engine, &summary.configuration);
            let result = format!(
                "{{\"searched\":{},\"engine\":\"{engine}\",\"configuration\":\"{configuration}\",{}",
                given.query,
                without(answer.strip_prefix('{').unwrap_or("}"))
            );
            let lookup = LookupRecord {
                lookup_id: LookupId::new(now, ten_random_bytes()?),
                run_id: run_id.clone(),
                at: now,
                lists: lists.clone(),
                hits_total,
                result: RawJson::new(result).map_err(std::io::Error::other)?,
            };
            Ok((given, lookup))
        });
        let (mut lookups, mut appended) = (lookups.peekable(), 0);
        // not all at once: a store may have millions
        while lookups.peek().is_some() {
            let some: Vec<_> = lookups.by_ref().take(AT_ONCE).collect::<Result<_, Error>>()?;
            self.writer.append_lookups(&some)?;
            appended += some.len() as u64;
        }
        Ok(appended)
    }
}

/// The end of an answer, in which engine and configuration stand last, without these.
fn without(answer: &str) -> String {
    match answer.rfind(",\"engine\":") {
        Some(at) => format!("{}}}", &answer[..at]),
        None => answer.to_owned(),
    }
}

/// Processes that were set aside and not screened.
fn rejected(file: &Path) -> csv::Result<HashSet<ProcessId>> {
    let mut reader = csv::Reader::from_path(file)?;
    let ids = reader.records().filter_map(|row| match row {
        Ok(row) => row.get(0).and_then(|id| id.parse().ok()).map(Ok),
        Err(error) => Some(Err(error)),
    });
    ids.collect()
}
