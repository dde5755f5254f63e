//! Retention from end to end: planned, approved, purged, blocked, replayed, and nothing left that could be read.

#[path = "support/retention.rs"]
mod retention;
mod support;

use std::fmt::Write as _;
use std::fs;

use retention::{POLICY, at, desk, id, info, plan, run};

#[test]
fn what_is_due_goes_and_what_must_stay_is_there() {
    let desk = desk(6);
    at(&desk, &["export", "--out", "evidence"]).ended(0);
    let planned = plan(&desk, &["-o", "plan.json"]);
    assert_eq!((planned["counts"]["erase"].as_u64(), planned["counts"]["keep"].as_u64()), (Some(3), Some(3)));
    let before = info(&desk);
    plan(&desk, &["--as-of", "2040-01-01"]);
    assert_eq!(info(&desk), before, "a plan writes nothing");
    at(&desk, &["purge", "apply", "plan.json", "--policy", "policy.toml", "--anchor-dir", "anchors"]).ended(0);
    assert_eq!((info(&desk)["dossiers"].as_u64(), info(&desk)["erased"].as_u64()), (Some(3), Some(3)));
    // the plan was for that state, and that is over
    at(&desk, &["purge", "apply", "plan.json", "--policy", "policy.toml"]).refused_with(5, "the store has changed");
    assert_eq!(desk.read("anchors/tombstones.ndjson").lines().count(), 3);
    assert!(desk.read("anchors/tombstones.ndjson").contains("\"class\":\"kyc\""));
    let erased = desk.read("anchors/tombstones.ndjson").lines().next().unwrap().to_owned();
    let erased: serde_json::Value = serde_json::from_str(&erased).unwrap();
    let erased = erased["object"].as_str().unwrap();
    desk.muster(&["audit", "certificate", erased, "--store", "s", "-o", "c.html"]).ended(0);
    let page = desk.read("c.html");
    assert!(page.contains(erased) && page.contains("kyc") && !page.contains("Perchinetti"), "{page}");
    let kept = id(&desk, "R-1");
    let explained = at(&desk, &["policy", "explain", &kept, "--policy", "policy.toml"]).ended(0).stdout;
    assert!(explained.contains("kyc"), "{explained}");
    plan(&desk, &["--html", "plan.html"]);
    assert!(
        desk.read("plan.html").starts_with("<!DOCTYPE html>") || desk.read("plan.html").starts_with("<!doctype html>")
    );
    // copies within reach went too
    assert_eq!(fs::read_dir(desk.path("evidence")).unwrap().count(), 3 * 2 + 1);
    at(&desk, &["store", "check"]).ended(0);
    desk.muster(&["audit", "verify", "--store", "s"]).ended(0);
    let again = run(&desk).ended(0);
    assert!(again.stdout.contains("0 dossiers erased"), "{}", again.stdout);
}

#[test]
fn a_hold_keeps_what_is_due_also_when_it_comes_after_the_plan() {
    let desk = desk(4);
    let (due, open) = (id(&desk, "R-0"), id(&desk, "R-1"));
    let hold = |words: &[&str]| at(&desk, &[&["hold"], words].concat());
    hold(&["place", "--matter", "A-1", "--review-by", "2020-01-01", "--dossier", &due]).ended(0);
    assert_eq!(plan(&desk, &[])["counts"]["erase"], 1);
    at(&desk, &["dossier", "delete", &due, "--reason", "asked"]).refused_with(5, "a legal hold is on it");
    let delete = ["dossier", "delete", &due, "--reason", "asked", "--override", "told to", "--approved-by", "ann"];
    at(&desk, &delete).refused_with(5, "nothing overrides that");
    assert!(hold(&["list"]).ended(0).stdout.contains("REVIEW OVERDUE"));
    hold(&["release", "A-1"]).ended(0);
    hold(&["release", "A-1"]).ended(2);
    plan(&desk, &["-o", "plan.json"]);
    // on the person, so on dossiers to come too
    hold(&["place", "--matter", "B-2", "--review-by", "2099-01-01", "--external-reference", "R-2"]).ended(0);
    at(&desk, &["purge", "apply", "plan.json", "--policy", "policy.toml"]).refused_with(5, "the store has changed");
    // a hold that is released in the second in which a run begins still counts in it
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let ran = run(&desk).ended(0);
    assert!(ran.stdout.contains("1 dossiers erased"), "{}", ran.stdout);
    id(&desk, "R-2");
    // a duty to keep can be overridden by name, and that stands in the audit
    at(&desk, &["dossier", "delete", &open, "--reason", "asked"]).refused_with(5, "it has to be kept");
    let delete =
        ["dossier", "delete", &open, "--reason", "asked", "--override", "court order 7", "--approved-by", "ann"];
    at(&desk, &delete).ended(0);
    let audit = desk.muster(&["audit", "export", "--store", "s"]).ended(0).stdout;
    assert!(audit.contains("court order 7") && audit.contains("approvedBy"), "{audit}");
}

