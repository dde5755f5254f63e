//! Which of several things counts, and what is said about the others.

use super::*;

const TWO_RULES: &str = r#"
[safety]
grace_days = 0
[class.file]
anchor = "created"
delete_after = "20y"
[class.short]
anchor = "created"
delete_after = "3y"
[class.long]
anchor = "relationship_end"
retain_for = "5y"
delete_after = "6y"
[[rule]]
id = "everybody"
when = {}
class = "short"
[[rule]]
id = "customers"
when = { status = ["accepted"] }
class = "long"
"#;

fn customer() -> Facts {
    Facts { status: Some(crate::dossier::Status::Accepted), ..left("2026-03-15") }
}

#[test]
fn every_rule_that_matches_contributes() {
    let policy = policy(TWO_RULES);
    let decision = decided(&customer(), &policy, noon("2027-01-01"));
    assert_eq!(decision.retain_until, Some(Until::Day(day("2031-03-15"))));
    assert_eq!(decision.delete_after, Some(day("2023-01-10")));
    let rules: Vec<_> = decision.reasons.iter().map(|reason| reason.rule.as_ref().unwrap().as_str()).collect();
    assert_eq!(rules, ["customers", "customers", "everybody"]);
    // only one matches whoever was not accepted
    assert_eq!(outcome(&left("2026-03-15"), &policy, noon("2027-01-01")), Outcome::Erase);
}

#[test]
fn what_must_be_kept_and_deleted_is_kept_and_reported_as_a_conflict() {
    let policy = policy(TWO_RULES);
    let decision = decided(&customer(), &policy, noon("2027-01-01"));
    assert_eq!((decision.outcome, first(&decision)), (Outcome::Keep, ReasonCode::RetainFor));
    assert_eq!(warned(&decision), [WarningCode::Conflict]);
    assert_eq!(decision.warnings[0].rule.as_ref().unwrap().as_str(), "everybody");
    let later = decided(&customer(), &policy, noon("2031-03-16"));
    assert_eq!((later.outcome, first(&later)), (Outcome::Erase, ReasonCode::DeleteAfter));
}

#[test]
fn where_no_rule_matches_the_default_class_counts_and_the_report_says_so() {
    let policy = policy(&TWO_RULES.replace("when = {}", "when = { jurisdiction = [\"NO\"] }"));
    let decision = decided(&facts(), &policy, noon("2027-01-01"));
    assert_eq!(decision.delete_after, Some(day("2040-01-10")));
    assert_eq!(decision.warnings.last().unwrap().code, WarningCode::NoRuleMatched);
    assert_eq!(decision.warnings.last().unwrap().class.as_ref().unwrap().as_str(), "file");
}

#[test]
fn a_hold_comes_before_everything_and_a_running_process_before_every_period() {
    let policy = at_once(FIVE_YEARS);
    let now = noon("2040-01-01");
    let running = Facts { running: true, erasure_request: Some(noon("2039-01-01")), ..left("2021-01-01") };
    let decision = decided(&running, &policy, now);
    assert_eq!((decision.outcome, first(&decision)), (Outcome::Blocked, ReasonCode::RunningProcess));
    let held = Facts { holds: vec![Hold { placed_at: now, released_at: None }], ..running };
    let decision = decided(&held, &policy, now);
    assert_eq!((decision.outcome, first(&decision)), (Outcome::Blocked, ReasonCode::Hold));
    assert_eq!(decision.due_from, Some(day("2026-01-02")));
}

#[test]
fn an_erasure_request_shortens_the_maximum_never_the_minimum() {
    let policy = at_once("anchor = \"created\"\nretain_for = \"5y\"\ndelete_after = \"10y\"");
    let asked = Facts { erasure_request: Some(noon("2022-01-01")), ..facts() };
    let waits = decided(&asked, &policy, noon("2025-01-10"));
    assert_eq!((waits.outcome, first(&waits)), (Outcome::Keep, ReasonCode::RetainFor));
    assert_eq!(warned(&waits), [WarningCode::RequestWaits]);
    let goes = decided(&asked, &policy, noon("2025-01-11"));
    assert_eq!((goes.outcome, first(&goes)), (Outcome::Erase, ReasonCode::ErasureRequest));
    assert_eq!(warned(&goes), []);
    // one that comes later counts from that instant
    let asked = Facts { erasure_request: Some(at("2027-01-01T09:30:00Z")), ..facts() };
    assert_eq!(outcome(&asked, &policy, at("2027-01-01T09:29:59Z")), Outcome::Keep);
    assert_eq!(outcome(&asked, &policy, at("2027-01-01T09:30:00Z")), Outcome::Erase);
}

