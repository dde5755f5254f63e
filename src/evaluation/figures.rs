//! The headline figures of an evaluation, and what changed since another one.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Error;
use super::results::{Against, Change, Evaluation, FalseAlerts, Figure, Labelled, Recall};
use crate::vocabulary::{Position, Score};

/// Headline figures, in the order of the page.
pub(super) fn figures(evaluation: &Evaluation) -> Vec<Figure> {
    let mut figures = Figures { threshold: evaluation.threshold, list: Vec::new() };
    for held_out in &evaluation.held_out {
        figures.recall(&held_out.what, held_out);
    }
    if let Some(positives) = &evaluation.positives {
        figures.recall("positives", positives);
    }
    if let Some(negatives) = &evaluation.negatives {
        figures.false_alerts("negatives", negatives);
    }
    if let Some(control) = &evaluation.control {
        figures.add("control: listed names unchanged".to_owned(), control.alerted_of_those_that_may.share);
    }
    if let Some(mutations) = &evaluation.mutations {
        figures.add("mutations: recall".to_owned(), mutations.all.share);
        for row in &mutations.rows {
            figures.add(format!("mutations: {}", row.mutation), row.recall.share);
        }
    }
    if let Some(pairs) = &evaluation.pairs {
        figures.labelled("pairs", pairs);
    }
    if let Some(decisions) = &evaluation.decisions {
        figures.labelled("decisions", decisions);
    }
    figures.list
}

struct Figures {
    threshold: Score,
    list: Vec<Figure>,
}

/// A rate as people say it.
pub(super) fn percent(rate: f64) -> String {
    let text = format!("{:.3}", rate * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A score without needless zeros: `0.80`.
pub(super) fn short(score: Score) -> String {
    let text = score.to_string();
    text.strip_suffix("00").unwrap_or(&text).to_owned()
}

impl Figures {
    fn add(&mut self, name: String, value: Option<f64>) {
        self.list.push(Figure { name, value });
    }

    fn recall(&mut self, what: &str, recall: &Recall) {
        let at = short(self.threshold);
        if let Some(rank1) = recall.rank1 {
            self.add(format!("{what}: rank 1"), rank1.share);
        }
        self.add(format!("{what}: recall at {at}"), recall.recall.share);
        for row in &recall.at_rates {
            let rate = percent(row.rate);
            self.add(format!("{what}: recall at {rate} false alerts"), row.recall.and_then(|recall| recall.share));
        }
        for row in &recall.by_fields {
            self.add(format!("{what}: recall at {at}, {} (where known)", row.fields), row.share.share);
        }
        if let Some(damaged) = &recall.damaged {
            self.add(format!("{what}: recall at {at}, damaged"), damaged.all.share);
        }
        if let Some(false_alerts) = &recall.false_alerts {
            self.false_alerts(&format!("{what}: negatives"), false_alerts);
        }
    }

    fn false_alerts(&mut self, what: &str, alerts: &FalseAlerts) {
        let at = short(self.threshold);
        self.add(format!("{what} with an alert at {at}"), alerts.alerted.share);
        for row in &alerts.thresholds {
            let threshold = row.threshold.map(Score::as_unit);
            self.add(format!("{what}: threshold for {} false alerts", percent(row.rate)), threshold);
        }
        for row in &alerts.by_fields {
            self.add(format!("{what} with an alert at {at}, {} (where known)", row.fields), row.share.share);
        }
        for group in alerts.groups.iter().filter(|group| group.by == "list") {
            for (list, share) in &group.rows {
                self.add(format!("{what} with an alert at {at} on {list}"), share.share);
            }
        }
    }

    fn labelled(&mut self, what: &str, labelled: &Labelled) {
        let at = short(self.threshold);
        let here = &labelled.at_threshold;
        self.add(format!("{what}: F1 at {at}"), here.f1);
        self.add(format!("{what}: precision at {at}"), here.precision);
        self.add(format!("{what}: recall at {at}"), here.recall);
        self.add(format!("{what}: best F1"), labelled.best.and_then(|best| best.f1));
        self.add(format!("{what}: AUC"), labelled.area_under_curve);
    }
}

/// What decides figures, by its key in `evaluation.json`.
const DECIDES: [&str; 6] = ["engine", "configuration", "threshold", "lists", "seed", "sample"];

/// Another run.
pub struct Earlier {
    figures: Vec<Figure>,
    run: Map<String, Value>,
}

impl Earlier {
    /// Reads an `evaluation.json`.
    ///
    /// # Errors
    /// Where it cannot be read or is something else.
    pub fn read(path: &Path) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Named {
            name: String,
            value: Option<f64>,
        }
        let file = path.display().to_string();
        let bytes =
            std::fs::read(path).map_err(|source| Error::Unreadable { position: Position::file(&file), source })?;
        let read = || {
            let run: Map<String, Value> = serde_json::from_slice(&bytes).ok()?;
            let figures: Vec<Named> = serde_json::from_value(run.get("figures")?.clone()).ok()?;
            Some((run, figures))
        };
        let (run, figures) = read().ok_or(Error::NoEvaluation { file })?;
        let figures = figures.into_iter().map(|Named { name, value }| Figure { name, value });
        Ok(Self { figures: figures.collect(), run })
    }

    /// What changed: in what decides figures, and in the figures.
    pub(super) fn against(&self, evaluation: &Evaluation) -> Against {
        let now = serde_json::to_value(evaluation).unwrap_or_default();
        let differs = |key: &&str| self.run.get(*key) != now.get(*key);
        Against {
            differs_in: DECIDES.into_iter().filter(differs).collect(),
            changes: self.changes(&evaluation.figures),
        }
    }

    /// Both runs' figures: this run's in their order, then those that only the other has.
    fn changes(&self, now: &[Figure]) -> Vec<Change> {
        let find = |figures: &[Figure], name: &str| figures.iter().find(|figure| figure.name == name).cloned();
        let mut changes: Vec<Change> = now
            .iter()
            .map(|figure| Change {
                name: figure.name.clone(),
                before: find(&self.figures, &figure.name).and_then(|figure| figure.value),
                now: figure.value,
            })
            .collect();
        for figure in &self.figures {
            if find(now, &figure.name).is_none() {
                changes.push(Change { name: figure.name.clone(), before: figure.value, now: None });
            }
        }
        changes
    }
}
