//! Letting go. In one transaction the rows go, the audit says so, and an intent names the keys and files that go next; then the
//! keys are destroyed, and with them every copy of what they sealed, then the files. A crash anywhere is finished at the next
//! opening: a dossier is whole and readable, or gone.

use rusqlite::{Connection, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::chain::{self, DOSSIER_ERASED, Entry, PART_DELETED, PROCESS_ERASED};
use super::copies::{Reached, settle};
use super::group::time;
use super::seal::Id;
use super::tombstones::Tombstone;
use super::{Error, Store};
use crate::dossier::{DossierId, ImageKind, ProcessId, Providers};
use crate::retention::Part;

/// A dossier that goes, and what its tombstone says besides what is counted.
pub(super) struct Erasure {
    /// Which.
    pub(super) dossier: DossierId,
    pub(super) tombstone: Tombstone,
}

/// What hangs on processes.
const OF_PROCESSES: [&str; 4] = ["images", "lookups", "exports", "marks"];

/// Keys and files that are to go.
#[derive(Default, Serialize, Deserialize)]
struct Intent {
    /// Keys of dossiers, with all below them.
    dossiers: Vec<Id>,
    /// Keys of single processes and images.
    objects: Vec<Id>,
    /// Files of images.
    files: Vec<Id>,
    /// Archives that were handed out and are within reach.
    #[serde(default)]
    copies: Vec<Reached>,
}

/// What goes with parts of dossiers that stay.
#[derive(Default)]
pub(super) struct WithParts {
    /// Images: their keys and files.
    pub(super) images: Vec<Id>,
    /// Parts that may be marked.
    pub(super) parts: Vec<Part>,
    /// Archives that have one of them.
    pub(super) copies: Vec<Reached>,
    /// The lines of the ledger on those.
    pub(super) lines: Vec<Id>,
}

impl WithParts {
    /// Takes the rows away and notes which keys and files go, inside the transaction by which nothing names them any more.
    pub(super) fn let_go(self, connection: &Connection) -> rusqlite::Result<()> {
        let mut delete = connection.prepare_cached("DELETE FROM images WHERE id = ?1")?;
        self.images.iter().try_for_each(|id| delete.execute([&id[..]]).map(|_| ()))?;
        let mut delete = connection.prepare_cached("DELETE FROM exports WHERE id = ?1")?;
        self.lines.iter().try_for_each(|id| delete.execute([&id[..]]).map(|_| ()))?;
        let mut delete = connection.prepare_cached("DELETE FROM marks WHERE process = ?1 AND kind = ?2")?;
        for Part { process_id, component } in &self.parts {
            delete.execute(params![&process_id.bytes()[..], component.as_str()])?;
        }
        if self.images.is_empty() && self.copies.is_empty() {
            return Ok(());
        }
        let (objects, files) = (self.images.clone(), self.images);
        note(connection, &Intent { objects, files, copies: self.copies, ..Intent::default() })
    }
}

fn note(connection: &Connection, intent: &Intent) -> rusqlite::Result<()> {
    let intent = serde_json::to_string(intent).unwrap_or_default();
    connection.execute("INSERT INTO intents (intent) VALUES (?1)", [intent]).map(|_| ())
}

/// Takes away what hangs on a dossier's processes, or on one of them, and counts it; says which images' files go.
fn take(connection: &Connection, which: &str, id: &[u8], tombstone: &mut Tombstone) -> rusqlite::Result<Vec<Id>> {
    let images: Vec<(Id, i64)> = {
        let mut select = connection.prepare_cached(&format!("SELECT id, bytes FROM images WHERE {which}"))?;
        let rows = select.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let mut counts = [0; OF_PROCESSES.len()];
    for (table, count) in OF_PROCESSES.iter().zip(&mut counts) {
        *count = connection.prepare_cached(&format!("DELETE FROM {table} WHERE {which}"))?.execute([id])? as u64;
    }
    [tombstone.images, tombstone.lookups, tombstone.exports, _] = counts;
    tombstone.bytes = images.iter().map(|(_, bytes)| bytes.cast_unsigned()).sum();
    Ok(images.into_iter().map(|(id, _)| id).collect())
}

impl Store {
    /// Erases a dossier by hand. Whether that is allowed is asked before.
    ///
    /// # Errors
    /// Where there is none, or the store cannot be written: it is then as it was.
    pub fn erase_dossier(&mut self, id: DossierId, tombstone: Tombstone) -> Result<(), Error> {
        if !self.has("dossiers", *id.bytes())? {
            return Err(self.not_there("dossier", id)?);
        }
        self.erase_dossiers(vec![Erasure { dossier: id, tombstone }])
    }

    /// Erases dossiers together: one transaction, then their keys, then their files. Those that are not there are passed over.
    ///
    /// # Errors
    /// Where the store cannot be written: it is then as it was, or finished at the next opening.
    pub(super) fn erase_dossiers(&mut self, erasures: Vec<Erasure>) -> Result<(), Error> {
        let mut copies = Vec::with_capacity(erasures.len());
        for Erasure { dossier, .. } in &erasures {
            copies.push(self.copies(*dossier, None)?);
        }
        let (actor, now) = (self.outside.actor.clone(), self.outside.time());
        let erased = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            let mut intent = Intent::default();
            for (Erasure { dossier: id, mut tombstone }, copies) in erasures.into_iter().zip(copies) {
                let bytes = &id.bytes()[..];
                copies.tell(&mut tombstone);
                let which = "process IN (SELECT id FROM processes WHERE dossier = ?1)";
                let files = take(&transaction, which, bytes, &mut tombstone)?;
                // an old file of events does not bring them back
                let remember = "INSERT OR IGNORE INTO erased_processes SELECT id FROM processes WHERE dossier = ?1";
                transaction.prepare_cached(remember)?.execute([bytes])?;
                let delete =
                    transaction.prepare_cached("DELETE FROM processes WHERE dossier = ?1")?.execute([bytes])?;
                tombstone.processes = delete as u64;
                // by it the person would still be found
                let forget = "UPDATE holds SET reference = NULL WHERE released_at IS NOT NULL \
                              AND reference = (SELECT reference FROM dossiers WHERE id = ?1)";
                transaction.prepare_cached(forget)?.execute([bytes])?;
                if transaction.prepare_cached("DELETE FROM dossiers WHERE id = ?1")?.execute([bytes])? == 0 {
                    continue;
                }
                let (object, detail) = (id.to_string(), tombstone.detail());
                let entry = Entry { at: now, actor: &actor, action: DOSSIER_ERASED, object, detail };
                let head = chain::append(&transaction, [entry])?;
                let mut insert = transaction.prepare_cached("INSERT OR REPLACE INTO erased VALUES (?1, ?2)")?;
                insert.execute(params![bytes, head.seq.cast_signed()])?;
                let answer = "UPDATE requests SET state = 'done', answered_at = ?2, answer = 'erased' \
                              WHERE dossier = ?1 AND kind = 'erase' AND state = 'open'";
                transaction.prepare_cached(answer)?.execute(params![bytes, time(now)])?;
                intent.dossiers.push(*id.bytes());
                intent.files.extend(files);
                intent.copies.extend(copies.reached);
            }
            note(&transaction, &intent)?;
            transaction.commit()
        });
        self.database(erased)?;
        self.finish_erasing()
    }

    /// Erases a process with its images. Whether that is allowed is asked before.
    ///
    /// # Errors
    /// Where there is none, or the store cannot be written: it is then as it was.
    pub fn erase_process(&mut self, process: ProcessId, mut tombstone: Tombstone) -> Result<(), Error> {
        let dossier = self.dossier_of(process)?;
        let copies = self.copies(dossier, Some(process))?;
        copies.tell(&mut tombstone);
        let bytes = &process.bytes()[..];
        let (actor, now) = (self.outside.actor.clone(), self.outside.time());
        let erased = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            let files = take(&transaction, "process = ?1", bytes, &mut tombstone)?;
            tombstone.processes = transaction.execute("DELETE FROM processes WHERE id = ?1", [bytes])? as u64;
            transaction.execute("INSERT OR IGNORE INTO erased_processes VALUES (?1)", [bytes])?;
            let objects: Vec<Id> = files.iter().copied().chain([*process.bytes()]).collect();
            note(&transaction, &Intent { objects, files, copies: copies.reached, ..Intent::default() })?;
            let (object, detail) = (format!("{dossier}/{process}"), tombstone.detail());
            chain::append(&transaction, [Entry { at: now, actor: &actor, action: PROCESS_ERASED, object, detail }])?;
            transaction.commit()
        });
        self.database(erased)?;
        self.finish_erasing()
    }

    /// Erases an image by hand, with the archives within reach that have it. Whether that is allowed is asked before.
    ///
    /// # Errors
    /// Where there is none, or the store cannot be written.
    pub fn erase_image(&mut self, process: ProcessId, kind: ImageKind, tombstone: Tombstone) -> Result<(), Error> {
        let dossier = self.dossier_of(process)?;
        let providers = Providers::default();
        let mut group = self.group(&providers);
        let part = Part { process_id: process, component: kind };
        if !group.erase_part(dossier, part, PART_DELETED, tombstone)? {
            return Err(Error::Unknown { what: "image", id: format!("{process} {kind}") });
        }
        group.commit()
    }

    /// Destroys the keys and files that are to go.
    pub(super) fn finish_erasing(&mut self) -> Result<(), Error> {
        let intents = || -> rusqlite::Result<Vec<(i64, String)>> {
            let mut select = self.db.prepare_cached("SELECT seq, intent FROM intents ORDER BY seq")?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        let intents = self.database(intents())?;
        let Some((last, _)) = intents.last() else { return Ok(()) };
        let mut copies = Vec::new();
        for (seq, intent) in &intents {
            let intent: Intent = serde_json::from_str(intent)
                .map_err(|_| Error::Damaged { what: "what is to be erased", object: format!("intent {seq}") })?;
            self.keys.destroy_dossiers(&intent.dossiers)?;
            self.keys.destroy(&intent.objects)?;
            self.images.remove(&intent.files)?;
            copies.extend(intent.copies);
        }
        let stuck = self.remove_copies(&copies);
        self.database(settle(&self.db, stuck, *last))?;
        // what was deleted is still in the journal; a reader may hold that for a moment, and the next one cuts it
        self.database(super::schema::checkpoint(&self.db))?;
        Ok(())
    }
}
