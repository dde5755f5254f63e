//! A store as its users see it: made, filled, shown, screened, exported, erased, damaged.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Desk, Ran};

const PASSPORT: &str = "01a19b7d-90e0-7c01-9a51-3f5e0a4b1c01";
const ATTENDED: &str = "01a1a06c-fe60-7c02-8e11-6a2b90d7e002";

/// Words of the sample that must never be readable without a key.
const WORDS: [&str; 9] =
    ["Emma", "EMMA", "Johansson", "JOHANSSON", "880520", "C-025", "Uppsala", "Drovezhin", "onfido"];

fn sample_events() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/dossiers/events.ndjson")
}

/// A desk with a store of the sample.
fn desk() -> Desk {
    let desk = Desk::new();
    at(&desk, &["store", "init"]).ended(0);
    import(&desk, sample_events().to_str().unwrap()).ended(0);
    desk
}

fn at(desk: &Desk, words: &[&str]) -> Ran {
    desk.muster(&[words, &["--store", "s", "--key-file", "k", "--actor", "tests"]].concat())
}

fn import(desk: &Desk, file: &str) -> Ran {
    at(desk, &["dossier", "import", file, "--rejects", "rejects.ndjson"])
}

fn dossier_of(desk: &Desk, reference: &str) -> String {
    let shown = at(desk, &["dossier", "show", "--external-reference", reference, "--json"]).ended(0);
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    shown["dossierId"].as_str().unwrap().to_owned()
}

fn whole(desk: &Desk) -> serde_json::Value {
    let checked = at(desk, &["store", "check", "--json"]).ended(0);
    serde_json::from_str(&checked.stdout).unwrap()
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn found_in(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(folder) {
        let bytes = fs::read(&path).unwrap();
        let name = path.to_string_lossy().into_owned();
        for word in words {
            if name.contains(word) || bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                found.push(format!("{word} in {name}"));
            }
        }
    }
    found
}

#[test]
fn the_same_file_twice_changes_nothing_and_the_store_is_whole() {
    let desk = desk();
    let before = whole(&desk);
    let again = import(&desk, sample_events().to_str().unwrap()).ended(0);
    assert!(again.stdout.contains("0 counted  ") && again.stdout.contains("13 counted before"), "{}", again.stdout);
    assert_eq!(whole(&desk), before);
    assert_eq!((before["dossiers"].as_u64(), before["images"].as_u64()), (Some(3), Some(3)));
    assert_eq!(desk.read("s/notifications.ndjson").lines().count(), 2);
}

#[test]
fn nothing_in_a_store_can_be_read_without_its_key() {
    let desk = desk();
    at(&desk, &["screen", "--lists", "lists", "--out", "out"]).ended(0);
    at(&desk, &["export", "--out", "evidence"]).ended(0);
    at(&desk, &["dossier", "show", "--external-reference", "C-025"]).ended(0);
    assert_eq!(found_in(&desk.path("s"), &WORDS), Vec::<String>::new());
    let image = fs::read(sample_events().parent().unwrap().join("images/passport.png")).unwrap();
    assert!(
        files(&desk.path("s"))
            .iter()
            .all(|path| !fs::read(path).unwrap().windows(32).any(|bytes| bytes == &image[40..72]))
    );
    // and the words are there for who has it
    let shown = at(&desk, &["dossier", "show", "--external-reference", "C-025"]).ended(0);
    assert!(shown.stdout.contains("Johansson") && shown.stdout.contains("ACCEPTED"), "{}", shown.stdout);
}

