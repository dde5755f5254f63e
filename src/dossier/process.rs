//! A process: one verification attempt with one provider and one identity document.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::wire::{RawJson, Secret, prints_nothing};
use super::{
    DocumentType, DossierId, ExportRecord, FinalResult, Finding, HeldBack, Image, ImageKind, LookupRecord, ProcessId,
    Status,
};

/// Whether a part of a process is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComponentState {
    /// Its bytes are in the store.
    Held,
    /// They were erased.
    Erased,
}

/// What of a process may be read without keys: nothing that says who the person is, or who verified.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProcessFacts {
    /// Names it.
    pub process_id: ProcessId,
    /// The dossier that it belongs to.
    pub dossier_id: DossierId,
    /// Where it stands.
    pub status: Status,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was started, where anybody told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<DateTime<Utc>>,
    /// When it reached its final status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<DateTime<Utc>>,
    /// When something last happened to it.
    pub updated_at: DateTime<Utc>,
    /// When its final status was announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified_at: Option<DateTime<Utc>>,
    /// Which images are there, and which were.
    #[serde(default)]
    pub components: BTreeMap<ImageKind, ComponentState>,
}

impl ProcessFacts {
    /// Whether its final status is still to be announced: what a crash left undone is found by this.
    pub fn awaits_notification(&self) -> bool {
        self.status.is_final() && self.notified_at.is_none()
    }

    /// Whether nothing happened to it for so long that nothing will.
    pub fn is_abandoned(&self, now: DateTime<Utc>, abandon_after: TimeDelta) -> bool {
        !self.status.is_final() && now.signed_duration_since(self.updated_at) >= abandon_after
    }
}

/// What of a process is sealed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProcessContents {
    /// The provider's alias.
    pub provider: String,
    /// What kind of process it is at the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_type: Option<String>,
    /// The document that is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_type: Option<DocumentType>,
    /// How the pictures were taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_method: Option<String>,
    /// The provider's word, where it is none of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_raw: Option<String>,
    /// Why it failed or was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail_reason: Option<String>,
    /// Where the final status is announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification_url: Option<String>,
    /// Where the person is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// The images that are there, by type.
    #[serde(default)]
    pub images: Vec<Image>,
    /// Images that were replaced under a hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_back: Vec<HeldBack>,
    /// What the provider sent, to the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_specific: Option<RawJson>,
    /// What was found, so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_result: Option<FinalResult>,
    /// What a person must look at, or has.
    #[serde(default)]
    pub findings: Vec<Finding>,
}

/// What opens doors at others. Sealed apart from the contents, so that whatever shows or exports these cannot show it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Secrets {
    /// The header that goes with the notification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_header: Option<Secret>,
    /// What the provider's own program signs in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdk_token: Option<Secret>,
    /// When they came.
    pub received_at: DateTime<Utc>,
}

/// One verification attempt. Written as JSON it has all that may be shown: everything but the secrets.
#[derive(Clone, PartialEq, Serialize)]
pub struct Process {
    /// Readable without keys.
    #[serde(flatten)]
    pub facts: ProcessFacts,
    /// Sealed.
    #[serde(flatten)]
    pub contents: ProcessContents,
    /// Lookups, in order; only ever appended to. Sealed one by one: a night that adds one should not have to open the others.
    pub lookups: Vec<LookupRecord>,
    /// Copies that left the store, in order. Sealed one by one too.
    pub exports: Vec<ExportRecord>,
    /// Sealed, and gone early.
    #[serde(skip)]
    pub secrets: Option<Secrets>,
}

prints_nothing!(ProcessContents, Process);

impl Process {
    /// Its image of a kind.
    pub fn image(&self, kind: ImageKind) -> Option<&Image> {
        self.contents.images.iter().find(|image| image.kind == kind)
    }

    /// The images that must be there before it can start and are not; with no document type known, front and selfie.
    pub fn lacks(&self) -> Vec<ImageKind> {
        let needed =
            self.contents.document_type.map_or(&[ImageKind::Front, ImageKind::Selfie][..], DocumentType::images);
        needed.iter().copied().filter(|kind| self.image(*kind).is_none()).collect()
    }

    /// Whether a finding waits for somebody to resolve it.
    pub fn has_open_finding(&self) -> bool {
        self.contents.findings.iter().any(|finding| finding.resolution.is_none())
    }
}
