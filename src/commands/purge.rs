//! `muster purge`: planned, approved, carried out; taken back, and repeated on a store that was restored.

use std::io::Write;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::at_store::{reader, text, writer};
use super::{Outcome, purge_outputs};
use crate::Error;
use crate::cli::interrupt::Listener;
use crate::cli::typed::{TypedPurge, TypedPurging};
use crate::dossier::Providers;
use crate::files::{folder_of, is_inside};
use crate::report::grouped;
use crate::report::{plan_page, write_whole};
use crate::retention::{Approval, Error as Refused, Plan, Policy, start_of};
use crate::store::{Anchored, Purged, Replayed, Store, TOMBSTONES};
use crate::vocabulary::Sha256;

pub(super) fn run(
    typed: TypedPurge,
    out: &mut dyn Write,
    now: fn() -> DateTime<Utc>,
    listener: &Listener,
) -> Result<Outcome, Error> {
    match typed {
        TypedPurge::Plan { access, policy: file, output, html, as_of, outputs_root } => {
            let policy = read_policy(&file)?;
            let as_of = as_of.map(|day| start_of(day, policy.timezone));
            let root = outputs_root.as_deref().unwrap_or(folder_of(&file));
            let plan = reader(&access, now)?.plan(&policy, as_of, |now| purge_outputs::due(&policy, root, now))?;
            if let Some(file) = &output {
                write_whole(file, plan.to_json().as_bytes())?;
            }
            if let Some(file) = &html {
                write_whole(file, plan_page(&plan, &policy)?.as_bytes())?;
            }
            if access.json {
                super::print_json(&plan, out)?;
            } else {
                write_plan(&plan, out)?;
            }
            Ok(Outcome::Done)
        }
        TypedPurge::Apply { plan: file, access, policy, how, approve, approved_by, confirm } => {
            let (root, policy) = (how.outputs_root.as_deref().unwrap_or(folder_of(&policy)), read_policy(&policy)?);
            let plan = Plan::read(&file.display().to_string(), &text(&file)?)?;
            let mut store = writer(&access, now)?;
            let wrong =
                |_| Error::Usage("`--approve` is no hash: give that of the plan, 64 hexadecimal digits".to_owned());
            let approval = match (approve, approved_by) {
                (Some(hash), Some(by)) => {
                    Some(Approval { plan: Sha256::try_from(hash).map_err(wrong)?, by, count: confirm })
                }
                _ => None,
            };
            store.admit(&plan, &policy, approval.as_ref())?;
            let trigger = approval.map_or("applied".to_owned(), |approval| format!("approved by {}", approval.by));
            carry_out(&mut store, &plan, (&policy, root), &how, (&trigger, access.json), out, listener)
        }
        TypedPurge::Run { access, policy, how, plan: kept } => {
            let (root, policy) = (how.outputs_root.as_deref().unwrap_or(folder_of(&policy)), read_policy(&policy)?);
            let mut store = writer(&access, now)?;
            // nothing is pending for ever: what was given up today is judged as such
            store.give_up(&Providers::default())?;
            let plan = store.plan(&policy, None, |now| purge_outputs::due(&policy, root, now))?;
            if let Err(refused) = plan.admit(None) {
                write_whole(&kept, plan.to_json().as_bytes())?;
                super::tell(format_args!("the plan is kept in `{}`", kept.display()));
                return Err(refused.into());
            }
            carry_out(&mut store, &plan, (&policy, root), &how, ("run", access.json), out, listener)
        }
        TypedPurge::Unmark { dossier, access, reason } => {
            writer(&access, now)?.unmark(dossier, &reason)?;
            if access.json {
                super::print_json(&serde_json::json!({ "dossierId": dossier, "marked": false }), out)?;
                return Ok(Outcome::Done);
            }
            writeln!(out, "unmarked {dossier}: where it is still due, the next run marks it anew")?;
            Ok(Outcome::Done)
        }
        TypedPurge::Replay { access, anchor_dir } => {
            let mut store = writer(&access, now)?;
            let replayed = store.replay_tombstones(&anchor_dir.join(TOMBSTONES))?;
            Anchored::open(&anchor_dir)?.append(&store)?;
            tell_replayed(&replayed, access.json, out)
        }
    }
}

/// What was erased again, and what was not.
fn tell_replayed(replayed: &Replayed, as_json: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    if as_json {
        super::print_json(replayed, out)?;
    } else {
        let Replayed { dossiers, processes, parts, remembered, .. } = *replayed;
        writeln!(out, "{} dossiers were erased again", grouped(dossiers))?;
        let mut line = |n: u64, what: &str| if n > 0 { writeln!(out, "{} {what}", grouped(n)) } else { Ok(()) };
        line(processes, "processes of others were, too")?;
        line(parts, "parts of others were, too")?;
        line(remembered, "are not in this store: no old file of events brings them back")?;
    }
    for dossier in &replayed.unreadable {
        super::tell(format_args!("dossier {dossier} DOES NOT OPEN: it, or a part of it, was not erased again"));
    }
    for dossier in &replayed.on_hold {
        super::tell(format_args!(
            "dossier {dossier} is under a hold and was NOT ERASED again: end that (`muster hold release`, `muster request withdraw`), then \
             replay once more"
        ));
    }
    Ok(match (replayed.on_hold.is_empty(), replayed.unreadable.is_empty()) {
        (false, _) => Outcome::Held,
        (true, false) => Outcome::NotIntact,
        (true, true) => Outcome::Done,
    })
}

