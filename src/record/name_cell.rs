use std::cmp::Ordering;

use super::dates::BirthDates;
use super::placeholder::is_no_id;
use crate::vocabulary::{IdKind, Identifier, PartialDate};

/// What stood in a name cell beside the name.
#[derive(Default)]
pub(crate) struct NameCell {
    /// The name without it.
    pub(crate) name: String,
    /// What stood behind `a.k.a.`.
    pub(crate) aliases: Vec<String>,
    /// A date that can only be read in one way.
    pub(crate) date: Option<PartialDate>,
    /// A number with its kind.
    pub(crate) id: Option<(IdKind, String)>,
}

impl NameCell {
    /// The id that stood in it.
    pub(crate) fn identifier(&self) -> Option<Identifier> {
        let (kind, number) = self.id.clone()?;
        Some(Identifier { kind, number, country: None })
    }
}

/// Whether there is a letter or a digit of any script in it that can be seen.
pub(crate) fn has_letter_or_digit(text: &str) -> bool {
    // the Hangul fillers are letters by category and blank by design
    text.chars().any(|c| c.is_alphanumeric() && !matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'))
}

/// Takes dates, ids and aliases out of a name cell; `None` where it holds a name only, as nearly all do.
///
/// Conservative, because a name cut wrongly is a customer not found: numbers of companies (`11420 Corp`,
/// `1234567 Ontario Inc`), `Louis XIV` and `Area 51` stay whole.
pub(crate) fn take_apart(cell: &str, dates: &BirthDates) -> Option<NameCell> {
    if !cell.bytes().any(|byte| byte.is_ascii_digit()) && !may_hold_alias(cell) {
        return None;
    }
    let mut found = NameCell::default();
    let mut names = split_aliases(cell).into_iter();
    let mut rest = names.next().unwrap_or_default().to_owned();
    found.aliases = names.map(str::to_owned).collect();
    let mut taken = rest.len() < cell.len();
    for text in std::iter::once(&mut rest).chain(&mut found.aliases) {
        if let Some(less) = without_dates_and_ids(text, dates, &mut found.date, &mut found.id) {
            *text = less;
            taken = true;
        }
    }
    if !taken {
        return None;
    }
    found.aliases = found
        .aliases
        .iter()
        .flat_map(|alias| alias.split(';'))
        .map(tidy)
        .filter(|alias| has_letter_or_digit(alias))
        .map(str::to_owned)
        .collect();
    tidy(&rest).clone_into(&mut found.name);
    if !has_letter_or_digit(&found.name) {
        // nothing but a date or an id: searched for as it stands
        cell.trim().clone_into(&mut found.name);
    }
    Some(found)
}

/// A quick look for the k of `a.k.a.`, `fka`, `known as`, so that nearly all names need no thorough one.
fn may_hold_alias(cell: &str) -> bool {
    cell.as_bytes().windows(3).any(|bytes| {
        let [before, k, after] = [bytes[0], bytes[1], bytes[2]].map(|byte| byte.to_ascii_lowercase());
        k == b'k'
            && match after {
                b'a' => matches!(before, b'a' | b'f' | b'n'),
                b'.' | b'/' => before == after,
                b'n' => before == b' ',
                _ => false,
            }
    })
}

/// Words between a name and an alias; the undotted ones could be parts of a name.
const DOTTED: &[&str] =
    &["a.k.a.", "a.k.a", "a/k/a", "f.k.a.", "f.k.a", "f/k/a", "n.k.a.", "also known as", "formerly known as"];
const PLAIN: &[&str] = &["aka", "fka", "nka"];

/// The name and what stands behind each `a.k.a.`.
fn split_aliases(cell: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < cell.len() {
        let marker = if at_word_start(cell, at) { marker_at(cell, start, at) } else { None };
        match marker {
            Some(length) => {
                parts.push(&cell[start..at]);
                (start, at) = (at + length, at + length);
            }
            None => at += cell[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    parts.push(&cell[start..]);
    // an alias without a name before it is the name
    if parts.len() > 1 && !has_letter_or_digit(parts[0]) {
        parts.remove(0);
    }
    parts
}

/// The length of the `a.k.a.` that begins here, if one does.
fn marker_at(cell: &str, start: usize, at: usize) -> Option<usize> {
    let begins = |word: &str| {
        cell.as_bytes().get(at..at + word.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(word.as_bytes()))
    };
    let ends = |length: usize| !cell[at + length..].starts_with(|c: char| c.is_alphanumeric());
    if let Some(word) = DOTTED.iter().find(|word| begins(word)) {
        return (ends(word.len()) && has_letter_or_digit(&cell[at + word.len()..])).then_some(word.len());
    }
    let word = PLAIN.iter().find(|word| begins(word))?;
    let (before, after) = (&cell[start..at], &cell[at + word.len()..]);
    // Aka is also a family name: a marker is lower case, or stands between two names of two parts each
    let whole_names = before.split_whitespace().count() >= 2 && after.split_whitespace().count() >= 2;
    let lower = cell[at..].starts_with(word) && has_letter_or_digit(before) && has_letter_or_digit(after);
    let upper = cell[at..].starts_with(word.to_uppercase().as_str()) && whole_names;
    (ends(word.len()) && (lower || upper)).then_some(word.len())
}

fn at_word_start(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric())
}

/// Words before a birth date, folded.
const BORN: &[&str] = &["dob", "born", "birthdate", "dateofbirth", "geb", "bday"];
/// Words before a number, folded.
const NUMBERED: &[&str] = &[
    "id",
    "idno",
    "idnumber",
    "passport",
    "passportno",
    "passportnumber",
    "ssn",
    "nationalid",
    "nationalidno",
    "nationalidnumber",
    "dni",
    "imo",
    "imono",
    "imonumber",
    "cedula",
];
/// Words of companies: a number beside them belongs to the name. Short, because it only keeps names whole.
const COMPANY: &[&str] = &[
    "inc",
    "ltd",
    "llc",
    "corp",
    "co",
    "gmbh",
    "ag",
    "sa",
    "srl",
    "bv",
    "nv",
    "plc",
    "limited",
    "company",
    "corporation",
    "oy",
    "ab",
    "as",
    "ooo",
    "oao",
    "pte",
    "pty",
    "sarl",
    "spa",
    "kg",
    "ltda",
    "incorporated",
    "lp",
    "llp",
    "jsc",
    "trust",
    "holding",
    "holdings",
    "group",
    "canada",
    "ontario",
    "quebec",
    "alberta",
];

fn folded(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The text less its dates and ids; `None` where it has none.
fn without_dates_and_ids(
    text: &str,
    dates: &BirthDates,
    date: &mut Option<PartialDate>,
    id: &mut Option<(IdKind, String)>,
) -> Option<String> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain: Vec<String> = words.iter().map(|word| folded(word)).collect();
    let company = plain.iter().any(|word| COMPANY.contains(&word.as_str()));
    let mut keep = vec![true; words.len()];
    for (i, word) in words.iter().enumerate() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if !word.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        // `ID:AB123456` and `DOB:1965` are one word
        let (joined, value) = word.split_once([':', '=', '#']).map_or(("", word), |(key, value)| (key, value.trim()));
        let (from, key) = key_before(&plain, i, joined);
        let key_is = |words: &[&str]| words.contains(&key.as_str());
        let looks_full = looks_like_a_date(value);
        if looks_full || (key_is(BORN) && is_year(value)) {
            if joined.is_empty() || key_is(BORN) {
                *date = date.or_else(|| dates.read(value));
                let from = if key_is(BORN) { from } else { i };
                keep[from..=i].fill(false);
            }
            continue;
        }
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let plain_id = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/' | b'.'));
        if !plain_id {
            continue;
        }
        let named = key_is(NUMBERED) && digits >= 5 && (from > 0 || i + 1 < words.len());
        let bare = joined.is_empty()
            && i > 0
            && !company
            && longest_run(value) >= 7
            && value.bytes().filter(u8::is_ascii_alphabetic).count() <= 3;
        if named || bare {
            let from = if named { from } else { i };
            keep[from..=i].fill(false);
            if id.is_none() && !is_no_id(value) {
                let kind = if named && key != "id" { IdKind::parse(&key) } else { IdKind::Unknown };
                *id = Some((kind, value.to_owned()));
            }
        }
    }
    let kept: Vec<&str> = words.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(word, _)| *word).collect();
    (kept.len() < words.len()).then(|| kept.join(" "))
}

/// The words before this one that say what it is, where they begin, joined: `date of birth`, `passport no`.
fn key_before(plain: &[String], i: usize, joined: &str) -> (usize, String) {
    let known = |key: &str| BORN.contains(&key) || NUMBERED.contains(&key);
    for from in i.saturating_sub(3)..=i {
        let key = plain[from..i].concat() + &folded(joined);
        if known(&key) {
            return (from, key);
        }
    }
    (i, String::new())
}

fn longest_run(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0)
}

