//! `--names FILE`: what an analyst teaches holds wherever names are compared, and what is wrong with it is said.

mod support;

use std::fs;

use muster::Settings;
use muster::index::build_with;
use muster::knowledge::{Knowledge, NamesFile};
use muster::matching::{Matcher, NameMatch, SimilarCache, Understood};
use muster::name::NameKind;
use muster::vocabulary::Score;
use muster::watchlist::{ListSpec, load};
use serde_json::Value;
use support::Desk;

const LIST: &str =
    "id,name,schema\nP1,Leopold Zirnsack,Person\nC1,Zirnsack Zunft,Company\nC2,Hofrat Zirnsack Verlag,Company\n";
const NAMES: &str = "# our own\nPoldl = Leopold\ntitle: Hofrat\nform: Zunft = plc\n";

fn desk() -> Desk {
    let desk = Desk::with_list(LIST);
    desk.file("names.txt", NAMES);
    desk
}

fn score(desk: &Desk, args: &[&str]) -> f64 {
    let compared = desk.muster(&[&["compare", "--json"], args].concat()).ended(0).stdout;
    let object: Value = serde_json::from_str(&compared).unwrap();
    object["score"].as_f64().unwrap()
}

const CUSTOMERS: &str = "record_id,name\n1,Poldl Zirnsack\n";

#[test]
fn what_is_taught_holds_in_compare_lookup_screen_and_explain_alike() {
    let desk = desk();
    let person = ["--schema", "Person", "Poldl Zirnsack", "Leopold Zirnsack"];
    let (before, after) = (score(&desk, &person), score(&desk, &[&person[..], &["--names", "names.txt"]].concat()));
    assert!(before < 0.8 && after >= 0.85, "{before} {after}");

    assert!(desk.screen(CUSTOMERS, &[]).results(0).hits.is_empty());
    let screened = desk.screen(CUSTOMERS, &["--names", "names.txt"]).results(0);
    assert_eq!(screened.scores(), [format!("1 P1 {after:.4}")]);
    let lookup = ["lookup", "--name", "Poldl Zirnsack", "--lists", "lists", "--names", "names.txt", "--json"];
    let object: Value = serde_json::from_str(&desk.muster(&lookup).ended(0).stdout).unwrap();
    assert_eq!(object["hits"][0]["score"].as_f64(), Some(after));
    let explain = ["explain", "--name", "Poldl Zirnsack", "--lists", "lists", "--entity", "P1", "--names", "names.txt"];
    let page = desk.muster(&explain).ended(0).stdout;
    assert!(page.contains(&format!("{after:.4}")), "{page}");
}

#[test]
fn a_file_of_pairs_is_scored_with_it() {
    let desk = desk();
    desk.file("pairs.csv", "schema,name1,name2\nPerson,Poldl Zirnsack,Leopold Zirnsack\n");
    let scores = |more: &[&str]| desk.muster(&[&["compare", "pairs.csv"], more].concat()).ended(0).stdout;
    assert!(scores(&[]) < scores(&["--names", "names.txt"]));
}

#[test]
fn an_index_keeps_what_it_was_built_with_and_a_search_knows_it() {
    let desk = desk();
    let build = ["lists", "build", "csv=lists/watchlist.csv", "-o", "own.midx", "--names", "names.txt"];
    assert!(desk.muster(&build).ended(0).stdout.contains("names: names.txt ("));
    // the index has it, wherever the file is by now
    fs::rename(desk.path("names.txt"), desk.path("moved.txt")).unwrap();
    let shown = desk.muster(&["lists", "info", "own.midx", "--verify", "--json"]).ended(0).stdout;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["names"][0]["file"], "names.txt");
    assert_eq!(shown["names"][0]["sha256"].as_str().map(str::len), Some(64));

    desk.file("in.csv", CUSTOMERS);
    let screen = |name: &str, more: &[&str]| {
        let fixed = ["screen", "in.csv", "--lists", "own.midx", "--out", name, "--run-date", "2026-11-23"];
        let ran = desk.muster(&[&fixed[..], more].concat()).ended(0);
        (support::Results::read(&desk.path(name)), ran.stderr)
    };
    let (kept, said) = screen("kept", &[]);
    assert_eq!((kept.hits.len(), said.as_str()), (1, ""));
    let (given, said) = screen("given", &["--names", "moved.txt"]);
    assert_eq!((given.scores(), said.as_str()), (kept.scores(), ""));
    // a file with the same lines is the same configuration; what is shown of it is its name
    assert_eq!(given.run["configuration"], kept.run["configuration"]);
    assert!(kept.run["settings"]["names"].as_str().unwrap().starts_with("names.txt SHA-256 "));
    // what is given now holds instead
    desk.file("other.txt", "title: Hofrat\n");
    let (other, said) = screen("other", &["--names", "other.txt"]);
    assert!(other.hits.is_empty() && said.contains("the lists were built without this `--names` file"), "{said}");
    assert_ne!(other.run["configuration"], kept.run["configuration"]);
}

#[test]
fn an_index_that_was_built_without_it_is_searched_for_the_other_forms_all_the_same() {
    let desk = desk();
    desk.build();
    let lookup = ["lookup", "--name", "Poldl Zirnsack", "--lists", "lists.midx", "--names", "names.txt", "--json"];
    let ran = desk.muster(&lookup).ended(0);
    let object: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(object["hits"][0]["entityId"], "P1");
    assert!(ran.stderr.contains("listed names are read without its titles"), "{}", ran.stderr);
}

