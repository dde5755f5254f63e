//! Deleting by hand: before its time perhaps, but never against a hold, and against a duty to keep only by a person who
//! takes that upon himself.

use chrono::{DateTime, Utc};

use super::calendar::start_of;
use super::explain::{by, until};
use super::{Decision, Error, Facts, Outcome, Part, Policy, ReasonCode, Until, verdict};

/// Whether somebody may delete a dossier, or a part of it, by hand now; `overridden` where a named person says so against a duty to
/// keep. What is not due may go by hand: there is no duty to keep it until then. Without a policy, holds, running processes and the day that
/// somebody set count all the same.
///
/// # Errors
/// Where a hold, a running process or a missing export forbids it, or a duty to keep that is not overridden.
pub fn may_go_by_hand(
    facts: &Facts,
    part: Option<Part>,
    policy: Option<&Policy>,
    (now, overridden): (DateTime<Utc>, bool),
) -> Result<(), Error> {
    let of_part = facts.parts.iter().find(|facts| Some(facts.part) == part);
    if facts.holds.iter().any(|hold| hold.is_active(now)) {
        return Err(Error::OnHold);
    }
    if of_part.map_or(facts.running, |part| part.running) {
        return Err(Error::ProcessRuns);
    }
    let Some(policy) = policy else {
        let day_set =
            facts.retain_until.filter(|last| last.succ_opt().is_none_or(|free| start_of(free, chrono_tz::UTC) > now));
        return match day_set.filter(|_| !overridden) {
            Some(last) => {
                Err(Error::MustStay { until: until(Some(Until::Day(last))), by: "somebody set that day".to_owned() })
            }
            None => Ok(()),
        };
    };
    if policy.safety.protect_unexported_accepted && of_part.map_or(facts.not_exported, |part| part.not_exported) {
        return Err(Error::NotExported);
    }
    let verdict = verdict(facts, policy, now);
    let decided = verdict.parts.iter().find(|found| Some(found.part) == part).map(|found| &found.decision);
    decided.unwrap_or(&verdict.decision).may_end(policy, now, overridden)
}

impl Decision {
    /// Whether no duty to keep stands against it, or is overridden.
    fn may_end(&self, policy: &Policy, now: DateTime<Utc>, overridden: bool) -> Result<(), Error> {
        let has = |code| self.reasons.iter().any(|reason| reason.code == code);
        let is_over = match self.retain_until {
            None => true,
            Some(Until::Day(last)) => last.succ_opt().is_some_and(|free| start_of(free, policy.timezone) <= now),
            Some(Until::Open) => false,
        };
        let is_known = self.outcome != Outcome::Unknown && !has(ReasonCode::AnchorInFuture);
        if overridden || (is_over && is_known) {
            return Ok(());
        }
        let first = self.reason();
        let by = by(first.and_then(|reason| reason.rule.as_ref()), first.and_then(|reason| reason.class.as_ref()));
        Err(Error::MustStay { until: until(self.retain_until), by })
    }
}
