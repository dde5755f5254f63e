//! Dossiers: one person's verifications, from the first event to what may be looked up and handed out. The rules alone.
//!
//! Comes in: an [`Event`], what was found in the image that it brings, the [`Providers`], and the time and chance of the
//! moment ([`Circumstances`]). Goes out: the changed [`Dossier`] and what is to be done about it ([`Applied`]), or an [`Error`] with
//! a code, and then nothing has changed. Of each record there are two types: *facts*, which purging must know and which
//! may be readable without keys, and *contents*, which are sealed. `event` reads lines, `image` looks at pictures, `rules`
//! decides, `searched` says by what a person is looked up. Does not belong here: files, clocks, keys, how anything is
//! stored, and how long it is kept.

#![forbid(unsafe_code)]

mod delivery;
mod error;
pub mod event;
mod ids;
pub mod image;
mod model;
mod person;
mod process;
mod providers;
mod records;
mod rules;
mod searched;
#[cfg(test)]
mod tests;
mod wire;
mod words;

pub use delivery::Delivery;
pub use error::{Error, EventFault};
pub use event::Event;
pub use ids::{DossierId, LookupId, ProcessId};
pub use image::{Inspected, Limits};
pub use model::{Anchors, Dossier, DossierContents, DossierFacts, Relationship};
pub use person::{Address, FinalResult, UserData};
pub use process::{ComponentState, Process, ProcessContents, ProcessFacts, Secrets};
pub use providers::{Countries, ProcessTypes, Provider, Providers};
pub use records::{Against, ExportRecord, Finding, FindingCode, HeldBack, Image, ListUsed, LookupRecord, Resolution};
pub use rules::{
    ABANDON_AFTER, Action, Applied, Circumstances, SECRETS_LIVE, SkipReason, Warning, WarningCode, export_allowed,
    lookup_allowed, secrets_expire,
};
pub use searched::{Searched, searched};
pub use wire::{Change, RawJson, Secret};
pub use words::{DocumentType, ImageKind, MediaType, Status};
