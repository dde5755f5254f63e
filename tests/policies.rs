//! Rules for single lists and list types from a configuration file, from end to end.

#![cfg(feature = "cli")]

mod support;

use support::{Desk, Results};

/// A sanctioned man with a weak alias, a PEP, and a PEP who is sanctioned.
const LIST: &str = "id,name,weak_aliases,birth_date,country,list_type\n\
    S,Yaropolk Drovezhin,The Lumberman,1968-09-02,Russia,Sanctions\n\
    P,Solveig Fjelltangen Ruud,Snowbird Solli,1973-11-17,Norway,PEP\n\
    B,Velizar Kosturkin,Old Kostur,1964-10-10,Bulgaria,PEP;Sanctions\n";

const CUSTOMERS: &str = "id,name,dob,country\n\
    1,Yaropolk Drovezhin,,\n\
    2,Solveig Fjelltangen Ruud,,\n\
    3,Velizar Kosturkin,,\n\
    4,Solveig Fjelltangen Ruud,1973,\n\
    5,Solveig Fjelltangen Ruud,,Norway\n\
    6,Solveig Ruud,,\n\
    7,Velizar Kosturkyn,,\n";

fn screened(config: &str, options: &[&str]) -> Results {
    let desk = Desk::with_list(LIST);
    desk.file("muster.toml", config);
    desk.screen(CUSTOMERS, &[&["--config", "muster.toml"], options].concat()).results(0)
}

const REQUIRE: &str = "[list_type.PEP]\nrequire = \"name+dob|name+country\"\n";

#[test]
fn what_a_pep_list_requires_leaves_the_rest_to_discounted_and_touches_no_sanctions() {
    let results = screened(REQUIRE, &[]);
    assert_eq!(results.pairs(), ["1 S", "3 B", "4 P", "5 P", "7 B"]);
    let discounted: Vec<_> =
        results.discounted.iter().map(|row| format!("{} {}", row["record_id"], row["evidence"])).collect();
    assert_eq!(discounted, ["2 name", "6 name"]);
    assert_eq!((results.run["hits"].as_u64(), results.run["discounted"].as_u64()), (Some(5), Some(2)));
    assert_eq!(results.run["withHit"], 5);
    assert_eq!(results.run["settings"]["policies"], "[list_type.PEP] require=name+dob|name+country");
    assert!(results.discounted[0].keys().eq(results.hits[0].keys()));
}

#[test]
fn without_rules_nothing_is_discounted() {
    let results = screened("", &[]);
    assert_eq!(results.pairs().len(), 7);
    assert_eq!((results.discounted.len(), results.run["discounted"].as_u64()), (0, Some(0)));
}

#[test]
fn the_summary_and_a_lookup_say_what_was_left_out() {
    let desk = Desk::with_list(LIST);
    desk.file("muster.toml", REQUIRE);
    let ran = desk.screen(CUSTOMERS, &["--config", "muster.toml"]).ended(0);
    assert!(ran.stdout.contains("2 discounted"), "{}", ran.stdout);
    let fixed = ["--lists", "lists", "--config", "muster.toml", "--name", "Solveig Fjelltangen Ruud"];
    let answer = desk.muster(&[&["lookup"], &fixed[..]].concat()).ended(0).stdout;
    assert!(answer.contains("no hit at 0.8000") && answer.contains("1 left out"), "{answer}");
    let page = desk.muster(&[&["explain", "--entity", "P"], &fixed[..]].concat()).ended(0).stdout;
    assert!(
        page.starts_with("NO ALERT: the score is 1.0000, the threshold 0.8000, but its list asks for more"),
        "{page}"
    );
    assert!(page.contains("name+dob|name+country; it has name: not met"), "{page}");
}

#[test]
fn a_threshold_for_peps_raises_no_sanctioned_one() {
    let results = screened("[list_type.PEP]\nmin_score = 0.999\n", &[]);
    // 6 has a part less, 7 is spelled differently
    assert_eq!(results.pairs(), ["1 S", "2 P", "3 B", "4 P", "5 P", "7 B"]);
    let results = screened("[list.watchlist]\nmin_score = 0.999\n[list_type.sanctions]\nmin_score = 0.7\n", &[]);
    assert_eq!(results.pairs(), ["1 S", "2 P", "3 B", "4 P", "5 P", "7 B"]);
}

