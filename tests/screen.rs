//! `muster screen` from end to end: what it finds, what it writes, how it ends.

#![cfg(feature = "cli")]

mod support;

use std::fmt::Write as _;

use support::{Desk, lines, sample};

/// All encoders that `--phonetic` knows.
const CODES: [&str; 12] = [
    "soundex",
    "refined-soundex",
    "metaphone",
    "double-metaphone",
    "nysiis",
    "match-rating",
    "caverphone1",
    "caverphone2",
    "cologne",
    "daitch-mokotoff",
    "phonex",
    "beider-morse",
];

mod the_sample {
    use super::*;

    /// The summary without times.
    fn without_times(summary: &str) -> String {
        let line = |line: &str| if line.contains(" rows a second") { "[time]".to_owned() } else { line.to_owned() };
        summary.lines().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn its_hits_are_these() {
        let desk = Desk::new();
        desk.screen(sample("customers.csv"), &[]).results(3);
        insta::assert_snapshot!("sample_hits", desk.read("out/hits.csv"));
        insta::assert_snapshot!("sample_rejects", desk.read("out/rejects.csv"));
        insta::assert_snapshot!("sample_warnings", desk.read("out/warnings.csv"));
    }

    #[test]
    fn its_summary_reads_so() {
        let desk = Desk::new();
        let ran = desk.screen(sample("customers.csv"), &[]).ended(3);
        assert_eq!(ran.stderr, "");
        insta::assert_snapshot!("sample_summary", without_times(&ran.stdout));
    }

    #[test]
    fn its_manifest_balances_and_names_what_was_used() {
        let desk = Desk::new();
        let run = desk.screen(sample("customers.csv"), &[]).results(3).run;
        assert_eq!(run["rows"], 40);
        assert_eq!(run["rejected"], 2);
        assert_eq!(run["runDate"], "2026-11-23");
        assert_eq!(run["input"]["bytes"], sample("customers.csv").len());
        assert_eq!(run["lists"][0]["entries"], 31);
        for key in ["engine", "configuration", "startedAt", "finishedAt", "index", "threads", "seconds"] {
            assert!(!run[key].is_null(), "{key}");
        }
        for hash in [&run["configuration"], &run["index"], &run["input"]["sha256"], &run["lists"][0]["sha256"]] {
            assert_eq!(hash.as_str().unwrap().len(), 64);
        }
        assert!(run["startedAt"].as_str().unwrap().ends_with('Z'));
    }

    #[test]
    fn the_summary_can_be_the_manifest() {
        let desk = Desk::new();
        let ran = desk.screen(sample("customers.csv"), &["--json"]).ended(3);
        assert_eq!(ran.stdout, desk.read("out/run.json"));
    }

    #[test]
    fn those_whom_the_readme_names_hit_and_the_others_do_not() {
        let desk = Desk::new();
        let found = desk.screen(sample("customers.csv"), &[]).results(3);
        for (record, entity) in [
            ("C-001", "S-002"),
            ("C-002", "S-004"),
            ("C-003", "S-001"),
            ("C-004", "S-012"),
            ("C-005", "P-001"),
            ("C-006", "S-009"),
            ("C-007", "S-003"),
            ("C-008", "S-002"),
            ("C-009", "S-001"),
            ("C-010", "S-006"),
            ("C-011", "S-007"),
            ("C-014", "S-004"),
            ("C-015", "S-005"),
            ("C-020", "S-014"),
            ("C-021", "S-018"),
            ("C-022", "S-015"),
            ("C-030", "S-012"),
            ("C-035", "P-001"),
        ] {
            assert!(found.pairs().contains(&format!("{record} {entity}")), "{record}");
        }
        let hit = |record: &str| found.hits.iter().any(|hit| hit["record_id"] == record);
        for record in
            ["C-012", "C-013", "C-025", "C-026", "C-027", "C-028", "C-029", "C-031", "C-032", "C-033", "C-040"]
        {
            assert!(!hit(record), "{record}");
        }
    }

    #[test]
    fn the_command_of_its_readme_works() {
        let desk = Desk::new();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let out = desk.path("out").display().to_string();
        let words = ["screen", "data/sample/customers.csv", "--lists", "data/sample", "--out", &out];
        assert!(sample("README.md").contains(&words[..4].join(" ")));
        let mut command = desk.command(&words);
        let ran = support::Ran::of(&desk, command.current_dir(folder).output().unwrap());
        // the folder has files that are no lists, and they are named
        assert!(ran.stderr.contains("data/sample/customers.csv") && ran.stderr.contains("README.md"), "{}", ran.stderr);
        assert_eq!(ran.results(3).hits.len(), 25);
    }

    #[test]
    fn it_comes_packed_and_from_standard_input_to_the_same_end() {
        use std::io::Write as _;
        let desk = Desk::new();
        desk.screen(sample("customers.csv"), &[]).results(3);
        let plain = desk.read("out/hits.csv");
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(sample("customers.csv").as_bytes()).unwrap();
        desk.screen(packer.finish().unwrap(), &[]).results(3);
        assert_eq!(desk.read("out/hits.csv"), plain);
        desk.screen(zstd::encode_all(sample("customers.csv").as_bytes(), 3).unwrap(), &[]).results(3);
        assert_eq!(desk.read("out/hits.csv"), plain);
        desk.file("plain.csv", sample("customers.csv"));
        let piped = "cat plain.csv | \"$MUSTER\" screen - --lists lists --out out --force --run-date 2026-11-23";
        desk.bash(piped).results(3);
        assert_eq!(desk.read("out/hits.csv"), plain);
    }

    #[test]
    fn a_folder_of_lists_and_an_index_of_them_give_the_same_bytes() {
        let desk = Desk::new();
        desk.screen(sample("customers.csv"), &[]).results(3);
        let on_the_fly = desk.read("out/hits.csv");
        desk.muster(&["lists", "build", "csv=lists/watchlist.csv", "-o", "lists.midx"]).ended(0);
        let given =
            ["screen", "in.csv", "--lists", "lists.midx", "--out", "out", "--force", "--run-date", "2026-11-23"];
        desk.muster(&given).results(3);
        assert_eq!(desk.read("out/hits.csv"), on_the_fly);
    }
}

/// What is the same at any number of threads.
const NAMES: [&str; 5] = ["hits.csv", "results.ndjson", "rejects.csv", "warnings.csv", "report.html"];

#[test]
fn the_bytes_are_the_same_at_any_number_of_threads() {
    let desk = Desk::new();
    let mut text = "record_id,name,date_of_birth,id_number,country,nationality,branch\n".to_owned();
    let rows = sample("customers.csv");
    let rows: Vec<&str> = rows.lines().skip(1).collect();
    // several chunks, with all that the sample has: hits, warnings, rejects, ids that come again
    for n in 0..17_000_usize {
        let row = rows[(n * 7) % rows.len()];
        writeln!(text, "{}", row.replacen("C-", &format!("N{}-", n % 16_990), 1)).unwrap();
    }
    let bytes = |threads: &str, options: &[&str]| {
        desk.screen(&text, &[&["--threads", threads], options].concat()).results(3);
        NAMES.map(|name| desk.read(&format!("out/{name}")))
    };
    for options in [&[][..], &["--all", "--phonetic", "double-metaphone", "--min-score", "0.6"]] {
        let one = bytes("1", options);
        assert!(one[0].lines().count() > 8_000);
        for threads in ["2", "7"] {
            for ((name, this), that) in NAMES.iter().zip(bytes(threads, options)).zip(&one) {
                assert!(this == *that, "{name} at {threads} threads");
            }
        }
    }
}

mod exit_codes {
    use super::*;