#[test]
fn a_hold_on_a_person_binds_a_dossier_from_its_first_event_on() {
    let desk = desk(1);
    let hold = ["hold", "place", "--matter", "C-3", "--review-by", "2099-01-01", "--external-reference", "N-1"];
    at(&desk, &hold).ended(0);
    let before = info(&desk)["images"].as_u64().unwrap();
    let mut events = String::new();
    for rest in [
        r#""type":"dossier.created""#,
        r#""type":"process.created","provider":"onfido","documentType":"passport""#,
        r#""type":"image.received","image":"front","path":"images/passport.png""#,
        r#""type":"image.received","image":"front","path":"images/portrait.png""#,
    ] {
        writeln!(events, "{{\"externalReference\":\"N-1\",{rest}}}").unwrap();
    }
    desk.file("new.ndjson", events);
    at(&desk, &["dossier", "import", "new.ndjson"]).ended(0);
    // the replaced image is held back, and goes when the hold does
    assert_eq!(info(&desk)["images"], before + 2);
    at(&desk, &["store", "check"]).ended(0);
    at(&desk, &["hold", "release", "C-3"]).ended(0);
    assert_eq!(info(&desk)["images"], before + 1);
    at(&desk, &["store", "check"]).ended(0);
}

#[test]
fn a_plan_above_a_cap_waits_for_a_name_and_a_policy_for_its_own_plan() {
    let desk = desk(6);
    desk.file("policy.toml", POLICY.replace("max_deletions = 100", "max_deletions = 2"));
    at(&desk, &["purge", "run", "--policy", "policy.toml"]).refused_with(5, "nothing was deleted");
    assert_eq!(info(&desk)["dossiers"], 6);
    let hash = plan(&desk, &["-o", "plan.json"])["hash"].as_str().unwrap().to_owned();
    let apply =
        |options: &[&str]| at(&desk, &[&["purge", "apply", "plan.json", "--policy", "policy.toml"], options].concat());
    apply(&[]).refused_with(5, "nothing was deleted");
    apply(&["--approve", &"0".repeat(64), "--approved-by", "ann"]).refused_with(5, "the approval is for another plan");
    fs::write(desk.path("plan.json"), desk.read("plan.json").replacen("kyc", "kyx", 1)).unwrap();
    apply(&["--approve", &hash, "--approved-by", "ann"]).refused_with(1, "it was changed after it was made");
    plan(&desk, &["-o", "plan.json"]);
    desk.file("other.toml", POLICY.replace("5y", "6y"));
    let other = ["purge", "apply", "plan.json", "--policy", "other.toml", "--approve", &hash, "--approved-by", "ann"];
    at(&desk, &other).refused_with(5, "was made from policy");
    let planned = plan(&desk, &["-o", "plan.json"]);
    let hash = planned["hash"].as_str().unwrap();
    let done = apply(&["--approve", hash, "--approved-by", "ann"]).ended(0);
    assert!(done.stdout.contains("3 dossiers erased"), "{}", done.stdout);
    at(&desk, &["purge", "plan", "--policy", "nothing.toml"]).ended(2);
    desk.file("empty.toml", "");
    at(&desk, &["purge", "run", "--policy", "empty.toml"]).ended(2);
}

