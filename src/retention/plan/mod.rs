//! A plan: what a purge would do, as data, with a reason on every line and what the safety rules say of it.

mod build;
mod safety;

use std::io;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::Digest;

use super::{Anchor, Error, Name, Part, Policy, ReasonCode};
use crate::dossier::DossierId;
use crate::vocabulary::Sha256;

pub use build::{Planner, plan};
pub use safety::{Approval, Objection, clock_is_believed};

/// The version of the form.
const VERSION: u32 = 1;

/// The last purge that was carried out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastRun {
    /// When it began.
    pub at: DateTime<Utc>,
    /// The policy that it followed, where that was kept: a shorter period is seen by it.
    pub policy: Option<Policy>,
}

/// What a plan must know besides facts and policy.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The start of the run, or the day that is looked ahead to.
    pub now: DateTime<Utc>,
    /// Whether it only looks ahead: such a plan is never carried out, and the clock is not compared.
    pub looks_ahead: bool,
    /// The last run.
    pub last_run: Option<&'a LastRun>,
    /// Of the store that the facts come from.
    pub store_head: Sha256,
}

/// A dossier or a part of one, and the reason that decides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Item {
    /// The dossier.
    pub dossier_id: DossierId,
    /// The part, where it is not the whole of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// The first day on which it may go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_from: Option<NaiveDate>,
    /// Since when it is overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue_since: Option<NaiveDate>,
    /// Why.
    pub reason: ReasonCode,
    /// The rule; `None` for the default class and for what is no rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Name>,
    /// The class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Name>,
    /// What it is counted from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// The day of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor_day: Option<NaiveDate>,
}

/// A folder of results that goes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutputItem {
    /// From the folder in which those lie that the policy names under `outputs`.
    pub folder: String,
    /// The class of that.
    pub class: Name,
    /// When the run was done: what its period is counted from.
    pub finished_at: DateTime<Utc>,
    /// The first day on which it may go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_from: Option<NaiveDate>,
}

/// How many there are of each kind. All outcomes together are all dossiers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Counts {
    /// Dossiers that were looked at.
    pub dossiers: u64,
    /// Dossiers that stay.
    pub keep: u64,
    /// Dossiers that are marked, or wait for the end of their days of grace.
    pub mark: u64,
    /// Dossiers that go.
    pub erase: u64,
    /// Dossiers that a hold, a running process or a missing export keeps.
    pub blocked: u64,
    /// Dossiers of which nobody can tell.
    pub unknown: u64,
    /// Of the blocked: those with a legal hold.
    pub blocked_by_hold: u64,
    /// Of the blocked: those without a hold, of which a process has not ended.
    pub blocked_by_process: u64,
    /// Of the blocked: those that were accepted and never handed out, which the policy protects.
    pub blocked_by_export: u64,
    /// Of the blocked: those whose periods are over.
    pub blocked_though_due: u64,
    /// Parts of dossiers that stay, which go alone.
    pub parts_erase: u64,
    /// Dossiers of which something goes: the whole or a part.
    pub dossiers_touched: u64,
    /// Dossiers that no rule matched.
    pub by_default_class: u64,
    /// Dossiers whose rules contradict each other.
    pub conflicts: u64,
    /// Dossiers and parts that should have gone before.
    pub overdue: u64,
    /// Requests to erase that wait for a duty to keep.
    pub requests_waiting: u64,
    /// Dossiers and parts that are kept until somebody looks at them, and it is time to.
    pub reviews_due: u64,
    /// Dossiers besides, of which nothing can be read: they stay.
    #[serde(default)]
    pub unreadable: u64,
}

/// How much will be due from a day on, if nothing changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Day {
    /// The day.
    pub day: NaiveDate,
    /// Dossiers.
    pub dossiers: u64,
    /// Single parts.
    pub parts: u64,
}

