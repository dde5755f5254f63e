//! What a plan says, carried out: marks, erasures in groups with their tombstones, and these again on a store that was restored.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rusqlite::{OptionalExtension, TransactionBehavior, params};
use serde::Serialize;
use serde_json::json;

use super::chain::{self, Entry};
use super::erase::Erasure;
use super::group::{MOST_DOSSIERS, time};
use super::{Error, Noted, Store};
use crate::dossier::{DossierFacts, DossierId, Providers};
use crate::files::{folder_of, sync_folder};
use crate::retention::{
    Approval, Circumstances, Item, LastRun, Outcome, OutputItem, Part, Plan, Planner, Policy, clock_is_believed,
    may_go_by_hand, verdict,
};
use crate::vocabulary::Sha256;

/// The file of tombstones in a folder outside the store.
pub const TOMBSTONES: &str = "tombstones.ndjson";

/// What a purge did.
#[derive(Clone, Default, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Purged {
    /// Dossiers that were erased.
    pub dossiers: u64,
    /// Parts that were erased alone.
    pub parts: u64,
    /// Marked for erasure.
    pub marked: u64,
    /// Active again.
    pub unmarked: u64,
    /// What was to go and stays: something changed since the plan was made, or a hold was placed.
    pub spared: u64,
    /// Folders of results that were removed.
    pub outputs: u64,
    /// Whether it was stopped between two groups; the next run finishes.
    pub interrupted: bool,
}

impl Store {
    /// The head of the chain of changes: the state that a plan is made from.
    ///
    /// # Errors
    /// Those of the database.
    pub fn head(&self) -> Result<Sha256, Error> {
        Ok(self.database(chain::head(&self.db))?.hash)
    }

