//! Evidence archives: a BagIt bag (RFC 8493) in a zip, written so that strangers can check it, and checked.
//!
//! Comes in: [`Evidence`] of one process, as data, with images that are opened when their turn comes; or any archive that
//! holds a bag. Goes out: archives in a folder, durable in groups, with their hashes ([`Run`], [`Written`]); or a [`Report`]
//! of what is whole and what is not ([`verify`]). `contents` says which files an archive has, `page` makes the one that
//! people read, `bag` knows BagIt's files, `pack` the zip, `seal` its comment, `signature` who vouches for it. Does not
//! belong here: which processes may be exported (`dossier` says that), how they are sealed (`store`). `from_store` takes them out
//! and notes in the ledger what left.

#![forbid(unsafe_code)]

mod bag;
mod contents;
mod error;
mod evidence;
mod from_store;
mod index;
mod pack;
mod page;
mod passphrase;
mod private_file;
mod report;
mod run;
mod seal;
mod secrets;
mod signature;
mod verify;

pub use error::Error;
pub use evidence::{Evidence, Image, Opened};
pub use from_store::{Exported, Selection, export};
pub use passphrase::Passphrase;
pub use report::{BagFacts, EvidenceFacts, Origin, Problem, ProblemCode, Report, Verdict};
pub use run::{GROUP, Options, Part, Run, Written};
pub use signature::{PublicKey, SigningKey};
pub use verify::{Checks, verify};

/// Version of what stands in `evidence.json` and of where files lie in an archive.
pub const SCHEMA_VERSION: u32 = 1;

/// What writes: the first word says whose archives must have a seal.
const AGENT: &str = concat!("muster-screening ", env!("CARGO_PKG_VERSION"));
