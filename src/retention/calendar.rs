//! Civil days: which day an instant falls on, on which day a period ends, when a day begins.
//!
//! A period of years or months ends on the day of the same number (Regulation (EEC, Euratom) No 1182/71, Art. 3(2)(c)) and
//! lasts to the end of that day.

use chrono::{DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

use crate::vocabulary::Period;

/// What becomes of a day that the last month does not have, such as 29 February.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rounding {
    /// The first of the next month: a duty to keep is never cut short.
    Forward,
    /// The last of the month: a longest time is never drawn out.
    Back,
}

/// No table of time zones reaches further, and no period that is asked for does.
const YEARS: std::ops::RangeInclusive<i32> = -9999..=9999;

/// The day on which an instant falls.
pub(super) fn day_of(instant: DateTime<Utc>, zone: Tz) -> NaiveDate {
    let naive = instant.naive_utc();
    if !YEARS.contains(&naive.year()) {
        return naive.date();
    }
    let offset = zone.offset_from_utc_datetime(&naive).fix();
    naive.checked_add_offset(offset).unwrap_or(naive).date()
}

/// The last day of a period that is counted from a day; the calendar's last where it ends earlier.
pub(super) fn last_day(from: NaiveDate, period: Period, rounding: Rounding) -> NaiveDate {
    let Some(last) = period.after(from) else { return NaiveDate::MAX };
    let day_is_missing = matches!(period, Period::Months(_)) && last.day() != from.day();
    if day_is_missing && rounding == Rounding::Forward { last.succ_opt().unwrap_or(last) } else { last }
}

/// The instant from which on it is this day or a later one for good. Where clocks jump over midnight that is the first instant
/// after the jump; where they go back over it, the instant after which the day before never comes again.
pub fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    if !YEARS.contains(&day.year()) {
        return midnight.and_utc();
    }
    match zone.from_local_datetime(&midnight) {
        MappedLocalTime::Single(start) => start.to_utc(),
        MappedLocalTime::Ambiguous(first, second) => {
            let just_before = second.to_utc() - chrono::TimeDelta::seconds(1);
            if day_of(just_before, zone) < day { second.to_utc() } else { first.to_utc() }
        }
        MappedLocalTime::None => {
            GapInfo::new(&midnight, &zone).and_then(|gap| gap.end).map_or(midnight.and_utc(), |end| end.to_utc())
        }
    }
}

/// Whether a period can end before another that begins on the same day, for any such day.
pub(super) fn can_end_before(period: Period, other: Period) -> bool {
    match (period, other) {
        (Period::Days(a), Period::Days(b)) | (Period::Months(a), Period::Months(b)) => a < b,
        // the calendar repeats after 400 years, and within a month only the days that others lack make a difference
        _ => (2000..2400).any(|year| {
            (1..=12).any(|month| {
                let days = [1, 28, 29, 30, 31].into_iter().filter_map(|day| NaiveDate::from_ymd_opt(year, month, day));
                let ends = |day, period| last_day(day, period, Rounding::Forward);
                days.into_iter().any(|day| ends(day, period) < ends(day, other))
            })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use chrono_tz::{America, Asia, Atlantic, Europe, Pacific};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_at_midnight_of_its_zone() {
        assert_eq!(start_of(day("2026-07-01"), Europe::Oslo), at("2026-06-30T22:00:00Z"));
        assert_eq!(day_of(at("2026-06-30T22:00:00Z"), Europe::Oslo), day("2026-07-01"));
        assert_eq!(day_of(at("2026-06-30T21:59:59Z"), Europe::Oslo), day("2026-06-30"));
    }

    #[test]
    fn where_clocks_jump_over_midnight_the_day_begins_after_the_jump() {
        // São Paulo went from 23:59:59 to 01:00 on 4 November 2018, Beirut on 27 March 2022
        assert_eq!(start_of(day("2018-11-04"), America::Sao_Paulo), at("2018-11-04T03:00:00Z"));
        assert_eq!(start_of(day("2022-03-27"), Asia::Beirut), at("2022-03-26T22:00:00Z"));
    }

    #[test]
    fn where_clocks_go_back_over_midnight_the_day_before_is_over_once_for_all() {
        // Newfoundland went from 00:01 back to 23:01 on 7 November 2010
        let start = start_of(day("2010-11-07"), America::St_Johns);
        assert_eq!(start, at("2010-11-07T03:30:00Z"));
        assert_eq!(day_of(at("2010-11-07T02:30:30Z"), America::St_Johns), day("2010-11-07"));
        assert_eq!(day_of(start - TimeDelta::seconds(1), America::St_Johns), day("2010-11-06"));
        // the Azores go from 01:00 back to 00:00: the first midnight begins the day
        assert_eq!(start_of(day("2026-10-25"), Atlantic::Azores), at("2026-10-25T00:00:00Z"));
        // São Paulo went from 00:00 back to 23:00
        assert_eq!(start_of(day("2018-02-18"), America::Sao_Paulo), at("2018-02-18T03:00:00Z"));
    }

    #[test]
    fn a_day_that_a_zone_never_had_begins_with_the_next() {
        // Samoa had no 30 December 2011
        assert_eq!(start_of(day("2011-12-30"), Pacific::Apia), start_of(day("2011-12-31"), Pacific::Apia));
    }

    #[test]
    fn the_ends_of_the_calendar_have_days_and_beginnings() {
        for zone in [Europe::Oslo, Pacific::Kiritimati, Pacific::Pago_Pago] {
            for end in [NaiveDate::MIN, NaiveDate::MAX] {
                let _ = start_of(end, zone);
            }
            for end in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
                let _ = day_of(end, zone);
            }
        }
        assert_eq!(last_day(NaiveDate::MAX, Period::Days(1), Rounding::Forward), NaiveDate::MAX);
        assert_eq!(last_day(NaiveDate::MAX, Period::Months(1), Rounding::Back), NaiveDate::MAX);
    }

    #[test]
    fn periods_of_days_and_of_months_compare_by_the_days_on_which_they_end() {
        for (a, b, before) in [
            (Period::Days(365), Period::Months(12), true),
            (Period::Days(366), Period::Months(12), false),
            (Period::Months(12), Period::Days(365), false),
            (Period::Months(12), Period::Days(366), true),
            (Period::Months(1), Period::Days(28), false),
            (Period::Days(30), Period::Months(1), true),
            (Period::Days(31), Period::Months(1), false),
            (Period::Months(11), Period::Months(12), true),
            (Period::Days(7), Period::Days(7), false),
        ] {
            assert_eq!(can_end_before(a, b), before, "{a} before {b}");
        }
    }
}
