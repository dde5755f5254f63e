use serde::{Serialize, Serializer};

use super::{ListSummary, RunContext, Screened};
use crate::alerts::Alert;
use crate::matching::{ComparedPart, Qualifier};
use crate::vocabulary::{Country, EntityType, Gender, ListType, Measure, PartialDate, Score};

/// The lookup object: what `lookup --json` prints and `results.ndjson` has a line of. Personal data.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LookupObject<'a> {
    record_id: &'a str,
    status: &'static str,
    query: QueryObject<'a>,
    understood: UnderstoodObject<'a>,
    lists: Vec<ListSummary<'a>>,
    hits: Vec<HitObject<'a>>,
    hits_total: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    discounted: Vec<HitObject<'a>>,
    engine: &'static str,
    configuration: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct QueryObject<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    date_of_birth: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_number: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    country: &'a str,
    #[serde(rename = "isSoundEx")]
    is_soundex: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    list_types: &'a [ListType],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UnderstoodObject<'a> {
    parts: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    aliases: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "shown")]
    date_of_birth: Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<Country>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    nationalities: &'a [Country],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    birth_countries: &'a [Country],
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity_type: Option<EntityType>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HitObject<'a> {
    rank: usize,
    score: Score,
    match_kind: &'static str,
    evidence: String,
    list: &'a str,
    list_types: &'a [ListType],
    measure: Vec<Measure>,
    entity_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    list_reference: &'a str,
    listed_name: &'a str,
    matched_name: &'a str,
    alias_strength: &'static str,
    parts: Vec<PartObject<'a>>,
    qualifiers: Vec<QualifierObject>,
    explanation: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PartObject<'a> {
    query: Option<&'a str>,
    listed: Option<&'a str>,
    how: &'static str,
    similarity: f64,
    weight: f64,
}

/// What one field did to a score.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QualifierObject {
    field: &'static str,
    result: &'static str,
    effect: f64,
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn shown<S: Serializer>(value: &Option<PartialDate>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(date) => serializer.collect_str(date),
        None => serializer.serialize_none(),
    }
}

impl<'a> LookupObject<'a> {
    /// Of a record that was screened.
    pub fn new(run: &'a RunContext, screened: &'a Screened) -> Self {
        let record = screened.record;
        let list_types = if record.list_types.is_empty() { &run.settings.list_types } else { &record.list_types };
        Self {
            record_id: &record.id,
            status: "screened",
            query: QueryObject {
                name: &record.name,
                date_of_birth: &record.date_of_birth_given,
                id_number: record.identifiers.first().map(|id| id.number.as_str()),
                country: &record.country_given,
                is_soundex: screened.soundex,
                list_types,
            },
            understood: UnderstoodObject {
                parts: screened.parts,
                aliases: &record.aliases,
                date_of_birth: record.date_of_birth,
                country: record.country,
                nationalities: &record.nationalities,
                birth_countries: &record.birth_countries,
                gender: record.gender.map(Gender::as_str),
                entity_type: record.entity_type,
            },
            lists: run.lists.iter().map(ListSummary::of).collect(),
            hits: screened.hits.iter().map(|hit| HitObject::new(run, hit)).collect(),
            hits_total: screened.hits_total,
            discounted: screened.discounted.iter().map(|hit| HitObject::new(run, hit)).collect(),
            engine: env!("CARGO_PKG_VERSION"),
            configuration: &run.configuration,
        }
    }
}

impl<'a> HitObject<'a> {
    fn new(run: &'a RunContext, hit: &'a Alert) -> Self {
        Self {
            rank: hit.rank,
            score: hit.score,
            match_kind: hit.match_kind.as_str(),
            evidence: hit.evidence.to_string(),
            list: run.lists.get(hit.list).map_or("", |list| &list.name),
            list_types: &hit.details.list_types,
            measure: hit.details.measures.iter().collect(),
            entity_id: &hit.details.id,
            list_reference: &hit.details.reference,
            listed_name: hit.details.primary_name(),
            matched_name: &hit.matched_name,
            alias_strength: hit.strength.as_str(),
            parts: hit.comparison.parts.iter().chain(hit.comparison.missing_light()).map(PartObject::new).collect(),
            qualifiers: hit.qualifiers.list.iter().map(QualifierObject::new).collect(),
            explanation: &hit.explanation,
        }
    }
}

/// To four decimals, as scores are.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

impl<'a> PartObject<'a> {
    pub(super) fn new(part: &'a ComparedPart) -> Self {
        let (query, listed) = (part.query.as_deref(), part.listed.as_deref());
        Self { query, listed, how: part.how, similarity: rounded(part.similarity), weight: rounded(part.weight) }
    }
}

impl QualifierObject {
    /// Of a qualifier.
    pub fn new(qualifier: &Qualifier) -> Self {
        Self { field: qualifier.field, result: qualifier.result.as_str(), effect: rounded(qualifier.effect) }
    }
}
