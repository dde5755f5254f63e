use std::io::{self, BufRead};

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::bytes::next_bytes;
use super::quotes::Quotes;
use crate::record::chunk::Chunk;
use crate::record::row::RejectCode;

/// No cell may be longer, in bytes of UTF-8.
pub(crate) const CELL_LIMIT: usize = 1 << 20;
/// No row may be longer, so that many long cells do not fill the memory either.
const ROW_LIMIT: usize = 16 * CELL_LIMIT;
/// No row may have more cells, whatever the header says.
const WIDTH_LIMIT: usize = 1 << 16;
/// So much of a cell that is too long is shown among the rejects.
const CUT: usize = 1 << 10;

/// Why reading stops.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The reader failed.
    Io(io::Error),
    /// A quote that opened in this line never closes.
    OpenQuote(u64),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Rows of a CSV file, one after the other, with a bound on memory whatever the file holds.
pub(crate) struct CsvRows {
    input: Box<dyn BufRead + Send>,
    parser: csv_core::Reader,
    quotes: Quotes,
    /// The line of the next byte, counted from 1.
    line: u64,
    /// Whether the last byte was a CR, which makes one line break with a LF behind it.
    after_cr: bool,
    /// Where the rest of a row goes that is given up.
    waste: Vec<u8>,
}

impl CsvRows {
    /// Of text in UTF-8 with this delimiter.
    pub(crate) fn new(input: Box<dyn BufRead + Send>, delimiter: u8) -> Self {
        let parser = ReaderBuilder::new().delimiter(delimiter).build();
        Self { input, parser, quotes: Quotes::new(delimiter), line: 1, after_cr: false, waste: Vec::new() }
    }

    /// The line that has been reached.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Passes over one line, whatever it holds.
    pub(crate) fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let bytes = next_bytes(self.input.as_mut())?;
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let length = end.unwrap_or(bytes.len());
            let done = end.is_some() || bytes.is_empty();
            self.input.consume(length);
            if done {
                return Ok(());
            }
        }
    }

    /// Reads one row into the chunk, passing over lines of nothing but blanks; `false` at the end of the file.
    ///
    /// # Errors
    /// Those of the reader, and a quote that never closes.
    pub(crate) fn read_row(&mut self, chunk: &mut Chunk) -> Result<bool, Stop> {
        while self.skip_empty_lines()? {
            let (text, ends) = (chunk.used, chunk.ends_used);
            let (line, fault) = self.next_row(chunk)?;
            let cells = chunk.ends_used - ends;
            if fault.is_none() && cells == 1 && is_blank(&chunk.text[text..chunk.used]) {
                (chunk.used, chunk.ends_used) = (text, ends);
                continue;
            }
            chunk.close_row(line, text, ends, fault);
            return Ok(true);
        }
        Ok(false)
    }

    /// Reads the row that begins here behind the chunk's last one; its line, and what is wrong with it.
    fn next_row(&mut self, chunk: &mut Chunk) -> Result<(u64, Option<RejectCode>), Stop> {
        let (line, text, ends) = (self.line, chunk.used, chunk.ends_used);
        let mut partial = false;
        loop {
            let bytes = next_bytes(self.input.as_mut())?;
            let at_end = bytes.is_empty();
            if at_end && let Some(opened) = self.quotes.open_since() {
                return Err(Stop::OpenQuote(opened));
            }
            chunk.make_room();
            let (result, read, wrote, cells) =
                self.parser.read_record(bytes, &mut chunk.text[chunk.used..], &mut chunk.ends[chunk.ends_used..]);
            chunk.used += wrote;
            chunk.ends_used += cells;
            let breaks = bytes[..read].iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
            let done = matches!(result, ReadRecordResult::Record | ReadRecordResult::End);
            // nearly all rows are one piece on one line: those need no second look
            if partial || !done || breaks > 1 {
                if !partial {
                    self.quotes.start_row(line);
                }
                self.quotes.feed(&bytes[..read]).map_err(Stop::OpenQuote)?;
                self.line = self.quotes.line();
                self.after_cr = self.quotes.after_cr();
                partial = true;
            } else {
                self.line += breaks as u64;
                self.after_cr = read > 0 && bytes[read - 1] == b'\r';
            }
            self.input.consume(read);
            if let Some(fault) = fault(chunk, text, ends, done) {
                if !done {
                    self.give_up_row()?;
                }
                cut(chunk, text, ends);
                return Ok((line, Some(fault)));
            }
            if done {
                self.quotes.end_row();
                return Ok((line, None));
            }
        }
    }

    /// Stands at the first byte of a line that is not empty; `false` where there is none.
    fn skip_empty_lines(&mut self) -> io::Result<bool> {
        loop {
            let bytes = next_bytes(self.input.as_mut())?;
            if bytes.is_empty() {
                return Ok(false);
            }
            let mut read = 0;
            for byte in bytes {
                match byte {
                    b'\n' if self.after_cr => self.after_cr = false,
                    b'\n' => self.line += 1,
                    b'\r' => {
                        self.line += 1;
                        self.after_cr = true;
                    }
                    _ => break,
                }
                read += 1;
            }
            let found = read < bytes.len();
            self.input.consume(read);
            if found {
                self.after_cr = false;
                return Ok(true);
            }
        }
    }

    /// Reads the rest of a row and forgets it.
    fn give_up_row(&mut self) -> Result<(), Stop> {
        self.waste.resize(1 << 16, 0);
        let mut ends = [0; 512];
        loop {
            let bytes = next_bytes(self.input.as_mut())?;
            if bytes.is_empty()
                && let Some(opened) = self.quotes.open_since()
            {
                return Err(Stop::OpenQuote(opened));
            }
            let (result, read, ..) = self.parser.read_record(bytes, &mut self.waste, &mut ends);
            self.quotes.feed(&bytes[..read]).map_err(Stop::OpenQuote)?;
            self.input.consume(read);
            if matches!(result, ReadRecordResult::Record | ReadRecordResult::End) {
                (self.line, self.after_cr) = (self.quotes.line(), self.quotes.after_cr());
                self.quotes.end_row();
                return Ok(());
            }
        }
    }
}

