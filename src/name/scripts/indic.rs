//! Devanagari and its sisters: consonants with a vowel of their own, which other signs replace or take away.

use super::{Around, Ear, Heard};

pub(super) const STRETCH: u16 = 95;

pub(super) fn is_indic(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{963}' | '\u{970}'..='\u{df3}') && (c.is_alphanumeric() || is_sign(c))
}

fn is_sign(c: char) -> bool {
    let place = c as u32 & 0x7f;
    matches!(place, 0x00..=0x03 | 0x3c..=0x4d | 0x70..=0x71) || matches!(c, '\u{d80}'..='\u{df3}')
}

/// Words that are no names.
const WORDS: &[(&str, &str)] = &[
    ("मा", "mr"),
    ("माननीय", "mr"),
    ("श्री", "mr"),
    ("श्रीमती", "mrs"),
    ("डा", "dr"),
    ("डॉ", "dr"),
    ("डॉक्टर", "dr"),
    ("ডা", "dr"),
    ("ড", "dr"),
    ("মোঃ", "md"),
    ("মো", "md"),
    ("डि", "de"),
    ("दे", "de"),
    ("सिंह", "singh"),
    ("ਸਿੰਘ", "singh"),
    ("শেখ", "sheikh"),
    ("शेख", "sheikh"),
];

pub(super) fn read(run: &str, around: Around) -> Vec<String> {
    if around.shortened && run.chars().count() <= SHORTENED && !WORDS.iter().any(|(word, _)| *word == run) {
        return vec![initial(run)];
    }
    let known = WORDS.iter().find(|(word, _)| *word == run);
    vec![known.map_or(run, |(_, latin)| latin).to_owned()]
}

/// Letters and signs of an initial, at most.
const SHORTENED: usize = 3;

/// The Latin letter whose name is written, as in `எம்.`, or that begins the name.
fn initial(run: &str) -> String {
    let signs = hear(run).signs;
    let sound = match signs.strip_prefix('e') {
        Some(rest) if !rest.is_empty() => rest,
        _ => &signs,
    };
    let latin = |sign: char| match sign {
        'т' | 'þ' => 't',
        'κ' | 'X' => 'k',
        'п' | 'ƿ' => 'p',
        'ц' | 'C' => 'c',
        'ј' => 'j',
        'ś' | 'S' => 's',
        'ƃ' => 'b',
        'в' => 'v',
        'ñ' | 'ŋ' => 'n',
        'ə' => 'a',
        other => other,
    };
    sound.chars().take(1).map(latin).filter(char::is_ascii_lowercase).collect()
}

pub(super) fn hear(word: &str) -> Heard {
    let signs = if word.chars().next().is_some_and(|c| c >= '\u{d80}') { sinhala(word) } else { sisters(word) };
    Heard { ear: Ear::Sounds, stretch: STRETCH, signs }
}

/// Scripts that drop the vowel at a word's end, and between two syllables where both have one.
fn drops_vowels(c: char) -> bool {
    matches!(c as u32 >> 7, 0x12..=0x15)
}

/// The nine scripts whose blocks have the same letters in the same places.
fn sisters(word: &str) -> String {
    let letters: Vec<(u32, u32)> = word.chars().map(|c| (c as u32 >> 7, c as u32 & 0x7f)).collect();
    let northern = word.chars().next().is_some_and(drops_vowels);
    let mut spelled = Spelled::default();
    for (at, (block, place)) in letters.iter().enumerate() {
        let next = letters.get(at + 1).map(|(_, place)| *place);
        match (place, block, next) {
            (0x3c, ..) | (0x71, 0x14, _) => {}
            (0x4d, ..) => spelled.bare(),
            // r, z, f and y are other letters with a dot
            (0x21 | 0x22, 0x12 | 0x13, Some(0x3c)) => spelled.consonant("r"),
            (0x2f, 0x13, Some(0x3c)) => spelled.consonant("y"),
            (0x1c, _, Some(0x3c)) => spelled.consonant("z"),
            (0x2b, _, Some(0x3c)) => spelled.consonant("f"),
            (0x2f, 0x13, _) => spelled.consonant("ј"),
            (0x4e, 0x13, _) => spelled.coda("t"),
            (0x7a | 0x7b, 0x1a, _) => spelled.coda("n"),
            (0x7c, 0x1a, _) => spelled.coda("r"),
            (0x7d | 0x7e, 0x1a, _) => spelled.coda("l"),
            (0x7f, 0x1a, _) => spelled.coda("k"),
            (0x70, 0x14, _) => spelled.coda("ñ"),
            (0x72, 0x12, _) => spelled.vowel("a"),
            (place, block, _) => match (CONSONANTS.get(*place as usize).copied(), vowel(*place)) {
                (_, Some(vowel)) => spelled.vowel(vowel),
                (Some(consonant), _) if !consonant.is_empty() => {
                    spelled.consonant(if *block == 0x17 { tamil(*place).unwrap_or(consonant) } else { consonant });
                }
                _ => match place {
                    0x01 | 0x02 => spelled.coda("ñ"),
                    0x03 => spelled.coda("h"),
                    _ => {}
                },
            },
        }
    }
    spelled.ended(northern)
}

/// By place in the block.
const CONSONANTS: [&str; 0x3a] = [
    "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", // vowels
    "k", "X", "g", "g", "ŋ", "C", "C", "ј", "ј", "ny", "t", "t", "d", "d", "n", "t", "þ", "d", "d", "n", "n", "p", "ƿ",
    "ƃ", "ƃ", "m", "y", "r", "r", "l", "l", "l", "в", "ś", "ś", "s", "h",
];

