//! Everyday damage to a name, one kind a line of the registry [`MUTATIONS`].
//!
//! Real differences are measured on held-out aliases; these share their author's ideas of damage and stand apart.

use crate::name::NameKind;

/// A kind of damage.
pub struct Mutation {
    /// What it is called.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// The damaged name; `None` where the name has nothing to damage in this way. The number decides between several
    /// places; the same gives the same.
    pub apply: fn(&str, u64) -> Option<String>,
}

/// What only happens to names of people.
const OF_PEOPLE: [&str; 2] = ["title", "part added"];

impl Mutation {
    /// Whether it is what happens to names of this kind; what is not said to be something else is a person.
    pub fn suits(&self, kind: NameKind) -> bool {
        kind != NameKind::Organization || !OF_PEOPLE.contains(&self.name)
    }
}

/// All kinds, in the order in which they are shown.
pub static MUTATIONS: &[Mutation] = &[
    Mutation { name: "case", about: "all letters small", apply: |name, _| Some(name.to_lowercase()) },
    Mutation { name: "order", about: "the last word comes first", apply: |name, _| reordered(name) },
    Mutation { name: "inversion", about: "last word, comma, the others", apply: |name, _| inverted(name) },
    Mutation {
        name: "letter missing",
        about: "one letter left out",
        apply: |name, lot| at_letter(name, lot, |c| vec![c[1]]),
    },
    Mutation {
        name: "letter doubled",
        about: "one letter twice",
        apply: |name, lot| at_letter(name, lot, |c| vec![c[0], c[0], c[1]]),
    },
    Mutation {
        name: "letter wrong",
        about: "one letter replaced by its neighbour on the keyboard",
        apply: |name, lot| at_letter(name, lot, |c| vec![beside(c[0]), c[1]]),
    },
    Mutation {
        name: "letter added",
        about: "one letter too many, from the keyboard's next key",
        apply: |name, lot| at_letter(name, lot, |c| vec![c[0], beside(c[0]), c[1]]),
    },
    Mutation {
        name: "letters swapped",
        about: "two neighbouring letters of a word swapped",
        apply: |name, lot| at_letter(name, lot, |c| vec![c[1], c[0]]),
    },
    Mutation {
        name: "two slips",
        about: "a letter left out and two others swapped",
        apply: |name, lot| two_slips(name, lot),
    },
    Mutation {
        name: "vowels",
        about: "one vowel as another romanisation has it",
        apply: |name, lot| spelled(name, lot, VOWELS),
    },
    Mutation {
        name: "consonants",
        about: "one consonant as another romanisation has it",
        apply: |name, lot| spelled(name, lot, CONSONANTS),
    },
    Mutation { name: "blanks missing", about: "all words written together", apply: |name, _| without_blanks(name) },
    Mutation { name: "words joined", about: "two neighbouring words written together", apply: joined },
    Mutation { name: "word split", about: "a blank inside a word of six letters or more", apply: split },
    Mutation { name: "blanks replaced", about: "underscores or dots instead of blanks", apply: replaced },
    Mutation { name: "hyphen", about: "a hyphen instead of a blank", apply: hyphened },
    Mutation {
        name: "initial",
        about: "the first word of three or more as its first letter",
        apply: |name, _| initial(name),
    },
    Mutation {
        name: "part missing",
        about: "a word of three or more left out, never the first or last",
        apply: part_missing,
    },
    Mutation { name: "part added", about: "a further, common given name in the second place", apply: part_added },
    Mutation { name: "part repeated", about: "the last word twice", apply: |name, _| repeated(name) },
    Mutation {
        name: "title",
        about: "Mr, Mrs or Dr in front",
        apply: |name, lot| Some(format!("{} {name}", ["Mr", "Mrs", "Dr"][(lot % 3) as usize])),
    },
    Mutation {
        name: "digits",
        about: "a digit for one letter that looks like it",
        apply: |name, lot| spelled(name, lot, DIGITS),
    },
    Mutation { name: "backwards", about: "one word written backwards", apply: backwards },
    Mutation {
        name: "cut off",
        about: "the last third of the last word cut off, as at a field's end",
        apply: |name, _| cut_off(name),
    },
    Mutation { name: "genitive", about: "'s behind it", apply: |name, _| Some(format!("{name}'s")) },
    Mutation { name: "accents", about: "an accent on one vowel", apply: |name, lot| spelled(name, lot, ACCENTS) },
];

