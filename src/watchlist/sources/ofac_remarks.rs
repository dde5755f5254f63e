//! OFAC's remarks: one text of clauses separated by semicolons, each with a word in front that says what it is.

use super::super::entity::tidy;
use super::super::{Entity, Link};
use super::ofac_papers;
use super::words::{add, country_of_place, date, span};
use crate::vocabulary::{Country, EntityType, Gender, Strength};

/// The ways to read a linked name, the likeliest first: the full stop at its end may end the remarks, belong to the
/// name, or be both at once.
pub(super) fn linked_name_forms(name: &str) -> [String; 3] {
    let name = tidy(name);
    let without = name.strip_suffix('.').unwrap_or(&name).to_owned();
    let with = format!("{without}.");
    let likeliest = if ends_in_abbreviation(&name) { &name } else { &without };
    [likeliest.clone(), without, with]
}

/// `S.A.`, `CO.`, `LTD.`: words that keep their full stop.
fn ends_in_abbreviation(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or("");
    let inside = last.trim_end_matches('.');
    inside.contains('.')
        || inside.chars().count() == 1
        || ["CO", "LTD", "LTDA", "INC", "CORP", "CIA", "LLC", "BHD"]
            .iter()
            .any(|word| inside.eq_ignore_ascii_case(word))
}

/// Clauses that say nothing about who somebody is.
const NOISE: &[&str] = &[
    "additional sanctions information",
    "secondary sanctions risk",
    "executive order",
    "for more information",
    "caatsa section",
    "all offices",
    "all branches",
    "effective date",
    "purchase/sales",
    "target type",
    "organization type",
    "organization established",
    "aircraft manufacture date",
    "equity ticker",
    "chinese commercial code",
    "united states financial",
    "arrested",
    "currently in",
    "tribe",
    "subtribe",
    "interpol",
    "individual's height",
    "operations in",
    "also operations",
    "vessel tonnage",
    "vessel gross",
    "un/locode",
    "ifca determination",
    "from:",
    "named in",
    "(following data",
    "temporary suspension",
];

/// Words in front of a relative's name.
const RELATIVES: &[&str] = &[
    "son of",
    "daughter of",
    "child of",
    "wife of",
    "husband of",
    "brother of",
    "sister of",
    "father of",
    "nephew of",
];

/// Reads remarks into an entity.
pub(super) fn apply(entity: &mut Entity, remarks: &str) {
    for clause in remarks.split(';') {
        let clause = tidy(clause);
        let body = without_alternate(&clause);
        if !body.trim_end_matches('.').is_empty() {
            // the last clause ends in the full stop of the whole
            let plain = body.strip_suffix('.').unwrap_or(body);
            if !apply_known(entity, body)
                && entity.entity_type == EntityType::Person
                && plain.chars().any(char::is_alphabetic)
            {
                office(entity, plain);
            }
        }
    }
}

/// `alt. Passport …`, `Alt. Fax …`, `Alternate Title: …` without their first word.
fn without_alternate(clause: &str) -> &str {
    for word in ["alt. ", "alternate "] {
        if clause.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            return clause[word.len()..].trim_start();
        }
    }
    clause
}

/// What stands behind a word at the front, case ignored; the word must end there.
fn behind<'a>(clause: &'a str, word: &str) -> Option<&'a str> {
    let start = clause.get(..word.len())?;
    let rest = &clause[word.len()..];
    let ends = word.ends_with(['.', ':', '\'']) || rest.is_empty() || !rest.starts_with(char::is_alphanumeric);
    (start.eq_ignore_ascii_case(word) && ends).then(|| rest.trim_start_matches([' ', ':']))
}

/// Reads a clause that says what it is, such as `DOB 1950`; false for one that does not.
pub(super) fn apply_known(entity: &mut Entity, clause: &str) -> bool {
    // the last clause ends in the full stop of the whole; a linked name may own it
    let plain = clause.strip_suffix('.').unwrap_or(clause);
    if let Some(name) = behind(clause, "Linked To:").or_else(|| behind(clause, "Linked To")) {
        link(entity, "linked to", name);
    } else if let Some(name) = behind(plain, "Aircraft Operator").or_else(|| behind(plain, "Vessel Owner")) {
        link(entity, if plain.starts_with("Aircraft") { "operator" } else { "owner" }, name);
    } else if let Some(names) = quoted_names(plain) {
        names.for_each(|name| entity.add_name(name, Strength::Weak));
    } else if let Some(name) = behind(plain, "Issuer Name") {
        // under this name its securities are traded
        entity.add_name(name, Strength::Strong);
    } else if let Some(text) = behind(plain, "DOB") {
        entity.birth_dates.extend(span(text).filter(|span| !entity.birth_dates.contains(span)));
    } else if let Some(text) = behind(plain, "POB") {
        if let Some(country) = country_of_place(text) {
            add(&mut entity.birth_countries, country);
        }
        add(&mut entity.birth_places, tidy(text));
    } else if let Some(text) = nationality(plain) {
        let text = text.strip_prefix("possibly ").unwrap_or(text);
        if let Some(country) = Country::parse(text).or_else(|| country_of_place(text)) {
            add(&mut entity.nationalities, country);
        }
    } else if let Some(text) = behind(plain, "Gender") {
        entity.gender = entity.gender.or_else(|| Gender::parse(text));
    } else if let Some(text) = behind(plain, "Listing Date") {
        let day = text.rsplit([':', ')']).next().and_then(date);
        entity.listed_on = entity.listed_on.into_iter().chain(day).min();
    } else if let Some(text) = ["Position", "Title", "Occupation"].iter().find_map(|word| behind(plain, word)) {
        add(&mut entity.positions, tidy(text));
    } else if let Some(text) = ["Aircraft Model", "Other Vessel Type"].iter().find_map(|word| behind(plain, word)) {
        add(&mut entity.positions, tidy(text));
    } else if NOISE.iter().any(|word| plain.get(..word.len()).is_some_and(|s| s.eq_ignore_ascii_case(word))) {
        // nothing in it to screen by
    } else if let Some(identifier) = ofac_papers::identifier(plain) {
        add(&mut entity.identifiers, identifier);
    } else {
        return false;
    }
    true
}

/// An office or title; `son of …` is a link to a relative.
pub(super) fn office(entity: &mut Entity, text: &str) {
    match RELATIVES.iter().find_map(|word| behind(text, word).map(|name| (*word, name))) {
        Some((how, name)) => link(entity, how, name),
        None => add(&mut entity.positions, tidy(text)),
    }
}

fn link(entity: &mut Entity, how: &str, name: &str) {
    let link = Link { how: how.to_owned(), name: tidy(name), id: String::new() };
    if !link.name.is_empty() {
        add(&mut entity.links, link);
    }
}

/// `a.k.a. 'X'`, also `a.k.a. 'X', 'Y'`: weak aliases, which stand only here.
fn quoted_names(clause: &str) -> Option<impl Iterator<Item = &str>> {
    let rest = ["a.k.a.", "f.k.a.", "n.k.a."].iter().find_map(|word| behind(clause, word))?;
    let inside = rest.strip_prefix('\'').unwrap_or(rest);
    let inside = inside.strip_suffix('\'').unwrap_or(inside);
    Some(inside.split("', '"))
}

fn nationality(clause: &str) -> Option<&str> {
    ["nationality of registration", "nationality", "citizen", "former vessel flag", "other vessel flag", "vessel flag"]
        .iter()
        .find_map(|word| behind(clause, word))
}
