//! Shares with their intervals, thresholds for a rate of false alerts, and how well a score tells yes from no.

use serde::Serialize;

use crate::vocabulary::Score;

/// So many of so many, with the interval in which the true share lies 95 times of 100.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Share {
    /// How many.
    pub n: u64,
    /// Of how many.
    pub of: u64,
    /// The share, 0 to 1; `None` of none.
    pub share: Option<f64>,
    /// The interval's lower end.
    pub low: Option<f64>,
    /// The interval's upper end.
    pub high: Option<f64>,
}

/// The normal deviate of a two-sided interval of 95 %.
const Z: f64 = 1.959_964;

impl Share {
    /// With Wilson's score interval (1927), which holds near 0 and 1 and for few cases too.
    pub fn of(n: usize, of: usize) -> Self {
        let (count, all) = (n as f64, of as f64);
        if of == 0 {
            return Self { n: n as u64, of: 0, share: None, low: None, high: None };
        }
        let share = count / all;
        let spread = Z * (share * (1.0 - share) / all + Z * Z / (4.0 * all * all)).sqrt();
        let (middle, scale) = (share + Z * Z / (2.0 * all), 1.0 + Z * Z / all);
        let (low, high) = (((middle - spread) / scale).max(0.0), ((middle + spread) / scale).min(1.0));
        Self {
            n: n as u64,
            of: of as u64,
            share: Some(rounded(share)),
            low: Some(rounded(low)),
            high: Some(rounded(high)),
        }
    }

    /// Of those for which a condition holds.
    pub fn where_true(cases: impl IntoIterator<Item = bool>) -> Self {
        let (mut n, mut of) = (0, 0);
        for case in cases {
            n += usize::from(case);
            of += 1;
        }
        Self::of(n, of)
    }
}

/// Six decimals: enough for a rate of one in a million, and the same text on every machine.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The lowest threshold, not below `lowest`, at which at most this share of `best` (the best score of each negative) is an
/// alert; `None` where even 1.0000 has more.
pub(super) fn threshold_for_rate(best: &[Score], rate: f64, lowest: Score) -> Option<Score> {
    let mut best = best.to_vec();
    best.sort_unstable_by_key(|score| std::cmp::Reverse(*score));
    let tolerated = (rate * best.len() as f64 + 1e-9).floor() as usize;
    match best.get(tolerated) {
        // the first that is too many, and all that tie with it, must stay below
        Some(first_too_many) if *first_too_many >= Score::ONE => None,
        Some(first_too_many) => Some(Score::from_ten_thousandths(first_too_many.ten_thousandths() + 1).max(lowest)),
        None => Some(lowest),
    }
}

/// The chance that a true pair scores higher than a false one, ties half; `None` where either kind is missing.
pub(super) fn area_under_curve(cases: &[(Score, bool)]) -> Option<f64> {
    let mut sorted = cases.to_vec();
    sorted.sort_unstable_by_key(|case| case.0);
    let (mut below, mut won) = (0_u64, 0.0);
    for same in sorted.chunk_by(|a, b| a.0 == b.0) {
        let yes = same.iter().filter(|case| case.1).count() as u64;
        let no = same.len() as u64 - yes;
        won += yes as f64 * (below as f64 + no as f64 / 2.0);
        below += no;
    }
    let yes = cases.len() as u64 - below;
    (yes > 0 && below > 0).then(|| rounded(won / (yes as f64 * below as f64)))
}

/// How a threshold divides labelled cases.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AtThreshold {
    /// The threshold.
    pub threshold: Score,
    /// Yes, and said to be.
    pub true_positives: u64,
    /// No, and said to be yes.
    pub false_positives: u64,
    /// Yes, and not said to be.
    pub false_negatives: u64,
    /// Of those said to be yes, the share that is; `None` where none is said to be.
    pub precision: Option<f64>,
    /// Of those that are, the share said to be; `None` where none is.
    pub recall: Option<f64>,
    /// Harmonic mean of the two: `2 tp / (2 tp + fp + fn)`; `None` where there is nothing to tell.
    pub f1: Option<f64>,
}

impl AtThreshold {
    /// Of labelled scores.
    pub fn of(cases: &[(Score, bool)], threshold: Score) -> Self {
        let count = |said: bool, is: bool| {
            cases.iter().filter(|(score, yes)| (*score >= threshold) == said && *yes == is).count() as u64
        };
        Self::counted(threshold, count(true, true), count(true, false), count(false, true))
    }

    fn counted(threshold: Score, tp: u64, fp: u64, missed: u64) -> Self {
        let ratio = |n: u64, of: u64| (of > 0).then(|| rounded(n as f64 / of as f64));
        Self {
            threshold,
            true_positives: tp,
            false_positives: fp,
            false_negatives: missed,
            precision: ratio(tp, tp + fp),
            recall: ratio(tp, tp + missed),
            f1: ratio(2 * tp, 2 * tp + fp + missed),
        }
    }

