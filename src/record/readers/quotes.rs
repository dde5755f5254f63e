/// Follows the quotes of a row to know where an open one began, and what the CSV parser, which finds some parse
/// for anything, does not tell: that a closing quote is followed by text. In a cell of several lines
/// that means that its quote was never closed, and that the next quoted cell of the file closed it: the rows
/// between would be swallowed.
pub(crate) struct Quotes {
    delimiter: u8,
    state: State,
    line: u64,
    after_cr: bool,
    /// Where the quote of the current cell opened.
    opened: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// Behind a quote inside a quoted cell: the closing one, or the first of two.
    Closing,
    /// Blanks behind the closing quote.
    Closed,
}

impl Quotes {
    pub(crate) fn new(delimiter: u8) -> Self {
        Self { delimiter, state: State::CellStart, line: 1, after_cr: false, opened: 1 }
    }

    /// Starts at a row's first byte.
    pub(crate) fn start_row(&mut self, line: u64) {
        (self.state, self.line, self.after_cr) = (State::CellStart, line, false);
    }

    /// Forgets the row.
    pub(crate) fn end_row(&mut self) {
        self.state = State::CellStart;
    }

    /// The line of the next byte.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Whether the last byte was a CR.
    pub(crate) fn after_cr(&self) -> bool {
        self.after_cr
    }

    /// The line in which a quote opened that has not been closed.
    pub(crate) fn open_since(&self) -> Option<u64> {
        (self.state == State::Quoted).then_some(self.opened)
    }

    /// Follows the next bytes of the row; the line in which a quote opened that was never closed is the error.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<(), u64> {
        for &byte in bytes {
            self.state = match (self.state, byte) {
                (State::CellStart, b'"') => {
                    self.opened = self.line;
                    State::Quoted
                }
                (State::Quoted, b'"') => State::Closing,
                (State::Quoted, _) | (State::Closing, b'"') => State::Quoted,
                (_, b'\n' | b'\r') => State::CellStart,
                (_, byte) if byte == self.delimiter => State::CellStart,
                (State::Closing | State::Closed, b' ' | b'\t') => State::Closed,
                (State::Closing | State::Closed, _) if self.line > self.opened => return Err(self.opened),
                _ => State::Plain,
            };
            if byte == b'\r' || (byte == b'\n' && !self.after_cr) {
                self.line += 1;
            }
            self.after_cr = byte == b'\r';
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(text: &str) -> Result<Option<u64>, u64> {
        let mut quotes = Quotes::new(b',');
        quotes.start_row(1);
        quotes.feed(text.as_bytes()).map(|()| quotes.open_since())
    }

    #[test]
    fn an_open_quote_is_known_with_its_line() {
        assert_eq!(follow("a,\"b\n\",\"c\r\nd"), Ok(Some(2)));
        assert_eq!(follow("a,\"b \"\" c\",d\n"), Ok(None));
        assert_eq!(follow("a,b \"c\" d,5\""), Ok(None));
    }

    #[test]
    fn a_quote_that_swallowed_rows_until_the_next_quote_is_found() {
        assert_eq!(follow("1,\"Ada Example,x\n2,\"Example, Bo\",y\n"), Err(1));
        assert_eq!(follow("1,\"two\nlines\" ,x\n"), Ok(None));
        assert_eq!(follow("1,\"one line\" more,x\n"), Ok(None));
    }
}