const VOWELS: &[(&str, &str)] = &[
    ("ou", "u"),
    ("u", "ou"),
    ("ee", "i"),
    ("oo", "u"),
    ("i", "y"),
    ("y", "i"),
    ("ei", "ai"),
    ("ai", "ei"),
    ("e", "i"),
    ("o", "u"),
];
const CONSONANTS: &[(&str, &str)] = &[
    ("q", "k"),
    ("kh", "h"),
    ("sh", "sch"),
    ("ch", "tch"),
    ("zh", "j"),
    ("ph", "f"),
    ("k", "c"),
    ("v", "w"),
    ("w", "v"),
    ("dh", "d"),
    ("gh", "g"),
    ("z", "s"),
    ("j", "dj"),
    ("ss", "s"),
    ("mm", "m"),
    ("ll", "l"),
];
const DIGITS: &[(&str, &str)] = &[("o", "0"), ("l", "1"), ("i", "1"), ("e", "3"), ("a", "4"), ("s", "5")];
const ACCENTS: &[(&str, &str)] = &[("a", "á"), ("e", "é"), ("o", "ö"), ("u", "ü"), ("i", "í")];

/// Two or more words; a comma belongs to none.
fn words(name: &str) -> Option<Vec<&str>> {
    let words: Vec<&str> =
        name.split_whitespace().map(|word| word.trim_matches(',')).filter(|word| !word.is_empty()).collect();
    (words.len() > 1).then_some(words)
}

fn chosen(places: usize, lot: u64) -> Option<usize> {
    (places > 0).then(|| (lot % places as u64) as usize)
}

/// Changes one letter, of a word of four letters or more and never its first; it is given with the one behind it, and
/// what is given back stands for both.
fn at_letter(name: &str, lot: u64, change: impl Fn([char; 2]) -> Vec<char>) -> Option<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut places = Vec::new();
    let mut start = 0;
    for word in letters.split(|c| !c.is_alphabetic()) {
        if word.len() >= 4 {
            // letters that are equal to their neighbour would change nothing when they are swapped
            places.extend((start + 1..start + word.len() - 1).filter(|at| letters[*at] != letters[at + 1]));
        }
        start += word.len() + 1;
    }
    let at = *places.get(chosen(places.len(), lot)?)?;
    let mut damaged: String = letters[..at].iter().collect();
    damaged.extend(change([letters[at], letters[at + 1]]));
    damaged.extend(&letters[at + 2..]);
    Some(damaged)
}

fn two_slips(name: &str, lot: u64) -> Option<String> {
    let once = at_letter(name, lot, |c| vec![c[1]])?;
    at_letter(&once, lot / 31, |c| vec![c[1], c[0]]).filter(|twice| twice != name)
}

/// The next key on a keyboard for English; other letters stay.
fn beside(letter: char) -> char {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let small = letter.to_ascii_lowercase();
    let next = ROWS.iter().find_map(|row| {
        let at = row.find(small)?;
        row[at + 1..].chars().next().or_else(|| row[..at].chars().last())
    });
    match next {
        Some(next) if letter.is_ascii_uppercase() => next.to_ascii_uppercase(),
        Some(next) => next,
        None => letter,
    }
}

