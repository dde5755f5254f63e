//! What a plan says, carried out: marks, and erasures in groups with their tombstones.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rusqlite::{OptionalExtension, TransactionBehavior, params};
use serde::Serialize;
use serde_json::json;

use super::chain::{self, Entry, PART_PURGED};
use super::erase::Erasure;
use super::group::{MOST_DOSSIERS, time};
use super::tombstones::{Anchored, Tombstone};
use super::{Error, Store};
use crate::dossier::{DossierFacts, DossierId, Providers};
use crate::retention::{
    Approval, Circumstances, Item, LastRun, Outcome, OutputItem, Part, Plan, Planner, Policy, clock_is_believed,
    may_go_by_hand, verdict,
};
use crate::vocabulary::Sha256;

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
    /// What was to go and does not open: nothing of it was erased, and `muster store check` names it.
    pub unreadable: u64,
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
        plan.check(again, self.outside.time())?;
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
        let unreadable = self.each_facts(policy.timezone, |facts| drop(planner.add(facts)))?;
        planner.add_unreadable(unreadable);
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
        let said = |item: &Item| Tombstone::planned(item, plan, trigger);
        'slices: for slice in plan.slices() {
            for some in slice.chunks(MOST_DOSSIERS) {
                let (mut erasures, mut parts) = (Vec::with_capacity(some.len()), Vec::new());
                for item in some {
                    match (self.still_goes(item, plan, policy), item.part) {
                        // one that does not open keeps no other from going
                        (Err(error), _) if error.is_of_one() => done.unreadable += 1,
                        (Err(error), _) => return Err(error),
                        (Ok(false), _) => done.spared += 1,
                        (Ok(true), Some(part)) => parts.push((item.dossier_id, part, said(item))),
                        (Ok(true), None) => erasures.push(Erasure { dossier: item.dossier_id, tombstone: said(item) }),
                    }
                }
                let dossiers = erasures.len() as u64;
                self.erase_dossiers(erasures)?;
                self.erase_parts(parts, &mut done)?;
                if let Some(anchored) = &mut anchored {
                    anchored.append(self)?;
                }
                done.dossiers += dossiers;
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
    fn erase_parts(&mut self, parts: Vec<(DossierId, Part, Tombstone)>, done: &mut Purged) -> Result<(), Error> {
        let providers = Providers::default();
        let (mut group, mut erased) = (self.group(&providers), 0);
        for (dossier, part, tombstone) in parts {
            match group.erase_part(dossier, part, PART_PURGED, tombstone) {
                Ok(was_there) => erased += u64::from(was_there),
                Err(error) if error.is_of_one() => done.unreadable += 1,
                Err(error) => return Err(error),
            }
        }
        group.commit()?;
        done.parts += erased;
        Ok(())
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
        // facts stand readable beside what is sealed, and are bound to it: who changed them is noticed before anything goes. Where a key is gone
        // already, nothing can be compared, and nothing is lost
        match self.held(item.dossier_id) {
            Ok(_) | Err(Error::Erased { .. }) => {}
            Err(error) => return Err(error),
        }
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

    /// Takes back the marks of a dossier and of its parts by hand: their days of grace begin anew when they are due at the next run.
    ///
    /// # Errors
    /// Where there is none.
    pub fn unmark(&mut self, id: DossierId, reason: &str) -> Result<(), Error> {
        let (actor, at, bytes) = (self.outside.actor.clone(), self.outside.time(), &id.bytes()[..]);
        let unmarked = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            let select = "SELECT facts FROM dossiers WHERE id = ?1";
            let facts: Option<String> = transaction.query_row(select, [bytes], |row| row.get(0)).optional()?;
            let facts = facts.and_then(|facts| serde_json::from_str::<DossierFacts>(&facts).ok());
            let is_marked = facts.as_ref().is_some_and(|facts| facts.marked_at.is_some());
            if let Some(mut facts) = facts.filter(|_| is_marked) {
                facts.marked_at = None;
                let facts = serde_json::to_string(&facts).unwrap_or_default();
                transaction.execute("UPDATE dossiers SET facts = ?2 WHERE id = ?1", params![bytes, facts])?;
            }
            let delete = "DELETE FROM marks WHERE process IN (SELECT id FROM processes WHERE dossier = ?1)";
            let parts = transaction.execute(delete, [bytes])?;
            if !is_marked && parts == 0 {
                return Ok(false);
            }
            let (action, object) = ("erasure.unmarked", id.to_string());
            let detail = json!({ "reason": reason, "dossier": is_marked, "parts": parts }).to_string();
            chain::append(&transaction, [Entry { at, actor: &actor, action, object, detail }])?;
            transaction.commit().map(|()| true)
        });
        if self.database(unmarked)? {
            return Ok(());
        }
        Err(self.not_there("mark on dossier", id)?)
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
}
