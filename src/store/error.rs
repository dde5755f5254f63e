use std::io;
use std::path::Path;

/// What can be wrong with a store. No message holds personal data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder.
    #[error("{file}: {source}")]
    File {
        /// Which.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// A database.
    #[error("{file}: {}", told(.source))]
    Database {
        /// Which.
        file: String,
        /// Why.
        source: rusqlite::Error,
    },
    /// A folder that is no store.
    #[error("`{folder}` is no store: `muster store init --store {folder}` makes one")]
    NoStore {
        /// As the user named it.
        folder: String,
    },
    /// A folder that is in use.
    #[error("`{folder}` is not empty: name a folder that is not there yet")]
    NotEmpty {
        /// As the user named it.
        folder: String,
    },
    /// Keys are to be copied to where data is.
    #[error("`{folder}` has data of a store in it: keys are kept apart, so name another folder")]
    KeysBesideData {
        /// As the user named it.
        folder: String,
    },
    /// A backup of another store.
    #[error("`{folder}` is the backup of another store, or of a later state of this one: name a folder of its own")]
    OthersBackup {
        /// As the user named it.
        folder: String,
    },
    /// A store of another version.
    #[error("{file}: format {found}, and this version of muster reads up to {expected}: {advice}")]
    OtherVersion {
        /// Which database.
        file: String,
        /// Its format.
        found: i64,
        /// The format that is known.
        expected: i64,
        /// What to do.
        advice: &'static str,
    },
    /// A key file that is none.
    #[error("key file `{file}` {why}")]
    KeyFile {
        /// As the user named it.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// Another key than that of the store.
    #[error("key file `{file}` is not that of this store: give the one that `muster store init` or `rekey` wrote")]
    WrongKey {
        /// As the user named it.
        file: String,
    },
    /// Something that was sealed and does not open.
    #[error("{what} of {object} is damaged or was changed: `muster store check` shows all such, a backup has it whole")]
    Damaged {
        /// What it is.
        what: &'static str,
        /// Whose it is: an id.
        object: String,
    },
    /// A link of the audit chain that does not hold.
    #[error("the audit chain is broken at entry {seq}: {why}")]
    BrokenChain {
        /// Which entry.
        seq: u64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Another process writes.
    #[error("the store is being written to by {holder}: wait with `--wait SECONDS`, or try again later")]
    Locked {
        /// Process and since when.
        holder: String,
    },
    /// Nobody of this id.
    #[error("no {what} `{id}` in this store: `{}` shows all", shows(what))]
    Unknown {
        /// `dossier`, `process` or `image`.
        what: &'static str,
        /// The id that was asked for.
        id: String,
    },
    /// A request to erase that is answered before it is done.
    #[error(
        "the dossier is still there, so its erasure is not done: `muster purge` or `muster dossier delete` does it, and that answers the request"
    )]
    StillThere,
    /// Erased, or about to be.
    #[error("`{id}` was erased")]
    Erased {
        /// Whose.
        id: String,
    },
    /// A file of tombstones that cannot be trusted.
    #[error("{place}: {}", untrusted(*.is_there))]
    Tombstones {
        /// File, and line where there is one.
        place: String,
        /// Whether there is a file.
        is_there: bool,
    },
    /// A rule of dossiers.
    #[error(transparent)]
    Rule(#[from] crate::dossier::Error),
    /// An input of events.
    #[error(transparent)]
    Input(#[from] crate::record::Error),
    /// A policy, or a safety rule.
    #[error(transparent)]
    Refused(#[from] crate::retention::Error),
    /// No randomness.
    #[error("the system gives no random bytes: {0}")]
    Random(io::Error),
}

fn untrusted(is_there: bool) -> &'static str {
    if is_there {
        "this is no tombstone, or it was changed, and nothing was erased: put a copy of the file in its place that is whole"
    } else {
        "there are no tombstones, and nothing was erased: name the folder that `--anchor-dir` of the purges named; where nothing was \
         ever erased, there is nothing to replay"
    }
}

/// Of a database's error only the code and the library's own words: a value that was bound stands in none of them.
fn told(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(code, message) => match code.code {
            rusqlite::ErrorCode::DiskFull => "the disk is full: nothing of this step was written".to_owned(),
            rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::CannotOpen => {
                "cannot be written to: check the permissions of the folder of the store".to_owned()
            }
            rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt => {
                "is damaged or cut off: restore it from a backup (`muster store backup` writes them)".to_owned()
            }
            rusqlite::ErrorCode::SystemIoFailure => {
                "cannot be read or written: the disk may be full, or fail".to_owned()
            }
            rusqlite::ErrorCode::DatabaseBusy => "another process holds it for long: try again".to_owned(),
            _ => message.clone().unwrap_or_else(|| code.to_string()),
        },
        other => other.to_string(),
    }
}

/// The command that shows what there is.
fn shows(what: &str) -> &'static str {
    match what {
        "hold" => "muster hold list",
        "open request" => "muster request list",
        "mark on dossier" => "muster purge plan",
        "tombstone of dossier" => "muster audit export",
        _ => "muster dossier list",
    }
}

impl Error {
    /// Whether it is about one dossier, process or image, so that others may be gone on with.
    pub fn is_of_one(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Erased { .. } | Self::Unknown { .. })
    }

    /// Whether it is about what was typed, not about the store.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::NotEmpty { .. }
                | Self::OthersBackup { .. }
                | Self::KeysBesideData { .. }
                | Self::KeyFile { .. }
                | Self::Unknown { .. }
        )
    }

    /// Of a file.
    pub(super) fn file(path: &Path) -> impl Fn(io::Error) -> Self {
        let file = path.display().to_string();
        move |source| Self::File { file: file.clone(), source }
    }

    /// Of a database.
    pub(super) fn database(path: &Path) -> impl Fn(rusqlite::Error) -> Self {
        let file = path.display().to_string();
        move |source| Self::Database { file: file.clone(), source }
    }
}
