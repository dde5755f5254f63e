//! Which part of one name stands for which part of the other: one to one, the best there is.

use std::ops::Range;

use super::evidence::{Evidence, agreement};
use crate::likeness::{EQUIVALENT, JOINED_LEAST, LEAST, Likeness, NEARLY_EQUAL, PHONETICALLY_EQUAL, SAME_NAME, Weight};
use crate::name::{NameKind, Role};

/// Parts that are looked at; a longer name is aligned by its first ones.
pub const MOST_PARTS: usize = 64;

/// What alignment must know of a part.
#[derive(Clone, Copy, Debug)]
pub struct Weighed {
    /// How much it says.
    pub weight: Weight,
    /// What it does.
    pub role: Role,
    /// Parts of one name with the same text have the same number.
    pub text: u32,
    /// Whether it is a short word of an organisation's name: with another letter it is another abbreviation.
    pub short: bool,
}

/// Parts of both names that stand for each other; on one side there may be several, written together on the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair {
    /// First searched part, and how many.
    pub query: (u8, u8),
    /// First listed part, and how many.
    pub listed: (u8, u8),
    /// How alike.
    pub likeness: Likeness,
    weight: u32,
    value: i64,
}

impl Pair {
    /// Which searched parts.
    pub fn query_parts(&self) -> Range<usize> {
        usize::from(self.query.0)..usize::from(self.query.0 + self.query.1)
    }

    /// Which listed parts.
    pub fn listed_parts(&self) -> Range<usize> {
        usize::from(self.listed.0)..usize::from(self.listed.0 + self.listed.1)
    }

    /// What it weighs, in ten-thousandths.
    pub fn weight(&self) -> u32 {
        self.weight
    }

    fn masks(&self) -> (u64, u64) {
        let mask = |(first, count): (u8, u8)| ((1_u64 << count) - 1) << first;
        (mask(self.query), mask(self.listed))
    }
}

/// Aligns names; its buffers belong to the worker that has it.
#[derive(Default)]
pub struct Aligner {
    strict: bool,
    /// Whether anything but initials agrees.
    stands: bool,
    edges: Vec<Pair>,
    rest: Vec<i64>,
    chosen: Vec<usize>,
    best: Vec<usize>,
    best_value: i64,
    steps: u32,
    left_query: Vec<LeftOver>,
    left_listed: Vec<LeftOver>,
    /// Of the best pairs, particles around which the names are turned round.
    reversed: Vec<usize>,
}

/// A part that has no counterpart: its weight, whether it is an initial, where it stands.
type LeftOver = (Weight, bool, usize);

/// Where so many ways have been tried, the best so far stands: only names that repeat one part many times come here.
const MOST_STEPS: u32 = 20_000;

impl Aligner {
    /// Begins a new pair of names; `strict` where what differs counts for more.
    pub fn begin(&mut self, strict: bool) {
        self.edges.clear();
        self.strict = strict;
    }

    /// Whether no pair has been offered.
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// Offers a pair of parts; unlike ones are no pair. An agreement is as rare as the commoner of both spellings.
    pub fn offer(&mut self, query: (usize, &[Weighed]), listed: (usize, &[Weighed]), likeness: Likeness) {
        let likeness = if self.strict { strictly(likeness) } else { likeness };
        let joins = query.1.len() + listed.1.len() - 2;
        if likeness < if joins > 0 { JOINED_LEAST } else { LEAST } {
            return;
        }
        let sum = |parts: &[Weighed]| parts.iter().map(|part| u32::from(part.weight)).sum::<u32>();
        let weight = sum(query.1).min(sum(listed.1));
        let apart = query.0.abs_diff(listed.0);
        let (joins, apart) = (i64::try_from(joins).unwrap_or(0), i64::try_from(apart).unwrap_or(0));
        let alike = i64::from(likeness) - i64::from(LEAST) + 500;
        let value = i64::from(weight) * alike + 500_000 * joins - 10_000 * apart;
        let place = |(first, parts): (usize, &[Weighed])| (first as u8, parts.len() as u8);
        self.edges.push(Pair { query: place(query), listed: place(listed), likeness, weight, value });
    }

