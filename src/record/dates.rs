use chrono::format::{Item, Numeric, Parsed, StrftimeItems};
use chrono::{Datelike, NaiveDate};

use super::error::Error;
use crate::vocabulary::PartialDate;

/// Reads birth dates: the four ISO forms, and one other that the user named. Never guesses.
#[derive(Clone, Debug)]
pub(crate) struct BirthDates {
    format: Option<Vec<Item<'static>>>,
    /// Whether the ISO forms can still be told from the user's.
    iso_too: bool,
    today: NaiveDate,
}

impl BirthDates {
    /// With the pattern of `--date-format`, as chrono's `%d.%m.%Y` or as `dd.mm.yyyy`; no birth date lies behind `today`.
    ///
    /// # Errors
    /// A pattern that names no full date.
    pub(crate) fn new(pattern: Option<&str>, today: NaiveDate) -> Result<Self, Error> {
        let Some(pattern) = pattern else { return Ok(Self::iso(today)) };
        let bad = || Error::DateFormat { pattern: pattern.to_owned() };
        let strftime = if pattern.contains('%') { pattern.to_owned() } else { friendly(pattern).ok_or_else(bad)? };
        let items = StrftimeItems::new(&strftime).parse_to_owned().map_err(|_| bad())?;
        // what it writes it must be able to read: that needs a day, a month and a year
        let sample = NaiveDate::from_ymd_opt(2001, 11, 23).ok_or_else(bad)?;
        let mut written = String::new();
        std::fmt::Write::write_fmt(&mut written, format_args!("{}", sample.format_with_items(items.iter())))
            .map_err(|_| bad())?;
        if read_as(&written, &items) != Some(sample) {
            return Err(bad());
        }
        let at = |wanted: &[Numeric]| {
            items.iter().position(|item| matches!(item, Item::Numeric(numeric, _) if wanted.contains(numeric)))
        };
        let year = at(&[Numeric::Year]);
        // `2001-11-03` read as year, month, day where the file has year, day, month would be a guess
        let iso_too = year.is_none() || at(&[Numeric::Day]) < year || at(&[Numeric::Month]) < at(&[Numeric::Day]);
        Ok(Self { format: Some(items), iso_too, today })
    }

    /// The ISO forms only.
    pub(crate) fn iso(today: NaiveDate) -> Self {
        Self { format: None, iso_too: true, today }
    }

    /// Reads a date; `None` where it is none, or lies in the future.
    ///
    /// A time behind the date (`T00:00:00Z`) is passed over.
    pub(crate) fn read(&self, text: &str) -> Option<PartialDate> {
        let text = text.trim();
        let date = match &self.format {
            None => iso(text),
            Some(items) => self.read_as_told(text, items).or_else(|| {
                if self.iso_too { iso(text) } else { PartialDate::parse_iso(text).filter(|_| text.len() == 4) }
            }),
        };
        date.filter(|date| date.first_day() <= self.today)
    }

    fn read_as_told(&self, text: &str, items: &[Item<'static>]) -> Option<PartialDate> {
        let date = read_as(text, items).or_else(|| read_as(without_time(text)?, items))?;
        // a year of two digits: nobody is born in the future
        let short_year = |item: &Item<'_>| matches!(item, Item::Numeric(Numeric::YearMod100, _));
        if date > self.today && items.iter().any(short_year) {
            return date.with_year(date.year() - 100).map(PartialDate::from);
        }
        PartialDate::new(date.year(), date.month(), date.day())
    }
}

/// `YYYY-MM-DD` and its shorter forms, a time behind it passed over.
fn iso(text: &str) -> Option<PartialDate> {
    PartialDate::parse_iso(text)
        .or_else(|| PartialDate::parse_iso(without_time(text)?).filter(|date| date.day().is_some()))
}

/// The text before `T00:00:00Z`, ` 00:00` and the like.
fn without_time(text: &str) -> Option<&str> {
    let (date, time) = text.split_once(['T', ' '])?;
    let is_time = time.len() >= 5
        && time.as_bytes()[..2].iter().all(u8::is_ascii_digit)
        && time.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'Z' | b'+' | b'-'))
        && time.contains(':');
    is_time.then_some(date)
}