    /// What a purge would do now, or at another time, with the folders of results that go on the day which `outputs` is asked for;
    /// decides and writes nothing.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn plan(
        &self,
        policy: &Policy,
        as_of: Option<DateTime<Utc>>,
        outputs: impl FnOnce(DateTime<Utc>) -> Vec<OutputItem>,
    ) -> Result<Plan, Error> {
        self.planned(policy, (as_of.unwrap_or_else(|| self.outside.time()), as_of.is_some()), outputs)
    }

    /// Whether a plan that was read from a file is what policy and store come to, and may be carried out. A hash over a file is no proof of
    /// that, so it is made once more and compared.
    ///
    /// # Errors
    /// Where it is not, lies ahead, or a safety rule says no and nobody approved it.
    pub fn admit(&self, plan: &Plan, policy: &Policy, approval: Option<&Approval>) -> Result<(), Error> {
        let again = self.planned(policy, (plan.planned_at, false), |_| plan.outputs.clone())?;
        plan.check(&again, self.outside.time())?;
        Ok(plan.admit(approval)?)
    }

    fn planned(
        &self,
        policy: &Policy,
        (now, looks_ahead): (DateTime<Utc>, bool),
        outputs: impl FnOnce(DateTime<Utc>) -> Vec<OutputItem>,
    ) -> Result<Plan, Error> {
        let last_run = self.last_run()?;
        let around = Circumstances { now, looks_ahead, last_run: last_run.as_ref(), store_head: self.head()? };
        let mut planner = Planner::new(policy, &around);
        self.each_facts(policy.timezone, |facts| drop(planner.add(facts)))?;
        planner.add_outputs(outputs(around.now));
        Ok(planner.finish())
    }

    /// The last purge, and the policy that it followed.
    ///
    /// # Errors
    /// Those of the database, and where it cannot be read.
    pub fn last_run(&self) -> Result<Option<LastRun>, Error> {
        let select = "SELECT value FROM meta WHERE key = 'last_purge'";
        let found: Option<String> = self.database(self.db.query_row(select, [], |row| row.get(0)).optional())?;
        // what it says is what the safety rules go by: in doubt nothing goes
        let damaged = |_| Error::Damaged { what: "note of the last purge", object: "last_purge".to_owned() };
        found.map(|text| serde_json::from_str(&text).map_err(damaged)).transpose()
    }

    /// Carries out a plan that was checked and admitted. Each item is decided anew in the moment in which it goes: what a hold or an
    /// event changed since is spared.
    ///
    /// # Errors
    /// Where the store cannot be written: what went before is gone and has its tombstone.
    pub fn purge(
        &mut self,
        plan: &Plan,
        policy: &Policy,
        (mut anchored, trigger): (Option<&mut Anchored>, &str),
        go_on: &dyn Fn(&Purged) -> bool,
    ) -> Result<Purged, Error> {
        let mut done = Purged::default();
        // what an interrupted run left out
        if let Some(anchored) = &mut anchored {
            anchored.append(self)?;
        }
        self.mark(plan, &mut done)?;
        let said = |item: &Item| {
            json!({
                "trigger": trigger, "policyId": plan.policy_id, "policy": plan.policy_hash, "plan": plan.hash,
                "class": item.class, "rule": item.rule, "reason": item.reason, "anchor": item.anchor,
                "anchorDay": item.anchor_day, "dueFrom": item.due_from,
            })
        };
        'slices: for slice in plan.slices() {
            for some in slice.chunks(MOST_DOSSIERS) {
                let (mut erasures, mut parts) = (Vec::with_capacity(some.len()), Vec::new());
                for item in some {
                    match (self.still_goes(item, plan, policy)?, item.part) {
                        (false, _) => done.spared += 1,
                        (true, Some(part)) => parts.push((item.dossier_id, part, said(item))),
                        (true, None) => erasures.push(Erasure { dossier: item.dossier_id, tombstone: said(item) }),
                    }
                }
                self.erase_dossiers(&erasures)?;
                done.parts += parts.len() as u64;
                self.erase_parts(parts)?;
                if let Some(anchored) = &mut anchored {
                    anchored.append(self)?;
                }
                done.dossiers += erasures.len() as u64;
                if !go_on(&done) {
                    done.interrupted = true;
                    break 'slices;
                }
            }
        }
        let run = LastRun { at: plan.planned_at, policy: Some(policy.clone()) };
        let run = serde_json::to_string(&run).unwrap_or_default();
        self.database(self.db.execute("INSERT OR REPLACE INTO meta VALUES ('last_purge', ?1)", [run]))?;
        self.note(
            "purge.done",
            &json!({ "plan": plan.hash, "policy": plan.policy_hash, "trigger": trigger, "did": done }),
        )?;
        Ok(done)
    }

    /// Erases single parts of dossiers that stay.
    fn erase_parts(&mut self, parts: Vec<(DossierId, Part, serde_json::Value)>) -> Result<(), Error> {
        let providers = Providers::default();
        let mut group = self.group(&providers);
        for (dossier, part, said) in parts {
            group.change(dossier, "image.purged", said, |dossier| {
                dossier.erase_image(part.process_id, part.component)
            })?;
        }
        group.commit()
    }

    /// Notes that folders of results went.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note_outputs(&self, folders: u64, policy: Sha256) -> Result<(), Error> {
        if folders == 0 {
            return Ok(());
        }
        self.note("outputs.removed", &json!({ "folders": folders, "policy": policy }))
    }

    /// Whether the verdict on an item is still that it goes; holds are read again.
    fn still_goes(&self, item: &Item, plan: &Plan, policy: &Policy) -> Result<bool, Error> {
        let facts = match self.facts_of(item.dossier_id, policy.timezone) {
            Ok(facts) => facts,
            Err(Error::Erased { .. } | Error::Unknown { .. }) => return Ok(false),
            Err(error) => return Err(error),
        };
        let verdict = verdict(&facts, policy, plan.planned_at);
        Ok(match item.part {
            None => verdict.decision.outcome == Outcome::Erase,
            Some(part) => {
                verdict.parts.iter().any(|found| found.part == part && found.decision.outcome == Outcome::Erase)
            }
        })
    }

    /// Marks what will go, and takes back marks of what stays.
    fn mark(&mut self, plan: &Plan, done: &mut Purged) -> Result<(), Error> {
        let at = plan.planned_at;
        let items = plan.mark.iter().map(|item| (item, true)).chain(plan.unmark.iter().map(|item| (item, false)));
        let items: Vec<_> = items.collect();
        let actor = self.outside.actor.clone();
        for some in items.chunks(MOST_DOSSIERS) {
            let marked = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
                for (item, is_mark) in some {
                    let id = &item.dossier_id.bytes()[..];
                    if let Some(part) = item.part {
                        let (process, kind) = (&part.process_id.bytes()[..], part.component.as_str());
                        if *is_mark {
                            let insert = "INSERT OR REPLACE INTO marks VALUES (?1, ?2, ?3)";
                            transaction.prepare_cached(insert)?.execute(params![process, kind, time(at)])?;
                        } else {
                            let delete = "DELETE FROM marks WHERE process = ?1 AND kind = ?2";
                            transaction.prepare_cached(delete)?.execute(params![process, kind])?;
                        }
                        continue;
                    }
                    let mut select = transaction.prepare_cached("SELECT facts FROM dossiers WHERE id = ?1")?;
                    let facts: Option<String> = select.query_row([id], |row| row.get(0)).optional()?;
                    let facts = facts.and_then(|facts| serde_json::from_str::<DossierFacts>(&facts).ok());
                    if let Some(mut facts) = facts {
                        facts.marked_at = is_mark.then_some(at);
                        let facts = serde_json::to_string(&facts).unwrap_or_default();
                        let update = "UPDATE dossiers SET facts = ?2 WHERE id = ?1";
                        transaction.prepare_cached(update)?.execute(params![id, facts])?;
                    }
                }
                let entries = some.iter().map(|(item, is_mark)| Entry {
                    at,
                    actor: &actor,
                    action: if *is_mark { "erasure.marked" } else { "erasure.unmarked" },
                    object: item.dossier_id.to_string(),
                    detail: json!({ "plan": plan.hash, "part": item.part, "dueFrom": item.due_from }).to_string(),
                });
                chain::append(&transaction, entries)?;
                transaction.commit()
            });
            self.database(marked)?;
        }
        done.marked = plan.mark.len() as u64;
        done.unmarked = plan.unmark.len() as u64;
        Ok(())
    }

    /// Takes back the mark of a dossier by hand: its days of grace begin anew when it is due at the next run.
    ///
    /// # Errors
    /// Where there is none.
    pub fn unmark(&mut self, id: DossierId, reason: &str) -> Result<(), Error> {
        let providers = Providers::default();
        let mut group = self.group(&providers);
        group.change(id, "erasure.unmarked", json!({ "reason": reason }), |dossier| Ok(dossier.unmark()))?;
        group.commit()?;
        let delete = "DELETE FROM marks WHERE process IN (SELECT id FROM processes WHERE dossier = ?1)";
        self.database(self.db.execute(delete, [&id.bytes()[..]]))?;
        Ok(())
    }

    /// Whether somebody may erase a dossier, or a part of it, by hand: by this policy, or that of the last purge; says which was asked, and
    /// `None` where there is neither. `overridden` where a named person says so against a duty to keep.
    ///
    /// # Errors
    /// What forbids it: also a clock that went back behind the last purge, or jumped further than the policy allows.
    pub fn may_go_by_hand(
        &self,
        id: DossierId,
        part: Option<Part>,
        policy: Option<Policy>,
        overridden: bool,
    ) -> Result<Option<Sha256>, Error> {
        let (last_run, now) = (self.last_run()?, self.outside.time());
        let policy = policy.or(last_run.as_ref().and_then(|run| run.policy.clone()));
        let zone = policy.as_ref().map_or(Tz::UTC, |policy| policy.timezone);
        let facts = self.facts_of(id, zone)?;
        if let (Some(policy), Some(last_run), false) = (&policy, &last_run, overridden) {
            clock_is_believed(last_run, policy, now)?;
        }
        may_go_by_hand(&facts, part, policy.as_ref(), (now, overridden))?;
        Ok(policy.map(|policy| policy.hash()))
    }

    /// All tombstones, in order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn tombstones(&self, after: u64) -> Result<Vec<Noted>, Error> {
        self.database(chain::tombstones(&self.db, after))
    }

    /// Erases again what was erased before this store was restored from a backup, by the tombstones that are kept outside.
    ///
    /// # Errors
    /// Where the file cannot be read, or the store not written.
    pub fn replay_tombstones(&mut self, file: &Path) -> Result<u64, Error> {
        let tombstones = read_tombstones(file)?;
        let mut again = 0;
        for some in tombstones.chunks(MOST_DOSSIERS) {
            let mut erasures = Vec::new();
            for tombstone in some {
                let Ok(id) = tombstone.object.parse::<DossierId>() else { continue };
                if self.has("dossiers", *id.bytes())? {
                    let detail: serde_json::Value = serde_json::from_str(&tombstone.detail).unwrap_or_default();
                    let tombstone = json!({
                        "trigger": "replay", "replayOf": tombstone.seq, "class": detail["class"], "rule": detail["rule"],
                        "policy": detail["policy"], "plan": detail["plan"], "anchorDay": detail["anchorDay"],
                    });
                    erasures.push(Erasure { dossier: id, tombstone });
                }
            }
            self.erase_dossiers(&erasures)?;
            again += erasures.len() as u64;
        }
        Ok(again)
    }
}

