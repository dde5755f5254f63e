//! A store whose writer is killed at any moment is whole at the next opening, and what was begun can be begun again.
//!
//! `MUSTER_KILLS=200 cargo test --test store_killed` kills as often as one likes; the default is quick.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use support::Desk;

/// Dossiers in the file of events.
const DOSSIERS: usize = 300;

fn kills() -> u32 {
    std::env::var("MUSTER_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(12)
}

fn words<'w>(words: &[&'w str]) -> Vec<&'w str> {
    [words, &["--store", "s", "--key-file", "k", "--actor", "tests"]].concat()
}

/// A desk with an empty store and a file of events.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.muster(&words(&["store", "init"])).ended(0);
    let images = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/dossiers/images");
    for image in ["passport.png", "portrait.png"] {
        fs::create_dir_all(desk.path("images")).unwrap();
        fs::copy(images.join(image), desk.path("images").join(image)).unwrap();
    }
    let mut events = String::new();
    for n in 0..DOSSIERS {
        let line = |rest: &str| format!("{{\"externalReference\":\"R-{n}\",\"at\":\"2026-11-02T09:00:00Z\",{rest}}}");
        for rest in [
            r#""type":"dossier.created","userData":{"firstName":"Yaropolk","lastName":"Drovezhin","dateOfBirth":"1968-09-02"}"#,
            r#""type":"process.created","provider":"onfido","documentType":"passport""#,
            r#""type":"image.received","image":"front","path":"images/passport.png""#,
            r#""type":"image.received","image":"selfie","path":"images/portrait.png""#,
            r#""type":"image.received","image":"selfie","path":"images/passport.png""#,
            r#""type":"process.started""#,
            r#""type":"process.result","status":"accepted","finalResult":{"fullName":"Yaropolk Drovezhin","dateOfBirth":"1968-09-02"}"#,
        ] {
            writeln!(events, "{}", line(rest)).unwrap();
        }
    }
    desk.file("events.ndjson", events);
    desk
}

/// Kills a command at moments spread over the time that it takes; after each, the store must be whole.
fn killed(desk: &Desk, kills: u32, command: impl Fn(u32) -> Vec<String>, again: impl Fn()) {
    let begun = Instant::now();
    assert!(run(desk, &command(0)).wait().unwrap().success(), "it fails, and is killed for nothing");
    let takes = begun.elapsed().max(Duration::from_millis(20));
    again();
    for kill in 1..=kills {
        let mut child = run(desk, &command(kill));
        // a spread that is the same every time: odd multiples of the golden ratio
        let part = (f64::from(kill) * 0.618_034).fract();
        std::thread::sleep(takes.mul_f64(part));
        child.kill().unwrap();
        child.wait().unwrap();
        let checked = desk.muster(&words(&["store", "check"]));
        assert_eq!(checked.code, Some(0), "killed after {part:.3} of {takes:?}: {}{}", checked.stdout, checked.stderr);
        again();
    }
}

