//! The small words that all rooms share: countries, partial dates, genders, list types, identifiers,
//! scores, periods, hashes and positions in files.
//!
//! Comes in: text as people and publications write it. Goes out: small values that compare, sort and
//! print the same everywhere. Does not belong here: anything that knows a list, a customer or a file.

#![forbid(unsafe_code)]

mod country;
mod date;
mod entity_type;
mod gender;
mod hash;
mod identifier;
mod list_type;
mod measure;
mod period;
mod position;
mod score;
mod strength;
mod suggestion;
mod words;

pub use country::Country;
pub use date::{DateSpan, PartialDate, first_of_january_is_a_year};
pub use entity_type::EntityType;
pub use gender::Gender;
pub use hash::Sha256;
pub use identifier::{IdKind, Identifier, normal_id, significant_characters};
pub use list_type::ListType;
pub use measure::{Measure, Measures};
pub use period::Period;
pub use position::Position;
pub use score::Score;
pub use strength::Strength;
pub(crate) use suggestion::suggestion;
pub(crate) use words::words;
