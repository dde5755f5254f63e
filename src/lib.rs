//! Screening of people in bulk against PEP, sanctions and OFAC lists.
//!
//! A [`Screener`] holds lists and settings; it answers for one [`Record`] after the other. [`screening::run()`] does it for
//! a whole file, as `muster screen` does.
//!
//! ```
//! use muster::watchlist::{self, ListSpec};
//! use muster::{Record, Screener, Settings, index};
//!
//! # fn main() -> Result<(), muster::Error> {
//! let list: ListSpec = "csv=data/sample/watchlist.csv".parse()?;
//! let index = index::build(&[watchlist::load(&list)?])?;
//! let screener = Screener::new(&index, Settings::default());
//!
//! let customer = Record { searched_name: "DROVEZHIN, Yaropolk S.".into(), ..Record::default() };
//! let found = screener.screen(&customer);
//! for hit in &found.hits {
//!     println!("{} {}: {}", hit.score, hit.details.primary_name(), hit.explanation);
//! }
//! assert_eq!(found.hits[0].details.id, "S-002");
//! # Ok(())
//! # }
//! ```

pub mod alerts;
pub mod archive;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod commands;
pub mod dossier;
mod error;
pub mod evaluation;
pub mod files;
pub mod index;
pub mod knowledge;
pub mod likeness;
pub mod matching;
pub mod name;
pub mod network;
pub mod nightly;
pub mod record;
pub mod report;
pub mod retention;
pub mod screening;
pub mod store;
pub mod vocabulary;
pub mod watchlist;

pub use error::Error;
pub use index::Index;
pub use matching::{Hit, Settings};
pub use record::Record;
pub use screening::{Lookup, Screener};
