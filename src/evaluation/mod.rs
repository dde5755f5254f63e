//! How well a configuration finds those who are listed, and leaves others alone.
//!
//! Comes in: lists, settings, files of people who are or are not on them, labelled pairs, decisions. Goes out: an
//! [`Evaluation`] of counts and shares, the cases behind them ([`Findings`]), and a [`Page`] for people, as text or HTML.
//! `hold_out`, `control`, `mutations`, `customers` and `labelled` make the questions, `ask` asks them as a screening does,
//! `measure` and `statistics` count, `candidates` and `nearest` look at the same pairs by the plain path; `page` shows.
//! Does not belong here: what a score is, which threshold is right.

#![forbid(unsafe_code)]

mod ask;
mod candidates;
mod control;
mod customers;
mod difference;
mod error;
mod figures;
mod findings;
mod hold_out;
mod labelled;
mod lists;
mod measure;
mod mutations;
mod nearest;
mod page;
mod results;
mod run;
mod script;
mod statistics;

pub use customers::Customers;
pub use difference::KINDS;
pub use error::Error;
pub use figures::Earlier;
pub use findings::Findings;
pub use hold_out::Hold;
pub use labelled::LabelledFile;
pub use lists::Listed;
pub use mutations::{MUTATIONS, Mutation};
pub use page::Page;
pub use results::{
    Against, AlertGroups, AtRate, CandidateRecall, Change, Control, ControlRow, Evaluation, FalseAlerts, FieldsRow,
    Figure, GroupRow, Groups, Labelled, LabelledGroups, LabelledRow, MutationRow, Mutations, Recall, Resources,
    SweepRow,
};
pub use run::{Inputs, Options, run};
pub use statistics::{AtThreshold, Share};

/// Who is told how far an evaluation is, and can stop it.
pub struct Watch<'a> {
    /// Told what is being asked, how many are done, and of how many.
    pub progress: &'a (dyn Fn(&str, usize, usize) + Sync),
    /// Whether somebody asked it to stop.
    pub stopped: &'a (dyn Fn() -> bool + Sync),
}

impl Watch<'_> {
    fn tell(&self, what: &str, done: usize, of: usize) -> Result<(), Error> {
        (self.progress)(what, done, of);
        if (self.stopped)() { Err(Error::Interrupted) } else { Ok(()) }
    }
}
