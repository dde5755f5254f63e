//! The verdict a second time: slow, obvious, and sharing nothing with the first but the types. Periods are walked day by day, and
//! whether a day is over is seen by looking at the clock again and again.

use chrono::{Datelike, TimeDelta};
use chrono_tz::Tz;

use super::*;
use crate::vocabulary::Period;

/// A duty to keep: none, without an end, or to the end of a day.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Duty {
    None,
    Endless,
    To(NaiveDate),
}

/// What both implementations have to agree on.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Expected {
    pub outcome: Outcome,
    pub retain: Duty,
    pub delete: Option<NaiveDate>,
}

impl Expected {
    pub(super) fn of(decision: &Decision) -> Self {
        let retain = match decision.retain_until {
            None => Duty::None,
            Some(Until::Open) => Duty::Endless,
            Some(Until::Day(day)) => Duty::To(day),
        };
        Self { outcome: decision.outcome, retain, delete: decision.delete_after }
    }
}

/// What is counted from, in a dossier or in a part.
struct Clockwork<'a> {
    facts: &'a Facts,
    part: Option<&'a PartFacts>,
    zone: Tz,
}

enum Begin {
    On(DateTime<Utc>),
    Open,
    Nowhere,
}

fn walk(from: NaiveDate, period: Period, forward: bool) -> NaiveDate {
    let mut today = from;
    match period {
        Period::Days(days) => {
            for _ in 0..days {
                today = today.succ_opt().unwrap();
            }
        }
        Period::Months(months) => {
            let mut crossed = 0;
            while crossed < months || today.day() != from.day() {
                let yesterday = today;
                today = today.succ_opt().unwrap();
                if today.day() == 1 {
                    crossed += 1;
                }
                if crossed > months {
                    return if forward { today } else { yesterday };
                }
            }
        }
    }
    today
}

impl Clockwork<'_> {
    fn date(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.zone).date_naive()
    }

    /// Whether a day is over, and no clock shows it again within the next day.
    fn over(&self, last: NaiveDate, now: DateTime<Utc>) -> bool {
        (0..=26 * 4).all(|quarter| self.date(now + TimeDelta::minutes(15 * quarter)) > last)
    }

    fn begin(&self, anchor: Anchor) -> Begin {
        let dossier = &self.facts.anchors;
        let (created, completed, active) = match self.part {
            Some(part) => (part.created, part.completed, part.last_activity),
            None => (dossier.created, dossier.completed, dossier.last_activity),
        };
        let found = match anchor {
            Anchor::Created => Some(created),
            Anchor::Completed => completed,
            Anchor::LastActivity => Some(active),
            Anchor::Transaction => dossier.transaction,
            Anchor::RelationshipEnd => match self.facts.relationships {
                Relationships::Active => return Begin::Open,
                Relationships::Ended(end) => Some(end),
                Relationships::None => None,
            },
        };
        found.map_or(Begin::Nowhere, Begin::On)
    }

    fn decide(
        &self,
        classes: &[&Class],
        kept_by_parts: &[Option<NaiveDate>],
        policy: &Policy,
        now: DateTime<Utc>,
    ) -> Expected {
        let facts = self.facts;
        let mut keeps: Vec<Option<NaiveDate>> = kept_by_parts.to_vec();
        keeps.extend(facts.retain_until.map(Some));
        let mut deletes: Vec<NaiveDate> = Vec::new();
        let (mut unknown, mut ahead) = (false, false);
        for class in classes {
            let begin = match (self.begin(class.anchor), class.on_missing) {
                (Begin::Nowhere, OnMissing::Fallback(other)) => self.begin(other),
                (Begin::Nowhere, OnMissing::Keep(_)) => {
                    keeps.push(None);
                    continue;
                }
                (begin, _) => begin,
            };
            match begin {
                Begin::Nowhere => {
                    unknown = true;
                    if class.retain_for.is_some() {
                        keeps.push(None);
                    }
                }
                Begin::Open => {
                    if class.retain_for.is_some() {
                        keeps.push(None);
                    }
                }
                Begin::On(instant) => {
                    ahead |= instant > now;
                    if let Some(period) = class.retain_for {
                        keeps.push(Some(walk(self.date(instant), period, true)));
                        deletes.push(walk(self.date(instant), class.delete_after, true));
                    } else {
                        deletes.push(walk(self.date(instant), class.delete_after, false));
                    }
                }
            }
        }
        let delete = deletes.iter().min().copied();
        let retain = if keeps.is_empty() {
            Duty::None
        } else if keeps.contains(&None) {
            Duty::Endless
        } else {
            Duty::To(keeps.iter().flatten().max().copied().unwrap())
        };
        let is_due = |at: DateTime<Utc>| {
            let free = keeps.iter().all(|keep| keep.is_some_and(|last| self.over(last, at)));
            let asked = facts.erasure_request.is_some_and(|request| request <= now && request <= at);
            free && (asked || deletes.iter().any(|last| self.over(*last, at)))
        };
        let held = facts.holds.iter().any(|hold| match hold.released_at {
            None => true,
            Some(released) => released >= now,
        });
        let (running, not_exported, marked) = match self.part {
            Some(part) => (part.running, part.not_exported, part.marked_at),
            None => (facts.running, facts.not_exported, facts.marked_at),
        };
        let outcome = if held || running {
            Outcome::Blocked
        } else if unknown {
            Outcome::Unknown
        } else if ahead || !is_due(now) {
            Outcome::Keep
        } else if not_exported && policy.safety.protect_unexported_accepted {
            Outcome::Blocked
        } else if policy.safety.grace_days == 0 {
            Outcome::Erase
        } else {
            let rightly = marked.filter(|marked| {
                is_due(*marked) && !facts.holds.iter().any(|hold| hold.released_at.is_some_and(|at| at > *marked))
            });
            let in_time = rightly.is_some_and(|marked| {
                self.over(walk(self.date(marked), Period::Days(policy.safety.grace_days - 1), true), now)
            });
            if in_time { Outcome::Erase } else { Outcome::Mark }
        };
        Expected { outcome, retain, delete }
    }
}

