//! What holds for the room as a whole, through its door.

mod bad_input;
mod cells;
mod contract;
mod properties;

use chrono::NaiveDate;

use super::{Error, ReadOptions, Reader, Record, Reject, Row, Warning};

fn options() -> ReadOptions {
    ReadOptions::new(NaiveDate::from_ymd_opt(2026, 11, 23).unwrap())
}

/// What a file gives, all of it.
struct Read {
    rows: Vec<Result<String, (u64, &'static str)>>,
    warnings: Vec<(u64, String, String, &'static str)>,
    rejects: Vec<Reject>,
    passed_through: Vec<String>,
}

/// All of a record as text, to be compared.
fn shown(record: &Record<'_>) -> String {
    format!(
        "{:?}",
        (
            (&record.id, &record.name, &record.searched_name, &record.aliases),
            (&record.date_of_birth_given, record.date_of_birth.map(|date| date.to_string())),
            record.identifiers.iter().map(|id| (id.kind, id.number.clone(), id.country)).collect::<Vec<_>>(),
            (&record.country_given, record.country, &record.nationalities, &record.birth_countries),
            (record.gender, record.entity_type, record.soundex, &record.list_types, record.min_score),
            &record.passed_through,
        )
    )
}

fn read_as(bytes: &[u8], options: &ReadOptions) -> Result<Read, Error> {
    let mut reader = Reader::new("a.csv", std::io::Cursor::new(bytes.to_vec()), options)?;
    let layout = reader.layout();
    let mut read = Read {
        rows: Vec::new(),
        warnings: Vec::new(),
        rejects: Vec::new(),
        passed_through: layout.passed_through().map(str::to_owned).collect(),
    };
    let mut note = |warning: &Warning| {
        let Warning { line, record_id, column, code } = warning.clone();
        read.warnings.push((line, record_id, column, code.as_str()));
    };
    reader.file_warnings().iter().for_each(&mut note);
    while let Some(chunk) = reader.read_chunk(7)? {
        for raw in chunk.rows() {
            match layout.interpret(raw) {
                Row::Record(record, warnings) => {
                    assert_eq!(record.line, raw.line);
                    warnings.iter().for_each(&mut note);
                    read.rows.push(Ok(shown(&record)));
                }
                Row::Reject(reject) => {
                    read.rows.push(Err((reject.line, reject.code.as_str())));
                    read.rejects.push(reject);
                }
            }
        }
    }
    assert_eq!(reader.bytes_read(), bytes.len() as u64);
    assert_eq!(reader.sha256(), crate::vocabulary::Sha256::of(bytes));
    Ok(read)
}

fn read(text: impl AsRef<[u8]>) -> Read {
    read_as(text.as_ref(), &options()).unwrap_or_else(|error| panic!("{error}"))
}

/// Reads a file of one data row and hands its record to a look.
fn with_record<T>(text: &str, options: &ReadOptions, look: impl FnOnce(Record<'_>, Vec<&'static str>) -> T) -> T {
    let mut reader = Reader::new("a.csv", std::io::Cursor::new(text.as_bytes().to_vec()), options).unwrap();
    let layout = reader.layout();
    let chunk = reader.read_chunk(10).unwrap().unwrap();
    assert_eq!(chunk.len(), 1);
    match layout.interpret(chunk.row(0).unwrap()) {
        Row::Record(record, warnings) => look(record, warnings.iter().map(|warning| warning.code.as_str()).collect()),
        Row::Reject(reject) => panic!("{}", reject.detail),
    }
}