#[test]
fn parts_go_alone_and_requests_stand_until_they_are_answered() {
    let desk = desk(2);
    desk.file("policy.toml", POLICY.replace("\"1y\"", "\"1mo\""));
    let ran = run(&desk).ended(0);
    assert!(ran.stdout.contains("1 dossiers erased") && ran.stdout.contains("1 parts erased"), "{}", ran.stdout);
    assert_eq!(info(&desk)["images"], 1);
    let request = at(&desk, &["request", "erase", "--external-reference", "R-1", "--received", "2026-10-01"]).ended(0);
    let request = request.stdout.lines().next().unwrap().to_owned();
    // the duty to keep is longer: it waits, and the plan says so
    assert_eq!(plan(&desk, &[])["counts"]["requestsWaiting"], 1);
    assert!(at(&desk, &["request", "list"]).ended(0).stdout.contains("due 2026-11-01 OVERDUE"));
    // answered with `done` it would no longer stand
    at(&desk, &["request", "answer", &request, "--done"]).refused_with(5, "the dossier is still there");
    at(&desk, &["request", "answer", &request, "--refused", "class kyc"]).ended(0);
    assert_eq!(plan(&desk, &[])["counts"]["requestsWaiting"], 0);
    at(&desk, &["dossier", "copy", "--external-reference", "R-1", "--out", "copy"]).ended(0);
    assert!(desk.read("copy/dossier.json").contains("Perchinetti"));
    assert_eq!(desk.listing("copy").len(), 2);
}

#[test]
fn folders_of_results_go_when_their_class_says_so() {
    let desk = desk(2);
    let outputs = "outputs = { \"runs\" = \"results\" }\n[safety]";
    let class = "[class.results]\nanchor = \"created\"\ndelete_after = \"13mo\"\n[component]";
    desk.file("policy.toml", POLICY.replace("[safety]", outputs).replace("[component]", class));
    for (folder, at) in [("old", "2020-01-01T00:00:00Z"), ("new", "2099-01-01T00:00:00Z")] {
        desk.file(&format!("runs/{folder}/run.json"), format!("{{\"finishedAt\":\"{at}\"}}"));
        desk.file(&format!("runs/{folder}/hits.csv"), "Perchinetti");
    }
    desk.file("runs/other/notes.txt", "no results");
    // a run that was killed, years ago, and what a purge that was killed had begun to remove
    desk.file("runs/killed/.muster-abc/hits.csv", "Perchinetti");
    desk.bash("touch -d 2020-01-01 runs/killed/.muster-abc").ended(0);
    desk.file("runs/.muster-going-older/hits.csv", "Perchinetti");
    let planned = plan(&desk, &["--html", "plan.html"]);
    let items = planned["outputs"].as_array().unwrap();
    let folders: Vec<_> = items.iter().map(|item| item["folder"].as_str().unwrap()).collect();
    assert_eq!(folders, ["runs/killed", "runs/old"]);
    assert!(desk.read("plan.html").contains("old</code></td><td>results</td>"));
    let ran = run(&desk).ended(0);
    assert!(ran.stdout.contains("2 folders of results removed"), "{}", ran.stdout);
    assert_eq!(desk.listing("runs"), ["new", "other"]);
}

#[test]
fn a_backup_of_last_month_has_nothing_that_was_erased() {
    let desk = desk(6);
    at(&desk, &["store", "backup", "--to", "data"]).ended(0);
    let gone: Vec<String> = ["R-0", "R-2", "R-4"].map(|reference| id(&desk, reference)).to_vec();
    run(&desk).ended(0);
    at(&desk, &["store", "backup", "--to", "keys", "--keys"]).ended(0);
    at(&desk, &["store", "backup", "--to", "data", "--keys"]).refused_with(2, "keys are kept apart");
    let other = retention::desk(1);
    other
        .muster(&["store", "backup", "--store", "s", "--key-file", "k", "--to", desk.path("data").to_str().unwrap()])
        .refused_with(2, "the backup of another store");
    // last month's data with today's keys
    fs::copy(desk.path("keys").join(desk.listing("keys").remove(0)), desk.path("data/keys.db")).unwrap();
    let restored = |words: &[&str]| desk.muster(&[words, &["--store", "data", "--key-file", "k"]].concat());
    for id in &gone {
        restored(&["dossier", "show", id]).refused_with(1, "was erased");
    }
    restored(&["store", "check"]).ended(1);
    let replayed = restored(&["purge", "replay", "--anchor-dir", "anchors"]).ended(0);
    assert!(replayed.stdout.contains("3 dossiers were erased again"), "{}", replayed.stdout);
    restored(&["store", "check"]).ended(0);
    desk.muster(&["audit", "verify", "--store", "data"]).ended(0);
    assert_eq!(desk.read("anchors/tombstones.ndjson").lines().count(), 6);
}

