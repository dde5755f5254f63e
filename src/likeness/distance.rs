use std::cell::OnceCell;
use std::sync::LazyLock;

use super::costs::{FIRST, SWAP, TABLE, costs_of};
use super::ears::ALPHABETS;
use super::lacking;
use super::letters::{CODES, LONGEST, Letters, are_neighbours};
use super::outline::{Outline, OutlineBox, units};

/// How alike two parts are, in ten-thousandths: 10,000 is equal, 0 is not alike at all.
pub type Likeness = u16;

/// Below it two parts are different words.
pub const LEAST: Likeness = 5_200;

/// Different spellings of the same sounds: `Mohammed`, `Mohamed`.
pub const NEARLY_EQUAL: Likeness = 9_650;

/// How alike two different parts are, or 0 where that is below `floor`.
///
/// A weighted Damerau-Levenshtein distance over sounds (Damerau 1964; optimal string alignment), set against the mean
/// weight of the letters; one slip of the fingers, and two in a long part, are forgiven whatever the letters are.
/// Symmetric. Two parts with the same letters are [`NEARLY_EQUAL`].
pub fn likeness(a: Letters, b: Letters, floor: Likeness) -> Likeness {
    if a.codes.is_empty() || b.codes.is_empty() || likeness_ceiling(a, &b.outline, b.weight, b.codes.len()) < floor {
        return 0;
    }
    let alike = match () {
        () if a.codes == b.codes => NEARLY_EQUAL,
        () => spelled(a, b, floor).max(slips(a.codes, b.codes)).min(NEARLY_EQUAL),
    };
    if alike < floor { 0 } else { alike }
}

/// The same without forgiving slips: for parts written together, which are long and meet many.
pub fn likeness_of_spelling(a: Letters, b: Letters, floor: Likeness) -> Likeness {
    let alike = match () {
        () if a.codes.is_empty() || b.codes.is_empty() => 0,
        () if a.codes == b.codes => NEARLY_EQUAL,
        () => spelled(a, b, floor).min(NEARLY_EQUAL),
    };
    if alike < floor { 0 } else { alike }
}

fn spelled(a: Letters, b: Letters, floor: Likeness) -> Likeness {
    if !begin_alike(a.codes, b.codes) {
        return 0;
    }
    let weights = u32::from(a.weight) + u32::from(b.weight);
    let limit = most_of(weights, floor);
    if !a.outline.is_within(&b.outline, units(limit)) {
        return 0;
    }
    if lacking::costs_more(a.codes, b.codes, limit) {
        return 0;
    }
    of_cost(distance(a.codes, b.codes, limit), weights)
}

/// What is heard begins with sounds that are near each other, unless one of them is a weak one: a vowel, a breath. In Latin
/// letters fingers slip at the beginning too.
pub(super) fn begin_alike(a: &[u8], b: &[u8]) -> bool {
    let (Some(x), Some(y)) = (a.first(), b.first()) else { return true };
    if usize::from(*x) < CODES {
        return true;
    }
    let costs = costs_of(a);
    costs.pair(*x, *y) <= WEAK || costs.gap(*x) <= WEAK || costs.gap(*y) <= WEAK
}

/// A first letter or sound as a bit.
pub fn beginning(code: u8) -> u64 {
    1 << (usize::from(code) % CODES)
}

/// By code: with which others, as bits, it can begin what is alike.
static BEGIN_ALIKE: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let of_code = |code: usize| {
        let alphabet = code / CODES * CODES;
        let alike = (alphabet..alphabet + CODES).filter(|other| begin_alike(&[code as u8], &[*other as u8]));
        alike.fold(0, |bits, other| bits | beginning(other as u8))
    };
    (0..ALPHABETS * CODES).map(of_code).collect()
});

/// A sound that costs so little to leave out, or to exchange, says little at the beginning of what is heard.
const WEAK: u16 = 50;

/// The most that [`likeness`] can say of `a` and any part with this outline, weight and number of letters.
#[inline]
pub fn likeness_ceiling(a: Letters, outline: &Outline, weight: u16, length: usize) -> Likeness {
    let least = a.outline.least_cost(outline);
    let spelled = of_cost(least, u32::from(a.weight) + u32::from(weight));
    let (off, longer) = (length.abs_diff(a.codes.len()), length.max(a.codes.len()));
    let slipped = match () {
        () if least <= SLIP && off <= 1 => one_slip(longer, EVERYDAY_SLIP),
        () if least <= 2 * SLIP && off <= 2 => two_slips(longer),
        () => 0,
    };
    spelled.max(slipped)
}