#[test]
fn a_request_from_the_future_does_not_count_yet() {
    let asked = Facts { erasure_request: Some(noon("2030-01-01")), ..facts() };
    let decision = decided(&asked, &at_once("anchor = \"created\"\ndelete_after = \"20y\""), noon("2026-01-01"));
    assert_eq!((decision.outcome, warned(&decision)), (Outcome::Keep, vec![WarningCode::RequestInFuture]));
}

#[test]
fn a_day_that_somebody_set_keeps_to_its_end() {
    let policy = at_once("anchor = \"created\"\ndelete_after = \"1y\"");
    let set = Facts { retain_until: Some(day("2030-06-30")), ..facts() };
    let decision = decided(&set, &policy, at("2030-06-30T21:59:59Z"));
    assert_eq!((decision.outcome, first(&decision)), (Outcome::Keep, ReasonCode::ExplicitDate));
    assert_eq!(outcome(&set, &policy, at("2030-06-30T22:00:00Z")), Outcome::Erase);
}

#[test]
fn what_is_due_is_marked_first_and_erased_when_its_days_of_grace_are_over() {
    let policy = policy(&format!("[class.file]\n{FIVE_YEARS}\n"));
    let facts = left("2026-03-15");
    let mark = decided(&facts, &policy, noon("2031-03-16"));
    assert!(mark.outcome == Outcome::Mark && !mark.is_in_grace());
    // marked late in the evening, erased early in the morning of the seventh day: days count, not hours
    let marked = Facts { marked_at: Some(at("2031-03-16T21:00:00Z")), ..facts };
    let waits = decided(&marked, &policy, at("2031-03-22T22:59:59Z"));
    assert!(waits.outcome == Outcome::Mark && waits.is_in_grace());
    assert_eq!(outcome(&marked, &policy, at("2031-03-22T23:00:00Z")), Outcome::Erase);
}

#[test]
fn it_is_overdue_when_the_time_to_do_it_is_over() {
    let policy = at_once(&format!("{FIVE_YEARS}\nexecute_within = \"30d\""));
    let facts = left("2026-03-15");
    assert_eq!(decided(&facts, &policy, noon("2031-04-14")).overdue_since, None);
    assert_eq!(decided(&facts, &policy, noon("2031-04-15")).overdue_since, Some(day("2031-04-15")));
    // what a hold keeps is not overdue
    let held = Facts { holds: vec![Hold { placed_at: noon("2026-03-15"), released_at: None }], ..facts };
    assert_eq!(decided(&held, &policy, noon("2040-04-15")).overdue_since, None);
}

#[test]
fn what_was_accepted_and_never_exported_stays_where_the_policy_protects_it() {
    let text = |protect| {
        format!("[safety]\ngrace_days = 0\nprotect_unexported_accepted = {protect}\n[class.file]\n{FIVE_YEARS}\n")
    };
    let kept = Facts { not_exported: true, ..left("2020-03-15") };
    let decision = decided(&kept, &policy(&text(true)), noon("2030-01-01"));
    assert_eq!((decision.outcome, first(&decision)), (Outcome::Blocked, ReasonCode::NotExported));
    assert_eq!(outcome(&kept, &policy(&text(false)), noon("2030-01-01")), Outcome::Erase);
}

const WITH_SELFIE: &str = "[component]\nselfie = \"biometric\"\n[class.biometric]\nanchor = \"completed\"\n";

#[test]
fn a_part_may_leave_earlier_than_its_dossier() {
    let policy = at_once(&format!("{FIVE_YEARS}\n{WITH_SELFIE}delete_after = \"1y\""));
    let facts = Facts { parts: vec![selfie()], ..left("2026-03-15") };
    let verdict = verdict(&facts, &policy, noon("2022-01-01"));
    assert_eq!(verdict.decision.outcome, Outcome::Keep);
    assert_eq!(verdict.parts[0].decision.outcome, Outcome::Erase);
    assert_eq!(verdict.parts[0].decision.due_from, Some(day("2021-01-11")));
    // a hold on the dossier is one on all of it
    let held = Facts { holds: vec![Hold { placed_at: noon("2020-03-15"), released_at: None }], ..facts };
    assert_eq!(super::verdict(&held, &policy, noon("2022-01-01")).parts[0].decision.outcome, Outcome::Blocked);
}

