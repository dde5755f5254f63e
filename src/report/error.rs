use std::io;

/// What can go wrong with outputs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is something in the folder already.
    #[error("output folder `{folder}` is not empty: choose another one, or replace what is in it with `--force`")]
    NotEmpty {
        /// As the user named it.
        folder: String,
    },
    /// What is in it is not as a run wrote it: somebody may have decided in it.
    #[error(
        "`{folder}/{file}` was altered since it was written, and may hold decisions: move it elsewhere (and hand it back with `--decisions`) before the folder is written over"
    )]
    Altered {
        /// As the user named it.
        folder: String,
        /// The file.
        file: &'static str,
    },
    /// It is no folder.
    #[error("`{folder}` is not a folder: choose another one for `--out`")]
    NotAFolder {
        /// As the user named it.
        folder: String,
    },
    /// It cannot be written to.
    #[error(
        "{file}: cannot be written ({source}): nothing was left behind; check rights and free space, then run again"
    )]
    Unwritable {
        /// The file or folder.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// A page cannot be put together: the template is wrong.
    #[error(
        "{page}: cannot be put together ({why}): this is a mistake in muster; `plan.json` and the audit say the same"
    )]
    Page {
        /// The template.
        page: &'static str,
        /// What is wrong with it.
        why: String,
    },
}
