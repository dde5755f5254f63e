//! What gives a word its role: the tables of `data/names/`, and what a user adds to them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Role, to_latin, words};

static PARTICLES: &str = include_str!("../../data/names/particles.txt");
static TITLES: &str = include_str!("../../data/names/titles.txt");
static COMPANY_FORMS: &str = include_str!("../../data/names/company_forms.txt");
/// Also other forms of their digits, wherever parts are compared.
pub(crate) static NUMBERS: &str = include_str!("../../data/names/numbers.txt");

/// The tables, for the hash of the configuration.
pub fn knowledge_hash_input() -> [&'static str; 4] {
    [PARTICLES, TITLES, COMPANY_FORMS, NUMBERS]
}

/// The lines of a table: no comments, no blank lines.
pub(crate) fn lines(table: &str) -> impl Iterator<Item = &str> {
    table.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Words that are particles, titles or numbers, and legal forms.
#[derive(Clone, Debug)]
pub struct Roles {
    words: HashMap<Box<str>, Role>,
    /// Legal forms by their first word, the longest first.
    forms: HashMap<Box<str>, Vec<LegalForm>>,
    classes: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

#[derive(Clone, Debug)]
struct LegalForm {
    /// Behind the first word.
    rest: Box<[Box<str>]>,
    class: usize,
}

static BUILT_IN: LazyLock<Roles> = LazyLock::new(|| {
    let mut roles =
        Roles { words: HashMap::new(), forms: HashMap::new(), classes: Vec::new(), numbers: HashMap::new() };
    // a word in both tables is a particle
    for (table, role) in [(TITLES, Role::Title), (PARTICLES, Role::Particle)] {
        lines(table).filter_map(|line| line.split('\t').next()).for_each(|word| roles.add_word(word, role));
    }
    for (class, list) in lines(COMPANY_FORMS).filter_map(|line| line.split_once('\t')) {
        for form in list.split(';').map(str::trim).filter(|form| !form.is_empty()) {
            let words: Vec<String> = words(&to_latin(form)).into_iter().map(|word| word.text).collect();
            roles.add_form(&words.join(" "), class);
        }
    }
    for (digits, words) in lines(NUMBERS).filter_map(|line| line.split_once('\t')) {
        let Ok(number) = digits.parse() else { continue };
        for word in words.split_whitespace() {
            roles.numbers.insert(word.into(), number);
        }
    }
    roles
});

impl Roles {
    /// What the built-in tables say.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Whether a folded word is a particle (`al`, `bin`, `von`) or a title (`dr`, `haji`, `sheikh`).
    pub fn of(&self, word: &str) -> Option<Role> {
        self.words.get(word).copied()
    }

    /// The number that two neighbouring words say: 44 of `forty 4` and of `twenty`, `one` 21.
    pub(super) fn number_of_two(&self, first: &str, second: &str) -> Option<u32> {
        let tens = *self.numbers.get(first).filter(|tens| (20..=90).contains(*tens) && *tens % 10 == 0)?;
        let ones = self.numbers.get(second).copied().or_else(|| second.parse().ok())?;
        (1..=9).contains(&ones).then_some(tens + ones)
    }

    /// Teaches a particle or a title.
    pub fn add_word(&mut self, word: &str, role: Role) {
        self.words.insert(word.into(), role);
    }

    /// Teaches a legal form, as folded words with blanks between; where it is known already, its class changes.
    pub fn add_form(&mut self, form: &str, class: &str) {
        let mut words = form.split(' ').map(Box::from);
        let Some(first) = words.next() else { return };
        let rest: Box<[Box<str>]> = words.collect();
        let class = self.classes.iter().position(|known| **known == *class).unwrap_or_else(|| {
            self.classes.push(class.into());
            self.classes.len() - 1
        });
        let forms = self.forms.entry(first).or_default();
        match forms.iter_mut().find(|known| known.rest == rest) {
            Some(known) => known.class = class,
            None => forms.push(LegalForm { rest, class }),
        }
        forms.sort_by_key(|form| std::cmp::Reverse(form.rest.len()));
    }

    /// The class of a legal form: of `s a`, `jsc`.
    pub fn class_of(&self, form: &str) -> Option<&str> {
        let words: Vec<&str> = form.split(' ').collect();
        self.form_at_start(&words).filter(|(_, count)| *count == words.len()).map(|(class, _)| class)
    }

    /// The classes of legal forms.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.classes.iter().map(|class| &**class)
    }

    /// The longest legal form that begins at the first of these words: its class and its number of words.
    pub(super) fn form_at_start(&self, words: &[&str]) -> Option<(&str, usize)> {
        let (first, behind) = words.split_first()?;
        let begins = |form: &&LegalForm| {
            form.rest.len() <= behind.len() && form.rest.iter().zip(behind).all(|(word, other)| **word == **other)
        };
        let form = self.forms.get(*first)?.iter().find(begins)?;
        Some((&self.classes[form.class], form.rest.len() + 1))
    }
}
