use std::io;

use thiserror::Error;

use crate::vocabulary::Position;

/// Why a customer file cannot be read. No message holds what stands in a cell, only headings and places.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be opened.
    #[error("cannot open `{file}`: {}", open_advice(.source))]
    Open {
        /// As the user named it.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file is a directory.
    #[error("`{file}` is a directory: name a file in it")]
    Directory {
        /// As the user named it.
        file: String,
    },
    /// Reading or unpacking failed on the way.
    #[error("{position}: cannot read on ({source}): check that the file is whole")]
    Read {
        /// The file and the line that had been reached.
        position: Position,
        /// What the system or the unpacker said.
        source: io::Error,
    },
    /// There is not even a header.
    #[error("`{file}` is empty: it needs at least a header, such as `{header}`")]
    Empty {
        /// As the user named it.
        file: String,
        /// A header that such a file may have.
        header: &'static str,
    },
    /// The bytes are no text.
    #[error("`{file}` {advice}")]
    NotText {
        /// As the user named it.
        file: String,
        /// What it looks like and what to do.
        advice: &'static str,
    },
    /// `--encoding` names no encoding.
    #[error("unknown encoding `{label}`: try `utf-8`, `utf-16le`, `windows-1252` or another label of the WHATWG list")]
    UnknownEncoding {
        /// As typed.
        label: String,
    },
    /// `--date-format` is no pattern of a date.
    #[error(
        "`{pattern}` is no date format: give one such as `dd.mm.yyyy`, `mm/dd/yyyy`, `yyyymmdd` or `%d.%m.%Y`, with day, month and year"
    )]
    DateFormat {
        /// As typed.
        pattern: String,
    },
    /// `--map` names a field that there is not.
    #[error("unknown field `{field}`{}", field_advice(*.suggestion))]
    UnknownField {
        /// As typed.
        field: String,
        /// The nearest field.
        suggestion: Option<&'static str>,
    },
    /// `--map` gives one field, or one heading, twice.
    #[error("`{word}` is mapped twice: leave one of them out")]
    MappedTwice {
        /// The field or heading.
        word: String,
    },
    /// `--map` names a heading that the file has not.
    #[error("{position}: no heading `{heading}`, which is mapped to `{field}`{}: the file has {found}", did_you_mean(.suggestion.as_deref()))]
    MissingHeading {
        /// The header's line.
        position: Box<Position>,
        /// The field that it was meant for.
        field: &'static str,
        /// As typed.
        heading: String,
        /// The nearest heading of the file.
        suggestion: Option<String>,
        /// The headings that there are.
        found: String,
    },
    /// Two headings mean the same field.
    #[error("{position}: `{first}` and `{second}` both mean the field `{field}`: {}", which_of(first, second, field))]
    TwoHeadings {
        /// The second heading's place.
        position: Box<Position>,
        /// The field.
        field: &'static str,
        /// The first heading.
        first: String,
        /// The second.
        second: String,
    },
    /// No heading says where the name is.
    #[error(
        "{position}: no column for the name among {found}: {}name it `name` or `first_name` and `last_name`, or say which heading it is (`--map name=HEADING`)",
        name_advice(.suggestion.as_deref())
    )]
    NoName {
        /// The header's line.
        position: Position,
        /// The headings that there are.
        found: String,
        /// The heading that looks most like it.
        suggestion: Option<String>,
    },
    /// The header cannot be decoded.
    #[error("{position}: the header is no text in this encoding: give the right one with `--encoding`")]
    UndecodableHeader {
        /// The header's line.
        position: Position,
    },
    /// The header has a cell, or a line, over the limit.
    #[error(
        "{position}: the header is too long: check that this is a customer file and that its first quote is closed"
    )]
    HeaderTooLong {
        /// The header's line.
        position: Position,
    },
    /// A quote that never closes, or that swallowed further rows before another one closed it.
    #[error("{position}: a quote opens here and is never closed: close it, or double it if it belongs to the text")]
    UnclosedQuote {
        /// Where it opened.
        position: Position,
    },
    /// A file of pairs lacks a column.
    #[error("{position}: no column `{column}`: {advice}")]
    MissingColumn {
        /// The header's line.
        position: Box<Position>,
        /// Which.
        column: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A file of pairs has a column twice.
    #[error("{position}: `{column}` stands there twice: rename one of them")]
    ColumnTwice {
        /// The header's line.
        position: Box<Position>,
        /// Which.
        column: &'static str,
    },
    /// A pair's row has more cells than the header.
    #[error("{position}: {cells} cells where the header has {headings}: put a cell that holds the delimiter in quotes")]
    TooManyCells {
        /// The row's line.
        position: Position,
        /// Cells of the row.
        cells: usize,
        /// Cells of the header.
        headings: usize,
    },
    /// A cell of a pair is longer than 1 MiB.
    #[error("{position}: a cell of more than 1 MiB: a quote is missing, most likely; close it")]
    RowTooLong {
        /// The row's line.
        position: Position,
    },
    /// A workbook is damaged.
    #[error("{position}: the workbook cannot be read on ({why}): save it again as .xlsx, or as CSV")]
    WorkbookDamaged {
        /// How far it was read.
        position: Box<Position>,
        /// What the reader said.
        why: String,
    },
    /// No sheet of a workbook is a table of the kind that is asked for.
    #[error(
        "{file}: none of the sheets {sheets} has the columns `alert_key` and `decision` in its first row: hand back `hits.xlsx` with its headings as they were"
    )]
    NoSheet {
        /// As the user named it.
        file: String,
        /// The sheets that there are.
        sheets: String,
    },
    /// The header of a sheet is not its first row.
    #[error("{position}: the headings must be the first row of the sheet: delete the rows above them")]
    HeaderNotFirst {
        /// Where they stand.
        position: Box<Position>,
    },
    /// A cell has a formula that was not worked out.
    #[error(
        "{position}: a formula of which no value was saved: open the workbook in a spreadsheet program and save it again"
    )]
    FormulaWithoutValue {
        /// The cell.
        position: Box<Position>,
    },
    /// Cells of several rows were merged.
    #[error("{position}: cells of several rows are merged here: undo that and fill in each of them")]
    MergedCells {
        /// The first of them.
        position: Box<Position>,
    },
    /// Too much of a column cannot be read.
    #[error(
        "{position}: {bad} of the first {of} values cannot be read: {advice}, or go on without them by `--lenient`"
    )]
    UnreadableColumn {
        /// The header's line and the column.
        position: Position,
        /// Values that cannot be read.
        bad: usize,
        /// Values that are not empty.
        of: usize,
        /// What may help.
        advice: String,
    },
}

