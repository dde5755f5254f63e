//! Letters to search by: what finds the terms that are spelled like a searched part, or one slip away from it.

use xxhash_rust::xxh3::xxh3_64;

use super::Error;
use super::build::run;
use super::layout::{BucketRow, KeyRow, SlipRow, TermRow};
use crate::likeness::{OwnedLetters, steady_sounds, stem};

/// Keys as they come: those of parts, and those of neighbouring parts written together.
#[derive(Default)]
pub(super) struct Keys {
    rows: Vec<Key>,
}

/// Its fields in the order in which keys are sorted.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    is_joined: bool,
    first: u8,
    steady: (u8, u8),
    weight: u16,
    codes: Vec<u8>,
    term: u32,
    is_stem: bool,
    signature: u64,
}

/// The sections that the keys come to.
#[derive(Default)]
pub(super) struct Table {
    pub buckets: Vec<BucketRow>,
    pub keys: Vec<KeyRow>,
    pub codes: Vec<u8>,
    pub slips: Vec<SlipRow>,
}

impl Keys {
    pub(super) fn add_part(&mut self, term: u32, text: &str) {
        // numbers are equal or nothing: they have no letters to be alike by
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return;
        }
        self.push(term, text, false, false);
        if let Some(stem) = stem(text) {
            self.push(term, stem, true, false);
        }
    }

    pub(super) fn add_joined(&mut self, term: u32, text: &str) {
        self.push(term, text, false, true);
    }

    fn push(&mut self, term: u32, text: &str, is_stem: bool, is_joined: bool) {
        let owned = OwnedLetters::of(text);
        let letters = owned.letters();
        if !letters.codes.is_empty() {
            let (signature, weight) = (letters.signature, letters.weight);
            let (codes, steady) = (letters.codes.to_vec(), steady_sounds(signature));
            let first = codes[0];
            self.rows.push(Key { is_joined, first, steady, weight, codes, term, is_stem, signature });
        }
    }

    /// The sections; each term is told where its keys are.
    pub(super) fn finish(mut self, terms: &mut [TermRow]) -> Result<Table, Error> {
        self.rows.sort_unstable();
        let mut table = Table::default();
        for same in self.rows.chunk_by(|a, b| (a.is_joined, a.first, a.steady) == (b.is_joined, b.first, b.steady)) {
            let start = table.keys.len();
            for key in same {
                let row = &mut terms[key.term as usize];
                match (key.is_joined, key.is_stem) {
                    (true, _) => {}
                    (_, true) => row.stem = table.keys.len() as u32,
                    (_, false) => row.key = table.keys.len() as u32,
                }
                table.add(key)?;
            }
            let (nasals, liquids) = same[0].steady;
            let is_joined = u8::from(same[0].is_joined);
            let keys = run(start, table.keys.len())?;
            table.buckets.push(BucketRow { keys, nasals, liquids, first: same[0].first, is_joined });
        }
        table.slips.sort_unstable_by_key(|row| (row.hash, row.key));
        table.slips.dedup_by_key(|row| (row.hash, row.key));
        Ok(table)
    }
}

/// A slip is only forgiven in parts of three letters and more.
const LEAST_FORGIVEN: usize = 3;

impl Table {
    fn add(&mut self, key: &Key) -> Result<(), Error> {
        let number = self.keys.len() as u32;
        if !key.is_joined && key.codes.len() >= LEAST_FORGIVEN {
            self.slips.extend(slip_hashes(&key.codes).map(|hash| SlipRow { hash, key: number, reserved: 0 }));
        }
        let codes = run(self.codes.len(), self.codes.len())?.start;
        self.codes.extend_from_slice(&key.codes);
        self.keys.push(KeyRow {
            signature: key.signature,
            codes,
            term: key.term,
            weight: key.weight,
            length: key.codes.len() as u8,
            is_stem: u8::from(key.is_stem),
            reserved: 0,
        });
        Ok(())
    }
}

/// The hashes of letters as they are, and with each of them left out: two parts that are one slip apart share one of them.
pub(super) fn slip_hashes(letters: &[u8]) -> impl Iterator<Item = u64> + '_ {
    let mut rest: Vec<u8> = Vec::with_capacity(letters.len());
    let without = (0..letters.len()).map(move |out| {
        rest.clear();
        rest.extend(letters.iter().enumerate().filter(|(i, _)| *i != out).map(|(_, letter)| *letter));
        xxh3_64(&rest)
    });
    std::iter::once(xxh3_64(letters)).chain(without)
}
