use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a publication stands behind a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Strength {
    /// The entry's main name.
    Primary = 0,
    /// An alias of good quality.
    Strong = 1,
    /// A weak or low-quality alias: often a nickname or a single common word.
    Weak = 2,
}

impl Strength {
    /// `primary`, `strong`, `weak`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Strong => "strong",
            Self::Weak => "weak",
        }
    }

    /// The strength of a number that a compiled index holds.
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Primary, Self::Strong, Self::Weak].into_iter().find(|strength| *strength as u8 == number)
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
