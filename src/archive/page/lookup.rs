use serde::Serialize;
use serde_json::Value;

use super::list;
use super::text::{field, heading, plain, score};

/// A lookup of the process.
#[derive(Serialize)]
pub(super) struct LookupOnPage {
    id: String,
    about: Vec<super::Row>,
    query: String,
    lists: Vec<ListOnPage>,
    hits: Vec<HitOnPage>,
    outcome: String,
}

#[derive(Serialize)]
struct ListOnPage {
    name: String,
    date: String,
    entries: String,
    sha256: String,
}

#[derive(Serialize)]
struct HitOnPage {
    rank: String,
    score: String,
    listed: String,
    matched: String,
    list: String,
    entity: String,
    how: String,
    decision: String,
    explanation: String,
}

/// What may stand beside a lookup object.
const ABOUT: &[&str] = &["at", "createdAt", "runId", "reason", "engine", "configuration"];

impl LookupOnPage {
    pub(super) fn of(id: &str, lookup: &Value) -> Self {
        let about = ABOUT.iter().filter_map(|name| {
            let value = field(lookup, name);
            (!value.is_empty())
                .then(|| super::Row::new(if *name == "at" { "Made at".into() } else { heading(name) }, value))
        });
        let list_on_page = |list: &Value| ListOnPage {
            name: field(list, "name"),
            date: field(list, "date"),
            entries: field(list, "entries"),
            sha256: field(list, "sha256"),
        };
        let hits: Vec<HitOnPage> = list(lookup, "hits").iter().map(HitOnPage::of).collect();
        Self {
            id: id.to_owned(),
            about: about.collect(),
            query: lookup.get("query").map(plain).unwrap_or_default(),
            lists: list(lookup, "lists").iter().map(list_on_page).collect(),
            outcome: outcome(lookup, hits.len()),
            hits,
        }
    }
}

/// In words, so that nobody takes an empty table for an answer.
fn outcome(lookup: &Value, shown: usize) -> String {
    let total = lookup.get("hitsTotal").and_then(Value::as_u64).unwrap_or(shown as u64);
    match (field(lookup, "status").as_str(), shown as u64) {
        ("screened" | "", 0) if total == 0 => "No hit.".to_owned(),
        ("screened" | "", shown) if shown < total => format!("{total} hits, {shown} of them kept."),
        ("screened" | "", 1) => "1 hit.".to_owned(),
        ("screened" | "", shown) => format!("{shown} hits."),
        (status, _) => format!("Not screened: {status}."),
    }
}

impl HitOnPage {
    fn of(hit: &Value) -> Self {
        let list = [field(hit, "list"), field(hit, "listTypes")].into_iter().filter(|text| !text.is_empty());
        let how = [field(hit, "matchKind"), field(hit, "evidence")].into_iter().filter(|text| !text.is_empty());
        let decided = [
            field(hit, "alertState"),
            field(hit, "decision").replace('_', " "),
            Some(field(hit, "decidedBy")).filter(|by| !by.is_empty()).map(|by| format!("by {by}")).unwrap_or_default(),
            field(hit, "decidedAt"),
            field(hit, "reason"),
        ];
        let decided = decided.into_iter().filter(|text| !text.is_empty());
        Self {
            rank: field(hit, "rank"),
            score: score(hit, "score"),
            listed: field(hit, "listedName"),
            matched: field(hit, "matchedName"),
            list: list.collect::<Vec<_>>().join(" · "),
            entity: field(hit, "entityId"),
            how: how.collect::<Vec<_>>().join(" · "),
            decision: decided.collect::<Vec<_>>().join(", "),
            explanation: field(hit, "explanation"),
        }
    }
}
