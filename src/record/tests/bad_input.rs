use std::io::Read as _;
use std::path::Path;

use super::{options, read, read_as};
use crate::record::{Error, ReadOptions, Reader};

fn error(bytes: impl AsRef<[u8]>) -> Error {
    match read_as(bytes.as_ref(), &options()) {
        Ok(_) => panic!("it was read"),
        Err(error) => error,
    }
}

#[test]
fn files_that_cannot_be_opened_say_why() {
    let open = |path: &Path| Reader::open(path, &options()).err().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let missing = open(&folder.path().join("no.csv"));
    assert!(missing.to_string().contains("no such file") && !missing.is_usage(), "{missing}");
    assert!(matches!(open(folder.path()), Error::Directory { .. }));
    std::fs::write(folder.path().join("a.csv"), "name\nAda Example\n").unwrap();
    let reader = Reader::open(&folder.path().join("a.csv"), &options()).unwrap();
    assert_eq!(reader.total_bytes(), Some(17));
}

#[test]
fn an_empty_file_is_an_error_and_a_header_without_rows_is_not() {
    for bytes in ["", "\n\r\n", "\u{feff}", " "] {
        assert!(matches!(error(bytes), Error::Empty { .. }));
    }
    for header in ["name", "name\n", "record_id,name\r\n\r\n"] {
        assert!(read(header).rows.is_empty());
    }
}

#[test]
fn files_of_another_kind_say_what_to_do() {
    assert!(error("[\n{\"name\":\"Ada Example\"}]").to_string().contains("one object a line"));
    assert!(matches!(error(b"name\nA\0B\n"), Error::NotText { .. }));
    let mut truncated = Vec::new();
    flate2::read::GzEncoder::new("name\nAda Example\n".as_bytes(), flate2::Compression::fast())
        .read_to_end(&mut truncated)
        .unwrap();
    truncated.truncate(truncated.len() - 6);
    assert!(matches!(error(truncated), Error::Read { .. }));
}

#[test]
fn broken_utf_8_rejects_its_row_only() {
    let found = read(b"id,name\n1,Zo\xc3\xab \xc3\x89xample\n2,Zo\xeb\n3,\xc3\xa9\xc3\xa9 \xc3\xa9\n4,a\xc3,\xa9b\n");
    assert!(found.rows[0].is_ok() && found.rows[2].is_ok());
    assert_eq!(found.rows[1], Err((3, "undecodable")));
    assert_eq!(found.rows[3], Err((5, "undecodable")));
    assert_eq!(found.rejects[0].cells, ["2", "Zo\u{fffd}"]);
}

#[test]
fn too_many_cells_are_a_reject_and_too_few_a_warning() {
    let found = read("id,name,country\n1,Ada Example,NO,x\n2,Bo Sample\n3\n");
    assert_eq!(found.rows[0], Err((2, "too_many_cells")));
    assert_eq!(found.rejects[0].detail, "4 cells where the header has 3");
    assert_eq!(found.rejects[0].cells.len(), 4);
    assert!(found.rows[1].is_ok());
    assert_eq!(found.warnings, [(3, "2".into(), "country".into(), "too_few_cells")]);
    assert_eq!(found.rows[2], Err((4, "no_name")));
}

#[test]
fn a_quote_that_never_closes_is_an_error_with_its_line() {
    for (text, line) in [
        ("id,name\n1,Ada Example\n2,\"Bo Sample\n3,Cy\n", 3),
        ("id,name\n1,\"two\nlines\"\n2,\"Bo\n", 4),
        ("id,name\r\n1,\"Bo\r\n\r\nx", 2),
        ("id,\"name\n1,Bo", 1),
        // the next quoted cell closes it: the rows between would be lost
        ("id,name\n1,\"Bo Sample\n2,Ada\n3,\"Example, Cy\"\n", 2),
    ] {
        let error = error(text);
        assert!(error.to_string().starts_with(&format!("a.csv:{line}: ")) && !error.is_usage(), "{error}");
    }
    let long = format!("id,name\n1,\"Bo\n{}", "2,Ada Example\n".repeat(200_000));
    assert!(error(long).to_string().starts_with("a.csv:2: "));
    assert_eq!(read("id,name\n1,\"Bo\"").rows.len(), 1);
}

