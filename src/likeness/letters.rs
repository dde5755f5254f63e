use std::sync::LazyLock;

use super::ears;
use super::outline::Outline;

/// Codes: `a` to `z` are 0 to 25, then the sounds that Latin letters write with two or three letters, then digits.
const SH: u8 = 26;
const CH: u8 = 27;
const ZH: u8 = 28;
const KH: u8 = 29;
const GH: u8 = 30;
const SHCH: u8 = 31;
const DIGITS: u8 = 32;

/// Letters, the code of their sound, and where they have it.
type Sound = (&'static [u8], u8, Place);

/// Between what letters that write one sound stand.
#[derive(Clone, Copy, Debug)]
enum Place {
    Anywhere,
    /// `quaid`, but not `qusay`.
    BeforeVowel,
    /// `badgie`, but not `edgar`.
    BeforeSoftVowel,
    /// `aleksandr`, but not `lakshmi`.
    NotBeforeH,
    /// `cowley` and `chow`, but not `kowalski`, `markowski` and `pavlow`.
    Glide,
    /// `tierney`, but not `hanieh`.
    NotBeforeLastH,
    /// `mueller` is written for `müller`; but not `manuel`, `samuel` and `saeed`.
    Umlaut,
    /// `hsiao`, but not `ahsan`.
    First,
    /// `dijk`, `meijer` and `marija`, but not `hijazi` and `bahij`.
    Dutch,
}

impl Place {
    fn holds(self, before: &[u8], behind: &[u8]) -> bool {
        let is_a_vowel = |letter: &u8| letter.is_ascii_lowercase() && is_vowel(code(*letter));
        let vowel_follows = behind.first().is_some_and(is_a_vowel);
        match self {
            Self::Anywhere => true,
            Self::BeforeVowel => vowel_follows,
            Self::BeforeSoftVowel => matches!(behind.first(), Some(b'e' | b'i' | b'y')),
            Self::NotBeforeH => behind.first() != Some(&b'h'),
            Self::Glide => !vowel_follows && !behind.starts_with(b"sk") && (!behind.is_empty() || before.len() < 3),
            Self::First => before.is_empty(),
            Self::Umlaut => {
                before.last().is_some_and(|letter| !is_a_vowel(letter) && !b"gq".contains(letter))
                    && behind.len() >= 3
                    && !vowel_follows
            }
            Self::NotBeforeLastH => behind != b"h",
            Self::Dutch => {
                matches!(before, [.., b'e' | b'o' | b'u']) || !vowel_follows && !behind.is_empty() || behind == b"a"
            }
        }
    }
}

/// What one to four letters sound like, longest first. Source: the romanisations in use on the lists.
const SOUNDS: &[Sound] = &[
    (b"shch", SHCH, Place::Anywhere),
    (b"tsch", CH, Place::Anywhere),
    (b"dsch", code(b'j'), Place::Anywhere),
    (b"sch", SH, Place::Anywhere),
    (b"tch", CH, Place::Anywhere),
    (b"dzh", code(b'j'), Place::Anywhere),
    (b"tsh", CH, Place::Anywhere),
    (b"cks", code(b'x'), Place::NotBeforeH),
    (b"sh", SH, Place::Anywhere),
    (b"ch", CH, Place::Anywhere),
    (b"zh", ZH, Place::Anywhere),
    (b"kh", KH, Place::Anywhere),
    (b"gh", GH, Place::Anywhere),
    (b"ph", code(b'f'), Place::Anywhere),
    (b"ck", code(b'k'), Place::Anywhere),
    (b"ks", code(b'x'), Place::NotBeforeH),
    (b"tx", CH, Place::Anywhere),
    (b"th", code(b't'), Place::Anywhere),
    (b"dh", code(b'd'), Place::Anywhere),
    (b"bh", code(b'b'), Place::Anywhere),
    (b"xh", code(b'j'), Place::Anywhere),
    (b"dj", code(b'j'), Place::Anywhere),
    (b"dg", code(b'j'), Place::BeforeSoftVowel),
    (b"dz", code(b'z'), Place::Anywhere),
    (b"hs", code(b'x'), Place::First),
    (b"ae", code(b'a'), Place::Umlaut),
    (b"oe", code(b'o'), Place::Umlaut),
    (b"ue", code(b'u'), Place::Umlaut),
    (b"ou", code(b'u'), Place::Anywhere),
    (b"oo", code(b'u'), Place::Anywhere),
    (b"ee", code(b'i'), Place::Anywhere),
    (b"ie", code(b'i'), Place::NotBeforeLastH),
    (b"iy", code(b'i'), Place::Anywhere),
    (b"ii", code(b'i'), Place::Anywhere),
    (b"ij", code(b'i'), Place::Dutch),
    (b"ow", code(b'o'), Place::Glide),
    (b"qu", code(b'k'), Place::BeforeVowel),
    (b"sz", code(b's'), Place::Anywhere),
    (b"cz", CH, Place::Anywhere),
    (b"ts", code(b'c'), Place::Anywhere),
    (b"tz", code(b'c'), Place::Anywhere),
];

pub(super) const fn code(letter: u8) -> u8 {
    letter - b'a'
}

/// The code that a table of costs writes as one character: a letter, or `S C Z X G H` for sh, ch, zh, kh, gh, shch.
pub(super) fn code_of_sign(sign: u8) -> u8 {
    match sign {
        b'S' => SH,
        b'C' => CH,
        b'Z' => ZH,
        b'X' => KH,
        b'G' => GH,
        b'H' => SHCH,
        b'0'..=b'9' => DIGITS + sign - b'0',
        _ => code(sign),
    }
}

/// Number of different codes of an alphabet, rounded up for tables; those of the next alphabet begin there.
pub(super) const CODES: usize = 64;
/// Longest part that is compared letter by letter; what is longer is compared by its first letters.
pub(super) const LONGEST: usize = 40;

/// A part as a sequence of sounds, with what is needed to compare it fast.
///
/// Letters that write one sound together are one code, doubled letters are single. This one borrows its codes, from
/// [`OwnedLetters`] or from a compiled index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Letters<'a> {
    /// One code a sound, at most 40.
    pub codes: &'a [u8],
    /// How much there is to agree on: 100 for a consonant, 50 for a vowel, 70 for h.
    pub weight: u16,
    /// For a lower bound of the distance.
    pub outline: Outline,
}

