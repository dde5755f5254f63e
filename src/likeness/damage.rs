//! Parts that were damaged, or hidden: written backwards, or cut off where a field ended.

use std::ops::Range;

use super::distance::{between_common_ends, is_one_slip, one_everyday_slip};
use super::letters::are_keys_neighbours;
use super::{Equivalents, Likeness, OwnedLetters, Rarity};

/// A part written backwards, to the letter.
pub const BACKWARDS: Likeness = 9_000;
/// The same with one slip in it.
const BACKWARDS_SLIPPED: Likeness = 8_790;
/// A part whose end was cut off, where nothing else says more.
pub const CUT_OFF: Likeness = 8_490;

/// Shorter parts read backwards are other names too often.
const LEAST_BACKWARDS: usize = 4;
/// Shorter ones with a slip in them are.
const LEAST_SLIPPED: usize = 5;
/// So much of a part is left of it where it was cut off, at least: letters, and of ten letters.
const LEAST_LEFT: usize = 4;
const LEAST_TENTHS: usize = 5;
/// So many letters may be left, at most.
const LONGEST: usize = 40;

/// In shorter parts a slip that makes or breaks a sound of several letters is another name too often.
const LEAST_MISTYPED: usize = 5;

/// How much a part is like another of which one key was missed, hit twice or hit beside, or two keys in the wrong order; 0 where it
/// is not. Symmetric.
///
/// Fingers know letters and no sounds: `cjouka` is one key away from `chouka`, though it sounds quite different.
pub fn alike_mistyped(a: &str, b: &str) -> Likeness {
    let spelled =
        |text: &str| (LEAST_MISTYPED..=LONGEST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase());
    if a.len().abs_diff(b.len()) > 1 || !spelled(a) || !spelled(b) {
        return 0;
    }
    let slipped = match between_common_ends(a.as_bytes(), b.as_bytes()) {
        ([], [_]) | ([_], []) => true,
        ([one], [other]) => are_keys_neighbours(*one, *other),
        ([first, second], [other_first, other_second]) => first == other_second && second == other_first,
        _ => false,
    };
    if slipped { one_everyday_slip(a.len().max(b.len())) } else { 0 }
}

/// A part read backwards, where it is long enough.
pub fn backwards(text: &str) -> Option<String> {
    let letters = text.len() >= LEAST_BACKWARDS && text.bytes().all(|b| b.is_ascii_lowercase());
    letters.then(|| text.chars().rev().collect())
}

/// How much a part is like another read backwards; 0 where it is not. Symmetric.
///
/// Names that are both known (`Leon`, `Noel`) are two names and no disguise.
pub fn alike_backwards(a: &str, b: &str) -> Likeness {
    if a.len().abs_diff(b.len()) > 1 || !is_one_edit_backwards(a.as_bytes(), b.as_bytes()) {
        return 0;
    }
    let (Some(a_turned), Some(b_turned)) = (backwards(a), backwards(b)) else { return 0 };
    let known = |text: &str| Rarity::built_in().is_known(text) || !Equivalents::built_in().of(text).is_empty();
    if known(a) && known(b) {
        return 0;
    }
    if a_turned == b {
        return BACKWARDS;
    }
    let one_slip = |a: &str, b: &str| is_one_slip(OwnedLetters::of(a).letters(), OwnedLetters::of(b).letters());
    let enough = a.len().min(b.len()) >= LEAST_SLIPPED;
    if enough && one_slip(&a_turned, b) && one_slip(&b_turned, a) { BACKWARDS_SLIPPED } else { 0 }
}

/// Whether one is the other read backwards, but for at most one letter wrong, missing, added or exchanged. Cheap: it is
/// asked of all pairs.
fn is_one_edit_backwards(a: &[u8], b: &[u8]) -> bool {
    let start = a.iter().rev().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - start], &b[start..]);
    let end = a.iter().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    match (&a[end..], &b[..b.len() - end]) {
        ([] | [_], [] | [_]) => true,
        ([first, second], [other_first, other_second]) => first == other_first && second == other_second,
        _ => false,
    }
}

