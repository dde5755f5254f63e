//! A run that is repeated gives the same bytes, or says what is not what it was.

mod support;

use std::fs;

use support::{Desk, Ran, sample};

const SAME: [&str; 6] = ["hits.csv", "discounted.csv", "results.ndjson", "rejects.csv", "warnings.csv", "report.html"];
const CONFIG: &str = "[matching]\nmax_hits = 3\nnames = \"names.txt\"\n[decisions]\nfour_eyes = true\n";

/// A desk after a run with every kind of option, whose list has since been replaced.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("in.csv", format!("{}\n", sample("customers.csv")).replace("name,", "Kunde,"));
    desk.file("names.txt", "Poldi = Leopold\n");
    desk.file("muster.toml", CONFIG);
    desk.build();
    first(&desk, &[]).ended(3);
    let run: serde_json::Value = serde_json::from_str(&desk.read("out/run.json")).unwrap();
    let key = desk.read("out/hits.csv").lines().nth(1).unwrap().to_owned();
    assert!(run["hits"].as_u64() > Some(0) && !key.is_empty());
    let back = desk.read("out/hits.csv").replacen(",,,\n", ",false_positive,ann,,\n", 1);
    desk.file("back.csv", back);
    fs::remove_dir_all(desk.path("out")).unwrap();
    first(&desk, &["--decisions", "back.csv"]).ended(3);
    let list = sample("watchlist.csv");
    desk.file(
        "lists/watchlist.csv",
        list.lines().skip(2).fold(list.lines().next().unwrap().to_owned(), |all, line| all + "\n" + line),
    );
    desk.build();
    desk
}

fn first(desk: &Desk, options: &[&str]) -> Ran {
    let fixed = ["screen", "in.csv", "--lists", "lists.midx", "--out", "out", "--config", "muster.toml"];
    let asked =
        ["--map", "name=Kunde", "--min-score=0.7", "--all", "--run-date", "2026-11-23", "--list-type=Sanctions"];
    desk.muster(&[&fixed[..], &asked, options].concat())
}

const AGAIN: [&str; 10] = [
    "screen",
    "in.csv",
    "--replay",
    "out/run.json",
    "--out",
    "again",
    "--config",
    "muster.toml",
    "--decisions",
    "back.csv",
];

fn again(desk: &Desk, options: &[&str]) -> Ran {
    let mut ran = desk.muster(&[&AGAIN[..], options].concat());
    ran.out = desk.path("again");
    ran
}

#[test]
fn a_run_is_repeated_on_the_list_that_was_kept() {
    let desk = desk();
    let ran = again(&desk, &["--threads", "1"]).ended(3);
    assert!(ran.stdout.contains("the same bytes as the run of 2026-11-23"), "{}", ran.stdout);
    for file in SAME {
        assert_eq!(desk.read(&format!("out/{file}")), desk.read(&format!("again/{file}")), "{file}");
    }
    // a repeated run can be repeated, from its folder, and from standard input
    fs::remove_dir_all(desk.path("out")).unwrap();
    fs::rename(desk.path("again"), desk.path("out")).unwrap();
    let piped =
        desk.bash("\"$MUSTER\" screen - --replay out --out again --config muster.toml --decisions back.csv < in.csv");
    piped.ended(3);
    assert_eq!(desk.read("out/hits.csv"), desk.read("again/hits.csv"));
}

