//! Joins FollowTheMoney's items: papers to their holders, offices to people, relatives to each other.

use std::collections::{HashMap, HashSet};

use super::super::entity::tidy;
use super::super::{Entity, Link};
use super::ftm::Item;
use super::words::{add, date, span};
use super::{Reading, SourceInput, ftm_topics};
use crate::vocabulary::{Country, EntityType, Gender, IdKind, Identifier, Measure, PartialDate, Strength};

/// A schema that stands for a relation: the property with the one end, with the other end, and the words for how the
/// other end is linked, as seen from each.
const RELATIONS: &[(&str, &str, &str, &str, &str)] = &[
    ("Family", "person", "relative", "family", "family"),
    ("Associate", "person", "associate", "associate", "associate"),
    ("UnknownLink", "subject", "object", "linked to", "linked to"),
    ("Ownership", "owner", "asset", "owns", "owner"),
    ("Directorship", "director", "organization", "director of", "director"),
    ("Representation", "agent", "client", "represents", "represented by"),
    ("Membership", "member", "organization", "member of", "member"),
    ("Employment", "employee", "employer", "works for", "employs"),
    ("Succession", "predecessor", "successor", "succeeded by", "predecessor"),
];

/// Properties that hold numbers.
const NUMBERS: &[(&str, IdKind)] = &[
    ("passportNumber", IdKind::Passport),
    ("idNumber", IdKind::NationalId),
    ("socialSecurityNumber", IdKind::NationalId),
    ("taxNumber", IdKind::TaxId),
    ("vatCode", IdKind::TaxId),
    ("innCode", IdKind::TaxId),
    ("registrationNumber", IdKind::Registration),
    ("ogrnCode", IdKind::Registration),
    ("okpoCode", IdKind::Registration),
    ("dunsCode", IdKind::Registration),
    ("uscCode", IdKind::Registration),
    ("uniqueEntityId", IdKind::Registration),
    ("leiCode", IdKind::Lei),
    ("swiftBic", IdKind::Bic),
    ("cryptoWallets", IdKind::Wallet),
    ("publicKey", IdKind::Wallet),
    ("imoNumber", IdKind::Imo),
    ("mmsi", IdKind::Mmsi),
    ("callSign", IdKind::CallSign),
    ("serialNumber", IdKind::SerialNumber),
    ("email", IdKind::Email),
    ("phone", IdKind::Phone),
    ("website", IdKind::Website),
    ("wikidataId", IdKind::Wikidata),
    ("isinCode", IdKind::Unknown),
];

/// Hands over all entities that are used, in the order of the items; counts every item.
pub(super) fn entities(items: &[Item], input: &SourceInput, reading: &mut Reading, sink: &mut dyn FnMut(Entity)) {
    let by_id: HashMap<&str, &Item> = items.iter().map(|item| (item.id.as_str(), item)).collect();
    let mut place: HashMap<&str, usize> = HashMap::new();
    let mut entities = Vec::new();
    let mut attachments = Vec::new();
    for item in items {
        let Some(entity_type) = entity_type(&item.schema) else {
            attachments.push(item);
            continue;
        };
        let listing = ftm_topics::listing(item, input.list_types).and_then(|(types, measures)| {
            let mut entity = named(item, entity_type).ok_or("entity without a name")?;
            entity.list_types = types;
            entity.measures = measures;
            fill(&mut entity, item, &by_id);
            Ok(entity)
        });
        match listing {
            Ok(entity) => {
                reading.used();
                reading.changed_by(entity.changed_on);
                place.insert(&item.id, entities.len());
                entities.push(entity);
            }
            Err(reason) => reading.skipped(reason),
        }
    }
    let brought = brought_along(items, &by_id, &place);
    for item in attachments {
        if brought.contains(item.id.as_str()) {
            reading.used();
            continue;
        }
        match attach(item, &by_id, &place, &mut entities) {
            Attached::Used => reading.used(),
            Attached::Nobody => reading.skipped(format!("{} of nobody who is used", item.schema)),
            Attached::Unknown => reading.skipped(format!("{}, which says nothing to screen by", item.schema)),
        }
    }
    entities.into_iter().for_each(sink);
}

enum Attached {
    Used,
    Nobody,
    Unknown,
}

