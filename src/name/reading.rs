use super::Word;
use super::disguise::seen_through;
use super::knowledge::Roles;
use super::organization::organization;
use crate::vocabulary::EntityType;

/// Whose name it is: persons, and everything else, are read by different rules.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NameKind {
    /// A human being.
    Person,
    /// A company, organisation, ship or aircraft.
    Organization,
    /// Not known: read both ways.
    Unknown,
}

impl NameKind {
    /// By which rules the names of an entity of this type are read.
    pub fn of(entity_type: EntityType) -> Self {
        match entity_type {
            EntityType::Person => Self::Person,
            EntityType::LegalEntity => Self::Unknown,
            _ => Self::Organization,
        }
    }
}

/// What a part does in its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Role {
    /// A name.
    Word = 0,
    /// A single letter that stands for a name.
    Initial = 1,
    /// `al`, `bin`, `von`.
    Particle = 2,
    /// `Dr`, `Haji`.
    Title = 3,
    /// A legal form; the part's text is its class.
    Form = 4,
    /// Digits.
    Number = 5,
    /// Digits that say which of several sister funds it is.
    Series = 6,
}

impl Role {
    /// The role of a number that a compiled index holds.
    pub fn from_number(number: u8) -> Self {
        match number {
            1 => Self::Initial,
            2 => Self::Particle,
            3 => Self::Title,
            4 => Self::Form,
            5 => Self::Number,
            6 => Self::Series,
            _ => Self::Word,
        }
    }

    /// Whether the part stands in a place that two people can disagree about.
    pub fn is_full(self) -> bool {
        matches!(self, Self::Word | Self::Number)
    }
}

/// A part of a name, as fuzzy matching aligns it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Part {
    /// Folded text; for a legal form its class.
    pub text: String,
    /// What it does.
    pub role: Role,
}

/// One way to read a name: its parts in order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Reading {
    /// By which rules.
    pub kind: NameKind,
    /// In the order in which they stand.
    pub parts: Vec<Part>,
}

/// All readings of a name, without repetitions.
pub(super) fn readings(words: &[Word], kind: NameKind, roles: &Roles) -> Vec<Reading> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut readings: Vec<Reading> = Vec::with_capacity(1);
    let mut add = |kind, parts| {
        if readings.iter().all(|known| known.parts != parts) {
            readings.push(Reading { kind, parts });
        }
    };
    if kind != NameKind::Organization {
        let seen = seen_through(words, NameKind::Person);
        for words in &seen {
            add(NameKind::Person, person(words, roles));
        }
    }
    if kind != NameKind::Person {
        let seen = seen_through(words, NameKind::Organization);
        for words in &seen {
            add(NameKind::Organization, organization(words, roles));
        }
    }
    readings
}

pub(super) fn role(text: &str, roles: &Roles) -> Role {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Role::Number;
    }
    roles.of(text).unwrap_or(if text.len() == 1 { Role::Initial } else { Role::Word })
}

/// First elements of Arabic names that are never complete without the next word.
const SERVANT: [&str; 10] = ["abd", "abdel", "abdul", "abdal", "abdol", "abdoul", "abdil", "abdur", "abdu", "abed"];
/// The article in its assimilated forms.
const ARTICLE: [&str; 16] =
    ["ud", "od", "al", "el", "ul", "ur", "ar", "er", "as", "es", "ad", "ed", "an", "en", "az", "ash"];
/// The second half of names such as Saif al-Din.
const RELIGION: [&str; 9] = ["din", "deen", "eddin", "eddine", "uddin", "aldin", "eldin", "addin", "dine"];

fn person(words: &[Word], roles: &Roles) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(words.len());
    let mut rest = words.iter().map(|word| word.text.as_str()).peekable();
    while let Some(word) = rest.next() {
        let next_is =
            |rest: &mut std::iter::Peekable<_>, list: &[&str]| rest.peek().is_some_and(|next| list.contains(next));
        if SERVANT.contains(&word) && rest.peek().is_some() {
            if next_is(&mut rest, &ARTICLE) {
                rest.next();
            }
            match rest.next() {
                Some(whose) => parts.push(Part { text: servant_of(whose), role: Role::Word }),
                None => parts.push(Part { text: word.to_owned(), role: Role::Word }),
            }
        } else if RELIGION.contains(&word) && parts.last().is_some_and(|last| last.role != Role::Title) {
            join_religion(&mut parts);
        } else {
            parts.push(Part { text: word.to_owned(), role: role(word, roles) });
        }
    }
    parts
}

/// `Abd al-Rahman`, `Abdul Rahman` and `Abdulrahman` are one word; `Abd Allah` is Abdullah.
fn servant_of(whose: &str) -> String {
    match whose {
        "allah" | "ullah" | "lah" => "abdullah".to_owned(),
        _ => format!("abdul{whose}"),
    }
}

/// `Saif al-Din`, `Seif Eddine` and `Saifuddin` are one word.
fn join_religion(parts: &mut Vec<Part>) {
    let article = parts.len() >= 2 && parts.last().is_some_and(|last| ARTICLE.contains(&last.text.as_str()));
    if article {
        parts.pop();
    }
    match parts.last_mut() {
        Some(first) if first.role == Role::Word => first.text.push_str("uddin"),
        _ => parts.push(Part { text: "uddin".to_owned(), role: Role::Word }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Name;
    use super::*;

    fn parts(text: &str, kind: NameKind) -> Vec<String> {
        Name::read(text, kind).readings[0].parts.iter().map(|part| part.text.clone()).collect()
    }

    #[test]
    fn the_servant_of_and_the_faith_are_one_word_with_what_follows() {
        for text in ["Abd al-Rahman", "Abdul Rahman", "Abdel-Rahman", "Abd Rahman"] {
            assert_eq!(parts(text, NameKind::Person), ["abdulrahman"], "{text}");
        }
        assert_eq!(parts("Abd Allah Said", NameKind::Person), ["abdullah", "said"]);
        for text in ["Saif al-Din", "Saif Eddine", "saif ud din"] {
            assert_eq!(parts(text, NameKind::Person), ["saifuddin"], "{text}");
        }
    }

    #[test]
    fn a_name_that_ends_in_its_first_half_loses_nothing() {
        assert_eq!(parts("Said Abdul", NameKind::Person), ["said", "abdul"]);
        assert_eq!(parts("Abdul Al", NameKind::Person).len(), 1);
        assert_eq!(parts("Din", NameKind::Person), ["din"]);
    }

    #[test]
    fn an_unknown_kind_is_read_both_ways_where_they_differ() {
        assert_eq!(Name::read("Anna Berg", NameKind::Unknown).readings.len(), 1);
        assert_eq!(Name::read("Berg Trading Ltd", NameKind::Unknown).readings.len(), 2);
        assert!(Name::read("...", NameKind::Unknown).readings.is_empty());
    }
}
