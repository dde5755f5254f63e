use std::fmt;

use serde::{Deserialize, Serialize};

/// What a record or an entry is. The words are FollowTheMoney's schemata.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[repr(u8)]
pub enum EntityType {
    /// A human being.
    Person = 1,
    /// A company.
    Company = 2,
    /// An organisation that is not a company: a party, an agency, an armed group.
    Organization = 3,
    /// A person or an organisation, not known which.
    LegalEntity = 4,
    /// A ship.
    Vessel = 5,
    /// An aircraft.
    Aircraft = 6,
}

impl EntityType {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 6] =
        [Self::Person, Self::Company, Self::Organization, Self::LegalEntity, Self::Vessel, Self::Aircraft];

    /// The word: `Person`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Company => "Company",
            Self::Organization => "Organization",
            Self::LegalEntity => "LegalEntity",
            Self::Vessel => "Vessel",
            Self::Aircraft => "Aircraft",
        }
    }

    /// Reads the word, case ignored, and what customer files and lists write for it (`individual`, `entity`, `ship`).
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.trim().to_ascii_lowercase().as_str() {
            "person" | "individual" | "natural person" | "people" => Self::Person,
            "company" | "business" | "corporate" => Self::Company,
            "organization" | "organisation" | "publicbody" => Self::Organization,
            "legalentity" | "legal entity" | "entity" => Self::LegalEntity,
            "vessel" | "ship" => Self::Vessel,
            "aircraft" | "airplane" => Self::Aircraft,
            _ => return None,
        })
    }

    /// The type of a number that a compiled index holds.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    /// Whether one of the two is certainly a person and the other certainly is none.
    pub fn conflicts_with(self, other: Self) -> bool {
        let open = |kind| kind == Self::LegalEntity;
        !open(self) && !open(other) && (self == Self::Person) != (other == Self::Person)
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legal_entity_conflicts_with_nothing() {
        for kind in EntityType::ALL {
            assert!(!EntityType::LegalEntity.conflicts_with(kind));
        }
        assert!(EntityType::Person.conflicts_with(EntityType::Vessel));
        assert!(!EntityType::Company.conflicts_with(EntityType::Organization));
    }

    #[test]
    fn each_word_and_number_reads_back() {
        for kind in EntityType::ALL {
            assert_eq!(EntityType::parse(kind.as_str()), Some(kind));
            assert_eq!(EntityType::from_number(kind as u8), Some(kind));
        }
    }
}
