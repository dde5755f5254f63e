//! How alike two parts are of which at least one is in a script that does not tell all sounds apart.

use super::costs::costs_of;
use super::hearing::{by_ear, heard_letters};
use super::{Likeness, NEARLY_EQUAL, likeness_of_spelling};

/// What differs between a part of a script and a Latin one, stretched: so that a likeness means the same in every script.
pub fn stretched(alike: Likeness, stretch: u16) -> Likeness {
    let apart = u32::from(10_000 - alike) * u32::from(stretch) / 100;
    (10_000_u32.saturating_sub(apart) as Likeness).min(NEARLY_EQUAL)
}

/// The least likeness that is at least so much when it is stretched, or a little less.
pub fn unstretched(alike: Likeness, stretch: u16) -> Likeness {
    let apart = (u32::from(10_001 - alike.min(10_000)) * 100).div_ceil(u32::from(stretch.max(1)));
    10_000_u32.saturating_sub(apart) as Likeness
}

/// How alike two parts are by ear; 0 where neither is in such a script, or both are in scripts that are heard in other ways.
pub fn likeness_across(a: &str, b: &str) -> Likeness {
    if a.is_ascii() && b.is_ascii() {
        return 0;
    }
    let (x, y) = (heard_letters(a), heard_letters(b));
    match (x, y) {
        (Some((ear, _, x)), Some((other, _, y))) if ear == other => {
            likeness_of_spelling(x.letters(), y.letters(), 0).min(NEARLY_EQUAL)
        }
        (Some((ear, stretch, x)), None) => {
            stretched(likeness_of_spelling(x.letters(), by_ear(b, ear).letters(), 0), stretch)
        }
        (None, Some((ear, stretch, y))) => {
            stretched(likeness_of_spelling(by_ear(a, ear).letters(), y.letters(), 0), stretch)
        }
        _ => 0,
    }
}

/// What a sound costs at most that an initial stands for.
const BEGINS: u16 = 20;

/// Whether a part in another script begins with a sound that a Latin letter writes.
pub fn begins_across(letter: &str, part: &str) -> bool {
    let Some((ear, _, sounds)) = heard_letters(part) else { return part.starts_with(letter) };
    let latin = by_ear(letter, ear);
    match (latin.letters().codes, sounds.letters().codes) {
        ([letter, ..], [sound, ..]) => letter == sound || costs_of(&[*letter]).pair(*letter, *sound) <= BEGINS,
        _ => false,
    }
}
