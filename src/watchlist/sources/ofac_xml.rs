//! OFAC's lists as plain XML (`SDN.XML`, `CONSOLIDATED.XML`), read as a stream: the same as the CSV, in fields.
//!
//! Source of the fields: OFAC's schema of `sdnList`. An `id` holds what a clause of the remarks holds in the CSV form
//! (`Passport X1 (Peru)`, `Gender Male`), so both are read by the same rules and say the same.

use super::super::entity::tidy;
use super::super::{Entity, Error};
use super::ofac_csv::{add_address, add_tail_number};
use super::words::{add, country_of_place, span, types_or};
use super::xml::{Element, Stream};
use super::{Reading, SourceInput, SourceKind, bytes, ofac_measures, ofac_remarks};
use crate::vocabulary::{Country, EntityType, ListType, Measures, PartialDate, Strength};

const EXPECTED: &str = "OFAC's list in XML (`sdnList`)";
const ROOT: &str = "sdnList";

/// OFAC's lists in plain XML.
pub(super) const KIND: SourceKind = SourceKind {
    name: "ofac-xml",
    about: "OFAC's SDN or consolidated list in XML: SDN.XML, CONSOLIDATED.XML",
    feeds: "OFAC, Sanctions",
    list_name: |path| Some(ofac_measures::list_name(path)),
    files: &[],
    recognises: |path| path.is_file() && looks_right(&bytes::head(path)),
    read,
};

fn looks_right(head: &str) -> bool {
    head.starts_with('<') && head.contains("<sdnList")
}

fn read(input: &SourceInput, sink: &mut dyn FnMut(Entity)) -> Result<Reading, Error> {
    let mut stream = Stream::open(input.path, EXPECTED, looks_right, ROOT)?;
    let mut reading = Reading { files: vec![input.path.to_owned()], ..Reading::default() };
    let list_types = types_or(input.list_types, &[ListType::OFAC, ListType::SANCTIONS]);
    let measures =
        if ofac_measures::is_consolidated(input.path) { ofac_measures::consolidated } else { ofac_measures::blocking };
    while let Some(opened) = stream.next_element()? {
        match opened.tag.as_str() {
            "Publish_Date" => reading.published = month_first(&stream.whole(opened)?.text),
            "sdnEntry" => {
                let entity = entity(&stream.whole(opened)?, measures, &mut reading);
                let entity = entity.map(|entity| Entity { list_types: list_types.clone(), ..entity });
                reading.take(entity.ok_or("entry without a number or a name"), sink);
            }
            _ => {}
        }
    }
    Ok(reading)
}

/// `09/10/2026` is 10 September.
fn month_first(text: &str) -> Option<PartialDate> {
    let mut parts = text.trim().split('/').map(|part| part.parse().ok());
    let (month, day, year) = (parts.next()??, parts.next()??, parts.next()??);
    PartialDate::new(i32::try_from(year).ok()?, month, day)
}

fn entity(entry: &Element, measures: fn(&[String]) -> Measures, reading: &mut Reading) -> Option<Entity> {
    let (number, name) = (entry.first("uid"), name(entry));
    if number.is_empty() || name.is_empty() {
        return None;
    }
    let entity_type = match entry.first("sdnType").to_ascii_lowercase().as_str() {
        "individual" => EntityType::Person,
        "vessel" => EntityType::Vessel,
        "aircraft" => EntityType::Aircraft,
        // the CSV form says nothing where this one says `Entity`
        "entity" => EntityType::Company,
        _ => EntityType::LegalEntity,
    };
    let mut entity = Entity::new(number, entity_type, name);
    for program in entry.at(&["programList", "program"]) {
        let program = tidy(&program.text);
        if !program.is_empty() {
            add(&mut entity.programs, program);
        }
    }
    entity.measures = measures(&entity.programs);
    for title in entry.first("title").split(';').map(tidy).filter(|title| !title.is_empty()) {
        ofac_remarks::office(&mut entity, &title);
    }
    for alias in entry.at(&["akaList", "aka"]) {
        let weak = alias.first("category").eq_ignore_ascii_case("weak");
        entity.add_name(&self::name(alias), if weak { Strength::Weak } else { Strength::Strong });
    }
    entry.elements("vesselInfo").for_each(|ship| apply_ship(&mut entity, ship));
    add_tail_number(&mut entity);
    apply_origin(&mut entity, entry, reading);
    for address in entry.at(&["addressList", "address"]) {
        let street = ["address1", "address2", "address3"].map(|tag| address.first(tag));
        let city = ["city", "stateOrProvince", "postalCode"].map(|tag| address.first(tag));
        let line = |parts: [&str; 3]| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        add_address(&mut entity, &[line(street), line(city)], address.first("country"));
    }
    for id in entry.at(&["idList", "id"]) {
        let (kind, number, country) = (id.first("idType"), id.first("idNumber"), id.first("idCountry"));
        let issuer = if country.is_empty() { String::new() } else { format!(" ({country})") };
        if !ofac_remarks::apply_known(&mut entity, &tidy(&format!("{kind} {number}{issuer}"))) {
            reading.not_understood("idType");
        }
    }
    ofac_remarks::apply(&mut entity, &clauses(entry.first("remarks")));
    Some(entity)
}

/// `NORDMAN, Ola`, as the CSV form writes it.
fn name(element: &Element) -> String {
    let (last, first) = (tidy(element.first("lastName")), tidy(element.first("firstName")));
    match (last.is_empty(), first.is_empty()) {
        (false, false) => format!("{last}, {first}"),
        (_, true) => last,
        (true, false) => first,
    }
}

fn apply_ship(entity: &mut Entity, ship: &Element) {
    for (tag, word) in
        [("callSign", "Vessel Call Sign"), ("vesselFlag", "Vessel Flag"), ("vesselOwner", "Vessel Owner")]
    {
        let value = ship.first(tag);
        if !value.is_empty() {
            ofac_remarks::apply_known(entity, &format!("{word} {value}"));
        }
    }
    for kind in ship.first("vesselType").split(';').map(tidy).filter(|kind| !kind.is_empty()) {
        add(&mut entity.positions, kind);
    }
}

/// Birth dates and places, nationalities, citizenships.
fn apply_origin(entity: &mut Entity, entry: &Element, reading: &mut Reading) {
    for born in entry.at(&["dateOfBirthList", "dateOfBirthItem", "dateOfBirth"]) {
        match span(&born.text) {
            Some(span) => add(&mut entity.birth_dates, span),
            None => reading.not_understood("dateOfBirth"),
        }
    }
    for place in entry.at(&["placeOfBirthList", "placeOfBirthItem", "placeOfBirth"]) {
        add_birth_place(entity, &place.text);
    }
    for path in [["nationalityList", "nationality", "country"], ["citizenshipList", "citizenship", "country"]] {
        for country in entry.at(&path) {
            match Country::parse_name(&country.text).or_else(|| country_of_place(&country.text)) {
                Some(country) => add(&mut entity.nationalities, country),
                None => reading.not_understood(path[1]),
            }
        }
    }
}

/// A place as written, and its country where it can be told.
pub(super) fn add_birth_place(entity: &mut Entity, place: &str) {
    let place = tidy(place);
    if place.is_empty() {
        return;
    }
    if let Some(country) = country_of_place(&place) {
        add(&mut entity.birth_countries, country);
    }
    add(&mut entity.birth_places, place);
}

/// `(Linked To: A) (Linked To: B)` as the clauses of the CSV form.
fn clauses(remarks: &str) -> String {
    match remarks.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')) {
        Some(inside) => inside.replace(") (", "; "),
        None => remarks.to_owned(),
    }
}
