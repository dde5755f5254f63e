//! A file of pairs, scored on all cores, in the order of its rows.

use rayon::prelude::*;

use super::Error;
use crate::matching::PairComparer;
use crate::name::NameKind;
use crate::record::{Chunk, PairsLayout, PairsReader, RawRow};
use crate::report::ScoresCsv;
use crate::vocabulary::EntityType;

/// Rows in a chunk, and of those that a worker scores at once.
const CHUNK: usize = 8_192;
const SLICE: usize = 64;

/// The scores of a file of pairs.
pub struct ScoredPairs {
    /// The rows with `score` appended, as CSV.
    pub csv: Vec<u8>,
    /// How many rows have a schema that there is not, and the line of the first: they are compared as names of a person or
    /// an organisation, not known which.
    pub unknown_schemas: Option<(usize, u64)>,
}

/// Scores all pairs of a file. The bytes do not depend on the number of threads.
///
/// # Errors
/// Where the file cannot be read to its end, or a row is no pair.
pub fn score_pairs(mut pairs: PairsReader, comparer: &PairComparer) -> Result<ScoredPairs, Error> {
    let layout = pairs.layout();
    let mut scored = ScoredPairs { csv: ScoresCsv::new(&layout).into_bytes(), unknown_schemas: None };
    let mut chunk = Chunk::default();
    while pairs.read_chunk_into(&mut chunk, CHUNK)? {
        let rows: Vec<RawRow> = chunk.rows().collect();
        let slices: Vec<ScoredPairs> =
            rows.par_chunks(SLICE).map(|rows| score_rows(&layout, comparer, rows)).collect::<Result<_, Error>>()?;
        for slice in &slices {
            scored.append(slice);
        }
    }
    Ok(scored)
}

impl ScoredPairs {
    fn append(&mut self, next: &Self) {
        self.csv.extend_from_slice(&next.csv);
        self.unknown_schemas = match (self.unknown_schemas, next.unknown_schemas) {
            (Some((some, first)), Some((more, _))) => Some((some + more, first)),
            (some, more) => some.or(more),
        };
    }
}

fn score_rows(pairs: &PairsLayout, comparer: &PairComparer, rows: &[RawRow]) -> Result<ScoredPairs, Error> {
    let mut out = ScoresCsv::empty();
    let mut unknown = Vec::new();
    for raw in rows {
        let pair = pairs.pair(*raw)?;
        if pair.schema.is_none() {
            unknown.push(pair.line);
        }
        let kind = NameKind::of(pair.schema.unwrap_or(EntityType::LegalEntity));
        out.row(&pair, comparer.score(&pair.name1, &pair.name2, kind));
    }
    Ok(ScoredPairs { csv: out.into_bytes(), unknown_schemas: unknown.first().map(|line| (unknown.len(), *line)) })
}
