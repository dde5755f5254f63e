//! From an entry of the UN's list to an entity.

use super::super::Entity;
use super::super::entity::tidy;
use super::un_names::{names_in, other_script};
use super::words::{add, country_of_place, date, month, span, types_or};
use super::xml::Element;
use crate::vocabulary::{
    Country, DateSpan, EntityType, Gender, IdKind, Identifier, ListType, Measure, Measures, PartialDate, Strength,
};

/// The entity of an `INDIVIDUAL` or `ENTITY`, or the reason why it cannot be used.
pub(super) fn entity(entry: &Element, asked: &[ListType]) -> Result<Entity, &'static str> {
    let person = entry.tag == "INDIVIDUAL";
    let id = entry.first("DATAID");
    let parts = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"].map(|tag| entry.first(tag));
    let written = tidy(&parts.join(" "));
    if id.is_empty() || written.is_empty() {
        return Err("entry without an id or a name");
    }
    let entity_type = if person { EntityType::Person } else { EntityType::Organization };
    let mut names = names_in(&written).into_iter();
    let primary = names.next().map_or_else(|| written.clone(), |(name, _)| name);
    let mut entity = Entity::new(id, entity_type, primary);
    for (name, short) in names {
        entity.add_name(&name, if short { Strength::Weak } else { Strength::Strong });
    }
    entry.first("REFERENCE_NUMBER").clone_into(&mut entity.reference);
    entity.list_types = types_or(asked, &[ListType::SANCTIONS]);
    let comment = tidy(entry.first("COMMENTS1"));
    let regime = entry.first("UN_LIST_TYPE");
    entity.measures = measures(regime, person, &comment);
    if !regime.is_empty() {
        entity.programs.push(if regime == "GB" { "GB (Guinea-Bissau)".to_owned() } else { regime.to_owned() });
    }
    for name in entry.all("NAME_ORIGINAL_SCRIPT") {
        entity.add_name(name, Strength::Strong);
    }
    for alias in entry.children.iter().filter(|child| child.tag.ends_with("_ALIAS")) {
        apply_alias(&mut entity, alias);
    }
    for child in &entry.children {
        match child.tag.as_str() {
            "TITLE" | "DESIGNATION" => {
                child.all("VALUE").for_each(|value| add(&mut entity.positions, tidy(numbered(value))));
            }
            "NATIONALITY" | "NATIONALITY2" => {
                // the UN writes names; `na` is not Namibia
                for country in child.all("VALUE").filter_map(Country::parse_name) {
                    add(&mut entity.nationalities, country);
                }
            }
            "INDIVIDUAL_ADDRESS" | "ENTITY_ADDRESS" => apply_address(&mut entity, child),
            "INDIVIDUAL_DATE_OF_BIRTH" => {
                if let Some(born) = birth_date(child) {
                    add(&mut entity.birth_dates, born);
                }
            }
            "INDIVIDUAL_PLACE_OF_BIRTH" => {
                apply_birth_place(&mut entity, ["STREET", "CITY", "STATE_PROVINCE"], "COUNTRY", child);
            }
            "INDIVIDUAL_DOCUMENT" => {
                if let Some(identifier) = document(child) {
                    add(&mut entity.identifiers, identifier);
                }
            }
            _ => {}
        }
    }
    entity.gender = Gender::parse(entry.first("GENDER")).or_else(|| gender_in(&comment));
    if let Some(number) = imo_in(&comment) {
        add(&mut entity.identifiers, Identifier { kind: IdKind::Imo, number, country: None });
    }
    entity.listed_on = day(entry.first("LISTED_ON"));
    let updates = entry.elements("LAST_DAY_UPDATED").flat_map(|child| child.all("VALUE")).filter_map(day);
    entity.changed_on = updates.chain(entity.listed_on).max();
    Ok(entity)
}

/// `a) Governor` without its mark.
fn numbered(text: &str) -> &str {
    let text = text.trim();
    match text.as_bytes() {
        [b'a'..=b'z', b')', ..] => &text[2..],
        _ => text,
    }
}

