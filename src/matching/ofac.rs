//! The score of OFAC's own search page (Sanctions List Search), which people compare every tool with: an emulation.
//!
//! OFAC says of it (FAQ 249) that names are compared by Jaro-Winkler (1990) and Soundex, as whole strings and part by part,
//! and that the higher score counts. The rest was found by trying what explains the scores that the page shows and the names
//! that it does not: parts count only where their Soundex codes are equal, whole strings whatever they begin with.
//! `examples/ofac_error.rs` prints how far off it is.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::evidence::Evidence;
use super::explanation::{ABSENT, ComparedPart, Comparison, LEFT_OUT};
use crate::likeness::{PHONETICALLY_EQUAL, PhoneticCode};
use crate::name::NameKind;
use crate::vocabulary::Score;

/// Letters that two strings may share at their beginning for more than Jaro's score: five, where Winkler has four.
pub(super) const PREFIX: usize = 5;
/// What each of them takes away of the rest, as in Winkler (1990); the page gives it whatever Jaro's score is.
pub(super) const PREFIX_SHARE: f64 = 0.1;
/// Searched parts shorter than this are left out when parts are compared.
pub(super) const SHORTEST_PART: usize = 3;
/// A pair of parts less alike than this counts nothing.
pub(super) const LEAST_PART: f64 = 0.5;

/// The numbers above, for the hash of the configuration.
pub(super) fn ofac_hash_input() -> String {
    format!("{PREFIX}{PREFIX_SHARE}{SHORTEST_PART}{LEAST_PART}")
}

/// A name as the page sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct PageName {
    /// Capital letters and digits, one blank between words.
    pub(super) text: String,
    /// The words.
    pub(super) words: Vec<PageWord>,
}

/// A word with its Soundex code, and with other codes where the run compares them.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct PageWord {
    pub text: String,
    /// Empty where it has digits.
    pub soundex: String,
    pub codes: Vec<String>,
}

impl PageName {
    /// Of a name as it is written. Accents vanish; scripts other than Latin do too, as the page finds nothing by them.
    pub fn of(name: &str, code: Option<PhoneticCode>) -> Self {
        let mut text = String::with_capacity(name.len());
        for c in name.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '`' | '’' | 'ʼ' | 'ʻ')) {
            let latin = matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
            let ascii = if latin { any_ascii::any_ascii_char(c) } else { "" };
            if c.is_ascii_alphanumeric() {
                text.push(c.to_ascii_uppercase());
            } else if !ascii.is_empty() {
                text.extend(ascii.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()));
            } else if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
        }
        text.truncate(text.trim_end().len());
        let codes = |text: &str, code: PhoneticCode| code.codes(&text.to_ascii_lowercase());
        let word = |text: &str| PageWord {
            text: text.to_owned(),
            soundex: codes(text, PhoneticCode::Soundex).pop().unwrap_or_default(),
            codes: code.map_or_else(Vec::new, |code| codes(text, code)),
        };
        let words = text.split(' ').filter(|word| !word.is_empty()).map(word).collect();
        Self { text, words }
    }

    /// Places of the words by which parts are compared.
    pub(super) fn searched_parts(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().filter(|(_, word)| word.text.len() >= SHORTEST_PART).map(|(at, _)| at)
    }
}

/// Jaro's score with a bonus for a common beginning, from 0 to 1.
pub(super) fn alike(a: &str, b: &str) -> f64 {
    with_prefix(strsim::jaro(a, b), common_prefix(a, b))
}

pub(super) fn with_prefix(jaro: f64, prefix: usize) -> f64 {
    jaro + prefix as f64 * PREFIX_SHARE * (1.0 - jaro)
}

pub(super) fn common_prefix(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take(PREFIX).take_while(|(a, b)| a == b).count()
}

/// The same of two words, 0 where their Soundex codes differ; equal codes that are asked for are nearly equal.
pub(super) fn words_alike(a: &PageWord, b: &PageWord) -> f64 {
    let same_code = a.codes.iter().any(|code| b.codes.contains(code));
    let sounding = a.text == b.text || (a.soundex == b.soundex && !a.soundex.is_empty());
    let spelled = if sounding { alike(&a.text, &b.text) } else { 0.0 };
    spelled.max(if same_code { f64::from(PHONETICALLY_EQUAL) / 10_000.0 } else { 0.0 })
}

/// How the words of two names are paired: the most alike first, none twice. Searched word, listed word, how alike.
pub(super) type Pairs = Vec<(usize, usize, f64)>;

/// The mean likeness of the searched parts with their counterparts, and who they are.
pub(super) fn part_by_part(searched: &PageName, listed: &PageName) -> (f64, Pairs) {
    let mut all: Pairs = Vec::new();
    let mut parts = 0;
    for i in searched.searched_parts() {
        parts += 1;
        for (j, word) in listed.words.iter().enumerate() {
            let alike = words_alike(&searched.words[i], word);
            if alike >= LEAST_PART {
                all.push((i, j, alike));
            }
        }
    }
    all.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    let mut chosen: Pairs = Vec::new();
    for pair in all {
        if !chosen.iter().any(|other| other.0 == pair.0 || other.1 == pair.1) {
            chosen.push(pair);
        }
    }
    chosen.sort_by_key(|pair| pair.0);
    let sum: f64 = chosen.iter().map(|pair| pair.2).sum();
    (if parts == 0 { 0.0 } else { sum / f64::from(parts) }, chosen)
}

