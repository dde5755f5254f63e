//! One alert as people look at it: the customer beside the listed entry, line by line. Plain data, in words; how it looks is
//! said elsewhere.

use std::borrow::Cow;
use std::fmt::Display;

use super::words;
use super::{RunContext, Screened};
use crate::alerts::{Alert, AlertKey, AlertState, Decision};
use crate::matching::{Agreement, ComparedPart, MatchKind};
use crate::record::Record;
use crate::vocabulary::{Country, EntityType, Gender, Identifier, Score, Strength};
use crate::watchlist::{Entity, ListInfo};

/// An alert, ready to be shown. Personal data.
pub(super) struct AlertCard<'a> {
    pub state: AlertState,
    pub score: Score,
    pub match_kind: MatchKind,
    /// On what it rests: `name, birth date`.
    pub rests_on: String,
    /// Its place among the alerts of the customer, from 1.
    pub rank: usize,
    /// How many those are, with those that were cut.
    pub of: usize,
    pub first_alerted_at: String,
    /// Why the state is not what a decision says, and how long it has been open; empty where there is nothing to say.
    pub note: &'a str,
    pub decision: Option<&'a Decision>,
    pub key: &'a AlertKey,
    pub record_id: &'a str,
    pub name: &'a str,
    pub listed_name: &'a str,
    pub list: &'a ListInfo,
    pub list_types: Vec<&'a str>,
    /// The publication's own id.
    pub entity_id: &'a str,
    /// What people cite; empty where that is nothing else.
    pub reference: &'a str,
    pub entity_type: &'static str,
    /// What being listed means: `asset freeze`.
    pub measures: Vec<&'static str>,
    /// Whether it was a weak alias that matched.
    pub is_weak: bool,
    /// Of nationality, birth and addresses of the entry, each once.
    pub countries: Vec<Country>,
    /// What else the list says: what it is, and its values.
    pub about: Vec<(&'static str, Vec<Cow<'a, str>>)>,
    pub explanation: &'a str,
    /// The names that were compared, where they are not those above.
    pub names: Option<CardLine<'a>>,
    /// The name, part by part.
    pub parts: Vec<CardLine<'a>>,
    /// Everything but the name.
    pub others: Vec<CardLine<'a>>,
    /// What it may be searched by besides what is above.
    pub also: Vec<&'a str>,
}

/// A line of the comparison.
pub(super) struct CardLine<'a> {
    pub what: &'static str,
    pub customer: Cow<'a, str>,
    pub listed: Cow<'a, str>,
    pub sign: Sign,
    /// How they go together: `spelled differently`.
    pub how: &'static str,
    /// How alike, 0 to 1.
    pub similarity: Option<f64>,
    /// What it added to the score, or took.
    pub effect: Option<f64>,
}

/// What a line says at a glance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sign {
    Agrees,
    Alike,
    Conflict,
    /// One side does not say.
    Open,
}

impl<'a> AlertCard<'a> {
    /// Of one of a record's alerts; `None` where the list is not in the catalogue, which no run brings about.
    pub(super) fn of(run: &'a RunContext, screened: &'a Screened, alert: &'a Alert) -> Option<Self> {
        let (record, entity, standing) = (screened.record, &alert.details, &alert.standing);
        let parts = alert.comparison.parts.iter().chain(alert.comparison.missing_light());
        Some(Self {
            state: standing.state,
            score: alert.score,
            match_kind: alert.match_kind,
            rests_on: words::evidence(alert.evidence),
            rank: alert.rank,
            of: screened.hits_total,
            first_alerted_at: standing.first_alerted_at.map(|day| day.to_string()).unwrap_or_default(),
            note: &standing.note,
            decision: standing.decision.as_ref(),
            key: &alert.key,
            record_id: &record.id,
            name: &record.name,
            listed_name: entity.primary_name(),
            list: run.lists.get(alert.list)?,
            list_types: entity.list_types.iter().map(crate::vocabulary::ListType::as_str).collect(),
            entity_id: &entity.id,
            reference: &entity.reference,
            entity_type: words::entity_type(entity.entity_type),
            measures: entity.measures.iter().map(words::measure).collect(),
            is_weak: alert.strength == Strength::Weak,
            countries: countries(entity),
            about: about(alert),
            explanation: &alert.explanation,
            names: names(record, alert),
            parts: parts.map(part).collect(),
            others: others(record, alert),
            also: record
                .aliases
                .iter()
                .chain([&alert.matched_name])
                .chain(&alert.comparison.searched)
                .chain(&alert.comparison.listed)
                .chain(&entity.programs)
                .map(String::as_str)
                .collect(),
        })
    }
}

/// Nationalities, birth countries, countries of addresses, each once.
pub(super) fn countries(entity: &Entity) -> Vec<Country> {
    let mut countries: Vec<Country> = Vec::new();
    for country in entity.nationalities.iter().chain(&entity.birth_countries).chain(&entity.address_countries) {
        if !countries.contains(country) {
            countries.push(*country);
        }
    }
    countries
}

fn about(alert: &Alert) -> Vec<(&'static str, Vec<Cow<'_, str>>)> {
    let entity = &alert.details;
    let several = |values: &'_ [String]| values.iter().map(|value| Cow::Owned(value.clone())).collect::<Vec<_>>();
    let dated = |date: Option<crate::vocabulary::PartialDate>| date.map(|date| date.to_string().into()).into_iter();
    let about = [
        ("Programme", several(&entity.programs)),
        ("Position", several(&entity.positions)),
        ("Listed on", dated(entity.listed_on).collect()),
        ("Died or dissolved", dated(entity.death_date).collect()),
    ];
    about.into_iter().filter(|(_, values)| !values.is_empty()).collect()
}

