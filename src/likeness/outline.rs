//! What shows at a glance that two parts are too far apart to be worth a look at their letters.

use std::sync::LazyLock;

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::costs::COSTS;
use super::ears::{ALPHABETS, SIGNS};
use super::letters::{CODES, code_of_sign};

/// Sums over the letters of a part: a difference between two parts costs at least as much as any of their sums differ.
///
/// Each sum gives every letter a value such that replacing a letter costs at least the difference of their values, and
/// leaving one out at least its own (a 1-Lipschitz embedding of the edit distance; the values are the largest that
/// keep to that near wanted ones: `McShane` 1934). Exchanging two letters changes no sum. Unit: `UNIT` hundredths of a
/// consonant; the first sum counts from 0, the others from 128; what goes beyond stays at the edge, which only
/// weakens the bound.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(transparent)]
pub struct Outline([u8; SUMS]);

/// Sums in an outline.
pub const SUMS: usize = 16;

/// All costs are multiples of it, in hundredths of a consonant.
pub(super) const UNIT: u16 = 5;

/// Letters whose sounds are exchanged, and in which direction each sum wants them to go. Source: of random
/// directions those were kept, one after the other, that rule out most pairs of different parts on public lists.
const GROUPS: [&str; 17] =
    ["kqg", "GXxh", "c", "sz", "SCHZj", "dt", "bp", "fvw", "m", "n", "l", "r", "a", "e", "iy", "o", "u"];
const WANTED: [&str; SUMS] = [
    "+++++++++++++++++",
    "--+-.-++--.++--.-",
    "+.++.+++---..+--+",
    "++.++-..-+.---+-+",
    "-+.++++.+-+--+++.",
    "+++-+++..+-+-.+++",
    "++--+.-+..+-++--+",
    "++-..+-+-.++-+---",
    "++++--+-.-+++-+-+",
    ".++..++++++.---++",
    "++++.--.+.---+-++",
    "++-.++.+.--.--.++",
    "--.+..-+-.+-++-++",
    ".-+-+.++.-+.-.+-+",
    "++.+++-.+-+--++--",
    "++-+.-++++--+.-+-",
];

/// By code: its value in each sum.
static VALUES: LazyLock<Vec<[i16; SUMS]>> = LazyLock::new(|| {
    let mut values = vec![[0; SUMS]; ALPHABETS * CODES];
    for alphabet in 0..ALPHABETS {
        let cheapest = cheapest(alphabet);
        for (sum, directions) in WANTED.iter().enumerate() {
            for (code, value) in near(alphabet, directions, &cheapest).into_iter().enumerate() {
                values[alphabet * CODES + code][sum] = value;
            }
        }
    }
    values
});

/// The place of no letter behind the codes.
const NONE: usize = CODES;

/// Costs by the cheapest way, over other letters or over none; the last place is no letter.
fn cheapest(alphabet: usize) -> Vec<Vec<i32>> {
    let costs = &COSTS[alphabet];
    let direct = |a: usize, b: usize| match (a, b) {
        (NONE, NONE) => 0,
        (NONE, x) | (x, NONE) => i32::from(costs.gap(x as u8)),
        (a, b) => i32::from(costs.pair(a as u8, b as u8)),
    };
    let mut cost: Vec<Vec<i32>> = (0..=NONE).map(|a| (0..=NONE).map(|b| direct(a, b)).collect()).collect();
    for over in 0..=NONE {
        for a in 0..=NONE {
            for b in 0..=NONE {
                cost[a][b] = cost[a][b].min(cost[a][over] + cost[over][b]);
            }
        }
    }
    cost
}

/// Values near the wanted ones, of which no two differ by more than it costs to replace one by the other.
fn near(alphabet: usize, directions: &str, cost: &[Vec<i32>]) -> [i16; CODES] {
    let mut wanted = [0_i32; CODES];
    let mut want = |code: usize, sign: u8| {
        let group = GROUPS.iter().position(|group| group.bytes().any(|known| known == sign));
        let gap = i32::from(COSTS[alphabet].gap(code as u8));
        wanted[code] = match group.and_then(|group| directions.as_bytes().get(group)) {
            Some(b'+') => gap,
            Some(b'-') => -gap,
            _ => 0,
        };
    };
    match alphabet.checked_sub(1) {
        None => {
            GROUPS.concat().bytes().for_each(|sign| want(usize::from(code_of_sign(sign)), sign));
            (b'0'..=b'9').for_each(|digit| wanted[usize::from(code_of_sign(digit))] = 100);
        }
        Some(ear) => SIGNS[ear].kin.iter().enumerate().for_each(|(code, kin)| want(code, *kin)),
    }
    let largest = |a: usize| {
        let least = (0..CODES).map(|b| wanted[b] + cost[a][b]).min().unwrap_or(0);
        least.min(cost[a][NONE])
    };
    let zero = largest(NONE);
    std::array::from_fn(|code| ((largest(code) - zero) / i32::from(UNIT)) as i16)
}