    const CLEAN: &str = "id,name\n1,Emma Johansson\n";
    const HIT: &str = "id,name\n1,Yaropolk Svyatoslavovich Drovezhin\n";

    #[test]
    fn a_clean_run_is_0_also_with_hits() {
        let desk = Desk::new();
        assert!(desk.screen(CLEAN, &["--exit-on-hit"]).results(0).hits.is_empty());
        assert_eq!(desk.screen(HIT, &[]).results(0).hits.len(), 1);
    }

    #[test]
    fn hits_are_4_only_where_asked_for() {
        Desk::new().screen(HIT, &["--exit-on-hit"]).results(4);
    }

    #[test]
    fn rows_that_were_not_screened_come_before_hits() {
        let desk = Desk::new();
        desk.screen(sample("customers.csv"), &[]).results(3);
        desk.screen(sample("customers.csv"), &["--exit-on-hit"]).results(3);
        desk.screen(sample("customers.csv"), &["--exit-on-hit", "--max-rejects", "2"]).results(4);
    }

    #[test]
    fn rejects_are_tolerated_as_a_number_or_a_share() {
        let desk = Desk::new();
        for (most, code) in [("0", 3), ("1", 3), ("2", 0), ("4.9%", 3), ("5%", 0), ("100%", 0), ("0%", 3), ("99", 0)] {
            desk.screen(sample("customers.csv"), &["--max-rejects", most]).results(code);
        }
        for wrong in ["some", "-1", "101%", "%", "1.5", "NaN%"] {
            desk.screen(sample("customers.csv"), &[&format!("--max-rejects={wrong}")])
                .refused(2, "is neither a number of rows nor a percentage");
        }
    }