fn read_as(text: &str, items: &[Item<'static>]) -> Option<NaiveDate> {
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, items.iter()).ok()?;
    parsed.to_naive_date().ok()
}

/// `dd.mm.yyyy` as chrono's `%d.%m.%Y`; `None` where other letters stand in it.
fn friendly(pattern: &str) -> Option<String> {
    let mut strftime = String::new();
    let mut rest = pattern.trim();
    while let Some(first) = rest.chars().next() {
        let letter = first.to_ascii_lowercase();
        let length = rest.chars().take_while(|c| c.eq_ignore_ascii_case(&first)).count();
        match (letter, length) {
            ('d', 1 | 2) => strftime.push_str("%d"),
            ('m', 1 | 2) => strftime.push_str("%m"),
            ('m', 3) => strftime.push_str("%b"),
            ('m', 4) => strftime.push_str("%B"),
            ('y', 2) => strftime.push_str("%y"),
            ('y', 4) => strftime.push_str("%Y"),
            ('.' | '/' | '-' | ' ' | ',' | '_', 1) => strftime.push(first),
            (' ', _) => strftime.push(' '),
            _ => return None,
        }
        rest = &rest[length * first.len_utf8()..];
    }
    Some(strftime)
}

/// The `--date-format` that reads values of which these are examples; `None` where their shape says nothing.
pub(crate) fn format_of_shape<'a>(values: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut shapes: Vec<(String, usize)> = Vec::new();
    let (mut first_over_12, mut second_over_12) = (0_usize, 0_usize);
    for value in values {
        let value = value.trim();
        let value = without_time(value).unwrap_or(value);
        let parts: Vec<&str> = value.split(['.', '/', '-', ' ']).collect();
        let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        let separator = value.chars().find(|c| !c.is_ascii_digit());
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        let shape = match (lengths.as_slice(), numbers.as_slice(), separator) {
            ([1 | 2, 1 | 2, year @ (2 | 4)], [first, second, _], Some(separator)) => {
                first_over_12 += usize::from(*first > 12);
                second_over_12 += usize::from(*second > 12);
                format!("?{separator}?{separator}{}", &"yyyy"[..*year])
            }
            ([4, 1 | 2, 1 | 2], [_, _, _], Some(separator @ ('.' | '/' | ' '))) => {
                format!("yyyy{separator}mm{separator}dd")
            }
            ([8], [number], None) => {
                if (1000..3000).contains(&(number / 10_000)) && number / 100 % 100 <= 12 {
                    "yyyymmdd".to_owned()
                } else {
                    "ddmmyyyy".to_owned()
                }
            }
            _ => continue,
        };
        match shapes.iter_mut().find(|(known, _)| *known == shape) {
            Some((_, count)) => *count += 1,
            None => shapes.push((shape, 1)),
        }
    }
    let (shape, _) = shapes.into_iter().max_by_key(|(_, count)| *count)?;
    let order = |first: &str, second: &str| shape.replacen('?', first, 1).replacen('?', second, 1);
    Some(match (shape.contains('?'), first_over_12, second_over_12) {
        (false, ..) => format!("`--date-format {shape}`"),
        (true, first, second) if first > second => format!("`--date-format {}`", order("dd", "mm")),
        (true, first, second) if second > first => format!("`--date-format {}`", order("mm", "dd")),
        (true, ..) => format!("`--date-format {}` or `{}`", order("dd", "mm"), order("mm", "dd")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(pattern: Option<&str>) -> Result<BirthDates, Error> {
        BirthDates::new(pattern, NaiveDate::from_ymd_opt(2026, 11, 23).unwrap())
    }

    fn read(pattern: Option<&str>, text: &str) -> Option<String> {
        dates(pattern).unwrap().read(text).map(|date| date.to_string())
    }

    #[test]
    fn iso_is_read_and_nothing_is_guessed() {
        for (text, shown) in [
            ("1965-07-13", "1965-07-13"),
            (" 1965-7-3 ", "1965-07-03"),
            ("1965-07", "1965-07"),
            ("1965", "1965"),
            ("1965-07-13T00:00:00Z", "1965-07-13"),
            ("1965-07-13 00:00:00", "1965-07-13"),
        ] {
            assert_eq!(read(None, text).as_deref(), Some(shown), "{text}");
        }
        for text in [
            "13.07.1965",
            "07/13/1965",
            "1965-02-31",
            "2026-11-24",
            "2999",
            "13 Jul 1965",
            "1965-07-13 x",
            "1965 00:00",
        ] {
            assert_eq!(read(None, text), None, "{text}");
        }
    }

    #[test]
    fn a_named_format_is_read_in_either_spelling() {
        for (pattern, text) in [
            ("dd.mm.yyyy", "13.07.1965"),
            ("dd.mm.yyyy", "13.7.1965"),
            ("DD/MM/YYYY", "13/07/1965"),
            ("mm/dd/yyyy", "07/13/1965"),
            ("ddMMyyyy", "13071965"),
            ("yyyymmdd", "19650713"),
            ("%d.%m.%Y", "13.07.1965"),
            ("%d %b %Y", "13 Jul 1965"),
            ("dd mmm yyyy", "13 Jul 1965"),
            ("dd.mm.yy", "13.07.65"),
            ("dd.mm.yyyy", "13.07.1965 00:00:00"),
            ("dd.mm.yyyy", "1965-07-13"),
        ] {
            assert_eq!(read(Some(pattern), text).as_deref(), Some("1965-07-13"), "{pattern} {text}");
        }
        assert_eq!(read(Some("dd.mm.yyyy"), "31.02.1965"), None);
        assert_eq!(read(Some("dd.mm.yyyy"), "13.07.2065"), None);
    }

    #[test]
    fn iso_is_not_read_where_it_could_be_mistaken_for_the_named_format() {
        assert_eq!(read(Some("yyyy-dd-mm"), "1965-13-07").as_deref(), Some("1965-07-13"));
        assert_eq!(read(Some("yyyy-dd-mm"), "1965-07-13"), None);
        assert_eq!(read(Some("yyyy-dd-mm"), "1965").as_deref(), Some("1965"));
    }

    #[test]
    fn a_pattern_without_day_month_or_year_is_an_error() {
        for pattern in ["", "dd.mm", "yyyy", "%Y-%m", "%Q", "foo", "dd.mm.yyy", "%"] {
            assert!(matches!(dates(Some(pattern)), Err(Error::DateFormat { .. })), "{pattern}");
        }
    }

    #[test]
    fn the_shape_of_unreadable_dates_suggests_a_format() {
        let suggested = |values: &[&str]| format_of_shape(values.iter().copied());
        assert_eq!(suggested(&["13.07.1965", "01.02.1970"]).as_deref(), Some("`--date-format dd.mm.yyyy`"));
        assert_eq!(suggested(&["07/13/1965"]).as_deref(), Some("`--date-format mm/dd/yyyy`"));
        assert_eq!(suggested(&["01/02/1965"]).as_deref(), Some("`--date-format dd/mm/yyyy` or `mm/dd/yyyy`"));
        assert_eq!(suggested(&["19650713"]).as_deref(), Some("`--date-format yyyymmdd`"));
        assert_eq!(suggested(&["13071965"]).as_deref(), Some("`--date-format ddmmyyyy`"));
        assert_eq!(suggested(&["soon"]), None);
    }
}
