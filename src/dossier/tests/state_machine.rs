use super::*;
use crate::dossier::{Action, Status, WarningCode};

/// What an event does to the status.
#[derive(Clone, Copy)]
enum Then {
    /// It becomes this one.
    To(Status),
    /// It stays.
    Stays,
    /// It stays, and somebody hears of it.
    Passed,
    /// The event is refused with this code.
    No(&'static str),
}

use Status::{Accepted, Canceled, Failed, Inconclusive, Pending, Processing, Rejected};
use Then::{No, Passed, Stays, To};

const FINAL: &str = "final_status";

/// Every event in every state: each row an event, each column the state that it finds, in the order of `Status::ALL`.
/// Images are of a kind that is there already, and other than that.
#[rustfmt::skip]
const TABLE: &[(&str, &str, [Then; 7])] = &[
    //                                                 pending          processing         accepted   rejected   inconclus. canceled   failed
    ("process.started", "",                           [To(Processing),   Stays,             No(FINAL), No(FINAL), No(FINAL), No(FINAL), No(FINAL)]),
    ("image.received", "",                            [Stays,    No("already_started"),     No(FINAL), No(FINAL), No(FINAL), No(FINAL), No(FINAL)]),
    ("process.result", r#""status":"pending""#,       [Stays,            Passed,            Passed,    Passed,    Passed,    Passed,    Passed]),
    ("process.result", r#""status":"processing""#,    [To(Processing),   Stays,             Passed,    Passed,    Passed,    Passed,    Passed]),
    ("process.result", r#""status":"accepted""#,      [To(Accepted),     To(Accepted),      Stays,     No(FINAL), No(FINAL), No(FINAL), No(FINAL)]),
    ("process.result", r#""status":"rejected""#,      [To(Rejected),     To(Rejected),      No(FINAL), Stays,     No(FINAL), No(FINAL), No(FINAL)]),
    ("process.result", r#""status":"inconclusive""#,  [To(Inconclusive), To(Inconclusive),  No(FINAL), No(FINAL), Stays,     No(FINAL), No(FINAL)]),
    ("process.result", r#""status":"canceled""#,      [To(Canceled),     To(Canceled),      No(FINAL), No(FINAL), No(FINAL), Stays,     No(FINAL)]),
    ("process.result", r#""status":"failed""#,        [To(Failed),       To(Failed),        No(FINAL), No(FINAL), No(FINAL), No(FINAL), Stays]),
    ("process.result", r#""status":"in_review""#,     [To(Inconclusive), To(Inconclusive),  No(FINAL), No(FINAL), No(FINAL), No(FINAL), No(FINAL)]),
    ("process.result", r#""failReason":"blurred""#,   [Stays,            Stays,             Stays,     Stays,     Stays,     Stays,     Stays]),
    ("process.created", r#""provider":"onfido""#,     [Stays,            Stays,             Stays,     Stays,     Stays,     Stays,     Stays]),
    ("process.created", r#""provider":"readid""#,     [No("process_conflict"); 7]),
    ("dossier.created", "",                           [Stays,            Stays,             Stays,     Stays,     Stays,     Stays,     Stays]),
    ("dossier.created", r#""userData":{"dateOfBirth":"1990-01-02"}"#, [No("dossier_identity_conflict"); 7]),
    ("relationship.changed", r#""endedAt":"2026-01-02T00:00:00Z""#,   [Stays,            Stays,             Stays,     Stays,     Stays,     Stays,     Stays]),
];

fn at_status(status: Status) -> Desk {
    let mut desk = Desk::with_passport();
    for kind in ["front", "selfie"] {
        desk.image(kind, 1, "").unwrap();
    }
    if status != Pending {
        desk.event("process.started", r#""at":"2026-11-23T10:00:00Z""#).unwrap();
    }
    if status.is_final() {
        desk.event("process.result", &format!(r#""status":"{status}","completedAt":"2026-11-23T11:00:00Z""#)).unwrap();
    }
    assert_eq!(desk.process().facts.status, status);
    desk
}

#[test]
fn every_event_in_every_state_does_what_the_table_says() {
    for (kind, fields, row) in TABLE {
        for (status, then) in Status::ALL.iter().zip(row) {
            let case = format!("{kind} {fields} in {status}");
            let mut desk = at_status(*status);
            let before = desk.dossier.clone();
            let fields = match *kind {
                "process.created" => format!(r#""processId":"{PROCESS}",{fields}"#),
                _ => (*fields).to_owned(),
            };
            let applied = match *kind {
                "image.received" => desk.image("selfie", 2, ""),
                _ => desk.event(kind, &fields),
            };
            let now = desk.process().facts.status;
            let is_passed = |applied: &Applied| {
                applied.warnings().iter().any(|warning| warning.code == WarningCode::StatusNotMoved)
            };
            match then {
                No(code) => {
                    assert_eq!(applied.as_ref().map_err(Error::code).err(), Some(*code), "{case}");
                    assert!(desk.dossier == before, "{case}: a refusal changed something");
                }
                To(next) => {
                    assert_eq!(now, *next, "{case}");
                    let notified = applied.unwrap().actions().contains(&Action::Notify { process: id(PROCESS) });
                    assert_eq!(notified, next.is_final(), "{case}");
                    assert_eq!(desk.process().facts.completed_at.is_some(), next.is_final(), "{case}");
                }
                Stays | Passed => {
                    assert_eq!(now, *status, "{case}");
                    let applied = applied.unwrap_or_else(|error| panic!("{case}: {error}"));
                    assert_eq!(is_passed(&applied), matches!(then, Passed), "{case}");
                    assert!(!applied.actions().contains(&Action::Notify { process: id(PROCESS) }), "{case}");
                }
            }
        }
    }
}

#[test]
fn a_status_goes_forward_only() {
    for from in Status::ALL {
        for to in Status::ALL {
            let forward = matches!(
                (from, to),
                (Pending, Processing | Accepted | Rejected | Inconclusive | Canceled | Failed)
                    | (Processing, Accepted | Rejected | Inconclusive | Canceled | Failed)
            );
            assert_eq!(from.may_become(*to), forward, "{from} to {to}");
        }
    }
}

#[test]
fn a_status_that_is_none_of_ours_is_kept_and_warned_about() {
    let mut desk = at_status(Processing);
    let applied = desk.event("process.result", r#""status":"In Review""#).unwrap();
    assert_eq!(applied.warnings()[0].code, WarningCode::StatusUnknown);
    assert_eq!(desk.process().facts.status, Inconclusive);
    assert_eq!(desk.process().contents.status_raw.as_deref(), Some("In Review"));
    // the case of a known word does not make it an unknown one
    let mut desk = at_status(Processing);
    desk.event("process.result", r#""status":"ACCEPTED""#).unwrap();
    assert_eq!((desk.process().facts.status, &desk.process().contents.status_raw), (Accepted, &None));
}

#[test]
fn an_answer_without_a_start_counts_and_is_warned_about_where_a_start_was_needed() {
    let warned = |fields: &str| {
        let mut desk = Desk::with_process(fields);
        let applied = desk.event("process.result", r#""status":"accepted""#).unwrap();
        applied.warnings().iter().any(|warning| warning.code == WarningCode::ResultBeforeStart)
    };
    assert!(warned(r#""provider":"onfido""#));
    assert!(!warned(r#""provider":"eid","processType":"attended""#));
    assert!(warned(r#""provider":"eid","processType":"unattended""#));
}

#[test]
fn parts_merge_until_the_end_and_only_fill_after_it() {
    let mut desk = at_status(Processing);
    desk.event("process.result", r#""finalResult":{"firstName":"Ema"}"#).unwrap();
    let applied = desk.event("process.result", r#""finalResult":{"firstName":"Emma"}"#).unwrap();
    assert_eq!(applied.warnings()[0].code, WarningCode::ValueReplaced);
    desk.event("process.result", r#""status":"accepted","providerSpecific":{"a": 1}"#).unwrap();
    let applied = desk
        .event("process.result", r#""finalResult":{"firstName":"Anna","lastName":"Johansson"},"providerSpecific":{}"#)
        .unwrap();
    let kept: Vec<_> = applied.warnings().iter().map(|warning| (warning.code, warning.field.unwrap())).collect();
    assert_eq!(kept, [(WarningCode::ValueKept, "firstName"), (WarningCode::ValueKept, "providerSpecific")]);
    let contents = &desk.process().contents;
    let result = contents.final_result.as_ref().unwrap();
    assert_eq!((result.first_name.as_deref(), result.last_name.as_deref()), (Some("Emma"), Some("Johansson")));
    assert_eq!(contents.provider_specific.as_ref().unwrap().get(), r#"{"a": 1}"#);
}
