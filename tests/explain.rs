//! `muster explain` from end to end, and that it agrees with a run about every pair of the sample.

#![cfg(feature = "cli")]

mod support;

use std::collections::HashMap;

use muster::likeness::PhoneticCode;
use muster::matching::{Candidacy, Mode, Verdict};
use muster::record::{Chunk, ReadOptions, Reader, Row};
use muster::vocabulary::Score;
use muster::watchlist::{ListSpec, load};
use muster::{Index, Screener, Settings, index};
use serde_json::Value;
use support::{Desk, Ran, sample};

fn sample_index() -> Index {
    let list = concat!("csv=", env!("CARGO_MANIFEST_DIR"), "/data/sample/watchlist.csv");
    index::build(&[load(&list.parse::<ListSpec>().unwrap()).unwrap()]).unwrap()
}

/// For every customer and every entry of the sample: the same verdict and score as a run, in each mode and at several
/// thresholds; and at the threshold at which it says that the two show, they do, and just above they do not.
#[test]
fn every_pair_is_explained_as_a_run_decides_it() {
    let index = sample_index();
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    for (mode, phonetic, min_score) in [
        (Mode::Fuzzy, None, None),
        (Mode::Fuzzy, Some(PhoneticCode::Soundex), Some(5_000)),
        (Mode::Fuzzy, None, Some(9_000)),
        (Mode::Exact, None, None),
        (Mode::Ofac, None, Some(5_000)),
        (Mode::Ofac, Some(PhoneticCode::Metaphone), None),
    ] {
        let at =
            |min_score: Option<Score>| Settings { mode, phonetic, min_score, max_hits: 1_000, ..Settings::default() };
        let screener = Screener::new(&index, at(min_score.map(Score::from_ten_thousandths)));
        let customers = std::io::Cursor::new(sample("customers.csv"));
        let mut reader = Reader::new("customers.csv", customers, &ReadOptions::new(today)).unwrap();
        let layout = reader.layout();
        let mut chunk = Chunk::default();
        let mut shown_elsewhere: HashMap<Score, Screener> = HashMap::new();
        while reader.read_chunk_into(&mut chunk, 1_000).unwrap() {
            for raw in chunk.rows() {
                let Row::Record(record, _) = layout.interpret(raw) else { continue };
                let hits = screener.screen(&record).hits;
                for number in index.entity_numbers() {
                    let explained = screener.explain(&record, number).unwrap();
                    let hit = hits.iter().find(|hit| hit.entity == number);
                    let pair = format!("record {} and {} in {mode:?}", record.id, explained.details.id);
                    assert_eq!(explained.judged.verdict == Verdict::Alert, hit.is_some(), "{pair}");
                    assert_eq!(explained.rank.map(|(rank, _)| rank), hit.map(|hit| hit.rank), "{pair}");
                    if let Some(hit) = hit {
                        assert_eq!((explained.judged.score, explained.judged.name_score), (hit.score, hit.name_score));
                        let counts = explained.names.iter().find(|name| name.counts);
                        let identifier = hit.qualifiers.id_suffices && hit.name_score == Score::ZERO;
                        assert!(identifier || counts.unwrap().text == hit.matched_name, "{pair}");
                    }
                    assert!(
                        explained.names.iter().all(|name| name.candidacy != Candidacy::LeftOut
                            || name.comparison.score < explained.name_threshold)
                    );
                    // a few hundred of the pairs are enough to try the threshold
                    let Some(shows) = explained.shows_from else { continue };
                    for (threshold, expected) in [(shows.ten_thousandths(), true), (shows.ten_thousandths() + 1, false)]
                    {
                        if threshold > 10_000 {
                            continue;
                        }
                        let threshold = Score::from_ten_thousandths(threshold);
                        let there = shown_elsewhere
                            .entry(threshold)
                            .or_insert_with(|| Screener::new(&index, at(Some(threshold))));
                        let shown = there.screen(&record).hits.iter().any(|hit| hit.entity == number);
                        assert_eq!(shown, expected, "{pair} at {threshold}");
                    }
                }
            }
        }
    }
}

fn explain(desk: &Desk, options: &[&str]) -> Ran {
    desk.muster(&[&["explain", "--lists", "lists"], options].concat())
}

