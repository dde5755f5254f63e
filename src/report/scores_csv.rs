use crate::record::{PairRow, PairsLayout};
use crate::vocabulary::Score;

/// What `compare` makes of a file of pairs: the same rows, `score` behind them. Cells are what they were, also where a
/// spreadsheet would run them: a program reads this back.
pub struct ScoresCsv(csv::Writer<Vec<u8>>);

impl ScoresCsv {
    /// With the headings of the pairs.
    pub fn new(pairs: &PairsLayout) -> Self {
        let mut this = Self::empty();
        this.write(pairs.headings().iter().map(String::as_bytes), "score");
        this
    }

    /// Rows without headings, to be put behind others.
    pub fn empty() -> Self {
        Self(csv::WriterBuilder::new().flexible(true).from_writer(Vec::new()))
    }

    /// A row and its score.
    pub fn row(&mut self, pair: &PairRow, score: Score) {
        let score = score.to_string();
        self.write(pair.cells.iter().copied(), &score);
    }

    fn write<'c>(&mut self, cells: impl Iterator<Item = &'c [u8]>, last: &'c str) {
        // writing to memory does not fail
        let _ = self.0.write_record(cells.chain([last.as_bytes()]));
    }

    /// The bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_default()
    }
}
