//! How alike two parts are of which at least one is in a script that does not tell all sounds apart.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::costs::costs_of;
use super::distance::spelling_ceiling;
use super::hearing::{by_ear, heard_letters};
use super::letters::CODES;
use super::pair::{How, PartView, stem, with_stem};
use super::{Letters, Likeness, NEARLY_EQUAL, OwnedLetters, likeness_of_spelling};
use crate::name::Ear;

/// A part in another script, as it is heard.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// Signs of one of the ears.
    pub letters: Letters<'a>,
    /// What differs from a Latin part counts so much, in hundredths.
    pub stretch: u16,
}

impl Heard<'_> {
    /// By which ear; none where nothing is heard.
    fn ear(&self) -> Option<Ear> {
        let alphabet = usize::from(*self.letters.codes.first()?) / CODES;
        Ear::ALL.get(alphabet.checked_sub(1)?).copied()
    }
}

/// What each ear hears of a part in Latin letters, and of it without what is glued in front: worked out when it is
/// first asked for, since few parts ever meet one in another script.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Sounds([OnceLock<Box<(OwnedLetters, Option<OwnedLetters>)>>; Ear::ALL.len()]);

impl Sounds {
    fn of(&self, latin: &str, ear: Ear) -> &(OwnedLetters, Option<OwnedLetters>) {
        self.0[ear as usize].get_or_init(|| Box::new(sounds(latin, ear)))
    }
}

fn sounds(latin: &str, ear: Ear) -> (OwnedLetters, Option<OwnedLetters>) {
    (by_ear(latin, ear), stem(latin).map(|stem| by_ear(stem, ear)))
}

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

/// How alike two parts are by ear, and what made them so; 0 where neither is in another script, or both are in scripts that
/// are heard in different ways.
pub fn by_ear_alone(a: PartView, b: PartView) -> (Likeness, How) {
    across(a, b, &|x, y| likeness_of_spelling(x, y, 0))
}

/// The most that [`by_ear_alone`] can say, by outlines.
pub fn by_ear_at_most(a: PartView, b: PartView) -> Likeness {
    across(a, b, &spelling_ceiling).0
}

fn across(a: PartView, b: PartView, alike: &dyn Fn(Letters, Letters) -> Likeness) -> (Likeness, How) {
    let nothing = (0, How::Spelling);
    match (a.heard, b.heard) {
        (None, None) => nothing,
        (Some(x), Some(y)) if x.ear() == y.ear() => (alike(x.letters, y.letters).min(NEARLY_EQUAL), How::Spelling),
        (Some(_), Some(_)) => nothing,
        (Some(heard), None) => with_latin(b, heard, alike),
        (None, Some(heard)) => with_latin(a, heard, alike),
    }
}

fn with_latin(latin: PartView, heard: Heard, alike: &dyn Fn(Letters, Letters) -> Likeness) -> (Likeness, How) {
    let Some(ear) = heard.ear().filter(|_| latin.is_spelled() && latin.text.is_ascii()) else {
        return (0, How::Spelling);
    };
    let sounds = match latin.sounds {
        Some(known) => Cow::Borrowed(known.of(latin.text, ear)),
        None => Cow::Owned(sounds(latin.text, ear)),
    };
    let alike = |sounds: &OwnedLetters| stretched(alike(sounds.letters(), heard.letters), heard.stretch);
    let whole = alike(&sounds.0);
    let stemmed = sounds.1.as_ref().map_or(0, |stem| with_stem(alike(stem)));
    if stemmed > whole { (stemmed, How::Prefix) } else { (whole, How::Spelling) }
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
