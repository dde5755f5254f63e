use std::fmt;
use std::str::FromStr;

use chrono::{Days, Months, NaiveDate};

/// A number of days or of months: `90 days` or `90d`, `13 months` or `13mo`, `5 years` or `5y`, `2 weeks` or `2w`. A year is
/// twelve months, a week seven days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Period {
    /// Days.
    Days(u32),
    /// Months.
    Months(u32),
}

/// The longest period: a hundred years of days.
const LONGEST: u32 = 36_500;

impl Period {
    /// The day so much later; the 31st of a short month is its last day. `None` where the calendar ends.
    pub fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => day.checked_add_days(Days::new(u64::from(days))),
            Self::Months(months) => day.checked_add_months(Months::new(months)),
        }
    }
}

impl FromStr for Period {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 = text[..digits].parse().map_err(|_| ())?;
        let (number, is_months) = match text[digits..].trim_start() {
            "d" | "day" | "days" => (number, false),
            "w" | "week" | "weeks" => (number.saturating_mul(7), false),
            "mo" | "month" | "months" => (number, true),
            "y" | "year" | "years" => (number.saturating_mul(12), true),
            _ => return Err(()),
        };
        if !(1..=LONGEST).contains(&number) {
            return Err(());
        }
        Ok(if is_months { Self::Months(number) } else { Self::Days(number) })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match *self {
            Self::Days(days) => (days, "day"),
            Self::Months(months) if months % 12 == 0 => (months / 12, "year"),
            Self::Months(months) => (months, "month"),
        };
        write!(f, "{number} {unit}{}", if number == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_and_long_forms_mean_the_same_and_anything_else_is_none() {
        for (short, long) in [("5y", "5 years"), ("13mo", "13 months"), ("1d", "1 day"), ("2w", "14 days")] {
            let period: Period = short.parse().unwrap();
            assert_eq!((Ok(period), period.to_string().as_str()), (long.parse(), long));
        }
        for text in ["", "soon", "0 days", "1", "1 century", "-1 days", "5m", "1.5y", "99999999999y", "400000 years"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_end_where_a_month_is_short() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let after = |period: &str, from: &str| period.parse::<Period>().unwrap().after(day(from)).unwrap();
        assert_eq!(after("1mo", "2026-01-31"), day("2026-02-28"));
        assert_eq!(after("1y", "2024-02-29"), day("2025-02-28"));
        assert_eq!(after("4y", "2024-02-29"), day("2028-02-29"));
        assert_eq!(after("7d", "2026-12-28"), day("2027-01-04"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number in 1..1200_u32, months in any::<bool>()) {
            let period = if months { Period::Months(number) } else { Period::Days(number) };
            prop_assert_eq!(period.to_string().parse(), Ok(period));
        }
    }
}
