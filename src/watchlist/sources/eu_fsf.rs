//! The EU's consolidated list of persons, groups and entities under financial sanctions, in XML 1.1, read as a stream.
//!
//! Source of the fields: the Commission's schema of `export` (FSF, version 1.1). The list is the one of those whose
//! funds are frozen, so every entry's measure is `block`; travel bans stand in the Council's acts alone. It calls no
//! name the primary one: the first that is strong and in Latin letters is.

use super::super::entity::tidy;
use super::super::{Entity, Error};
use super::calendars::in_calendar;
use super::un_names::is_of_other_script;
use super::words::{add, types_or};
use super::xml::{Element, Stream};
use super::{Reading, SourceInput, SourceKind, bytes};
use crate::vocabulary::{
    Country, DateSpan, EntityType, Gender, IdKind, Identifier, ListType, Measure, Measures, PartialDate, Strength,
};

const EXPECTED: &str = "the EU's consolidated financial sanctions list in XML 1.1 (`export`)";
const ROOT: &str = "export";

/// The EU's list.
pub(super) const KIND: SourceKind = SourceKind {
    name: "eu-fsf",
    about: "the EU's consolidated financial sanctions list in XML 1.1",
    feeds: "Sanctions",
    list_name: |_| Some("EU"),
    files: &[],
    recognises: |path| path.is_file() && looks_right(&bytes::head(path)),
    read,
};

fn looks_right(head: &str) -> bool {
    head.starts_with('<') && head.contains("export ") && head.contains("eu.europa.ec/fpi/fsd")
}

fn read(input: &SourceInput, sink: &mut dyn FnMut(Entity)) -> Result<Reading, Error> {
    let mut stream = Stream::open(input.path, EXPECTED, looks_right, ROOT)?;
    let mut reading = Reading { files: vec![input.path.to_owned()], ..Reading::default() };
    let list_types = types_or(input.list_types, &[ListType::SANCTIONS]);
    while let Some(opened) = stream.next_element()? {
        match opened.tag.as_str() {
            ROOT => reading.published = day(opened.attribute("generationDate")),
            "sanctionEntity" => {
                let entity = entity(&stream.whole(opened)?, &mut reading);
                let entity = entity.map(|entity| Entity { list_types: list_types.clone(), ..entity });
                reading.take(entity.ok_or("entry without an id or a name"), sink);
            }
            _ => {}
        }
    }
    Ok(reading)
}

/// `2026-08-05T16:47:04.449+02:00`, `2026-08-05`, `2026-08-05+02:00`
fn day(text: &str) -> Option<PartialDate> {
    PartialDate::parse_iso(text.get(..10)?)
}

fn entity(entry: &Element, reading: &mut Reading) -> Option<Entity> {
    let mut names: Vec<(String, Strength)> =
        entry.elements("nameAlias").map(name).filter(|(name, _)| !name.is_empty()).collect();
    let foreign = |name: &str| name.chars().any(is_of_other_script);
    let first = (0..names.len()).min_by_key(|&at| (names[at].1, foreign(&names[at].0)))?;
    let (primary, _) = names.remove(first);
    let id = entry.attribute("logicalId");
    if id.is_empty() {
        return None;
    }
    let subject = entry.elements("subjectType").next();
    let code = |attribute| subject.map_or("", |subject| subject.attribute(attribute)).to_ascii_lowercase();
    let entity_type = match (code("code").as_str(), code("classificationCode").as_str()) {
        ("person", _) | ("", "p") => EntityType::Person,
        // companies, and parties, armed groups and agencies as well
        ("enterprise", _) | ("", "e") => EntityType::Organization,
        (other, _) => EntityType::parse(other).unwrap_or(EntityType::LegalEntity),
    };
    let mut entity = Entity::new(id, entity_type, primary);
    for (name, strength) in names {
        entity.add_name(&name, strength);
    }
    let references = [entry.attribute("euReferenceNumber"), entry.attribute("unitedNationId")];
    entity.reference = tidy(&references.join(" "));
    entity.measures = Measures::default().with(Measure::Block);
    for alias in entry.elements("nameAlias") {
        entity.gender = entity.gender.or_else(|| Gender::parse(alias.attribute("gender")));
        for position in ["title", "function"].map(|part| tidy(alias.attribute(part))) {
            if !position.is_empty() {
                add(&mut entity.positions, position);
            }
        }
    }
    apply_regulations(&mut entity, entry);
    for child in &entry.children {
        let understood = match child.tag.as_str() {
            "citizenship" => {
                country(child).map(|country| add(&mut entity.nationalities, country)).is_some() || is_unknown(child)
            }
            "birthdate" => apply_birth(&mut entity, child),
            "identification" => identifier(child).map(|id| add(&mut entity.identifiers, id)).is_some(),
            "address" => {
                apply_address(&mut entity, child);
                true
            }
            _ => true,
        };
        if !understood {
            reading.not_understood(&child.tag);
        }
    }
    Some(entity)
}

/// `wholeName`, or where that is empty, its parts; weak where `strong` is `false`.
fn name(alias: &Element) -> (String, Strength) {
    let strength =
        if alias.attribute("strong").eq_ignore_ascii_case("false") { Strength::Weak } else { Strength::Strong };
    let whole = tidy(alias.attribute("wholeName"));
    let parts = || tidy(&["firstName", "middleName", "lastName"].map(|part| alias.attribute(part)).join(" "));
    (if whole.is_empty() { parts() } else { whole }, strength)
}

