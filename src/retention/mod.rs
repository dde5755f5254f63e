//! How long a dossier must be kept, when it must go, and in which order: decisions alone, and what they are based on.
//!
//! Comes in: a [`Policy`] (from the text of a TOML file), the [`Facts`] of a dossier that may be read without keys, and the
//! present. Goes out: a [`Verdict`] with every reason, and a [`Plan`] of what a purge would do, which somebody can read and
//! approve before it is carried out. `calendar` counts days, `policy` reads and checks the file, `decide` gives the verdict,
//! `plan` gathers them under the safety rules, `cases` tries a policy on examples, `explain` puts a verdict into
//! sentences, `by_hand` says whether somebody may go before it. Does not belong here: files, clocks, databases, keys, and how anything is destroyed.

#![forbid(unsafe_code)]

mod by_hand;
mod calendar;
mod cases;
mod decide;
mod error;
mod explain;
mod facts;
mod plan;
mod policy;
#[cfg(test)]
mod tests;
mod verdict;
mod words;

pub use by_hand::may_go_by_hand;
pub use calendar::start_of;
pub use cases::{Case, CaseResult, Cases};
pub use decide::{output_decision, verdict};
pub use error::{Error, Problem};
pub use explain::explain;
pub use facts::{AnchorTimes, Facts, Hold, Known, PartFacts, Relationships};
pub use plan::{
    Approval, Circumstances, Counts, Day, Item, LastRun, Objection, OutputItem, Plan, Planner, clock_is_believed, plan,
};
pub use policy::{Class, OnMissing, Policy, Rule, Safety, When};
pub use verdict::{Decision, Part, PartDecision, Reason, Until, Verdict, Warning};
pub use words::{Anchor, Name, Outcome, ReasonCode, RelationshipState, WarningCode};
