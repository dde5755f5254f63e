//! What people type, as clap reads it.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use super::help;

mod evaluate;
mod export;
mod lists;
mod matching;
mod operation;
mod person;
mod policy;
mod retention;
mod screen;
mod store;

pub use evaluate::{TypedEvaluate, TypedHold};
pub use export::{TypedExport, TypedExportCommand, TypedExportVerify};
pub use lists::{TypedDecisions, TypedLists};
pub use matching::{TypedMatching, TypedMode, TypedNames, TypedReading};
pub use operation::{TypedConfig, TypedNightly};
pub use person::{TypedCompare, TypedExplain, TypedLookup, TypedPerson};
pub use policy::TypedPolicy;
pub use retention::{TypedAnswer, TypedBound, TypedHolds, TypedPurge, TypedPurging, TypedRequest, TypedRequested};
pub use screen::TypedScreen;
pub use store::{TypedAccess, TypedAudit, TypedByHand, TypedDossier, TypedImage, TypedProcess, TypedStore, TypedWhich};

/// Screen people in bulk against PEP, sanctions and OFAC lists.
#[derive(Parser, Debug)]
#[command(name = "muster", version, max_term_width = 100, help_template = help::MUSTER, disable_help_subcommand = true)]
pub struct Typed {
    /// What to do.
    #[command(subcommand)]
    pub command: TypedCommand,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum TypedCommand {
    /// Screen a file of customers; the main job
    Screen(Box<TypedScreen>),
    /// Look one person up; the answer at once, nothing is kept
    Lookup(Box<TypedLookup>),
    /// Say why a record and an entry are, or are not, an alert, step by step
    Explain(Box<TypedExplain>),
    /// Score two names, or a file of pairs, and say why
    Compare(TypedCompare),
    /// Compile official publications into one index, and look into it
    #[command(subcommand)]
    Lists(TypedLists),
    /// Say which alerts came, went or changed between two runs, and what caused it
    #[command(after_help = help::DIFF)]
    Diff {
        /// Folder with the results of the earlier run
        #[arg(value_name = "RUN1")]
        earlier: PathBuf,
        /// Folder with the results of the later run
        #[arg(value_name = "RUN2")]
        later: PathBuf,
        /// Write all changes to this file as CSV
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Check, merge and count what analysts handed back
    #[command(subcommand)]
    Decisions(TypedDecisions),
    /// Check exported evidence archives
    Export(TypedExport),
    /// The store of dossiers: make, check, back up
    #[command(subcommand)]
    Store(TypedStore),
    /// Dossiers of people who were verified
    #[command(subcommand)]
    Dossier(Box<TypedDossier>),
    /// Processes: single verifications
    #[command(subcommand)]
    Process(Box<TypedProcess>),
    /// Images of documents and faces
    #[command(subcommand)]
    Image(TypedImage),
    /// Say which providers are known
    Providers {
        /// A table of your own beside the built-in one
        #[arg(long, value_name = "FILE")]
        providers: Option<PathBuf>,
        /// Print the built-in table, as a start for your own
        #[arg(long, conflicts_with = "json")]
        table: bool,
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Say which documents a provider takes
    DocumentTypes {
        /// The provider's alias
        #[arg(long, value_name = "ALIAS")]
        provider: String,
        /// Of which country: a code or an English name
        #[arg(long)]
        country: Option<String>,
        /// A table of your own beside the built-in one
        #[arg(long, value_name = "FILE")]
        providers: Option<PathBuf>,
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Legal holds
    #[command(subcommand)]
    Hold(TypedHolds),
    /// People's own requests: to be erased, or left alone
    #[command(subcommand)]
    Request(TypedRequest),
    /// Erase what must go, provably: plan, approve, apply
    #[command(subcommand)]
    Purge(Box<TypedPurge>),
    /// One night: lists, import, screening, export, purge; one manifest, one exit code
    #[command(after_help = help::NIGHTLY)]
    Nightly(TypedNightly),
    /// The audit of a store: who did what, and that nobody changed it
    #[command(subcommand)]
    Audit(TypedAudit),
    /// How long what must stay, and when it must go: write a policy, check it, try it
    #[command(subcommand)]
    Policy(TypedPolicy),
    /// Measure recall and false alerts of a configuration on one's own lists
    Evaluate(Box<TypedEvaluate>),
    /// The configuration: write one to begin with, check one, show what holds and where it comes from
    #[command(subcommand)]
    Config(TypedConfig),
    /// Print what a shell needs to complete words of muster
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write man pages, one for each command
    Man {
        /// The folder; it is made where it is not there
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// A text that says something.
///
/// # Errors
/// Where it is blank.
fn said(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err("it says nothing, or not on one line".to_owned());
    }
    if text.chars().count() > MOST_SAID {
        return Err(format!("it is longer than {MOST_SAID} characters"));
    }
    Ok(text.to_owned())
}

/// Characters of a reason, a matter or a name: it stands in the audit for ever.
const MOST_SAID: usize = 1_000;

impl TypedCommand {
    /// How names are compared, in the commands that compare some.
    pub(super) fn names_mut(&mut self) -> Option<&mut TypedNames> {
        match self {
            Self::Screen(typed) | Self::Config(TypedConfig::Show { screen: typed }) => Some(&mut typed.matching.names),
            Self::Lookup(typed) => Some(&mut typed.matching.names),
            Self::Explain(typed) => Some(&mut typed.matching.names),
            Self::Compare(typed) => Some(&mut typed.names),
            Self::Evaluate(typed) => Some(&mut typed.names),
            _ => None,
        }
    }

    /// Whether the results are files, and what goes to standard output only tells of them.
    pub fn results_are_files(&self) -> bool {
        matches!(
            self,
            Self::Screen(_)
                | Self::Lists(TypedLists::Build { .. } | TypedLists::Fetch { .. })
                | Self::Decisions(TypedDecisions::Merge { .. })
        )
    }
}
