//! What was decided, and every reason.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Serialize, Serializer};

use super::{Anchor, Name, Outcome, ReasonCode, WarningCode};
use crate::dossier::{DossierId, ImageKind, ProcessId};

/// The last day of a duty to keep.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Until {
    /// To the end of this day.
    Day(NaiveDate),
    /// Nobody can say yet: the period has not begun, or somebody must look.
    Open,
}

impl std::fmt::Display for Until {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Open => f.write_str("open"),
        }
    }
}

impl Serialize for Until {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A dossier, and those of its parts that have a class of their own; all others go with it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Which.
    pub dossier_id: DossierId,
    /// On the whole of it.
    pub decision: Decision,
    /// On single parts.
    pub parts: Vec<PartDecision>,
}

/// A part of a process that can be erased alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// The process.
    pub process_id: ProcessId,
    /// Which of its pictures.
    pub component: ImageKind,
}

/// A part, and what is to be done about it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartDecision {
    /// Which.
    #[serde(flatten)]
    pub part: Part,
    /// What is to be done.
    pub decision: Decision,
}

/// What is to be done, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// What is to be done.
    pub outcome: Outcome,
    /// The last day on which it must be there; `None` where there is no duty to keep it.
    pub retain_until: Option<Until>,
    /// The last day on which it may be there; `None` for no such day.
    pub delete_after: Option<NaiveDate>,
    /// The first day on which both let it go, whatever else stands against it. `None` for never.
    pub due_from: Option<NaiveDate>,
    /// The instant at which that day begins, or at which the request was received.
    pub due_at: Option<DateTime<Utc>>,
    /// The first day on which a class calls it overdue, where it is.
    pub overdue_since: Option<NaiveDate>,
    /// All, the one that decides first.
    pub reasons: Vec<Reason>,
    /// What somebody should hear of.
    pub warnings: Vec<Warning>,
}

/// Why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// What it is.
    pub code: ReasonCode,
    /// The rule; `None` for the default class and for what is no rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Name>,
    /// The class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Name>,
    /// What the class counts from, as it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// The day of the anchor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor_day: Option<NaiveDate>,
    /// The day that it comes to: the last of a period, that of a request or hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
}

/// What somebody should hear of, though it decides nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Warning {
    /// What it is.
    pub code: WarningCode,
    /// The rule that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Name>,
    /// The class that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Name>,
    /// The day that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
}

impl Reason {
    /// Of something that is no class.
    pub(super) fn plain(code: ReasonCode, day: Option<NaiveDate>) -> Self {
        Self { code, rule: None, class: None, anchor: None, anchor_day: None, day }
    }
}

impl Warning {
    /// Of something that is no class.
    pub(super) fn plain(code: WarningCode, day: Option<NaiveDate>) -> Self {
        Self { code, rule: None, class: None, day }
    }
}

impl Decision {
    /// Whether it is marked already, rightly, and waits for the end of its days of grace.
    pub fn is_in_grace(&self) -> bool {
        self.reasons.iter().any(|reason| reason.code == ReasonCode::Grace)
    }

    /// The reason that decides.
    pub fn reason(&self) -> Option<&Reason> {
        self.reasons.first()
    }
}
