//! Birth dates in calendars that are not Gregorian, as spans of Gregorian days.
//!
//! Islamic months begin when the moon is seen, so a day is only known to a day or two, and is told as about right.
//! Sources: the tabular Islamic calendar (years of 354 and 355 days in a cycle of 30, from 16 July 622 of the Julian
//! calendar); the solar Hijri calendar, whose year begins at the spring equinox, 20 or 21 March of the year 621 later.

use chrono::{Days, NaiveDate};

use crate::vocabulary::{DateSpan, PartialDate};

/// Years above this are Gregorian already, whatever calendar is named: both Hijri calendars stand in the 1400s.
const LATEST_HIJRI: i32 = 1600;

/// A date of a named calendar, 0 standing for an unknown month or day; `None` where muster does not know the calendar
/// or there is no such date.
pub(super) fn in_calendar(calendar: &str, year: i32, month: u32, day: u32) -> Option<DateSpan> {
    let calendar = calendar.trim().to_ascii_uppercase();
    if matches!(calendar.as_str(), "" | "GREGORIAN") || year > LATEST_HIJRI {
        return PartialDate::new(year, month, day).map(DateSpan::on);
    }
    let first_day: fn(i32, u32) -> Option<NaiveDate> = match calendar.as_str() {
        "ISLAMIC" | "HIJRI" | "LUNAR_HIJRI" => islamic,
        "PERSIAN" | "SOLAR_HIJRI" | "IRANIAN" | "JALALI" | "SHAMSI" => persian,
        _ => return None,
    };
    let (from, to) = match (month, day) {
        (0, _) => (first_day(year, 1)?, first_day(year + 1, 1)?.pred_opt()?),
        (1..=12, 0) => {
            let next = if month == 12 { first_day(year + 1, 1) } else { first_day(year, month + 1) };
            (first_day(year, month)?, next?.pred_opt()?)
        }
        (1..=12, 1..=31) => {
            let at = first_day(year, month)?.checked_add_days(Days::new(u64::from(day) - 1))?;
            (at, at)
        }
        _ => return None,
    };
    Some(DateSpan::between(from.into(), to.into()).circa())
}

/// The first day of a month of the tabular Islamic calendar.
fn islamic(year: i32, month: u32) -> Option<NaiveDate> {
    let (year, month) = (i64::from(year), i64::from(month));
    // 29 and 30 days in turn; leap years are eleven of thirty
    let days = (year - 1) * 354 + (3 + 11 * year).div_euclid(30) + (59 * (month - 1) + 1).div_euclid(2);
    NaiveDate::from_ymd_opt(622, 7, 19)?.checked_add_days(Days::new(u64::try_from(days).ok()?))
}

/// The first day of a month of the solar Hijri calendar: six months of 31 days, then of 30.
fn persian(year: i32, month: u32) -> Option<NaiveDate> {
    let before = month - 1;
    let days = before * 30 + before.min(6);
    NaiveDate::from_ymd_opt(year + 621, 3, 21)?.checked_add_days(Days::new(u64::from(days)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_other_calendars_are_told_in_gregorian_days() {
        for (calendar, [year, month, day], shown) in [
            ("GREGORIAN", [1936, 7, 1], "1936-07-01"),
            ("", [1936, 0, 0], "1936"),
            // 1 Muharram 1400 is 21 November 1979 by the table, and was 20 November in Mecca
            ("ISLAMIC", [1400, 1, 1], "circa 1979-11-21"),
            ("ISLAMIC", [1385, 0, 0], "circa 1965-05-02 to 1966-04-21"),
            // 22 Bahman 1357 was 11 February 1979
            ("PERSIAN", [1357, 11, 22], "circa 1979-02-11"),
            ("PERSIAN", [1340, 0, 0], "circa 1961-03-21 to 1962-03-20"),
            ("PERSIAN", [1340, 2, 0], "circa 1961-04-21 to 1961-05-21"),
            ("ISLAMIC", [1965, 0, 0], "1965"),
        ] {
            let [year, month, day] = [year, month, day].map(|n: i32| n.unsigned_abs());
            let span = in_calendar(calendar, year.cast_signed(), month, day);
            assert_eq!(span.map(|span| span.to_string()).as_deref(), Some(shown), "{calendar}");
        }
        assert_eq!(in_calendar("MAYAN", 13, 1, 1), None);
        assert_eq!(in_calendar("ISLAMIC", 1400, 13, 1), None);
    }
}