impl Outline {
    /// Of a part as codes.
    pub(super) fn of(codes: &[u8]) -> Self {
        let mut sums = [128_i16; SUMS];
        sums[0] = 0;
        for code in codes {
            let values = &VALUES[usize::from(*code) % (ALPHABETS * CODES)];
            sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
        Self(sums.map(|sum| sum.clamp(0, 255) as u8))
    }

    /// Its sums, in units.
    pub fn sums(&self) -> &[u8; SUMS] {
        &self.0
    }

    /// Whether a difference may cost no more than `most` units.
    #[inline]
    #[expect(clippy::needless_range_loop, reason = "sixteen bytes at once, in every profile")]
    pub fn is_within(&self, other: &Self, most: u8) -> bool {
        let mut over = [0; SUMS];
        for sum in 0..SUMS {
            over[sum] = apart(self.0[sum], other.0[sum]).saturating_sub(most);
        }
        none(over)
    }

    /// The least that the difference costs, in hundredths of a consonant.
    #[inline]
    pub fn least_cost(&self, other: &Self) -> u16 {
        let mut most = 0;
        for sum in 0..SUMS {
            most = most.max(apart(self.0[sum], other.0[sum]));
        }
        u16::from(most) * UNIT
    }
}

/// The least and the largest of each sum of some parts: what rules all of them out at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub struct OutlineBox {
    least: Outline,
    most: Outline,
}

impl OutlineBox {
    /// Around these outlines.
    pub fn around<'o>(outlines: impl Iterator<Item = &'o Outline>) -> Self {
        let mut around = Self { least: Outline([u8::MAX; SUMS]), most: Outline([0; SUMS]) };
        for outline in outlines {
            for (sum, value) in outline.0.iter().enumerate() {
                around.least.0[sum] = around.least.0[sum].min(*value);
                around.most.0[sum] = around.most.0[sum].max(*value);
            }
        }
        around
    }

    /// The sum in which they are furthest apart, and how far.
    pub fn widest(&self) -> (usize, u8) {
        let apart = |sum: usize| self.most.0[sum].saturating_sub(self.least.0[sum]);
        (0..SUMS).map(|sum| (sum, apart(sum))).max_by_key(|(sum, apart)| (*apart, SUMS - sum)).unwrap_or_default()
    }

    /// Whether one of them may differ from this outline by no more than `most` units.
    #[inline]
    #[expect(clippy::needless_range_loop, reason = "sixteen bytes at once, in every profile")]
    pub fn may_hold(&self, outline: &Outline, most: u8) -> bool {
        let mut over = [0; SUMS];
        for sum in 0..SUMS {
            let (value, least, largest) = (outline.0[sum], self.least.0[sum], self.most.0[sum]);
            over[sum] = (least.saturating_sub(value) | value.saturating_sub(largest)).saturating_sub(most);
        }
        none(over)
    }
}

/// The difference, by instructions that every processor has for sixteen bytes at once.
#[inline]
fn apart(a: u8, b: u8) -> u8 {
    a.saturating_sub(b) | b.saturating_sub(a)
}

/// Whether all are 0; as one number, so that no loop over sixteen is left.
#[inline]
fn none(over: [u8; SUMS]) -> bool {
    u128::from_ne_bytes(over) == 0
}

/// A cost as units, rounded down: what a bound may be.
#[inline]
pub fn units(cost: u16) -> u8 {
    (cost / UNIT).min(u16::from(u8::MAX)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_costs_are_multiples_of_the_unit() {
        for costs in COSTS.iter() {
            for a in 0..CODES as u8 {
                assert_eq!(costs.gap(a) % UNIT, 0);
                for b in 0..CODES as u8 {
                    assert_eq!(costs.pair(a, b) % UNIT, 0);
                }
            }
        }
    }

    #[test]
    fn no_value_promises_more_than_a_change_costs() {
        for (alphabet, costs) in COSTS.iter().enumerate() {
            for sum in 0..SUMS {
                for a in 0..CODES {
                    let value = |code: usize| VALUES[alphabet * CODES + code][sum];
                    assert!(value(a).unsigned_abs() * UNIT <= costs.gap(a as u8), "{alphabet} {sum} {a}");
                    for b in 0..CODES {
                        let apart = value(a).abs_diff(value(b)) * UNIT;
                        assert!(apart <= costs.pair(a as u8, b as u8), "{alphabet} {sum} {a} {b}");
                    }
                }
            }
        }
    }
}
