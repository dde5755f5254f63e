//! The UK Sanctions List in XML, read as a stream.
//!
//! Source of the fields: the list's own format guide. Dates are `dd/mm/yyyy`; a birth date of which only the year is
//! known reads `dd/mm/1958`, to the letter. People cite the OFSI group id, and the UN's reference where there is one.

use super::super::entity::tidy;
use super::super::{Entity, Error, Link};
use super::words::{add, country_of_place, span, types_or};
use super::xml::{Element, Stream};
use super::{Reading, SourceInput, SourceKind, bytes};
use crate::vocabulary::{
    Country, DateSpan, EntityType, Gender, IdKind, Identifier, ListType, Measure, Measures, PartialDate, Strength,
};

const EXPECTED: &str = "the UK Sanctions List in XML (`Designations`)";
const ROOT: &str = "Designations";

/// The UK's list.
pub(super) const KIND: SourceKind = SourceKind {
    name: "uk",
    about: "the UK Sanctions List in XML",
    feeds: "Sanctions",
    list_name: |_| Some("UK"),
    files: &[],
    recognises: |path| path.is_file() && looks_right(&bytes::head(path)),
    read,
};

fn looks_right(head: &str) -> bool {
    head.starts_with('<') && head.contains("<Designations")
}

fn read(input: &SourceInput, sink: &mut dyn FnMut(Entity)) -> Result<Reading, Error> {
    let mut stream = Stream::open(input.path, EXPECTED, looks_right, ROOT)?;
    let mut reading = Reading { files: vec![input.path.to_owned()], ..Reading::default() };
    let list_types = types_or(input.list_types, &[ListType::SANCTIONS]);
    while let Some(opened) = stream.next_element()? {
        match opened.tag.as_str() {
            "DateGenerated" => reading.published = day(&stream.whole(opened)?.text),
            "Designation" => {
                let entity = entity(&stream.whole(opened)?, &mut reading);
                let entity = entity.map(|entity| Entity { list_types: list_types.clone(), ..entity });
                reading.take(entity.ok_or("entry without an id or a name"), sink);
            }
            _ => {}
        }
    }
    Ok(reading)
}

/// `16/04/2026`, `dd/04/1958`, `dd/mm/1958`: a part that is no number is not known. Also `2026-04-16T00:00:00`.
fn day(text: &str) -> Option<PartialDate> {
    let text = text.trim().split([' ', 'T']).next()?;
    let parts: Vec<&str> = text.split('/').collect();
    let &[day, month, year] = parts.as_slice() else { return PartialDate::parse_iso(text) };
    let part = |text: &str| match text {
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse::<u32>().ok(),
        _ if text.bytes().all(|byte| byte.is_ascii_alphabetic()) => Some(0),
        _ => None,
    };
    let (day, month) = (part(day)?, part(month)?);
    PartialDate::new(year.parse().ok()?, month, if month == 0 { 0 } else { day })
}

fn entity(entry: &Element, reading: &mut Reading) -> Option<Entity> {
    let mut names: Vec<(String, Strength)> =
        entry.at(&["Names", "Name"]).into_iter().map(name).filter(|(name, _)| !name.is_empty()).collect();
    let first = (0..names.len()).min_by_key(|&at| names[at].1)?;
    let (primary, _) = names.remove(first);
    let id = entry.first("UniqueID");
    if id.is_empty() {
        return None;
    }
    let mut entity = Entity::new(id, entity_type(entry), primary);
    // the publication may call a second one primary too, where it has been amended
    for (name, strength) in names {
        entity.add_name(&name, strength.max(Strength::Strong));
    }
    for name in entry.at(&["NonLatinNames", "NonLatinName"]) {
        entity.add_name(name.first("NameNonLatinScript"), Strength::Strong);
    }
    entity.reference = tidy(&format!("{} {}", entry.first("OFSIGroupID"), entry.first("UNReferenceNumber")));
    entity.programs.extend(entry.all("RegimeName").map(tidy));
    entity.measures = measures(entry, entity.entity_type);
    entity.listed_on = day(entry.first("DateDesignated"));
    entity.changed_on = day(entry.first("LastUpdated")).max(entity.listed_on);
    for address in entry.at(&["Addresses", "Address"]) {
        apply_address(&mut entity, address);
    }
    for child in &entry.children {
        if !matches!(child.tag.as_str(), "Names" | "NonLatinNames" | "Addresses") {
            apply_details(&mut entity, child, reading);
        }
    }
    Some(entity)
}

