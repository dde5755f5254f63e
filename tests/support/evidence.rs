//! Evidence that nobody gave: one process with everything that an archive can hold.

use std::io::Cursor;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use muster::archive::{Evidence, Image};
use muster::dossier::{ImageKind, MediaType};
use muster::vocabulary::Sha256;
use serde_json::{Value, json};

/// An image of one grey pixel.
pub const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\nIDATx\xdac\x68\0\0\0\x82\0\x81\x77\xcd\x72\xb6\0\0\0\0IEND\xaeB`\x82";

pub const DOSSIER: &str = "01932f6e-58f0-7c3b-9d55-0c8f6e2b1a47";

/// The name of `evidence(n)`'s archive.
#[allow(dead_code)]
pub fn archive_name(n: u64) -> String {
    format!("{DOSSIER}_01932f6e-58f0-7000-8000-{n:012x}.zip")
}

pub fn image(kind: ImageKind, media_type: MediaType, bytes: Arc<[u8]>) -> Image {
    let (length, sha256) = (bytes.len() as u64, Sha256::of(&bytes));
    Image { kind, media_type, bytes: length, sha256, open: Box::new(move || Ok(Box::new(Cursor::new(bytes)))) }
}

/// The `n`th process of the dossier, with one-pixel images.
#[allow(dead_code)]
pub fn evidence(n: u64) -> Evidence {
    let pixel: Arc<[u8]> = PIXEL.into();
    evidence_with(n, [pixel.clone(), pixel.clone(), pixel])
}

/// The same with these images: front and back as JPEG, selfie as PNG.
pub fn evidence_with(n: u64, [front, back, selfie]: [Arc<[u8]>; 3]) -> Evidence {
    Evidence {
        dossier_id: DOSSIER.to_owned(),
        process_id: format!("01932f6e-58f0-7000-8000-{n:012x}"),
        status: "accepted".to_owned(),
        dossier: json!({
            "dossierId": DOSSIER, "externalReference": "K-20417", "jurisdiction": "NO",
            "createdAt": "2026-11-20T08:15:02Z", "updatedAt": "2026-11-20T08:31:40Z",
            "relationship": {"startedAt": "2026-11-20", "source": "core banking"},
            "userData": {
                "firstName": "Ingvild", "lastName": "Tørresdal", "dateOfBirth": "1984-02-29", "gender": "female",
                "nationality": "NOR", "personalIdentificationNumber": "29028412345", "placeOfBirth": "Trondheim",
                "address": {"street": "Øvre Prøvegate 7", "postalCode": "7010", "city": "Trondheim", "country": "NOR"}
            }
        }),
        process: json!({
            "provider": "onfido", "processType": "unattended", "documentType": "identityCard", "captureMethod": "upload",
            "status": "accepted", "createdAt": "2026-11-20T08:15:02Z", "startedAt": "2026-11-20T08:22:10Z",
            "completedAt": "2026-11-20T08:24:55Z", "updatedAt": "2026-11-20T08:31:40Z",
            "findings": ["name_spelling: the document writes Toerresdal in the machine-readable zone"]
        }),
        result: Some(json!({"finalResult": {
            "firstName": "Ingvild", "lastName": "Toerresdal", "fullName": "Ingvild Toerresdal", "dateOfBirth": "1984-02-29",
            "gender": "female", "nationality": "NOR", "issuingCountry": "NOR", "documentNumber": "CCC002244",
            "dateOfIssue": "2022-05-11", "dateOfExpiry": "2027-05-11", "personalIdentificationNumber": "29028412345",
            "mrz": "IDNORCCC002244<<<<<<<<<<<<<<<8402298F2705117NOR<<<<<<<<<<<8TOERRESDAL<<INGVILD<<<<<<<<<<<", "verified": true
        }})),
        provider_raw: Some(
            br#"{"result":"clear","sub_result":"clear","breakdown":{"data_comparison":"clear"}}"#.to_vec(),
        ),
        images: vec![
            image(ImageKind::Front, MediaType::Jpeg, front),
            image(ImageKind::Back, MediaType::Jpeg, back),
            image(ImageKind::Selfie, MediaType::Png, selfie),
        ],
        lookups: vec![("l-20261120".to_owned(), quiet()), ("l-20261123".to_owned(), hit())],
        timeline: timeline(),
        retention: json!({
            "policyHash": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef", "class": "kyc-file",
            "anchor": "relationship_end", "anchorDate": null, "retainUntil": null, "deleteAfter": null,
            "state": "active: the relationship has not ended"
        }),
        absent: Vec::new(),
        stamped: "2026-11-20T08:31:40Z".parse::<DateTime<Utc>>().unwrap(),
    }
}

fn lists() -> Value {
    json!([
        {"name": "OFAC SDN", "date": "2026-11-19", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "entries": 18_210},
        {"name": "UN Security Council", "date": "2026-11-14", "sha256": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752", "entries": 1_003}
    ])
}

fn query() -> Value {
    json!({"name": "Ingvild Toerresdal", "dateOfBirth": "1984-02-29", "country": "NOR", "listTypes": []})
}

fn quiet() -> Value {
    json!({"at": "2026-11-20T08:31:40Z", "runId": "2026-11-20-night", "status": "screened", "query": query(),
        "lists": lists(), "hits": [], "hitsTotal": 0, "engine": "0.3.0"})
}

fn hit() -> Value {
    json!({"at": "2026-11-23T01:02:03Z", "runId": "2026-11-23-night", "status": "screened", "query": query(),
    "lists": lists(), "hitsTotal": 1, "engine": "0.3.0", "hits": [{
        "rank": 1, "score": 0.8731, "matchKind": "fuzzy", "evidence": "name+country", "list": "OFAC SDN",
        "listTypes": ["OFAC", "Sanctions"], "entityId": "99001", "listedName": "Ingwild TORRESDAHL",
        "matchedName": "Ingvild Torresdal", "decision": "false_positive", "decidedBy": "a.lund", "decidedAt": "2026-11-23",
        "reason": "another year of birth, other sex",
        "explanation": "torresdal sounds and is spelt nearly like toerresdal; ingvild is equal; the years of birth are 21 apart"
    }]})
}

fn timeline() -> Vec<Value> {
    let hash = Sha256::of(PIXEL).to_string();
    vec![
        json!({"at": "2026-11-20T08:15:02Z", "actor": "onboarding", "action": "process.created", "object": "process"}),
        json!({"at": "2026-11-20T08:20:31Z", "actor": "onboarding", "action": "image.received", "object": "front", "sha256": hash}),
        json!({"at": "2026-11-20T08:20:49Z", "actor": "onboarding", "action": "image.received", "object": "back", "sha256": hash}),
        json!({"at": "2026-11-20T08:21:12Z", "actor": "onboarding", "action": "image.received", "object": "selfie", "sha256": hash}),
        json!({"at": "2026-11-20T08:22:10Z", "actor": "onboarding", "action": "process.started", "object": "process"}),
        json!({"at": "2026-11-20T08:24:55Z", "actor": "onfido", "action": "process.result", "object": "accepted"}),
        json!({"at": "2026-11-23T01:02:03Z", "actor": "muster screen", "action": "lookup.appended", "object": "l-20261123"}),
        json!({"at": "2026-11-23T09:40:00Z", "actor": "a.lund", "action": "decision.recorded", "object": "l-20261123, rank 1"}),
    ]
}