impl Error {
    /// Whether the advice is to map a heading.
    pub fn advises_to_map(&self) -> bool {
        matches!(self, Self::NoName { .. } | Self::TwoHeadings { .. })
    }

    /// Whether options or headings are at fault (exit code 2); otherwise the input is (exit code 1).
    pub fn is_usage(&self) -> bool {
        match self {
            Self::UnknownEncoding { .. }
            | Self::DateFormat { .. }
            | Self::UnknownField { .. }
            | Self::MappedTwice { .. }
            | Self::MissingHeading { .. }
            | Self::TwoHeadings { .. }
            | Self::NoName { .. }
            | Self::MissingColumn { .. }
            | Self::ColumnTwice { .. }
            | Self::NoSheet { .. }
            | Self::HeaderNotFirst { .. }
            | Self::UnreadableColumn { .. } => true,
            Self::Open { .. }
            | Self::Directory { .. }
            | Self::Read { .. }
            | Self::Empty { .. }
            | Self::NotText { .. }
            | Self::UndecodableHeader { .. }
            | Self::HeaderTooLong { .. }
            | Self::TooManyCells { .. }
            | Self::RowTooLong { .. }
            | Self::UnclosedQuote { .. }
            | Self::WorkbookDamaged { .. }
            | Self::FormulaWithoutValue { .. }
            | Self::MergedCells { .. } => false,
        }
    }
}

fn which_of(first: &str, second: &str, field: &str) -> String {
    if first == second {
        format!("call one of them otherwise, because `--map {field}=…` cannot tell them apart")
    } else {
        format!("choose one with `--map {field}={first}`")
    }
}

fn open_advice(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::NotFound => "there is no such file: check the path".to_owned(),
        io::ErrorKind::PermissionDenied => "no permission to read it: check its owner and mode".to_owned(),
        _ => format!("{source}: check the path"),
    }
}

fn field_advice(suggestion: Option<&'static str>) -> String {
    match suggestion {
        Some(field) => format!(": did you mean `{field}`?"),
        None => ": fields are `record_id`, `name`, `date_of_birth`, `id_number`, `country` and others".to_owned(),
    }
}

fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map(|heading| format!(", did you mean `{heading}`?")).unwrap_or_default()
}

fn name_advice(suggestion: Option<&str>) -> String {
    let advice = |heading| {
        format!(
            "did you mean `--map name={heading}`, or `--map last_name={heading} --map first_name=…` where names come in parts? otherwise "
        )
    };
    suggestion.map(advice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_lower_case_without_a_full_stop_and_ends_with_what_to_do() {
        let errors = [
            Error::Open { file: "a.csv".into(), source: io::ErrorKind::NotFound.into() },
            Error::Directory { file: "in".into() },
            Error::Empty { file: "a.csv".into(), header: "name" },
            Error::UnknownField { field: "nam".into(), suggestion: Some("name") },
            Error::NoName { position: Position::line("a.csv", 1), found: "`x`".into(), suggestion: None },
            Error::UnclosedQuote { position: Position::line("a.csv", 7) },
        ];
        for error in errors {
            let text = error.to_string();
            assert!(!text.ends_with('.') && !text.starts_with(char::is_uppercase), "{text}");
            assert!(text.contains(": "), "{text}");
        }
    }

    #[test]
    fn headings_are_usage_and_bytes_are_not() {
        assert!(Error::MappedTwice { word: "name".into() }.is_usage());
        assert!(!Error::UnclosedQuote { position: Position::line("a.csv", 7) }.is_usage());
    }
}