/// Gives a header, a row with a cell of so many bytes, and one more row, without holding it.
struct LongCell {
    left: usize,
    start: &'static [u8],
    end: &'static [u8],
}

impl std::io::Read for LongCell {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if !self.start.is_empty() {
            return self.start.read(buffer);
        }
        if self.left > 0 {
            let n = buffer.len().min(self.left);
            buffer[..n].fill(b'x');
            self.left -= n;
            return Ok(n);
        }
        self.end.read(buffer)
    }
}

#[test]
fn a_cell_that_is_too_long_is_cut_and_the_run_goes_on() {
    let csv: (&[u8], &[u8]) = (b"id,name,note\n1,Ada Example,", b",\n2,Bo Sample,\n");
    let quoted: (&[u8], &[u8]) = (b"id,name,note\n1,Ada Example,\"", b"\n\"\n\n2,Bo Sample,\n");
    let json: (&[u8], &[u8]) = (b"{\"id\":1,\"name\":\"Ada ", b"\"}\n{\"id\":2,\"name\":\"Bo Sample\"}\n");
    for ((start, end), line) in [(csv, 3), (quoted, 5), (json, 2)] {
        for left in [(1 << 20) + 1, 100 << 20] {
            let mut reader = Reader::new("a.csv", LongCell { left, start, end }, &options()).unwrap();
            let chunk = reader.read_chunk(1000).unwrap().unwrap();
            let layout = reader.layout();
            assert_eq!(chunk.len(), 2);
            assert!(chunk.text.capacity() < 8 << 20, "{}", chunk.text.capacity());
            let crate::record::Row::Reject(reject) = layout.interpret(chunk.row(0).unwrap()) else { panic!("kept") };
            assert_eq!(reject.code.as_str(), "cell_too_long");
            assert!(reject.cells.iter().all(|cell| cell.len() <= 1024), "cut");
            let second = chunk.row(1).unwrap();
            assert_eq!((second.line, second.number), (line, 2));
            assert!(matches!(layout.interpret(second), crate::record::Row::Record(..)));
        }
    }
}

#[test]
fn a_cell_of_exactly_1_mib_is_read() {
    for text in [
        format!("name,note\nAda Example,{}\n", "x".repeat(1 << 20)),
        format!("name,note\nAda Example,\"{}\"\n", "\n".repeat(1 << 20)),
    ] {
        assert!(read(text).rows[0].is_ok());
    }
}

#[test]
fn a_row_of_endless_cells_is_a_reject_with_bounded_memory() {
    let text = format!("id,name\n1,{}\n2,Ada Example\n", ",".repeat(3_000_000));
    let found = read(text);
    assert_eq!(found.rows[0], Err((2, "too_many_cells")));
    assert!(found.rows[1].is_ok());
}

#[test]
fn bad_lines_of_json_are_rejects() {
    let found = read(
        "{\"name\":\"Ada Example\",\"isSoundEx\":true,\"branch\":7}\n{\"name\":\"Bo\n\n[1]\n{\"dob\":\"1965\"}\n{\"name\":\"a\",\"name\":\"b\"}\n{\"branch\":null,\"name\":\"Cy Sample\"}\n",
    );
    let codes: Vec<_> = found.rows.iter().map(|row| row.as_ref().err().copied()).collect();
    assert_eq!(
        codes,
        [
            None,
            Some((2, "invalid_json")),
            Some((4, "invalid_json")),
            Some((5, "no_name")),
            Some((6, "invalid_json")),
            None
        ]
    );
    assert_eq!(found.rejects[0].cells, ["{\"name\":\"Bo"]);
    assert_eq!(found.passed_through, ["branch"]);
    assert!(read("{broken\n").rows == [Err((1, "invalid_json"))]);
}

