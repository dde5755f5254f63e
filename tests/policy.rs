//! `muster policy` as its users see it: a policy begun, checked, tried.

#![cfg(feature = "cli")]

mod support;

use serde_json::Value;
use support::{Desk, Ran};

const POLICY: &str = r#"version = 1
policy_id = "bank-no-2026"
timezone = "Europe/Oslo"
default_class = "kyc-file"
outputs = { "runs" = "output" }

[class.kyc-file]
anchor = "relationship_end"
retain_for = "5y"
delete_after = "5y"
source = "Directive (EU) 2015/849, Art. 40(1)"
as_of = "2026-11-23"

[class.output]
anchor = "created"
delete_after = "13mo"
source = "our own assessment"
as_of = "2026-11-23"

[[rule]]
id = "no-accepted"
when = { jurisdiction = ["NO"], status = ["accepted"] }
class = "kyc-file"
"#;

const CASES: &str = r#"[[case]]
name = "kept for five years after the end"
now = 2031-03-15
jurisdiction = "NO"
status = "accepted"
created = 2020-01-10
relationship_end = 2026-03-15
expect = "keep"
expect_retain_until = 2031-03-15
expect_rule = "no-accepted"

[[case]]
name = "gone after that"
now = 2031-03-24
jurisdiction = "NO"
status = "accepted"
created = 2020-01-10
relationship_end = 2026-03-15
marked = 2031-03-16
expect = "erase"
"#;

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn init_prints_the_starter_or_writes_it_and_never_over_anything() {
    let desk = Desk::new();
    let printed = desk.muster(&["policy", "init"]).ended(0);
    assert!(printed.stdout.contains("NO LEGAL ADVICE") && printed.stdout.contains("31 CFR 501.601"));
    let written = desk.muster(&["policy", "init", "-o", "policy.toml"]).ended(0);
    assert!(written.stdout.contains("muster policy check policy.toml"), "{}", written.stdout);
    assert_eq!(desk.read("policy.toml"), printed.stdout);
    desk.file("policy.toml", "mine");
    desk.muster(&["policy", "init", "-o", "policy.toml"])
        .refused_with(2, "`policy.toml` is there already and stays as it is");
    assert_eq!(desk.read("policy.toml"), "mine");
    desk.muster(&["policy", "init", "-o", "lists"]).refused_with(2, "is there already");
    desk.muster(&["policy", "init", "-o", "nowhere/policy.toml"])
        .refused_with(1, "nowhere/policy.toml: cannot be written");
}

#[test]
fn the_starter_passes_its_check_with_a_warning_for_each_thing_to_fill_in() {
    let desk = Desk::new();
    desk.muster(&["policy", "init", "-o", "policy.toml"]).ended(0);
    let checked = desk.muster(&["policy", "check", "policy.toml"]).ended(0);
    let text = desk.read("policy.toml");
    let line = |what: &str| 1 + text.lines().position(|line| line.starts_with(what)).unwrap();
    for (what, message) in [
        ("policy_id", "`policy_id` is still that of the starter"),
        ("[class.kyc-file]", "class `kyc-file`: `as_of` is not filled in"),
    ] {
        let expected = format!("warning: policy.toml:{}: {message}", line(what));
        assert!(checked.stdout.contains(&expected), "{expected} in {}", checked.stdout);
    }
    assert_eq!(checked.stdout.matches("warning: ").count(), 6);
    assert!(checked.stdout.contains("only your lawyers can say"));
}

#[test]
fn a_sound_policy_is_summed_up_for_people_and_for_programs() {
    let desk = Desk::new();
    desk.file("policy.toml", POLICY);
    let checked = desk.muster(&["policy", "check", "policy.toml"]).ended(0);
    for expected in [
        "policy.toml: nothing is wrong with it",
        "policy `bank-no-2026`, days of Europe/Oslo, SHA-256 ",
        "Art. 40(1) (as of:",
        "jurisdiction: NOR",
        "folders of outputs             runs: output",
        "above 5,000 deletions, 5 % of the dossiers, or 45 days since the last run",
    ] {
        assert!(checked.stdout.contains(expected), "{expected} in {}", checked.stdout);
    }
    assert!(!checked.stdout.contains("warning"), "{}", checked.stdout);

    let object = json(&desk.muster(&["policy", "check", "policy.toml", "--json"]).ended(0));
    assert_eq!((&object["sound"], &object["policyId"]), (&Value::Bool(true), &"bank-no-2026".into()));
    assert_eq!(object["classes"][0]["onMissingAnchor"], "fallback:created");
    assert_eq!(object["classes"][0]["retainFor"], "5 years");
    assert_eq!(object["rules"][0]["when"]["status"][0], "accepted");
    assert_eq!(object["safety"]["maxFraction"], 0.05);
    assert_eq!(object["warnings"], Value::Array(Vec::new()));
    assert!(checked.stdout.contains(object["policyHash"].as_str().unwrap()));
}

