use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use encoding_rs::Encoding;

use super::chunk::Chunk;
use super::dates::BirthDates;
use super::error::Error;
use super::headings::{Columns, HEADER, Overrides};
use super::layout::Layout;
use super::readers::{
    CsvRows, Form, NdjsonRows, Passage, Rows, Stop, encoding_of, form, opened, parse_object, text, unpacked,
};
use super::row::{Warning, WarningCode};
use crate::vocabulary::{Position, Sha256};

/// Rows by which columns are judged and an NDJSON file's keys are known.
const FIRST_ROWS: usize = 1000;
/// A chunk ends when its cells take so many bytes, however few rows it has.
const CHUNK_BYTES: usize = 8 << 20;

/// How a customer file is to be read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// `--encoding`: a label such as `windows-1252` or `utf-16le`. Default: told by content.
    pub encoding: Option<String>,
    /// `--map`: pairs of field and heading. Default: headings are recognised.
    pub map: Vec<(String, String)>,
    /// `--date-format`: `dd.mm.yyyy` or `%d.%m.%Y`. Default: the ISO forms only.
    pub date_format: Option<String>,
    /// `--lenient`: go on with a column that cannot be read. Default: no.
    pub lenient: bool,
    /// `--allow-row-settings`: a row's own list types and threshold count. Default: no.
    pub allow_row_settings: bool,
    /// The run's date: no birth date lies behind it.
    pub today: NaiveDate,
}

impl ReadOptions {
    /// All defaults, for a run on this day.
    pub fn new(today: NaiveDate) -> Self {
        Self { encoding: None, map: Vec::new(), date_format: None, lenient: false, allow_row_settings: false, today }
    }

    /// What no file could be read with is said before one is opened.
    ///
    /// # Errors
    /// An encoding or a field that there is not, a field or a heading given twice, a pattern that names no full date.
    pub fn check(&self) -> Result<(), Error> {
        self.understood().map(|_| ())
    }

    fn understood(&self) -> Result<(Overrides, BirthDates, Option<&'static Encoding>), Error> {
        Ok((
            Overrides::new(&self.map)?,
            BirthDates::new(self.date_format.as_deref(), self.today)?,
            self.encoding.as_deref().map(encoding_of).transpose()?,
        ))
    }
}

/// A customer file, opened and understood; gives its rows in chunks.
///
/// ```
/// use muster::record::{ReadOptions, Reader, Row};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("no such day")?;
/// let file = "id;full name\n1;Ada Example\n".as_bytes();
/// let mut reader = Reader::new("customers.csv", file, &ReadOptions::new(today))?;
/// let layout = reader.layout();
/// while let Some(chunk) = reader.read_chunk(1000)? {
///     for raw in chunk.rows() {
///         let Row::Record(record, _) = layout.interpret(raw) else { continue };
///         assert_eq!(record.name, "Ada Example");
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct Reader {
    file: String,
    rows: Rows,
    layout: Arc<Layout>,
    /// Rows that were read to understand the file.
    pending: Option<Chunk>,
    next_row: u64,
    warnings: Vec<Warning>,
    passage: Passage,
    size: Option<u64>,
}

