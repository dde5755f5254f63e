//! Whether a record is somebody on a list: how the names align, what speaks for and against, and why.
//!
//! Comes in: a record, an index, [`Settings`]. Goes out: [`Hit`]s with a score and an explanation. `understood`
//! prepares a searched name, `alignment` pairs parts, `evidence` makes a score of what agrees and what does not, `bound`
//! says what a name can reach at best, `prospect` and `glance` rule names out by it, `fuzzy` and `exact` are the two modes, `ofac` emulates OFAC's search page, `qualifiers` weighs birth date, country,
//! gender and id, `policy` says which rules hold for a list, `judgement` applies them, `matcher` puts it together; `pair` scores two names without an index. No input or output, no clock.

#![forbid(unsafe_code)]

mod alignment;
mod bound;
mod candidacy;
mod evidence;
mod exact;
mod exact_pair;
mod explanation;
mod fuzzy;
mod glance;
mod hit;
mod judgement;
mod listed;
mod matcher;
mod ofac;
mod ofac_search;
mod pair;
mod policy;
mod prospect;
mod qualifiers;
mod settings;
mod understood;

pub use alignment::{Aligner, MOST_PARTS, Pair, Weighed};
pub use bound::Bound;
pub use candidacy::Candidacy;
pub use evidence::{Evidence, KNEE, Model, SLOWNESS, agreement, model, model_hash_input};
pub use exact::{CODE_TENTHS, ExactSearch};
pub use explanation::{ComparedPart, Comparison};
pub use fuzzy::{FuzzySearch, SimilarCache};
pub use hit::{Found, Hit, HitEvidence, MatchKind};
pub use judgement::{Judgement, Verdict};
pub(crate) use judgement::{WEAK_HUNDREDTHS, is_sanctions};
pub use listed::ListedEntity;
pub use matcher::{Matcher, NameMatch, Prepared, Worker};
pub use ofac::PageName;
pub use pair::{PairComparer, compare_names};
pub use policy::{EntityRules, ListPolicy, Origin, Policies, Require};
pub use qualifiers::{Agreement, Qualifier, Qualifiers};
pub use settings::{Mode, Settings, WeakAliases};
pub use understood::{Understood, UnderstoodReading};