/// Reads a policy; all that is wrong with it is said at once.
pub(super) fn read_policy(file: &Path) -> Result<Policy, Error> {
    Policy::parse(&file.display().to_string(), &text(file)?).map_err(|problems| Refused::from(problems).into())
}

fn carry_out(
    store: &mut Store,
    plan: &Plan,
    (policy, root): (&Policy, &Path),
    how: &TypedPurging,
    (trigger, as_json): (&str, bool),
    out: &mut dyn Write,
    listener: &Listener,
) -> Result<Outcome, Error> {
    if let Some(inside) = how.anchor_dir.as_deref().filter(|folder| is_inside(folder, store.folder())) {
        return Err(Error::Usage(format!(
            "`{}` is in the store: who rolls that back takes its tombstones along; give a folder elsewhere",
            inside.display()
        )));
    }
    let mut anchored = how.anchor_dir.as_deref().map(Anchored::open).transpose()?;
    let interrupt = listener.listen_for_long(|end| end());
    let go_on = |_: &Purged| interrupt.requested().is_none();
    let mut purged = store.purge(plan, policy, (anchored.as_mut(), trigger), &go_on)?;
    if !purged.interrupted {
        // what is due still, of what the plan says
        let due = purge_outputs::due(policy, root, plan.planned_at);
        let due: Vec<_> = due.into_iter().filter(|item| plan.outputs.contains(item)).collect();
        purge_outputs::remove(policy, root, &due)?;
        purged.outputs = due.len() as u64;
        store.note_outputs(purged.outputs, policy.hash())?;
    }
    if as_json {
        super::print_json(&purged, out)?;
    } else {
        let Purged { dossiers, parts, marked, unmarked, spared, unreadable, outputs, .. } = purged;
        let mut line = |what: &str, n: u64| writeln!(out, "{:>11} {what}", grouped(n));
        line("dossiers erased", dossiers)?;
        line("parts erased", parts)?;
        line("marked, to go after the days of grace", marked)?;
        line("active again", unmarked)?;
        if outputs > 0 {
            line("folders of results removed", outputs)?;
        }
        if spared > 0 {
            line("spared: something changed since the plan was made", spared)?;
        }
        if unreadable > 0 {
            line("DO NOT OPEN and were not erased: `muster store check` names them", unreadable)?;
        }
        if how.anchor_dir.is_none() && dossiers > 0 {
            super::tell("tombstones stand in the store alone: `--anchor-dir` keeps them outside as well");
        }
    }
    Ok(match interrupt.requested() {
        Some(signal) if purged.interrupted => Outcome::Interrupted(signal),
        _ if purged.unreadable > 0 => Outcome::NotIntact,
        _ => Outcome::Done,
    })
}

fn write_plan(plan: &Plan, out: &mut dyn Write) -> std::io::Result<()> {
    let counts = &plan.counts;
    for objection in &plan.objections {
        writeln!(out, "STOPS THE PLAN: {objection}")?;
    }
    writeln!(out, "policy {} ({})", plan.policy_id, plan.policy_hash)?;
    writeln!(out, "plan   {}", plan.hash)?;
    let mut line = |what: &str, n: u64| if n > 0 { writeln!(out, "{:>11} {what}", grouped(n)) } else { Ok(()) };
    line("dossiers", counts.dossiers)?;
    line("go", counts.erase)?;
    line("parts go alone", counts.parts_erase)?;
    line("folders of results go", plan.outputs.len() as u64)?;
    line("are marked", plan.mark.len() as u64)?;
    line("are active again", plan.unmark.len() as u64)?;
    line("stay", counts.keep)?;
    line("wait for the end of their days of grace", counts.mark.saturating_sub(plan.mark.len() as u64))?;
    line("are blocked", counts.blocked)?;
    line("of them though due", counts.blocked_though_due)?;
    line("UNKNOWN: an anchor is missing", counts.unknown)?;
    line("CANNOT BE READ, and stay: `muster store check` names them", counts.unreadable)?;
    line("overdue", counts.overdue)?;
    line("by the default class: no rule matched", counts.by_default_class)?;
    line("with rules that contradict each other", counts.conflicts)?;
    line("requests wait for a duty to keep", counts.requests_waiting)?;
    line("reviews due", counts.reviews_due)?;
    let (mut month, mut due) = (String::new(), (0, 0));
    for day in plan.upcoming.iter().map(Some).chain([None]) {
        let this = day.map(|day| day.day.format("%Y-%m").to_string()).unwrap_or_default();
        if this != month {
            if due != (0, 0) {
                writeln!(out, "in {month}: {} dossiers, {} parts will be due", grouped(due.0), grouped(due.1))?;
            }
            (month, due) = (this, (0, 0));
        }
        if let Some(day) = day {
            due = (due.0 + day.dossiers, due.1 + day.parts);
        }
    }
    if plan.needs_approval() {
        writeln!(out, "next: `muster purge apply PLAN --approve {} --approved-by NAME`", plan.hash)?;
    }
    Ok(())
}