    #[test]
    fn words_that_mean_nothing_are_2() {
        let desk = Desk::new();
        for (options, message) in [
            (&["--min-score", "0.3"][..], "is below 0.50, under which nothing is searched"),
            (&["--min-score", "1.5"], "`--min-score`: `1.5`"),
            (&["--min-score", "NaN"], "`--min-score`: `NaN`"),
            (&["--max-hits", "0"], "`--max-hits` must be 1 or more"),
            (&["--threads", "0"], "`--threads` must be from 1 to 256"),
            (&["--phonetic", "sondex"], "did you mean `soundex`?"),
            (&["--soundex", "--phonetic", "nysiis"], "say different things"),
            (&["--mode", "fussy"], "invalid value 'fussy'"),
            (&["--list-type", " "], "`--list-type` number 1 is empty"),
            (&["--map", "name"], "has no `=`"),
            (&["--map", "nmae=name"], "did you mean `name`?"),
            (&["--map", "name=nome"], "no heading `nome`"),
            (&["--date-format", "soon"], "is no date format"),
            (&["--unknown"], "unexpected argument"),
        ] {
            desk.screen(HIT, options).refused(2, message);
        }
        desk.muster(&["screen", "in.csv", "--lists", "lists", "--out", "out", "--run-date", "2026-02-30"])
            .refused(2, "is no date");
        desk.muster(&["screen"]).refused(2, "no folder for the results");
        desk.muster(&[]).refused(2, "Usage");
    }

    #[test]
    fn a_column_of_dates_in_another_form_is_2_and_can_be_told_or_overruled() {
        let desk = Desk::new();
        let rows = lines((0..120).map(|n| format!("{n},Ada Example{n},13.07.1965")));
        let text = format!("id,name,dob\n{rows}");
        desk.screen(&text, &[]).refused(2, "--date-format dd.mm.yyyy");
        assert!(desk.screen(&text, &["--date-format", "dd.mm.yyyy"]).results(0).warnings.is_empty());
        assert_eq!(desk.screen(&text, &["--lenient"]).results(0).warnings.len(), 120);
    }
}

mod outputs {
    use super::*;

