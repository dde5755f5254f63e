//! Deleting by hand: before its time perhaps, but never against a hold, and against a duty to keep only by a person who
//! takes that upon himself.

use chrono::{DateTime, Utc};

use super::calendar::start_of;
use super::explain::{by, until};
use super::{Decision, Error, Outcome, Policy, ReasonCode, Until};

impl Decision {
    /// Whether somebody may delete it by hand now; `overridden` where a named person says so against a duty to keep.
    /// What is not due may go by hand: there is no duty to keep it until then.
    ///
    /// # Errors
    /// Where a hold, a running process or a missing export forbids it, or a duty to keep that is not overridden.
    pub fn may_go_by_hand(&self, policy: &Policy, now: DateTime<Utc>, overridden: bool) -> Result<(), Error> {
        let has = |code| self.reasons.iter().any(|reason| reason.code == code);
        if has(ReasonCode::Hold) || has(ReasonCode::HoldReleased) {
            return Err(Error::OnHold);
        }
        if has(ReasonCode::RunningProcess) {
            return Err(Error::ProcessRuns);
        }
        if self.outcome == Outcome::Blocked {
            return Err(Error::NotExported);
        }
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
