use std::fmt;
use std::sync::Arc;

use super::explanation::Comparison;
use super::judgement::is_sanctions;
use super::listed::ListedEntity;
use super::qualifiers::{Qualifiers, SURE_NAME};
use crate::index::EntityNumber;
use crate::vocabulary::{Score, Strength};

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
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Identifier, Self::Exact, Self::Phonetic, Self::Fuzzy, Self::Partial];

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
        self.kinds().into_iter().filter(|there| *there).count()
    }

    /// Whether it has all that another one has.
    pub fn covers(self, other: Self) -> bool {
        self.kinds().into_iter().zip(other.kinds()).all(|(this, wanted)| this || !wanted)
    }

    fn kinds(self) -> [bool; 4] {
        [self.name, self.birth_date, self.country, self.id]
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
    pub details: Arc<ListedEntity>,
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
    /// The comparison of the names, part by part.
    pub comparison: Arc<Comparison>,
    /// What else speaks for and against.
    pub qualifiers: Qualifiers,
    /// All of that in a sentence.
    pub explanation: String,
}

/// What came of a record.
#[derive(Clone, Default)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// Hits that lack what the policy of their list requires besides a name; best first.
    pub discounted: Vec<Hit>,
}

impl Found {
    /// Orders.
    pub(super) fn sort(&mut self) {
        for hits in [&mut self.hits, &mut self.discounted] {
            // among equals the rarer name comes first
            let key = |hit: &Hit| (hit.score, hit.evidence.count(), hit.comparison.evidence.agree);
            hits.sort_by(|a, b| {
                key(b).cmp(&key(a)).then_with(|| (a.list, &a.details.id).cmp(&(b.list, &b.details.id)))
            });
        }
    }
}

impl Hit {
    /// The highest threshold at which it would still be a hit. Its score, but for a sure name on a sanctions list: no
    /// conflict takes that below a threshold which the name itself reaches.
    pub fn highest_threshold(&self) -> Score {
        if is_sanctions(&self.details) && self.name_score >= SURE_NAME {
            self.score.max(self.name_score)
        } else {
            self.score
        }
    }
}