#[test]
fn a_near_miss_is_a_page_that_ends_in_the_rules() {
    let desk = Desk::new();
    desk.file("customers.csv", sample("customers.csv"));
    let page = explain(&desk, &["--record", "customers.csv:13", "--entity", "S-002"]).ended(0);
    insta::assert_snapshot!("near_miss", page.stdout);
    assert!(page.stdout.lines().all(|line| line.chars().count() <= 118), "{}", page.stdout);
    assert_eq!(page.stderr, "");
}

#[test]
fn a_sure_name_that_conflicts_says_why_it_stays() {
    let desk = Desk::new();
    desk.file("customers.csv", sample("customers.csv"));
    let page = explain(&desk, &["--record", "customers.csv:31", "--entity", "S-012"]).ended(0).stdout;
    assert!(page.starts_with("ALERT: the score is 0.8000, the threshold 0.8000; number 1 of 1"), "{page}");
    assert!(page.contains("no conflict takes a name that scores 0.95 or more below the threshold"), "{page}");
}

#[test]
fn what_would_show_it_is_said() {
    let desk = Desk::new();
    let name = ["--name", "Yaropolk Svyatoslavovich Kalmyshin"];
    let page = explain(&desk, &[&name[..], &["--entity", "S-002"]].concat()).ended(0).stdout;
    assert!(page.starts_with("NO ALERT: the score is 0.6307, below the threshold 0.8000"), "{page}");
    assert!(page.contains("It would show from `--min-score 0.63` down."), "{page}");
    let page = explain(&desk, &[&name[..], &["--entity", "S-002", "--list-type", "PEP"]].concat()).ended(0).stdout;
    assert!(page.starts_with("NO ALERT: none of its list types is among those that are searched"), "{page}");
    let page = explain(&desk, &["--name", "Emma Johansson", "--entity", "S-002"]).ended(0).stdout;
    assert!(page.contains("No threshold would show it") && page.contains("left out: 0 of 2 parts"), "{page}");
}

#[test]
fn an_equal_number_is_explained_whatever_the_name() {
    let desk = Desk::new();
    let words = ["--name", "Anders Lindqvistad", "--id-number", "CO79340651", "--entity", "S-004"];
    let page = explain(&desk, &words).ended(0).stdout;
    assert!(page.starts_with("ALERT: the score is 1.0000"), "{page}");
    assert!(page.contains("An equal number of this kind is a hit by itself"), "{page}");
}

#[test]
fn the_object_has_the_same_decision() {
    let desk = Desk::new();
    let words = ["--name", "Nureddine Belkhazur", "--dob", "1979-10-05", "--entity", "S-012", "--json"];
    let answer = explain(&desk, &words).ended(0).stdout;
    let object: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!((object["verdict"].as_str(), object["rank"].as_u64()), (Some("alert"), Some(1)));
    let lookup = desk.muster(&["lookup", "--lists", "lists", "--json", "--name", words[1], "--dob", words[3]]).ended(0);
    let lookup: Value = serde_json::from_str(&lookup.stdout).unwrap();
    assert_eq!(object["score"], lookup["hits"][0]["score"]);
    assert_eq!(object["qualifiers"], lookup["hits"][0]["qualifiers"]);
    assert_eq!(object["configuration"], lookup["configuration"]);
    assert_eq!(object["names"].as_array().unwrap().iter().filter(|name| name["counts"] == true).count(), 1);
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    let desk = Desk::new();
    desk.file("customers.csv", sample("customers.csv"));
    for (options, code, message) in [
        (&["--name", "Anna Berg", "--entity", "S-999"][..], 2, "no entry has the id or reference `S-999`"),
        (&["--record", "customers.csv", "--entity", "S-001"], 2, "write it as `customers.csv:1203`"),
        (&["--record", "customers.csv:1", "--entity", "S-001"], 2, "customers.csv:1: no row begins on this line"),
        (&["--record", "customers.csv:900", "--entity", "S-001"], 2, "the row before begins on line 41"),
        (&["--record", "none.csv:3", "--entity", "S-001"], 1, "no such file"),
        (&["--record", "customers.csv:3", "--dob", "1970", "--entity", "S-001"], 2, "leave `--dob` and its like out"),
        (&["--entity", "S-001"], 2, "--name"),
        (&["--name", "...", "--entity", "S-001"], 2, "`--name` has no letter or digit"),
    ] {
        let ran = explain(&desk, options).ended(code);
        assert!(ran.stderr.contains(message), "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    let rejected = explain(&desk, &["--record", "customers.csv:37", "--entity", "S-001"]).ended(3);
    assert!(rejected.stdout.starts_with("NOT SCREENED: the row is rejected (no_name"), "{}", rejected.stdout);
}
