use super::Index;
use super::layout::FormNumber;
use super::similar::{SimilarTerm, SimilarTerms};
use super::view::Tables;
use crate::likeness::{Likeness, Weight};
use crate::name::NameKind;

/// What a part of a name can bring to or take from a match, at best, as shares of its weight.
///
/// A match reaches its threshold only where the shares of all parts, weighed, do not sum to less than nothing: that is
/// what lets most names be left out unseen. It comes from whoever knows the score.
pub trait Balance {
    /// The most that a searched part of this weight brings if its counterpart is this likely (0: it has none that was found).
    fn part(&self, weight: Weight, likeness: Likeness, agreement: u32, kind: NameKind) -> f32;
    /// The most that all parts together can agree.
    fn agreement(&self, weight: Weight, likeness: Likeness) -> u32;
}

/// One searched part: what is like it, and its weight in either kind of name.
#[derive(Clone, Copy)]
pub struct SearchedPart<'s> {
    /// Listed terms like it.
    pub similar: &'s SimilarTerms,
    /// Its weight in a person's name and in an organisation's.
    pub weights: [Weight; 2],
}

/// One reading of a searched name.
pub struct Searched<'s> {
    /// In order.
    pub parts: Vec<SearchedPart<'s>>,
    /// Neighbouring parts written together: the first, how many, and what is like them.
    pub together: Vec<(usize, usize, &'s SimilarTerms)>,
}

/// The forms that can reach the threshold, and whether parts that are written together on one side may make them one.
pub type Candidates = Vec<(FormNumber, bool)>;

/// Goes from similar terms to names. Buffers belong to the worker that has it.
pub struct CandidateSearch<'i> {
    tables: Tables<'i>,
    /// For each form, which searched parts it has something like; all 0 between searches.
    has: Vec<u8>,
    met: Vec<u32>,
    best: Vec<Likeness>,
    /// Whether a form with just these parts can match; 0 where that was not asked yet.
    verdicts: Vec<u8>,
}

/// Parts that have a bit of their own; further ones share the last.
const BITS: usize = 7;
/// Parts that are written together on one side: looked at in any case.
const JOINED: u8 = 1 << BITS;
const YES: u8 = 1;
const NO: u8 = 2;

impl<'i> CandidateSearch<'i> {
    /// For an index.
    pub fn new(index: &'i Index) -> Self {
        let tables = index.tables();
        Self { tables, has: vec![0; tables.forms.len()], met: Vec::new(), best: Vec::new(), verdicts: Vec::new() }
    }

    /// The forms that a reading can match, each once, in the order of their numbers.
    pub fn find(&mut self, searched: &Searched, balance: &impl Balance, found: &mut Candidates) {
        found.clear();
        self.met.clear();
        let keys = keys(searched, balance);
        let bit = |part: usize| 1_u8 << part.min(BITS - 1);
        let parts = || searched.parts.iter().zip(&keys).enumerate();
        for (part, (of_part, _)) in parts().filter(|(_, (_, is_key))| **is_key) {
            self.meet(&of_part.similar.parts, false, bit(part));
        }
        for part in &searched.parts {
            self.meet(&part.similar.joined, true, JOINED);
        }
        for (_, _, similar) in &searched.together {
            self.meet(&similar.parts, false, JOINED);
        }
        // the other parts make no candidate, but say more of those that there are
        for (part, (of_part, _)) in parts().filter(|(_, (_, is_key))| !**is_key) {
            self.note(&of_part.similar.parts, bit(part));
        }
        self.verdicts.clear();
        self.verdicts.resize(1 << BITS, 0);
        for form in std::mem::take(&mut self.met) {
            let has = std::mem::take(&mut self.has[form as usize]);
            let joined = has & JOINED != 0;
            if joined || self.can_match(searched, balance, has) {
                found.push((FormNumber(form), joined));
            }
        }
        found.sort_unstable();
    }

    /// Forms with these terms as parts, or as neighbouring parts written together.
    fn meet(&mut self, terms: &[SimilarTerm], joined: bool, bit: u8) {
        for similar in terms {
            let row = &self.tables.terms[similar.term.index()];
            for &form in self.tables.postings(if joined { row.in_joins } else { row.in_parts }) {
                let has = &mut self.has[form as usize];
                if *has == 0 {
                    self.met.push(form);
                }
                *has |= bit;
            }
        }
    }

    /// Notes what forms have that were met already.
    fn note(&mut self, terms: &[SimilarTerm], bit: u8) {
        for similar in terms {
            for &form in self.tables.postings(self.tables.terms[similar.term.index()].in_parts) {
                let has = &mut self.has[form as usize];
                *has |= if *has == 0 { 0 } else { bit };
            }
        }
    }

    fn can_match(&mut self, searched: &Searched, balance: &impl Balance, has: u8) -> bool {
        let verdict = &mut self.verdicts[usize::from(has)];
        if *verdict == 0 {
            self.best.clear();
            let alike = |part: usize| if has & (1 << part.min(BITS - 1)) == 0 { 0 } else { 10_000 };
            self.best.extend((0..searched.parts.len()).map(alike));
            *verdict = if reaches(searched, &self.best, balance) { YES } else { NO };
        }
        *verdict == YES
    }
}

/// Whether a match can reach the threshold where each part's best counterpart is this likely.
fn reaches(searched: &Searched, best: &[Likeness], balance: &impl Balance) -> bool {
    [NameKind::Person, NameKind::Organization].into_iter().any(|kind| {
        let place = usize::from(kind == NameKind::Organization);
        let weighed = || searched.parts.iter().map(|part| part.weights[place]).zip(best);
        let agreement = weighed().map(|(weight, likeness)| balance.agreement(weight, *likeness)).sum();
        weighed().map(|(weight, likeness)| balance.part(weight, *likeness, agreement, kind)).sum::<f32>() >= 0.0
    })
}

/// The parts to search by: as few common ones as can be, so many that a name with none of them cannot match
/// (prefix filtering: Chaudhuri, Ganti and Kaushik 2006).
fn keys(searched: &Searched, balance: &impl Balance) -> Vec<bool> {
    let mut keys = vec![true; searched.parts.len()];
    let mut by_cost: Vec<usize> = (0..keys.len()).collect();
    by_cost.sort_by_key(|part| std::cmp::Reverse(searched.parts[*part].similar.forms));
    let mut best = vec![0; keys.len()];
    for part in by_cost {
        best[part] = 10_000;
        if reaches(searched, &best, balance) {
            best[part] = 0;
        } else {
            keys[part] = false;
        }
    }
    keys
}
