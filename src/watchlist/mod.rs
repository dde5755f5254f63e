//! Publications in, entities out.
//!
//! Comes in: files as authorities publish them. Goes out: [`Entity`] values in one shape, and what was
//! read and skipped ([`Reading`]). `sources/` has one file per publication behind the registry [`sources::SOURCES`];
//! `catalog` says what one list is: name, dates, hashes, counts, guards; `fetch` keeps a folder of downloaded ones current; `changes` says what differs between two versions of an entry. Does not belong here: how names match.

#![forbid(unsafe_code)]

pub mod catalog;
mod changes;
mod entity;
mod error;
pub mod fetch;
pub mod sources;

pub use catalog::{FolderSpecs, ListInfo, ListSpec, SourceFile, kind_of, load, shrink_guard, specs_of_folder};
pub use changes::{FieldChange, changes};
pub use entity::{Entity, Link, ListedName};
pub use error::Error;
pub use sources::{Reading, SOURCES, SourceInput, SourceKind};
