//! What an exact match is, for two names: the definition by which the search through an index is tested, and what people
//! are shown of it.

use super::evidence::Evidence;
use super::exact::{CODE_TENTHS, MOST_GROUPS, exact_score_of};
use super::explanation::{ABSENT, ComparedPart, Comparison};
use crate::likeness::{How, PhoneticCode};
use crate::name::{NameKind, Word};
use crate::vocabulary::Score;

/// The score where every searched part equals a part of the listed name: 1 where that has no others, down to one half
/// with the share of words that it has besides. `None` where it is no match.
pub(super) fn exact_score(searched: &[Word], listed: &[Word], code: Option<PhoneticCode>) -> Option<Score> {
    best(searched, listed, code)?.1
}

/// The score, with what became of each part. What is no match scores 0, and shows which parts have no place.
pub(super) fn compare_exactly(
    searched: &[Word],
    listed: &[Word],
    code: Option<PhoneticCode>,
    kind: NameKind,
) -> Comparison {
    let texts = |words: &[Word]| words.iter().map(|word| word.text.clone()).collect();
    let (parts, score) = match best(searched, listed, code) {
        Some((cover, score)) => (cover.rows(listed), score.unwrap_or(Score::ZERO)),
        None => (Vec::new(), Score::ZERO),
    };
    Comparison { score, parts, searched: texts(searched), listed: texts(listed), ..Comparison::nothing(kind) }
}

/// The reading of the searched hyphens that covers most, and its score where it is a match; `None` where there is nothing
/// to compare.
fn best(searched: &[Word], listed: &[Word], code: Option<PhoneticCode>) -> Option<(Cover, Option<Score>)> {
    if searched.is_empty() || listed.is_empty() {
        return None;
    }
    let codes: Vec<Vec<String>> =
        listed.iter().map(|word| code.map_or_else(Vec::new, |code| code.codes(&word.text))).collect();
    let groups: Vec<&[Word]> = searched.chunk_by(|_, next| next.joined).collect();
    let hyphened = (groups.iter().filter(|group| group.len() > 1).count() as u32).min(MOST_GROUPS);
    let of_choice = |choice: u32| {
        let cover = Places { listed, codes: &codes, code }.cover(reading(&groups, hyphened, choice));
        // one part alone never matches a longer name
        let matches = cover.homeless.is_empty() && (cover.wanted.len() > 1 || cover.places.iter().all(Option::is_some));
        let tenths = cover.places.iter().flatten().map(Place::tenths).sum::<u32>();
        let score = matches.then(|| exact_score_of(tenths, 10 * listed.len() as u32));
        ((score, tenths), cover)
    };
    let choices = (0..1_u32 << hyphened).map(of_choice);
    // of equals the first
    let better = |a: ((Option<Score>, u32), Cover), b: ((Option<Score>, u32), Cover)| if b.0 > a.0 { b } else { a };
    choices.reduce(better).map(|((score, _), cover)| (cover, score))
}

/// The searched parts with some hyphened groups joined.
fn reading(groups: &[&[Word]], hyphened: u32, choice: u32) -> Vec<String> {
    let mut wanted = Vec::new();
    let mut nth = 0;
    for group in groups {
        let joined = group.len() > 1 && nth < hyphened && choice & (1 << nth) != 0;
        nth += u32::from(group.len() > 1);
        if joined {
            wanted.push(group.iter().map(|word| word.text.as_str()).collect());
        } else {
            wanted.extend(group.iter().map(|word| word.text.clone()));
        }
    }
    wanted
}

/// A listed name, and what its words sound like.
struct Places<'a> {
    listed: &'a [Word],
    codes: &'a [Vec<String>],
    code: Option<PhoneticCode>,
}

/// Which searched part a listed word is covered by, and how.
#[derive(Clone, Copy)]
struct Place {
    wanted: usize,
    how: How,
}

impl Place {
    /// What it counts, in tenths of a word.
    fn tenths(&self) -> u32 {
        if self.how == How::Phonetic { CODE_TENTHS } else { 10 }
    }
}

/// What became of one reading of a searched name beside a listed one.
struct Cover {
    wanted: Vec<String>,
    /// By listed word.
    places: Vec<Option<Place>>,
    /// Searched parts without a place of their own.
    homeless: Vec<usize>,
}

impl Cover {
    /// A line for each searched part in order, then for what the listed name has besides.
    fn rows(&self, listed: &[Word]) -> Vec<ComparedPart> {
        let row = |query: Option<&String>, words: &[&str], how, similarity| ComparedPart {
            query: query.cloned(),
            listed: (!words.is_empty()).then(|| words.join("-")),
            how,
            similarity,
            // of each listed word
            weight: words.len() as f64,
            adds: Evidence::default(),
        };
        let of_wanted = self.wanted.iter().enumerate().map(|(n, text)| {
            let mine = |place: &Option<Place>| place.is_some_and(|place| place.wanted == n);
            let words = listed.iter().zip(&self.places).filter(|(_, place)| mine(place));
            let words: Vec<&str> = words.map(|(word, _)| word.text.as_str()).collect();
            match self.places.iter().flatten().find(|place| place.wanted == n) {
                Some(place) => row(Some(text), &words, place.how.as_str(), f64::from(place.tenths()) / 10.0),
                None => row(Some(text), &[], ABSENT, 0.0),
            }
        });
        let left = listed.iter().zip(&self.places).filter(|(_, place)| place.is_none());
        of_wanted.chain(left.map(|(word, _)| row(None, &[word.text.as_str()], ABSENT, 0.0))).collect()
    }
}