fn is_year(text: &str) -> bool {
    text.len() == 4
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text.starts_with("19") || text.starts_with("20"))
}

/// `1965-07-13`, `13.07.1965`, `7/13/1965`: three numbers, one of them a year.
fn looks_like_a_date(text: &str) -> bool {
    let text = text.split_once('T').map_or(text, |(date, _)| date);
    ['-', '.', '/'].into_iter().any(|separator| {
        let parts: Vec<&str> = text.split(separator).collect();
        let small = |part: &str| matches!(part.len(), 1 | 2) && part.parse::<u8>().is_ok_and(|n| (1..=31).contains(&n));
        matches!(parts.as_slice(), [a, b, c] if (is_year(a) && small(b) && small(c)) || (small(a) && small(b) && is_year(c)))
    })
}

/// Without blanks, commas, quotes and single brackets around it.
fn tidy(text: &str) -> &str {
    let mut text = text;
    loop {
        let before = text;
        text = text.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '"' | '\'' | '“' | '”' | '‘' | '’')
        });
        for (open, close, both) in [('(', ')', "()"), ('[', ']', "[]")] {
            let (opened, closed) = (text.matches(open).count(), text.matches(close).count());
            let stripped = match opened.cmp(&closed) {
                Ordering::Greater => text.strip_suffix(open).or_else(|| text.strip_prefix(open)),
                Ordering::Less => text.strip_suffix(close).or_else(|| text.strip_prefix(close)),
                // what was taken out leaves empty brackets, or stood in them with all the rest
                Ordering::Equal if opened == 1 => text
                    .strip_suffix(both)
                    .or_else(|| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))),
                Ordering::Equal => None,
            };
            text = stripped.unwrap_or(text);
        }
        if text == before {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates() -> BirthDates {
        BirthDates::new(None, chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()).unwrap()
    }

    #[test]
    fn names_that_are_only_names_stay_whole() {
        for name in [
            "Ada Example",
            "11420 CORP",
            "3M",
            "Forty 4",
            "Company 1965 Ltd",
            "Louis XIV",
            "Area 51 LLC",
            "1234567 Ontario Inc.",
            "Trade 12345678 Ltd",
            "Koffi Aka Jean",
            "KOFFI AKA JEAN",
            "Aka Alice",
            "Makaka Baka",
            "'Abd al-Khaliq Example",
            "Bureau 39",
            "ID 1234 Club",
            "24/7 Kiosk",
            "Kim Example 2nd",
            "1234567",
            "Kayak (Kiel)",
            "Ada Example (1965)",
        ] {
            assert!(take_apart(name, &dates()).is_none(), "{name}");
        }
    }

    #[test]
    fn dates_are_taken_out_and_used_where_they_have_one_meaning() {
        for (cell, name, date) in [
            ("Ada Example DOB 1965-07-13", "Ada Example", Some("1965-07-13")),
            ("Ada Example (DOB: 1965-07-13)", "Ada Example", Some("1965-07-13")),
            ("Ada Example, date of birth 1965-07-13", "Ada Example", Some("1965-07-13")),
            ("Example, Ada (12.03.1961)", "Example, Ada", None),
            ("Ada Example born 1965", "Ada Example", Some("1965")),
            ("1965-07-13 Ada Example", "Ada Example", Some("1965-07-13")),
            ("Ada Example DOB:1965-07-13", "Ada Example", Some("1965-07-13")),
        ] {
            let found = take_apart(cell, &dates()).unwrap();
            assert_eq!(
                (found.name.as_str(), found.date.map(|date| date.to_string()).as_deref()),
                (name, date),
                "{cell}"
            );
            assert!(found.id.is_none() && found.aliases.is_empty(), "{cell}");
        }
    }

    #[test]
    fn ids_are_taken_out_with_their_kind() {
        for (cell, name, id) in [
            ("Ada Example ID: AB123456", "Ada Example", Some((IdKind::Unknown, "AB123456"))),
            ("Ada Example (Passport No. AB123456)", "Ada Example", Some((IdKind::Passport, "AB123456"))),
            ("Ada Example 196507135496", "Ada Example", Some((IdKind::Unknown, "196507135496"))),
            ("Ada Example ID:0000000", "Ada Example", None),
            ("MV Example (IMO 9123456)", "MV Example", Some((IdKind::Imo, "9123456"))),
        ] {
            let found = take_apart(cell, &dates()).unwrap();
            let shown = found.id.as_ref().map(|(kind, number)| (*kind, number.as_str()));
            assert_eq!((found.name.as_str(), shown), (name, id), "{cell}");
        }
    }

    #[test]
    fn aliases_are_taken_out() {
        for (cell, name, aliases) in [
            ("Ada Example a.k.a. Adda", "Ada Example", vec!["Adda"]),
            ("Ada Example (A.K.A. \"Adda\"; a.k.a. Addy Example)", "Ada Example", vec!["Adda", "Addy Example"]),
            ("Ada Example aka Adda", "Ada Example", vec!["Adda"]),
            ("ADA EXAMPLE AKA ADDY EXAMPLE", "ADA EXAMPLE", vec!["ADDY EXAMPLE"]),
            ("Ada Example, formerly known as Ada Sample", "Ada Example", vec!["Ada Sample"]),
            ("Ada Example a/k/a Adda DOB 1965-07-13", "Ada Example", vec!["Adda"]),
        ] {
            let found = take_apart(cell, &dates()).unwrap();
            assert_eq!(
                (found.name.as_str(), found.aliases),
                (name, aliases.into_iter().map(String::from).collect()),
                "{cell}"
            );
        }
    }

    #[test]
    fn a_cell_with_nothing_but_a_date_is_searched_for_as_it_stands() {
        let found = take_apart("DOB 1965-07-13", &dates()).unwrap();
        assert_eq!((found.name.as_str(), found.date.is_some()), ("DOB 1965-07-13", true));
    }

    #[test]
    fn invisible_letters_are_no_name() {
        for text in ["", " ", "-", "...", "\u{200f}\u{200b}\u{feff}", "\u{3164}\u{115f}", "¿?"] {
            assert!(!has_letter_or_digit(text));
        }
        for text in ["a", "王", "7", "د", "ა", "ㄱ"] {
            assert!(has_letter_or_digit(text));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_cell_is_taken_apart_without_losing_the_name(cell in "\\PC{0,60}") {
            if let Some(found) = take_apart(&cell, &dates()) {
                proptest::prop_assert_eq!(has_letter_or_digit(&cell), has_letter_or_digit(&found.name));
            }
        }

        #[test]
        fn cells_of_the_words_that_matter_never_panic(words in proptest::collection::vec(
            proptest::sample::select(vec!["a.k.a.", "aka", "AKA", "(", ")", "DOB", "1965-07-13", "ID:", "1234567", "Ada", "é", ";", "()", "[", "born", "İ"]), 0..12)) {
            take_apart(&words.join(" "), &dates());
            take_apart(&words.concat(), &dates());
        }
    }
}
