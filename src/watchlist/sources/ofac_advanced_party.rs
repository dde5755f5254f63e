//! From a party of OFAC's advanced XML to an entity.

use std::collections::HashMap;

use super::super::Entity;
use super::super::entity::tidy;
use super::Reading;
use super::ofac_advanced_values::{Values, period};
use super::ofac_csv::{add_address, add_tail_number};
use super::ofac_remarks;
use super::ofac_xml::add_birth_place;
use super::words::add;
use super::xml::Element;
use crate::vocabulary::{Country, EntityType, Gender, Strength};

/// A party, and what is needed to join papers to it.
pub(super) struct Party {
    /// What it is.
    pub entity: Entity,
    /// The numbers of its identities.
    pub identities: Vec<String>,
}

/// The parties of a `DistinctParty`: one for each profile, which nearly always is one.
pub(super) fn parties(distinct: &Element, values: &Values, reading: &mut Reading) -> Vec<Party> {
    let mut parties = Vec::new();
    for profile in distinct.elements("Profile") {
        match party(profile, values, reading) {
            Some(party) => {
                reading.used();
                parties.push(party);
            }
            None => reading.skipped("party without a number or a name"),
        }
    }
    parties
}

/// A name as written, how strong it is, and whether it is in Latin letters.
struct Name {
    text: String,
    strength: Strength,
    latin: bool,
}

fn party(profile: &Element, values: &Values, reading: &mut Reading) -> Option<Party> {
    let entity_type = entity_type(profile.attribute("PartySubTypeID"), values);
    let identities: Vec<&Element> = profile.elements("Identity").collect();
    let mut names: Vec<Name> = identities.iter().flat_map(|identity| names(identity, entity_type, values)).collect();
    // the one that the publication calls primary, in Latin letters where it has such; else the strongest
    let first = (0..names.len()).min_by_key(|&at| (names[at].strength, !names[at].latin))?;
    let primary = names.remove(first);
    let id = profile.attribute("ID");
    if id.is_empty() {
        return None;
    }
    let mut entity = Entity::new(id, entity_type, primary.text);
    for name in names {
        entity.add_name(&name.text, name.strength.max(Strength::Strong));
    }
    add_tail_number(&mut entity);
    for feature in profile.elements("Feature") {
        let kind = values.text("FeatureType", feature.attribute("FeatureTypeID"));
        let kind = if kind.is_empty() { numbered(feature.attribute("FeatureTypeID")) } else { kind };
        for version in feature.elements("FeatureVersion") {
            if !apply(&mut entity, kind, version, values) {
                reading.not_understood(&format!("Feature {kind}"));
            }
        }
    }
    let identities = identities.into_iter().map(|identity| identity.attribute("ID").to_owned()).collect();
    Some(Party { entity, identities })
}

/// Kinds of features by the numbers that they have always had, for a file whose reference values lack them.
fn numbered(id: &str) -> &'static str {
    match id {
        "8" => "Birthdate",
        "9" => "Place of Birth",
        "10" => "Nationality Country",
        "11" => "Citizenship Country",
        "25" => "Location",
        "26" => "Title",
        "224" => "Gender",
        _ => "",
    }
}

/// A `PartySubType` of a person or company is `Unknown`, and its `PartyType` says which; 1 is a person, 2 a company,
/// 4 what moves.
fn entity_type(sub_type: &str, values: &Values) -> EntityType {
    let above = values.above("PartySubType", sub_type);
    let text = |text: &str| EntityType::parse(text).filter(|kind| *kind != EntityType::LegalEntity);
    text(values.text("PartySubType", sub_type)).or_else(|| text(values.text("PartyType", above))).unwrap_or(match above
    {
        "1" => EntityType::Person,
        // a company or an organisation: as in the CSV form
        "2" => EntityType::Company,
        _ => EntityType::LegalEntity,
    })
}

fn names(identity: &Element, entity_type: EntityType, values: &Values) -> Vec<Name> {
    let groups: HashMap<&str, &str> = identity
        .at(&["NamePartGroups", "MasterNamePartGroup", "NamePartGroup"])
        .into_iter()
        .map(|group| (group.attribute("ID"), values.text("NamePartType", group.attribute("NamePartTypeID"))))
        .collect();
    let is_main = !identity.attribute("Primary").eq_ignore_ascii_case("false");
    let mut names = Vec::new();
    for alias in identity.elements("Alias") {
        let strength = match () {
            () if alias.is("LowQuality") => Strength::Weak,
            () if alias.is("Primary") && is_main => Strength::Primary,
            () => Strength::Strong,
        };
        for documented in alias.elements("DocumentedName") {
            let text = written(documented, &groups, entity_type);
            if !text.is_empty() {
                let latin = !text.chars().any(super::un_names::is_of_other_script);
                names.push(Name { text, strength, latin });
            }
        }
    }
    names
}