/// What a purge would do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    /// Of the form.
    pub version: u32,
    /// The start of the run.
    pub planned_at: DateTime<Utc>,
    /// Whether it only looks ahead.
    pub looks_ahead: bool,
    /// What the policy is called.
    pub policy_id: String,
    /// Which policy it was made from.
    pub policy_hash: Sha256,
    /// Which state of the store.
    pub store_head: Sha256,
    /// How many of each.
    pub counts: Counts,
    /// What the safety rules say against it; where they say anything, nothing goes without approval.
    pub objections: Vec<Objection>,
    /// How much a slice may have.
    pub max_deletions: u64,
    /// What goes, the longest due first.
    pub erase: Vec<Item>,
    /// Folders of results that go.
    #[serde(default)]
    pub outputs: Vec<OutputItem>,
    /// What is marked now.
    pub mark: Vec<Item>,
    /// What was marked and is active again.
    pub unmark: Vec<Item>,
    /// What somebody must look at: nobody can tell, or it is time for a review.
    pub attention: Vec<Item>,
    /// The next year, day by day.
    pub upcoming: Vec<Day>,
    /// Of all that stands above.
    pub hash: Sha256,
}

/// The hash before it is known.
const UNSEALED: Sha256 = Sha256::from_bytes([0; 32]);

/// Hashes what is written to it.
struct Hashing(sha2::Sha256);

impl io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Plan {
    /// Gives it the hash of its content.
    fn sealed(mut self) -> Self {
        self.hash = UNSEALED;
        let mut hashing = Hashing(sha2::Sha256::new());
        // neither the fields nor the writer can fail
        let _ = serde_json::to_writer(&mut hashing, &self);
        self.hash = Sha256::from_bytes(hashing.0.finalize().into());
        self
    }

    /// As JSON on one line: the same bytes for the same plan.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a plan as it was written; `file` is what errors call it.
    ///
    /// # Errors
    /// Where it is no plan, of another version, or was changed since.
    pub fn read(file: &str, text: &str) -> Result<Self, Error> {
        let unreadable = |what: String| Error::PlanUnreadable { file: file.to_owned(), what };
        // what serde says may quote a value
        let plan: Self = serde_json::from_str(text)
            .map_err(|error| unreadable(format!("line {}, column {}", error.line(), error.column())))?;
        if plan.version != VERSION {
            return Err(unreadable(format!("form {}, and this version of muster reads {VERSION}", plan.version)));
        }
        let claimed = plan.hash;
        let plan = plan.sealed();
        if plan.hash == claimed { Ok(plan) } else { Err(unreadable("it was changed after it was made".to_owned())) }
    }

    /// Whether it is what the same policy and the same store come to now that it is made `again`, at the time that it says. What happened to the
    /// store and changes nothing of what goes, such as a backup, is no reason to refuse it; a hash over a file proves nothing.
    ///
    /// # Errors
    /// Where it is not, lies ahead of `now`, or only looks ahead.
    pub fn check(&self, mut again: Self, now: DateTime<Utc>) -> Result<(), Error> {
        if self.looks_ahead {
            return Err(Error::LooksAhead);
        }
        if self.planned_at > now {
            return Err(Error::PlanAhead);
        }
        if self.policy_hash != again.policy_hash {
            return Err(Error::PolicyChanged { planned: self.policy_hash, found: again.policy_hash });
        }
        let found_head = std::mem::replace(&mut again.store_head, self.store_head);
        if *self == again.sealed() {
            Ok(())
        } else if self.store_head == found_head {
            Err(Error::PlanAltered)
        } else {
            Err(Error::StoreChanged)
        }
    }

    /// Whether somebody has to approve it.
    pub fn needs_approval(&self) -> bool {
        !self.objections.is_empty()
    }

    /// What goes, in pieces of at most `max_deletions`, the longest due first.
    pub fn slices(&self) -> impl Iterator<Item = &[Item]> {
        self.erase.chunks(usize::try_from(self.max_deletions).unwrap_or(usize::MAX).max(1))
    }
}