fn run(desk: &Desk, command: &[String]) -> std::process::Child {
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    desk.command(&command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn owned(words: Vec<&str>) -> Vec<String> {
    words.into_iter().map(str::to_owned).collect()
}

fn new_store(desk: &Desk) {
    fs::remove_dir_all(desk.path("s")).unwrap();
    fs::remove_file(desk.path("k")).unwrap();
    desk.muster(&words(&["store", "init"])).ended(0);
}

fn notified(desk: &Desk) -> usize {
    let lines = fs::read_to_string(desk.path("s/notifications.ndjson")).unwrap_or_default();
    let processes: std::collections::BTreeSet<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["processId"].to_string())
        .collect();
    assert_eq!(processes.len(), lines.lines().count(), "a process was announced twice");
    processes.len()
}

#[test]
fn an_import_can_be_killed_and_repeated() {
    let desk = desk();
    let import = || owned(words(&["dossier", "import", "events.ndjson"]));
    let kills = kills();
    killed(
        &desk,
        kills,
        |_| import(),
        || {
            let listed = desk.muster(&words(&["dossier", "list", "--limit", "1000", "--json"])).ended(0);
            let done = listed.stdout.lines().filter(|line| line.contains("\"accepted\"")).count();
            assert!(notified(&desk) <= done);
            // begun anew half of the time, gone on with the other half
            if done % 2 == 0 || done == DOSSIERS {
                new_store(&desk);
            }
        },
    );
    desk.muster(&words(&["dossier", "import", "events.ndjson"])).ended(0);
    let info = desk.muster(&["store", "info", "--store", "s", "--json"]).ended(0);
    let info: serde_json::Value = serde_json::from_str(&info.stdout).unwrap();
    assert_eq!((info["dossiers"].as_u64(), info["accepted"].as_u64()), (Some(300), Some(300)));
    assert_eq!((info["images"].as_u64(), info["unfinished"].as_bool()), (Some(600), Some(false)));
    assert_eq!(notified(&desk), DOSSIERS);
    desk.muster(&["audit", "verify", "--store", "s"]).ended(0);
}

#[test]
fn a_screening_and_an_export_can_be_killed() {
    let desk = desk();
    desk.muster(&words(&["dossier", "import", "events.ndjson"])).ended(0);
    desk.build();
    let screen = |n: u32| {
        let out = format!("out/{n}");
        owned(words(&["screen", "--lists", "lists.midx", "--out", &out]))
    };
    killed(&desk, kills(), screen, || {});
    let export = |_| owned(words(&["export", "--out", "evidence"]));
    killed(&desk, kills(), export, || {});
    desk.muster(&words(&["export", "--out", "evidence"])).ended(0);
    let left = desk.listing("evidence");
    assert!(left.iter().all(|name| !name.contains(".part")), "{left:?}");
    assert_eq!(left.iter().filter(|name| name.contains(".zip") && !name.contains(".sha256")).count(), DOSSIERS);
}

#[test]
fn an_erasure_that_is_killed_is_finished() {
    let desk = desk();
    desk.muster(&words(&["dossier", "import", "events.ndjson"])).ended(0);
    let delete = |n: u32| {
        let reference = format!("R-{n}");
        owned(words(&["dossier", "delete", "--external-reference", &reference, "--reason", "tests"]))
    };
    killed(&desk, kills(), delete, || {});
    let info = desk.muster(&["store", "info", "--store", "s", "--json"]).ended(0);
    let info: serde_json::Value = serde_json::from_str(&info.stdout).unwrap();
    let (left, erased) = (info["dossiers"].as_u64().unwrap(), info["erased"].as_u64().unwrap());
    assert_eq!((left + erased, info["images"].as_u64()), (300, Some(2 * left)));
    let files = fs::read_dir(desk.path("s/images")).unwrap().flatten();
    let files: usize = files.map(|folder| fs::read_dir(folder.path()).unwrap().count()).sum();
    assert_eq!(files as u64, 2 * left);
    desk.muster(&["audit", "verify", "--store", "s"]).ended(0);
}

#[test]
fn a_purge_that_is_killed_is_finished_by_the_next() {
    let desk = desk();
    let ended = |n: usize| {
        let end = if n % 10 == 9 { "null" } else { "\"2015-06-30T00:00:00Z\"" };
        format!(
            "{{\"type\":\"relationship.changed\",\"externalReference\":\"R-{n}\",\"startedAt\":\"2010-01-02T00:00:00Z\",\"endedAt\":{end}}}\n"
        )
    };
    let events = desk.read("events.ndjson") + &(0..DOSSIERS).map(ended).collect::<String>();
    desk.file("events.ndjson", events);
    desk.file(
        "policy.toml",
        "version = 1\npolicy_id = \"t\"\ntimezone = \"UTC\"\ndefault_class = \"c\"\n[safety]\nmax_deletions = 1000\nmax_fraction = 1.0\n\
         grace_days = 0\nmax_clock_jump_days = 36500\n[class.c]\nanchor = \"relationship_end\"\nretain_for = \"5y\"\ndelete_after = \"5y\"\n",
    );
    desk.muster(&words(&["dossier", "import", "events.ndjson"])).ended(0);
    let purge = |_| owned(words(&["purge", "run", "--policy", "policy.toml", "--anchor-dir", "anchors"]));
    let again = || {
        let info = desk.muster(&["store", "info", "--store", "s", "--json"]).ended(0);
        let info: serde_json::Value = serde_json::from_str(&info.stdout).unwrap();
        let (left, erased) = (info["dossiers"].as_u64().unwrap(), info["erased"].as_u64().unwrap());
        // nothing else goes, and what is gone has its tombstone
        assert!(left >= 30 && left + erased == 300, "{info}");
        if left == 30 {
            new_store(&desk);
            let _ = fs::remove_dir_all(desk.path("anchors"));
            desk.muster(&words(&["dossier", "import", "events.ndjson"])).ended(0);
        }
    };
    killed(&desk, kills(), purge, again);
    desk.muster(&words(&["purge", "run", "--policy", "policy.toml", "--anchor-dir", "anchors"])).ended(0);
    let info = desk.muster(&["store", "info", "--store", "s", "--json"]).ended(0);
    let info: serde_json::Value = serde_json::from_str(&info.stdout).unwrap();
    assert_eq!((info["dossiers"].as_u64(), info["erased"].as_u64()), (Some(30), Some(270)));
    let tombstones: std::collections::BTreeSet<String> = desk
        .read("anchors/tombstones.ndjson")
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["object"].to_string())
        .collect();
    assert_eq!(tombstones.len(), 270);
    desk.muster(&["audit", "verify", "--store", "s"]).ended(0);
    desk.muster(&words(&["store", "check"])).ended(0);
}
