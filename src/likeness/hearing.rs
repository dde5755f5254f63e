//! What a part in Latin letters sounds like to somebody who writes it in another script.

use std::sync::LazyLock;

use super::distance::begin_alike;
use super::ears::{ALPHABETS, code_of};
use super::letters::CODES;
use super::{Letters, OwnedLetters};
use crate::name::{Ear, Heard, heard};

/// How letters are heard, the longest first: where they may stand, and the signs of an ear. Own compilation; English spelling first, since it
/// is furthest from its sounds.
const HEARD: &[Line] = &[
    ("tsch", Place::Any, "C"),
    ("eaux", Place::Any, "o"),
    ("shch", Place::Any, "S"),
    ("ough", Place::Any, "o"),
    ("eigh", Place::Any, "eĩ"),
    ("sch", Place::Any, "S"),
    ("tch", Place::Any, "C"),
    ("dzh", Place::Any, "j"),
    ("igh", Place::Any, "aĩ"),
    ("eau", Place::Any, "o"),
    ("aux", Place::End, "o"),
    ("mac", Place::Start, "mak"),
    ("tia", Place::Any, "Sa"),
    ("mc", Place::Start, "mak"),
    ("kn", Place::Start, "n"),
    ("wr", Place::Start, "r"),
    ("wh", Place::Start, "w"),
    ("sh", Place::Any, "S"),
    ("ch", Place::Any, "ç"),
    ("zh", Place::Any, "Z"),
    ("kh", Place::Any, "X"),
    ("gh", Place::Start, "g"),
    ("gh", Place::Any, "ğ"),
    ("ph", Place::Any, "f"),
    ("th", Place::Any, "þ"),
    ("dh", Place::Any, "d"),
    ("bh", Place::Any, "b"),
    ("jh", Place::Any, "j"),
    ("rh", Place::Any, "r"),
    ("dj", Place::Any, "j"),
    ("dz", Place::Any, "z"),
    ("dt", Place::Any, "t"),
    ("ck", Place::Any, "k"),
    ("cz", Place::Any, "C"),
    ("cs", Place::Any, "C"),
    ("sz", Place::Any, "s"),
    ("ts", Place::Start, "c"),
    ("ts", Place::End, "c"),
    ("tz", Place::Any, "c"),
    ("ds", Place::End, "z"),
    ("qu", Place::Any, "kū"),
    ("gn", Place::Any, "ny"),
    ("ng", Place::End, "ŋɡ"),
    ("ou", Place::End, "ú"),
    ("ou", Place::Any, "u"),
    ("oo", Place::End, "ú"),
    ("oo", Place::Any, "u"),
    ("ee", Place::End, "í"),
    ("ee", Place::Any, "i"),
    ("ea", Place::End, "iá"),
    ("ea", Place::Any, "e"),
    ("ie", Place::End, "í"),
    ("ie", Place::Any, "i"),
    ("ii", Place::End, "í"),
    ("ii", Place::Any, "i"),
    ("iy", Place::End, "í"),
    ("iy", Place::Any, "i"),
    ("ah", Place::End, "áh"),
    ("ai", Place::Any, "aĩ"),
    ("ay", Place::Any, "aĩ"),
    ("ei", Place::Any, "eĩ"),
    ("ey", Place::Any, "eĩ"),
    ("oi", Place::Any, "oĩ"),
    ("oy", Place::Any, "oĩ"),
    ("au", Place::Any, "aū"),
    ("aw", Place::BeforeNoVowel, "aū"),
    ("ow", Place::BeforeNoVowel, "oū"),
    ("eu", Place::Any, "eū"),
    ("ew", Place::BeforeNoVowel, "eū"),
    ("ce", Place::End, "ċė"),
    ("ge", Place::End, "ǵė"),
    ("x", Place::Any, "ks"),
    ("q", Place::Any, "k"),
    ("a", Place::End, "á"),
    ("e", Place::End, "ė"),
    ("i", Place::End, "í"),
    ("o", Place::End, "ó"),
    ("u", Place::End, "ú"),
    ("y", Place::End, "í"),
    ("c", Place::BeforeFront, "ċ"),
    ("c", Place::Any, "k"),
    ("g", Place::BeforeFront, "ǵ"),
    ("y", Place::BeforeVowel, "y"),
    ("y", Place::Any, "i"),
    ("r", Place::BehindVowel, "ŕ"),
];

/// A line of [`HEARD`].
type Line = (&'static str, Place, &'static str);

