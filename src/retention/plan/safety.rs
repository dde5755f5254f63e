//! What stops a plan, and who lets it go on.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Circumstances, Counts, LastRun, Plan};
use crate::retention::{Error, Policy, Safety};
use crate::vocabulary::Sha256;

/// What a safety rule says against a plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Objection {
    /// It is earlier than at the last run.
    ClockWentBack {
        /// When that was.
        last_run: DateTime<Utc>,
    },
    /// It is much later than at the last run.
    ClockJumped {
        /// When that was.
        last_run: DateTime<Utc>,
        /// `max_clock_jump_days`.
        allowed_days: u32,
    },
    /// More than `max_deletions`.
    TooMany {
        /// Dossiers and parts that would go.
        deletions: u64,
        /// `max_deletions`.
        allowed: u64,
    },
    /// More than `max_fraction`.
    TooLargeShare {
        /// Dossiers of which something would go.
        dossiers: u64,
        /// All dossiers.
        of: u64,
        /// `max_fraction`, in millionths.
        allowed: u32,
    },
    /// Periods are shorter than last time.
    Shortened {
        /// Dossiers and parts that are due on an earlier day than by the last policy: the count to confirm.
        count: u64,
        /// Those of them that are due already.
        due_now: u64,
    },
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClockWentBack { last_run } => {
                write!(f, "it is earlier than at the last run ({last_run}): check the clock")
            }
            Self::ClockJumped { last_run, allowed_days } => write!(
                f,
                "the last run ({last_run}) is more than {allowed_days} days ago (`max_clock_jump_days`): check the clock"
            ),
            Self::TooMany { deletions, allowed } => {
                write!(f, "{deletions} deletions are more than {allowed} (`max_deletions`)")
            }
            Self::TooLargeShare { dossiers, of, allowed } => {
                let percent = f64::from(*allowed) / 10_000.0;
                write!(f, "{dossiers} of {of} dossiers are more than {percent} % (`max_fraction`)")
            }
            Self::Shortened { count, due_now } => write!(
                f,
                "periods are shorter than last time: {count} dossiers and parts are due earlier, {due_now} of them now"
            ),
        }
    }
}

/// A person lets a plan go on against the safety rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Approval {
    /// The hash of the plan that was read.
    pub plan: Sha256,
    /// Who.
    pub by: String,
    /// The count of what a shorter period brings forward, where it does.
    pub count: Option<u64>,
}

/// What the clock says.
pub(super) fn clock(around: &Circumstances<'_>, safety: &Safety) -> Option<Objection> {
    let last_run = around.last_run.filter(|_| !around.looks_ahead)?.at;
    let passed = around.now.signed_duration_since(last_run);
    if passed < chrono::TimeDelta::zero() {
        return Some(Objection::ClockWentBack { last_run });
    }
    let allowed_days = safety.max_clock_jump_days;
    (passed > chrono::TimeDelta::days(i64::from(allowed_days)))
        .then_some(Objection::ClockJumped { last_run, allowed_days })
}

/// Whether the clock can be believed by which something is deleted by hand.
///
/// # Errors
/// Where it is earlier than at the last run, or much later.
pub fn clock_is_believed(last_run: &LastRun, policy: &Policy, now: DateTime<Utc>) -> Result<(), Error> {
    let around =
        Circumstances { now, looks_ahead: false, last_run: Some(last_run), store_head: Sha256::from_bytes([0; 32]) };
    clock(&around, &policy.safety).map_or(Ok(()), |objection| Err(Error::Clock { why: objection.to_string() }))
}

/// What the caps say.
pub(super) fn caps(counts: &Counts, deletions: u64, safety: &Safety) -> impl Iterator<Item = Objection> {
    let too_many = deletions > safety.max_deletions;
    let share = u128::from(counts.dossiers_touched) * 1_000_000;
    let too_large = share > u128::from(counts.dossiers) * u128::from(safety.max_fraction);
    let (allowed, of) = (safety.max_fraction, counts.dossiers);
    [
        too_many.then_some(Objection::TooMany { deletions, allowed: safety.max_deletions }),
        too_large.then_some(Objection::TooLargeShare { dossiers: counts.dossiers_touched, of, allowed }),
    ]
    .into_iter()
    .flatten()
}

impl Plan {
    /// Whether it may be carried out: no safety rule objects, or somebody approved exactly this plan.
    ///
    /// # Errors
    /// Where it has to be approved and is not.
    pub fn admit(&self, approval: Option<&Approval>) -> Result<(), Error> {
        if !self.needs_approval() {
            return Ok(());
        }
        let shortened = self.objections.iter().find_map(|objection| match objection {
            Objection::Shortened { count, .. } => Some(*count),
            _ => None,
        });
        let Some(approval) = approval else {
            let why = self.objections.iter().map(Objection::to_string).collect::<Vec<_>>().join("; ");
            let count = if shortened.is_some() { " --confirm COUNT" } else { "" };
            return Err(Error::NeedsApproval { why, hash: self.hash, count });
        };
        if approval.plan != self.hash {
            Err(Error::OtherPlanApproved { hash: self.hash })
        } else if approval.by.trim().is_empty() {
            Err(Error::ApproverMissing)
        } else if shortened.is_some() && shortened != approval.count {
            Err(Error::CountNotConfirmed)
        } else {
            Ok(())
        }
    }
}
