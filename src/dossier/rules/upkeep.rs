//! What happens to a dossier without an event: time passes, a notification goes out, a lookup or an export is made.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Action, Applied, Effects};
use crate::dossier::{ComponentState, Dossier, Error, ImageKind, Process, ProcessId, Status};

/// After how long without an event a process counts as given up, by default.
pub const ABANDON_AFTER: TimeDelta = TimeDelta::days(30);

/// How long secrets are kept at most.
pub const SECRETS_LIVE: TimeDelta = TimeDelta::days(30);

/// `failReason` of a process that was given up.
const ABANDONED: &str = "abandoned";

/// Why a process is not looked up or exported.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SkipReason {
    /// Its identity is not certain.
    StatusNotAccepted,
    /// Its status is none of those asked for, or not final.
    StatusNotChosen,
    /// It may be somebody else, and nobody has looked.
    IdentityMismatch,
    /// Its person asked that nothing is done with the data but keeping it.
    Restricted,
}

impl SkipReason {
    /// The word in outputs. It stays the same from version to version.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StatusNotAccepted => "status_not_accepted",
            Self::StatusNotChosen => "status_not_chosen",
            Self::IdentityMismatch => "identity_mismatch",
            Self::Restricted => "restricted",
        }
    }
}

/// Whether a process may be looked up: only where the identity is certain.
///
/// # Errors
/// The reason why not.
pub fn lookup_allowed(process: &Process) -> Result<(), SkipReason> {
    if process.facts.status != Status::Accepted {
        return Err(SkipReason::StatusNotAccepted);
    }
    if process.has_open_finding() { Err(SkipReason::IdentityMismatch) } else { Ok(()) }
}

/// Whether a process may be exported, where processes of some statuses are wanted. One that runs never is.
///
/// # Errors
/// The reason why not.
pub fn export_allowed(process: &Process, wanted: &[Status]) -> Result<(), SkipReason> {
    let status = process.facts.status;
    if !status.is_final() || !wanted.contains(&status) {
        return Err(SkipReason::StatusNotChosen);
    }
    if process.has_open_finding() { Err(SkipReason::IdentityMismatch) } else { Ok(()) }
}

/// Whether secrets are there and have to go: the final status was announced, or they are as old as they may get.
pub fn secrets_expire(process: &Process, now: DateTime<Utc>) -> bool {
    process.secrets.as_ref().is_some_and(|secrets| {
        process.facts.notified_at.is_some() || now.signed_duration_since(secrets.received_at) >= SECRETS_LIVE
    })
}

/// What of a dossier changed, if anything did.
fn applied(effects: Effects) -> Applied {
    if effects.actions.is_empty() { Applied::Unchanged } else { effects.into_applied() }
}

impl Dossier {
    /// Cancels every process to which nothing happened for so long.
    pub fn abandon(&mut self, now: DateTime<Utc>, abandon_after: TimeDelta) -> Applied {
        let mut effects = Effects::default();
        for process in self.processes.iter_mut().filter(|process| process.facts.is_abandoned(now, abandon_after)) {
            process.contents.fail_reason = Some(ABANDONED.to_owned());
            process.facts.completed_at = Some(now);
            process.become_status(Status::Canceled, &mut effects);
            process.touch(now);
        }
        if effects.actions.is_empty() {
            return Applied::Unchanged;
        }
        // one that was given up may have found somebody else before
        self.compare_identities(now, &mut effects);
        self.touch(now);
        effects.into_applied()
    }

    /// The final status of a process was announced: its secrets have served.
    ///
    /// # Errors
    /// Where there is no such process.
    pub fn notified(&mut self, id: ProcessId, now: DateTime<Utc>) -> Result<Applied, Error> {
        let process = self.process_mut(id)?;
        if !process.facts.awaits_notification() {
            return Ok(Applied::Unchanged);
        }
        process.facts.notified_at = Some(now);
        let applied = self.expire_secrets(now);
        Ok(if applied == Applied::Unchanged { Effects::default().into_applied() } else { applied })
    }

    /// Drops all secrets that have to go.
    pub fn expire_secrets(&mut self, now: DateTime<Utc>) -> Applied {
        let mut effects = Effects::default();
        for process in self.processes.iter_mut().filter(|process| secrets_expire(process, now)) {
            process.secrets = None;
            effects.actions.push(Action::DropSecrets { process: process.facts.process_id });
        }
        applied(effects)
    }

    /// Erases an image, because its period is over or because somebody says so. Whether that is allowed is asked before.
    ///
    /// # Errors
    /// Where there is no such process.
    pub fn erase_image(&mut self, id: ProcessId, kind: ImageKind) -> Result<Applied, Error> {
        let process = self.process_mut(id)?;
        let mut effects = Effects::default();
        process.contents.images.retain(|image| {
            if image.kind == kind {
                effects.actions.push(Action::DestroyImage { process: id, image: kind, sha256: image.sha256 });
            }
            image.kind != kind
        });
        if !effects.actions.is_empty() {
            // nothing that its person did: no period begins anew
            process.facts.components.insert(kind, ComponentState::Erased);
        }
        Ok(applied(effects))
    }

    /// Takes back the mark that it is to be erased.
    pub fn unmark(&mut self) -> Applied {
        match self.facts.marked_at.take() {
            None => Applied::Unchanged,
            Some(_) => Effects::default().into_applied(),
        }
    }

    /// The hold is released: images that it kept after they were replaced go now.
    pub fn release_held_back(&mut self) -> Applied {
        let mut effects = Effects::default();
        for process in &mut self.processes {
            let id = process.facts.process_id;
            for image in process.contents.held_back.drain(..) {
                effects.actions.push(Action::DestroyImage { process: id, image: image.kind, sha256: image.sha256 });
            }
        }
        applied(effects)
    }
}