/// `NORDMAN, Ola Hans`, as the CSV form writes it: the last name in front of a comma. Where no part is called a last
/// name, the first part of a person's is.
fn written(documented: &Element, groups: &HashMap<&str, &str>, entity_type: EntityType) -> String {
    let parts: Vec<(&str, String)> = documented
        .at(&["DocumentedNamePart", "NamePartValue"])
        .into_iter()
        .map(|part| (groups.get(part.attribute("NamePartGroupID")).copied().unwrap_or(""), tidy(&part.text)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let all = || parts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
    if entity_type != EntityType::Person || parts.len() < 2 {
        return all();
    }
    let is_last = |kind: &str| kind.eq_ignore_ascii_case("last name");
    let typed = parts.iter().any(|(kind, _)| !kind.is_empty());
    let (last, rest): (Vec<_>, Vec<_>) =
        parts.iter().enumerate().partition(|(at, (kind, _))| if typed { is_last(kind) } else { *at == 0 });
    let texts = |parts: Vec<(usize, &(&str, String))>| -> String {
        parts.into_iter().map(|(_, (_, text))| text.as_str()).collect::<Vec<_>>().join(" ")
    };
    match (texts(last), texts(rest)) {
        (last, rest) if last.is_empty() || rest.is_empty() => all(),
        (last, rest) => format!("{last}, {rest}"),
    }
}

/// Reads one version of a feature; false where nothing in it is understood.
fn apply(entity: &mut Entity, kind: &str, version: &Element, values: &Values) -> bool {
    let details: Vec<String> = version
        .elements("VersionDetail")
        .map(|detail| match values.text("DetailReference", detail.attribute("DetailReferenceID")) {
            "" => tidy(&detail.text),
            text => text.to_owned(),
        })
        .filter(|text| !text.is_empty())
        .collect();
    let places: Vec<_> =
        version.elements("VersionLocation").filter_map(|at| values.place(at.attribute("LocationID"))).collect();
    let spans: Vec<_> = version.elements("DatePeriod").filter_map(period).collect();
    match kind {
        "Birthdate" => {
            for &span in &spans {
                add(&mut entity.birth_dates, span);
            }
            !spans.is_empty()
        }
        "Place of Birth" => {
            for place in &details {
                add_birth_place(entity, place);
            }
            for place in &places {
                add_birth_place(entity, &place.line());
                entity.birth_countries.extend(place.known_country().filter(|c| !entity.birth_countries.contains(c)));
            }
            !(details.is_empty() && places.is_empty())
        }
        "Location" => {
            for place in &places {
                add_address(entity, &[place.street.clone(), place.city.clone()], &place.country);
            }
            !places.is_empty()
        }
        "Gender" => {
            let gender = details.iter().find_map(|detail| Gender::parse(detail));
            entity.gender = entity.gender.or(gender);
            gender.is_some()
        }
        "Title" => {
            for title in details.iter().flat_map(|detail| detail.split(';')).map(tidy).filter(|title| !title.is_empty())
            {
                ofac_remarks::office(entity, &title);
            }
            !details.is_empty()
        }
        _ => {
            let in_places = places.iter().map(|place| place.country.clone());
            // `Listing Date (EO 14024 Directive 2)` has a date alone
            let in_dates = spans.iter().map(ToString::to_string);
            let texts = details.iter().cloned().chain(in_places).chain(in_dates).filter(|text| !text.is_empty());
            // not `any`: each is to be read
            texts.filter(|text| apply_other(entity, kind, text)).count() > 0 || ofac_remarks::apply_known(entity, kind)
        }
    }
}

/// A feature that the CSV form has as a clause of the remarks or as a column: `Vessel Flag Panama`.
fn apply_other(entity: &mut Entity, kind: &str, text: &str) -> bool {
    let lower = kind.to_ascii_lowercase();
    match () {
        () if lower.contains("nationality") || lower.contains("citizenship") || lower.ends_with("flag") => {
            let country = Country::parse(text);
            country.map(|country| add(&mut entity.nationalities, country)).is_some()
        }
        () if lower.ends_with("vessel type") => {
            add(&mut entity.positions, tidy(text));
            true
        }
        () => ofac_remarks::apply_known(entity, &format!("{kind} {text}")),
    }
}
