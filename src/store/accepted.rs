//! The accepted processes of a store as rows of customers: each searched by its verified result.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rusqlite::TransactionBehavior;

use super::chain::{self, Entry};
use super::held::{opened, read_facts, written};
use super::seal::{About, Id, SecretKey, What};
use super::{Error, Store};
use crate::dossier::{
    Dossier, DossierContents, DossierFacts, DossierId, LookupRecord, Process, ProcessContents, ProcessFacts, ProcessId,
    Searched, SkipReason, Status, lookup_allowed, searched,
};
use crate::vocabulary::IdKind;

/// Processes that are opened at once.
const BATCH: usize = 1_024;

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

/// A process whose row was given, with the key that what is found is sealed with.
pub struct GivenProcess {
    /// The process.
    pub process: ProcessId,
    /// Its dossier.
    pub dossier: DossierId,
    /// By what it is searched: the cells that have something, by their headings, in JSON.
    pub query: Box<str>,
    key: SecretKey,
}

/// Processes that did not open, and why; no personal data.
#[derive(Clone, Default, Debug)]
pub struct Unreadable(Arc<Mutex<Vec<(ProcessId, String)>>>);

impl Unreadable {
    /// All so far.
    pub fn take(&self) -> Vec<(ProcessId, String)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, process: ProcessId, error: &Error) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((process, error.to_string()));
    }
}

/// A row by which a process is known, and nobody.
fn unreadable(process: Id) -> [String; HEADINGS.len()] {
    let mut cells: [String; HEADINGS.len()] = Default::default();
    cells[0] = ProcessId::from_bytes(process).to_string();
    cells
}

/// The processes whose rows were given.
#[derive(Clone, Default)]
pub struct Given(Arc<Mutex<Vec<GivenProcess>>>);

impl Given {
    /// All so far.
    pub fn take(&self) -> Vec<GivenProcess> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What is told beside the rows.
#[derive(Clone)]
pub struct Told {
    /// Processes that were left out.
    pub skipped: Skipped,
    /// Those whose rows were given.
    pub given: Given,
    /// Those that did not open.
    pub unreadable: Unreadable,
}

/// The rows, as CSV that the customers' reader understands. `record_id` is the process; the dossier passes through.
pub struct Accepted {
    store: Store,
    only: Option<ProcessId>,
    after: Id,
    skipped: Skipped,
    given: Given,
    unreadable: Unreadable,
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
    pub fn new(store: Store, only: Option<ProcessId>) -> Result<(Self, Told), Error> {
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
        let told = Told { skipped, given: Given::default(), unreadable: Unreadable::default() };
        let Told { skipped, given, unreadable } = told.clone();
        let rows = Self { store, only, after: [0; 16], skipped, given, unreadable, ready, taken: 0, ended: false };
        Ok((rows, told))
    }

    fn fill(&mut self) -> Result<(), Error> {
        self.ready.clear();
        self.taken = 0;
        let rows = self.rows()?;
        self.ended = self.only.is_some() || rows.len() < BATCH;
        self.after = rows.last().map_or(self.after, |row| row.process);
        let wrapping = self.store.keys.wrapping();
        let opened: Vec<_> = rows.into_par_iter().map(|row| (row.process, row.open(wrapping))).collect();
        let mut given = Vec::with_capacity(opened.len());
        let mut writer = csv::Writer::from_writer(std::mem::take(&mut self.ready));
        for (process, opened) in opened {
            match opened {
                Err(error) => {
                    // a row without a name: it is rejected, counted and told of, and all others are screened
                    self.unreadable.add(ProcessId::from_bytes(process), &error);
                    let _ = writer.write_record(unreadable(process));
                }
                Ok(Err(reason)) => self.skipped.add(reason, 1),
                Ok(Ok((cells, process))) => {
                    // into memory: it cannot fail
                    let _ = writer.write_record(&cells);
                    given.push(process);
                }
            }
        }
        self.given.0.lock().unwrap_or_else(PoisonError::into_inner).append(&mut given);
        self.ready = writer.into_inner().unwrap_or_default();
        Ok(())
    }

