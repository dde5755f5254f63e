use std::io;

use super::names_file::MOST_BYTES;
use crate::vocabulary::Position;

/// What can be wrong with a file of names.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It cannot be read.
    #[error("cannot read the file of names `{file}` ({source}): check its path")]
    Unreadable {
        /// The file as the user named it.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// It is far longer than anything that people teach.
    #[error(
        "{file}: has more than {} bytes: give a list of lines such as `Poldi = Leopold`, at most 1 MiB of them",
        MOST_BYTES
    )]
    TooLarge {
        /// The file as the user named it.
        file: String,
    },
    /// It is no UTF-8.
    #[error("{position}: is no UTF-8{hint}: save the file as UTF-8")]
    NotUtf8 {
        /// Where.
        position: Position,
        /// What it looks like, as ` but looks like UTF-16`; may be empty.
        hint: &'static str,
    },
    /// A line that says nothing, or what cannot be.
    #[error("{position}: {why}")]
    Line {
        /// Where.
        position: Position,
        /// What is wrong with it, and what to do.
        why: String,
    },
}
