//! A store that was restored from a backup: what was erased since is erased again, by the tombstones that are kept outside.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rusqlite::{TransactionBehavior, params};
use serde::Serialize;
use serde_json::json;

use super::chain::{self, COPY_NOT_REMOVED, DOSSIER_ERASED, Entry, PART_PURGED, PROCESS_ERASED};
use super::erase::Erasure;
use super::group::MOST_DOSSIERS;
use super::tombstones::{CopyOutside, Line, Repeated, Tombstone, read};
use super::{Error, Store};
use crate::dossier::{DossierId, ProcessId, Providers};
use crate::retention::Part;

/// What a replay did.
#[derive(Clone, Default, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Replayed {
    /// Dossiers that were erased again.
    pub dossiers: u64,
    /// Processes.
    pub processes: u64,
    /// Parts.
    pub parts: u64,
    /// Dossiers and processes that are not in this store, and that no old file of events brings back.
    pub remembered: u64,
    /// Dossiers that are under a hold: nothing of them was erased.
    pub on_hold: Vec<DossierId>,
    /// Dossiers that do not open, so that they, or parts of them, were not erased.
    pub unreadable: Vec<DossierId>,
}

impl Replayed {
    fn pass_over(&mut self, dossier: DossierId) {
        if !self.unreadable.contains(&dossier) {
            self.unreadable.push(dossier);
        }
    }
}

/// What all tombstones of a dossier say of archives that are outside, and whether there may be more.
type Outside = HashMap<DossierId, (Vec<CopyOutside>, bool)>;

/// What a file of tombstones says is gone, each once, in the order in which it went.
#[derive(Default)]
struct Gone {
    dossiers: Vec<(DossierId, Tombstone)>,
    processes: Vec<(DossierId, ProcessId, Tombstone)>,
    parts: Vec<(DossierId, Part, Tombstone)>,
}

impl Gone {
    fn add(&mut self, line: &Line, outside: &mut Outside) -> Option<()> {
        let (dossier, process) = match line.object.split_once('/') {
            Some((dossier, process)) => (dossier.parse().ok()?, Some(process.parse::<ProcessId>().ok()?)),
            None => (line.object.parse::<DossierId>().ok()?, None),
        };
        let (copies, is_unknown) = outside.entry(dossier).or_default();
        if line.action == COPY_NOT_REMOVED {
            copies.push(serde_json::from_str(line.detail.get()).ok()?);
            return Some(());
        }
        let tombstone: Tombstone = serde_json::from_str(line.detail.get()).ok()?;
        copies.extend(tombstone.copies_outside.iter().cloned());
        *is_unknown |= tombstone.copies_unknown;
        // one that repeats another says what that one said
        let of = tombstone.replay_of.clone();
        let of = of.unwrap_or_else(|| Repeated { seq: line.seq, at: line.at.clone(), hash: line.hash });
        let part = tombstone.part;
        let tombstone = tombstone.repeated(of);
        match (line.action.as_str(), process, part) {
            (DOSSIER_ERASED, None, None) => self.dossiers.push((dossier, tombstone)),
            (PROCESS_ERASED, Some(process), None) => self.processes.push((dossier, process, tombstone)),
            (_, None, Some(part)) => self.parts.push((dossier, part, tombstone)),
            _ => return None,
        }
        Some(())
    }
}

