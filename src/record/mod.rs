//! Customers in: a file's rows become [`Record`]s, [`Warning`]s and [`Reject`]s.
//!
//! Comes in: CSV or NDJSON in any of the forms of FORMATS. Goes out: one [`Row`] per data row, in order.
//! `headings` knows the fields and what people call them, `readers/` has one file per format, `interpret`
//! turns the cells of a row into a record. Does not belong here: what a name means, who is listed.

#![forbid(unsafe_code)]

pub mod readers;
mod row;

pub use row::{Record, Reject, RejectCode, Row, Warning, WarningCode};
