use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::TypedScreen;

/// `muster config`.
#[derive(Subcommand, Debug)]
pub enum TypedConfig {
    /// Write a configuration to begin with: every key, with what it means, switched off with its default or an example
    Init {
        /// The file to write; one that is there is never written over [default: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Say whether a configuration is sound, and what it names that is not there
    Check {
        /// The configuration
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show what would hold in `muster screen`, and where each value comes from: flag, environment, file or default
    Show {
        /// The options of `muster screen`
        #[command(flatten)]
        screen: Box<TypedScreen>,
    },
}

/// `muster nightly`.
#[derive(Args, Debug)]
pub struct TypedNightly {
    /// The configuration, with `[nightly]`
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do all but the lists only where these have changed since the last screening; it may run as often as one likes
    #[arg(long)]
    pub if_lists_changed: bool,
    /// Numbers for Prometheus' textfile collector
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
    /// Print the manifest instead of the summary
    #[arg(long)]
    pub json: bool,
}