    /// Chooses the pairs with the highest value, no part in two of them.
    pub fn align(&mut self) -> impl Iterator<Item = &Pair> {
        self.edges.sort_unstable_by_key(|pair| (-pair.value, pair.query, pair.listed));
        self.rest.clear();
        self.rest.resize(self.edges.len() + 1, 0);
        for i in (0..self.edges.len()).rev() {
            self.rest[i] = self.rest[i + 1] + self.edges[i].value.max(0);
        }
        self.chosen.clear();
        self.best.clear();
        self.best_value = i64::MIN;
        self.steps = 0;
        self.choose(0, 0, 0, 0);
        self.best.iter().map(|edge| &self.edges[*edge])
    }

    fn choose(&mut self, edge: usize, query: u64, listed: u64, value: i64) {
        self.steps += 1;
        let Some(pair) = self.edges.get(edge) else {
            if value > self.best_value {
                self.best_value = value;
                self.best.clone_from(&self.chosen);
            }
            return;
        };
        if value + self.rest[edge] <= self.best_value || (self.steps > MOST_STEPS && self.best_value > i64::MIN) {
            return;
        }
        let (query_mask, listed_mask) = pair.masks();
        if query & query_mask == 0 && listed & listed_mask == 0 {
            let value = value + pair.value;
            self.chosen.push(edge);
            self.choose(edge + 1, query | query_mask, listed | listed_mask, value);
            self.chosen.pop();
            // a pair whose parts nothing else wants is in every best choice
            if !self.edges[edge + 1..].iter().any(|other| {
                let (q, l) = other.masks();
                q & query_mask != 0 || l & listed_mask != 0
            }) {
                return;
            }
        }
        self.choose(edge + 1, query, listed, value);
    }

    /// What the alignment shows. Call it after [`Aligner::align`], with the same parts.
    pub fn evidence(&mut self, query: &[Weighed], listed: &[Weighed]) -> Evidence {
        let mut evidence = Evidence::default();
        let (mut query_used, mut listed_used) = (0_u64, 0_u64);
        self.stands = self.best.iter().any(|edge| !is_support(&self.edges[*edge], query, listed));
        for pair in self.best.iter().map(|edge| &self.edges[*edge]) {
            evidence.agree += self.agree(pair);
            evidence.differ += differing(pair, query, listed);
            let (q, l) = pair.masks();
            query_used |= q;
            listed_used |= l;
        }
        evidence.absent += left_over(query, query_used, &mut self.left_query);
        evidence.absent += left_over(listed, listed_used, &mut self.left_listed);
        // a part given twice on one side, where the other has nothing left, was only repeated
        if self.left_listed.is_empty() {
            drop_repeated(query, query_used, &mut self.left_query);
        } else if self.left_query.is_empty() {
            drop_repeated(listed, listed_used, &mut self.left_listed);
        }
        for left in [&mut self.left_query, &mut self.left_listed] {
            left.sort_unstable_by_key(|(weight, _, i)| (std::cmp::Reverse(*weight), *i));
        }
        let opposed = self.left_query.len().min(self.left_listed.len());
        for (a, b) in self.left_query.iter().zip(&self.left_listed) {
            evidence.conflict += conflict((a.0, a.1), (b.0, b.1));
        }
        self.reversed.clear();
        for (n, pair) in self.best.iter().map(|edge| self.edges[*edge]).enumerate() {
            if let Some((before, behind)) = self.turned_round(&pair, query, listed) {
                evidence.conflict += conflict((query[before].weight, false), (query[behind].weight, false));
                self.reversed.push(n);
            }
        }
        let alone = self.left_query[opposed..].iter().chain(&self.left_listed[opposed..]);
        let alone = alone.map(|(weight, ..)| u32::from(*weight)).sum::<u32>();
        evidence.absent += self.absence(alone);
        evidence
    }

    /// How much of a pair agrees; nothing where all that agrees is initials. Call it after [`Aligner::evidence`].
    pub(super) fn agree(&self, pair: &Pair) -> u32 {
        if self.stands { pair.weight * agreement(pair.likeness) / 10_000 } else { 0 }
    }

    /// What it counts that the other name lacks parts of this weight: more where such names are short and given whole.
    pub(super) fn absence(&self, weight: u32) -> u32 {
        if self.strict { weight * u32::from(STRICT) } else { weight }
    }

