//! A verdict in sentences, for people.

use std::fmt::Write as _;

use super::{Anchor, Decision, Outcome, Reason, ReasonCode, Until, Verdict, Warning, WarningCode};

/// A page that says what is to be done about a dossier and why, the reason that decides first.
pub fn explain(verdict: &Verdict) -> String {
    let mut page = String::new();
    // writing to a string cannot fail
    let _ = describe(&mut page, &format!("dossier {}", verdict.dossier_id), &verdict.decision);
    for part in &verdict.parts {
        page.push('\n');
        let what = format!("{} of process {}", part.part.component, part.part.process_id);
        let _ = describe(&mut page, &what, &part.decision);
    }
    page
}

fn describe(page: &mut String, what: &str, decision: &Decision) -> std::fmt::Result {
    let word = match decision.outcome {
        Outcome::Keep => "it stays",
        Outcome::Mark => "it is due, and marked before it is erased",
        Outcome::Erase => "it is erased",
        Outcome::Blocked => "it may not go, whatever the periods say",
        Outcome::Unknown => "nobody can tell: it stays, and somebody has to look at it",
    };
    writeln!(page, "{what}: {} ({word})", decision.outcome)?;
    let until = match decision.retain_until {
        None => "there is no duty to keep it".to_owned(),
        known => until(known),
    };
    writeln!(page, "  to be kept       {until}")?;
    let after = decision.delete_after.map_or("no period is running".to_owned(), |day| format!("after {day}"));
    writeln!(page, "  to be deleted    {after}")?;
    let due = decision.due_from.map_or("never, as things are".to_owned(), |day| format!("from {day} on"));
    writeln!(page, "  may go           {due}")?;
    if let Some(since) = decision.overdue_since {
        writeln!(page, "  overdue          since {since}")?;
    }
    for (number, reason) in decision.reasons.iter().enumerate() {
        writeln!(page, "  {:<16} {}", if number == 0 { "because" } else { "" }, sentence(reason))?;
    }
    for warning in &decision.warnings {
        writeln!(page, "  warning          {}", caution(warning))?;
    }
    Ok(())
}

/// The end of a duty to keep.
pub(super) fn until(retain_until: Option<Until>) -> String {
    match retain_until {
        Some(Until::Day(day)) => format!("to the end of {day}"),
        None | Some(Until::Open) => "without an end that is known".to_owned(),
    }
}

/// Rule and class, as `rule `x` (class `y`)`.
pub(super) fn by(rule: Option<&super::Name>, class: Option<&super::Name>) -> String {
    match (rule, class) {
        (Some(rule), Some(class)) => format!("rule `{rule}`, class `{class}`"),
        (None, Some(class)) => format!("class `{class}`"),
        _ => "the policy".to_owned(),
    }
}

impl Anchor {
    /// What is counted from, within a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Created => "the creation",
            Self::Completed => "the end of the process",
            Self::LastActivity => "the last activity",
            Self::RelationshipEnd => "the end of the relationship",
            Self::Transaction => "the last transaction",
        }
    }
}

impl Reason {
    /// As a sentence, without a full stop.
    pub fn in_words(&self) -> String {
        sentence(self)
    }
}

impl Warning {
    /// As a sentence, without a full stop.
    pub fn in_words(&self) -> String {
        caution(self)
    }
}

fn sentence(reason: &Reason) -> String {
    let by = by(reason.rule.as_ref(), reason.class.as_ref());
    let day = reason.day.map_or("a day that no calendar has".to_owned(), |day| day.to_string());
    let anchor = reason.anchor.map_or("its anchor", Anchor::in_words);
    let from = reason.anchor_day.map(|day| format!(", counted from {anchor} on {day}")).unwrap_or_default();
    match reason.code {
        ReasonCode::Hold => format!("a legal hold, or its person's restriction, is on it since {day}"),
        ReasonCode::HoldReleased => {
            format!("a hold since {day} was released during this run, and counts until the next")
        }
        ReasonCode::RunningProcess => "a process has not ended".to_owned(),
        ReasonCode::AnchorMissing => format!("{by}: {anchor} is not known, and the class calls that an error"),
        ReasonCode::ClassUnknown => format!("{by}: the policy has no such class"),
        ReasonCode::AnchorInFuture => format!("{by}: {anchor} lies ahead, on {day}"),
        ReasonCode::RetainFor => format!("{by}: to be kept to the end of {day}{from}"),
        ReasonCode::RelationshipActive => format!("{by}: the relationship goes on, so its period has not begun"),
        ReasonCode::KeptForReview => format!("{by}: {anchor} is not known; it is kept, to be looked at on {day}"),
        ReasonCode::ExplicitDate => format!("somebody set that it is kept to the end of {day}"),
        ReasonCode::PartKept => match reason.day {
            Some(day) => format!("a part of it is to be kept to the end of {day}"),
            None => "a part of it is to be kept without an end that is known".to_owned(),
        },
        ReasonCode::ErasureRequest => format!("a request to erase was received on {day}"),
        ReasonCode::DeleteAfter => format!("{by}: to be deleted after {day}{from}"),
        ReasonCode::Never => "no period that is running says that it should go".to_owned(),
        ReasonCode::NotExported => {
            "it was accepted and no copy was handed out, and the policy protects that".to_owned()
        }
        ReasonCode::Grace => format!("it is marked, and its days of grace last to the end of {day}"),
    }
}

fn caution(warning: &Warning) -> String {
    let by = by(warning.rule.as_ref(), warning.class.as_ref());
    let day = warning.day.map_or("a day that is not known".to_owned(), |day| day.to_string());
    match warning.code {
        WarningCode::Conflict => format!("{by} wants it deleted after {day}, and it has to be kept longer: it is kept"),
        WarningCode::AnchorInFuture => {
            format!("{by}: what it counts from lies ahead, on {day}: check the clock and the data")
        }
        WarningCode::AnchorReplaced => format!("{by}: its anchor is not known, and another counts, of {day}"),
        WarningCode::NoRuleMatched => format!("no rule matches it: the default counts, {by}"),
        WarningCode::ReviewDue => format!("{by}: it is kept without an end, and was to be looked at on {day}"),
        WarningCode::RequestWaits => match warning.day {
            Some(day) => format!("the request to erase waits: it has to be kept to the end of {day} ({by})"),
            None => format!("the request to erase waits: it has to be kept, without an end that is known ({by})"),
        },
        WarningCode::RequestInFuture => {
            format!("the request to erase has a date that has not come ({day}): it does not count")
        }
        WarningCode::MarkOutdated => {
            format!("it was marked on {day} for another reason than today's: the days of grace begin again")
        }
    }
}