    #[test]
    fn every_record_is_in_the_results_where_asked_for() {
        let desk = Desk::new();
        let hits_only = desk.screen(sample("customers.csv"), &[]).results(3);
        let all = desk.screen(sample("customers.csv"), &["--all"]).results(3);
        assert_eq!(all.ndjson.len(), 38);
        assert!(hits_only.ndjson.len() < 30);
        assert_eq!(all.pairs(), hits_only.pairs());
        let with_hits: Vec<_> = all.ndjson.into_iter().filter(|object| object["hitsTotal"] != 0).collect();
        assert_eq!(with_hits, hits_only.ndjson);
    }

    #[test]
    fn a_byte_order_mark_is_written_for_excel_only_where_asked_for() {
        let desk = Desk::new();
        desk.screen(sample("customers.csv"), &[]).results(3);
        let plain =
            ["hits.csv", "rejects.csv", "warnings.csv", "results.ndjson"].map(|n| desk.read(&format!("out/{n}")));
        assert!(plain.iter().all(|text| !text.contains('\u{feff}')));
        desk.screen(sample("customers.csv"), &["--bom"]).results(3);
        for (name, plain) in ["hits.csv", "rejects.csv", "warnings.csv"].iter().zip(&plain) {
            assert_eq!(desk.read(&format!("out/{name}")), format!("\u{feff}{plain}"), "{name}");
        }
        assert_eq!(desk.read("out/results.ndjson"), plain[3]);
    }

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_disarmed_everywhere() {
        let list = "id,name,schema,position\n=1+1,=Yaropolk Drovezhin,Person,@SUM(A1)\n";
        let desk = Desk::with_list(list);
        let text = "record_id,name,country,=note,branch\n\
                    =1,+Yaropolk Drovezhin,-2,\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",@a\n\
                    -2,---,+x,=y,\"\tz\"\n";
        let results = desk.screen(text, &["--exit-on-hit"]).results(3);
        assert_eq!(results.hits.len(), 1);
        for name in ["hits.csv", "rejects.csv", "warnings.csv"] {
            let text = desk.read(&format!("out/{name}"));
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            for record in reader.records() {
                for cell in &record.unwrap() {
                    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: {cell}");
                }
            }
        }
        let hit = &results.hits[0];
        assert_eq!((&*hit["record_id"], &*hit["name"]), ("'=1", "'+Yaropolk Drovezhin"));
        assert_eq!((&*hit["entity_id"], &*hit["'=note"]), ("'=1+1", "'=HYPERLINK(\"http://x\",\"y\")"));
        assert_eq!(results.rejects[0]["name"], "'---");
        // programs get what stood there
        assert_eq!(results.ndjson[0]["recordId"], "=1");
    }

    #[test]
    fn rejects_can_be_screened_again() {
        let desk = Desk::new();
        desk.screen(sample("customers.csv"), &[]).results(3);
        let rejects = desk.read("out/rejects.csv");
        let named = rejects.replace("'---", "Yaropolk Svyatoslavovich Drovezhin");
        let again = desk.screen(&named, &["--force"]).results(3);
        assert_eq!((again.pairs().len(), &*again.rejects[0]["error_code"]), (1, "too_many_cells"));
        let again = desk.screen(named.replace("\"City,moved in 2024,no reply\"", "City"), &["--force"]).results(0);
        assert_eq!(again.pairs(), ["C-036 S-002"]);
        assert_eq!(again.rows(), 2);
    }

    #[test]
    fn columns_that_muster_does_not_know_pass_through() {
        let desk = Desk::new();
        let results = desk.screen(sample("customers.csv"), &[]).results(3);
        assert!(desk.read("out/hits.csv").lines().next().unwrap().ends_with(",decided_at,reason,branch"));
        assert!(results.hits.iter().all(|hit| !hit["branch"].is_empty()));
    }

    #[test]
    fn hits_by_list_add_up_to_the_hits() {
        let rows = lines((0..30).map(|n| format!("{n},Yaropolk Drovezhin,PEP")));
        let desk = Desk::with_list(&format!("id,name,list_type\n{rows}"));
        let run = desk.screen("id,name\n1,Yaropolk Drovezhin\n", &[]).results(0).run;
        assert_eq!(run["hits"], run["hitsByList"]["watchlist"], "{run}");
    }

