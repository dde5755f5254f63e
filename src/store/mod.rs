//! Dossiers at rest: each sealed with its own key.
//!
//! Comes in: events, images and decisions of the room `dossier`. Goes out: dossiers, processes, images, and a chain that says
//! who did what. `schema` has the databases, `seal` and `keys` the sealing, `key_file` the key outside, `chain` the audit.
//! Does not belong here: what may happen to a dossier (that is `dossier`), and when it must go (that is `retention`).

#![forbid(unsafe_code)]

mod chain;
mod error;
mod key_file;
mod keys;
mod lock;
mod schema;
mod seal;

pub use error::Error;
