//! What an evaluation says: the shape of `evaluation.json`. Counts and shares only, no personal data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::statistics::{AtThreshold, Share};
use crate::report::OwnedListSummary;
use crate::vocabulary::Score;

/// All that was measured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// Version of muster.
    pub engine: String,
    /// SHA-256 of everything that decides a score; empty where no list was searched.
    pub configuration: String,
    /// The settings that a person would name.
    pub settings: BTreeMap<&'static str, String>,
    /// The threshold that is looked at more closely.
    pub threshold: Score,
    /// By which samples were drawn.
    pub seed: u64,
    /// How large they were at most.
    pub sample: Option<usize>,
    /// The lists.
    pub lists: Vec<OwnedListSummary>,
    /// Names that were held out.
    pub held_out: Vec<Recall>,
    /// Listed people in a file.
    pub positives: Option<Recall>,
    /// People who are on no list, asked for against the whole lists.
    pub negatives: Option<FalseAlerts>,
    /// Every listed name, unchanged.
    pub control: Option<Control>,
    /// Damaged listed names.
    pub mutations: Option<Mutations>,
    /// Labelled pairs.
    pub pairs: Option<Labelled>,
    /// Analysts' decisions.
    pub decisions: Option<Labelled>,
    /// The headline figures by name, as `--against` compares them.
    pub figures: Vec<Figure>,
    /// What the figures were in the other run.
    pub against: Option<Against>,
    /// What it took.
    pub resources: Resources,
}

/// A headline figure.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Figure {
    /// What it is.
    pub name: String,
    /// Between 0 and 1 but for alerts per 1,000; `None` where there was nothing to measure.
    pub value: Option<f64>,
}

/// Another run, and this one.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Against {
    /// What is not the same in both, apart from the figures: `lists`, `configuration`, …; figures that differ may differ
    /// because of it.
    pub differs_in: Vec<&'static str>,
    /// Each figure of either.
    pub changes: Vec<Change>,
}

/// A figure of two runs.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Change {
    /// What it is.
    pub name: String,
    /// In the other run; `None` where it was not measured.
    pub before: Option<f64>,
    /// In this run.
    pub now: Option<f64>,
}

/// What a run took.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resources {
    /// By the clock.
    pub seconds: f64,
    /// User and system time of the process, where the system tells.
    pub cpu_seconds: Option<f64>,
    /// The most memory that was resident, where the system tells.
    pub peak_memory_bytes: Option<u64>,
}

/// How many of those who should be found are.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recall {
    /// `held-out aliases`, `held-out scripts`, or the file of positives.
    pub what: String,
    /// Names that were asked for.
    pub asked: u64,
    /// Entries or rows that were not asked for, by the reason.
    pub not_asked: BTreeMap<&'static str, u64>,
    /// Whether it is known for each question which entry is right. Where not, any alert counts.
    pub right_is_known: bool,
    /// Questions whose right entry scores highest. A tie with another entry is a miss, unless that one bears the very
    /// same listed name.
    pub rank1: Option<Share>,
    /// Of those at rank 1, how many are tied with an entry of the very same listed name.
    pub tied_with_namesakes: u64,
    /// Questions whose right entry is an alert at the threshold.
    pub recall: Share,
    /// Recall at rates of false alerts; empty without negatives.
    pub at_rates: Vec<AtRate>,
    /// The same for parts of the questions.
    pub groups: Vec<Groups>,
    /// With and without birth date and country, those questions only that have them.
    pub by_fields: Vec<FieldsRow>,
    /// Questions that are missed at the threshold, and would be found by a weak alias that the policy leaves out.
    pub left_out_by_weak_alias_policy: u64,
    /// Of questions with an alert at the threshold, those whose best score belongs to several entries.
    pub ties: Share,
    /// Of alerts at the threshold, those that score exactly 1.0000.
    pub at_one: Share,
    /// The candidates apart from the score.
    pub candidates: Option<CandidateRecall>,
    /// The same names, damaged.
    pub damaged: Option<Mutations>,
    /// At all thresholds.
    pub sweep: Vec<SweepRow>,
    /// The negatives that were asked for against the same entries.
    pub false_alerts: Option<FalseAlerts>,
}

/// Recall where a share of negatives is an alert.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AtRate {
    /// The share of negatives that are tolerated, 0 to 1.
    pub rate: f64,
    /// The lowest threshold at which no more are; `None` where even 1.0000 has more.
    pub threshold: Option<Score>,
    /// Recall there.
    pub recall: Option<Share>,
}

/// Questions in groups.
#[derive(Debug, Serialize)]
pub struct Groups {
    /// By what.
    pub by: &'static str,
    /// Each group, the largest first.
    pub rows: Vec<GroupRow>,
}

/// One group of questions.
#[derive(Debug, Serialize)]
pub struct GroupRow {
    /// Its name.
    pub group: String,
    /// At rank 1; `None` where it is not known who is right.
    pub rank1: Option<Share>,
    /// At the threshold.
    pub recall: Share,
    /// At the thresholds of [`Recall::at_rates`], in their order.
    pub at_rates: Vec<Option<Share>>,
}

