use super::row::RejectCode;

/// Rows as they were read, not yet looked at: cells without their quotes, in one buffer.
///
/// It can be filled again and again, and shared between the threads that interpret its rows.
#[derive(Default)]
pub struct Chunk {
    /// The cells of all rows, one behind the other; what lies behind `used` is room for more.
    pub(super) text: Vec<u8>,
    pub(super) used: usize,
    /// Where each cell ends, counted from its row's beginning; what lies behind `ends_used` is room for more.
    pub(super) ends: Vec<usize>,
    pub(super) ends_used: usize,
    rows: Vec<Place>,
    /// The number of its first row, counted from 1.
    first_row: u64,
}

struct Place {
    line: u64,
    text: usize,
    ends: usize,
    fault: Option<RejectCode>,
}

/// One row of a [`Chunk`].
#[derive(Clone, Copy)]
pub struct RawRow<'a> {
    /// Line of the file where the row begins, counted from 1.
    pub line: u64,
    /// The data row's number, counted from 1.
    pub number: u64,
    /// The cells' bytes, one behind the other.
    pub(super) text: &'a [u8],
    /// Where each cell ends in `text`.
    pub(super) ends: &'a [usize],
    /// What the reader already found wrong with it.
    pub(super) fault: Option<RejectCode>,
}

impl Chunk {
    /// How many rows it holds.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A row by its place in the chunk, counted from 0.
    pub fn row(&self, index: usize) -> Option<RawRow<'_>> {
        let place = self.rows.get(index)?;
        let (text_end, ends_end) =
            self.rows.get(index + 1).map_or((self.used, self.ends_used), |next| (next.text, next.ends));
        Some(RawRow {
            line: place.line,
            number: self.first_row + index as u64,
            text: &self.text[place.text..text_end],
            ends: &self.ends[place.ends..ends_end],
            fault: place.fault,
        })
    }

    /// All rows, in the file's order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = RawRow<'_>> {
        (0..self.len()).map(|index| {
            // the index is below the length
            self.row(index).unwrap_or(RawRow { line: 0, number: 0, text: &[], ends: &[], fault: None })
        })
    }

    /// How many bytes its cells take.
    pub(super) fn bytes(&self) -> usize {
        self.used
    }

    /// Forgets its rows and keeps its room.
    pub(super) fn restart(&mut self, first_row: u64) {
        (self.used, self.ends_used, self.first_row) = (0, 0, first_row);
        self.rows.clear();
    }

    /// Counts what was written behind `text` and `ends` as a row.
    pub(super) fn close_row(&mut self, line: u64, text: usize, ends: usize, fault: Option<RejectCode>) {
        self.rows.push(Place { line, text, ends, fault });
    }

    /// Adds a row of one cell.
    pub(super) fn push_line(&mut self, line: u64, cell: &[u8], fault: Option<RejectCode>) {
        let (text, ends) = (self.used, self.ends_used);
        self.text.truncate(self.used);
        self.text.extend_from_slice(cell);
        self.used = self.text.len();
        self.ends.truncate(self.ends_used);
        self.ends.push(cell.len());
        self.ends_used = self.ends.len();
        self.close_row(line, text, ends, fault);
    }
}

impl<'a> RawRow<'a> {
    /// How many cells it has.
    pub(super) fn width(&self) -> usize {
        self.ends.len()
    }

    /// Its cells' bytes.
    pub(super) fn cells(&self) -> impl Iterator<Item = &'a [u8]> {
        let (text, ends) = (self.text, self.ends);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        starts.zip(ends).map(move |(start, end)| &text[start..*end])
    }

    /// Its cells as they were; bytes that are no text as replacement characters.
    pub(super) fn cells_lossy(&self) -> Vec<String> {
        self.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
    }

    /// The row's text with every cell on its own, if all of it is UTF-8.
    pub(super) fn decoded(&self) -> Option<DecodedRow<'a>> {
        let text = std::str::from_utf8(self.text).ok()?;
        // two broken cells can make a whole character between them
        self.ends.iter().all(|end| text.is_char_boundary(*end)).then_some(DecodedRow { text, ends: self.ends })
    }
}

/// A row whose bytes are known to be text.
#[derive(Clone, Copy)]
pub(super) struct DecodedRow<'a> {
    text: &'a str,
    ends: &'a [usize],
}

impl<'a> DecodedRow<'a> {
    /// A cell by its column, counted from 0; empty where the row is too short.
    pub(super) fn cell(&self, column: usize) -> &'a str {
        let Some(end) = self.ends.get(column) else { return "" };
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..*end).unwrap_or("")
    }
}