/// One spelling replaced by another, case ignored, never at the start of a word.
fn spelled(name: &str, lot: u64, spellings: &[(&str, &str)]) -> Option<String> {
    let lower = name.to_lowercase();
    if lower.len() != name.len() {
        return None;
    }
    let inside = |at: usize| lower[..at].chars().next_back().is_some_and(char::is_alphabetic);
    let places: Vec<(usize, &str, &str)> = spellings
        .iter()
        .flat_map(|(from, to)| lower.match_indices(from).map(move |(at, _)| (at, *from, *to)))
        .filter(|(at, ..)| inside(*at) && name.is_char_boundary(*at))
        .collect();
    let (at, from, to) = *places.get(chosen(places.len(), lot)?)?;
    let is_upper = name[at..].chars().next().is_some_and(char::is_uppercase);
    let to = if is_upper { to.to_uppercase() } else { to.to_owned() };
    Some([&name[..at], &to, name.get(at + from.len()..)?].concat())
}

fn reordered(name: &str) -> Option<String> {
    let mut words = words(name)?;
    words.rotate_right(1);
    Some(words.join(" "))
}

fn inverted(name: &str) -> Option<String> {
    let words = words(name)?;
    let (last, others) = words.split_last()?;
    Some(format!("{last}, {}", others.join(" ")))
}

fn without_blanks(name: &str) -> Option<String> {
    Some(words(name)?.concat())
}

fn joined(name: &str, lot: u64) -> Option<String> {
    let words = words(name)?;
    let at = chosen(words.len() - 1, lot)?;
    let (before, rest) = words.split_at(at);
    let together = rest[..2].concat();
    Some(
        before
            .iter()
            .copied()
            .chain([together.as_str()])
            .chain(rest[2..].iter().copied())
            .collect::<Vec<_>>()
            .join(" "),
    )
}

fn split(name: &str, lot: u64) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let long: Vec<usize> =
        (0..words.len()).filter(|at| words[*at].chars().filter(|c| c.is_alphabetic()).count() >= 6).collect();
    let at = *long.get(chosen(long.len(), lot)?)?;
    let half = words[at].char_indices().nth(words[at].chars().count() / 2)?.0;
    let apart = format!("{} {}", &words[at][..half], &words[at][half..]);
    Some(words.iter().enumerate().map(|(i, word)| if i == at { &apart } else { *word }).collect::<Vec<_>>().join(" "))
}

fn replaced(name: &str, lot: u64) -> Option<String> {
    Some(words(name)?.join(["_", "."][(lot % 2) as usize]))
}

fn hyphened(name: &str, lot: u64) -> Option<String> {
    let words = words(name)?;
    let at = chosen(words.len() - 1, lot)?;
    Some([words[..=at].join(" "), words[at + 1..].join(" ")].join("-"))
}

fn initial(name: &str) -> Option<String> {
    let mut words = words(name).filter(|words| words.len() > 2)?;
    let first = words[0].chars().next().filter(|c| c.is_alphabetic())?.to_string();
    let dotted = format!("{first}.");
    words[0] = &dotted;
    Some(words.join(" "))
}

fn part_missing(name: &str, lot: u64) -> Option<String> {
    let mut words = words(name).filter(|words| words.len() > 2)?;
    let at = 1 + chosen(words.len() - 2, lot)?;
    words.remove(at);
    Some(words.join(" "))
}

fn part_added(name: &str, lot: u64) -> Option<String> {
    let mut words = words(name)?;
    words.insert(1, ["Maria", "Ahmed", "Peter", "Ali", "Ivan"][(lot % 5) as usize]);
    Some(words.join(" "))
}

fn repeated(name: &str) -> Option<String> {
    let words = words(name)?;
    Some(format!("{} {}", words.join(" "), words.last()?))
}

fn backwards(name: &str, lot: u64) -> Option<String> {
    let mut words = words(name)?;
    let at = chosen(words.len(), lot)?;
    let turned: String = words[at].chars().rev().collect();
    words[at] = &turned;
    Some(words.join(" "))
}

fn cut_off(name: &str) -> Option<String> {
    let words = words(name)?;
    let (last, others) = words.split_last()?;
    let letters = last.chars().count();
    let kept: String = last.chars().take(letters - letters / 3).collect();
    (letters >= 3).then(|| format!("{} {kept}", others.join(" ")))
}

#[cfg(test)]
mod tests;