/// Where another name was searched for than was given, or another one matched than the primary.
fn names<'a>(record: &'a Record, alert: &'a Alert) -> Option<CardLine<'a>> {
    let is_primary = alert.strength == Strength::Primary && alert.matched_name == alert.details.primary_name();
    if is_primary && record.aliases.is_empty() && record.searched_name == record.name {
        return None;
    }
    let customer = std::iter::once(&*record.searched_name).chain(record.aliases.iter().map(String::as_str));
    Some(CardLine {
        what: "Compared",
        customer: joined(customer),
        listed: Cow::Borrowed(&*alert.matched_name),
        sign: Sign::Open,
        how: words::strength(alert.strength),
        similarity: None,
        effect: None,
    })
}

fn part(part: &ComparedPart) -> CardLine<'_> {
    let (sign, how) = words::part(part.how, part.query.is_some());
    CardLine {
        what: "Name",
        customer: part.query.as_deref().unwrap_or_default().into(),
        listed: part.listed.as_deref().unwrap_or_default().into(),
        sign,
        how,
        similarity: Some(part.similarity).filter(|_| part.query.is_some() && part.listed.is_some()),
        effect: None,
    }
}

fn others<'a>(record: &'a Record, alert: &'a Alert) -> Vec<CardLine<'a>> {
    let (entity, qualifiers) = (&alert.details, &alert.qualifiers);
    let effect =
        |field: &str| qualifiers.list.iter().find(|one| one.field == field).map(|one| (one.result, one.effect));
    let line = |what, field, customer: Cow<'a, str>, listed: Cow<'a, str>, agreement: Agreement| {
        let (sign, how) = words::agreement(agreement);
        CardLine { what, customer, listed, sign, how, similarity: None, effect: effect(field).map(|(_, by)| by) }
    };
    let mut lines = vec![
        line(
            "Birth date",
            "dateOfBirth",
            Cow::Borrowed(&*record.date_of_birth_given),
            joined(&entity.birth_dates),
            qualifiers.birth_date,
        ),
        line("Country", "country", customers_countries(record), listed_countries(alert), qualifiers.country),
    ];
    // of these only a conflict changes the score
    let by_conflict = |field: &str, both: bool| match effect(field) {
        Some((result, _)) => result,
        None if both => Agreement::Equal,
        None => Agreement::Unknown,
    };
    if record.gender.is_some() {
        let word = |gender: Option<Gender>| gender.map_or("", Gender::as_str).into();
        let both = record.gender.is_some() && record.gender == entity.gender;
        lines.push(line("Gender", "gender", word(record.gender), word(entity.gender), by_conflict("gender", both)));
    }
    if record.entity_type.is_some() || effect("entityType").is_some() {
        // who was born is a person
        let born = record.date_of_birth.is_some() || record.gender.is_some();
        let of_record = record.entity_type.or(born.then_some(EntityType::Person));
        let both = of_record == Some(entity.entity_type);
        let word = |kind: Option<EntityType>| kind.map_or("", words::entity_type).into();
        let agreement = by_conflict("entityType", both);
        lines.push(line("Type", "entityType", word(of_record), word(Some(entity.entity_type)), agreement));
    }
    if !record.identifiers.is_empty() || qualifiers.id != Agreement::Unknown {
        let (customer, listed) = (identifiers(&record.identifiers), identifiers(&entity.identifiers));
        lines.push(line("Id number", "idNumber", customer, listed, qualifiers.id));
    }
    lines
}

/// So many values of one kind are shown.
const MOST_VALUES: usize = 8;

/// Several values in one cell; of many the first.
pub(super) fn joined<'a>(values: impl IntoIterator<Item = impl Display>) -> Cow<'a, str> {
    let mut values = values.into_iter();
    let mut shown: Vec<String> = values.by_ref().take(MOST_VALUES).map(|value| value.to_string()).collect();
    let left_out = values.count();
    if left_out > 0 {
        shown.push(format!("and {left_out} more"));
    }
    shown.join("; ").into()
}

fn named(countries: &[Country]) -> impl Iterator<Item = &'static str> + '_ {
    countries.iter().map(|country| country.name())
}

fn customers_countries<'a>(record: &'a Record) -> Cow<'a, str> {
    let given = [&*record.country_given].into_iter().filter(|given| !given.is_empty());
    let given = given.map(|given| match record.country {
        Some(country) if !country.name().eq_ignore_ascii_case(given) => format!("{given} ({})", country.name()),
        _ => given.to_owned(),
    });
    let nationalities = named(&record.nationalities).map(|name| format!("nationality {name}"));
    let born = named(&record.birth_countries).map(|name| format!("born in {name}"));
    joined(given.chain(nationalities).chain(born))
}

fn listed_countries<'a>(alert: &Alert) -> Cow<'a, str> {
    let entity = &alert.details;
    let nationalities = named(&entity.nationalities).map(|name| format!("nationality {name}"));
    let born = named(&entity.birth_countries).map(|name| format!("born in {name}"));
    let addresses = named(&entity.address_countries).map(|name| format!("address in {name}"));
    joined(nationalities.chain(born).chain(addresses))
}

fn identifiers<'a>(identifiers: &[Identifier]) -> Cow<'a, str> {
    joined(identifiers.iter().map(|id| {
        let country = id.country.map(|country| format!(" ({})", country.alpha3())).unwrap_or_default();
        match id.kind.as_str() {
            "unknown" => format!("{}{country}", id.number),
            kind => format!("{} {}{country}", kind.replace('_', " "), id.number),
        }
    }))
}
