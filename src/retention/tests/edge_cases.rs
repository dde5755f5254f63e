//! One test for each edge case that the specification names.

use super::*;

#[test]
fn a_period_from_29_february_is_rounded_forward_where_it_is_a_duty_to_keep() {
    let policy = at_once(FIVE_YEARS);
    let decision = decided(&left("2024-02-29"), &policy, noon("2029-03-01"));
    assert_eq!((decision.outcome, decision.retain_until), (Outcome::Keep, Some(Until::Day(day("2029-03-01")))));
    // the longest time goes with it, so that equal periods are no conflict
    assert_eq!((decision.delete_after, warned(&decision)), (Some(day("2029-03-01")), vec![]));
    assert_eq!(outcome(&left("2024-02-29"), &policy, noon("2029-03-02")), Outcome::Erase);
}

#[test]
fn a_period_from_29_february_is_rounded_back_where_there_is_only_a_longest_time() {
    let policy = at_once("anchor = \"relationship_end\"\ndelete_after = \"5y\"");
    let decision = decided(&left("2024-02-29"), &policy, noon("2029-02-28"));
    assert_eq!((decision.outcome, decision.delete_after), (Outcome::Keep, Some(day("2029-02-28"))));
    assert_eq!(outcome(&left("2024-02-29"), &policy, noon("2029-03-01")), Outcome::Erase);
    // in a leap year there is nothing to round
    let policy = at_once("anchor = \"relationship_end\"\ndelete_after = \"4y\"");
    assert_eq!(decided(&left("2024-02-29"), &policy, noon("2026-01-01")).delete_after, Some(day("2028-02-29")));
}

#[test]
fn a_missing_anchor_whose_class_says_error_is_unknown_and_listed_and_never_silently_eternal() {
    let policy = at_once(&format!("{FIVE_YEARS}\non_missing_anchor = \"error\""));
    let decision = decided(&facts(), &policy, noon("2090-01-01"));
    assert_eq!((decision.outcome, first(&decision)), (Outcome::Unknown, ReasonCode::AnchorMissing));
    let around =
        Circumstances { now: noon("2090-01-01"), looks_ahead: false, last_run: None, store_head: store_head() };
    let plan = plan([facts()], &policy, &around);
    assert_eq!((plan.attention.len(), plan.counts.unknown, plan.erase.len()), (1, 1, 0));
    // a request to erase does not help: how long it must be kept is not known either
    let asked = Facts { erasure_request: Some(noon("2025-01-01")), ..facts() };
    assert_eq!(outcome(&asked, &policy, noon("2090-01-01")), Outcome::Unknown);
}

#[test]
fn a_missing_anchor_falls_back_to_the_creation_by_default_and_says_so() {
    let policy = at_once(FIVE_YEARS);
    let decision = decided(&facts(), &policy, noon("2025-01-10"));
    assert_eq!((decision.outcome, decision.due_from), (Outcome::Keep, Some(day("2025-01-11"))));
    assert_eq!(warned(&decision), [WarningCode::AnchorReplaced]);
    assert_eq!(outcome(&facts(), &policy, noon("2025-01-11")), Outcome::Erase);
}

#[test]
fn a_fallback_that_is_missing_too_is_unknown() {
    let policy = at_once(&format!("{FIVE_YEARS}\non_missing_anchor = \"fallback:transaction\""));
    assert_eq!(outcome(&facts(), &policy, noon("2090-01-01")), Outcome::Unknown);
}

#[test]
fn a_missing_anchor_whose_class_says_keep_stays_and_is_reviewed() {
    let policy = at_once(&format!("{FIVE_YEARS}\non_missing_anchor = \"keep\"\nreview_after = \"1y\""));
    let before = decided(&facts(), &policy, noon("2021-01-09"));
    assert_eq!((before.outcome, before.retain_until, warned(&before)), (Outcome::Keep, Some(Until::Open), vec![]));
    let after = decided(&facts(), &policy, noon("2021-01-10"));
    assert_eq!((after.outcome, warned(&after)), (Outcome::Keep, vec![WarningCode::ReviewDue]));
    assert_eq!(first(&after), ReasonCode::KeptForReview);
}

#[test]
fn an_anchor_in_the_future_keeps_and_warns() {
    let policy = at_once("anchor = \"relationship_end\"\ndelete_after = \"5y\"");
    let asked = Facts { erasure_request: Some(noon("2021-01-01")), ..left("2030-06-01") };
    let decision = decided(&asked, &policy, noon("2026-01-01"));
    assert_eq!((decision.outcome, first(&decision)), (Outcome::Keep, ReasonCode::AnchorInFuture));
    assert_eq!(warned(&decision), [WarningCode::AnchorInFuture]);
    assert_eq!(outcome(&asked, &policy, noon("2030-06-01")), Outcome::Erase);
}

