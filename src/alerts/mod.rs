//! Alerts: a hit on a record, with a key that says whether either side has changed, and what people decided.
//!
//! Comes in: a record, its hits in order, and a file of decisions. Goes out: [`Alert`]s in the order in which people see
//! them. `key` makes keys and says what differs between two, `decisions` reads what was handed back and says what of it
//! counts, `problem` what does not and why, `standing` where an alert stands by that, `ranking` orders, cuts and numbers.
//! Does not belong here: whether it is a hit, what a report looks like.

#![forbid(unsafe_code)]

mod columns;
mod decision;
mod decisions;
mod error;
mod key;
mod latest;
mod problem;
mod ranking;
mod standing;

use std::ops::Deref;

use crate::matching::Hit;

pub(crate) use columns::is_header_of_decisions;
pub use columns::{ADDED, COLUMNS, CUSTOMERS, added_like};
pub use decision::{Decision, Ruling};
pub use decisions::{Decisions, Mistyped, Unread};
pub use error::Error;
pub use key::{AlertKey, AlertKeys, Identity, NoKey, Significant};
pub use latest::Counts;
pub use problem::{Problem, ProblemCode, set_aside};
pub use ranking::{AlertBook, cut};
pub use standing::{AlertState, Rules, Standing};

/// A hit with its key, and where it stands.
#[derive(Clone)]
pub struct Alert {
    /// What was found.
    pub hit: Hit,
    /// Place among the record's alerts, from 1.
    pub rank: usize,
    /// Its key.
    pub key: AlertKey,
    /// Where it stands.
    pub standing: Standing,
}

impl Deref for Alert {
    type Target = Hit;

    fn deref(&self) -> &Hit {
        &self.hit
    }
}
