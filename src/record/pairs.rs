//! Files of pairs: a schema and two names in each row, and whatever else stands beside them.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::chunk::{Chunk, RawRow};
use super::error::Error;
use super::headings::folded;
use super::table::{TableKind, TableReader, cells};
use crate::vocabulary::EntityType;

/// The columns that a file of pairs has.
const COLUMNS: [&str; 3] = ["schema", "name1", "name2"];

const PAIRS: TableKind = TableKind {
    knows: |heading| column(heading).is_some(),
    is_header: |_| false,
    header: "schema,name1,name2",
    json_advice: "is JSON: pairs are CSV with the columns `schema`, `name1` and `name2`",
};

/// A file of pairs, opened and understood; gives its rows in chunks, as they are.
pub struct PairsReader {
    table: TableReader,
    layout: Arc<PairsLayout>,
}

/// What the columns of a file of pairs mean; to be shared by workers.
pub struct PairsLayout {
    file: String,
    headings: Vec<String>,
    /// Where the schema stands, if it does, and both names.
    places: [Option<usize>; 3],
    schema: EntityType,
}

/// A row of a file of pairs.
pub struct PairRow<'a> {
    /// Line of the file where the row begins, counted from 1.
    pub line: u64,
    /// Whose names they are; `None` where the cell says none that there is.
    pub schema: Option<EntityType>,
    /// The name that is searched.
    pub name1: Cow<'a, str>,
    /// The name that is listed.
    pub name2: Cow<'a, str>,
    /// All its cells, as they were.
    pub cells: Vec<&'a [u8]>,
}

impl PairsReader {
    /// Opens a file, or standard input for `-`. `schema` is that of rows without one; with `None` the file must have a
    /// column for it, and an empty cell means a person or an organisation, not known which.
    ///
    /// # Errors
    /// Where it cannot be read, is no CSV, or lacks a column.
    pub fn open(path: &Path, schema: Option<EntityType>) -> Result<Self, Error> {
        Self::of(TableReader::open(path, &PAIRS)?, schema)
    }

    fn of(table: TableReader, schema: Option<EntityType>) -> Result<Self, Error> {
        let places = places(&table, schema.is_some())?;
        let schema = schema.unwrap_or(EntityType::LegalEntity);
        let (file, headings) = (table.file().to_owned(), table.headings().to_vec());
        Ok(Self { table, layout: Arc::new(PairsLayout { file, headings, places, schema }) })
    }

    /// What the columns mean.
    pub fn layout(&self) -> Arc<PairsLayout> {
        Arc::clone(&self.layout)
    }

    /// The next rows; `false`, and an empty chunk, at the end.
    ///
    /// # Errors
    /// Where reading fails, or a quote never closes.
    pub fn read_chunk_into(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<bool, Error> {
        self.table.read_chunk_into(chunk, max_rows)
    }
}

impl PairsLayout {
    /// The headings, as they stand in the file.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// What a row says. The same row gives the same answer, on any thread.
    ///
    /// # Errors
    /// More cells than the header has, a cell of more than 1 MiB.
    pub fn pair<'a>(&self, raw: RawRow<'a>) -> Result<PairRow<'a>, Error> {
        let cells = cells(raw, self.headings.len(), &self.file)?;
        let text =
            |column: usize| self.places[column].map_or(Cow::Borrowed(""), |at| String::from_utf8_lossy(cells[at]));
        let schema = text(0);
        let schema = match schema.trim() {
            "" => Some(self.schema),
            word => EntityType::parse(word),
        };
        let (name1, name2) = (text(1), text(2));
        Ok(PairRow { line: raw.line, schema, name1, name2, cells })
    }
}

fn column(heading: &str) -> Option<usize> {
    COLUMNS.iter().position(|column| folded(heading) == *column)
}

fn places(table: &TableReader, has_schema: bool) -> Result<[Option<usize>; 3], Error> {
    let position = || Box::new(table.header().clone());
    let places = table.places(&COLUMNS).map_err(|column| Error::ColumnTwice { position: position(), column })?;
    match (0..3).find(|known| places[*known].is_none() && !(*known == 0 && has_schema)) {
        None => Ok(places),
        Some(missing) => Err(Error::MissingColumn {
            position: position(),
            column: COLUMNS[missing],
            advice: if missing == 0 {
                "add it, or say for all rows what they are, as in `--schema Person`"
            } else {
                "add it"
            },
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(text: &'static str, schema: Option<EntityType>) -> Result<PairsReader, Error> {
        PairsReader::of(TableReader::new("pairs.csv", text.as_bytes(), &PAIRS)?, schema)
    }

    fn shown(text: &'static str) -> Result<Vec<String>, Error> {
        let mut reader = reader(text, None)?;
        let mut chunk = Chunk::default();
        let mut rows = Vec::new();
        while reader.read_chunk_into(&mut chunk, 2)? {
            for raw in chunk.rows() {
                let row = reader.layout().pair(raw)?;
                let schema = row.schema.map_or("none", EntityType::as_str);
                rows.push(format!("{} {schema}: {} | {}", row.line, row.name1, row.name2));
            }
        }
        Ok(rows)
    }

    #[test]
    fn columns_are_found_wherever_they_stand() {
        let rows = shown("id;Name 2;x;NAME1;schema\n1;b;;a;Person\n2;d;;c;company\n\n3;;;;\n4;f;;e;Troll\n").unwrap();
        assert_eq!(rows, ["2 Person: a | b", "3 Company: c | d", "5 LegalEntity:  | ", "6 none: e | f"]);
    }

    #[test]
    fn a_short_row_is_a_row_and_a_long_one_an_error() {
        assert_eq!(shown("schema,name1,name2\nPerson,a\n").unwrap(), ["2 Person: a | "]);
        let error = shown("schema,name1,name2\nPerson,a,b,c\n").unwrap_err();
        assert!(error.to_string().contains("pairs.csv:2: 4 cells where the header has 3"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place_and_no_name() {
        for (text, message, usage) in [
            ("schema,name1\nPerson,a\n", "pairs.csv:1: no column `name2`", true),
            ("name1,name2\na,b\n", "no column `schema`", true),
            ("schema,name1,name2,Name_1\n", "`name1` stands there twice", true),
            ("schema,name1,name2\nPerson,\"a,b\nPerson,c,d\n", "pairs.csv:2: a quote opens here", false),
            ("", "is empty", false),
            ("{\"schema\":1}\n", "is JSON", false),
        ] {
            let error = shown(text).unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
            assert!(!error.to_string().contains("Secret"), "{error}");
            assert_eq!(error.is_usage(), usage, "{error}");
        }
        assert!(reader("name1,name2\na,b\n", Some(EntityType::Person)).is_ok());
    }
}