/// A file of tombstones outside the store: a store rolled back to last month has lost its own.
pub struct Anchored {
    path: PathBuf,
    /// By their hashes: a store that was restored counts its entries from an earlier number on.
    known: HashSet<Sha256>,
    /// All tombstones of the store up to this one are in it.
    up_to: u64,
}

impl Anchored {
    /// Opens it in a folder, which is made where it is not there.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        crate::files::make_private(folder).map_err(Error::file(folder))?;
        let path = folder.join(TOMBSTONES);
        let known = read_tombstones(&path)?.into_iter().map(|tombstone| tombstone.hash).collect();
        Ok(Self { path, known, up_to: 0 })
    }

    /// Appends those that it does not have yet; says how many.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn append(&mut self, store: &Store) -> Result<u64, Error> {
        let new = store.tombstones(self.up_to)?;
        self.up_to = new.last().map_or(self.up_to, |tombstone| tombstone.seq);
        let (mut lines, mut count) = (String::new(), 0);
        for tombstone in new {
            if self.known.insert(tombstone.hash) {
                lines += &serde_json::to_string(&tombstone).unwrap_or_default();
                lines.push('\n');
                count += 1;
            }
        }
        if count > 0 {
            let mut options = File::options();
            options.read(true).create(true).append(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let written = options.open(&self.path).and_then(|mut file| {
                // what a crash cut off is no tombstone: the whole line follows
                let end = file.seek(SeekFrom::End(0))?;
                let mut last = [b'\n'];
                if end > 0 {
                    file.seek(SeekFrom::Start(end - 1))?;
                    file.read_exact(&mut last)?;
                }
                if last != *b"\n" {
                    file.write_all(b"\n")?;
                }
                file.write_all(lines.as_bytes())?;
                file.sync_all()?;
                sync_folder(folder_of(&self.path))
            });
            written.map_err(Error::file(&self.path))?;
        }
        Ok(count)
    }
}

/// The tombstones in a file; a line that was cut off by a crash is none. A file that is not there has none.
///
/// # Errors
/// Where it cannot be read, or most lines are none.
pub fn read_tombstones(path: &Path) -> Result<Vec<Noted>, Error> {
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(Error::file(path))?,
    };
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let tombstones: Vec<Noted> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    if tombstones.len() * 2 < lines.len() {
        let wrong = std::io::Error::new(std::io::ErrorKind::InvalidData, "it is no file of tombstones");
        return Err(Error::file(path)(wrong));
    }
    Ok(tombstones)
}
