//! Dossiers at rest: each sealed with its own key.
//!
//! Comes in: events, images and decisions of the room `dossier`. Goes out: dossiers, processes, images, and a chain that says
//! who did what. `schema` has the databases, `seal` and `keys` the sealing, `key_file` the key outside, `images` the files,
//! `chain` the audit, `group` writes up to 256 dossiers at once, `held` reads one, `erase` lets go of them, `copies` of archives that
//! left, `tombstones` says what stays, `replay` repeats it on a store that was restored, `import` takes a file of events. Does not belong here: what may happen to a dossier (that is `dossier`), and when it must go (that is
//! `retention`).

#![forbid(unsafe_code)]

mod accepted;
mod backup;
mod chain;
mod check;
mod copies;
mod erase;
mod error;
mod exports;
mod facts;
mod group;
mod held;
mod holds;
mod images;
mod import;
mod key_file;
mod keys;
mod lock;
mod notifications;
mod open;
mod purge;
mod replay;
mod requests;
mod schema;
mod seal;
mod tombstones;

pub use accepted::{Accepted, Given, GivenProcess, Skipped, Told, Unreadable};
pub use backup::{BackedUp, KEY_BACKUP_DAYS, StoreInfo, info};
pub use chain::{COPY_NOT_REMOVED, DOSSIER_ERASED, ERASED, Head, Noted};
pub use check::{Anchor, CHAINS, Checked, Fault, each_entry, verify};
pub use error::Error;
pub use exports::{ExportNote, SealedImage};
pub use group::{Counted, Group};
pub use held::{Filter, Listed};
pub use holds::{Bound, HoldRecord};
pub use import::{ImportOptions, Imported};
pub use notifications::NOTIFICATIONS;
pub use open::{Access, Credentials, Outside, Store};
pub use purge::Purged;
pub use replay::Replayed;
pub use requests::{RequestKind, RequestRecord};
pub use seal::Random;
pub use tombstones::{Anchored, CopyOutside, Line, Repeated, TOMBSTONES, Tombstone};
