use std::fmt;

/// A place in a file, for errors and warnings: `customers.csv:1203: column 4 (date_of_birth)`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Position {
    /// The file as the user named it; `-` for standard input.
    pub file: String,
    /// Counted from 1; 0 where the file as a whole is meant.
    pub line: u64,
    /// The column's number, counted from 1, and its heading.
    pub column: Option<(usize, String)>,
}

impl Position {
    /// A whole file.
    pub fn file(file: impl fmt::Display) -> Self {
        Self { file: file.to_string(), ..Self::default() }
    }

    /// A line of a file.
    pub fn line(file: impl fmt::Display, line: u64) -> Self {
        Self { file: file.to_string(), line, column: None }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if let Some((number, heading)) = &self.column {
            write!(f, ": column {number} ({heading})")?;
        }
        Ok(())
    }
}