#[test]
fn keys_of_objects_contradict_each_other_only_in_one_object() {
    let found = read(
        "{\"name\":\"Ada Example\",\"born on\":\"1965\"}\n{\"full_name\":\"Bo Sample\",\"name\":null,\"dob\":\"1966\"}\n",
    );
    assert!(found.rows.iter().all(Result::is_ok) && found.passed_through.is_empty());
    assert!(found.rows[1].as_ref().is_ok_and(|row| row.contains("Bo Sample") && row.contains("1966")));
    let found = error("{\"name\":\"Ada Example\"}\n{\"full_name\":\"Bo Sample\",\"name\":\"Bo\"}\n");
    assert!(found.is_usage() && found.to_string().contains("`name` and `full_name`"), "{found}");
}

#[test]
fn a_reject_that_is_handed_back_unmended_is_one_again() {
    let header = "id,name,city,line,error_code,error_detail\n";
    let found = read(format!(
        "{header}1,Ada,\"Example,Oslo\",2,too_many_cells,x\n2,Bo,\"Oslo, NO\",3,no_name,x\n3,\"Cy, Ada\",Oslo,4,too_many_cells,x\n"
    ));
    assert_eq!(found.rows[0], Err((2, "too_many_cells")));
    assert!(found.rows[1].is_ok() && found.rows[2].is_ok());
}

#[test]
fn names_at_the_edge() {
    let found =
        read(format!("name,x\nQ,\n?!,\n\u{200f}\u{200b}\u{202e},\n{},\n \u{200f}محمد\u{200f} ,\n", "Ada ".repeat(500)));
    let codes: Vec<_> = found.rows.iter().map(|row| row.as_ref().err().copied()).collect();
    assert_eq!(codes, [None, Some((3, "no_name")), Some((4, "no_name")), None, None]);
}

#[test]
fn a_column_that_cannot_be_read_stops_the_run_before_it_starts() {
    let rows = |good: usize, bad: usize, value: &str| {
        let good = (0..good).map(|n| format!("Ada {n:03}x,1965-07-13\n"));
        let bad = (0..bad).map(|n| format!("Bo {n:03}x,{value}\n"));
        format!("name,dob\n{}", good.chain(bad).collect::<String>())
    };
    let found = error(rows(79, 21, "13.07.1965"));
    assert!(found.is_usage());
    let message = found.to_string();
    assert!(message.starts_with("a.csv:1: column 2 (dob): 21 of the first 100 values"), "{message}");
    assert!(message.contains("--date-format dd.mm.yyyy") && !message.contains("13.07"), "{message}");
    assert_eq!(read(rows(80, 20, "13.07.1965")).warnings.len(), 20);
    assert_eq!(read(rows(49, 50, "13.07.1965")).warnings.len(), 50);
    assert_eq!(read(rows(10, 90, "unknown")).warnings.len(), 90);
    let lenient = ReadOptions { lenient: true, ..options() };
    assert_eq!(read_as(rows(0, 200, "x").as_bytes(), &lenient).unwrap().rows.len(), 200);
    let told = ReadOptions { date_format: Some("dd.mm.yyyy".into()), ..options() };
    assert!(read_as(rows(0, 200, "13.07.1965").as_bytes(), &told).unwrap().warnings.is_empty());
}

#[test]
fn line_numbers_count_blank_lines_and_quoted_line_breaks() {
    for newline in ["\n", "\r\n", "\r"] {
        let text = "\nid,name,x\n\n1,\"a\nb\nc\",\n  \n\n2,.,\n\n3,.,\n\u{1a}".replace('\n', newline);
        let found = read(text);
        assert_eq!(found.rows.len(), 3);
        assert_eq!((&found.rows[1], &found.rows[2]), (&Err((9, "no_name")), &Err((11, "no_name"))), "{newline:?}");
    }
}
