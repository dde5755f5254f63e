//! What stays of what was erased: tombstones outside the store, a store that is restored and erases again, and certificates that say
//! what is so.

#[path = "support/retention.rs"]
mod retention;
mod support;

use std::fmt::Write as _;
use std::fs;

use retention::{POLICY, at, desk, id, info, run};
use rusqlite::Connection;
use serde_json::Value;
use support::{Desk, Ran};

const FILE: &str = "anchors/tombstones.ndjson";

fn database(desk: &Desk, name: &str) -> Connection {
    Connection::open(desk.path(name)).unwrap()
}

/// The same store as it was backed up to `data`.
fn restored(desk: &Desk, words: &[&str]) -> Ran {
    desk.muster(&[words, &["--store", "data", "--key-file", "k", "--actor", "tests"]].concat())
}

fn back_up(desk: &Desk) {
    at(desk, &["store", "backup", "--to", "data"]).ended(0);
    at(desk, &["store", "backup", "--to", "old-keys", "--keys"]).ended(0);
}

/// Puts keys beside the data that was backed up: those of then, or those of now.
fn with_keys(desk: &Desk, folder: &str) {
    if folder == "new-keys" {
        at(desk, &["store", "backup", "--to", folder, "--keys"]).ended(0);
    }
    fs::copy(desk.path(folder).join(desk.listing(folder).remove(0)), desk.path("data/keys.db")).unwrap();
}

fn replay(desk: &Desk) -> Ran {
    restored(desk, &["purge", "replay", "--anchor-dir", "anchors", "--json"])
}

fn replayed(desk: &Desk) -> [u64; 4] {
    let done: Value = serde_json::from_str(&replay(desk).ended(0).stdout).unwrap();
    ["dossiers", "processes", "parts", "remembered"].map(|what| done[what].as_u64().unwrap())
}

fn import(desk: &Desk, name: &str, lines: &[String]) -> Ran {
    desk.file(name, lines.iter().fold(String::new(), |text, line| text + line + "\n"));
    at(desk, &["dossier", "import", name])
}

fn processes(desk: &Desk, reference: &str) -> Vec<String> {
    let shown = at(desk, &["dossier", "show", "--external-reference", reference, "--json"]).ended(0);
    let shown: Value = serde_json::from_str(&shown.stdout).unwrap();
    let processes = shown["processes"].as_array().unwrap();
    processes.iter().map(|process| process["processId"].as_str().unwrap().to_owned()).collect()
}

/// A second process, with a picture.
fn another_process(desk: &Desk, reference: &str) -> String {
    let process = at(
        desk,
        &[
            "process",
            "create",
            "--external-reference",
            reference,
            "--provider",
            "onfido",
            "--document-type",
            "passport",
        ],
    );
    let process = process.ended(0).stdout.trim().to_owned();
    at(desk, &["image", "put", &process, "front", "images/passport.png"]).ended(0);
    process
}

fn by_hand<'w>(words: &[&'w str]) -> Vec<&'w str> {
    [words, &["--reason", "asked", "--anchor-dir", "anchors"]].concat()
}

