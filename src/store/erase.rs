//! Letting go. In one transaction the rows go, the audit says so, and an intent names the keys and files that go next; then the
//! keys are destroyed, and with them every copy of what they sealed, then the files. A crash anywhere is finished at the next
//! opening: a dossier is whole and readable, or gone.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::chain::{self, Entry};
use super::group::time;
use super::seal::Id;
use super::{Error, Store};
use crate::dossier::{DossierId, ProcessId};
use crate::vocabulary::Sha256;

/// A dossier that goes, and what its tombstone says besides what is counted.
pub(super) struct Erasure {
    /// Which.
    pub(super) dossier: DossierId,
    /// In JSON; no personal data.
    pub(super) tombstone: serde_json::Value,
}

/// An archive that was handed out.
struct Copy {
    path: PathBuf,
    within_reach: bool,
    /// What its tombstone says of it where it stays outside.
    told: serde_json::Value,
}

/// What hangs on processes.
const OF_PROCESSES: [(&str, &str); 4] = [
    ("images", "DELETE FROM images WHERE process IN (SELECT id FROM processes WHERE dossier = ?1)"),
    ("lookups", "DELETE FROM lookups WHERE process IN (SELECT id FROM processes WHERE dossier = ?1)"),
    ("exports", "DELETE FROM exports WHERE process IN (SELECT id FROM processes WHERE dossier = ?1)"),
    ("marks", "DELETE FROM marks WHERE process IN (SELECT id FROM processes WHERE dossier = ?1)"),
];

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
    copies: Vec<PathBuf>,
}

/// Notes which keys and files go, inside the transaction by which nothing names them any more.
pub(super) fn intend(connection: &Connection, objects: &[Id], files: &[Id]) -> rusqlite::Result<()> {
    note(connection, &Intent { objects: objects.to_vec(), files: files.to_vec(), ..Intent::default() })
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
        let tombstone = json!({ "trigger": "by hand", "reason": reason });
        self.erase_dossiers(&[Erasure { dossier: id, tombstone }])
    }

    /// Erases dossiers together: one transaction, then their keys, then their files. Those that are not there are passed over.
    ///
    /// # Errors
    /// Where the store cannot be written: it is then as it was, or finished at the next opening.
    pub(super) fn erase_dossiers(&mut self, erasures: &[Erasure]) -> Result<(), Error> {
        let mut copies = Vec::with_capacity(erasures.len());
        for Erasure { dossier, .. } in erasures {
            // the ledger is sealed: it is read while there is a key
            copies.push(self.copies(*dossier)?);
        }
        let (actor, now) = (self.outside.actor.clone(), self.outside.time());
        let erased = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            let mut intent = Intent::default();
            for (Erasure { dossier: id, tombstone }, copies) in erasures.iter().zip(copies) {
                let bytes = &id.bytes()[..];
                let mut tombstone = tombstone.clone();
                tombstone["method"] = json!("cryptographic erase");
                let mut files: Vec<(Id, i64)> = {
                    let mut select = transaction.prepare_cached(
                        "SELECT id, bytes FROM images WHERE process IN (SELECT id FROM processes WHERE dossier = ?1)",
                    )?;
                    let rows = select.query_map([bytes], |row| Ok((row.get(0)?, row.get(1)?)))?;
                    rows.collect::<rusqlite::Result<_>>()?
                };
                for (table, delete) in OF_PROCESSES {
                    tombstone[table] = json!(transaction.prepare_cached(delete)?.execute([bytes])?);
                }
                let delete =
                    transaction.prepare_cached("DELETE FROM processes WHERE dossier = ?1")?.execute([bytes])?;
                tombstone["processes"] = json!(delete);
                tombstone["bytes"] = json!(files.iter().map(|(_, bytes)| bytes).sum::<i64>());
                tombstone["copiesRemoved"] = json!(copies.iter().filter(|copy| copy.within_reach).count());
                let outside = copies.iter().filter(|copy| !copy.within_reach).map(|copy| copy.told.clone());
                tombstone["copiesOutside"] = json!(outside.collect::<Vec<_>>());
                if transaction.prepare_cached("DELETE FROM dossiers WHERE id = ?1")?.execute([bytes])? == 0 {
                    continue;
                }
                let (object, detail) = (id.to_string(), tombstone.to_string());
                let entry = Entry { at: now, actor: &actor, action: "dossier.erased", object, detail };
                let head = chain::append(&transaction, [entry])?;
                let mut insert = transaction.prepare_cached("INSERT OR REPLACE INTO erased VALUES (?1, ?2)")?;
                insert.execute(params![bytes, head.seq.cast_signed()])?;
                let answer = "UPDATE requests SET state = 'done', answered_at = ?2, answer = 'erased' \
                              WHERE dossier = ?1 AND kind = 'erase' AND state = 'open'";
                transaction.prepare_cached(answer)?.execute(params![bytes, time(now)])?;
                intent.dossiers.push(*id.bytes());
                intent.files.extend(files.drain(..).map(|(id, _)| id));
                intent.copies.extend(copies.into_iter().filter(|copy| copy.within_reach).map(|copy| copy.path));
            }
            note(&transaction, &intent)?;
            transaction.commit()
        });
        self.database(erased)?;
        self.finish_erasing()
    }

    /// Archives that were handed out, and whether they are still where they were written.
    fn copies(&self, dossier: DossierId) -> Result<Vec<Copy>, Error> {
        let select = self.db.prepare_cached(
            "SELECT 1 FROM exports WHERE process IN (SELECT id FROM processes WHERE dossier = ?1) LIMIT 1",
        );
        let any = select.and_then(|mut select| select.exists([&dossier.bytes()[..]]));
        if !self.database(any)? {
            return Ok(Vec::new());
        }
        // where the ledger does not open, nobody knows where its copies are
        let Ok(whole) = self.dossier(dossier) else {
            return Ok(vec![Copy { path: PathBuf::new(), within_reach: false, told: json!({ "unknown": true }) }]);
        };
        let exports = whole
            .processes
            .iter()
            .flat_map(|process| process.exports.iter().map(|export| (process.facts.process_id, export)));
        let copy = |(process, export): (ProcessId, &crate::dossier::ExportRecord)| {
            let path = Path::new(&export.folder).join(&export.file);
            let found = File::open(&path).and_then(Sha256::of_reader);
            let told = json!({ "processId": process, "exportedAt": export.at, "sha256": export.sha256 });
            Copy { within_reach: found.is_ok_and(|found| found == export.sha256), path, told }
        };
        let mut copies: Vec<Copy> = exports.map(copy).collect();
        copies.sort_by(|a, b| a.path.cmp(&b.path));
        copies.dedup_by(|a, b| {
            a.path == b.path && {
                b.within_reach |= a.within_reach;
                true
            }
        });
        Ok(copies)
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
            transaction.execute("INSERT OR IGNORE INTO erased_processes VALUES (?1)", [bytes])?;
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
            for copy in &intent.copies {
                for ending in ["", ".sha256", ".sig"] {
                    let mut path = copy.as_os_str().to_owned();
                    path.push(ending);
                    match std::fs::remove_file(&path) {
                        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                            return Err(Error::file(copy)(error));
                        }
                        _ => {}
                    }
                }
            }
        }
        let last = intents.last().map_or(0, |(seq, _)| *seq);
        self.database(self.db.execute("DELETE FROM intents WHERE seq <= ?1", [last]))?;
        // what was deleted is still in the journal; a reader may hold that for a moment, and the next one cuts it
        self.database(super::schema::checkpoint(&self.db))?;
        Ok(())
    }
}
