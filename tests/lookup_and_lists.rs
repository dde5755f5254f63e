//! `muster lookup` and `muster lists` from end to end.

#![cfg(feature = "cli")]

mod support;

use std::fs;

use serde_json::Value;
use support::{Desk, Ran, lines, sample};

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn sorted(words: &str) -> Vec<&str> {
    let mut words: Vec<&str> = words.split(' ').collect();
    words.sort_unstable();
    words
}

mod lookup {
    use super::*;

    fn look_up(desk: &Desk, options: &[&str]) -> Ran {
        desk.muster(&[&["lookup", "--lists", "lists"], options].concat())
    }

    #[test]
    fn the_answer_is_a_table_for_people() {
        let desk = Desk::new();
        let answer = look_up(&desk, &["--name", "Drovezhin, Yaropolk Svyatoslavovich", "--dob", "1968"]).ended(0);
        insta::assert_snapshot!("lookup_table", answer.stdout);
        assert_eq!(answer.stderr, "");
        assert!(answer.stdout.lines().all(|line| line.chars().count() <= 118), "{}", answer.stdout);
    }

    #[test]
    fn no_hit_is_told_with_the_threshold() {
        let desk = Desk::new();
        let answer = look_up(&desk, &["--name", "Emma Johansson", "--exit-on-hit"]).ended(0).stdout;
        assert!(answer.contains("looked for: emma johansson"), "{answer}");
        assert!(answer.contains("on: watchlist (date unknown)"), "{answer}");
        assert!(answer.contains("no hit at 0.8000 or more"), "{answer}");
    }

    #[test]
    fn hits_are_4_only_where_asked_for() {
        let desk = Desk::new();
        look_up(&desk, &["--name", "Qusamir al-Tharwani"]).ended(0);
        look_up(&desk, &["--name", "Qusamir al-Tharwani", "--exit-on-hit"]).ended(4);
        look_up(&desk, &["--name", "Qusamir al-Tharwani", "--exit-on-hit", "--json"]).ended(4);
    }

    #[test]
    fn the_object_shows_all_that_was_understood() {
        let desk = Desk::new();
        let words = "--name|Baltasara Iniguezta|--nationality|VE|--gender|f|--entity-type|person|--json";
        let answer = look_up(&desk, &words.split('|').collect::<Vec<_>>()).ended(0).stdout;
        let understood = &serde_json::from_str::<Value>(&answer).unwrap()["understood"];
        assert_eq!(understood["nationalities"], serde_json::json!(["VEN"]));
        assert_eq!((&understood["gender"], &understood["entityType"]), (&"female".into(), &"Person".into()));
    }

    #[test]
    fn the_object_for_programs_has_the_keys_of_the_formats() {
        let desk = Desk::new();
        let words = "--name|Baltasara Iniguezta Morondo|--dob|1970-06-25|--id-number|VE9821736|--country|VE|\
                     --list-type|Sanctions|--json";
        let answer = look_up(&desk, &words.split('|').collect::<Vec<_>>()).ended(0).stdout;
        assert_eq!(answer.lines().count(), 1);
        let object: Value = serde_json::from_str(&answer).unwrap();
        let outer = "recordId status query understood lists hits hitsTotal engine configuration";
        assert_eq!(keys(&object), sorted(outer));
        let mut query = keys(&object["query"]);
        // `isSoundEx` has a test of its own
        query.retain(|key| !key.eq_ignore_ascii_case("isSoundEx"));
        assert_eq!(query, sorted("name dateOfBirth idNumber country listTypes"));
        assert_eq!(keys(&object["understood"]), sorted("parts dateOfBirth country"));
        assert_eq!(keys(&object["lists"][0]), sorted("name date sha256 entries"));
        let hit = "rank score matchKind evidence list listTypes measure entityId listedName matchedName aliasStrength \
                   parts qualifiers explanation";
        assert_eq!(keys(&object["hits"][0]), sorted(hit));
        assert_eq!(keys(&object["hits"][0]["parts"][0]), sorted("query listed how similarity weight"));
        assert_eq!(keys(&object["hits"][0]["qualifiers"][0]), sorted("field result effect"));

        assert_eq!(object["status"], "screened");
        assert_eq!(object["query"]["name"], "Baltasara Iniguezta Morondo");
        assert_eq!(object["query"]["listTypes"], serde_json::json!(["Sanctions"]));
        assert_eq!(object["understood"]["country"], "VEN");
        assert_eq!(object["hits"][0]["entityId"], "S-005");
        assert_eq!(object["hits"][0]["evidence"], "name+dob+country+id");
        assert_eq!(object["hits"][0]["rank"], 1);
        assert!(object["hits"][0]["score"].is_number());
        assert_eq!(object["hitsTotal"], object["hits"].as_array().unwrap().len());
    }