/// Letters and signs of vowels.
fn vowel(place: u32) -> Option<&'static str> {
    Some(match place {
        0x05 | 0x06 | 0x3e => "a",
        0x07 | 0x08 | 0x3f | 0x40 => "i",
        0x09 | 0x0a | 0x41 | 0x42 => "u",
        0x0b | 0x43 => "ri",
        0x0d | 0x0e | 0x0f | 0x45 | 0x46 | 0x47 => "e",
        0x10 | 0x48 => "aĩ",
        0x11 | 0x12 | 0x13 | 0x49 | 0x4a | 0x4b => "o",
        0x14 | 0x4c | 0x57 => "aū",
        _ => return None,
    })
}

/// Tamil has one letter for voiced and voiceless.
fn tamil(place: u32) -> Option<&'static str> {
    Some(match place {
        0x15 => "κ",
        0x1a => "ц",
        0x1f | 0x24 => "т",
        0x2a => "п",
        _ => return None,
    })
}

/// Consonants and vowels as they come; a consonant has a vowel until another sign says that it has not.
#[derive(Default)]
struct Spelled {
    out: Vec<(&'static str, bool)>,
}

/// The vowel that a consonant has by itself.
const OWN: &str = "ə";

impl Spelled {
    fn consonant(&mut self, sound: &'static str) {
        self.out.push((sound, false));
        self.out.push((OWN, true));
    }

    /// A consonant without a vowel.
    fn coda(&mut self, sound: &'static str) {
        self.out.push((sound, false));
    }

    fn vowel(&mut self, sound: &'static str) {
        self.bare();
        self.out.push((sound, true));
    }

    fn bare(&mut self) {
        if self.out.last().is_some_and(|(sound, _)| *sound == OWN) {
            self.out.pop();
        }
    }

    fn ended(mut self, drops_vowels: bool) -> String {
        if drops_vowels {
            let vowels = self.out.iter().filter(|(_, vowel)| *vowel).count();
            if vowels > 1 {
                self.bare();
            }
            // a vowel of its own between two syllables may be silent: वाजपेयी
            let vowel = |at: usize| self.out.get(at).is_some_and(|(_, vowel)| *vowel);
            let silent: Vec<usize> = (2..self.out.len())
                .filter(|at| self.out[*at].0 == OWN && vowel(at - 2) && !vowel(at + 1) && vowel(at + 2))
                .collect();
            for at in silent {
                self.out[at].0 = "ē";
            }
        }
        self.out.into_iter().map(|(sound, _)| sound).collect()
    }
}

/// Sinhala has its letters in other places.
fn sinhala(word: &str) -> String {
    let mut spelled = Spelled::default();
    for c in word.chars() {
        match c {
            '\u{d85}' | '\u{d86}' | '\u{dcf}' => spelled.vowel("a"),
            '\u{d89}' | '\u{d8a}' | '\u{dd2}' | '\u{dd3}' => spelled.vowel("i"),
            '\u{d8b}' | '\u{d8c}' | '\u{dd4}' | '\u{dd6}' => spelled.vowel("u"),
            '\u{d8d}' | '\u{dd8}' => spelled.vowel("ru"),
            '\u{d87}' | '\u{d88}' | '\u{dd0}' | '\u{dd1}' | '\u{d91}' | '\u{d92}' | '\u{dd9}' | '\u{dda}' => {
                spelled.vowel("e");
            }
            '\u{d93}' | '\u{ddb}' => spelled.vowel("aĩ"),
            '\u{d94}' | '\u{d95}' | '\u{ddc}' | '\u{ddd}' => spelled.vowel("o"),
            '\u{d96}' | '\u{dde}' => spelled.vowel("aū"),
            '\u{d82}' => spelled.coda("ŋ"),
            '\u{dca}' => spelled.bare(),
            '\u{d9a}' => spelled.consonant("k"),
            '\u{d9b}' => spelled.consonant("X"),
            '\u{d9c}' | '\u{d9d}' => spelled.consonant("g"),
            '\u{d9e}' => spelled.consonant("ŋ"),
            '\u{d9f}' => spelled.consonant("ng"),
            '\u{da0}' | '\u{da1}' => spelled.consonant("C"),
            '\u{da2}' | '\u{da3}' => spelled.consonant("ј"),
            '\u{da4}' | '\u{da5}' => spelled.consonant("ny"),
            '\u{da6}' => spelled.consonant("nj"),
            '\u{da7}' | '\u{da8}' | '\u{dad}' => spelled.consonant("t"),
            '\u{dae}' => spelled.consonant("þ"),
            '\u{da9}' | '\u{daa}' | '\u{daf}' | '\u{db0}' => spelled.consonant("d"),
            '\u{dac}' | '\u{db3}' => spelled.consonant("nd"),
            '\u{dab}' | '\u{db1}' => spelled.consonant("n"),
            '\u{db4}' => spelled.consonant("p"),
            '\u{db5}' => spelled.consonant("ƿ"),
            '\u{db6}' | '\u{db7}' => spelled.consonant("b"),
            '\u{db8}' => spelled.consonant("m"),
            '\u{db9}' => spelled.consonant("mb"),
            '\u{dba}' => spelled.consonant("y"),
            '\u{dbb}' => spelled.consonant("r"),
            '\u{dbd}' | '\u{dc5}' => spelled.consonant("l"),
            '\u{dc0}' => spelled.consonant("в"),
            '\u{dc1}' | '\u{dc2}' => spelled.consonant("ś"),
            '\u{dc3}' => spelled.consonant("s"),
            '\u{dc4}' => spelled.consonant("h"),
            '\u{dc6}' => spelled.consonant("f"),
            _ => {}
        }
    }
    spelled.ended(false)
}
