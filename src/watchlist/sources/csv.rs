//! A list of one's own as CSV: `id` and `name`, and what else is known.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use csv::ByteRecord;

use super::super::entity::tidy;
use super::super::{Entity, Error};
use super::words::{add, span, types_or};
use super::{Reading, SourceInput, SourceKind, bytes};
use crate::vocabulary::{
    Country, EntityType, Gender, IdKind, Identifier, ListType, Measure, Measures, Position, Strength,
};

const HEADINGS: &str = "`id`, `name` and perhaps `schema`, `aliases`, `weak_aliases`, `birth_date`, `country`, `id_number`, `gender`, \
                        `position`, `list_type`";

/// One's own list.
pub(super) const KIND: SourceKind = SourceKind {
    name: "csv",
    about: "a list of one's own: CSV with the headings `id` and `name`, several values of a cell separated by `;`",
    feeds: "as told by `list_type` or `type=`, default PEP",
    list_name: |_| None,
    files: &[],
    recognises: |path| {
        let headings = bytes::headings(&bytes::head(path));
        ["id", "name"].iter().all(|wanted| headings.iter().any(|heading| heading == wanted))
    },
    read,
};

fn read(input: &SourceInput, sink: &mut dyn FnMut(Entity)) -> Result<Reading, Error> {
    let mut table = Table::open(input.path, &["id", "name"], HEADINGS)?;
    let mut reading = Reading { files: vec![input.path.to_owned()], ..Reading::default() };
    while table.next()? {
        if !table.has_id_and_name() {
            reading.skipped("row without an id or a name");
            continue;
        }
        reading.used();
        sink(entity(&table, input.list_types, &mut reading));
    }
    Ok(reading)
}

fn entity(table: &Table, asked: &[ListType], reading: &mut Reading) -> Entity {
    let schema = table.cell("schema");
    // without a schema a row of a PEP list is a person; a word that is no schema may mean either
    let entity_type = match EntityType::parse(&schema) {
        Some(entity_type) => entity_type,
        None if schema.is_empty() => EntityType::Person,
        None => {
            reading.not_understood("schema");
            EntityType::LegalEntity
        }
    };
    let mut entity = Entity::new(table.cell("id"), entity_type, table.cell("name"));
    let own: Vec<ListType> = table.values("list_type").iter().map(|word| ListType::new(word)).collect();
    entity.list_types = if own.is_empty() { types_or(asked, &[ListType::PEP]) } else { own };
    entity.measures = entity.list_types.iter().map(measure).collect::<Measures>();
    for (column, strength) in [("aliases", Strength::Strong), ("weak_aliases", Strength::Weak)] {
        for alias in table.values(column) {
            entity.add_name(&alias, strength);
        }
    }
    for born in table.understood("birth_date", span, reading) {
        add(&mut entity.birth_dates, born);
    }
    for country in table.understood("country", Country::parse, reading) {
        add(&mut entity.nationalities, country);
    }
    for number in table.values("id_number") {
        add(&mut entity.identifiers, Identifier { kind: IdKind::Unknown, number, country: None });
    }
    entity.gender = table.understood("gender", Gender::parse, reading).first().copied();
    entity.positions = table.values("position");
    entity
}

fn measure(list_type: &ListType) -> Measure {
    match list_type {
        word if word.is_sanctions() => Measure::Block,
        word if *word == ListType::new(ListType::PEP) => Measure::Pep,
        _ => Measure::Other,
    }
}

/// A CSV file with headings, read row by row. Cells that are not UTF-8 are read as Windows-1252.
pub(super) struct Table {
    path: PathBuf,
    columns: HashMap<String, usize>,
    width: usize,
    reader: csv::Reader<QuoteParity>,
    odd_quotes: Rc<Cell<bool>>,
    row: ByteRecord,
}

