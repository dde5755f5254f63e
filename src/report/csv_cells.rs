//! CSV as FORMATS says: LF, commas, quotes only where needed, nothing that a spreadsheet would run.

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
        self.cell("", &value.to_string())
    }

    /// A cell with text from outside; what a spreadsheet would run gets a `'` in front.
    pub(crate) fn foreign(&mut self, text: &str) -> &mut Self {
        let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        self.cell(if runs { "'" } else { "" }, text)
    }

    /// Several values in one cell.
    pub(crate) fn several(&mut self, values: impl IntoIterator<Item = impl std::fmt::Display>) -> &mut Self {
        let text = values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(";");
        self.foreign(&text)
    }

    /// Ends the row.
    pub(crate) fn end(&mut self) {
        self.out.push(b'\n');
        self.first = true;
    }

    fn cell(&mut self, front: &str, text: &str) -> &mut Self {
        if !std::mem::take(&mut self.first) {
            self.out.push(b',');
        }
        if text.contains(['"', ',', '\n', '\r']) {
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
        self
    }
}
