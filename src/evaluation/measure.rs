//! From answers to figures.

use std::collections::BTreeMap;

use super::ask::{Answer, FIELDS, Fields, Question, says_more};
use super::customers::{Customers, Person};
use super::results::{AlertGroups, AtRate, FalseAlerts, FieldsRow, GroupRow, Groups, Recall, SweepRow};
use super::statistics::{Share, rounded, threshold_for_rate};
use crate::vocabulary::Score;

/// The rates of false alerts at which recall is told.
pub(super) const RATES: [f64; 3] = [0.001, 0.01, 0.05];

/// The thresholds of a sweep: from 0.50 in steps of 0.01 to 1.
pub(super) fn thresholds() -> impl DoubleEndedIterator<Item = Score> {
    (50..=100).map(|hundredths| Score::from_ten_thousandths(hundredths * 100))
}

/// Questions with their answers.
pub(super) struct Asked<'a> {
    pub questions: &'a [Question],
    pub answers: &'a [Answer],
    /// For each question, the entries that bear the very same listed name as the right one.
    pub namesakes: &'a [Vec<usize>],
    pub threshold: Score,
}

impl Asked<'_> {
    /// The right entry's score: any entry's where it is not known who is right.
    pub fn score(&self, n: usize, fields: Fields) -> Score {
        match self.questions[n].right {
            Some(right) => self.answers[n].score_of(right, fields),
            None => self.answers[n].best(fields),
        }
    }

    /// Whether the right entry stands first, and whether it shares that place with namesakes.
    fn rank1(&self, n: usize) -> (bool, bool) {
        let (Some(right), answer) = (self.questions[n].right, &self.answers[n]) else { return (false, false) };
        let best = answer.best(Fields::Name);
        if best == Score::ZERO || answer.score_of(right, Fields::Name) < best {
            return (false, false);
        }
        let mut others =
            answer.by_name().iter().take_while(|alert| alert.score == best).filter(|alert| alert.entity != right);
        let namesakes = &self.namesakes[n];
        (others.clone().all(|alert| namesakes.contains(&alert.entity)), others.next().is_some())
    }

    fn recall_at(&self, numbers: &[usize], threshold: Score) -> Share {
        Share::where_true(numbers.iter().map(|n| self.score(*n, Fields::Name) >= threshold))
    }

    fn group(&self, group: String, numbers: &[usize], at_rates: &[AtRate]) -> GroupRow {
        let known = numbers.iter().all(|n| self.questions[*n].right.is_some());
        GroupRow {
            group,
            rank1: known.then(|| Share::where_true(numbers.iter().map(|n| self.rank1(*n).0))),
            recall: self.recall_at(numbers, self.threshold),
            at_rates: at_rates
                .iter()
                .map(|at| at.threshold.map(|threshold| self.recall_at(numbers, threshold)))
                .collect(),
        }
    }

    /// Groups by a property of each question, the largest first.
    pub fn groups(&self, by: &'static str, at_rates: &[AtRate], of: impl Fn(usize) -> String) -> Groups {
        let rows = grouped(0..self.questions.len(), of);
        Groups { by, rows: rows.into_iter().map(|(group, numbers)| self.group(group, &numbers, at_rates)).collect() }
    }

    /// All figures but those that need more than answers.
    pub fn recall(
        &self,
        what: String,
        not_asked: BTreeMap<&'static str, u64>,
        negatives: Option<FalseAlerts>,
        negative_answers: &[Answer],
    ) -> Recall {
        let all: Vec<usize> = (0..self.questions.len()).collect();
        let whole = self.group(String::new(), &all, &[]);
        let at_rates = negatives
            .iter()
            .flat_map(|negatives| &negatives.thresholds)
            .map(|at| AtRate { recall: at.threshold.map(|threshold| self.recall_at(&all, threshold)), ..*at });
        let missed = |n: &&usize| self.score(**n, Fields::Name) < self.threshold;
        let right_is_left_out = |n: &&usize| {
            let right = self.questions[**n].right;
            let mut left_out = self.answers[**n].left_out.iter();
            left_out.any(|alert| alert.score >= self.threshold && right.is_none_or(|right| right == alert.entity))
        };
        let with_more: Vec<usize> = all.iter().copied().filter(|n| says_more(&self.questions[*n].record)).collect();
        let by_fields = FIELDS.iter().filter(|_| !with_more.is_empty()).map(|fields| FieldsRow {
            fields: fields.in_words(),
            share: Share::where_true(with_more.iter().map(|n| self.score(*n, *fields) >= self.threshold)),
        });
        let scores: Vec<Score> = all.iter().map(|n| self.score(*n, Fields::Name)).collect();
        Recall {
            what,
            asked: all.len() as u64,
            not_asked,
            right_is_known: whole.rank1.is_some(),
            rank1: whole.rank1,
            tied_with_namesakes: all.iter().filter(|n| self.rank1(**n) == (true, true)).count() as u64,
            recall: whole.recall,
            at_rates: at_rates.collect(),
            groups: Vec::new(),
            by_fields: by_fields.collect(),
            left_out_by_weak_alias_policy: all.iter().filter(missed).filter(right_is_left_out).count() as u64,
            ties: ties(self.answers, self.threshold),
            at_one: at_one(self.answers, self.threshold),
            candidates: None,
            damaged: None,
            sweep: sweep(&scores, negative_answers),
            false_alerts: negatives,
        }
    }
}

