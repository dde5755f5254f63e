//! Files as they come: one file per input format.
//!
//! `bytes` opens, unpacks, counts and hashes; `encoding` makes UTF-8 of it; `csv` (with `sniff` and `quotes`) and
//! `ndjson` cut that into rows. Whatever a file holds, a reader keeps no more than a few MiB of it.

mod bytes;
mod csv;
mod encoding;
mod ndjson;
mod quotes;
mod sniff;

use std::io::BufRead;

pub use bytes::open_bytes;
pub(super) use bytes::{Passage, opened, unpacked};
pub(super) use csv::{CsvRows, Stop};
pub(super) use encoding::{encoding_of, text};
pub(super) use ndjson::{NdjsonRows, Shape, parse_object};

use super::chunk::Chunk;
use bytes::next_bytes;

/// What a text's first bytes say about its form.
pub(super) enum Form {
    /// CSV with this delimiter, and whether a first line declares it.
    Csv { delimiter: u8, declared: bool },
    /// One JSON object a line.
    Ndjson,
    /// A JSON array.
    JsonArray,
    /// Nothing but blanks.
    Blank,
}

/// Tells the form by content; `recognised` counts the known headings of a header.
pub(super) fn form(input: &mut dyn BufRead, recognised: impl Fn(&[String]) -> usize) -> std::io::Result<Form> {
    let start = next_bytes(input)?;
    let mut visible = start.iter().filter(|byte| !byte.is_ascii_whitespace());
    Ok(match (visible.next(), visible.next()) {
        (None, _) => Form::Blank,
        (Some(b'{'), _) => Form::Ndjson,
        (Some(b'['), Some(b'{' | b']')) => Form::JsonArray,
        _ => match sniff::declared(start) {
            Some(delimiter) => Form::Csv { delimiter, declared: true },
            None => Form::Csv { delimiter: sniff::delimiter(start, recognised), declared: false },
        },
    })
}

/// The rows of a file in one of the formats.
pub(super) enum Rows {
    Csv(Box<CsvRows>),
    Ndjson(NdjsonRows),
}

impl Rows {
    /// Reads one row into the chunk; `false` at the end of the file.
    pub(super) fn read_row(&mut self, chunk: &mut Chunk) -> Result<bool, Stop> {
        match self {
            Self::Csv(rows) => rows.read_row(chunk),
            Self::Ndjson(rows) => rows.read_row(chunk).map_err(Stop::Io),
        }
    }

    /// The line that has been reached.
    pub(super) fn line(&self) -> u64 {
        match self {
            Self::Csv(rows) => rows.line(),
            Self::Ndjson(rows) => rows.line(),
        }
    }
}
