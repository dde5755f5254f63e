use std::fmt;

use serde::{Deserialize, Serialize};

/// A kind of list, as it is chosen with `--list-type` and shown in `list_type`: `PEP`, `Sanctions`, `OFAC`,
/// or a mark of one's own. Compared ignoring case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ListType(String);

impl ListType {
    /// Politically exposed persons, their relatives and close associates.
    pub const PEP: &'static str = "PEP";
    /// Sanctions of any authority.
    pub const SANCTIONS: &'static str = "Sanctions";
    /// Sanctions of the US Treasury's Office of Foreign Assets Control.
    pub const OFAC: &'static str = "OFAC";

    /// The list type of this word.
    pub fn new(word: &str) -> Self {
        Self(word.trim().to_owned())
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether hits on it are hits on a sanctions list: never cut, never excluded.
    pub fn is_sanctions(&self) -> bool {
        self.0.eq_ignore_ascii_case(Self::SANCTIONS) || self.0.eq_ignore_ascii_case(Self::OFAC)
    }
}

impl PartialEq for ListType {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for ListType {}

impl fmt::Display for ListType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