    #[test]
    fn hits_are_cut_for_peps_and_never_for_sanctions() {
        let people = |list_type: &str| {
            let rows = (0..30).map(|n| format!("{n},Yaropolk Drovezhin,{list_type}"));
            format!("id,name,list_type\n{}", lines(rows))
        };
        let text = "id,name\n1,Yaropolk Drovezhin\n";
        let peps = Desk::with_list(&people("PEP")).screen(text, &[]).results(0);
        assert_eq!((peps.hits.len(), &*peps.hits[0]["hits_total"]), (20, "30"));
        assert_eq!(Desk::with_list(&people("PEP")).screen(text, &["--max-hits", "3"]).results(0).hits.len(), 3);
        assert_eq!(Desk::with_list(&people("Sanctions")).screen(text, &["--max-hits", "3"]).results(0).hits.len(), 30);
    }
}

mod settings {
    use super::*;

    #[test]
    fn list_types_ignore_case() {
        let desk = Desk::new();
        let only = |word: &str| desk.screen(sample("customers.csv"), &["--list-type", word]).results(3).pairs();
        let peps = only("PEP");
        assert!(!peps.is_empty() && peps.iter().all(|pair| pair.contains(" P-")), "{peps:?}");
        assert_eq!(only("pep"), peps);
        assert_eq!(only(" Pep "), peps);
        let sanctions = only("sanctions");
        assert!(!sanctions.is_empty() && sanctions.iter().all(|pair| pair.contains(" S-")), "{sanctions:?}");
        let both = desk.screen(sample("customers.csv"), &["--list-type", "pep", "--list-type", "SANCTIONS"]).results(3);
        assert_eq!(both.hits.len(), peps.len() + sanctions.len());
        assert_eq!(both.pairs(), desk.screen(sample("customers.csv"), &[]).results(3).pairs());
    }

    #[test]
    fn a_list_type_that_no_entry_has_is_refused() {
        let desk = Desk::new();
        let ran = desk.screen(sample("customers.csv"), &["--list-type", "Sanction"]);
        ran.refused(2, "no entry has the list type `Sanction`");
    }

    #[test]
    fn rows_may_not_narrow_the_search_unless_allowed() {
        let desk = Desk::new();
        let text = "id,name,list_type,min_score\n\
                    1,Yaropolk Svyatoslavovich Drovezhin,PEP,\n\
                    2,Elrdidge Pemberthy Vancastle,,1\n\
                    3,Yaropolk Svyatoslavovich Drovezhin,sanctions,0.9\n";
        let ignored = desk.screen(text, &[]).results(0);
        assert_eq!(ignored.pairs(), ["1 S-002", "2 P-001", "3 S-002"]);
        let expected: Vec<String> = ["2 list_type", "3 min_score", "4 list_type", "4 min_score"]
            .iter()
            .map(|at| format!("{at} row_setting_ignored"))
            .collect();
        assert_eq!(ignored.warning_codes(), expected);
        let allowed = desk.screen(text, &["--allow-row-settings"]).results(0);
        assert_eq!(allowed.pairs(), ["3 S-002"]);
        assert!(allowed.warnings.is_empty(), "{:?}", allowed.warning_codes());
    }

    #[test]
    fn a_row_may_ask_for_soundex() {
        let desk = Desk::with_list("id,name\nA,Robert Tymczak\n");
        let text = "id,name,is_soundex\n1,Rupert Timcack,true\n2,Rupert Timcack,0\n3,Rupert Timcack,perhaps\n";
        let results = desk.screen(text, &["--mode", "exact"]).results(0);
        assert_eq!(results.pairs(), ["1 A"]);
        assert_eq!(results.warnings.len(), 1);
        assert_eq!(results.warnings[0]["line"], "4");
    }