#[test]
fn what_is_not_what_it_was_is_said_and_nothing_is_written() {
    let desk = desk();
    let changed = |file: &str, bytes: &str, options: &[&str], message: &str| {
        let before = fs::read(desk.path(file)).unwrap();
        desk.file(file, bytes);
        again(&desk, options).refused(5, message);
        fs::write(desk.path(file), before).unwrap();
    };
    changed("in.csv", "Kunde\nOsvaldo Perchinetti\n", &[], "the customers are not those of the run");
    changed("muster.toml", "", &[], "give the configuration file of SHA-256");
    changed("back.csv", "alert_key,decision\n", &[], "give the files of decisions with these SHA-256");
    changed("names.txt", "Poldi = Leonard\n", &[], "give them with `--names`");
    changed("out/run.json", "{}", &[], "it is no `run.json`, or cut off");
    changed("out/run.json", "{", &[], "it is no `run.json`, or cut off");
    let run = desk.read("out/run.json");
    let other = |from: &str, to: &str| run.replacen(from, to, 1);
    changed("out/run.json", &other(env!("CARGO_PKG_VERSION"), "0.0.1"), &[], "made by muster 0.0.1");
    changed("out/run.json", &other("--min-score=0.7", "--min-score=0.6"), &[], "its options are not those");
    changed("out/run.json", &other("--min-score=0.7", "--max=0.6"), &[], "its options were altered");
    let hits = &run[run.find("\"hits.csv\": \"").unwrap()..][.."\"hits.csv\": \"0".len()];
    changed("out/run.json", &other(hits, "\"hits.csv\": \"g"), &[], "it was altered");
    let outputs = &run[run.find("\"outputs\": {").unwrap()..];
    let outputs = &outputs[..=outputs.find('}').unwrap()];
    changed("out/run.json", &other(outputs, "\"outputs\": {}"), &[], "`outputs` has no hash of `hits.csv`");
    again(&desk, &["--list-type", "PEP"]).refused(2, "`--list-type`: a repeated run has the options that it had");
    again(&desk, &["--lists", "lists.midx"]).refused(5, "the lists are not those of the run");
    let kept = desk.listing("kept-lists");
    let index = kept.iter().find(|name| name.contains(".midx")).unwrap();
    fs::rename(desk.path(&format!("kept-lists/{index}")), desk.path("elsewhere.midx")).unwrap();
    again(&desk, &[]).refused(5, "give the index file of SHA-256");
    again(&desk, &["--lists", "elsewhere.midx"]).ended(3);
}

#[test]
fn a_damaged_kept_list_is_noticed_and_written_again_by_the_next_run() {
    let desk = Desk::new();
    desk.file("in.csv", sample("customers.csv"));
    desk.build();
    let run = |out: &str| desk.muster(&["screen", "in.csv", "--lists", "lists.midx", "--out", out]).ended(3);
    run("out");
    let kept = || desk.listing("kept-lists").into_iter().find(|name| name.contains(".midx")).unwrap();
    let path = desk.path("kept-lists").join(kept());
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let replay = ["screen", "in.csv", "--replay", "out", "--out", "again"];
    let refused = desk.muster(&replay).ended(1);
    assert!(refused.stderr.contains("damaged") && !desk.path("again").exists(), "{}", refused.stderr);
    run("other");
    desk.muster(&replay).ended(3);
}

#[test]
fn each_run_says_when_the_file_was_last_screened_and_against_what() {
    let desk = Desk::new();
    desk.file("in.csv", sample("customers.csv"));
    let run = |out: &str, input: &str| desk.muster(&["screen", input, "--lists", "lists", "--out", out]).ended(3);
    assert!(run("one", "in.csv").stdout.contains("no earlier screening of this file is known"));
    desk.bash("printf '{\"cut' >> kept-lists/runs.ndjson").ended(0);
    let second = run("two", "./in.csv").stdout;
    assert!(second.contains("last screened 20") && second.contains("against watchlist, date unknown"), "{second}");
    let said: serde_json::Value = serde_json::from_str(&desk.read("two/run.json")).unwrap();
    assert_eq!(said["lastScreened"]["lists"][0], "watchlist, date unknown");
    run("three", "in.csv");
    let lines = desk.read("kept-lists/runs.ndjson");
    assert_eq!((lines.lines().count(), lines.contains("in.csv")), (4, false), "{lines}");
    fs::copy(desk.path("in.csv"), desk.path("copy.csv")).unwrap();
    assert!(run("four", "copy.csv").stdout.contains("no earlier screening"));
}

