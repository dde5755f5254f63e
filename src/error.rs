use crate::{
    alerts, archive, dossier, evaluation, index, knowledge, network, record, report, retention, screening, store,
    watchlist,
};

/// Anything that can go wrong, from any room.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A customer file.
    #[error(transparent)]
    Record(#[from] record::Error),
    /// A download.
    #[error(transparent)]
    Network(#[from] network::Error),
    /// A list.
    #[error(transparent)]
    Watchlist(#[from] watchlist::Error),
    /// A file of names.
    #[error(transparent)]
    Knowledge(#[from] knowledge::Error),
    /// A compiled index.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// An output.
    #[error(transparent)]
    Report(#[from] report::Error),
    /// A run.
    #[error(transparent)]
    Screening(screening::Error),
    /// A file of decisions.
    #[error(transparent)]
    Alerts(alerts::Error),
    /// An evidence archive.
    #[error(transparent)]
    Archive(#[from] archive::Error),
    /// A store of dossiers.
    #[error(transparent)]
    Store(store::Error),
    /// An evaluation.
    #[error(transparent)]
    Evaluation(evaluation::Error),
    /// A dossier: its events, images, providers and rules.
    #[error(transparent)]
    Dossier(#[from] dossier::Error),
    /// A policy of retention, or a plan of a purge.
    #[error(transparent)]
    Retention(#[from] retention::Error),
    /// The words on the command line, or in the configuration.
    #[error("{0}")]
    Usage(String),
    /// Of a file: where it was named, so that people know what to change.
    #[error("{named}: {error}")]
    Named {
        /// A flag, a variable, or the line and key of the configuration.
        named: String,
        /// What is wrong with it.
        error: Box<Self>,
    },
    /// The answer cannot be written to standard output.
    #[error("cannot write the answer: {0}")]
    Output(#[from] std::io::Error),
}

impl From<screening::Error> for Error {
    fn from(error: screening::Error) -> Self {
        match error {
            screening::Error::Record(error) => Self::Record(error),
            screening::Error::Report(error) => Self::Report(error),
            screening::Error::Index(error) => Self::Index(error),
            other => Self::Screening(other),
        }
    }
}

impl From<alerts::Error> for Error {
    fn from(error: alerts::Error) -> Self {
        match error {
            alerts::Error::Unreadable(error) => Self::Record(error),
            other => Self::Alerts(other),
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Rule(error) => Self::Dossier(error),
            store::Error::Input(error) => Self::Record(error),
            store::Error::Refused(error) => Self::Retention(error),
            other => Self::Store(other),
        }
    }
}

impl From<evaluation::Error> for Error {
    fn from(error: evaluation::Error) -> Self {
        match error {
            evaluation::Error::Record(error) => Self::Record(error),
            evaluation::Error::Index(error) => Self::Index(error),
            other => Self::Evaluation(other),
        }
    }
}

/// Of a safety rule that says no.
const REFUSED: u8 = 5;

impl Error {
    #[cfg(feature = "cli")]
    /// With where the file was named that it is about.
    pub(crate) fn named(self, named: impl Into<String>) -> Self {
        Self::Named { named: named.into(), error: Box::new(self) }
    }

    /// The exit code that FORMATS gives it: 2 for usage, configuration, headings and an output folder that is not empty,
    /// 5 for what a safety rule refuses, 1 for everything else. An interrupted run has the code of its signal.
    pub fn exit_code(&self) -> u8 {
        let usage = match self {
            Self::Record(error) => error.is_usage(),
            Self::Report(error) => !matches!(error, report::Error::Unwritable { .. } | report::Error::Page { .. }),
            Self::Screening(
                screening::Error::Since { .. }
                | screening::Error::SinceWithoutKey { .. }
                | screening::Error::Replay { .. }
                | screening::Error::IdsTwice { .. },
            )
            | Self::Watchlist(watchlist::Error::Busy { .. })
            | Self::Store(store::Error::Locked { .. } | store::Error::StillThere | store::Error::Tombstones { .. }) => {
                return REFUSED;
            }
            Self::Watchlist(error) => error.is_usage(),
            Self::Screening(error) => matches!(
                error,
                screening::Error::Threads { .. } | screening::Error::Key { .. } | screening::Error::NoWorkbooks
            ),
            Self::Evaluation(error) => error.is_usage(),
            Self::Dossier(error) => error.is_usage(),
            Self::Store(error) => error.is_usage(),
            Self::Archive(error) => error.is_usage(),
            Self::Retention(error) if error.is_refusal() => return REFUSED,
            Self::Retention(error) => error.is_usage(),
            Self::Usage(_) | Self::Knowledge(_) | Self::Alerts(_) => true,
            Self::Named { error, .. } => return error.exit_code(),
            Self::Network(error) => matches!(error, network::Error::Authorities { .. }),
            Self::Index(_) | Self::Output(_) => false,
        };
        if usage { 2 } else { 1 }
    }
}
