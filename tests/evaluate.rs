//! `muster evaluate` as a validator runs it.

mod support;

use serde_json::Value;
use support::Desk;

const LIST: &str = "id,name,schema,aliases,weak_aliases,birth_date,country\n\
1,Wilhelmina Torvaldsen,Person,Vilhelmina Thorvaldsen;Torvaldsen Mina Wilhelmina,Minnie,1961-04-02,NO\n\
2,Qusamir Drovezhin,Person,Kusamir Drovezhyn;Кусамир Дровежин,,1970,RU\n\
3,Yelizaveta Marchenkova,Person,Elizaveta Martchenkova;Елизавета Марченкова,,,UA\n\
4,Hamazasp Terzyan Brothers Ltd,Company,Hamazasp Terzian Bros Limited,,,AM\n\
5,Solo Onlyname,Person,,,,\n\
6,Ottokar Vinterberg,Person,Grandmaster Flash,,,SE\n";

const ORDINARY: &str = "record_id,name,date_of_birth,nationality\n\
a,Peter Lindqvist,1980-01-02,SE\n\
b,Maria Gonzalez,1975-05-05,ES\n\
c,Wilhelmina Torvaldson,1990-09-09,DK\n\
d,SOLO Onlyname,1990-09-09,DK\n\
e,Мария Петрова,1991-01-01,RU\n";

fn desk() -> Desk {
    let desk = Desk::with_list(LIST);
    desk.file("negatives.csv", ORDINARY);
    desk
}

