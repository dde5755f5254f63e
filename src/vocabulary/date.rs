use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A calendar date of which the day, or day and month, may be unknown. Gregorian.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PartialDate {
    year: i16,
    /// 1 to 12, or 0 where unknown.
    month: u8,
    /// 1 to 31, or 0 where unknown.
    day: u8,
}

impl PartialDate {
    /// The date of which only the year is known; `None` outside 1000 to 2999.
    pub fn of_year(year: i32) -> Option<Self> {
        Self::new(year, 0, 0)
    }

    /// A date from numbers, 0 standing for an unknown month or day; `None` where there is no such day
    /// (31 February) or the year lies outside 1000 to 2999.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1000..=2999).contains(&year) || (month == 0 && day != 0) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month.max(1), day.max(1))?;
        Some(Self { year: year as i16, month: month as u8, day: day as u8 })
    }

    /// Reads `YYYY-MM-DD`, `YYYY-M-D`, `YYYY-MM` and `YYYY`, and nothing else.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let (year, month, day) = (parts.next()?, parts.next(), parts.next());
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        let number = |digits: &str| {
            ((1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()))
                .then(|| digits.parse().ok())
                .flatten()
        };
        let in_year = |digits: Option<&str>| match digits {
            None => Some(0),
            Some(digits) if digits.len() <= 2 => number(digits).filter(|&n: &u32| n > 0),
            Some(_) => None,
        };
        Self::new(i32::try_from(number(year)?).ok()?, in_year(month)?, in_year(day)?)
    }

    /// The year.
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// The month, 1 to 12, where known.
    pub fn month(self) -> Option<u32> {
        (self.month > 0).then_some(u32::from(self.month))
    }

    /// The day of the month, where known.
    pub fn day(self) -> Option<u32> {
        (self.day > 0).then_some(u32::from(self.day))
    }

    /// `20240131`, where the day is known.
    pub fn day_number(self) -> Option<u32> {
        let (month, day) = (u32::from(self.month), u32::from(self.day));
        (day > 0).then(|| self.year().unsigned_abs() * 10_000 + month * 100 + day)
    }

    /// The first calendar day that the date can mean.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), u32::from(self.month.max(1)), u32::from(self.day.max(1)))
            .unwrap_or_default()
    }

    /// The last calendar day that the date can mean.
    pub fn last_day(self) -> NaiveDate {
        if self.day > 0 {
            return self.first_day();
        }
        let months = if self.month > 0 { 1 } else { 12 };
        (self.first_day() + chrono::Months::new(months)).pred_opt().unwrap_or_default()
    }

    /// Without its day and month.
    pub fn year_only(self) -> Self {
        Self { month: 0, day: 0, ..self }
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(day: NaiveDate) -> Self {
        Self { year: day.year() as i16, month: day.month() as u8, day: day.day() as u8 }
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for PartialDate {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse_iso(&text).ok_or("no date such as 1965-07-13, 1965-07 or 1965")
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

/// 1 January as a birth date is often a placeholder: it counts as the year only.
pub fn first_of_january_is_a_year(date: PartialDate) -> PartialDate {
    if date.month == 1 && date.day == 1 { date.year_only() } else { date }
}

/// A birth date as a publication gives it: one date, or a range, either of them perhaps `circa`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct DateSpan {
    /// Earliest.
    pub from: PartialDate,
    /// Latest; the same as `from` for a single date.
    pub to: PartialDate,
    /// The publication says that it is only about right.
    pub circa: bool,
}

impl DateSpan {
    /// One date.
    pub fn on(date: PartialDate) -> Self {
        Self { from: date, to: date, circa: false }
    }

    /// From one date to another; the order does not matter.
    pub fn between(a: PartialDate, b: PartialDate) -> Self {
        Self { from: a.min(b), to: a.max(b), circa: false }
    }

    /// The same, only about right.
    #[must_use]
    pub fn circa(self) -> Self {
        Self { circa: true, ..self }
    }
}

impl fmt::Display for DateSpan {
    /// `1965-07-13`, `1960 to 1962`, `circa 1960`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.circa {
            f.write_str("circa ")?;
        }
        write!(f, "{}", self.from)?;
        if self.to != self.from {
            write!(f, " to {}", self.to)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_iso_forms_are_read_and_nothing_else() {
        for (text, shown) in
            [("1965-07-13", "1965-07-13"), ("1965-7-3", "1965-07-03"), ("1965-07", "1965-07"), ("1965", "1965")]
        {
            assert_eq!(PartialDate::parse_iso(text).map(|d| d.to_string()), Some(shown.into()));
        }
        for text in [
            "",
            "65",
            "1965-",
            "1965-13",
            "1965-02-31",
            "1965-00-01",
            "13.07.1965",
            "1965-07-13-1",
            "+965",
            "1965-07-013",
            "0000",
        ] {
            assert_eq!(PartialDate::parse_iso(text), None, "{text}");
        }
    }

    #[test]
    fn a_partial_date_spans_all_days_it_can_mean() {
        let february = PartialDate::new(2024, 2, 0).unwrap();
        assert_eq!(february.last_day(), NaiveDate::from_ymd_opt(2024, 2, 29).unwrap());
        let year = PartialDate::of_year(1965).unwrap();
        assert_eq!((year.first_day().ordinal(), year.last_day().ordinal()), (1, 365));
    }

    #[test]
    fn new_year_is_a_placeholder_for_the_year() {
        let date = first_of_january_is_a_year(PartialDate::new(1970, 1, 1).unwrap());
        assert_eq!(date, PartialDate::of_year(1970).unwrap());
    }
}
