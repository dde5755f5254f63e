//! The readers against the real publications, counted by an independent few lines of Python.
//!
//! Skipped where `../shared` or `python3` is not there; fails instead where `MUSTER_REQUIRE_SHARED=1` is set.

use std::path::{Path, PathBuf};
use std::process::Command;

use muster::vocabulary::{EntityType, IdKind, Strength};
use muster::watchlist::{Entity, ListInfo, ListSpec, load, specs_of_folder};
use serde_json::Value;

fn required() -> bool {
    std::env::var_os("MUSTER_REQUIRE_SHARED").is_some_and(|value| value == "1")
}

fn skip<T>(why: &str) -> Option<T> {
    assert!(!required(), "MUSTER_REQUIRE_SHARED=1, and {why}");
    eprintln!("skipped: {why}");
    None
}

/// The folder of publications and the counts, where both can be had.
fn counted() -> Option<(PathBuf, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lists = root.join("../shared/lists");
    if !lists.is_dir() {
        return skip("../shared/lists is not there");
    }
    match Command::new("python3").arg(root.join("tests/count_publications.py")).arg(&lists).output() {
        Ok(output) if output.status.success() => Some((lists, serde_json::from_slice(&output.stdout).unwrap())),
        Ok(output) => panic!("the count failed: {}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => skip("python3 is not there"),
    }
}

fn loaded(kind: &str, path: &Path) -> (ListInfo, Vec<Entity>) {
    let spec: ListSpec = format!("{kind}={}", path.display()).parse().unwrap();
    let (info, entities) = load(&spec).unwrap();
    assert_eq!(info.read, info.used + info.skipped.values().sum::<u64>(), "{kind}");
    assert!(entities.iter().all(|entity| !entity.id.is_empty() && !entity.primary_name().is_empty()));
    eprintln!("{}", serde_json::to_string_pretty(&info).unwrap());
    (info, entities)
}

fn sum(entities: &[Entity], of: impl Fn(&Entity) -> usize) -> u64 {
    entities.iter().map(of).sum::<usize>() as u64
}

fn ids(entities: &[Entity], kind: IdKind) -> u64 {
    sum(entities, |entity| entity.identifiers.iter().filter(|id| id.kind == kind).count())
}

fn named(entities: &[Entity], strength: Strength) -> u64 {
    sum(entities, |entity| entity.names.iter().filter(|name| name.strength == strength).count())
}

fn of_type(entities: &[Entity], entity_type: EntityType) -> u64 {
    sum(entities, |entity| usize::from(entity.entity_type == entity_type))
}

#[track_caller]
fn same(expected: &Value, what: &str, found: u64) {
    assert_eq!(expected[what].as_u64(), Some(found), "{what}");
}

/// Counts that may differ by the few odd cases of a publication, in thousandths.
#[track_caller]
fn about(expected: &Value, what: &str, found: u64, permille: u64) {
    let wanted = expected[what].as_u64().unwrap();
    assert!(wanted.abs_diff(found) * 1000 <= wanted * permille, "{what}: counted {wanted}, read {found}");
    eprintln!("{what}: counted {wanted}, read {found}");
}

#[test]
fn both_ofac_lists_are_read_to_the_last_row() {
    let Some((lists, counts)) = counted() else { return };
    for kind in ["ofac-sdn", "ofac-cons"] {
        let expected = &counts[kind];
        let (info, entities) = loaded(kind, &lists.join("ofac"));
        same(expected, "entries", info.entries);
        same(expected, "persons", of_type(&entities, EntityType::Person));
        same(expected, "vessels", of_type(&entities, EntityType::Vessel));
        same(expected, "aircraft", of_type(&entities, EntityType::Aircraft));
        same(expected, "programs", sum(&entities, |entity| entity.programs.len()));
        let lost = info.skipped.get("comment without an entry").copied().unwrap_or(0);
        same(expected, "comments_without_entry", lost);
        // a weak alias that is also a strong one counts as strong
        about(expected, "weak_in_remarks", named(&entities, Strength::Weak), 1);
        about(expected, "birth_dates", sum(&entities, |entity| entity.birth_dates.len()), 2);
        about(expected, "birth_places", sum(&entities, |entity| entity.birth_places.len()), 2);
        same(expected, "imo", ids(&entities, IdKind::Imo));
        same(expected, "mmsi", ids(&entities, IdKind::Mmsi));
        same(expected, "genders", sum(&entities, |entity| usize::from(entity.gender.is_some())));
        let linked = |entity: &Entity| entity.links.iter().filter(|link| link.how == "linked to").count();
        about(expected, "linked_to", sum(&entities, linked), 2);
        if kind == "ofac-sdn" {
            about(expected, "passports", ids(&entities, IdKind::Passport), 60);
            same(expected, "call_signs", ids(&entities, IdKind::CallSign) - 1);
            let in_tables = named(&entities, Strength::Primary) + named(&entities, Strength::Strong);
            same(expected, "names_in_tables", in_tables);
        }
        assert!(entities.iter().all(|entity| !entity.measures.is_empty() && entity.list_types.len() == 2));
    }
}

#[test]
fn the_un_list_is_read_to_the_last_entry() {
    let Some((lists, counts)) = counted() else { return };
    let expected = &counts["un"];
    let (info, entities) = loaded("un", &lists.join("un/consolidated.xml"));
    same(expected, "entries", info.entries);
    same(expected, "persons", of_type(&entities, EntityType::Person));
    same(expected, "references", sum(&entities, |entity| usize::from(!entity.reference.is_empty())));
    same(expected, "nationalities", sum(&entities, |entity| entity.nationalities.len()));
    same(expected, "positions", sum(&entities, |entity| entity.positions.len()));
    assert_eq!(expected["date"].as_str().map(str::to_owned), info.date.map(|date| date.to_string()));
    assert_eq!(expected["last_change"].as_str().map(str::to_owned), info.last_change.map(|date| date.to_string()));
    for (what, strength) in [("plain_weak_aliases", Strength::Weak), ("plain_strong_aliases", Strength::Strong)] {
        let (plain, all) = (expected[what].as_u64().unwrap(), named(&entities, strength));
        eprintln!("{what}: counted {plain}, read {all} with those taken apart");
        assert!(all >= plain, "{what}");
    }
    let births = sum(&entities, |entity| entity.birth_dates.len());
    assert!(births >= expected["birth_dates_with_a_year"].as_u64().unwrap());
    about(expected, "papers_with_number", sum(&entities, |entity| entity.identifiers.len()), 100);
}

#[test]
fn followthemoney_is_read_to_the_last_line() {
    let Some((lists, counts)) = counted() else { return };
    let expected = &counts["ftm"];
    let (info, entities) = loaded("ftm", &lists.join("pep/everypolitician-2015.ftm.json.gz"));
    assert_eq!(info.name, "everypolitician-2015");
    same(expected, "entries", info.entries);
    same(expected, "names", info.names);
    // one is no date
    about(expected, "birth_dates", sum(&entities, |entity| entity.birth_dates.len()), 1);
    same(expected, "deaths", sum(&entities, |entity| usize::from(entity.death_date.is_some())));
    same(expected, "genders", sum(&entities, |entity| usize::from(entity.gender.is_some())));
    same(expected, "wikidata", ids(&entities, IdKind::Wikidata));
    same(expected, "positions", sum(&entities, |entity| entity.positions.len()));
    same(expected, "countries", sum(&entities, |entity| entity.nationalities.len()));
}

#[test]
fn a_folder_of_publications_is_recognised() {
    let Some((lists, _)) = counted() else { return };
    let found = specs_of_folder(&lists).unwrap();
    let kinds: Vec<&str> = found.specs.iter().map(|spec| spec.kind.name).collect();
    let expected = ["ofac-sdn", "ofac-cons", "ftm", "eu-fsf", "ofac-xml", "ofac-advanced-xml", "uk", "un"];
    assert_eq!(kinds, expected);
}

/// The samples of the publications whose whole files are too large to keep.
fn sampled(kind: &str, file: &str) -> Option<(ListInfo, Vec<Entity>)> {
    let lists = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/lists/samples");
    if !lists.is_dir() {
        return skip("../shared/lists/samples is not there");
    }
    Some(loaded(kind, &lists.join(file)))
}

#[test]
fn each_sample_of_xml_is_read_to_the_last_entry() {
    for (kind, file, date, [entries, names, weak, born, ids]) in [
        ("ofac-xml", "ofac_sdn.xml", "2026-09-10", [4, 6, 1, 2, 5]),
        ("ofac-advanced-xml", "ofac_sdn_advanced.xml", "2026-07-30", [2, 3, 0, 1, 0]),
        ("eu-fsf", "eu_fsf.xml", "2026-08-05", [2, 6, 1, 2, 2]),
        ("uk", "uk_sanctions_list.xml", "2026-09-10", [3, 6, 1, 2, 3]),
    ] {
        let Some((info, entities)) = sampled(kind, file) else { return };
        assert_eq!(info.date.map(|date| date.to_string()).as_deref(), Some(date), "{kind}");
        let found = [
            info.entries,
            info.names,
            info.weak_aliases,
            sum(&entities, |entity| entity.birth_dates.len()),
            sum(&entities, |entity| entity.identifiers.len()),
        ];
        assert_eq!(found, [entries, names, weak, born, ids], "{kind}");
        assert!(info.skipped.is_empty() && info.not_understood.is_empty(), "{kind}: {info:?}");
    }
}

/// An entry of the sample is of a later day than the CSV files, so it may have gained a programme; and the sample leaves
/// some aliases out and adds one.
#[test]
fn an_entry_that_ofacs_forms_share_is_called_the_same_in_each() {
    let Some((lists, _)) = counted() else { return };
    let (_, of_csv) = loaded("ofac-sdn", &lists.join("ofac"));
    let in_csv = |id: &str| of_csv.iter().find(|entity| entity.id == id).unwrap();
    let names = |entity: &Entity| {
        let mut names: Vec<_> = entity.names.iter().map(|name| (name.strength, name.text.clone())).collect();
        names.sort();
        names
    };
    let Some((_, advanced)) = sampled("ofac-advanced-xml", "ofac_sdn_advanced.xml") else { return };
    for entity in &advanced {
        let expected = in_csv(&entity.id);
        assert_eq!(entity.primary_name(), expected.primary_name());
        assert_eq!(names(entity), names(expected), "{}", entity.id);
        assert_eq!(entity.birth_dates, expected.birth_dates, "{}", entity.id);
        assert_eq!((entity.entity_type, entity.measures), (expected.entity_type, expected.measures), "{}", entity.id);
    }
    assert_eq!(advanced[1].programs, in_csv(&advanced[1].id).programs);
    let Some((_, plain)) = sampled("ofac-xml", "ofac_sdn.xml") else { return };
    let (entity, expected) = (&plain[0], in_csv(&plain[0].id));
    assert_eq!(entity.primary_name(), expected.primary_name());
    assert_eq!((entity.entity_type, entity.measures), (expected.entity_type, expected.measures));
    assert!(expected.programs.iter().all(|program| entity.programs.contains(program)));
    let strong = names(entity).into_iter().filter(|(strength, _)| *strength != Strength::Weak);
    assert!(strong.into_iter().all(|name| names(expected).contains(&name)));
}