/// The dossier first, then its parts that have a class.
pub(super) fn slow_verdict(facts: &Facts, policy: &Policy, now: DateTime<Utc>) -> Vec<Expected> {
    let zone = policy.timezone;
    let class = |name: &Name| policy.classes.get(name).unwrap();
    let mut parts = Vec::new();
    for part in &facts.parts {
        if let Some(name) = policy.components.get(&part.part.component) {
            parts.push(Clockwork { facts, part: Some(part), zone }.decide(&[class(name)], &[], policy, now));
        }
    }
    let mut classes = Vec::new();
    for rule in &policy.rules {
        let by_country = match (&rule.when.jurisdiction, facts.jurisdiction) {
            (None, _) => true,
            (Some(wanted), Some(found)) => wanted.contains(&found),
            (Some(_), None) => false,
        };
        let by_status = match (&rule.when.status, facts.status) {
            (None, _) => true,
            (Some(wanted), Some(found)) => wanted.contains(&found),
            (Some(_), None) => false,
        };
        let state = match facts.relationships {
            Relationships::None => RelationshipState::None,
            Relationships::Active => RelationshipState::Active,
            Relationships::Ended(_) => RelationshipState::Ended,
        };
        let by_state = rule.when.relationship.as_ref().is_none_or(|wanted| wanted.contains(&state));
        if by_country && by_status && by_state {
            classes.push(class(&rule.class));
        }
    }
    if classes.is_empty() {
        classes.push(class(&policy.default_class));
    }
    let kept: Vec<_> = parts
        .iter()
        .filter_map(|part| match part.retain {
            Duty::None => None,
            Duty::Endless => Some(None),
            Duty::To(day) => Some(Some(day)),
        })
        .collect();
    let whole = Clockwork { facts, part: None, zone }.decide(&classes, &kept, policy, now);
    std::iter::once(whole).chain(parts).collect()
}

#[test]
fn the_slow_one_counts_as_a_person_would() {
    for (from, period, forward, last) in [
        ("2024-02-29", Period::Months(12), true, "2025-03-01"),
        ("2024-02-29", Period::Months(12), false, "2025-02-28"),
        ("2024-02-29", Period::Months(48), false, "2028-02-29"),
        ("2026-01-31", Period::Months(1), true, "2026-03-01"),
        ("2026-03-15", Period::Months(60), true, "2031-03-15"),
        ("2026-12-28", Period::Days(7), true, "2027-01-04"),
    ] {
        assert_eq!(walk(day(from), period, forward), day(last), "{from} {period}");
    }
}
