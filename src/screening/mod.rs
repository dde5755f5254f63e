//! A run from end to end: chunks of rows in, hits and reports out, in order.
//!
//! Comes in: a reader of customers, an index, settings. Goes out: [`Screener`] for one record after the other,
//! [`run()`] for a whole file. `screener` is the face of the library, `batch` screens one chunk on all cores, `run` reads,
//! screens and writes; `explain` says of a record and an entry why they are a hit or not, `pairs` scores files of pairs of
//! names, `diff` compares the results of two runs, `state` is what a run remembers for the next one, `kept` the indexes and what
//! is known of the runs that used them, `replay` a run that is repeated. Does not belong here: what is a hit, what a report
//! looks like.

#![forbid(unsafe_code)]

mod batch;
mod diff;
mod error;
mod explain;
mod explanation_object;
mod interrupt;
mod kept;
mod pairs;
mod replay;
mod resources;
mod run;
mod screener;
mod state;

pub use diff::{AlertChange, Cause, Change, RunDiff, diff_runs};
pub use error::Error;
pub use explain::{ExplainedName, Explanation};
pub use explanation_object::ExplanationObject;
pub use interrupt::Interrupt;
pub use kept::{FOLDER as KEPT_LISTS, KeptLists};
pub use pairs::{ScoredPairs, score_pairs};
pub use replay::Replay;
pub(crate) use resources::{cpu_seconds, peak_memory_bytes};
pub use run::{Progress, RunOptions, run};
pub use screener::{Counted, Lookup, Screener, Session};
pub use state::{STATE, Since, StateKey};