    #[test]
    fn a_higher_threshold_shows_a_part_of_what_a_lower_one_shows() {
        let desk = Desk::new();
        let at = |score: &str| desk.screen(sample("customers.csv"), &["--min-score", score]).results(3);
        let (low, high) = (at("0.6"), at("0.9"));
        assert!(low.hits.len() > high.hits.len());
        for pair in high.pairs() {
            assert!(low.pairs().contains(&pair), "{pair}");
        }
        let by_name = high.hits.iter().filter(|hit| !hit["evidence"].contains("id"));
        by_name.for_each(|hit| assert!(hit["score"].parse::<f64>().unwrap() >= 0.9));
    }

    #[test]
    fn several_names_in_json_are_each_searched_for_and_an_object_is_no_name() {
        let desk = Desk::with_list("id,name,schema\nL-1,Yaropolk Drovezhin,Person\n");
        let rows = [
            r#"{"id":"A","name":["Anna Berg","Yaropolk Drovezhin"]}"#,
            r#"{"id":"B","name":{"full":"Yaropolk Drovezhin"}}"#,
            r#"{"id":"C","name":["Yaropolk Drovezhin"]}"#,
        ];
        let results = desk.screen(rows.join("\n"), &[]).results(3);
        assert_eq!(results.hits.iter().map(|hit| hit["record_id"].as_str()).collect::<Vec<_>>(), ["A", "C"]);
        assert_eq!(results.rejects[0]["error_code"], "invalid_json");
    }

    #[test]
    fn an_equal_birth_date_finds_a_name_that_nothing_else_would() {
        let desk = Desk::with_list("id,name,schema,birth_date\nL-1,Yaropolk Drovezhin,Person,1968-09-02\n");
        // 0.77 by its name alone; the second time the name is known from an earlier chunk
        let unlike = "Yuropolk Drevelin";
        let others = "F,Anna Berg,\n".repeat(9_000);
        let customers = format!(
            "record_id,name,date_of_birth\nA,{unlike},\nB,{unlike},1968\nC,{unlike},1968-09-02\n{others}D,{unlike},1968-09-02\n"
        );
        let results = desk.screen(customers, &[]).results(0);
        assert_eq!(results.pairs().iter().map(|pair| pair[..1].to_owned()).collect::<Vec<_>>(), ["C", "D"]);
        assert_eq!(results.hits[0]["score"], results.hits[1]["score"]);
        let found = |options: &[&str]| {
            let looked = desk.muster(&[&["lookup", "--name", unlike, "--lists", "lists"], options].concat()).ended(0);
            looked.stdout.contains("L-1")
        };
        assert!(found(&["--dob", "1968-09-02"]) && !found(&["--dob", "1968"]) && !found(&[]));
    }

    /// The sample's customers, and its listed names with a letter lost, letters swapped, a part lost, parts joined.
    fn customers_of_all_sorts() -> String {
        let mut text = "record_id,name\n".to_owned();
        for (n, row) in
            support::rows(&sample("customers.csv").replace(",moved in 2024,no reply", "")).iter().enumerate()
        {
            writeln!(text, "C{n},\"{}\"", row["name"]).unwrap();
        }
        for (n, row) in support::rows(&sample("watchlist.csv")).iter().enumerate() {
            let name: Vec<char> = row["name"].chars().collect();
            let (mut lost, mut swapped) = (name.clone(), name.clone());
            lost.remove(1 + n % 5);
            swapped.swap(name.len() - 3, name.len() - 2);
            let whole: String = name.iter().collect();
            let shorter = whole.split(' ').skip(1).collect::<Vec<_>>().join(" ");
            for variant in [lost.iter().collect(), swapped.iter().collect(), shorter, whole.replacen(' ', "", 1), whole]
            {
                writeln!(text, "L{n},\"{variant}\"").unwrap();
            }
        }
        text
    }

