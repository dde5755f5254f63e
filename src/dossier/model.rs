//! A dossier: one person, and all verifications of that person.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize, Serializer};

use super::wire::prints_nothing;
use super::{Delivery, DossierId, Error, Process, ProcessId, UserData};
use crate::vocabulary::Country;

/// When a customer relationship began and ended: what periods of retention are counted from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Anchors {
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// A customer relationship, with the system that told of it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Relationship<'a> {
    /// From when to when.
    #[serde(flatten)]
    pub anchors: Anchors,
    /// Who says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'a str>,
}

/// What of a dossier may be read without keys: nothing that says who the person is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DossierFacts {
    /// Names it.
    pub dossier_id: DossierId,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When something last happened to it or to one of its processes.
    pub updated_at: DateTime<Utc>,
    /// Customer relationships, in the order in which they were told of.
    #[serde(default)]
    pub relationships: Vec<Anchors>,
    /// When the customer last made a transaction, where somebody told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction_at: Option<DateTime<Utc>>,
    /// The last day on which it has to be kept in any case, where somebody set one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain_until: Option<NaiveDate>,
    /// Whose law it is kept under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<Country>,
    /// The class of retention that it was last put into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// When it was marked for erasure, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marked_at: Option<DateTime<Utc>>,
}

impl DossierFacts {
    /// What only the dossier itself changes: without class and mark, which come from retention.
    #[must_use]
    pub fn of_its_own(&self) -> Self {
        Self { class: None, marked_at: None, ..self.clone() }
    }
}

/// What of a dossier is sealed.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DossierContents {
    /// The customer's own key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_reference: Option<String>,
    /// What the customer's own files say of the person.
    #[serde(default)]
    pub user_data: UserData,
    /// Who told of each of the facts' relationships, in their order.
    #[serde(default)]
    pub relationship_sources: Vec<Option<String>>,
    /// Every event that counted, so that none counts twice.
    #[serde(default)]
    pub deliveries: BTreeSet<Delivery>,
}

/// One person's dossier. Written as JSON it is what a person may see: no deliveries, no secrets.
#[derive(Clone, PartialEq)]
pub struct Dossier {
    /// Readable without keys.
    pub facts: DossierFacts,
    /// Sealed.
    pub contents: DossierContents,
    /// In the order of their creation.
    pub processes: Vec<Process>,
}

prints_nothing!(DossierContents, Dossier);

impl Dossier {
    /// Its id.
    pub fn id(&self) -> DossierId {
        self.facts.dossier_id
    }

    /// One of its processes.
    ///
    /// # Errors
    /// Where it has none of this id.
    pub fn process(&self, id: ProcessId) -> Result<&Process, Error> {
        self.processes.iter().find(|process| process.facts.process_id == id).ok_or(Error::UnknownProcess)
    }

    pub(super) fn process_mut(&mut self, id: ProcessId) -> Result<&mut Process, Error> {
        self.processes.iter_mut().find(|process| process.facts.process_id == id).ok_or(Error::UnknownProcess)
    }

    /// Its customer relationships with their sources.
    pub fn relationships(&self) -> Vec<Relationship<'_>> {
        let sources = self.contents.relationship_sources.iter().map(Option::as_deref).chain(std::iter::repeat(None));
        self.facts
            .relationships
            .iter()
            .zip(sources)
            .map(|(anchors, source)| Relationship { anchors: *anchors, source })
            .collect()
    }

    pub(super) fn touch(&mut self, at: DateTime<Utc>) {
        self.facts.updated_at = self.facts.updated_at.max(at);
    }
}

/// The wire form.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    dossier_id: DossierId,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_reference: Option<&'a str>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    user_data: &'a UserData,
    relationships: Vec<Relationship<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retain_until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jurisdiction: Option<Country>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marked_at: Option<DateTime<Utc>>,
    processes: &'a [Process],
}

impl Serialize for Dossier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire {
            dossier_id: self.facts.dossier_id,
            external_reference: self.contents.external_reference.as_deref(),
            created_at: self.facts.created_at,
            updated_at: self.facts.updated_at,
            user_data: &self.contents.user_data,
            relationships: self.relationships(),
            transaction_at: self.facts.transaction_at,
            retain_until: self.facts.retain_until,
            jurisdiction: self.facts.jurisdiction,
            class: self.facts.class.as_deref(),
            marked_at: self.facts.marked_at,
            processes: &self.processes,
        }
        .serialize(serializer)
    }
}
