//! Given names of men and of women that are spelled nearly alike and are two names.

use hashbrown::HashMap;
use std::sync::LazyLock;

use super::Likeness;
use crate::name::lines;

pub(super) static TABLE: &str = include_str!("../../data/names/gender_pairs.txt");

/// The most that a man's and a woman's name are alike: halfway to a slip, so that it takes more than one other part to
/// make up for it.
pub const MAN_AND_WOMAN: Likeness = 6_500;

/// For each name those of the other gender, both ways, sorted.
static OTHERS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut others: HashMap<&str, Vec<&str>> = HashMap::new();
    for (man, women) in lines(TABLE).filter_map(|line| line.split_once('\t')) {
        for woman in women.split_whitespace() {
            others.entry(man).or_default().push(woman);
            others.entry(woman).or_default().push(man);
        }
    }
    for names in others.values_mut() {
        names.sort_unstable();
    }
    others
});

/// Whether one is a man's name and the other a woman's, by the table.
pub(super) fn are_man_and_woman(a: &str, b: &str) -> bool {
    OTHERS.get(a).is_some_and(|others| others.binary_search(&b).is_ok())
}

/// Whether the table knows the name.
pub(super) fn has_other_gender(name: &str) -> bool {
    OTHERS.contains_key(name)
}
