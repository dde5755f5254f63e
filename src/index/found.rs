//! What was found of a searched name in a form: how alike each of its parts is to one of the form's, in a few levels.

use crate::likeness::{Likeness, NEARLY_EQUAL};

/// Levels of likeness, from the least that a search finds to the same text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Levels([Likeness; Levels::COUNT]);

impl Levels {
    /// How many there are.
    pub const COUNT: usize = 6;

    /// For a search that finds nothing below a floor: the same text, another spelling of the same sounds, and what is
    /// between those and the floor in equal steps.
    pub fn above(floor: Likeness) -> Self {
        let step = NEARLY_EQUAL.saturating_sub(floor) / 4;
        Self([floor, floor + step, floor + 2 * step, floor + 3 * step, NEARLY_EQUAL.max(floor), 10_000])
    }

    /// The level of a likeness, from 1; what is below the floor counts as the lowest.
    #[inline]
    fn of(self, alike: Likeness) -> usize {
        self.0.iter().skip(1).filter(|least| alike >= **least).count() + 1
    }

    /// The most that parts on a level can be alike; on none, what the search leaves unfound.
    pub fn most(self, level: usize) -> Likeness {
        self.0.get(level).map_or(10_000, |next| next.saturating_sub(1))
    }
}

/// Which searched parts were found in a form, on which level, and whether neighbouring parts, written together on one
/// side, were.
///
/// Each part has as many bits as there are levels, the lowest so many of them set: what was found in two ways is the union.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Found(u32);

/// Parts that have a place of their own; further ones share the last.
const PLACES: usize = 5;
/// Parts that are written together on one side: such a form is a candidate in any case.
pub(super) const JOINED: u32 = 1 << 31;

impl Found {
    /// How many numbers there are for names of so many parts.
    pub fn numbers(parts: usize) -> usize {
        digits(parts).pow(parts.min(PLACES) as u32)
    }

    /// These parts, all equal.
    pub fn parts(parts: impl Iterator<Item = usize>) -> Self {
        Self(parts.fold(0, |bits, part| bits | mask(part)))
    }

    pub(super) fn of_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The bits of a part that was found so much alike.
    #[inline]
    pub(super) fn bits(part: usize, alike: Likeness, levels: Levels) -> u32 {
        ((1 << levels.of(alike)) - 1) << shift(part)
    }

    /// Whether this part was found; of a long name's last parts, whether any was.
    #[inline]
    pub fn has(self, part: usize) -> bool {
        self.0 & mask(part) != 0
    }

    /// On which level this part was found in a name of so many, 0 for none. In long names neighbouring levels are one: the higher.
    #[inline]
    pub fn level(self, part: usize, parts: usize) -> usize {
        self.digit(part, parts) * step(parts)
    }

    #[inline]
    fn digit(self, part: usize, parts: usize) -> usize {
        let bits = (self.0 >> shift(part)) as usize % DIGITS[0].len();
        usize::from(DIGITS[step(parts) - 1][bits])
    }

    /// Whether parts that are written together were.
    #[inline]
    pub fn joined(self) -> bool {
        self.0 & JOINED != 0
    }

    /// The number of what was found of a name of so many parts, below [`Found::numbers`].
    #[inline]
    pub fn number(self, parts: usize) -> usize {
        let digits = digits(parts);
        (0..parts.min(PLACES)).fold(0, |number, part| number * digits + self.digit(part, parts))
    }
}

/// By the bits of a part, how many are set, and half of that rounded up.
static DIGITS: [[u8; 1 << Levels::COUNT]; 2] = {
    let mut digits = [[0; 1 << Levels::COUNT]; 2];
    let mut bits = 0;
    while bits < 1 << Levels::COUNT {
        digits[0][bits] = (bits as u32).count_ones() as u8;
        digits[1][bits] = digits[0][bits].div_ceil(2);
        bits += 1;
    }
    digits
};

/// Names of more parts are told apart by fewer levels: tables stay small.
#[inline]
fn step(parts: usize) -> usize {
    if parts > 3 { 2 } else { 1 }
}

#[inline]
fn digits(parts: usize) -> usize {
    Levels::COUNT / step(parts) + 1
}

#[inline]
fn shift(part: usize) -> usize {
    part.min(PLACES - 1) * Levels::COUNT
}

#[inline]
fn mask(part: usize) -> u32 {
    ((1 << Levels::COUNT) - 1) << shift(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_likeness_is_between_its_level_and_the_next() {
        for floor in [5_200, 6_861, 8_234, 9_500, 9_900] {
            let levels = Levels::above(floor);
            for alike in
                (floor..=10_000).step_by(7).chain([9_849, 9_850, 9_999, 10_000]).filter(|alike| *alike >= floor)
            {
                let level = levels.of(alike);
                assert!(alike <= levels.most(level), "{floor} {alike}");
                assert!(level == 1 || alike > levels.most(level - 1), "{floor} {alike}");
            }
            assert_eq!(levels.most(0), floor - 1);
            assert_eq!(levels.most(Levels::COUNT), 10_000);
        }
    }

    proptest! {
        #[test]
        fn what_was_found_has_a_number_of_its_own_and_the_better_way_wins(found in prop::collection::vec((0usize..6, 8_000u16..=10_000), 0..9), parts in 1usize..7) {
            let levels = Levels::above(8_000);
            let all = found.iter().filter(|(part, _)| *part < parts);
            let bits = all.clone().fold(0, |bits, (part, alike)| bits | Found::bits(*part, *alike, levels));
            let this = Found::of_bits(bits);
            prop_assert!(this.number(parts) < Found::numbers(parts));
            for (part, alike) in all {
                prop_assert!(this.has(*part));
                prop_assert!(levels.most(this.level(*part, parts)) >= *alike);
            }
        }
    }
}
