//! Names in scripts that are more than other letters for the Latin ones.
//!
//! Comes in: a name's text. Goes out: the ways to read it, at most [`MOST_READINGS`], in which a word is in Latin letters where
//! its script has a romanisation that people use, and stays in its script where the script leaves sounds out or does not
//! tell them apart. Such a word is later compared by what is [`heard`] of it. One file a family of scripts, and one line in [`FAMILIES`]. Does
//! not belong here: what differences between sounds cost.

mod abjad;
mod alphabets;
mod greek;
mod han;
mod hangul;
mod indic;
mod kana;
mod syllables;
mod thai;

pub(super) use han::{READINGS as HAN_READINGS, SURNAMES as HAN_SURNAMES};
use unicode_normalization::UnicodeNormalization;

use super::latin::{is_invisible, push_letter, to_latin};

/// How a script is compared with Latin letters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ear {
    /// By consonants: vowels are not written, or few of them.
    Consonants = 0,
    /// By sounds that the script does not all tell apart.
    Sounds = 1,
}

impl Ear {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Consonants, Self::Sounds];

    /// No script that is compared in this way is stretched by less.
    pub fn least_stretch(self) -> u16 {
        match self {
            Self::Consonants => 100,
            Self::Sounds => 85,
        }
    }
}

/// What is heard of a word in another script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heard {
    /// How it is compared.
    pub ear: Ear,
    /// What differs from a Latin part counts so much, in hundredths: so that a likeness means the same in every script.
    pub stretch: u16,
    /// Signs of the ear's alphabet.
    pub signs: String,
}

/// Readings of a name, at most.
pub const MOST_READINGS: usize = 6;

/// What stands around a run of letters of one script.
#[derive(Clone, Copy, Default, Debug)]
struct Around {
    /// It is all that there is.
    alone: bool,
    /// A dot stands between words, or there are Kana: the name is from elsewhere.
    foreign: bool,
    /// A dot stands right behind it.
    shortened: bool,
}

struct Family {
    has: fn(char) -> bool,
    /// The ways to read a run of letters, the likeliest first.
    read: fn(&str, Around) -> Vec<String>,
    /// What is heard of a word that stayed in its script.
    heard: fn(&str) -> Heard,
    stretch: u16,
    native: Option<Native>,
}

/// Names of one or two signs for the family and one or two for the person, which people romanise sign by sign.
struct Native {
    is_surname: fn(&str) -> bool,
    /// Signs of the longest name that is written in one run.
    longest: usize,
    /// The ways to read a surname and a given name.
    ways: fn(&str, &str) -> Vec<String>,
}

const fn plain(
    has: fn(char) -> bool,
    read: fn(&str, Around) -> Vec<String>,
    (heard, stretch): (fn(&str) -> Heard, u16),
) -> Family {
    Family { has, read, heard, stretch, native: None }
}

static FAMILIES: &[Family] = &[
    plain(abjad::is_arabic, abjad::read_arabic, (abjad::hear_arabic, abjad::ARABIC_STRETCH)),
    plain(abjad::is_hebrew, abjad::read_hebrew, (abjad::hear_hebrew, abjad::HEBREW_STRETCH)),
    plain(alphabets::is_armenian, alphabets::read, (alphabets::hear, alphabets::STRETCH)),
    plain(alphabets::is_georgian, alphabets::read, (alphabets::hear, alphabets::STRETCH)),
    plain(greek::is_greek, greek::read, (greek::hear, greek::STRETCH)),
    plain(kana::is_kana, kana::read, (kana::hear, kana::STRETCH)),
    plain(indic::is_indic, indic::read, (indic::hear, indic::STRETCH)),
    plain(thai::is_thai, thai::read, (thai::hear, thai::STRETCH)),
    Family {
        native: Some(Native { is_surname: hangul::is_surname, longest: 4, ways: hangul::ways }),
        ..plain(hangul::is_hangul, hangul::read, (hangul::hear, hangul::STRETCH))
    },
    Family {
        native: Some(Native { is_surname: han::is_surname, longest: 4, ways: han::ways }),
        ..plain(han::is_han, han::read, (han::hear, han::STRETCH))
    },
];

fn family_of(c: char) -> Option<&'static Family> {
    if c < '\u{370}' { None } else { FAMILIES.iter().find(|family| (family.has)(c)) }
}

