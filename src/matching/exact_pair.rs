//! What an exact match is, for two names: the definition by which the search through an index is tested.

use super::exact::{CODE_TENTHS, MOST_GROUPS};
use crate::likeness::PhoneticCode;
use crate::name::Word;
use crate::vocabulary::Score;

/// The score where every searched part equals a part of the listed name: 1 where that has no others, down to one half
/// with the share of words that it has besides. `None` where it is no match.
pub(super) fn exact_score(searched: &[Word], listed: &[Word], code: Option<PhoneticCode>) -> Option<Score> {
    if searched.is_empty() || listed.is_empty() {
        return None;
    }
    let codes: Vec<Vec<String>> =
        listed.iter().map(|word| code.map_or_else(Vec::new, |code| code.codes(&word.text))).collect();
    let groups: Vec<&[Word]> = searched.chunk_by(|_, next| next.joined).collect();
    let hyphened = (groups.iter().filter(|group| group.len() > 1).count() as u32).min(MOST_GROUPS);
    let of_choice = |choice: u32| {
        let wanted = reading(&groups, hyphened, choice);
        let (tenths, all) = Cover { wanted: &wanted, listed, codes: &codes, code }.tenths()?;
        // one part alone never matches a longer name
        let matches = all || searched.len() > 1;
        matches.then(|| Score::from_ten_thousandths((5_000 + 500 * tenths / listed.len() as u32) as u16))
    };
    (0..1_u32 << hyphened).filter_map(of_choice).max()
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

struct Cover<'a> {
    wanted: &'a [String],
    listed: &'a [Word],
    codes: &'a [Vec<String>],
    code: Option<PhoneticCode>,
}

impl Cover<'_> {
    /// How much of the listed name is covered, in tenths of words, and whether all of it is; `None` where a wanted part
    /// finds no place of its own.
    fn tenths(&self) -> Option<(u32, bool)> {
        let mut holder: Vec<Option<usize>> = vec![None; self.listed.len()];
        let mut joined = vec![false; self.listed.len()];
        let mut homeless = Vec::new();
        for (n, text) in self.wanted.iter().enumerate() {
            let free = |at: usize| holder[at].is_none() && !joined[at];
            if let Some(at) = (0..self.listed.len()).find(|at| free(*at) && self.listed[*at].text == *text) {
                holder[at] = Some(n);
            } else if let Some((at, width)) = self.joined_place(text).find(|(at, width)| (*at..at + width).all(free)) {
                joined[at..at + width].fill(true);
            } else {
                homeless.push(n);
            }
        }
        for n in homeless {
            let sounding = self.code.map_or_else(Vec::new, |code| code.codes(&self.wanted[n]));
            if sounding.is_empty() || !self.settle(n, &joined, &mut holder, &mut vec![false; self.listed.len()]) {
                return None;
            }
        }
        let of_place = |at: usize| match holder[at] {
            _ if joined[at] => 10,
            Some(n) if self.listed[at].text == self.wanted[n] => 10,
            Some(_) => CODE_TENTHS,
            None => 0,
        };
        let tenths = (0..self.listed.len()).map(of_place).sum();
        Some((tenths, (0..self.listed.len()).all(|at| of_place(at) > 0)))
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
    fn settle(&self, n: usize, joined: &[bool], holder: &mut [Option<usize>], tried: &mut [bool]) -> bool {
        let codes = self.code.map_or_else(Vec::new, |code| code.codes(&self.wanted[n]));
        for at in 0..self.listed.len() {
            let fits = self.listed[at].text == self.wanted[n] || codes.iter().any(|code| self.codes[at].contains(code));
            if !fits || joined[at] || std::mem::replace(&mut tried[at], true) {
                continue;
            }
            if holder[at].is_none_or(|other| self.settle(other, joined, holder, tried)) {
                holder[at] = Some(n);
                return true;
            }
        }
        false
    }
}
