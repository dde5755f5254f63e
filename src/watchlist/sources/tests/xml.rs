//! What the readers of the publications in XML get right.

use super::*;
use crate::vocabulary::EntityType;

fn shown<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

fn sorted(mut values: Vec<String>) -> Vec<String> {
    values.sort();
    values
}

/// All of an entity that the three forms of OFAC's lists have in common.
fn in_common(entity: &Entity) -> Vec<Vec<String>> {
    vec![
        vec![entity.id.clone(), entity.entity_type.to_string(), entity.primary_name().to_owned()],
        sorted(entity.names.iter().map(|name| format!("{} {}", name.strength, name.text)).collect()),
        shown(&entity.birth_dates),
        shown(&entity.nationalities),
        shown(&entity.birth_countries),
        entity.birth_places.clone(),
        entity.addresses.clone(),
        shown(&entity.address_countries),
        entity.gender.iter().map(ToString::to_string).collect(),
        entity.programs.clone(),
        vec![entity.measures.to_string()],
        sorted(entity.positions.clone()),
        sorted(entity.identifiers.iter().map(|id| format!("{} {} {:?}", id.kind, id.number, id.country)).collect()),
        shown(&entity.list_types),
    ]
}

#[test]
fn the_three_forms_of_ofacs_list_say_the_same() {
    let (_, of_csv) = read_sample("ofac-sdn");
    for kind in ["ofac-xml", "ofac-advanced-xml"] {
        let (reading, entities) = read_sample(kind);
        assert_eq!(entities.len(), of_csv.len(), "{kind}");
        for (entity, expected) in entities.iter().zip(&of_csv) {
            let mut expected = in_common(expected);
            // the flag stands in a column in front of the remarks, and in a list here
            let mut found = in_common(entity);
            for all in [&mut expected, &mut found] {
                all[3].sort();
            }
            assert_eq!(found, expected, "{kind}");
        }
        assert_eq!(reading.published.map(|date| date.to_string()).as_deref(), Some("2026-02-03"), "{kind}");
        assert_eq!(reading.not_understood.values().sum::<u64>(), 1, "{kind}: {:?}", reading.not_understood);
    }
}

#[test]
fn what_belongs_to_no_party_of_the_advanced_form_is_counted() {
    let (reading, entities) = read_sample("ofac-advanced-xml");
    let skipped: Vec<(&str, u64)> = reading.skipped.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
    let expected =
        [("paper without a party", 1), ("party without a number or a name", 1), ("sanctions entry without a party", 1)];
    assert_eq!(skipped, expected);
    // four parties, three papers, a relationship, four sanctions entries
    assert_eq!((reading.used, reading.read), (12, 15));
    let link = &entities[0].links[0];
    assert_eq!(
        (link.how.as_str(), link.name.as_str(), link.id.as_str()),
        ("acting for or on behalf of", "EXAMPLE TRADING CO", "12")
    );
    assert_eq!(entities[0].listed_on.map(|day| day.to_string()).as_deref(), Some("1995-01-23"));
    assert_eq!(entities[1].listed_on.map(|day| day.to_string()).as_deref(), Some("2014-07-16"));
    assert_eq!(entities[2].links[0].name, "Example Lines");
}

#[test]
fn the_advanced_form_says_which_list_and_the_plain_one_by_its_files_name() {
    let folder = TempDir::new().unwrap();
    let read = |name: &str, kind: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let list = crate::watchlist::ListSpec::new(super::kind(kind), &path).list_name();
        (list, read_as(kind, &path, &[]).unwrap().1[0].measures.to_string())
    };
    let sectoral = super::xml_samples::OFAC_ADVANCED.replacen("ListID=\"1550\"", "ListID=\"91507\"", 1);
    let not_blocked = sectoral.replacen(">Block<", ">Reject<", 1);
    assert_eq!(
        read("cons_advanced.xml", "ofac-advanced-xml", &not_blocked),
        ("OFAC Consolidated".into(), "sectoral".into())
    );
    assert_eq!(read("a.xml", "ofac-advanced-xml", &sectoral), ("OFAC SDN".into(), "block;sectoral".into()));
    let plain = super::xml_samples::OFAC.replace("SDGT", "NS-PLC");
    assert_eq!(read("consolidated.xml", "ofac-xml", &plain), ("OFAC Consolidated".into(), "other".into()));
    assert_eq!(read("sdn.xml", "ofac-xml", &plain), ("OFAC SDN".into(), "block".into()));
}

#[test]
fn a_party_without_an_entry_is_kept_and_counted() {
    let (folder, path) = sample("ofac-advanced-xml");
    let text = fs::read_to_string(&path).unwrap().replace("ProfileID=\"14\" ListID", "ProfileID=\"98\" ListID");
    fs::write(&path, text).unwrap();
    let (reading, entities) = read_as("ofac-advanced-xml", &path, &[]).unwrap();
    assert_eq!((entities.len(), entities[3].measures.to_string().as_str()), (4, "other"));
    assert_eq!(reading.not_understood["party without a SanctionsEntry"], 1);
    drop(folder);
}