/// What is heard of a word that stayed in its script; `None` for Latin words and for scripts that nobody romanises.
///
/// The servant of and the faith, which make one word with what stands beside them, may be in Latin letters.
pub fn heard(word: &str) -> Option<Heard> {
    if word.is_ascii() {
        return None;
    }
    if let Some(rest) = word.strip_prefix("abdul") {
        return heard(rest).map(|heard| Heard { signs: format!("abdul{}", heard.signs), ..heard });
    }
    if let Some(rest) = word.strip_suffix("uddin") {
        return heard(rest).map(|heard| Heard { signs: format!("{}udin", heard.signs), ..heard });
    }
    // what is left of a word that was transliterated is no word
    if word.bytes().any(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let hear = family_of(word.chars().next()?)?.heard;
    Some(hear(word)).filter(|heard| !heard.signs.is_empty())
}

/// Whether a general transliteration of a word is enough to know a legal form by: two or three consonants, or a syllable, are
/// as often a name (`عسل` and the Spanish S.L.). What has a dot or a quote in it is an abbreviation.
pub(super) fn is_clear(word: &str) -> bool {
    let is_coarse = |c: char| {
        let writes_vowels = alphabets::is_armenian(c) || alphabets::is_georgian(c) || greek::is_greek(c);
        family_of(c).is_some() && !writes_vowels
    };
    !word.chars().any(is_coarse)
        || word.contains(['.', '"', '\u{5f4}'])
        || to_latin(word).trim().chars().count() > SHORTEST_FORM
}

/// Letters of a transliterated legal form beyond which it is clear.
const SHORTEST_FORM: usize = 3;

/// By how much what differs from a word that stayed in its script is stretched; as it is for what is not [`heard`].
pub fn stretch_of(word: &str) -> u16 {
    let family = word.chars().find(|c| !c.is_ascii()).and_then(family_of);
    family.map_or(100, |family| family.stretch)
}

/// A way to read a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Romanised {
    pub text: String,
    /// Its syllables are few and common, and it is read in every way that people use: what differs counts for more.
    pub strict: bool,
}

