//! A glance at a form in which some parts of a searched name were found: whether the others can be like what is left.

use super::prospect::{Way, Ways};
use super::understood::UnderstoodReading;
use crate::index::{Form, Found, Occurrence, SimilarTerms};
use crate::likeness::{Likeness, PartForm, Weight, likeness_ceiling};

/// What a glance needs.
pub(super) struct Glance<'g, 'i> {
    pub reading: &'g UnderstoodReading,
    /// For each part of the reading, what is like it.
    pub similar: &'g [&'g SimilarTerms],
    pub form: &'g Form<'i>,
    /// What was found in the form.
    pub found: Found,
    /// What was not found is less alike.
    pub floor: Likeness,
}

impl Glance<'_, '_> {
    /// Whether the form can match in one of these ways. `pairs` is room to work in.
    pub fn may_match(&self, Ways { open, least, each }: &Ways, pairs: &mut Vec<(Weight, Likeness)>) -> bool {
        let parts = &self.reading.parts;
        let like_another = |(part, least): (&PartForm, &Likeness)| {
            *least > 0 && (part.stem.is_some() || self.form.may_have(part.letters.letters(), *least))
        };
        if *open > 0 && parts.iter().zip(least).filter(|pair| like_another(*pair)).nth(open - 1).is_none() {
            return false;
        }
        self.fill(least, pairs);
        let query = self.reading.weighed(self.form.kind);
        let columns = pairs.len() / query.len().max(1);
        let row = |i: usize| pairs[i * columns..(i + 1) * columns].iter().filter(|(_, alike)| *alike > 0);
        each.iter().any(|Way { paired, balance, alone }| {
            let best = |i: usize| row(i).map(|(weight, alike)| balance.pair(*weight, *alike)).reduce(f32::max);
            let mut sum = *alone;
            for (i, weighed) in query.iter().enumerate() {
                if self.found.has(i) {
                    // it may stand for another part if one of these is wanted more, or share its place with one that was found
                    sum += best(i).unwrap_or_else(|| balance.pair(weighed.weight, 10_000)).max(0.0);
                } else if paired.contains(&i) {
                    sum += best(i).unwrap_or(f32::MIN);
                }
            }
            sum >= 0.0
        })
    }

    /// By rows of searched parts: what a pair with each part of the form weighs, and how alike they are at most, 0 where
    /// they are no pair.
    fn fill(&self, least: &[Likeness], pairs: &mut Vec<(Weight, Likeness)>) {
        pairs.clear();
        let query = self.reading.weighed(self.form.kind);
        for (i, part) in self.reading.parts.iter().enumerate() {
            let alike = |listed: &Occurrence| match () {
                () if self.found.has(i) => self.similar[i].likeness(listed.term).unwrap_or(0),
                () if least[i] > 0 && listed.role.is_full() => most_alike(part, listed).min(self.floor),
                () => 0,
            };
            pairs.extend(self.form.parts().map(|listed| (query[i].weight.min(listed.weight), alike(&listed))));
        }
    }
}

/// How much alike they can be at most; 0 where they are different words.
fn most_alike(part: &PartForm, listed: &Occurrence) -> Likeness {
    let (outline, weight, length) = &listed.outline;
    let letters = part.letters.letters();
    match () {
        () if part.stem.is_some() || listed.has_stem => Likeness::MAX,
        () if letters.codes.is_empty() || *length == 0 => 0,
        () => likeness_ceiling(letters, outline, *weight, *length),
    }
}
