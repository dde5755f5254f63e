use std::io;

use crate::vocabulary::Position;
use crate::{index, record};

/// What can be wrong with what an evaluation is asked for. No message holds a name or a birth date.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of customers.
    #[error("{0}{advice}", advice = map_advice(.0))]
    Record(#[from] record::Error),
    /// The lists without what is held out.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// A file cannot be opened or read on.
    #[error("{position}: cannot be read ({source}): check the path and the rights")]
    Unreadable {
        /// Where.
        position: Position,
        /// What the system said.
        source: io::Error,
    },
    /// A file of decisions that is none.
    #[error(transparent)]
    Decisions(crate::alerts::Error),
    /// A heading that is needed is not there.
    #[error("{position}: no heading `{heading}`: expected {expected}")]
    NoHeading {
        /// The header's line.
        position: Position,
        /// The heading.
        heading: &'static str,
        /// All that are needed.
        expected: &'static str,
    },
    /// A cell holds none of the words that it may hold.
    #[error("{position}: found {found}, expected {expected}")]
    Cell {
        /// Line and column.
        position: Position,
        /// What was found, never a name.
        found: String,
        /// What it may be.
        expected: &'static str,
    },
    /// A row that is no row.
    #[error("{position}: {what}")]
    Row {
        /// Where.
        position: Position,
        /// What is wrong with it.
        what: String,
    },
    /// A file in which there is nothing to measure with.
    #[error("`{file}` has no {what}: {advice}")]
    Empty {
        /// As the user named it.
        file: String,
        /// What it was expected to hold.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// Nobody on the lists can be asked for.
    #[error("{what}: {advice}")]
    NobodyToAsk {
        /// Why.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// An earlier evaluation that is none.
    #[error(
        "`{file}` is no `evaluation.json` of this program: give one that `muster evaluate --out` or `--json` wrote"
    )]
    NoEvaluation {
        /// As the user named it.
        file: String,
    },
    /// Somebody asked it to stop.
    #[error("interrupted: nothing was written")]
    Interrupted,
}

impl Error {
    /// Whether what was typed is wrong, or a heading (exit code 2), and not what stands in a file (1).
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Record(error) => error.is_usage(),
            Self::NoHeading { .. } | Self::Decisions(_) => true,
            _ => false,
        }
    }
}

/// An evaluation reads two files, and has no `--map`.
fn map_advice(error: &record::Error) -> &'static str {
    if error.advises_to_map() { "; here it is `--map-negatives` or `--map-positives`" } else { "" }
}
