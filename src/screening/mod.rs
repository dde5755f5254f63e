//! A run from end to end: chunks of rows in, hits and reports out, in order.
//!
//! Comes in: a reader of customers, an index, settings. Goes out: [`Screener`] for one record after the other,
//! [`run()`] for a whole file. `screener` is the face of the library, `batch` screens one chunk on all cores, `run` reads,
//! screens and writes. Does not belong here: what is a hit, what a report looks like.

#![forbid(unsafe_code)]

mod batch;
mod error;
mod interrupt;
mod resources;
mod run;
mod screener;

pub use error::Error;
pub use interrupt::Interrupt;
pub(crate) use resources::{cpu_seconds, peak_memory_bytes};
pub use run::{Progress, RunOptions, run};
pub use screener::{Lookup, Screener, Session};
