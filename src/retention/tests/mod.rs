mod edge_cases;
mod examples;
mod order;
mod plans;
mod policies;
mod properties;
mod reference;

use chrono::{DateTime, NaiveDate, Utc};

use super::*;
use crate::dossier::{DossierId, ImageKind, ProcessId};
use crate::vocabulary::Sha256;

const HEAD: &str = "version = 1\npolicy_id = \"test\"\ntimezone = \"Europe/Oslo\"\ndefault_class = \"file\"\n";

/// What everything but the classes is, in most tests.
fn policy(classes: &str) -> Policy {
    parsed(&format!("{HEAD}{classes}"))
}

fn parsed(text: &str) -> Policy {
    Policy::parse("policy.toml", text).unwrap_or_else(|problems| panic!("{}", Error::from(problems)))
}

/// A policy of one class, without grace.
fn at_once(class: &str) -> Policy {
    policy(&format!("[safety]\ngrace_days = 0\n[class.file]\n{class}\n"))
}

/// Five years after the end of the relationship, to be kept and then deleted.
const FIVE_YEARS: &str = "anchor = \"relationship_end\"\nretain_for = \"5y\"\ndelete_after = \"5y\"";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Noon in Oslo or thereabouts: the day is the same everywhere that matters.
fn noon(day: &str) -> DateTime<Utc> {
    at(&format!("{day}T11:00:00Z"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn id(number: u8) -> DossierId {
    DossierId::from_bytes([number; 16])
}

/// A dossier of 10 January 2020 to which nothing has happened since.
fn facts() -> Facts {
    let created = noon("2020-01-10");
    Facts {
        dossier_id: id(1),
        jurisdiction: None,
        status: None,
        anchors: AnchorTimes { created, completed: None, last_activity: created, transaction: None },
        relationships: Relationships::None,
        running: false,
        holds: Vec::new(),
        erasure_request: None,
        retain_until: None,
        not_exported: false,
        marked_at: None,
        parts: Vec::new(),
    }
}

/// The same, of a customer who left.
fn left(end: &str) -> Facts {
    Facts { relationships: Relationships::Ended(noon(end)), ..facts() }
}

/// Its selfie.
fn selfie() -> PartFacts {
    let created = noon("2020-01-10");
    PartFacts {
        part: Part { process_id: ProcessId::from_bytes([7; 16]), component: ImageKind::Selfie },
        created,
        completed: Some(created),
        last_activity: created,
        running: false,
        not_exported: false,
        marked_at: None,
    }
}

fn decided(facts: &Facts, policy: &Policy, now: DateTime<Utc>) -> Decision {
    verdict(facts, policy, now).decision
}

fn outcome(facts: &Facts, policy: &Policy, now: DateTime<Utc>) -> Outcome {
    decided(facts, policy, now).outcome
}

fn warned(decision: &Decision) -> Vec<WarningCode> {
    decision.warnings.iter().map(|warning| warning.code).filter(|code| *code != WarningCode::NoRuleMatched).collect()
}

fn first(decision: &Decision) -> ReasonCode {
    decision.reason().unwrap().code
}

fn store_head() -> Sha256 {
    Sha256::of(b"store")
}