/// Whether the end of a part may have been cut off: what is left is half of the whole or more.
pub fn is_cut_off(left: &str, whole: &str) -> bool {
    (least_left(whole)..whole.len().min(LONGEST)).contains(&left.len()) && whole.starts_with(left)
}

fn least_left(whole: &str) -> usize {
    (whole.len() * LEAST_TENTHS).div_ceil(10).max(LEAST_LEFT)
}

/// All that may be left of a part whose end was cut off.
pub fn beginnings(whole: &str) -> impl Iterator<Item = &str> {
    (least_left(whole)..whole.len().min(LONGEST)).filter_map(|length| whole.get(..length))
}

/// The lengths of parts of which this may be left.
pub fn lengths_of_whole(left: &str) -> Range<usize> {
    let longest = if (LEAST_LEFT..LONGEST).contains(&left.len()) { left.len() * 10 / LEAST_TENTHS } else { 0 };
    left.len() + 1..longest + 1
}

/// What of this decides a score, for the hash of the configuration.
pub(super) fn damage_hash_input() -> String {
    format!(
        "{BACKWARDS}|{BACKWARDS_SLIPPED}|{CUT_OFF}|{LEAST_BACKWARDS}|{LEAST_SLIPPED}|{LEAST_LEFT}|{LEAST_TENTHS}|{LEAST_MISTYPED}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_part_read_backwards_is_found_and_two_known_names_are_two() {
        for (a, b, alike) in [
            ("zubarqi", "iqrabuz", BACKWARDS),
            ("putin", "nitpu", BACKWARDS_SLIPPED),
            ("zubarqi", "iqrabu", BACKWARDS_SLIPPED),
            ("kim", "mik", 0),
            ("zubarqi", "zubarqi", 0),
            ("zubarqi", "terqawan", 0),
        ] {
            assert_eq!((alike_backwards(a, b), alike_backwards(b, a)), (alike, alike), "{a} {b}");
        }
    }

    #[test]
    fn one_wrong_key_is_forgiven_whatever_it_sounds_like() {
        for (a, b, is_slip) in [
            ("cjouka", "chouka", true),
            ("rshim", "rahim", true),
            ("haucvhard", "hauchard", true),
            ("shmail", "hsmail", true),
            ("tchoi", "tchou", true),
            ("rasim", "rahim", false),
            ("chou", "cjou", false),
            ("chouka", "chouka", false),
            ("cjoula", "chouka", false),
        ] {
            assert_eq!(alike_mistyped(a, b) > 0, is_slip, "{a} {b}");
            assert_eq!(alike_mistyped(a, b), alike_mistyped(b, a), "{a} {b}");
        }
        let long = "ch".repeat(30);
        assert_eq!(alike_mistyped(&long, &long.replacen("ch", "cj", 1)), 0);
    }

    #[test]
    fn half_of_a_part_may_be_left_of_it() {
        for (left, whole) in [("zuba", "zubarqi"), ("zubarq", "zubarqi"), ("zubarq", "zubarqiani")] {
            assert!(is_cut_off(left, whole), "{left} {whole}");
            assert!(beginnings(whole).any(|beginning| beginning == left), "{left} {whole}");
            assert!(lengths_of_whole(left).contains(&whole.len()), "{left} {whole}");
        }
        for (left, whole) in [("zub", "zuba"), ("zuba", "zubarqian"), ("zuba", "zuba"), ("ubar", "zubar")] {
            assert!(!is_cut_off(left, whole), "{left} {whole}");
        }
    }

    proptest! {
        #[test]
        fn reading_backwards_is_the_same_from_either_side(a in "[a-d]{3,8}", b in "[a-d]{3,8}") {
            prop_assert_eq!(alike_backwards(&a, &b), alike_backwards(&b, &a));
        }

        #[test]
        fn one_edit_is_that_of_the_reference(a in "[a-d]{0,7}", b in "[a-d]{0,7}") {
            let turned: String = a.chars().rev().collect();
            prop_assert_eq!(is_one_edit_backwards(a.as_bytes(), b.as_bytes()), strsim::osa_distance(&turned, &b) <= 1);
        }
    }
}
