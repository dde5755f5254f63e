use super::Index;
use super::layout::{FormNumber, TermNumber};
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

/// The forms that can reach the threshold.
pub type Candidates = Vec<FormNumber>;

/// Goes from similar terms to names. Buffers belong to the worker that has it.
pub struct CandidateSearch<'i> {
    tables: Tables<'i>,
    /// For each form, the last search that met it.
    met: Vec<u32>,
    /// For each term, where its entries begin; valid for the search in `term_met`.
    first_entry: Vec<u32>,
    term_met: Vec<u32>,
    entries: Vec<Entry>,
    search: u32,
    best: Vec<Likeness>,
}

#[derive(Clone, Copy)]
struct Entry {
    part: u32,
    likeness: Likeness,
    next: u32,
}

const NO_ENTRY: u32 = u32::MAX;

impl<'i> CandidateSearch<'i> {
    /// For an index.
    pub fn new(index: &'i Index) -> Self {
        let tables = index.tables();
        Self {
            tables,
            met: vec![0; tables.forms.len()],
            first_entry: vec![NO_ENTRY; tables.terms.len()],
            term_met: vec![0; tables.terms.len()],
            entries: Vec::new(),
            search: 0,
            best: Vec::new(),
        }
    }

    /// The forms that a reading can match, each once, in the order of their numbers.
    pub fn find(&mut self, searched: &Searched, balance: &impl Balance, found: &mut Candidates) {
        found.clear();
        self.begin();
        let keys = keys(searched, balance);
        if keys.iter().any(|is_key| !is_key) {
            self.note_terms(searched);
        }
        // a part that may be matched by what the terms of a form do not show counts as found
        let mut unseen = vec![false; searched.parts.len()];
        for (part, searched) in searched.parts.iter().enumerate() {
            unseen[part] = !searched.similar.joined.is_empty();
        }
        for (first, width, similar) in &searched.together {
            if !similar.parts.is_empty() {
                unseen[*first..*first + *width].fill(true);
            }
        }
        let check = keys.iter().any(|is_key| !is_key);
        let key_parts = searched.parts.iter().zip(&keys).filter(|(_, is_key)| **is_key).map(|(part, _)| part.similar);
        let together = searched
            .together
            .iter()
            .filter(|(first, width, _)| keys[*first..*first + *width].contains(&true))
            .map(|(_, _, similar)| *similar);
        for similar in key_parts.chain(together) {
            self.meet(&similar.parts, false, found);
            self.meet(&similar.joined, true, found);
        }
        if check {
            found.retain(|form| self.can_match(*form, searched, &unseen, balance));
        }
        found.sort_unstable();
    }

    fn begin(&mut self) {
        self.search = self.search.wrapping_add(1);
        if self.search == 0 {
            self.met.fill(0);
            self.term_met.fill(0);
            self.search = 1;
        }
        self.entries.clear();
    }

    fn meet(&mut self, terms: &[SimilarTerm], joined: bool, found: &mut Candidates) {
        for similar in terms {
            let row = &self.tables.terms[similar.term.index()];
            for &form in self.tables.postings(if joined { row.in_joins } else { row.in_parts }) {
                let met = &mut self.met[form as usize];
                if *met != self.search {
                    *met = self.search;
                    found.push(FormNumber(form));
                }
            }
        }
    }

    fn note_terms(&mut self, searched: &Searched) {
        for (part, searched) in searched.parts.iter().enumerate() {
            for similar in &searched.similar.parts {
                let term = similar.term.index();
                let next = if self.term_met[term] == self.search { self.first_entry[term] } else { NO_ENTRY };
                self.term_met[term] = self.search;
                self.first_entry[term] = self.entries.len() as u32;
                self.entries.push(Entry { part: part as u32, likeness: similar.likeness, next });
            }
        }
    }

    fn can_match(&mut self, form: FormNumber, searched: &Searched, unseen: &[bool], balance: &impl Balance) -> bool {
        let form = self.tables.form(form);
        self.best.clear();
        self.best.extend(unseen.iter().map(|unseen| if *unseen { 10_000 } else { 0 }));
        for part in form.parts() {
            let TermNumber(term) = part.term;
            let mut at =
                if self.term_met[term as usize] == self.search { self.first_entry[term as usize] } else { NO_ENTRY };
            while at != NO_ENTRY {
                let entry = self.entries[at as usize];
                let best = &mut self.best[entry.part as usize];
                *best = (*best).max(entry.likeness);
                at = entry.next;
            }
        }
        reaches(searched, &self.best, balance, Some(form.kind))
    }
}

/// Whether a match can reach the threshold where each part's best counterpart is this likely.
fn reaches(searched: &Searched, best: &[Likeness], balance: &impl Balance, kind: Option<NameKind>) -> bool {
    let of_kind = |kind: NameKind| {
        let weighed =
            || searched.parts.iter().map(|part| part.weights[usize::from(kind == NameKind::Organization)]).zip(best);
        let agreement = weighed().map(|(weight, likeness)| balance.agreement(weight, *likeness)).sum();
        weighed().map(|(weight, likeness)| balance.part(weight, *likeness, agreement, kind)).sum::<f32>() >= 0.0
    };
    match kind {
        Some(kind) => of_kind(kind),
        None => of_kind(NameKind::Person) || of_kind(NameKind::Organization),
    }
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
        if reaches(searched, &best, balance, None) {
            best[part] = 0;
        } else {
            keys[part] = false;
        }
    }
    keys
}
