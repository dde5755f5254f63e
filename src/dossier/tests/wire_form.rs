use super::*;
use crate::dossier::{DossierContents, DossierFacts, ProcessContents, ProcessFacts, Status};

#[test]
fn a_dossier_is_written_in_the_wire_names_and_says_what_is_known_so_far() {
    let mut desk = Desk::with_passport();
    desk.image("front", 1, "").unwrap();
    desk.event("relationship.changed", r#""startedAt":"2026-01-02T03:04:05Z","source":"crm""#).unwrap();
    desk.event("process.result", r#""providerSpecific":{"score": 1.50},"finalResult":{"dateOfExpiry":"2031-05-01"}"#)
        .unwrap();
    let json = serde_json::to_string(&desk.dossier).unwrap();
    for part in [
        r#""dossierId":"019aae62-9cf8-7000-8000-000000000001","externalReference":"K-1","createdAt":"2026-11-23T12:00:00Z""#,
        r#""relationships":[{"startedAt":"2026-01-02T03:04:05Z","source":"crm"}]"#,
        r#""status":"pending""#,
        r#""documentType":"passport""#,
        r#""images":[{"type":"front","mediaType":"image/png","bytes":"#,
        r#""providerSpecific":{"score": 1.50}"#,
        r#""finalResult":{"dateOfExpiry":"2031-05-01"}"#,
        r#""components":{"front":"held"}"#,
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
    assert!(!json.contains("deliveries"));
}

#[test]
fn what_is_readable_without_keys_says_nothing_about_the_person() {
    let mut desk = Desk::with_process(r#""provider":"onfido","documentType":"passport","captureMethod":"Wordseal""#);
    desk.image("front", 1, "").unwrap();
    desk.event("relationship.changed", r#""startedAt":"2026-01-02T03:04:05Z","source":"Wordseal""#).unwrap();
    desk.event(
        "process.result",
        r#""status":"Wordseal","failReason":"Wordseal","finalResult":{"lastName":"Wordseal"}"#,
    )
    .unwrap();
    let facts = serde_json::to_string(&desk.dossier.facts).unwrap();
    let process = serde_json::to_string(&desk.process().facts).unwrap();
    let image = desk.process().contents.images[0].sha256.to_string();
    for word in ["Wordseal", "K-1", "Emma", "1988", "onfido", "passport", &image] {
        assert!(!facts.contains(word) && !process.contains(word), "{word}: {facts} {process}");
    }
}

#[test]
fn every_part_reads_back() {
    let mut desk = Desk::with_passport();
    desk.image("front", 1, "").unwrap();
    desk.event("relationship.changed", r#""endedAt":"2026-01-02T03:04:05.678Z""#).unwrap();
    desk.event(
        "process.result",
        r#""status":"accepted","finalResult":{"dateOfBirth":"1970-01-01"},"providerSpecific":[1, 2]"#,
    )
    .unwrap();
    let again = Dossier {
        facts: back::<DossierFacts>(&desk.dossier.facts),
        contents: back::<DossierContents>(&desk.dossier.contents),
        processes: vec![crate::dossier::Process {
            facts: back::<ProcessFacts>(&desk.process().facts),
            contents: back::<ProcessContents>(&desk.process().contents),
            lookups: Vec::new(),
            exports: Vec::new(),
            secrets: None,
        }],
    };
    assert!(again == desk.dossier);
}

fn back<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

#[test]
fn a_dossier_is_named_and_times_do_not_lie_ahead() {
    let mut desk = Desk::with_passport();
    let apply = |desk: &mut Desk, line: &str| {
        let around = Circumstances { providers: &desk.providers, now: desk.now, random: [1; 10], on_hold: false };
        let applied = desk.dossier.apply(&Event::parse(line).unwrap(), None, &around);
        applied.map_err(|error| error.code())
    };
    let other = "019aae62-9cf8-7000-8000-0000000000ff";
    for (line, code) in [
        (r#"{"type":"process.started"}"#.to_owned(), "dossier_unnamed"),
        (r#"{"type":"process.started","externalReference":"K-2"}"#.into(), "unknown_dossier"),
        (format!(r#"{{"type":"process.started","dossierId":"{other}"}}"#), "unknown_dossier"),
        (
            format!(r#"{{"type":"process.started","dossierId":"{DOSSIER}","externalReference":"K-2"}}"#),
            "external_reference_conflict",
        ),
        (format!(r#"{{"type":"process.started","dossierId":"{DOSSIER}","processId":"{other}"}}"#), "unknown_process"),
        (
            format!(r#"{{"type":"relationship.changed","dossierId":"{DOSSIER}","at":"2026-11-24T12:00:01Z"}}"#),
            "time_in_future",
        ),
        (
            format!(r#"{{"type":"process.result","dossierId":"{DOSSIER}","completedAt":"2027-01-01T00:00:00Z"}}"#),
            "time_in_future",
        ),
        (
            format!(
                r#"{{"type":"relationship.changed","dossierId":"{DOSSIER}","startedAt":"2026-01-02T00:00:00Z","endedAt":"2026-01-01T00:00:00Z"}}"#
            ),
            "relationship_order",
        ),
    ] {
        assert_eq!(apply(&mut desk, &line), Err(code), "{line}");
    }
    desk.event("process.created", r#""provider":"eid""#).unwrap();
    assert_eq!(desk.code("process.started", ""), "process_id_missing");
    // a little ahead counts as now
    desk.event("process.result", &format!(r#""processId":"{PROCESS}","status":"failed","at":"2026-11-23T13:00:00Z""#))
        .unwrap();
    assert_eq!(desk.process().facts.completed_at, Some(desk.now));
    assert_eq!(desk.process().facts.status, Status::Failed);
}

#[test]
fn a_dossier_without_a_name_is_not_made() {
    let providers = Providers::default();
    let around = Circumstances { providers: &providers, now: time(NOW), random: [1; 10], on_hold: false };
    let Event::DossierCreated(event) = Event::parse(r#"{"type":"dossier.created"}"#).unwrap() else { panic!() };
    assert_eq!(Dossier::create(&event, &around).unwrap_err().code(), "dossier_unnamed");
}
