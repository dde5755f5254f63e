//! What a name can reach at best, before it is aligned.

use super::evidence::{agreement, model};
use crate::index::Balance;
use crate::likeness::{INITIAL, Likeness, Weight};
use crate::name::NameKind;
use crate::vocabulary::Score;

/// Steps of agreement in the table of required ratios: a tenth of a rarest part.
const STEP: u32 = 1_000;
const STEPS: usize = 32;

/// The weight of an initial, which no search finds.
const INITIAL_WEIGHT: u32 = 2_500;
/// The least weight of a word that a searched word can be paired with.
const LEAST_WEIGHT: u32 = 3_000;

/// Upper bounds of the score, for one threshold.
///
/// `score >= t` needs `R >= t ^ (1 / exponent)`, and `R >= r` is `(1 - r) agree >= r (costs of all doubts)`: a sum over
/// parts, so that each part's best case can be looked at alone.
pub struct Bound {
    required: [[f32; STEPS]; 2],
    /// The most that a pair that the search does not find can agree.
    unfound: u32,
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
        Self { required, unfound: agreement(floor.saturating_sub(1)) }
    }

    /// The least likeness that a search must find so that a name of which no part is found cannot reach the threshold.
    pub fn floor(threshold: Score) -> Likeness {
        let required = threshold.as_unit() - 0.000_1;
        let least = [NameKind::Person, NameKind::Organization].map(|kind| {
            // agree / (agree + differ * (1 - agree)) = required
            let differ = model(kind).differ * required;
            differ / (1.0 - required + differ)
        });
        let share = least[0].min(least[1]).min(0.98) - 0.02;
        (0..10_000).find(|likeness| f64::from(agreement(*likeness)) / 10_000.0 >= share).unwrap_or(10_000)
    }
}

impl Balance for Bound {
    #[inline]
    fn part(&self, weight: Weight, likeness: Likeness, agreed: u32, kind: NameKind) -> f32 {
        let step = (agreed.div_ceil(STEP) as usize).min(STEPS - 1);
        let required = self.required[place(kind)][step];
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
        // rounding of the evidence to ten-thousandths is worth a few of them
        pair(weight, share).max(pair(light, share)).max(initial).max(absent) + 4.0
    }

    #[inline]
    fn agreement(&self, weight: Weight, likeness: Likeness) -> u32 {
        let weight = u32::from(weight);
        let share = if likeness == 0 { self.unfound } else { agreement(likeness) };
        let initial = weight.min(INITIAL_WEIGHT) * agreement(INITIAL) / 10_000;
        (weight * share / 10_000).max(initial) + 1
    }
}
