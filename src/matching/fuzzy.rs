use std::sync::LazyLock;

use hashbrown::HashMap;

use super::alignment::{Aligner, MOST_PARTS, Weighed, is_short};
use super::bound::Bound;
use super::evidence::model;
use super::prospect::Outlooks;
use super::understood::{Understood, UnderstoodReading};
use crate::index::{
    CandidateSearch, Candidates, Form, Index, NameNumber, Occurrence, Searched, SimilarTerms, Similarities, Tables,
};
use crate::likeness::{
    CUT_OFF, JOINED, LEAST, Likeness, PartForm, PartView, allowed, ceiling, compare, compare_ends, compare_joined,
    is_blank_shifted, likeness_ceiling, paired,
};
use crate::name::Role;
use crate::vocabulary::Score;

/// What listed terms are like the parts that a run searches for, each found once.
///
/// It is filled between batches and only read within one, so that workers share it without waiting.
#[derive(Default)]
pub struct SimilarCache {
    parts: HashMap<Box<str>, SimilarTerms>,
    /// Nothing is like most of them.
    together: HashMap<Box<str>, Option<Box<SimilarTerms>>>,
    held: usize,
}

/// A legal form is not the word that its class is called by, and a whole name is no word.
fn key(part: &PartForm) -> std::borrow::Cow<'_, str> {
    match part.part.role {
        Role::Form => format!("\u{1}{}", part.part.text).into(),
        Role::Whole => format!("\u{2}{}", part.part.text).into(),
        _ => part.part.text.as_str().into(),
    }
}

/// What a cache may hold before it starts again, in listed terms.
const MOST_HELD: usize = 12_000_000;

impl SimilarCache {
    /// The parts of these names that were not searched for yet, each once, in order; second those written together.
    pub fn missing<'u>(&self, names: impl Iterator<Item = &'u Understood>) -> (Vec<&'u PartForm>, Vec<&'u PartForm>) {
        let (mut parts, mut together): (HashMap<_, &PartForm>, HashMap<&str, &PartForm>) = Default::default();
        for reading in names.flat_map(|name| &name.readings) {
            for part in &reading.parts {
                let key = key(part);
                if !self.parts.contains_key(&*key) {
                    parts.entry(key).or_insert(part);
                }
            }
            for (_, _, part) in &reading.together {
                if !self.together.contains_key(part.part.text.as_str()) {
                    together.entry(&part.part.text).or_insert(part);
                }
            }
        }
        let in_order = |mut parts: Vec<&'u PartForm>| {
            parts.sort_unstable_by(|a, b| (&a.part.text, a.part.role).cmp(&(&b.part.text, b.part.role)));
            parts
        };
        (in_order(parts.into_values().collect()), in_order(together.into_values().collect()))
    }

    /// Adds what was found for a part.
    pub fn add_part(&mut self, part: &PartForm, similar: SimilarTerms) {
        self.held += similar.parts.len() + similar.joined.len() + 16;
        self.parts.insert(key(part).into(), similar);
    }

    /// Adds what was found for parts written together.
    pub fn add_together(&mut self, part: &PartForm, similar: SimilarTerms) {
        self.held += similar.parts.len() + 16;
        let is_any = !similar.parts.is_empty() || !similar.joined.is_empty();
        self.together.insert(part.part.text.as_str().into(), is_any.then(|| Box::new(similar)));
    }

    /// What a reading searches by.
    fn searched(&self, reading: &UnderstoodReading) -> Searched<'_> {
        let parts = reading.parts.iter().map(|part| self.parts.get(&*key(part)).unwrap_or(&*NOTHING));
        let together = reading.together.iter().filter_map(|(first, width, part)| {
            Some((*first, *width, self.together.get(part.part.text.as_str())?.as_deref()?))
        });
        Searched { parts: parts.collect(), together: together.collect() }
    }

    /// Forgets everything where it has grown beyond what it may hold.
    pub fn trim(&mut self) {
        if self.held > MOST_HELD {
            *self = Self::default();
        }
    }

    /// Everything that these names need, found here and now.
    pub fn fill<'u>(&mut self, names: impl Iterator<Item = &'u Understood>, similarities: &Similarities) {
        let (parts, together) = self.missing(names);
        for part in parts {
            self.add_part(part, similarities.find(part));
        }
        for part in together {
            self.add_together(part, similarities.find_together(part));
        }
    }
}

/// Searches names by likeness. Buffers belong to the worker that has it.
pub struct FuzzySearch<'i> {
    tables: Tables<'i>,
    bound: &'i Bound,
    threshold: Score,
    candidates: CandidateSearch<'i>,
    outlooks: Outlooks<'i>,
    found: Candidates,
    aligner: Aligner,
    weighed: Vec<Weighed>,
    listed: Vec<Occurrence>,
    views: Vec<PartView<'i>>,
    /// By rows of searched parts: how alike, and whether that is only a ceiling.
    alike: Vec<Likeness>,
    open: Vec<bool>,
}