#[test]
fn a_restriction_keeps_and_shows_and_nothing_more_until_it_is_withdrawn() {
    let desk = desk(4);
    at(&desk, &["request", "restrict", "--external-reference", "R-0", "--received", "2026-10-01"]).ended(0);
    let restricted = at(&desk, &["request", "restrict", "--external-reference", "R-1"]).ended(0);
    let request = restricted.stdout.lines().next().unwrap().to_owned();
    assert!(
        at(&desk, &["dossier", "show", "--external-reference", "R-1"]).ended(0).stderr.contains("restricted since")
    );
    let exported = at(&desk, &["export", "--out", "evidence", "--json"]).ended(0);
    let exported: serde_json::Value = serde_json::from_str(&exported.stdout).unwrap();
    assert_eq!((&exported["archives"], &exported["skipped"]["restricted"]), (&2.into(), &2.into()));
    // a person's own copy is theirs
    at(&desk, &["dossier", "copy", "--external-reference", "R-1", "--out", "copy"]).ended(0);
    let due = id(&desk, "R-0");
    at(&desk, &["dossier", "delete", &due, "--reason", "asked"]).refused_with(5, "muster request withdraw");
    // R-2 goes, R-0 is due as well and stays
    let ran = run(&desk).ended(0);
    assert!(ran.stdout.contains("1 dossiers erased"), "{}", ran.stdout);
    at(&desk, &["request", "answer", &request, "--done"]).ended(0);
    let exported = at(&desk, &["export", "--out", "again", "--json"]).ended(0);
    assert!(exported.stdout.contains("\"restricted\": 2"), "{}", exported.stdout);
    at(&desk, &["request", "withdraw", &request]).ended(0);
    let exported = at(&desk, &["export", "--out", "more", "--json"]).ended(0);
    assert!(exported.stdout.contains("\"restricted\": 1"), "{}", exported.stdout);
    at(&desk, &["request", "withdraw", &request]).refused_with(2, "`muster request list` shows all");
}

#[test]
fn a_day_that_was_set_and_a_transaction_count() {
    let desk = desk(4);
    let kept = ["dossier", "retain", "--external-reference", "R-0", "--until", "2099-12-31", "--reason", "matter 7"];
    at(&desk, &kept).ended(0);
    let due = id(&desk, "R-0");
    let explained = at(&desk, &["policy", "explain", &due, "--policy", "policy.toml"]).ended(0).stdout;
    assert!(explained.contains("2099-12-31"), "{explained}");
    assert_eq!(plan(&desk, &[])["counts"]["erase"], 1);
    at(&desk, &["dossier", "retain", "--external-reference", "R-0", "--by-policy", "--reason", "matter 7 closed"])
        .ended(0);
    assert_eq!(plan(&desk, &[])["counts"]["erase"], 2);
    let audit = desk.muster(&["audit", "export", "--store", "s"]).ended(0).stdout;
    assert!(audit.contains("matter 7 closed"), "{audit}");
    desk.file("policy.toml", POLICY.replace("\"relationship_end\"", "\"transaction\"\non_missing_anchor = \"error\""));
    assert_eq!(plan(&desk, &[])["counts"]["unknown"], 4);
    let mut events = String::new();
    for (n, day) in [(0, "2020-01-02"), (1, "2026-01-02"), (2, "2019-05-05")] {
        writeln!(
            events,
            "{{\"type\":\"transaction.made\",\"externalReference\":\"R-{n}\",\"at\":\"{day}T00:00:00Z\"}}"
        )
        .unwrap();
    }
    desk.file("transactions.ndjson", events);
    at(&desk, &["dossier", "import", "transactions.ndjson"]).ended(0);
    let counts = &plan(&desk, &[])["counts"];
    assert_eq!((&counts["erase"], &counts["keep"], &counts["unknown"]), (&2.into(), &1.into(), &1.into()));
}
