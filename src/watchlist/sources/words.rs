//! What several publications write in the same words: dates, places with their countries, list types.

use crate::vocabulary::{Country, DateSpan, ListType, PartialDate};

/// Reads `10 Dec 1948`, `Dec. 1948`, `December 1948`, `1948` and the ISO forms.
pub(super) fn date(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    if let Some(date) = PartialDate::parse_iso(text) {
        return Some(date);
    }
    let mut words: Vec<&str> = text.split([' ', '\u{a0}', ',']).filter(|word| !word.is_empty()).collect();
    let year: i32 = words.pop().filter(|word| word.len() == 4)?.parse().ok()?;
    let month = month(words.pop()?)?;
    let day = match words.pop() {
        None => 0,
        Some(day) => day.parse().ok().filter(|&day: &u32| day > 0)?,
    };
    if words.is_empty() { PartialDate::new(year, month, day) } else { None }
}

/// The number of an English month, by its first three letters.
pub(super) fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let start = word.get(..3)?;
    if word.len() > 9 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    MONTHS.iter().position(|&month| month == start).map(|index| index as u32 + 1)
}

/// Reads a date or a range, perhaps with `circa` or `approximately` in front.
pub(super) fn span(text: &str) -> Option<DateSpan> {
    let text = text.trim();
    for word in ["circa", "approximately", "c.", "ca.", "between"] {
        let start = text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word));
        if start.is_some() && text[word.len()..].starts_with(' ') {
            let span = span(&text[word.len()..])?;
            return Some(if word == "between" { span } else { span.circa() });
        }
    }
    if let Some(date) = date(text) {
        return Some(DateSpan::on(date));
    }
    let years =
        |(a, b): (&str, &str)| (a.trim().len() == 4 && b.trim().len() == 4).then(|| (a.to_owned(), b.to_owned()));
    let (from, to) = [" to ", " and ", " - "]
        .iter()
        .find_map(|between| text.split_once(between))
        .map(|(from, to)| (from.to_owned(), to.to_owned()))
        .or_else(|| text.split_once('-').and_then(years))?;
    Some(DateSpan::between(date(&from)?, date(&to)?))
}

/// The country of a place as publications write it: `Tikrit, Iraq`, `Pyongyang, Korea, North`, `Tunis (Tunisia)`.
/// Codes of two letters are never read as countries: `Springfield, IL`.
pub(super) fn country_of_place(place: &str) -> Option<Country> {
    let place = place.trim().trim_end_matches(['.', ';', ',']);
    if let Some(country) = Country::parse_name(place) {
        return Some(country);
    }
    let segments: Vec<&str> = place.split(',').collect();
    let last = segments.last()?.trim();
    let inner = last.rsplit_once('(').map(|(_, inner)| inner.trim_end_matches(')'));
    let outer = last.split_once('(').map(|(outer, _)| outer).or_else(|| last.split_once(')').map(|(_, rest)| rest));
    let two = segments.len().checked_sub(2).map(|start| segments[start..].join(","));
    two.as_deref()
        .and_then(Country::parse_name)
        .or_else(|| Country::parse_name(last))
        .or_else(|| inner.and_then(Country::parse_name))
        .or_else(|| outer.and_then(Country::parse_name))
        .or_else(|| last_word(last))
}

/// `Khartoum Sudan`, but not `New Mexico`.
fn last_word(text: &str) -> Option<Country> {
    let (before, word) = text.trim().rsplit_once(' ')?;
    if before.ends_with("New") { None } else { Country::parse_name(word) }
}

/// Adds what is not there yet.
pub(super) fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

/// The list types asked for, or these.
pub(super) fn types_or(asked: &[ListType], otherwise: &[&str]) -> Vec<ListType> {
    if asked.is_empty() { otherwise.iter().map(|word| ListType::new(word)).collect() } else { asked.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_words_are_read() {
        for (text, shown) in [
            ("10 Dec 1948", "1948-12-10"),
            ("Nov. 1973", "1973-11"),
            ("August 1961", "1961-08"),
            ("1950", "1950"),
            ("circa 1960", "circa 1960"),
            ("circa 1955-1957", "circa 1955 to 1957"),
            ("1960 to 1962", "1960 to 1962"),
            ("01 Jan 1960 to 31 Dec 1961", "1960-01-01 to 1961-12-31"),
            ("Approximately 1970", "circa 1970"),
        ] {
            assert_eq!(span(text).map(|span| span.to_string()).as_deref(), Some(shown), "{text}");
        }
        for text in ["", "31 Feb 1960", "some day", "10 Dec", "1948 10 Dec"] {
            assert_eq!(span(text), None, "{text}");
        }
    }

    #[test]
    fn a_place_gives_its_country() {
        for (text, code) in [
            ("Bergen, Norway", "NOR"),
            ("Hamhung, Korea, North", "PRK"),
            ("Oslo (Norway)", "NOR"),
            ("Bergen Norway", "NOR"),
            ("Norway", "NOR"),
            ("(Lofoten) Norway", "NOR"),
        ] {
            assert_eq!(country_of_place(text).map(|c| c.alpha3().to_owned()).as_deref(), Some(code), "{text}");
        }
        for text in ["Springfield, IL", "Santa Fe, New Mexico", "Somewhere", ""] {
            assert_eq!(country_of_place(text), None, "{text}");
        }
    }
}