/// The ways to read a text in which there is a script of [`FAMILIES`]; none where there is not.
pub(super) fn readings(text: &str) -> Vec<Romanised> {
    if text.is_ascii() || !text.chars().any(|c| family_of(c).is_some()) {
        return Vec::new();
    }
    let pieces = pieces(text);
    let foreign = text.contains(['·', '・', '•', '‧', '．']) || text.chars().any(kana::is_kana);
    let native = if foreign { None } else { native(&pieces) };
    let strict = native.is_some();
    let mut readings: Vec<Romanised> = Vec::new();
    for text in native.unwrap_or_else(|| word_by_word(&pieces, foreign)).into_iter().take(MOST_READINGS) {
        let reading = Romanised { text, strict };
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    readings
}

/// A surname and a given name, in one run or beside each other in either order; whatever is no surname is the given name.
fn native(pieces: &[Piece]) -> Option<Vec<String>> {
    let runs: Vec<&Piece> = pieces.iter().filter(|piece| piece.has_letters()).collect();
    let family = runs.first()?.family?;
    let native = family.native.as_ref()?;
    if !runs.iter().all(|run| run.family.is_some_and(|other| std::ptr::eq(family, other))) {
        return None;
    }
    let text = |runs: &[&Piece]| runs.iter().map(|run| run.text.as_str()).collect::<String>();
    if let [run] = runs[..] {
        let signs = run.text.chars().count();
        let split = |width: usize| {
            let (at, _) = run.text.char_indices().nth(width)?;
            Some(run.text.split_at(at)).filter(|(surname, _)| signs <= native.longest && (native.is_surname)(surname))
        };
        let one = || split(1).filter(|_| signs < native.longest);
        let (surname, given) = if signs > 2 { split(2).or_else(one) } else { one() }?;
        return Some((native.ways)(surname, given));
    }
    let (first, last) = (runs.first()?, runs.last()?);
    match ((native.is_surname)(&last.text), (native.is_surname)(&first.text)) {
        (true, _) => Some((native.ways)(&last.text, &text(&runs[..runs.len() - 1]))),
        (_, true) => Some((native.ways)(&first.text, &text(&runs[1..]))),
        _ => None,
    }
}

fn word_by_word(pieces: &[Piece], foreign: bool) -> Vec<String> {
    let alone = pieces.iter().filter(|piece| piece.has_letters()).count() == 1;
    let read = |(at, piece): (usize, &Piece)| {
        let shortened = pieces.get(at + 1).is_some_and(|next| next.text.starts_with('.'));
        piece.read(Around { alone, foreign, shortened })
    };
    let read: Vec<Vec<String>> = pieces.iter().enumerate().map(read).collect();
    let most = read.iter().map(Vec::len).max().unwrap_or(0);
    let way = |way: usize| read.iter().filter_map(move |ways| ways.get(way.min(ways.len().saturating_sub(1))));
    (0..most).map(|n| way(n).map(String::as_str).collect()).collect()
}

/// A run of letters of one family, or what stands between.
struct Piece {
    family: Option<&'static Family>,
    text: String,
}

impl Piece {
    fn has_letters(&self) -> bool {
        self.family.is_some() || self.text.chars().any(char::is_alphanumeric)
    }

    fn read(&self, around: Around) -> Vec<String> {
        let ways = self.family.map_or_else(Vec::new, |family| (family.read)(&self.text, around));
        if !ways.is_empty() {
            return ways;
        }
        let mut latin = String::with_capacity(self.text.len());
        self.text.chars().for_each(|c| push_letter(c, &mut latin));
        vec![latin]
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for c in text.nfkc().filter(|c| !is_invisible(*c)) {
        let family = family_of(c);
        // a mark that makes another letter of a Hebrew one
        if matches!(c, '\'' | '\u{2019}' | '\u{5f3}' | '\u{b4}' | '`')
            && let Some(piece) = pieces.last_mut().filter(|piece| piece.text.ends_with(abjad::is_hebrew))
        {
            piece.text.push(abjad::GERESH);
            continue;
        }
        let same = |piece: &Piece| match (piece.family, family) {
            (Some(a), Some(b)) => std::ptr::eq(a, b),
            (None, None) => true,
            _ => false,
        };
        match pieces.last_mut() {
            Some(piece) if same(piece) => piece.text.push(c),
            _ => pieces.push(Piece { family, text: c.to_string() }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_names_have_no_readings_of_their_own() {
        for text in ["Anna Berg", "José Muñoz", "𓀀𓁐", ""] {
            assert!(readings(text).is_empty(), "{text}");
        }
    }

    fn texts(text: &str) -> Vec<String> {
        readings(text).into_iter().map(|reading| reading.text).collect()
    }

    #[test]
    fn native_names_are_romanised_in_each_way_and_others_stay_in_their_script() {
        assert_eq!(texts("김정은"), ["kim jungeun", "gim jeongeun", "kim chongun", "kim jongun", "kim jeongeun"]);
        assert_eq!(texts("정은 김")[3], "kim jongun");
        assert!(texts("梁振英").contains(&"leung chunying".to_owned()));
        assert!(texts("馬英九").contains(&"ma yingchiu".to_owned()));
        assert!(readings("馬英九").iter().all(|reading| reading.strict));
        for (text, stays) in [("トランプ", "トランプ"), ("乔治·布什", "乔治 布什"), ("도널드 트럼프", "도널드 트럼프")]
        {
            assert_eq!(texts(text), [stays]);
        }
    }

    #[test]
    fn whoever_has_two_given_names_has_another_than_whoever_has_one() {
        assert_eq!(texts("영식 준영 박")[3], "pak yongsikjunyong");
    }

    #[test]
    fn arabic_has_its_article_apart_and_one_letter_for_each() {
        assert_eq!(texts("أحمد الرّاوي")[0], "ahmed al راوي");
        assert_eq!(texts("ی"), texts("ي"));
    }

    #[test]
    fn what_makes_one_word_with_a_latin_one_is_heard_with_it() {
        let alone = heard("رحمن").unwrap();
        assert_eq!(heard("abdulرحمن").unwrap().signs, format!("abdul{}", alone.signs));
        assert!(heard("rahman").is_none());
    }

    #[test]
    fn a_name_has_no_more_readings_than_can_be_looked_for() {
        for text in ["김정은", "乔治", "王小明", "山田 太郎", "Κώστας 김 王", "Ваня ჯონ أحمد"]
        {
            let readings = readings(text);
            assert!((1..=MOST_READINGS).contains(&readings.len()), "{text}: {readings:?}");
        }
    }

    #[test]
    fn every_script_is_heard_and_none_is_stretched_by_less_than_the_search_allows_for() {
        for word in ["راوي", "ברק", "γιώργος", "トム", "도널드", "乔治", "मोदी", "ทักษิณ", "արմեն", "ვანო"]
        {
            let heard = heard(word).unwrap();
            assert!(heard.stretch >= heard.ear.least_stretch() && heard.stretch == stretch_of(word), "{word}");
            assert!(heard.signs.chars().count() >= 3, "{word}: {}", heard.signs);
        }
    }
}
