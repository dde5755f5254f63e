use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::{ListSpec, SOURCES, SourceFile};
use super::Source;
use crate::network::Validators;
use crate::vocabulary::{ListType, PartialDate, Sha256};

/// The record beside what was fetched.
pub const RECORD: &str = "fetched.json";

/// What is known of a source that was fetched: `fetched.json` in its folder.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fetched {
    /// The word for its kind.
    pub kind: String,
    /// What the list is called, where the configuration says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its list types, where the configuration says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list_types: Vec<ListType>,
    /// The day of publication that stands inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<PartialDate>,
    /// Entries that can be screened against.
    pub entries: u64,
    /// Name forms of all entries together.
    pub names: u64,
    /// Its files.
    pub files: Vec<FetchedFile>,
}

/// A file that was fetched.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedFile {
    /// Its name without folders.
    pub file: String,
    /// The host that it came from. What else stands in an address may be a token.
    pub host: String,
    /// SHA-256 of the whole address, to see that it is the same one.
    pub address: Sha256,
    /// By what the server tells whether it has changed.
    #[serde(flatten)]
    pub validators: Validators,
    /// Of its bytes on the disk.
    pub sha256: Sha256,
    /// Its size on the disk.
    pub bytes: u64,
    /// When the server last said what it is.
    pub checked_at: DateTime<Utc>,
    /// When other bytes last came.
    pub changed_at: DateTime<Utc>,
}

impl Fetched {
    /// The record in a folder; `None` where there is none that can be read.
    pub fn read(folder: &Path) -> Option<Self> {
        let fetched: Self = serde_json::from_slice(&fs::read(folder.join(RECORD)).ok()?).ok()?;
        // a record is no way out of its folder
        fetched.files.iter().all(|file| Source::is_name(&file.file)).then_some(fetched)
    }

    /// The list that it is of, in this folder; `None` where this version does not know its kind.
    pub fn spec(&self, folder: &Path) -> Option<ListSpec> {
        let kind = SOURCES.iter().find(|kind| kind.name == self.kind)?;
        let path = if kind.files.is_empty() { folder.join(&self.files.first()?.file) } else { folder.to_owned() };
        Some(ListSpec { name: self.name.clone(), list_types: self.list_types.clone(), ..ListSpec::new(kind, path) })
    }

    /// The day that the server gives the newest of the files; `None` where it gives none a day.
    pub fn told(&self) -> Option<PartialDate> {
        let day = |file: &FetchedFile| {
            let modified = DateTime::parse_from_rfc2822(file.validators.last_modified.as_deref()?).ok()?;
            Some(PartialDate::from(modified.with_timezone(&Utc).date_naive()))
        };
        self.files.iter().filter_map(day).max()
    }

    /// The day that the download said of a list at a path, as long as its files are those that came.
    pub(in super::super) fn told_of(path: &Path, files: &[SourceFile]) -> Option<PartialDate> {
        let folder = if path.is_dir() { path } else { path.parent()? };
        let fetched = Self::read(folder)?;
        let came = |file: &SourceFile| fetched.files.iter().any(|it| it.file == file.file && it.sha256 == file.sha256);
        if files.iter().all(came) { fetched.told() } else { None }
    }
}
