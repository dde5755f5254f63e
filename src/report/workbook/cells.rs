use std::borrow::Cow;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use crate::report::csv_cells::RUNS;

/// UTF-16 units of a cell, as all programs have it.
const MOST_UNITS: usize = 32_767;
/// How a cell ends that was longer.
const MARK: &str = " … (cut here: the CSV file has all of it)";

/// How many cells were too long.
#[derive(Default)]
pub(super) struct Cut {
    pub cells: u64,
}

/// The text of a cell of CSV, without the `'` that keeps a spreadsheet from running it: a cell of text is never run.
pub(super) fn given(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.bytes().next().is_some_and(|first| RUNS.contains(&first)) => rest,
        _ => cell,
    }
}

impl Cut {
    /// Writes text, cut where it is too long for a cell.
    pub(super) fn text(
        &mut self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        text: &str,
        format: Option<&Format>,
    ) -> Result<(), XlsxError> {
        let text = self.fitting(text);
        match (format, &*text) {
            (Some(format), "") => sheet.write_blank(row, column, format)?,
            (None, "") => return Ok(()),
            (Some(format), text) => sheet.write_string_with_format(row, column, text, format)?,
            (None, text) => sheet.write_string(row, column, text)?,
        };
        Ok(())
    }

    fn fitting<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        if text.len() <= MOST_UNITS || text.encode_utf16().count() <= MOST_UNITS {
            return text.into();
        }
        self.cells += 1;
        let mut left = MOST_UNITS - MARK.encode_utf16().count();
        let fits = |(_, letter): &(usize, char)| {
            let fits = letter.len_utf16() <= left;
            left = left.saturating_sub(letter.len_utf16());
            fits
        };
        let end = text.char_indices().take_while(fits).last().map_or(0, |(at, letter)| at + letter.len_utf8());
        format!("{}{MARK}", &text[..end]).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_disarms_a_cell_of_csv_is_taken_off_and_nothing_else() {
        for (cell, text) in [("'=1+1", "=1+1"), ("'-5", "-5"), ("'t Hooft", "'t Hooft"), ("'", "'"), ("", "")] {
            assert_eq!(given(cell), text);
        }
    }

    #[test]
    fn a_cell_that_is_too_long_is_cut_between_letters_and_says_so() {
        let mut cut = Cut::default();
        let whole = "ä".repeat(MOST_UNITS);
        assert_eq!(cut.fitting(&whole), whole);
        assert_eq!(cut.cells, 0);
        for letter in ["ä", "\u{1f600}"] {
            let text = letter.repeat(MOST_UNITS + 1);
            let cut = cut.fitting(&text);
            assert!(cut.encode_utf16().count() <= MOST_UNITS && cut.ends_with(MARK), "{letter}");
            assert!(cut.encode_utf16().count() > MOST_UNITS - 2);
        }
        assert_eq!(cut.cells, 2);
    }
}