#[test]
fn what_was_deleted_by_hand_is_deleted_again_in_a_store_that_is_restored() {
    for keys in ["old-keys", "new-keys"] {
        let desk = desk(4);
        let (gone, stays) = (id(&desk, "R-0"), id(&desk, "R-1"));
        let (first, second) = (processes(&desk, "R-1").remove(0), another_process(&desk, "R-1"));
        // one that runs is not deleted
        let ended = r#"{"type":"process.result","externalReference":"R-1","processId":"PROCESS","status":"canceled"}"#;
        desk.file("ended.ndjson", ended.replace("PROCESS", &second));
        at(&desk, &["dossier", "import", "ended.ndjson"]).ended(0);
        back_up(&desk);
        let new = at(&desk, &["dossier", "create", "--external-reference", "N-1"]).ended(0).stdout.trim().to_owned();
        for words in [
            &["dossier", "delete", &gone][..],
            &["dossier", "delete", &new],
            &["process", "delete", &second],
            &["image", "delete", &first, "selfie"],
        ] {
            at(&desk, &by_hand(words)).ended(0);
        }
        assert_eq!(desk.read(FILE).lines().count(), 4);
        with_keys(&desk, keys);
        let show = |desk: &Desk| restored(desk, &["dossier", "show", &stays, "--json"]);
        // with the newest keys a process without a key is in the way; with older ones all can be read that is gone
        assert_eq!(show(&desk).code, Some(i32::from(keys == "new-keys")));
        assert_eq!(replayed(&desk), [1, 1, 1, 1], "{keys}");
        let shown = show(&desk).ended(0).stdout;
        assert!(shown.contains(&first) && !shown.contains(&second), "{shown}");
        restored(&desk, &["image", "get", &first, "front", "-o", "front.png"]).ended(0);
        restored(&desk, &["image", "get", &first, "selfie", "-o", "selfie.png"]).ended(2);
        restored(&desk, &["dossier", "show", &gone]).refused_with(1, "was erased");
        restored(&desk, &["store", "check"]).ended(0);
        // what names them in an old file of events makes none of them anew
        desk.file(
            "again.ndjson",
            format!(
                "{{\"type\":\"dossier.created\",\"dossierId\":\"{new}\"}}\n{{\"type\":\"dossier.created\",\"dossierId\":\"{gone}\"}}\n\
                 {{\"type\":\"process.created\",\"dossierId\":\"{stays}\",\"processId\":\"{second}\",\"provider\":\"onfido\"}}\n"
            ),
        );
        let imported = restored(&desk, &["dossier", "import", "again.ndjson"]).ended(3);
        assert!(imported.stdout.contains("erased 3"), "{}", imported.stdout);
        // the file has the tombstones and their replays now, and what is gone is gone once
        assert_eq!(desk.read(FILE).lines().count(), 7);
        assert_eq!(replayed(&desk), [0; 4]);
    }
}

#[test]
fn a_file_of_tombstones_that_is_not_there_or_not_what_it_was_erases_nothing() {
    let desk = desk(6);
    back_up(&desk);
    run(&desk).ended(0);
    with_keys(&desk, "old-keys");
    let whole = desk.read(FILE);
    let lines: Vec<&str> = whole.lines().collect();
    let refused = |what: &str, text: &str, place: &str| {
        fs::write(desk.path(FILE), text).unwrap();
        let before = desk.muster(&["store", "info", "--store", "data"]).ended(0).stdout;
        let ran = replay(&desk).ended(5);
        assert!(ran.stderr.contains(place), "{what}: {}", ran.stderr);
        assert_eq!(desk.muster(&["store", "info", "--store", "data"]).ended(0).stdout, before, "{what}");
    };
    restored(&desk, &["purge", "replay", "--anchor-dir", "mistyped"]).refused_with(5, "name the folder");
    assert!(!desk.path("mistyped").exists());
    refused("cut in the middle", &format!("{}\n{}\n", &lines[0][..40], lines[1]), "ndjson:1: this is no tombstone");
    refused("no JSON", &format!("{}\nnonsense\n{}\n", lines[0], lines[1]), "ndjson:2: this is no tombstone");
    for (what, from, to) in [
        ("actor", "\"actor\":\"tests\"", "\"actor\":\"nobody\""),
        ("action", "dossier.erased", "dossier.spared"),
        ("class", "\"class\":\"kyc\"", "\"class\":\"kyx\""),
        ("previous", "\"previous\":\"", "\"previous\":\"00"),
    ] {
        let changed = lines[2].replacen(from, to, 1);
        assert_ne!(changed, lines[2]);
        refused(what, &format!("{}\n{changed}\n{}\n", lines[0], lines[1]), "ndjson:2: this is no tombstone");
    }
    // what a crash cut off is passed over at the end, and where the whole line follows
    let cut = |at: usize, whole: &str| format!("{}\n{}", &whole[..at], whole);
    fs::write(desk.path(FILE), format!("{}\n{}\n{}", cut(70, lines[0]), cut(9, lines[1]), &lines[2][..100])).unwrap();
    assert_eq!(replayed(&desk), [2, 0, 0, 0]);
    fs::write(desk.path(FILE), whole).unwrap();
    assert_eq!(replayed(&desk), [1, 0, 0, 0]);
}