#[test]
fn the_eu_list_is_read_with_strength_calendars_and_references() {
    let (reading, entities) = read_sample("eu-fsf");
    assert_eq!(reading.published.map(|date| date.to_string()).as_deref(), Some("2026-02-03"));
    assert_eq!(reading.changed.map(|date| date.to_string()).as_deref(), Some("2012-03-04"));
    assert_eq!((reading.read, reading.used), (3, 2));
    let person = &entities[0];
    assert_eq!((person.id.as_str(), person.reference.as_str()), ("21", "EU.1.11 XXi.001"));
    assert_eq!((person.entity_type, person.primary_name()), (EntityType::Person, "Ola Nordman & Søn"));
    assert_eq!(names(person, Strength::Strong), ["Ола Нордман", "Ole Normann"]);
    assert_eq!(names(person, Strength::Weak), ["The Tall"]);
    let born = ["1950-02-03", "circa 1949 to 1951", "circa 1951-03-21", "1950-02"];
    assert_eq!(shown(&person.birth_dates), born);
    assert_eq!(format!("{:?} {:?}", person.nationalities, person.birth_countries), "[NOR] [NOR]");
    assert_eq!(person.birth_places, ["Bergen, Norway"]);
    assert_eq!((person.programs.as_slice(), person.measures.to_string().as_str()), (&["XYZ".to_owned()][..], "block"));
    assert_eq!(person.positions, ["General", "Minister"]);
    assert_eq!(person.gender.map(|gender| gender.to_string()).as_deref(), Some("male"));
    let papers: Vec<_> = person.identifiers.iter().map(|id| (id.kind, id.number.as_str())).collect();
    assert_eq!(papers, [(IdKind::Passport, "34/12"), (IdKind::Passport, "X7654321")]);
    let not_understood: Vec<_> = reading.not_understood.iter().map(|(what, count)| (what.as_str(), *count)).collect();
    assert_eq!(not_understood, [("birthdate", 1), ("identification", 1)]);
    let company = &entities[1];
    assert_eq!((company.entity_type, id(company, IdKind::Imo)), (EntityType::Organization, Some("9999993")));
    assert_eq!(company.listed_on.map(|day| day.to_string()).as_deref(), Some("2002-06-18"));
    assert_eq!(
        (company.addresses[0].as_str(), id(company, IdKind::Email)),
        ("Storgata 1, Oslo, Norway", Some("a@example.org"))
    );
}

#[test]
fn the_uk_list_is_read_with_its_dates_names_and_measures() {
    let (reading, entities) = read_sample("uk");
    assert_eq!(reading.published.map(|date| date.to_string()).as_deref(), Some("2026-02-03"));
    assert_eq!(reading.changed.map(|date| date.to_string()).as_deref(), Some("2026-01-16"));
    assert_eq!((reading.read, reading.used), (4, 3));
    let person = &entities[0];
    assert_eq!((person.id.as_str(), person.reference.as_str()), ("XYZ0001", "7001 XXi.001"));
    assert_eq!(person.primary_name(), "OLA & NORDMAN");
    assert_eq!(names(person, Strength::Strong), ["OLE NORMANN", "NORDMANN", "Ола Нордман"]);
    assert_eq!(names(person, Strength::Weak), ["THE TALL"]);
    assert_eq!(shown(&person.birth_dates), ["1958", "1957-03", "1955-02-01"]);
    assert_eq!(format!("{:?} {:?}", person.nationalities, person.birth_countries), "[NOR] [NOR]");
    assert_eq!(person.measures.to_string(), "block;travel");
    let passport = &person.identifiers[0];
    assert_eq!(
        (passport.number.as_str(), passport.country.map(|c| c.to_string()).as_deref()),
        ("X7654321", Some("NOR"))
    );
    assert_eq!(id(person, IdKind::NationalId), Some("2132370"));
    assert_eq!(
        (person.positions.as_slice(), person.addresses[0].as_str()),
        (&["Minister".to_owned()][..], "Storgata 1, Oslo, Norway")
    );
    let not_understood: Vec<_> = reading.not_understood.iter().map(|(what, count)| (what.as_str(), *count)).collect();
    assert_eq!(not_understood, [("DOB", 1), ("Nationality", 1)]);
    let (company, ship) = (&entities[1], &entities[2]);
    assert_eq!((company.entity_type, company.measures.to_string().as_str()), (EntityType::Company, "other"));
    assert_eq!(id(company, IdKind::Registration), Some("1027700132195"));
    assert_eq!((ship.entity_type, id(ship, IdKind::Imo)), (EntityType::Vessel, Some("9999993")));
    assert_eq!(
        (format!("{:?}", ship.nationalities), ship.measures.to_string().as_str()),
        ("[PAN]".to_owned(), "other")
    );
}

#[test]
fn xml_that_is_cut_off_anywhere_is_refused() {
    for kind in ["ofac-xml", "ofac-advanced-xml", "un", "eu-fsf", "uk"] {
        let (_folder, path) = sample(kind);
        let text = fs::read_to_string(&path).unwrap();
        let start = text.find("Publish_Date").or_else(|| text.find("DateOfIssue")).unwrap_or(400);
        for at in (start..text.len() - 1).step_by(text.len() / 30).filter(|at| text.is_char_boundary(*at)) {
            fs::write(&path, &text[..at]).unwrap();
            let error = read_as(kind, &path, &[]).err().unwrap_or_else(|| panic!("{kind} cut at {at} is read"));
            assert!(error.to_string().contains("cut off"), "{kind} cut at {at}: {error}");
        }
    }
}
