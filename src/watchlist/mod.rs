//! Publications in, entities out.
//!
//! Comes in: files as authorities publish them. Goes out: [`Entity`] values in one shape, and what was
//! read and skipped ([`Reading`]). `sources/` has one file per publication behind the registry [`sources::SOURCES`];
//! `catalog` says what one list is: name, dates, hashes, counts, guards. Does not belong here: how names match.

#![forbid(unsafe_code)]

mod entity;

pub use entity::{Entity, Link, ListedName};
