use super::*;
use crate::watchlist::ListInfo;

fn entity(id: &str, names: &[&str], weak: &[&str]) -> Entity {
    let mut entity = Entity::new(id, EntityType::Person, names[0]);
    for name in &names[1..] {
        entity.add_name(name, Strength::Strong);
    }
    for name in weak {
        entity.add_name(name, Strength::Weak);
    }
    entity
}

fn listed(entities: Vec<Entity>) -> Listed {
    Listed { lists: vec![(ListInfo::in_memory("A"), entities)] }
}

fn choice() -> Choice {
    Choice { seed: 1, sample: None, resembling: false, entity_type: None }
}

fn asked(held: &HeldOut) -> Vec<&str> {
    held.questions.iter().map(|question| &*question.record.searched_name).collect()
}

#[test]
fn what_is_held_out_is_on_the_lists_in_no_form() {
    let all = listed(vec![
        entity("1", &["Ada Wilson", "Adda Willson", "WILLSON, Adda"], &["adda willson"]),
        entity("2", &["Bo Li", "LI, Bo"], &[]),
        entity("3", &["Cem Dag", "Ada Wilson"], &[]),
        entity("4", &["Dora Ek"], &["The Oak"]),
        entity("5", &["Emil Fox"], &[]),
    ]);
    let held = hold_out(&all, Hold::Aliases, &choice());
    assert_eq!(held.questions.len(), 1, "only the first has an alias that is its own");
    let bearers = held.listed.bearers();
    assert!(asked(&held).iter().all(|name| !bearers.contains_key(&form_of(name))));
    assert_eq!(held.listed.entities().next().map(|(_, entity)| entity.names.len()), Some(1));
    let reasons = [
        ("every alias is the name of another entry too", 1),
        ("every alias is the primary name in another writing or order", 1),
        ("no alias but weak ones", 1),
        ("only one name", 1),
    ];
    assert_eq!(held.not_asked, BTreeMap::from(reasons));
}

#[test]
fn the_same_seed_chooses_the_same_names_and_a_longer_list_changes_none() {
    let names = |id: usize| {
        let id = id.to_string();
        entity(&id, &[&format!("First{id}"), &format!("Second{id}"), &format!("Third{id}")], &[])
    };
    let chosen = |count: usize, seed: u64| {
        let all = listed((0..count).map(names).collect());
        let held = hold_out(&all, Hold::Aliases, &Choice { seed, ..choice() });
        asked(&held).iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(chosen(40, 1), chosen(40, 1));
    assert_ne!(chosen(40, 1), chosen(40, 2));
    assert_eq!(chosen(40, 1), chosen(60, 1)[..40]);
    let all = listed((0..40).map(names).collect());
    let held = hold_out(&all, Hold::Aliases, &Choice { sample: Some(7), ..choice() });
    assert_eq!((held.questions.len(), held.not_asked["not in the sample"]), (7, 33));
}

#[test]
fn only_aliases_that_resemble_another_name_are_held_out_where_that_is_asked_for() {
    let all = listed(vec![
        entity("1", &["Ada Wilson", "Adda Willson"], &[]),
        entity("2", &["Bo Lindqvist", "The Carpenter"], &[]),
    ]);
    let held = hold_out(&all, Hold::Aliases, &Choice { resembling: true, ..choice() });
    assert_eq!(asked(&held), ["Adda Willson"]);
    assert_eq!(held.not_asked["no alias resembles another name"], 1);
    assert!(held.traits[0].resembles && held.traits[0].kind == "spelling");
}

#[test]
fn with_scripts_held_out_only_latin_names_are_listed_and_the_numbers_are_right() {
    let all = listed(vec![
        entity("1", &["王小明"], &[]),
        entity("2", &["Ada Wilson", "Ада Вильсон", "エイダ"], &[]),
        entity("3", &["Bo Li", "Bo Lee"], &[]),
    ]);
    let held = hold_out(&all, Hold::Scripts, &choice());
    assert_eq!(asked(&held), ["Ада Вильсон", "エイダ"]);
    assert_eq!(held.traits.iter().map(|traits| traits.script).collect::<Vec<_>>(), ["Cyrillic", "Kana"]);
    assert!(held.questions.iter().all(|question| question.right == Some(0)), "the first entry is gone");
    assert_eq!(held.not_asked["no name in Latin script"], 1);
}

#[test]
fn an_entry_is_asked_for_with_its_birth_date_only_where_it_is_one_day_or_year() {
    let mut one = entity("1", &["Ada Wilson", "Adda Willson"], &[]);
    let year = crate::vocabulary::PartialDate::of_year(1960).unwrap();
    one.birth_dates = vec![crate::vocabulary::DateSpan::on(year)];
    assert_eq!(question(&one, "x", 0).record.date_of_birth, Some(year));
    one.birth_dates = vec![crate::vocabulary::DateSpan::on(year).circa()];
    assert_eq!(question(&one, "x", 0).record.date_of_birth, None);
}