/// A date, with or without a time behind it.
fn day(text: &str) -> Option<PartialDate> {
    date(text.split('T').next().unwrap_or(text))
}

/// What listing means. A comment that names the measures in brackets (`(Travel Ban, Asset Freeze)`) says it; else the
/// regime: Iraq freezes assets, Guinea-Bissau bans travel (resolution 2048), all others do both to persons.
fn measures(regime: &str, person: bool, comment: &str) -> Measures {
    let lower = comment.to_lowercase();
    let mut stated = Measures::default();
    for group in lower.split('(').skip(1).filter_map(|rest| rest.split(')').next()) {
        for part in group.split(',').map(str::trim) {
            stated = match part {
                "travel ban" => stated.with(Measure::Travel),
                "asset freeze" | "assets freeze" => stated.with(Measure::Block),
                "targeted arms embargo" => stated.with(Measure::Other),
                _ => stated,
            };
        }
    }
    if !stated.is_empty() {
        return stated;
    }
    match (regime, person) {
        ("GB", true) => stated.with(Measure::Travel),
        ("Iraq", _) | (_, false) => stated.with(Measure::Block),
        (_, true) => stated.with(Measure::Block).with(Measure::Travel),
    }
}

fn apply_alias(entity: &mut Entity, alias: &Element) {
    let strength = if alias.first("QUALITY").eq_ignore_ascii_case("low") { Strength::Weak } else { Strength::Strong };
    let note = alias.first("NOTE");
    let noted = other_script(note).map(|name| (name, false));
    for (name, short) in names_in(alias.first("ALIAS_NAME")).into_iter().chain(noted) {
        entity.add_name(&name, if short { Strength::Weak } else { strength });
    }
    if let Some(born) = span(alias.first("DATE_OF_BIRTH")) {
        add(&mut entity.birth_dates, born);
    }
    apply_birth_place(entity, ["", "CITY_OF_BIRTH", ""], "COUNTRY_OF_BIRTH", alias);
}

fn apply_birth_place(entity: &mut Entity, places: [&str; 3], country: &str, element: &Element) {
    let country = tidy(element.first(country));
    let written: Vec<String> = places.iter().map(|tag| tidy(element.first(tag))).filter(|t| !t.is_empty()).collect();
    let known = Country::parse_name(&country).or_else(|| country_of_place(&written.join(", ")));
    if let Some(known) = known {
        add(&mut entity.birth_countries, known);
    }
    let place = written.into_iter().chain((!country.is_empty()).then_some(country)).collect::<Vec<_>>().join(", ");
    if !place.is_empty() {
        add(&mut entity.birth_places, place);
    }
}

fn apply_address(entity: &mut Entity, address: &Element) {
    let parts: Vec<String> = ["STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY"]
        .iter()
        .map(|tag| tidy(address.first(tag)))
        .filter(|part| !part.is_empty())
        .collect();
    let note = address.first("NOTE");
    // some notes hold the country, or correct the field: `China, Hong Kong Special Administrative Region`
    let country = Country::parse_name(address.first("COUNTRY")).or_else(|| Country::parse_name(note));
    let country = country.or_else(|| country_of_place(&parts.join(", ")));
    if let Some(country) = country {
        add(&mut entity.address_countries, country);
    }
    if !parts.is_empty() {
        add(&mut entity.addresses, parts.join(", "));
    }
}

fn birth_date(element: &Element) -> Option<DateSpan> {
    let year = |tag| element.first(tag).parse().ok().and_then(PartialDate::of_year);
    let note = element.first("NOTE");
    let kind = element.first("TYPE_OF_DATE");
    let circa = kind.eq_ignore_ascii_case("approximately") || note.eq_ignore_ascii_case("approximately");
    let born = match (day(element.first("DATE")), year("YEAR"), year("FROM_YEAR"), year("TO_YEAR")) {
        (Some(date), ..) => DateSpan::on(date),
        (None, Some(year), ..) => {
            DateSpan::on(month(note).and_then(|m| PartialDate::new(year.year(), m, 0)).unwrap_or(year))
        }
        (None, None, Some(from), to) => DateSpan::between(from, to.unwrap_or(from)),
        _ => month_range(note).or_else(|| span(note))?,
    };
    Some(if circa { born.circa() } else { born })
}

