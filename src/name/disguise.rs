//! What hides a name: digits in place of letters, and a genitive behind it.

use std::borrow::Cow;

use super::{NameKind, Word};

/// Digits, and the letters that look like them.
const LOOKALIKES: [(u8, &str); 9] = [
    (b'0', "o"),
    (b'1', "li"),
    (b'3', "e"),
    (b'4', "a"),
    (b'5', "s"),
    (b'6', "g"),
    (b'7', "t"),
    (b'8', "b"),
    (b'9', "g"),
];
/// Words with more digits of two readings are read with the same letter for the further ones.
const MOST_AMBIGUOUS: usize = 2;
/// Words of organisations have real digits too (`3M`, `G4S`): there, only so many letters and more are a disguised word.
const LEAST_LETTERS: usize = 3;
/// `1st`, `2nd`: digits that are digits.
const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];

/// The words of a name as they may be meant, each way once, what stands there first.
///
/// In a person's name a digit inside a word of letters is always a letter; in an organisation's it may be one. A genitive is
/// no part of a person's name, and may be one of an organisation's (`McDonald's`).
pub(super) fn seen_through(words: &[Word], kind: NameKind) -> Vec<Cow<'_, [Word]>> {
    let person = kind == NameKind::Person;
    let mut ways = vec![Cow::Borrowed(words)];
    if words.iter().any(|word| word.genitive) {
        add(&mut ways, person, |words| {
            let owner = |word: &Word| if word.genitive { without_genitive(word) } else { word.clone() };
            vec![words.iter().map(owner).collect()]
        });
    }
    if words.iter().any(|word| is_disguised(&word.text, person)) {
        add(&mut ways, person, |words| {
            (0..1 << MOST_AMBIGUOUS)
                .map(|choice| {
                    let undisguised = |word: &Word| {
                        let text = is_disguised(&word.text, person).then(|| letters(&word.text, choice));
                        Word { text: text.unwrap_or_else(|| word.text.clone()), ..*word }
                    };
                    words.iter().map(undisguised).collect()
                })
                .collect()
        });
    }
    ways
}

/// Adds what each way becomes, or puts that in its place.
fn add(ways: &mut Vec<Cow<'_, [Word]>>, instead: bool, becomes: impl Fn(&[Word]) -> Vec<Vec<Word>>) {
    let became: Vec<Vec<Word>> = ways.iter().flat_map(|way| becomes(way)).collect();
    if instead {
        ways.clear();
    }
    for way in became {
        if !ways.iter().any(|known| **known == *way) {
            ways.push(Cow::Owned(way));
        }
    }
}

fn without_genitive(word: &Word) -> Word {
    Word { text: word.text[..word.text.len() - 1].to_owned(), genitive: false, ..*word }
}

fn is_disguised(text: &str, person: bool) -> bool {
    let letters = text.bytes().filter(u8::is_ascii_lowercase).count();
    if letters == 0 || letters == text.len() {
        return false;
    }
    let looks = text.bytes().all(|b| b.is_ascii_lowercase() || LOOKALIKES.iter().any(|(digit, _)| *digit == b));
    let is_ordinal = ORDINALS.contains(&text.trim_start_matches(|c: char| c.is_ascii_digit()));
    let enough = person || letters >= LEAST_LETTERS && 2 * letters > text.len();
    looks && !is_ordinal && enough
}

/// Letters in place of digits; the bits of `choice` say which letter the first digits of two readings are.
fn letters(text: &str, choice: usize) -> String {
    let mut ambiguous = 0;
    let letter = |c: char| {
        let looks = LOOKALIKES.iter().find(|(digit, _)| char::from(*digit) == c);
        let Some((_, letters)) = looks else { return c };
        let second = letters.len() > 1 && {
            ambiguous += 1;
            choice >> (ambiguous - 1_usize).min(MOST_AMBIGUOUS - 1) & 1 == 1
        };
        letters.chars().nth(usize::from(second)).unwrap_or(c)
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Name, NameKind};

    fn readings(text: &str, kind: NameKind) -> Vec<String> {
        let name = Name::read(text, kind);
        let shown = |parts: &[super::super::Part]| parts.iter().map(|part| &*part.text).collect::<Vec<_>>().join(" ");
        name.readings.iter().map(|reading| shown(&reading.parts)).collect()
    }

    #[test]
    fn digits_inside_a_word_of_letters_are_letters() {
        for (disguised, name) in
            [("R0bert Zw1ng", "robert zwing"), ("5ara M4ri4", "sara maria"), ("I9or Sech1n", "igor sechin")]
        {
            assert!(readings(disguised, NameKind::Person).contains(&name.to_owned()), "{disguised}");
        }
        for (disguised, name) in [("Pau1", "paul"), ("Mar1a", "maria"), ("Wi11iam", "william"), ("A1i", "ali")] {
            assert!(readings(disguised, NameKind::Person).contains(&name.to_owned()), "{disguised}");
        }
        assert!(readings("B0ngo Trading", NameKind::Organization).contains(&"bongo trading".to_owned()));
    }

    #[test]
    fn real_numbers_stay_numbers() {
        for text in ["3m", "44", "g4s", "brigade 17th", "1st", "a380 leasing"] {
            assert_eq!(readings(text, NameKind::Organization), [text], "{text}");
        }
        assert_eq!(readings("Anna 44", NameKind::Person), ["anna 44"]);
    }

    #[test]
    fn a_genitive_is_no_part_of_a_name() {
        assert_eq!(readings("Vladimir Zubarqi's", NameKind::Person), ["vladimir zubarqi"]);
        assert_eq!(readings("Zubarqi’s Bakery", NameKind::Organization), ["zubarqis bakery", "zubarqi bakery"]);
        assert_eq!(readings("O'Neil", NameKind::Person), ["oneil"]);
    }
}
