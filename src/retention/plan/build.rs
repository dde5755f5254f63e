//! One dossier after the other into a plan. What is kept of each is a line where something is to be done, and else a number.

use std::cmp::Ordering;

use chrono::{Days, NaiveDate};

use super::{Circumstances, Counts, Day, Item, Objection, OutputItem, Plan, UNSEALED, VERSION, safety};
use crate::dossier::DossierId;
use crate::retention::calendar::day_of;
use crate::retention::{Decision, Facts, Outcome, Part, Policy, ReasonCode, Verdict, WarningCode, verdict};

/// How far the plan looks ahead, in days.
const AHEAD: u64 = 365;

/// What becomes of all these dossiers.
pub fn plan(facts: impl IntoIterator<Item = Facts>, policy: &Policy, around: &Circumstances<'_>) -> Plan {
    let mut planner = Planner::new(policy, around);
    for facts in facts {
        planner.add(&facts);
    }
    planner.finish()
}

/// A plan in the making, for facts that come one by one and may fail to.
pub struct Planner<'a> {
    policy: &'a Policy,
    around: &'a Circumstances<'a>,
    /// The last policy, where it is another one.
    before: Option<&'a Policy>,
    today: NaiveDate,
    counts: Counts,
    shortened: u64,
    shortened_due: u64,
    plan: Plan,
}

impl<'a> Planner<'a> {
    /// Without any dossier.
    pub fn new(policy: &'a Policy, around: &'a Circumstances<'a>) -> Self {
        let policy_hash = policy.hash();
        let before = around.last_run.and_then(|run| run.policy.as_ref()).filter(|before| before.hash() != policy_hash);
        let today = day_of(around.now, policy.timezone);
        let day = |n| today.checked_add_days(Days::new(n)).map(|day| Day { day, dossiers: 0, parts: 0 });
        let plan = Plan {
            version: VERSION,
            planned_at: around.now,
            looks_ahead: around.looks_ahead,
            policy_id: policy.policy_id.clone(),
            policy_hash,
            store_head: around.store_head,
            counts: Counts::default(),
            objections: Vec::new(),
            max_deletions: policy.safety.max_deletions,
            erase: Vec::new(),
            outputs: Vec::new(),
            mark: Vec::new(),
            unmark: Vec::new(),
            attention: Vec::new(),
            upcoming: (1..=AHEAD).map_while(day).collect(),
            hash: UNSEALED,
        };
        Self { policy, around, before, today, counts: Counts::default(), shortened: 0, shortened_due: 0, plan }
    }

    /// One more dossier; gives back what was decided about it.
    pub fn add(&mut self, facts: &Facts) -> Verdict {
        let verdict = verdict(facts, self.policy, self.around.now);
        let whole = &verdict.decision;
        let counts = &mut self.counts;
        counts.dossiers += 1;
        *match whole.outcome {
            Outcome::Keep => &mut counts.keep,
            Outcome::Mark => &mut counts.mark,
            Outcome::Erase => &mut counts.erase,
            Outcome::Blocked => &mut counts.blocked,
            Outcome::Unknown => &mut counts.unknown,
        } += 1;
        if whole.outcome == Outcome::Blocked {
            *match whole.reason().map(|reason| reason.code) {
                Some(ReasonCode::RunningProcess) => &mut counts.blocked_by_process,
                Some(ReasonCode::NotExported) => &mut counts.blocked_by_export,
                // nothing else blocks
                _ => &mut counts.blocked_by_hold,
            } += 1;
        }
        let is_over = whole.due_at.is_some_and(|due_at| due_at <= self.around.now);
        counts.blocked_though_due += u64::from(whole.outcome == Outcome::Blocked && is_over);
        let warned = |code| u64::from(whole.warnings.iter().any(|warning| warning.code == code));
        counts.by_default_class += warned(WarningCode::NoRuleMatched);
        counts.conflicts += warned(WarningCode::Conflict);
        counts.requests_waiting += warned(WarningCode::RequestWaits);

        self.sort(facts.dossier_id, None, whole, facts.marked_at.is_some());
        let mut touched = whole.outcome == Outcome::Erase;
        // what goes as a whole takes its parts with it
        if whole.outcome != Outcome::Erase {
            for part in &verdict.parts {
                let mine = facts.parts.iter().find(|facts| facts.part == part.part);
                let is_marked = mine.is_some_and(|facts| facts.marked_at.is_some());
                let goes = part.decision.outcome == Outcome::Erase;
                self.counts.parts_erase += u64::from(goes);
                touched |= goes;
                self.sort(facts.dossier_id, Some(part.part), &part.decision, is_marked);
            }
        }
        self.counts.dossiers_touched += u64::from(touched);
        self.compare(facts, &verdict);
        verdict
    }

