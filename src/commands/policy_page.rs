//! What a policy comes to, for people and for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::explaining::table;
use crate::report::grouped;
use crate::retention::{Class, Name, OnMissing, Policy, Problem, When};
use crate::vocabulary::Period;

/// A period, or that there is none.
fn period(period: Option<Period>) -> String {
    period.map_or("–".to_owned(), |period| period.to_string())
}

fn on_missing(class: &Class) -> String {
    match class.on_missing {
        // nothing can be missing of what every dossier has
        OnMissing::Fallback(anchor) if anchor == class.anchor => "–".to_owned(),
        OnMissing::Fallback(anchor) => anchor.in_words().to_owned(),
        OnMissing::Error => "nobody can tell".to_owned(),
        OnMissing::Keep(review_after) => format!("kept, looked at after {review_after}"),
    }
}

/// The conditions, as pairs of a key and what it may be.
fn conditions(when: &When) -> Vec<(&'static str, Vec<String>)> {
    fn words<T: ToString>(values: impl IntoIterator<Item = T>) -> Vec<String> {
        values.into_iter().map(|value| value.to_string()).collect()
    }
    let said = [
        ("jurisdiction", when.jurisdiction.as_ref().map(words)),
        ("status", when.status.as_ref().map(|all| words(all.iter().map(|status| status.as_str())))),
        ("relationship", when.relationship.as_ref().map(words)),
    ];
    said.into_iter().filter_map(|(key, values)| Some((key, values?))).collect()
}

/// What it matches, in a line or a few.
fn matched(when: &When) -> String {
    let said: Vec<String> =
        conditions(when).into_iter().map(|(key, values)| format!("{key}: {}", values.join(", "))).collect();
    if said.is_empty() { "every dossier".to_owned() } else { said.join("\n") }
}

pub(super) fn write(file: &str, policy: &Policy, remarks: &[Problem], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{file}: nothing is wrong with it")?;
    writeln!(out, "policy `{}`, days of {}, SHA-256 {}\n", policy.policy_id, policy.timezone.name(), policy.hash())?;
    write_classes(policy, out)?;

    let mut rules = table(["rule", "matches", "class"]);
    for rule in &policy.rules {
        rules.add_row([rule.id.to_string(), matched(&rule.when), rule.class.to_string()]);
    }
    rules.add_row(["(no rule matches)".to_owned(), "every other dossier".to_owned(), policy.default_class.to_string()]);
    writeln!(out, "{rules}")?;

    let belongs = |what: String, class: &Name| format!("{what}: {class}");
    let parts: Vec<_> = policy.components.iter().map(|(kind, class)| belongs(kind.to_string(), class)).collect();
    let outputs: Vec<_> = policy.outputs.iter().map(|(folder, class)| belongs(folder.clone(), class)).collect();
    let or_none = |all: Vec<String>| if all.is_empty() { "none".to_owned() } else { all.join(", ") };
    writeln!(out, "parts that may leave earlier   {}", or_none(parts))?;
    writeln!(out, "folders of outputs             {}", or_none(outputs))?;
    let safety = &policy.safety;
    writeln!(
        out,
        "needs approval                 above {} deletions, {} % of the dossiers, or {} days since the last run",
        grouped(safety.max_deletions),
        f64::from(safety.max_fraction) / 10_000.0,
        safety.max_clock_jump_days
    )?;
    let grace = if safety.grace_days == 0 { "no".to_owned() } else { Period::Days(safety.grace_days).to_string() };
    writeln!(out, "marked before it is erased     {grace}")?;
    let protected = if safety.protect_unexported_accepted { "kept" } else { "goes like all others" };
    writeln!(out, "accepted, never exported       {protected}\n")?;

    for remark in remarks {
        writeln!(out, "warning: {remark}")?;
    }
    writeln!(
        out,
        "{}whether its periods are lawful, only your lawyers can say",
        if remarks.is_empty() { "" } else { "\n" }
    )
}

fn write_classes(policy: &Policy, out: &mut dyn Write) -> io::Result<()> {
    let mut classes = table([
        "class",
        "counted from",
        "keep for",
        "delete after",
        "overdue after",
        "where that is missing",
        "source",
    ]);
    for (name, class) in &policy.classes {
        let source = class.source.as_deref().filter(|source| !source.trim().is_empty()).unwrap_or("–");
        let as_of = class.as_of.as_ref().map(|day| format!(" (as of: {day})")).unwrap_or_default();
        classes.add_row([
            name.to_string(),
            class.anchor.in_words().to_owned(),
            period(class.retain_for),
            class.delete_after.to_string(),
            period(class.execute_within),
            on_missing(class),
            format!("{source}{as_of}"),
        ]);
    }
    writeln!(out, "{classes}")
}

/// A problem or a warning.
pub(super) fn problem(problem: &Problem) -> Value {
    let line = Some(problem.position.line).filter(|line| *line > 0);
    json!({ "file": problem.position.file, "line": line, "message": problem.message })
}

/// The same as JSON.
pub(super) fn object(file: &str, policy: &Policy, remarks: &[Problem]) -> Value {
    let classes: Vec<Value> = policy
        .classes
        .iter()
        .map(|(name, class)| {
            let on_missing = match class.on_missing {
                OnMissing::Fallback(anchor) => format!("fallback:{anchor}"),
                OnMissing::Error => "error".to_owned(),
                OnMissing::Keep(_) => "keep".to_owned(),
            };
            let review_after = match class.on_missing {
                OnMissing::Keep(after) => Some(after.to_string()),
                _ => None,
            };
            json!({
                "name": name, "anchor": class.anchor,
                "retainFor": class.retain_for.map(|period| period.to_string()),
                "deleteAfter": class.delete_after.to_string(),
                "executeWithin": class.execute_within.map(|period| period.to_string()),
                "onMissingAnchor": on_missing, "reviewAfter": review_after,
                "source": class.source, "asOf": class.as_of,
            })
        })
        .collect();
    let rules: Vec<Value> = policy
        .rules
        .iter()
        .map(|rule| {
            let when: serde_json::Map<_, _> =
                conditions(&rule.when).into_iter().map(|(key, values)| (key.to_owned(), json!(values))).collect();
            json!({ "id": rule.id, "when": when, "class": rule.class })
        })
        .collect();
    let safety = &policy.safety;
    json!({
        "file": file, "sound": true, "policyId": policy.policy_id, "policyHash": policy.hash(),
        "timezone": policy.timezone.name(), "defaultClass": policy.default_class,
        "classes": classes, "rules": rules, "components": policy.components, "outputs": policy.outputs,
        "safety": {
            "maxDeletions": safety.max_deletions, "maxFraction": f64::from(safety.max_fraction) / 1e6,
            "graceDays": safety.grace_days, "maxClockJumpDays": safety.max_clock_jump_days,
            "protectUnexportedAccepted": safety.protect_unexported_accepted,
        },
        "warnings": remarks.iter().map(problem).collect::<Vec<_>>(),
    })
}
