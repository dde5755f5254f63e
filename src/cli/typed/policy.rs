use std::path::PathBuf;

use clap::Subcommand;

use super::{TypedAccess, TypedWhich};
use crate::cli::help;

/// `muster policy`.
#[derive(Subcommand, Debug)]
pub enum TypedPolicy {
    /// Print a commented policy to begin with, or write it to a new file
    #[command(after_help = help::POLICY_INIT)]
    Init {
        /// Write it to this file, which must not be there yet
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Say all that is wrong with a policy, and what it comes to where nothing is
    #[command(after_help = help::POLICY_CHECK)]
    Check {
        /// The policy (TOML); `-` for standard input
        #[arg(value_name = "FILE")]
        policy: PathBuf,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
    /// Say of a dossier what becomes of it, when and why
    Explain {
        /// Which.
        #[command(flatten)]
        which: TypedWhich,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The policy
        #[arg(long, value_name = "FILE", env = "MUSTER_POLICY")]
        policy: PathBuf,
        /// As of this day [default: now]
        #[arg(long, value_name = "DATE")]
        as_of: Option<chrono::NaiveDate>,
    },
    /// Try a policy on examples of your own; exit code 1 where one comes out otherwise than expected
    #[command(after_help = help::POLICY_TEST)]
    Test {
        /// The policy (TOML)
        policy: PathBuf,
        /// The examples (TOML): facts, a day, and the verdict that is expected
        cases: PathBuf,
        /// Print what was decided as JSON
        #[arg(long)]
        json: bool,
    },
}
