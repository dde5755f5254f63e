use hashbrown::HashMap;
use std::sync::LazyLock;

use crate::name::{NameKind, Part, Role, lines, servant_in_one};

static PEOPLE: &str = include_str!("../../data/names/rarity.txt");
static COMPANIES: &str = include_str!("../../data/names/company_rarity.txt");

pub(super) static TABLES: [&str; 2] = [PEOPLE, COMPANIES];

/// How much it says that two names share a part, in ten-thousandths of the rarest part.
pub type Weight = u16;

/// Weight of a class of parts of people's names. Source: -ln of the share of people who bear the part, between
/// 4 and 9.5, over 9.5 (a Fellegi-Sunter weight); shares of 17, 3, 0.6, 0.2 and at most 0.07 in 1,000.
const PEOPLE_WEIGHTS: [(&str, Weight); 4] =
    [("very_common", 4_300), ("common", 6_000), ("frequent", 7_800), ("occasional", 9_000)];

/// The same for words in names of organisations, which are rarer among fewer names.
const COMPANY_WEIGHTS: [(&str, Weight); 4] =
    [("very_common", 3_000), ("common", 4_000), ("frequent", 5_500), ("occasional", 7_500)];

/// Weights of parts that are no name.
const PARTICLE: Weight = 800;
/// Of people and of ships: `Dr`, `MV`.
const TITLE: [Weight; 2] = [1_200, 400];
const INITIAL: Weight = 2_500;
const FORM: Weight = 500;
const NUMBER: Weight = 5_000;
const SERIES: Weight = 4_000;
/// A part that the table does not know.
const RARE: Weight = 10_000;

/// How common parts are.
#[derive(Clone, Debug)]
pub struct Rarity {
    people: HashMap<Box<str>, Weight>,
    companies: HashMap<Box<str>, Weight>,
}

static BUILT_IN: LazyLock<Rarity> = LazyLock::new(|| {
    let mut rarity = Rarity { people: HashMap::new(), companies: HashMap::new() };
    for (table, kind) in [(PEOPLE, NameKind::Person), (COMPANIES, NameKind::Organization)] {
        for (class, words) in lines(table).filter_map(|line| line.split_once('\t')) {
            words.split_whitespace().for_each(|word| rarity.add(word, class, kind));
        }
    }
    // as common as the commonest way to write it
    let written: Vec<_> = rarity.people.iter().filter_map(|(word, w)| Some((servant_in_one(word)?, *w))).collect();
    for (word, weight) in written {
        let known = rarity.people.entry(word.into()).or_insert(weight);
        *known = weight.min(*known);
    }
    rarity
});

impl Rarity {
    /// What the built-in tables say.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Whether a name of people is in the tables.
    pub fn is_known(&self, text: &str) -> bool {
        self.people.contains_key(text)
    }

    /// The weight of a part of a name of this kind.
    ///
    /// It comes from tables that are compiled in, or that a user hands in, and never from the lists that are loaded, so
    /// that a pair of names scores the same with any list.
    pub fn weight(&self, part: &Part, kind: NameKind) -> Weight {
        match part.role {
            Role::Particle => PARTICLE,
            Role::Title => TITLE[usize::from(kind == NameKind::Organization)],
            Role::Initial => INITIAL,
            Role::Form => FORM,
            Role::Whole => RARE,
            Role::Number => NUMBER,
            Role::Series => SERIES,
            // what many people are called, companies are called too
            Role::Word => {
                let of_people = || self.people.get(part.text.as_str());
                self.of_kind(kind).get(part.text.as_str()).or_else(of_people).copied().unwrap_or(RARE)
            }
        }
    }

    /// Whether the table for this kind of name knows a word.
    pub fn knows(&self, word: &str, kind: NameKind) -> bool {
        self.of_kind(kind).contains_key(word)
    }

    /// Teaches how common a word is: a class of [`rarity_classes`], or `rare`, which is what no table needs to say.
    pub fn add(&mut self, word: &str, class: &str, kind: NameKind) {
        let organization = kind == NameKind::Organization;
        let classes = if organization { &COMPANY_WEIGHTS } else { &PEOPLE_WEIGHTS };
        let table = if organization { &mut self.companies } else { &mut self.people };
        match classes.iter().find(|(name, _)| *name == class) {
            Some((_, weight)) => table.insert(word.into(), *weight),
            None => table.remove(word),
        };
    }

    fn of_kind(&self, kind: NameKind) -> &HashMap<Box<str>, Weight> {
        if kind == NameKind::Organization { &self.companies } else { &self.people }
    }
}

/// The classes of the tables, the commonest first.
pub fn rarity_classes() -> impl Iterator<Item = &'static str> {
    PEOPLE_WEIGHTS.iter().map(|(class, _)| *class)
}

/// What [`Rarity::weight`] says of an initial.
pub fn initial_weight() -> Weight {
    INITIAL
}

/// The least that [`Rarity::weight`] says of a name or a number.
#[inline]
pub fn lightest_word(kind: NameKind) -> Weight {
    const PERSON: Weight = lightest(&PEOPLE_WEIGHTS);
    const ORGANIZATION: Weight = lightest(&COMPANY_WEIGHTS);
    if kind == NameKind::Organization { ORGANIZATION } else { PERSON }
}

const fn lightest(classes: &[(&str, Weight)]) -> Weight {
    let (mut least, mut at) = (NUMBER, 0);
    while at < classes.len() {
        if classes[at].1 < least {
            least = classes[at].1;
        }
        at += 1;
    }
    least
}