    #[test]
    fn with_codes_a_run_never_finds_less() {
        let desk = Desk::new();
        let customers = customers_of_all_sorts();
        for (mode, least) in [("fuzzy", "0.8"), ("fuzzy", "0.5"), ("exact", "0.5"), ("exact", "1")] {
            let fixed = ["--mode", mode, "--min-score", least, "--max-hits", "1000"];
            let without = desk.screen(&customers, &fixed).results(3).pairs();
            for code in CODES {
                let with = desk.screen(&customers, &[&fixed[..], &["--phonetic", code]].concat()).results(3).pairs();
                for pair in &without {
                    assert!(with.contains(pair), "{mode} from {least} up, {code}: {pair}");
                }
            }
        }
    }
}

mod exact {
    use super::*;

    const LIST: &str = "id,name,aliases\n\
                        kim,Kim Jong-un,\n\
                        jongun,Park Jongun,\n\
                        ali2,Ali Hassan Ali,\n\
                        ali1,Ali Hassan,\n\
                        rawi,Saad al-Rawi,\n\
                        one,Madonnatto,\n\
                        acc,José María Núñez,\n\
                        two,Ola Nordbergen,Karim Hassani\n\
                        long,Tomas Alvarado Benitez Quintero,\n";

    /// `entity_id score` of the hits of a name.
    fn found(name: &str, options: &[&str]) -> Vec<String> {
        let desk = Desk::with_list(LIST);
        let text = format!("id,name\n1,\"{name}\"\n");
        let results = desk.screen(text, &[&["--mode", "exact"], options].concat()).results(0);
        results.scores().iter().map(|hit| hit.strip_prefix("1 ").unwrap().to_owned()).collect()
    }

    #[test]
    fn order_does_not_matter() {
        for name in
            ["Tomas Alvarado Benitez Quintero", "Quintero Benitez Alvarado Tomas", "Quintero, Tomas Alvarado Benitez"]
        {
            assert_eq!(found(name, &[]), ["long 1.0000"], "{name}");
        }
    }

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        for name in [
            "jose maria nunez",
            "JOSÉ MARÍA NÚÑEZ",
            "Jose-Maria Nunez",
            "José María (Núñez).",
            "Jose\u{301} Mari\u{301}a Nun\u{303}ez",
        ] {
            assert_eq!(found(name, &[]), ["acc 1.0000"], "{name}");
        }
    }

    #[test]
    fn a_part_given_twice_must_be_there_twice() {
        assert_eq!(found("Ali Ali Hassan", &[]), ["ali2 1.0000"]);
        let once = found("Hassan Ali", &[]);
        assert_eq!(once[0], "ali1 1.0000");
        assert!(once[1].starts_with("ali2 0."), "{once:?}");
        assert!(found("Hassan Hassan Ali", &[]).is_empty());
    }

    #[test]
    fn hyphened_parts_match_apart_and_joined() {
        for name in ["Kim Jong-un", "Kim Jong Un", "Kim Jongun", "Jong-Un Kim", "JONGUN, Kim"] {
            assert_eq!(found(name, &[]), ["kim 1.0000"], "{name}");
        }
        for name in ["Park Jongun", "Park Jong-un", "Jong-Un Park"] {
            assert_eq!(found(name, &[]), ["jongun 1.0000"], "{name}");
        }
        // only a hyphen says that two parts may be one
        assert!(found("Park Jong Un", &[]).is_empty());
        for name in ["Saad al-Rawi", "Saad al Rawi", "Saad Alrawi", "Al-Rawi Saad"] {
            assert_eq!(found(name, &[]), ["rawi 1.0000"], "{name}");
        }
    }

    #[test]
    fn a_single_part_never_matches_a_longer_name() {
        for name in ["Kim", "Quintero", "Hassan", "Jongun"] {
            assert!(found(name, &[]).is_empty(), "{name}");
            assert!(found(name, &["--soundex"]).is_empty(), "{name} with codes");
        }
        assert_eq!(found("Madonnatto", &[]), ["one 1.0000"]);
    }

