//! Names that are taken off the lists and asked for: real differences, without anybody having labelled them.

use std::collections::BTreeMap;

use super::ask::Question;
use super::difference::{RESEMBLES, form_of, kind_of, token_sort};
use super::lists::{Listed, lot, sample};
use super::script::script_of;
use crate::record::Record;
use crate::vocabulary::{EntityType, Strength};
use crate::watchlist::Entity;

/// What is held out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hold {
    /// One alias of each entry that has several names; asked for against all that remain.
    Aliases,
    /// Every name that is not in Latin script; one of each other script is asked for.
    Scripts,
}

impl Hold {
    /// The word that `--hold-out` takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aliases => "aliases",
            Self::Scripts => "scripts",
        }
    }
}

/// Which names are chosen.
pub(super) struct Choice {
    pub seed: u64,
    pub sample: Option<usize>,
    /// Only aliases that resemble another name that remains.
    pub resembling: bool,
    /// Only entries of this type; persons for `Person`.
    pub entity_type: Option<EntityType>,
}

/// Lists without what is held out, and what to ask.
pub(super) struct HeldOut {
    pub listed: Listed,
    pub questions: Vec<Question>,
    pub traits: Vec<Traits>,
    /// Entries, or names, that could not be asked for, by the reason.
    pub not_asked: BTreeMap<&'static str, u64>,
}

/// What is known of a name that is asked for.
pub(super) struct Traits {
    pub list: String,
    pub script: &'static str,
    pub kind: &'static str,
    pub resembles: bool,
    pub entity_type: EntityType,
}

/// Takes out what `hold` says.
pub(super) fn hold_out(listed: &Listed, hold: Hold, choice: &Choice) -> HeldOut {
    match hold {
        Hold::Aliases => aliases(listed, choice),
        Hold::Scripts => scripts(listed, choice),
    }
}

struct Chosen<'a> {
    number: usize,
    list: usize,
    entity: &'a Entity,
    name: &'a str,
}

fn aliases(listed: &Listed, choice: &Choice) -> HeldOut {
    let bearers = listed.bearers();
    let mut not_asked: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut chosen = Vec::new();
    for (number, (list, entity)) in listed.entities().enumerate() {
        if choice.entity_type.is_some_and(|wanted| wanted != entity.entity_type) {
            continue;
        }
        let name_of_list = listed.list_name(list);
        match alias_of(entity, number, &bearers, choice, lot(choice.seed, "alias", name_of_list, &entity.id)) {
            Ok(name) => chosen.push(Chosen { number, list, entity, name }),
            Err(reason) => *not_asked.entry(reason).or_default() += 1,
        }
    }
    let eligible = chosen.len();
    let chosen =
        sample(chosen, choice.sample, |one| lot(choice.seed, "sample", listed.list_name(one.list), &one.entity.id));
    note_sampled(eligible, chosen.len(), &mut not_asked);
    let mut held: BTreeMap<usize, String> = BTreeMap::new();
    let (mut questions, mut traits) = (Vec::new(), Vec::new());
    for Chosen { number, list, entity, name } in chosen {
        let form = form_of(name);
        traits.push(traits_of(listed.list_name(list), entity, name, |other| form_of(other) != form));
        questions.push(question(entity, name, number));
        held.insert(number, form);
    }
    let mut number = 0;
    let reduced = listed.lists.iter().map(|(info, entities)| {
        let entities = entities.iter().map(|entity| {
            let mut entity = entity.clone();
            if let Some(form) = held.get(&number) {
                entity.names.retain(|name| form_of(&name.text) != *form);
            }
            number += 1;
            entity
        });
        (info.clone(), entities.collect())
    });
    HeldOut { listed: Listed { lists: reduced.collect() }, questions, traits, not_asked }
}

fn note_sampled(eligible: usize, chosen: usize, not_asked: &mut BTreeMap<&'static str, u64>) {
    if chosen < eligible {
        *not_asked.entry("not in the sample").or_default() += (eligible - chosen) as u64;
    }
}

