//! Compiled lists: one file that holds everything that can be worked out before a run, mapped into memory.
//!
//! Comes in: entities of one or several lists. Goes out: an [`Index`] to look things up in, and for one reading of a
//! name the forms that can reach a threshold ([`Candidates`]): none that could is left out. `layout` says what a row
//! of each section is, `build` makes them, `file` writes and checks, `mapped` maps, `similar` finds listed terms like
//! a searched one, `candidates` goes from terms to names, and `found` says what of a name was found in them. Does not belong here: what a score is.

mod build;
mod candidates;
mod error;
mod file;
mod found;
mod keys;
mod layout;
mod mapped;
mod similar;
mod tables;
mod view;

pub use build::{Catalogued, build, build_with};
pub use candidates::{CandidateSearch, Candidates, FormClass, Prospects, Searched};
pub use error::Error;
pub use file::FORMAT_VERSION;
pub use found::{Found, Levels};
pub use layout::{EntityNumber, FormNumber, NameNumber, TermNumber};
pub use similar::{SimilarTerm, SimilarTerms, Similarities};
pub use tables::{EntityView, Form, ListedNameView, Occurrence, Tables};
pub use view::Index;
