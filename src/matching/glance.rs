//! What a look at a listed name shows before it is aligned: first at outlines alone, then at what its parts can bring.

use super::alignment::Weighed;
use super::bound::Balance;
use super::understood::UnderstoodReading;
use crate::index::{Form, Found, Occurrence, SimilarTerms, Tables};
use crate::likeness::{Likeness, Near, PartForm, Weight, likeness, likeness_ceiling, with_stem, without_stem};

/// How near another part must be to one that was not found.
#[derive(Clone, Copy, Debug)]
enum Nearness {
    /// However near, it does not help.
    Never,
    /// Outlines do not show how near it is.
    Always,
    /// So near; or, without what is glued in front of it, so near.
    Within(Near, Option<Near>),
}

impl Nearness {
    fn of(part: &PartForm, least: Likeness) -> Self {
        match part.letters.letters() {
            _ if least == 0 => Self::Never,
            _ if part.is_heard() => Self::Always,
            letters if letters.codes.is_empty() => Self::Never,
            letters => {
                let stem = part.stem.as_ref().map(|stem| Near::new(stem.letters(), without_stem(least)));
                Self::Within(Near::new(letters, least), stem)
            }
        }
    }
}

/// For the searched name that is looked for now: how near other parts must be, by the number of what is asked.
#[derive(Default)]
pub(super) struct Nears {
    first: Vec<Option<usize>>,
    all: Vec<Nearness>,
}

impl Nears {
    /// Begins with another searched name.
    pub(super) fn clear(&mut self) {
        self.first.clear();
        self.all.clear();
    }

    /// Whether a form may have parts like at least `open` of those that must be at least so much like another: asked again
    /// and again under one number for one `least`.
    pub(super) fn may_be_in(
        &mut self,
        form: &Form,
        open: usize,
        (number, least): (usize, &[Likeness]),
        reading: &UnderstoodReading,
    ) -> bool {
        if self.first.len() <= number {
            self.first.resize(number + 1, None);
        }
        let first = *self.first[number].get_or_insert_with(|| {
            let first = self.all.len();
            self.all.extend(reading.parts.iter().zip(least).map(|(part, least)| Nearness::of(part, *least)));
            first
        });
        let may_have = |nearness: &Nearness| match nearness {
            Nearness::Never => false,
            Nearness::Always => true,
            Nearness::Within(near, stem) => {
                form.may_have(near) || stem.as_ref().is_some_and(|near| form.may_have(near))
            }
        };
        let nears = &self.all[first..first + least.len()];
        open == 0 || nears.iter().filter(|near| may_have(near)).nth(open - 1).is_some()
    }
}

/// How many of the parts that were not found may have an initial of the form stand for them.
pub(super) fn initials_for(reading: &UnderstoodReading, form: &Form, found: Found) -> usize {
    let unfound = reading.parts.iter().enumerate().filter(|(i, _)| !found.has(*i));
    unfound.filter(|(_, part)| form.may_have_initial_of(&part.part.text)).count()
}

/// A searched part and a listed one, and how much they are alike at most.
#[derive(Clone, Copy, Debug)]
struct Paired {
    searched: usize,
    listed: Occurrence,
    alike: Likeness,
}

/// What can be paired in a searched and a listed name. Its buffer belongs to the worker that has it.
#[derive(Default)]
pub(super) struct Pairs(Vec<Paired>);

