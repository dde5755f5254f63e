/// What can stop a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The customer file.
    #[error(transparent)]
    Record(#[from] crate::record::Error),
    /// The outputs.
    #[error(transparent)]
    Report(#[from] crate::report::Error),
    /// The worker threads.
    #[error("cannot start {threads} threads: ask for fewer with `--threads`")]
    Threads {
        /// How many were asked for.
        threads: usize,
    },
    /// Somebody asked it to stop.
    #[error("interrupted: nothing was written")]
    Interrupted,
}