    #[test]
    fn soundex_is_told_under_the_name_that_the_api_gives_it() {
        let desk = Desk::new();
        for (options, on) in [(&[][..], false), (&["--soundex"], true)] {
            let answer = look_up(&desk, &[&["--name", "Emma Johansson", "--json"], options].concat()).ended(0).stdout;
            let object: Value = serde_json::from_str(&answer).unwrap();
            assert_eq!(object["query"]["isSoundEx"], on, "{answer}");
        }
    }

    #[test]
    fn it_finds_what_a_run_finds_with_the_same_score() {
        let desk = Desk::new();
        let found = desk.screen("record_id,name\n1,Ludmila Drovezhina\n", &["--all"]).results(0);
        let answer = look_up(&desk, &["--name", "Ludmila Drovezhina", "--json"]).ended(0).stdout;
        let object: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(object, found.ndjson[0]);
    }

    #[test]
    fn a_long_list_of_hits_is_cut_and_tells_how_many_there_are() {
        let rows = lines((0..30).map(|n| format!("{n},Yaropolk Drovezhin,PEP")));
        let desk = Desk::with_list(&format!("id,name,list_type\n{rows}"));
        let answer = look_up(&desk, &["--name", "Yaropolk Drovezhin", "--max-hits", "2"]).ended(0).stdout;
        assert!(answer.contains("28 more: ask for them with `--max-hits 30`"), "{answer}");
    }

    #[test]
    fn what_is_typed_wrongly_is_refused_without_repeating_a_person() {
        let desk = Desk::new();
        let name = ["--name", "Emma Johansson"];
        for (options, message) in [
            (&["--dob", "1968-02-31"][..], "`--dob` is no date in the past"),
            (&["--dob", "2999"], "`--dob` is no date in the past"),
            (&["--country", "Atlantisia"], "`--country` is no country"),
            (&["--nationality", "Atlantisia"], "`--nationality` is no country"),
            (&["--gender", "perhaps"], "`--gender` must be male or female"),
            (&["--entity-type", "robot"], "unknown `--entity-type`"),
            (&["--phonetic", "metafone"], "did you mean `metaphone`?"),
            (&["--min-score", "0.1"], "is below 0.50"),
        ] {
            let ran = look_up(&desk, &[&name[..], options].concat());
            assert!(!ran.stderr.contains("Johansson") && !ran.stderr.contains("Atlantisia"), "{}", ran.stderr);
            ran.refused(2, message);
        }
        look_up(&desk, &["--name=---"]).refused(2, "`--name` has no letter or digit");
    }

    #[test]
    fn a_list_type_that_no_entry_has_is_refused() {
        let desk = Desk::new();
        let ran = look_up(&desk, &["--name", "Qusamir al-Tharwani", "--list-type", "Sanction"]);
        ran.refused(2, "no entry has the list type `Sanction`: the lists have `Sanctions`, `PEP`");
    }

    #[test]
    fn an_equal_id_is_a_hit_whatever_the_name() {
        let desk = Desk::new();
        let words = ["--name", "Anders Lindqvistad", "--id-number", "CO 79340651", "--json"];
        let object: Value = serde_json::from_str(&look_up(&desk, &words).ended(0).stdout).unwrap();
        assert_eq!(object["hits"][0]["entityId"], "S-004");
        assert_eq!(object["hits"][0]["matchKind"], "identifier");
        assert_eq!(object["hits"][0]["evidence"], "id");
    }

    #[test]
    fn names_that_are_hard_to_read_are_looked_up() {
        let desk = Desk::new();
        let long = "Ada ".repeat(500);
        for name in ["Q", "7", "𓂀𓁐𓅃", "\u{202e}Ada\u{200b} Example", "a.k.a.", "von der", "Dr.", "O'", long.as_str()]
        {
            for options in [&[][..], &["--json"], &["--soundex"], &["--mode", "exact", "--phonetic", "beider-morse"]] {
                look_up(&desk, &[&["--name", name], options].concat()).ended(0);
            }
        }
    }
}

mod lists {
    use super::*;

