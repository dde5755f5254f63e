/// What can stop a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A workbook was asked for, and this build writes none.
    #[error(
        "`--xlsx`: this build writes no workbooks (cargo feature `xlsx`): leave it out, `hits.csv` has the same alerts"
    )]
    NoWorkbooks,
    /// The customer file.
    #[error(transparent)]
    Record(#[from] crate::record::Error),
    /// The outputs.
    #[error(transparent)]
    Report(#[from] crate::report::Error),
    /// The entries that are new or changed.
    #[error(transparent)]
    Index(#[from] crate::index::Error),
    /// The worker threads.
    #[error("cannot start {threads} threads: ask for fewer with `--threads`")]
    Threads {
        /// How many were asked for.
        threads: usize,
    },
    /// A file that is no key.
    #[error("key file `{file}` {why}")]
    Key {
        /// As the user named it.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// An earlier run that cannot be gone on from.
    #[error("cannot screen since `{folder}`: {why}; screen everything, without `--since`")]
    Since {
        /// As the user named it.
        folder: String,
        /// Why not.
        why: String,
    },
    /// No key to tell who has changed since an earlier run.
    #[error(
        "cannot screen since `{folder}`: that needs the key by which customers are remembered; name its file with `key_file` in the configuration, or MUSTER_KEY_FILE"
    )]
    SinceWithoutKey {
        /// As the user named it.
        folder: String,
    },
    /// A run that cannot be repeated.
    #[error("cannot repeat the run of `{file}`: {why}")]
    Replay {
        /// As the user named it.
        file: String,
        /// Why not.
        why: String,
    },
    /// Record ids that occur more than once, on which a clearance was given, in what cannot be read twice.
    #[error(
        "{ids} record ids on which a clearance was given stand in more than one row, and standard input cannot be read again to open their alerts: give a file"
    )]
    IdsTwice {
        /// How many.
        ids: usize,
    },
    /// A folder that is no complete folder of results.
    #[error("`{folder}` is no complete folder of results: {why}")]
    NoResults {
        /// As the user named it.
        folder: String,
        /// What is wrong with it, without personal data.
        why: String,
    },
    /// Somebody asked it to stop.
    #[error("interrupted: nothing was written")]
    Interrupted,
}