#[test]
fn a_line_that_was_cut_off_in_the_middle_of_a_character_stops_no_purge() {
    let desk = desk(4);
    let purge = ["purge", "run", "--policy", "policy.toml", "--anchor-dir", "anchors"];
    let actor = ["--store", "s", "--key-file", "k", "--actor", "Bjørn"];
    desk.muster(&[&purge[..], &actor[..]].concat()).ended(0);
    let whole = fs::read(desk.path(FILE)).unwrap();
    let middle = whole.iter().rposition(|byte| *byte == 0xc3).unwrap() + 1;
    fs::write(desk.path(FILE), &whole[..middle]).unwrap();
    desk.muster(&[&purge[..], &actor[..]].concat()).ended(0);
    let mended = fs::read(desk.path(FILE)).unwrap();
    let last: Value = serde_json::from_slice(mended.split(|byte| *byte == b'\n').nth(2).unwrap()).unwrap();
    assert_eq!(last["actor"], "Bjørn");
    let replay = ["purge", "replay", "--anchor-dir", "anchors"];
    at(&desk, &replay).ended(0);
}

#[test]
fn a_store_whose_last_tombstone_is_in_the_file_reads_no_more_of_it() {
    let desk = desk(4);
    run(&desk).ended(0);
    let last = desk.read(FILE).lines().last().unwrap().to_owned() + "\n";
    fs::write(desk.path(FILE), &last).unwrap();
    run(&desk).ended(0);
    assert_eq!(desk.read(FILE), last);
}

#[test]
fn a_hold_in_the_restored_store_keeps_a_dossier_and_the_others_are_erased_again() {
    let desk = desk(4);
    let kept = id(&desk, "R-0");
    at(&desk, &["hold", "place", "--matter", "A-1", "--review-by", "2099-01-01", "--dossier", &kept]).ended(0);
    back_up(&desk);
    at(&desk, &["hold", "release", "A-1"]).ended(0);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(run(&desk).ended(0).stdout.contains("2 dossiers erased"));
    with_keys(&desk, "old-keys");
    let ran = restored(&desk, &["purge", "replay", "--anchor-dir", "anchors", "--json"]).ended(5);
    assert!(ran.stderr.contains(&kept) && ran.stderr.contains("muster hold release"), "{}", ran.stderr);
    assert!(ran.stdout.contains("\"dossiers\": 1"), "{}", ran.stdout);
    restored(&desk, &["dossier", "show", &kept]).ended(0);
    restored(&desk, &["hold", "release", "A-1"]).ended(0);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(replayed(&desk), [1, 0, 0, 0]);
}

/// The archive of a dossier, without what lies beside it.
fn archive(desk: &Desk, dossier: &str) -> String {
    let is_it = |name: &String| name.contains(dossier) && !name.contains(".zip.");
    archives(desk).into_iter().find(is_it).unwrap()
}

fn archives(desk: &Desk) -> Vec<String> {
    desk.listing("evidence").into_iter().filter(|name| name.contains(".zip")).collect()
}

fn certificate(desk: &Desk, store: &str, dossier: &str) -> String {
    desk.muster(&["audit", "certificate", dossier, "--store", store]).ended(0).stdout
}

#[test]
fn archives_go_with_a_process_and_with_a_part_that_is_in_them() {
    let desk = desk(4);
    let (by_process, by_part) = (processes(&desk, "R-1").remove(0), processes(&desk, "R-3").remove(0));
    let dossier = id(&desk, "R-1");
    at(&desk, &["export", "--out", "evidence"]).ended(0);
    at(&desk, &["export", "--out", "outside"]).ended(0);
    fs::rename(desk.path("outside"), desk.path("elsewhere")).unwrap();
    let of = |process: &str| archives(&desk).iter().filter(|name| name.contains(process)).count();
    assert_eq!([of(&by_process), of(&by_part)], [2, 2]);
    at(&desk, &by_hand(&["process", "delete", &by_process])).ended(0);
    assert_eq!([of(&by_process), of(&by_part)], [0, 2]);
    // a part that leaves by policy: R-0 and R-2 go as a whole
    desk.file("policy.toml", POLICY.replace("\"1y\"", "\"1mo\""));
    let ran = run(&desk).ended(0);
    assert!(ran.stdout.contains("1 parts erased"), "{}", ran.stdout);
    assert_eq!(archives(&desk), Vec::<String>::new());
    at(&desk, &["store", "check"]).ended(0);
    // it is handed out anew, without the part
    at(&desk, &["export", "--out", "evidence"]).ended(0);
    assert_eq!(of(&by_part), 2);
    let front = ["image", "delete", &by_part, "front", "--override", "court order 6", "--approved-by", "ann"];
    at(&desk, &by_hand(&front)).ended(0);
    assert_eq!(of(&by_part), 0);
    at(&desk, &["store", "check"]).ended(0);
    // what was outside when the process went stands on the certificate of its dossier
    at(&desk, &by_hand(&["dossier", "delete", &dossier])).refused_with(5, "it has to be kept");
    let overridden = ["dossier", "delete", &dossier, "--override", "court order 7", "--approved-by", "ann"];
    at(&desk, &by_hand(&overridden)).ended(0);
    let page = certificate(&desk, "s", &dossier);
    assert!(page.contains("1 archive was handed out before") && page.contains(&by_process), "{page}");
    assert!(page.contains("approved by ann"), "{page}");
}