/// `Between Aug. and Sep. 1977`
fn month_range(note: &str) -> Option<DateSpan> {
    let (from, to) = note.strip_prefix("Between ")?.split_once(" and ")?;
    let to = date(to)?;
    Some(DateSpan::between(PartialDate::new(to.year(), month(from)?, 0)?, to))
}

/// A paper: its number field may hold words in front of the number, or be empty with the number in the note.
fn document(element: &Element) -> Option<Identifier> {
    let (kind, kind2) = (element.first("TYPE_OF_DOCUMENT"), element.first("TYPE_OF_DOCUMENT2"));
    let text = [element.first("NUMBER"), kind2, element.first("NOTE")]
        .into_iter()
        .find(|text| text.chars().any(|c| c.is_ascii_digit()) && !number_in(text).is_empty())?;
    let number = number_in(text);
    let words = format!("{kind} {kind2} {text}");
    let kind = match [kind2, kind].map(IdKind::parse).into_iter().find(|kind| *kind != IdKind::Unknown) {
        Some(kind) => kind,
        // `Numéro de passeport`, `Número de pasaporte`
        None if words.to_lowercase().contains("pas") => IdKind::Passport,
        None => IdKind::parse(text),
    };
    let country = ["ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"]
        .iter()
        .find_map(|tag| Country::parse_name(element.first(tag)))
        .or_else(|| [kind2, text].iter().find_map(|text| text.split(' ').next().and_then(Country::parse_name)));
    Some(Identifier { kind, number, country })
}

/// `Norwegian passport number X1234567, issued on …`: what stands behind the last word for a number, up to a comma,
/// bracket or further word.
fn number_in(text: &str) -> String {
    let text = tidy(text);
    let lower = text.to_ascii_lowercase();
    let start = ["number", "numbers", "no.", "no:", "(tazkira)", "№"]
        .iter()
        .filter_map(|word| lower.find(word).map(|at| at + word.len()))
        .min();
    let rest = match start {
        Some(start) if text[start..].chars().any(|c| c.is_ascii_digit()) => &text[start..],
        _ => &text,
    };
    let rest = rest.trim_start_matches(['s', ':', '.', ' ', '(']);
    let rest = rest.split([',', ';', '(']).next().unwrap_or("").trim();
    // a number is written without words: stop at the first lower-case word behind a digit
    let mut taken: Vec<&str> = Vec::new();
    for word in rest.split(' ') {
        // `Diplomatic Passport X1`, `Libya 1`: words in front
        let has_digit = word.chars().any(|c| c.is_ascii_digit());
        if taken.is_empty() && !has_digit && (word.len() > 3 || word.ends_with(':')) {
            continue;
        }
        let is_word = word.chars().all(|c| c.is_lowercase() || !c.is_alphanumeric());
        if is_word && taken.iter().any(|word| word.chars().any(|c| c.is_ascii_digit())) {
            break;
        }
        taken.push(word);
    }
    if taken.first().is_some_and(|word| word.chars().all(char::is_lowercase)) {
        // a sentence: `in 1993`
        return String::new();
    }
    let number = taken.join(" ");
    let digits = number.chars().filter(char::is_ascii_digit).count();
    if digits >= 2 && number.len() <= 40 { number.trim_matches(['.', ' ', ')']).to_owned() } else { String::new() }
}

/// `Gender: Male` inside a comment.
fn gender_in(comment: &str) -> Option<Gender> {
    let (_, rest) = comment.split_once("Gender:").or_else(|| comment.split_once("gender:"))?;
    Gender::parse(rest.trim_start().split(|c: char| !c.is_alphabetic()).next()?)
}

/// `IMO number: 1234567` inside a comment.
fn imo_in(comment: &str) -> Option<String> {
    let (_, rest) = comment.split_once("IMO")?;
    let rest: String = rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let gap = comment.split_once("IMO")?.1.find(|c: char| c.is_ascii_digit())?;
    (rest.len() == 7 && gap < 20).then_some(rest)
}
