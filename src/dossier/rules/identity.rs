//! All processes of a dossier are of the same person. Where they cannot be, nothing is merged or dropped: a finding
//! is raised, and somebody must look.

use chrono::{DateTime, Utc};

use super::{Applied, Effects, WarningCode};
use crate::dossier::person::Identity;
use crate::dossier::{Against, Dossier, Error, Finding, FindingCode, Process, Resolution, UserData};

impl Dossier {
    /// The same key for somebody else must not become the same dossier.
    pub(super) fn refuse_another_person(&self, data: &UserData) -> Result<(), Error> {
        match Identity::from(&self.contents.user_data).contradictions(data.into()).first() {
            None => Ok(()),
            Some(field) => Err(Error::DossierIdentityConflict { field }),
        }
    }

    /// Raises what is new: a contradiction that somebody has resolved is not raised again.
    pub(super) fn compare_identities(&mut self, now: DateTime<Utc>, effects: &mut Effects) {
        for place in 0..self.processes.len() {
            let Some(found) = concluded(&self.processes[place]) else { continue };
            let fields = found.contradictions((&self.contents.user_data).into());
            self.raise(place, None, &fields, now, effects);
            for other in place + 1..self.processes.len() {
                let (Some(found), Some(theirs)) =
                    (concluded(&self.processes[place]), concluded(&self.processes[other]))
                else {
                    continue;
                };
                let fields = found.contradictions(theirs);
                self.raise(place, Some(other), &fields, now, effects);
            }
        }
    }

    fn raise(
        &mut self,
        place: usize,
        other: Option<usize>,
        fields: &[&'static str],
        now: DateTime<Utc>,
        effects: &mut Effects,
    ) {
        let id = |place: usize| self.processes[place].facts.process_id;
        let against = other.map_or(Against::UserData, |other| Against::Process(id(other)));
        let known = |field: &str| {
            let findings = &self.processes[place].contents.findings;
            findings
                .iter()
                .any(|finding| finding.against == against && finding.fields.iter().any(|known| known == field))
        };
        let fields: Vec<String> = fields.iter().filter(|field| !known(field)).map(ToString::to_string).collect();
        if fields.is_empty() {
            return;
        }
        let numbers =
            self.processes.iter().flat_map(|process| &process.contents.findings).map(|finding| finding.number);
        let number = numbers.max().unwrap_or(0) + 1;
        let code = FindingCode::IdentityMismatch;
        let finding = Finding { number, code, against, fields, raised_at: now, resolution: None };
        let mut sides = vec![(place, finding.clone())];
        if let Some(other) = other {
            sides.push((other, Finding { against: Against::Process(id(place)), ..finding }));
        }
        for (place, finding) in sides {
            effects.warn(Some(self.processes[place].facts.process_id), WarningCode::IdentityMismatch, None);
            self.processes[place].contents.findings.push(finding);
        }
    }

    /// Somebody looked at a finding and says that it is no obstacle. Both sides of it are free then, unless there are others.
    ///
    /// # Errors
    /// Where there is no such finding, it has been resolved otherwise, or `by` or `reason` is blank.
    pub fn resolve_finding(
        &mut self,
        number: u32,
        by: &str,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<Applied, Error> {
        let (by, reason) = (by.trim(), reason.trim());
        if by.is_empty() || reason.is_empty() {
            return Err(Error::ResolverMissing);
        }
        let findings = self.processes.iter().flat_map(|process| &process.contents.findings);
        let found = findings.clone().find(|finding| finding.number == number).ok_or(Error::UnknownFinding)?;
        match &found.resolution {
            Some(before) if before.by == by && before.reason == reason => return Ok(Applied::Unchanged),
            Some(_) => return Err(Error::FindingResolved),
            None => {}
        }
        for process in &mut self.processes {
            for finding in process.contents.findings.iter_mut().filter(|finding| finding.number == number) {
                finding.resolution = Some(Resolution { by: by.to_owned(), reason: reason.to_owned(), at: now });
            }
        }
        self.touch(now);
        Ok(Effects::default().into_applied())
    }
}

/// Who a process found the person to be, once it is at its end: before, a part may still be put right by a later one.
fn concluded(process: &Process) -> Option<Identity<'_>> {
    process.contents.final_result.as_ref().filter(|_| process.facts.status.is_final()).map(Identity::from)
}
