//! What a row of each section is. All numbers little-endian; rows have no padding.

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use crate::likeness::{Outline, OutlineBox};
use crate::name::Ear;

#[cfg(target_endian = "big")]
compile_error!("the index is mapped as it is: little-endian machines only");

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
        #[repr(transparent)]
        pub struct $name(pub(super) u32);

        impl $name {
            /// Its place in its table, for arrays beside it.
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

numbers! {
    /// A distinct part of any listed name, or several neighbouring parts written together.
    TermNumber;
    /// One reading of a listed name.
    FormNumber;
    /// One name of an entity.
    NameNumber;
    /// An entity of any of the lists in the index.
    EntityNumber;
}

/// A run of rows in another section.
#[derive(Clone, Copy, Default, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct Run {
    pub start: u32,
    pub length: u32,
}

impl Run {
    pub(super) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start as usize).saturating_add(self.length as usize)
    }
}

#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct TermRow {
    /// In the section of texts.
    pub text: Run,
    /// The key with its own letters, or with what is heard of it; `NONE` where it is no part of a form, or has no letters.
    pub key: u32,
    /// The key with the letters of its stem; `NONE` where it has none.
    pub stem: u32,
    /// What is heard of it, where it is in Latin letters; `NONE` where nothing is.
    pub sounds: u32,
    /// Names that have it as a word.
    pub in_words: Run,
    /// Forms that have it as a part: first so many that every search must meet, then the others.
    pub in_parts: Run,
    pub early: u32,
    /// Forms in which neighbouring parts, written together, are it.
    pub in_joins: Run,
}

pub(super) const NONE: u32 = u32::MAX;

/// Letters to search by.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct KeyRow {
    /// In the section of codes.
    pub codes: u32,
    pub term: u32,
    pub weight: u16,
    pub length: u8,
    /// 1 where the letters are those of the term's stem.
    pub is_stem: u8,
}

/// What is heard of a term in Latin letters, by ear: in one line of the processor's cache.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct SoundRow {
    pub ears: [EarRow; 2],
}

#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct EarRow {
    pub outline: Outline,
    /// In the section of codes.
    pub codes: u32,
    /// The key with what is heard of its stem; `NONE` where it has none.
    pub stem: u32,
    pub weight: u16,
    /// 0 where nothing is heard.
    pub length: u8,
    pub reserved: [u8; 5],
}

impl SoundRow {
    /// Before anything is heard.
    pub(super) fn silent() -> Self {
        let ear = EarRow { outline: Outline::default(), codes: 0, stem: NONE, weight: 0, length: 0, reserved: [0; 5] };
        Self { ears: [ear; 2] }
    }
}

/// Rows whose outlines lie near each other: blocks of keys, and groups of blocks.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct BlockRow {
    pub around: OutlineBox,
    /// The first letters or sounds that their keys have, as bits.
    pub begins: u64,
    /// Keys of a block, blocks of a group.
    pub inside: Run,
}

#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct EntityRow {
    /// Bytes in the section of details.
    pub details_start: u64,
    pub details_length: u32,
    pub names: Run,
    /// Bits of the index's list types.
    pub list_types: u32,
    pub list: u16,
    pub entity_type: u8,
    pub reserved: u8,
    pub reserved2: u32,
}

#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct NameRow {
    pub entity: u32,
    /// Which of the entity's names it is.
    pub ordinal: u16,
    pub strength: u8,
    pub reserved: u8,
    /// In the section of words.
    pub words: Run,
}

#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct FormRow {
    pub name: u32,
    /// In the section of parts.
    pub parts: Run,
}

/// A part as it stands in a form, with what is needed to see at once what it cannot be like.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct PartRow {
    /// Of its letters, or of what is heard of it; nothing where they do not count.
    pub outline: Outline,
    pub term: u32,
    pub weight: u16,
    /// What they weigh, and how many they are.
    pub letters_weight: u16,
    pub letters: u8,
    pub role: u8,
    /// The place of its first letter in the alphabet, or a larger number; and [`STEM_BIT`].
    pub begins: u8,
    /// Where it is compared by ear, by how much what differs is stretched, in hundredths; else 0.
    pub stretch: u8,
    /// In the section of codes.
    pub codes: u32,
}

