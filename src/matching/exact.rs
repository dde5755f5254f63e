use std::borrow::Cow;

use hashbrown::HashMap;

use crate::index::{Index, NameNumber, Tables, TermNumber};
use crate::likeness::PhoneticCode;
use crate::name::Word;
use crate::vocabulary::Score;

/// Searches names whose every part equals a part of one listed name. Buffers belong to the worker that has it.
pub struct ExactSearch<'i> {
    tables: Tables<'i>,
    by_code: Option<&'i ByCode>,
    codes: HashMap<String, Vec<TermNumber>>,
    listed: Vec<(TermNumber, bool)>,
    used: Vec<bool>,
}

/// Listed words by their phonetic codes.
pub struct ByCode {
    code: PhoneticCode,
    terms: HashMap<String, Vec<TermNumber>>,
}

impl ByCode {
    /// The codes of all words of an index.
    pub fn new(index: &Index, code: PhoneticCode) -> Self {
        let mut terms: HashMap<String, Vec<TermNumber>> = HashMap::new();
        let tables = index.tables();
        for (term, text) in index.terms().filter(|(term, _)| !tables.names_with_word(*term).is_empty()) {
            for code in code.codes(text) {
                terms.entry(code).or_default().push(term);
            }
        }
        Self { code, terms }
    }

    fn like(&self, word: &str) -> Vec<TermNumber> {
        let mut like: Vec<TermNumber> =
            self.code.codes(word).iter().filter_map(|code| self.terms.get(code)).flatten().copied().collect();
        like.sort_unstable();
        like.dedup();
        like
    }
}

/// A listed name that a search found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Found {
    pub name: NameNumber,
    pub score: Score,
}

/// What a worker remembers of words, at most.
const MOST_REMEMBERED: usize = 200_000;
/// Hyphens that are tried both ways, at most: further ones are only read as two parts.
pub(super) const MOST_GROUPS: u32 = 6;
/// What a part counts whose code is equal, in tenths.
pub const CODE_TENTHS: u32 = 9;

/// A searched part: the term that it is, and terms with its code.
struct Wanted<'w> {
    text: Cow<'w, str>,
    term: Option<TermNumber>,
    sounding: Vec<TermNumber>,
}

impl<'i> ExactSearch<'i> {
    /// In an index; `by_code` where parts with equal codes count as well.
    pub fn new(index: &'i Index, by_code: Option<&'i ByCode>) -> Self {
        Self { tables: index.tables(), by_code, codes: HashMap::new(), listed: Vec::new(), used: Vec::new() }
    }