#[test]
fn what_was_last_used_before_the_period_goes_and_nothing_else() {
    let desk = Desk::new();
    desk.file("in.csv", sample("customers.csv"));
    desk.file("muster.toml", "[lists]\nkept = \"kept\"\nkeep = \"30 days\"\n");
    let run = |out: &str| {
        desk.muster(&["screen", "in.csv", "--lists", "lists", "--out", out, "--config", "muster.toml"]).ended(3)
    };
    run("one");
    let old = "a".repeat(64);
    let used = "b".repeat(64);
    desk.file(&format!("kept/{old}.midx"), "old");
    desk.file(&format!("kept/{used}.midx"), "used");
    desk.file("kept/mine.midx", "mine");
    desk.file(&format!("kept/{}.midx", "c".repeat(64)), "not known, and new");
    let today = chrono::Utc::now().date_naive();
    let line = |index: &str, at: &str| {
        let until = at.parse::<chrono::NaiveDate>().unwrap() + chrono::Days::new(30);
        format!(
            "{{\"finishedAt\":\"{at}T00:00:00Z\",\"lists\":[],\"input\":null,\"index\":\"{index}\",\"keepUntil\":\"{until}\"}}\n"
        )
    };
    let recent = (today - chrono::Days::new(29)).to_string();
    let lines = line(&old, "2020-01-01") + &line(&used, "2020-01-01") + &line(&used, &recent);
    desk.file("kept/runs.ndjson", lines + &desk.read("kept/runs.ndjson"));
    desk.bash(&format!("touch -d 2020-01-01 kept/{old}.midx kept/{used}.midx kept/mine.midx")).ended(0);
    run("two");
    let left = desk.listing("kept");
    assert!(!left.contains(&format!("{old}.midx")) && left.contains(&format!("{used}.midx")), "{left:?}");
    assert!(left.contains(&"mine.midx".to_owned()) && left.len() == 6, "{left:?}");
    assert_eq!(desk.read("kept/runs.ndjson").lines().count(), 3);
    // a line of a later version stays, and may name any index
    let later = "{\"of\":\"a later version\"}\n";
    desk.file("kept/runs.ndjson", format!("{later}{}", line(&used, "2020-01-01")));
    run("three");
    assert!(desk.listing("kept").contains(&format!("{used}.midx")));
    let lines = desk.read("kept/runs.ndjson");
    assert!(lines.starts_with(later) && lines.lines().count() == 2, "{lines}");
}

#[test]
fn a_run_does_not_take_away_the_list_that_it_has_just_used() {
    let desk = Desk::new();
    desk.file("in.csv", sample("customers.csv"));
    desk.file("muster.toml", "[lists]\nkeep = \"30 days\"\n");
    let run = |out: &str| {
        desk.muster(&["screen", "in.csv", "--lists", "lists", "--out", out, "--config", "muster.toml"]).ended(3)
    };
    run("one");
    // as if it had been made long ago
    let old = |text: String| {
        text.replace("\"finishedAt\":\"20", "\"finishedAt\":\"19").replace("\"keepUntil\":\"20", "\"keepUntil\":\"19")
    };
    desk.file("kept-lists/runs.ndjson", old(desk.read("kept-lists/runs.ndjson")));
    desk.bash("touch -d 2020-01-01 kept-lists/*.midx").ended(0);
    run("two");
    assert_eq!(desk.read("kept-lists/runs.ndjson").lines().count(), 1);
    desk.muster(&["screen", "in.csv", "--replay", "two", "--out", "again", "--config", "muster.toml"]).ended(3);
}