impl Table {
    /// Opens a file that must have some headings; case does not matter, unknown ones are passed over.
    ///
    /// # Errors
    /// Where it cannot be read, is no CSV, or lacks a heading.
    pub(super) fn open(path: &Path, required: &[&'static str], expected: &'static str) -> Result<Self, Error> {
        let looks_right = |head: &str| !head.is_empty() && !head.starts_with(['<', '{', '[']) && !head.contains('\0');
        let reader = bytes::open(path, "CSV with headings in its first line", looks_right)?;
        let odd_quotes = Rc::new(Cell::new(false));
        let reader = QuoteParity { inner: reader, odd_quotes: Rc::clone(&odd_quotes) };
        let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(reader);
        let headings = reader.byte_headers().map_err(|error| damaged(path, &error))?;
        let width = headings.len();
        let mut columns = HashMap::new();
        for (index, heading) in headings.iter().enumerate() {
            let heading = decoded(heading).trim_start_matches('\u{feff}').trim().to_lowercase();
            columns.entry(heading).or_insert(index);
        }
        if let Some(heading) = required.iter().find(|heading| !columns.contains_key(**heading)) {
            return Err(Error::NoHeading { position: Position::line(path.display(), 1), heading, expected });
        }
        Ok(Self { path: path.to_owned(), columns, width, reader, odd_quotes, row: ByteRecord::new() })
    }

    /// Goes to the next row; `false` where there is none.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(super) fn next(&mut self) -> Result<bool, Error> {
        let more = self.reader.read_byte_record(&mut self.row).map_err(|error| damaged(&self.path, &error))?;
        if !more && self.odd_quotes.get() {
            return Err(Error::damaged(
                &self.path,
                0,
                "an odd number of quotes, so one never closes, as in a file that was cut off",
            ));
        }
        Ok(more)
    }

    /// Refuses a row that has fewer cells than the heading: for publications made by a program, whose last row says so
    /// when the file was cut off.
    ///
    /// # Errors
    /// Where the row is short.
    pub(super) fn must_be_whole(&self) -> Result<(), Error> {
        if self.row.len() < self.width {
            let line = self.row.position().map_or(0, csv::Position::line);
            let what =
                format!("{} cells where the heading has {}, as in a file that was cut off", self.row.len(), self.width);
            return Err(Error::damaged(&self.path, line, what));
        }
        Ok(())
    }

    /// A cell of this row, blanks tidied; empty where the column or the cell is not there.
    pub(super) fn cell(&self, column: &str) -> String {
        let cell = self.columns.get(column).and_then(|&index| self.row.get(index));
        tidy(&decoded(cell.unwrap_or_default()))
    }

    /// Whether this row has an id, and a name with something to search for.
    pub(super) fn has_id_and_name(&self) -> bool {
        !self.cell("id").is_empty() && self.cell("name").contains(char::is_alphanumeric)
    }

    /// The values of a cell, as they are understood; those that are not are counted.
    pub(super) fn understood<T>(
        &self,
        column: &str,
        read: impl Fn(&str) -> Option<T>,
        reading: &mut Reading,
    ) -> Vec<T> {
        let mut understood = Vec::new();
        for value in self.values(column) {
            match read(&value) {
                Some(value) => understood.push(value),
                None => reading.not_understood(column),
            }
        }
        understood
    }

    /// The values of a cell, separated by `;`.
    pub(super) fn values(&self, column: &str) -> Vec<String> {
        let mut values = Vec::new();
        for value in self.cell(column).split(';').map(tidy).filter(|value| !value.is_empty()) {
            add(&mut values, value);
        }
        values
    }
}

/// Whether an odd number of quotes has passed, which means that one never closes, which a CSV reader takes for a long cell.
struct QuoteParity {
    inner: Box<dyn BufRead>,
    odd_quotes: Rc<Cell<bool>>,
}

impl Read for QuoteParity {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let odd = buffer[..read].iter().fold(self.odd_quotes.get(), |odd, byte| odd ^ (*byte == b'"'));
        self.odd_quotes.set(odd);
        Ok(read)
    }
}

fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

fn damaged(path: &Path, error: &csv::Error) -> Error {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Io(source) => {
            Error::unreadable_at(path, line, std::io::Error::new(source.kind(), source.to_string()))
        }
        _ => Error::damaged(path, line, "not readable as CSV"),
    }
}
