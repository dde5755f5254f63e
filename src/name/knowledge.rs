//! What gives a word its role: the tables of `data/names/`, and what a user adds to them.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};
use std::ops::Bound::{Included, Unbounded};
use std::sync::LazyLock;

use super::misspelt::MisspeltWords;
use super::{Role, to_latin, words};

static PARTICLES: &str = include_str!("../../data/names/particles.txt");
static TITLES: &str = include_str!("../../data/names/titles.txt");
static COMPANY_PHRASES: &str = include_str!("../../data/names/company_phrases.txt");
static SERIAL_WORDS: &str = include_str!("../../data/names/serial_words.txt");
static GLUED_FORMS: &str = include_str!("../../data/names/glued_forms.txt");
static COMPANY_FORMS: &str = include_str!("../../data/names/company_forms.txt");
/// Also other forms of their digits, wherever parts are compared.
pub(crate) static NUMBERS: &str = include_str!("../../data/names/numbers.txt");

/// The tables, for the hash of the configuration.
pub fn knowledge_hash_input() -> [&'static str; 9] {
    let [readings, surnames] = [super::scripts::HAN_READINGS, super::scripts::HAN_SURNAMES];
    [PARTICLES, TITLES, COMPANY_FORMS, NUMBERS, COMPANY_PHRASES, SERIAL_WORDS, GLUED_FORMS, readings, surnames]
}

/// The lines of a table: no comments, no blank lines.
pub(crate) fn lines(table: &str) -> impl Iterator<Item = &str> {
    table.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Words that are particles, titles or numbers, and legal forms.
#[derive(Clone, Default, Debug)]
pub struct Roles {
    words: HashMap<Box<str>, Role>,
    /// Legal forms by their first word, the longest first.
    forms: HashMap<Box<str>, Vec<LegalForm>>,
    classes: Vec<Box<str>>,
    form_words: MisspeltWords,
    /// Legal forms of one word, from as many letters as can be cut off.
    long_forms: BTreeMap<Box<str>, usize>,
    /// By their first word, the longest first.
    phrases: HashMap<Box<str>, Vec<Phrase>>,
    numbers: HashMap<Box<str>, u32>,
}

#[derive(Clone, Debug)]
struct LegalForm {
    /// Behind the first word.
    rest: Box<[Box<str>]>,
    class: usize,
}

/// The words behind the first, and what all are read as.
type Phrase = (Vec<Box<str>>, Box<str>);

static BUILT_IN: LazyLock<Roles> = LazyLock::new(|| {
    let mut roles = Roles::default();
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
    for (short, list) in lines(COMPANY_PHRASES).filter_map(|line| line.split_once('\t')) {
        list.split(';').for_each(|phrase| roles.add_phrase(phrase, short));
    }
    for (digits, words) in lines(NUMBERS).filter_map(|line| line.split_once('\t')) {
        let Ok(number) = digits.parse() else { continue };
        for word in words.split_whitespace() {
            roles.numbers.insert(word.into(), number);
        }
    }
    roles
});

/// Letters of a legal form that must be left where it was cut off.
const LEAST_OF_FORM: usize = 5;
/// So many, or all but two of its letters, are no name of people.
const ENOUGH_OF_FORM: usize = 7;
/// Letters of a name to which a legal form is glued, at least.
const LEAST_BESIDE_FORM: usize = 3;

static SERIAL: LazyLock<HashSet<&str>> = LazyLock::new(|| lines(SERIAL_WORDS).collect());

/// Legal forms that are glued in front of a name, and behind it.
static GLUED: LazyLock<[Vec<&str>; 2]> = LazyLock::new(|| {
    ["front", "behind"].map(|place| {
        let here = lines(GLUED_FORMS).filter_map(|line| line.split_once('\t')).filter(|(at, _)| *at == place);
        here.flat_map(|(_, forms)| forms.split(' ')).collect()
    })
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
        form.split(' ').for_each(|word| self.form_words.add(word));
        if rest.is_empty() && first.len() > LEAST_OF_FORM {
            self.long_forms.insert(first.clone(), class);
        }
        let forms = self.forms.entry(first).or_default();
        match forms.iter_mut().find(|known| known.rest == rest) {
            Some(known) => known.class = class,
            None => forms.push(LegalForm { rest, class }),
        }
        forms.sort_by_key(|form| std::cmp::Reverse(form.rest.len()));
    }

    fn add_phrase(&mut self, phrase: &str, short: &str) {
        let mut words = phrase.split(' ').map(Box::from);
        let Some(first) = words.next() else { return };
        let phrases = self.phrases.entry(first).or_default();
        phrases.push((words.collect(), short.into()));
        phrases.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }

    /// The longest phrase that begins at the first of these words: what it is read as, and its number of words.
    pub(super) fn phrase_at_start(&self, words: &[&str]) -> Option<(&str, usize)> {
        let (first, behind) = words.split_first()?;
        let begins = |rest: &[Box<str>]| {
            rest.len() <= behind.len() && rest.iter().zip(behind).all(|(word, other)| **word == **other)
        };
        let (rest, short) = self.phrases.get(*first)?.iter().find(|(rest, _)| begins(rest))?;
        Some((short, rest.len() + 1))
    }

    /// Whether there are several of what has this word in its name, told apart by a number.
    pub(super) fn is_serial(word: &str) -> bool {
        SERIAL.contains(word)
    }

    /// These words, those of legal forms that are one letter wrong put right.
    pub(super) fn forms_spelled<'w>(&'w self, words: &[&'w str]) -> Vec<&'w str> {
        words.iter().map(|word| self.form_words.meant_by(word).unwrap_or(word)).collect()
    }

    /// The class of a legal form that the end of a name has cut off: these last words begin one, of two words and more, or
    /// are most of a long one.
    pub(super) fn cut_off_form(&self, words: &[&str]) -> Option<&str> {
        let (last, before) = words.split_last()?;
        let Some((first, between)) = before.split_first() else {
            let (form, class) = self.long_forms.range::<str, _>((Included(*last), Unbounded)).next()?;
            // `cooper` is a name before it is most of a cooperative
            let enough = last.len() >= ENOUGH_OF_FORM || last.len() + 2 >= form.len();
            let most = form.starts_with(*last) && last.len() >= LEAST_OF_FORM && 5 * last.len() >= 3 * form.len();
            let most = most && enough;
            return most.then(|| &*self.classes[*class]);
        };
        let begins = |form: &&LegalForm| {
            form.rest.len() > between.len()
                && form.rest.iter().zip(between).all(|(word, other)| **word == **other)
                && form.rest[between.len()].starts_with(*last)
        };
        let form = self.forms.get(*first).filter(|_| first.len() >= LEAST_OF_FORM)?.iter().find(begins)?;
        Some(&self.classes[form.class])
    }

    /// A name and a legal form that are written together, in the order in which they stand.
    pub(super) fn glued(word: &str) -> Option<(&str, &str)> {
        let [front, behind] = &*GLUED;
        let enough = |rest: &str| rest.len() >= LEAST_BESIDE_FORM;
        let in_front = |form: &&&str| word.strip_prefix(**form).is_some_and(enough);
        let at_end = |form: &&&str| word.strip_suffix(**form).is_some_and(enough);
        match front.iter().find(in_front) {
            Some(form) => Some(word.split_at(form.len())),
            None => behind.iter().find(at_end).map(|form| word.split_at(word.len() - form.len())),
        }
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
