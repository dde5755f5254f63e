use rphonetic::{
    BeiderMorse, BeiderMorseBuilder, Caverphone1, Caverphone2, Cologne, ConfigFiles, DaitchMokotoffSoundex,
    DaitchMokotoffSoundexBuilder, DoubleMetaphone, Encoder, MatchRatingApproach, Metaphone, Nysiis, Phonex,
    RefinedSoundex, Soundex,
};
use std::sync::LazyLock;

use super::Likeness;
use super::letters::LONGEST;

/// Parts whose codes are equal count as nearly equal. A hair beside what slips come to: in names where what differs in letters
/// counts twice, a code that was asked for stays what it is.
pub const PHONETICALLY_EQUAL: Likeness = 9_010;

/// An encoder of `rphonetic`: parts that sound alike in one language have the same code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PhoneticCode {
    /// American Soundex (Russell 1918): what `--soundex` means.
    Soundex,
    /// Refined Soundex: more classes, no length limit.
    RefinedSoundex,
    /// Metaphone (Philips 1990).
    Metaphone,
    /// Double Metaphone (Philips 2000): two codes a word.
    DoubleMetaphone,
    /// New York State Identification and Intelligence System (1970).
    Nysiis,
    /// Match Rating Approach (Western Airlines 1977).
    MatchRating,
    /// Caverphone 1.0 (New Zealand).
    Caverphone1,
    /// Caverphone 2.0.
    Caverphone2,
    /// Kölner Phonetik (Postel 1969), for German.
    Cologne,
    /// Daitch-Mokotoff (1985), for Slavic and Yiddish names: several codes a word.
    DaitchMokotoff,
    /// Phonex (Lait and Randell 1996).
    Phonex,
    /// Beider-Morse (2008): several codes a word, slow.
    BeiderMorse,
}

static DAITCH_MOKOTOFF: LazyLock<Option<DaitchMokotoffSoundex>> =
    LazyLock::new(|| DaitchMokotoffSoundexBuilder::default().build().ok());
static BEIDER_MORSE_RULES: LazyLock<ConfigFiles> = LazyLock::new(ConfigFiles::default);
static BEIDER_MORSE: LazyLock<BeiderMorse<'static>> =
    LazyLock::new(|| BeiderMorseBuilder::new(&BEIDER_MORSE_RULES).build());

impl PhoneticCode {
    /// All of them with the word that `--phonetic` takes.
    pub const ALL: [(&'static str, Self); 12] = [
        ("soundex", Self::Soundex),
        ("refined-soundex", Self::RefinedSoundex),
        ("metaphone", Self::Metaphone),
        ("double-metaphone", Self::DoubleMetaphone),
        ("nysiis", Self::Nysiis),
        ("match-rating", Self::MatchRating),
        ("caverphone1", Self::Caverphone1),
        ("caverphone2", Self::Caverphone2),
        ("cologne", Self::Cologne),
        ("daitch-mokotoff", Self::DaitchMokotoff),
        ("phonex", Self::Phonex),
        ("beider-morse", Self::BeiderMorse),
    ];

    /// The word that `--phonetic` takes.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, code)| *code == self).map_or("", |(word, _)| word)
    }

    /// The codes of a folded part, none empty; none at all for parts without Latin letters.
    pub fn codes(self, part: &str) -> Vec<String> {
        if part.is_empty() || !part.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Vec::new();
        }
        // some encoders take time by the square of the length: a very long part is coded by its beginning
        let part = &part[..part.len().min(LONGEST)];
        let mut codes = match self {
            Self::Soundex => vec![Soundex::default().encode(part)],
            Self::RefinedSoundex => vec![RefinedSoundex::default().encode(part)],
            Self::Metaphone => vec![Metaphone::default().encode(part)],
            Self::DoubleMetaphone => {
                let both = DoubleMetaphone::default().double_metaphone(part);
                vec![both.primary(), both.alternate()]
            }
            Self::Nysiis => vec![Nysiis::default().encode(part)],
            Self::MatchRating => vec![MatchRatingApproach.encode(part)],
            Self::Caverphone1 => vec![Caverphone1.encode(part)],
            Self::Caverphone2 => vec![Caverphone2.encode(part)],
            Self::Cologne => vec![Cologne.encode(part)],
            Self::DaitchMokotoff => {
                DAITCH_MOKOTOFF.as_ref().map_or_else(Vec::new, |encoder| encoder.inner_soundex(part, true))
            }
            Self::Phonex => vec![Phonex::default().encode(part)],
            Self::BeiderMorse => BEIDER_MORSE.encode(part).split('|').map(str::to_owned).collect(),
        };
        codes.retain(|code| !code.is_empty());
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoder_gives_equal_words_equal_codes_and_no_empty_ones() {
        for (word, code) in PhoneticCode::ALL {
            for part in ["robert", "schwarzenegger", "mohammed", "li", "x", "ng"] {
                let codes = code.codes(part);
                assert_eq!(codes, code.codes(part), "{word}");
                assert!(codes.iter().all(|code| !code.is_empty()), "{word} {part}");
            }
            assert!(!code.codes("robert").is_empty(), "{word}");
            assert_eq!(code.as_str(), word);
        }
    }

    #[test]
    fn soundex_is_the_national_archives() {
        // examples of the US National Archives' page on the Soundex system
        for (name, code) in
            [("washington", "W252"), ("lee", "L000"), ("gutierrez", "G362"), ("pfister", "P236"), ("jackson", "J250")]
        {
            assert_eq!(PhoneticCode::Soundex.codes(name), [code], "{name}");
        }
    }

    #[test]
    fn parts_without_latin_letters_have_no_code() {
        for (_, code) in PhoneticCode::ALL {
            assert!(code.codes("44").is_empty());
            assert!(code.codes("").is_empty());
            assert!(code.codes("𓀀").is_empty());
        }
    }
}
