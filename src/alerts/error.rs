use crate::record;
use crate::vocabulary::Position;

/// Why a file of decisions cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] record::Error),
    /// It lacks a column without which no decision can count.
    #[error(
        "{position}: no column `{column}`: hand back `hits.csv` as muster wrote it, or a file with the columns `alert_key`, `decision`, `decided_by`, `decided_at` and `reason`"
    )]
    MissingColumn {
        /// The header's line.
        position: Box<Position>,
        /// What is missing.
        column: &'static str,
    },
    /// A column stands there twice.
    #[error("{position}: the column `{column}` stands there twice: leave one of them out")]
    ColumnTwice {
        /// The header's line.
        position: Box<Position>,
        /// Which.
        column: &'static str,
    },
}
