//! How scores are distributed, as bars: what somebody must look at below, what is decided on top.

use serde::Serialize;

use super::figures::{STEP, STEPS, Tally};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 6.0;
const TOP: f64 = 20.0;
const BELOW: f64 = 24.0;
/// The chart begins here at the latest, in steps: at the default threshold.
const FROM: usize = 40;
/// Every so many steps have a label.
const LABELLED: usize = 5;

/// The chart, as the template draws it.
#[derive(Serialize)]
pub(super) struct Chart {
    width: f64,
    height: f64,
    axis: f64,
    bars: Vec<Bar>,
    labels: Vec<(String, String)>,
}

/// The alerts of one step.
#[derive(Serialize)]
struct Bar {
    from: String,
    to: String,
    open: u64,
    decided: u64,
    x: String,
    middle: String,
    width: String,
    open_top: String,
    open_height: String,
    decided_top: String,
    decided_height: String,
    value_at: String,
    /// Empty where there are none.
    value: String,
}

fn short(place: f64) -> String {
    format!("{place:.1}")
}

fn score(step: usize) -> String {
    format!("{:.2}", step as f64 * f64::from(STEP) / 10_000.0)
}

/// A number of at most four letters.
fn brief(number: u64) -> String {
    match number {
        0 => String::new(),
        1..1_000 => number.to_string(),
        1_000..10_000 => format!("{}.{}k", number / 1_000, number % 1_000 / 100),
        10_000..1_000_000 => format!("{}k", number / 1_000),
        _ => format!("{}M", number / 1_000_000),
    }
}

impl Chart {
    /// `None` where there are no alerts.
    pub(super) fn of(scores: &[Tally]) -> Option<Self> {
        let first = scores.iter().position(|tally| tally.all() > 0)?.min(FROM) / LABELLED * LABELLED;
        let most = scores.iter().map(|tally| tally.all()).max()? as f64;
        let wide = (WIDTH - 2.0 * LEFT) / (STEPS - first) as f64;
        let axis = HEIGHT - BELOW;
        let x = |step: usize| LEFT + (step - first) as f64 * wide;
        let high = |n: u64| n as f64 / most * (axis - TOP);
        let bar = |(step, tally): (usize, &Tally)| {
            let open_top = axis - high(tally.open);
            let top = open_top - high(tally.decided);
            Bar {
                from: score(step),
                to: score(step + 1),
                open: tally.open,
                decided: tally.decided,
                x: short(x(step) + 1.0),
                middle: short(x(step) + wide / 2.0),
                width: short(wide - 2.0),
                open_top: short(open_top),
                open_height: short(high(tally.open)),
                decided_top: short(top),
                decided_height: short(high(tally.decided)),
                value_at: short(top - 5.0),
                value: brief(tally.all()),
            }
        };
        let labels = (first..=STEPS).step_by(LABELLED).map(|step| (short(x(step)), score(step)));
        Some(Self {
            width: WIDTH,
            height: HEIGHT,
            axis,
            bars: scores.iter().enumerate().skip(first).map(bar).collect(),
            labels: labels.collect(),
        })
    }
}
