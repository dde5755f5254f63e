use hashbrown::{HashMap, HashSet};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Numbers of one block of ids.
const BLOCK: u32 = 1 << 16;
/// A block with more numbers than this is a bit each instead of two bytes each.
const SPARSE: usize = 4096;

/// Tells which record ids came before, for `duplicate_record_id`.
///
/// Ids that end in a number, as nearly all do, are kept exactly, in blocks of 65,536 numbers: one bit each where they
/// are dense, two bytes each where they are sparse, so ten million of them take 1 to some 60 MB. Other ids (UUIDs)
/// are kept as 64-bit hashes, some 10 to 20 bytes each; the chance of one false warning among ten
/// million of those is 3 in a million.
#[derive(Default)]
pub struct DuplicateIds {
    blocks: HashMap<(u64, u64), Block>,
    /// Ids that end in no number, or in one that has no block.
    hashes: HashSet<u64>,
    rows: usize,
}

enum Block {
    Sparse(Vec<u16>),
    Dense(Box<[u64; BLOCK as usize / 64]>),
}

impl DuplicateIds {
    /// Knows no id yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes note of an id; whether it came before. Blanks around it do not count.
    pub fn seen_before(&mut self, id: &str) -> bool {
        let id = id.trim();
        self.rows += 1;
        let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (prefix, number) = id.split_at(id.len() - digits);
        match number.parse::<u64>() {
            Ok(value) => {
                // `007` and `7` are two ids: the width belongs to the key
                let prefix = xxh3_64_with_seed(prefix.as_bytes(), digits as u64);
                let (key, number) = ((prefix, value / u64::from(BLOCK)), (value % u64::from(BLOCK)) as u16);
                let worth_a_block = self.blocks.len() < 1024 + self.rows / 16;
                match self.blocks.get_mut(&key) {
                    Some(block) => !block.insert(number) || self.is_hashed(id),
                    None if worth_a_block => {
                        self.blocks.insert(key, Block::Sparse(vec![number]));
                        self.is_hashed(id)
                    }
                    None => !self.hashes.insert(xxh3_64(id.as_bytes())),
                }
            }
            Err(_) => !self.hashes.insert(xxh3_64(id.as_bytes())),
        }
    }

    fn is_hashed(&self, id: &str) -> bool {
        !self.hashes.is_empty() && self.hashes.contains(&xxh3_64(id.as_bytes()))
    }
}

impl Block {
    /// Whether the number is new.
    fn insert(&mut self, number: u16) -> bool {
        match self {
            Self::Sparse(numbers) => {
                // ids mostly rise
                if numbers.last().is_none_or(|last| *last < number) {
                    numbers.push(number);
                } else if let Err(place) = numbers.binary_search(&number) {
                    numbers.insert(place, number);
                } else {
                    return false;
                }
                if numbers.len() > SPARSE {
                    let mut bits = Box::new([0; BLOCK as usize / 64]);
                    for number in numbers {
                        bits[usize::from(*number / 64)] |= 1 << (*number % 64);
                    }
                    *self = Self::Dense(bits);
                }
                true
            }
            Self::Dense(bits) => {
                let (word, bit) = (&mut bits[usize::from(number / 64)], 1 << (number % 64));
                let new = *word & bit == 0;
                *word |= bit;
                new
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_id_is_a_duplicate() {
        let mut ids = DuplicateIds::new();
        for id in ["7", "007", "C7", "c7", "", "x", "C-0007", "99999999999999999999999", "Å7"] {
            assert!(!ids.seen_before(id), "{id}");
        }
        for id in ["7", " 007", "C7", "", "x", "99999999999999999999999"] {
            assert!(ids.seen_before(id), "{id}");
        }
    }

    #[test]
    fn many_ids_in_any_order_are_told_apart() {
        let mut ids = DuplicateIds::new();
        for n in (0..200_000_u32).map(|n| n.wrapping_mul(7919) % 200_003) {
            assert!(!ids.seen_before(&format!("K{n:06}")));
        }
        assert!((0..200_000_u32).map(|n| n.wrapping_mul(7919) % 200_003).all(|n| ids.seen_before(&format!("K{n:06}"))));
    }

    #[test]
    fn ids_that_end_in_unrelated_numbers_take_no_block_each() {
        let mut ids = DuplicateIds::new();
        let id = |n: u64| format!("{:016x}-{}", xxh3_64(&n.to_le_bytes()), n % 10);
        assert!(!(0..50_000).any(|n| ids.seen_before(&id(n))));
        assert!((0..50_000).all(|n| ids.seen_before(&id(n))));
        assert!(ids.blocks.len() < 10_000);
    }
}
