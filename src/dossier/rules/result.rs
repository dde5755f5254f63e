//! Answers come, whole or in pieces.

use chrono::{DateTime, Utc};

use super::process::told;
use super::{Action, Circumstances, Effects, WarningCode};
use crate::dossier::event::ProcessResult;
use crate::dossier::{Dossier, Error, Process, Status};

impl Dossier {
    pub(super) fn take_result(
        &mut self,
        event: &ProcessResult,
        at: DateTime<Utc>,
        around: &Circumstances<'_>,
        effects: &mut Effects,
    ) -> Result<(), Error> {
        let completed_at = told(event.completed_at, around, "completedAt")?;
        let id = self.which(event.process_id)?;
        let process = self.process_mut(id)?;
        let before = process.facts.status;
        let status = event.status.as_deref().map(|word| read_status(word, process, effects)).transpose()?;
        if let Some(status) = status {
            process.move_to(status, around, effects)?;
        }
        process.fill(event, before.is_final(), effects);

        // after the end, what was missing may still come, and nothing is overwritten
        if !before.is_final() || process.facts.completed_at.is_none() {
            process.facts.completed_at = completed_at.or(process.facts.completed_at);
        } else if completed_at.is_some_and(|told| process.facts.completed_at != Some(told)) {
            effects.warn(Some(id), WarningCode::ValueKept, Some("completedAt"));
        }
        if process.facts.status.is_final() {
            process.facts.completed_at.get_or_insert(at);
        }
        process.touch(at);
        Ok(())
    }
}

/// The provider's word as one of ours; one that is none is kept beside it and warned about.
fn read_status(word: &str, process: &mut Process, effects: &mut Effects) -> Result<Status, Error> {
    if let Some(status) = Status::parse(&word.to_ascii_lowercase()) {
        return Ok(status);
    }
    let before = process.facts.status;
    if before.is_final() && process.contents.status_raw.as_deref() != Some(word) {
        return Err(Error::FinalStatus { status: before });
    }
    process.contents.status_raw = Some(word.to_owned());
    effects.warn(Some(process.facts.process_id), WarningCode::StatusUnknown, None);
    Ok(Status::Inconclusive)
}

impl Process {
    /// Forwards only: what lies behind is passed over, and a final status stays whatever else is told.
    fn move_to(&mut self, status: Status, around: &Circumstances<'_>, effects: &mut Effects) -> Result<(), Error> {
        let (id, before) = (self.facts.process_id, self.facts.status);
        if status == before {
            return Ok(());
        }
        if !before.may_become(status) {
            if status.is_final() {
                return Err(Error::FinalStatus { status: before });
            }
            effects.warn(Some(id), WarningCode::StatusNotMoved, None);
            return Ok(());
        }
        let is_verdict = matches!(status, Status::Accepted | Status::Rejected | Status::Inconclusive);
        // a provider that has left the table since asks for nothing
        let needs_start = around
            .providers
            .get(&self.contents.provider)
            .is_ok_and(|provider| provider.needs_start(self.contents.process_type.as_deref()));
        if before == Status::Pending && is_verdict && needs_start {
            effects.warn(Some(id), WarningCode::ResultBeforeStart, None);
        }
        self.become_status(status, effects);
        Ok(())
    }

    pub(super) fn become_status(&mut self, status: Status, effects: &mut Effects) {
        self.facts.status = status;
        if status.is_final() {
            effects.actions.push(Action::Notify { process: self.facts.process_id });
        }
    }

    fn fill(&mut self, event: &ProcessResult, was_final: bool, effects: &mut Effects) {
        let id = Some(self.facts.process_id);
        let differs = if was_final { WarningCode::ValueKept } else { WarningCode::ValueReplaced };
        if let Some(part) = &event.final_result {
            let result = self.contents.final_result.get_or_insert_default();
            for field in result.merge(part, was_final).differing {
                effects.warn(id, differs, Some(field));
            }
        }
        let mut take = |field, differ: bool, is_told: bool| {
            if differ {
                effects.warn(id, differs, Some(field));
            }
            is_told && !(differ && was_final)
        };
        let (reason, told) = (&mut self.contents.fail_reason, &event.fail_reason);
        if take("failReason", reason.is_some() && told.is_some() && reason != told, told.is_some()) {
            reason.clone_from(told);
        }
        let (specific, told) = (&mut self.contents.provider_specific, &event.provider_specific);
        if take("providerSpecific", specific.is_some() && told.is_some() && specific != told, told.is_some()) {
            specific.clone_from(told);
        }
    }
}