    #[test]
    fn the_score_is_less_where_the_entry_has_more() {
        let score = |name: &str| {
            let found = found(name, &[]);
            assert_eq!(found.len(), 1, "{name}");
            found[0].strip_prefix("long ").unwrap().parse::<f64>().unwrap()
        };
        let (four, three, two) =
            (score("Tomas Alvarado Benitez Quintero"), score("Tomas Alvarado Quintero"), score("Tomas Quintero"));
        assert!(four > three && three > two && two >= 0.5, "{four} {three} {two}");
    }

    #[test]
    fn the_entry_must_have_every_part() {
        for name in ["Tomas Alvarado Benitez Quintero Diaz", "Thomas Quintero", "Kim Jong-um", "Ola Hassani"] {
            assert!(found(name, &[]).is_empty(), "{name}");
        }
    }

    #[test]
    fn all_parts_are_of_one_name_of_the_entry() {
        assert_eq!(found("Karim Hassani", &[]), ["two 1.0000"]);
        for name in ["Ola Karim", "Karim Nordbergen", "Ola Nordbergen Karim Hassani"] {
            assert!(found(name, &[]).is_empty(), "{name}");
        }
    }

    #[test]
    fn with_soundex_each_part_has_the_code_of_a_part() {
        let with = found("Thomas Quintera", &["--soundex"]);
        assert_eq!(with.len(), 1, "{with:?}");
        assert!(with[0].starts_with("long 0."), "{with:?}");
        assert!(found("Thomas Brown", &["--soundex"]).is_empty());
        assert!(found("Xomas Quintero", &["--soundex"]).is_empty());
        assert_eq!(found("Tomas Alvarado Benitez Quintero", &["--soundex"]), ["long 1.0000"]);
    }

    #[test]
    fn equal_parts_count_before_those_that_only_sound_alike() {
        let desk = Desk::with_list("id,name\nA,Smyth Smith\n");
        let text = "id,name\n1,Smith Smyth\n";
        for options in [&["--mode", "exact"][..], &["--mode", "exact", "--soundex"]] {
            let results = desk.screen(text, &[options, &["--min-score", "1"]].concat()).results(0);
            assert_eq!(results.scores(), ["1 A 1.0000"], "{options:?}");
        }
    }

    #[test]
    fn parts_that_all_sound_alike_do_not_stall_the_run() {
        let alike = [
            "Aali", "Ally", "Allie", "Aly", "Alla", "Aalla", "Allah", "Aallai", "Alaa", "Elly", "Alle", "Aloo", "Aluu",
            "Ala",
        ];
        let desk = Desk::with_list(&format!("id,name\nA,{}\nB,Bobson Zed\n", alike.join(" ")));
        desk.file("in.csv", format!("id,name\n1,{} Bobson\n", alike[..13].join(" ")));
        for options in ["--mode fuzzy", "--mode fuzzy --soundex", "--mode exact", "--mode exact --soundex"] {
            let words = format!("screen in.csv --lists lists --out out --force {options}");
            let ran = desk.bash(&format!("timeout 20 \"$MUSTER\" {words}"));
            assert_ne!(ran.code, Some(124), "{options}");
            ran.results(0);
        }
    }

    #[test]
    fn a_part_that_comes_many_times_does_not_stall_the_run() {
        let desk = Desk::with_list(&format!("id,name\nA,{}\nB,Bobson Zed\n", "Ali ".repeat(14)));
        desk.file("in.csv", format!("id,name\n1,{} Bobson\n", "Ali ".repeat(13)));
        for options in ["--mode fuzzy", "--mode fuzzy --soundex", "--mode exact", "--mode exact --soundex"] {
            let words = format!("screen in.csv --lists lists --out out --force {options}");
            let ran = desk.bash(&format!("timeout 20 \"$MUSTER\" {words}"));
            assert_ne!(ran.code, Some(124), "{options}");
            ran.results(0);
        }
    }
}