    /// The searched names around a particle that stand around the same listed particle the other way round.
    fn turned_round(&self, pair: &Pair, query: &[Weighed], listed: &[Weighed]) -> Option<(usize, usize)> {
        let (i, j) = (usize::from(pair.query.0), usize::from(pair.listed.0));
        let single = pair.query.1 == 1 && pair.listed.1 == 1;
        let particles = single && query[i].role == Role::Particle && listed[j].role == Role::Particle;
        if !particles || i == 0 || j == 0 || i + 1 >= query.len() || j + 1 >= listed.len() {
            return None;
        }
        let stands_for = |a: usize, b: usize| {
            let places = ((a as u8, 1), (b as u8, 1));
            let of = |edge: &usize| (self.edges[*edge].query, self.edges[*edge].listed);
            query[a].role == Role::Word && self.best.iter().any(|edge| of(edge) == places)
        };
        let another = query[i - 1].text != query[i + 1].text && listed[j - 1].text != listed[j + 1].text;
        (another && stands_for(i - 1, j + 1) && stands_for(i + 1, j - 1)).then_some((i - 1, i + 1))
    }

    /// Where searched names around a particle are the listed ones turned round: the searched parts before and behind it.
    pub fn reversed(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.reversed.iter().map(|n| usize::from(self.edges[self.best[*n]].query.0)).map(|at| (at - 1, at + 1))
    }

    /// Names, numbers and initials without a counterpart, searched and listed, the rarest first: as many of either as the
    /// other has are in conflict, the rest is absent. Call it after [`Aligner::evidence`].
    pub fn left_over(&self) -> (impl Iterator<Item = usize>, impl Iterator<Item = usize>) {
        let places = |left: &'_ [LeftOver]| left.iter().map(|(_, _, i)| *i).collect::<Vec<_>>();
        (places(&self.left_query).into_iter(), places(&self.left_listed).into_iter())
    }
}

/// A word of an organisation's name with so many letters is short.
const SHORT: usize = 3;
/// What differs in one counts so many times.
const SHORT_TIMES: u32 = 2;

/// How much of a pair is spelled differently. In a short word of an organisation it counts twice: `ZBQ` and `ZBC` are
/// two, whatever letters they share.
pub(super) fn differing(pair: &Pair, query: &[Weighed], listed: &[Weighed]) -> u32 {
    let differs = pair.weight - pair.weight * agreement(pair.likeness) / 10_000;
    let single = pair.query.1 == 1 && pair.listed.1 == 1;
    let short = query[usize::from(pair.query.0)].short || listed[usize::from(pair.listed.0)].short;
    if single && short && !matches!(pair.likeness, SAME_NAME | EQUIVALENT) { differs * SHORT_TIMES } else { differs }
}

/// Whether a pair supports others and says nothing alone: an initial, and what begins with it.
fn is_support(pair: &Pair, query: &[Weighed], listed: &[Weighed]) -> bool {
    let is_initial = |part: &Weighed| part.role == Role::Initial;
    is_initial(&query[usize::from(pair.query.0)]) != is_initial(&listed[usize::from(pair.listed.0)])
}

/// Whether a part with so many letters is short.
pub fn is_short(letters: usize, kind: NameKind) -> bool {
    kind == NameKind::Organization && (1..=SHORT).contains(&letters)
}

/// Of names that are read in every way that people use, what still differs is as likely another name; equal sounds and codes, and forms of one name, stay.
fn strictly(likeness: Likeness) -> Likeness {
    match likeness {
        NEARLY_EQUAL.. | SAME_NAME | EQUIVALENT | PHONETICALLY_EQUAL => likeness,
        _ => 10_000_u16.saturating_sub(STRICT * (10_000 - likeness.max(LEAST))),
    }
}

/// How many times more.
const STRICT: u16 = 3;

/// How much it says that two parts stand in each other's place: their weights, and whether they are initials.
pub(super) fn conflict(a: (Weight, bool), b: (Weight, bool)) -> u32 {
    let conflict = 7_000 + (u32::from(a.0) + u32::from(b.0)) / 4;
    if a.1 || b.1 { conflict * 6 / 10 } else { conflict }
}

/// How much it says that the other side lacks a part.
pub(super) fn missing(part: Weighed) -> u32 {
    match part.role {
        Role::Particle | Role::Form | Role::Series => u32::from(part.weight) / 2,
        _ => u32::from(part.weight),
    }
}