/// Nothing is like a part that was never searched for.
static NOTHING: LazyLock<SimilarTerms> = LazyLock::new(SimilarTerms::default);

impl<'i> FuzzySearch<'i> {
    /// For names that score at least `threshold`, of which `bound` is the bound.
    pub fn new(index: &'i Index, bound: &'i Bound, threshold: Score) -> Self {
        let outlooks = Outlooks::new(bound);
        Self {
            tables: index.tables(),
            bound,
            threshold,
            candidates: CandidateSearch::new(index, outlooks.levels()),
            outlooks,
            found: Vec::new(),
            aligner: Aligner::default(),
            weighed: Vec::new(),
            listed: Vec::new(),
            views: Vec::new(),
            alike: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Every listed name that scores at least the threshold, with its best score, in the order of their numbers. The
    /// cache must have been filled for this name.
    pub fn search(&mut self, name: &Understood, cache: &SimilarCache) -> Vec<(NameNumber, Score)> {
        let mut matches = Vec::new();
        for reading in &name.readings {
            let searched = cache.searched(reading);
            self.outlooks.begin(&reading.weighed);
            let mut candidates = std::mem::take(&mut self.found);
            self.candidates.find(&searched, &mut self.outlooks, &mut candidates);
            for (form, found) in &candidates {
                let form = self.tables.form(*form);
                let parts = (&form, *found);
                if reading.meets(form.kind)
                    && (found.joined() || self.outlooks.may_match(reading, &searched.parts, parts, &self.tables))
                {
                    let scored = self.score(self.bound, reading, &searched, &form, found.joined());
                    matches.extend(scored.filter(|(_, score)| *score >= self.threshold));
                }
            }
            self.found = candidates;
        }
        best_of_each(&mut matches);
        matches
    }

    /// Those of some listed names that score at least a threshold below the one of the search, of which `bound` is the
    /// bound, with their best score. The cache must have been filled for this name.
    pub fn search_among(
        &mut self,
        name: &Understood,
        cache: &SimilarCache,
        listed: &[NameNumber],
        (bound, threshold): (&Bound, Score),
    ) -> Vec<(NameNumber, Score)> {
        let (mut matches, tables) = (Vec::new(), self.tables);
        for reading in &name.readings {
            let searched = cache.searched(reading);
            for form in listed.iter().flat_map(|name| tables.forms_of(*name)) {
                let form = tables.form(form);
                if reading.meets(form.kind) {
                    let scored = self.score(bound, reading, &searched, &form, true);
                    matches.extend(scored.filter(|(_, score)| *score >= threshold));
                }
            }
        }
        best_of_each(&mut matches);
        matches
    }

    /// The score of a reading and a form, where it can reach the threshold of a bound.
    fn score(
        &mut self,
        bound: &Bound,
        reading: &UnderstoodReading,
        searched: &Searched,
        form: &Form<'i>,
        joins: bool,
    ) -> Option<(NameNumber, Score)> {
        self.listed.clear();
        self.listed.extend(form.parts().take(MOST_PARTS));
        self.weighed.clear();
        let weighed = |part: &Occurrence| Weighed {
            weight: part.weight,
            role: part.role,
            text: part.term.index() as u32,
            short: is_short(part.letters(), form.kind),
        };
        self.weighed.extend(self.listed.iter().map(weighed));
        let query = reading.weighed(form.kind);
        self.aligner.begin(reading.strict || form.strict);
        // views read texts and letters from all over the index: they are only made for the few that come so far
        self.views.clear();
        if joins {
            self.view_listed();
            self.offer_joined(reading, searched, query);
        }

        // what the search did not find is below its floor: how far below is only worked out where it can matter
        let (rows, columns) = (reading.parts.len(), self.listed.len());
        self.alike.clear();
        self.alike.resize(rows * columns, 0);
        self.open.clear();
        self.open.resize(rows * columns, false);
        let floor = bound.search_floor();
        let last = |at: usize, parts: usize| at + 1 == parts;
        for (i, (part, similar)) in reading.parts.iter().zip(&searched.parts).enumerate() {
            for (j, listed) in self.listed.iter().enumerate() {
                let (cell, found) = (i * columns + j, similar.likeness(listed.term));
                (self.alike[cell], self.open[cell]) = if found == Some(CUT_OFF) {
                    let ends = [last(i, rows), last(j, columns)];
                    (cut_off_or_else(part, *listed, ends, &self.tables), false)
                } else {
                    alike_or_ceiling((part, similar), found, *listed, &self.tables, floor)
                };
            }
        }
        let may_reach = |this: &Self| bound.can_reach(query, &this.weighed, &this.alike, form.kind);
        let joined = !self.aligner.is_empty();
        if !joined && !may_reach(self) {
            return None;
        }
        if !joins {
            self.view_listed();
        }
        for (i, part) in reading.parts.iter().enumerate() {
            let mut lowered = false;
            for j in 0..columns {
                let cell = i * columns + j;
                if self.open[cell] && self.alike[cell] > 0 {
                    self.alike[cell] = compare(part.view(), self.views[j]).0;
                    lowered = true;
                }
                if self.alike[cell] > 0 {
                    self.aligner.offer((i, &query[i..=i]), (j, &self.weighed[j..=j]), self.alike[cell]);
                }
            }
            // most are seen to be no match after a row or two
            if lowered && !joined && !may_reach(self) {
                return None;
            }
        }
        self.aligner.align().for_each(drop);
        Some((form.name(), model(form.kind).score(&self.aligner.evidence(query, &self.weighed))))
    }

    fn view_listed(&mut self) {
        self.views.extend(self.listed.iter().map(|part| self.tables.part_view(*part)));
    }

    /// Parts that are written together on one side.
    fn offer_joined(&mut self, reading: &UnderstoodReading, searched: &Searched, query: &[Weighed]) {
        for (i, (part, searched)) in reading.parts.iter().zip(&searched.parts).enumerate() {
            if searched.joined.is_empty() {
                continue;
            }
            for width in 2..=3 {
                for (j, apart) in self.views.windows(width).enumerate() {
                    if apart.iter().all(|part| part.role != Role::Form) {
                        let alike = compare_joined(part.view(), apart.iter().map(|part| part.text));
                        self.aligner.offer((i, &query[i..=i]), (j, &self.weighed[j..j + width]), alike);
                    }
                }
            }
        }
        for (i, ..) in searched.together.iter().filter(|(_, width, similar)| *width == 2 && !similar.joined.is_empty())
        {
            for (j, pair) in self.views.windows(2).enumerate() {
                let spelled = pair.iter().all(|part| part.role != Role::Form);
                if spelled && is_blank_shifted(reading.neighbours(*i), [pair[0].text, pair[1].text]) {
                    self.aligner.offer((*i, &query[*i..*i + 2]), (j, &self.weighed[j..j + 2]), JOINED);
                }
            }
        }
        for (i, width, similar) in &searched.together {
            for (j, listed) in self.views.iter().enumerate() {
                if similar.likeness(self.listed[j].term).is_some() {
                    let apart = reading.parts[*i..*i + *width].iter().map(|part| part.part.text.as_str());
                    let alike = compare_joined(*listed, apart);
                    self.aligner.offer((*i, &query[*i..*i + *width]), (j, &self.weighed[j..=j]), alike);
                }
            }
        }
    }
}

/// A part whose end may have been cut off, where it or the other is the last of its name; else what comparing says.
fn cut_off_or_else(
    part: &PartForm,
    listed: Occurrence,
    [is_last, listed_is_last]: [bool; 2],
    tables: &Tables,
) -> Likeness {
    let listed = tables.part_view(listed);
    let of_ends = compare_ends((part.view(), is_last), (listed, listed_is_last));
    of_ends.max(compare(part.view(), listed).0)
}

/// What the search found; else, below `floor`, the most that comparing can say, and `true`.
fn alike_or_ceiling(
    (part, similar): (&PartForm, &SimilarTerms),
    found: Option<Likeness>,
    listed: Occurrence,
    tables: &Tables,
    floor: Likeness,
) -> (Likeness, bool) {
    let role = part.part.role;
    if role == Role::Initial || listed.role == Role::Initial {
        return (compare(part.view(), tables.part_view(listed)).0, false);
    }
    if let Some(alike) = found {
        return (paired(role, listed.role, alike), false);
    }
    let most = if part.is_heard() || listed.is_heard() {
        tables.across(part, similar, &listed).at_most(LEAST)
    } else if part.is_loose() || listed.is_loose() {
        ceiling(part.view(), tables.part_view(listed))
    } else {
        let (outline, weight, length) = listed.outline;
        match part.letters.letters() {
            letters if letters.codes.is_empty() || length == 0 => 0,
            letters => likeness_ceiling(letters, &outline, weight, length),
        }
    };
    let most = most.min(floor - 1);
    (if most < LEAST || !allowed(role, listed.role, most) { 0 } else { most }, true)
}

/// Each name once, with its best score.
fn best_of_each(matches: &mut Vec<(NameNumber, Score)>) {
    matches.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    matches.dedup_by_key(|found| found.0);
}
