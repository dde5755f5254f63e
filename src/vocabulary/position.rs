use std::fmt;

/// A place in a file, for errors and warnings: `customers.csv:1203: column 4 (date_of_birth)`, or in a workbook:
/// `hits.xlsx: sheet Alerts, cell AE12`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Position {
    /// The file as the user named it; `-` for standard input.
    pub file: String,
    /// The sheet, where it is a workbook: its lines are rows.
    pub sheet: Option<String>,
    /// Counted from 1; 0 where the file as a whole is meant.
    pub line: u64,
    /// The column's number, counted from 1, and its heading.
    pub column: Option<Box<(usize, String)>>,
}

impl Position {
    /// A whole file.
    pub fn file(file: impl fmt::Display) -> Self {
        Self { file: file.to_string(), ..Self::default() }
    }

    /// A line of a file.
    pub fn line(file: impl fmt::Display, line: u64) -> Self {
        Self { file: file.to_string(), line, ..Self::default() }
    }

    /// The cell, as a spreadsheet names it: `AE12`; `None` where it is no workbook, or no cell.
    pub fn cell(&self) -> Option<String> {
        let column = self.column.as_ref().filter(|_| self.sheet.is_some() && self.line > 0)?;
        Some(format!("{}{}", letters(column.0), self.line))
    }
}

/// The letters of a column, counted from 1: `A` to `Z`, `AA`, `AB` and on.
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.insert(0, char::from(b'A' + (column % 26) as u8));
        column /= 26;
    }
    letters.into_iter().collect()
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, ": sheet {sheet}")?;
            return match self.cell() {
                Some(cell) => write!(f, ", cell {cell}"),
                None if self.line > 0 => write!(f, ", row {}", self.line),
                None => Ok(()),
            };
        }
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if let Some((number, heading)) = self.column.as_deref() {
            write!(f, ": column {number} ({heading})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_workbook_is_named_as_a_spreadsheet_does() {
        let row = Position { sheet: Some("Alerts 2".to_owned()), ..Position::line("hits.xlsx", 12) };
        assert_eq!(row.to_string(), "hits.xlsx: sheet Alerts 2, row 12");
        for (column, cell) in [(1, "A12"), (26, "Z12"), (27, "AA12"), (34, "AH12"), (703, "AAA12")] {
            let cell = format!("hits.xlsx: sheet Alerts 2, cell {cell}");
            assert_eq!(
                Position { column: Some(Box::new((column, "decision".to_owned()))), ..row.clone() }.to_string(),
                cell
            );
        }
    }
}