impl Places<'_> {
    /// Which listed words these parts cover, each a place of its own.
    fn cover(&self, wanted: Vec<String>) -> Cover {
        let mut holder: Vec<Option<usize>> = vec![None; self.listed.len()];
        let mut joined: Vec<Option<usize>> = vec![None; self.listed.len()];
        let mut homeless = Vec::new();
        for (n, text) in wanted.iter().enumerate() {
            let free = |at: usize| holder[at].is_none() && joined[at].is_none();
            if let Some(at) = (0..self.listed.len()).find(|at| free(*at) && self.listed[*at].text == *text) {
                holder[at] = Some(n);
            } else if let Some((at, width)) = self.joined_place(text).find(|(at, width)| (*at..at + width).all(free)) {
                joined[at..at + width].fill(Some(n));
            } else {
                homeless.push(n);
            }
        }
        homeless.retain(|n| {
            let sounding = self.code.map_or_else(Vec::new, |code| code.codes(&wanted[*n]));
            let found = !sounding.is_empty()
                && self.settle(*n, &wanted, &joined, &mut holder, &mut vec![false; self.listed.len()]);
            !found
        });
        let place = |at: usize| match (joined[at], holder[at]) {
            (Some(wanted), _) => Some(Place { wanted, how: How::Equal }),
            (None, Some(n)) if self.listed[at].text == wanted[n] => Some(Place { wanted: n, how: How::Equal }),
            (None, Some(n)) => Some(Place { wanted: n, how: How::Phonetic }),
            (None, None) => None,
        };
        let places = (0..self.listed.len()).map(place).collect();
        Cover { wanted, places, homeless }
    }

    /// Where hyphened words, written together, are this text.
    fn joined_place(&self, text: &str) -> impl Iterator<Item = (usize, usize)> {
        let groups = self.listed.chunk_by(|_, next| next.joined);
        let places = groups.scan(0, |at, group| {
            *at += group.len();
            Some((*at - group.len(), group))
        });
        places.filter_map(move |(at, group)| {
            let whole = group.len() > 1 && group.iter().map(|word| word.text.as_str()).collect::<String>() == text;
            whole.then_some((at, group.len()))
        })
    }

    /// Finds a place for a part that only sounds like a listed one, moving others where they have another place.
    fn settle(
        &self,
        n: usize,
        wanted: &[String],
        joined: &[Option<usize>],
        holder: &mut [Option<usize>],
        tried: &mut [bool],
    ) -> bool {
        let codes = self.code.map_or_else(Vec::new, |code| code.codes(&wanted[n]));
        for at in 0..self.listed.len() {
            let fits = self.listed[at].text == wanted[n] || codes.iter().any(|code| self.codes[at].contains(code));
            if !fits || joined[at].is_some() || std::mem::replace(&mut tried[at], true) {
                continue;
            }
            if holder[at].is_none_or(|other| self.settle(other, wanted, joined, holder, tried)) {
                holder[at] = Some(n);
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `anna=anna, -=maria`
    fn shown(searched: &str, listed: &str, code: Option<PhoneticCode>) -> String {
        let words = |name: &str| crate::name::words(&crate::name::to_latin(name));
        let found = compare_exactly(&words(searched), &words(listed), code, NameKind::Person);
        let side = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
        let rows = found.parts.iter().map(|row| format!("{}={} {}", side(&row.query), side(&row.listed), row.how));
        format!("{}: {}", found.score, rows.collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn every_part_is_shown_with_what_it_equals() {
        assert_eq!(shown("Anna Berg", "BERG, Anna", None), "1.0000: anna=anna equal, berg=berg equal");
        assert_eq!(
            shown("Anna Berg", "Anna Maria Berg", None),
            "0.8333: anna=anna equal, berg=berg equal, -=maria absent"
        );
        assert_eq!(shown("Jongun Kim", "Kim Jong-un", None), "1.0000: jongun=jong-un equal, kim=kim equal");
        assert_eq!(
            shown("Ana Berg", "Anna Berg", Some(PhoneticCode::Soundex)),
            "0.9750: ana=anna phonetic, berg=berg equal"
        );
    }

    #[test]
    fn what_is_no_match_shows_why() {
        assert_eq!(
            shown("Husam Kalalah", "Kalalah Husamuddin", None),
            "0.0000: husam=- absent, kalalah=kalalah equal, -=husamuddin absent"
        );
        assert_eq!(shown("Berg", "Anna Berg", None), "0.0000: berg=berg equal, -=anna absent");
        assert_eq!(shown("", "Anna Berg", None), "0.0000: ");
    }
}
