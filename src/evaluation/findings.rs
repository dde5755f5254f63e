//! The cases behind the figures, as CSV that a person reads: what was missed, who was stopped, who nearly. They hold names.

use super::ask::{Alert, Answer, Fields, Question};
use super::lists::{Listed, lot};
use super::nearest::{Nearest, explained, nearest};
use crate::matching::{PairComparer, Understood};
use crate::report::CsvRows;
use crate::vocabulary::Score;
use crate::watchlist::Entity;

/// Files by their names.
pub struct Findings {
    /// Name and bytes of each; the headings are there where nothing else is.
    pub files: Vec<(&'static str, Vec<u8>)>,
}

/// Cells of `misses.csv`.
const MISSES: &[&str] = &[
    "part",
    "kind",
    "asked_name",
    "score",
    "list",
    "entity_id",
    "listed_name",
    "nearest_name",
    "explanation",
    "best_score",
    "best_list",
    "best_entity_id",
    "best_listed_name",
];
/// Cells of `false_alerts.csv`.
const FALSE_ALERTS: &[&str] = &[
    "part",
    "record_id",
    "asked_name",
    "origin",
    "score",
    "list",
    "entity_id",
    "listed_name",
    "matched_name",
    "explanation",
];
/// Cells of `near_the_line.csv`.
const NEAR: &[&str] = &[
    "side",
    "part",
    "score",
    "right",
    "asked_name",
    "list",
    "entity_id",
    "listed_name",
    "matched_name",
    "explanation",
];

/// How far from the line is near, in ten-thousandths.
const NEAR_IS: u16 = 200;
/// Pairs on each side of the line.
const NEAR_PAIRS: usize = 100;

/// Collects cases as parts of an evaluation are done.
pub(super) struct Collector {
    threshold: Score,
    comparer: PairComparer,
    seed: u64,
    misses: Vec<u8>,
    false_alerts: Vec<u8>,
    near: Vec<(u64, Score, Vec<u8>)>,
    pub wrong_pairs: Vec<u8>,
    pub wrong_decisions: Vec<u8>,
}

fn head(cells: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rows = CsvRows::new(&mut bytes);
    for cell in cells {
        rows.plain(cell);
    }
    rows.end();
    bytes
}

/// A part of an evaluation: its name, and the entries that were asked.
pub(super) struct Part<'a> {
    pub name: &'a str,
    pub listed: &'a Listed,
    pub entities: &'a [(usize, &'a Entity)],
}

impl<'a> Part<'a> {
    fn entity(&self, number: usize) -> Option<(&'a str, &'a Entity)> {
        let (list, entity) = self.entities.get(number)?;
        Some((self.listed.list_name(*list), entity))
    }
}

impl Collector {
    pub fn new(threshold: Score, comparer: PairComparer, seed: u64) -> Self {
        Self {
            threshold,
            comparer,
            seed,
            misses: head(MISSES),
            false_alerts: head(FALSE_ALERTS),
            near: Vec::new(),
            wrong_pairs: Vec::new(),
            wrong_decisions: Vec::new(),
        }
    }

    fn understood(&self, name: &str) -> Understood {
        Understood::searched(name, self.comparer.phonetic, &self.comparer.searched)
    }

    /// A question whose right entry is no alert.
    pub fn miss(&mut self, part: &Part, question: &Question, answer: &Answer, kind: &str) {
        let asked = self.understood(&question.record.searched_name);
        let right = question.right.and_then(|right| part.entity(right));
        let compared = right.and_then(|(list, entity)| Some((list, entity, nearest(&self.comparer, &asked, entity)?)));
        let mut rows = CsvRows::new(&mut self.misses);
        rows.plain(part.name).plain(kind).foreign(&question.record.searched_name);
        if let Some((list, entity, Nearest { name, comparison })) = compared {
            rows.shown(comparison.score).foreign(list).foreign(&entity.id).foreign(entity.primary_name());
            rows.foreign(name).foreign(&explained(&comparison));
        } else {
            rows.shown(answer.best(Fields::Name)).plain("").plain("").plain("").plain("").plain("");
        }
        let other = answer.by_name().iter().find(|alert| Some(alert.entity) != question.right);
        match other.and_then(|alert| Some((alert.score, part.entity(alert.entity)?))) {
            Some((score, (list, entity))) => {
                rows.shown(score).foreign(list).foreign(&entity.id).foreign(entity.primary_name());
            }
            None => {
                rows.plain("").plain("").plain("").plain("");
            }
        }
        rows.end();
    }

