//! Files that are no customers, told by their content: CSV, or a workbook of which some sheets are tables.

use std::io::{Cursor, Read};
use std::path::Path;

use super::error::Error;
use super::readers::opened;
#[cfg(feature = "xlsx")]
use super::sheet::{self, SheetReader};
use super::table::{TableKind, TableReader, first_places};
use crate::vocabulary::{Position, Sha256};

/// How a zip begins, which every workbook of today is.
const ZIP: &[u8] = b"PK\x03\x04";
/// How a compound file begins, which workbooks of before 2007 are, and those with a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// A table, opened and its headings read.
pub(crate) enum Table {
    /// A file of CSV.
    Csv(Box<TableReader>),
    /// A sheet of a workbook.
    #[cfg(feature = "xlsx")]
    Sheet(SheetReader),
}

impl Table {
    /// Opens the tables of a file, or of standard input for `-`: one of a CSV file; of a workbook those of its sheets that
    /// `kind` says are such, and at least one.
    ///
    /// # Errors
    /// Where it cannot be read, is neither, or has no header.
    pub(crate) fn all(path: &Path, kind: &TableKind) -> Result<Vec<Self>, Error> {
        let file = path.display().to_string();
        let (mut reader, _) = opened(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::IsADirectory => Error::Directory { file: file.clone() },
            _ => Error::Open { file: file.clone(), source },
        })?;
        let mut start = Vec::new();
        let read = reader.by_ref().take(COMPOUND.len() as u64).read_to_end(&mut start);
        read.map_err(|source| Error::Read { position: Position::file(&file), source })?;
        let is_workbook = start.starts_with(ZIP) || start == COMPOUND;
        let whole = Cursor::new(start).chain(reader);
        if is_workbook {
            return of_workbook(&file, whole, kind);
        }
        Ok(vec![Self::Csv(Box::new(TableReader::new(file, whole, kind)?))])
    }

    /// As the user named it.
    pub(crate) fn file(&self) -> &str {
        match self {
            Self::Csv(table) => table.file(),
            #[cfg(feature = "xlsx")]
            Self::Sheet(sheet) => &sheet.header().file,
        }
    }

    /// The headings, as they stand there; of a sheet from its first column on.
    pub(crate) fn headings(&self) -> &[String] {
        match self {
            Self::Csv(table) => table.headings(),
            #[cfg(feature = "xlsx")]
            Self::Sheet(sheet) => sheet.headings(),
        }
    }

    /// Where the header stands.
    pub(crate) fn header(&self) -> &Position {
        match self {
            Self::Csv(table) => table.header(),
            #[cfg(feature = "xlsx")]
            Self::Sheet(sheet) => sheet.header(),
        }
    }

    /// SHA-256 of the file's bytes as far as it was read; of a workbook, of all of them.
    pub(crate) fn sha256(&self) -> Sha256 {
        match self {
            Self::Csv(table) => table.sha256(),
            #[cfg(feature = "xlsx")]
            Self::Sheet(sheet) => sheet.sha256(),
        }
    }

    /// Where columns first stand, and one that stands there twice.
    pub(crate) fn first_places<const N: usize>(
        &self,
        columns: &[&'static str; N],
    ) -> ([Option<usize>; N], Option<&'static str>) {
        first_places(self.headings(), columns)
    }

    /// Gives the line and the cells of each row to its end, as many as there are headings. Rows of a sheet that are empty
    /// are passed over; the line is the row's number, as the program shows it that people use.
    ///
    /// # Errors
    /// Where reading fails, a row is no row of the table, and those of whoever takes the rows.
    pub(crate) fn each_row<E: From<Error>>(
        &mut self,
        take: impl FnMut(u64, &[&[u8]]) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::Csv(table) => table.each_row(take),
            #[cfg(feature = "xlsx")]
            Self::Sheet(sheet) => sheet.each_row(take),
        }
    }
}

#[cfg(feature = "xlsx")]
fn of_workbook(file: &str, reader: impl Read, kind: &TableKind) -> Result<Vec<Table>, Error> {
    Ok(sheet::sheets(file, reader, kind)?.into_iter().map(Table::Sheet).collect())
}

#[cfg(not(feature = "xlsx"))]
fn of_workbook(file: &str, _: impl Read, _: &TableKind) -> Result<Vec<Table>, Error> {
    let advice = "is a workbook or an archive, and this build reads none (cargo feature `xlsx`): save it as CSV";
    Err(Error::NotText { file: file.to_owned(), advice })
}
