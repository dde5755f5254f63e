//! What differs between two versions of an entry, in words.

use super::Entity;

/// A field of an entry that is another one than before.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct FieldChange {
    /// What people call the field.
    pub field: &'static str,
    /// What is there now and was not before.
    pub added: Vec<String>,
    /// What was there and is not now.
    pub removed: Vec<String>,
}

/// What a field holds, as texts.
type Values = fn(&Entity) -> Vec<String>;

/// The fields, and what they hold.
const FIELDS: &[(&str, Values)] = &[
    ("primary name", |entity| vec![entity.primary_name().to_owned()]),
    ("names", |entity| entity.names.iter().map(|name| format!("{} ({})", name.text, name.strength)).collect()),
    ("type", |entity| vec![entity.entity_type.to_string()]),
    ("list types", |entity| shown(&entity.list_types)),
    ("measures", |entity| entity.measures.to_string().split(';').map(str::to_owned).collect()),
    ("programmes", |entity| entity.programs.clone()),
    ("reference", |entity| entity.reference.split_whitespace().map(str::to_owned).collect()),
    ("birth dates", |entity| shown(&entity.birth_dates)),
    ("death date", |entity| shown(&entity.death_date)),
    ("birth places", |entity| entity.birth_places.clone()),
    ("nationalities", |entity| shown(&entity.nationalities)),
    ("birth countries", |entity| shown(&entity.birth_countries)),
    ("gender", |entity| entity.gender.iter().map(|gender| gender.as_str().to_owned()).collect()),
    ("ids", |entity| entity.identifiers.iter().map(|id| format!("{} {}", id.kind, id.number)).collect()),
    ("positions", |entity| entity.positions.clone()),
    ("addresses", |entity| entity.addresses.clone()),
    ("address countries", |entity| shown(&entity.address_countries)),
    ("links", |entity| entity.links.iter().map(|link| format!("{}: {}", link.how, link.name)).collect()),
    ("listed on", |entity| shown(&entity.listed_on)),
];

fn shown<'v, T: std::fmt::Display + 'v>(values: impl IntoIterator<Item = &'v T>) -> Vec<String> {
    values.into_iter().map(ToString::to_string).collect()
}

/// What differs, field by field; nothing where only the order does.
pub fn changes(before: &Entity, after: &Entity) -> Vec<FieldChange> {
    let of_field = |(field, values): &(&'static str, Values)| {
        let (before, after) = (values(before), values(after));
        let without = |these: &[String], those: &[String]| {
            these.iter().filter(|value| !those.contains(value)).cloned().collect::<Vec<_>>()
        };
        let change = FieldChange { field, added: without(&after, &before), removed: without(&before, &after) };
        (!(change.added.is_empty() && change.removed.is_empty())).then_some(change)
    };
    FIELDS.iter().filter_map(of_field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{EntityType, Strength};

    #[test]
    fn what_changed_is_said_field_by_field() {
        let before = Entity::new("1", EntityType::Person, "Anna Berg");
        let mut after = before.clone();
        assert!(changes(&before, &after).is_empty());
        after.add_name("Anna Borg", Strength::Weak);
        after.programs.push("X".into());
        let changed = changes(&before, &after);
        assert_eq!(changed.iter().map(|change| change.field).collect::<Vec<_>>(), ["names", "programmes"]);
        assert_eq!(changed[0].added, ["Anna Borg (weak)"]);
        assert_eq!(changes(&after, &before)[0].removed, ["Anna Borg (weak)"]);
    }
}
