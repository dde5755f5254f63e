//! CSV files that are no customers: a header, and rows that are given as they are.

use std::fmt::Display;
use std::io::Read;
use std::path::Path;

use super::chunk::{Chunk, RawRow};
use super::error::Error;
use super::headings::folded;
use super::readers::{CsvRows, Form, Passage, Stop, form, opened, text, unpacked};
use crate::vocabulary::{Position, Sha256};

/// A chunk ends when its cells take so many bytes, however few rows it has.
const CHUNK_BYTES: usize = 8 << 20;
/// Rows that are read at once where they are taken one by one.
const CHUNK_ROWS: usize = 8_192;

/// What such a file is for.
pub(crate) struct TableKind {
    /// Whether a heading is one of its columns; by that the delimiter is told.
    pub knows: fn(&str) -> bool,
    /// Whether the first row of a sheet of a workbook says that the sheet is such a table.
    #[cfg_attr(not(feature = "xlsx"), expect(dead_code, reason = "there are no sheets then"))]
    pub is_header: fn(&[String]) -> bool,
    /// A header that such a file may have.
    pub header: &'static str,
    /// What to say of a file that is JSON.
    pub json_advice: &'static str,
}

/// A CSV file, opened and its header read; gives its rows in chunks.
pub(crate) struct TableReader {
    rows: CsvRows,
    passage: Passage,
    file: String,
    headings: Vec<String>,
    header: Position,
    next_row: u64,
}

impl TableReader {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// Where it cannot be read, is no CSV, or has no header.
    pub(crate) fn open(path: &Path, kind: &TableKind) -> Result<Self, Error> {
        let file = path.display().to_string();
        let (reader, _) = opened(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::IsADirectory => Error::Directory { file: file.clone() },
            _ => Error::Open { file: file.clone(), source },
        })?;
        Self::new(file, reader, kind)
    }

    /// Of bytes; `file` is what errors call them.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub(crate) fn new(file: impl Display, reader: impl Read + Send + 'static, kind: &TableKind) -> Result<Self, Error> {
        let file = file.to_string();
        let unreadable = |source| Error::Read { position: Position::file(&file), source };
        let passage = Passage::default();
        let unpacked = unpacked(passage.watch(reader)).map_err(unreadable)?;
        let mut text = text(unpacked, &file, None, kind.header)?;
        let known = |headings: &[String]| headings.iter().filter(|heading| (kind.knows)(heading)).count();
        let (delimiter, declared) = match form(text.input.as_mut(), known).map_err(unreadable)? {
            Form::Csv { delimiter, declared } => (delimiter, declared),
            Form::Blank => return Err(Error::Empty { file, header: kind.header }),
            Form::Ndjson | Form::JsonArray => return Err(Error::NotText { file, advice: kind.json_advice }),
        };
        let mut rows = CsvRows::new(text.input, delimiter);
        if declared {
            rows.skip_line().map_err(unreadable)?;
        }
        let mut chunk = Chunk::default();
        chunk.restart(0);
        let found = rows.read_row(&mut chunk).map_err(|stop| stopped(stop, &file, rows.line()))?;
        let Some(row) = chunk.row(0).filter(|_| found) else { return Err(Error::Empty { file, header: kind.header }) };
        let position = Position::line(&file, row.line);
        if row.fault.is_some() {
            return Err(Error::HeaderTooLong { position });
        }
        let Some(cells) = row.decoded() else { return Err(Error::UndecodableHeader { position }) };
        let headings = (0..row.width()).map(|at| cells.cell(at).to_owned()).collect();
        Ok(Self { rows, passage, file, headings, header: position, next_row: 1 })
    }

    /// As the user named it.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// The headings, as they stand in the file.
    pub(crate) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Where the header stands.
    pub(crate) fn header(&self) -> &Position {
        &self.header
    }

    /// SHA-256 of the file's bytes as far as it was read, packed or not.
    pub(crate) fn sha256(&self) -> Sha256 {
        self.passage.sha256()
    }

    /// The next rows; `false`, and an empty chunk, at the end.
    ///
    /// # Errors
    /// Where reading fails, or a quote never closes.
    pub(crate) fn read_chunk_into(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<bool, Error> {
        chunk.restart(self.next_row);
        while chunk.len() < max_rows.max(1) && chunk.bytes() < CHUNK_BYTES {
            let read = self.rows.read_row(chunk).map_err(|stop| stopped(stop, &self.file, self.rows.line()))?;
            if !read {
                break;
            }
        }
        self.next_row += chunk.len() as u64;
        Ok(!chunk.is_empty())
    }
}

impl TableReader {
    /// Where columns stand, whatever the case, blanks and dashes of their headings.
    ///
    /// # Errors
    /// The column that stands there twice.
    pub(crate) fn places<const N: usize>(
        &self,
        columns: &[&'static str; N],
    ) -> Result<[Option<usize>; N], &'static str> {
        let (places, twice) = first_places(&self.headings, columns);
        twice.map_or(Ok(places), Err)
    }

    /// Gives the line and the cells of each row to its end, as many as there are headings.
    ///
    /// # Errors
    /// Those of [`read_chunk_into`](Self::read_chunk_into) and [`cells`], and those of whoever takes the rows.
    pub(crate) fn each_row<E: From<Error>>(
        &mut self,
        mut take: impl FnMut(u64, &[&[u8]]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut chunk = Chunk::default();
        while self.read_chunk_into(&mut chunk, CHUNK_ROWS)? {
            for raw in chunk.rows() {
                take(raw.line, &cells(raw, self.headings.len(), &self.file)?)?;
            }
        }
        Ok(())
    }
}

/// Where columns first stand, whatever the case, blanks and dashes of their headings, and one that stands there twice.
pub(super) fn first_places<const N: usize>(
    headings: &[String],
    columns: &[&'static str; N],
) -> ([Option<usize>; N], Option<&'static str>) {
    let columns_folded = columns.map(folded);
    let (mut places, mut twice) = ([None; N], None);
    for (at, heading) in headings.iter().enumerate() {
        let heading = folded(heading);
        let Some(known) = columns_folded.iter().position(|column| *column == heading) else { continue };
        if places[known].is_some() {
            twice = twice.or(Some(columns[known]));
        }
        places[known].get_or_insert(at);
    }
    (places, twice)
}

/// The cells of a row, as many as there are headings: a row that ends early has empty ones.
///
/// # Errors
/// More cells than headings, a cell of more than 1 MiB.
pub(super) fn cells<'a>(raw: RawRow<'a>, headings: usize, file: &str) -> Result<Vec<&'a [u8]>, Error> {
    let position = Position::line(file, raw.line);
    if raw.fault.is_some() {
        return Err(Error::RowTooLong { position });
    }
    if raw.width() > headings {
        return Err(Error::TooManyCells { position, cells: raw.width(), headings });
    }
    let mut cells: Vec<&[u8]> = raw.cells().collect();
    cells.resize(headings, b"");
    Ok(cells)
}

fn stopped(stop: Stop, file: &str, line: u64) -> Error {
    match stop {
        Stop::Io(source) => Error::Read { position: Position::line(file, line), source },
        Stop::OpenQuote(line) => Error::UnclosedQuote { position: Position::line(file, line) },
    }
}
