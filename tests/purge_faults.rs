//! What goes wrong around an erasure: the clock, the disk, another purge; and that of what was erased no byte is left.

#[path = "support/retention.rs"]
mod retention;
mod support;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use clap::Parser;
use muster::cli::typed::Typed;
use muster::retention::Policy;
use muster::store::{Access, Bound, Credentials, Outside, Store, Tombstone};
use retention::{POLICY, at, desk, files, info, run};
use support::Desk;

/// How far the clock of [`in_time`] is ahead, in days.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    Utc::now() + TimeDelta::days(AHEAD.load(Ordering::SeqCst))
}

/// Runs a command in this process, so many days from now; its exit code, what it printed, or what was wrong.
fn in_time(desk: &Desk, days: i64, words: &[&str]) -> (u8, String) {
    // one clock for all of a file's tests: they take turns
    static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    AHEAD.store(days, Ordering::SeqCst);
    let words: Vec<String> = words
        .iter()
        .map(|word| word.strip_prefix("./").map_or((*word).to_owned(), |name| desk.path(name).display().to_string()))
        .collect();
    let typed = Typed::try_parse_from(std::iter::once("muster".to_owned()).chain(words)).unwrap();
    let mut out = Vec::new();
    match muster::commands::run(typed, &mut out, clock) {
        Ok(outcome) => (outcome.exit_code(), String::from_utf8(out).unwrap()),
        Err(error) => (error.exit_code(), error.to_string()),
    }
}

const STORE: [&str; 6] = ["--store", "./s", "--key-file", "./k", "--actor", "tests"];

fn purge(desk: &Desk, days: i64) -> (u8, String) {
    let run = ["purge", "run", "--policy", "./policy.toml", "--anchor-dir", "./anchors", "--plan", "./plan.json"];
    in_time(desk, days, &[&run[..], &STORE[..]].concat())
}

#[test]
fn a_clock_that_went_back_or_jumped_ahead_erases_nothing() {
    let desk = desk(4);
    desk.file("policy.toml", POLICY.replace("max_clock_jump_days = 36500", "max_clock_jump_days = 45"));
    assert_eq!(purge(&desk, 0).0, 0);
    assert_eq!(info(&desk)["dossiers"], 2);
    // due from now on, but for the clock
    let ended = r#"{"type":"relationship.changed","externalReference":"R-1","endedAt":"2016-01-01T00:00:00Z"}"#;
    desk.file("ended.ndjson", ended);
    at(&desk, &["dossier", "import", "ended.ndjson"]).ended(0);
    let (code, said) = purge(&desk, -2);
    assert!(code == 5 && said.contains("nothing was deleted"), "{code} {said}");
    let (code, said) = purge(&desk, 366);
    assert!(code == 5 && said.contains("nothing was deleted"), "{code} {said}");
    assert_eq!(info(&desk)["dossiers"], 2);
    // somebody who knows that the machine stood still for a year says so by name
    let plan: serde_json::Value = serde_json::from_str(&desk.read("plan.json")).unwrap();
    let approve = ["purge", "apply", "./plan.json", "--policy", "./policy.toml", "--approved-by", "ann", "--approve"];
    let (code, said) = in_time(&desk, 366, &[&approve[..], &[plan["hash"].as_str().unwrap()], &STORE[..]].concat());
    assert!(code == 0 && said.contains("1 dossiers erased"), "{code} {said}");
    desk.muster(&["audit", "verify", "--store", "s"]).ended(0);
}

