//! The next year: a bar and a line for each month, a line for each day.

use chrono::Datelike;
use serde::Serialize;

use crate::report::pages::grouped;
use crate::retention::Day;

/// Of the drawing, in its own units.
const WIDTH: f64 = 900.0;
/// Where bars stand.
const FLOOR: f64 = 200.0;
/// What the highest bar leaves free above it, for its number.
const HEADROOM: f64 = 24.0;

#[derive(Serialize)]
pub(super) struct Ahead {
    dossiers: u64,
    parts: u64,
    from: String,
    to: String,
    months: Vec<Month>,
    bars: Vec<Bar>,
    days: Vec<OneDay>,
}

/// A month, or as much of it as the plan sees.
#[derive(Serialize)]
struct Month {
    name: String,
    /// Days of the month, where it is not all of them.
    days: String,
    dossiers: u64,
    parts: u64,
    total: u64,
}

/// Two rectangles, one on the other, and what stands above and below.
#[derive(Serialize)]
struct Bar {
    x: String,
    width: String,
    middle: String,
    dossiers_y: String,
    dossiers_height: String,
    parts_y: String,
    parts_height: String,
    value_y: String,
    value: String,
    month: String,
    year: String,
}

#[derive(Serialize)]
struct OneDay {
    day: String,
    dossiers: u64,
    parts: u64,
}

impl Ahead {
    pub(super) fn of(upcoming: &[Day]) -> Self {
        let by_month = |a: &Day, b: &Day| (a.day.year(), a.day.month()) == (b.day.year(), b.day.month());
        let months: Vec<Month> = upcoming.chunk_by(by_month).map(Month::of).collect();
        let day = |day: Option<&Day>| day.map(|day| day.day.to_string()).unwrap_or_default();
        Self {
            dossiers: months.iter().map(|month| month.dossiers).sum(),
            parts: months.iter().map(|month| month.parts).sum(),
            from: day(upcoming.first()),
            to: day(upcoming.last()),
            bars: bars(&months),
            months,
            days: upcoming
                .iter()
                .map(|day| OneDay { day: day.day.to_string(), dossiers: day.dossiers, parts: day.parts })
                .collect(),
        }
    }
}

impl Month {
    fn of(days: &[Day]) -> Self {
        let (dossiers, parts) = days.iter().fold((0, 0), |sum, day| (sum.0 + day.dossiers, sum.1 + day.parts));
        let (first, last) = (days.first().map(|day| day.day), days.last().map(|day| day.day));
        let is_cut = first.is_some_and(|day| day.day() != 1)
            || last.is_some_and(|day| day.succ_opt().is_some_and(|next| next.month() == day.month()));
        let only = match (first, last) {
            (Some(first), Some(last)) if is_cut => format!("from {} to {}", first.format("%-d"), last.format("%-d")),
            _ => String::new(),
        };
        let name = first.map(|day| day.format("%B %Y").to_string()).unwrap_or_default();
        Self { name, days: only, dossiers, parts, total: dossiers + parts }
    }
}

fn bars(months: &[Month]) -> Vec<Bar> {
    let highest = months.iter().map(|month| month.total).max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / months.len().max(1) as f64;
    let width = step * 0.66;
    let place = |(number, month): (usize, &Month)| {
        let height = |count: u64| count as f64 / highest * (FLOOR - HEADROOM);
        let (dossiers, parts) = (height(month.dossiers), height(month.parts));
        let x = number as f64 * step + (step - width) / 2.0;
        let (name, year) = month.name.split_once(' ').unwrap_or((&month.name, ""));
        // the year stands where it begins
        let year = if number == 0 || name == "January" { year } else { "" };
        Bar {
            x: format!("{x:.1}"),
            width: format!("{width:.1}"),
            middle: format!("{:.1}", x + width / 2.0),
            dossiers_y: format!("{:.1}", FLOOR - dossiers),
            dossiers_height: format!("{dossiers:.1}"),
            parts_y: format!("{:.1}", FLOOR - dossiers - parts),
            parts_height: format!("{parts:.1}"),
            value_y: format!("{:.1}", FLOOR - dossiers - parts - 7.0),
            value: grouped(month.total),
            month: name.chars().take(3).collect(),
            year: year.to_owned(),
        }
    };
    months.iter().enumerate().map(place).collect()
}
