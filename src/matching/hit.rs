use std::fmt;

use super::explanation::ComparedPart;
use super::qualifiers::{Qualifiers, SURE_NAME};
use crate::index::EntityNumber;
use crate::vocabulary::{ListType, Score, Strength};
use crate::watchlist::Entity;

/// What kind of match a hit is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MatchKind {
    /// An equal identifier.
    Identifier,
    /// All parts equal.
    Exact,
    /// Found by a phonetic code only.
    Phonetic,
    /// Spelled differently.
    Fuzzy,
    /// Parts absent on one side.
    Partial,
}

impl MatchKind {
    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Exact => "exact",
            Self::Phonetic => "phonetic",
            Self::Fuzzy => "fuzzy",
            Self::Partial => "partial",
        }
    }
}

/// On what a hit rests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a set of four kinds")]
pub struct HitEvidence {
    /// The name.
    pub name: bool,
    /// The birth date agrees.
    pub birth_date: bool,
    /// A country agrees.
    pub country: bool,
    /// An identifier is equal.
    pub id: bool,
}

impl HitEvidence {
    /// How many kinds of evidence there are.
    pub fn count(self) -> usize {
        [self.name, self.birth_date, self.country, self.id].into_iter().filter(|there| *there).count()
    }
}

impl fmt::Display for HitEvidence {
    /// `name+dob+id`; `id` alone where the name does not support it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.name {
            return f.write_str("id");
        }
        f.write_str("name")?;
        for (there, word) in [(self.birth_date, "+dob"), (self.country, "+country"), (self.id, "+id")] {
            if there {
                f.write_str(word)?;
            }
        }
        Ok(())
    }
}

/// An entity that a record may be. Personal data: it has no debug print.
#[derive(Clone)]
pub struct Hit {
    /// Which entity of the index.
    pub entity: EntityNumber,
    /// Which list of the catalogue.
    pub list: usize,
    /// Everything that is known of it.
    pub details: Entity,
    /// Place among the record's hits, from 1.
    pub rank: usize,
    /// How sure.
    pub score: Score,
    /// Of the name alone.
    pub name_score: Score,
    /// What kind of match.
    pub match_kind: MatchKind,
    /// On what it rests.
    pub evidence: HitEvidence,
    /// The listed name that matched.
    pub matched_name: String,
    /// Its strength.
    pub strength: Strength,
    /// The comparison, part by part.
    pub parts: Vec<ComparedPart>,
    /// What else speaks for and against.
    pub qualifiers: Qualifiers,
    /// All of that in a sentence.
    pub explanation: String,
    /// How much agrees in the names, weighed by rarity; among equals the rarer name comes first.
    pub agreed: u32,
}

impl Hit {
    /// The highest threshold at which it would still be a hit. Its score, but for a sure name on a sanctions list: no
    /// conflict takes that below a threshold which the name itself reaches.
    pub fn highest_threshold(&self) -> Score {
        let sanctions = self.details.list_types.iter().any(ListType::is_sanctions);
        if sanctions && self.name_score >= SURE_NAME { self.score.max(self.name_score) } else { self.score }
    }
}
