//! Letters to search by: what finds the terms that are spelled like a searched part, or one slip away from it.

use xxhash_rust::xxh3::xxh3_64;

use super::Error;
use super::build::run;
use super::layout::{
    BlockRow, EarRow, JOINED, KeyRow, Latin, NONE, PARTS, Run, SIDES, SlipRow, SoundRow, TermRow, ear_of, latin_side,
    other_side,
};
use crate::likeness::{Outline, OutlineBox, OwnedLetters, beginning, by_ear, heard_letters, mistypable, stem};
use crate::name::Ear;

/// Keys as they come: those of parts, of neighbouring parts written together, and of parts as they are heard.
#[derive(Default)]
pub(super) struct Keys {
    rows: Vec<Key>,
}

/// Its fields in the order in which keys of the same outline are sorted.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    side: usize,
    outline: Outline,
    codes: Vec<u8>,
    term: u32,
    is_stem: bool,
    weight: u16,
    /// The letters, where they are others than the sounds and fingers may slip on them.
    letters: Vec<u8>,
}

/// The sections that the keys come to.
#[derive(Default)]
pub(super) struct Table {
    /// One side after the other.
    pub blocks: Vec<BlockRow>,
    pub groups: [Vec<BlockRow>; SIDES],
    pub keys: Vec<KeyRow>,
    pub codes: Vec<u8>,
    pub slips: Vec<SlipRow>,
    pub outlines: Vec<Outline>,
    pub sounds: Vec<SoundRow>,
}

impl Keys {
    pub(super) fn add_part(&mut self, term: u32, text: &str) {
        // numbers are equal or nothing: they have no letters to be alike by
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return;
        }
        if let Some((ear, _, letters)) = heard_letters(text) {
            self.push(term, &letters, false, other_side(ear));
            return;
        }
        for (text, is_stem) in [(Some(text), false), (stem(text), true)] {
            let Some(text) = text else { continue };
            let letters = OwnedLetters::of(text);
            if let Some(key) = self.push(term, &letters, is_stem, PARTS).filter(|_| !is_stem) {
                key.letters = mistypable(text, letters.letters());
            }
            for ear in Ear::ALL {
                self.push(term, &by_ear(text, ear), is_stem, latin_side(ear));
            }
        }
    }

    pub(super) fn add_joined(&mut self, term: u32, text: &str) {
        self.push(term, &OwnedLetters::of(text), false, JOINED);
    }

    fn push(&mut self, term: u32, letters: &OwnedLetters, is_stem: bool, side: usize) -> Option<&mut Key> {
        let letters = letters.letters();
        if letters.codes.is_empty() {
            return None;
        }
        let (codes, outline, weight) = (letters.codes.to_vec(), letters.outline, letters.weight);
        self.rows.push(Key { side, outline, codes, term, is_stem, weight, letters: Vec::new() });
        self.rows.last_mut()
    }

    /// The sections; each term is told where its keys are, and where what is heard of it.
    pub(super) fn finish(mut self, terms: &mut [TermRow]) -> Result<Table, Error> {
        self.rows.sort_unstable();
        let mut table = Table::default();
        for keys in self.rows.chunk_by_mut(|a, b| a.side == b.side) {
            let (side, ear) = (keys[0].side, ear_of(keys[0].side));
            // what is heard is only like what begins alike
            let groups = match ear {
                Some(_) => by_beginning(keys).flat_map(|keys| near_each_other(keys, IN_GROUP)).collect(),
                None => near_each_other(keys, IN_GROUP),
            };
            for group in groups {
                let first_block = table.blocks.len();
                for block in near_each_other(group, IN_BLOCK) {
                    let first_key = table.keys.len();
                    for key in &*block {
                        let added = table.add(key)?;
                        let (row, number) = (&mut terms[key.term as usize], table.keys.len() as u32 - 1);
                        match (side, key.is_stem) {
                            (PARTS, true) => row.stem = number,
                            (PARTS, false) => row.key = number,
                            _ => match ear {
                                Some((ear, Latin::Yes)) => {
                                    let heard = &mut heard_of(row, &mut table.sounds).ears[ear as usize];
                                    if key.is_stem {
                                        heard.stem = number;
                                    } else {
                                        let KeyRow { codes, weight, length, .. } = added;
                                        *heard = EarRow { outline: key.outline, codes, weight, length, ..*heard };
                                    }
                                }
                                // a part has either letters or is heard
                                Some((_, Latin::No)) => row.key = number,
                                None => {}
                            },
                        }
                    }
                    table.blocks.push(around(block, run(first_key, table.keys.len())?));
                }
                table.groups[side].push(around(group, run(first_block, table.blocks.len())?));
            }
        }
        table.slips.sort_unstable_by_key(|row| (row.hash, row.key));
        table.slips.dedup_by_key(|row| (row.hash, row.key));
        Ok(table)
    }
}