    fn rows(&self) -> Result<Vec<Row>, Error> {
        let which = match self.only {
            Some(_) => "p.id = ?1 AND ?2 = ?2",
            None => "p.id > ?1 AND p.status = ?2",
        };
        let select = format!(
            "SELECT p.id, p.dossier, p.facts, p.sealed, d.facts, d.sealed FROM processes AS p \
             JOIN dossiers AS d ON d.id = p.dossier WHERE {which} ORDER BY p.id LIMIT ?3"
        );
        let from = self.only.map_or(self.after, |only| *only.bytes());
        let rows = self.store.db.prepare_cached(&select).and_then(|mut select| {
            let values = rusqlite::params![&from[..], Status::Accepted.as_str(), BATCH.cast_signed() as i64];
            let row = |row: &rusqlite::Row| {
                Ok(Row {
                    process: row.get(0)?,
                    dossier: row.get(1)?,
                    facts: row.get(2)?,
                    sealed: row.get(3)?,
                    of_dossier: (row.get(4)?, row.get(5)?),
                    keys: [Ok(Vec::new()), Ok(Vec::new())],
                })
            };
            select.query_map(values, row)?.collect::<rusqlite::Result<Vec<Row>>>()
        });
        let mut rows = self.store.database(rows)?;
        for row in &mut rows {
            row.keys = [row.dossier, row.process].map(|object| self.store.keys.wrapped(row.dossier, object));
        }
        Ok(rows)
    }
}

/// A process with its dossier, as they stand in the databases.
struct Row {
    process: Id,
    dossier: Id,
    facts: String,
    sealed: Vec<u8>,
    of_dossier: (String, Vec<u8>),
    keys: [Result<Vec<u8>, Error>; 2],
}

impl Row {
    /// Its cells, or why it is left out.
    fn open(self, wrapping: &SecretKey) -> Result<Result<([String; HEADINGS.len()], GivenProcess), SkipReason>, Error> {
        let Self { process: id, dossier, facts, sealed, of_dossier: (dossier_facts, dossier_sealed), keys } = self;
        let [of_dossier, of_process] = keys;
        let of_dossier = wrapping.unwrap_key((dossier, dossier), of_dossier?)?;
        let key = of_dossier.unwrap_key((dossier, id), of_process?)?;
        let about = |what, object| About { what, dossier, object, beside: [0; 16] };
        let facts: ProcessFacts = read_facts(&facts, &ProcessId::from_bytes(id))?;
        let process = Process {
            contents: opened::<ProcessContents>(&key, about(What::Process, id).beside(&facts), sealed)?,
            facts,
            lookups: Vec::new(),
            exports: Vec::new(),
            secrets: None,
        };
        if let Err(reason) = lookup_allowed(&process) {
            return Ok(Err(reason));
        }
        let facts: DossierFacts = read_facts(&dossier_facts, &DossierId::from_bytes(dossier))?;
        let about = about(What::Dossier, dossier).beside(&facts.of_its_own());
        let dossier = Dossier {
            contents: opened::<DossierContents>(&of_dossier, about, dossier_sealed)?,
            facts,
            processes: Vec::new(),
        };
        let cells = row_of(&process, &dossier, &searched(&process, &dossier));
        let asked = HEADINGS.iter().zip(&cells).skip(1).take(HEADINGS.len() - 2).filter(|(_, cell)| !cell.is_empty());
        let query: serde_json::Map<String, serde_json::Value> =
            asked.map(|(heading, cell)| ((*heading).to_owned(), cell.as_str().into())).collect();
        let query = serde_json::to_string(&query).unwrap_or_default().into_boxed_str();
        Ok(Ok((cells, GivenProcess { process: process.facts.process_id, dossier: dossier.id(), query, key })))
    }
}

/// The cells of a row.
fn row_of(process: &Process, dossier: &Dossier, searched: &Searched) -> [String; HEADINGS.len()] {
    let document = searched.document.as_ref();
    let personal =
        searched.id_number.as_ref().filter(|number| document.is_none_or(|document| document.number != **number));
    let personal = personal.map(|number| (number.clone(), IdKind::NationalId, searched.id_country));
    let document = document.map(|document| (document.number.clone(), document.kind, document.country));
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

impl Store {
    /// Appends a lookup to each of these processes, in one transaction. It is no activity of the process: no period of retention begins anew by it.
    ///
    /// # Errors
    /// Where the store cannot be written: nothing is appended then.
    pub fn append_lookups(&mut self, lookups: &[(GivenProcess, LookupRecord)]) -> Result<(), Error> {
        let Some((_, LookupRecord { run_id, .. })) = lookups.last() else { return Ok(()) };
        let random = self.outside.random;
        let seal = |(of, lookup): &(GivenProcess, LookupRecord)| {
            let (dossier, object) = (*of.dossier.bytes(), *lookup.lookup_id.bytes());
            of.key.seal(About { what: What::Lookup, dossier, object, beside: [0; 16] }, &written(lookup), random)
        };
        let sealed: Vec<Vec<u8>> = lookups.par_iter().map(seal).collect::<Result<_, Error>>()?;
        let detail = serde_json::json!({ "lookups": lookups.len(), "run": run_id }).to_string();
        let (at, actor) = (self.outside.time(), self.outside.actor.clone());
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate);
        let appended = transaction.and_then(|transaction| {
            let mut insert = transaction.prepare_cached("INSERT INTO lookups VALUES (?1, ?2, ?3, ?4)")?;
            for ((of, lookup), sealed) in lookups.iter().zip(&sealed) {
                let ids: [&[u8]; 3] = [lookup.lookup_id.bytes(), of.process.bytes(), of.dossier.bytes()];
                insert.execute(rusqlite::params![ids[0], ids[1], ids[2], sealed])?;
            }
            drop(insert);
            let object = String::new();
            chain::append(&transaction, [Entry { at, actor: &actor, action: "lookups.appended", object, detail }])?;
            transaction.commit()
        });
        self.database(appended)
    }
}
