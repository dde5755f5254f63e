//! What analysts decide, handed back at the next run.

mod support;

use support::{Desk, LISTED_TWICE as LIST, Row};

const CUSTOMERS: &str = "record_id,name,date_of_birth,country\n\
    007,Osvaldo Perchinetti,1961-02-03,IT\n\
    8,Marlena Quistgaard,1970-05-06,DK\n";

/// Each hit as `record entity state`.
fn states(hits: &[Row]) -> Vec<String> {
    hits.iter().map(|hit| format!("{} {} {}", hit["record_id"], hit["entity_id"], hit["alert_state"])).collect()
}

/// A record and an entity, and the cells that somebody fills in in their row.
type FilledIn<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// `hits.csv` with these cells filled in.
fn decided(desk: &Desk, cells: &[FilledIn]) -> String {
    let text = desk.read("out/hits.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&headings).unwrap();
    for row in reader.records() {
        let mut row: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        let at = |heading: &str| headings.iter().position(|known| known == heading).unwrap();
        for (record, entity, changes) in cells {
            if row[at("record_id")] == *record && row[at("entity_id")] == *entity {
                for (heading, cell) in *changes {
                    (*cell).clone_into(&mut row[at(heading)]);
                }
            }
        }
        writer.write_record(&row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

const CLEARED: &[(&str, &str)] =
    &[("decision", "false_positive"), ("decided_by", "ann"), ("decided_at", "2026-11-22"), ("reason", "=other person")];
const CONFIRMED: &[(&str, &str)] = &[("decision", "True positive"), ("decided_by", "ben")];

/// A desk whose first run cleared one alert and confirmed another.
fn desk() -> Desk {
    let desk = Desk::with_list(LIST);
    desk.file("in.csv", CUSTOMERS);
    let first = ["screen", "in.csv", "--lists", "lists", "--out", "out", "--run-date", "2026-11-20"];
    let first = desk.muster(&first).results(0);
    assert_eq!(states(&first.hits), ["007 P-1 new", "007 S-1 new", "8 S-2 new"]);
    let back = decided(&desk, &[("007", "P-1", CLEARED), ("8", "S-2", CONFIRMED)]);
    desk.file("back.csv", back);
    desk
}

#[test]
fn what_was_decided_stays_decided_and_the_rest_is_open_with_its_age() {
    let desk = desk();
    let ran = desk.screen(CUSTOMERS, &["--decisions", "back.csv", "--exit-on-hit"]).ended(4);
    let summary = ran.stdout.clone();
    let ran = ran.results(4);
    // cleared alerts come behind the others
    assert_eq!(states(&ran.hits), ["007 S-1 open", "007 P-1 cleared", "8 S-2 confirmed"]);
    assert_eq!(ran.hits.iter().map(|hit| hit["rank"].as_str()).collect::<Vec<_>>(), ["1", "2", "1"]);
    assert!(ran.hits.iter().all(|hit| hit["first_alerted_at"] == "2026-11-20"));
    assert!(ran.hits[0]["explanation"].ends_with("; open for 3 days"), "{}", ran.hits[0]["explanation"]);
    let cleared = &ran.hits[1];
    assert_eq!([&cleared["decision"], &cleared["decided_by"]], ["false_positive", "ann"]);
    assert_eq!([&cleared["decided_at"], &cleared["reason"]], ["2026-11-22", "'=other person"]);
    assert_eq!(ran.run["alerts"]["open"], 1);
    assert_eq!(ran.run["openSince"], "2026-11-20");
    assert_eq!(ran.run["decisions"]["rows"], 3);
    assert!(summary.contains("1 open"), "{summary}");
    // what it wrote can be handed back again, and says the same
    desk.file("again.csv", desk.read("out/hits.csv"));
    let again = desk.screen(CUSTOMERS, &["--decisions", "again.csv"]).results(0);
    assert_eq!(states(&again.hits), states(&ran.hits));
}

#[test]
fn a_clearance_does_not_outlive_what_it_was_about() {
    let desk = desk();
    let clear = |desk: &Desk| {
        desk.screen(CUSTOMERS, &[]).results(0);
        let all = [("007", "P-1", CLEARED), ("007", "S-1", CLEARED), ("8", "S-2", CLEARED)];
        desk.file("back.csv", decided(desk, &all));
    };
    clear(&desk);
    let quiet = desk.screen(CUSTOMERS, &["--decisions", "back.csv", "--exit-on-hit"]).results(0);
    assert_eq!(states(&quiet.hits), ["007 P-1 cleared", "007 S-1 cleared", "8 S-2 cleared"]);

    // the customer changed, an entry changed, one is new
    let changed = CUSTOMERS.replace("8,Marlena Quistgaard,1970-05-06", "8,Marlena Quistgaard,1970-05-07");
    let list = LIST
        .replace("S-1,Osvaldo Perchinetti,", "S-1,Osvaldo  PERCHINETTI,")
        .replace("P-1,Osvaldo Perchinetti", "P-1,Osvaldo Perchinetto");
    desk.file("lists/watchlist.csv", format!("{list}S-3,Osvaldo Perchinetti,Person,1961-02-03,IT,Sanctions\n"));
    let ran = desk.screen(&changed, &["--decisions", "back.csv"]).results(0);
    let mut shown = states(&ran.hits);
    shown.sort();
    assert_eq!(shown, ["007 P-1 changed", "007 S-1 cleared", "007 S-3 new", "8 S-2 changed"]);
    assert_eq!(ran.hits.iter().rev().find(|hit| hit["record_id"] == "007").unwrap()["entity_id"], "S-1");
    let why = |entity: &str| ran.hits.iter().find(|hit| hit["entity_id"] == entity).unwrap()["explanation"].clone();
    let since = "decided `false_positive` on 2026-11-22, and since then changed:";
    assert!(why("P-1").contains(&format!("{since} the entry's names")), "{}", why("P-1"));
    assert!(why("S-2").contains(&format!("{since} the customer's birth date")), "{}", why("S-2"));
}

#[test]
fn cleared_alerts_use_up_no_place() {
    let all: Vec<String> = (0..30).map(|n| format!("P-{n:02}")).collect();
    let desk = Desk::with_list(&format!(
        "id,name,list_type\n{},Osvaldo Perchinetti,PEP\n",
        all.join(",Osvaldo Perchinetti,PEP\n")
    ));
    let one = "record_id,name\n1,Osvaldo Perchinetti\n";
    let first = desk.screen(one, &["--max-hits", "30"]).results(0);
    assert_eq!(first.hits.len(), 30);
    let cells: Vec<_> = all[..25].iter().map(|entity| ("1", entity.as_str(), CLEARED)).collect();
    desk.file("back.csv", decided(&desk, &cells));
    let ran = desk.screen(one, &["--max-hits", "3", "--decisions", "back.csv"]).results(0);
    assert_eq!(ran.hits.len(), 3 + 25);
    assert!(ran.hits[..3].iter().all(|hit| hit["alert_state"] == "open" && hit["hits_total"] == "30"));
    assert!(ran.hits[3..].iter().all(|hit| hit["alert_state"] == "cleared"));
}

#[test]
fn a_configuration_asks_for_four_eyes_expiry_and_other_fields() {
    let desk = desk();
    desk.file("muster.toml", "[decisions]\nfiles = \"back.csv\"\nfour_eyes = true\n");
    let of = |desk: &Desk| {
        let ran = desk.screen(CUSTOMERS, &["--config", "muster.toml"]).results(0);
        ran.hits.iter().find(|hit| hit["entity_id"] == "P-1").unwrap().clone()
    };
    let alone = of(&desk);
    assert_eq!(alone["alert_state"], "open");
    assert!(alone["explanation"].contains("nobody else has confirmed it"), "{}", alone["explanation"]);
    let key = &alone["alert_key"];
    desk.file("back.csv", format!("alert_key;decision;decided_by;confirmed_by\n{key};false_positive;ann;ben\n"));
    assert_eq!(of(&desk)["alert_state"], "cleared");
    desk.file("muster.toml", "[decisions]\nfiles = [\"back.csv\"]\nexpire_after = \"6 months\"\n");
    assert_eq!(of(&desk)["alert_state"], "open");
    desk.file("back.csv", format!("alert_key,decision,decided_at\n{key},false_positive,2026-09-01T10:00:00Z\n"));
    assert_eq!(of(&desk)["alert_state"], "cleared");
    // a field that counts from now on was not covered when it was decided
    desk.file("muster.toml", "[decisions]\nfiles = \"back.csv\"\nsignificant = [\"names\", \"addresses\"]\n");
    assert_eq!(of(&desk)["alert_state"], "changed");
}

#[test]
fn what_a_spreadsheet_broke_suppresses_nothing() {
    let desk = desk();
    // as a spreadsheet saves it: semicolons, leading zeros lost, dates turned
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(desk.read("back.csv").as_bytes()).records() {
        let row = row.unwrap();
        writer
            .write_record(row.iter().map(|cell| cell.replace("007", "7").replace("2026-11-22", "22.11.2026")))
            .unwrap();
    }
    let saved = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    desk.file("semicolons.csv", format!("\u{feff}{saved}"));
    let ran = desk.screen(CUSTOMERS, &["--decisions", "semicolons.csv"]).results(0);
    assert!(states(&ran.hits).contains(&"007 P-1 cleared".to_owned()), "{:?}", states(&ran.hits));

    let key = &ran.hits[0]["alert_key"];
    let cut = &key[..key.len() - 4];
    for (rows, state) in [
        (format!("alert_key,decision\n{cut},false_positive\n"), "open"),
        (format!("alert_key,decision\n{key},flase_positive\n"), "open"),
        (format!("alert_key,decision\n{key},false_positive\n{key},true_positive\n"), "open"),
        (format!("alert_key,decision,expires_at\n{key},false_positive,soon\n"), "open"),
        (format!("alert_key,decision\n{key},false_positive\n{key},false_positive\n"), "cleared"),
    ] {
        desk.file("one.csv", &rows);
        let ran = desk.screen(CUSTOMERS, &["--decisions", "one.csv"]).results(0);
        let hit = ran.hits.iter().find(|hit| hit["alert_key"] == *key).unwrap();
        assert_eq!(hit["alert_state"], state, "{rows}");
        let check = desk.muster(&["decisions", "check", "one.csv"]).ended(if state == "cleared" { 0 } else { 3 });
        assert_eq!(check.stdout.contains("it does not count"), state != "cleared", "{}", check.stdout);
        assert_eq!(ran.run["decisions"]["setAside"] == 0, state == "cleared", "{rows}");
    }
    desk.file("keyless.csv", "record_id,decision\n1,false_positive\n");
    desk.file("in.csv", CUSTOMERS);
    std::fs::remove_dir_all(desk.path("out")).unwrap();
    desk.screen_file(&["--decisions", "keyless.csv"]).refused(2, "keyless.csv:1: no column `alert_key`");
    desk.screen_file(&["--decisions", "missing.csv"]).refused(1, "missing.csv");
}

#[test]
fn customers_and_entries_that_are_gone_are_counted() {
    let desk = desk();
    let ran = desk.screen("record_id,name\n1,Nobody Listed\n", &["--decisions", "back.csv"]).results(0);
    assert_eq!(ran.run["decisions"]["withoutAlert"], 2);
}

#[test]
fn files_are_merged_into_one_that_says_the_same() {
    let desk = desk();
    let before = desk.screen(CUSTOMERS, &["--decisions", "back.csv"]).results(0);
    desk.muster(&["decisions", "merge", "back.csv", "out/hits.csv", "-o", "all.csv"]).ended(0);
    let rows = support::rows(&desk.read("all.csv"));
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row["first_alerted_at"] == "2026-11-20"));
    let after = desk.screen(CUSTOMERS, &["--decisions", "all.csv"]).results(0);
    assert_eq!(states(&after.hits), states(&before.hits));
    assert_eq!(after.hits, before.hits);
    // a file of its own is replaced when the new one is whole
    desk.muster(&["decisions", "merge", "all.csv", "-o", "all.csv"]).ended(0);
    assert_eq!(support::rows(&desk.read("all.csv")), rows);
}

#[test]
fn a_merge_writes_over_nothing_that_it_does_not_say_itself() {
    let desk = desk();
    desk.file("empty.csv", "");
    let kept = ["out/hits.csv", "out/report.html", "in.csv", "lists/watchlist.csv"];
    for target in kept {
        let before = desk.read(target);
        let refused = desk.muster(&["decisions", "merge", "back.csv", "-o", target]).ended(2);
        assert!(refused.stderr.contains("write to another file"), "{}", refused.stderr);
        assert_eq!(desk.read(target), before);
    }
    let refused = desk.muster(&["decisions", "merge", "back.csv", "-o", "all.xlsx"]).ended(2);
    assert!(refused.stderr.contains("what is merged is CSV"), "{}", refused.stderr);
    desk.muster(&["decisions", "merge", "back.csv", "-o", "empty.csv"]).ended(0);
    // the same again, from other files: nothing is lost
    desk.muster(&["decisions", "merge", "back.csv", "-o", "empty.csv"]).ended(0);
    desk.file(
        "more.csv",
        format!("{}9,watchlist,P-9,a1-0001-aaaaaaaaab-aaaaab,,escalate,eve,,,,,\n", desk.read("empty.csv")),
    );
    let refused = desk.muster(&["decisions", "merge", "back.csv", "-o", "more.csv"]).ended(2);
    assert!(refused.stderr.contains("says what the others do not"), "{}", refused.stderr);
    let before = desk.read("more.csv");
    desk.muster(&["decisions", "merge", "back.csv", "more.csv", "-o", "more.csv"]).ended(0);
    assert_eq!(support::rows(&desk.read("more.csv")), support::rows(&before));
}

#[test]
fn what_people_added_comes_back_and_a_clearance_that_is_over_stays_over() {
    let (desk, key) = cleared();
    desk.file(
        "one.csv",
        format!(
            "alert_key,decision,decided_by,decided_at,confirmed_by,expires_at\n\
             {key},false_positive,ann,2026-11-20,ben,2026-11-28\n{key},false_positive,ann,2026-11-20,,2027-01-01\n"
        ),
    );
    let run = |decisions: &str, day: &str, out: &str| {
        desk.file("in.csv", CUSTOMERS);
        let words =
            ["screen", "in.csv", "--lists", "lists", "--out", "out", "--force", "--run-date", day, "--decisions"];
        let ran = desk.muster(&[&words[..], &[decisions]].concat()).results(0);
        desk.file(out, desk.read("out/hits.csv"));
        ran.hits.into_iter().find(|hit| hit["alert_key"] == key).unwrap()
    };
    let first = run("one.csv", "2026-11-27", "a.csv");
    assert_eq!([&first["alert_state"], &first["confirmed_by"], &first["expires_at"]], ["cleared", "ben", "2026-11-28"]);
    // handed back again and again, as the summary says, it ends when it was to end
    assert_eq!(run("a.csv", "2026-11-27", "b.csv")["alert_state"], "cleared");
    let over = run("b.csv", "2026-11-28", "c.csv");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&desk.read("out/run.json")).unwrap()["decisions"]["expired"],
        1
    );
    assert!(desk.read("out/report.html").contains("1 clearance: the clearance is over"));
    assert_eq!([&over["alert_state"], &over["expires_at"]], ["open", "2026-11-28"]);
    assert_eq!(run("c.csv", "2028-01-01", "d.csv")["alert_state"], "open");
    // where nobody added anything the columns are those of always
    desk.screen(CUSTOMERS, &["--decisions", "back.csv"]).ended(0);
    assert!(!desk.read("out/hits.csv").contains("expires_at"));
    // a customer's own column that looks like one of these is headed otherwise
    let own = "record_id,name,expires,Bestätigt von\n007,Osvaldo Perchinetti,2020-01-01,x\n";
    let ran = desk.screen(own, &[]).results(0);
    assert_eq!(ran.hits[0]["customer.expires"], "2020-01-01");
    desk.muster(&["decisions", "check", "out/hits.csv"]).ended(0);
    // one that people misspelt is read as what it looks like, and told
    let misspelt = desk.read("a.csv").replace(",expires_at", ",expires");
    desk.file("misspelt.csv", misspelt);
    let checked = desk.muster(&["decisions", "check", "misspelt.csv"]).ended(3).stdout;
    assert!(checked.contains("heading_unknown, no column of decisions is called so"), "{checked}");
    assert_eq!(run("misspelt.csv", "2028-01-01", "e.csv")["alert_state"], "open");
}

