//! What a name can reach at best, before it is aligned.

use super::alignment::Weighed;
use super::evidence::{agreement, model};
use crate::index::Balance;
use crate::likeness::{INITIAL, Likeness, Weight};
use crate::name::{NameKind, Role};
use crate::vocabulary::Score;

/// Steps of agreement in the table of required ratios: a tenth of a rarest part.
const STEP: u32 = 1_000;
const STEPS: usize = 32;

/// How far below the share that all pairs of a match must have on average the search goes, so that most names with one
/// common part are seen to be no match at once.
const BELOW: f64 = 0.06;

/// The weight of an initial, which no search finds.
const INITIAL_WEIGHT: u32 = 2_500;
/// The least weight of anything that a searched part can be paired with.
const LEAST_WEIGHT: u32 = 500;

/// Upper bounds of the score, for one threshold.
///
/// `score >= t` needs `R >= t ^ (1 / exponent)`, and `R >= r` is `(1 - r) agree >= r (costs of all doubts)`: a sum over
/// parts, so that each part's best case can be looked at alone.
pub struct Bound {
    required: [[f32; STEPS]; 2],
    /// The most that a pair that the search does not find can agree.
    unfound: u32,
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
                let threshold = (threshold.as_unit() - 0.000_06).max(0.0);
                *required = libm::pow(threshold, 1.0 / model(kind).exponent(step as f64 / 10.0)) as f32 - 0.000_1;
            }
        }
        Self { required, unfound: agreement(floor.saturating_sub(1)), search_floor: floor }
    }

    /// The least likeness that a search must find so that a name of which no part is found cannot reach the threshold.
    pub fn floor(threshold: Score) -> Likeness {
        let required = threshold.as_unit() - 0.000_1;
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
        let required = self.required(agreed, kind);
        let model = model(kind);
        let (differ, absent) = (required * model.differ as f32, required * model.absent as f32);
        let mut balance = 0.0;
        let mut lonely = [0_u32; 2];
        for (i, part) in query.iter().enumerate() {
            let best = row(i).filter(|(_, alike)| **alike > 0).map(|(other, alike)| {
                let share = agreement(*alike) as f32 / 10_000.0;
                pair_weight(i, other) as f32 * ((1.0 - required) * share - differ * (1.0 - share))
            });
            // what could be paired may also be left alone; a repeated part is then no doubt, little words are half of one
            let alone = match part.role.is_full() || part.role == Role::Initial {
                _ if query.iter().enumerate().any(|(k, other)| k != i && other.text == part.text) => 0.0,
                true => -absent * f32::from(part.weight),
                false => -absent * f32::from(part.weight) / 2.0,
            };
            balance += match best.reduce(f32::max) {
                Some(best) => best.max(alone),
                None if part.role.is_full() => {
                    lonely[0] += 1;
                    -absent * f32::from(part.weight)
                }
                None => 0.0,
            };
        }
        for (j, part) in listed.iter().enumerate() {
            if part.role.is_full() && (0..query.len()).all(|i| alike[i * listed.len() + j] == 0) {
                lonely[1] += 1;
                balance -= absent * f32::from(part.weight);
            }
        }
        // a conflict costs this much more than two absent parts, however rare they are
        let more = 7_000.0 * model.conflict + ((model.conflict / 4.0 - model.absent) * 20_000.0).min(0.0);
        balance -= lonely[0].min(lonely[1]) as f32 * required * more.max(0.0) as f32;
        balance + ROUNDING * (query.len() + listed.len()) as f32 >= 0.0
    }
}

/// Rounding of the evidence to ten-thousandths is worth so much a part.
const ROUNDING: f32 = 4.0;

impl Balance for Bound {
    fn part(&self, weight: Weight, likeness: Likeness, agreed: u32, kind: NameKind) -> f32 {
        let required = self.required(agreed, kind);
        let model = model(kind);
        let pair = |weight: u32, share: u32| {
            let (agree, differ) =
                (weight as f32 * share as f32 / 10_000.0, weight as f32 * (10_000 - share) as f32 / 10_000.0);
            (1.0 - required) * agree - required * model.differ as f32 * differ
        };
        let weight = u32::from(weight);
        let share = if likeness == 0 { self.unfound } else { agreement(likeness) };
        let light = weight.min(LEAST_WEIGHT);
        let initial = pair(weight.min(INITIAL_WEIGHT), agreement(INITIAL));
        let absent = -required * model.absent as f32 * weight as f32;
        pair(weight, share).max(pair(light, share)).max(initial).max(absent) + ROUNDING
    }

    fn agreement(&self, weight: Weight, likeness: Likeness) -> u32 {
        let weight = u32::from(weight);
        let share = if likeness == 0 { self.unfound } else { agreement(likeness) };
        let initial = weight.min(INITIAL_WEIGHT) * agreement(INITIAL) / 10_000;
        (weight * share / 10_000).max(initial) + 1
    }
}