/// The most that [`likeness_of_spelling`] can say, where that is at least so much; else 0.
pub(super) fn spelling_ceiling(a: Letters, b: Letters, least: Likeness) -> Likeness {
    if a.codes.is_empty() || b.codes.is_empty() {
        return 0;
    }
    let most = of_cost(a.outline.least_cost(&b.outline), u32::from(a.weight) + u32::from(b.weight));
    // letters lie further away than outlines
    if most < least || !begin_alike(a.codes, b.codes) { 0 } else { most }
}

/// How far from a part, at most, another can be and still be so much like it: what a search can leave out unseen.
#[derive(Clone, Debug)]
pub struct Reach<'a> {
    letters: Letters<'a>,
    floor: Likeness,
    /// Whether two slips are within reach; one slip is not looked at here.
    two_slips: bool,
    /// What a difference may cost at most, whatever the other part weighs, as units of an outline.
    units: u8,
    /// The first letters or sounds that the other part may have, as bits.
    begins: u64,
    /// What each letter or sound of the other part costs at least: for many others, and few searches come to one.
    nearest: OnceCell<lacking::Nearest>,
}

impl<'a> Reach<'a> {
    /// Of a part that has letters. Parts one slip away are found in another way; where `forgiving`, two slips are looked at.
    pub fn new(letters: Letters<'a>, floor: Likeness, forgiving: bool) -> Self {
        let two_slips = forgiving && two_slips(letters.codes.len() + 2) >= floor;
        let limit = most_cost(letters.weight, floor);
        let begins = letters.codes.first().and_then(|code| BEGIN_ALIKE.get(usize::from(*code)));
        Self {
            letters,
            floor,
            two_slips,
            units: units(if two_slips { limit.max(2 * SLIP) } else { limit }),
            begins: begins.copied().unwrap_or(u64::MAX),
            nearest: OnceCell::new(),
        }
    }

    /// Whether one of several parts, by the box around their outlines and by what they begin with, can be within reach.
    #[inline]
    pub fn may_be_in(&self, around: &OutlineBox, begins: u64) -> bool {
        self.begins & begins != 0 && around.may_hold(&self.letters.outline, self.units)
    }

    /// Whether a part with this outline can be within reach.
    #[inline]
    pub fn may_be(&self, outline: &Outline) -> bool {
        self.letters.outline.is_within(outline, self.units)
    }

    /// Whether a part with this outline and weight can be within reach.
    #[inline]
    pub fn may_be_weighing(&self, outline: &Outline, weight: u16) -> bool {
        let slips = if self.two_slips { 2 * SLIP } else { 0 };
        let own = (&self.letters.outline, self.letters.weight);
        may_be_alike(own, (outline, weight), self.floor, slips)
    }

    /// How alike another part is: 0 below the floor.
    pub fn likeness(&self, other: Letters<'a>) -> Likeness {
        if self.two_slips {
            return likeness(self.letters, other, self.floor);
        }
        let weights = u32::from(self.letters.weight) + u32::from(other.weight);
        let nearest = self.nearest.get_or_init(|| lacking::Nearest::to(self.letters.codes));
        if nearest.cost(other.codes) > most_of(weights, self.floor) {
            0
        } else {
            likeness_of_spelling(self.letters, other, self.floor)
        }
    }
}

/// A part, and how far another may be from it to be worth a look: a glance at outlines and weights alone.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    outline: Outline,
    weight: u16,
    least: Likeness,
    /// What a slip that would be near enough may cost, whatever both weigh.
    slips: u16,
}

impl Near {
    /// Of a part that has letters and must be at least so much like another, more than not at all.
    pub fn new(letters: Letters, least: Likeness) -> Self {
        let slips = match letters.codes.len() {
            length if two_slips(length + 2) >= least => 2 * SLIP,
            length if one_slip(length + 1, EVERYDAY_SLIP) >= least => SLIP,
            _ => 0,
        };
        Self { outline: letters.outline, weight: letters.weight, least, slips }
    }

