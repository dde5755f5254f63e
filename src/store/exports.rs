//! What an export takes out of a store, and the ledger of what left.

use std::io;

use chrono::{DateTime, Utc};
use rusqlite::params;
use serde_json::json;

use super::chain::{self, Entry};
use super::images::Images;
use super::seal::{About, Id, SecretKey, What};
use super::{Error, Noted, Store};
use crate::dossier::{DossierId, ExportRecord, ImageKind, LookupId, ProcessId, Status};
use crate::vocabulary::Sha256;

/// An image that can be opened later, without the store.
pub struct SealedImage {
    images: Images,
    about: About,
    key: SecretKey,
}

impl SealedImage {
    /// Its bytes.
    ///
    /// # Errors
    /// Where the file cannot be read, or does not open.
    pub fn open(self) -> io::Result<Vec<u8>> {
        let sealed = self.images.read(self.about.object).map_err(io::Error::other)?;
        self.key.open(self.about, sealed).map_err(io::Error::other)
    }
}

/// An archive that left.
pub struct ExportNote {
    /// The dossier.
    pub dossier: DossierId,
    /// The process.
    pub process: ProcessId,
    /// Names the line in the ledger.
    pub id: LookupId,
    /// The line.
    pub record: ExportRecord,
}

impl Store {
    /// Processes of these statuses, changed in the store or looked up since a time, behind one, in the order of their ids; at most so many.
    ///
    /// # Errors
    /// Those of the database.
    pub fn processes(
        &self,
        statuses: &[Status],
        since: Option<DateTime<Utc>>,
        after: Option<ProcessId>,
        limit: usize,
    ) -> Result<Vec<(ProcessId, DossierId)>, Error> {
        let words = statuses.iter().map(|status| format!("'{}'", status.as_str())).collect::<Vec<_>>().join(", ");
        let select = format!(
            "SELECT id, dossier FROM processes AS p WHERE id > ?1 AND status IN ({words}) AND (changed_at >= ?2 OR \
             EXISTS (SELECT 1 FROM lookups WHERE process = p.id AND id >= ?4)) ORDER BY id LIMIT ?3"
        );
        let after = after.map_or([0; 16], |process| *process.bytes());
        let rows = self.db.prepare_cached(&select).and_then(|mut select| {
            let text = since.map(super::group::time).unwrap_or_default();
            // ids of lookups begin with the time at which they were made
            let first = since.map_or([0; 16], |since| *LookupId::new(since, [0; 10]).bytes());
            let values = params![&after[..], text, i64::try_from(limit).unwrap_or(i64::MAX), &first[..]];
            let rows = select.query_map(values, |row| {
                Ok((ProcessId::from_bytes(row.get(0)?), DossierId::from_bytes(row.get(1)?)))
            })?;
            rows.collect()
        });
        self.database(rows)
    }

    /// An image, to be opened when it is its turn.
    ///
    /// # Errors
    /// Where there is none.
    pub fn sealed_image(
        &self,
        (dossier, process): (DossierId, ProcessId),
        kind: ImageKind,
        sha256: &Sha256,
    ) -> Result<SealedImage, Error> {
        let of_dossier = self.keys.of_dossier(*dossier.bytes())?;
        let of_process = self.keys.of_object(&of_dossier, *dossier.bytes(), *process.bytes())?;
        let mark = super::group::mark(&of_process, sha256);
        let select = self.db.prepare_cached("SELECT id FROM images WHERE process = ?1 AND mark = ?2");
        let id: rusqlite::Result<Id> =
            select.and_then(|mut select| select.query_row([&process.bytes()[..], &mark[..]], |row| row.get(0)));
        let id = id.map_err(|_| Error::Unknown { what: "image", id: format!("{process} {kind}") })?;
        let key = self.keys.of_object(&of_dossier, *dossier.bytes(), id)?;
        let about = About { what: What::Image, dossier: *dossier.bytes(), object: id, beside: [0; 16] };
        Ok(SealedImage { images: self.images.clone(), about, key })
    }

    /// What was done to a dossier, in order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn history(&self, dossier: DossierId) -> Result<Vec<Noted>, Error> {
        let id = dossier.to_string();
        // ids have no `/`, and `0` comes behind it: all objects below this dossier
        self.database(chain::of_objects(&self.db, &id, &format!("{id}/"), &format!("{id}0")))
    }

    /// Notes archives that are there to stay, in the ledger and the audit.
    ///
    /// # Errors
    /// Where the store cannot be written: none of them is noted then.
    pub fn note_exports(&mut self, notes: &[ExportNote], purpose: &str) -> Result<(), Error> {
        let begun = self.db.execute_batch("BEGIN IMMEDIATE");
        self.database(begun)?;
        let done = notes.iter().try_for_each(|note| {
            let (dossier, process) = (*note.dossier.bytes(), *note.process.bytes());
            let key = self.key_of(dossier, process)?;
            self.append_sealed(("exports", What::Export), (dossier, process, *note.id.bytes()), &note.record, &key)
        });
        let (now, actor) = (self.outside.time(), self.outside.actor.as_str());
        let entries = notes.iter().map(|note| Entry {
            at: now,
            actor,
            action: "process.exported",
            object: format!("{}/{}", note.dossier, note.process),
            detail: json!({ "sha256": note.record.sha256, "purpose": purpose }).to_string(),
        });
        let done = done.and_then(|()| self.database(chain::append(&self.db, entries)).map(|_| ()));
        let ended = self.db.execute_batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" });
        done?;
        self.database(ended)
    }
}
