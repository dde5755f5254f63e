//! The tables of `data/names/` that give a word its role.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static PARTICLES: &str = include_str!("../../data/names/particles.txt");
static TITLES: &str = include_str!("../../data/names/titles.txt");
static COMPANY_FORMS: &str = include_str!("../../data/names/company_forms.txt");

/// What the tables say, for the hash of the configuration.
pub fn knowledge_hash_input() -> [&'static str; 3] {
    [PARTICLES, TITLES, COMPANY_FORMS]
}

/// The lines of a table: no comments, no blank lines.
pub(crate) fn lines(table: &str) -> impl Iterator<Item = &str> {
    table.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn first_cells(table: &'static str) -> HashSet<&'static str> {
    lines(table).filter_map(|line| line.split('\t').next()).collect()
}

/// Words that carry next to nothing: `al`, `bin`, `von`.
pub(super) static PARTICLE_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| first_cells(PARTICLES));

/// Honorifics, ranks and degrees: `dr`, `haji`, `sheikh`.
pub(super) static TITLE_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| first_cells(TITLES));

/// Legal forms, as words, with their class: `["s", "a"]` is `jsc`.
pub(super) static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let mut forms = Forms::default();
    for line in lines(COMPANY_FORMS) {
        let Some((class, list)) = line.split_once('\t') else { continue };
        for form in list.split(';').map(str::trim).filter(|form| !form.is_empty()) {
            let words: Vec<&str> = form.split(' ').collect();
            forms.longest = forms.longest.max(words.len());
            forms.by_words.insert(words, class);
        }
    }
    forms
});

/// Legal forms by their words.
#[derive(Default)]
pub(super) struct Forms {
    by_words: HashMap<Vec<&'static str>, &'static str>,
    longest: usize,
}

impl Forms {
    /// The longest form that begins at the first of these words: its class and its number of words.
    pub(super) fn at_start(&self, words: &[&str]) -> Option<(&'static str, usize)> {
        (1..=self.longest.min(words.len())).rev().find_map(|n| self.by_words.get(&words[..n]).map(|class| (*class, n)))
    }
}
