//! Letting go. In one transaction the rows go, the audit says so, and an intent names the keys and files that go next; then the
//! keys are destroyed, and with them every copy of what they sealed, then the files. A crash anywhere is finished at the next
//! opening: a dossier is whole and readable, or gone.

use rusqlite::{Connection, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::chain::{self, Entry};
use super::seal::Id;
use super::{Error, Store};
use crate::dossier::{DossierId, ProcessId};

/// Keys and files that are to go.
#[derive(Serialize, Deserialize)]
struct Intent {
    /// Keys of dossiers, with all below them.
    dossiers: Vec<Id>,
    /// Keys of single processes and images.
    objects: Vec<Id>,
    /// Files of images.
    files: Vec<Id>,
}

/// Notes which keys and files go, inside the transaction by which nothing names them any more.
pub(super) fn intend(connection: &Connection, objects: &[Id], files: &[Id]) -> rusqlite::Result<()> {
    note(connection, &Intent { dossiers: Vec::new(), objects: objects.to_vec(), files: files.to_vec() })
}

fn note(connection: &Connection, intent: &Intent) -> rusqlite::Result<()> {
    let intent = serde_json::to_string(intent).unwrap_or_default();
    connection.execute("INSERT INTO intents (intent) VALUES (?1)", [intent]).map(|_| ())
}

impl Store {
    /// Erases a dossier, for a reason that stands in the audit. Whether that is allowed is asked before.
    ///
    /// # Errors
    /// Where there is none, or the store cannot be written: it is then as it was.
    pub fn erase_dossier(&mut self, id: DossierId, reason: &str) -> Result<(), Error> {
        if !self.has("dossiers", *id.bytes())? {
            let gone = self.was_erased(id)?;
            let id = id.to_string();
            return Err(if gone { Error::Erased { id } } else { Error::Unknown { what: "dossier", id } });
        }
        let bytes = &id.bytes()[..];
        let (actor, now) = (self.outside.actor.clone(), self.outside.time());
        let erased = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            let files: Vec<(Id, i64)> = {
                let mut select = transaction.prepare_cached(
                    "SELECT id, bytes FROM images WHERE process IN (SELECT id FROM processes WHERE dossier = ?1)",
                )?;
                let rows = select.query_map([bytes], |row| Ok((row.get(0)?, row.get(1)?)))?;
                rows.collect::<rusqlite::Result<_>>()?
            };
            let mut counts = json!({ "reason": reason, "method": "cryptographic erase" });
            for table in ["images", "lookups", "exports"] {
                let delete =
                    format!("DELETE FROM {table} WHERE process IN (SELECT id FROM processes WHERE dossier = ?1)");
                counts[table] = json!(transaction.execute(&delete, [bytes])?);
            }
            counts["processes"] = json!(transaction.execute("DELETE FROM processes WHERE dossier = ?1", [bytes])?);
            counts["bytes"] = json!(files.iter().map(|(_, bytes)| bytes).sum::<i64>());
            transaction.execute("DELETE FROM dossiers WHERE id = ?1", [bytes])?;
            let files = files.into_iter().map(|(id, _)| id).collect();
            note(&transaction, &Intent { dossiers: vec![*id.bytes()], objects: Vec::new(), files })?;
            let (object, detail) = (id.to_string(), counts.to_string());
            let head = chain::append(
                &transaction,
                [Entry { at: now, actor: &actor, action: "dossier.erased", object, detail }],
            )?;
            transaction.execute("INSERT INTO erased VALUES (?1, ?2)", params![bytes, head.seq.cast_signed()])?;
            transaction.commit()
        });
        self.database(erased)?;
        self.finish_erasing()
    }

    /// Erases a process with its images, for a reason that stands in the audit.
    ///
    /// # Errors
    /// Where there is none, or the store cannot be written: it is then as it was.
    pub fn erase_process(&mut self, process: ProcessId, reason: &str) -> Result<(), Error> {
        let dossier = self.dossier_of(process)?;
        let bytes = &process.bytes()[..];
        let (actor, now) = (self.outside.actor.clone(), self.outside.time());
        let erased = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            let files: Vec<Id> = {
                let mut select = transaction.prepare_cached("SELECT id FROM images WHERE process = ?1")?;
                let rows = select.query_map([bytes], |row| row.get(0))?;
                rows.collect::<rusqlite::Result<_>>()?
            };
            let mut counts = json!({ "reason": reason, "method": "cryptographic erase" });
            for table in ["images", "lookups", "exports"] {
                let delete = format!("DELETE FROM {table} WHERE process = ?1");
                counts[table] = json!(transaction.execute(&delete, [bytes])?);
            }
            transaction.execute("DELETE FROM processes WHERE id = ?1", [bytes])?;
            let objects: Vec<Id> = files.iter().copied().chain([*process.bytes()]).collect();
            intend(&transaction, &objects, &files)?;
            let (object, detail) = (format!("{dossier}/{process}"), counts.to_string());
            chain::append(&transaction, [Entry { at: now, actor: &actor, action: "process.erased", object, detail }])?;
            transaction.commit()
        });
        self.database(erased)?;
        self.finish_erasing()
    }

    /// Destroys the keys and files that are to go.
    pub(super) fn finish_erasing(&mut self) -> Result<(), Error> {
        let intents = || -> rusqlite::Result<Vec<(i64, String)>> {
            let mut select = self.db.prepare_cached("SELECT seq, intent FROM intents ORDER BY seq")?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        let intents = self.database(intents())?;
        if intents.is_empty() {
            return Ok(());
        }
        for (seq, intent) in &intents {
            let intent: Intent = serde_json::from_str(intent)
                .map_err(|_| Error::Damaged { what: "what is to be erased", object: format!("intent {seq}") })?;
            self.keys.destroy_dossiers(&intent.dossiers)?;
            self.keys.destroy(&intent.objects)?;
            self.images.remove(&intent.files)?;
        }
        let last = intents.last().map_or(0, |(seq, _)| *seq);
        self.database(self.db.execute("DELETE FROM intents WHERE seq <= ?1", [last]))?;
        // what was deleted is still in the journal; a reader may hold that for a moment, and the next one cuts it
        self.database(super::schema::checkpoint(&self.db))?;
        Ok(())
    }
}
