//! The closed sets of words of retention, and the names that a policy gives.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::vocabulary::words;

/// Words of plans and policies.
macro_rules! read_words {
    ($(#[$doc:meta])* $name:ident: $($words:tt)*) => {
        words! { $(#[$doc])* $name: $($words)* }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| de::Error::custom(concat!("unknown word for ", stringify!($name))))
            }
        }
    };
}

read_words! {
    /// What a period is counted from.
    Anchor:
    /// The dossier's creation; of a part, that of its process.
    Created = "created";
    /// The latest end of a process; of a part, that of its own.
    Completed = "completed";
    /// When something last happened.
    LastActivity = "last_activity";
    /// The latest end of a customer relationship, once all have ended.
    RelationshipEnd = "relationship_end";
    /// The latest transaction that somebody told of.
    Transaction = "transaction";
}

read_words! {
    /// How the customer relationships of a dossier stand.
    RelationshipState:
    /// None was told of.
    None = "none";
    /// At least one has not ended.
    Active = "active";
    /// All have ended, or will on a day that is known.
    Ended = "ended";
}

read_words! {
    /// What is to be done.
    Outcome:
    /// It stays: it must, or nothing says that it should go.
    Keep = "keep";
    /// It is due, and marked first.
    Mark = "mark";
    /// It is due and its days of grace are over.
    Erase = "erase";
    /// Something forbids it that is no period: a hold, a running process, an export that is missing.
    Blocked = "blocked";
    /// Nobody can tell: an anchor is missing, and its class calls that an error.
    Unknown = "unknown";
}

read_words! {
    /// Why.
    ReasonCode:
    /// A legal hold.
    Hold = "hold";
    /// A hold that was released at or after the start of this run: it counts until the next.
    HoldReleased = "hold_released";
    /// A process that has not ended.
    RunningProcess = "running_process";
    /// A class without its anchor, which calls that an error.
    AnchorMissing = "anchor_missing";
    /// A class that the policy does not have.
    ClassUnknown = "class_unknown";
    /// An anchor that lies ahead.
    AnchorInFuture = "anchor_in_future";
    /// A duty to keep, by a class.
    RetainFor = "retain_for";
    /// A duty to keep that begins when the relationship ends, and it has not.
    RelationshipActive = "relationship_active";
    /// A class without its anchor, which keeps until somebody has looked.
    KeptForReview = "kept_for_review";
    /// A day that somebody set.
    ExplicitDate = "explicit_date";
    /// A part that must stay longer.
    PartKept = "part_kept";
    /// A person's standing request.
    ErasureRequest = "erasure_request";
    /// The end of the longest time, by a class.
    DeleteAfter = "delete_after";
    /// Nothing says that it should go.
    Never = "never";
    /// Accepted, and no copy was handed out.
    NotExported = "not_exported";
    /// It is marked, and this is its last day of grace.
    Grace = "grace";
}

read_words! {
    /// What somebody should hear of.
    WarningCode:
    /// Two rules contradict each other: what must be kept should be gone already.
    Conflict = "conflict";
    /// An anchor lies ahead: a clock or an import is wrong, or the end is planned.
    AnchorInFuture = "anchor_in_future";
    /// The class's anchor is missing, and another was taken.
    AnchorReplaced = "anchor_replaced";
    /// No rule matched: the default class counts.
    NoRuleMatched = "no_rule_matched";
    /// Somebody must look at it: it is kept without an end.
    ReviewDue = "review_due";
    /// A person's request waits for a duty to keep.
    RequestWaits = "request_waits";
    /// A request that was received later than now.
    RequestInFuture = "request_in_future";
    /// It was marked for another reason than today's: the days of grace begin again.
    MarkOutdated = "mark_outdated";
}

impl Outcome {
    /// Whether it is on its way out.
    pub fn is_due(self) -> bool {
        matches!(self, Self::Mark | Self::Erase)
    }
}

/// The name of a class or a rule. A plan of a million lines holds it once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Name {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}
