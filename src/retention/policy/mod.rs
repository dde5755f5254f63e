//! The policy: classes say how long from when, rules say what belongs to which class.

mod check;
mod document;
mod parse;
mod remarks;

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub(super) use document::{Document, Table, Value, quoted};

use super::{Anchor, Name, Problem, RelationshipState};
use crate::dossier::{ImageKind, Status};
use crate::vocabulary::{Country, Period, Sha256};

/// A policy that has passed its check. Written as JSON it is its meaning alone, in one order, which is what its hash is of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// Of the form: 1.
    pub version: u32,
    /// What it is called in reports and tombstones.
    pub policy_id: String,
    /// Whose civil days count.
    #[serde(with = "zone")]
    pub timezone: Tz,
    /// Of dossiers that no rule matches.
    pub default_class: Name,
    /// Folders of runs, and the class of what lies in each.
    pub outputs: BTreeMap<String, Name>,
    /// What stops a run.
    pub safety: Safety,
    /// By name.
    pub classes: BTreeMap<Name, Class>,
    /// Parts that may leave earlier than their dossier, and their classes.
    pub components: BTreeMap<ImageKind, Name>,
    /// In the order of their ids.
    pub rules: Vec<Rule>,
}

/// `[safety]`: what stops a run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Safety {
    /// How much a run may delete without approval: dossiers and single parts together. Default: 5000.
    pub max_deletions: u64,
    /// Which share of the dossiers a run may touch without approval. Unit: millionths. Default: 50,000, which is 5 %.
    pub max_fraction: u32,
    /// For how many days something is marked before it is erased; 0 for not at all. Default: 7.
    pub grace_days: u32,
    /// By how many days the clock may have moved on since the last run. Default: 45.
    pub max_clock_jump_days: u32,
    /// Whether what was accepted and never exported is kept. Default: no.
    pub protect_unexported_accepted: bool,
}

impl Default for Safety {
    fn default() -> Self {
        Self {
            max_deletions: 5000,
            max_fraction: 50_000,
            grace_days: 7,
            max_clock_jump_days: 45,
            protect_unexported_accepted: false,
        }
    }
}

/// `[class.NAME]`: how long from when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Class {
    /// What its periods are counted from.
    pub anchor: Anchor,
    /// For how long there is a duty to keep.
    #[serde(with = "optional_period")]
    pub retain_for: Option<Period>,
    /// After how long there is a duty to delete.
    #[serde(with = "period")]
    pub delete_after: Period,
    /// Within which time after that it is to be done.
    #[serde(with = "optional_period")]
    pub execute_within: Option<Period>,
    /// What counts where the anchor is missing.
    pub on_missing: OnMissing,
    /// The law or decision that it follows. No part of its meaning.
    #[serde(skip)]
    pub source: Option<String>,
    /// Of which day that is. No part of its meaning.
    #[serde(skip)]
    pub as_of: Option<String>,
}

/// What counts where an anchor is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnMissing {
    /// Another anchor; where that is missing too, nobody can tell.
    Fallback(Anchor),
    /// Nobody can tell: the verdict is `unknown`.
    Error,
    /// It is kept, and somebody must look at it so long after its creation.
    Keep(#[serde(with = "period")] Period),
}

/// `[[rule]]`: what belongs to which class.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Names it.
    pub id: Name,
    /// What it matches.
    pub when: When,
    /// The class that it gives.
    pub class: Name,
}

/// `when`: all that is said must hold; what is not said holds always.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct When {
    /// The dossier's jurisdiction is one of these.
    pub jurisdiction: Option<BTreeSet<Country>>,
    /// The dossier's status is one of these: `accepted` where any process is, else that of the latest process.
    pub status: Option<BTreeSet<Status>>,
    /// Its customer relationships stand like this.
    pub relationship: Option<BTreeSet<RelationshipState>>,
}

impl Policy {
    /// Reads the text of a policy; `file` is what problems call it.
    ///
    /// # Errors
    /// All that is wrong with it, each with its line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        parse::policy(file, text)
    }

    /// A policy to begin with: the usual classes, commented, each with a source to check. No legal advice.
    pub fn starter() -> &'static str {
        include_str!("../../../data/policy.toml")
    }

    /// SHA-256 of its meaning: comments, order, spelling of periods and `source` texts do not change it.
    pub fn hash(&self) -> Sha256 {
        // every map has text for keys, so it can always be written
        Sha256::of(&serde_json::to_vec(self).unwrap_or_default())
    }
}

impl When {
    /// Whether it holds.
    pub fn matches(
        &self,
        jurisdiction: Option<Country>,
        status: Option<Status>,
        relationship: RelationshipState,
    ) -> bool {
        fn holds<T: Ord>(wanted: Option<&BTreeSet<T>>, found: Option<T>) -> bool {
            wanted.is_none_or(|wanted| found.is_some_and(|found| wanted.contains(&found)))
        }
        holds(self.jurisdiction.as_ref(), jurisdiction)
            && holds(self.status.as_ref(), status)
            && holds(self.relationship.as_ref(), Some(relationship))
    }
}

/// A period in its shortest form.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands over references
mod period {
    use super::{Deserialize, Deserializer, Period, Serializer, de};

    pub(super) fn serialize<S: Serializer>(period: &Period, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(period)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|()| de::Error::custom("no period"))
    }
}

/// The same, where there may be none.
#[allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option)] // serde hands over references
mod optional_period {
    use super::{Deserialize, Deserializer, Period, Serialize, Serializer, de};

    pub(super) fn serialize<S: Serializer>(period: &Option<Period>, serializer: S) -> Result<S::Ok, S::Error> {
        period.map(|period| period.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Period>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(|()| de::Error::custom("no period"))).transpose()
    }
}

/// A time zone by its name.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands over references
mod zone {
    use super::{Deserialize, Deserializer, Serializer, Tz, de};

    pub(super) fn serialize<S: Serializer>(zone: &Tz, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(zone.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|_| de::Error::custom("no time zone"))
    }
}
