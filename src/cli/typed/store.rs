use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::said;
use crate::cli::help;
use crate::dossier::{DocumentType, DossierId, ImageKind, ProcessId, Status};

/// A store, and how it is opened.
#[derive(Args, Debug)]
#[command(next_help_heading = "Store")]
pub struct TypedAccess {
    /// The folder of the store
    #[arg(long, value_name = "DIR")]
    pub store: PathBuf,
    /// The file with the store's key, mode 0600
    #[arg(long, value_name = "FILE", env = "MUSTER_KEY_FILE")]
    pub key_file: PathBuf,
    /// The file with the passphrase over it, mode 0600, where there is one
    #[arg(long, value_name = "FILE", env = "MUSTER_PASSPHRASE_FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Wait so long for another process that writes
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub wait: u64,
    /// Who does it, for the audit [default: the login name]
    #[arg(long, value_name = "NAME", env = "MUSTER_ACTOR")]
    pub actor: Option<String>,
    /// Print the answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// A dossier, by its id or the customer's own key.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct TypedWhich {
    /// The dossier's id
    #[arg(value_name = "DOSSIER")]
    pub id: Option<DossierId>,
    /// The customer's own key instead
    #[arg(long, value_name = "REFERENCE", value_parser = said)]
    pub external_reference: Option<String>,
}

/// Deleting by hand passes the same verdict as a purge.
#[derive(Args, Debug)]
pub struct TypedByHand {
    /// The policy that must allow it [default: that of the last purge, if there was one]
    #[arg(long, value_name = "FILE", env = "MUSTER_POLICY")]
    pub policy: Option<PathBuf>,
    /// Delete against a duty to keep, for this reason; never against a hold
    #[arg(long = "override", value_name = "REASON", requires = "approved_by", value_parser = said)]
    pub overridden: Option<String>,
    /// Who takes that upon them
    #[arg(long, value_name = "NAME", requires = "overridden", value_parser = said)]
    pub approved_by: Option<String>,
    /// A folder outside the store that the tombstone is appended to as well
    #[arg(long, value_name = "DIR", env = "MUSTER_ANCHOR_DIR")]
    pub anchor_dir: Option<PathBuf>,
}