#[test]
fn all_that_is_wrong_is_said_at_once_with_file_and_line() {
    let desk = Desk::new();
    let wrong = POLICY
        .replace("Europe/Oslo", "Europe/Olso")
        .replace("retain_for = \"5y\"", "retain_for = \"6y\"")
        .replace("\nclass = \"kyc-file\"", "\nclass = \"kyc-fiel\"");
    desk.file("policy.toml", wrong);
    let refused = desk.muster(&["policy", "check", "policy.toml"]).ended(2);
    assert_eq!(refused.stdout, "");
    for expected in [
        "policy.toml:3: unknown time zone `Europe/Olso`: did you mean `Europe/Oslo`?",
        "policy.toml:7: class `kyc-file` must be deleted after 5 years and kept for 6 years",
        "policy.toml:23: `class` names the unknown class `kyc-fiel`: did you mean `kyc-file`?",
    ] {
        assert!(refused.stderr.contains(expected), "{expected} in {}", refused.stderr);
    }
    let object = json(&desk.muster(&["policy", "check", "policy.toml", "--json"]).ended(2));
    assert_eq!(object["sound"], false);
    let lines: Vec<_> = object["problems"].as_array().unwrap().iter().map(|problem| &problem["line"]).collect();
    assert_eq!(lines, [3, 7, 23]);
    desk.muster(&["policy", "check", "nowhere.toml"]).refused_with(2, "cannot read `nowhere.toml`");
    desk.file("empty.toml", "");
    desk.muster(&["policy", "check", "empty.toml"]).refused_with(2, "`muster policy init` writes one to begin with");
}

#[test]
fn what_should_be_looked_at_is_a_warning_and_no_error() {
    let desk = Desk::new();
    let doubtful = POLICY
        .replace("outputs = { \"runs\" = \"output\" }\n", "")
        .replace("source = \"our own assessment\"\nas_of = \"2026-11-23\"\n", "source = \" \"\n")
        + "[safety]\ngrace_days = 0\nmax_fraction = 1\n";
    desk.file("policy.toml", doubtful);
    let checked = desk.muster(&["policy", "check", "policy.toml"]).ended(0);
    for expected in [
        "warning: policy.toml:1: `outputs` names no folder",
        "warning: policy.toml:13: class `output`: `source` and `as_of` are not filled in",
        "warning: policy.toml:13: nothing belongs to class `output`",
        "warning: policy.toml:22: `grace_days` is 0",
        "warning: policy.toml:22: `max_fraction` is 1",
    ] {
        assert!(checked.stdout.contains(expected), "{expected} in {}", checked.stdout);
    }
    let without_rules = POLICY.split("[[rule]]").next().unwrap();
    desk.file("policy.toml", without_rules);
    let checked = desk.muster(&["policy", "check", "policy.toml"]).ended(0);
    assert!(checked.stdout.contains("there is no rule: every dossier belongs to `kyc-file`"), "{}", checked.stdout);
}

#[test]
fn cases_that_come_out_as_expected_say_what_was_decided_and_why() {
    let desk = Desk::new();
    desk.file("policy.toml", POLICY);
    desk.file("cases.toml", CASES);
    let tried = desk.muster(&["policy", "test", "policy.toml", "cases.toml"]).ended(0);
    assert!(tried.stdout.contains("passed  cases.toml:1: kept for five years after the end"), "{}", tried.stdout);
    let why = "keep: rule `no-accepted`, class `kyc-file`: to be kept to the end of 2031-03-15, counted from the end of \
               the relationship on 2026-03-15";
    assert!(tried.stdout.contains(why), "{}", tried.stdout);
    assert!(tried.stdout.contains("2 of 2 as expected, by policy `bank-no-2026`"), "{}", tried.stdout);
}

#[test]
fn a_case_that_does_not_says_in_what_and_ends_with_1() {
    let desk = Desk::new();
    desk.file("policy.toml", POLICY);
    desk.file("cases.toml", CASES.replace("expect_retain_until = 2031-03-15", "expect_retain_until = 2030-03-15"));
    let tried = desk.muster(&["policy", "test", "policy.toml", "cases.toml"]).ended(1);
    assert!(tried.stdout.contains("FAILED  cases.toml:1: "), "{}", tried.stdout);
    assert!(tried.stdout.contains("expected `2030-03-15`, found `2031-03-15`"), "{}", tried.stdout);
    assert!(
        tried.stdout.contains("also: rule `no-accepted`, class `kyc-file`: to be deleted after"),
        "{}",
        tried.stdout
    );
    assert!(tried.stdout.contains("1 of 2 as expected"), "{}", tried.stdout);

    let object = json(&desk.muster(&["policy", "test", "policy.toml", "cases.toml", "--json"]).ended(1));
    assert_eq!((&object["passed"], &object["failed"]), (&1.into(), &1.into()));
    assert_eq!((&object["cases"][0]["passed"], &object["cases"][1]["passed"]), (&false.into(), &true.into()));
    assert_eq!(object["cases"][0]["decision"]["outcome"], "keep");
    assert_eq!(object["cases"][1]["decision"]["reasons"][0]["code"], "delete_after");
}

#[test]
fn a_part_without_a_class_of_its_own_has_no_verdict_of_its_own() {
    let desk = Desk::new();
    desk.file("policy.toml", POLICY);
    desk.file("cases.toml", CASES.replace("marked = 2031-03-16\n", "component = \"selfie\"\n"));
    let tried = desk.muster(&["policy", "test", "policy.toml", "cases.toml"]).ended(1);
    assert!(tried.stdout.contains("no verdict: the part has no class of its own"), "{}", tried.stdout);
}

#[test]
fn what_is_wrong_with_the_policy_and_with_the_cases_is_said_together() {
    let desk = Desk::new();
    desk.file("policy.toml", POLICY.replace("anchor = \"created\"", "anchor = \"creation\""));
    desk.file("cases.toml", CASES.replace("expect = \"erase\"", "expect = \"delete\""));
    let refused = desk.muster(&["policy", "test", "policy.toml", "cases.toml"]).ended(2);
    assert!(refused.stderr.contains("policy.toml:15: unknown `anchor` `creation`"), "{}", refused.stderr);
    assert!(refused.stderr.contains("cases.toml:20: unknown `expect` `delete`"), "{}", refused.stderr);
}