#[test]
fn an_anchor_revised_later_recomputes_and_a_marked_dossier_turns_active_again() {
    let policy = policy(&format!("[class.file]\n{FIVE_YEARS}\n"));
    let now = noon("2031-03-20");
    let marked = Facts { marked_at: Some(noon("2031-03-16")), ..left("2026-03-15") };
    assert_eq!(outcome(&marked, &policy, now), Outcome::Mark);
    let revised = Facts { relationships: Relationships::Ended(noon("2028-03-15")), ..marked };
    assert_eq!(outcome(&revised, &policy, now), Outcome::Keep);
    let around = Circumstances { now, looks_ahead: false, last_run: None, store_head: store_head() };
    let plan = plan([revised.clone()], &policy, &around);
    assert_eq!((plan.unmark.len(), plan.mark.len(), plan.erase.len()), (1, 0, 0));
    // and where nobody unmarked it, the old mark does not count when its time comes
    let later = decided(&revised, &policy, noon("2033-03-16"));
    assert_eq!((later.outcome, warned(&later)), (Outcome::Mark, vec![WarningCode::MarkOutdated]));
}

fn relationship(started: &str, ended: Option<&str>) -> crate::dossier::Anchors {
    crate::dossier::Anchors { started_at: Some(noon(started)), ended_at: ended.map(noon) }
}

fn dossier(relationships: Vec<crate::dossier::Anchors>) -> crate::dossier::DossierFacts {
    crate::dossier::DossierFacts {
        dossier_id: id(1),
        created_at: noon("2010-01-10"),
        updated_at: noon("2010-01-10"),
        relationships,
        transaction_at: None,
        retain_until: None,
        jurisdiction: None,
        class: None,
        marked_at: None,
    }
}

#[test]
fn several_relationships_take_the_latest_anchor() {
    let told = vec![relationship("2010-01-10", Some("2024-05-05")), relationship("2011-01-10", Some("2020-05-05"))];
    let facts = Facts::of(&dossier(told), &[], &Known::default());
    assert_eq!(facts.relationships, Relationships::Ended(noon("2024-05-05")));
    assert_eq!(decided(&facts, &at_once(FIVE_YEARS), noon("2026-01-01")).due_from, Some(day("2029-05-06")));
}

#[test]
fn a_relationship_that_goes_on_has_no_end_and_no_fallback_deletes_its_customer() {
    let told = vec![relationship("2010-01-10", Some("2012-05-05")), relationship("2011-01-10", None)];
    let facts = Facts::of(&dossier(told), &[], &Known::default());
    assert_eq!(facts.relationships, Relationships::Active);
    let decision = decided(&facts, &at_once(FIVE_YEARS), noon("2090-01-01"));
    assert_eq!((decision.outcome, first(&decision)), (Outcome::Keep, ReasonCode::RelationshipActive));
    // its duty to keep has not even begun, so a request waits
    let asked = Facts { erasure_request: Some(noon("2025-01-01")), ..facts.clone() };
    let decision = decided(&asked, &at_once(FIVE_YEARS), noon("2090-01-01"));
    assert_eq!((decision.outcome, warned(&decision)), (Outcome::Keep, vec![WarningCode::RequestWaits]));
    // a class without such a duty never deletes it, and lets it go when it is asked to
    let policy = at_once("anchor = \"relationship_end\"\ndelete_after = \"5y\"");
    let decision = decided(&facts, &policy, noon("2090-01-01"));
    assert_eq!((decision.outcome, first(&decision)), (Outcome::Keep, ReasonCode::Never));
    assert_eq!(outcome(&asked, &policy, noon("2090-01-01")), Outcome::Erase);
}

#[test]
fn a_shorter_period_than_last_time_prints_the_difference_and_wants_the_exact_count_confirmed() {
    let before = policy("[class.file]\nanchor = \"created\"\ndelete_after = \"10y\"\n");
    let policy = policy("[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\n");
    let last_run = LastRun { at: noon("2026-01-01"), policy: Some(before) };
    let around = Circumstances {
        now: noon("2026-01-02"),
        looks_ahead: false,
        last_run: Some(&last_run),
        store_head: store_head(),
    };
    let held = Facts { retain_until: Some(day("2040-01-01")), ..facts() };
    let plan = plan([facts(), facts(), held], &policy, &around);
    assert_eq!(plan.objections, [Objection::Shortened { count: 2, due_now: 2 }]);
    let refused = plan.admit(None).unwrap_err();
    assert!(refused.to_string().contains("2 dossiers and parts are due earlier, 2 of them now"), "{refused}");
    let approval = |count| Approval { plan: plan.hash, by: "A. Officer".into(), count };
    assert_eq!(plan.admit(Some(&approval(None))), Err(Error::CountNotConfirmed));
    assert_eq!(plan.admit(Some(&approval(Some(3)))), Err(Error::CountNotConfirmed));
    assert_eq!(plan.admit(Some(&approval(Some(2)))), Ok(()));
}

