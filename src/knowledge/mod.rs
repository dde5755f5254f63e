//! What is known about names: the tables that are compiled in, and what a user adds with `--names FILE`.
//!
//! Comes in: files of names. Goes out: a [`Knowledge`], cheap to hand on, with the roles of words, the equivalents of parts
//! and how common parts are. `names_file` reads lines, `teaching` holds them against each other and against the built-in
//! tables. Does not belong here: what a role or an equivalent comes to when names are read and compared.

#![forbid(unsafe_code)]

mod error;
mod names_file;
#[cfg(test)]
mod table_tests;
mod teaching;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};

pub use error::Error;
pub use names_file::{MOST_BYTES, NamesFile};

use crate::likeness::{Equivalents, Rarity};
use crate::name::Roles;
use crate::vocabulary::Sha256;

/// What is known about names. Two with the same hash are the same; a clone shares the tables.
///
/// ```
/// use muster::knowledge::{Knowledge, NamesFile};
///
/// let file = NamesFile::of_text("names.txt", "Poldi = Leopold\ntitle: Hofrat\n");
/// let knowledge = Knowledge::taught(vec![file])?;
/// assert!(knowledge.equivalents().are("poldi", "leopold"));
/// # Ok::<(), muster::knowledge::Error>(())
/// ```
#[derive(Clone)]
pub struct Knowledge(Arc<Tables>);

struct Tables {
    roles: Cow<'static, Roles>,
    equivalents: Cow<'static, Equivalents>,
    rarity: Cow<'static, Rarity>,
    files: Vec<NamesFile>,
    hash: Sha256,
}

static BUILT_IN: LazyLock<Knowledge> = LazyLock::new(|| {
    Knowledge(Arc::new(Tables {
        roles: Cow::Borrowed(Roles::built_in()),
        equivalents: Cow::Borrowed(Equivalents::built_in()),
        rarity: Cow::Borrowed(Rarity::built_in()),
        files: Vec::new(),
        hash: hash(&[]),
    }))
});

/// Of the text of every table that decides how names are read and compared.
fn hash(files: &[NamesFile]) -> Sha256 {
    let tables = crate::name::knowledge_hash_input().into_iter().chain(crate::likeness::knowledge_hash_input());
    let files = files.iter().map(|file| &file.sha256.bytes()[..]);
    Sha256::of_pieces(tables.map(str::as_bytes).chain(files))
}

impl Knowledge {
    /// The built-in tables.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// The built-in tables and what these files add; their order does not matter for what they say.
    ///
    /// # Errors
    /// Where a line is none, or contradicts another line or the built-in tables.
    pub fn taught(files: Vec<NamesFile>) -> Result<Self, Error> {
        if files.is_empty() {
            return Ok(Self::built_in().clone());
        }
        let teaching::Taught { roles, equivalents, rarity } = teaching::teach(&files)?;
        let hash = hash(&files);
        let (roles, equivalents) = (Cow::Owned(roles), Cow::Owned(equivalents));
        Ok(Self(Arc::new(Tables { roles, equivalents, rarity: Cow::Owned(rarity), files, hash })))
    }

    /// Which words are particles, titles and legal forms.
    pub fn roles(&self) -> &Roles {
        &self.0.roles
    }

    /// What parts are also called.
    pub fn equivalents(&self) -> &Equivalents {
        &self.0.equivalents
    }

    /// How common parts are.
    pub fn rarity(&self) -> &Rarity {
        &self.0.rarity
    }

    /// The files that were added to the built-in tables.
    pub fn files(&self) -> &[NamesFile] {
        &self.0.files
    }

    /// SHA-256 of everything that is known.
    pub fn hash(&self) -> Sha256 {
        self.0.hash
    }
}

impl Default for Knowledge {
    fn default() -> Self {
        Self::built_in().clone()
    }
}

impl PartialEq for Knowledge {
    fn eq(&self, other: &Self) -> bool {
        self.hash() == other.hash()
    }
}

impl Eq for Knowledge {}

impl fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Knowledge({})", self.hash())
    }
}