fn entity_type(schema: &str) -> Option<EntityType> {
    Some(match schema {
        "Person" => EntityType::Person,
        "Company" => EntityType::Company,
        "Organization" | "PublicBody" => EntityType::Organization,
        "LegalEntity" => EntityType::LegalEntity,
        "Vessel" => EntityType::Vessel,
        "Airplane" | "Aircraft" => EntityType::Aircraft,
        _ => return None,
    })
}

/// With all its names: the caption first where it is one of them.
fn named(item: &Item, entity_type: EntityType) -> Option<Entity> {
    let composed = tidy(&["firstName", "middleName", "lastName"].map(|part| item.first(part)).join(" "));
    let names: Vec<&str> = item.all("name").filter(|name| !name.trim().is_empty()).collect();
    let primary = names.iter().find(|name| **name == item.caption).or(names.first());
    let primary = tidy(primary.copied().unwrap_or(&composed));
    if primary.is_empty() {
        return None;
    }
    let mut entity = Entity::new(item.id.as_str(), entity_type, primary);
    for name in names {
        entity.add_name(name, Strength::Strong);
    }
    for property in ["alias", "previousName", "abbreviation"] {
        item.all(property).for_each(|name| entity.add_name(name, Strength::Strong));
    }
    item.all("weakAlias").for_each(|name| entity.add_name(name, Strength::Weak));
    Some(entity)
}

fn countries(item: &Item, property: &str, all: &mut Vec<Country>) {
    item.all(property).filter_map(Country::parse).for_each(|country| add(all, country));
}

fn fill(entity: &mut Entity, item: &Item, by_id: &HashMap<&str, &Item>) {
    for property in ["birthDate", "incorporationDate", "buildDate"] {
        let born = item.all(property).filter_map(span);
        born.for_each(|born| add(&mut entity.birth_dates, born));
    }
    entity.death_date = ["deathDate", "dissolutionDate"].iter().find_map(|property| date(item.first(property)));
    item.all("birthPlace").for_each(|place| add(&mut entity.birth_places, tidy(place)));
    countries(item, "birthCountry", &mut entity.birth_countries);
    for property in ["nationality", "citizenship", "jurisdiction", "mainCountry", "flag", "pastFlags"] {
        countries(item, property, &mut entity.nationalities);
    }
    if entity.measures.iter().any(|measure| measure == Measure::Pep) && entity.nationalities.is_empty() {
        // the country in whose parliament or government somebody sits
        countries(item, "country", &mut entity.nationalities);
    } else {
        countries(item, "country", &mut entity.address_countries);
    }
    item.all("address").for_each(|address| add(&mut entity.addresses, tidy(address)));
    for address in item.all("addressEntity").filter_map(|id| by_id.get(id)) {
        apply_address(entity, address);
    }
    entity.gender = item.all("gender").find_map(gender);
    for (property, kind) in NUMBERS {
        for number in item.all(property).map(tidy).filter(|number| !number.is_empty()) {
            let aircraft = entity.entity_type == EntityType::Aircraft;
            let kind = if *kind == IdKind::Registration && aircraft { IdKind::TailNumber } else { *kind };
            add(&mut entity.identifiers, Identifier { kind, number, country: None });
        }
    }
    for property in ["program", "programId"] {
        item.all(property).for_each(|program| add(&mut entity.programs, tidy(program)));
    }
    for property in ["position", "title", "type"] {
        item.all(property).for_each(|position| add(&mut entity.positions, tidy(position)));
    }
    entity.changed_on = item.all("modifiedAt").chain([item.last_change.as_str()]).filter_map(day).max();
}

fn day(text: &str) -> Option<PartialDate> {
    date(text.get(..10).unwrap_or(text))
}

/// FollowTheMoney cleans genders; files of others keep what their parliaments write.
fn gender(text: &str) -> Option<Gender> {
    Gender::parse(text).or_else(|| match text.to_lowercase().as_str() {
        "homme" => Some(Gender::Male),
        "femme" => Some(Gender::Female),
        _ => None,
    })
}

fn apply_address(entity: &mut Entity, address: &Item) {
    let parts = ["street", "street2", "city", "postalCode", "region", "country"].map(|part| address.first(part));
    let full = tidy(address.first("full"));
    let joined = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ");
    let text = if full.is_empty() { tidy(&joined) } else { full };
    if !text.is_empty() {
        add(&mut entity.addresses, text);
    }
    countries(address, "country", &mut entity.address_countries);
}