#[test]
fn the_configuration_file_can_name_it_from_where_it_is() {
    let desk = desk();
    desk.file("conf/muster.toml", "[matching]\nnames = \"own/names.txt\"\n");
    desk.file("conf/own/names.txt", NAMES);
    assert_eq!(desk.screen(CUSTOMERS, &["--config", "conf/muster.toml"]).results(0).hits.len(), 1);
    desk.file("several.toml", "[matching]\nnames = [\"names.txt\", \"more.txt\"]\n");
    desk.file("more.txt", "Zenzl = Kreszentia\n");
    let build = ["lists", "build", "csv=lists/watchlist.csv", "-o", "own.midx", "--config", "several.toml"];
    let built = desk.muster(&build).ended(0).stdout;
    assert!(built.contains("names: names.txt (") && built.contains("names: more.txt ("), "{built}");
    // what is typed wins
    let typed = desk.screen(CUSTOMERS, &["--config", "several.toml", "--names", "more.txt"]).results(0);
    assert!(typed.hits.is_empty());
    desk.file("wrong.toml", "[matching]\nnames = 7\n");
    desk.screen(CUSTOMERS, &["--config", "wrong.toml", "--force"]).ended(2);
}

#[test]
fn a_file_that_cannot_be_meant_stops_every_command_before_anything_is_written() {
    let desk = desk();
    desk.file("in.csv", CUSTOMERS);
    desk.file("cycle.txt", "form: Zunft = Innung\r\nform: Innung = Zunft\r\n");
    desk.file("utf16.txt", b"\xff\xfeP\0");
    desk.file("large.txt", "# long\n".repeat(200_000));
    for (file, message) in [
        ("cycle.txt", "cycle.txt:1: `zunft` leads back to itself"),
        ("utf16.txt", "utf16.txt:1: is no UTF-8 but looks like UTF-16"),
        ("large.txt", "large.txt: has more than 1048576 bytes"),
        ("missing.txt", "cannot read the file of names `missing.txt`"),
        ("lists", "cannot read the file of names `lists`"),
    ] {
        desk.screen_file(&["--names", file]).refused(2, message);
        let build = ["lists", "build", "csv=lists/watchlist.csv", "-o", "own.midx", "--names", file];
        desk.muster(&build).refused(2, message);
        desk.muster(&["compare", "Anna Berg", "Anna Burg", "--names", file]).refused(2, message);
        assert!(!desk.path("own.midx").exists());
    }
}

/// Every search for these names gives what the plain path gives.
fn assert_lossless(built_with: &Knowledge, searched_with: &Knowledge) {
    let lists = concat!("csv=", env!("CARGO_MANIFEST_DIR"), "/data/sample/watchlist.csv");
    let (info, mut entities) = load(&lists.parse::<ListSpec>().unwrap()).unwrap();
    for (n, name) in ["Leopold Zirnsack", "Zirnsack Zunft", "Hofrat Zirnsack", "40 Tulpen Verlag", "Anna zer Zirnsack"]
        .iter()
        .enumerate()
    {
        let mut entity = entities[n].clone();
        entity.names[0].text = String::from(*name);
        entities[n] = entity;
    }
    let index = build_with(&[(info, entities.clone())], built_with).unwrap();
    let queries = [
        "Poldl Zirnsack",
        "Zirnsack plc",
        "Hofrat Leopold Zirnsack",
        "Hofrat Poldl Zirnsack",
        "Zirnsak Zunft",
        "Zunft Zirnsack",
        "Quarantina Tulpen",
        "Anna Zirnsack",
        "zer Zirnsack Annerl",
        "Poldl",
        "Hofrat",
        "Zirnsack Poldl Zunft",
    ];
    for threshold in [5_000, 6_500, 8_000] {
        let min_score = Some(Score::from_ten_thousandths(threshold));
        let settings = Settings { min_score, names: Some(searched_with.clone()), ..Settings::default() };
        let matcher = Matcher::new(&index, settings);
        let comparer = matcher.comparer();
        let (mut worker, mut cache, mut pairs) = (matcher.worker(), SimilarCache::default(), 0);
        for query in queries {
            let prepared = matcher.prepare(query);
            cache.fill(prepared.understood().into_iter(), matcher.similarities().unwrap());
            let mut found: Vec<NameMatch> = Vec::new();
            worker.match_name(0, &prepared, &cache, &mut found);
            let understood = Understood::searched(query, None, searched_with);
            let names = entities.iter().flat_map(|entity| entity.names.iter().map(move |name| (entity, name)));
            for (number, (entity, name)) in names.enumerate() {
                let plain =
                    comparer.compare_understood(&understood, &name.text, NameKind::of(entity.entity_type)).score;
                let searched = found.iter().find(|found| found.name.index() == number).map(|found| found.score);
                if plain.ten_thousandths() >= threshold {
                    assert_eq!(searched, Some(plain), "{query} and {} at {threshold}", name.text);
                    pairs += 1;
                } else if let Some(searched) = searched {
                    assert_eq!(searched, plain, "{query} and {} at {threshold}", name.text);
                }
            }
        }
        assert!(pairs >= 3, "{pairs}");
    }
}

#[test]
fn nothing_that_scores_is_lost_whichever_side_knows_it() {
    let text = "Poldl = Leopold\ntitle: Hofrat\nform: Zunft = plc\nparticle: zer\n40 = Quarantina\ncommon: Zirnsack\nAnnerl = Anna\n";
    let taught = Knowledge::taught(vec![NamesFile::of_text("names.txt", text)]).unwrap();
    let built_in = Knowledge::default();
    for (built_with, searched_with) in
        [(&taught, &taught), (&built_in, &taught), (&taught, &built_in), (&built_in, &built_in)]
    {
        assert_lossless(built_with, searched_with);
    }
}