#[test]
fn what_somebody_noted_without_deciding_comes_back() {
    let (desk, key) = cleared();
    desk.file(
        "notes.csv",
        format!("alert_key,decision,decided_by,decided_at,reason\n{key},,ann,2026-11-22,asked for papers\n"),
    );
    let checked = desk.muster(&["decisions", "check", "notes.csv"]).ended(3).stdout;
    assert!(checked.contains("notes.csv:2: not_decided, it does not count"), "{checked}");
    let (state, _) = stands(&desk, &key, &desk.read("notes.csv"));
    assert_eq!(state, "open");
    assert!(desk.read("out/hits.csv").contains(",,ann,2026-11-22,asked for papers"));
    assert!(desk.read("out/report.html").contains("Not decided, but noted"));
}

#[test]
fn a_folder_in_which_somebody_decided_is_not_written_over() {
    let desk = desk();
    desk.file("out/hits.csv", desk.read("back.csv"));
    let words = ["screen", "in.csv", "--lists", "lists", "--out", "out", "--force"];
    desk.muster(&words).refused_with(2, "`out/hits.csv` was altered since it was written, and may hold decisions");
    assert_eq!(desk.read("out/hits.csv"), desk.read("back.csv"));
    std::fs::remove_file(desk.path("out/hits.csv")).unwrap();
    desk.muster(&words).ended(0);
    // a workbook of the run before goes with it
    if cfg!(feature = "xlsx") {
        desk.muster(&[&words[..], &["--xlsx"]].concat()).ended(0);
        assert!(desk.path("out/hits.xlsx").is_file());
        desk.muster(&words).ended(0);
        assert!(!desk.path("out/hits.xlsx").exists());
    }
}

