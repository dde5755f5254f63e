use super::*;
use crate::vocabulary::Country;

/// Two years after creation, marked a week before.
fn two_years(safety: &str) -> Policy {
    policy(&format!(
        "[safety]\n{safety}\n[class.file]\nanchor = \"created\"\ndelete_after = \"2y\"\nexecute_within = \"30d\"\n"
    ))
}

/// So many dossiers, each created a day after the other from 1 January 2020 on.
fn dossiers(number: u8) -> Vec<Facts> {
    let dossier = |n: u8| {
        let created = noon("2020-01-01") + chrono::TimeDelta::days(i64::from(n));
        Facts {
            dossier_id: id(n + 1),
            anchors: AnchorTimes { created, last_activity: created, ..facts().anchors },
            ..facts()
        }
    };
    (0..number).map(dossier).collect()
}

fn around(now: &str) -> Circumstances<'static> {
    Circumstances { now: noon(now), looks_ahead: false, last_run: None, store_head: store_head() }
}

#[test]
fn a_plan_under_the_caps_needs_nobody() {
    let plan = plan(dossiers(100), &two_years("grace_days = 0"), &around("2022-01-05"));
    assert_eq!((plan.counts.erase, plan.counts.keep, plan.objections.len()), (4, 96, 0));
    assert_eq!(plan.admit(None), Ok(()));
    assert_eq!(plan.erase[0].due_from, Some(day("2022-01-02")));
    assert_eq!(
        (plan.erase[0].class.as_ref().unwrap().as_str(), plan.erase[0].anchor_day),
        ("file", Some(day("2020-01-01")))
    );
}

#[test]
fn above_a_cap_nothing_goes_without_approval_of_exactly_this_plan() {
    let policy = two_years("grace_days = 0\nmax_deletions = 3\nmax_fraction = 0.05");
    let plan = plan(dossiers(100), &policy, &around("2022-01-08"));
    assert_eq!(
        plan.objections,
        [
            Objection::TooMany { deletions: 7, allowed: 3 },
            Objection::TooLargeShare { dossiers: 7, of: 100, allowed: 50_000 },
        ]
    );
    let refused = crate::Error::from(plan.admit(None).unwrap_err());
    assert_eq!(refused.exit_code(), 5);
    assert!(refused.to_string().contains("7 of 100 dossiers are more than 5 %"), "{refused}");
    let approval = |plan, by: &str| Approval { plan, by: by.into(), count: None };
    assert_eq!(
        plan.admit(Some(&approval(store_head(), "A. Officer"))),
        Err(Error::OtherPlanApproved { hash: plan.hash })
    );
    assert_eq!(plan.admit(Some(&approval(plan.hash, " "))), Err(Error::ApproverMissing));
    assert_eq!(plan.admit(Some(&approval(plan.hash, "A. Officer"))), Ok(()));
}

#[test]
fn slices_begin_with_what_is_due_longest() {
    let mut backwards = dossiers(20);
    backwards.reverse();
    let plan = plan(backwards, &two_years("grace_days = 0\nmax_deletions = 3"), &around("2022-01-08"));
    let slices: Vec<Vec<_>> = plan.slices().map(|slice| slice.iter().map(|item| item.dossier_id).collect()).collect();
    assert_eq!(slices, [vec![id(1), id(2), id(3)], vec![id(4), id(5), id(6)], vec![id(7)]]);
}

#[test]
fn the_same_dossiers_in_any_order_are_the_same_plan_to_the_byte() {
    let policy = two_years("grace_days = 0");
    let (one, mut other) = (dossiers(40), dossiers(40));
    other.reverse();
    let (one, other) = (plan(one, &policy, &around("2022-01-20")), plan(other, &policy, &around("2022-01-20")));
    assert_eq!(one.to_json(), other.to_json());
    assert_eq!(Plan::read("plan.json", &one.to_json()), Ok(one));
}

#[test]
fn a_plan_that_was_changed_is_refused() {
    let json = plan(dossiers(3), &two_years("grace_days = 0"), &around("2022-06-01")).to_json();
    for (from, to) in [
        (
            "\"dossierId\":\"01010101-0101-0101-0101-010101010101\"",
            "\"dossierId\":\"01010101-0101-0101-0101-010101010102\"",
        ),
        ("\"erase\":3", "\"erase\":2"),
        ("\"code\":\"too_large_share\"", "\"code\":\"too_small_share\""),
        ("\"version\":1", "\"version\":2"),
        ("}", ""),
    ] {
        let changed = json.replacen(from, to, 1);
        assert_ne!(changed, json, "{from}");
        let error = Plan::read("plan.json", &changed).unwrap_err();
        assert!(error.to_string().starts_with("plan.json is no plan ("), "{error}");
        assert_eq!(crate::Error::from(error).exit_code(), 1);
    }
}