#[test]
fn a_bad_line_is_set_aside_with_its_code_and_the_rest_counts() {
    let desk = desk();
    let url = "data:image/png;base64,iVBORw0KGgo=";
    let lines = [
        ("not json", "invalid_json"),
        (r#"{"type":"dossier.created"}"#, "dossier_unnamed"),
        (r#"{"type":"dossier.renamed","externalReference":"X"}"#, "unknown_type"),
        (r#"{"type":"process.started","externalReference":"nobody"}"#, "unknown_dossier"),
        (r#"{"type":"dossier.created","dossierId":"../../etc"}"#, "invalid_value"),
        (
            r#"{"type":"dossier.created","externalReference":"C-025","userData":{"dateOfBirth":"1970-01-01"}}"#,
            "dossier_identity_conflict",
        ),
        (
            r#"{"type":"image.received","externalReference":"C-025","image":"front","path":"../../../etc/passwd"}"#,
            "bad_path",
        ),
        (r#"{"type":"image.received","externalReference":"C-025","image":"front","path":"/etc/passwd"}"#, "bad_path"),
        (
            r#"{"type":"image.received","externalReference":"C-025","image":"front","path":"images/none.png"}"#,
            "image_unreadable",
        ),
        (r#"{"type":"image.received","externalReference":"C-025","image":"front","path":"link.png"}"#, "bad_path"),
        (
            r#"{"type":"image.received","externalReference":"C-025","image":"front","path":"lies.png","mediaType":"image/png"}"#,
            "image_type_mismatch",
        ),
        (
            &format!(r#"{{"type":"image.received","externalReference":"C-025","image":"front","data":"{url}"}}"#),
            "image_truncated",
        ),
        (
            r#"{"type":"image.received","externalReference":"C-025","image":"front","data":"data:image/png;base64,%%%"}"#,
            "bad_base64",
        ),
        (r#"{"type":"process.result","externalReference":"C-025","status":"rejected"}"#, "final_status"),
    ];
    let mut text: String = lines.iter().flat_map(|(line, _)| [*line, "\n"]).collect();
    let start =
        r#"{"type":"image.received","externalReference":"C-025","image":"front","data":"data:image/png;base64,"#;
    text.extend([start, "A".repeat(30 << 20).as_str(), "\"}\n"]);
    text += "{\"type\":\"dossier.created\",\"externalReference\":\"new\"}\n";
    desk.file("events.ndjson", text);
    desk.file("secret.png", "\u{89}PNG");
    desk.file("sub/lies.png", [0xff, 0xd8, 0xff, 0xe0]);
    fs::rename(desk.path("sub/lies.png"), desk.path("lies.png")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", desk.path("link.png")).unwrap();
    let ran = import(&desk, "events.ndjson").ended(3);
    let rejects: Vec<serde_json::Value> =
        desk.read("rejects.ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for ((line, code), reject) in lines.iter().zip(&rejects) {
        assert_eq!((reject["error_code"].as_str(), reject["row"].as_str()), (Some(*code), Some(*line)), "{reject}");
        assert!(!reject["error_detail"].as_str().unwrap().contains("1970"));
    }
    assert_eq!(rejects.last().unwrap()["error_code"], "line_too_long");
    assert!(ran.stdout.contains("1 new dossiers"), "{}", ran.stdout);
    assert_eq!(whole(&desk)["dossiers"], 4);
}

#[test]
fn a_dossier_is_made_one_by_one() {
    let desk = desk();
    desk.file("user.json", r#"{"firstName":"Osvaldo","lastName":"Perchinetti","dateOfBirth":"1970-02-03"}"#);
    let created = at(&desk, &["dossier", "create", "--external-reference", "P-1", "--user-data", "user.json"]).ended(0);
    let dossier = created.stdout.trim();
    let process =
        at(&desk, &["process", "create", dossier, "--provider", "onfido", "--document-type", "passport"]).ended(0);
    let process = process.stdout.trim().to_owned();
    at(&desk, &["process", "start", &process]).ended(1);
    let images = sample_events().parent().unwrap().join("images");
    for (kind, file) in [("front", "passport.png"), ("selfie", "passport.png")] {
        at(&desk, &["image", "put", &process, kind, images.join(file).to_str().unwrap()]).ended(0);
    }
    assert_eq!(at(&desk, &["process", "start", &process]).ended(0).stdout, "processing\n");
    desk.file("result.json", r#"{"fullName":"Osvaldo Perchinetti","dateOfBirth":"1970-02-03"}"#);
    desk.file("raw.json", r#"{ "a": [1,  2] }"#);
    let answered = [
        "process",
        "result",
        &process,
        "--status",
        "accepted",
        "--final-result",
        "result.json",
        "--provider-specific",
        "raw.json",
    ];
    assert_eq!(at(&desk, &answered).ended(0).stdout, "accepted\n");
    let shown = at(&desk, &["process", "show", &process, "--json", "--purpose", "a look"]).ended(0);
    assert!(shown.stdout.contains(r#"{ "a": [1,  2] }"#), "{}", shown.stdout);
    at(&desk, &["image", "get", &process, "front", "-o", "front.png"]).ended(0);
    assert_eq!(fs::read(desk.path("front.png")).unwrap(), fs::read(images.join("passport.png")).unwrap());
    at(&desk, &["image", "delete", &process, "selfie", "--reason", "asked for"]).ended(0);
    at(&desk, &["image", "get", &process, "selfie"]).ended(2);
    let listed = at(&desk, &["dossier", "list", "--status", "accepted", "--limit", "2"]).ended(0);
    assert!(listed.stdout.contains("--after"), "{}", listed.stdout);
    at(&desk, &["process", "delete", &process, "--reason", "asked for"]).ended(0);
    at(&desk, &["process", "show", &process]).ended(2);
    at(&desk, &["dossier", "delete", "--external-reference", "P-1", "--reason", "asked for"]).ended(0);
    at(&desk, &["dossier", "show", dossier]).refused_with(1, "was erased");
    assert_eq!(whole(&desk)["dossiers"], 3);
    at(&desk, &["audit", "verify"]).ended(2);
    desk.muster(&["audit", "verify", "--store", "s"]).ended(0);
}

#[test]
fn an_erased_dossier_does_not_come_back_and_its_key_is_in_no_file() {
    let desk = desk();
    let dossier = dossier_of(&desk, "C-025");
    let line = format!("{{\"type\":\"dossier.created\",\"dossierId\":\"{dossier}\"}}\n");
    let wrapped: Vec<Vec<u8>> = keys(&desk, &dossier);
    assert!(!wrapped.is_empty() && !found_bytes(&desk.path("s"), &wrapped).is_empty());
    let images = files(&desk.path("s/images")).len();
    at(&desk, &["dossier", "delete", &dossier, "--reason", "asked for"]).ended(0);
    assert_eq!(found_bytes(&desk.path("s"), &wrapped), Vec::<PathBuf>::new());
    assert_eq!(images - files(&desk.path("s/images")).len(), 2);
    desk.file("again.ndjson", line);
    import(&desk, "again.ndjson").ended(3);
    assert!(desk.read("rejects.ndjson").contains("erased"));
    assert_eq!(whole(&desk)["dossiers"], 2);
}

/// The wrapped keys of a dossier, as they stand in the database.
fn keys(desk: &Desk, dossier: &str) -> Vec<Vec<u8>> {
    let connection = rusqlite::Connection::open(desk.path("s/keys.db")).unwrap();
    let id = uuid::Uuid::parse_str(dossier).unwrap();
    let mut select = connection.prepare("SELECT wrapped FROM keys WHERE dossier = ?1").unwrap();
    let rows = select.query_map([&id.as_bytes()[..]], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn found_bytes(folder: &Path, needles: &[Vec<u8>]) -> Vec<PathBuf> {
    let has = |path: &PathBuf| {
        let bytes = fs::read(path).unwrap();
        // the middle of a key: what stands around it may be laid out otherwise
        needles.iter().any(|needle| bytes.windows(24).any(|window| window == &needle[24..48]))
    };
    files(folder).into_iter().filter(has).collect()
}

#[test]
fn accepted_processes_are_screened_and_each_keeps_its_lookup() {
    let desk = desk();
    let run = at(&desk, &["screen", "--lists", "lists", "--out", "out"]).ended(0);
    assert!(run.stdout.contains("1 skipped           status_not_accepted 1"), "{}", run.stdout);
    assert!(run.stdout.contains("appended a lookup to 2 processes"), "{}", run.stdout);
    let hits = desk.read("out/hits.csv");
    assert!(hits.lines().count() == 2 && hits.contains(ATTENDED), "{hits}");
    let run: serde_json::Value = serde_json::from_str(&desk.read("out/run.json")).unwrap();
    assert_eq!((run["rows"].as_u64(), run["skipped"].as_u64(), run["withHit"].as_u64()), (Some(3), Some(1), Some(1)));
    let shown = at(&desk, &["process", "show", ATTENDED, "--json"]).ended(0);
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    assert_eq!(shown["lookups"][0]["hitsTotal"], 1);
    assert_eq!(shown["lookups"][0]["result"]["hits"][0]["entityId"], "S-002");
    // one alone
    let one = at(&desk, &["screen", "--lists", "lists", "--out", "one", "--process", PASSPORT]).ended(0);
    assert!(one.stdout.contains("appended a lookup to 1 processes"), "{}", one.stdout);
    at(&desk, &["screen", "--lists", "lists", "--out", "none", "--process", "01a19b7d-90e0-7c01-9a51-3f5e0a4b1cff"])
        .ended(2);
    // the same store, with nothing changed on either side: the same bytes
    let since =
        at(&desk, &["screen", "--lists", "lists", "--out", "again", "--since", "out", "--run-date", "2026-11-26"]);
    let full = at(&desk, &["screen", "--lists", "lists", "--out", "full", "--run-date", "2026-11-26"]);
    since.ended(0);
    full.ended(0);
    assert_eq!(desk.read("again/hits.csv"), desk.read("full/hits.csv"));
    whole(&desk);
}

#[test]
fn exports_of_the_same_state_are_the_same_bytes_and_stand_in_the_ledger() {
    let desk = desk();
    at(&desk, &["screen", "--lists", "lists", "--out", "out"]).ended(0);
    at(&desk, &["export", "--out", "one"]).ended(0);
    at(&desk, &["export", "--out", "two"]).ended(0);
    let zips: Vec<String> = desk.listing("one").into_iter().filter(|name| name.contains(".zip")).collect();
    assert_eq!(zips.len(), 4);
    for name in &zips {
        assert_eq!(
            fs::read(desk.path("one").join(name)).unwrap(),
            fs::read(desk.path("two").join(name)).unwrap(),
            "{name}"
        );
    }
    let all: Vec<String> =
        zips.iter().filter(|name| !name.contains("sha256")).map(|name| format!("one/{name}")).collect();
    let verify: Vec<&str> = ["export", "verify"].into_iter().chain(all.iter().map(String::as_str)).collect();
    let verified = desk.muster(&verify).ended(0);
    assert!(verified.stdout.contains("2 of 2 archives are intact"), "{}", verified.stdout);
    let shown = at(&desk, &["process", "show", ATTENDED, "--json"]).ended(0);
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    assert_eq!(shown["exports"].as_array().unwrap().len(), 2);
    at(&desk, &["export", "--out", "three", "--status", "pending"]).ended(2);
}

#[test]
fn what_is_damaged_is_named_and_a_wrong_key_opens_nothing() {
    let desk = desk();
    at(&desk, &["store", "init"]).ended(2);
    let image = files(&desk.path("s/images")).pop().unwrap();
    let bytes = fs::read(&image).unwrap();
    let mut changed = bytes.clone();
    changed[60] ^= 1;
    fs::write(&image, changed).unwrap();
    let checked = at(&desk, &["store", "check"]).ended(1);
    assert!(checked.stdout.contains(image.file_name().unwrap().to_str().unwrap()), "{}", checked.stdout);
    fs::write(&image, bytes).unwrap();
    // a blob that was put in another's place
    let swap =
        "UPDATE processes SET sealed = (SELECT sealed FROM processes AS other WHERE other.id <> processes.id LIMIT 1)";
    fs::copy(desk.path("s/store.db"), desk.path("store.db")).unwrap();
    let connection = rusqlite::Connection::open(desk.path("s/store.db")).unwrap();
    connection.execute(swap, []).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    let checked = at(&desk, &["store", "check"]).ended(1);
    assert!(checked.stdout.contains("damaged or was changed"), "{}", checked.stdout);
    for (version, message) in [(99, "use the version of muster that wrote it"), (0, "never finished")] {
        connection.pragma_update(None, "user_version", version).unwrap();
        at(&desk, &["dossier", "list"]).refused_with(1, message);
    }
    drop(connection);
    fs::write(desk.path("s/store.db"), "no database at all, but long enough to be looked at as one").unwrap();
    at(&desk, &["dossier", "list"]).refused_with(1, "damaged or cut off");
    desk.file("other", [9; 32]);
    fs::set_permissions(desk.path("other"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    desk.muster(&["dossier", "list", "--store", "s", "--key-file", "other"])
        .refused_with(1, "is not that of this store");
    desk.muster(&["dossier", "list", "--store", "nowhere", "--key-file", "k"]).refused_with(1, "is no store");
}

#[test]
fn another_key_touches_no_dossier_and_backups_never_hold_keys() {
    let desk = desk();
    at(&desk, &["store", "backup", "--to", "backup"]).ended(0);
    at(&desk, &["store", "backup", "--to", "keys", "--keys"]).ended(0);
    assert_eq!(desk.listing("backup"), ["images", "reads.db", "store.db"]);
    at(&desk, &["store", "rekey", "--new-key-file", "k2"]).ended(0);
    at(&desk, &["dossier", "list"]).refused_with(1, "is not that of this store");
    fs::rename(desk.path("k"), desk.path("k1")).unwrap();
    fs::rename(desk.path("k2"), desk.path("k")).unwrap();
    assert_eq!(whole(&desk)["dossiers"], 3);
    dossier_of(&desk, "C-025");
    // last month's data, and the keys from then: restored, they open
    let keys = desk.listing("keys").remove(0);
    fs::copy(desk.path("keys").join(keys), desk.path("backup/keys.db")).unwrap();
    desk.muster(&["store", "check", "--store", "backup", "--key-file", "k1"]).ended(0);
    at(&desk, &["store", "backup", "--to", "s/inside"]).ended(2);
    at(&desk, &["store", "backup", "--to", "lists"]).ended(2);
}

#[test]
fn the_chain_names_its_first_broken_link_and_an_anchor_shows_what_was_cut_off() {
    let desk = desk();
    let audit = |words: &[&str]| desk.muster(&[&["audit"], words, &["--store", "s"]].concat());
    audit(&["anchor", "--to", "anchors"]).ended(0);
    audit(&["verify", "--anchor", "anchors"]).ended(0);
    let connection = rusqlite::Connection::open(desk.path("s/store.db")).unwrap();
    connection.execute("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", []).unwrap();
    audit(&["verify"]).ended(0);
    audit(&["verify", "--anchor", "anchors"]).refused_with(1, "was cut short");
    connection.execute("UPDATE audit SET actor = 'nobody' WHERE seq = 5", []).unwrap();
    audit(&["verify"]).refused_with(1, "broken at entry 5");
}

#[test]
fn the_second_writer_is_told_who_holds_the_store_and_readers_never_wait() {
    let desk = desk();
    let lock = fs::File::options().write(true).open(desk.path("s/lock")).unwrap();
    lock.lock().unwrap();
    at(&desk, &["dossier", "create", "--external-reference", "Q"]).refused_with(5, "is being written to by");
    at(&desk, &["dossier", "show", "--external-reference", "C-025"]).ended(0);
    at(&desk, &["dossier", "list"]).ended(0);
}
