//! Only what changed since an earlier run: the same results as a run of everything, or a refusal.

mod support;

use std::fs;

use proptest::prelude::*;
use support::Desk;

const PARTS: [&str; 12] = [
    "Osvaldo",
    "Perchinetti",
    "Marlena",
    "Quistgaard",
    "Mohammed",
    "Belkhazur",
    "Abdelkader",
    "Tharwani",
    "Kim",
    "Jong",
    "Иванов",
    "Ivanov",
];

/// A customer or an entry, as cells of a row.
type Person = (Vec<usize>, Option<u16>, Option<u8>);

fn person() -> impl Strategy<Value = Person> {
    (prop::collection::vec(0..PARTS.len(), 1..4), prop::option::of(1960_u16..1964), prop::option::of(0_u8..3))
}

fn cells((parts, year, country): &Person) -> String {
    let name = parts.iter().map(|part| PARTS[*part]).collect::<Vec<_>>().join(" ");
    let born = year.map(|year| format!("{year}-02-03")).unwrap_or_default();
    format!("{name},{born},{}", country.map_or("", |country| ["IT", "DK", "EG"][usize::from(country)]))
}

fn customers(people: &[Person]) -> String {
    let rows = people.iter().enumerate().map(|(n, person)| format!("C{n},{}\n", cells(person)));
    format!("record_id,name,date_of_birth,country\n{}", rows.collect::<String>())
}

fn list(people: &[Person]) -> String {
    let types = ["Sanctions", "PEP"];
    let rows = people.iter().enumerate().map(|(n, person)| format!("E{n},{},{}\n", cells(person), types[n % 2]));
    format!("id,name,birth_date,country,list_type\n{}", rows.collect::<String>())
}

/// A desk with a key and a configuration that names it.
fn desk() -> Desk {
    let desk = Desk::new();
    key(&desk, "muster.key", &[7; 32]);
    desk.file("muster.toml", "key_file = \"muster.key\"\n[list_type.PEP]\nrequire = \"name+dob\"\n");
    desk
}

