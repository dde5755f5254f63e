//! `muster compare` from end to end, and that it says what a search says.

#![cfg(feature = "cli")]

mod support;

use muster::likeness::PhoneticCode;
use muster::matching::{Matcher, Mode, PairComparer, SimilarCache};
use muster::name::NameKind;
use muster::vocabulary::{Score, Strength};
use muster::watchlist::{ListSpec, load};
use muster::{Record, Screener, Settings, index};
use serde_json::Value;
use support::{Desk, sample};

const PAIRS: &str = "id,schema,name1,name2,note\n\
    1,Person,Yaropolk Drovezhin,\"DROVEJIN, Yaropolk\",=1+1\n\
    2,Company,Brakkenholt GmbH,Brakkenholt Metals Ltd,\"two\nlines, and a \"\"quote\"\"\"\n\
    3,Person,,Anna Berg,  blanks kept  \n\
    4,Person,---,...,\n\
    1,Person,Yaropolk Drovezhin,\"DROVEJIN, Yaropolk\",=1+1\n\
    6,vessel,MV Saltmarsh Petrel,Saltmarsh Petrel,-x\n";

mod pairs {
    use super::*;

    #[test]
    fn every_row_comes_back_in_order_with_its_score() {
        let desk = Desk::new();
        desk.file("pairs.csv", PAIRS);
        let ran = desk.muster(&["compare", "pairs.csv", "-o", "scores.csv"]).ended(0);
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
        let scores = desk.read("scores.csv");
        insta::assert_snapshot!("scores", scores);
        let (given, got) = (support::rows(PAIRS), support::rows(&scores));
        assert_eq!(given.len(), got.len());
        for (given, got) in given.iter().zip(&got) {
            assert!(given.iter().all(|(heading, cell)| got[heading] == *cell), "{got:?}");
        }
        assert_eq!(got[2]["score"], "0.0000");
        assert_eq!(got[3]["score"], "0.0000");
        assert!(!scores.contains('\r') && !scores.contains("'="));
        assert_eq!(desk.muster(&["compare", "pairs.csv"]).ended(0).stdout, scores);
        assert_eq!(desk.bash("$MUSTER compare - < pairs.csv").ended(0).stdout, scores);
    }

    #[test]
    fn cells_that_are_no_text_come_back_byte_by_byte() {
        let desk = Desk::new();
        let mut bytes = "schema,name1,name2,x\nPerson,Anna Bergström,Anna Berg,".as_bytes().to_vec();
        // the file is UTF-8 as far as its encoding is decided by, and broken behind that
        bytes.extend("\nPerson,Anna,Berg,\u{e5}".repeat(60_000).as_bytes());
        bytes.extend(b"\nPerson,Anna,Berg,\xff\xfe\n");
        desk.file("pairs.csv", &bytes);
        desk.muster(&["compare", "pairs.csv", "-o", "scores.csv"]).ended(0);
        let scores = std::fs::read(desk.path("scores.csv")).unwrap();
        assert!(scores.ends_with(b"\nPerson,Anna,Berg,\xff\xfe,0.0000\n"));
    }

    #[test]
    fn what_is_no_file_is_written_to_and_a_link_is_followed() {
        let desk = Desk::new();
        desk.file("pairs.csv", "schema,name1,name2\nPerson,Anna,Berg\n");
        desk.file("scores.csv", "old");
        let expected = "schema,name1,name2,score\nPerson,Anna,Berg,0.0000\n";
        let ran =
            desk.bash("mkfifo pipe; cat pipe & \"$MUSTER\" compare pairs.csv -o pipe; wait; test -p pipe").ended(0);
        assert_eq!(ran.stdout, expected);
        desk.bash("ln -s scores.csv link; \"$MUSTER\" compare pairs.csv -o link; test -L link").ended(0);
        assert_eq!(desk.read("scores.csv"), expected);
        desk.bash("ln -s new.csv later; \"$MUSTER\" compare pairs.csv -o later; test -L later").ended(0);
        assert_eq!(desk.read("new.csv"), expected);
    }

    #[test]
    fn modes_and_codes_count() {
        let desk = Desk::new();
        desk.file("pairs.csv", "schema,name1,name2\nPerson,Ana Berg,Anna Berg\nPerson,Anna Berg,\"BERG, Anna\"\n");
        let scores = |options: &[&str]| -> Vec<String> {
            let ran = desk.muster(&[&["compare", "pairs.csv"], options].concat()).ended(0);
            support::rows(&ran.stdout).iter().map(|row| row["score"].clone()).collect()
        };
        assert_eq!(scores(&["--mode", "exact"]), ["0.0000", "1.0000"]);
        assert_eq!(scores(&["--mode", "exact", "--soundex"]), ["0.9750", "1.0000"]);
        assert_eq!(scores(&["--mode", "fuzzy"])[1], "1.0000");
    }