/// Items by a property, the largest group first, equals by name.
pub(super) fn grouped(items: impl Iterator<Item = usize>, of: impl Fn(usize) -> String) -> Vec<(String, Vec<usize>)> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for item in items {
        groups.entry(of(item)).or_default().push(item);
    }
    let mut rows: Vec<_> = groups.into_iter().collect();
    rows.sort_by_key(|(_, items)| std::cmp::Reverse(items.len()));
    rows
}

fn ties(answers: &[Answer], threshold: Score) -> Share {
    Share::where_true(answers.iter().filter(|answer| answer.best(Fields::Name) >= threshold).map(|answer| {
        let best = answer.best(Fields::Name);
        answer.by_name().get(1).is_some_and(|second| second.score == best)
    }))
}

fn at_one(answers: &[Answer], threshold: Score) -> Share {
    let alerts = answers.iter().flat_map(Answer::by_name).filter(|alert| alert.score >= threshold);
    Share::where_true(alerts.map(|alert| alert.score == Score::ONE))
}

/// Recall and false alerts at all thresholds.
pub(super) fn sweep(right: &[Score], negatives: &[Answer]) -> Vec<SweepRow> {
    let best: Vec<Score> = negatives.iter().map(|answer| answer.best(Fields::Name)).collect();
    let alerts: Vec<Score> = negatives.iter().flat_map(Answer::by_name).map(|alert| alert.score).collect();
    let count = |scores: &[Score], threshold| scores.iter().filter(|score| **score >= threshold).count() as f64;
    let per_thousand = |n: f64| (!negatives.is_empty()).then(|| rounded(n * 1_000.0 / negatives.len() as f64));
    let mut above = 0.0;
    let mut rows: Vec<SweepRow> = thresholds()
        .rev()
        .map(|threshold| {
            let now = count(&alerts, threshold);
            let added = now - std::mem::replace(&mut above, now);
            SweepRow {
                threshold,
                recall: (!right.is_empty()).then(|| rounded(count(right, threshold) / right.len() as f64)),
                alerted_per_thousand: per_thousand(count(&best, threshold)),
                alerts_per_thousand: per_thousand(now),
                added_per_thousand: per_thousand(added),
            }
        })
        .collect();
    rows.reverse();
    rows
}

/// What came of asking for people who are on no list.
pub(super) fn false_alerts(
    file: &Customers,
    people: &[&Person],
    set_aside_as_listed: u64,
    answers: &[Answer],
    threshold: Score,
    list_names: &[&str],
) -> FalseAlerts {
    let best: Vec<Score> = answers.iter().map(|answer| answer.best(Fields::Name)).collect();
    let alerted = |n: usize| best[n] >= threshold;
    let thresholds = RATES.map(|rate| AtRate {
        rate,
        threshold: threshold_for_rate(&best, rate, Score::LOWEST_THRESHOLD),
        recall: None,
    });
    let groups_by = |by: &'static str, of: &dyn Fn(usize) -> String| AlertGroups {
        by,
        rows: grouped(0..people.len(), of)
            .into_iter()
            .map(|(group, rows)| (group, Share::where_true(rows.into_iter().map(alerted))))
            .collect(),
    };
    let of_list = |list: usize| {
        let has = |answer: &Answer| answer.by_name().iter().any(|alert| alert.list == list && alert.score >= threshold);
        Share::where_true(answers.iter().map(has))
    };
    let by_list = list_names.iter().enumerate().map(|(list, name)| ((*name).to_owned(), of_list(list)));
    let with_more: Vec<usize> = (0..people.len()).filter(|n| says_more(&people[*n].record)).collect();
    let by_fields = FIELDS.iter().filter(|_| !with_more.is_empty()).map(|fields| FieldsRow {
        fields: fields.in_words(),
        share: Share::where_true(with_more.iter().map(|n| answers[*n].best(*fields) >= threshold)),
    });
    let left_out = |n: &usize| !alerted(*n) && answers[*n].left_out.iter().any(|alert| alert.score >= threshold);
    let alerts = answers.iter().flat_map(Answer::by_name).filter(|alert| alert.score >= threshold);
    FalseAlerts {
        file: file.file.clone(),
        rejected: file.rejected.clone(),
        set_aside_as_listed,
        asked: people.len() as u64,
        alerted: Share::where_true((0..people.len()).map(alerted)),
        alerts: alerts.count() as u64,
        thresholds: thresholds.to_vec(),
        groups: vec![
            AlertGroups { by: "list", rows: by_list.collect() },
            groups_by("origin", &|n| people[n].origin()),
            groups_by("script", &|n| people[n].script().to_owned()),
        ],
        by_fields: by_fields.collect(),
        left_out_by_weak_alias_policy: (0..people.len()).filter(left_out).count() as u64,
        ties: ties(answers, threshold),
        at_one: at_one(answers, threshold),
        sweep: sweep(&[], answers),
    }
}
