use std::fmt;
use std::str::FromStr;

use crate::matching::ListedEntity;
use crate::record::Record;
use crate::vocabulary::{Identifier, Sha256, normal_id};
use crate::watchlist::Entity;

/// A field that matters: an alert that was decided comes back when it changes, on either side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Significant {
    /// All names.
    Names,
    /// Birth dates.
    BirthDates,
    /// Numbers of papers, registrations, ships.
    Ids,
    /// Nationalities, jurisdictions, flags.
    Nationalities,
    /// Sanctions programmes of the entry.
    Programs,
    /// What being listed means for the entry.
    Measures,
    /// Offices and roles of the entry.
    Positions,
    /// Addresses of the entry, country of the customer; not unless it is asked for.
    Addresses,
}

impl Significant {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Names,
        Self::BirthDates,
        Self::Ids,
        Self::Nationalities,
        Self::Programs,
        Self::Measures,
        Self::Positions,
        Self::Addresses,
    ];
    /// Those that matter where nothing else is asked for.
    pub const DEFAULT: &'static [Self] = Self::ALL.split_at(7).0;

    /// The word in a configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::BirthDates => "birth_dates",
            Self::Ids => "ids",
            Self::Nationalities => "nationalities",
            Self::Programs => "programs",
            Self::Measures => "measures",
            Self::Positions => "positions",
            Self::Addresses => "addresses",
        }
    }
}

/// What a key covers: fields of the customer, then fields of the entry, and what people call them.
static PARTS: [(bool, Significant, &str); 13] = [
    (false, Significant::Names, "the customer's name"),
    (false, Significant::BirthDates, "the customer's birth date"),
    (false, Significant::Ids, "the customer's ids"),
    (false, Significant::Nationalities, "the customer's nationality"),
    (false, Significant::Addresses, "the customer's country"),
    (true, Significant::Names, "the entry's names"),
    (true, Significant::BirthDates, "the entry's birth dates"),
    (true, Significant::Ids, "the entry's ids"),
    (true, Significant::Nationalities, "the entry's nationalities"),
    (true, Significant::Programs, "the entry's programmes"),
    (true, Significant::Measures, "the entry's measures"),
    (true, Significant::Positions, "the entry's positions"),
    (true, Significant::Addresses, "the entry's addresses"),
];

/// The key of an alert: who and what it is about, and a digest of each field that matters.
///
/// As text: `a1-`, which fields it has as four hexadecimal digits, ten letters and digits for the record, the list and the
/// entry, and six for each field: 30 bits of a SHA-256, so that one change in 10⁹ is overlooked. It begins with a letter
/// and has no capitals, so that no spreadsheet takes it for a number or a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AlertKey {
    identity: Identity,
    parts: [Option<u32>; PARTS.len()],
}

/// Which record, which list, which entry: the first 50 bits of a SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Identity(u64);

impl Identity {
    /// Of a record's id, a list's name and an entry's id.
    pub(super) fn of(record: &str, list: &str, entity: &str) -> Self {
        let hash = Sha256::of_pieces([record.as_bytes(), list.as_bytes(), entity.as_bytes()]);
        Self(first_bits(&hash, 50))
    }

    /// Of what is left of a key, as far as it says whose it was.
    pub(super) fn of_damaged(key: &str) -> Option<Self> {
        let key = key.trim().to_ascii_lowercase();
        let identity = key.strip_prefix("a1-")?.split_once('-')?.1.get(..10)?;
        bits(identity).ok().map(Self)
    }
}

/// The keys of a record's alerts. Case, blanks and the order in which lists have their names do not matter.
pub struct AlertKeys<'r> {
    record: &'r str,
    significant: &'r [Significant],
    fields: [Option<u32>; PARTS.len()],
}

impl<'r> AlertKeys<'r> {
    /// Of a record, covering these fields.
    pub fn of(record: &'r Record, significant: &'r [Significant]) -> Self {
        let fields = PARTS.map(|(of_entity, field, _)| {
            (!of_entity && significant.contains(&field)).then(|| digest(&of_record(record, field)))
        });
        Self { record: &record.id, significant, fields }
    }

    /// With an entity of a list.
    pub fn with(&self, list: &str, entity: &ListedEntity) -> AlertKey {
        let identity = Identity::of(self.record, list, &entity.id);
        // each entity is asked for all its fields once
        let digests = entity.significant(|entity| {
            let fields = PARTS.iter().filter(|(of_entity, ..)| *of_entity);
            fields.map(|(_, field, _)| digest(&of_entity(entity, *field))).collect()
        });
        let mut parts = self.fields;
        let of_entity = PARTS.iter().zip(&mut parts).filter(|((of_entity, ..), _)| *of_entity);
        for (((_, field, _), part), digest) in of_entity.zip(digests) {
            *part = self.significant.contains(field).then_some(*digest);
        }
        AlertKey { identity, parts }
    }
}