#[test]
fn what_does_not_count_is_not_counted_as_decided() {
    let (desk, key) = cleared();
    let rows = format!(
        "alert_key,decision,decided_by\n{key},false_positive,ann\n{key},true_positive,ben\n{key},perhaps,cid\n"
    );
    desk.file("doubt.csv", rows);
    let checked = desk.muster(&["decisions", "check", "doubt.csv"]).ended(3).stdout;
    assert!(checked.contains("3 rows, 0 decided, 3 that do not count, 3 to look at"), "{checked}");
    let stats = desk.muster(&["decisions", "stats", "doubt.csv", "back.csv", "--json"]).ended(0).stdout;
    let stats: serde_json::Value = serde_json::from_str(&stats).unwrap();
    assert_eq!([&stats["decided"], &stats["notCounting"]], [1, 4], "{stats}");
    let stats = desk.muster(&["decisions", "stats", "doubt.csv"]).ended(0).stdout;
    assert!(stats.contains("rows that do not count, and are not counted here: 3"), "{stats}");
}

#[test]
fn decisions_and_runs_are_counted() {
    let desk = desk();
    let ran = desk.muster(&["decisions", "stats", "back.csv", "--runs", "out", "--json"]).ended(0);
    let stats: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(stats["byDecision"]["false_positive"], 1);
    assert_eq!(stats["byDecidedBy"]["ben"]["true_positive"], 1);
    assert_eq!(stats["runs"][0]["perThousand"]["watchlist"], 1500.0);
    let shown = desk.muster(&["decisions", "stats", "back.csv", "--runs", "out"]).ended(0).stdout;
    assert!(shown.contains("watchlist 1500.00"), "{shown}");
    desk.muster(&["decisions", "stats", "--runs", "lists"]).ended(2);
}

