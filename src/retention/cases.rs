//! A policy tried on examples that its author wrote: facts, a date, and the verdict that is expected.
//!
//! ```toml
//! [[case]]
//! name = "kept for five years after the end"
//! now = 2031-03-15
//! jurisdiction = "NO"
//! status = "accepted"
//! created = 2020-01-10
//! relationship_end = 2026-03-15
//! expect = "keep"
//! expect_retain_until = 2031-03-15
//! ```

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use toml::de::DeValue;

use super::calendar::start_of;
use super::policy::{Document, Table, Value};
use super::{
    AnchorTimes, Decision, Facts, Hold, Outcome, Part, PartFacts, Policy, Problem, RelationshipState, Relationships,
    Until, verdict,
};
use crate::dossier::{DossierId, ImageKind, ProcessId, Status};
use crate::vocabulary::{Country, Position};

/// A day in the policy's time zone, or an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Moment {
    Day(NaiveDate),
    At(DateTime<Utc>),
}

/// One example.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Where it stands.
    pub position: Position,
    now: Moment,
    jurisdiction: Option<Country>,
    status: Option<Status>,
    created: Moment,
    completed: Option<Moment>,
    last_activity: Option<Moment>,
    relationship: RelationshipState,
    relationship_end: Option<Moment>,
    transaction: Option<Moment>,
    hold: bool,
    hold_released: Option<Moment>,
    erasure_request: Option<Moment>,
    retain_until: Option<NaiveDate>,
    marked: Option<Moment>,
    exported: bool,
    component: Option<ImageKind>,
    expect: Outcome,
    expect_retain_until: Option<Until>,
    expect_delete_after: Option<NaiveDate>,
    expect_rule: Option<String>,
}

/// All examples of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cases(
    /// In the order of the file.
    pub Vec<Case>,
);

/// What came of an example.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseResult {
    /// What it shows.
    pub name: String,
    /// Where it stands.
    pub position: Position,
    /// What was decided; `None` where the policy gives the part no class of its own.
    pub decision: Option<Decision>,
    /// In what that differs from what was expected; empty where it is the same.
    pub differences: Vec<String>,
}

impl CaseResult {
    /// Whether it came out as expected.
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
    }
}

impl Cases {
    /// Reads the text of a file of cases; `file` is what problems call it.
    ///
    /// # Errors
    /// All that is wrong with it, each with its line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut document = Document::new(file, text);
        let tables = document.tables();
        let mut root = Table::of("the file of cases", 0..0, tables.get_ref());
        let list = root.need(&mut document, "case", "write `[[case]]` with `name`, `now`, `created` and `expect`");
        root.close(&mut document);
        let values = list.and_then(|value| document.list("case", value)).unwrap_or_default();
        let mut cases = Vec::new();
        for value in values {
            let line = text.bytes().take(value.span().start).filter(|byte| *byte == b'\n').count() as u64 + 1;
            if let Some(table) = document.table("the case", value) {
                cases.extend(case(&mut document, table, Position::line(file, line)));
            }
        }
        document.result(Some(Self(cases)))
    }

    /// Tries a policy on all of them.
    pub fn run(&self, policy: &Policy) -> Vec<CaseResult> {
        self.0.iter().map(|case| case.run(policy)).collect()
    }
}

fn case(document: &mut Document<'_>, mut table: Table<'_>, position: Position) -> Option<Case> {
    let statuses: Vec<_> = Status::ALL.iter().map(|status| status.as_str()).collect();
    let states: Vec<_> = RelationshipState::ALL.iter().map(|state| state.as_str()).collect();
    let kinds: Vec<_> = ImageKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let outcomes: Vec<_> = Outcome::ALL.iter().map(|outcome| outcome.as_str()).collect();

    let name = table.need(document, "name", "say what it shows");
    let name = name.and_then(|value| document.text("name", value));
    let now = table.need(document, "now", "give the day on which it is decided");
    let now = now.and_then(|value| moment(document, "now", value));
    let created = table.need(document, "created", "give the day on which the dossier was created");
    let created = created.and_then(|value| moment(document, "created", value));
    let expect = table.need(document, "expect", "say which verdict is right, such as `keep`");
    let expect = expect.and_then(|value| document.word("expect", value, &outcomes, Outcome::parse));
    let mut at = |document: &mut Document<'_>, key| table.take(key).and_then(|value| moment(document, key, value));
    let completed = at(document, "completed");
    let last_activity = at(document, "last_activity");
    let relationship_end = at(document, "relationship_end");
    let transaction = at(document, "transaction");
    let hold_released = at(document, "hold_released");
    let erasure_request = at(document, "erasure_request");
    let marked = at(document, "marked");
    let mut on = |document: &mut Document<'_>, key| table.take(key).and_then(|value| day(document, key, value));
    let retain_until = on(document, "retain_until");
    let expect_delete_after = on(document, "expect_delete_after");
    let expect_retain_until = table.take("expect_retain_until").and_then(|value| match value.get_ref().as_str() {
        Some("open") => Some(Until::Open),
        _ => day(document, "expect_retain_until", value).map(Until::Day),
    });
    let mut flag = |document: &mut Document<'_>, key, default| {
        table.take(key).map_or(Some(default), |value| document.flag(key, value))
    };
    let hold = flag(document, "hold", false);
    let exported = flag(document, "exported", true);
    let jurisdiction = table.take("jurisdiction").and_then(|value| document.country("jurisdiction", value));
    let status = table.take("status").and_then(|value| document.word("status", value, &statuses, Status::parse));
    let component =
        table.take("component").and_then(|value| document.word("component", value, &kinds, ImageKind::parse));
    let relationship = table.take("relationship").and_then(|value| {
        let state = document.word("relationship", value, &states, RelationshipState::parse)?;
        if (state == RelationshipState::Ended) != relationship_end.is_some() {
            let message = "`relationship` and `relationship_end` contradict each other: for one that has ended give its \
                           end alone";
            document.problem(value.span(), message);
        }
        Some(state)
    });
    let expect_rule = table.take("expect_rule").and_then(|value| document.text("expect_rule", value));
    table.close(document);
    Some(Case {
        name: name?.to_owned(),
        position,
        now: now?,
        jurisdiction,
        status,
        created: created?,
        completed,
        last_activity,
        relationship: relationship.unwrap_or(match relationship_end {
            Some(_) => RelationshipState::Ended,
            None => RelationshipState::None,
        }),
        relationship_end,
        transaction,
        hold: hold?,
        hold_released,
        erasure_request,
        retain_until,
        marked,
        exported: exported?,
        component,
        expect: expect?,
        expect_retain_until,
        expect_delete_after,
        expect_rule: expect_rule.map(str::to_owned),
    })
}