    /// Alerts on somebody who is on no list.
    pub fn false_alerts(&mut self, part: &Part, question: &Question, answer: &Answer, origin: &str) {
        for alert in answer.by_name().iter().take_while(|alert| alert.score >= self.threshold) {
            let Some((list, entity)) = part.entity(alert.entity) else { continue };
            let asked = self.understood(&question.record.searched_name);
            let Some(Nearest { name, comparison }) = nearest(&self.comparer, &asked, entity) else { continue };
            let mut rows = CsvRows::new(&mut self.false_alerts);
            rows.plain(part.name).foreign(&question.record.id).foreign(&question.record.searched_name);
            rows.plain(origin).shown(alert.score).foreign(list).foreign(&entity.id).foreign(entity.primary_name());
            rows.foreign(name).foreign(&explained(&comparison)).end();
        }
    }

    /// Keeps what lies near the line, a sample of it. `is_listed` says whether the question is about somebody listed.
    pub fn near(&mut self, part: &Part, questions: &[Question], answers: &[Answer], is_listed: bool) {
        let line = self.threshold.ten_thousandths();
        let mut sides: [Vec<(u64, usize, Alert)>; 2] = [Vec::new(), Vec::new()];
        for (n, (question, answer)) in questions.iter().zip(answers).enumerate() {
            for alert in answer.by_name() {
                let score = alert.score.ten_thousandths();
                if score.abs_diff(line) <= NEAR_IS {
                    let lot = lot(self.seed, part.name, &question.record.searched_name, &alert.entity.to_string());
                    sides[usize::from(score >= line)].push((lot, n, *alert));
                }
            }
        }
        for mut side in sides {
            side.sort_unstable_by_key(|(lot, n, alert)| (*lot, *n, alert.entity));
            side.truncate(NEAR_PAIRS);
            for (lot, n, alert) in side {
                let Some((list, entity)) = part.entity(alert.entity) else { continue };
                let question = &questions[n];
                let asked = self.understood(&question.record.searched_name);
                let Some(Nearest { name, comparison }) = nearest(&self.comparer, &asked, entity) else { continue };
                let right = match question.right {
                    Some(right) if right == alert.entity => "yes",
                    None if is_listed => "unknown",
                    _ => "no",
                };
                let mut bytes = Vec::new();
                let mut rows = CsvRows::new(&mut bytes);
                rows.plain(if alert.score >= self.threshold { "above" } else { "below" });
                rows.plain(part.name).shown(alert.score).plain(right).foreign(&question.record.searched_name);
                rows.foreign(list).foreign(&entity.id).foreign(entity.primary_name());
                rows.foreign(name).foreign(&explained(&comparison)).end();
                self.near.push((lot, alert.score, bytes));
            }
        }
    }

    pub fn findings(mut self) -> Findings {
        // at most so many on each side of all parts together, by score
        let (mut above, mut below): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.near).into_iter().partition(|(_, score, _)| *score >= self.threshold);
        let mut near = head(NEAR);
        for side in [&mut above, &mut below] {
            side.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| a.2.cmp(&b.2)));
            side.truncate(NEAR_PAIRS);
            side.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.2.cmp(&b.2)));
            for (_, _, bytes) in side.iter() {
                near.extend_from_slice(bytes);
            }
        }
        let mut files =
            vec![("misses.csv", self.misses), ("false_alerts.csv", self.false_alerts), ("near_the_line.csv", near)];
        let wrong = [("wrong_pairs.csv", self.wrong_pairs), ("wrong_decisions.csv", self.wrong_decisions)];
        files.extend(wrong.into_iter().filter(|(_, bytes)| !bytes.is_empty()));
        Findings { files }
    }
}
