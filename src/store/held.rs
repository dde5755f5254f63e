//! Dossiers as they are read: opened with their keys.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::seal::{About, Id, SecretKey, What};
use super::{Error, Store};
use crate::dossier::{
    Dossier, DossierContents, DossierFacts, DossierId, ImageKind, Process, ProcessContents, ProcessFacts, ProcessId,
    Secrets, Status,
};

/// A dossier with its keys.
pub(super) struct Held {
    pub(super) dossier: Dossier,
    pub(super) key: SecretKey,
    pub(super) processes: HashMap<ProcessId, SecretKey>,
    /// Whether it is under a hold. Nobody places or releases one while it is worked on: there is one writer.
    pub(super) on_hold: bool,
}

/// Id, status, facts, contents, secrets.
type ProcessRow = (Id, String, String, Vec<u8>, Option<Vec<u8>>);

/// Which dossiers are listed; all, where nothing is said.
#[derive(Clone, Default, Debug)]
pub struct Filter {
    /// With a process of this status.
    pub status: Option<Status>,
    /// After this one: the last of the page before.
    pub after: Option<DossierId>,
    /// Changed on or after this time, as it is written on the wire.
    pub updated_since: Option<String>,
    /// So many at most.
    pub limit: usize,
}

/// A dossier in a list: nothing that says who the person is.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// The dossier.
    #[serde(flatten)]
    pub facts: DossierFacts,
    /// Its processes.
    pub processes: Vec<ProcessFacts>,
}

impl Store {
    /// The dossier with this external reference.
    ///
    /// # Errors
    /// Those of the database.
    pub fn find(&self, external_reference: &str) -> Result<Option<DossierId>, Error> {
        let reference = self.keys.reference(external_reference);
        let mut select = self.database(self.db.prepare_cached("SELECT id FROM dossiers WHERE reference = ?1"))?;
        let found = select.query_row([&reference[..]], |row| row.get(0)).optional();
        Ok(self.database(found)?.map(DossierId::from_bytes))
    }

    /// The dossier of a process.
    ///
    /// # Errors
    /// Where there is none.
    pub fn dossier_of(&self, process: ProcessId) -> Result<DossierId, Error> {
        let mut select = self.database(self.db.prepare_cached("SELECT dossier FROM processes WHERE id = ?1"))?;
        let found = self.database(select.query_row([&process.bytes()[..]], |row| row.get(0)).optional())?;
        found.map(DossierId::from_bytes).ok_or_else(|| Error::Unknown { what: "process", id: process.to_string() })
    }

    /// A dossier with all that is in it but the bytes of its images.
    ///
    /// # Errors
    /// Where there is none, it was erased, or it does not open.
    pub fn dossier(&self, id: DossierId) -> Result<Dossier, Error> {
        Ok(self.whole(id)?.dossier)
    }

    /// A dossier with its keys, lookups and exports.
    pub(super) fn whole(&self, id: DossierId) -> Result<Held, Error> {
        let mut held = self.held(id)?;
        for process in &mut held.dossier.processes {
            let of = process.facts.process_id;
            let key = &held.processes[&of];
            process.lookups = self.appended("lookups", What::Lookup, (id, of), key)?;
            process.exports = self.appended("exports", What::Export, (id, of), key)?;
        }
        Ok(held)
    }