/// `Name1` to `Name5` are given names, `Name6` is the last name or the whole one.
fn name(name: &Element) -> (String, Strength) {
    let parts = ["Name1", "Name2", "Name3", "Name4", "Name5", "Name6"].map(|part| name.first(part));
    let kind = name.first("NameType").to_ascii_lowercase();
    let strength = match () {
        () if name.first("AliasStrength").to_ascii_lowercase().starts_with("low") => Strength::Weak,
        // and not `Primary Name Variation`
        () if tidy(&kind) == "primary name" => Strength::Primary,
        () => Strength::Strong,
    };
    (tidy(&parts.join(" ")), strength)
}

fn entity_type(entry: &Element) -> EntityType {
    let registered = !entry.at(&["EntityDetails", "Entity", "BusinessRegistrationNumbers"]).is_empty();
    match entry.first("IndividualEntityShip").to_ascii_lowercase().as_str() {
        "individual" => EntityType::Person,
        "entity" if registered => EntityType::Company,
        "entity" => EntityType::Organization,
        other => EntityType::parse(other).unwrap_or(EntityType::LegalEntity),
    }
}

/// `SanctionsImposed` in words (`Asset freeze|Travel Ban`), and `SanctionsImposedIndicators` one by one. An entry that says
/// neither counts as an asset freeze, which nearly all are; a ship is barred from ports.
fn measures(entry: &Element, entity_type: EntityType) -> Measures {
    let words = entry.all("SanctionsImposed").flat_map(|text| text.split(['|', ';', ','])).map(tidy);
    let indicators = entry.elements("SanctionsImposedIndicators").flat_map(|all| &all.children);
    let set = indicators.filter(|one| ["true", "1", "yes"].iter().any(|yes| one.text.trim().eq_ignore_ascii_case(yes)));
    let stated: Measures = words
        .chain(set.map(|one| one.tag.clone()))
        .map(|text| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase())
        .filter(|word| !word.is_empty())
        .map(|word| match () {
            () if word.contains("freeze") => Measure::Block,
            () if word.contains("travel") => Measure::Travel,
            () if word.contains("investment") => Measure::Investment,
            () if word.contains("capitalmarket") || word.contains("securities") || word.contains("loan") => {
                Measure::Sectoral
            }
            () => Measure::Other,
        })
        .collect();
    match entity_type {
        _ if !stated.is_empty() => stated,
        EntityType::Vessel => stated.with(Measure::Other),
        _ => stated.with(Measure::Block),
    }
}

fn apply_address(entity: &mut Entity, address: &Element) {
    const LINES: [&str; 7] = [
        "AddressLine1",
        "AddressLine2",
        "AddressLine3",
        "AddressLine4",
        "AddressLine5",
        "AddressLine6",
        "AddressPostalCode",
    ];
    let country = tidy(address.first("AddressCountry"));
    if let Some(country) = Country::parse_name(&country).or_else(|| country_of_place(&country)) {
        add(&mut entity.address_countries, country);
    }
    let lines = LINES.map(|line| tidy(address.first(line))).into_iter().chain([country]);
    let line = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
    if !line.is_empty() {
        add(&mut entity.addresses, line);
    }
}