/// With some fields of a record.
#[derive(Debug, Serialize)]
pub struct FieldsRow {
    /// Which.
    pub fields: &'static str,
    /// Alerts at the threshold: for a recall those on the right entry.
    pub share: Share,
}

/// One threshold of the sweep.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SweepRow {
    /// The threshold.
    pub threshold: Score,
    /// Share of questions whose right entry is an alert.
    pub recall: Option<f64>,
    /// Of 1,000 negatives, how many have an alert.
    pub alerted_per_thousand: Option<f64>,
    /// Alerts for 1,000 negatives; one may have several.
    pub alerts_per_thousand: Option<f64>,
    /// How many alerts for 1,000 negatives this threshold adds to those of the next higher one.
    pub added_per_thousand: Option<f64>,
}

/// How many of those who should be left alone are not.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FalseAlerts {
    /// The file.
    pub file: String,
    /// Rows that could not be asked for, by the reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Rows that were set aside because their name is listed, whatever its case, accents, punctuation and order.
    pub set_aside_as_listed: u64,
    /// Rows that were asked for.
    pub asked: u64,
    /// Rows with an alert at the threshold.
    pub alerted: Share,
    /// Alerts at the threshold.
    pub alerts: u64,
    /// The threshold that each rate needs; see [`AtRate`].
    pub thresholds: Vec<AtRate>,
    /// Rows with an alert, by list (alerts on it), by origin and by script of the name (rows).
    pub groups: Vec<AlertGroups>,
    /// With and without birth date and country, those rows only that have them.
    pub by_fields: Vec<FieldsRow>,
    /// Rows without an alert that would have one by a weak alias that the policy leaves out.
    pub left_out_by_weak_alias_policy: u64,
    /// Of rows with an alert at the threshold, those whose best score belongs to several entries.
    pub ties: Share,
    /// Of alerts at the threshold, those that score exactly 1.0000.
    pub at_one: Share,
    /// At all thresholds.
    pub sweep: Vec<SweepRow>,
}

/// Negatives in groups.
#[derive(Debug, Serialize)]
pub struct AlertGroups {
    /// By what.
    pub by: &'static str,
    /// Each group with the share of rows that have an alert, the largest first.
    pub rows: Vec<(String, Share)>,
}

/// Whether candidates are lost before they are scored.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CandidateRecall {
    /// Of right entries whose plain score reaches the threshold, those that the search finds.
    pub right: Share,
    /// Recall of the plain score at the threshold: what the search would have if it lost nothing.
    pub score: Share,
    /// Questions that were compared with every listed name.
    pub compared_with_all: u64,
    /// Of all pairs of those questions and an entry that score at least 0.50, those that the search finds with the same
    /// score.
    pub all: Share,
}

/// Every listed name, unchanged.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Control {
    /// All names.
    pub alerted: Share,
    /// All but those that the weak-alias policy keeps from making a hit.
    pub alerted_of_those_that_may: Share,
    /// By list and kind of name.
    pub rows: Vec<ControlRow>,
}

/// The names of one kind on one list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlRow {
    /// The list.
    pub list: String,
    /// `primary`, `strong` or `weak`.
    pub strength: &'static str,
    /// Names that are an alert on their own entry.
    pub alerted: Share,
    /// Those that are not, by the reason.
    pub why_not: BTreeMap<&'static str, u64>,
}

/// Damaged names.
#[derive(Debug, Serialize)]
pub struct Mutations {
    /// All kinds together.
    pub all: Share,
    /// Each kind.
    pub rows: Vec<MutationRow>,
}

/// One kind of damage.
#[derive(Debug, Serialize)]
pub struct MutationRow {
    /// Its name in the registry.
    pub mutation: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Damaged names that are an alert on the right entry.
    pub recall: Share,
}

/// Cases that somebody labelled.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Labelled {
    /// The file.
    pub file: String,
    /// Cases that are a yes.
    pub positives: u64,
    /// Cases that are a no.
    pub negatives: u64,
    /// Cases without a label that says either.
    pub undecided: u64,
    /// Decisions that contradict others on their alert, or cannot be read.
    pub left_out: u64,
    /// Decisions on alerts on which another row counts.
    pub superseded: u64,
    /// At the threshold.
    pub at_threshold: AtThreshold,
    /// Where F1 is best.
    pub best: Option<AtThreshold>,
    /// The chance that a yes scores higher than a no, ties half.
    pub area_under_curve: Option<f64>,
    /// The same for parts of the cases.
    pub groups: Vec<LabelledGroups>,
    /// From 0.50 in steps of 0.01.
    pub sweep: Vec<AtThreshold>,
}

/// Labelled cases in groups.
#[derive(Debug, Serialize)]
pub struct LabelledGroups {
    /// By which column.
    pub by: String,
    /// Each group.
    pub rows: Vec<LabelledRow>,
}

/// One group of labelled cases.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelledRow {
    /// Its name.
    pub group: String,
    /// Cases in it.
    pub cases: u64,
    /// At the threshold.
    pub at_threshold: AtThreshold,
    /// The chance that a yes scores higher than a no, ties half.
    pub area_under_curve: Option<f64>,
}
