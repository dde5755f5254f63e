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
    /// For each form, the last search that met it.
    met: Vec<u32>,
    /// The same for forms met through parts written together.
    met_joined: Vec<u32>,
    search: u32,
}

impl<'i> CandidateSearch<'i> {
    /// For an index.
    pub fn new(index: &'i Index) -> Self {
        let tables = index.tables();
        let unmet = vec![0; tables.forms.len()];
        Self { tables, met: unmet.clone(), met_joined: unmet, search: 0 }
    }

    /// The forms that a reading can match, each once, in the order of their numbers.
    pub fn find(&mut self, searched: &Searched, balance: &impl Balance, found: &mut Candidates) {
        found.clear();
        self.search = self.search.wrapping_add(1);
        if self.search == 0 {
            self.met.fill(0);
            self.met_joined.fill(0);
            self.search = 1;
        }
        let keys = keys(searched, balance);
        for (part, _) in searched.parts.iter().zip(&keys).filter(|(_, is_key)| **is_key) {
            self.meet(&part.similar.parts, false, found);
        }
        for part in &searched.parts {
            self.meet(&part.similar.joined, true, found);
        }
        for (_, _, similar) in &searched.together {
            self.meet_together(&similar.parts, found);
        }
        for (form, joined) in found.iter_mut() {
            *joined = self.met_joined[form.index()] == self.search;
        }
        found.sort_unstable();
    }

    /// Forms with these terms as parts, or as neighbouring parts written together.
    fn meet(&mut self, terms: &[SimilarTerm], joined: bool, found: &mut Candidates) {
        for similar in terms {
            let row = &self.tables.terms[similar.term.index()];
            for &form in self.tables.postings(if joined { row.in_joins } else { row.in_parts }) {
                self.meet_form(form, joined, found);
            }
        }
    }

    /// Forms with these terms as parts, which searched parts written together are like.
    fn meet_together(&mut self, terms: &[SimilarTerm], found: &mut Candidates) {
        for similar in terms {
            for &form in self.tables.postings(self.tables.terms[similar.term.index()].in_parts) {
                self.meet_form(form, true, found);
            }
        }
    }

    fn meet_form(&mut self, form: u32, joined: bool, found: &mut Candidates) {
        let place = form as usize;
        if self.met[place] != self.search {
            self.met[place] = self.search;
            found.push((FormNumber(form), false));
        }
        if joined {
            self.met_joined[place] = self.search;
        }
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