impl AlertKey {
    /// Which record, list and entry it is about: two keys with the same one are of one alert at two times.
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// Whether it covers all these fields.
    pub(super) fn covers(&self, fields: &[Significant]) -> bool {
        PARTS.iter().zip(&self.parts).all(|((_, field, _), part)| part.is_some() || !fields.contains(field))
    }

    /// What differs from an earlier key of the same alert, in the words of people: `the entry's programmes`. What the
    /// earlier one did not cover may have changed.
    pub fn changes_since(&self, earlier: &Self) -> Vec<&'static str> {
        self.changed_parts(earlier).map(|(_, _, words)| *words).collect()
    }

    /// Whether the customer, and whether the entry, differs from an earlier key.
    pub fn sides_changed(&self, earlier: &Self) -> (bool, bool) {
        let changed = |of: bool| self.changed_parts(earlier).any(|(of_entity, ..)| *of_entity == of);
        (changed(false), changed(true))
    }

    fn changed_parts(&self, earlier: &Self) -> impl Iterator<Item = &'static (bool, Significant, &'static str)> {
        let parts = PARTS.iter().zip(self.parts.into_iter().zip(earlier.parts));
        parts.filter(|(_, (now, then))| now.is_some() && now != then).map(|(part, _)| part)
    }
}

impl fmt::Display for AlertKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mask =
            self.parts.iter().enumerate().filter(|(_, part)| part.is_some()).fold(0, |mask, (at, _)| mask | 1 << at);
        write!(f, "a1-{mask:04x}-")?;
        write_bits(f, self.identity.0, 10)?;
        f.write_str("-")?;
        self.parts.iter().flatten().try_for_each(|part| write_bits(f, u64::from(*part), 6))
    }
}

/// A text is no key, or no longer one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoKey;

impl FromStr for AlertKey {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let rest = text.trim().strip_prefix("a1-").ok_or(NoKey)?;
        let (mask, rest) = rest.split_once('-').filter(|(mask, _)| mask.len() == 4).ok_or(NoKey)?;
        let mask = u16::from_str_radix(mask, 16).map_err(|_| NoKey)?;
        let (identity, digits) = rest.split_once('-').filter(|(identity, _)| identity.len() == 10).ok_or(NoKey)?;
        let identity = Identity(bits(identity)?);
        if mask >> PARTS.len() != 0 || digits.len() != 6 * mask.count_ones() as usize || !digits.is_ascii() {
            return Err(NoKey);
        }
        let mut digits = digits.as_bytes().chunks_exact(6);
        let mut parts = [None; PARTS.len()];
        for part in parts.iter_mut().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, part)| part) {
            let six = digits.next().and_then(|six| std::str::from_utf8(six).ok()).ok_or(NoKey)?;
            *part = Some(bits(six)? as u32);
        }
        Ok(Self { identity, parts })
    }
}

/// Five bits each; without `l`, `o`, `0` and `1`, which people confuse.
const DIGITS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

fn write_bits(f: &mut fmt::Formatter<'_>, bits: u64, digits: u32) -> fmt::Result {
    use fmt::Write;
    (0..digits).rev().try_for_each(|at| f.write_char(char::from(DIGITS[(bits >> (5 * at) & 31) as usize])))
}

fn bits(text: &str) -> Result<u64, NoKey> {
    let digit = |byte| DIGITS.iter().position(|digit| *digit == byte).ok_or(NoKey);
    text.bytes().try_fold(0, |bits, byte| Ok(bits << 5 | digit(byte)? as u64))
}

fn first_bits(hash: &Sha256, bits: u32) -> u64 {
    hash.bytes().iter().take(8).fold(0_u64, |all, byte| all << 8 | u64::from(*byte)) >> (64 - bits)
}

fn digest(values: &[String]) -> u32 {
    first_bits(&Sha256::of_pieces(values.iter().map(String::as_bytes)), 30) as u32
}

fn of_record(record: &Record, field: Significant) -> Vec<String> {
    match field {
        Significant::Names => sorted(record.searched_names().map(folded)),
        Significant::BirthDates => record.date_of_birth.iter().map(ToString::to_string).collect(),
        Significant::Ids => sorted(record.identifiers.iter().map(identifier)),
        Significant::Nationalities => sorted(record.nationalities.iter().map(ToString::to_string)),
        Significant::Addresses => record.country.iter().map(ToString::to_string).collect(),
        // a customer has none
        Significant::Programs | Significant::Measures | Significant::Positions => Vec::new(),
    }
}

