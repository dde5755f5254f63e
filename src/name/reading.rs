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
    /// All words of a name, written together.
    Whole = 7,
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
            7 => Self::Whole,
            _ => Self::Word,
        }
    }

    /// Whether its letters count: a part with another role is equal to something or nothing.
    pub fn is_spelled(self) -> bool {
        matches!(self, Self::Word | Self::Particle | Self::Title)
    }

    /// Whether the part stands in a place that two people can disagree about.
    pub fn is_full(self) -> bool {
        matches!(self, Self::Word | Self::Number | Self::Whole)
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
    /// Whether the rules of the other kind read the name in the same way.
    pub of_both: bool,
    /// What differs from another name counts for more: its syllables are few and common, and it is read in other ways too.
    pub strict: bool,
}

/// All readings of a name, without repetitions.
pub(super) fn readings(words: &[Word], kind: NameKind, roles: &Roles) -> Vec<Reading> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut readings: Vec<Reading> = Vec::with_capacity(1);
    let mut add = |kind, parts| match readings.iter_mut().find(|known| known.parts == parts) {
        Some(known) => known.of_both |= known.kind != kind,
        None => readings.push(Reading { kind, parts, of_both: false, strict: false }),
    };
    let mut wholes = Vec::new();
    let mut add_whole = |kind, words: &[Word], parts: &[Part]| {
        if let Some(whole) = whole(words, parts) {
            wholes.push((kind, vec![whole]));
        }
    };
    if kind != NameKind::Organization {
        let seen = seen_through(words, NameKind::Person);
        for words in &seen {
            let parts = person(words, roles);
            add_whole(NameKind::Person, words, &parts);
            add(NameKind::Person, parts);
        }
    }
    if kind != NameKind::Person {
        let seen = seen_through(words, NameKind::Organization);
        for words in &seen {
            let parts = organization(words, roles);
            add_whole(NameKind::Organization, words, &parts);
            add(NameKind::Organization, parts);
        }
    }
    for (kind, parts) in wholes {
        add(kind, parts);
    }
    readings
}

/// Fewer letters written together are a word of their own too often.
const SHORTEST_WHOLE: usize = 7;
/// So many parts written together are known by the parts themselves.
const MOST_TOGETHER: usize = 3;

/// All words written together, as on a form that takes no blanks, where putting the parts together would not give it.
fn whole(words: &[Word], parts: &[Part]) -> Option<Part> {
    // a hyphen that is left where blanks are gone makes other words
    let as_parts = parts.len() == words.len()
        && !words.iter().any(|word| word.joined)
        && parts.iter().zip(words).all(|(part, word)| part.text == word.text);
    if words.len().max(parts.len()) < 2
        || as_parts && parts.len() <= MOST_TOGETHER && parts.iter().all(|part| part.role != Role::Form)
    {
        return None;
    }
    let text: String = words.iter().map(|word| word.text.as_str()).collect();
    (text.len() >= SHORTEST_WHOLE).then_some(Part { text, role: Role::Whole })
}

pub(super) fn role(text: &str, roles: &Roles) -> Role {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Role::Number;
    }
    roles.of(text).unwrap_or(if text.len() == 1 { Role::Initial } else { Role::Word })
}

/// First elements of Arabic names that are never complete without the next word.
const SERVANT: [&str; 10] = ["abd", "abdel", "abdul", "abdal", "abdol", "abdoul", "abdil", "abdur", "abdu", "abed"];
/// Those that end no other name.
const GLUED: [&str; 5] = ["abdul", "abdel", "abdal", "abdol", "abdoul"];
/// The article in its assimilated forms.
const ARTICLE: [&str; 16] =
    ["ud", "od", "al", "el", "ul", "ur", "ar", "er", "as", "es", "ad", "ed", "an", "en", "az", "ash"];
/// The second half of names such as Saif al-Din.
const RELIGION: [&str; 9] = ["din", "deen", "eddin", "eddine", "uddin", "aldin", "eldin", "addin", "dine"];

/// Mohammed, written short before another name; behind one it is a title.
const MOHAMMED: [&str; 1] = ["md"];

fn person(words: &[Word], roles: &Roles) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(words.len());
    let mut rest = apart(words).peekable();
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
            if is_two_initials(word) && roles.of(word).is_none() {
                parts.extend(word.chars().map(|letter| Part { text: letter.into(), role: Role::Initial }));
                continue;
            }
            let short = rest.peek().is_some() && MOHAMMED.contains(&word);
            parts.push(Part {
                text: servant_in_one(word).unwrap_or_else(|| word.to_owned()),
                role: if short { Role::Word } else { role(word, roles) },
            });
        }
    }
    nothing_follows(&mut parts);
    parts
}

/// The words, where `AmanAbdul Rahman` begins with two that were written as one.
fn apart(words: &[Word]) -> impl Iterator<Item = &str> {
    let servant = |i: usize, word: &str| {
        let next = words.get(i + 1)?;
        let full = GLUED.iter().find_map(|servant| word.strip_suffix(servant));
        let short =
            || word.strip_suffix("abd").filter(|_| ARTICLE.contains(&next.text.as_str()) && i + 2 < words.len());
        full.or_else(short).map(str::len).filter(|before| *before > 2)
    };
    words.iter().enumerate().flat_map(move |(i, word)| {
        let at = servant(i, &word.text).unwrap_or(0);
        let (before, behind) = word.text.split_at(at);
        Some(before).filter(|before| !before.is_empty()).into_iter().chain([behind])
    })
}