    /// Whether a part with this outline and weight may be so much like it.
    #[inline]
    pub fn may_be(&self, outline: &Outline, weight: u16) -> bool {
        may_be_alike((&self.outline, self.weight), (outline, weight), self.least, self.slips)
    }
}

/// What a difference from a part of this weight may cost at most where the likeness is at least so much.
fn most_cost(weight: u16, floor: Likeness) -> u16 {
    // a change of the weight by 100 costs at least 40 (a `y` for a `j`), and what a difference may cost grows with both
    let (weight, share) = (f64::from(weight), f64::from(10_001 - floor.min(10_000)) / 20_000.0);
    let most = if share < 0.4 { weight * (0.4 + share) / (0.4 - share) + 1.0 } else { f64::from(u16::MAX) };
    (share * (weight + most)).min(f64::from(u16::MAX)) as u16
}

/// What a slip costs at most, in hundredths, seen from an outline: a vowel for a consonant.
const SLIP: u16 = 110;

/// Whether parts with these outlines and weights may be at least so much alike, where slips may cost so much whatever they weigh.
#[inline]
fn may_be_alike(a: (&Outline, u16), b: (&Outline, u16), least: Likeness, slips: u16) -> bool {
    a.0.is_within(b.0, units(most_of(u32::from(a.1) + u32::from(b.1), least).max(slips)))
}

/// What a difference may cost at most between parts that weigh so much together and are at least so much alike: what
/// [`of_cost`] lets through.
#[inline]
fn most_of(weights: u32, floor: Likeness) -> u16 {
    (u32::from(10_001 - floor.min(10_000)) * weights / 20_000) as u16
}

#[inline]
fn of_cost(cost: u16, weights: u32) -> Likeness {
    10_000 - (20_000 * u32::from(cost) / weights.max(1)).min(10_000) as u16
}

/// One wrong letter, from three letters: 1 - 0.9 / length.
const OTHER_LETTER: usize = 9_000;
/// The hands are quicker than the eye: a letter left out or put in, a neighbouring key, two letters exchanged.
const EVERYDAY_SLIP: usize = 5_000;

/// One wrong, missing, added or exchanged letter: 1 - 0.9 / length, from three letters; everyday slips cost less.
fn one_slip(longer: usize, costs: usize) -> Likeness {
    if longer < 3 { 0 } else { 10_000 - (costs / longer.max(4)) as u16 }
}

/// A letter left out or put in, a neighbouring key, two letters exchanged.
pub(super) fn one_everyday_slip(longer: usize) -> Likeness {
    one_slip(longer, EVERYDAY_SLIP)
}

/// Two of them, from twelve letters: 1 - 2.3 / length.
fn two_slips(longer: usize) -> Likeness {
    if longer < 12 { 0 } else { 10_000 - (23_000 / longer) as u16 }
}

fn slips(a: &[u8], b: &[u8]) -> Likeness {
    let longer = a.len().max(b.len());
    if a.len().min(b.len()) < 3 {
        return 0;
    }
    match edits_up_to_two(a, b) {
        Some(0 | 1) => one_slip(longer, slip_costs(a, b)),
        Some(2) => two_slips(longer),
        _ => 0,
    }
}

/// What the one slip between two parts costs.
fn slip_costs(a: &[u8], b: &[u8]) -> usize {
    let at = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    match (a.get(at), b.get(at)) {
        (Some(x), Some(y)) if a.len() == b.len() && a[at + 1..] == b[at + 1..] && !are_neighbours(*x, *y) => {
            OTHER_LETTER
        }
        _ => EVERYDAY_SLIP,
    }
}

/// Whether parts with these letters are one slip apart, or spelled with the same letters.
pub(super) fn is_one_slip(a: Letters, b: Letters) -> bool {
    a.codes.len().min(b.codes.len()) >= 3 && edits_up_to_two(a.codes, b.codes).is_some_and(|edits| edits <= 1)
}

/// Number of edits (optimal string alignment), where there are at most two.
fn edits_up_to_two(a: &[u8], b: &[u8]) -> Option<u32> {
    let (a, b) = between_common_ends(a, b);
    fewest_edits(a, b, 2)
}

/// What is left of both without what they begin and end with in common.
pub(super) fn between_common_ends<'a>(a: &'a [u8], b: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

