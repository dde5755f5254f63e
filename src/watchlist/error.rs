use std::io;
use std::path::Path;

use crate::network;
use crate::vocabulary::Position;

/// What can be wrong with a list or with the words that name it.
///
/// No variant carries anything that a list says about somebody: rows and entries are named by number.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be opened or read.
    #[error("{position}: {source}: check the path and the rights, or fetch the list again")]
    Unreadable {
        /// Where.
        position: Position,
        /// What the system said.
        source: io::Error,
    },
    /// A file of a publication is not there.
    #[error("{position}: there is no such file: expected {expected}")]
    Missing {
        /// The file that was looked for.
        position: Position,
        /// What the publication consists of.
        expected: &'static str,
    },
    /// A folder holds none.
    #[error(
        "{position}: no publication lies in this folder: put some there (`muster lists kinds` shows which are known)"
    )]
    NoPublication {
        /// The folder.
        position: Position,
    },
    /// The file is something else than the kind says.
    #[error("{position}: this is {found}, expected {expected}: check the list's kind, or fetch the list again")]
    WrongKind {
        /// Where.
        position: Position,
        /// What it looks like.
        found: String,
        /// What the kind expects.
        expected: &'static str,
    },
    /// The file ends too early or is damaged.
    #[error("{position}: {what}: fetch the list again")]
    Damaged {
        /// Where.
        position: Position,
        /// What is wrong, in words.
        what: String,
    },
    /// A heading that the kind cannot do without is not there.
    #[error("{position}: no heading `{heading}`: expected {expected}")]
    NoHeading {
        /// Where.
        position: Position,
        /// The heading that is missing.
        heading: &'static str,
        /// All headings that the kind knows.
        expected: &'static str,
    },
    /// The publication holds no entry that could be used.
    #[error(
        "{position}: no entry in it could be used (read {read}, skipped {skipped}): fetch the list again, or check its kind and `type=`"
    )]
    Empty {
        /// Where.
        position: Position,
        /// Records that were read.
        read: u64,
        /// Records that were skipped.
        skipped: u64,
    },
    /// Two entries have the same id.
    #[error("{position}: entries {first} and {second} have the same id: fetch the list again, or mend it")]
    DuplicateId {
        /// Where.
        position: Position,
        /// The first entry, counted from 1.
        first: usize,
        /// The second entry, counted from 1.
        second: usize,
    },
    /// A list that was there is not among those that are given.
    #[error(
        "list `{list}` with {old} entries is not among those that are given: give it too (a list that was renamed has \
         `,name={list}`), or allow that it goes with `--max-shrink 100`"
    )]
    Gone {
        /// The list's name.
        list: String,
        /// How many entries it had.
        old: u64,
    },
    /// The list lost more entries or names than is allowed.
    #[error(
        "list `{list}` has {new} {what} where it had {old}, over {max} % fewer: fetch it again, or allow it with `--max-shrink`"
    )]
    Shrunk {
        /// The list's name.
        list: String,
        /// Of what: `entries`, `names`.
        what: &'static str,
        /// How many before.
        old: u64,
        /// How many now.
        new: u64,
        /// How many per cent may go.
        max: u8,
    },
    /// A file of it was not fetched.
    #[error(transparent)]
    Network(#[from] network::Error),
    /// What came is not fit to replace what is there.
    #[error("what came is not taken: {0}")]
    NotTaken(String),
    /// Unpacked it is larger than it may be.
    #[error("{position}: unpacked it is larger than {max} bytes: if it should be, raise `max_bytes` of the source")]
    TooLarge {
        /// Where.
        position: Position,
        /// How many bytes are taken.
        max: u64,
    },
    /// Something in a source's folder would be lost.
    #[error("`{file}` was not put there by `muster lists fetch` and would be lost: move it away, or rename the source")]
    NotFetched {
        /// The file.
        file: String,
    },
    /// The folder cannot be written to.
    #[error("cannot write `{file}` ({source}): check the rights and the space on the disk")]
    Unwritable {
        /// The file or folder.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// Another one fetches into the folder.
    #[error("another `muster lists fetch` is at work in `{folder}`: wait for it")]
    Busy {
        /// The folder.
        folder: String,
    },
    /// A file of headers cannot be used.
    #[error("the file of headers `{file}` {why}: each line must be `Name: value`, and only its owner may read it")]
    Headers {
        /// The file.
        file: String,
        /// Why.
        why: String,
    },
    /// No kind of this name.
    #[error("unknown list kind `{kind}`: {hint} (`muster lists kinds` shows all)")]
    UnknownKind {
        /// The word.
        kind: String,
        /// The nearest kind, or all of them.
        hint: String,
    },
    /// A list was not named as `KIND=PATH[,name=N][,date=D][,type=T]`.
    #[error("list `{spec}`: {what}")]
    Spec {
        /// As typed.
        spec: String,
        /// What is wrong with it and what to do.
        what: String,
    },
}

impl Error {
    pub(crate) fn unreadable(path: &Path, source: io::Error) -> Self {
        Self::Unreadable { position: Position::file(path.display()), source }
    }

    #[cfg(feature = "network")]
    pub(crate) fn unwritable(path: &Path, source: io::Error) -> Self {
        Self::Unwritable { file: path.display().to_string(), source }
    }

    pub(crate) fn unreadable_at(path: &Path, line: u64, source: io::Error) -> Self {
        Self::Unreadable { position: Position::line(path.display(), line), source }
    }

    pub(crate) fn damaged(path: &Path, line: u64, what: impl Into<String>) -> Self {
        Self::Damaged { position: Position::line(path.display(), line), what: what.into() }
    }

    pub(crate) fn wrong_kind(path: &Path, found: impl Into<String>, expected: &'static str) -> Self {
        Self::WrongKind { position: Position::file(path.display()), found: found.into(), expected }
    }
}

impl Error {
    /// Whether the words that name the list are wrong (exit code 2), and not the list itself (1).
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::UnknownKind { .. } | Self::Spec { .. })
    }
}