impl Store {
    /// Erases again what was erased before this store was restored from a backup, by the tombstones that are kept outside. A dossier of
    /// which a process has lost its key opens again afterwards. What is under a hold in this store stays, and is named.
    ///
    /// # Errors
    /// Where the file is missing, a line of it is no tombstone or was changed, or the store cannot be written.
    pub fn replay_tombstones(&mut self, file: &Path) -> Result<Replayed, Error> {
        let (mut gone, mut outside) = (Gone::default(), Outside::new());
        for line in read(file)? {
            // an erasure that this store knows of itself
            if self.database(chain::hash_at(&self.db, line.seq))? == Some(line.hash) {
                continue;
            }
            let place = || format!("{}: entry {}", file.display(), line.seq);
            gone.add(&line, &mut outside).ok_or_else(|| Error::Tombstones { place: place(), is_there: true })?;
        }
        let mut done = Replayed::default();
        let mut remembered = (Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        gone.dossiers.retain(|(dossier, _)| seen.insert(*dossier));
        for some in gone.dossiers.chunks(MOST_DOSSIERS) {
            let mut erasures = Vec::new();
            for (dossier, tombstone) in some {
                if !self.has("dossiers", *dossier.bytes())? {
                    remembered.0.push(*dossier);
                } else if self.may_be_repeated(*dossier, &mut done)? {
                    let mut tombstone = tombstone.clone();
                    let (copies, is_unknown) = outside.remove(dossier).unwrap_or_default();
                    tombstone.add_outside(copies);
                    tombstone.copies_unknown |= is_unknown;
                    erasures.push(Erasure { dossier: *dossier, tombstone });
                }
            }
            done.dossiers += erasures.len() as u64;
            self.erase_dossiers(erasures)?;
        }
        for (dossier, process, tombstone) in gone.processes {
            if !self.has("processes", *process.bytes())? {
                remembered.1.push(process);
            } else if self.may_be_repeated(dossier, &mut done)? {
                self.erase_process(process, tombstone)?;
                done.processes += 1;
            }
        }
        self.repeat_parts(gone.parts, &mut done)?;
        self.remember(&remembered.0, &remembered.1, &mut done)?;
        Ok(done)
    }

    fn may_be_repeated(&self, dossier: DossierId, done: &mut Replayed) -> Result<bool, Error> {
        let now = self.outside.time();
        let is_held = match self.facts_of(dossier, chrono_tz::UTC) {
            Ok(facts) => facts.holds.iter().any(|hold| hold.is_active(now)),
            // what is gone is under no hold
            Err(Error::Erased { .. } | Error::Unknown { .. }) => false,
            // and of what does not say whether it is, nothing goes
            Err(error) if error.is_of_one() => {
                done.pass_over(dossier);
                return Ok(false);
            }
            Err(error) => return Err(error),
        };
        if is_held && !done.on_hold.contains(&dossier) {
            done.on_hold.push(dossier);
        }
        Ok(!is_held)
    }

    fn repeat_parts(&mut self, parts: Vec<(DossierId, Part, Tombstone)>, done: &mut Replayed) -> Result<(), Error> {
        let mut held = Vec::new();
        for (dossier, part, tombstone) in parts {
            if self.has("processes", *part.process_id.bytes())? && self.may_be_repeated(dossier, done)? {
                held.push((dossier, part, tombstone));
            }
        }
        let providers = Providers::default();
        let mut group = self.group(&providers);
        for (dossier, part, tombstone) in held {
            match group.erase_part(dossier, part, PART_PURGED, tombstone) {
                Ok(was_there) => done.parts += u64::from(was_there),
                Err(error) if error.is_of_one() => done.pass_over(dossier),
                Err(error) => return Err(error),
            }
            if group.is_full() {
                group.commit_and_go_on()?;
            }
        }
        group.commit()
    }

    /// Notes the replay, and the ids of what is gone and not in this store.
    fn remember(&mut self, dossiers: &[DossierId], processes: &[ProcessId], done: &mut Replayed) -> Result<(), Error> {
        let (actor, at) = (self.outside.actor.clone(), self.outside.time());
        let noted = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            let next = chain::head(&transaction)?.seq + 1;
            let mut new = 0;
            let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO erased VALUES (?1, ?2)")?;
            for dossier in dossiers {
                new += insert.execute(params![&dossier.bytes()[..], next.cast_signed()])?;
            }
            drop(insert);
            let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO erased_processes VALUES (?1)")?;
            for process in processes {
                new += insert.execute([&process.bytes()[..]])?;
            }
            drop(insert);
            done.remembered = new as u64;
            let (action, object, detail) = ("purge.replayed", String::new(), json!(done).to_string());
            chain::append(&transaction, [Entry { at, actor: &actor, action, object, detail }])?;
            transaction.commit()
        });
        self.database(noted)
    }
}
