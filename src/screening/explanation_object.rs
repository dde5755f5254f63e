use serde::Serialize;

use super::Explanation;
use crate::matching::{Candidacy, EntityRules, Origin, Settings, Verdict};
use crate::record::Record;
use crate::report::{ComparisonObject, ListSummary, QualifierObject};
use crate::vocabulary::{ListType, Measure, Score};
use crate::watchlist::ListInfo;

/// An explanation, as `explain --json` prints it. Personal data.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplanationObject<'a> {
    record_id: &'a str,
    verdict: &'static str,
    score: Score,
    name_score: Score,
    threshold: Score,
    threshold_from: String,
    shows_from: Option<Score>,
    rank: Option<usize>,
    hits_total: Option<usize>,
    query: QueryObject<'a>,
    entity: EntityObject<'a>,
    search: SearchObject,
    names: Vec<NameObject<'a>>,
    qualifiers: Vec<QualifierObject>,
    dob_result: &'static str,
    country_result: &'static str,
    id_result: &'static str,
    id_suffices: bool,
    evidence: String,
    policy: PolicyObject,
    engine: &'static str,
    configuration: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct QueryObject<'a> {
    name: &'a str,
    names: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    date_of_birth: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nationalities: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntityObject<'a> {
    list: Option<ListSummary<'a>>,
    entity_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    list_reference: &'a str,
    listed_name: &'a str,
    schema: &'static str,
    list_types: &'a [ListType],
    measure: Vec<Measure>,
    list_type_searched: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SearchObject {
    mode: &'static str,
    phonetic: Option<&'static str>,
    name_threshold: Score,
    least_likeness: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NameObject<'a> {
    alias_strength: &'static str,
    candidate: &'static str,
    counts: bool,
    #[serde(flatten)]
    comparison: ComparisonObject<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PolicyObject {
    weak_aliases: &'static str,
    require: Vec<String>,
}

impl<'a> ExplanationObject<'a> {
    /// Of an explanation; `lists` are those of the index, `configuration` is the hash of all that decides a score.
    pub fn new(
        lists: &'a [ListInfo],
        settings: &Settings,
        record: &'a Record<'a>,
        explanation: &'a Explanation<'a>,
        configuration: String,
    ) -> Self {
        let Explanation { details, judged, rules, .. } = explanation;
        let decisive = explanation.decisive();
        let texts = |countries: &[crate::vocabulary::Country]| countries.iter().map(ToString::to_string).collect();
        let codes =
            explanation.soundex.then(|| settings.phonetic.map_or("soundex", crate::likeness::PhoneticCode::as_str));
        let names = explanation.names.iter().map(|name| NameObject {
            alias_strength: name.strength.as_str(),
            candidate: match name.candidacy {
                Candidacy::Found => "found",
                Candidacy::Aligned => "aligned",
                Candidacy::LeftOut => "left_out",
            },
            counts: name.counts,
            comparison: ComparisonObject::new(
                explanation.searched.get(name.searched).map_or("", String::as_str),
                &name.text,
                settings.mode,
                &name.comparison,
            ),
        });
        Self {
            record_id: &record.id,
            verdict: match judged.verdict {
                _ if !explanation.wanted => "not_searched",
                Verdict::Alert => "alert",
                Verdict::Discounted => "discounted",
                Verdict::Below | Verdict::NoName => "below",
            },
            score: decisive.score,
            name_score: decisive.name_score,
            threshold: rules.threshold,
            threshold_from: origin(rules, settings),
            shows_from: explanation.shows_from,
            rank: explanation.rank.map(|(rank, _)| rank),
            hits_total: explanation.rank.map(|(_, total)| total),
            query: QueryObject {
                name: &record.name,
                names: &explanation.searched,
                date_of_birth: record.date_of_birth.map(|date| date.to_string()),
                country: record.country.map(|country| country.to_string()),
                nationalities: texts(&record.nationalities),
            },
            entity: EntityObject {
                list: lists.get(explanation.list).map(ListSummary::of),
                entity_id: &details.id,
                list_reference: &details.reference,
                listed_name: details.primary_name(),
                schema: details.entity_type.as_str(),
                list_types: &details.list_types,
                measure: details.measures.iter().collect(),
                list_type_searched: explanation.wanted,
            },
            search: SearchObject {
                mode: settings.mode.as_str(),
                phonetic: codes,
                name_threshold: explanation.name_threshold,
                least_likeness: explanation.least_likeness.map(|likeness| f64::from(likeness) / 10_000.0),
            },
            names: names.collect(),
            qualifiers: decisive.qualifiers.list.iter().map(QualifierObject::new).collect(),
            dob_result: decisive.qualifiers.birth_date.as_str(),
            country_result: decisive.qualifiers.country.as_str(),
            id_result: decisive.qualifiers.id.as_str(),
            id_suffices: decisive.qualifiers.id_suffices,
            evidence: if decisive.evidence().count() == 0 {
                "none".to_owned()
            } else {
                decisive.evidence().to_string()
            },
            policy: PolicyObject {
                weak_aliases: rules.weak_aliases.as_str(),
                require: rules.require.iter().map(ToString::to_string).collect(),
            },
            engine: env!("CARGO_PKG_VERSION"),
            configuration,
        }
    }
}

/// `default`, `run`, `record`, `list.UN` or `list_type.PEP`.
fn origin(rules: &EntityRules, settings: &Settings) -> String {
    match rules.origin {
        Origin::Run if settings.min_score.is_none() => "default".to_owned(),
        Origin::Run => "run".to_owned(),
        Origin::Record => "record".to_owned(),
        Origin::List(name) => format!("list.{name}"),
        Origin::ListType(name) => format!("list_type.{name}"),
    }
}
