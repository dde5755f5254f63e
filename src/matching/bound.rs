//! What a name can reach at best, before it is aligned.

use super::alignment::Weighed;
use super::evidence::{Model, agreement, model, strength};
use crate::likeness::{Likeness, Weight, lightest_word};
use crate::name::{NameKind, Role};
use crate::vocabulary::Score;

/// Steps of agreement in the table of required ratios: a tenth of a rarest part.
const STEP: u32 = 1_000;
const STEPS: usize = 32;

/// How far below the share that all pairs of a match must have on average the search goes, so that most names with one
/// common part are seen to be no match at once.
const BELOW: f64 = 0.09;

/// Upper bounds of the score, for one threshold.
///
/// `score >= t` needs `R >= t ^ (1 / exponent)`, and `R >= r` is `(1 - r) agree >= r (costs of all doubts)`: a sum over
/// parts, so that each part's best case can be looked at alone.
pub struct Bound {
    required: [[f32; STEPS]; 2],
    search_floor: Likeness,
}

fn place(kind: NameKind) -> usize {
    usize::from(kind == NameKind::Organization)
}

impl Bound {
    /// For names that score at least `threshold`, where pairs of parts less alike than `floor` are not found.
    pub fn new(threshold: Score, floor: Likeness) -> Self {
        let mut required = [[0.0; STEPS]; 2];
        for kind in [NameKind::Person, NameKind::Organization] {
            for (step, required) in required[place(kind)].iter_mut().enumerate() {
                // a hair below, for the rounding of the score
                let threshold = strength((threshold.as_unit() - 0.000_06).max(0.0));
                *required = libm::pow(threshold, 1.0 / model(kind).exponent(step as f64 / 10.0)) as f32 - 0.000_1;
            }
        }
        Self { required, search_floor: floor }
    }

    /// The least likeness that a search must find so that a name of which no part is found cannot reach the threshold.
    pub fn floor(threshold: Score) -> Likeness {
        let required = strength((threshold.as_unit() - 0.000_1).max(0.0));
        let least = [NameKind::Person, NameKind::Organization].map(|kind| {
            // agree / (agree + differ * (1 - agree)) = required
            let differ = model(kind).differ * required;
            differ / (1.0 - required + differ)
        });
        let share = (least[0].min(least[1]) - BELOW).max(0.05);
        (0..10_000).find(|likeness| f64::from(agreement(*likeness)) / 10_000.0 >= share).unwrap_or(10_000)
    }
}

impl Bound {
    /// Pairs of parts less alike than this are not found by a search.
    pub(super) fn search_floor(&self) -> Likeness {
        self.search_floor
    }

    fn required(&self, agreed: u32, kind: NameKind) -> f32 {
        self.required[place(kind)][(agreed.div_ceil(STEP) as usize).min(STEPS - 1)]
    }

    /// Whether two names can reach the threshold, where each pair of their parts is at most so alike (`alike` by rows of
    /// searched parts; 0 is no pair) and none are written together.
    ///
    /// A part that can be paired with nothing is absent, or in conflict with another that can be paired with nothing.
    pub(super) fn can_reach(&self, query: &[Weighed], listed: &[Weighed], alike: &[Likeness], kind: NameKind) -> bool {
        let row = |i: usize| listed.iter().zip(&alike[i * listed.len()..(i + 1) * listed.len()]);
        let pair_weight = |i: usize, other: &Weighed| u32::from(query[i].weight.min(other.weight));
        let agreed = (0..query.len()).map(|i| {
            row(i).map(|(other, alike)| pair_weight(i, other) * agreement(*alike) / 10_000).max().unwrap_or(0) + 1
        });
        let agreed = agreed.sum();
        if agreed <= query.len() as u32 {
            return false;
        }
        let of = self.balance(agreed, kind);
        let mut balance = 0.0;
        let mut lonely = [0_u32; 2];
        for (i, part) in query.iter().enumerate() {
            let best = row(i)
                .filter(|(_, alike)| **alike > 0)
                .map(|(other, alike)| of.pair(part.weight.min(other.weight), *alike));
            // what could be paired may also be left alone; a repeated part is then no doubt, little words are half of one
            let alone = match part.role.is_full() || part.role == Role::Initial {
                _ if query.iter().enumerate().any(|(k, other)| k != i && other.text == part.text) => 0.0,
                true => -of.absent(part.weight),
                false => -of.absent(part.weight) / 2.0,
            };
            balance += match best.reduce(f32::max) {
                Some(best) => best.max(alone),
                None if part.role.is_full() => {
                    lonely[0] += 1;
                    -of.absent(part.weight)
                }
                None => 0.0,
            };
        }
        for (j, part) in listed.iter().enumerate() {
            if part.role.is_full() && (0..query.len()).all(|i| alike[i * listed.len() + j] == 0) {
                lonely[1] += 1;
                balance -= of.absent(part.weight);
            }
        }
        balance -= lonely[0].min(lonely[1]) as f32 * of.conflict();
        balance + rounding(query.len() + listed.len()) >= 0.0
    }
}

/// Rounding of the evidence to ten-thousandths is worth so much a part.
const ROUNDING: f32 = 4.0;

/// What parts bring to a match, or take from it, where so much agrees at most: the threshold is only reached where all that
/// is not less than nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Balance {
    required: f32,
    model: &'static Model,
    kind: NameKind,
}

impl Bound {
    pub(super) fn balance(&self, agreed: u32, kind: NameKind) -> Balance {
        Balance { required: self.required(agreed, kind), model: model(kind), kind }
    }
}

impl Balance {
    /// Of a pair of parts.
    pub(super) fn pair(&self, weight: Weight, alike: Likeness) -> f32 {
        let share = agreement(alike) as f32 / 10_000.0;
        let differ = self.required * self.model.differ as f32;
        f32::from(weight) * ((1.0 - self.required) * share - differ * (1.0 - share))
    }

    /// The most that a pair can bring with a part of any weight.
    pub(super) fn best_pair(&self, weight: Weight, alike: Likeness) -> f32 {
        self.pair(weight, alike).max(self.pair(weight.min(self.lightest_word()), alike))
    }

    /// The most that a pair that was found can bring: with anything that has letters.
    pub(super) fn best_found(&self, weight: Weight, alike: Likeness) -> f32 {
        self.pair(weight, alike).max(0.0)
    }

    /// What a part that the other side lacks takes.
    pub(super) fn absent(&self, weight: Weight) -> f32 {
        self.required * self.model.absent as f32 * f32::from(weight)
    }

    /// What a conflict takes more than two absent parts, however rare they are.
    pub(super) fn conflict(&self) -> f32 {
        let Model { absent, conflict, .. } = self.model;
        let more = 7_000.0 * conflict + ((conflict / 4.0 - absent) * 20_000.0).min(0.0);
        self.required * more.max(0.0) as f32
    }

    /// The weight of the commonest name or number.
    pub(super) fn lightest_word(&self) -> Weight {
        lightest_word(self.kind)
    }
}

/// How much a pair agrees at most.
pub(super) fn agreed(weight: Weight, alike: Likeness) -> u32 {
    u32::from(weight) * agreement(alike) / 10_000 + 1
}

/// What the rounding of so many parts can hide.
pub(super) fn rounding(parts: usize) -> f32 {
    ROUNDING * parts as f32
}