fn key(desk: &Desk, name: &str, bytes: &[u8]) {
    use std::os::unix::fs::PermissionsExt;
    let path = desk.file(name, bytes);
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn run(desk: &Desk, out: &str, options: &[&str]) -> support::Ran {
    let fixed =
        ["screen", "in.csv", "--lists", "lists", "--out", out, "--run-date", "2026-11-23", "--config", "muster.toml"];
    desk.muster(&[&fixed[..], options].concat())
}

const SAME: [&str; 6] = ["hits.csv", "discounted.csv", "results.ndjson", "rejects.csv", "warnings.csv", "report.html"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_changed_gives_the_same_bytes_as_everything(
        people in prop::collection::vec(person(), 1..30),
        entries in prop::collection::vec(person(), 1..20),
        other_people in prop::collection::vec((any::<prop::sample::Index>(), person()), 0..6),
        other_entries in prop::collection::vec((any::<prop::sample::Index>(), person()), 0..4),
        gone in 0_usize..3,
    ) {
        let desk = desk();
        desk.file("in.csv", customers(&people));
        desk.file("lists/watchlist.csv", list(&entries));
        run(&desk, "one", &["--min-score", "0.7"]).ended(0);
        let change = |all: &[Person], others: &[(prop::sample::Index, Person)]| {
            let mut all = all.to_vec();
            for (at, person) in others {
                let at = at.index(all.len() + 1);
                if at == all.len() { all.push(person.clone()) } else { all[at] = person.clone() }
            }
            all.truncate((all.len() - gone.min(all.len() - 1)).max(1));
            all
        };
        desk.file("in.csv", customers(&change(&people, &other_people)));
        desk.file("lists/watchlist.csv", list(&change(&entries, &other_entries)));
        run(&desk, "all", &["--min-score", "0.7"]).ended(0);
        run(&desk, "since", &["--min-score", "0.7", "--since", "one"]).ended(0);
        for file in SAME {
            prop_assert_eq!(desk.read(&format!("since/{file}")), desk.read(&format!("all/{file}")), "{}", file);
        }
        // and from there on again
        run(&desk, "again", &["--min-score", "0.7", "--since", "since"]).ended(0);
        prop_assert_eq!(desk.read("again/hits.csv"), desk.read("all/hits.csv"));
    }
}

#[test]
fn the_sample_gives_the_same_bytes_in_every_mode() {
    let desk = desk();
    desk.file("in.csv", support::sample("customers.csv"));
    for options in [&[][..], &["--mode", "exact"], &["--mode", "ofac"], &["--soundex"], &["--all"]] {
        for folder in ["one", "since"] {
            let _ = fs::remove_dir_all(desk.path(folder));
        }
        run(&desk, "one", options).ended(3);
        let screened_all = options.iter().any(|option| matches!(*option, "exact" | "ofac"));
        let ran = run(&desk, "since", &[options, &["--since", "one"]].concat()).ended(3);
        let said = ran.stdout.contains("only what changed since the run of ");
        assert_eq!(said, !screened_all, "{}", ran.stdout);
        for file in SAME {
            assert_eq!(desk.read(&format!("since/{file}")), desk.read(&format!("one/{file}")), "{options:?} {file}");
        }
    }
}

#[test]
fn what_is_remembered_names_nobody() {
    let desk = desk();
    desk.file("in.csv", support::sample("customers.csv"));
    run(&desk, "one", &[]).ended(3);
    let state = fs::read(desk.path("one/state.bin")).unwrap();
    for word in ["Drovezhin", "Yaropolk", "S-002", "1968-09-02", "C-001"] {
        assert!(!state.windows(word.len()).any(|bytes| bytes.eq_ignore_ascii_case(word.as_bytes())), "{word}");
    }
    // who is gone leaves it
    desk.file("in.csv", "name\nNobody Listed\n");
    run(&desk, "two", &["--since", "one"]).ended(0);
    assert!(fs::metadata(desk.path("two/state.bin")).unwrap().len() < state.len() as u64);
}

#[test]
fn a_run_that_cannot_be_trusted_is_refused_with_the_reason() {
    let desk = desk();
    desk.file("in.csv", support::sample("customers.csv"));
    run(&desk, "one", &[]).ended(3);
    let refused = |options: &[&str], message: &str| {
        let ran = run(&desk, "two", &[options, &["--since", "one"]].concat());
        assert!(ran.stderr.contains("cannot screen since `one`") && ran.stderr.contains(message), "{}", ran.stderr);
        assert_eq!(ran.code, Some(5), "{}", ran.stderr);
        assert!(!desk.path("two").exists());
    };
    refused(&["--min-score", "0.9"], "made with other settings");
    let with = |file: &str, bytes: &[u8], message: &str| {
        let path = desk.path(&format!("one/{file}"));
        let before = fs::read(&path).unwrap();
        fs::write(&path, bytes).unwrap();
        refused(&[], message);
        fs::write(&path, before).unwrap();
    };
    let state = fs::read(desk.path("one/state.bin")).unwrap();
    for at in [0, 20, state.len() / 2, state.len() - 1] {
        let mut altered = state.clone();
        altered[at] ^= 1;
        with("state.bin", &altered, "was altered, or written with another key");
    }
    with("state.bin", &state[..10], "is cut off");
    with(
        "hits.csv",
        desk.read("one/hits.csv").replace(",new,", ",open,").as_bytes(),
        "its `hits.csv` was altered since",
    );
    with(
        "run.json",
        desk.read("one/run.json").replace("0.1.0", "0.1.1").as_bytes(),
        "its `run.json` was altered since",
    );
    key(&desk, "other.key", &[8; 40]);
    desk.file("muster.toml", desk.read("muster.toml").replace("muster.key", "other.key"));
    refused(&[], "written with another key");
    desk.file("muster.toml", desk.read("muster.toml").replace("other.key", "muster.key"));
    fs::remove_file(desk.path("one/run.json")).unwrap();
    refused(&[], "its `run.json` cannot be read");
    fs::remove_file(desk.path("one/state.bin")).unwrap();
    refused(&[], "its `state.bin` cannot be read");
    desk.file("muster.toml", "[list_type.PEP]\nrequire = \"name+dob\"\n");
    let keyless = run(&desk, "two", &["--since", "one"]).ended(5).stderr;
    assert!(keyless.contains("needs the key by which customers are remembered; name its file"), "{keyless}");
    assert!(!keyless.contains("without `--since`"), "{keyless}");
}

#[test]
fn a_key_that_others_may_read_or_that_is_too_short_is_none() {
    use std::os::unix::fs::PermissionsExt;
    let desk = desk();
    desk.file("in.csv", "name\nNobody Listed\n");
    fs::set_permissions(desk.path("muster.key"), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(run(&desk, "one", &[]).ended(2).stderr.contains("may be read by others"));
    key(&desk, "muster.key", &[7; 31]);
    assert!(run(&desk, "one", &[]).ended(2).stderr.contains("has 31 bytes"));
    fs::remove_file(desk.path("muster.key")).unwrap();
    assert!(run(&desk, "one", &[]).ended(2).stderr.contains("cannot be read"));
}

#[test]
fn a_run_is_repeated_without_the_key() {
    let desk = desk();
    desk.file("in.csv", support::sample("customers.csv"));
    run(&desk, "one", &[]).ended(3);
    fs::remove_file(desk.path("muster.key")).unwrap();
    desk.muster(&["screen", "in.csv", "--replay", "one", "--out", "again", "--config", "muster.toml"]).ended(3);
    assert_eq!(desk.read("again/hits.csv"), desk.read("one/hits.csv"));
    assert!(!desk.path("again/state.bin").exists());
}