#[test]
fn a_threshold_below_the_runs_finds_more_on_its_list_alone() {
    let customers = "id,name\n1,Yaropolk Kalmyshin\n2,Solveig Kalmyshin Ruud\n";
    let hits = |config: &str, options: &[&str]| {
        let desk = Desk::with_list(LIST);
        desk.file("muster.toml", config);
        desk.screen(customers, &[&["--config", "muster.toml"], options].concat()).results(0).pairs()
    };
    assert!(hits("", &[]).is_empty());
    assert_eq!(hits("[list_type.PEP]\nmin_score = 0.5\n", &[]), ["2 P"]);
    assert!(hits("[list_type.PEP]\nmin_score = 0.5\n", &["--min-score", "0.8"]).is_empty(), "what is typed wins");
    assert_eq!(hits("[matching]\nmin_score = 0.5\n", &[]), ["2 P"]);
}

#[test]
fn weak_aliases_do_what_their_list_says() {
    let customers = "id,name\n1,The Lumberman\n2,Snowbird Solli\n3,Old Kostur\n";
    for (config, expected) in [
        ("", &["1 S", "2 P", "3 B"][..]),
        ("[list.watchlist]\nweak_aliases = \"ignore\"\n", &[]),
        ("[list.watchlist]\nweak_aliases = \"confirm\"\n", &[]),
        ("[list_type.PEP]\nweak_aliases = \"confirm\"\n", &["1 S", "3 B"]),
        (
            "[list_type.Sanctions]\nweak_aliases = \"ignore\"\n[list_type.PEP]\nweak_aliases = \"search\"\n",
            &["2 P", "3 B"],
        ),
    ] {
        let desk = Desk::with_list(LIST);
        desk.file("muster.toml", config);
        let results = desk.screen(customers, &["--config", "muster.toml"]).results(0);
        assert_eq!(results.pairs(), expected, "{config}");
    }
}

#[test]
fn rules_are_part_of_the_configurations_hash() {
    let hash = |config: &str| screened(config, &[]).run["configuration"].clone();
    let (none, pep) = (hash(""), hash(REQUIRE));
    assert_ne!(none, pep);
    assert_ne!(pep, hash("[list_type.PEP]\nrequire = \"name+dob\"\n"));
    assert_eq!(none, hash("# nothing\n"));
}

#[test]
fn what_is_wrong_is_refused_before_anything_is_written() {
    for (config, message) in [
        ("[list_type.PEP]\n\nmin_scor = 0.9\n", "muster.toml:3: unknown field `min_scor`"),
        ("[list_type.OFAC]\nrequire = \"name+dob\"\n", "muster.toml:2: `require` is never for sanctions"),
        ("[list.watchlist]\nrequire = \"name+dob\"\n", "list `watchlist` has entries under sanctions"),
        ("[list_type.PEP]\nmin_score = 0.2\n", "muster.toml:2: `min_score` must be from 0.50 to 1"),
    ] {
        let desk = Desk::with_list(LIST);
        desk.file("muster.toml", config);
        desk.screen(CUSTOMERS, &["--config", "muster.toml"]).refused(2, message);
    }
    let desk = Desk::with_list(LIST);
    desk.screen(CUSTOMERS, &["--config", "none.toml"]).refused(2, "cannot read the configuration `none.toml`");
}

#[test]
fn a_rule_that_applies_to_nothing_is_told() {
    let desk = Desk::with_list(LIST);
    desk.file("muster.toml", "[list.watchlst]\nmin_score = 0.9\n");
    let ran = desk.screen(CUSTOMERS, &["--config", "muster.toml"]).ended(0);
    assert!(
        ran.stderr.contains("`[list.watchlst]` of the configuration applies to none of the lists"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_file_chooses_how_two_names_are_compared() {
    let desk = Desk::new();
    desk.file("muster.toml", "[matching]\nmode = \"exact\"\n");
    let answer = desk.muster(&["compare", "Ana Berg", "Anna Berg", "--config", "muster.toml"]).ended(0).stdout;
    assert!(answer.contains("score 0.0000"), "{answer}");
}

#[test]
fn ofacs_page_knows_names_alone_and_weak_aliases_like_others() {
    let desk = Desk::with_list(LIST);
    let customers = "id,name,dob\n1,Lumberman The,1999-01-02\n2,Yaropolk Drovejin,1999-01-02\n3,Emma Johansson,\n";
    let results = desk.screen(customers, &["--mode", "ofac"]).results(0);
    assert_eq!(results.scores(), ["1 S 1.0000", "2 S 0.9700"]);
    assert_eq!(results.hits[0]["dob_result"], "conflict");
    assert!(results.hits[1]["explanation"].contains("as OFAC's page does"), "{}", results.hits[1]["explanation"]);
}
