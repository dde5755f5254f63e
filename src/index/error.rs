use std::io;

/// What can be wrong with a compiled index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It cannot be read.
    #[error("{file}: cannot be read: {source}")]
    Unreadable {
        /// The file as the user named it.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// It cannot be written.
    #[error("{file}: cannot be written: {source}")]
    Unwritable {
        /// The file as the user named it.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// It is something else.
    #[error(
        "{file}: is no index of muster: make one with `muster lists build`, or give the folder that the publication is in"
    )]
    Foreign {
        /// The file as the user named it.
        file: String,
    },
    /// It was made by another version.
    #[error(
        "{file}: has index format {found}, this version reads {expected}: build it again with `muster lists build`"
    )]
    OtherVersion {
        /// The file as the user named it.
        file: String,
        /// The format that it has.
        found: u32,
        /// The format that this version reads and writes.
        expected: u32,
    },
    /// It is cut short or changed.
    #[error("{file}: is damaged ({what}): build it again with `muster lists build`, or copy it again")]
    Damaged {
        /// The file as the user named it.
        file: String,
        /// Where it was noticed.
        what: &'static str,
    },
    /// It keeps a file of names that the built-in tables of this version contradict.
    #[error(
        "{file}: its file of names no longer agrees with the built-in tables: mend it and build the index again ({error})"
    )]
    OtherTables {
        /// The file as the user named it.
        file: String,
        /// What does not agree.
        error: crate::knowledge::Error,
    },
    /// More than the format can number.
    #[error("the lists have too many {what} for one index: build several")]
    TooLarge {
        /// Of what.
        what: &'static str,
    },
}