impl Chunk {
    /// Makes sure that there is room to write to.
    fn make_room(&mut self) {
        if self.used == self.text.len() {
            self.text.resize((self.used * 2).max(1 << 18), 0);
        }
        if self.ends_used == self.ends.len() {
            self.ends.resize((self.ends_used * 2).max(1 << 13), 0);
        }
    }
}

/// Whether a line holds blanks only, or the mark that ends a file of DOS. An empty cell in quotes is a cell.
fn is_blank(line: &[u8]) -> bool {
    !line.is_empty() && line.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0x1a)
}

/// What is wrong with the row that begins here, as far as it has been read.
fn fault(chunk: &Chunk, text: usize, ends: usize, done: bool) -> Option<RejectCode> {
    let (length, ends) = (chunk.used - text, &chunk.ends[ends..chunk.ends_used]);
    if length > CELL_LIMIT {
        let open = (!done).then_some(length);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let longest = starts.zip(ends.iter().copied().chain(open)).map(|(start, end)| end - start).max();
        if length > ROW_LIMIT || longest > Some(CELL_LIMIT) {
            return Some(RejectCode::CellTooLong);
        }
    }
    (ends.len() > WIDTH_LIMIT).then_some(RejectCode::TooManyCells)
}

/// Cuts the row's long cells; one that was still being read becomes its last.
fn cut(chunk: &mut Chunk, text: usize, ends: usize) {
    let last = chunk.ends[ends..chunk.ends_used].last().copied().unwrap_or(0);
    if text + last < chunk.used {
        chunk.make_room();
        chunk.ends[chunk.ends_used] = chunk.used - text;
        chunk.ends_used += 1;
    }
    let (mut start, mut kept) = (text, text);
    for end in &mut chunk.ends[ends..chunk.ends_used] {
        let length = (text + *end - start).min(CUT);
        chunk.text.copy_within(start..start + length, kept);
        start = text + *end;
        kept += length;
        *end = kept - text;
    }
    chunk.used = kept;
    // the room that a long cell took is given back
    chunk.text.truncate(kept.max(1 << 21));
}
