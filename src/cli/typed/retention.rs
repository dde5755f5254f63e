use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::{TypedAccess, TypedWhich, said};
use crate::cli::help;
use crate::dossier::DossierId;

/// `muster hold`.
#[derive(Subcommand, Debug)]
pub enum TypedHolds {
    /// Place a legal hold: nothing of what it binds is erased until it is released
    #[command(after_help = help::HOLD_PLACE)]
    Place {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// What it is about: a case number, no personal data
        #[arg(long, value_name = "TEXT", value_parser = said)]
        matter: String,
        /// When somebody must look whether it still stands
        #[arg(long, value_name = "DATE")]
        review_by: NaiveDate,
        /// Whom it binds.
        #[command(flatten)]
        bound: TypedBound,
    },
    /// Release all holds of a matter, or one by its id
    Release {
        /// The matter, or the id of a hold
        #[arg(value_name = "MATTER|HOLD")]
        matter: String,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
    },
    /// List holds; those whose review is overdue are marked
    List {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
    },
}

/// Whom a hold binds.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct TypedBound {
    /// A file with ids of dossiers, one a line; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub ids: Option<PathBuf>,
    /// A dossier (repeatable)
    #[arg(long = "dossier", value_name = "DOSSIER")]
    pub dossiers: Vec<DossierId>,
    /// The person of this external reference, in dossiers to come too
    #[arg(long, value_name = "REFERENCE", value_parser = said)]
    pub external_reference: Option<String>,
}

/// `muster request`.
#[derive(Subcommand, Debug)]
pub enum TypedRequest {
    /// A person asks to be erased; it stands until it is answered
    Erase(TypedRequested),
    /// A person asks that nothing is done with the data but keeping it
    Restrict(TypedRequested),
    /// Answer a request, or note that it was withdrawn
    Answer {
        /// The request's id
        request: String,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// What was answered
        #[command(flatten)]
        answer: TypedAnswer,
    },
    /// Note that a person no longer asks for it
    Withdraw {
        /// The request's id
        request: String,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
    },
    /// List requests, the open ones first, by the day on which they are due
    List {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
    },
}

/// A request that came.
#[derive(Args, Debug)]
pub struct TypedRequested {
    /// Which dossier.
    #[command(flatten)]
    pub which: TypedWhich,
    /// The store.
    #[command(flatten)]
    pub access: TypedAccess,
    /// When it came [default: today]
    #[arg(long, value_name = "DATE")]
    pub received: Option<NaiveDate>,
}

/// What a request was answered with.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct TypedAnswer {
    /// It was done
    #[arg(long)]
    pub done: bool,
    /// It was refused: the rule that forbids it
    #[arg(long, value_name = "RULE", value_parser = said)]
    pub refused: Option<String>,
}

/// `muster purge`.
#[derive(Subcommand, Debug)]
pub enum TypedPurge {
    /// Decide what must go, and write nothing else
    #[command(after_help = help::PURGE_PLAN)]
    Plan {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The policy
        #[arg(long, value_name = "FILE", env = "MUSTER_POLICY")]
        policy: PathBuf,
        /// The plan, to be carried out by `muster purge apply`
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// The plan as a page for people
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
        /// Look ahead to this day; such a plan is never carried out
        #[arg(long, value_name = "DATE")]
        as_of: Option<NaiveDate>,
        /// The folder in which those lie that the policy names under `outputs` [default: that of the policy]
        #[arg(long, value_name = "DIR")]
        outputs_root: Option<PathBuf>,
    },
    /// Carry out exactly this plan, if policy and store are what it was made from
    Apply {
        /// The plan
        plan: PathBuf,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The policy
        #[arg(long, value_name = "FILE", env = "MUSTER_POLICY")]
        policy: PathBuf,
        /// How.
        #[command(flatten)]
        how: TypedPurging,
        /// Approve the plan of this hash against what the safety rules say
        #[arg(long, value_name = "HASH", requires = "approved_by")]
        approve: Option<String>,
        /// Who approves it
        #[arg(long, value_name = "NAME", requires = "approve", value_parser = said)]
        approved_by: Option<String>,
        /// How many are due earlier by a shorter period, as the plan says
        #[arg(long, value_name = "COUNT", requires = "approve")]
        confirm: Option<u64>,
    },
    /// Plan and apply, for timers
    Run {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The policy
        #[arg(long, value_name = "FILE", env = "MUSTER_POLICY")]
        policy: PathBuf,
        /// How.
        #[command(flatten)]
        how: TypedPurging,
        /// Where the plan is kept when a safety rule says no, for `muster purge apply`
        #[arg(long, value_name = "FILE", default_value = "plan.json")]
        plan: PathBuf,
    },
    /// Take back the mark of a dossier: its days of grace begin anew
    Unmark {
        /// The dossier
        dossier: DossierId,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// Why; it stands in the audit
        #[arg(long, value_name = "TEXT", value_parser = said)]
        reason: String,
    },
    /// Erase again, in a store that was restored, what was erased since its backup
    Replay {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The folder outside the store with the tombstones (`--anchor-dir` of the purges)
        #[arg(long, value_name = "DIR")]
        anchor_dir: PathBuf,
    },
}

/// How a purge is carried out.
#[derive(Args, Debug)]
pub struct TypedPurging {
    /// The folder in which those lie that the policy names under `outputs` [default: that of the policy]
    #[arg(long, value_name = "DIR")]
    pub outputs_root: Option<PathBuf>,
    /// A folder outside the store that tombstones are appended to as well
    #[arg(long, value_name = "DIR", env = "MUSTER_ANCHOR_DIR")]
    pub anchor_dir: Option<PathBuf>,
}
