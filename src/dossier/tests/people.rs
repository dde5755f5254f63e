use super::*;
use crate::dossier::{Against, SkipReason, Status, WarningCode, export_allowed, lookup_allowed, searched};

const SECOND: &str = "019aae62-9cf8-7000-8000-00000000000b";

/// Two processes, of which the first is accepted with a result.
fn two(first: &str, second: &str) -> Desk {
    let mut desk = Desk::with_process(r#""provider":"eid""#);
    desk.event("process.created", &format!(r#""processId":"{SECOND}","provider":"onfido""#)).unwrap();
    for (process, result) in [(PROCESS, first), (SECOND, second)] {
        let fields = format!(r#""processId":"{process}","status":"accepted","finalResult":{{{result}}}"#);
        desk.event("process.result", &fields).unwrap();
    }
    desk
}

fn allowed(desk: &Desk) -> Vec<Result<(), SkipReason>> {
    desk.dossier.processes.iter().map(lookup_allowed).collect()
}

#[test]
fn the_same_key_for_somebody_else_is_refused() {
    let mut desk = Desk::new();
    let id = |number: &str| format!(r#""userData":{{"personalIdentificationNumber":"{number}"}}"#);
    desk.event("dossier.created", &id("SE880520X482")).unwrap();
    let before = desk.dossier.clone();
    assert_eq!(desk.code("dossier.created", &id("SE880520X999")), "dossier_identity_conflict");
    assert_eq!(desk.code("dossier.created", r#""userData":{"dateOfBirth":"1988-05-21"}"#), "dossier_identity_conflict");
    assert!(desk.dossier == before);
    // more of the same person is welcome, a new name is told of
    let more = r#""jurisdiction":"NO","userData":{"firstName":"Emmy","lastName":"Johansson","dateOfBirth":"1988"}"#;
    let applied = desk.event("dossier.created", more).unwrap();
    assert_eq!(applied.warnings()[0].field, Some("firstName"));
    assert_eq!(desk.dossier.contents.user_data.date_of_birth.unwrap().to_string(), "1988-05-20");
    assert_eq!(desk.dossier.facts.jurisdiction.unwrap().alpha3(), "NOR");
}

#[test]
fn processes_that_disagree_block_each_other_until_somebody_resolves_it() {
    let mut desk = two(r#""dateOfBirth":"1988-05-20""#, r#""dateOfBirth":"1988-05-21""#);
    let open = Err(SkipReason::IdentityMismatch);
    assert_eq!(allowed(&desk), [open, open]);
    assert_eq!(export_allowed(desk.process(), &[Status::Accepted]), open);
    // the second also disagrees with what the customer's files say
    let findings: Vec<_> = desk.dossier.processes.iter().flat_map(|p| &p.contents.findings).collect();
    assert_eq!(findings.iter().map(|finding| finding.number).collect::<Vec<_>>(), [1, 1, 2]);
    assert_eq!(findings[0].against, Against::Process(id(SECOND)));
    assert_eq!(findings[1].against, Against::Process(id(PROCESS)));
    assert_eq!(findings[2].against, Against::UserData);
    assert_eq!(findings[0].fields, ["dateOfBirth"]);

    let now = desk.now;
    for (by, reason) in [("", "twins"), ("  ", "twins"), ("A. Ek", "")] {
        assert_eq!(desk.dossier.resolve_finding(1, by, reason, now).unwrap_err().code(), "resolver_missing");
    }
    assert_eq!(desk.dossier.resolve_finding(9, "A. Ek", "typo", now).unwrap_err().code(), "unknown_finding");
    desk.dossier.resolve_finding(1, "A. Ek", "typo", now).unwrap();
    assert_eq!(allowed(&desk), [Ok(()), open]);
    assert_eq!(desk.dossier.resolve_finding(1, "A. Ek", "typo", now), Ok(Applied::Unchanged));
    assert_eq!(desk.dossier.resolve_finding(1, "B. Ek", "typo", now).unwrap_err().code(), "finding_resolved");
    desk.dossier.resolve_finding(2, "A. Ek", "typo", now).unwrap();
    assert_eq!(allowed(&desk), [Ok(()), Ok(())]);

    // what was resolved is not raised again, and what is new is
    let late = format!(r#""processId":"{SECOND}","finalResult":{{"lastName":"Johansson"}}"#);
    desk.event("process.result", &late).unwrap();
    assert_eq!(allowed(&desk), [Ok(()), Ok(())]);
    for (process, number) in [(PROCESS, "1111111111"), (SECOND, "2222222222")] {
        let fields = format!(r#""processId":"{process}","finalResult":{{"personalIdentificationNumber":"{number}"}}"#);
        desk.event("process.result", &fields).unwrap();
    }
    assert_eq!(allowed(&desk), [open, open]);
}

#[test]
fn who_agrees_as_far_as_known_is_blocked_by_nothing() {
    for (first, second) in [
        (r#""dateOfBirth":"1988-05-20""#, r#""dateOfBirth":"1988""#),
        (r#""dateOfBirth":"1988-05-20""#, ""),
        (r#""personalIdentificationNumber":"19880520-1234""#, r#""personalIdentificationNumber":"8805201234""#),
        (r#""firstName":"Emma","documentNumber":"A1""#, r#""firstName":"Ema","documentNumber":"B2""#),
    ] {
        assert_eq!(allowed(&two(first, second)), [Ok(()), Ok(())], "{first} {second}");
    }
}

#[test]
fn nothing_is_compared_before_the_end() {
    let mut desk = Desk::with_passport();
    desk.event("process.result", r#""finalResult":{"dateOfBirth":"1999-09-09"}"#).unwrap();
    assert!(!desk.process().has_open_finding());
    let applied = desk.event("process.result", r#""status":"rejected""#).unwrap();
    assert_eq!(applied.warnings().last().unwrap().code, WarningCode::IdentityMismatch);
    assert!(desk.process().has_open_finding());
}

#[test]
fn only_accepted_processes_are_looked_up_and_only_final_ones_exported() {
    for status in Status::ALL {
        let mut desk = Desk::with_passport();
        desk.event("process.result", &format!(r#""status":"{status}""#)).unwrap();
        let looked_up = lookup_allowed(desk.process());
        assert_eq!(looked_up.is_ok(), *status == Status::Accepted, "{status}");
        assert_eq!(looked_up.err().map_or("", SkipReason::as_str).is_empty(), *status == Status::Accepted);
        assert_eq!(export_allowed(desk.process(), Status::ALL).is_ok(), status.is_final(), "{status}");
        assert_eq!(export_allowed(desk.process(), &[Status::Accepted]).is_ok(), *status == Status::Accepted);
    }
}

#[test]
fn a_lookup_is_by_the_verified_result_and_names_are_never_mixed() {
    let mut desk = Desk::with_passport();
    desk.event(
        "dossier.created",
        r#""userData":{"firstName":"Emma","lastName":"Johansson","gender":"female","nationality":"SWE","personalIdentificationNumber":"880520X482"}"#,
    )
    .unwrap();
    desk.event("process.result", r#""status":"accepted""#).unwrap();
    let stated = searched(desk.process(), &desk.dossier);
    assert!(!stated.name_is_verified && stated.last_name.as_deref() == Some("Johansson"));

    let result = r#""finalResult":{"fullName":"JOHANSSON EMMA","documentNumber":"P 123","issuingCountry":"SWE"}"#;
    desk.event("process.result", result).unwrap();
    let verified = searched(desk.process(), &desk.dossier);
    assert!(verified.name_is_verified && verified.first_name.is_none());
    assert_eq!(verified.full_name.as_deref(), Some("JOHANSSON EMMA"));
    assert_eq!(verified.date_of_birth.unwrap().to_string(), "1988-05-20");
    assert_eq!(verified.id_number.as_deref(), Some("880520X482"));
    assert_eq!(verified.id_country.unwrap().alpha3(), "SWE");
    assert_eq!(verified.document.unwrap().number, "P 123");
}
