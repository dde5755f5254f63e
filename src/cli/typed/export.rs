use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::TypedAccess;
use crate::cli::help;
use crate::dossier::{ProcessId, Status};

/// `muster export`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, arg_required_else_help = true, after_help = help::EXPORT)]
pub struct TypedExport {
    /// The folder of the store
    #[arg(long, value_name = "DIR", required = true, help_heading = "Store")]
    pub store: Option<PathBuf>,
    /// The file with the store's key, mode 0600
    #[arg(long, value_name = "FILE", env = "MUSTER_KEY_FILE", required = true, help_heading = "Store")]
    pub key_file: Option<PathBuf>,
    /// The file with the passphrase over it, mode 0600, where there is one
    #[arg(long, value_name = "FILE", env = "MUSTER_PASSPHRASE_FILE", help_heading = "Store")]
    pub passphrase_file: Option<PathBuf>,
    /// Wait so long for another process that writes
    #[arg(long, value_name = "SECONDS", default_value_t = 0, help_heading = "Store")]
    pub wait: u64,
    /// Who does it, for the audit [default: the login name]
    #[arg(long, value_name = "NAME", env = "MUSTER_ACTOR", help_heading = "Store")]
    pub actor: Option<String>,
    /// Folder for the archives; it is made where it is not there
    #[arg(long, value_name = "DIR", required = true)]
    pub out: Option<PathBuf>,
    /// Only this process (repeatable)
    #[arg(long = "process", value_name = "PROCESS")]
    pub processes: Vec<ProcessId>,
    /// Processes of this final status (repeatable) [default: accepted]
    #[arg(long = "status", value_name = "STATUS")]
    pub statuses: Vec<Status>,
    /// Only processes that changed on or after this day, as 2026-11-23
    #[arg(long, value_name = "DATE")]
    pub since: Option<chrono::NaiveDate>,
    /// The day that archives bear [default: that of the last change of each process]
    #[arg(long, value_name = "DATE")]
    pub export_date: Option<chrono::NaiveDate>,
    /// Seal archives under the passphrase in this file, mode 0600 (WinZip AES-256)
    #[arg(long, value_name = "FILE")]
    pub encrypt: Option<PathBuf>,
    /// Sign archives with the Ed25519 key in this file, mode 0600
    #[arg(long, value_name = "FILE")]
    pub sign: Option<PathBuf>,
    /// Why, for the audit: no personal data
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub purpose: String,
    /// Print what was done as JSON
    #[arg(long)]
    pub json: bool,
    /// What to do with archives that are there.
    #[command(subcommand)]
    pub command: Option<TypedExportCommand>,
}

impl TypedExport {
    /// How the store is opened.
    pub fn access(&self) -> TypedAccess {
        TypedAccess {
            store: self.store.clone().unwrap_or_default(),
            key_file: self.key_file.clone().unwrap_or_default(),
            passphrase_file: self.passphrase_file.clone(),
            wait: self.wait,
            actor: self.actor.clone(),
            json: self.json,
        }
    }
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