/// `muster store`.
#[derive(Subcommand, Debug)]
pub enum TypedStore {
    /// Make a store and its key file
    #[command(after_help = help::STORE_INIT)]
    Init {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
    },
    /// Say what is in a store; needs no key
    Info {
        /// The folder of the store
        #[arg(long, value_name = "DIR")]
        store: PathBuf,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
    /// Open everything and compare it with everything else; exit code 1 where something is wrong
    Check {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
    },
    /// Copy the data, never the keys; or the keys, apart
    #[command(after_help = help::STORE_BACKUP)]
    Backup {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The folder to copy to: new, or with an earlier backup
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Copy the keys instead, and remove copies of them that are too old
        #[arg(long)]
        keys: bool,
        /// How old copies of keys may be: so long an erased dossier can still be brought back
        #[arg(long, value_name = "DAYS", default_value_t = crate::store::KEY_BACKUP_DAYS, env = "MUSTER_KEY_BACKUP_DAYS")]
        key_backup_days: u16,
    },
    /// Put all keys under another store key; no dossier is touched
    Rekey {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The file for the new key; it must not be there
        #[arg(long, value_name = "FILE")]
        new_key_file: PathBuf,
        /// A file with the passphrase over the new key
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
}

/// `muster dossier`.
#[derive(Subcommand, Debug)]
pub enum TypedDossier {
    /// Read a file of events, one a line; the same file twice changes nothing
    #[command(after_help = help::DOSSIER_IMPORT)]
    Import {
        /// The events; `-` for standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// Where lines go that cannot count [default: beside the file, with `.rejects.ndjson` behind its name]
        #[arg(long, value_name = "FILE")]
        rejects: Option<PathBuf>,
        /// A table of your own providers, in the form of `muster providers --table`
        #[arg(long, value_name = "FILE")]
        providers: Option<PathBuf>,
    },
    /// Create a dossier
    Create {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The customer's own key
        #[arg(long, value_name = "REFERENCE", value_parser = said)]
        external_reference: Option<String>,
        /// Whose law it is kept under: a code such as NOR
        #[arg(long, value_name = "COUNTRY")]
        jurisdiction: Option<String>,
        /// What your files say of the person: a file with the JSON object `userData`; `-` for standard input
        #[arg(long, value_name = "FILE")]
        user_data: Option<PathBuf>,
    },
    /// Show a dossier with all its processes
    Show {
        /// Which.
        #[command(flatten)]
        which: TypedWhich,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// Why it is read, for the audit: no personal data
        #[arg(long, value_name = "TEXT", default_value = "")]
        purpose: String,
    },
    /// Give a person what is held on them: all data and images, in a folder
    Copy {
        /// Which.
        #[command(flatten)]
        which: TypedWhich,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The folder to write: new, or empty
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Why it is read, for the audit: no personal data
        #[arg(long, value_name = "TEXT", default_value = "the person asked for it")]
        purpose: String,
    },
    /// List dossiers by what may be read without keys
    List {
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// Only those with a process of this status
        #[arg(long)]
        status: Option<Status>,
        /// Only those changed at or after this time, as 2026-11-23T01:02:03Z
        #[arg(long, value_name = "TIME")]
        updated_since: Option<chrono::DateTime<chrono::Utc>>,
        /// Go on behind this one, the last of the page before
        #[arg(long, value_name = "DOSSIER")]
        after: Option<DossierId>,
        /// So many at most
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: usize,
    },
    /// Say until when a dossier has to be kept in any case, whatever the policy says
    Retain {
        /// Which.
        #[command(flatten)]
        which: TypedWhich,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// Until when.
        #[command(flatten)]
        until: TypedUntil,
        /// Why; it stands in the audit for ever, so no personal data
        #[arg(long, value_name = "TEXT", value_parser = said)]
        reason: String,
    },
    /// Erase a dossier: its key is destroyed, then its bytes
    Delete {
        /// Which.
        #[command(flatten)]
        which: TypedWhich,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// Why; it stands in the audit for ever, so no personal data
        #[arg(long, value_name = "TEXT", value_parser = said)]
        reason: String,
        /// Against what.
        #[command(flatten)]
        by_hand: TypedByHand,
    },
}

/// Until when a dossier has to be kept.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct TypedUntil {
    /// The last day on which it is kept in any case
    #[arg(long, value_name = "DATE")]
    pub until: Option<NaiveDate>,
    /// Take back the day that was set: the policy alone counts
    #[arg(long)]
    pub by_policy: bool,
}

/// `muster process`.
#[derive(Subcommand, Debug)]
pub enum TypedProcess {
    /// Create a process: one verification with one provider and one document
    Create {
        /// Which dossier.
        #[command(flatten)]
        which: TypedWhich,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The provider's alias (`muster providers` shows all)
        #[arg(long, value_name = "ALIAS")]
        provider: String,
        /// What kind of process it is at the provider, as `attended`
        #[arg(long, value_name = "TYPE")]
        process_type: Option<String>,
        /// The document that is shown
        #[arg(long, value_name = "TYPE")]
        document_type: Option<DocumentType>,
        /// How the pictures are taken
        #[arg(long, value_name = "METHOD")]
        capture_method: Option<String>,
        /// Where the final status is to be announced
        #[arg(long, value_name = "URL")]
        notification_url: Option<String>,
    },
    /// Start a process whose images are all there
    Start {
        /// The process.
        process: ProcessId,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
    },
    /// Take an answer, or a part of one
    Result {
        /// The process.
        process: ProcessId,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The provider's status
        #[arg(long)]
        status: Option<String>,
        /// Why it failed
        #[arg(long, value_name = "TEXT")]
        fail_reason: Option<String>,
        /// What was found: a file with the JSON object `finalResult`; `-` for standard input
        #[arg(long, value_name = "FILE")]
        final_result: Option<PathBuf>,
        /// What the provider sent: a file with JSON, kept to the letter
        #[arg(long, value_name = "FILE")]
        provider_specific: Option<PathBuf>,
    },
    /// Show a process
    Show {
        /// The process.
        process: ProcessId,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// Why it is read, for the audit: no personal data
        #[arg(long, value_name = "TEXT", default_value = "")]
        purpose: String,
    },
    /// Resolve a finding, so that it no longer blocks lookup and export
    Resolve {
        /// The dossier.
        dossier: DossierId,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The number of the finding, as `muster dossier show` has it
        #[arg(long, value_name = "N")]
        finding: u32,
        /// Who decided: a name
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Why
        #[arg(long, value_name = "TEXT", value_parser = said)]
        reason: String,
    },
    /// Erase a process with its images
    Delete {
        /// The process.
        process: ProcessId,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// Why; it stands in the audit for ever, so no personal data
        #[arg(long, value_name = "TEXT", value_parser = said)]
        reason: String,
        /// Against what.
        #[command(flatten)]
        by_hand: TypedByHand,
    },
}

/// `muster image`.
#[derive(Subcommand, Debug)]
pub enum TypedImage {
    /// Put an image into a process; the same kind again replaces the first
    Put {
        /// The process.
        process: ProcessId,
        /// Which picture: front, back or selfie
        kind: ImageKind,
        /// A file, PNG or JPEG; or one that holds a data URL
        file: PathBuf,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The document that is shown, where the process does not say yet
        #[arg(long, value_name = "TYPE")]
        document_type: Option<DocumentType>,
    },
    /// Take an image out
    Get {
        /// The process.
        process: ProcessId,
        /// Which picture: front, back or selfie
        kind: ImageKind,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// The file to write [default: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Why it is read, for the audit: no personal data
        #[arg(long, value_name = "TEXT", default_value = "")]
        purpose: String,
    },
    /// Erase an image
    Delete {
        /// The process.
        process: ProcessId,
        /// Which picture: front, back or selfie
        kind: ImageKind,
        /// The store.
        #[command(flatten)]
        access: TypedAccess,
        /// Why; it stands in the audit for ever, so no personal data
        #[arg(long, value_name = "TEXT", value_parser = said)]
        reason: String,
        /// Against what.
        #[command(flatten)]
        by_hand: TypedByHand,
    },
}

/// `muster audit`.
#[derive(Subcommand, Debug)]
pub enum TypedAudit {
    /// Walk the chains of the audit and name the first link that does not hold; needs no key
    Verify {
        /// The folder of the store
        #[arg(long, value_name = "DIR")]
        store: PathBuf,
        /// A file of anchors, kept elsewhere: a chain that was cut short no longer leads to them
        #[arg(long, value_name = "FILE")]
        anchor: Option<PathBuf>,
        /// Print the heads as JSON
        #[arg(long)]
        json: bool,
    },
    /// Write all entries of both chains, as CSV or JSON lines
    Export {
        /// The folder of the store
        #[arg(long, value_name = "DIR")]
        store: PathBuf,
        /// The file to write [default: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// JSON lines instead of CSV
        #[arg(long)]
        json: bool,
    },
    /// Prove an erasure: what was destroyed, when, by which rule, on one page without personal data
    Certificate {
        /// The dossier that was erased
        dossier: DossierId,
        /// The folder of the store
        #[arg(long, value_name = "DIR")]
        store: PathBuf,
        /// The page to write [default: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// How old copies of keys may be: on the day after, the erasure is complete [default: as at their last backup, or 14]
        #[arg(long, value_name = "DAYS", env = "MUSTER_KEY_BACKUP_DAYS")]
        key_backup_days: Option<u16>,
    },
    /// Note where the chains stand now, in a file to be kept elsewhere
    Anchor {
        /// The folder of the store
        #[arg(long, value_name = "DIR")]
        store: PathBuf,
        /// The file that a line for each chain is added to
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}
