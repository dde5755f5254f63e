//! Every listed name, unchanged: it must be an alert on its own entry, or there is a reason.

use std::collections::BTreeMap;

use super::ask::{Answer, Fields, Question, ask};
use super::hold_out::question;
use super::lists::{Listed, lot, sample};
use super::mutations::MUTATIONS;
use super::results::{Control, ControlRow, MutationRow, Mutations};
use super::statistics::Share;
use super::{Error, Watch};
use crate::index::Index;
use crate::matching::{PairComparer, Settings};
use crate::name::{NameKind, has_letter_or_digit};
use crate::vocabulary::{EntityType, Strength};
use crate::watchlist::Entity;

/// Asks for every name of every list.
pub(super) fn control(
    listed: &Listed,
    index: &Index,
    settings: &Settings,
    watch: &Watch,
    mut missed: impl FnMut(&Question, &Answer, &'static str),
) -> Result<Control, Error> {
    let mut questions = Vec::new();
    let mut names: Vec<(usize, &Entity, usize)> = Vec::new();
    for (number, (list, entity)) in listed.entities().enumerate() {
        for (ordinal, name) in entity.names.iter().enumerate() {
            let mut question = question(entity, &name.text, number);
            question.record.date_of_birth = None;
            question.record.nationalities.clear();
            questions.push(question);
            names.push((list, entity, ordinal));
        }
    }
    let answers = ask(index, settings, &questions, false, watch, "control")?;
    let mut rows: BTreeMap<(usize, Strength), Vec<Option<&'static str>>> = BTreeMap::new();
    for ((question, answer), (list, entity, ordinal)) in questions.iter().zip(&answers).zip(names) {
        let why_not = why_not(question, answer, entity, ordinal, settings, listed);
        if let Some(why_not) = why_not.filter(|why_not| *why_not != POLICY) {
            missed(question, answer, why_not);
        }
        rows.entry((list, entity.names[ordinal].strength)).or_default().push(why_not);
    }
    let all = || rows.values().flatten();
    Ok(Control {
        alerted: Share::where_true(all().map(Option::is_none)),
        alerted_of_those_that_may: Share::where_true(all().filter(|why| **why != Some(POLICY)).map(Option::is_none)),
        rows: rows
            .iter()
            .map(|((list, strength), names)| ControlRow {
                list: listed.list_name(*list).to_owned(),
                strength: strength.as_str(),
                alerted: Share::where_true(names.iter().map(Option::is_none)),
                why_not: names.iter().flatten().fold(BTreeMap::new(), |mut counts, why| {
                    *counts.entry(*why).or_default() += 1;
                    counts
                }),
            })
            .collect(),
    })
}

/// The reason that is a choice, and no fault.
const POLICY: &str = "a weak alias, which makes no hit by the list's policy";

/// Why a listed name is no alert on its own entry; `None` where it is one.
fn why_not(
    question: &Question,
    answer: &Answer,
    entity: &Entity,
    ordinal: usize,
    settings: &Settings,
    listed: &Listed,
) -> Option<&'static str> {
    let threshold = settings.threshold();
    let right = question.right?;
    let name = &entity.names[ordinal];
    if answer.score_of(right, Fields::Name) >= threshold {
        let before: Vec<usize> =
            answer.by_name().iter().take_while(|alert| alert.entity != right).map(|alert| alert.entity).collect();
        if before.len() < settings.max_hits || is_sanctions(entity) {
            return None;
        }
        let entities: Vec<&Entity> = listed.entities().map(|(_, entity)| entity).collect();
        let others = before.iter().filter(|other| !is_sanctions(entities[**other])).count();
        return (others >= settings.max_hits)
            .then_some("other entries score as high and take all places of --max-hits");
    }
    let kind = NameKind::of(entity.entity_type);
    Some(match () {
        () if !has_letter_or_digit(&name.text) => "no letter or digit in the name",
        () if name.strength == Strength::Weak => match answer.left_out.iter().find(|alert| alert.entity == right) {
            Some(_) => POLICY,
            None => "a weak alias, which scores below the threshold",
        },
        () if PairComparer::of(settings).score(&name.text, &name.text, kind) < threshold => {
            "the name scores below the threshold against itself"
        }
        () => "not found",
    })
}

fn is_sanctions(entity: &Entity) -> bool {
    entity.list_types.iter().any(crate::vocabulary::ListType::is_sanctions)
}

/// How many names are damaged where nothing else is said.
pub(super) const NAMES: usize = 1_000;

/// Listed names, weak ones left out, as questions to be damaged.
pub(super) fn names_to_damage(
    listed: &Listed,
    seed: u64,
    most: usize,
    entity_type: Option<EntityType>,
) -> Vec<Question> {
    let mut names = Vec::new();
    for (number, (list, entity)) in listed.entities().enumerate() {
        if entity_type.is_some_and(|wanted| wanted != entity.entity_type) {
            continue;
        }
        let strong = entity.names.iter().enumerate().filter(|(_, name)| name.strength != Strength::Weak);
        names.extend(strong.map(|(ordinal, name)| (number, list, entity, ordinal, &name.text)));
    }
    let names = sample(names, Some(most), |(_, list, entity, ordinal, _)| {
        lot(seed, &format!("mutation {ordinal}"), listed.list_name(*list), &entity.id)
    });
    names.into_iter().map(|(number, _, entity, _, name)| question(entity, name, number)).collect()
}

/// Damaged names, the kind of damage to each, and what came of it.
pub(super) struct Damaged {
    pub mutations: Mutations,
    pub questions: Vec<Question>,
    pub kinds: Vec<&'static str>,
    pub answers: Vec<Answer>,
}

/// Damages each name in every way that it allows, and asks for it.
pub(super) fn damaged(
    index: &Index,
    settings: &Settings,
    names: &[Question],
    kind_of: impl Fn(&Question) -> NameKind,
    (seed, watch): (u64, &Watch),
) -> Result<Damaged, Error> {
    let mut questions = Vec::new();
    let mut kinds = Vec::new();
    for question in names {
        let kind = kind_of(question);
        for mutation in MUTATIONS.iter().filter(|mutation| mutation.suits(kind)) {
            let name = &*question.record.searched_name;
            let damaged = (mutation.apply)(name, lot(seed, mutation.name, &question.record.id, name));
            if let Some(damaged) = damaged.filter(|damaged| damaged != name) {
                let mut record = question.record.clone();
                record.name = damaged.clone().into();
                record.searched_name = damaged.into();
                record.aliases.clear();
                questions.push(Question { record, right: question.right });
                kinds.push(mutation.name);
            }
        }
    }
    let answers = ask(index, settings, &questions, false, watch, "damaged names")?;
    let threshold = settings.threshold();
    let found: Vec<bool> = questions
        .iter()
        .zip(&answers)
        .map(|(question, answer)| match question.right {
            Some(right) => answer.score_of(right, Fields::Name) >= threshold,
            None => answer.best(Fields::Name) >= threshold,
        })
        .collect();
    let of_kind =
        |kind: &'static str| kinds.iter().zip(&found).filter(move |(of, _)| **of == kind).map(|(_, found)| *found);
    let mutations = Mutations {
        all: Share::where_true(found.iter().copied()),
        rows: MUTATIONS
            .iter()
            .map(|mutation| MutationRow {
                mutation: mutation.name,
                about: mutation.about,
                recall: Share::where_true(of_kind(mutation.name)),
            })
            .collect(),
    };
    Ok(Damaged { mutations, questions, kinds, answers })
}