/// By cases on the first letters; at most `left` deep, so at most a few dozen steps.
fn fewest_edits(a: &[u8], b: &[u8], left: u32) -> Option<u32> {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    if a.is_empty() && b.is_empty() {
        return Some(0);
    }
    if left == 0 || a.len().abs_diff(b.len()) > left as usize {
        return None;
    }
    let mut fewest = None;
    let mut try_edit = |a: &[u8], b: &[u8]| {
        let edits = fewest_edits(a, b, left - 1).map(|n| n + 1);
        fewest = match (fewest, edits) {
            (Some(x), Some(y)) => Some(u32::min(x, y)),
            (x, y) => x.or(y),
        };
    };
    if let ([_, a @ ..], [_, b @ ..]) = (a, b) {
        try_edit(a, b);
    }
    if let [_, a @ ..] = a {
        try_edit(a, b);
    }
    if let [_, b @ ..] = b {
        try_edit(a, b);
    }
    if let ([w, x, a @ ..], [y, z, b @ ..]) = (a, b)
        && w == z
        && x == y
    {
        try_edit(a, b);
    }
    fewest
}

/// The cheapest way from one to the other, in hundredths of a consonant; where that is over `limit`, anything over it.
fn distance(a: &[u8], b: &[u8], limit: u16) -> u16 {
    let costs = costs_of(a);
    let dear = |cost: u16, first: bool| if first { cost * FIRST / 100 } else { cost };
    // the first letters alone rule most parts out
    let swapped = a.len() > 1 && b.len() > 1 && a[0] == b[1] && a[1] == b[0];
    let first = costs.pair(a[0], b[0]).min(costs.gap(a[0])).min(costs.gap(b[0]));
    if dear(first, true) > limit && !swapped {
        return limit.saturating_add(1);
    }
    let mut rows = [[0_u16; LONGEST + 1]; 3];
    let [mut before, mut above, mut row] = rows.each_mut();
    for (j, &y) in b.iter().enumerate() {
        above[j + 1] = above[j] + dear(costs.gap(y), j == 0);
    }
    let mut least_above = 0;
    for (i, &x) in a.iter().enumerate() {
        let gap_x = dear(costs.gap(x), i == 0);
        row[0] = above[0] + gap_x;
        let mut least = row[0];
        for (j, &y) in b.iter().enumerate() {
            let replaced = above[j] + dear(costs.pair(x, y), i == 0 || j == 0);
            let left_out = above[j + 1] + gap_x;
            let put_in = row[j] + dear(costs.gap(y), j == 0);
            let mut best = replaced.min(left_out).min(put_in);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                best = best.min(before[j - 1] + SWAP);
            }
            row[j + 1] = best;
            least = least.min(best);
        }
        // exchanged letters reach back over one row
        if least > limit && least_above + SWAP > limit {
            return limit.saturating_add(1);
        }
        least_above = least;
        (before, above, row) = (above, row, before);
    }
    above[b.len()]
}

/// What of this decides a score, for the hash of the configuration.
pub(super) fn distance_hash_input() -> String {
    format!("{LEAST}|{NEARLY_EQUAL}|{WEAK}|{SLIP}|{OTHER_LETTER}|{EVERYDAY_SLIP}|{FIRST}|{SWAP}|{TABLE}")
}

#[cfg(test)]
mod tests {
    use super::super::OwnedLetters;
    use super::*;
    use proptest::prelude::*;

    fn alike(a: &str, b: &str) -> f64 {
        f64::from(likeness(OwnedLetters::of(a).letters(), OwnedLetters::of(b).letters(), 0)) / 10_000.0
    }