/// The same, with its codes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnedLetters {
    codes: [u8; LONGEST],
    length: u8,
    weight: u16,
    outline: Outline,
}

impl OwnedLetters {
    /// Of a folded part. Empty where the part has letters that nobody romanises: those only equal themselves.
    pub fn of(part: &str) -> Self {
        let mut letters = Self { codes: [0; LONGEST], length: 0, weight: 0, outline: Outline::default() };
        let bytes = part.as_bytes();
        if !part.is_ascii() {
            return letters;
        }
        let (mut at, mut last) = (0, u8::MAX);
        while at < bytes.len() && usize::from(letters.length) < LONGEST {
            let (code, width) = sound(bytes, at);
            at += width;
            // doubled letters count once, doubled digits do not
            if code != u8::MAX && (code != last || code >= DIGITS) {
                letters.push(code);
            }
            last = code;
        }
        letters.outline = Outline::of(&letters.codes[..usize::from(letters.length)]);
        letters
    }

    /// Of the codes of what is heard.
    pub(super) fn heard(codes: impl Iterator<Item = u8>) -> Self {
        let mut letters = Self { codes: [0; LONGEST], length: 0, weight: 0, outline: Outline::default() };
        let mut last = u8::MAX;
        for code in codes {
            if code != last && usize::from(letters.length) < LONGEST {
                letters.push(code);
            }
            last = code;
        }
        letters.outline = Outline::of(&letters.codes[..usize::from(letters.length)]);
        letters
    }

    fn push(&mut self, code: u8) {
        self.codes[usize::from(self.length)] = code;
        self.length += 1;
        self.weight += letter_weight(code);
    }

    /// To compare.
    #[inline]
    pub fn letters(&self) -> Letters<'_> {
        Letters { codes: &self.codes[..usize::from(self.length)], weight: self.weight, outline: self.outline }
    }
}

/// The code of the sound at a place, and how many letters write it; `u8::MAX` for what is no letter or digit.
fn sound(letters: &[u8], at: usize) -> (u8, usize) {
    let (before, letters) = letters.split_at(at);
    let first = letters[0];
    match first {
        b'a'..=b'z' => {
            let several = SOUNDS_BY_FIRST[usize::from(first - b'a')].iter().find(|(sound, _, place)| {
                letters.strip_prefix(*sound).is_some_and(|behind| place.holds(before, behind))
            });
            several.map_or((code(first), 1), |(sound, code, _)| (*code, sound.len()))
        }
        b'0'..=b'9' => (DIGITS + first - b'0', 1),
        _ => (u8::MAX, 1),
    }
}

