//! One file per publication, behind one registry.
//!
//! To add a publication: one file here and one line in [`SOURCES`]. A reader hands over one entity at a
//! time and says at the end what it has read, used and skipped. Does not belong here: what a list is called, its
//! hashes, and the guards that hold for all kinds (`catalog`).

mod bytes;
mod calendars;
mod csv;
mod eu_fsf;
mod ftm;
mod ftm_topics;
mod ftm_wiring;
mod ofac_advanced;
mod ofac_advanced_party;
mod ofac_advanced_values;
mod ofac_csv;
mod ofac_measures;
mod ofac_papers;
mod ofac_remarks;
mod ofac_xml;
mod os_simple;
mod uk;
mod un;
mod un_fields;
mod un_names;
mod words;
mod xml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Entity, Error};
use crate::vocabulary::{ListType, PartialDate};

/// What a reader is given.
#[derive(Clone, Copy, Debug)]
pub struct SourceInput<'a> {
    /// The file, or the folder where the publication is one.
    pub path: &'a Path,
    /// The list types that were asked for with `type=`; empty where the kind decides.
    pub list_types: &'a [ListType],
}

/// What was read. `read` is always `used` plus the sum of `skipped`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// The day of publication, where it stands inside.
    pub published: Option<PartialDate>,
    /// When an entry last changed, where the publication says it.
    pub changed: Option<PartialDate>,
    /// Records of the publication: entries, and what stands beside them in rows or lines of its own.
    pub read: u64,
    /// Records that went into an entity.
    pub used: u64,
    /// Records that did not, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Values in used records that say nothing that muster understands, such as a date that is none, by column.
    pub not_understood: BTreeMap<String, u64>,
    /// The files that were read, in the order of reading.
    pub files: Vec<PathBuf>,
}

impl Reading {
    fn used(&mut self) {
        self.read += 1;
        self.used += 1;
    }

    fn skipped(&mut self, reason: impl Into<String>) {
        self.read += 1;
        *self.skipped.entry(reason.into()).or_default() += 1;
    }

    fn not_understood(&mut self, column: &str) {
        *self.not_understood.entry(column.to_owned()).or_default() += 1;
    }

    /// Hands an entry on, or notes why it is none.
    fn take(&mut self, entity: Result<Entity, &'static str>, sink: &mut dyn FnMut(Entity)) {
        match entity {
            Ok(entity) => {
                self.changed_by(entity.changed_on);
                self.used();
                sink(entity);
            }
            Err(reason) => self.skipped(reason),
        }
    }

    fn changed_by(&mut self, day: Option<PartialDate>) {
        self.changed = self.changed.max(day);
    }
}

/// Reads a publication and hands over its entities one by one, in its own order.
pub type Reader = fn(&SourceInput, &mut dyn FnMut(Entity)) -> Result<Reading, Error>;

/// A kind of publication.
pub struct SourceKind {
    /// The word in `KIND=PATH`.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// The list types that it feeds, in words.
    pub feeds: &'static str,
    /// What the list at a path is called by default; `None` where the file's own name says it better.
    pub list_name: fn(&Path) -> Option<&'static str>,
    /// The files of a publication that is a folder; empty where it is one file.
    pub files: &'static [&'static str],
    /// Whether a file or folder looks like it, by name and first bytes.
    pub recognises: fn(&Path) -> bool,
    /// Its reader.
    pub read: Reader,
}

impl SourceKind {
    /// Whether whatever is in it is under sanctions.
    pub fn is_sanctions(&self) -> bool {
        self.feeds.split(", ").all(|word| ListType::new(word).is_sanctions())
    }
}

impl std::fmt::Debug for SourceKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// All kinds. The first that recognises a file has it.
pub static SOURCES: &[SourceKind] = &[
    ofac_csv::SDN,
    ofac_csv::CONSOLIDATED,
    ofac_xml::KIND,
    ofac_advanced::KIND,
    un::KIND,
    eu_fsf::KIND,
    uk::KIND,
    ftm::KIND,
    os_simple::KIND,
    csv::KIND,
];

#[cfg(test)]
mod tests;