#[test]
fn a_list_that_is_not_current_is_said_first_and_has_a_code_of_its_own() {
    let desk = desk();
    desk.muster(&["lists", "build", "csv=lists/watchlist.csv,date=2026-11-01", "-o", "dated.midx"]).ended(0);
    let screen = |lists: &str, options: &[&str]| {
        let fixed = ["screen", "in.csv", "--lists", lists, "--out", "out", "--force", "--run-date", "2026-11-23"];
        desk.muster(&[&fixed[..], options].concat())
    };
    assert_eq!(screen("dated.midx", &["--max-list-age", "22"]).results(0).run["notCurrent"], serde_json::Value::Null);
    let old = screen("dated.midx", &["--max-list-age", "21 days", "--exit-on-hit"]);
    assert!(old.stdout.starts_with("NOT CURRENT: watchlist is of 2026-11-01, 22 days old"), "{}", old.stdout);
    let old = old.results(6);
    assert_eq!(old.run["notCurrent"][0]["days"], 22);
    let unknown = screen("lists", &["--max-list-age", "3650"]);
    assert!(unknown.stdout.starts_with("NOT CURRENT: watchlist is of no known date"), "{}", unknown.stdout);
    unknown.results(6);
    desk.file("muster.toml", "[lists]\nmax_age = \"7 days\"\n");
    screen("dated.midx", &["--config", "muster.toml"]).results(6);
    assert!(
        screen("dated.midx", &["--max-list-age", "week"])
            .ended(2)
            .stderr
            .contains("`--max-list-age` is no number of days")
    );
}