/// The lines of [`SOUNDS`] that begin with each letter.
static SOUNDS_BY_FIRST: LazyLock<[Vec<Sound>; 26]> = LazyLock::new(|| {
    std::array::from_fn(|n| SOUNDS.iter().filter(|(sound, ..)| usize::from(code(sound[0])) == n).copied().collect())
});

/// Keys in the places in which English, German and French keyboards have most of them.
const KEYBOARD: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];

/// For each letter, as bits: the letters on the keys beside, above and below its own.
static NEIGHBOURS: LazyLock<[u32; 26]> = LazyLock::new(|| {
    let mut neighbours = [0; 26];
    let keys = || {
        KEYBOARD.iter().enumerate().flat_map(|(row, keys)| (0_usize..).zip(*keys).map(move |(at, key)| (row, at, *key)))
    };
    for (row, at, key) in keys() {
        for (other_row, other_at, other) in keys() {
            // each row stands half a key further right than the one above
            let beside = row == other_row && at.abs_diff(other_at) == 1;
            let below = other_row == row + 1 && (other_at == at || other_at + 1 == at);
            if beside || below {
                neighbours[usize::from(code(key))] |= 1 << code(other);
                neighbours[usize::from(code(other))] |= 1 << code(key);
            }
        }
    }
    neighbours
});

/// Whether two letters are on neighbouring keys.
pub(super) fn are_neighbours(a: u8, b: u8) -> bool {
    a < 26 && b < 26 && NEIGHBOURS[usize::from(a)] & 1 << b != 0
}

/// Whether two small letters are on neighbouring keys.
pub(super) fn are_keys_neighbours(a: u8, b: u8) -> bool {
    are_neighbours(code(a), code(b))
}

/// The letters of a part, each as a code of its own, where they are others than its sounds; else none.
pub fn mistypable(part: &str, sounds: Letters) -> Vec<u8> {
    if !part.bytes().all(|b| b.is_ascii_lowercase()) || part.len() > LONGEST {
        return Vec::new();
    }
    let plain: Vec<u8> = part.bytes().map(code).collect();
    if sounds.codes == plain { Vec::new() } else { plain }
}

pub(super) fn is_vowel(code: u8) -> bool {
    const VOWELS: u32 = 1 | 1 << 4 | 1 << 8 | 1 << 14 | 1 << 20 | 1 << 24; // a e i o u y
    code < 26 && VOWELS & (1 << code) != 0
}

/// Unit: hundredths of a consonant.
pub(super) fn letter_weight(sound: u8) -> u16 {
    const H: u8 = code(b'h');
    match sound {
        _ if usize::from(sound) >= CODES => ears::weight(sound),
        _ if is_vowel(sound) => 50,
        H => 70,
        _ => 100,
    }
}

/// What the sounds are, for the hash of the configuration.
pub(super) fn letters_hash_input() -> String {
    let weights: Vec<u16> = (0..CODES as u8).map(letter_weight).collect();
    format!("{SOUNDS:?}{weights:?}{LONGEST}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_sound_have_the_same_codes() {
        for (a, b) in [
            ("mohammed", "mohamed"),
            ("youssouf", "yusuf"),
            ("philip", "filip"),
            ("tchaikovsky", "chaikovsky"),
            ("ahmad", "ahmmad"),
            ("badgie", "badjie"),
            ("hoxha", "hodja"),
            ("bengoetxea", "bengoechea"),
            ("aleksei", "alexei"),
            ("putschin", "puchin"),
            ("marija", "maria"),
            ("dijk", "dik"),
            ("mueller", "muller"),
            ("hsiao", "xiao"),
        ] {
            assert_eq!(OwnedLetters::of(a).letters().codes, OwnedLetters::of(b).letters().codes, "{a} {b}");
        }
        for (a, b) in
            [("hijazi", "hiazi"), ("qusay", "kasay"), ("kowalski", "koalski"), ("edgar", "ejar"), ("lakshmi", "laxhmi")]
        {
            assert_ne!(OwnedLetters::of(a).letters().codes, OwnedLetters::of(b).letters().codes, "{a} {b}");
        }
        assert_ne!(OwnedLetters::of("44").letters().codes, OwnedLetters::of("4").letters().codes);
    }

    #[test]
    fn what_is_not_romanised_has_no_letters() {
        assert!(OwnedLetters::of("𓀀𓁐").letters().codes.is_empty());
    }

    #[test]
    fn a_very_long_part_is_compared_by_its_beginning() {
        assert_eq!(OwnedLetters::of(&"ab".repeat(500)).letters().codes.len(), LONGEST);
    }
}