/// Programmes, when it was listed, and when an act last changed it.
fn apply_regulations(entity: &mut Entity, entry: &Element) {
    for regulation in entry.elements("regulation") {
        let program = tidy(regulation.attribute("programme"));
        if !program.is_empty() {
            add(&mut entity.programs, program);
        }
    }
    let own = entry.elements("regulation");
    let of_parts = entry.children.iter().flat_map(|child| child.elements("regulationSummary"));
    let published: Vec<PartialDate> =
        own.chain(of_parts).filter_map(|act| day(act.attribute("publicationDate"))).collect();
    entity.listed_on = day(entry.attribute("designationDate")).or_else(|| published.iter().min().copied());
    entity.changed_on = published.into_iter().chain(entity.listed_on).max();
}

/// `00` and `UNKNOWN` stand for no country.
fn country(element: &Element) -> Option<Country> {
    Country::parse(element.attribute("countryIso2Code"))
        .or_else(|| Country::parse_name(element.attribute("countryDescription")))
}

fn is_unknown(element: &Element) -> bool {
    matches!(element.attribute("countryIso2Code"), "00" | "") || element.attribute("countryDescription") == "UNKNOWN"
}

/// A birth date and place; false where a date is given that says nothing.
fn apply_birth(entity: &mut Entity, birth: &Element) -> bool {
    let known = country(birth);
    if let Some(country) = known {
        add(&mut entity.birth_countries, country);
    }
    let named = known.map_or("", Country::name);
    let parts = ["city", "place", "region"].map(|part| birth.attribute(part));
    let place =
        parts.into_iter().chain([named]).map(tidy).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    if !place.is_empty() {
        add(&mut entity.birth_places, place);
    }
    let dated =
        ["birthdate", "year", "yearRangeFrom", "yearRangeTo"].iter().any(|part| !birth.attribute(part).is_empty());
    let span = birth_date(birth);
    if let Some(span) = span {
        add(&mut entity.birth_dates, span);
    }
    span.is_some() || !dated
}

/// `year` with perhaps `monthOfYear` and `dayOfMonth` in the calendar of `calendarType`, else `birthdate`, else a range of
/// years.
fn birth_date(birth: &Element) -> Option<DateSpan> {
    let calendar = birth.attribute("calendarType");
    let number = |part| birth.attribute(part).parse::<i32>().ok();
    let small = |part| number(part).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let year = |year| in_calendar(calendar, year, 0, 0);
    let of_numbers = || {
        let month = small("monthOfYear");
        in_calendar(calendar, number("year")?, month, if month == 0 { 0 } else { small("dayOfMonth") })
    };
    let of_text = || {
        let date = day(birth.attribute("birthdate"))?;
        in_calendar(calendar, date.year(), date.month().unwrap_or(0), date.day().unwrap_or(0))
    };
    let of_range = || {
        let (from, to) = (number("yearRangeFrom"), number("yearRangeTo"));
        let (from, to) = (year(from.or(to)?)?, year(to.or(from)?)?);
        let span = DateSpan::between(from.from, to.to);
        Some(if from.circa || to.circa { span.circa() } else { span })
    };
    let span = of_numbers().or_else(of_text).or_else(of_range)?;
    Some(if birth.is("circa") { span.circa() } else { span })
}

/// A paper or registration. `diplomatic` is said of passports only.
fn identifier(paper: &Element) -> Option<Identifier> {
    let number = [paper.attribute("number"), paper.attribute("latinNumber")].into_iter().find(|n| !n.is_empty())?;
    let number = tidy(number);
    let words = || format!("{} {}", paper.attribute("identificationTypeDescription"), paper.first("remark"));
    let kind = match paper.attribute("identificationTypeCode").to_ascii_lowercase().as_str() {
        "passport" => IdKind::Passport,
        "id" | "natid" | "ssn" | "electionid" => IdKind::NationalId,
        "fiscalcode" | "tin" | "taxid" | "vat" => IdKind::TaxId,
        "regnumber" | "tradelic" => IdKind::Registration,
        "drivinglic" => IdKind::DriversLicence,
        "residentperm" | "travelother" => IdKind::Permit,
        "swiftbic" => IdKind::Bic,
        "lei" => IdKind::Lei,
        "imo" => IdKind::Imo,
        _ if paper.is("diplomatic") => IdKind::Passport,
        _ => IdKind::parse(&words()),
    };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let (kind, number) = match kind {
        // an equal IMO number is a hit by itself, so it must be a whole one
        IdKind::Imo if digits.len() == 7 => (kind, digits),
        IdKind::Imo => (IdKind::Registration, number),
        _ => (kind, number),
    };
    Some(Identifier { kind, number, country: country(paper) })
}

fn apply_address(entity: &mut Entity, address: &Element) {
    let known = country(address);
    if let Some(country) = known {
        add(&mut entity.address_countries, country);
    }
    let parts = ["street", "poBox", "city", "zipCode", "region", "place"].map(|part| tidy(address.attribute(part)));
    let mut parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.extend(known.map(|country| country.name().to_owned()));
    if !parts.is_empty() {
        add(&mut entity.addresses, parts.join(", "));
    }
    for contact in address.elements("contactInfo") {
        let kind = match contact.attribute("key").to_ascii_uppercase().as_str() {
            "EMAIL" => IdKind::Email,
            "WEB" => IdKind::Website,
            "PHONE" | "FAX" | "MOBILE" => IdKind::Phone,
            _ => continue,
        };
        let number = tidy(contact.attribute("value"));
        if !number.is_empty() {
            add(&mut entity.identifiers, Identifier { kind, number, country: None });
        }
    }
}