#[test]
fn an_archive_that_cannot_be_removed_keeps_nothing_else_and_is_told() {
    let desk = desk(2);
    let dossier = id(&desk, "R-1");
    at(&desk, &["export", "--out", "evidence"]).ended(0);
    // where the archive is to be removed there is a folder, and that no rule of ours removes
    let archive = archive(&desk, &dossier);
    fs::create_dir_all(desk.path("evidence").join(archive.replace(".zip", ".dir"))).unwrap();
    let instead = "CREATE TRIGGER instead AFTER INSERT ON intents BEGIN \
                   UPDATE intents SET intent = replace(intent, '.zip', '.dir') WHERE seq = new.seq; END";
    database(&desk, "s/store.db").execute_batch(instead).unwrap();
    at(&desk, &by_hand(&["dossier", "delete", &dossier])).ended(0);
    assert_eq!(info(&desk)["unfinished"], false);
    at(&desk, &["store", "check"]).ended(0);
    let audit = desk.muster(&["audit", "export", "--store", "s"]).ended(0).stdout;
    assert!(audit.contains("copy.not_removed") && !audit.contains(&archive), "{audit}");
    assert!(desk.read(FILE).contains("copy.not_removed"));
    let page = certificate(&desk, "s", &dossier);
    assert!(page.contains("1 archive was handed out before") && !page.contains("within reach"), "{page}");
}

#[test]
fn a_certificate_says_the_same_after_a_replay() {
    let desk = desk(2);
    let dossier = id(&desk, "R-0");
    at(&desk, &["export", "--out", "outside"]).ended(0);
    fs::rename(desk.path("outside"), desk.path("elsewhere")).unwrap();
    at(&desk, &["export", "--out", "evidence"]).ended(0);
    let name = archive(&desk, &dossier);
    let bytes = fs::metadata(desk.path("evidence").join(name)).unwrap().len();
    let images =
        ["passport", "portrait"].map(|name| fs::metadata(desk.path(&format!("images/{name}.png"))).unwrap().len());
    back_up(&desk);
    run(&desk).ended(0);
    let first = certificate(&desk, "s", &dossier);
    let total = (bytes + images.iter().sum::<u64>()).to_string();
    let total: String =
        total.chars().rev().collect::<Vec<_>>().chunks(3).map(String::from_iter).collect::<Vec<_>>().join(",");
    let total: String = total.chars().rev().collect();
    assert!(first.contains(&format!("{total}, of images and archives")), "{total}: {first}");
    with_keys(&desk, "new-keys");
    replay(&desk).ended(0);
    let again = certificate(&desk, "data", &dossier);
    let of = |page: &str, row: &str| {
        let at = page.find(&format!(">{row}</th>")).unwrap_or_else(|| panic!("{row}: {page}"));
        page[at..].lines().next().unwrap().to_owned()
    };
    for row in ["Class", "Counted from", "Due from", "Policy", "Plan", "Method"] {
        assert_eq!(of(&again, row), of(&first, row));
    }
    assert!(again.contains("1 archive was handed out before") && again.contains("First erased"), "{again}");
    assert!(of(&again, "Begun by").contains("replay"));
}

#[test]
fn where_the_ledger_does_not_open_no_certificate_says_that_nothing_is_outside() {
    let desk = desk(2);
    let dossier = id(&desk, "R-0");
    at(&desk, &["export", "--out", "evidence"]).ended(0);
    let process = uuid::Uuid::parse_str(&processes(&desk, "R-0").remove(0)).unwrap();
    let keys = database(&desk, "s/keys.db");
    keys.execute("DELETE FROM keys WHERE object = ?1", [&process.as_bytes()[..]]).unwrap();
    drop(keys);
    run(&desk).ended(0);
    let page = certificate(&desk, "s", &dossier);
    assert!(page.contains("They may be outside") && !page.contains("None is known"), "{page}");
}

