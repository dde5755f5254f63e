//! Alerts: a hit on a record, with a key that says whether either side has changed, and what people decided.
//!
//! Comes in: a record and an entity. Goes out: [`AlertKeys`], [`AlertState`]. Does not belong here: whether it is a hit.

#![forbid(unsafe_code)]

use crate::matching::ListedEntity;
use crate::record::Record;
use crate::vocabulary::{Identifier, Sha256, normal_id};
use crate::watchlist::Entity;

/// Where an alert stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AlertState {
    /// Nobody has looked at it.
    #[default]
    New,
    /// It was decided, and either side has changed since.
    Changed,
    /// Somebody has looked and has not decided.
    Open,
    /// Decided: it is not the listed one.
    Cleared,
    /// Decided: it is.
    Confirmed,
}

impl AlertState {
    /// The word in `alert_state`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Open => "open",
            Self::Cleared => "cleared",
            Self::Confirmed => "confirmed",
        }
    }
}

/// The keys of a record's alerts.
///
/// A key is the same as long as neither the record nor the entity changes in a field that matters. Of both: names, birth
/// dates, ids, nationalities; of the entity also programmes, measures and positions. Not addresses and remarks. 32
/// hexadecimal digits of a SHA-256; case, blanks and the order of lists do not matter.
pub struct AlertKeys {
    record: Sha256,
}

impl AlertKeys {
    /// Of a record.
    pub fn of(record: &Record) -> Self {
        Self { record: Sha256::of(record_key(record).as_bytes()) }
    }

    /// With an entity of a list.
    pub fn with(&self, list: &str, entity: &ListedEntity) -> String {
        let entity = entity.significant(|entity| Sha256::of(entity_key(entity).as_bytes()));
        let mut key = Sha256::of_pieces([self.record.bytes(), list.as_bytes(), entity.bytes()]).to_string();
        key.truncate(32);
        key
    }
}

/// What matters of a record, in one order.
fn record_key(record: &Record) -> String {
    let names = std::iter::once(&*record.searched_name).chain(record.aliases.iter().map(String::as_str));
    fields([
        vec![record.id.to_string()],
        sorted(names.map(folded)),
        record.date_of_birth.iter().map(ToString::to_string).collect(),
        sorted(record.identifiers.iter().map(identifier)),
        sorted(record.nationalities.iter().map(ToString::to_string)),
    ])
}

/// What matters of an entity, in one order.
fn entity_key(entity: &Entity) -> String {
    fields([
        vec![entity.id.clone()],
        sorted(entity.names.iter().map(|name| folded(&name.text))),
        sorted(entity.birth_dates.iter().map(ToString::to_string)),
        sorted(entity.identifiers.iter().map(identifier)),
        sorted(entity.nationalities.iter().map(ToString::to_string)),
        sorted(entity.programs.iter().map(|program| folded(program))),
        vec![entity.measures.to_string()],
        sorted(entity.positions.iter().map(|position| folded(position))),
    ])
}

fn identifier(identifier: &Identifier) -> String {
    let country = identifier.country.map(|country| country.to_string()).unwrap_or_default();
    format!("{}:{}:{country}", identifier.kind, normal_id(&identifier.number))
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn sorted(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut values: Vec<String> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

fn fields<const N: usize>(fields: [Vec<String>; N]) -> String {
    fields.map(|values| values.join("\u{1f}")).join("\u{1e}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{EntityType, PartialDate, Strength};

    fn key_of(record: &Record, list: &str, entity: &Entity) -> String {
        AlertKeys::of(record).with(list, &entity.clone().into())
    }

    fn record() -> Record<'static> {
        Record { id: "7".into(), searched_name: "Anna Berg".into(), ..Record::default() }
    }

    #[test]
    fn a_key_changes_with_what_matters_and_with_nothing_else() {
        let entity = Entity::new("1", EntityType::Person, "Anna Berg");
        let key = key_of(&record(), "L", &entity);
        assert_eq!(key.len(), 32);

        let mut moved = entity.clone();
        moved.addresses.push("Elsewhere 1".into());
        assert_eq!(key_of(&record(), "L", &moved), key);
        let retyped = Record { searched_name: " ANNA  berg".into(), ..record() };
        assert_eq!(key_of(&retyped, "L", &entity), key);

        let mut renamed = entity.clone();
        renamed.add_name("Anna Borg", Strength::Strong);
        let mut with_program = entity.clone();
        with_program.programs.push("X".into());
        let born = Record { date_of_birth: PartialDate::of_year(1970), ..record() };
        let other = Record { id: "8".into(), ..record() };
        for changed in [
            key_of(&record(), "L", &renamed),
            key_of(&record(), "L", &with_program),
            key_of(&record(), "M", &entity),
            key_of(&born, "L", &entity),
            key_of(&other, "L", &entity),
        ] {
            assert_ne!(changed, key);
        }
    }
}
