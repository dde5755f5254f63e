use std::io;

/// Why evidence cannot be archived, or an archive cannot be looked at. What is wrong with an archive is no error but stands
/// in its report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An id that would make a file name.
    #[error("the {what} is not fit for a file name: it must be {form}")]
    Id {
        /// Which id.
        what: &'static str,
        /// What it must be.
        form: &'static str,
    },
    /// Something that must never leave.
    #[error("{file}: holds a field `{field}`, which is never exported: take it out of the record, then export again")]
    Secret {
        /// The file of the archive that would have it.
        file: String,
        /// The field in the spelling in which it is known, never its value.
        field: &'static str,
    },
    /// Two of what there can be one of.
    #[error("{file}: is there twice: leave one of them out")]
    Twice {
        /// The file of the archive.
        file: String,
    },
    /// An image that is not what its record says.
    #[error("{file}: {why}: check the store, then export again")]
    Image {
        /// The file of the archive.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// The page could not be made.
    #[error("report.html: the template cannot be filled ({why}): this is a defect of muster, please report it")]
    Page {
        /// Why.
        why: String,
    },
    /// A key or a passphrase that cannot be used.
    #[error("{what} file `{file}` {why}")]
    Key {
        /// `key`, `public key` or `passphrase`.
        what: &'static str,
        /// As the user named it.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// Another program writes there.
    #[error("another export is writing to `{folder}`: wait for it, or choose another folder")]
    Busy {
        /// As the user named it.
        folder: String,
    },
    /// An archive that was read again and is not what was written.
    #[error("{file}: {problem}, read again after writing: nothing was kept; check the disk, then export again")]
    NotWhole {
        /// The archive.
        file: String,
        /// What was found first.
        problem: String,
    },
    /// It cannot be written.
    #[error("{file}: cannot be written ({source}): check rights and free space, then export again")]
    Unwritable {
        /// The file or folder.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// It cannot be read.
    #[error("{file}: cannot be read ({source}): check the name and the rights")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        source: io::Error,
    },
}

impl Error {
    /// Whether it is about what was typed rather than about data.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Key { .. })
    }
}