#[test]
fn marks_go_with_what_they_are_on_and_taking_them_back_is_in_the_audit() {
    let desk = desk(4);
    desk.file("policy.toml", POLICY.replace("\"1y\"", "\"1mo\"").replace("grace_days = 0", "grace_days = 7"));
    let marks = || {
        let count = "SELECT count(*) FROM marks";
        database(&desk, "s/store.db").query_row(count, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    run(&desk).ended(0);
    assert_eq!(marks(), 4);
    let unmark = |dossier: &str| at(&desk, &["purge", "unmark", dossier, "--reason", "looked at"]);
    let audit = || desk.muster(&["audit", "export", "--store", "s"]).ended(0).stdout;
    let (dossier, before) = (id(&desk, "R-1"), audit().lines().count());
    unmark(&dossier).ended(0);
    assert_eq!((marks(), audit().lines().count()), (3, before + 1));
    assert!(audit().contains("looked at"));
    unmark(&dossier).refused_with(2, "no mark on dossier");
    let process = processes(&desk, "R-3").remove(0);
    let by_hand =
        |words: &[&str]| at(&desk, &[words, &["--reason", "x", "--override", "y", "--approved-by", "z"]].concat());
    by_hand(&["image", "delete", &process, "selfie"]).ended(0);
    assert_eq!(marks(), 2);
    run(&desk).ended(0);
    assert_eq!(marks(), 3);
    by_hand(&["process", "delete", &processes(&desk, "R-1").remove(0)]).ended(0);
    assert_eq!(marks(), 2);
}

#[test]
fn a_release_of_a_hold_that_was_killed_is_finished() {
    let desk = desk(1);
    let dossier = id(&desk, "R-0");
    let process = another_process(&desk, "R-0");
    at(&desk, &["hold", "place", "--matter", "A", "--review-by", "2099-01-01", "--dossier", &dossier]).ended(0);
    at(&desk, &["image", "put", &process, "front", "images/portrait.png"]).ended(0);
    assert_eq!(info(&desk)["images"], 4);
    // killed after its transaction: an image that does not open for it is as if it had not come so far
    let killed = "CREATE TRIGGER killed BEFORE DELETE ON images BEGIN SELECT raise(ABORT, 'killed'); END";
    database(&desk, "s/store.db").execute_batch(killed).unwrap();
    at(&desk, &["hold", "release", "A"]).ended(1);
    assert_eq!((info(&desk)["images"].as_u64(), info(&desk)["unfinished"].as_bool()), (Some(4), Some(true)));
    database(&desk, "s/store.db").execute_batch("DROP TRIGGER killed").unwrap();
    at(&desk, &["store", "check"]).ended(0);
    assert_eq!((info(&desk)["images"].as_u64(), info(&desk)["unfinished"].as_bool()), (Some(3), Some(false)));
}

#[test]
fn no_hash_of_a_reference_outlives_its_person() {
    let desk = desk(2);
    let references = || {
        let count = "SELECT count(*) FROM holds WHERE reference IS NOT NULL";
        database(&desk, "s/store.db").query_row(count, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    for (matter, reference) in [("A", "R-0"), ("B", "nobody")] {
        let place =
            ["hold", "place", "--matter", matter, "--review-by", "2099-01-01", "--external-reference", reference];
        at(&desk, &place).ended(0);
        at(&desk, &["hold", "release", matter]).ended(0);
    }
    // that of a dossier that is there says in the same run that its hold was released
    assert_eq!(references(), 1);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(run(&desk).ended(0).stdout.contains("1 dossiers erased"));
    assert_eq!(references(), 0);
}

#[test]
fn a_copy_of_keys_that_was_killed_leaves_none_behind() {
    let desk = desk(1);
    at(&desk, &["store", "backup", "--to", "keys", "--keys"]).ended(0);
    at(&desk, &["store", "backup", "--to", "data"]).ended(0);
    for file in ["keys/.muster-x7Yz", "data/.muster-x7Yz"] {
        desk.file(file, "keys");
    }
    at(&desk, &["store", "backup", "--to", "keys", "--keys"]).ended(0);
    at(&desk, &["store", "backup", "--to", "data"]).ended(0);
    assert!(desk.listing("keys").iter().chain(&desk.listing("data")).all(|name| !name.starts_with('.')));
}

#[test]
fn a_line_that_names_somebody_who_was_erased_is_set_aside_without_what_it_says() {
    let desk = desk(1);
    let dossier = id(&desk, "R-0");
    at(&desk, &by_hand(&["dossier", "delete", &dossier])).ended(0);
    let line =
        |rest: &str| format!("{{\"type\":\"dossier.created\",{rest},\"userData\":{{\"lastName\":\"Perchinetti\"}}}}");
    let lines = [line(&format!("\"dossierId\":\"{dossier}\"")), line("\"dossierId\":\"nonsense\"")];
    import(&desk, "old.ndjson", &lines).ended(3);
    let rejects: Vec<Value> =
        desk.read("old.ndjson.rejects.ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&rejects[0]["line"], &rejects[0]["error_code"]), (&1.into(), &"erased".into()));
    assert!(rejects[0].get("row").is_none() && rejects[1]["row"].as_str().unwrap().contains("Perchinetti"));
}

fn damage(desk: &Desk, dossier: &str) {
    let id = uuid::Uuid::parse_str(dossier).unwrap();
    let damage = "UPDATE dossiers SET sealed = zeroblob(99) WHERE id = ?1";
    assert_eq!(database(desk, "s/store.db").execute(damage, [&id.as_bytes()[..]]).unwrap(), 1);
}

#[test]
fn a_dossier_that_does_not_open_keeps_no_other_from_what_is_due() {
    let desk = desk(6);
    desk.file("policy.toml", POLICY.replace("\"1y\"", "\"1mo\""));
    damage(&desk, &id(&desk, "R-1"));
    let ran = run(&desk).ended(1);
    for told in ["3 dossiers erased", "2 parts erased", "1 DO NOT OPEN"] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
    let mut lines = Vec::new();
    for reference in ["A-1", "A-2"] {
        for rest in ["\"type\":\"dossier.created\"", "\"type\":\"process.created\",\"provider\":\"onfido\""] {
            lines.push(format!("{{\"externalReference\":\"{reference}\",\"at\":\"2020-01-02T00:00:00Z\",{rest}}}"));
        }
    }
    desk.file("old.ndjson", lines.join("\n") + "\n");
    // they are given up at the end of the next import
    let old = "UPDATE processes SET changed_at = '2020-01-02T00:00:00Z' WHERE status = 'pending'";
    let hold = "CREATE TRIGGER young AFTER INSERT ON processes BEGIN UPDATE processes SET changed_at = '2099-01-01T00:00:00Z'; END";
    database(&desk, "s/store.db").execute_batch(hold).unwrap();
    at(&desk, &["dossier", "import", "old.ndjson"]).ended(0);
    database(&desk, "s/store.db").execute_batch(&format!("DROP TRIGGER young; {old}")).unwrap();
    damage(&desk, &id(&desk, "A-1"));
    let mut text = String::new();
    for reference in ["A-1", "N-1"] {
        writeln!(
            text,
            "{{\"type\":\"dossier.created\",\"externalReference\":\"{reference}\",\"jurisdiction\":\"NO\"}}"
        )
        .unwrap();
    }
    desk.file("new.ndjson", text);
    let ran = at(&desk, &["dossier", "import", "new.ndjson", "--json"]).ended(3);
    let done: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&done["dossiers"], &done["rejectsByCode"]["damaged"]), (&1.into(), &1.into()), "{done}");
    assert_eq!((&done["abandoned"], &done["unreadable"]), (&1.into(), &1.into()), "{done}");
    // one that is passed over alone is no line that was set aside, and a night purges all the same
    desk.file("newer.ndjson", "{\"type\":\"dossier.created\",\"externalReference\":\"N-2\"}\n");
    at(&desk, &["dossier", "import", "newer.ndjson"]).ended(1);
    for events in ["newer.ndjson", "new.ndjson"] {
        let paths =
            format!("store = \"s\"\nevents = \"{events}\"\npolicy = \"policy.toml\"\nanchor_dir = \"anchors\"\n");
        desk.file(
            "night.toml",
            format!("key_file = \"k\"\n[screen]\nactor = \"tests\"\n[nightly]\nout = \"nights\"\n{paths}"),
        );
        let ran = desk.muster(&["nightly", "--config", "night.toml"]).ended(6);
        assert!(ran.stdout.contains("import: DO NOT OPEN and were passed over: dossiers: 1"), "{}", ran.stdout);
        let night: Value = serde_json::from_str(&desk.read("nights/nightly.json")).unwrap();
        assert_eq!(night["steps"][5]["state"], "done", "{night}");
    }
}