fn of_entity(entity: &Entity, field: Significant) -> Vec<String> {
    match field {
        Significant::Names => sorted(entity.names.iter().map(|name| folded(&name.text))),
        Significant::BirthDates => sorted(entity.birth_dates.iter().map(ToString::to_string)),
        Significant::Ids => sorted(entity.identifiers.iter().map(identifier)),
        Significant::Nationalities => sorted(entity.nationalities.iter().map(ToString::to_string)),
        Significant::Programs => sorted(entity.programs.iter().map(|program| folded(program))),
        Significant::Measures => vec![entity.measures.to_string()],
        Significant::Positions => sorted(entity.positions.iter().map(|position| folded(position))),
        Significant::Addresses => {
            let countries = entity.address_countries.iter().map(ToString::to_string);
            sorted(entity.addresses.iter().map(|address| folded(address)).chain(countries))
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{EntityType, PartialDate, Strength};
    use proptest::prelude::*;

    fn key_of(record: &Record, list: &str, entity: &Entity) -> AlertKey {
        let entity = entity.clone().into();
        AlertKeys::of(record, Significant::DEFAULT).with(list, &entity)
    }

    fn record() -> Record<'static> {
        Record { id: "7".into(), searched_name: "Anna Berg".into(), ..Record::default() }
    }

    #[test]
    fn a_key_changes_with_what_matters_and_says_what_changed() {
        let entity = Entity::new("1", EntityType::Person, "Anna Berg");
        let key = key_of(&record(), "L", &entity);

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
        for (changed, what) in [
            (key_of(&record(), "L", &renamed), "the entry's names"),
            (key_of(&record(), "L", &with_program), "the entry's programmes"),
            (key_of(&born, "L", &entity), "the customer's birth date"),
        ] {
            assert_eq!(changed.identity(), key.identity());
            assert_eq!(changed.changes_since(&key), [what]);
            assert_eq!(key.changes_since(&changed), [what]);
        }
        let other = Record { id: "8".into(), ..record() };
        for another in [key_of(&other, "L", &entity), key_of(&record(), "M", &entity)] {
            assert_ne!(another.identity(), key.identity());
        }
    }

    #[test]
    fn what_an_earlier_key_did_not_cover_may_have_changed() {
        let entity: ListedEntity = Entity::new("1", EntityType::Person, "Anna Berg").into();
        let record = record();
        let key = |fields: &[Significant]| AlertKeys::of(&record, fields).with("L", &entity);
        let (some, all) = (key(Significant::DEFAULT), key(&Significant::ALL));
        assert_eq!(all.changes_since(&some), ["the customer's country", "the entry's addresses"]);
        assert!(some.changes_since(&all).is_empty());
    }

    #[test]
    fn what_is_no_key_is_none() {
        let key = key_of(&record(), "L", &Entity::new("1", EntityType::Person, "Anna Berg")).to_string();
        assert_eq!(key.len(), 3 + 5 + 11 + 6 * 11);
        assert!(key.parse::<AlertKey>().is_ok());
        let shorter = &key[..key.len() - 1];
        let mut wrong = vec![String::new(), shorter.to_owned(), format!("{key}a"), key.replace("a1-", "a2-")];
        wrong.push(key.to_uppercase());
        wrong.push("1.23E+31".to_owned());
        wrong.push(format!("{shorter}é"));
        for text in wrong {
            assert_eq!(text.parse::<AlertKey>(), Err(NoKey), "{text}");
        }
        let whose = key.parse::<AlertKey>().ok().map(|key| key.identity());
        for text in [shorter, &key[..18], &key.to_uppercase(), &format!("{key}a")] {
            assert_eq!(Identity::of_damaged(text), whose, "{text}");
        }
        assert_eq!(Identity::of_damaged(&key[..17]), None);
    }

    proptest! {
        #[test]
        fn a_key_is_read_as_it_was_written(identity in 0_u64..1 << 50, parts in prop::array::uniform13(prop::option::of(0_u32..1 << 30))) {
            let key = AlertKey { identity: Identity(identity), parts };
            prop_assert_eq!(key.to_string().parse::<AlertKey>(), Ok(key));
        }

        #[test]
        fn any_text_is_a_key_or_none(text in "\\PC{0,90}") {
            let _ = text.parse::<AlertKey>();
        }
    }
}
