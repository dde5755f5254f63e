//! From what agrees and what does not to a score.

use crate::likeness::{LEAST, Likeness};
use crate::name::NameKind;
use crate::vocabulary::Score;

/// What the alignment of two names shows, in ten-thousandths of the rarest part.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Evidence {
    /// How much agrees, weighed by rarity.
    pub agree: u32,
    /// How much of what is paired is spelled differently.
    pub differ: u32,
    /// How much stands on one side only, with nothing in its place on the other.
    pub absent: u32,
    /// How many pairs of different words stand in each other's place, each 1.0 to 1.2.
    pub conflict: u32,
}

/// What each kind of doubt costs. The strength of the evidence is `R ^ (1 + shortage * missing)`, where
/// `R = agree / (agree + differ + absent + conflict)`, each doubt times its cost, and `missing` is the share of `enough` by
/// which `agree` falls short. Source: the ratio and its weights were fitted on labelled pairs and held-out aliases.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Model {
    /// Of a different spelling.
    pub differ: f64,
    /// Of a part that only one side has.
    pub absent: f64,
    /// Of two different words in the same place.
    pub conflict: f64,
    /// Agreement from which on more of it does not matter: unit, rarest parts.
    pub enough: f64,
    /// How much heavier doubt weighs where little agrees.
    pub shortage: f64,
}

/// People: a missing part is everyday, a different one is not.
const PEOPLE: Model = Model { differ: 0.7, absent: 0.25, conflict: 1.35, enough: 1.3, shortage: 3.0 };

/// Organisations, ships and aircraft: a missing word is another company.
const ORGANIZATIONS: Model = Model { differ: 0.6, absent: 0.8, conflict: 1.5, enough: 1.0, shortage: 0.7 };

/// The model for a kind of listed name.
pub fn model(kind: NameKind) -> &'static Model {
    if kind == NameKind::Organization { &ORGANIZATIONS } else { &PEOPLE }
}

/// What the models are, for the hash of the configuration.
pub fn model_hash_input() -> String {
    format!("{PEOPLE:?}{ORGANIZATIONS:?}{LEAST}{FULL}{KNEE}{SLOWNESS}")
}

/// The likeness from which on two parts agree in full.
const FULL: Likeness = 10_000;

/// The share of a pair that agrees, in ten-thousandths; the rest differs.
#[inline]
pub fn agreement(likeness: Likeness) -> u32 {
    (u32::from(likeness.saturating_sub(LEAST)) * 10_000 / u32::from(FULL - LEAST)).min(10_000)
}

/// Below this a score falls more slowly than the evidence: what is worth a look when much else agrees keeps an order, down
/// to the lowest threshold that can be asked for.
pub const KNEE: f64 = 0.72;
/// How much more slowly: the power of what is left of the knee.
pub const SLOWNESS: f64 = 0.5;

/// The score that is shown for a strength of evidence; it keeps the order.
fn shown(strength: f64) -> f64 {
    if strength >= KNEE { strength } else { KNEE * libm::pow(strength / KNEE, SLOWNESS) }
}

/// The strength of evidence that is shown as this score.
pub fn strength(score: f64) -> f64 {
    if score >= KNEE { score } else { KNEE * libm::pow(score / KNEE, 1.0 / SLOWNESS) }
}

fn unit(n: u32) -> f64 {
    f64::from(n) / 10_000.0
}

impl Model {
    /// The score of the evidence: 1 where everything agrees, 0 where nothing does.
    pub fn score(&self, evidence: &Evidence) -> Score {
        if evidence.agree == 0 {
            return Score::ZERO;
        }
        Score::from_unit(shown(libm::pow(self.ratio(evidence), self.exponent(unit(evidence.agree)))))
    }

    /// What agrees as a share of itself and all doubts, each times its cost; 0 where nothing agrees.
    pub fn ratio(&self, evidence: &Evidence) -> f64 {
        let agree = unit(evidence.agree);
        if agree == 0.0 {
            return 0.0;
        }
        let doubt = self.differ * unit(evidence.differ)
            + self.absent * unit(evidence.absent)
            + self.conflict * unit(evidence.conflict);
        agree / (agree + doubt)
    }

    /// The exponent for so much agreement.
    pub fn exponent(&self, agree: f64) -> f64 {
        1.0 + self.shortage * ((self.enough - agree) / self.enough).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn full_agreement_is_one_and_none_is_zero() {
        for kind in [NameKind::Person, NameKind::Organization] {
            assert_eq!(model(kind).score(&Evidence { agree: 1, ..Evidence::default() }), Score::ONE);
            assert_eq!(model(kind).score(&Evidence::default()), Score::ZERO);
        }
    }

    #[test]
    fn a_score_keeps_the_order_of_the_strength_and_is_the_same_from_the_knee_up() {
        for strength in [KNEE, 0.8, 0.95, 1.0] {
            assert!((shown(strength) - strength).abs() < 1e-12);
        }
        let mut before = -1.0;
        for n in 0..=1_000 {
            let given = f64::from(n) / 1_000.0;
            assert!(shown(given) > before && (strength(shown(given)) - given).abs() < 1e-9, "{given}");
            before = shown(given);
        }
    }

    proptest! {
        #[test]
        fn agreement_never_lowers_and_doubt_never_raises(a in 0u32..60_000, d in 0u32..60_000, m in 0u32..60_000, c in 0u32..60_000, more in 1u32..10_000) {
            for kind in [NameKind::Person, NameKind::Organization] {
                let model = model(kind);
                let evidence = Evidence { agree: a, differ: d, absent: m, conflict: c };
                let score = model.score(&evidence);
                let of = |evidence: Evidence| model.score(&evidence);
                prop_assert!(of(Evidence { agree: a + more, ..evidence }) >= score, "more agrees");
                prop_assert!(of(Evidence { differ: d + more, ..evidence }) <= score, "more differs");
                prop_assert!(of(Evidence { absent: m + more, ..evidence }) <= score, "more is absent");
                prop_assert!(of(Evidence { conflict: c + more, ..evidence }) <= score, "more conflicts");
            }
        }
    }
}
