use std::collections::HashMap;
use std::sync::LazyLock;

use crate::name::{NameKind, Part, Role};

static PEOPLE: &str = include_str!("../../data/names/rarity.txt");
static COMPANIES: &str = include_str!("../../data/names/company_rarity.txt");

pub(super) static TABLES: [&str; 2] = [PEOPLE, COMPANIES];

/// How much it says that two names share a part, in ten-thousandths of the rarest part.
pub type Weight = u16;

/// Weight of a class of parts of people's names. Source: -ln of the share of people who bear the part, between
/// 5 and 9.5, over 9.5 (a Fellegi-Sunter weight); shares of 7, 2, 0.6, 0.2 and at most 0.07 in 1,000.
const PEOPLE_WEIGHTS: [(&str, Weight); 4] =
    [("very_common", 5_300), ("common", 6_500), ("frequent", 7_800), ("occasional", 9_000)];

/// The same for words in names of organisations, which are rarer among fewer names.
const COMPANY_WEIGHTS: [(&str, Weight); 4] =
    [("very_common", 3_000), ("common", 4_000), ("frequent", 5_500), ("occasional", 7_500)];

/// Weights of parts that are no name.
const PARTICLE: Weight = 800;
const TITLE: Weight = 800;
const INITIAL: Weight = 2_500;
const FORM: Weight = 500;
const NUMBER: Weight = 5_000;
/// A part that the table does not know.
const RARE: Weight = 10_000;

static PEOPLE_CLASSES: LazyLock<HashMap<&'static str, Weight>> = LazyLock::new(|| classes(PEOPLE, &PEOPLE_WEIGHTS));
static COMPANY_CLASSES: LazyLock<HashMap<&'static str, Weight>> =
    LazyLock::new(|| classes(COMPANIES, &COMPANY_WEIGHTS));

fn classes(table: &'static str, weights: &[(&str, Weight)]) -> HashMap<&'static str, Weight> {
    let mut classes = HashMap::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let Some((class, words)) = line.split_once('\t') else { continue };
        let Some((_, weight)) = weights.iter().find(|(name, _)| *name == class) else { continue };
        words.split_whitespace().for_each(|word| {
            classes.insert(word, *weight);
        });
    }
    classes
}

/// The weight of a part of a name of this kind.
///
/// It comes from a table that is compiled in and never from the lists that are loaded, so that a pair of names
/// scores the same with any list.
pub fn weight(part: &Part, kind: NameKind) -> Weight {
    match part.role {
        Role::Particle => PARTICLE,
        Role::Title => TITLE,
        Role::Initial => INITIAL,
        Role::Form => FORM,
        Role::Number => NUMBER,
        Role::Word if kind == NameKind::Organization => {
            let of = |classes: &HashMap<_, _>| classes.get(part.text.as_str()).copied();
            of(&COMPANY_CLASSES).unwrap_or(RARE)
        }
        Role::Word => PEOPLE_CLASSES.get(part.text.as_str()).copied().unwrap_or(RARE),
    }
}

/// The least that [`weight`] says of a name or a number.
pub fn lightest_word(kind: NameKind) -> Weight {
    let classes = if kind == NameKind::Organization { &COMPANY_WEIGHTS } else { &PEOPLE_WEIGHTS };
    classes.iter().map(|(_, weight)| *weight).fold(NUMBER, Weight::min)
}
