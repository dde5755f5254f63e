//! All listed names, scanned for one searched name after the other, in `--mode ofac`: what cannot reach the threshold is seen by
//! the letters that both have. Slower than the other modes, which search; only names that come near are compared in full.

use hashbrown::HashMap;

use super::ofac::{PREFIX_SHARE, PageName, PageWord, as_whole, common_prefix, page_score, points, words_alike};
use crate::index::{Index, NameNumber};
use crate::likeness::PhoneticCode;
use crate::vocabulary::Score;

/// Letters, digits, the blank; filled up for the processor.
const SIGNS: usize = 64;

/// How often each sign stands in a text: an upper bound for Jaro's score without a look at the order.
#[derive(Clone, Copy)]
struct Signs {
    counts: [u8; SIGNS],
    length: u16,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut counts = [0_u8; SIGNS];
        for byte in text.bytes() {
            let sign = &mut counts[usize::from(byte) % SIGNS];
            *sign = sign.saturating_add(1);
        }
        Self { counts, length: u16::try_from(text.len()).unwrap_or(u16::MAX) }
    }

    /// Whether Jaro's score can be so much: by the lengths, then by the letters that both have.
    fn may_reach(&self, other: &Self, jaro: f64) -> bool {
        let most = |both: u16| {
            let share = |length: u16| f64::from(both) / f64::from(length.max(1));
            (share(self.length) + share(other.length) + 1.0) / 3.0
        };
        if most(self.length.min(other.length)) < jaro {
            return false;
        }
        let both: u16 = self.counts.iter().zip(&other.counts).map(|(a, b)| u16::from(*a.min(b))).sum();
        most(both) >= jaro
    }
}

/// What Jaro's score must be at least so that with this common beginning it comes to `score`.
fn jaro_needed(score: f64, prefix: usize) -> f64 {
    let bonus = prefix as f64 * PREFIX_SHARE;
    (score - bonus) / (1.0 - bonus)
}

/// All names of an index as the page sees them.
pub(super) struct PageNames {
    names: Vec<(NameNumber, PageName, Signs)>,
    words: Vec<PageWord>,
    /// The words of each Soundex code.
    by_soundex: HashMap<String, Vec<u32>>,
    /// For each word, the places of the names that have it.
    postings: Vec<Vec<u32>>,
}

impl PageNames {
    /// Of an index; with the codes of all words where a code counts.
    pub(super) fn new(index: &Index, code: Option<PhoneticCode>) -> Self {
        let mut this = Self { names: Vec::new(), words: Vec::new(), by_soundex: HashMap::new(), postings: Vec::new() };
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for entity in index.entity_numbers() {
            let Some(details) = index.details(entity) else { continue };
            for (listed, number) in details.names.iter().zip(index.names_of(entity)) {
                let name = PageName::of(&listed.text, code);
                let place = this.names.len() as u32;
                for word in &name.words {
                    let known = *numbers.entry_ref(word.text.as_str()).or_insert_with(|| {
                        let same = this.by_soundex.entry_ref(word.soundex.as_str()).or_default();
                        same.push(this.words.len() as u32);
                        this.words.push(word.clone());
                        this.postings.push(Vec::new());
                        this.words.len() - 1
                    });
                    if this.postings[known].last() != Some(&place) {
                        this.postings[known].push(place);
                    }
                }
                let signs = Signs::of(&name.text);
                this.names.push((number, name, signs));
            }
        }
        this
    }
}

/// What a worker remembers of parts, at most, in listed words.
const MOST_REMEMBERED: usize = 4_000_000;

/// Scans names. Buffers belong to the worker that has it.
pub(super) struct PageSearch<'i> {
    listed: &'i PageNames,
    threshold: Score,
    /// Listed words that are like a searched part.
    similar: HashMap<String, Vec<u32>>,
    remembered: usize,
    near: Vec<bool>,
}

impl<'i> PageSearch<'i> {
    /// For names that score at least `threshold`.
    pub(super) fn new(listed: &'i PageNames, threshold: Score) -> Self {
        let near = vec![false; listed.names.len()];
        Self { listed, threshold, similar: HashMap::new(), remembered: 0, near }
    }

    /// Every listed name that scores at least the threshold, in the order of their numbers.
    pub(super) fn search(&mut self, searched: &PageName) -> Vec<(NameNumber, Score)> {
        if searched.words.is_empty() {
            return Vec::new();
        }
        // points are rounded
        let least = self.threshold.as_unit() - 0.005;
        // the mean of all parts reaches the threshold only where one of them does
        for part in searched.searched_parts() {
            self.note_near(&searched.words[part], least);
        }
        let signs = Signs::of(&searched.text);
        let mut found = Vec::new();
        for ((number, name, listed), near) in self.listed.names.iter().zip(&mut self.near) {
            if std::mem::take(near) {
                found.push((*number, page_score(searched, name)));
            } else if signs.may_reach(listed, jaro_needed(least, common_prefix(&searched.text, &name.text))) {
                found.push((*number, points(as_whole(searched, name))));
            }
        }
        found.retain(|(_, score)| *score >= self.threshold);
        found
    }

    /// Notes the names that have a word like this one.
    fn note_near(&mut self, part: &PageWord, least: f64) {
        if self.remembered > MOST_REMEMBERED {
            self.similar.clear();
            self.remembered = 0;
        }
        let listed = self.listed;
        let similar = self.similar.entry_ref(part.text.as_str()).or_insert_with(|| {
            let like = |place: &u32| words_alike(part, &listed.words[*place as usize]) >= least;
            let similar: Vec<u32> = if part.codes.is_empty() && !part.soundex.is_empty() {
                listed.by_soundex.get(&part.soundex).into_iter().flatten().copied().filter(like).collect()
            } else {
                (0..listed.words.len() as u32).filter(like).collect()
            };
            self.remembered += similar.len() + 16;
            similar
        });
        for word in similar.iter() {
            listed.postings[*word as usize].iter().for_each(|name| self.near[*name as usize] = true);
        }
    }
}