/// Brings what an item says to those it belongs to.
fn attach(
    item: &Item,
    by_id: &HashMap<&str, &Item>,
    place: &HashMap<&str, usize>,
    entities: &mut [Entity],
) -> Attached {
    if let Some(relation) = RELATIONS.iter().find(|relation| relation.0 == item.schema) {
        return relate(item, *relation, by_id, place, entities);
    }
    let owner = match item.schema.as_str() {
        "Passport" | "Identification" | "Occupancy" | "CryptoWallet" => "holder",
        "Sanction" => "entity",
        // those of somebody who is used are brought along from the other side
        "Address" | "Position" => return Attached::Nobody,
        _ => return Attached::Unknown,
    };
    let mut attached = Attached::Nobody;
    for &index in item.all(owner).filter_map(|id| place.get(id)) {
        attached = Attached::Used;
        let entity = &mut entities[index];
        match item.schema.as_str() {
            "Sanction" => apply_sanction(entity, item),
            "Occupancy" => {
                for post in item.all("post").filter_map(|id| by_id.get(id)) {
                    let name = tidy(if post.caption.is_empty() { post.first("name") } else { &post.caption });
                    if !name.is_empty() {
                        add(&mut entity.positions, name);
                    }
                }
            }
            _ => apply_paper(entity, item),
        }
    }
    attached
}

/// The addresses and posts that somebody who is used refers to.
fn brought_along<'a>(
    items: &'a [Item],
    by_id: &HashMap<&str, &'a Item>,
    place: &HashMap<&'a str, usize>,
) -> HashSet<&'a str> {
    let used = place.keys().filter_map(|id| by_id.get(id));
    let addresses = used.flat_map(|item| item.all("addressEntity"));
    let held = |item: &&Item| item.schema == "Occupancy" && item.all("holder").any(|id| place.contains_key(id));
    addresses.chain(items.iter().filter(held).flat_map(|item| item.all("post"))).collect()
}

fn apply_sanction(entity: &mut Entity, sanction: &Item) {
    for property in ["program", "programId"] {
        sanction.all(property).for_each(|program| add(&mut entity.programs, tidy(program)));
    }
    if entity.reference.is_empty() {
        let cited = [sanction.first("unscId"), sanction.first("authorityId")];
        tidy(cited.into_iter().find(|id| !id.is_empty()).unwrap_or("")).clone_into(&mut entity.reference);
    }
    let listed = ["listingDate", "startDate"].iter().find_map(|property| day(sanction.first(property)));
    entity.listed_on = entity.listed_on.into_iter().chain(listed).min();
    entity.changed_on = entity.changed_on.max(sanction.all("modifiedAt").filter_map(day).max());
}

fn apply_paper(entity: &mut Entity, paper: &Item) {
    let kind = match paper.schema.as_str() {
        "Passport" => IdKind::Passport,
        "CryptoWallet" => IdKind::Wallet,
        _ => IdKind::parse(paper.first("type")),
    };
    let country = paper.all("country").find_map(Country::parse);
    for number in ["number", "passportNumber", "publicKey"].iter().flat_map(|property| paper.all(property)) {
        let number = tidy(number);
        // the holder may name the same number without its country
        entity.identifiers.retain(|known| known.number != number || known.country.is_some() || known.kind != kind);
        add(&mut entity.identifiers, Identifier { kind, number, country });
    }
}

fn relate(
    item: &Item,
    (_, one, other, forth, back): (&str, &str, &str, &str, &str),
    by_id: &HashMap<&str, &Item>,
    place: &HashMap<&str, usize>,
    entities: &mut [Entity],
) -> Attached {
    let said = ["relationship", "role"].iter().map(|property| tidy(item.first(property))).find(|how| !how.is_empty());
    let mut attached = Attached::Nobody;
    for (from, to, how) in [(one, other, forth), (other, one, back)] {
        for &index in item.all(from).filter_map(|id| place.get(id)) {
            for id in item.all(to) {
                attached = Attached::Used;
                let name = by_id
                    .get(id)
                    .map_or("", |other| if other.caption.is_empty() { other.first("name") } else { &other.caption });
                let how = said.clone().unwrap_or_else(|| how.to_owned());
                add(&mut entities[index].links, Link { how, name: tidy(name), id: id.to_owned() });
            }
        }
    }
    attached
}