/// As whole strings.
pub(super) fn as_whole(searched: &PageName, listed: &PageName) -> f64 {
    if searched.text.is_empty() || listed.text.is_empty() { 0.0 } else { alike(&searched.text, &listed.text) }
}

/// In whole points of a hundred, as the page shows it.
pub(super) fn points(score: f64) -> Score {
    Score::from_ten_thousandths((score * 100.0).round() as u16 * 100)
}

/// The score of the page.
pub(super) fn page_score(searched: &PageName, listed: &PageName) -> Score {
    points(as_whole(searched, listed).max(part_by_part(searched, listed).0))
}

/// The score of the page, with the parts that were paired.
pub(super) fn compare_as_page(searched: &PageName, listed: &PageName, kind: NameKind) -> Comparison {
    let (mean, pairs) = part_by_part(searched, listed);
    let whole = as_whole(searched, listed);
    let row = |query: Option<usize>, other: Option<usize>, how, similarity| ComparedPart {
        query: query.map(|at| searched.words[at].text.to_lowercase()),
        listed: other.map(|at| listed.words[at].text.to_lowercase()),
        how,
        similarity,
        weight: query.map_or(0.0, |at| if searched.words[at].text.len() < SHORTEST_PART { 0.0 } else { 1.0 }),
        adds: Evidence::default(),
    };
    let how = |(i, j, alike): (usize, usize, f64)| match () {
        () if searched.words[i].text == listed.words[j].text => "equal",
        () if alike > self::alike(&searched.words[i].text, &listed.words[j].text) => "phonetic",
        () => "spelling",
    };
    let mut parts: Vec<ComparedPart> =
        pairs.iter().map(|pair| row(Some(pair.0), Some(pair.1), how(*pair), pair.2)).collect();
    let mut left: Vec<usize> = (0..listed.words.len()).filter(|at| !pairs.iter().any(|pair| pair.1 == *at)).collect();
    for at in (0..searched.words.len()).filter(|at| !pairs.iter().any(|pair| pair.0 == *at)) {
        let word = &searched.words[at].text;
        if word.len() < SHORTEST_PART {
            let same = left.iter().position(|other| listed.words[*other].text == *word);
            parts.push(row(Some(at), same.map(|place| left.remove(place)), LEFT_OUT, 0.0));
        } else {
            parts.push(row(Some(at), None, ABSENT, 0.0));
        }
    }
    parts.extend(left.into_iter().map(|at| row(None, Some(at), ABSENT, 0.0)));
    let texts = |name: &PageName| name.words.iter().map(|word| word.text.to_lowercase()).collect();
    Comparison {
        score: points(whole.max(mean)),
        parts,
        searched: texts(searched),
        listed: texts(listed),
        page: Some((whole, mean)),
        words: OnceLock::new(),
        ..Comparison::nothing(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points_of(a: &str, b: &str) -> u16 {
        page_score(&PageName::of(a, None), &PageName::of(b, None)).ten_thousandths() / 100
    }

    #[test]
    fn a_name_is_seen_as_the_page_sees_it() {
        assert_eq!(PageName::of("  'Abd al-Rahman, Müller & Søn ", None).text, "ABD AL RAHMAN MULLER SON");
        assert_eq!(PageName::of("Владимир Путин", None).text, "");
        assert_eq!(points_of("Владимир Путин", "PUTIN, Vladimir"), 0);
        assert_eq!(points_of("", ""), 0);
    }

    #[test]
    fn order_and_missing_parts_do_not_matter_and_short_ones_are_left_out() {
        assert_eq!(points_of("Anna Berg", "BERG, Anna"), 100);
        assert_eq!(points_of("Anna Berg", "BERG, Anna Maria"), 100);
        assert_eq!(points_of("Anna de Berg", "BERG, Anna"), 100);
        assert!(points_of("Anna Maria Berg", "BERG, Anna") < 100);
        assert_eq!(points_of("Li Wu", "LI, Wu"), 100);
    }

    #[test]
    fn a_listed_part_stands_for_one_searched_part() {
        assert!(points_of("Berg Berg Berg", "BERG, Anna") < 90);
    }

    #[test]
    fn parts_count_only_where_they_sound_alike() {
        // POUTINE is P350 as PUTIN is, PRODUCTION is P632: spelling alone would make it 84
        assert_eq!(points_of("Poutine", "PUTIN, Vladimir"), 91);
        assert!(points_of("Poutine", "PEAT PRODUCTION COMPANY") < 70);
        // whole strings count whatever they begin with
        assert_eq!(points_of("Putin Vladimir", "TURIN, Vladimir"), 93);
    }

    #[test]
    fn codes_count_where_they_are_asked_for() {
        let of = |name| PageName::of(name, Some(PhoneticCode::Soundex));
        let (with, without) = (page_score(&of("Robert"), &of("Rupert")), points_of("Robert", "Rupert"));
        assert!(with.ten_thousandths() / 100 == 90 && without < 90);
    }
}