#[test]
#[cfg(unix)]
fn a_disk_that_is_full_in_the_middle_stops_a_purge_and_the_next_one_finishes() {
    // a limit on the size of files is met as a full disk is: by a write that fails
    let (mut stopped, mut whole) = (0, 0);
    for blocks in [40, 128, 192, 256, 384, 512, 640, 768, 1_024, 1_536] {
        let desk = desk(60);
        let purge = "purge run --policy policy.toml --anchor-dir anchors --store s --key-file k --actor tests";
        let ran = desk.bash(&format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$MUSTER\" {purge}"));
        assert!(matches!(ran.code, Some(0 | 1)) && !ran.stderr.contains("panic"), "{:?} {}", ran.code, ran.stderr);
        *(if ran.code == Some(0) { &mut whole } else { &mut stopped }) += 1;
        run(&desk).ended(0);
        assert_eq!((info(&desk)["dossiers"].as_u64(), info(&desk)["erased"].as_u64()), (Some(30), Some(30)));
        assert_eq!(desk.read("anchors/tombstones.ndjson").lines().count(), 30);
        at(&desk, &["store", "check"]).ended(0);
        desk.muster(&["audit", "verify", "--store", "s"]).ended(0);
    }
    assert!(
        stopped > 0 && whole > 0,
        "{stopped} stopped, {whole} whole: the limits are no longer around what it writes"
    );
}

#[test]
fn days_of_grace_pass_between_the_mark_and_the_end_and_a_mark_is_taken_back() {
    let desk = desk(6);
    desk.file("policy.toml", POLICY.replace("grace_days = 0", "grace_days = 7"));
    assert!(purge(&desk, 0).1.contains("3 marked"));
    // one is active again because its facts changed, one because somebody says so, and one goes
    desk.file("again.ndjson", "{\"type\":\"relationship.changed\",\"externalReference\":\"R-0\",\"endedAt\":null}\n");
    at(&desk, &["dossier", "import", "again.ndjson"]).ended(0);
    let second = retention::id(&desk, "R-2");
    let unmark = ["purge", "unmark", &second, "--reason", "somebody looks at it"];
    assert_eq!(in_time(&desk, 3, &[&unmark[..], &STORE[..]].concat()).0, 0);
    let (_, said) = purge(&desk, 4);
    assert!(
        said.contains("0 dossiers erased") && said.contains("1 marked") && said.contains("1 active again"),
        "{said}"
    );
    let (_, said) = purge(&desk, 9);
    assert!(said.contains("1 dossiers erased") && said.contains("0 marked"), "{said}");
    let (_, said) = purge(&desk, 13);
    assert!(said.contains("1 dossiers erased"), "{said}");
    assert_eq!(info(&desk)["dossiers"], 4);
}

#[test]
fn a_plan_that_somebody_wrote_is_not_carried_out() {
    let desk = desk(4);
    at(&desk, &["purge", "plan", "--policy", "policy.toml", "-o", "plan.json"]).ended(0);
    let plan: serde_json::Value = serde_json::from_str(&desk.read("plan.json")).unwrap();
    // whoever can write a file can also write the hash of it
    let forged = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut forged = plan.clone();
        change(&mut forged);
        forged["hash"] = "0".repeat(64).into();
        // fields in the order in which they are hashed
        let mut typed: muster::retention::Plan = serde_json::from_value(forged).unwrap();
        let text = serde_json::to_string(&typed).unwrap();
        typed.hash = muster::vocabulary::Sha256::of(text.as_bytes());
        desk.file("forged.json", serde_json::to_string(&typed).unwrap());
        at(&desk, &["purge", "apply", "forged.json", "--policy", "policy.toml"])
    };
    let kept = retention::id(&desk, "R-1");
    forged(&|plan| plan["erase"][0]["dossierId"] = kept.clone().into()).refused_with(5, "somebody changed it");
    forged(&|plan| plan["plannedAt"] = "2099-01-01T00:00:00Z".into()).refused_with(5, "a time that has not come");
    forged(&|plan| plan["mark"] = plan["erase"].clone()).refused_with(5, "somebody changed it");
    assert_eq!(info(&desk)["dossiers"], 4);
    // a backup after the plan changes nothing of what goes
    at(&desk, &["store", "backup", "--to", "data"]).ended(0);
    at(&desk, &["purge", "apply", "plan.json", "--policy", "policy.toml"]).ended(0);
    assert_eq!(info(&desk)["dossiers"], 2);
}

