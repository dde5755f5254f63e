use std::fmt;

use serde::{Deserialize, Serialize};

/// What being listed means for the entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Measure {
    /// Asset freeze: no funds or economic resources.
    Block = 0,
    /// Certain dealings with a sector's companies are restricted.
    Sectoral = 1,
    /// Investment in its securities is restricted.
    Investment = 2,
    /// Travel ban.
    Travel = 3,
    /// Excluded from procurement or export privileges.
    Debarment = 4,
    /// Politically exposed person.
    Pep = 5,
    /// Relative or close associate of one.
    Rca = 6,
    /// Anything else.
    Other = 7,
}

impl Measure {
    /// All of them, in the order in which they are printed.
    pub const ALL: [Self; 8] = [
        Self::Block,
        Self::Sectoral,
        Self::Investment,
        Self::Travel,
        Self::Debarment,
        Self::Pep,
        Self::Rca,
        Self::Other,
    ];

    /// The word in files: `block`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Sectoral => "sectoral",
            Self::Investment => "investment",
            Self::Travel => "travel",
            Self::Debarment => "debarment",
            Self::Pep => "pep",
            Self::Rca => "rca",
            Self::Other => "other",
        }
    }
}

/// A set of measures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Measures(u8);

impl Measures {
    /// With one more.
    #[must_use]
    pub fn with(self, measure: Measure) -> Self {
        Self(self.0 | 1 << measure as u8)
    }

    /// In the order in which they are printed.
    pub fn iter(self) -> impl Iterator<Item = Measure> {
        Measure::ALL.into_iter().filter(move |measure| self.0 & (1 << *measure as u8) != 0)
    }

    /// Whether none is known.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Measure> for Measures {
    fn from_iter<I: IntoIterator<Item = Measure>>(measures: I) -> Self {
        measures.into_iter().fold(Self::default(), Self::with)
    }
}

impl fmt::Display for Measures {
    /// `block;travel`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, measure) in self.iter().enumerate() {
            write!(f, "{}{}", if i > 0 { ";" } else { "" }, measure.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Measures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
