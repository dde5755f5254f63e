//! How alike two parts are of which at least one is in a script that does not tell all sounds apart.

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

/// What one ear hears of a part in Latin letters.
#[derive(Clone, Copy, Debug)]
pub struct Sounding<'a> {
    /// Of the part.
    pub whole: Letters<'a>,
    /// Of the part without what is glued in front, where it has that.
    pub stem: Option<Letters<'a>>,
}

/// What each ear hears of a part in Latin letters: worked out when it is first asked for, since few parts ever meet one in
/// another script.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Sounds([OnceLock<Box<OwnedSounding>>; Ear::ALL.len()]);

/// Of a part, and of its stem.
type OwnedSounding = (OwnedLetters, Option<OwnedLetters>);

impl Sounds {
    /// What an ear hears of the part in Latin letters to which they belong.
    pub fn of(&self, latin: &str, ear: Ear) -> Sounding<'_> {
        let sounds = || Box::new((by_ear(latin, ear), stem(latin).map(|stem| by_ear(stem, ear))));
        let (whole, stem) = &**self.0[ear as usize].get_or_init(sounds);
        Sounding { whole: whole.letters(), stem: stem.as_ref().map(OwnedLetters::letters) }
    }
}

/// Two parts of which at least one is in another script.
#[derive(Clone, Copy, Debug)]
pub enum Across<'a> {
    /// One in Latin letters, as the ear of the other hears it.
    Latin(Heard<'a>, Sounding<'a>),
    /// Both in scripts that are heard in the same way.
    Other(Heard<'a>, Heard<'a>),
    /// They cannot be compared.
    Apart,
}

impl Across<'_> {
    /// How alike they are, and what made them so.
    pub fn likeness(&self) -> (Likeness, How) {
        self.by(&|x, y| likeness_of_spelling(x, y, 0))
    }

    /// How alike they are where that is at least so much; else that or less.
    pub fn likeness_from(&self, least: Likeness) -> Likeness {
        let least = self.unstretched(least);
        self.by(&|x, y| likeness_of_spelling(x, y, least)).0
    }

    /// The most that their likeness can be, by outlines, where that is at least so much; else that or less.
    pub fn at_most(&self, least: Likeness) -> Likeness {
        let least = self.unstretched(least);
        self.by(&|x, y| spelling_ceiling(x, y, least)).0
    }

    fn unstretched(&self, least: Likeness) -> Likeness {
        unstretched(least, if let Self::Latin(heard, _) = self { heard.stretch } else { 100 })
    }

    fn by(&self, alike: &dyn Fn(Letters, Letters) -> Likeness) -> (Likeness, How) {
        match self {
            Self::Apart => (0, How::Spelling),
            Self::Other(x, y) => (alike(x.letters, y.letters).min(NEARLY_EQUAL), How::Spelling),
            Self::Latin(heard, Sounding { whole, stem }) => {
                let alike = |sounds: Letters| stretched(alike(sounds, heard.letters), heard.stretch);
                let (whole, stemmed) = (alike(*whole), stem.map_or(0, |stem| with_stem(alike(stem))));
                if stemmed > whole { (stemmed, How::Prefix) } else { (whole, How::Spelling) }
            }
        }
    }
}

impl<'a> Heard<'a> {
    /// By which ear; none where nothing is heard.
    pub fn ear(&self) -> Option<Ear> {
        let alphabet = usize::from(*self.letters.codes.first()?) / CODES;
        Ear::ALL.get(alphabet.checked_sub(1)?).copied()
    }

    /// Beside another part in another script.
    pub fn beside(self, other: Self) -> Across<'a> {
        if self.ear() == other.ear() { Across::Other(self, other) } else { Across::Apart }
    }
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
pub(super) fn by_ear_alone(a: PartView, b: PartView) -> (Likeness, How) {
    let beside_latin = |heard: Heard, latin: PartView| match heard.ear() {
        Some(ear) if latin.role.is_spelled() && latin.text.is_ascii() => {
            Across::Latin(heard, Sounds::default().of(latin.text, ear)).likeness()
        }
        _ => Across::Apart.likeness(),
    };
    match (a.heard, b.heard) {
        (None, None) => Across::Apart.likeness(),
        (Some(x), Some(y)) => x.beside(y).likeness(),
        (Some(heard), None) => beside_latin(heard, b),
        (None, Some(heard)) => beside_latin(heard, a),
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
