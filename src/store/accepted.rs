//! The accepted processes of a store as rows of customers: each searched by its verified result.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::held::opened;
use super::seal::{About, Id, What};
use super::{Error, Store};
use crate::dossier::{
    Dossier, DossierContents, DossierId, LookupRecord, Process, ProcessContents, ProcessId, Searched, SkipReason,
    Status, lookup_allowed, searched,
};
use crate::vocabulary::IdKind;

/// Processes that are opened at once.
const BATCH: i64 = 1_024;

/// How many processes were left out, by reason.
#[derive(Clone, Default, Debug)]
pub struct Skipped(Arc<Mutex<BTreeMap<&'static str, u64>>>);

impl Skipped {
    /// So far.
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, reason: SkipReason, n: u64) {
        if n > 0 {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(reason.as_str()).or_default() += n;
        }
    }
}

/// The processes whose rows were given, each with its dossier.
#[derive(Clone, Default, Debug)]
pub struct Given(Arc<Mutex<Vec<(ProcessId, DossierId)>>>);

impl Given {
    /// All so far.
    pub fn take(&self) -> Vec<(ProcessId, DossierId)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The rows, as CSV that the customers' reader understands. `record_id` is the process; the dossier passes through.
pub struct Accepted {
    store: Store,
    only: Option<ProcessId>,
    after: Id,
    skipped: Skipped,
    given: Given,
    ready: Vec<u8>,
    taken: usize,
    ended: bool,
}

const HEADINGS: [&str; 11] = [
    "record_id",
    "name",
    "first_name",
    "last_name",
    "date_of_birth",
    "nationality",
    "gender",
    "id_number",
    "id_type",
    "id_country",
    "dossier_id",
];

impl Accepted {
    /// All accepted processes of a store, or one process whatever it is.
    ///
    /// # Errors
    /// Where the store cannot be read, or there is no such process.
    pub fn new(store: Store, only: Option<ProcessId>) -> Result<(Self, Skipped, Given), Error> {
        let skipped = Skipped::default();
        if let Some(process) = only {
            store.dossier_of(process)?;
        } else {
            let select = "SELECT count(*) FROM processes WHERE status <> ?1";
            let others = store.db.query_row(select, [Status::Accepted.as_str()], |row| row.get::<_, i64>(0));
            skipped.add(SkipReason::StatusNotAccepted, store.database(others)? as u64);
        }
        let mut ready = HEADINGS.join(",").into_bytes();
        ready.push(b'\n');
        let given = Given::default();
        let (skipped_too, given_too) = (skipped.clone(), given.clone());
        let rows = Self { store, only, after: [0; 16], skipped, given, ready, taken: 0, ended: false };
        Ok((rows, skipped_too, given_too))
    }