/// The details of a person, an entity or a ship: every value stands in an element whose name is its meaning, some levels
/// deep.
fn apply_details(entity: &mut Entity, element: &Element, reading: &mut Reading) {
    let text = tidy(&element.text);
    let understood = match element.tag.as_str() {
        "Location" => apply_birth_place(entity, element),
        "Passport" => add_paper(entity, IdKind::Passport, element, "Passport"),
        "NationalIdentifier" => add_paper(entity, IdKind::NationalId, element, "NationalIdentifier"),
        _ if !element.children.is_empty() => {
            element.children.iter().for_each(|child| apply_details(entity, child, reading));
            true
        }
        _ if text.is_empty() => true,
        "DOB" => birth_date(&text).map(|span| add(&mut entity.birth_dates, span)).is_some(),
        "Nationality" | "CurrentBelievedFlagOfShip" | "PreviousFlag" => {
            let country = Country::parse_name(&text).or_else(|| country_of_place(&text));
            country.map(|country| add(&mut entity.nationalities, country)).is_some()
        }
        "Gender" => {
            entity.gender = entity.gender.or_else(|| Gender::parse(&text));
            entity.gender.is_some()
        }
        "Position" | "Title" | "NameTitle" | "TypeOfShip" => {
            add(&mut entity.positions, text);
            true
        }
        "BusinessRegistrationNumber" => add_number(entity, IdKind::Registration, &text),
        "IMONumber" => add_imo(entity, &text),
        "HullIdentificationNumber" => add_number(entity, IdKind::SerialNumber, &text),
        "PhoneNumber" => add_number(entity, IdKind::Phone, &text),
        "EmailAddress" => add_number(entity, IdKind::Email, &text),
        "Website" => add_number(entity, IdKind::Website, &text),
        "ParentCompany" => link(entity, "parent company", text),
        "Subsidiary" => link(entity, "subsidiary", text),
        "CurrentOwnerOperator" => link(entity, "owner", text),
        "PreviousOwnerOperator" => link(entity, "former owner", text),
        _ => true,
    };
    if !understood {
        reading.not_understood(&element.tag);
    }
}

fn birth_date(text: &str) -> Option<DateSpan> {
    day(text).map(DateSpan::on).or_else(|| span(text))
}

fn apply_birth_place(entity: &mut Entity, place: &Element) -> bool {
    let (town, country) = (tidy(place.first("TownOfBirth")), tidy(place.first("CountryOfBirth")));
    let written = [town, country.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let known = Country::parse_name(&country).or_else(|| country_of_place(&written));
    if let Some(country) = known {
        add(&mut entity.birth_countries, country);
    }
    if !written.is_empty() {
        add(&mut entity.birth_places, written);
    }
    known.is_some() || country.is_empty()
}

/// `PassportNumber` with `PassportAdditionalInformation`, which often says who issued it: `Afghanistan number`.
fn add_paper(entity: &mut Entity, kind: IdKind, paper: &Element, name: &str) -> bool {
    let number = tidy(paper.first(&format!("{name}Number")));
    let about = tidy(paper.first(&format!("{name}AdditionalInformation")));
    let country = country_of_place(&about).or_else(|| Country::parse_name(about.split(' ').next().unwrap_or("")));
    if !number.chars().any(|c| c.is_ascii_digit()) {
        return number.is_empty();
    }
    add(&mut entity.identifiers, Identifier { kind, number, country });
    true
}

fn add_number(entity: &mut Entity, kind: IdKind, number: &str) -> bool {
    add(&mut entity.identifiers, Identifier { kind, number: number.to_owned(), country: None });
    true
}

/// An equal IMO number is a hit by itself, so it must be a whole one.
fn add_imo(entity: &mut Entity, text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 7 {
        add_number(entity, IdKind::Imo, &digits)
    } else {
        add_number(entity, IdKind::Registration, text)
    }
}

fn link(entity: &mut Entity, how: &str, name: String) -> bool {
    add(&mut entity.links, Link { how: how.to_owned(), name, id: String::new() });
    true
}
