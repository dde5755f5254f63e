//! What a process gathers: images, findings, lookups and exports.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::wire::{RawJson, prints_nothing};
use super::{ImageKind, LookupId, MediaType, ProcessId};
use crate::vocabulary::Sha256;

/// An image that is there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Image {
    /// Which picture.
    #[serde(rename = "type")]
    pub kind: ImageKind,
    /// What its bytes are.
    pub media_type: MediaType,
    /// How many they are.
    pub bytes: u64,
    /// Their hash.
    pub sha256: Sha256,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// How often another of its kind came before.
    pub replaced_count: u32,
}

/// An image that was replaced under a hold: its bytes are kept until the hold is released.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldBack {
    /// Which picture.
    #[serde(rename = "type")]
    pub kind: ImageKind,
    /// Its hash.
    pub sha256: Sha256,
    /// When another took its place.
    pub replaced_at: DateTime<Utc>,
}

/// What a finding says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingCode {
    /// Two sides that must be the same person cannot be.
    IdentityMismatch,
}

/// What a process disagrees with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Against {
    /// What the customer's own files say.
    UserData,
    /// Another process of the dossier.
    Process(ProcessId),
}

/// Something about a process that a person must look at. It blocks lookup and export until it is resolved.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Counted from 1 in the dossier; the two processes that disagree have the same number.
    pub number: u32,
    /// What it says.
    pub code: FindingCode,
    /// The other side.
    pub against: Against,
    /// The wire names of the fields in which they disagree.
    pub fields: Vec<String>,
    /// When it was noticed.
    pub raised_at: DateTime<Utc>,
    /// Who said that it is no obstacle, if anybody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
}

/// Why a finding no longer blocks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resolution {
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A list that a lookup was made against.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListUsed {
    /// Its name.
    pub name: String,
    /// Its day, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// Of its source.
    pub sha256: Sha256,
}

/// A lookup of the person, as it was answered.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LookupRecord {
    /// Names it.
    pub lookup_id: LookupId,
    /// The run that it was part of.
    pub run_id: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The lists.
    pub lists: Vec<ListUsed>,
    /// How many hits there were.
    pub hits_total: u64,
    /// The whole answer, as `lookup --json` prints it.
    pub result: RawJson,
}

/// A copy that left the store.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportRecord {
    /// When.
    pub at: DateTime<Utc>,
    /// The folder that it was written to, so that it can go with the dossier.
    pub folder: String,
    /// The archive's name in it.
    pub file: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Of the file as it was handed out.
    pub sha256: Sha256,
    /// Of the archive before it was sealed, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clear_sha256: Option<Sha256>,
}

prints_nothing!(Finding, Resolution, LookupRecord);
