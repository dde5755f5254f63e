//! Archives that were handed out: which of them are still where they were written, so that they go with what is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::chain::{self, COPY_NOT_REMOVED, Entry};
use super::held::opened;
use super::seal::{About, Id, What};
use super::tombstones::{CopyOutside, Tombstone};
use super::{Error, Store};
use crate::dossier::{DossierId, ExportRecord, ProcessId};
use crate::files::{folder_of, sync_folder};
use crate::vocabulary::Sha256;

/// What lies beside an archive.
const BESIDE: [&str; 2] = [".sha256", ".sig"];

/// An archive that is where it was written, and what it was.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Reached {
    path: PathBuf,
    /// As the audit names it: a dossier and a process.
    object: String,
    #[serde(flatten)]
    told: CopyOutside,
}

/// The archives of a dossier, or of one of its processes.
#[derive(Default)]
pub(super) struct Copies {
    pub(super) reached: Vec<Reached>,
    /// The lines of the ledger on those.
    pub(super) lines: Vec<Id>,
    outside: Vec<CopyOutside>,
    is_unknown: bool,
}

impl Copies {
    /// Says so on a tombstone. What was outside of an erasure that is repeated stands there already, whatever is in reach now.
    pub(super) fn tell(&self, tombstone: &mut Tombstone) {
        tombstone.copies_removed = self.reached.len() as u64;
        tombstone.copies_bytes = self.reached.iter().map(|reached| reached.told.bytes).sum();
        if tombstone.replay_of.is_none() {
            tombstone.add_outside(self.outside.iter().cloned());
            tombstone.copies_unknown = self.is_unknown;
        }
    }

    /// Without archives that go already.
    pub(super) fn besides(mut self, lines: &[Id]) -> Self {
        if self.lines.iter().any(|line| lines.contains(line)) {
            self.reached.clear();
            self.lines.clear();
        }
        self
    }
}

impl Store {
    /// The archives of a dossier, or of one of its processes. The ledger is sealed: it is read while there is a key.
    pub(super) fn copies(&self, dossier: DossierId, only: Option<ProcessId>) -> Result<Copies, Error> {
        let select = "SELECT e.id, e.process, e.sealed FROM exports AS e JOIN processes AS p ON p.id = e.process \
                      WHERE p.dossier = ?1 AND (?2 IS NULL OR p.id = ?2) ORDER BY e.id";
        let rows = self.db.prepare_cached(select).and_then(|mut select| {
            let only = only.as_ref().map(|process| &process.bytes()[..]);
            let rows = select
                .query_map(params![&dossier.bytes()[..], only], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect::<rusqlite::Result<Vec<(Id, Id, Vec<u8>)>>>()
        });
        let (mut copies, mut by_path) = (Copies::default(), BTreeMap::<PathBuf, Vec<(Id, CopyOutside)>>::new());
        for (id, process, sealed) in self.database(rows)? {
            let about = About { what: What::Export, dossier: *dossier.bytes(), object: id, beside: [0; 16] };
            let key = self.key_of(*dossier.bytes(), process);
            match key.and_then(|key| opened::<ExportRecord>(&key, about, sealed)) {
                Ok(ExportRecord { at, folder, file, bytes, sha256, .. }) => {
                    let process_id = ProcessId::from_bytes(process);
                    let told = CopyOutside { process_id, exported_at: at, sha256, bytes };
                    by_path.entry(Path::new(&folder).join(file)).or_default().push((id, told));
                }
                Err(error) if error.is_of_one() => copies.is_unknown = true,
                Err(error) => return Err(error),
            }
        }
        for (path, of_it) in by_path {
            // a later archive of the same name took the place of the earlier ones
            let found = File::open(&path).and_then(Sha256::of_reader).ok();
            match of_it.iter().rev().find(|(_, told)| Some(told.sha256) == found) {
                Some((_, told)) => {
                    let (object, told) = (format!("{dossier}/{}", told.process_id), told.clone());
                    copies.reached.push(Reached { path, object, told });
                    copies.lines.extend(of_it.iter().map(|(id, _)| *id));
                }
                None => copies.outside.extend(of_it.into_iter().map(|(_, told)| told)),
            }
        }
        Ok(copies)
    }

    /// Removes archives. One that cannot be is noted, and keeps nothing else from going.
    pub(super) fn remove_copies(&self, copies: &[Reached]) -> Vec<Entry<'_>> {
        let (mut folders, mut stuck) = (BTreeSet::new(), Vec::new());
        for Reached { path, object, told } in copies {
            match remove(path) {
                Ok(()) => drop(folders.insert(folder_of(path))),
                Err(error) => {
                    let mut detail = serde_json::json!(told);
                    detail["why"] = error.kind().to_string().into();
                    stuck.push(Entry {
                        at: self.outside.time(),
                        actor: &self.outside.actor,
                        action: COPY_NOT_REMOVED,
                        object: object.clone(),
                        detail: detail.to_string(),
                    });
                }
            }
        }
        for folder in folders {
            // a share may know no such thing: nothing better can be done there
            let _ = sync_folder(folder);
        }
        stuck
    }
}

/// Notes what could not be removed, and that all else of what was to go is gone.
pub(super) fn settle(connection: &rusqlite::Connection, stuck: Vec<Entry>, up_to: i64) -> rusqlite::Result<()> {
    let transaction = rusqlite::Transaction::new_unchecked(connection, rusqlite::TransactionBehavior::Immediate)?;
    if !stuck.is_empty() {
        chain::append(&transaction, stuck)?;
    }
    transaction.execute("DELETE FROM intents WHERE seq <= ?1", [up_to])?;
    transaction.commit()
}

/// The archive first: what lies beside it says nothing about anybody.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    for ending in BESIDE {
        let mut beside = path.as_os_str().to_owned();
        beside.push(ending);
        let _ = fs::remove_file(beside);
    }
    Ok(())
}
