//! Whether a record is somebody on a list: how the names align, what speaks for and against, and why.
//!
//! Comes in: a record, an index, [`Settings`]. Goes out: [`Hit`]s with a score and an explanation. `understood`
//! prepares a searched name, `alignment` pairs parts, `evidence` makes a score of what agrees and what does not, `bound`
//! says what a name can reach at best, `fuzzy` and `exact` are the two modes, `qualifiers` weighs birth date, country,
//! gender and id, `matcher` puts it together. No input or output, no clock.

#![forbid(unsafe_code)]

mod alignment;
mod bound;
mod evidence;
mod exact;
mod explanation;
mod fuzzy;
mod hit;
mod matcher;
mod qualifiers;
mod settings;
mod understood;

pub use alignment::{Aligner, MOST_PARTS, Pair, Weighed};
pub use bound::Bound;
pub use evidence::{Evidence, Model, agreement, model, model_hash_input};
pub use exact::ExactSearch;
pub use explanation::{ComparedPart, Comparison, compare_names};
pub use fuzzy::{FuzzySearch, SimilarCache};
pub use hit::{Hit, HitEvidence, MatchKind};
pub(crate) use matcher::WEAK_HUNDREDTHS;
pub use matcher::{Matcher, NameMatch, Prepared, Worker};
pub use qualifiers::{Agreement, Qualifier, Qualifiers};
pub use settings::{Mode, Settings, WeakAliases};
pub use understood::{Understood, UnderstoodReading};
