//! `plan.html`: what a purge would do, for whoever answers for it. The template says how it looks; here it is said what is on
//! it. There are ids and numbers only: the page may be handed on.

mod ahead;
mod groups;
mod listed;
mod rules;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Error;
use super::pages::{grouped, render};
use crate::retention::{Objection, Plan, Policy};
use ahead::Ahead;
use groups::Group;
use listed::{FolderOnPage, Listed};
use rules::PolicyOnPage;

#[derive(Serialize)]
struct Page<'a> {
    policy_id: &'a str,
    policy_hash: String,
    /// Whether the policy is not the one that the plan was made from.
    other_policy: bool,
    planned_at: String,
    timezone: &'static str,
    store_head: String,
    hash: String,
    looks_ahead: bool,
    objections: Vec<String>,
    confirm: bool,
    slices: u64,
    max_deletions: u64,
    figures: Vec<Figure>,
    groups: Vec<Group>,
    total: Group,
    blocked: Vec<Row>,
    stays: Vec<Row>,
    dossiers: u64,
    among: Vec<Row>,
    ahead: Ahead,
    grace_days: u32,
    lists: [Listed; 4],
    folders: Vec<FolderOnPage<'a>>,
    folders_left_out: u64,
    policy: PolicyOnPage<'a>,
}

/// A number that is seen first.
#[derive(Serialize)]
struct Figure {
    number: u64,
    what: &'static str,
}

/// A number and what it counts.
#[derive(Serialize)]
struct Row {
    what: &'static str,
    number: u64,
    note: &'static str,
}

/// The page about a plan and the policy that it was made from: one file of HTML that loads nothing and runs nothing.
///
/// # Errors
/// Where the page cannot be put together, which no plan brings about.
pub fn plan_page(plan: &Plan, policy: &Policy) -> Result<String, Error> {
    render("plan.html", &Page::of(plan, policy))
}

impl<'a> Page<'a> {
    fn of(plan: &'a Plan, policy: &'a Policy) -> Self {
        let groups = groups::of(plan);
        let (folders, folders_left_out) = listed::folders(plan);
        Self {
            policy_id: &plan.policy_id,
            policy_hash: plan.policy_hash.to_string(),
            other_policy: policy.hash() != plan.policy_hash,
            planned_at: time(plan.planned_at),
            timezone: policy.timezone.name(),
            store_head: plan.store_head.to_string(),
            hash: plan.hash.to_string(),
            looks_ahead: plan.looks_ahead,
            objections: plan.objections.iter().map(objection).collect(),
            confirm: plan.objections.iter().any(|objection| matches!(objection, Objection::Shortened { .. })),
            slices: (plan.erase.len() as u64).div_ceil(plan.max_deletions.max(1)),
            max_deletions: plan.max_deletions,
            figures: figures(plan),
            total: Group::total(&groups),
            groups,
            blocked: blocked(plan),
            stays: stays(plan),
            dossiers: plan.counts.dossiers,
            among: among(plan),
            ahead: Ahead::of(&plan.upcoming),
            grace_days: policy.safety.grace_days,
            lists: listed::of(plan),
            folders,
            folders_left_out,
            policy: PolicyOnPage::of(policy),
        }
    }
}

/// As a sentence.
fn objection(objection: &Objection) -> String {
    match objection {
        Objection::TooMany { deletions, allowed } => format!(
            "{} dossiers and parts would go, and {} may without approval (max_deletions).",
            grouped(*deletions),
            grouped(*allowed)
        ),
        Objection::TooLargeShare { dossiers, of, allowed } => format!(
            "Something of {} out of {} dossiers would go, and {} % may without approval (max_fraction).",
            grouped(*dossiers),
            grouped(*of),
            f64::from(*allowed) / 10_000.0
        ),
        Objection::Shortened { count, due_now } => format!(
            "Periods are shorter than last time: {} dossiers and parts are due earlier, {} of them now.",
            grouped(*count),
            grouped(*due_now)
        ),
        Objection::ClockWentBack { last_run } => {
            format!("It is earlier than at the last run, on {}: check the clock.", time(*last_run))
        }
        Objection::ClockJumped { last_run, allowed_days } => format!(
            "The last run, on {}, is more than {allowed_days} days ago (max_clock_jump_days): check the clock.",
            time(*last_run)
        ),
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn figures(plan: &Plan) -> Vec<Figure> {
    let counts = &plan.counts;
    [
        (counts.erase, "dossiers go"),
        (counts.parts_erase, "single parts go"),
        (plan.mark.len() as u64, "marked now"),
        (plan.unmark.len() as u64, "no longer marked"),
        (counts.overdue, "overdue"),
        (counts.blocked, "dossiers blocked"),
        (plan.attention.len() as u64, "need attention"),
        (counts.dossiers, "dossiers looked at"),
    ]
    .map(|(number, what)| Figure { number, what })
    .into()
}

fn blocked(plan: &Plan) -> Vec<Row> {
    let counts = &plan.counts;
    let rows = [
        (
            "a legal hold, or a restriction",
            counts.blocked_by_hold,
            "until it is released or withdrawn; nothing overrides it",
        ),
        (
            "a process that has not ended",
            counts.blocked_by_process,
            "until its answer comes, or it counts as abandoned",
        ),
        ("accepted, never handed out", counts.blocked_by_export, "until it is exported (protect_unexported_accepted)"),
    ];
    rows.map(|(what, number, note)| Row { what, number, note }).into()
}

fn stays(plan: &Plan) -> Vec<Row> {
    let counts = &plan.counts;
    let rows = [
        ("Kept", counts.keep, "a duty to keep them is not over, or the time to delete them has not come"),
        ("Marked", counts.mark, "now or before; erased once the days of grace are over, unless somebody objects"),
        ("Blocked", counts.blocked, "see above"),
        ("Nobody can tell", counts.unknown, "an anchor is missing, and the class calls that an error; listed below"),
        ("Erased", counts.erase, "listed below"),
    ];
    rows.map(|(what, number, note)| Row { what, number, note }).into()
}

/// What is told where there is any.
fn among(plan: &Plan) -> Vec<Row> {
    let counts = &plan.counts;
    let rows = [
        ("Blocked though their time is over", counts.blocked_though_due, "they go when nothing blocks them any more"),
        ("Requests to erase that wait", counts.requests_waiting, "a duty to keep is not over"),
        ("Rules contradict each other", counts.conflicts, "the duty to keep counts"),
        ("Cannot be read", counts.unreadable, "they stay; muster store check names them"),
        ("Matched by no rule", counts.by_default_class, "the default class counts"),
        ("Kept without an end, review due", counts.reviews_due, "somebody has to look; single parts are counted too"),
    ];
    let rows = rows.into_iter().filter(|(_, number, _)| *number > 0);
    rows.map(|(what, number, note)| Row { what, number, note }).collect()
}
