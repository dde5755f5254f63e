//! Bad files, bad rows, bad moments: a clear message and the right exit code, or a row in `rejects.csv` or
//! `warnings.csv`; never a panic, nothing half-written, nothing lost.

#![cfg(feature = "cli")]

mod support;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use support::{Desk, RESULTS, Ran, lines, sample};

/// A listed person, so that a row that is screened is seen to be screened.
const LISTED: &str = "Yaropolk Svyatoslavovich Drovezhin";

/// Rows that hit, one for each number.
fn many_customers(rows: usize) -> String {
    let rows = (0..rows).map(|n| format!("K{n},{LISTED},a branch of this number {n:09}"));
    format!("id,name,branch\n{}", lines(rows))
}

mod files {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let desk = Desk::new();
        desk.screen_file(&[]).refused(1, "muster: cannot open `in.csv`: there is no such file");
    }

    #[test]
    fn lists_that_are_not_there_are_named() {
        let desk = Desk::new();
        desk.file("in.csv", sample("customers.csv"));
        let ran = desk.muster(&["screen", "in.csv", "--lists", "nowhere.midx", "--out", "out"]);
        ran.refused(1, "nowhere.midx: cannot be read");
    }

    #[test]
    fn a_directory_is_no_customer_file() {
        let desk = Desk::new();
        fs::create_dir(desk.path("in.csv")).unwrap();
        desk.screen_file(&[]).refused(1, "`in.csv` is a directory");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_may_not_be_read_is_named() {
        use std::os::unix::fs::PermissionsExt as _;
        let desk = Desk::new();
        let path = desk.file("in.csv", "name\nAda Example\n");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::File::open(&path).is_ok() {
            eprintln!("skipped: root may read everything");
            return;
        }
        desk.screen_file(&[]).refused(1, "no permission to read it");
    }

    #[test]
    fn an_empty_file_says_what_it_needs() {
        let desk = Desk::new();
        for empty in ["", "\n\n", "\u{feff}"] {
            desk.screen(empty, &[]).refused(1, "`in.csv` is empty: it needs at least a header");
        }
    }

    #[test]
    fn a_header_without_rows_gives_empty_results() {
        let desk = Desk::new();
        let results = desk.screen("record_id,name\n", &["--exit-on-hit"]).results(0);
        assert_eq!((results.rows(), results.hits.len(), results.ndjson.len()), (0, 0, 0));
        assert!(desk.read("out/hits.csv").starts_with("record_id,name,date_of_birth,country,rank,score,"));
        assert_eq!(desk.read("out/rejects.csv"), "record_id,name,line,error_code,error_detail\n");
        assert_eq!(desk.read("out/warnings.csv"), "line,record_id,column,warning_code\n");
    }

    #[test]
    fn a_file_without_a_name_column_shows_its_headings() {
        let desk = Desk::new();
        desk.screen("id,city\n1,Oslo\n", &[]).refused(2, "in.csv:1: no column for the name among `id`, `city`");
    }

    #[test]
    fn a_customer_in_place_of_the_header_is_not_repeated() {
        let desk = Desk::new();
        for (file, options) in [
            ("1,Osvaldo Perchinetti,1965-07-13\n", &[][..]),
            ("Osvaldo Perchinetti,Oslo\n", &[]),
            ("1;Osvaldo Perchinetti;1965-07-13\n", &["--map", "name=name"]),
            ("id,Osvaldo Perchinetti,1965-07-13\n", &[]),
        ] {
            let refused = desk.screen(file, options).ended(2);
            assert!(refused.stderr.contains("is the first row a header?"), "{}", refused.stderr);
            assert!(!refused.stderr.contains("Perchinetti"), "{}", refused.stderr);
        }
    }

    #[test]
    fn a_file_in_another_script_is_not_read_as_western() {
        let desk = Desk::new();
        // Ярополк Дровежин and Анна Смирнова in Windows-1251
        let cyrillic = b"id,name\n1,\xdf\xf0\xee\xef\xee\xeb\xea \xc4\xf0\xee\xe2\xe5\xe6\xe8\xed\n2,\xc0\xed\xed\xe0 \xd1\xec\xe8\xf0\xed\xee\xe2\xe0\n";
        desk.screen(cyrillic, &[]).refused(1, "such as `windows-1251` (Cyrillic)");
        let read = desk.screen(cyrillic, &["--encoding", "windows-1251"]).results(0);
        assert_eq!(read.hits.len(), 1);
        // western names with as many accents as there are
        let western = b"id,name\n1,\xd8yvind \xc5s\xf8y\n2,Zo\xeb M\xfcller-\xd6zt\xfcrk\n3,Fran\xe7ois \xc9t\xe9\n";
        assert_eq!(desk.screen(western, &[]).results(0).rows(), 3);
    }

    #[test]
    fn two_columns_for_one_field_ask_for_a_choice() {
        let desk = Desk::new();
        desk.screen("name,full_name\nAda Example,Ada E\n", &[])
            .refused(2, "`name` and `full_name` both mean the field `name`: choose one with `--map name=name`");
        let chosen = desk.screen(format!("name,full_name\nAda Example,{LISTED}\n"), &["--map", "name=full_name"]);
        assert_eq!(chosen.results(0).pairs(), ["1 S-002"]);
    }

    #[test]
    fn binary_data_is_no_text() {
        let desk = Desk::new();
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
        let workbook = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml";
        let noise: Vec<u8> = (0..4_096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for bytes in [&png[..], &workbook[..], &noise[..]] {
            desk.screen(bytes, &[]).refused(1, "`in.csv` ");
        }
    }

    #[test]
    fn a_packed_file_that_is_cut_short_is_not_half_screened() {
        let desk = Desk::new();
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(sample("customers.csv").as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        desk.screen(&packed, &[]).results(3);
        desk.screen(&packed[..packed.len() - 20], &[]).refused(1, "cannot read on");
    }

    #[test]
    fn utf_16_needs_a_byte_order_mark_or_its_name() {
        let desk = Desk::new();
        let text = format!("id,name\n7,{LISTED}\n");
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        desk.screen(&little, &[]).refused(1, "--encoding utf-16le");
        desk.screen(&big, &[]).refused(1, "--encoding utf-16be");
        for (bytes, label) in [(&little, "utf-16le"), (&big, "utf-16be")] {
            assert_eq!(desk.screen(bytes, &["--encoding", label]).results(0).pairs(), ["7 S-002"], "{label}");
        }
        let marked: Vec<u8> = [&b"\xff\xfe"[..], &little].concat();
        assert_eq!(desk.screen(marked, &[]).results(0).pairs(), ["7 S-002"]);
        desk.screen(&little, &["--encoding", "utf-61"]).refused(2, "unknown encoding `utf-61`");
    }

    #[test]
    fn a_quote_that_never_closes_is_told_with_its_line() {
        let desk = Desk::new();
        let text = format!("id,name\n1,{LISTED}\n2,\"Bo Sample\n3,Cy Sample\n");
        desk.screen(text, &[]).refused(1, "in.csv:3: a quote opens here and is never closed");
        let late = format!("{}x,\"Bo Sample\ny,Cy Sample\n", many_customers(20_000));
        desk.screen(late, &[]).refused(1, "in.csv:20002: a quote opens here and is never closed");
    }

    #[test]
    fn a_run_that_fails_takes_away_the_folders_that_it_made() {
        let desk = Desk::new();
        // found out when the run has begun
        desk.file("in.csv", format!("{}x,\"Bo Sample\ny,Cy Sample\n", many_customers(20_000)));
        let ran = desk.muster(&["screen", "in.csv", "--lists", "lists", "--out", "deep/down/out"]);
        ran.refused(1, "a quote opens here");
        assert!(!desk.path("deep").exists(), "{:?}", desk.listing("deep"));
    }
}

mod rows {
    use super::*;

    #[test]
    fn a_broken_utf_8_sequence_rejects_its_row_only() {
        let desk = Desk::new();
        let mut text = format!("id,name\n1,Zoë Éxämple\n2,{LISTED}\n3,").into_bytes();
        text.extend_from_slice(b"Zo\xeb Broken\n4,Zo\xc3");
        text.extend_from_slice(format!("\n5,{LISTED}\n").as_bytes());
        let results = desk.screen(text, &[]).results(3);
        assert_eq!(results.reject_codes(), ["4 undecodable", "5 undecodable"]);
        assert_eq!(results.pairs(), ["2 S-002", "5 S-002"]);
        assert_eq!(results.rows(), 5);
    }

    #[test]
    fn a_file_of_an_old_code_page_is_read_with_a_warning() {
        let desk = Desk::new();
        let results = desk.screen(b"id,name\n1,Baltasara I\xf1iguezta Morondo\n", &[]).results(0);
        assert_eq!(results.pairs(), ["1 S-005"]);
        assert_eq!(results.hits[0]["name"], "Baltasara Iñiguezta Morondo");
        assert_eq!(results.warnings.len(), 1, "{:?}", results.warning_codes());
    }

    #[test]
    fn a_row_with_too_many_cells_is_rejected_with_all_its_cells() {
        let desk = Desk::new();
        let results = desk.screen(format!("id,name\n1,{LISTED},Oslo,x\n2,{LISTED}\n"), &[]).results(3);
        assert_eq!(results.reject_codes(), ["2 too_many_cells"]);
        assert_eq!(results.rejects[0]["name"], format!("{LISTED},Oslo,x"));
        assert_eq!(results.rejects[0]["error_detail"], "4 cells where the header has 2");
        assert_eq!(results.pairs(), ["2 S-002"]);
    }

    #[test]
    fn a_row_with_too_few_cells_is_screened_with_a_warning() {
        let desk = Desk::new();
        let results = desk.screen(format!("id,name,country\n1,{LISTED}\n"), &[]).results(0);
        assert_eq!(results.warning_codes(), ["2 country too_few_cells"]);
        assert_eq!(results.pairs(), ["1 S-002"]);
    }

    #[test]
    fn a_cell_of_10_megabytes_is_rejected_and_the_rest_is_screened() {
        let desk = Desk::new();
        let long = "x".repeat(10_000_000);
        for (name, note) in [(LISTED, long.as_str()), (long.as_str(), ""), (LISTED, &format!("\"{long}\n\""))] {
            let results = desk.screen(format!("id,name,note\n1,{name},{note}\n2,{LISTED},\n"), &[]).results(3);
            assert_eq!(results.reject_codes(), ["2 cell_too_long"]);
            assert_eq!(results.pairs(), ["2 S-002"]);
        }
        assert!(desk.read("out/rejects.csv").len() < 10_000);
    }

    #[test]
    fn a_name_of_one_letter_is_screened() {
        let desk = Desk::with_list("id,name\nX,Q\nY,Quentin Sample\n");
        let results = desk.screen("id,name\n1,Q\n2,z\n3,7\n4,李\n", &["--all"]).results(0);
        assert_eq!(results.ndjson.len(), 4);
        let results = desk.screen("id,name\n1,Q\n2,z\n3,7\n4,李\n", &["--mode", "exact"]).results(0);
        assert_eq!(results.pairs(), ["1 X"]);
    }

    #[test]
    fn a_name_without_letter_or_digit_is_rejected() {
        let desk = Desk::new();
        let names = ["", "---", "?!.", "\u{200f}\u{200b}\u{202e}", "\u{301}", "🙂", "\" \""];
        let rows = lines(names.iter().enumerate().map(|(n, name)| format!("{n},{name}")));
        let results = desk.screen(format!("id,name\n{rows}9,{LISTED}\n"), &[]).results(3);
        let expected: Vec<String> = (2..names.len() + 2).map(|line| format!("{line} no_name")).collect();
        assert_eq!(results.reject_codes(), expected);
        assert_eq!(results.pairs(), ["9 S-002"]);
    }

    #[test]
    fn a_name_of_500_parts_is_screened_in_every_mode() {
        let desk = Desk::new();
        let parts = |join: &str| (0..500).map(|n| format!("Abcde{}", n % 7)).collect::<Vec<_>>().join(join);
        let words = LISTED.split(' ').cycle().take(500).collect::<Vec<_>>();
        let text = format!(
            "id,name\n1,{}\n2,{}\n3,{}\n4,{}\n5,{LISTED}\n",
            parts(" "),
            parts("-"),
            words.join(" "),
            words.join("-")
        );
        for options in [&[][..], &["--soundex"], &["--mode", "exact"], &["--mode", "exact", "--soundex"]] {
            let results = desk.screen(&text, options).results(0);
            assert_eq!(results.rows(), 5, "{options:?}");
            assert!(results.pairs().contains(&"5 S-002".to_owned()), "{options:?}");
        }
    }

    /// Names as long as a cell may be: one part, very many parts, another script.
    fn long_names() -> String {
        let (one, many, other) = ("ab".repeat(500_000), "a ".repeat(500_000), "李".repeat(300_000));
        format!("id,name\n1,{one}\n2,{many}\n3,{other}\n4,{LISTED}\n")
    }

    #[test]
    fn a_name_as_long_as_a_cell_may_be_does_not_stall_the_run() {
        let desk = Desk::new();
        desk.file("in.csv", long_names());
        for options in ["", "--mode exact", "--soundex", "--phonetic daitch-mokotoff"] {
            let words = format!("screen in.csv --lists lists --out out --force {options}");
            let results = desk.bash(&format!("timeout 60 \"$MUSTER\" {words}")).results(0);
            assert_eq!(results.pairs(), ["4 S-002"], "{options}");
        }
    }

    #[test]
    fn a_long_name_does_not_stall_a_run_with_the_slowest_code() {
        let desk = Desk::new();
        desk.file("in.csv", long_names());
        let words = "screen in.csv --lists lists --out out --phonetic beider-morse";
        desk.bash(&format!("timeout 60 \"$MUSTER\" {words}")).results(0);
    }

    #[test]
    fn a_script_that_nobody_romanises_is_screened() {
        let desk = Desk::with_list("id,name\nH,𓂀𓁐𓅃 𓆣𓇳\nI,Ada Example\n");
        let text = "id,name\n1,𓂀𓁐𓅃 𓆣𓇳\n2,𓀀𓀁\n3,𒀀𒀁 𐎠𐎡\n";
        assert_eq!(desk.screen(text, &["--all"]).results(0).ndjson.len(), 3);
        let found = desk.screen(text, &["--mode", "exact"]).results(0).pairs();
        assert!(found.iter().all(|pair| pair == "1 H"), "{found:?}");
    }

    #[test]
    fn a_listed_name_in_a_script_that_nobody_romanises_is_found() {
        let desk = Desk::with_list("id,name\nH,𓂀𓁐𓅃 𓆣𓇳\nI,Ada Example\n");
        for mode in ["exact", "fuzzy"] {
            assert_eq!(desk.screen("id,name\n1,𓂀𓁐𓅃 𓆣𓇳\n", &["--mode", mode]).results(0).pairs(), ["1 H"], "{mode}");
        }
    }

    #[test]
    fn marks_that_nobody_sees_do_not_hide_a_name() {
        let desk = Desk::new();
        let marks = [
            '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{202e}', '\u{2060}', '\u{2067}', '\u{feff}',
            '\u{ad}',
        ];
        let rows =
            lines(marks.iter().enumerate().map(|(n, mark)| {
                format!("{n}a,{mark}{LISTED}{mark}\n{n}b,{}", LISTED.replace('a', &format!("a{mark}")))
            }));
        let text = format!("id,name\n{rows}");
        for mode in ["fuzzy", "exact"] {
            let results = desk.screen(&text, &["--mode", mode]).results(0);
            let expected: Vec<String> =
                (0..marks.len()).flat_map(|n| ["a", "b"].map(|half| format!("{n}{half} S-002 1.0000"))).collect();
            assert_eq!(results.scores(), expected, "{mode}");
        }
    }

    #[test]
    fn an_unknown_country_and_impossible_dates_are_noted_and_screened_without() {
        let desk = Desk::new();
        let text = format!(
            "id,name,dob,country\n1,{LISTED},,Atlantisia\n2,{LISTED},1968-02-31,RU\n3,{LISTED},2026-11-24,RU\n4,{LISTED},2027,RU\n5,{LISTED},09/02/1968,RU\n"
        );
        let results = desk.screen(text, &[]).results(0);
        let date = |line| format!("{line} dob date_invalid");
        assert_eq!(
            results.warning_codes(),
            ["2 country country_unknown".to_owned(), date(3), date(4), date(5), date(6)]
        );
        assert_eq!(results.hits.len(), 5);
        assert!(results.hits.iter().all(|hit| hit["dob_result"] == "unknown"));
        assert_eq!(results.hits[0]["country_result"], "unknown");
    }

    #[test]
    fn the_run_date_is_the_last_day_that_is_not_in_the_future() {
        let desk = Desk::new();
        assert!(desk.screen("id,name,dob\n1,Ada Example,2026-11-23\n", &[]).results(0).warnings.is_empty());
    }

    #[test]
    fn a_record_id_that_comes_twice_is_noted() {
        let desk = Desk::new();
        let results = desk.screen(format!("id,name\n1,{LISTED}\n1,{LISTED}\n"), &[]).results(0);
        assert_eq!(results.warning_codes(), ["3 id duplicate_record_id"]);
        assert_eq!(results.hits.len(), 2);
    }

    #[test]
    fn bad_lines_of_json_are_rejected() {
        let desk = Desk::new();
        let text = format!("{{\"id\":\"1\",\"name\":\"{LISTED}\"}}\n{{\"name\":\"Bo\n[1]\n{{\"dob\":\"1965\"}}\n");
        let results = desk.screen(text, &[]).results(3);
        assert_eq!(results.reject_codes(), ["2 invalid_json", "3 invalid_json", "4 no_name"]);
        assert_eq!(results.pairs(), ["1 S-002"]);
    }

    #[test]
    fn warnings_and_messages_carry_no_name() {
        let desk = Desk::new();
        let ran = desk.screen(sample("customers.csv"), &[]).ended(3);
        let told = ran.stdout + &ran.stderr + &desk.read("out/warnings.csv") + &desk.read("out/run.json");
        for word in ["Drovezhin", "Sophie", "Novak", "1980-02-31", "123456789", "Atlantisia"] {
            assert!(!told.contains(word), "{word}");
        }
    }
}

mod indexes {
    use super::*;

    fn look_up(desk: &Desk) -> Ran {
        desk.muster(&["lookup", "--name", LISTED, "--lists", "lists.midx"])
    }

    #[test]
    fn an_index_of_another_version_says_what_to_do() {
        let desk = Desk::new();
        let path = desk.build();
        let mut bytes = fs::read(&path).unwrap();
        bytes[8] += 1;
        fs::write(&path, bytes).unwrap();
        look_up(&desk).refused(1, "this version reads");
        desk.muster(&["lists", "info", "lists.midx"]).refused(1, "build it again with `muster lists build`");
    }

    #[test]
    fn an_index_that_is_cut_short_is_damaged() {
        let desk = Desk::new();
        let path = desk.build();
        let bytes = fs::read(&path).unwrap();
        for length in [12, 100, bytes.len() / 2, bytes.len() - 8, bytes.len() - 1] {
            fs::write(&path, &bytes[..length]).unwrap();
            look_up(&desk).refused(1, "is damaged");
        }
        for length in [0, 7] {
            fs::write(&path, &bytes[..length]).unwrap();
            look_up(&desk).refused(1, "is no index of muster");
        }
        fs::write(&path, [&bytes[..], b"more"].concat()).unwrap();
        look_up(&desk).refused(1, "is damaged (length)");
    }

    #[test]
    fn one_flipped_byte_is_noticed() {
        let desk = Desk::new();
        let path = desk.build();
        let whole = fs::read(&path).unwrap();
        let found = look_up(&desk).ended(0).stdout;
        let header = (0..384).step_by(16);
        let mut unnoticed = Vec::new();
        for at in header.chain((384..whole.len()).step_by(whole.len() / 61)) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x20;
            fs::write(&path, bytes).unwrap();
            let ran = look_up(&desk);
            match ran.code {
                // the blanks between sections mean nothing
                Some(0) if whole[at] == 0 && ran.stdout == found => unnoticed.push(at),
                _ => ran.refused(1, "lists.midx: "),
            }
        }
        assert!(unnoticed.len() < 10, "{unnoticed:?}");
    }

    #[test]
    fn a_foreign_file_is_no_index_and_is_not_written_over() {
        let desk = Desk::new();
        desk.file("lists.midx", "dear diary\n");
        look_up(&desk).refused(1, "lists.midx: is no index of muster: make one with `muster lists build`");
        let ran = desk.muster(&["lists", "build", "csv=lists/watchlist.csv", "-o", "lists.midx"]);
        ran.refused(1, "is no index of muster");
        assert_eq!(desk.read("lists.midx"), "dear diary\n");
    }
}

mod outputs {
    use super::*;

    #[test]
    fn results_are_only_replaced_when_asked() {
        let desk = Desk::new();
        desk.screen(sample("customers.csv"), &[]).results(3);
        desk.file("out/notes.txt", "mine");
        let before = RESULTS.map(|name| desk.read(&format!("out/{name}")));
        desk.file("in.csv", format!("id,name\n1,{LISTED}\n"));
        let ran = desk.screen_file(&[]).ended(2);
        assert!(ran.stderr.contains("output folder `out` is not empty"), "{}", ran.stderr);
        assert_eq!(RESULTS.map(|name| desk.read(&format!("out/{name}"))), before);
        assert_eq!(desk.screen_file(&["--force"]).results(0).pairs(), ["1 S-002"]);
        assert_eq!(desk.read("out/notes.txt"), "mine");
        assert_eq!(desk.listing("out").len(), RESULTS.len() + 1);
    }

    #[test]
    fn a_run_that_fails_leaves_older_results_as_they_were() {
        let desk = Desk::new();
        desk.screen(sample("customers.csv"), &[]).results(3);
        let before = RESULTS.map(|name| desk.read(&format!("out/{name}")));
        desk.file("in.csv", "id,name\n1,\"Bo Sample\n");
        desk.screen_file(&["--force"]).ended(1);
        assert_eq!(RESULTS.map(|name| desk.read(&format!("out/{name}"))), before);
        assert_eq!(desk.listing("out"), RESULTS);
    }

    #[test]
    fn results_that_cannot_be_replaced_all_are_not_replaced_at_all() {
        let desk = Desk::new();
        desk.screen(sample("customers.csv"), &[]).results(3);
        fs::remove_file(desk.path("out/warnings.csv")).unwrap();
        desk.file("out/warnings.csv/mine.txt", "a folder stands where a file should");
        let names = ["hits.csv", "rejects.csv", "results.ndjson", "run.json"];
        let before = names.map(|name| desk.read(&format!("out/{name}")));
        desk.file("in.csv", format!("id,name\n1,{LISTED}\n"));
        desk.screen_file(&["--force"]).ended(1);
        assert_eq!(desk.listing("out"), RESULTS);
        assert!(names.map(|name| desk.read(&format!("out/{name}"))) == before, "replaced in part");
    }

    #[test]
    fn a_file_is_no_output_folder() {
        let desk = Desk::new();
        desk.file("in.csv", sample("customers.csv"));
        desk.file("taken", "mine");
        for out in ["taken", "taken/out"] {
            let ran = desk.muster(&["screen", "in.csv", "--lists", "lists", "--out", out]);
            ran.refused(2, "is not a folder");
        }
        assert_eq!(desk.read("taken"), "mine");
    }

    #[cfg(unix)]
    #[test]
    fn results_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let desk = Desk::new();
        desk.screen(sample("customers.csv"), &[]).results(3);
        let mode = |name: &str| fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("out"), 0o700);
        for name in RESULTS {
            assert_eq!(mode(&format!("out/{name}")), 0o600, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_full_disk_leaves_nothing_behind() {
        let desk = Desk::new();
        desk.build();
        desk.file("in.csv", sample("customers.csv"));
        desk.file("many.csv", many_customers(20_000));
        for input in ["in.csv", "many.csv"] {
            let script =
                format!("trap '' XFSZ; ulimit -f 1; exec \"$MUSTER\" screen {input} --lists lists.midx --out out");
            desk.bash(&script).refused(1, "cannot be written");
        }
        desk.file("out/mine.txt", "mine");
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$MUSTER\" screen in.csv --lists lists.midx --out out --force";
        desk.bash(script).ended(1);
        assert_eq!(desk.listing("out"), ["mine.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_full_disk_leaves_the_old_index_as_it_was() {
        let desk = Desk::new();
        let before = fs::read(desk.build()).unwrap();
        let listing = desk.listing(".");
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$MUSTER\" lists build csv=lists/watchlist.csv -o lists.midx";
        desk.bash(script).refused(1, "cannot be written");
        assert_eq!(fs::read(desk.path("lists.midx")).unwrap(), before);
        assert_eq!(desk.listing("."), listing);
    }
}

#[cfg(unix)]
mod moments {
    use super::*;

    /// Ends the program however the test ends.
    struct Running(Child);

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    /// Starts a run that has read some rows and waits for more, sends it a signal, and tells how it ended.
    fn interrupted(desk: &Desk, signal: &str, options: &[&str]) -> Option<i32> {
        let fixed = ["screen", "-", "--lists", "lists.midx", "--out", "out"];
        let mut command = desk.command(&[&fixed[..], options].concat());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = Running(command.spawn().unwrap());
        let mut stdin = running.0.stdin.take().unwrap();
        let working = || {
            let entries = fs::read_dir(desk.path("out")).into_iter().flatten().flatten();
            entries.filter(|entry| entry.file_name().to_string_lossy().starts_with('.')).count() > 0
        };
        stdin.write_all(many_customers(60_000).as_bytes()).unwrap();
        let begun = Instant::now();
        while !working() && begun.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(10));
        }
        assert!(working(), "the run did not begin");
        let id = running.0.id().to_string();
        assert!(Command::new("bash").args(["-c", "kill -s \"$0\" \"$1\"", signal, &id]).status().unwrap().success());
        let asked = Instant::now();
        while running.0.try_wait().unwrap().is_none() && asked.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(20));
        }
        // only now is standard input closed
        drop(stdin);
        running.0.try_wait().unwrap().and_then(|status| status.code())
    }

    #[test]
    fn ctrl_c_half_way_leaves_nothing() {
        let desk = Desk::new();
        desk.build();
        assert_eq!(interrupted(&desk, "INT", &[]), Some(130));
        assert!(!desk.path("out").exists());
    }

    #[test]
    fn sigterm_half_way_leaves_nothing() {
        let desk = Desk::new();
        desk.build();
        assert_eq!(interrupted(&desk, "TERM", &[]), Some(143));
        assert!(!desk.path("out").exists());
    }

    #[test]
    fn ctrl_c_half_way_leaves_older_results_as_they_were() {
        let desk = Desk::new();
        desk.build();
        desk.screen(sample("customers.csv"), &[]).results(3);
        let before = RESULTS.map(|name| desk.read(&format!("out/{name}")));
        assert_eq!(interrupted(&desk, "INT", &["--force"]), Some(130));
        assert_eq!(desk.listing("out"), RESULTS);
        assert_eq!(RESULTS.map(|name| desk.read(&format!("out/{name}"))), before);
    }

    #[test]
    fn an_input_that_says_nothing_can_be_interrupted() {
        let desk = Desk::new();
        desk.build();
        // to a shell, an end by a signal and its exit code are the same
        let mut command = desk.command(&["screen", "-", "--lists", "lists.midx", "--out", "out"]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = Running(command.spawn().unwrap());
        let mut stdin = running.0.stdin.take().unwrap();
        stdin.write_all(b"name\nAda Example\n").unwrap();
        thread::sleep(Duration::from_millis(500));
        let id = running.0.id().to_string();
        assert!(Command::new("bash").args(["-c", "kill -s TERM \"$0\"", &id]).status().unwrap().success());
        let asked = Instant::now();
        while running.0.try_wait().unwrap().is_none() && asked.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(20));
        }
        let status = running.0.try_wait().unwrap().expect("it went on waiting");
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        assert_eq!(status.code().or(signal.map(|signal| 128 + signal)), Some(143));
        assert!(!desk.path("out").exists());
    }

    #[test]
    fn standard_output_that_is_closed_early_is_no_error() {
        let desk = Desk::new();
        desk.build();
        desk.file("in.csv", format!("id,name\n1,{LISTED}\n"));
        for words in [
            "lists kinds",
            "lists kinds --json",
            "lists info lists.midx",
            "lookup --name Drovezhin --lists lists.midx",
            "screen in.csv --lists lists.midx --out out",
            "--help",
        ] {
            let ran = desk.bash(&format!("\"$MUSTER\" {words} | true; exit ${{PIPESTATUS[0]}}")).ended(0);
            assert_eq!(ran.stderr, "", "{words}");
        }
        assert!(desk.path("out/run.json").exists());
    }

    #[test]
    fn standard_output_that_is_closed_early_does_not_hide_the_exit_code() {
        let desk = Desk::new();
        desk.build();
        desk.file("in.csv", sample("customers.csv"));
        let closed_early = |words: &str| {
            let mut command = desk.command(&words.split(' ').collect::<Vec<_>>());
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            drop(child.stdout.take());
            child.wait().unwrap().code()
        };
        assert_eq!(closed_early("lookup --name Drovezhin,Yaropolk --lists lists.midx --exit-on-hit"), Some(4));
        assert_eq!(closed_early("screen in.csv --lists lists.midx --out out"), Some(3));
    }

    #[test]
    fn standard_error_that_is_closed_early_is_no_panic() {
        let desk = Desk::new();
        let mut command = desk.command(&["screen", "-", "--lists", "lists", "--out", "out"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stderr.take());
        // an empty input, told when nobody listens any more
        drop(child.stdin.take());
        assert_eq!(child.wait().unwrap().code(), Some(1));
    }

    #[test]
    fn an_answer_that_cannot_be_written_is_an_error() {
        if !Path::new("/dev/full").exists() {
            eprintln!("skipped: no /dev/full");
            return;
        }
        let desk = Desk::new();
        desk.bash("\"$MUSTER\" lists kinds >/dev/full").refused(1, "cannot write the answer");
        desk.file("full.csv", "id,name\n1,Ada Example\n");
        let ran = desk.bash("\"$MUSTER\" screen full.csv --lists lists --out full >/dev/full").ended(0);
        assert!(ran.stderr.contains("the results are complete"), "{}", ran.stderr);
        assert!(desk.read("full/run.json").contains("\"rows\": 1"), "{}", desk.read("full/run.json"));
    }
}