impl Pairs {
    /// What was found in a form, and what may be like the parts that were not found, as their outlines show.
    pub(super) fn look(
        &mut self,
        reading: &UnderstoodReading,
        similar: &[&SimilarTerms],
        (form, found): (&Form, Found),
        least: &[Likeness],
        tables: &Tables,
    ) {
        self.0.clear();
        let (mut place, mut places) = (0, 0);
        for searched in (0..reading.parts.len()).filter(|searched| found.has(*searched)) {
            for (at, listed) in form.parts().enumerate() {
                let Some(alike) = similar[searched].likeness(listed.term) else { continue };
                self.0.push(Paired { searched, listed, alike });
                places += usize::from(places == 0 || at != place);
                place = at;
            }
        }
        // names of which no found pair is used cannot match: where all are of one listed part, no other can have that
        let taken = if places == 1 { place } else { usize::MAX };
        for (searched, part) in reading.parts.iter().enumerate() {
            if !found.has(searched) && least[searched] > 0 {
                let words = form.parts().enumerate().filter(|(at, listed)| *at != taken && listed.role.is_full());
                let words = words.map(|(_, listed)| listed);
                let pairs = words.map(|listed| Paired {
                    searched,
                    listed,
                    alike: ceiling_of((part, similar[searched]), &listed, least[searched], tables),
                });
                self.0.extend(pairs.filter(|pair| pair.alike >= least[searched]));
            }
        }
    }

    /// Looks at the letters of parts that were not found: how much they are alike.
    pub(super) fn compare(
        &mut self,
        reading: &UnderstoodReading,
        similar: &[&SimilarTerms],
        found: Found,
        least: &[Likeness],
        tables: &Tables,
    ) {
        self.0.retain_mut(|Paired { searched, listed, alike }| {
            let part = &reading.parts[*searched];
            if found.has(*searched) {
                return *alike > 0;
            }
            if part.is_heard() || listed.is_heard() {
                *alike = tables.across(part, similar[*searched], listed).likeness_from(least[*searched]);
            } else {
                let least = least[*searched];
                let stemmed =
                    if part.stem.is_some() || listed.has_stem { by_stem(part, listed, tables, least) } else { 0 };
                *alike = likeness(part.letters.letters(), tables.letters_of_part(listed), least).max(stemmed);
            }
            *alike > 0
        });
    }

    /// What all parts bring at most where just these of the parts that were not found are paired; `None` where one of
    /// those cannot be.
    pub(super) fn bring(
        &self,
        query: &[Weighed],
        found: Found,
        paired: &[usize],
        balance: &Balance,
        floor: Likeness,
    ) -> Option<f32> {
        let mut sum = 0.0;
        for (i, weighed) in query.iter().enumerate() {
            let is_found = found.has(i);
            if !is_found && !paired.contains(&i) {
                continue;
            }
            let pair = |weight: Weight, alike: Likeness| balance.pair(weighed.weight.min(weight), alike);
            let most = if is_found { Likeness::MAX } else { floor };
            let pairs = self.0.iter().filter(|pair| pair.searched == i);
            let best = pairs.map(|Paired { listed, alike, .. }| pair(listed.weight, (*alike).min(most)));
            sum += match best.reduce(f32::max) {
                Some(best) if is_found => best.max(0.0),
                // it may stand for another part if one of these is wanted more, or share its place with one that was found
                None if is_found => pair(weighed.weight, 10_000).max(0.0),
                best => best?,
            };
        }
        Some(sum)
    }
}

/// How much they are alike where one of them lost what is glued in front of it; 0 where that is less than `least`.
fn by_stem(part: &PartForm, listed: &Occurrence, tables: &Tables, least: Likeness) -> Likeness {
    let (whole, listed_stem) = (part.letters.letters(), tables.part_view(*listed).stem);
    let of = |stem, whole| with_stem(likeness(stem, whole, without_stem(least)));
    let stem = part.stem.as_ref().map_or(0, |stem| of(stem.letters(), tables.letters_of_part(listed)));
    stem.max(listed_stem.map_or(0, |stem| of(stem, whole)))
}

/// How much they can be alike at most, where that is at least so much; else that or less.
fn ceiling_of(
    (part, similar): (&PartForm, &SimilarTerms),
    listed: &Occurrence,
    least: Likeness,
    tables: &Tables,
) -> Likeness {
    let (outline, weight, length) = &listed.outline;
    let letters = part.letters.letters();
    match () {
        () if listed.is_heard() || part.is_heard() => tables.across(part, similar, listed).at_most(least),
        () if part.is_loose() || listed.is_loose() => Likeness::MAX,
        () if letters.codes.is_empty() || *length == 0 => 0,
        () => likeness_ceiling(letters, outline, *weight, *length),
    }
}
