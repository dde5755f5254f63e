use std::collections::{BTreeMap, BTreeSet};

use chrono::{TimeDelta, TimeZone};
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::sample::select;

use super::reference::{Expected, slow_verdict};
use super::*;
use crate::dossier::Status;
use crate::vocabulary::{Country, Period};

const ZONES: [Tz; 8] = [
    Tz::UTC,
    Tz::Europe__Oslo,
    Tz::America__Sao_Paulo,
    Tz::Asia__Beirut,
    Tz::America__St_Johns,
    Tz::Pacific__Apia,
    Tz::Atlantic__Azores,
    Tz::America__Havana,
];

fn countries() -> [Country; 2] {
    ["NO", "US"].map(|code| Country::parse(code).unwrap())
}

/// Some day from 2006 to 2024, any minute; often near a 29 February.
fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    let any_day = 0..6700_i64;
    let leap_day = select(vec![788_i64, 789, 790, 2249, 2250, 2251, 3710, 3711, 3712, 5171, 5172]);
    (prop_oneof![4 => any_day, 1 => leap_day], 0..1440_i64).prop_map(|(day, minute)| {
        Utc.with_ymd_and_hms(2006, 1, 1, 0, 0, 0).unwrap() + TimeDelta::days(day) + TimeDelta::minutes(minute)
    })
}

/// Any instant that there is, the first and the last too.
fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    let all = DateTime::<Utc>::MIN_UTC.timestamp()..=DateTime::<Utc>::MAX_UTC.timestamp();
    prop_oneof![
        2 => all.prop_map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap()),
        1 => Just(DateTime::<Utc>::MIN_UTC),
        1 => Just(DateTime::<Utc>::MAX_UTC),
        2 => instant(),
    ]
}

fn period(longest: u32) -> impl Strategy<Value = Period> {
    (1..=longest, any::<bool>())
        .prop_map(move |(n, months)| if months { Period::Months(1 + n / 30) } else { Period::Days(n) })
}

fn anchor() -> impl Strategy<Value = Anchor> {
    select(Anchor::ALL.to_vec())
}

fn class(longest: u32) -> impl Strategy<Value = Class> {
    let on_missing = prop_oneof![
        2 => anchor().prop_map(OnMissing::Fallback),
        1 => Just(OnMissing::Error),
        1 => period(longest).prop_map(OnMissing::Keep),
    ];
    let optional = || prop::option::of(period(longest));
    (anchor(), optional(), period(longest), optional(), on_missing).prop_map(
        |(anchor, retain_for, delete_after, execute_within, on_missing)| Class {
            anchor,
            retain_for,
            delete_after,
            execute_within,
            on_missing,
            source: None,
            as_of: None,
        },
    )
}

fn some<T: Ord + Clone + std::fmt::Debug + 'static>(all: Vec<T>) -> impl Strategy<Value = Option<BTreeSet<T>>> {
    let most = all.len();
    prop::option::of(prop::sample::subsequence(all, 1..=most).prop_map(|some| some.into_iter().collect()))
}

const CLASSES: [&str; 3] = ["a", "b", "c"];

/// Also such as the check would not let pass.
fn any_policy(longest: u32) -> impl Strategy<Value = Policy> {
    let name = || select(CLASSES.to_vec()).prop_map(Name::from);
    let when = (some(countries().to_vec()), some(Status::ALL.to_vec()), some(RelationshipState::ALL.to_vec()))
        .prop_map(|(jurisdiction, status, relationship)| When { jurisdiction, status, relationship });
    let rules = prop::collection::vec((when, name()), 0..4);
    let classes = prop::collection::vec(class(longest), CLASSES.len());
    let components = prop::collection::btree_map(select(ImageKind::ALL.to_vec()), name(), 0..3);
    (select(ZONES.to_vec()), rules, classes, components, name(), 0..3_u32, any::<bool>()).prop_map(
        |(timezone, rules, classes, components, default_class, grace, protect_unexported_accepted)| Policy {
            version: 1,
            policy_id: "any".into(),
            timezone,
            default_class,
            outputs: BTreeMap::new(),
            safety: Safety { grace_days: grace * 3, protect_unexported_accepted, ..Safety::default() },
            classes: CLASSES.into_iter().map(Name::from).zip(classes).collect(),
            components,
            rules: rules
                .into_iter()
                .enumerate()
                .map(|(number, (when, class))| Rule { id: Name::from(number.to_string().as_str()), when, class })
                .collect(),
        },
    )
}

