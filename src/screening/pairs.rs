//! A file of pairs, scored on all cores, in the order of its rows.

use rayon::prelude::*;

use super::Error;
use crate::matching::PairComparer;
use crate::name::NameKind;
use crate::record::{Chunk, PairsLayout, PairsReader, RawRow};
use crate::report::ScoresCsv;

/// Rows in a chunk, and of those that a worker scores at once.
const CHUNK: usize = 8_192;
const SLICE: usize = 64;

/// Scores all pairs of a file: its rows with `score` appended, as CSV. The bytes do not depend on the number of threads.
///
/// # Errors
/// Where the file cannot be read to its end, or a row is no pair.
pub fn score_pairs(mut pairs: PairsReader, comparer: &PairComparer) -> Result<Vec<u8>, Error> {
    let layout = pairs.layout();
    let mut out = ScoresCsv::new(&layout).into_bytes();
    let mut chunk = Chunk::default();
    while pairs.read_chunk_into(&mut chunk, CHUNK)? {
        let rows: Vec<RawRow> = chunk.rows().collect();
        let slices: Vec<Vec<u8>> =
            rows.par_chunks(SLICE).map(|rows| score_rows(&layout, comparer, rows)).collect::<Result<_, Error>>()?;
        for slice in slices {
            out.extend_from_slice(&slice);
        }
    }
    Ok(out)
}

fn score_rows(pairs: &PairsLayout, comparer: &PairComparer, rows: &[RawRow]) -> Result<Vec<u8>, Error> {
    let mut out = ScoresCsv::empty();
    for raw in rows {
        let pair = pairs.pair(*raw)?;
        out.row(&pair, comparer.score(&pair.name1, &pair.name2, NameKind::of(pair.schema)));
    }
    Ok(out.into_bytes())
}