#[test]
fn a_plan_holds_only_for_the_policy_and_the_store_that_it_was_made_from() {
    let policy = two_years("grace_days = 0");
    let other = two_years("grace_days = 1");
    let plan = plan(dossiers(3), &policy, &around("2022-06-01"));
    let again = |facts, policy: &Policy, head| {
        super::plan(facts, policy, &Circumstances { store_head: head, ..around("2022-06-01") })
    };
    let now = plan.planned_at;
    assert_eq!(plan.check(again(dossiers(3), &policy, store_head()), now), Ok(()));
    // what changed nothing of what goes is no reason to refuse it
    assert_eq!(plan.check(again(dossiers(3), &policy, other.hash()), now), Ok(()));
    assert_eq!(plan.check(again(dossiers(2), &policy, other.hash()), now), Err(Error::StoreChanged));
    assert_eq!(plan.check(again(dossiers(2), &policy, store_head()), now), Err(Error::PlanAltered));
    assert_eq!(plan.check(plan.clone(), now - chrono::TimeDelta::seconds(1)), Err(Error::PlanAhead));
    let changed = plan.check(again(dossiers(3), &other, store_head()), now).unwrap_err();
    assert!(matches!(changed, Error::PolicyChanged { .. }));
    assert_eq!(crate::Error::from(changed).exit_code(), 5);
}

#[test]
fn the_next_year_is_counted_day_by_day() {
    let plan = plan(dossiers(10), &two_years("grace_days = 7"), &around("2022-01-05"));
    assert_eq!(plan.upcoming.len(), 365);
    let lines: Vec<_> = plan.upcoming.iter().take(7).map(|line| (line.day.to_string(), line.dossiers)).collect();
    assert_eq!(lines[0], ("2022-01-06".to_owned(), 1));
    assert_eq!(lines[5], ("2022-01-11".to_owned(), 1));
    assert_eq!(lines[6], ("2022-01-12".to_owned(), 0));
    assert_eq!(plan.upcoming.iter().map(|line| line.dossiers).sum::<u64>(), 6);
    // those that are due today are marked, and in no line
    assert_eq!((plan.mark.len(), plan.counts.mark), (4, 4));
}

#[test]
fn what_is_marked_waits_and_then_goes_and_what_is_active_again_is_unmarked() {
    let policy = two_years("max_fraction = 1");
    let mut all = dossiers(3);
    all[0].marked_at = Some(noon("2022-01-02"));
    all[1].marked_at = Some(noon("2022-01-05"));
    all[2].marked_at = Some(noon("2022-01-05"));
    all[2].retain_until = Some(day("2030-01-01"));
    let plan = plan(all, &policy, &around("2022-01-09"));
    let ids = |items: &[Item]| items.iter().map(|item| item.dossier_id).collect::<Vec<_>>();
    assert_eq!((ids(&plan.erase), ids(&plan.mark), ids(&plan.unmark)), (vec![id(1)], vec![], vec![id(3)]));
    assert_eq!(plan.unmark[0].reason, ReasonCode::ExplicitDate);
}

#[test]
fn parts_that_go_alone_are_counted_and_those_of_what_goes_as_a_whole_are_not() {
    let policy = policy(
        "[safety]\ngrace_days = 0\nmax_fraction = 1\n[class.file]\nanchor = \"created\"\ndelete_after = \"2y\"\n\
         [class.face]\nanchor = \"completed\"\ndelete_after = \"1y\"\n[component]\nselfie = \"face\"\n",
    );
    let with_selfie = || Facts { parts: vec![selfie()], ..facts() };
    let early = plan([with_selfie()], &policy, &around("2021-06-01"));
    assert_eq!((early.counts.erase, early.counts.parts_erase, early.counts.dossiers_touched), (0, 1, 1));
    assert_eq!(early.erase[0].part, Some(selfie().part));
    let late = plan([with_selfie()], &policy, &around("2023-06-01"));
    assert_eq!((late.counts.erase, late.counts.parts_erase, late.erase.len()), (1, 0, 1));
}

#[test]
fn the_counts_add_up() {
    let mut all = dossiers(20);
    all[1].running = true;
    all[2].holds = vec![Hold { placed_at: noon("2021-01-01"), released_at: None }];
    all[15].jurisdiction = Country::parse("NO");
    let plan = plan(all, &two_years("grace_days = 0"), &around("2022-03-20"));
    let counts = plan.counts;
    assert_eq!(counts.keep + counts.mark + counts.erase + counts.blocked + counts.unknown, counts.dossiers);
    assert_eq!((counts.dossiers, counts.erase, counts.blocked, counts.blocked_though_due), (20, 18, 2, 2));
    assert_eq!(counts.blocked_by_hold + counts.blocked_by_process + counts.blocked_by_export, counts.blocked);
    assert_eq!((counts.by_default_class, counts.overdue), (20, 18));
}

#[test]
fn a_longer_period_or_the_same_policy_wants_no_confirmation() {
    let ours = two_years("grace_days = 0");
    let shorter = policy("[class.file]\nanchor = \"created\"\ndelete_after = \"1y\"\n");
    for before in [ours.clone(), shorter] {
        let last_run = LastRun { at: noon("2022-01-01"), policy: Some(before) };
        let around = Circumstances { last_run: Some(&last_run), ..around("2022-01-02") };
        assert_eq!(plan(dossiers(30), &ours, &around).objections, []);
    }
}
