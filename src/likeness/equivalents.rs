use std::collections::HashMap;
use std::sync::LazyLock;

use super::Likeness;
use crate::name::{NUMBERS, lines};

static NICKNAMES: &str = include_str!("../../data/names/nicknames.txt");
static SISTERS: &str = include_str!("../../data/names/sister_names.txt");

static COMPANY_WORDS: &str = include_str!("../../data/names/company_words.txt");

pub(super) static TABLES: [&str; 3] = [NICKNAMES, SISTERS, COMPANY_WORDS];

/// How alike a name and its short form, a name in two sister languages, a word and its abbreviation, or a number and its
/// word are.
pub const EQUIVALENT: Likeness = 8_800;

/// What parts are also called. It goes both ways and is never passed on: `tony` is Anthony and Antonio, who are two.
#[derive(Clone, Default, Debug)]
pub struct Equivalents(HashMap<Box<str>, Vec<Box<str>>>);

static BUILT_IN: LazyLock<Equivalents> = LazyLock::new(|| {
    let mut equivalents = Equivalents::default();
    for table in [NICKNAMES, COMPANY_WORDS, NUMBERS] {
        for (full, shorts) in lines(table).filter_map(|line| line.split_once('\t')) {
            shorts.split_whitespace().for_each(|short| equivalents.add(full.trim(), short));
        }
    }
    for line in lines(SISTERS) {
        let forms: Vec<&str> = line.trim_start_matches("surname:").split_whitespace().collect();
        for (i, a) in forms.iter().enumerate() {
            forms[i + 1..].iter().for_each(|b| equivalents.add(a, b));
        }
    }
    equivalents
});

impl Equivalents {
    /// What the built-in tables say.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// What a part is also called: short forms, full forms, and its forms in sister languages. Symmetric, sorted.
    pub fn of(&self, part: &str) -> &[Box<str>] {
        self.0.get(part).map_or(&[], Vec::as_slice)
    }

    /// Whether two parts are forms of one name.
    pub fn are(&self, a: &str, b: &str) -> bool {
        self.of(a).iter().any(|other| **other == *b)
    }

    /// Teaches that two folded parts are forms of one name.
    pub fn add(&mut self, a: &str, b: &str) {
        if a == b {
            return;
        }
        for (one, other) in [(a, b), (b, a)] {
            let known = self.0.entry(one.into()).or_default();
            if let Err(place) = known.binary_search_by(|known| (**known).cmp(other)) {
                known.insert(place, other.into());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_and_sister_forms_lead_to_each_other() {
        let built_in = Equivalents::built_in();
        for (a, b) in [("william", "bill"), ("vladimir", "volodymyr")] {
            assert!(built_in.are(a, b) && built_in.are(b, a), "{a}");
        }
        assert!(built_in.of("zzz").is_empty());
    }
}