impl Reader {
    /// Opens a file, or standard input for `-`; unpacks gzip and zstd; tells encoding, format, delimiter and headings;
    /// reads the first 1,000 rows (fewer where they take more than 8 MiB) and checks that columns hold what they say.
    ///
    /// # Errors
    /// All that makes a file as a whole unusable, before anything is written: see [`Error`].
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, Error> {
        let file = path.display().to_string();
        let (reader, size) = opened(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::IsADirectory => Error::Directory { file: file.clone() },
            _ => Error::Open { file: file.clone(), source },
        })?;
        Self::of(file, reader, size, options)
    }

    /// The same for bytes from anywhere; `file` is what errors call them.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub fn new(file: &str, reader: impl Read + Send + 'static, options: &ReadOptions) -> Result<Self, Error> {
        Self::of(file.to_owned(), Box::new(reader), None, options)
    }

    fn of(file: String, reader: Box<dyn Read + Send>, size: Option<u64>, options: &ReadOptions) -> Result<Self, Error> {
        // options first: they can be wrong before any byte is read
        let (overrides, dates, encoding) = options.understood()?;
        let at_start = |source| Error::Read { position: Position::file(&file), source };
        let passage = Passage::default();
        let unpacked = unpacked(passage.watch(reader)).map_err(at_start)?;
        let mut text = text(unpacked, &file, encoding, HEADER)?;
        let form = form(text.input.as_mut(), |header| overrides.recognised(header)).map_err(at_start)?;
        let mut first_rows = Chunk::default();
        let (mut rows, layout) = match form {
            Form::Blank => return Err(Error::Empty { file, header: HEADER }),
            Form::JsonArray => {
                let advice = "is one JSON array: give one object a line (`jq -c '.[]'` writes them so)";
                return Err(Error::NotText { file, advice });
            }
            Form::Csv { delimiter, declared } => {
                let mut rows = CsvRows::new(text.input, delimiter);
                if declared {
                    rows.skip_line().map_err(at_start)?;
                }
                let (columns, header) = header(&mut rows, &file, &overrides)?;
                (Rows::Csv(Box::new(rows)), Layout::of_csv(columns, header, dates, options.allow_row_settings))
            }
            Form::Ndjson => {
                let mut rows = Rows::Ndjson(NdjsonRows::new(text.input));
                fill(&mut rows, &mut first_rows, FIRST_ROWS, 1).map_err(|stop| stopped(stop, &file, &rows))?;
                let (columns, header) = keys(&first_rows, &file, &overrides)?;
                (rows, Layout::of_ndjson(columns, header, dates, options.allow_row_settings))
            }
        };
        if first_rows.is_empty() {
            fill(&mut rows, &mut first_rows, FIRST_ROWS, 1).map_err(|stop| stopped(stop, &file, &rows))?;
        }
        if !options.lenient {
            layout.check_columns(&first_rows)?;
        }
        let guessed =
            Warning { line: 0, record_id: String::new(), column: String::new(), code: WarningCode::EncodingGuessed };
        Ok(Self {
            file,
            rows,
            layout: Arc::new(layout),
            next_row: 1 + first_rows.len() as u64,
            pending: Some(first_rows).filter(|chunk| !chunk.is_empty()),
            warnings: if text.guessed { vec![guessed] } else { Vec::new() },
            passage,
            size,
        })
    }

    /// The next rows, or `None` at the end: at most `max_rows`, or 1,000 the first time, and some 8 MiB of text.
    ///
    /// # Errors
    /// Where reading or unpacking fails, or a quote never closes.
    pub fn read_chunk(&mut self, max_rows: usize) -> Result<Option<Chunk>, Error> {
        let mut chunk = Chunk::default();
        Ok(self.read_chunk_into(&mut chunk, max_rows)?.then_some(chunk))
    }

    /// The same into a chunk whose room is used again; `false`, and an empty chunk, at the end.
    ///
    /// # Errors
    /// Those of [`read_chunk`](Self::read_chunk).
    pub fn read_chunk_into(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<bool, Error> {
        if let Some(pending) = self.pending.take() {
            *chunk = pending;
            return Ok(true);
        }
        fill(&mut self.rows, chunk, max_rows.max(1), self.next_row)
            .map_err(|stop| stopped(stop, &self.file, &self.rows))?;
        self.next_row += chunk.len() as u64;
        Ok(!chunk.is_empty())
    }

    /// What the columns mean; to be shared by the workers that interpret rows.
    pub fn layout(&self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    /// Warnings about the file as a whole.
    pub fn file_warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The file as errors name it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Bytes read so far, before unpacking.
    pub fn bytes_read(&self) -> u64 {
        self.passage.bytes()
    }

    /// The file's size, before unpacking; `None` for standard input and other pipes.
    pub fn total_bytes(&self) -> Option<u64> {
        self.size
    }

    /// SHA-256 of the bytes read so far, before unpacking: that of the input once all chunks have been read.
    pub fn sha256(&self) -> Sha256 {
        self.passage.sha256()
    }
}

/// Reads and recognises the header of a CSV file.
fn header(rows: &mut CsvRows, file: &str, overrides: &Overrides) -> Result<(Columns, Position), Error> {
    let mut chunk = Chunk::default();
    chunk.restart(0);
    let found = rows.read_row(&mut chunk).map_err(|stop| match stop {
        Stop::Io(source) => Error::Read { position: Position::line(file, rows.line()), source },
        Stop::OpenQuote(line) => Error::UnclosedQuote { position: Position::line(file, line) },
    })?;
    let Some(row) = chunk.row(0).filter(|_| found) else {
        return Err(Error::Empty { file: file.to_owned(), header: HEADER });
    };
    let position = Position::line(file, row.line);
    if row.fault.is_some() {
        return Err(Error::HeaderTooLong { position });
    }
    let Some(cells) = row.decoded() else { return Err(Error::UndecodableHeader { position }) };
    let headings: Vec<String> = (0..row.width()).map(|column| cells.cell(column).to_owned()).collect();
    let columns = Columns::recognise(&headings, overrides, &position, |_, _| true)?;
    Ok((columns, position))
}

/// Recognises the keys of an NDJSON file's first objects, in the order in which they come up.
fn keys(first_rows: &Chunk, file: &str, overrides: &Overrides) -> Result<(Columns, Position), Error> {
    let mut keys: Vec<String> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut objects: Vec<Vec<usize>> = Vec::new();
    let mut position = None;
    for row in first_rows.rows().filter(|row| row.fault.is_none()) {
        let Some(Ok(members)) = row.decoded().map(|text| parse_object(text.cell(0))) else { continue };
        position.get_or_insert_with(|| Position::line(file, row.line));
        let mut given = Vec::with_capacity(members.len());
        for (key, value) in members {
            let number = *known.entry(key.into_owned()).or_insert_with_key(|key| {
                keys.push(key.clone());
                keys.len() - 1
            });
            given.extend(value.map(|_| number));
        }
        objects.push(given);
    }
    // one system may write `name` and another `full_name`: only in one object they contradict each other
    let stand_together = |a: usize, b: usize| objects.iter().any(|keys| keys.contains(&a) && keys.contains(&b));
    match position {
        Some(position) => Ok((Columns::recognise(&keys, overrides, &position, stand_together)?, position)),
        // not one object: each line is a reject
        None => Ok((Columns { headings: Vec::new(), fields: Vec::new() }, Position::line(file, 1))),
    }
}

/// Fills a chunk with rows.
fn fill(rows: &mut Rows, chunk: &mut Chunk, max_rows: usize, first_row: u64) -> Result<(), Stop> {
    chunk.restart(first_row);
    while chunk.len() < max_rows && chunk.bytes() < CHUNK_BYTES {
        if !rows.read_row(chunk)? {
            break;
        }
    }
    Ok(())
}

fn stopped(stop: Stop, file: &str, rows: &Rows) -> Error {
    match stop {
        Stop::Io(source) => Error::Read { position: Position::line(file, rows.line()), source },
        Stop::OpenQuote(line) => Error::UnclosedQuote { position: Position::line(file, line) },
    }
}
