use std::io::Write;

use super::{options, read, read_as};
use crate::record::{ReadOptions, Reader};

const HEADER: [&str; 8] =
    ["record_id", "name", "date_of_birth", "id_number", "country", "nationality", "gender", "branch"];

/// Invented customers with everything that a format could stumble over, within Windows-1252.
const CUSTOMERS: [[&str; 8]; 5] = [
    ["C1", "Ada Example", "1965-07-13", "AB123456", "NOR", "NO;KP", "f", "north"],
    ["C2", "Müller, Zoë \"Zo\"", "1970", "", "Norway", "", "", "a;b|c\td"],
    ["C3", "Bo\nSample", "", "123456789", "Atlantis", "", "m", ""],
    ["C4", "Société d'Exemple & Cie", "1965-02-31", "", "", "", "", "x, y"],
    ["C5", "...", "", "", "", "", "", ""],
];

fn csv_with(delimiter: u8, terminator: csv::Terminator) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).from_writer(Vec::new());
    writer.write_record(HEADER).unwrap();
    for row in CUSTOMERS {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn ndjson() -> Vec<u8> {
    let lines = CUSTOMERS.iter().map(|row| {
        let members = HEADER.iter().zip(row).map(|(key, value)| ((*key).to_owned(), serde_json::json!(value)));
        let camel = |key: &str| match key {
            "record_id" => "recordId".to_owned(),
            "date_of_birth" => "dateOfBirth".to_owned(),
            "id_number" => "idNumber".to_owned(),
            other => other.to_owned(),
        };
        let object: serde_json::Map<_, _> = members.map(|(key, value)| (camel(&key), value)).collect();
        serde_json::to_string(&object).unwrap() + "\n"
    });
    lines.collect::<String>().into_bytes()
}

fn utf16(text: &[u8], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{}", std::str::from_utf8(text).unwrap()).encode_utf16().flat_map(bytes).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn windows_1252(text: &[u8]) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(std::str::from_utf8(text).unwrap()).0.into_owned()
}

#[test]
fn the_same_customers_are_the_same_records_in_every_form() {
    let plain = csv_with(b',', csv::Terminator::Any(b'\n'));
    let expected = read(&plain);
    assert_eq!(expected.rows.len(), CUSTOMERS.len());
    assert_eq!(expected.rows[4], Err((7, "no_name")));
    assert_eq!(expected.passed_through, ["branch"]);
    let codes: Vec<_> =
        expected.warnings.iter().map(|(line, id, column, code)| (*line, id.as_str(), column.as_str(), *code)).collect();
    assert_eq!(
        codes,
        [
            (4, "C3", "id_number", "id_placeholder"),
            (4, "C3", "country", "country_unknown"),
            (6, "C4", "date_of_birth", "date_invalid")
        ]
    );
    let halves = plain.split_at(40);
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("semicolon", csv_with(b';', csv::Terminator::Any(b'\n'))),
        ("tab", csv_with(b'\t', csv::Terminator::Any(b'\n'))),
        ("pipe", csv_with(b'|', csv::Terminator::CRLF)),
        ("CRLF", csv_with(b',', csv::Terminator::CRLF)),
        ("CR", csv_with(b',', csv::Terminator::Any(b'\r'))),
        ("declared", [b"sep=;\r\n".to_vec(), csv_with(b';', csv::Terminator::CRLF)].concat()),
        ("marked", [b"\xef\xbb\xbf".to_vec(), plain.clone()].concat()),
        ("UTF-16LE", utf16(&plain, u16::to_le_bytes)),
        ("UTF-16BE", utf16(&plain, u16::to_be_bytes)),
        ("Windows-1252", windows_1252(&plain)),
        ("gzip", gzip(&plain)),
        ("gzip in two members", [gzip(halves.0), gzip(halves.1)].concat()),
        ("zstd", zstd::stream::encode_all(plain.as_slice(), 1).unwrap()),
        ("gzip UTF-16", gzip(&utf16(&plain, u16::to_le_bytes))),
        ("NDJSON", ndjson()),
        ("NDJSON gzip", gzip(&ndjson())),
        ("NDJSON UTF-16", utf16(&ndjson(), u16::to_be_bytes)),
        ("NDJSON CRLF", String::from_utf8(ndjson()).unwrap().replace('\n', "\r\n\r\n").into_bytes()),
    ];
    for (form, bytes) in forms {
        let found = read(&bytes);
        let kept = |rows: &[Result<String, (u64, &'static str)>]| -> Vec<_> {
            rows.iter().map(|row| row.clone().map_err(|(_, code)| code)).collect()
        };
        assert!(kept(&found.rows) == kept(&expected.rows), "{form}: {:?} {:?}", found.rows, expected.rows);
        let guessed = usize::from(form == "Windows-1252");
        assert_eq!(found.warnings.len(), expected.warnings.len() + guessed, "{form}");
        assert_eq!(
            found.warnings.iter().filter(|warning| warning.3 == "encoding_guessed" && warning.0 == 0).count(),
            guessed
        );
        let same = found.warnings[guessed..].iter().zip(&expected.warnings).all(|(a, b)| (&a.1, a.3) == (&b.1, b.3));
        assert!(same, "{form}");
        assert_eq!(found.passed_through, expected.passed_through, "{form}");
        if matches!(form, "semicolon" | "CR" | "CRLF" | "UTF-16LE" | "marked" | "pipe") {
            assert_eq!(found.rows[4], Err((7, "no_name")), "{form}");
        }
    }
}

#[test]
fn a_label_says_what_the_bytes_cannot() {
    let bare = utf16(&csv_with(b',', csv::Terminator::CRLF), u16::to_le_bytes)[2..].to_vec();
    assert!(read_as(&bare, &options()).is_err());
    let labelled = ReadOptions { encoding: Some("utf-16le".into()), ..options() };
    assert_eq!(read_as(&bare, &labelled).unwrap().rows.len(), 5);
}

#[test]
fn a_chunk_can_be_filled_again_and_rows_keep_their_numbers() {
    let text: String =
        "name\n".chars().chain((0..2500).flat_map(|n| format!("Ada {n:04}x\n").into_bytes()).map(char::from)).collect();
    let mut reader = Reader::new("a.csv", std::io::Cursor::new(text), &options()).unwrap();
    let mut chunk = crate::record::Chunk::default();
    let mut sizes = Vec::new();
    let mut next = 1;
    while reader.read_chunk_into(&mut chunk, 600).unwrap() {
        sizes.push(chunk.len());
        for raw in chunk.rows() {
            assert_eq!((raw.number, raw.line), (next, next + 1));
            next += 1;
        }
    }
    assert_eq!(sizes, [1000, 600, 600, 300]);
    assert!(!reader.read_chunk_into(&mut chunk, 600).unwrap() && chunk.is_empty());
}

#[test]
fn chunks_and_layouts_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    fn sent<T: Send>() {}
    shared::<crate::record::Chunk>();
    shared::<crate::record::Layout>();
    sent::<Reader>();
}