    fn fill(&mut self) -> Result<(), Error> {
        self.ready.clear();
        self.taken = 0;
        let select = match self.only {
            Some(_) => "SELECT id, dossier, facts, sealed FROM processes WHERE id = ?1 AND ?2 = ?2 LIMIT ?3",
            None => {
                "SELECT id, dossier, facts, sealed FROM processes WHERE id > ?1 AND status = ?2 ORDER BY id LIMIT ?3"
            }
        };
        let from = self.only.map_or(self.after, |only| *only.bytes());
        let rows = self.store.db.prepare_cached(select).and_then(|mut select| {
            let values = rusqlite::params![&from[..], Status::Accepted.as_str(), BATCH];
            let rows = select.query_map(values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
            rows.collect::<rusqlite::Result<_>>()
        });
        let rows: Vec<(Id, Id, String, Vec<u8>)> = self.store.database(rows)?;
        self.ended = self.only.is_some() || (rows.len() as i64) < BATCH;
        let mut given = Vec::with_capacity(rows.len());
        let mut writer = csv::Writer::from_writer(std::mem::take(&mut self.ready));
        for (id, dossier, facts, sealed) in rows {
            self.after = id;
            let of_dossier = self.store.keys.of_dossier(dossier)?;
            let key = self.store.keys.of_object(&of_dossier, dossier, id)?;
            let about = |what, object| About { what, dossier, object };
            let process = Process {
                facts: serde_json::from_str(&facts).map_err(|_| Error::Damaged {
                    what: "what is noted",
                    object: ProcessId::from_bytes(id).to_string(),
                })?,
                contents: opened::<ProcessContents>(&key, about(What::Process, id), sealed)?,
                lookups: Vec::new(),
                exports: Vec::new(),
                secrets: None,
            };
            if let Err(reason) = lookup_allowed(&process) {
                self.skipped.add(reason, 1);
                continue;
            }
            let select = self.store.db.prepare_cached("SELECT facts, sealed FROM dossiers WHERE id = ?1");
            let row = select.and_then(|mut select| {
                select.query_row([&dossier[..]], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))
            });
            let (facts, sealed) = self.store.database(row)?;
            let dossier = Dossier {
                facts: serde_json::from_str(&facts).map_err(|_| Error::Damaged {
                    what: "what is noted",
                    object: DossierId::from_bytes(dossier).to_string(),
                })?,
                contents: opened::<DossierContents>(&of_dossier, about(What::Dossier, dossier), sealed)?,
                processes: Vec::new(),
            };
            let row = row_of(&process, &dossier, &searched(&process, &dossier));
            // into memory: it cannot fail
            let _ = writer.write_record(&row);
            given.push((process.facts.process_id, process.facts.dossier_id));
        }
        self.given.0.lock().unwrap_or_else(PoisonError::into_inner).append(&mut given);
        self.ready = writer.into_inner().unwrap_or_default();
        Ok(())
    }
}

/// The cells of a row.
fn row_of(process: &Process, dossier: &Dossier, searched: &Searched) -> [String; HEADINGS.len()] {
    let document = searched.document.as_ref();
    let personal =
        searched.id_number.as_ref().filter(|number| document.is_none_or(|document| document.number != **number));
    let personal = personal.map(|number| (number.clone(), IdKind::NationalId, searched.id_country));
    let document = document.map(|document| (document.number.clone(), document.kind.clone(), document.country));
    let ids: Vec<_> = personal.into_iter().chain(document).collect();
    // a `;` in a number would be two of them
    let cell = |texts: Vec<String>| texts.into_iter().map(|text| text.replace(';', " ")).collect::<Vec<_>>().join(";");
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        process.facts.process_id.to_string(),
        text(&searched.full_name),
        text(&searched.first_name),
        text(&searched.last_name),
        searched.date_of_birth.map(|date| date.to_string()).unwrap_or_default(),
        searched.nationality.map(|country| country.to_string()).unwrap_or_default(),
        searched.gender.map(|gender| gender.as_str().to_owned()).unwrap_or_default(),
        cell(ids.iter().map(|(number, ..)| number.clone()).collect()),
        cell(ids.iter().map(|(_, kind, _)| kind.to_string()).collect()),
        cell(ids.iter().map(|(.., country)| country.map(|country| country.to_string()).unwrap_or_default()).collect()),
        dossier.facts.dossier_id.to_string(),
    ]
}

impl Read for Accepted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            self.fill().map_err(io::Error::other)?;
        }
        let n = buffer.len().min(self.ready.len() - self.taken);
        buffer[..n].copy_from_slice(&self.ready[self.taken..self.taken + n]);
        self.taken += n;
        Ok(n)
    }
}

/// Lookups that are appended in one transaction.
const APPENDED_AT_ONCE: usize = 4_096;

impl Store {
    /// Appends a lookup to each of these processes; one that is gone meanwhile is left out. It is no activity of the process: no
    /// period of retention begins anew by it.
    ///
    /// # Errors
    /// Where the store cannot be written: what was appended before stays.
    pub fn append_lookups(
        &mut self,
        lookups: impl Iterator<Item = (ProcessId, DossierId, LookupRecord)>,
    ) -> Result<u64, Error> {
        let (mut lookups, mut appended) = (lookups.peekable(), 0);
        while lookups.peek().is_some() {
            let begun = self.db.execute_batch("BEGIN IMMEDIATE");
            self.database(begun)?;
            let some = lookups.by_ref().take(APPENDED_AT_ONCE);
            let done = self.append_some(some);
            let ended = self.db.execute_batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" });
            appended += done?;
            self.database(ended)?;
        }
        Ok(appended)
    }

    fn append_some(&self, lookups: impl Iterator<Item = (ProcessId, DossierId, LookupRecord)>) -> Result<u64, Error> {
        let (mut appended, mut run) = (0, String::new());
        for (process, dossier, lookup) in lookups {
            if !self.has("processes", *process.bytes())? {
                continue;
            }
            let key = self.key_of(*dossier.bytes(), *process.bytes())?;
            let ids = (*dossier.bytes(), *process.bytes(), *lookup.lookup_id.bytes());
            self.append_sealed(("lookups", What::Lookup), ids, &lookup, &key)?;
            (appended, run) = (appended + 1, lookup.run_id);
        }
        if appended > 0 {
            self.note("lookups.appended", serde_json::json!({ "lookups": appended, "run": run }))?;
        }
        Ok(appended)
    }
}
