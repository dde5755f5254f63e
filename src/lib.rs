//! Screening of people in bulk against PEP, sanctions and OFAC lists.

pub mod alerts;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod commands;
mod error;
pub mod index;
pub mod likeness;
pub mod matching;
pub mod name;
pub mod record;
pub mod report;
pub mod screening;
pub mod vocabulary;
pub mod watchlist;

pub use error::Error;
pub use index::Index;
pub use matching::{Hit, Settings};
pub use record::Record;
pub use screening::{Lookup, Screener};
