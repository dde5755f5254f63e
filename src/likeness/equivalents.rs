use hashbrown::HashMap;
use std::sync::LazyLock;

use super::Likeness;
use crate::name::{NUMBERS, lines};

static NICKNAMES: &str = include_str!("../../data/names/nicknames.txt");
static SISTERS: &str = include_str!("../../data/names/sister_names.txt");

static COMPANY_WORDS: &str = include_str!("../../data/names/company_words.txt");

static DIFFERENT: &str = include_str!("../../data/names/different.txt");

pub(super) static TABLES: [&str; 4] = [NICKNAMES, SISTERS, COMPANY_WORDS, DIFFERENT];

/// How alike a name and its short form are, and what a user says are forms of one name.
pub const EQUIVALENT: Likeness = 8_800;
/// How alike two forms are that papers render the same name in: sister languages, standards of romanisation. So are a word
/// of a company's name and its abbreviation, and a number and its word.
pub const SAME_NAME: Likeness = 9_600;

/// What parts are also called. It goes both ways and is never passed on: `tony` is Anthony and Antonio, who are two.
#[derive(Clone, Default, Debug)]
pub struct Equivalents(HashMap<Box<str>, Vec<(Box<str>, Likeness)>>);

static BUILT_IN: LazyLock<Equivalents> = LazyLock::new(|| {
    let mut equivalents = Equivalents::default();
    for (table, alike) in [(NICKNAMES, EQUIVALENT), (COMPANY_WORDS, SAME_NAME), (NUMBERS, SAME_NAME)] {
        for (full, shorts) in lines(table).filter_map(|line| line.split_once('\t')) {
            shorts.split_whitespace().for_each(|short| equivalents.add_alike(full.trim(), short, alike));
        }
    }
    for line in lines(SISTERS) {
        let surnames = line.strip_prefix("surname:");
        // surnames of one syllable are few, and each is that of many families
        let alike = if surnames.is_some() { EQUIVALENT } else { SAME_NAME };
        let forms: Vec<&str> = surnames.unwrap_or(line).split_whitespace().collect();
        for (i, a) in forms.iter().enumerate() {
            forms[i + 1..].iter().for_each(|b| equivalents.add_alike(a, b, alike));
        }
    }
    equivalents
});

impl Equivalents {
    /// What the built-in tables say.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// What a part is also called: short forms, full forms, and its forms in sister languages, each with how alike they
    /// are. Symmetric, sorted.
    pub fn of(&self, part: &str) -> &[(Box<str>, Likeness)] {
        self.0.get(part).map_or(&[], Vec::as_slice)
    }

    /// How alike two parts are as forms of one name; `None` where they are not known to be.
    pub fn between(&self, a: &str, b: &str) -> Option<Likeness> {
        let known = self.of(a);
        known.binary_search_by(|(other, _)| (**other).cmp(b)).ok().map(|place| known[place].1)
    }

    /// Whether two parts are forms of one name.
    pub fn are(&self, a: &str, b: &str) -> bool {
        self.between(a, b).is_some()
    }

    /// Teaches that two folded parts are forms of one name.
    pub fn add(&mut self, a: &str, b: &str) {
        self.add_alike(a, b, EQUIVALENT);
    }

    /// The same, with how alike they are; of two that are said the higher counts.
    fn add_alike(&mut self, a: &str, b: &str, alike: Likeness) {
        if a == b {
            return;
        }
        for (one, other) in [(a, b), (b, a)] {
            let known = self.0.entry(one.into()).or_default();
            match known.binary_search_by(|(known, _)| (**known).cmp(other)) {
                Ok(place) => known[place].1 = known[place].1.max(alike),
                Err(place) => known.insert(place, (other.into(), alike)),
            }
        }
    }
}

/// Parts that are spelled alike and are not the same.
static DIFFERENT_FROM: LazyLock<HashMap<Box<str>, Vec<Box<str>>>> = LazyLock::new(|| {
    let mut different: HashMap<Box<str>, Vec<Box<str>>> = HashMap::new();
    let known = Equivalents::built_in();
    let forms = |words: &str| -> Vec<Box<str>> {
        let forms = words.split_whitespace().flat_map(|word| {
            let same = known.of(word).iter().filter(|(_, alike)| *alike >= SAME_NAME).map(|(other, _)| other.clone());
            same.chain([word.into()]).collect::<Vec<_>>()
        });
        forms.collect()
    };
    for (some, others) in lines(DIFFERENT).filter_map(|line| line.split_once('\t')) {
        let (some, others) = (forms(some), forms(others));
        for (a, b) in some.iter().flat_map(|a| others.iter().map(move |b| (a, b))) {
            if a != b && known.between(a, b).is_none_or(|alike| alike < SAME_NAME) {
                different.entry(a.clone()).or_default().push(b.clone());
                different.entry(b.clone()).or_default().push(a.clone());
            }
        }
    }
    for others in different.values_mut() {
        others.sort_unstable();
        others.dedup();
    }
    different
});

/// The names that a name is mistaken for by its spelling, and is not. Symmetric, sorted.
pub fn mistaken_for(part: &str) -> &'static [Box<str>] {
    DIFFERENT_FROM.get(part).map_or(&[], Vec::as_slice)
}

/// Whether two names are spelled alike and are not the same: Hassan and Hussein.
pub fn are_different(a: &str, b: &str) -> bool {
    mistaken_for(a).binary_search_by(|other| (**other).cmp(b)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_mixed_up_by_eye_are_different_in_all_their_romanisations() {
        for (a, b) in [("hassan", "hussein"), ("hasan", "husayn"), ("fernandez", "hernandez")] {
            assert!(are_different(a, b) && are_different(b, a), "{a} {b}");
        }
        for (a, b) in [("hassan", "hasan"), ("yusuf", "youssef"), ("anna", "hanna")] {
            assert!(!are_different(a, b), "{a} {b}");
        }
    }

    #[test]
    fn short_forms_and_sister_forms_lead_to_each_other() {
        let built_in = Equivalents::built_in();
        for (a, b) in [("william", "bill"), ("vladimir", "volodymyr")] {
            assert!(built_in.are(a, b) && built_in.are(b, a), "{a}");
        }
        assert!(built_in.of("zzz").is_empty());
        assert_eq!(built_in.between("vladimir", "volodymyr"), Some(SAME_NAME));
        assert_eq!(built_in.between("william", "bill"), Some(EQUIVALENT));
    }
}