/// Keys in a block, and in a group of blocks, at most.
const IN_BLOCK: usize = 32;
const IN_GROUP: usize = 512;

/// The row with what is heard of a term.
fn heard_of<'s>(term: &mut TermRow, sounds: &'s mut Vec<SoundRow>) -> &'s mut SoundRow {
    if term.sounds == NONE {
        term.sounds = sounds.len() as u32;
        sounds.push(SoundRow::silent());
    }
    &mut sounds[term.sounds as usize]
}

/// What holds for all of some keys, or of some blocks of them.
fn around(keys: &[Key], inside: Run) -> BlockRow {
    let begins = keys.iter().filter_map(|key| key.codes.first()).fold(0, |bits, code| bits | beginning(*code));
    BlockRow { around: OutlineBox::around(keys.iter().map(|key| &key.outline)), begins, inside }
}

/// Keys by their first sounds.
fn by_beginning(keys: &mut [Key]) -> impl Iterator<Item = &mut [Key]> {
    keys.sort_unstable_by(|a, b| (a.codes.first(), a).cmp(&(b.codes.first(), b)));
    keys.chunk_by_mut(|a, b| a.codes.first() == b.codes.first())
}

/// Splits keys, again and again at the median of the sum in which they are furthest apart, into runs of at most so many
/// (a k-d tree: Bentley 1975).
fn near_each_other(keys: &mut [Key], most: usize) -> Vec<&mut [Key]> {
    let mut pieces = Vec::new();
    let mut left = vec![keys];
    while let Some(keys) = left.pop() {
        let (sum, apart) = OutlineBox::around(keys.iter().map(|key| &key.outline)).widest();
        if keys.len() <= most || apart == 0 && keys.len() <= IN_GROUP {
            pieces.push(keys);
            continue;
        }
        keys.sort_unstable_by(|a, b| (a.outline.sums()[sum], a).cmp(&(b.outline.sums()[sum], b)));
        let (low, high) = keys.split_at_mut(keys.len() / 2);
        left.push(high);
        left.push(low);
    }
    pieces
}

/// A slip is only forgiven in parts of three letters and more.
const LEAST_FORGIVEN: usize = 3;

impl Table {
    /// Adds a key; gives its row.
    fn add(&mut self, key: &Key) -> Result<KeyRow, Error> {
        let number = self.keys.len() as u32;
        for letters in [&key.codes, &key.letters] {
            if key.side == PARTS && letters.len() >= LEAST_FORGIVEN {
                self.slips.extend(slip_hashes(letters).map(|hash| SlipRow { hash, key: number, reserved: 0 }));
            }
        }
        let codes = run(self.codes.len(), self.codes.len())?.start;
        self.codes.extend_from_slice(&key.codes);
        self.outlines.push(key.outline);
        let row = KeyRow {
            codes,
            term: key.term,
            weight: key.weight,
            length: key.codes.len() as u8,
            is_stem: u8::from(key.is_stem),
        };
        self.keys.push(row);
        Ok(row)
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
