//! Processes are created and started.

use chrono::{DateTime, Utc};

use super::{Circumstances, moment};
use crate::dossier::event::{ProcessCreated, ProcessStarted};
use crate::dossier::wire::Secret;
use crate::dossier::{Dossier, Error, Process, ProcessContents, ProcessFacts, ProcessId, Providers, Secrets, Status};

/// As long as servers let an address be.
const LONGEST_URL: usize = 2048;

impl Dossier {
    /// The process that an event means.
    pub(super) fn which(&self, named: Option<ProcessId>) -> Result<ProcessId, Error> {
        match (named, &self.processes[..]) {
            (Some(id), _) => self.process(id).map(|process| process.facts.process_id),
            (None, [only]) => Ok(only.facts.process_id),
            (None, []) => Err(Error::UnknownProcess),
            (None, _) => Err(Error::ProcessIdMissing),
        }
    }

    pub(super) fn create_process(
        &mut self,
        event: &ProcessCreated,
        at: DateTime<Utc>,
        around: &Circumstances<'_>,
    ) -> Result<(), Error> {
        check(event, around.providers)?;
        let process_id = event.process_id.unwrap_or_else(|| ProcessId::new(around.now, around.random));
        let secrets = (event.authorization_header.is_some() || event.sdk_token.is_some()).then(|| Secrets {
            authorization_header: event.authorization_header.clone(),
            sdk_token: event.sdk_token.clone(),
            received_at: around.now,
        });
        if let Ok(process) = self.process_mut(process_id) {
            return learn(process, event, secrets, at);
        }
        let facts = ProcessFacts {
            process_id,
            dossier_id: self.facts.dossier_id,
            status: Status::Pending,
            created_at: at,
            started_at: None,
            completed_at: None,
            updated_at: at,
            notified_at: None,
            components: std::collections::BTreeMap::new(),
        };
        let event = event.clone();
        let contents = ProcessContents {
            provider: event.provider,
            process_type: event.process_type,
            document_type: event.document_type,
            capture_method: event.capture_method,
            status_raw: None,
            fail_reason: None,
            notification_url: event.notification_url,
            redirect_url: event.redirect_url,
            images: Vec::new(),
            held_back: Vec::new(),
            provider_specific: None,
            final_result: None,
            findings: Vec::new(),
        };
        self.processes.push(Process { facts, contents, lookups: Vec::new(), exports: Vec::new(), secrets });
        Ok(())
    }

    pub(super) fn start(
        &mut self,
        event: &ProcessStarted,
        at: DateTime<Utc>,
        around: &Circumstances<'_>,
    ) -> Result<(), Error> {
        let id = self.which(event.process_id)?;
        let process = self.process_mut(id)?;
        let status = process.facts.status;
        if status.is_final() {
            return Err(Error::FinalStatus { status });
        }
        if status == Status::Pending {
            let provider = around.providers.get(&process.contents.provider)?;
            let lacking = process.lacks();
            if provider.accepts_images && !lacking.is_empty() {
                return Err(Error::ImageMissing { lacking });
            }
            process.facts.status = Status::Processing;
        }
        // one that started by itself, or of which the provider said that it runs, has perhaps no time yet
        process.facts.started_at.get_or_insert(at);
        process.touch(at);
        Ok(())
    }
}

impl Process {
    pub(super) fn touch(&mut self, at: DateTime<Utc>) {
        self.facts.updated_at = self.facts.updated_at.max(at);
    }
}

/// What must hold of a process before it is looked at which it is.
fn check(event: &ProcessCreated, providers: &Providers) -> Result<(), Error> {
    let provider = providers.get(&event.provider)?;
    if event.document_type.is_some_and(|kind| !provider.takes(kind)) {
        return Err(Error::DocumentTypeNotTaken);
    }
    for (field, url) in [("notificationUrl", &event.notification_url), ("redirectUrl", &event.redirect_url)] {
        if url.as_deref().is_some_and(|url| !is_url(url)) {
            return Err(Error::BadUrl { field });
        }
    }
    // a line break in a header would begin another header
    let breaks = |secret: &Option<Secret>| secret.as_ref().is_some_and(|s| s.expose().contains(char::is_control));
    for (field, secret) in [("authorizationHeader", &event.authorization_header), ("sdkToken", &event.sdk_token)] {
        if breaks(secret) {
            return Err(Error::BadSecret { field });
        }
    }
    Ok(())
}

/// `process.created` once more: it must be the same attempt, and may say more as long as it runs.
fn learn(
    process: &mut Process,
    event: &ProcessCreated,
    secrets: Option<Secrets>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    fn same<T: PartialEq + Clone>(mine: &mut Option<T>, theirs: Option<&T>, field: &'static str) -> Result<(), Error> {
        match (mine.as_ref(), theirs) {
            (Some(before), Some(now)) if before != now => Err(Error::ProcessConflict { field }),
            (None, Some(now)) => {
                *mine = Some(now.clone());
                Ok(())
            }
            _ => Ok(()),
        }
    }
    let contents = &mut process.contents;
    if contents.provider != event.provider {
        return Err(Error::ProcessConflict { field: "provider" });
    }
    same(&mut contents.process_type, event.process_type.as_ref(), "processType")?;
    same(&mut contents.document_type, event.document_type.as_ref(), "documentType")?;
    same(&mut contents.capture_method, event.capture_method.as_ref(), "captureMethod")?;
    same(&mut contents.notification_url, event.notification_url.as_ref(), "notificationUrl")?;
    same(&mut contents.redirect_url, event.redirect_url.as_ref(), "redirectUrl")?;
    // secrets that went must not come back, and a later token is the one that works
    if secrets.is_some() && !process.facts.status.is_final() {
        process.secrets = secrets;
    }
    process.touch(at);
    Ok(())
}

/// An address that could be called, and that holds no password.
fn is_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    url.len() <= LONGEST_URL && !url.contains(odd) && host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
}

/// A time that the provider tells.
pub(super) fn told(
    at: Option<DateTime<Utc>>,
    around: &Circumstances<'_>,
    field: &'static str,
) -> Result<Option<DateTime<Utc>>, Error> {
    at.map(|at| moment(Some(at), around.now, field)).transpose()
}