    const BUILD: [&str; 5] = ["lists", "build", "csv=lists/watchlist.csv,name=Own,date=2026-11-01", "-o", "own.midx"];

    fn build(desk: &Desk, options: &[&str]) -> Ran {
        desk.muster(&[&BUILD[..], options].concat())
    }

    #[test]
    fn an_index_tells_what_is_in_it() {
        let desk = Desk::new();
        let built = build(&desk, &[]).ended(0).stdout;
        for told in
            ["31 entries", "Own (csv)", "published       2026-11-01", "31 = 31 used + 0 skipped", "watchlist.csv ("]
        {
            assert!(built.contains(told), "{told} in {built}");
        }
        assert!(built.contains("list types: Sanctions, PEP"), "{built}");
        assert_eq!(desk.muster(&["lists", "info", "own.midx"]).ended(0).stdout, built);
        assert_eq!(desk.listing("."), ["lists", "own.midx"]);
    }

    #[test]
    fn an_index_can_be_verified() {
        let desk = Desk::new();
        build(&desk, &[]).ended(0);
        let told = desk.muster(&["lists", "info", "own.midx", "--verify"]).ended(0).stdout;
        assert!(told.contains("(verified)"), "{told}");
        let whole = fs::read(desk.path("own.midx")).unwrap();
        for at in (400..whole.len()).step_by(whole.len() / 40) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(desk.path("own.midx"), bytes).unwrap();
            desk.muster(&["lists", "info", "own.midx", "--verify"]).refused(1, "is damaged");
        }
    }

    #[test]
    fn an_index_tells_programs_what_is_in_it() {
        let desk = Desk::new();
        let built: Value = serde_json::from_str(&build(&desk, &["--json"]).ended(0).stdout).unwrap();
        assert_eq!(keys(&built), sorted("file bytes engine content knowledge names listTypes lists"));
        assert_eq!(built["bytes"], fs::metadata(desk.path("own.midx")).unwrap().len());
        let list = &built["lists"][0];
        assert_eq!((&list["name"], &list["kind"]), (&"Own".into(), &"csv".into()));
        assert_eq!((&list["entries"], &list["read"], &list["used"]), (&31.into(), &31.into(), &31.into()));
        assert_eq!(list["sources"][0]["bytes"], sample("watchlist.csv").len());
        let told = desk.muster(&["lists", "info", "own.midx", "--json", "--verify"]).ended(0).stdout;
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["verified"], true);
        assert_eq!(told["content"], built["content"]);
    }

    #[test]
    fn programs_are_told_dates_as_everywhere() {
        let desk = Desk::new();
        let built: Value = serde_json::from_str(&build(&desk, &["--json"]).ended(0).stdout).unwrap();
        assert_eq!(built["lists"][0]["date"], "2026-11-01");
    }

    #[test]
    fn the_same_publications_give_the_same_bytes() {
        let desk = Desk::new();
        build(&desk, &[]).ended(0);
        let first = fs::read(desk.path("own.midx")).unwrap();
        build(&desk, &[]).ended(0);
        assert!(fs::read(desk.path("own.midx")).unwrap() == first);
    }

    #[test]
    fn several_lists_are_one_index_and_a_name_is_taken_once() {
        let desk = Desk::new();
        desk.file("staff.csv", "id,name\n1,Ada Example\n");
        let two = ["lists", "build", "csv=lists/watchlist.csv", "csv=staff.csv,type=Internal", "-o", "two.midx"];
        let told = desk.muster(&two).ended(0).stdout;
        assert!(told.contains("32 entries") && told.contains("list types: Sanctions, PEP, Internal"), "{told}");
        let twice = ["lists", "build", "csv=staff.csv", "csv=staff.csv", "-o", "twice.midx"];
        desk.muster(&twice).refused(2, "two lists are called `staff`");
        assert!(!desk.path("twice.midx").exists());
    }

    #[test]
    fn kinds_are_told_to_people_and_programs() {
        let desk = Desk::new();
        let told = desk.muster(&["lists", "kinds"]).ended(0).stdout;
        let object: Value = serde_json::from_str(&desk.muster(&["lists", "kinds", "--json"]).ended(0).stdout).unwrap();
        for kind in object.as_array().unwrap() {
            assert_eq!(keys(kind), sorted("kind publication feeds"));
            assert!(told.contains(kind["kind"].as_str().unwrap()));
        }
        let kinds = "ofac-sdn ofac-cons ofac-xml ofac-advanced-xml un eu-fsf uk ftm os-simple csv";
        for kind in kinds.split(' ') {
            assert!(told.lines().any(|line| line.starts_with(&format!("{kind}  "))), "{kind}");
        }
    }

    #[test]
    fn a_list_that_shrinks_too_much_does_not_replace_the_old_one() {
        let desk = Desk::new();
        build(&desk, &[]).ended(0);
        let before = fs::read(desk.path("own.midx")).unwrap();
        let shorter =
            |rows: usize| sample("watchlist.csv").lines().take(rows + 1).collect::<Vec<_>>().join("\n") + "\n";
        // 27 of 31 is 13 % fewer
        desk.file("lists/watchlist.csv", shorter(27));
        build(&desk, &[]).refused(1, "list `Own` has 27 entries where it had 31, over 10 % fewer");
        assert!(fs::read(desk.path("own.midx")).unwrap() == before);
        assert_eq!(desk.listing("."), ["lists", "own.midx"]);
        build(&desk, &["--max-shrink", "12"]).refused(1, "over 12 % fewer");
        build(&desk, &["--max-shrink", "101"]).refused(2, "must be a percentage");
        build(&desk, &["--max-shrink", "13"]).ended(0);
        // 25 of 27 is 7 % fewer
        desk.file("lists/watchlist.csv", shorter(25));
        build(&desk, &[]).ended(0);
    }

    #[test]
    fn a_list_that_cannot_be_used_leaves_the_old_index() {
        let desk = Desk::new();
        build(&desk, &[]).ended(0);
        let before = fs::read(desk.path("own.midx")).unwrap();
        for (text, message) in [
            ("", "an empty file"),
            ("id,name\n", "no entry in it could be used"),
            ("<!DOCTYPE html>\n<html></html>", "this is a web page"),
            ("id,name\n1,Ada Example\n1,Bo Sample\n", "have the same id"),
            ("id,name\n1,Ada Example\n2,\"Bo", "cut off"),
            ("name\nAda Example\n", "no heading `id`"),
        ] {
            desk.file("lists/watchlist.csv", text);
            build(&desk, &[]).refused(1, message);
            assert!(fs::read(desk.path("own.midx")).unwrap() == before);
            assert_eq!(desk.listing("."), ["lists", "own.midx"]);
        }
        fs::remove_file(desk.path("lists/watchlist.csv")).unwrap();
        build(&desk, &[]).refused(1, "no such file");
    }

    #[test]
    fn words_that_name_no_list_are_2() {
        let desk = Desk::new();
        for (word, message) in [
            ("ofacsdn=lists", "unknown list kind `ofacsdn`: did you mean `ofac-sdn`?"),
            ("lists/watchlist.csv", "expected KIND=PATH"),
            ("csv=", "the path is empty"),
            ("csv=lists/watchlist.csv,date=soon", "`soon` is no date"),
            ("csv=lists/watchlist.csv,nmae=Own", "did you mean `name`?"),
        ] {
            desk.muster(&["lists", "build", word, "-o", "own.midx"]).refused(2, message);
            assert!(!desk.path("own.midx").exists());
        }
    }

    #[test]
    fn a_file_in_a_folder_of_lists_that_is_no_publication_is_named() {
        let desk = Desk::new();
        desk.file("lists/readme.txt", "hello");
        let ran = desk.screen(sample("customers.csv"), &[]).ended(3);
        assert!(ran.stderr.contains("`lists/readme.txt` is no publication that muster knows"), "{}", ran.stderr);
    }

    #[test]
    fn a_folder_without_any_list_is_refused() {
        let desk = Desk::new();
        fs::remove_file(desk.path("lists/watchlist.csv")).unwrap();
        desk.screen(sample("customers.csv"), &[]).refused(1, "lists");
        desk.muster(&["lookup", "--name", "Ada Example", "--lists", "lists"]).refused(1, "lists");
        // as after unpacking a download into a folder too deep
        desk.file("lists/readme.txt", "hello");
        desk.screen(sample("customers.csv"), &[]).refused(1, "lists");
    }

    #[test]
    fn an_index_is_not_written_over_its_own_publication() {
        let desk = Desk::new();
        let ran = desk.muster(&["lists", "build", "csv=lists/watchlist.csv", "-o", "lists/watchlist.csv"]);
        ran.refused(1, "is no index of muster");
        assert_eq!(desk.read("lists/watchlist.csv"), sample("watchlist.csv"));
    }
}
