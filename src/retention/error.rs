use std::fmt;

use crate::vocabulary::{Position, Sha256};

/// Something that is wrong with a policy or a file of cases: where, what, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// File and line.
    pub position: Position,
    /// What was found, what was expected, what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.message)
    }
}

/// Why nothing is deleted. No message holds personal data.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A policy, or a file of cases: all that is wrong with it, a line each.
    #[error("{}", lines(.0))]
    Policy(Vec<Problem>),
    /// A plan that cannot be read.
    #[error("{file} is no plan ({what}): make it anew with `muster purge plan`")]
    PlanUnreadable {
        /// The file as the user named it.
        file: String,
        /// What is wrong, and where.
        what: String,
    },
    /// A plan of another policy.
    #[error(
        "the plan was made from policy {planned}, and now it is {found}: make the plan anew with `muster purge plan`"
    )]
    PolicyChanged {
        /// That of the plan.
        planned: Sha256,
        /// That which is in force.
        found: Sha256,
    },
    /// A plan of another state of the store.
    #[error("the store has changed since the plan was made: make the plan anew with `muster purge plan`")]
    StoreChanged,
    /// A plan of a time that has not come.
    #[error(
        "the plan was made at a time that has not come: check the clock, and make the plan anew with `muster purge plan`"
    )]
    PlanAhead,
    /// A plan that says something else than policy and store.
    #[error(
        "the plan is not what this policy and this store come to, so somebody changed it: make the plan anew with `muster purge plan`"
    )]
    PlanAltered,
    /// A plan for another day.
    #[error("the plan looks ahead and is not to be carried out: make one without `--as-of`")]
    LooksAhead,
    /// A safety rule, or several.
    #[error(
        "nothing was deleted: {why}; read the plan, then carry it out with `muster purge apply PLAN --approve {hash} \
         --approved-by NAME{count}`"
    )]
    NeedsApproval {
        /// What the safety rules say.
        why: String,
        /// Of the plan: what is approved.
        hash: Sha256,
        /// What else must be given, with a blank in front.
        count: &'static str,
    },
    /// An approval of another plan.
    #[error("the approval is for another plan: this one is {hash}")]
    OtherPlanApproved {
        /// That of this one.
        hash: Sha256,
    },
    /// An approval by nobody.
    #[error("a plan is approved by somebody: give a name with `--approved-by`")]
    ApproverMissing,
    /// Another number than that which a shorter period brings forward.
    #[error(
        "periods are shorter than last time and bring forward what the plan says under `shortened`: read it there and \
         confirm that number with `--confirm COUNT`"
    )]
    CountNotConfirmed,
    /// Deleting by hand, by a clock that cannot be believed.
    #[error(
        "{why}; a purge that somebody approved sets it right, or take it upon you with `--override REASON --approved-by NAME`"
    )]
    Clock {
        /// What is wrong with it.
        why: String,
    },
    /// Deleting by hand, under a hold.
    #[error(
        "a legal hold is on it, or its person asked that it be restricted: nothing overrides that; end it first, with `muster hold release` \
         or `muster request withdraw`"
    )]
    OnHold,
    /// Deleting by hand, while a process runs.
    #[error("a process of it has not ended: wait for its answer, or for the day on which it counts as abandoned")]
    ProcessRuns,
    /// Deleting by hand what the policy protects.
    #[error("it was accepted and no copy was handed out, and the policy protects that: export it first")]
    NotExported,
    /// Deleting by hand, against a duty to keep.
    #[error("it has to be kept {until} ({by}): wait, or take it upon you with `--override REASON --approved-by NAME`")]
    MustStay {
        /// How long.
        until: String,
        /// Rule and class.
        by: String,
    },
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

impl From<Vec<Problem>> for Error {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Policy(problems)
    }
}

impl Error {
    /// Whether a safety rule says no, rather than something being wrong with what was given.
    pub fn is_refusal(&self) -> bool {
        !matches!(self, Self::Policy(_) | Self::PlanUnreadable { .. } | Self::ApproverMissing)
    }

    /// Whether it lies in how muster was called or configured.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Policy(_) | Self::ApproverMissing)
    }
}