fn any_facts<S: Strategy<Value = DateTime<Utc>> + Clone + 'static>(instant: S) -> impl Strategy<Value = Facts> {
    let optional = || prop::option::weighted(0.6, instant.clone());
    let rarely = || prop::option::weighted(0.25, instant.clone());
    let relationships = prop_oneof![
        Just(Relationships::None),
        Just(Relationships::Active),
        instant.clone().prop_map(Relationships::Ended),
        instant.clone().prop_map(Relationships::Ended),
    ];
    let anchors = (instant.clone(), optional(), instant.clone(), optional()).prop_map(
        |(created, completed, last_activity, transaction)| AnchorTimes {
            created,
            completed,
            last_activity,
            transaction,
        },
    );
    let hold = (instant.clone(), prop::option::weighted(0.9, instant.clone()))
        .prop_map(|(placed_at, released_at)| Hold { placed_at, released_at });
    let holds = prop_oneof![3 => Just(vec![]), 1 => prop::collection::vec(hold, 1..3)];
    let seldom = || prop::bool::weighted(0.15);
    let part =
        (select(ImageKind::ALL.to_vec()), instant.clone(), optional(), instant.clone(), seldom(), seldom(), optional())
            .prop_map(|(component, created, completed, last_activity, running, not_exported, marked_at)| PartFacts {
                part: Part { process_id: ProcessId::from_bytes([7; 16]), component },
                created,
                completed,
                last_activity,
                running,
                not_exported,
                marked_at,
            });
    let whole = (
        prop::option::of(select(countries().to_vec())),
        prop::option::of(select(Status::ALL.to_vec())),
        anchors,
        relationships,
        holds,
        (rarely(), rarely(), optional()),
        (seldom(), seldom()),
        prop::collection::vec(part, 0..3),
    );
    whole.prop_map(|(jurisdiction, status, anchors, relationships, holds, times, (running, not_exported), parts)| {
        Facts {
            dossier_id: id(1),
            jurisdiction,
            status,
            anchors,
            relationships,
            running,
            holds,
            erasure_request: times.0,
            retain_until: times.1.map(|at| at.date_naive()),
            not_exported,
            marked_at: times.2,
            parts,
        }
    })
}

fn agree(facts: &Facts, policy: &Policy, now: DateTime<Utc>) -> Result<Vec<DateTime<Utc>>, TestCaseError> {
    let verdict = verdict(facts, policy, now);
    let decisions = || std::iter::once(&verdict.decision).chain(verdict.parts.iter().map(|part| &part.decision));
    let found: Vec<_> = decisions().map(Expected::of).collect();
    prop_assert_eq!(found, slow_verdict(facts, policy, now), "at {}", now);
    Ok(decisions().filter_map(|decision| decision.due_at).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_verdict_is_that_of_the_slow_one(
        facts in any_facts(instant().boxed()),
        policy in any_policy(900),
        now in instant(),
    ) {
        for released_at in facts.holds.iter().filter_map(|hold| hold.released_at) {
            agree(&facts, &policy, released_at)?;
        }
        // and in the moments in which it changes
        for due_at in agree(&facts, &policy, now)? {
            for seconds in [-3541, -60, -1, 0, 1, 3600] {
                agree(&facts, &policy, due_at + TimeDelta::seconds(seconds))?;
            }
            let marked = Facts { marked_at: Some(due_at), ..facts.clone() };
            for seconds in [0, 3 * 86_400 - 3600, 3 * 86_400, 6 * 86_400, 7 * 86_400] {
                agree(&marked, &policy, due_at + TimeDelta::seconds(seconds))?;
            }
        }
    }

    #[test]
    fn there_is_a_verdict_and_an_explanation_and_a_plan_for_everything(
        facts in any_facts(any_instant().boxed()),
        policy in any_policy(1_000_000),
        now in any_instant(),
        last in any_instant(),
    ) {
        let found = verdict(&facts, &policy, now);
        prop_assert!(!found.decision.reasons.is_empty());
        prop_assert!(!explain(&found).is_empty());
        let last_run = LastRun { at: last, policy: None };
        let around = Circumstances { now, looks_ahead: false, last_run: Some(&last_run), store_head: store_head() };
        let plan = plan([facts], &policy, &around);
        prop_assert_eq!(Plan::read("plan.json", &plan.to_json()), Ok(plan));
    }

    #[test]
    fn nothing_goes_under_a_hold_or_before_its_time_to_be_kept_is_over(
        facts in any_facts(instant().boxed()),
        policy in any_policy(900),
        now in instant(),
    ) {
        let decision = verdict(&facts, &policy, now).decision;
        if decision.outcome.is_due() {
            prop_assert!(facts.holds.iter().all(|hold| hold.released_at.is_some_and(|at| at < now)));
            prop_assert!(!facts.running);
            prop_assert!(decision.due_at.is_some_and(|due_at| due_at <= now));
        }
    }

    #[test]
    fn a_policy_is_the_same_after_it_was_kept(policy in any_policy(900)) {
        let kept: Policy = serde_json::from_str(&serde_json::to_string(&policy).unwrap()).unwrap();
        prop_assert_eq!(kept.hash(), policy.hash());
        prop_assert_eq!(kept, policy);
    }

    #[test]
    fn no_text_is_too_odd_to_be_refused(text in "\\PC{0,200}") {
        let _ = Policy::parse("policy.toml", &text);
        let _ = Cases::parse("cases.toml", &text);
        let _ = Plan::read("plan.json", &text);
    }

    #[test]
    fn no_damage_to_a_policy_is_too_odd_to_be_refused(
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0..30_usize, "[\\[\\]{}=\"a-z0-9.,\n ]{0,8}"), 1..4),
    ) {
        let mut text: Vec<char> = Policy::starter().chars().collect();
        for (place, length, with) in damage {
            let from = place.index(text.len());
            let to = (from + length).min(text.len());
            text.splice(from..to, with.chars());
        }
        let text: String = text.into_iter().collect();
        if let Err(problems) = Policy::parse("policy.toml", &text) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|problem| problem.position.line > 0 && !problem.message.ends_with('.')));
        }
    }
}