/// What a glance at a form shows: beside each form, in one line of the processor's cache.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct GlanceRow {
    /// Of its first parts.
    pub outlines: [Outline; GLANCED],
    /// What the letters of those weigh.
    pub weights: [u16; GLANCED],
    /// How many of the places are taken; more than there are places where a glance does not show all.
    pub parts: u8,
    pub reserved: [u8; 5],
    /// A bit for each letter that an initial is, as [`letter_bit`] says.
    pub initials: u32,
}

/// The place in the alphabet of what begins with none of the twenty-six letters.
const NO_LETTER: u8 = 31;

/// The place of the first letter of a text in the alphabet; [`NO_LETTER`] where it is none of the twenty-six.
pub(super) fn first_letter(text: &str) -> u8 {
    text.bytes().next().filter(u8::is_ascii_lowercase).map_or(NO_LETTER, |letter| letter - b'a')
}

/// A bit for the first letter of a text; all bits where it is none of the twenty-six.
pub(super) fn letter_bit(text: &str) -> u32 {
    match first_letter(text) {
        NO_LETTER => u32::MAX,
        letter => 1 << letter,
    }
}

/// Parts of a form that are seen at a glance.
pub(super) const GLANCED: usize = 3;

/// Of the byte that says how a part begins: it has a stem.
pub(super) const STEM_BIT: u8 = 1 << 7;

/// Of a class byte: the form is an organisation's.
pub(super) const ORGANIZATION_BIT: u8 = 1 << 7;
/// Of a class byte: what differs from the form counts for more.
pub(super) const STRICT_BIT: u8 = 1 << 6;

/// The letters of a key with one of them left out, or all of them: what finds keys one slip away.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct SlipRow {
    /// XXH3 of the letters.
    pub hash: u64,
    pub key: u32,
    pub reserved: u32,
}

/// A word of a name: the term, and in the top bit whether it is joined to the word before.
pub(super) const JOINED_BIT: u32 = 1 << 31;

#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct IdentifierRow {
    /// XXH3 of the normalised number.
    pub hash: u64,
    pub entity: u32,
    pub reserved: u32,
}

/// A day on which an entity was born, where it is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, FromBytes, IntoBytes, KnownLayout, Immutable)]
#[repr(C)]
pub(super) struct BirthDateRow {
    /// As [`PartialDate::day_number`](crate::vocabulary::PartialDate::day_number) says.
    pub day: u32,
    pub entity: u32,
}

/// The sections of a file, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub(super) enum Section {
    Catalogue = 0,
    Entities = 1,
    Details = 2,
    Names = 3,
    Words = 4,
    Forms = 5,
    Parts = 6,
    Terms = 7,
    Texts = 8,
    Keys = 9,
    Blocks = 10,
    Codes = 11,
    Postings = 12,
    Identifiers = 13,
    Slips = 14,
    Outlines = 15,
    Groups = 16,
    JoinedGroups = 17,
    Classes = 18,
    Glances = 19,
    TermSlots = 20,
    LatinConsonants = 21,
    OtherConsonants = 22,
    LatinSounds = 23,
    OtherSounds = 24,
    BirthDates = 25,
    Sounds = 26,
}

pub(super) const SECTIONS: usize = 27;

/// Sides of the keys, each with its own groups of blocks: parts; parts written together; and for each ear, Latin parts
/// and parts in other scripts as it hears them.
pub(super) const SIDES: usize = 6;
pub(super) const PARTS: usize = 0;
pub(super) const JOINED: usize = 1;

/// The side of Latin parts as an ear hears them.
pub(super) fn latin_side(ear: Ear) -> usize {
    2 + 2 * ear as usize
}

/// The side of parts in other scripts as an ear hears them.
pub(super) fn other_side(ear: Ear) -> usize {
    3 + 2 * ear as usize
}

/// Whether what an ear hears is of parts in Latin letters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Latin {
    Yes,
    No,
}

/// Whose side it is, where it is one of an ear.
pub(super) fn ear_of(side: usize) -> Option<(Ear, Latin)> {
    Ear::ALL.iter().find_map(|ear| match side {
        _ if side == latin_side(*ear) => Some((*ear, Latin::Yes)),
        _ if side == other_side(*ear) => Some((*ear, Latin::No)),
        _ => None,
    })
}