    /// Dossiers of which nothing can be read.
    pub fn add_unreadable(&mut self, dossiers: u64) {
        self.counts.unreadable = dossiers;
    }

    /// Folders of results that go, in their order.
    pub fn add_outputs(&mut self, outputs: Vec<OutputItem>) {
        self.plan.outputs = outputs;
    }

    /// Puts a decision where it belongs.
    fn sort(&mut self, dossier_id: DossierId, part: Option<Part>, decision: &Decision, is_marked: bool) {
        let review_due = decision.warnings.iter().any(|warning| warning.code == WarningCode::ReviewDue);
        self.counts.reviews_due += u64::from(review_due);
        self.counts.overdue += u64::from(decision.overdue_since.is_some());
        let item = || Item::of(dossier_id, part, decision);
        match decision.outcome {
            Outcome::Erase => self.plan.erase.push(item()),
            Outcome::Mark if !decision.is_in_grace() => self.plan.mark.push(item()),
            Outcome::Mark => {}
            _ if is_marked => self.plan.unmark.push(item()),
            _ => {}
        }
        if review_due || decision.outcome == Outcome::Unknown {
            self.plan.attention.push(item());
        }
        let days_ahead = decision.due_from.map(|due_from| due_from.signed_duration_since(self.today).num_days() - 1);
        let day = days_ahead.and_then(|days| usize::try_from(days).ok());
        if let Some(day) = day.and_then(|day| self.plan.upcoming.get_mut(day)) {
            *(if part.is_some() { &mut day.parts } else { &mut day.dossiers }) += 1;
        }
    }

    /// Counts what the last policy would have kept longer.
    fn compare(&mut self, facts: &Facts, found: &Verdict) {
        let Some(before) = self.before else { return };
        let earlier = verdict(facts, before, self.around.now);
        let is_earlier = |now: &Decision, then: &Decision| match (now.due_from, then.due_from) {
            (Some(now), Some(then)) => now < then,
            (now, None) => now.is_some(),
            (None, Some(_)) => false,
        };
        let parts = found.parts.iter().map(|part| {
            let same = earlier.parts.iter().find(|then| then.part == part.part);
            (&part.decision, same.map_or(&earlier.decision, |then| &then.decision))
        });
        for (now, then) in [(&found.decision, &earlier.decision)].into_iter().chain(parts) {
            if is_earlier(now, then) {
                self.shortened += 1;
                self.shortened_due += u64::from(now.due_at.is_some_and(|due_at| due_at <= self.around.now));
            }
        }
    }

    /// The plan, with what the safety rules say.
    pub fn finish(self) -> Plan {
        let Self { mut plan, counts, .. } = self;
        let by_age = |a: &Item, b: &Item| -> Ordering {
            (a.due_from, a.dossier_id, a.part).cmp(&(b.due_from, b.dossier_id, b.part))
        };
        for items in [&mut plan.erase, &mut plan.mark, &mut plan.unmark, &mut plan.attention] {
            items.sort_unstable_by(by_age);
        }
        let shortened = Objection::Shortened { count: self.shortened, due_now: self.shortened_due };
        let objections = safety::clock(self.around, &self.policy.safety)
            .into_iter()
            .chain(safety::caps(&counts, plan.erase.len() as u64, &self.policy.safety))
            .chain((self.shortened > 0).then_some(shortened));
        plan.objections = objections.collect();
        plan.counts = counts;
        plan.sealed()
    }
}

impl Item {
    fn of(dossier_id: DossierId, part: Option<Part>, decision: &Decision) -> Self {
        let first = decision.reasons.first();
        Self {
            dossier_id,
            part,
            due_from: decision.due_from,
            overdue_since: decision.overdue_since,
            reason: first.map_or(ReasonCode::Never, |reason| reason.code),
            rule: first.and_then(|reason| reason.rule.clone()),
            class: first.and_then(|reason| reason.class.clone()),
            anchor: first.and_then(|reason| reason.anchor),
            anchor_day: first.and_then(|reason| reason.anchor_day),
        }
    }
}