    /// Every listed name that has all these words, in the order of their numbers.
    ///
    /// The score is 1 where it has no others, and goes down to one half with the share of words that it has besides.
    pub(super) fn search(&mut self, words: &[Word]) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        // most names have a word that no listed name has
        let plain = self.by_code.is_none() && words.iter().all(|word| !word.joined);
        if words.is_empty() || plain && words.iter().any(|word| self.tables.term(&word.text).is_none()) {
            return found;
        }
        for wanted in self.readings(words) {
            let fewest = wanted.iter().map(|wanted| (self.postings(wanted), wanted)).min_by_key(|(count, _)| *count);
            let Some((_, fewest)) = fewest.filter(|(count, _)| *count > 0) else { continue };
            let others: Vec<&[NameNumber]> = if plain { self.others(&wanted, fewest) } else { Vec::new() };
            for term in fewest.term.iter().chain(&fewest.sounding) {
                for name in self.tables.names_with_word(*term) {
                    if others.iter().any(|names| names.binary_search(name).is_err()) {
                        continue;
                    }
                    if let Some(score) = self.covers(&wanted, *name) {
                        found.push(Found { name: *name, score });
                    }
                }
            }
        }
        found.sort_unstable_by(|a, b| a.name.cmp(&b.name).then(b.score.cmp(&a.score)));
        found.dedup_by_key(|found| found.name);
        found
    }

    /// The names that have each of the other parts: what is not in all of them is not worth a look at its words.
    fn others(&self, wanted: &[Wanted], fewest: &Wanted) -> Vec<&'i [NameNumber]> {
        let terms = wanted.iter().filter_map(|wanted| wanted.term).filter(|term| Some(*term) != fewest.term);
        terms.map(|term| self.tables.names_with_word(term)).collect()
    }

    fn postings(&self, wanted: &Wanted) -> usize {
        wanted.term.iter().chain(&wanted.sounding).map(|term| self.tables.names_with_word(*term).len()).sum()
    }

    /// The words with each hyphened group apart or joined.
    fn readings<'w>(&mut self, words: &'w [Word]) -> Vec<Vec<Wanted<'w>>> {
        let groups: Vec<&[Word]> = words.chunk_by(|_, next| next.joined).collect();
        let hyphened = (groups.iter().filter(|group| group.len() > 1).count() as u32).min(MOST_GROUPS);
        let mut readings = Vec::with_capacity(1 << hyphened);
        for choice in 0..1_u32 << hyphened {
            let mut wanted = Vec::with_capacity(words.len());
            let mut nth = 0;
            for group in &groups {
                let joined = group.len() > 1 && nth < hyphened && choice & (1 << nth) != 0;
                nth += u32::from(group.len() > 1);
                if joined {
                    let text: String = group.iter().map(|word| word.text.as_str()).collect();
                    wanted.push(self.wanted(text.into()));
                } else {
                    wanted.extend(group.iter().map(|word| self.wanted(word.text.as_str().into())));
                }
            }
            readings.push(wanted);
        }
        readings
    }

    fn wanted<'w>(&mut self, text: Cow<'w, str>) -> Wanted<'w> {
        if self.codes.len() > MOST_REMEMBERED {
            self.codes.clear();
        }
        let sounding = self.by_code.map_or_else(Vec::new, |by_code| {
            self.codes.entry_ref(&*text).or_insert_with(|| by_code.like(&text)).clone()
        });
        Wanted { term: self.tables.term(&text), text, sounding }
    }

    /// The score where every wanted part is a part of the name, each part of the name used once.
    fn covers(&mut self, wanted: &[Wanted], name: NameNumber) -> Option<Score> {
        let (mut listed, mut used) = (std::mem::take(&mut self.listed), std::mem::take(&mut self.used));
        listed.clear();
        listed.extend(self.tables.name(name).words());
        used.clear();
        used.resize(listed.len(), false);
        let tenths = if listed.len() < wanted.len() { None } else { self.cover(wanted, &listed, &mut used) };
        let all = used.iter().all(|used| *used);
        let total = listed.len() as u32 * 10;
        (self.listed, self.used) = (listed, used);
        // one part alone never matches a longer name
        let tenths = tenths.filter(|_| wanted.len() > 1 || all)?;
        Some(exact_score_of(tenths, total))
    }

    /// How much is covered, in tenths of words, where every wanted part has a place of its own.
    ///
    /// Equal parts take their places first; then what only sounds alike is fitted in by augmenting paths (Kuhn 1955), which
    /// move parts but never leave one without a place.
    fn cover(&self, wanted: &[Wanted], listed: &[(TermNumber, bool)], used: &mut [bool]) -> Option<u32> {
        let hyphened = listed.iter().any(|(_, joined)| *joined);
        let is_there = |part: &Wanted| listed.iter().any(|(term, _)| Some(*term) == part.term);
        if !hyphened && wanted.iter().any(|part| part.sounding.is_empty() && !is_there(part)) {
            return None;
        }
        let mut holder: Vec<Option<usize>> = vec![None; listed.len()];
        let mut tenths = 0;
        let mut homeless = Vec::new();
        for (n, part) in wanted.iter().enumerate() {
            let equal = (0..listed.len()).find(|at| !used[*at] && Some(listed[*at].0) == part.term);
            if let Some(at) = equal {
                used[at] = true;
                holder[at] = Some(n);
            } else if let Some((at, width)) = self.joined_place(&part.text, listed, used) {
                used[at..at + width].fill(true);
                tenths += 10 * width as u32;
            } else {
                homeless.push(n);
            }
        }
        for n in homeless {
            if !settle(n, wanted, listed, used, &mut holder, &mut vec![false; listed.len()]) {
                return None;
            }
        }
        for (at, n) in holder.iter().enumerate().filter_map(|(at, n)| Some((at, (*n)?))) {
            used[at] = true;
            tenths += if Some(listed[at].0) == wanted[n].term { 10 } else { CODE_TENTHS };
        }
        Some(tenths)
    }

    /// Where hyphened words that are still free, written together, are this text.
    fn joined_place(&self, text: &str, listed: &[(TermNumber, bool)], used: &[bool]) -> Option<(usize, usize)> {
        (0..listed.len()).find_map(|at| {
            let width = self.joined_width(text, &listed[at..]);
            (width > 1 && !used[at..at + width].contains(&true)).then_some((at, width))
        })
    }

    /// How many hyphened words from here on, written together, are this text; 0 where none are.
    fn joined_width(&self, text: &str, listed: &[(TermNumber, bool)]) -> usize {
        if listed.len() < 2 || listed[0].1 || !listed[1].1 {
            return 0;
        }
        let width = 1 + listed[1..].iter().take_while(|(_, joined)| *joined).count();
        let rest = listed[..width].iter().try_fold(text, |rest, (term, _)| rest.strip_prefix(self.tables.text(*term)));
        if rest == Some("") { width } else { 0 }
    }
}

/// Finds a place for a wanted part, moving others where they have another one.
fn settle(
    n: usize,
    wanted: &[Wanted],
    listed: &[(TermNumber, bool)],
    used: &[bool],
    holder: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for at in 0..listed.len() {
        let fits = Some(listed[at].0) == wanted[n].term || wanted[n].sounding.binary_search(&listed[at].0).is_ok();
        let taken_whole = used[at] && holder[at].is_none();
        if !fits || taken_whole || std::mem::replace(&mut tried[at], true) {
            continue;
        }
        if holder[at].is_none_or(|other| settle(other, wanted, listed, used, holder, tried)) {
            holder[at] = Some(n);
            return true;
        }
    }
    false
}

/// One half, and the other half by the share of the listed words that is covered; both in tenths of words.
pub(super) fn exact_score_of(tenths: u32, total: u32) -> Score {
    let total = total.max(1);
    Score::from_ten_thousandths((5_000 + (5_000 * tenths + total / 2) / total) as u16)
}
