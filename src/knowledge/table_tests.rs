//! The built-in tables, held against each other as lines of a user's file are.

use std::collections::{HashMap, HashSet};

use crate::name::{lines, to_latin, words};

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!("../../data/names/", $name, ".txt"))
    };
}

const PARTICLES: &str = table!("particles");
const TITLES: &str = table!("titles");
const NICKNAMES: &str = table!("nicknames");
const SISTERS: &str = table!("sister_names");
const COMPANY_WORDS: &str = table!("company_words");
const NUMBERS: &str = table!("numbers");
const FORMS: &str = table!("company_forms");
const RARITY: &str = table!("rarity");
const COMPANY_RARITY: &str = table!("company_rarity");

/// Titles that are also short forms of names or numbers, which a title never hides: as a name they find their full form.
const BOTH: [&str; 9] = ["2nd", "3rd", "4th", "aga", "dom", "don", "haji", "md", "pasha"];

fn cells(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(table).map(|line| line.split_once('\t').unwrap_or((line, "")))
}

/// Panics at a word that was there before.
fn once<'w>(words: impl Iterator<Item = &'w str>, table: &str) -> HashSet<&'w str> {
    let mut seen = HashSet::new();
    words.for_each(|word| assert!(seen.insert(word), "{table}: `{word}` stands there twice"));
    seen
}

fn roles() -> [HashSet<&'static str>; 2] {
    [("particles", PARTICLES), ("titles", TITLES)].map(|(name, table)| once(cells(table).map(|cells| cells.0), name))
}

#[test]
fn every_word_is_folded_as_names_are() {
    for table in [PARTICLES, TITLES, NICKNAMES, SISTERS, COMPANY_WORDS, NUMBERS, RARITY, COMPANY_RARITY] {
        for line in lines(table) {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || " \t:_".contains(c);
            assert!(line.chars().all(plain) && line == line.trim() && !line.contains("  "), "`{line}`");
        }
    }
}

#[test]
fn a_word_has_one_role_and_one_class_at_most() {
    let [particles, titles] = roles();
    assert!(particles.is_disjoint(&titles), "{:?}", particles.intersection(&titles));
    for (name, table) in [("rarity", RARITY), ("company_rarity", COMPANY_RARITY)] {
        let words = once(cells(table).flat_map(|(_, words)| words.split(' ')), name);
        let known: HashSet<_> = crate::likeness::rarity_classes().collect();
        assert!(cells(table).all(|(class, _)| known.contains(class)), "{name}");
        // a particle and a title weigh what they weigh, wherever they stand among people
        if name == "rarity" {
            assert!(words.is_disjoint(&particles) && words.is_disjoint(&titles));
        }
    }
}

#[test]
fn other_forms_are_said_once_and_of_names() {
    let [_, titles] = roles();
    let mut pairs: HashSet<[&str; 2]> = HashSet::new();
    let mut add = |a, b| {
        assert_ne!(a, b);
        assert!(pairs.insert(if a < b { [a, b] } else { [b, a] }), "`{a}` and `{b}` are one twice");
        assert!(
            [a, b].iter().all(|word| BOTH.contains(word) || !titles.contains(word)),
            "`{a}`, `{b}`: one is a title"
        );
    };
    for (name, table) in [("nicknames", NICKNAMES), ("company_words", COMPANY_WORDS), ("numbers", NUMBERS)] {
        once(cells(table).map(|cells| cells.0), name);
        for (full, shorts) in cells(table) {
            for short in once(shorts.split(' '), full) {
                add(full, short);
            }
        }
    }
    let given = || lines(SISTERS).filter(|line| !line.starts_with("surname:"));
    once(given().flat_map(|line| line.split(' ')), "sister_names");
    for line in given() {
        let forms: Vec<&str> = line.split(' ').collect();
        assert!(forms.len() > 1, "`{line}`");
        forms.iter().enumerate().for_each(|(i, a)| forms[i + 1..].iter().for_each(|b| add(a, b)));
    }
    let surnames: Vec<&str> = lines(SISTERS).filter_map(|line| line.strip_prefix("surname: ")).collect();
    once(surnames.iter().copied(), "surnames");
    for line in surnames {
        once(line.split(' '), line);
    }
}

#[test]
fn a_legal_form_has_one_class_and_stands_once() {
    let mut classes: HashMap<String, &str> = HashMap::new();
    let mut written = HashSet::new();
    for (class, forms) in cells(FORMS) {
        for form in forms.split(';') {
            assert!(written.insert(form), "`{form}` stands there twice");
            let folded = words(&to_latin(form)).into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
            assert!(folded.len() > 1, "`{form}`");
            let before = classes.insert(folded.clone(), class);
            assert!(before.is_none_or(|before| before == class), "`{form}`, read `{folded}`, is of two classes");
        }
    }
    // an abbreviation that is a legal form would never be read as a word
    for (word, shorts) in cells(COMPANY_WORDS) {
        let forms: Vec<&str> = shorts.split(' ').chain([word]).filter(|text| classes.contains_key(*text)).collect();
        assert!(forms.is_empty(), "{word}: {forms:?}");
    }
}