#[test]
fn two_runs_are_compared_with_the_cause_of_each_difference() {
    let desk = desk();
    let keep = |name: &str| std::fs::rename(desk.path("out"), desk.path(name)).unwrap();
    desk.screen(CUSTOMERS, &[]).results(0);
    keep("one");
    let compared = |earlier: &str, later: &str| {
        let ran = desk.muster(&["diff", earlier, later, "--json", "-o", "diff.csv"]).ended(0);
        let diff: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let shown = |change: &serde_json::Value| {
            let causes: Vec<&str> = change["causes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
            let text = |key: &str| change[key].as_str().unwrap().to_owned();
            format!("{} {} {}: {}", text("change"), text("recordId"), text("entityId"), causes.join(" or "))
        };
        let changes: Vec<String> = diff["changes"].as_array().unwrap().iter().map(shown).collect();
        assert_eq!(support::rows(&desk.read("diff.csv")).len(), changes.len());
        changes
    };
    desk.screen(CUSTOMERS, &["--decisions", "back.csv"]).results(0);
    keep("decided");
    assert_eq!(
        compared("one", "decided"),
        ["changed 007 P-1: decision", "changed 007 S-1: time", "changed 8 S-2: decision",]
    );
    let other_customer = CUSTOMERS.replace("8,Marlena Quistgaard,1970", "8,Marlena Quistgard,1970");
    desk.screen(&other_customer, &[]).results(0);
    keep("customer");
    assert_eq!(compared("one", "customer"), ["changed 8 S-2: customer"]);
    desk.file("lists/watchlist.csv", LIST.replace("S-1,Osvaldo Perchinetti", "S-9,Osvaldo Perchinetti"));
    desk.screen(CUSTOMERS, &[]).results(0);
    keep("list");
    assert_eq!(compared("one", "list"), ["went 007 S-1: list", "came 007 S-9: list"]);
    assert!(compared("one", "one").is_empty());
    let table = desk.muster(&["diff", "one", "list"]).ended(0).stdout;
    assert!(table.starts_with("2 alerts are the same\ncame: 1 by list\nwent: 1 by list\n"), "{table}");

    std::fs::remove_file(desk.path("list/run.json")).unwrap();
    let gone = desk.muster(&["diff", "one", "list"]).ended(1).stderr;
    assert!(gone.contains("`list` is no complete folder of results: its `run.json` cannot be read"), "{gone}");
    desk.file("customer/hits.csv", desk.read("customer/hits.csv").replace("a1-", "b1-"));
    let altered = desk.muster(&["diff", "one", "customer"]).ended(1).stderr;
    assert!(altered.contains("line 2 of its `hits.csv` was altered"), "{altered}");
}

#[test]
fn two_indexes_are_compared_in_words() {
    let desk = Desk::with_list(LIST);
    let build = |index: &str| {
        let args = ["lists", "build", "csv=lists/watchlist.csv", "-o", index, "--max-shrink", "100"];
        desk.muster(&args).ended(0);
    };
    build("old.midx");
    let list = LIST.replace("S-2,Marlena Quistgaard,Person,1970-05-06", "S-2,Marlena Quistgaard,Person,1971-05-06");
    desk.file("lists/watchlist.csv", list.replace("P-1,", "P-2,"));
    build("new.midx");
    let shown = desk.muster(&["lists", "diff", "old.midx", "new.midx"]).ended(0).stdout;
    let expected = "watchlist, date unknown → date unknown\n  1 came, 1 went, 1 changed, 1 are the same\n  + P-2 Osvaldo Perchinetti\n  \
                    - P-1 Osvaldo Perchinetti\n  ~ S-2 Marlena Quistgaard\n      birth dates: +1971-05-06, -1970-05-06\n";
    assert_eq!(shown, expected);
    let json = desk.muster(&["lists", "diff", "old.midx", "new.midx", "--json"]).ended(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["watchlist"]["changed"][0]["changes"][0]["field"], "birth dates");
    desk.muster(&["lists", "diff", "old.midx", "lists/watchlist.csv"]).ended(1);
    // a list by another name is another list
    desk.muster(&["lists", "build", "csv=lists/watchlist.csv,name=Ours,date=2026-11-01", "-o", "renamed.midx"])
        .ended(0);
    let shown = desk.muster(&["lists", "diff", "old.midx", "renamed.midx"]).ended(0).stdout;
    assert!(shown.contains("Ours, not there → of 2026-11-01 (new, or renamed)"), "{shown}");
    assert!(shown.contains(" → not there (gone, or renamed)"), "{shown}");
}

/// The desk, and the key of the alert that was cleared there.
fn cleared() -> (Desk, String) {
    let desk = desk();
    let key = support::rows(&desk.read("back.csv")).iter().find(|row| row["entity_id"] == "P-1").unwrap()["alert_key"]
        .clone();
    (desk, key)
}

/// State and explanation of the alert with this key, by these decisions.
#[track_caller]
fn stands(desk: &Desk, key: &str, decisions: &str) -> (String, String) {
    desk.file("one.csv", decisions);
    let ran = desk.screen(CUSTOMERS, &["--decisions", "one.csv"]).results(0);
    let hit = ran.hits.iter().find(|hit| hit["alert_key"] == key).unwrap();
    (hit["alert_state"].clone(), hit["explanation"].clone())
}

#[test]
fn a_row_that_cannot_be_read_contradicts_and_is_not_lost() {
    let (desk, key) = cleared();
    let cut = &key[..key.len() - 1];
    let head = "record_id,list,entity_id,alert_key,decision,decided_by,decided_at,reason\n";
    let quiet = format!("007,watchlist,P-1,{key},false_positive,ann,2026-11-20,\n");
    for (row, says) in [
        (format!("007,watchlist,P-1,{key},ture_positive,ben,2026-11-21,it is he"), "cannot be read (line 3)"),
        (format!(",,,{key},ture_positive,ben,,"), "cannot be read (line 3)"),
        (format!("007,watchlist,P-1,{cut},true_positive,ben,2026-11-21,it is he"), "cannot be read (line 3)"),
        (format!(",,,{},true_positive,ben,2026-11-21,it is he", &key[..30]), "cannot be read (line 3)"),
        (format!(",,,{},true_positive,ben,2026-11-21,it is he", key.to_uppercase()), "cannot be read (line 3)"),
        ("007,watchlist,P-1,,true_positive,ben,2026-11-21,it is he".to_owned(), "cannot be read (line 3)"),
    ] {
        let file = format!("{head}{quiet}{row}\n");
        let (state, why) = stands(&desk, &key, &file);
        assert_eq!(state, "open", "{row}");
        assert!(why.contains(says), "{why}");
        desk.muster(&["decisions", "check", "one.csv"]).ended(3);
        let merged = desk.muster(&["decisions", "merge", "one.csv", "-o", "one.csv"]).ended(3);
        assert!(
            merged.stdout.contains("1 rows that cannot be read stand at its end as they were"),
            "{}",
            merged.stdout
        );
        let rows = support::rows(&desk.read("one.csv"));
        assert_eq!((rows.len(), rows[1]["reason"].as_str()), (2, row.rsplit(',').next().unwrap()));
        assert_eq!(rows[1]["decision"], row.split(',').nth(4).unwrap());
        assert_eq!(stands(&desk, &key, &desk.read("one.csv")).0, "open", "{row}");
    }
    // what was decided after it counts, where both say when
    let mended = format!("{head}007,watchlist,P-1,{key},ture_positive,ben,2026-11-19,\n{quiet}");
    assert_eq!(stands(&desk, &key, &mended).0, "cleared");
    // a row that decides nothing says nothing
    assert_eq!(stands(&desk, &key, &format!("{head}{quiet}007,watchlist,P-1,{cut},,,,\n")).0, "cleared");
}

#[test]
fn a_clearance_does_not_outlive_its_end() {
    let (desk, key) = cleared();
    let head = "alert_key,decision,decided_by,decided_at,expires_at\n";
    let row = |at: &str, end: &str| format!("{key},false_positive,ann,{at},{end}\n");
    for rows in [
        [row("2026-01-01", ""), row("20.11.2026", "2026-11-22")],
        [row("", ""), row("", "2026-11-22")],
        [row("2026-11-20", "2026-11-22"), row("2026-11-20", "")],
        [row("2026-11-20", "2026-11-22"), row("2026-11-20T10:00", "2027-01-01")],
    ] {
        for rows in [rows.concat(), rows.iter().rev().cloned().collect::<String>()] {
            let (state, why) = stands(&desk, &key, &format!("{head}{rows}"));
            assert!(state == "open" && why.contains("that expired on 2026-11-22"), "{rows}{state} {why}");
        }
    }
    // whoever clears it again later, clears it
    let again = format!("{head}{}{}", row("2026-11-20", "2026-11-22"), row("2026-11-23", "2027-01-01"));
    assert_eq!(stands(&desk, &key, &again).0, "cleared");
    // an hour is not known to be later than the day
    let hour = format!("{head}{key},true_positive,ben,2026-11-20,\n{}", row("2026-11-20T09:00", ""));
    assert_eq!(stands(&desk, &key, &hour).0, "open");
}

#[test]
fn a_heading_that_is_nearly_one_is_told_and_an_end_is_believed() {
    let (desk, key) = cleared();
    let file = |heading: &str, cell: &str| {
        format!("alert_key,decision,decided_by,{heading}\n{key},false_positive,ann,{cell}\n")
    };
    for (heading, cell, state) in [
        ("expires on", "2026-11-22", "open"),
        ("Expiry date", "22.11.2026", "open"),
        ("valid until", "2027-11-22", "cleared"),
        ("expire_at", "2026-11-22", "open"),
        ("confirmd_by", "ben", "cleared"),
    ] {
        assert_eq!(stands(&desk, &key, &file(heading, cell)).0, state, "{heading}");
        let ran = desk.screen(CUSTOMERS, &["--decisions", "one.csv"]).ended(0);
        assert!(ran.stderr.contains(&format!("one.csv: the column `{heading}` looks like `")), "{}", ran.stderr);
        let check = desk.muster(&["decisions", "check", "one.csv"]).ended(3);
        assert!(check.stdout.contains("one.csv:1: heading_unknown"), "{}", check.stdout);
    }
    // a customer's own column, in a `hits.csv` whose columns were put in another order
    assert_eq!(stands(&desk, &key, &file("customer.expires_at", "2026-11-22")).0, "cleared");
    desk.muster(&["decisions", "check", "one.csv"]).ended(0);
    assert_eq!(stands(&desk, &key, &file("comment", "until further notice")).0, "cleared");
    desk.muster(&["decisions", "check", "one.csv"]).ended(0);
}

#[test]
fn what_is_decided_or_first_seen_in_the_future_is_told() {
    let (desk, key) = cleared();
    let head = "alert_key,decision,decided_by,decided_at,first_alerted_at\n";
    let row = |at: &str, first: &str| format!("{head}{key},false_positive,ann,{at},{first}\n");
    assert_eq!(stands(&desk, &key, &row("2026-11-24", "")).0, "cleared");
    let (state, why) = stands(&desk, &key, &row("2026-11-25", ""));
    assert!(state == "open" && why.contains("still to come (`decided_at`)"), "{state} {why}");
    assert_eq!(stands(&desk, &key, &row("2099-01-01", "20.11.2026")).0, "open");
    let check = desk.muster(&["decisions", "check", "one.csv"]).ended(3);
    assert!(check.stdout.contains("one.csv:2: decided_in_future, it does not count"), "{}", check.stdout);
    assert!(
        check.stdout.contains("one.csv:2: first_alerted_at_unreadable, it counts all the same"),
        "{}",
        check.stdout
    );
    desk.muster(&["decisions", "merge", "one.csv", "-o", "all.csv"]).ended(0);
    assert_eq!(support::rows(&desk.read("all.csv"))[0]["first_alerted_at"], "20.11.2026");
    stands(&desk, &key, &row("2026-11-20", "2099-01-01"));
    let first = support::rows(&desk.read("out/hits.csv")).iter().find(|hit| hit["alert_key"] == key).unwrap()["first_alerted_at"].clone();
    assert_eq!(first, "2026-11-23");
    let check = desk.muster(&["decisions", "check", "one.csv"]).ended(0);
    assert!(check.stdout.contains("first_alerted_in_future"), "{}", check.stdout);
}

#[test]
fn a_customers_own_column_confirms_nothing() {
    let desk = Desk::with_list(LIST);
    let customers = "record_id,name,date_of_birth,country,Confirmed by,expires_at,Reason,branch\n\
        007,Osvaldo Perchinetti,1961-02-03,IT,ben,2099-01-01,late payer,Oslo\n";
    desk.file("muster.toml", "[decisions]\nfour_eyes = true\n");
    let first = desk.screen(customers, &[]).results(0);
    let own = ["customer.Confirmed by", "customer.expires_at", "customer.Reason", "branch"];
    assert!(own.iter().all(|heading| first.hits[0].contains_key(*heading)), "{:?}", first.hits[0].keys());
    desk.file("back.csv", decided(&desk, &[("007", "P-1", CLEARED), ("007", "S-1", CLEARED)]));
    let ran = desk.screen(customers, &["--decisions", "back.csv", "--config", "muster.toml"]).results(0);
    assert_eq!(states(&ran.hits), ["007 P-1 open", "007 S-1 open"]);
    // a column that somebody adds does
    let back = desk.read("back.csv");
    let confirmed = back.replace('\n', ",Ben\n").replacen(",Ben\n", ",confirmed_by\n", 1);
    desk.file("back.csv", confirmed);
    let ran = desk.screen(customers, &["--decisions", "back.csv", "--config", "muster.toml"]).results(0);
    assert_eq!(states(&ran.hits), ["007 P-1 cleared", "007 S-1 cleared"]);
}

#[test]
fn two_rows_with_one_id_share_no_clearance() {
    let desk = Desk::with_list(LIST);
    let one = "record_id,name,country\n7,Marlena Quistgaard,DK\n";
    desk.screen(one, &[]).results(0);
    desk.file("back.csv", decided(&desk, &[("7", "S-2", CLEARED)]));
    let screen = |customers: &str| desk.screen(customers, &["--decisions", "back.csv"]).results(0);
    assert_eq!(states(&screen(one).hits), ["7 S-2 cleared"]);
    // the other row comes at once, or after more rows than are read at once
    let many = (0..20_000).map(|n| format!("C{n},Nobody Listed,IT\n")).collect::<Vec<_>>().concat();
    for other in ["7,Marlena Quistgaard,IT\n", &format!("{many}7,Marlena Quistgaard,IT\n")] {
        let ran = screen(&format!("{one}{other}"));
        assert_eq!(states(&ran.hits), ["7 S-2 open", "7 S-2 open"]);
        assert!(ran.hits.iter().all(|hit| hit["explanation"].contains("its record id is not unique")));
        assert_eq!(ran.run["decisions"]["idNotUnique"], 2);
        assert_eq!(ran.run["rows"], other.lines().count() + 1);
    }
    let summary = desk.screen_file(&["--decisions", "back.csv", "--force"]).ended(0).stdout;
    assert!(summary.contains("2 NOT CLEARED"), "{summary}");
    std::fs::remove_dir_all(desk.path("out")).unwrap();
    let piped = desk.bash("\"$MUSTER\" screen - --lists lists --out out --decisions back.csv < in.csv");
    piped.refused(5, "standard input cannot be read again");

    // what was decided on one is not shown on the other
    let two = "record_id,name,country\n7,Marlena Quistgaard,DK\n7,Marlena Quistgaard,IT\n";
    desk.screen(two, &[]).results(0);
    let key = support::rows(&desk.read("out/hits.csv"))[0]["alert_key"].clone();
    desk.file(
        "back.csv",
        format!("alert_key,decision,decided_by,decided_at\n{key},true_positive,ann,2026-11-20\n{key},false_positive,ann,2026-11-21\n"),
    );
    assert_eq!(states(&screen(two).hits), ["7 S-2 confirmed", "7 S-2 confirmed"]);
}

#[test]
fn a_rows_number_is_nobodys_id() {
    let desk = Desk::with_list(LIST);
    let customers = "name,country\nMarlena Quistgaard,DK\n";
    desk.screen(customers, &[]).results(0);
    desk.file("back.csv", decided(&desk, &[("1", "S-2", CLEARED)]));
    let ran = desk.screen(customers, &["--decisions", "back.csv"]).ended(0);
    assert!(ran.stdout.contains("1 NOT CLEARED") && ran.stdout.contains("has no record id"), "{}", ran.stdout);
    let ran = ran.results(0);
    assert_eq!(states(&ran.hits), ["1 S-2 open"]);
    assert!(ran.hits[0]["explanation"].contains("it has no record id"), "{}", ran.hits[0]["explanation"]);
    assert_eq!(ran.run["decisions"]["idMissing"], 1);
}

#[test]
fn a_merge_loses_nothing() {
    let (desk, key) = cleared();
    let before = desk.read("back.csv");
    let refused = desk.muster(&["decisions", "merge", "back.csv", "-o", "./back.csv"]).ended(2);
    assert!(refused.stderr.contains("has columns that a file of decisions has not"), "{}", refused.stderr);
    assert_eq!(desk.read("back.csv"), before);
    desk.file("notes.csv", format!("alert_key,decision,reason\n{key},,asked for his papers\n{key},,\n"));
    desk.muster(&["decisions", "merge", "back.csv", "notes.csv", "-o", "all.csv"]).ended(0);
    assert!(desk.read("all.csv").contains("asked for his papers"));
    assert_eq!(support::rows(&desk.read("all.csv")).len(), 4);
}

#[test]
fn a_check_says_what_does_not_hold_by_the_configuration_and_which_rows_contradict() {
    let (desk, key) = cleared();
    desk.file("one.csv", format!("alert_key,decision,decided_by,decided_at\n{key},false_positive,ann,2020-01-01\n"));
    desk.muster(&["decisions", "check", "one.csv"]).ended(0);
    let rules = "[decisions]\nfour_eyes = true\nexpire_after = \"1 year\"\nsignificant = [\"addresses\"]\n";
    desk.file("muster.toml", rules);
    let check = desk.muster(&["decisions", "check", "one.csv", "--config", "muster.toml"]).ended(3);
    for code in ["not_confirmed", "expired", "not_covered"] {
        assert!(check.stdout.contains(&format!("one.csv:2: {code}, it does not count")), "{}", check.stdout);
    }
    desk.file("two.csv", format!("alert_key,decision\n{key},true_positive\n"));
    let check = desk.muster(&["decisions", "check", "one.csv", "two.csv"]).ended(3);
    assert!(check.stdout.contains("one.csv:2: contradicts two.csv:2,"), "{}", check.stdout);
    let ran = desk.screen(CUSTOMERS, &["--decisions", "one.csv", "--decisions", "two.csv"]).results(0);
    let hit = ran.hits.iter().find(|hit| hit["alert_key"] == key).unwrap();
    assert!(hit["explanation"].contains("(lines 2 of file 1 and 2 of file 2)"), "{}", hit["explanation"]);
}

#[test]
fn alerts_of_one_id_in_two_rows_are_each_compared() {
    let desk = Desk::with_list(LIST);
    let keep = |name: &str| std::fs::rename(desk.path("out"), desk.path(name)).unwrap();
    let one = "record_id,name,country\n7,Marlena Quistgaard,DK\n";
    desk.screen(one, &[]).results(0);
    keep("one");
    desk.screen(format!("{one}7,Marlena Quistgaard,IT\n7,Marlena Quistgard,DK\n"), &[]).results(0);
    keep("two");
    let diff = |options: &[&str]| desk.muster(&[&["diff", "one", "two"], options].concat()).ended(0).stdout;
    let shown: serde_json::Value = serde_json::from_str(&diff(&["--json"])).unwrap();
    assert_eq!((&shown["same"], shown["changes"].as_array().unwrap().len()), (&1.into(), 2));
    assert_eq!(shown["altered"], serde_json::json!([]));
    desk.file("two/hits.csv", desk.read("two/hits.csv") + "\n");
    assert!(diff(&[]).starts_with("ALTERED: two/hits.csv is not as the run wrote it"), "{}", diff(&[]));
}

#[test]
fn a_list_of_tomorrow_is_not_current() {
    let desk = desk();
    desk.muster(&["lists", "build", "csv=lists/watchlist.csv,date=2026-12-24", "-o", "dated.midx"]).ended(0);
    let options = ["--max-list-age", "7", "--run-date", "2026-11-23", "--force"];
    let ran = desk.muster(&[&["screen", "in.csv", "--lists", "dated.midx", "--out", "out"], &options[..]].concat());
    assert!(
        ran.stdout.starts_with("NOT CURRENT: watchlist is of 2026-12-24, which is still to come"),
        "{}",
        ran.stdout
    );
    ran.ended(6);
}

#[test]
fn decisions_are_measured_as_they_are_read() {
    let (desk, key) = cleared();
    let head = "alert_key,score,decision,decided_at\n";
    let other = |n: u32| format!("a1-0001-aaaaaaaaa{}-aaaaab", ["b", "c", "d"][n as usize]);
    desk.file(
        "hits.csv",
        format!(
            "{head}{key},0.95,True Positive,\n{},0.85,false_positive,2026-11-20\n{},0.85,true_positive,2026-11-21\n\
             {},0.9,false_positive,\n{},0.9,true_positive,\n{},0.9,ture_positive,\n",
            other(0),
            other(0),
            other(1),
            other(1),
            other(2)
        ),
    );
    desk.file("more.csv", format!("{head}{},0.6,FALSE-POSITIVE,2026-11-22\n", other(0)));
    let measured = |files: &[&str]| {
        let files: Vec<&str> = files.iter().flat_map(|file| ["--decisions", *file]).collect();
        let ran = desk.muster(&[&["evaluate", "--json"], &files[..]].concat()).ended(0);
        let all: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let count = |what: &str| all["decisions"][what].as_u64().unwrap();
        ["positives", "negatives", "undecided", "leftOut", "superseded"].map(count)
    };
    assert_eq!(measured(&["hits.csv"]), [2, 0, 0, 3, 1]);
    assert_eq!(measured(&["hits.csv", "more.csv"]), [1, 1, 0, 3, 2]);
    desk.muster(&["decisions", "merge", "hits.csv", "-o", "all.csv"]).ended(3);
    let refused = desk.muster(&["evaluate", "--decisions", "all.csv"]).ended(2);
    assert!(refused.stderr.contains("has no scores: give the `hits.csv`"), "{}", refused.stderr);
}