/// A day or an instant: a date or time of TOML, or a text in the same form.
fn moment(document: &mut Document<'_>, key: &str, value: Value<'_>) -> Option<Moment> {
    let text = match value.get_ref() {
        DeValue::Datetime(datetime) => Some(datetime.to_string()),
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    };
    let parsed = text.and_then(|text| {
        let day = text.parse().ok().map(Moment::Day);
        day.or_else(|| DateTime::parse_from_rfc3339(&text).ok().map(|at| Moment::At(at.to_utc())))
    });
    if parsed.is_none() {
        let message = format!("`{key}` is no date: write one such as `2026-11-23` or `2026-11-23T01:02:03Z`");
        document.problem(value.span(), message);
    }
    parsed
}

fn day(document: &mut Document<'_>, key: &str, value: Value<'_>) -> Option<NaiveDate> {
    match moment(document, key, value)? {
        Moment::Day(day) => Some(day),
        Moment::At(_) => {
            document.problem(value.span(), format!("`{key}` is a day: leave out the time"));
            None
        }
    }
}

impl Moment {
    fn at(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Day(day) => start_of(day, zone),
            Self::At(at) => at,
        }
    }
}

impl Case {
    fn run(&self, policy: &Policy) -> CaseResult {
        let (facts, now) = self.facts(policy.timezone);
        let verdict = verdict(&facts, policy, now);
        let decision = match self.component {
            None => Some(verdict.decision),
            Some(_) => verdict.parts.into_iter().next().map(|part| part.decision),
        };
        let mut differences = Vec::new();
        let mut compare = |what: &str, expected: String, found: String| {
            if expected != found {
                differences.push(format!("{what}: expected `{expected}`, found `{found}`"));
            }
        };
        let none = || "none".to_owned();
        match &decision {
            None => compare("verdict", self.expect.to_string(), "no class of its own in `[component]`".to_owned()),
            Some(decision) => {
                compare("verdict", self.expect.to_string(), decision.outcome.to_string());
                if let Some(expected) = self.expect_retain_until {
                    let found = decision.retain_until.map_or_else(none, |until| until.to_string());
                    compare("retain_until", expected.to_string(), found);
                }
                if let Some(expected) = self.expect_delete_after {
                    let found = decision.delete_after.map_or_else(none, |day| day.to_string());
                    compare("delete_after", expected.to_string(), found);
                }
                if let Some(expected) = &self.expect_rule {
                    let rule = decision.reason().and_then(|reason| reason.rule.as_ref());
                    compare("rule", expected.clone(), rule.map_or_else(none, ToString::to_string));
                }
            }
        }
        CaseResult { name: self.name.clone(), position: self.position.clone(), decision, differences }
    }

    fn facts(&self, zone: Tz) -> (Facts, DateTime<Utc>) {
        let at = |moment: Moment| moment.at(zone);
        let created = at(self.created);
        let completed = self.completed.map(at);
        let last_activity = self.last_activity.map_or(completed.map_or(created, |at| at.max(created)), at);
        let running = self.status.is_some_and(|status| !status.is_final());
        let not_exported = self.status == Some(Status::Accepted) && !self.exported;
        let hold = (self.hold || self.hold_released.is_some())
            .then(|| Hold { placed_at: created, released_at: self.hold_released.map(at) });
        let relationships = match (self.relationship, self.relationship_end) {
            (_, Some(end)) => Relationships::Ended(at(end)),
            (RelationshipState::Active, None) => Relationships::Active,
            (_, None) => Relationships::None,
        };
        let part = |component| PartFacts {
            part: Part { process_id: ProcessId::from_bytes([1; 16]), component },
            created,
            completed,
            last_activity,
            running,
            not_exported,
            marked_at: self.marked.map(at),
        };
        let facts = Facts {
            dossier_id: DossierId::from_bytes([1; 16]),
            jurisdiction: self.jurisdiction,
            status: self.status,
            anchors: AnchorTimes { created, completed, last_activity, transaction: self.transaction.map(at) },
            relationships,
            running,
            holds: hold.into_iter().collect(),
            erasure_request: self.erasure_request.map(at),
            retain_until: self.retain_until,
            not_exported,
            marked_at: self.marked.map(at),
            parts: self.component.into_iter().map(part).collect(),
        };
        (facts, at(self.now))
    }
}
