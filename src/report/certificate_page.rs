//! `muster audit certificate`: that something was destroyed, on one sheet of paper, for whoever asks. The template says how it
//! looks; here it is said what is on it.

use chrono::{DateTime, Days, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;

use super::Error;
use super::pages::render;
use crate::dossier::{DossierId, ProcessId};
use crate::retention::{Anchor, Name, Part};
use crate::vocabulary::Sha256;

/// So many copies are named on the page: it is one sheet.
const COPIES: usize = 4;

/// What a tombstone says, and what the store still knows: ids, numbers, days and hashes, nothing personal.
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    /// Whose dossier; only its id.
    pub dossier_id: DossierId,
    /// What of it; `None` for the whole.
    pub part: Option<Part>,
    /// How much.
    pub destroyed: Destroyed,
    /// When the key was destroyed: since then it cannot be read.
    pub erased_at: DateTime<Utc>,
    /// When it was erased first, and under which number, where this is of a store that was restored from a backup since.
    pub erased_before: Option<(DateTime<Utc>, u64)>,
    /// How long copies of the keys are kept. Unit: days. Default elsewhere: 14.
    pub key_backup_days: u32,
    /// The rule by which it was due; `None` for the default class, or where it was no rule.
    pub rule: Option<&'a Name>,
    /// The class.
    pub class: Option<&'a Name>,
    /// What it was counted from, and the day of that.
    pub anchor: Option<(Anchor, NaiveDate)>,
    /// The first day on which it was due, where a period or a request made it so.
    pub due_from: Option<NaiveDate>,
    /// The policy's id and hash; `None` where it was deleted by hand without one.
    pub policy: Option<(&'a str, Sha256)>,
    /// The plan that was carried out, where there was one.
    pub plan: Option<Sha256>,
    /// What began it: a purge, a person's request, a hand.
    pub trigger: &'a str,
    /// Who did it: a login name, or a job.
    pub actor: &'a str,
    /// Who approved it, where a safety rule or a duty to keep asked for that.
    pub approved_by: Option<&'a str>,
    /// Where it stands in the audit.
    pub entry: ChainPosition,
    /// What was handed out before, and is not in the hands of the store.
    pub copies: &'a [CopyOutside],
    /// Whether there may be more: the ledger of exports did not open.
    pub copies_unknown: bool,
    /// When the certificate was written.
    pub issued_at: DateTime<Utc>,
}

/// How much was destroyed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Destroyed {
    /// Dossiers: 1 for a whole one, 0 for a part.
    pub dossiers: u64,
    /// Processes.
    pub processes: u64,
    /// Images.
    pub images: u64,
    /// Results of lookups.
    pub lookups: u64,
    /// Archives that the store could reach, and removed.
    pub archives: u64,
    /// Of images and archives together.
    pub bytes: u64,
}

/// Where an entry stands in the audit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChainPosition {
    /// Its number, from 1.
    pub seq: u64,
    /// Its hash.
    pub hash: Sha256,
    /// The hash of the one before; zeros before the first.
    pub previous: Sha256,
}

/// An archive that was handed out: nobody here can call it back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CopyOutside {
    /// When it was handed out.
    pub exported_at: DateTime<Utc>,
    /// Of which process.
    pub process_id: ProcessId,
    /// The hash of the archive, where it is known: so that it is recognised where it turns up.
    pub sha256: Option<Sha256>,
}

impl Certificate<'_> {
    /// The first day on which no copy of the keys from before the erasure is left, in UTC; `None` where the calendar ends.
    pub fn complete_on(&self) -> Option<NaiveDate> {
        // a copy that was made on that day, just before, lasts to the end of its last day
        let days = u64::from(self.key_backup_days) + 1;
        self.erased_at.date_naive().checked_add_days(Days::new(days))
    }
}

#[derive(Serialize)]
struct Page<'a> {
    dossier_id: String,
    part: String,
    destroyed: Destroyed,
    effective: String,
    effective_day: String,
    complete: String,
    is_complete: bool,
    key_backup_days: u32,
    why: Vec<(&'static str, String)>,
    policy: Option<(&'a str, String)>,
    plan: String,
    trigger: &'a str,
    actor: &'a str,
    approved_by: &'a str,
    seq: u64,
    hash: String,
    previous: String,
    copies: Vec<CopyOnPage>,
    copies_total: usize,
    copies_unknown: bool,
    issued: String,
}

#[derive(Serialize)]
struct CopyOnPage {
    at: String,
    process: String,
    sha256: String,
}

/// The page: one sheet of A4, one file of HTML that loads nothing and runs nothing.
///
/// # Errors
/// Where the page cannot be put together, which no certificate brings about.
pub fn certificate_page(certificate: &Certificate<'_>) -> Result<String, Error> {
    render("certificate.html", &Page::of(certificate))
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl<'a> Page<'a> {
    fn of(certificate: &'a Certificate<'a>) -> Self {
        let complete_on = certificate.complete_on();
        let copy = |copy: &CopyOutside| CopyOnPage {
            at: time(copy.exported_at),
            process: copy.process_id.to_string(),
            sha256: copy.sha256.map(|hash| hash.to_string()).unwrap_or_default(),
        };
        Self {
            dossier_id: certificate.dossier_id.to_string(),
            part: certificate
                .part
                .map(|part| format!("{} of process {}", part.component, part.process_id))
                .unwrap_or_default(),
            destroyed: certificate.destroyed,
            effective: time(certificate.erased_at),
            effective_day: certificate.erased_at.date_naive().to_string(),
            complete: complete_on.map(|day| day.to_string()).unwrap_or_default(),
            is_complete: complete_on.is_some_and(|day| day <= certificate.issued_at.date_naive()),
            key_backup_days: certificate.key_backup_days,
            why: why(certificate),
            policy: certificate.policy.map(|(id, hash)| (id, hash.to_string())),
            plan: certificate.plan.map(|hash| hash.to_string()).unwrap_or_default(),
            trigger: certificate.trigger,
            actor: certificate.actor,
            approved_by: certificate.approved_by.unwrap_or_default(),
            seq: certificate.entry.seq,
            hash: certificate.entry.hash.to_string(),
            previous: certificate.entry.previous.to_string(),
            copies: certificate.copies.iter().take(COPIES).map(copy).collect(),
            copies_total: certificate.copies.len(),
            copies_unknown: certificate.copies_unknown,
            issued: time(certificate.issued_at),
        }
    }
}

/// Rule, class and days, as far as there are any.
fn why(certificate: &Certificate<'_>) -> Vec<(&'static str, String)> {
    let rule = match (certificate.rule, certificate.class) {
        (Some(rule), _) => rule.to_string(),
        (None, Some(_)) if certificate.part.is_some() => "none: the class of the part".to_owned(),
        (None, Some(_)) => "none matched: the default class".to_owned(),
        (None, None) => "none".to_owned(),
    };
    let counted = certificate.anchor.map(|(anchor, day)| format!("{} on {day}", anchor.in_words()));
    let before = certificate.erased_before;
    let before =
        before.map(|(at, seq)| format!("{} (entry {seq}), in the store from before it was restored", time(at)));
    let rows = [
        ("Rule", Some(rule)),
        ("Class", certificate.class.map(ToString::to_string)),
        ("Counted from", counted),
        ("Due from", certificate.due_from.map(|day| day.to_string())),
        ("First erased", before),
    ];
    rows.into_iter().filter_map(|(what, value)| Some((what, value?))).collect()
}
