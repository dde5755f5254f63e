//! What one list is: its name, dates, hashes and counts, and the guards that hold for every kind.
//!
//! Comes in: `KIND=PATH` or a folder of publications. Goes out: a [`ListInfo`] and its entities. Does not belong
//! here: how a publication is read (`sources/`).

mod folder;
mod guards;
mod spec;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::fetch::Fetched;
use super::sources::{Reading, SourceInput};
use super::{Entity, Error};
use crate::vocabulary::{PartialDate, Sha256, Strength};

pub use folder::{FolderSpecs, specs_of_folder};
pub use guards::shrink_guard;
pub use spec::{ListSpec, kind_of};

/// What is known about a list as a whole; it goes into every index and every run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ListInfo {
    /// What the list is called: `UN`.
    pub name: String,
    /// Its kind: `un`.
    pub kind: String,
    /// Day of publication: from inside the publication, else as told by `date=`, else as the download said; `None` is unknown.
    pub date: Option<PartialDate>,
    /// When an entry last changed, where the publication says it.
    pub last_change: Option<PartialDate>,
    /// The files it was read from, in the order of reading.
    pub sources: Vec<SourceFile>,
    /// Entries that can be screened against.
    pub entries: u64,
    /// Name forms of all entries together.
    pub names: u64,
    /// How many of the names are weak aliases.
    pub weak_aliases: u64,
    /// Records of the publication; always `used` plus the sum of `skipped`.
    pub read: u64,
    /// Records that went into an entry.
    pub used: u64,
    /// Records that did not, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Values in used records that say nothing that muster understands, such as a date that is none, by column.
    #[serde(default)]
    pub not_understood: BTreeMap<String, u64>,
}

#[cfg(test)]
impl ListInfo {
    /// A list that no publication stands behind.
    pub(crate) fn in_memory(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: String::new(),
            date: None,
            last_change: None,
            sources: Vec::new(),
            entries: 0,
            names: 0,
            weak_aliases: 0,
            read: 0,
            used: 0,
            skipped: BTreeMap::new(),
            not_understood: BTreeMap::new(),
        }
    }
}

/// A file of a publication.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its name without folders.
    pub file: String,
    /// Of its bytes as they are on disk, packed or not.
    pub sha256: Sha256,
    /// Its size.
    pub bytes: u64,
}

/// Reads a list, all of it, and checks the guards that need no older list.
///
/// # Errors
/// Where a file is missing, unreadable, cut off, a web page or of another kind; where no entry can be used; where two
/// entries have the same id.
pub fn load(spec: &ListSpec) -> Result<(ListInfo, Vec<Entity>), Error> {
    let input = SourceInput { path: &spec.path, list_types: &spec.list_types };
    if !spec.path.exists() {
        let position = crate::vocabulary::Position::file(spec.path.display());
        return Err(Error::Missing { position, expected: spec.kind.about });
    }
    let mut entities = Vec::new();
    let reading = (spec.kind.read)(&input, &mut |entity| entities.push(entity))?;
    guards::not_empty(&spec.path, &reading, &entities)?;
    guards::ids_are_unique(&spec.path, &entities)?;
    let info = info(spec, reading, &entities)?;
    Ok((info, entities))
}

fn info(spec: &ListSpec, reading: Reading, entities: &[Entity]) -> Result<ListInfo, Error> {
    let sources = reading.files.iter().map(|path| source_file(path)).collect::<Result<Vec<_>, _>>()?;
    let names = || entities.iter().flat_map(|entity| &entity.names);
    Ok(ListInfo {
        name: spec.list_name(),
        kind: spec.kind.name.to_owned(),
        date: reading.published.or(spec.date).or_else(|| Fetched::told_of(&spec.path, &sources)),
        last_change: reading.changed,
        sources,
        entries: entities.len() as u64,
        names: names().count() as u64,
        weak_aliases: names().filter(|name| name.strength == Strength::Weak).count() as u64,
        read: reading.read,
        used: reading.used,
        skipped: reading.skipped,
        not_understood: reading.not_understood,
    })
}

fn source_file(path: &Path) -> Result<SourceFile, Error> {
    let unreadable = |source| Error::unreadable(path, source);
    let file = File::open(path).map_err(unreadable)?;
    let bytes = file.metadata().map_err(unreadable)?.len();
    let sha256 = Sha256::of_reader(file).map_err(unreadable)?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(SourceFile { file: name, sha256, bytes })
}

#[cfg(test)]
mod tests;
