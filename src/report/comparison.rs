use serde::Serialize;

use super::lookup::{PartObject, rounded};
use crate::matching::{Comparison, Evidence, Mode, model};
use crate::name::NameKind;
use crate::vocabulary::Score;

/// Two names compared, as `compare --json` and `explain --json` print it. Personal data.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonObject<'a> {
    searched_name: &'a str,
    listed_name: &'a str,
    score: Score,
    read_as: &'static str,
    searched_parts: &'a [String],
    listed_parts: &'a [String],
    parts: Vec<PartObject<'a>>,
    light: Vec<PartObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_whole: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part_by_part: Option<f64>,
}

/// The sums of the evidence, and how they make the score.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EvidenceObject {
    agree: f64,
    differ: f64,
    absent: f64,
    conflict: f64,
    ratio: f64,
    exponent: f64,
}

impl EvidenceObject {
    fn new(evidence: &Evidence, kind: NameKind) -> Self {
        let unit = |n: u32| f64::from(n) / 10_000.0;
        let model = model(kind);
        Self {
            agree: unit(evidence.agree),
            differ: unit(evidence.differ),
            absent: unit(evidence.absent),
            conflict: unit(evidence.conflict),
            ratio: rounded(model.ratio(evidence)),
            exponent: rounded(model.exponent(unit(evidence.agree))),
        }
    }
}

impl<'a> ComparisonObject<'a> {
    /// Of names and what comparing them in this mode showed. The sums of the evidence make the score in fuzzy mode only.
    pub fn new(searched_name: &'a str, listed_name: &'a str, mode: Mode, comparison: &'a Comparison) -> Self {
        Self {
            searched_name,
            listed_name,
            score: comparison.score,
            read_as: if comparison.kind == NameKind::Organization { "organization" } else { "person" },
            searched_parts: &comparison.searched,
            listed_parts: &comparison.listed,
            parts: comparison.parts.iter().map(PartObject::new).collect(),
            light: comparison.light.iter().map(PartObject::new).collect(),
            evidence: (mode == Mode::Fuzzy).then(|| EvidenceObject::new(&comparison.evidence, comparison.kind)),
            as_whole: comparison.page.map(|(whole, _)| rounded(whole)),
            part_by_part: comparison.page.map(|(_, parts)| rounded(parts)),
        }
    }
}
