//! CSV as FORMATS says: LF, commas, quotes only where needed, nothing that a spreadsheet would run.

use std::io::Write;

use super::RunContext;

/// The byte order mark, where the run wants one.
pub(super) fn mark(run: &RunContext, out: &mut Vec<u8>) {
    if run.bom {
        out.extend_from_slice("\u{feff}".as_bytes());
    }
}

/// Writes rows into a buffer.
pub(crate) struct CsvRows<'o> {
    out: &'o mut Vec<u8>,
    first: bool,
}

impl<'o> CsvRows<'o> {
    pub(crate) fn new(out: &'o mut Vec<u8>) -> Self {
        Self { out, first: true }
    }

    /// A cell that muster wrote itself: never a formula.
    pub(crate) fn plain(&mut self, text: &str) -> &mut Self {
        self.cell("", text)
    }

    /// A cell with a number or word of muster's own.
    pub(crate) fn shown(&mut self, value: impl std::fmt::Display) -> &mut Self {
        self.comma();
        let start = self.out.len();
        let _ = write!(self.out, "{value}");
        self.mend(start, false)
    }

    /// A cell with text from outside; what a spreadsheet would run gets a `'` in front.
    pub(crate) fn foreign(&mut self, text: &str) -> &mut Self {
        self.cell(front(text.as_bytes()), text)
    }

    /// Several values in one cell.
    pub(crate) fn several(&mut self, values: impl IntoIterator<Item = impl std::fmt::Display>) -> &mut Self {
        self.comma();
        let start = self.out.len();
        for (i, value) in values.into_iter().enumerate() {
            let _ = write!(self.out, "{}{value}", if i > 0 { ";" } else { "" });
        }
        self.mend(start, true)
    }

    /// Writes the cell that begins here once more where it needs quotes, or would run.
    fn mend(&mut self, start: usize, foreign: bool) -> &mut Self {
        let written = &self.out[start..];
        let front = if foreign { front(written) } else { "" };
        if needs_quotes(written) || !front.is_empty() {
            let text = String::from_utf8_lossy(written).into_owned();
            self.out.truncate(start);
            self.text(front, &text);
        }
        self
    }

    /// Ends the row.
    pub(crate) fn end(&mut self) {
        self.out.push(b'\n');
        self.first = true;
    }

    fn cell(&mut self, front: &str, text: &str) -> &mut Self {
        self.comma();
        self.text(front, text);
        self
    }

    fn comma(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.out.push(b',');
        }
    }

    fn text(&mut self, front: &str, text: &str) {
        if needs_quotes(text.as_bytes()) {
            self.out.push(b'"');
            self.out.extend_from_slice(front.as_bytes());
            for (i, piece) in text.split('"').enumerate() {
                if i > 0 {
                    self.out.extend_from_slice(b"\"\"");
                }
                self.out.extend_from_slice(piece.as_bytes());
            }
            self.out.push(b'"');
        } else {
            self.out.extend_from_slice(front.as_bytes());
            self.out.extend_from_slice(text.as_bytes());
        }
    }
}

/// What a spreadsheet takes for the beginning of a formula.
pub(super) const RUNS: &[u8] = b"=+-@\t\r";

/// What goes in front of text from outside, so that no spreadsheet runs it.
fn front(text: &[u8]) -> &'static str {
    if text.first().is_some_and(|byte| RUNS.contains(byte)) { "'" } else { "" }
}

fn needs_quotes(text: &[u8]) -> bool {
    text.iter().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r'))
}