    #[test]
    fn romanisations_are_nearer_than_other_names() {
        for (a, b, least) in [
            ("mohammed", "muhammad", 0.88),
            ("gadhafi", "qaddafi", 0.85),
            ("hamid", "xamiid", 0.9),
            ("macron", "marcon", 0.86),
            ("hussein", "husayn", 0.85),
            ("lukashnko", "lukashenko", 0.85),
        ] {
            assert!(alike(a, b) >= least, "{a} {b} {}", alike(a, b));
        }
        for (a, b, most) in [
            ("lukashenko", "lukashevich", 0.75),
            ("zuckermann", "zuckerberg", 0.6),
            ("daniel", "donald", 0.65),
            ("chad", "china", 0.52),
        ] {
            assert!(alike(a, b) <= most, "{a} {b} {}", alike(a, b));
        }
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric_and_below_its_ceiling(a in "[a-z]{1,14}", b in "[a-z]{1,14}") {
            let (x, y) = (OwnedLetters::of(&a), OwnedLetters::of(&b));
            let (x, y) = (x.letters(), y.letters());
            let alike = likeness(x, y, 0);
            prop_assert_eq!(alike, likeness(y, x, 0));
            prop_assert!(alike <= likeness_ceiling(x, &y.outline, y.weight, y.codes.len()));
            prop_assert!(alike <= NEARLY_EQUAL);
        }

        #[test]
        fn a_damaged_word_is_below_its_ceiling(a in "[a-z]{3,14}", at in 0usize..14, letter in "[a-z]", how in 0..4) {
            let mut letters: Vec<u8> = a.bytes().collect();
            let at = at % letters.len();
            match how {
                0 => { letters.remove(at); }
                1 => letters.insert(at, letter.as_bytes()[0]),
                2 => letters[at] = letter.as_bytes()[0],
                _ => { let last = letters.len() - 1; letters.swap(at, last.min(at + 1)); }
            }
            let (x, y) = (OwnedLetters::of(&a), OwnedLetters::of(std::str::from_utf8(&letters).unwrap()));
            let (x, y) = (x.letters(), y.letters());
            if !y.codes.is_empty() {
                let alike = likeness(x, y, 0);
                prop_assert!(alike <= likeness_ceiling(x, &y.outline, y.weight, y.codes.len()));
            }
        }

        #[test]
        fn whatever_is_spelled_alike_is_within_reach(a in "[a-z]{1,14}", b in "[a-z]{1,14}", floor in 4_000u16..9_900, forgiving: bool) {
            let (x, y) = (OwnedLetters::of(&a), OwnedLetters::of(&b));
            let (x, y) = (x.letters(), y.letters());
            let reach = Reach::new(x, floor, forgiving);
            let found = reach.likeness(y);
            let wanted = if reach.two_slips { likeness(x, y, floor) } else { likeness_of_spelling(x, y, floor) };
            prop_assert_eq!(found, wanted);
            if found > 0 {
                prop_assert!(reach.may_be(&y.outline), "outline {:?}", reach);
                let around = OutlineBox::around([x.outline, y.outline].iter().skip(usize::from(forgiving)));
                let begins = x.codes.first().into_iter().chain(y.codes.first()).fold(0, |bits, code| bits | beginning(*code));
                prop_assert!(reach.may_be_in(&around, begins), "box {:?}", reach);
            }
        }

        #[test]
        fn whatever_may_be_alike_is_near(a in "[a-z]{1,14}", b in "[a-z]{1,14}", at in 0usize..14, how in 0..4) {
            let mut near: Vec<u8> = a.bytes().collect();
            let at = at % near.len();
            match how {
                0 => near.insert(at, b.as_bytes()[0]),
                1 => near[at] = b.as_bytes()[0],
                2 => { near.remove(at); }
                _ => near.clone_from(&b.clone().into_bytes()),
            }
            let (x, y) = (OwnedLetters::of(&a), OwnedLetters::of(std::str::from_utf8(&near).unwrap()));
            let (x, y) = (x.letters(), y.letters());
            let alike = likeness(x, y, 0);
            prop_assume!(alike > 0);
            prop_assert!(Near::new(x, alike).may_be(&y.outline, y.weight));
        }

        #[test]
        fn a_floor_only_cuts(a in "[a-z]{1,10}", b in "[a-z]{1,10}", floor in 0u16..10_000) {
            let (x, y) = (OwnedLetters::of(&a), OwnedLetters::of(&b));
            let (x, y) = (x.letters(), y.letters());
            let alike = likeness(x, y, 0);
            prop_assert_eq!(likeness(x, y, floor), if alike < floor { 0 } else { alike });
        }

        #[test]
        fn edits_are_those_of_the_reference(a in "[a-d]{0,9}", b in "[a-d]{0,9}") {
            let reference = strsim::osa_distance(&a, &b) as u32;
            prop_assert_eq!(edits_up_to_two(a.as_bytes(), b.as_bytes()), (reference <= 2).then_some(reference));
        }
    }
}
