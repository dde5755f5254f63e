use hashbrown::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

static TABLE: &str = include_str!("../../data/countries.txt");

/// A country or territory, as its ISO 3166-1 alpha-3 code.
///
/// States that are gone but still stand on lists have their withdrawn codes (`SUN`, `YUG`, `DDR`, `ANT`);
/// Kosovo is `XKX`. Source of codes and spellings: `data/countries.txt`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Country([u8; 3]);

struct Names {
    by_alpha2: HashMap<[u8; 2], Country>,
    by_spelling: HashMap<String, Country>,
    english: HashMap<Country, &'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { by_alpha2: HashMap::new(), by_spelling: HashMap::new(), english: HashMap::new() };
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(alpha3), Some(alpha2), Some(name)) = (cells.next(), cells.next(), cells.next()) else { continue };
        let Ok(code) = <[u8; 3]>::try_from(alpha3.as_bytes()) else { continue };
        let country = Country(code);
        names.english.insert(country, name);
        if let Ok(two) = <[u8; 2]>::try_from(alpha2.as_bytes()) {
            names.by_alpha2.insert(two, country);
        }
        let others = cells.next().unwrap_or("").split(';').map(str::trim).filter(|other| !other.is_empty());
        for spelling in others.chain([name, alpha3]) {
            names.by_spelling.insert(folded(spelling), country);
        }
    }
    names
});

impl Country {
    /// Reads an alpha-2 code, an alpha-3 code, an English name, or a spelling that the lists use
    /// (`Korea, North`, `Burma`); case, accents and punctuation do not matter. `None` where it is none of these.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let code = match *text.as_bytes() {
            [a, b] => NAMES.by_alpha2.get(&[a, b].map(|letter| letter.to_ascii_uppercase())).copied(),
            [a, b, c] => Self::from_code([a, b, c].map(|letter| letter.to_ascii_uppercase())),
            _ => None,
        };
        code.or_else(|| Self::from_spelling(text))
    }

    /// Reads a name or spelling, never a two-letter code: for places such as `Springfield, IL`, where a code
    /// would be taken for a country.
    pub fn parse_name(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > 3 || ["UK", "USA", "DRC", "UAE", "PRC"].contains(&text) { Self::parse(text) } else { None }
    }

    /// `St` at the front is read as `Saint`, `the` there does not matter.
    fn from_spelling(text: &str) -> Option<Self> {
        let known = |text: &str| NAMES.by_spelling.get(&folded(text)).copied();
        known(text).or_else(|| {
            let (first, rest) = text.split_once(' ')?;
            match first.to_ascii_lowercase().as_str() {
                "the" => known(rest),
                "st" | "st." => known(&format!("saint {rest}")),
                _ => None,
            }
        })
    }

    /// The alpha-3 code, upper case: `NOR`.
    pub fn alpha3(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// The English short name: `Norway`.
    pub fn name(self) -> &'static str {
        NAMES.english.get(&self).copied().unwrap_or("unknown")
    }

    /// The three letters of the alpha-3 code, as stored in a compiled index.
    pub fn code(self) -> [u8; 3] {
        self.0
    }

    /// The country of a code that a compiled index holds; `None` where the table does not know it.
    pub fn from_code(code: [u8; 3]) -> Option<Self> {
        let country = Country(code);
        NAMES.english.contains_key(&country).then_some(country)
    }
}

/// Lower case letters and digits only, accents stripped: `Côte d'Ivoire` is `cotedivoire`.
fn folded(text: &str) -> String {
    text.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.alpha3())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.alpha3())
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.alpha3().to_owned()
    }
}

impl TryFrom<String> for Country {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Country::parse(&text).ok_or("unknown country")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_names_and_list_spellings_mean_the_same_country() {
        for text in ["NO", "nor", "Norway", "NORWAY ", "no"] {
            assert_eq!(Country::parse(text).map(|c| c.alpha3().to_owned()), Some("NOR".into()), "{text}");
        }
        assert_eq!(Country::parse("Korea, North"), Country::parse("KP"));
        assert_eq!(Country::parse("Côte d'Ivoire"), Country::parse("Ivory Coast"));
        assert_eq!(Country::parse("UK"), Country::parse("GBR"));
        assert_eq!(Country::parse("the Philippines"), Country::parse("PH"));
        assert_eq!(Country::parse("St. Lucia"), Country::parse("Saint Lucia"));
    }

    #[test]
    fn states_that_are_gone_keep_their_codes() {
        for (text, code) in [
            ("former Soviet Union", "SUN"),
            ("YU", "YUG"),
            ("Serbia and Montenegro", "SCG"),
            ("DDR", "DDR"),
            ("Netherlands Antilles", "ANT"),
            ("Kosovo", "XKX"),
            ("Czechoslovakia", "CSK"),
        ] {
            assert_eq!(Country::parse(text).map(|c| c.alpha3().to_owned()).as_deref(), Some(code), "{text}");
        }
    }

    #[test]
    fn no_spelling_stands_for_two_countries() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "{line}");
            for spelling in cells[3].split(';').chain([cells[2], cells[0]]).filter(|text| !text.is_empty()) {
                let before = seen.insert(folded(spelling), cells[0]);
                assert!(before.is_none_or(|country| country == cells[0]), "{spelling}");
            }
        }
        assert!(NAMES.english.len() >= 256);
    }

    #[test]
    fn a_place_with_the_code_of_a_federal_state_is_no_country() {
        assert_eq!(Country::parse_name("IL"), None);
        assert_eq!(Country::parse_name("Israel"), Country::parse("IL"));
    }

    #[test]
    fn what_is_no_country_is_none() {
        for text in ["", "ZZ", "Atlantis", "Q", "??"] {
            assert_eq!(Country::parse(text), None, "{text}");
        }
    }
}