#[test]
fn a_released_hold_never_erases_in_the_same_run() {
    let policy = at_once(FIVE_YEARS);
    let now = noon("2040-01-01");
    let held =
        |released_at| Facts { holds: vec![Hold { placed_at: noon("2022-01-01"), released_at }], ..left("2021-01-01") };
    assert_eq!(outcome(&held(None), &policy, now), Outcome::Blocked);
    // released in the instant in which the run began, or while it was under way
    for released in [now, now + chrono::TimeDelta::minutes(5)] {
        let decision = decided(&held(Some(released)), &policy, now);
        assert_eq!((decision.outcome, first(&decision)), (Outcome::Blocked, ReasonCode::HoldReleased));
    }
    // the next run takes it
    let released = Some(now - chrono::TimeDelta::seconds(1));
    assert_eq!(outcome(&held(released), &policy, now), Outcome::Erase);
}

#[test]
fn a_mark_from_before_a_hold_was_released_does_not_count() {
    let policy = policy(&format!("[class.file]\n{FIVE_YEARS}\n"));
    let hold = Hold { placed_at: noon("2031-03-17"), released_at: Some(noon("2032-01-01")) };
    let marked = Facts { marked_at: Some(noon("2031-03-16")), holds: vec![hold], ..left("2026-03-15") };
    let decision = decided(&marked, &policy, noon("2032-01-02"));
    assert_eq!((decision.outcome, warned(&decision)), (Outcome::Mark, vec![WarningCode::MarkOutdated]));
}

#[test]
fn an_empty_policy_or_an_unknown_key_is_an_error() {
    for text in ["", "# nothing but a comment\n", "version = 1\n[class]\n"] {
        assert!(Policy::parse("policy.toml", text).is_err(), "{text}");
    }
    let problems = Policy::parse("policy.toml", &format!("{HEAD}[class.file]\n{FIVE_YEARS}\nretain_fro = \"5y\"\n"));
    let problems = problems.unwrap_err();
    assert_eq!(problems[0].to_string(), "policy.toml:9: the class has no key `retain_fro`: did you mean `retain_for`?");
    assert_eq!(crate::Error::from(Error::from(problems)).exit_code(), 2);
}

#[test]
fn a_clock_that_went_back_or_jumped_further_than_allowed_stops_the_run() {
    let policy = policy(&format!("[class.file]\n{FIVE_YEARS}\n"));
    let last_run = LastRun { at: noon("2026-03-01"), policy: None };
    let objections = |now: &str, looks_ahead| {
        let around = Circumstances { now: noon(now), looks_ahead, last_run: Some(&last_run), store_head: store_head() };
        plan([facts()], &policy, &around)
    };
    for (now, stops) in
        [("2026-02-28", true), ("2026-03-01", false), ("2026-04-15", false), ("2026-04-16", true), ("2027-03-01", true)]
    {
        let plan = objections(now, false);
        assert_eq!(plan.needs_approval(), stops, "{now}");
        assert_eq!(plan.admit(None).is_err(), stops, "{now}");
    }
    let refused = crate::Error::from(objections("2027-03-01", false).admit(None).unwrap_err());
    assert_eq!(refused.exit_code(), 5);
    // looking ahead is no jump, and such a plan cannot be carried out
    let ahead = objections("2027-03-01", true);
    assert!(!ahead.needs_approval());
    assert_eq!(ahead.check(ahead.clone(), noon("2027-03-01")), Err(Error::LooksAhead));
}

#[test]
fn a_timezone_with_a_daylight_saving_jump_at_midnight_has_a_first_moment_of_that_day() {
    // on 27 March 2022 clocks in Beirut went from midnight to one
    let text = HEAD.replace("Europe/Oslo", "Asia/Beirut");
    let policy = parsed(&format!(
        "{text}[safety]\ngrace_days = 0\n[class.file]\nanchor = \"created\"\ndelete_after = \"1mo\"\n"
    ));
    let created = noon("2022-02-26");
    let facts = Facts { anchors: AnchorTimes { created, ..facts().anchors }, ..facts() };
    assert_eq!(outcome(&facts, &policy, at("2022-03-26T21:59:59Z")), Outcome::Keep);
    assert_eq!(outcome(&facts, &policy, at("2022-03-26T22:00:00Z")), Outcome::Erase);
}

#[test]
fn eligible_from_midnight_of_the_day_after_the_last_in_the_policys_zone() {
    let policy = at_once(FIVE_YEARS);
    let facts = left("2026-03-15");
    assert_eq!(outcome(&facts, &policy, at("2031-03-15T22:59:59Z")), Outcome::Keep);
    assert_eq!(outcome(&facts, &policy, at("2031-03-15T23:00:00Z")), Outcome::Erase);
    // the anchor's day is that of the zone too: this is the 16th in Oslo
    let late = Facts { relationships: Relationships::Ended(at("2026-03-15T23:30:00Z")), ..facts };
    assert_eq!(outcome(&late, &policy, at("2031-03-16T22:59:59Z")), Outcome::Keep);
    assert_eq!(outcome(&late, &policy, at("2031-03-16T23:00:00Z")), Outcome::Erase);
}