    #[test]
    fn a_row_with_an_unknown_schema_comes_back_with_a_score() {
        let desk = Desk::new();
        desk.file("pairs.csv", "schema,name1,name2\nTroll,Secret Berg,BERG Secret\nPerson,Anna,Berg\nElf,a,b\n");
        let ran = desk.muster(&["compare", "pairs.csv"]).ended(0);
        assert_eq!(
            ran.stdout,
            "schema,name1,name2,score\nTroll,Secret Berg,BERG Secret,1.0000\nPerson,Anna,Berg,0.0000\nElf,a,b,0.0000\n"
        );
        assert!(
            ran.stderr.contains("2 rows have a schema that muster does not know, the first in line 2"),
            "{}",
            ran.stderr
        );
        assert!(!ran.stderr.contains("Secret"), "{}", ran.stderr);
    }

    #[test]
    fn a_schema_for_all_stands_in_for_the_column() {
        let desk = Desk::new();
        desk.file("pairs.csv", "name1;name2\nBerg OOO;Berg LLC\n");
        desk.muster(&["compare", "pairs.csv"]).refused(2, "no column `schema`");
        let ran = desk.muster(&["compare", "pairs.csv", "--schema", "Company"]).ended(0);
        assert_eq!(ran.stdout, "name1,name2,score\nBerg OOO,Berg LLC,1.0000\n");
    }

    #[test]
    fn what_is_wrong_is_told_and_nothing_is_written() {
        let desk = Desk::new();
        for (file, code, message) in [
            ("schema,name1\nPerson,a\n", 2, "pairs.csv:1: no column `name2`"),
            ("schema,name1,name2\nPerson,\"Secret Name,b\nPerson,c,d\n", 1, "pairs.csv:2: a quote opens here"),
            ("schema,name1,name2\nPerson,Secret Name,b,c\n", 1, "pairs.csv:2: 4 cells where the header has 3"),
            ("", 1, "is empty"),
        ] {
            desk.file("pairs.csv", file);
            desk.file("scores.csv", "old");
            let ran = desk.muster(&["compare", "pairs.csv", "-o", "scores.csv"]).ended(code);
            assert!(ran.stderr.contains(message), "{}", ran.stderr);
            assert!(!ran.stderr.contains("Secret"), "{}", ran.stderr);
            assert_eq!(desk.read("scores.csv"), "old");
            assert_eq!(desk.listing("."), ["lists", "pairs.csv", "scores.csv"]);
        }
        let missing = desk.muster(&["compare", "none.csv"]).ended(1);
        assert!(missing.stderr.contains("no such file"), "{}", missing.stderr);
        let alone = desk.muster(&["compare", "Anna Secret"]).ended(2).stderr;
        assert!(alone.contains("give two") && !alone.contains("Secret"), "{alone}");
        desk.muster(&["compare", "pairs.csv", "--schema", "Troll"]).refused(2, "unknown `--schema`");
        desk.muster(&["compare", "pairs.csv", "--json"]).refused(2, "`--json` is for two names");
        desk.muster(&["compare", "a", "b", "-o", "x"]).refused(2, "`--output` is for a file of pairs");
    }

    #[test]
    fn a_header_alone_is_answered_by_one() {
        let desk = Desk::new();
        desk.file("pairs.csv", "schema,name1,name2\n");
        assert_eq!(desk.muster(&["compare", "pairs.csv"]).ended(0).stdout, "schema,name1,name2,score\n");
    }
}

mod names {
    use super::*;

    #[test]
    fn two_names_are_a_table_with_the_sums_that_make_the_score() {
        let desk = Desk::new();
        let words = ["compare", "Mullah Yaropolk Svyatoslavovich Kalmyshin", "Drovejin, Yaropolk Sviatoslavovich"];
        let answer = desk.muster(&words).ended(0);
        insta::assert_snapshot!("names", answer.stdout);
        assert!(answer.stdout.lines().all(|line| line.chars().count() <= 118), "{}", answer.stdout);
    }

    #[test]
    fn the_object_has_the_same_numbers() {
        let desk = Desk::new();
        let words = ["compare", "Romashka OOO", "Romashka LLC", "--schema", "Company", "--json"];
        let object: Value = serde_json::from_str(&desk.muster(&words).ended(0).stdout).unwrap();
        assert_eq!(object["score"], 1.0);
        assert_eq!(object["readAs"], "organization");
        assert_eq!(object["parts"].as_array().unwrap().len(), 2);
        assert_eq!(object["evidence"]["ratio"], 1.0);
    }

    #[test]
    fn the_page_of_ofac_is_shown_with_both_ways_of_comparing() {
        let desk = Desk::new();
        let words = ["compare", "Abd al Rahman Poutine", "'ABD AL-RAHMAN, Atiyah", "--mode", "ofac"];
        insta::assert_snapshot!("ofac", desk.muster(&words).ended(0).stdout);
        let words = [&words[..], &["--json"]].concat();
        let object: Value = serde_json::from_str(&desk.muster(&words).ended(0).stdout).unwrap();
        assert!(object["asWhole"].as_f64().unwrap() > object["partByPart"].as_f64().unwrap());
        assert!(object.get("evidence").is_none());
    }

    #[test]
    fn nothing_to_compare_is_said() {
        let desk = Desk::new();
        let answer = desk.muster(&["compare", "...", "Anna"]).ended(0).stdout;
        assert!(answer.contains("nothing to compare") && answer.contains("score 0.0000"), "{answer}");
    }
}