    /// A dossier with its keys, without lookups and exports: those are only ever appended to.
    pub(super) fn held(&self, id: DossierId) -> Result<Held, Error> {
        let mut select = self.database(self.db.prepare_cached("SELECT facts, sealed FROM dossiers WHERE id = ?1"))?;
        let found = select.query_row([&id.bytes()[..]], |row| Ok((row.get(0)?, row.get(1)?))).optional();
        let Some((facts, sealed)): Option<(String, Vec<u8>)> = self.database(found)? else {
            return Err(self.not_there("dossier", id)?);
        };
        let key = self.keys.of_dossier(*id.bytes())?;
        let facts: DossierFacts = read_facts(&facts, &id)?;
        let about = About { what: What::Dossier, dossier: *id.bytes(), object: *id.bytes(), beside: [0; 16] };
        let about = about.beside(&facts.of_its_own());
        let contents: DossierContents = opened(&key, about, sealed)?;
        let on_hold = self.is_held(id, contents.external_reference.as_deref())?;
        let dossier = Dossier { facts, contents, processes: Vec::new() };
        let mut held = Held { dossier, key, processes: HashMap::new(), on_hold };
        let mut select = self.database(self.db.prepare_cached(
            "SELECT id, status, facts, sealed, secrets FROM processes WHERE dossier = ?1 ORDER BY rowid",
        ))?;
        let rows = select
            .query_map([&id.bytes()[..]], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)));
        let rows = rows.and_then(Iterator::collect);
        let rows: Vec<ProcessRow> = self.database(rows)?;
        for (process, status, facts, sealed, secrets) in rows {
            let key = self.keys.of_object(&held.key, *id.bytes(), process)?;
            let about = |what| About { what, dossier: *id.bytes(), object: process, beside: [0; 16] };
            let process_id = ProcessId::from_bytes(process);
            let facts: ProcessFacts = read_facts(&facts, &process_id)?;
            if facts.status.as_str() != status || facts.dossier_id != id {
                return Err(Error::Damaged { what: "what is noted", object: process_id.to_string() });
            }
            held.dossier.processes.push(Process {
                contents: opened::<ProcessContents>(&key, about(What::Process).beside(&facts), sealed)?,
                facts,
                lookups: Vec::new(),
                exports: Vec::new(),
                secrets: secrets.map(|sealed| opened::<Secrets>(&key, about(What::Secrets), sealed)).transpose()?,
            });
            held.processes.insert(process_id, key);
        }
        Ok(held)
    }

    fn appended<T: DeserializeOwned>(
        &self,
        table: &str,
        what: What,
        (dossier, process): (DossierId, ProcessId),
        key: &SecretKey,
    ) -> Result<Vec<T>, Error> {
        let select = format!("SELECT id, sealed FROM {table} WHERE process = ?1 ORDER BY id");
        let mut select = self.database(self.db.prepare_cached(&select))?;
        let rows = select.query_map([&process.bytes()[..]], |row| Ok((row.get(0)?, row.get(1)?)));
        let rows: Vec<(Id, Vec<u8>)> = self.database(rows.and_then(Iterator::collect))?;
        let about = |object| About { what, dossier: *dossier.bytes(), object, beside: [0; 16] };
        rows.into_iter().map(|(object, sealed)| opened(key, about(object), sealed)).collect()
    }

    /// The bytes of an image.
    ///
    /// # Errors
    /// Where there is none, or it does not open.
    pub fn image(&self, process: ProcessId, kind: ImageKind) -> Result<Vec<u8>, Error> {
        let dossier = self.dossier_of(process)?;
        let held = self.held(dossier)?;
        let unknown = || Error::Unknown { what: "image", id: format!("{process} {kind}") };
        let meta = held.dossier.process(process)?.image(kind).ok_or_else(unknown)?;
        let mark = held.processes[&process].digest(meta.sha256.bytes());
        let mut select =
            self.database(self.db.prepare_cached("SELECT id FROM images WHERE process = ?1 AND mark = ?2"))?;
        let found = select.query_row([&process.bytes()[..], &mark[..16]], |row| row.get(0)).optional();
        let id: Id = self.database(found)?.ok_or_else(unknown)?;
        let key = self.keys.of_object(&held.key, *dossier.bytes(), id)?;
        key.open(
            About { what: What::Image, dossier: *dossier.bytes(), object: id, beside: [0; 16] },
            self.images.read(id)?,
        )
    }

    /// Facts of dossiers, in the order in which they were created; no key opens anything for it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn list(&self, filter: &Filter) -> Result<Vec<Listed>, Error> {
        let after = filter.after.map_or([0; 16], |id| *id.bytes());
        // each condition holds by itself where nothing is asked for
        let select = "SELECT id, facts FROM dossiers AS d WHERE id > ?1 \
             AND (?2 IS NULL OR EXISTS (SELECT 1 FROM processes WHERE dossier = d.id AND status = ?2)) \
             AND (?3 IS NULL OR updated_at >= ?3) ORDER BY id LIMIT ?4";
        let status = filter.status.map(Status::as_str);
        let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX);
        let rows = self.db.prepare_cached(select).and_then(|mut select| {
            select
                .query_map(params![&after[..], status, filter.updated_since, limit], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?
                .collect()
        });
        let rows: Vec<(Id, String)> = self.database(rows)?;
        rows.into_iter()
            .map(|(id, facts)| {
                let processes =
                    self.db.prepare_cached("SELECT id, facts FROM processes WHERE dossier = ?1 ORDER BY rowid");
                let processes = processes.and_then(|mut select| {
                    select.query_map([&id[..]], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
                });
                let processes: Vec<(Id, String)> = self.database(processes)?;
                let processes = processes.iter().map(|(id, facts)| read_facts(facts, &ProcessId::from_bytes(*id)));
                Ok(Listed {
                    facts: read_facts(&facts, &DossierId::from_bytes(id))?,
                    processes: processes.collect::<Result<_, _>>()?,
                })
            })
            .collect()
    }

    pub(super) fn process_was_erased(&self, id: ProcessId) -> Result<bool, Error> {
        let select = self.db.prepare_cached("SELECT 1 FROM erased_processes WHERE process = ?1");
        let found = select.and_then(|mut select| select.exists([&id.bytes()[..]]));
        self.database(found)
    }

    /// Why there is no such thing of a dossier: it was erased, or never was.
    pub(super) fn not_there(&self, what: &'static str, dossier: DossierId) -> Result<Error, Error> {
        let (gone, id) = (self.was_erased(dossier)?, dossier.to_string());
        Ok(if gone { Error::Erased { id } } else { Error::Unknown { what, id } })
    }

    pub(super) fn was_erased(&self, id: DossierId) -> Result<bool, Error> {
        let select = self.db.prepare_cached("SELECT 1 FROM erased WHERE dossier = ?1");
        let found = select.and_then(|mut select| select.query_row([&id.bytes()[..]], |_| Ok(())).optional());
        Ok(self.database(found)?.is_some())
    }

    /// Appends a lookup or a line on an export to a process.
    pub(super) fn append_sealed<T: Serialize>(
        &self,
        (table, what): (&str, What),
        (dossier, process, object): (Id, Id, Id),
        value: &T,
        key: &SecretKey,
    ) -> Result<(), Error> {
        let about = About { what, dossier, object, beside: [0; 16] };
        let sealed = key.seal(about, &written(value), self.outside.random)?;
        let insert = self.db.prepare_cached(&format!("INSERT INTO {table} VALUES (?1, ?2, ?3, ?4)"));
        let values: [&[u8]; 4] = [&object, &process, &dossier, &sealed];
        self.database(insert.and_then(|mut insert| insert.execute(values)))?;
        Ok(())
    }

    /// The key of a process.
    pub(super) fn key_of(&self, dossier: Id, process: Id) -> Result<SecretKey, Error> {
        self.keys.of_object(&self.keys.of_dossier(dossier)?, dossier, process)
    }
}

/// What is sealed, as JSON; wiped when it is dropped.
pub(super) fn written<T: Serialize>(value: &T) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(serde_json::to_vec(value).unwrap_or_default())
}

pub(super) fn opened<T: DeserializeOwned>(key: &SecretKey, about: About, sealed: Vec<u8>) -> Result<T, Error> {
    let plain = Zeroizing::new(key.open(about, sealed)?);
    serde_json::from_slice(&plain).map_err(|_| Error::Damaged {
        what: about.what.as_str(),
        object: uuid::Uuid::from_bytes(about.object).to_string(),
    })
}

pub(super) fn read_facts<T: DeserializeOwned>(facts: &str, id: &dyn std::fmt::Display) -> Result<T, Error> {
    serde_json::from_str(facts).map_err(|_| Error::Damaged { what: "what is noted", object: id.to_string() })
}
