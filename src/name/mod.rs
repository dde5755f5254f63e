//! What a name is: text in any script becomes folded [`Word`]s, and words become [`Reading`]s.
//!
//! Comes in: a name as people and publications write it. Goes out: [`Name`], with the words that exact
//! matching compares and the readings, each a list of [`Part`]s, that fuzzy matching aligns. `latin` brings
//! scripts to Latin letters, `scripts` reads those that are more than other letters, `words` splits, `reading` gives each part its role
//! (`organization` those of organisations), `disguise` sees through digits in place of letters, `knowledge` holds the tables.
//! Does not belong here: how alike two parts are, how common one is.

#![forbid(unsafe_code)]

mod disguise;
mod knowledge;
mod latin;
mod misspelt;
mod numerals;
mod organization;
mod reading;
mod scripts;
mod words;

pub(crate) use knowledge::{NUMBERS, lines};
pub use knowledge::{Roles, knowledge_hash_input};
pub use latin::{has_letter_or_digit, to_latin};
pub(crate) use reading::servant_in_one;
pub use reading::{NameKind, Part, Reading, Role};
pub use scripts::{Ear, Heard, MOST_READINGS, heard, stretch_of};
pub use words::{Word, words};

/// A name, understood.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Name {
    /// The words as they stand, folded; what exact matching compares.
    pub words: Vec<Word>,
    /// The ways in which the name can be read, at least one where there are words, no two the same.
    pub readings: Vec<Reading>,
}

impl Name {
    /// Understands a name of something whose kind is known, or not (`NameKind::Unknown`: it is read both as a
    /// person's and as an organisation's where the two differ).
    pub fn read(text: &str, kind: NameKind) -> Self {
        Self::read_with(text, kind, Roles::built_in())
    }

    /// The same, by tables to which somebody may have added.
    pub fn read_with(text: &str, kind: NameKind, roles: &Roles) -> Self {
        let words = words(&to_latin(text));
        let mut readings = Vec::new();
        for romanised in scripts::readings(text) {
            for reading in reading::readings(&self::words(&romanised.text), kind, roles) {
                let reading = Reading { strict: romanised.strict, ..reading };
                if !readings.contains(&reading) {
                    readings.push(reading);
                }
            }
        }
        if readings.is_empty() {
            readings = reading::readings(&words, kind, roles);
        } else if kind != NameKind::Person {
            // legal forms are known as they are transliterated, but for words of which too little is left by that
            let of_form = |reading: &Reading| reading.parts.iter().any(|part| part.role == Role::Form);
            let as_organization = |words: &[Word]| reading::readings(words, NameKind::Organization, roles);
            let with_form: Vec<Reading> = as_organization(&words).into_iter().filter(of_form).collect();
            let is_clear = || {
                let clear: Vec<&str> = text.split_whitespace().filter(|word| scripts::is_clear(word)).collect();
                as_organization(&self::words(&to_latin(&clear.join(" ")))).iter().any(of_form)
            };
            if !with_form.is_empty() && is_clear() {
                readings.extend(with_form);
            }
        }
        Self { words, readings }
    }

    /// Whether no word could be read at all.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}