/// Collects unpaired names, numbers and initials; gives what it says that the rest is missing.
fn left_over(parts: &[Weighed], used: u64, left: &mut Vec<LeftOver>) -> u32 {
    left.clear();
    let mut little = 0;
    for (i, part) in unused(parts, used) {
        match part.role {
            Role::Word | Role::Number | Role::Whole => left.push((part.weight, false, i)),
            Role::Initial => left.push((part.weight, true, i)),
            Role::Particle | Role::Title | Role::Form | Role::Series => little += missing(*part),
        }
    }
    little
}

fn unused(parts: &[Weighed], used: u64) -> impl Iterator<Item = (usize, &Weighed)> {
    parts.iter().enumerate().filter(move |(i, _)| used & (1 << i) == 0)
}

/// A part that stands beside itself was only repeated; but who is called by one name twice and by nothing else has two.
fn drop_repeated(parts: &[Weighed], used: u64, left: &mut Vec<LeftOver>) {
    let mut names = parts.iter().filter(|part| part.role.is_full()).map(|part| part.text);
    let first = names.next();
    if names.all(|other| Some(other) == first) {
        return;
    }
    let is_paired = |i: usize, text| used & (1 << i) != 0 && parts[i].text == text;
    left.retain(|(_, _, i)| {
        let text = parts[*i].text;
        let before = i.checked_sub(1).is_some_and(|before| is_paired(before, text));
        let behind = i + 1 < parts.len() && is_paired(i + 1, text);
        !(before || behind)
    });
}

/// What of this decides a score, for the hash of the configuration.
pub(super) fn alignment_hash_input() -> String {
    format!("{MOST_PARTS}|{MOST_STEPS}|{SHORT}|{SHORT_TIMES}|{STRICT}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(weight: Weight, text: u32) -> Weighed {
        Weighed { weight, role: Role::Word, text, short: false }
    }

    #[test]
    fn the_best_choice_wins_over_the_greedy_one() {
        // greedy takes (0, 0) at 0.99 and leaves 1 with nothing; the best pairs both
        let (query, listed) = ([word(10_000, 0), word(10_000, 1)], [word(10_000, 0), word(10_000, 1)]);
        let mut aligner = Aligner::default();
        for (i, j, likeness) in [(0, 0, 9_900), (0, 1, 9_700), (1, 0, 9_700)] {
            aligner.offer((i, &query[i..=i]), (j, &listed[j..=j]), likeness);
        }
        let pairs: Vec<_> = aligner.align().map(|pair| (pair.query.0, pair.listed.0)).collect();
        assert_eq!(pairs.len(), 2);
        let evidence = aligner.evidence(&query, &listed);
        assert_eq!((evidence.agree + evidence.differ, evidence.absent, evidence.conflict), (20_000, 0, 0));
    }

    #[test]
    fn two_left_over_words_conflict_and_one_is_absent() {
        let (query, listed) = ([word(6_000, 0), word(10_000, 1)], [word(6_000, 0), word(10_000, 2)]);
        let mut aligner = Aligner::default();
        aligner.offer((0, &query[..1]), (0, &listed[..1]), 10_000);
        assert_eq!(aligner.align().count(), 1);
        let evidence = aligner.evidence(&query, &listed);
        assert_eq!((evidence.agree, evidence.absent, evidence.conflict), (6_000, 0, 12_000));
        let evidence = aligner.evidence(&query, &listed[..1]);
        assert_eq!((evidence.absent, evidence.conflict), (10_000, 0));
    }

    #[test]
    fn a_repeated_part_is_no_doubt() {
        let (query, listed) = ([word(9_000, 0), word(9_000, 0), word(8_000, 1)], [word(9_000, 0), word(8_000, 1)]);
        let mut aligner = Aligner::default();
        for (i, j) in [(0, 0), (1, 0), (2, 1)] {
            aligner.offer((i, &query[i..=i]), (j, &listed[j..=j]), 10_000);
        }
        assert_eq!(aligner.align().count(), 2);
        assert_eq!(aligner.evidence(&query, &listed), Evidence { agree: 17_000, ..Evidence::default() });
    }

    #[test]
    fn a_name_that_repeats_one_part_many_times_ends_soon() {
        let many = [word(5_000, 0); MOST_PARTS];
        let mut aligner = Aligner::default();
        for i in 0..MOST_PARTS {
            for j in 0..MOST_PARTS {
                aligner.offer((i, &many[i..=i]), (j, &many[j..=j]), 10_000);
            }
        }
        assert_eq!(aligner.align().count(), MOST_PARTS);
    }
}