#[test]
fn a_dossier_never_goes_before_a_part_that_must_stay() {
    let policy = at_once(&format!(
        "anchor = \"created\"\ndelete_after = \"1y\"\n{WITH_SELFIE}retain_for = \"5y\"\ndelete_after = \"5y\""
    ));
    let facts = Facts { parts: vec![selfie()], ..facts() };
    let decision = decided(&facts, &policy, noon("2025-01-10"));
    assert_eq!((decision.outcome, first(&decision)), (Outcome::Keep, ReasonCode::PartKept));
    assert_eq!(outcome(&facts, &policy, noon("2025-01-11")), Outcome::Erase);
    assert_eq!(outcome(&Facts { parts: vec![], ..facts }, &policy, noon("2025-01-10")), Outcome::Erase);
}

#[test]
fn an_output_is_decided_by_its_class_and_goes_without_a_mark() {
    let policy = policy("outputs = { runs = \"file\" }\n[class.file]\nanchor = \"created\"\ndelete_after = \"13mo\"\n");
    let created = noon("2026-01-31");
    let outcome = |now: &str| output_decision("runs", created, created, &policy, noon(now)).unwrap().outcome;
    assert_eq!([outcome("2027-02-28"), outcome("2027-03-01")], [Outcome::Keep, Outcome::Erase]);
    assert_eq!(output_decision("elsewhere", created, created, &policy, created), None);
}

#[test]
fn an_explanation_says_what_and_why_and_which_rule() {
    let page = explain(&verdict(&customer(), &policy(TWO_RULES), noon("2027-01-01")));
    insta::assert_snapshot!(page, @r"
    dossier 01010101-0101-0101-0101-010101010101: keep (it stays)
      to be kept       to the end of 2031-03-15
      to be deleted    after 2023-01-10
      may go           from 2031-03-16 on
      because          rule `customers`, class `long`: to be kept to the end of 2031-03-15, counted from the end of the relationship on 2026-03-15
                       rule `customers`, class `long`: to be deleted after 2032-03-15, counted from the end of the relationship on 2026-03-15
                       rule `everybody`, class `short`: to be deleted after 2023-01-10, counted from the creation on 2020-01-10
      warning          rule `everybody`, class `short` wants it deleted after 2023-01-10, and it has to be kept longer: it is kept
    ");
}

#[test]
fn by_hand_a_duty_to_keep_can_be_overridden_and_a_hold_cannot() {
    let policy = at_once("anchor = \"created\"\nretain_for = \"5y\"\ndelete_after = \"10y\"");
    let by_hand =
        |facts: &Facts, now: &str, overridden| may_go_by_hand(facts, None, Some(&policy), (noon(now), overridden));
    let refused = by_hand(&facts(), "2025-01-10", false).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "it has to be kept to the end of 2025-01-10 (class `file`): wait, or take it upon you with `--override REASON \
         --approved-by NAME`"
    );
    assert_eq!(crate::Error::from(refused).exit_code(), 5);
    assert_eq!(by_hand(&facts(), "2025-01-10", true), Ok(()));
    // between the two duties it may go, and nobody has to answer for it
    assert_eq!(by_hand(&facts(), "2025-01-11", false), Ok(()));
    let held = Facts { holds: vec![Hold { placed_at: noon("2020-03-15"), released_at: None }], ..facts() };
    assert_eq!(by_hand(&held, "2040-01-11", true), Err(Error::OnHold));
    assert_eq!(by_hand(&Facts { running: true, ..facts() }, "2040-01-11", true), Err(Error::ProcessRuns));
    let protecting =
        Policy { safety: Safety { protect_unexported_accepted: true, ..policy.safety.clone() }, ..policy.clone() };
    let unexported = Facts { not_exported: true, ..facts() };
    let protected = may_go_by_hand(&unexported, None, Some(&protecting), (noon("2026-01-11"), true));
    assert_eq!(protected, Err(Error::NotExported));
    // without any policy too, a hold, a process that runs and a day that was set count
    let alone = |facts: &Facts, overridden| may_go_by_hand(facts, None, None, (noon("2026-01-11"), overridden));
    assert_eq!(alone(&facts(), false), Ok(()));
    assert_eq!(alone(&held, true), Err(Error::OnHold));
    assert_eq!(alone(&Facts { running: true, ..facts() }, true), Err(Error::ProcessRuns));
    let set = Facts { retain_until: Some(day("2026-01-11")), ..facts() };
    assert!(matches!(alone(&set, false), Err(Error::MustStay { .. })));
    assert_eq!(alone(&set, true), Ok(()));
    assert_eq!(alone(&Facts { retain_until: Some(day("2026-01-10")), ..facts() }, false), Ok(()));
}