/// A line as one ear hears it: letters, their place, codes.
type CodedLine = (&'static [u8], Place, Vec<u8>);

const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz";

/// By ear and first letter: the lines that begin with it, and last the letter itself.
static BY_FIRST: LazyLock<[[Vec<CodedLine>; 26]; Ear::ALL.len()]> = LazyLock::new(|| {
    Ear::ALL.map(|ear| {
        let codes = |signs: &str| signs.chars().filter_map(|sign| code_of(ear, as_told_apart(ear, sign))).collect();
        let line = |(letters, place, signs): &Line| (letters.as_bytes(), *place, codes(signs));
        std::array::from_fn(|n| {
            let letter = &ALPHABET[n..=n];
            let lines = HEARD.iter().filter(|(letters, ..)| letters.starts_with(letter)).map(line);
            lines.chain([(letter.as_bytes(), Place::Any, codes(letter))]).collect()
        })
    })
});

/// One ear does not tell an r behind a vowel from any other, the other not a vowel at a word's end (a `y` there is an i in both).
fn as_told_apart(ear: Ear, sign: char) -> char {
    match (ear, sign) {
        (Ear::Consonants, 'ŕ') => 'r',
        (Ear::Sounds, 'á') => 'a',
        (Ear::Sounds, 'í') => 'i',
        (Ear::Sounds, 'ó') => 'o',
        (Ear::Sounds, 'ú') => 'u',
        _ => sign,
    }
}

#[derive(Clone, Copy)]
enum Place {
    Any,
    Start,
    End,
    BeforeFront,
    BeforeVowel,
    BeforeNoVowel,
    /// Behind a vowel and before none.
    BehindVowel,
}

impl Place {
    fn holds(self, before: &[u8], behind: &[u8]) -> bool {
        let vowel = |letter: Option<&u8>| letter.is_some_and(|letter| b"aeiouy".contains(letter));
        let (last, next) = (before.last(), behind.first());
        match self {
            Self::Any => true,
            Self::Start => before.is_empty(),
            Self::End => behind.is_empty() && before.len() > 1,
            Self::BeforeFront => next.is_some_and(|letter| b"eiy".contains(letter)),
            Self::BeforeVowel => vowel(next),
            Self::BeforeNoVowel => !vowel(next),
            Self::BehindVowel => vowel(last) && !vowel(next),
        }
    }
}

/// A folded part in Latin letters, as an ear hears it. No letters where it is in another script.
pub fn by_ear(part: &str, ear: Ear) -> OwnedLetters {
    if !part.is_ascii() {
        return OwnedLetters::of("");
    }
    let (part, lines) = (part.as_bytes(), &BY_FIRST[ear as usize]);
    let mut codes: Vec<u8> = Vec::with_capacity(part.len() + 4);
    let mut at = 0;
    while at < part.len() {
        let (before, rest) = part.split_at(at);
        let lines = lines.get(usize::from(rest[0].wrapping_sub(b'a'))).map_or(&[][..], Vec::as_slice);
        let line = lines
            .iter()
            .find(|(letters, place, _)| rest.strip_prefix(*letters).is_some_and(|behind| place.holds(before, behind)));
        at += line.map_or(1, |(letters, ..)| letters.len());
        codes.extend(line.iter().flat_map(|(.., codes)| codes));
    }
    OwnedLetters::heard(codes.into_iter())
}

/// The bit of what begins with none of the twenty-six letters.
const OTHER: u32 = 1 << 31;

/// By the code that what is heard begins with: the Latin letters, as bits, that a part like it may begin with.
static BEGINNINGS: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let of_code = |code: u8| {
        let Some(ear) = (usize::from(code) / CODES).checked_sub(1) else { return u32::MAX };
        let may_begin = |(_, _, codes): &CodedLine| codes.first().is_none_or(|first| begin_alike(&[code], &[*first]));
        let letters = (0..26).filter(|letter| BY_FIRST[ear][*letter].iter().any(may_begin));
        letters.fold(OTHER, |bits, letter| bits | 1 << letter)
    };
    (0..(ALPHABETS * CODES) as u8).map(of_code).collect()
});

/// The Latin letters, as bits from `a`, that a part like one that is heard so may begin with; where it is known.
pub fn latin_beginnings(heard: Letters) -> u32 {
    heard.codes.first().and_then(|code| BEGINNINGS.get(usize::from(*code))).copied().unwrap_or(u32::MAX)
}

/// The ear by which a part in another script is compared, by how much what differs is stretched, in hundredths, and its signs.
pub fn heard_letters(part: &str) -> Option<(Ear, u16, OwnedLetters)> {
    heard(part).map(|Heard { ear, stretch, signs }| {
        (ear, stretch, OwnedLetters::heard(signs.chars().filter_map(|sign| code_of(ear, sign))))
    })
}