/// What a run finds on the sample, `compare` finds for the pair: in each mode, with and without codes.
#[test]
fn the_score_of_a_pair_is_the_one_of_a_run() {
    let list = concat!("csv=", env!("CARGO_MANIFEST_DIR"), "/data/sample/watchlist.csv");
    let index = index::build(&[load(&list.parse::<ListSpec>().unwrap()).unwrap()]).unwrap();
    let customers = support::rows(&sample("customers.csv").replace(",moved in 2024,no reply", ""));
    let half = Some(Score::LOWEST_THRESHOLD);
    for (mode, phonetic) in [
        (Mode::Fuzzy, None),
        (Mode::Fuzzy, Some(PhoneticCode::Soundex)),
        (Mode::Exact, None),
        (Mode::Exact, Some(PhoneticCode::DoubleMetaphone)),
        (Mode::Ofac, None),
        (Mode::Ofac, Some(PhoneticCode::Soundex)),
    ] {
        let screener = Screener::new(&index, Settings { mode, phonetic, min_score: half, ..Settings::default() });
        let comparer = PairComparer { mode, phonetic, ..PairComparer::default() };
        let mut compared = 0;
        for customer in &customers {
            let name = customer["name"].as_str();
            let record = Record { searched_name: name.into(), ..Record::default() };
            for hit in screener.screen(&record).hits {
                let kind = NameKind::of(hit.details.entity_type);
                let plain = comparer.score(name, &hit.matched_name, kind);
                let lowered =
                    |score: Score| Score::from_ten_thousandths((u32::from(score.ten_thousandths()) * 95 / 100) as u16);
                let expected =
                    if hit.strength == Strength::Weak && mode != Mode::Ofac { lowered(plain) } else { plain };
                assert_eq!(hit.name_score, expected, "{name} and {} in {mode:?}", hit.matched_name);
                compared += 1;
            }
        }
        assert!(compared > 8, "only {compared} pairs in {mode:?}");
    }
}

/// What cannot reach a threshold is left out by letters and codes alone: no name that the plain path scores may be.
#[test]
fn nothing_that_scores_on_ofacs_page_is_lost_on_a_published_list() {
    let Some(path) = support::shared("lists/un/consolidated.xml") else { return };
    let (info, entities) = load(&format!("un={}", path.display()).parse::<ListSpec>().unwrap()).unwrap();
    let index = index::build(&[(info, entities.clone())]).unwrap();
    let names: Vec<&str> = entities.iter().flat_map(|entity| &entity.names).map(|name| name.text.as_str()).collect();
    let damaged = names.iter().step_by(101).enumerate().map(|(n, name)| match n % 3 {
        0 => (*name).to_owned(),
        1 => name.to_lowercase().replacen('a', "e", 2),
        _ => name.chars().rev().collect::<String>().chars().skip(2).collect::<String>().chars().rev().collect(),
    });
    let queries: Vec<String> = damaged.collect();
    for (threshold, phonetic) in [(5_000, None), (8_500, None), (9_000, Some(PhoneticCode::Metaphone))] {
        let min_score = Some(Score::from_ten_thousandths(threshold));
        let matcher = Matcher::new(&index, Settings { mode: Mode::Ofac, phonetic, min_score, ..Settings::default() });
        let (mut worker, cache) = (matcher.worker(), SimilarCache::default());
        let comparer = PairComparer { mode: Mode::Ofac, phonetic, ..PairComparer::default() };
        let mut pairs = 0;
        for query in &queries {
            let mut found = Vec::new();
            worker.match_name(0, &matcher.prepare(query), &cache, &mut found);
            let found: Vec<(usize, Score)> = found.iter().map(|found| (found.name.index(), found.score)).collect();
            let plain = names.iter().map(|name| comparer.score(query, name, NameKind::Unknown)).enumerate();
            let plain: Vec<(usize, Score)> = plain.filter(|(_, score)| Some(*score) >= min_score).collect();
            assert_eq!(found, plain, "at {threshold}");
            pairs += plain.len();
        }
        assert!(pairs >= queries.len() / 2, "only {pairs} pairs");
    }
}

/// Of what OFAC's search page shows, 26 of 27 must be within five points; what it does not show is below its default here.
#[test]
fn the_scores_of_ofacs_page_are_met() {
    let Some(path) = support::shared("eval/ofac_search_scores.csv") else { return };
    let comparer = PairComparer { mode: Mode::Ofac, ..PairComparer::default() };
    let (mut shown, mut within) = (0, 0);
    for row in support::rows(&std::fs::read_to_string(path).unwrap()) {
        let ours = comparer.score(&row["query_name"], &row["result_name"], NameKind::Unknown);
        let page: f64 = row["ofac_score"].parse().unwrap();
        if page < 0.0 {
            assert!(ours < Mode::Ofac.default_min_score(), "{} {ours}", row["result_name"]);
        } else {
            shown += 1;
            within += usize::from((ours.as_unit() * 100.0 - page).abs() <= 5.0);
        }
    }
    assert!(within >= 26 && shown == 27, "{within} of {shown}");
}
