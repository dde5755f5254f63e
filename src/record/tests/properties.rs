use proptest::prelude::*;

use super::{Read, options, read, read_as};
use crate::record::{DuplicateIds, ReadOptions};

fn lenient() -> ReadOptions {
    ReadOptions { lenient: true, ..options() }
}

/// The rows that the csv crate finds, lines of blanks left out as muster does.
fn rows_of_csv_crate(text: &[u8]) -> usize {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let blank = |cell: &[u8]| !cell.is_empty() && cell.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0x1a);
    reader.byte_records().map(Result::unwrap).filter(|row| row.len() > 1 || !blank(&row[0])).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_as(&bytes, &lenient());
        let _ = read_as(&[b"name,dob,country\n", bytes.as_slice()].concat(), &lenient());
        let _ = read_as(&[b"{\"name\":\"Ada\"}\n", bytes.as_slice()].concat(), &lenient());
        let _ = read_as(&[&[0x1f, 0x8b], bytes.as_slice()].concat(), &lenient());
        for encoding in ["utf-16le", "shift_jis", "iso-2022-jp", "gb18030"] {
            let _ = read_as(&bytes, &ReadOptions { encoding: Some(encoding.into()), ..lenient() });
        }
    }

    #[test]
    fn the_characters_that_matter_never_panic_and_give_the_rows_of_the_csv_crate(
        body in proptest::collection::vec(proptest::sample::select(vec!["\"", ",", "\n", "\r", "a", " ", ";", "é", "\u{1a}", "\"\"", "0"]), 0..60)
    ) {
        let text = format!("name,dob\nx,1965\n{}", body.concat());
        if let Ok(Read { rows, .. }) = read_as(text.as_bytes(), &lenient()) {
            prop_assert_eq!(rows.len(), rows_of_csv_crate(text.as_bytes()));
        }
    }

    #[test]
    fn what_the_csv_crate_writes_is_read_as_it_was(
        rows in proptest::collection::vec(("[A-Za-z]{1,5}\\PC{0,8}", "[\\PC\n\r\t]{0,12}", "[\\PC\n\r]{0,12}"), 1..20),
        crlf in any::<bool>(),
    ) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
        writer.write_record(["name", "first note", "second note"]).unwrap();
        for row in &rows {
            writer.write_record([&row.0, &row.1, &row.2]).unwrap();
        }
        let found = read(writer.into_inner().unwrap());
        prop_assert_eq!(found.rows.len(), rows.len());
        for (found, row) in found.rows.iter().zip(&rows) {
            let found = found.as_ref().unwrap();
            prop_assert!(found.contains(&format!("{:?}", [&row.1, &row.2])), "{} {:?}", found, row);
            let name = format!("{:?}", row.0);
            prop_assert!(found.contains(&name), "{} {:?}", found, row);
        }
    }

    #[test]
    fn a_set_of_ids_knows_what_came_before(ids in proptest::collection::vec("[a-c]?[0-9]{0,3}", 0..200)) {
        let (mut seen, mut known) = (DuplicateIds::new(), std::collections::HashSet::new());
        for id in ids {
            prop_assert_eq!(seen.seen_before(&id), !known.insert(id.clone()));
        }
    }

    #[test]
    fn any_date_is_read_or_not_without_a_panic(text in "\\PC{0,20}", pattern in "[dmyDMY%YbB./ -]{0,12}") {
        let options = ReadOptions { date_format: Some(pattern), ..lenient() };
        let row = serde_json::json!({"name": "Ada Example", "dob": text}).to_string();
        let _ = read_as(row.as_bytes(), &options);
    }
}