#[test]
fn a_shorter_period_takes_nothing_from_a_longer_one() {
    let desk = Desk::new();
    desk.file("in.csv", sample("customers.csv"));
    desk.file("short.toml", "[lists]\nkeep = \"1 day\"\n");
    desk.muster(&["screen", "in.csv", "--lists", "lists", "--out", "one"]).ended(3);
    let line = desk.read("kept-lists/runs.ndjson");
    let until = (chrono::Utc::now().date_naive() + chrono::Months::new(120)).to_string();
    assert!(line.contains(&format!("\"keepUntil\":\"{until}\"")), "{line}");
    let year = &chrono::Utc::now().date_naive().to_string()[..4];
    desk.file("kept-lists/runs.ndjson", line.replacen(&format!("\"finishedAt\":\"{year}"), "\"finishedAt\":\"2020", 1));
    desk.bash("touch -d 2020-01-01 kept-lists/*.midx").ended(0);
    desk.file("lists/watchlist.csv", "id,name\n1,Osvaldo Perchinetti\n");
    desk.muster(&["screen", "in.csv", "--lists", "lists", "--out", "two", "--config", "short.toml"]).ended(3);
    assert_eq!(desk.read("kept-lists/runs.ndjson").lines().count(), 2);
    desk.muster(&["screen", "in.csv", "--replay", "one", "--out", "again"]).ended(3);
}

#[test]
fn two_indexes_of_the_same_entries_are_kept_apart() {
    let desk = Desk::new();
    desk.file("in.csv", sample("customers.csv"));
    desk.file("names.txt", "Poldi = Leopold\n");
    let build = |list: &str, more: &[&str]| {
        let list = format!("csv=lists/watchlist.csv,type=Sanctions{list}");
        desk.muster(&[&["lists", "build", &list, "-o", "lists.midx", "--max-shrink", "100"], more].concat()).ended(0);
    };
    let run = |out: &str| desk.muster(&["screen", "in.csv", "--lists", "lists.midx", "--out", out]).ended(3);
    build(",date=2026-11-01", &[]);
    run("one");
    build(",date=2026-11-20", &[]);
    run("two");
    build(",date=2026-11-20,name=Ours", &[]);
    run("three");
    build(",date=2026-11-20,name=Ours", &["--names", "names.txt"]);
    run("four");
    assert_eq!(desk.listing("kept-lists").iter().filter(|name| name.contains(".midx")).count(), 4);
    for out in ["one", "two", "three", "four"] {
        desk.muster(&["screen", "in.csv", "--replay", out, "--out", &format!("{out}-again")]).ended(3);
    }
    let told = |out: &str, what: &str| {
        let replay = ["screen", "in.csv", "--replay", out, "--out", "other", "--lists", "lists.midx"];
        desk.muster(&replay).refused(5, what);
    };
    build(",date=2026-11-20", &[]);
    told(
        "one",
        "the lists are not those of the run: `watchlist` is of 2026-11-20, and was of 2026-11-01; give the index",
    );
    told("three", "the lists are not those of the run: they are `watchlist`, and were `Ours`; give the index");
    build(",date=2026-11-20,name=Ours", &[]);
    told("four", "the lists are not those of the run: they were built with other options or tables of names");
}