    /// Where F1 is best, of all thresholds above 0 that change anything; the higher of two equals. `None` where no case is
    /// a yes.
    pub fn best(cases: &[(Score, bool)]) -> Option<Self> {
        let mut sorted: Vec<_> = cases.iter().copied().filter(|case| case.0 > Score::ZERO).collect();
        sorted.sort_unstable_by_key(|case| std::cmp::Reverse(case.0));
        let yes = cases.iter().filter(|case| case.1).count() as u64;
        let (mut tp, mut fp) = (0, 0);
        let mut best: Option<Self> = None;
        for same in sorted.chunk_by(|a, b| a.0 == b.0) {
            let found = same.iter().filter(|case| case.1).count() as u64;
            (tp, fp) = (tp + found, fp + same.len() as u64 - found);
            let here = Self::counted(same[0].0, tp, fp, yes - tp);
            if best.is_none_or(|best| here.f1 > best.f1) {
                best = Some(here);
            }
        }
        best.filter(|_| yes > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn score(n: u16) -> Score {
        Score::from_ten_thousandths(n)
    }

    #[test]
    fn an_interval_is_wilsons() {
        // Newcombe 1998, table I: 81 of 263 and 0 of 20
        let share = Share::of(81, 263);
        assert!((share.low.unwrap() - 0.2553).abs() < 1e-4 && (share.high.unwrap() - 0.3662).abs() < 1e-4);
        let none = Share::of(0, 20);
        assert!((none.low.unwrap(), (none.high.unwrap() - 0.1611).abs() < 1e-4) == (0.0, true));
        assert_eq!(Share::of(0, 0).share, None);
    }

    #[test]
    fn a_rate_is_never_exceeded_not_even_by_ties() {
        let best = [9_000, 9_000, 8_000, 7_000, 0, 0, 0, 0, 0, 0].map(score);
        let threshold = |rate| threshold_for_rate(&best, rate, score(5_000)).map(Score::ten_thousandths);
        assert_eq!(threshold(0.1), Some(9_001));
        assert_eq!(threshold(0.2), Some(8_001));
        assert_eq!(threshold(0.4), Some(5_000));
        assert_eq!(threshold_for_rate(&[Score::ONE; 3], 0.01, score(5_000)), None);
        assert_eq!(threshold_for_rate(&[], 0.01, score(5_000)), Some(score(5_000)));
    }

    #[test]
    fn a_tie_between_yes_and_no_counts_half() {
        let cases = [(score(9_000), true), (score(9_000), false), (score(1_000), false)];
        assert_eq!(area_under_curve(&cases), Some(0.75));
        assert_eq!(area_under_curve(&cases[..1]), None);
    }

    #[test]
    fn the_best_threshold_is_the_highest_of_equals() {
        let cases = [(score(9_000), true), (score(8_000), false), (score(7_000), true), (score(0), true)];
        let best = AtThreshold::best(&cases).unwrap();
        assert_eq!((best.threshold, best.f1), (score(7_000), Some(rounded(4.0 / 6.0))));
        assert_eq!(AtThreshold::best(&[(score(9_000), false)]), None);
        assert_eq!(AtThreshold::of(&[], score(8_000)).f1, None);
    }

    proptest! {
        #[test]
        fn a_share_lies_in_its_interval_and_all_in_0_to_1(n in 0usize..500, more in 0usize..500) {
            let share = Share::of(n, n + more);
            if let (Some(low), Some(middle), Some(high)) = (share.low, share.share, share.high) {
                prop_assert!(0.0 <= low && low <= middle && middle <= high && high <= 1.0);
            } else {
                prop_assert_eq!(n + more, 0);
            }
        }

        #[test]
        fn the_best_f1_is_no_worse_than_at_any_threshold(cases in proptest::collection::vec((1u16..=10_000, any::<bool>()), 1..40), at in 1u16..10_000) {
            let cases: Vec<_> = cases.into_iter().map(|(n, yes)| (score(n), yes)).collect();
            let best = AtThreshold::best(&cases).and_then(|best| best.f1).unwrap_or(0.0);
            prop_assert!(AtThreshold::of(&cases, score(at)).f1.unwrap_or(0.0) <= best);
        }

        #[test]
        fn at_the_threshold_for_a_rate_no_more_are_alerts(best in proptest::collection::vec(0u16..=10_000, 1..60), rate in 0.0f64..1.0) {
            let best: Vec<_> = best.into_iter().map(score).collect();
            if let Some(threshold) = threshold_for_rate(&best, rate, score(5_000)) {
                let alerts = best.iter().filter(|best| **best >= threshold).count();
                prop_assert!(alerts as f64 <= rate * best.len() as f64 + 1e-6);
            }
        }
    }
}
