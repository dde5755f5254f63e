//! Customers in: a file's rows become [`Record`]s, [`Warning`]s and [`Reject`]s.
//!
//! Comes in: CSV or NDJSON in any of the forms of FORMATS. Goes out: one [`Row`] per data row, in order.
//! [`Reader`] opens a file and gives [`Chunk`]s of raw rows one after the other; [`Layout`] says what a raw row means,
//! a pure function for any number of workers. `headings` knows the fields and what people call them, `readers/` has
//! one file per format, `interpret` turns the cells of a row into a record, with `name_cell`, `dates` and
//! `placeholder` for what stands in a cell; `quality` looks whether columns hold what their headings say.
//! `table` reads CSV files that are no customers; `pairs` those of pairs of names, which are compared and not screened.
//! Does not belong here: what a name means, who is listed.

#![forbid(unsafe_code)]

mod chunk;
mod dates;
mod duplicates;
mod error;
mod headings;
mod interpret;
mod layout;
mod name_cell;
mod pairs;
mod placeholder;
mod quality;
mod reader;
pub mod readers;
mod row;
#[cfg(feature = "xlsx")]
mod sheet;
mod table;
mod tables;

pub use chunk::{Chunk, RawRow};
pub use duplicates::DuplicateIds;
pub use error::Error;
pub(crate) use headings::folded;
pub use headings::{Field, first_of, printable};
pub use interpret::named;
pub use layout::{Layout, REJECT_HEADINGS};
pub use pairs::{PairRow, PairsLayout, PairsReader};
pub use reader::{ReadOptions, Reader};
pub use row::{IdIs, Record, Reject, RejectCode, Row, Warning, WarningCode};
pub(crate) use table::{TableKind, TableReader};
pub(crate) use tables::Table;

#[cfg(test)]
mod tests;