#[test]
fn a_repeated_run_has_all_options_of_the_run_and_is_no_screening() {
    let desk = Desk::new();
    desk.file("in.csv", sample("customers.csv"));
    let run = ["screen", "in.csv", "--lists", "lists", "--out", "one", "--max-rejects", "5", "--max-list-age", "7"];
    desk.muster(&run).ended(6);
    let lines = desk.read("kept-lists/runs.ndjson");
    let replay = |out: &str, options: &[&str]| {
        desk.muster(&[&["screen", "in.csv", "--replay", "one/run.json", "--out", out], options].concat())
    };
    assert!(replay("again", &[]).ended(6).stdout.starts_with("NOT CURRENT"));
    for (option, value) in [("--max-rejects", "0"), ("--max-list-age", "7")] {
        let refused = replay("other", &[option, value]).ended(2);
        assert!(refused.stderr.contains("a repeated run has the options"), "{}", refused.stderr);
    }
    replay("other", &["--exit-on-hit"]).ended(2);
    assert_eq!(desk.read("kept-lists/runs.ndjson"), lines);
    let said: serde_json::Value = serde_json::from_str(&desk.read("again/run.json")).unwrap();
    let sha256 = muster::vocabulary::Sha256::of(desk.read("one/run.json").as_bytes()).to_string();
    assert_eq!(said["replayOf"], sha256.as_str());

    fs::copy(desk.path("one/run.json"), desk.path("copy.json")).unwrap();
    for (run, out) in [("one/run.json", "one"), ("one", "./one/../one"), ("copy.json", "one")] {
        let refused = desk.muster(&["screen", "in.csv", "--replay", run, "--out", out, "--force"]).ended(2);
        assert!(refused.stderr.contains("is the folder of the run that is repeated"), "{}", refused.stderr);
    }
    let hits = ["screen", "in.csv", "--lists", "lists", "--out", "hits", "--max-rejects", "5", "--exit-on-hit"];
    desk.muster(&hits).ended(4);
    desk.muster(&["screen", "in.csv", "--replay", "hits", "--out", "hits-again"]).ended(4);
}

#[test]
fn a_run_does_not_wait_for_ever_for_another_program() {
    let desk = Desk::new();
    desk.file("in.csv", sample("customers.csv"));
    desk.muster(&["screen", "in.csv", "--lists", "lists", "--out", "one"]).ended(3);
    let lock = fs::File::options().write(true).open(desk.path("kept-lists/.lock")).unwrap();
    lock.lock().unwrap();
    let run = desk.muster(&["screen", "in.csv", "--lists", "lists", "--out", "two"]).ended(3);
    assert!(run.stdout.starts_with("NOT NOTED: "), "{}", run.stdout);
    // whoever is told to end does not wait for it at all
    let begun = std::time::Instant::now();
    let mut waiting = desk.command(&["screen", "in.csv", "--lists", "lists", "--out", "three"]);
    let mut waiting = waiting.stdout(std::process::Stdio::null()).spawn().unwrap();
    while !desk.path("three/run.json").exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    desk.bash(&format!("kill {}", waiting.id())).ended(0);
    assert_eq!(waiting.wait().unwrap().code(), Some(3));
    assert!(begun.elapsed() < std::time::Duration::from_secs(8), "{:?}", begun.elapsed());
}

#[test]
fn what_a_killed_run_left_among_the_kept_lists_goes_and_nobody_else_reads_them() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.file("in.csv", sample("customers.csv"));
    desk.file("kept-lists/.muster-abc", "half an index");
    desk.bash("umask 022; \"$MUSTER\" screen in.csv --lists lists --out one").ended(3);
    let mut left = desk.listing("kept-lists");
    left.retain(|name| !name.contains(".midx"));
    assert_eq!(left, [".lock", "runs.ndjson"]);
    for name in left {
        let mode = fs::metadata(desk.path("kept-lists").join(&name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_run_whose_list_cannot_be_kept_says_so_first_and_counts_all_the_same() {
    let desk = Desk::new();
    desk.file("kept-lists", "a file in the way");
    let run = desk.screen(sample("customers.csv"), &[]).ended(3);
    assert!(run.stdout.starts_with("NOT KEPT: "), "{}", run.stdout);
    let said: serde_json::Value = serde_json::from_str(&desk.read("out/run.json")).unwrap();
    let why = said["notKept"].as_str().unwrap();
    assert!(!why.contains('/') && !why.contains("kept-lists"), "{why}");
    desk.file("muster.toml", "[lists]\nkeep = \"none\"\n");
    let run = desk.screen(sample("customers.csv"), &["--config", "muster.toml"]).ended(3);
    assert!(!run.stdout.contains("KEPT") && !run.stdout.contains("screening of this file"), "{}", run.stdout);
}