#[test]
fn of_two_purges_at_once_one_erases_and_the_other_says_who_holds_the_store() {
    let desk = desk(80);
    let held = fs::File::options().write(true).open(desk.path("s/lock")).unwrap();
    held.lock().unwrap();
    run(&desk).refused_with(5, "the store is being written to by");
    drop(held);
    let words = ["purge", "run", "--policy", "policy.toml", "--store", "s", "--key-file", "k", "--actor", "tests"];
    let start = || desk.command(&words).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let both = [start(), start()].map(|child| child.wait_with_output().unwrap());
    let codes = both.each_ref().map(|ran| ran.status.code());
    assert!(codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 5))), "{codes:?}");
    assert_eq!((info(&desk)["dossiers"].as_u64(), info(&desk)["erased"].as_u64()), (Some(40), Some(40)));
    at(&desk, &["store", "check"]).ended(0);
}

fn outside() -> Outside {
    let random = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(std::io::Error::other);
    Outside { now: Utc::now, random, actor: "tests".to_owned() }
}

#[test]
fn holds_and_days_are_read_again_in_the_moment_in_which_something_goes() {
    let desk = desk(6);
    let credentials = Credentials { key_file: desk.path("k"), passphrase_file: None };
    let access = Access::Write { wait: std::time::Duration::ZERO };
    let mut store = Store::open(&desk.path("s"), &credentials, access, outside()).unwrap();
    // selfies of the others go alone
    let policy = Policy::parse("policy.toml", &POLICY.replace("\"1y\"", "\"1mo\"")).unwrap();
    let plan = store.plan(&policy, None, |_| Vec::new()).unwrap();
    assert_eq!(plan.erase.len(), 6);
    let of = |store: &Store, reference: &str| store.find(reference).unwrap().unwrap();
    let held = vec![of(&store, "R-0"), of(&store, "R-1")];
    store.place_hold(&Bound::Dossiers(held.clone()), "A-1", "2099-01-01".parse().unwrap()).unwrap();
    let gone = of(&store, "R-2");
    store.erase_dossier(gone, Tombstone::by_hand("asked", None)).unwrap();
    let done = store.purge(&plan, &policy, (None, "run"), &|_| true).unwrap();
    assert_eq!((done.dossiers, done.parts, done.spared), (1, 2, 3), "{done:?}");
    for dossier in held {
        assert_eq!(store.dossier(dossier).unwrap().processes[0].contents.images.len(), 2);
    }
}

/// How many of the secrets, which have at least 16 bytes, are somewhere in these folders.
fn found(secrets: &HashSet<[u8; 16]>, folders: &[&Path]) -> usize {
    let mut seen: HashSet<[u8; 16]> = HashSet::new();
    for file in folders.iter().flat_map(|folder| files(folder)) {
        let bytes = fs::read(file).unwrap();
        seen.extend(bytes.windows(16).filter_map(|window| secrets.get(window).copied()));
    }
    seen.len()
}

fn first_16(bytes: &[u8]) -> [u8; 16] {
    bytes[..16].try_into().unwrap()
}

