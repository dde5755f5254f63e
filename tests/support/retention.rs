//! Dossiers of which some are due, and what is asked of their store.

// each test file uses some of it
#![allow(dead_code)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::support::{Desk, Ran};

pub const POLICY: &str = r#"
version = 1
policy_id = "test"
timezone = "Europe/Oslo"
default_class = "kyc"
[safety]
max_deletions = 100
max_fraction = 1.0
grace_days = 0
max_clock_jump_days = 36500
[class.kyc]
anchor = "relationship_end"
retain_for = "5y"
delete_after = "5y"
[class.photo]
anchor = "completed"
delete_after = "1y"
[component]
selfie = "photo"
"#;

pub fn at(desk: &Desk, words: &[&str]) -> Ran {
    desk.muster(&[words, &["--store", "s", "--key-file", "k", "--actor", "tests"]].concat())
}

/// A desk with dossiers `R-0` to `R-n`; the relationships of even ones ended in 2015.
pub fn desk(dossiers: usize) -> Desk {
    let desk = Desk::new();
    at(&desk, &["store", "init"]).ended(0);
    let images = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/dossiers/images");
    fs::create_dir_all(desk.path("images")).unwrap();
    fs::copy(images.join("passport.png"), desk.path("images/passport.png")).unwrap();
    fs::copy(images.join("portrait.png"), desk.path("images/portrait.png")).unwrap();
    let mut events = String::new();
    for n in 0..dossiers {
        let ended = if n % 2 == 0 { "\"2015-06-30T00:00:00Z\"" } else { "null" };
        for rest in [
            r#""type":"dossier.created","at":"2010-01-02T00:00:00Z","userData":{"lastName":"Perchinetti"}"#,
            &format!(
                r#""type":"relationship.changed","at":"2015-07-01T00:00:00Z","startedAt":"2010-01-02T00:00:00Z","endedAt":{ended}"#
            ),
            r#""type":"process.created","at":"2026-01-02T00:00:00Z","provider":"onfido","documentType":"passport""#,
            r#""type":"image.received","at":"2026-01-02T00:00:00Z","image":"front","path":"images/passport.png""#,
            r#""type":"image.received","at":"2026-01-02T00:00:00Z","image":"selfie","path":"images/portrait.png""#,
            r#""type":"process.started","at":"2026-01-02T00:00:00Z""#,
            r#""type":"process.result","at":"2026-01-03T00:00:00Z","status":"accepted","finalResult":{"lastName":"Perchinetti"}"#,
        ] {
            writeln!(events, "{{\"externalReference\":\"R-{n}\",{rest}}}").unwrap();
        }
    }
    desk.file("events.ndjson", events);
    at(&desk, &["dossier", "import", "events.ndjson"]).ended(0);
    desk.file("policy.toml", POLICY);
    desk
}

pub fn id(desk: &Desk, reference: &str) -> String {
    let shown = at(desk, &["dossier", "show", "--external-reference", reference, "--json"]).ended(0);
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    shown["dossierId"].as_str().unwrap().to_owned()
}

pub fn plan(desk: &Desk, options: &[&str]) -> serde_json::Value {
    let words = [&["purge", "plan", "--policy", "policy.toml", "--json"], options].concat();
    serde_json::from_str(&at(desk, &words).ended(0).stdout).unwrap()
}

pub fn run(desk: &Desk) -> Ran {
    at(desk, &["purge", "run", "--policy", "policy.toml", "--anchor-dir", "anchors"])
}

pub fn info(desk: &Desk) -> serde_json::Value {
    serde_json::from_str(&desk.muster(&["store", "info", "--store", "s", "--json"]).ended(0).stdout).unwrap()
}

pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