/// The alias to ask for, or why there is none.
fn alias_of<'e>(
    entity: &'e Entity,
    number: usize,
    bearers: &std::collections::HashMap<String, Vec<usize>>,
    choice: &Choice,
    lot: u64,
) -> Result<&'e str, &'static str> {
    if entity.names.len() < 2 {
        return Err("only one name");
    }
    let strong: Vec<(&str, String)> = entity
        .names
        .iter()
        .skip(1)
        .filter(|name| name.strength != Strength::Weak)
        .map(|name| (name.text.as_str(), form_of(&name.text)))
        .collect();
    if strong.is_empty() {
        return Err("no alias but weak ones");
    }
    let primary = form_of(entity.primary_name());
    // each form once
    let mut forms: Vec<&(&str, String)> = Vec::new();
    for alias in strong.iter().filter(|(_, form)| *form != primary && !form.is_empty()) {
        if !forms.iter().any(|(_, known)| *known == alias.1) {
            forms.push(alias);
        }
    }
    if forms.is_empty() {
        return Err("every alias is the primary name in another writing or order");
    }
    forms.retain(|(_, form)| bearers.get(form).is_none_or(|bearers| bearers == &[number]));
    if forms.is_empty() {
        return Err("every alias is the name of another entry too");
    }
    if choice.resembling {
        forms.retain(|(text, form)| resembles(entity, text, |other| form_of(other) != *form));
        if forms.is_empty() {
            return Err("no alias resembles another name");
        }
    }
    Ok(forms[(lot % forms.len() as u64) as usize].0)
}

/// Whether a name resembles another one of the entry that remains, weak ones not counted.
fn resembles(entity: &Entity, name: &str, remains: impl Fn(&str) -> bool) -> bool {
    let mut others = entity.names.iter().filter(|other| other.strength != Strength::Weak && remains(&other.text));
    others.any(|other| token_sort(name, &other.text) >= RESEMBLES)
}

fn traits_of(list: &str, entity: &Entity, name: &str, remains: impl Fn(&str) -> bool) -> Traits {
    let script = script_of(name);
    let others: Vec<&str> = entity
        .names
        .iter()
        .filter(|other| other.strength != Strength::Weak && remains(&other.text))
        .map(|other| other.text.as_str())
        .collect();
    let nearest = others.iter().max_by(|a, b| token_sort(name, a).total_cmp(&token_sort(name, b)));
    let kind = match nearest {
        Some(other) if others.iter().any(|other| script_of(other) == script) => kind_of(name, other),
        _ => "script",
    };
    Traits {
        list: list.to_owned(),
        script,
        kind,
        resembles: others.iter().any(|other| token_sort(name, other) >= RESEMBLES),
        entity_type: entity.entity_type,
    }
}

/// One name in each script that is not Latin, against a list of Latin names only.
fn scripts(listed: &Listed, choice: &Choice) -> HeldOut {
    let mut not_asked: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut by_script: BTreeMap<&'static str, Vec<(Chosen, u64)>> = BTreeMap::new();
    let is_latin = |name: &str| matches!(script_of(name), "Latin" | "none");
    let mut number = 0;
    let mut lists = Vec::new();
    for (list, (info, entities)) in listed.lists.iter().enumerate() {
        let mut kept = Vec::new();
        for entity in entities {
            let mut latin = entity.clone();
            latin.names.retain(|name| is_latin(&name.text));
            if latin.names.iter().all(|name| name.strength == Strength::Weak) {
                *not_asked.entry("no name in Latin script").or_default() += 1;
                if latin.names.is_empty() {
                    continue;
                }
            } else if choice.entity_type.is_none_or(|wanted| wanted == entity.entity_type) {
                let lot = lot(choice.seed, "script", &info.name, &entity.id);
                let mut names: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
                for name in entity.names.iter().filter(|name| name.strength != Strength::Weak && !is_latin(&name.text))
                {
                    names.entry(script_of(&name.text)).or_default().push(&name.text);
                }
                for (script, names) in names {
                    let name = names[(lot % names.len() as u64) as usize];
                    by_script.entry(script).or_default().push((Chosen { number, list, entity, name }, lot));
                }
            }
            kept.push(latin);
            number += 1;
        }
        lists.push((info.clone(), kept));
    }
    let (mut questions, mut traits) = (Vec::new(), Vec::new());
    for (_, chosen) in by_script {
        let eligible = chosen.len();
        let chosen = sample(chosen, choice.sample, |(_, lot)| *lot);
        note_sampled(eligible, chosen.len(), &mut not_asked);
        for (Chosen { number, list, entity, name }, _) in chosen {
            traits.push(traits_of(listed.list_name(list), entity, name, is_latin));
            questions.push(question(entity, name, number));
        }
    }
    HeldOut { listed: Listed { lists }, questions, traits, not_asked }
}

/// An entry as a customer, under this name, with what the list says of birth date and nationality.
pub(super) fn question(entity: &Entity, name: &str, number: usize) -> Question {
    let birth = entity.birth_dates.first().filter(|span| span.from == span.to && !span.circa);
    let record = Record {
        id: entity.id.clone().into(),
        name: name.to_owned().into(),
        searched_name: name.to_owned().into(),
        date_of_birth: birth.map(|span| span.from),
        nationalities: entity.nationalities.first().copied().into_iter().collect(),
        ..Record::default()
    };
    Question { record, right: Some(number) }
}

#[cfg(test)]
mod tests;
