use std::fmt;

use serde::{Deserialize, Serialize};

/// A person's gender as papers and publications give it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Gender {
    /// Male.
    Male = 1,
    /// Female.
    Female = 2,
    /// Given, and neither of the two.
    Other = 3,
}

impl Gender {
    /// `male`, `female`, `other`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
            Self::Other => "other",
        }
    }

    /// Reads the words and letters in use, case ignored.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.trim().to_ascii_lowercase().as_str() {
            "m" | "male" | "man" => Self::Male,
            "f" | "w" | "female" | "woman" => Self::Female,
            "x" | "d" | "other" | "diverse" | "non-binary" => Self::Other,
            _ => return None,
        })
    }
}

impl fmt::Display for Gender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