fn json(desk: &Desk, args: &[&str]) -> Value {
    let ran = desk.muster(&[&["evaluate"], args, &["--json"]].concat()).ended(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn held_out_aliases_are_asked_for_against_what_remains() {
    let desk = desk();
    let held =
        &json(&desk, &["--lists", "lists", "--hold-out", "aliases", "--negatives", "negatives.csv"])["heldOut"][0];
    assert_eq!(held["asked"], 5);
    assert_eq!(held["notAsked"], serde_json::json!({"only one name": 1}));
    let negatives = &held["falseAlerts"];
    assert_eq!((&negatives["asked"], &negatives["setAsideAsListed"]), (&4.into(), &1.into()));
    // one of four has an alert: no rate below that can be reached but above its score
    let rates = held["atRates"].as_array().unwrap();
    assert_eq!(rates.len(), 3);
    assert!(rates.iter().all(|rate| rate["threshold"].as_f64().unwrap() > 0.5));
    assert_eq!(held["sweep"].as_array().unwrap().len(), 51);
    assert_eq!(held["candidates"]["all"]["share"], 1.0);
}

#[test]
fn other_scripts_are_asked_for_against_latin_names_with_negatives_of_the_same() {
    let desk = desk();
    let held =
        &json(&desk, &["--lists", "lists", "--hold-out", "scripts", "--negatives", "negatives.csv"])["heldOut"][0];
    assert_eq!((&held["asked"], &held["falseAlerts"]["asked"]), (&2.into(), &1.into()));
    assert_eq!(held["groups"][3]["rows"][0]["group"], "Cyrillic");
}

#[test]
fn every_listed_name_alerts_or_the_page_says_why_not() {
    let desk = desk();
    let control = &json(&desk, &["--lists", "lists", "--control"])["control"];
    assert_eq!(control["alertedOfThoseThatMay"]["share"], 1.0);
    assert_eq!(control["rows"].as_array().unwrap().len(), 3);
}

#[test]
fn the_page_of_a_run_reads_as_it_should() {
    let desk = desk();
    let ran = desk.muster(&[
        "evaluate",
        "--lists",
        "lists",
        "--hold-out",
        "aliases",
        "--negatives",
        "negatives.csv",
        "--control",
        "--mutate",
    ]);
    let page = ran.ended(0).stdout;
    let page: Vec<&str> = page.lines().collect();
    // the last line says how long it took; what the figures are is not this test's concern
    let masked = page[..page.len() - 1].join("\n").replace(|c: char| c.is_ascii_digit(), "#");
    insta::assert_snapshot!(masked);
}

#[test]
fn results_are_whole_files_and_what_is_missed_is_among_them() {
    let desk = desk();
    let args = [
        "evaluate",
        "--lists",
        "lists",
        "--hold-out",
        "aliases",
        "--negatives",
        "negatives.csv",
        "--mutate",
        "--out",
        "out",
        "--html",
        "page.html",
    ];
    desk.muster(&args).ended(0);
    assert_eq!(desk.listing("out"), ["evaluation.json", "false_alerts.csv", "misses.csv", "near_the_line.csv"]);
    let alerts = support::rows(&desk.read("out/false_alerts.csv"));
    assert!(alerts.iter().any(|row| row["record_id"] == "c" && row["origin"] == "DNK" && row["entity_id"] == "1"));
    let misses = support::rows(&desk.read("out/misses.csv"));
    assert!(misses.iter().any(|row| row["asked_name"] == "Grandmaster Flash"
        && row["kind"] == "another name"
        && row["entity_id"] == "6"));
    let html = desk.read("page.html");
    assert!(html.contains("<svg") && html.contains("Held-out aliases") && !html.contains("<script"));
    assert!(
        !html.contains("Torvaldsen") && !desk.read("out/evaluation.json").contains("Torvaldsen"),
        "no personal data"
    );
    let ran = desk.muster(&args).ended(2);
    assert!(ran.stderr.contains("--force"));
}

#[test]
fn two_runs_give_the_same_figures_at_any_thread_count() {
    let desk = desk();
    let run = |threads: &str| {
        let args = [
            "--lists",
            "lists",
            "--hold-out",
            "aliases",
            "scripts",
            "--negatives",
            "negatives.csv",
            "--mutate",
            "--threads",
            threads,
        ];
        let mut json = json(&desk, &args);
        json.as_object_mut().unwrap().remove("resources");
        json
    };
    assert_eq!(run("1"), run("3"));
}

#[test]
fn positives_count_on_the_entry_that_they_name() {
    let desk = desk();
    desk.file(
        "positives.csv",
        "record_id,entity_id,name,date_of_birth\n1,1,Wilhelmina TORVALDSEN,1961-04-02\n2,3,Qusamir Drovezhin,1970\n3,,Nobody,\n",
    );
    let positives = &json(&desk, &["--lists", "lists", "--positives", "positives.csv", "--mutate"])["positives"];
    assert_eq!((&positives["recall"]["n"], &positives["recall"]["of"]), (&1.into(), &2.into()));
    assert_eq!(positives["rightIsKnown"], true);
    assert!(positives["damaged"]["rows"].as_array().unwrap().len() > 20);

    desk.file("positives.csv", "name\nWilhelmina Torvaldsen\nQusamir Drovezhin\nPeter Lindqvist\n");
    let positives = &json(&desk, &["--lists", "lists", "--positives", "positives.csv"])["positives"];
    assert_eq!((&positives["recall"]["n"], &positives["rightIsKnown"]), (&2.into(), &false.into()));
}

#[test]
fn pairs_and_decisions_need_no_lists() {
    let desk = desk();
    desk.file(
        "pairs.csv",
        "schema,name1,name2,is_match,category\nPerson,Ada Wilson,Ada Willson,true,typo\nPerson,Ada Wilson,Peter Berg,no,\n\
         Person,Ada Wilson,\"WILSON, Ada\",0,wrong label\n,,Ada,false,\n",
    );
    desk.file(
        "hits.csv",
        "record_id,score,decision\n1,0.9500,true_positive\n2,0.8100,false_positive\n3,0.8200,\n4,0.83,escalate\n",
    );
    let measured = json(&desk, &["--pairs", "pairs.csv", "--decisions", "hits.csv", "--out", "out"]);
    let (pairs, decisions) = (&measured["pairs"], &measured["decisions"]);
    assert_eq!(pairs["atThreshold"]["truePositives"], 1);
    assert_eq!(pairs["atThreshold"]["falsePositives"], 1);
    assert_eq!(pairs["areaUnderCurve"].as_f64(), Some(0.666_667));
    let wrong = support::rows(&desk.read("out/wrong_pairs.csv"));
    assert_eq!(wrong.iter().map(|row| row["wrong"].as_str()).collect::<Vec<_>>(), ["false alert"]);
    assert_eq!((&decisions["undecided"], &decisions["areaUnderCurve"]), (&2.into(), &1.0.into()));
    assert_eq!(decisions["best"]["threshold"], 0.95);
}

#[test]
fn pairs_can_be_measured_as_the_exact_mode_sees_them() {
    let desk = desk();
    desk.file(
        "pairs.csv",
        "schema,name1,name2,is_match\nPerson,Ada Wilson,WILSON Ada,true\nPerson,Ada Wilson,Ada Willson,true\n",
    );
    let pairs = &json(&desk, &["--pairs", "pairs.csv", "--mode", "exact"])["pairs"];
    assert_eq!((&pairs["atThreshold"]["truePositives"], &pairs["areaUnderCurve"]), (&1.into(), &Value::Null));
}

#[test]
fn another_run_is_compared_figure_by_figure() {
    let desk = desk();
    desk.muster(&["evaluate", "--lists", "lists", "--control", "--out", "first"]).ended(0);
    let args = ["--lists", "lists", "--control", "--mutate", "--against", "first/evaluation.json"];
    let changes = json(&desk, &args)["against"]["changes"].clone();
    let differs = |more: &[&str]| json(&desk, &[&args[..], more].concat())["against"]["differsIn"].clone();
    assert_eq!(differs(&[]), serde_json::json!([]));
    assert_eq!(differs(&["--seed", "2"]), serde_json::json!(["seed"]));
    assert_eq!(differs(&["--min-score", "0.9"]), serde_json::json!(["configuration", "threshold"]));
    assert_eq!(changes[0]["name"], "control: listed names unchanged");
    assert_eq!(changes[0]["before"], changes[0]["now"]);
    assert_eq!(changes[1]["before"], Value::Null);
    desk.file("other.json", "{}");
    let ran = desk.muster(&["evaluate", "--lists", "lists", "--control", "--against", "other.json"]).ended(1);
    assert!(ran.stderr.contains("no `evaluation.json`"), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_measured_is_a_clear_error() {
    let desk = desk();
    desk.file("empty.csv", "name\n");
    desk.file("label.csv", "schema,name1,name2,is_match\nPerson,A,B,true\nPerson,A,B,maybe\n");
    desk.file("schema.csv", "schema,name1,name2,is_match\nCat,A,B,true\n");
    desk.file("heading.csv", "schema,name1,is_match\nPerson,A,true\n");
    desk.file("width.csv", "schema,name1,name2,is_match\nPerson,A,B,true,C\n");
    desk.file("none.csv", "schema,name1,name2,is_match\n");
    desk.file("decision.csv", "score,decision\n0.9,Ada Wilson is surely the right person\n");
    desk.file("score.csv", "score,decision\n95,true_positive\n");
    desk.file("single/list.csv", "id,name\n1,Ada Wilson\n2,Bo Li\n");
    for (args, code, message) in [
        ("--lists lists --negatives empty.csv", 1, "`empty.csv` has no negative"),
        ("--lists lists --positives empty.csv", 1, "`empty.csv` has no positive"),
        ("--pairs label.csv", 1, "label.csv:3: column 4 (is_match): found `maybe`, expected `true` or `false`"),
        ("--pairs schema.csv", 1, "schema.csv:2: column 1 (schema): found `Cat`"),
        ("--pairs heading.csv", 2, "no heading `name2`"),
        ("--pairs width.csv", 1, "width.csv:2: 5 cells where the header has 4"),
        ("--pairs none.csv", 1, "no labelled row"),
        ("--pairs missing.csv", 1, "missing.csv"),
        ("--decisions decision.csv", 1, "found 37 characters, expected `true_positive`"),
        ("--decisions score.csv", 1, "score.csv:2: column 1 (score)"),
        ("--lists csv=single/list.csv --hold-out aliases", 1, "no entry of the lists has an alias"),
        ("--lists csv=single/list.csv --hold-out scripts", 1, "Latin script and one in another"),
        ("--lists csv=single/list.csv csv=single/list.csv --control", 2, "two lists are called `list`"),
        ("--lists missing.midx --control", 1, "missing.midx"),
        ("--lists lists --control --list-type Nobody", 2, "no entry has the list type"),
        ("--lists lists", 2, "nothing to measure"),
    ] {
        let words: Vec<&str> = args.split(' ').collect();
        let ran = desk.muster(&[&["evaluate"], &words[..], &["--out", "out"]].concat()).ended(code);
        assert!(ran.stderr.contains(message), "{args}: {}", ran.stderr);
        assert!(!ran.stderr.contains("Wilson") && !desk.path("out").exists(), "{args}");
    }
}

#[test]
fn names_without_a_single_letter_that_anyone_romanises_are_measured_too() {
    let desk = Desk::with_list("id,name,aliases\n1,𓀀𓀁 𓀂,𓃀𓃁;...\n2,!!!,???\n");
    let measured = json(&desk, &["--lists", "lists", "--control", "--mutate", "--hold-out", "aliases"]);
    assert!(measured["control"]["alerted"]["share"].is_number());
    assert!(!measured.to_string().contains("NaN"));
}

#[test]
fn the_labelled_pairs_of_the_project_are_told_apart() {
    let pairs = concat!(env!("CARGO_MANIFEST_DIR"), "/data/pairs/name_pairs.csv");
    let measured = json(&Desk::with_list(LIST), &["--pairs", pairs]);
    let of = |value: &Value| value.as_f64().unwrap_or(0.0);
    let (f1, area) = (of(&measured["pairs"]["atThreshold"]["f1"]), of(&measured["pairs"]["areaUnderCurve"]));
    assert!(f1 >= 0.93 && area >= 0.96, "F1 {f1}, AUC {area}");
}