/// Two consonants that nobody can speak as a name: `JC Juncker`. Ng is one.
fn is_two_initials(word: &str) -> bool {
    let consonant = |letter: u8| letter.is_ascii_lowercase() && !b"aeiouy".contains(&letter);
    word.len() == 2 && word != "ng" && word.bytes().all(consonant)
}

/// A particle with nothing behind it and a single name before it is that person's other name: `Said El`, `Ahmed Ben`.
fn nothing_follows(parts: &mut [Part]) {
    let words = parts.iter().filter(|part| part.role == Role::Word).count();
    if let Some(last) = parts.last_mut().filter(|last| words == 1 && last.role == Role::Particle) {
        last.role = Role::Word;
    }
}

/// `Abd al-Rahman`, `Abdul Rahman` and `Abdulrahman` are one word; `Abd Allah` is Abdullah.
fn servant_of(whose: &str) -> String {
    match whose {
        "allah" | "ullah" | "lah" => "abdullah".to_owned(),
        _ => format!("abdul{whose}"),
    }
}

/// The vowel between servant and whose, the longest first; behind it stands `l` or the sound that takes its place.
const VOWEL_WITHIN: [&str; 7] = ["ou", "u", "e", "a", "i", "o", "y"];
/// Shorter names are seldom what somebody is the servant of: `abdulla`, `abdisa`.
const SHORTEST_SERVED: usize = 4;

/// `Abderrahmane`, `Abdirahman` and `Abdelrahman` are `Abdulrahman`, however the article is written within the word; none
/// for all that is no such name. Forms of Abdullah are names of their own.
pub(crate) fn servant_in_one(word: &str) -> Option<String> {
    let behind = word.strip_prefix("abd")?;
    let behind = VOWEL_WITHIN.iter().find_map(|vowel| behind.strip_prefix(vowel)).unwrap_or(behind);
    let whose = match behind.as_bytes() {
        [b'l', ..] => &behind[1..],
        [b's', b'h', b's', b'h', ..] => &behind[2..],
        [first, second, ..] if first == second && first.is_ascii() => &behind[1..],
        _ => behind,
    };
    (whose.len() >= SHORTEST_SERVED && !whose.starts_with("lah")).then(|| format!("abdul{whose}"))
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
    fn the_servant_of_is_one_name_however_the_article_is_written_within() {
        for text in ["Abdulrahman", "Abdelrahman", "Abdurrahman", "Abdirahman", "Abdrahman", "Abdourahman"] {
            assert_eq!(parts(text, NameKind::Person), ["abdulrahman"], "{text}");
        }
        for text in ["Abdallah", "Abdullah", "Abdulla", "Abdisa", "Abdi", "Abdulov", "Abdou", "Abdul"] {
            assert_eq!(parts(text, NameKind::Person), [text.to_lowercase()]);
        }
        assert_eq!(parts("Abdushshakur", NameKind::Person), ["abdulshakur"]);
        assert_eq!(parts("Abdüllatif", NameKind::Person), ["abdullatif"]);
    }

    #[test]
    fn a_name_that_ends_in_its_first_half_loses_nothing() {
        assert_eq!(parts("Said Abdul", NameKind::Person), ["said", "abdul"]);
        assert_eq!(parts("Abdul Al", NameKind::Person).len(), 1);
        assert_eq!(parts("Din", NameKind::Person), ["din"]);
    }

    #[test]
    fn the_servant_of_is_seen_where_it_is_glued_to_the_name_before() {
        assert_eq!(parts("AmanAbdul Rahman", NameKind::Person), ["aman", "abdulrahman"]);
        assert_eq!(parts("RafiAbd-al-Latif Tilfah", NameKind::Person), ["rafi", "abdullatif", "tilfah"]);
        assert_eq!(parts("Zabd Karim", NameKind::Person), ["zabd", "karim"]);
    }

    #[test]
    fn two_consonants_are_two_initials() {
        assert_eq!(parts("JC Juncker", NameKind::Person), ["j", "c", "juncker"]);
        assert_eq!(parts("Ng Wei", NameKind::Person), ["ng", "wei"]);
        assert_eq!(parts("Dr Wei", NameKind::Person), ["dr", "wei"]);
    }

    #[test]
    fn a_particle_with_nothing_behind_it_is_a_name() {
        let roles =
            |text| Name::read(text, NameKind::Person).readings[0].parts.iter().map(|p| p.role).collect::<Vec<_>>();
        assert_eq!(roles("Ahmed Ben"), [Role::Word, Role::Word]);
        assert_eq!(roles("Al Rawi"), [Role::Particle, Role::Word]);
        assert_eq!(roles("Rawi Ahmed Al"), [Role::Word, Role::Word, Role::Particle]);
        assert_eq!(roles("Md Khan"), [Role::Word, Role::Word]);
        assert_eq!(roles("John Khan MD"), [Role::Word, Role::Word, Role::Title]);
    }

    #[test]
    fn an_unknown_kind_is_read_both_ways_where_they_differ() {
        assert_eq!(Name::read("Anna Berg", NameKind::Unknown).readings.len(), 1);
        let company = Name::read("Berg Trading Ltd", NameKind::Unknown);
        let apart = company.readings.iter().filter(|reading| reading.parts[0].role != Role::Whole);
        assert_eq!(apart.map(|reading| reading.kind).collect::<Vec<_>>(), [NameKind::Person, NameKind::Organization]);
        assert!(Name::read("...", NameKind::Unknown).readings.is_empty());
    }
}
