use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::help;

/// `muster export`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct TypedExport {
    /// What to do with archives that are there.
    #[command(subcommand)]
    pub command: Option<TypedExportCommand>,
}

/// What can be done with archives that are there.
#[derive(Subcommand, Debug)]
pub enum TypedExportCommand {
    /// Check archives, also those of other programs; exit code 1 where one is not intact
    #[command(after_help = help::EXPORT_VERIFY)]
    Verify(TypedExportVerify),
}

/// `muster export verify`.
#[derive(Args, Debug)]
pub struct TypedExportVerify {
    /// Archives; `.sha256` and `.sig` beside them are compared as well
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// File with the passphrase of sealed archives, mode 0600
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Public key by which they must be signed: a line of OpenSSH, or 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    pub public_key: Option<PathBuf>,
    /// Refuse what unpacks to more than so many GiB
    #[arg(long, value_name = "GIB", default_value_t = 16, value_parser = clap::value_parser!(u64).range(1..=1 << 20))]
    pub max_size: u64,
    /// Print them as JSON
    #[arg(long)]
    pub json: bool,
}