/// What the databases hold of a dossier: wrapped keys, and sealed content.
fn held(desk: &Desk, dossier: &str) -> (Vec<[u8; 16]>, Vec<[u8; 16]>) {
    let id = uuid::Uuid::parse_str(dossier).unwrap();
    let blobs = |database: &str, select: &str| -> Vec<[u8; 16]> {
        let connection = rusqlite::Connection::open(desk.path(database)).unwrap();
        let mut select = connection.prepare(select).unwrap();
        let rows = select.query_map([&id.as_bytes()[..]], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        // without the first bytes, which may be the same in all
        rows.map(|blob| first_16(&blob.unwrap()[4..])).collect()
    };
    let keys = blobs("s/keys.db", "SELECT wrapped FROM keys WHERE dossier = ?1");
    let sealed = "SELECT sealed FROM dossiers WHERE id = ?1 UNION SELECT sealed FROM processes WHERE dossier = ?1 \
                  UNION SELECT reference FROM dossiers WHERE id = ?1";
    (keys, blobs("s/store.db", sealed))
}

#[test]
fn of_a_thousand_planted_secrets_no_byte_is_left_in_store_backups_and_results() {
    const DOSSIERS: usize = 120;
    let desk = desk(0);
    let outputs = "outputs = { \"runs\" = \"results\" }\n[safety]";
    let class = "[class.results]\nanchor = \"created\"\ndelete_after = \"1mo\"\n[component]";
    desk.file(
        "policy.toml",
        POLICY.replace("= 100", "= 200").replace("[safety]", outputs).replace("[component]", class),
    );
    let mut texts: HashSet<[u8; 16]> = HashSet::new();
    let mut plant = |what: &str, n: usize| {
        let text = format!("{what}{:012}secret", n * 7919 + 100_000_000_000);
        texts.insert(first_16(text.as_bytes()));
        text
    };
    let mut events = String::new();
    for n in 0..DOSSIERS {
        let (reference, name, number) = (plant("Ref", n), plant("Nam", n), plant("Doc", n));
        let (street, raw, person) = (plant("Str", n), plant("Raw", n), plant("Pid", n));
        for rest in [
            format!(
                r#""type":"dossier.created","userData":{{"lastName":"{name}","personalIdentificationNumber":"{person}","address":{{"street":"{street}"}}}}"#
            ),
            r#""type":"relationship.changed","endedAt":"2015-06-30T00:00:00Z""#.to_owned(),
            r#""type":"process.created","provider":"onfido","documentType":"passport""#.to_owned(),
            r#""type":"image.received","image":"front","path":"images/passport.png""#.to_owned(),
            r#""type":"image.received","image":"selfie","path":"images/portrait.png""#.to_owned(),
            format!(
                r#""type":"process.result","status":"accepted","providerSpecific":{{"x":"{raw}"}},"finalResult":{{"lastName":"{name}","documentNumber":"{number}"}}"#
            ),
        ] {
            writeln!(events, "{{\"externalReference\":\"{reference}\",{rest}}}").unwrap();
        }
    }
    desk.file("inbox/events.ndjson", events);
    fs::rename(desk.path("images"), desk.path("inbox/images")).unwrap();
    let run = |days: i64, words: &[&str]| {
        let (code, said) = in_time(&desk, days, &[words, &STORE[..]].concat());
        assert_eq!(code, 0, "{words:?}: {said}");
    };
    run(0, &["dossier", "import", "./inbox/events.ndjson"]);
    run(0, &["screen", "--lists", "./lists", "--out", "./runs/first", "--all"]);
    run(0, &["export", "--out", "./evidence"]);
    run(0, &["store", "backup", "--to", "./data"]);
    run(0, &["store", "backup", "--to", "./keys", "--keys"]);
    let listed = desk.muster(&["dossier", "list", "--store", "s", "--key-file", "k", "--json", "--limit", "1000"]);
    let (mut keys, mut sealed) = (HashSet::new(), HashSet::new());
    for line in listed.ended(0).stdout.lines() {
        let listed: serde_json::Value = serde_json::from_str(line).unwrap();
        let (of_keys, of_content) = held(&desk, listed["dossierId"].as_str().unwrap());
        keys.extend(of_keys);
        sealed.extend(of_content);
    }
    assert!(texts.len() + keys.len() + sealed.len() >= 1_000, "{} {} {}", texts.len(), keys.len(), sealed.len());
    let [store, data, key_copies, runs, evidence] =
        ["s", "data", "keys", "runs", "evidence"].map(|folder| desk.path(folder));
    // what is looked for can be found: names in the results, keys where they are, sealed content in store and backup
    assert!(found(&texts, &[&runs]) >= DOSSIERS);
    assert_eq!([found(&keys, &[&store]), found(&keys, &[&key_copies])], [keys.len(); 2]);
    assert_eq!([found(&sealed, &[&store]), found(&sealed, &[&data])], [sealed.len(); 2]);
    assert_eq!(found(&texts, &[&store, &data, &key_copies]), 0, "what is sealed cannot be read");
    assert_eq!(found(&keys, &[&data]), 0, "a backup of the data has no keys");

    let (code, said) = purge(&desk, 40);
    assert!(code == 0 && said.contains("120 dossiers erased") && said.contains("1 folders of results"), "{said}");
    let left = files(&evidence);
    assert!(left.iter().all(|file| file.extension().is_none_or(|end| end != "zip")), "{left:?}");
    run(40, &["store", "backup", "--to", "./data"]);
    run(40, &["store", "backup", "--to", "./keys", "--keys"]);
    for (what, secrets) in [("texts", &texts), ("keys", &keys), ("sealed", &sealed)] {
        assert_eq!(found(secrets, &[&store, &data, &key_copies, &runs, &evidence, &desk.path("anchors")]), 0, "{what}");
    }
    at(&desk, &["store", "check"]).ended(0);
}

#[test]
fn who_changes_what_stands_readable_beside_a_dossier_erases_nothing_by_it() {
    let desk = desk(4);
    let kept = retention::id(&desk, "R-1");
    let id = uuid::Uuid::parse_str(&kept).unwrap();
    let db = rusqlite::Connection::open(desk.path("s/store.db")).unwrap();
    let facts: String =
        db.query_row("SELECT facts FROM dossiers WHERE id = ?1", [&id.as_bytes()[..]], |row| row.get(0)).unwrap();
    let mut changed: serde_json::Value = serde_json::from_str(&facts).unwrap();
    changed["relationships"][0]["endedAt"] = "2011-01-01T00:00:00Z".into();
    db.execute(
        "UPDATE dossiers SET facts = ?2 WHERE id = ?1",
        rusqlite::params![&id.as_bytes()[..], changed.to_string()],
    )
    .unwrap();
    drop(db);
    // what is due goes, and the one that was tampered with is passed over and named
    let ran = run(&desk);
    assert!(ran.code == Some(1) && ran.stdout.contains("2 dossiers erased"), "{:?} {}", ran.code, ran.stdout);
    at(&desk, &["store", "check"]).ended(1);
    assert_eq!(info(&desk)["dossiers"], 2);
    // a hold that somebody took out of the database is missed
    let other = retention::desk(2);
    let id = retention::id(&other, "R-0");
    at(&other, &["hold", "place", "--matter", "A-1", "--review-by", "2099-01-01", "--dossier", &id]).ended(0);
    rusqlite::Connection::open(other.path("s/store.db")).unwrap().execute("DELETE FROM holds", []).unwrap();
    let checked = at(&other, &["store", "check"]).ended(1);
    assert!(checked.stdout.contains("0 holds that stand, and by the audit 1"), "{}", checked.stdout);
}

#[test]
fn a_dossier_that_was_erased_is_not_brought_back_by_the_events_that_made_it() {
    let desk = desk(2);
    run(&desk).ended(0);
    // by external reference alone the person is nobody that was ever here, but the process is known to be gone
    let gone = format!(
        "{{\"type\":\"process.created\",\"externalReference\":\"R-0\",\"processId\":\"{}\",\"provider\":\"onfido\"}}",
        "01a19b7d-90e0-7c01-9a51-3f5e0a4b1c01"
    );
    desk.file(
        "first.ndjson",
        format!("{{\"type\":\"dossier.created\",\"externalReference\":\"R-9\"}}\n{}\n", gone.replace("R-0", "R-9")),
    );
    at(&desk, &["dossier", "import", "first.ndjson"]).ended(0);
    desk.file("end.ndjson", "{\"type\":\"process.result\",\"externalReference\":\"R-9\",\"status\":\"rejected\"}\n");
    at(&desk, &["dossier", "import", "end.ndjson"]).ended(0);
    let id = retention::id(&desk, "R-9");
    at(&desk, &["dossier", "delete", &id, "--reason", "asked", "--override", "told to", "--approved-by", "ann"])
        .ended(0);
    let again = at(&desk, &["dossier", "import", "first.ndjson"]).ended(3);
    assert!(again.stdout.contains("erased"), "{}", again.stdout);
}
