//! Recall against false alerts, as a picture that needs no scripts.

use std::fmt::Write;

use super::html::escaped;
use crate::vocabulary::Score;

/// A line: share of negatives with an alert, recall, and the threshold, from the lowest threshold up.
pub(super) struct Line {
    pub name: String,
    pub points: Vec<(f64, f64, Score)>,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
/// Room for what stands at the axes.
const LEFT: f64 = 60.0;
const BELOW: f64 = 50.0;
const MARGIN: f64 = 20.0;
/// The axis of false alerts goes by powers of ten, from one in 10,000 to all; what is less stands at its left end.
const LEAST: f64 = 0.0001;

fn x(false_alerts: f64) -> f64 {
    let decades = (false_alerts.max(LEAST) / LEAST).log10() / (1.0 / LEAST).log10();
    LEFT + decades * (WIDTH - LEFT - MARGIN)
}

fn y(recall: f64) -> f64 {
    HEIGHT - BELOW - recall * (HEIGHT - BELOW - MARGIN)
}

pub(super) fn svg(lines: &[Line]) -> String {
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\" font-size=\"12\" \
         font-family=\"system-ui,sans-serif\"><title>recall by the share of negatives with an alert</title>\n"
    );
    let (right, bottom, top) = (x(1.0), y(0.0), y(1.0));
    for (rate, shown) in [(0.0001, "0.01 %"), (0.001, "0.1 %"), (0.01, "1 %"), (0.1, "10 %"), (1.0, "100 %")] {
        let at = x(rate);
        let _ = writeln!(
            out,
            "<path d=\"M{at:.1} {bottom:.1}V{top:.1}\" stroke=\"#ddd\"/><text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{shown}</text>",
            bottom + 18.0
        );
    }
    for tenths in (0..=10).step_by(2) {
        let recall = f64::from(tenths) / 10.0;
        let at = y(recall);
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {at:.1}H{right:.1}\" stroke=\"#ddd\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{recall:.1}</text>",
            LEFT - 8.0,
            at + 4.0
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">negatives with an alert (at the left end: 0.01 % or less)</text>",
        f64::midpoint(LEFT, right),
        HEIGHT - 8.0
    );
    let _ = writeln!(
        out,
        "<text x=\"14\" y=\"{0:.1}\" text-anchor=\"middle\" transform=\"rotate(-90 14 {0:.1})\">recall</text>",
        f64::midpoint(top, bottom)
    );
    for Line { name, points } in lines {
        let place = |(alerts, recall, _): &(f64, f64, Score)| format!("{:.1},{:.1}", x(*alerts), y(*recall));
        let path: Vec<String> = points.iter().map(place).collect();
        let _ = writeln!(
            out,
            "<polyline fill=\"none\" stroke=\"#0b5cad\" stroke-width=\"2\" points=\"{}\"><title>{}</title></polyline>",
            path.join(" "),
            escaped(name)
        );
        for (alerts, recall, threshold) in points.iter().filter(|point| point.2.ten_thousandths() % 500 == 0) {
            let (x, y) = (x(*alerts), y(*recall));
            let _ = writeln!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"#0b5cad\"/><text x=\"{:.1}\" y=\"{:.1}\">{:.2}</text>",
                x + 5.0,
                y + 14.0,
                threshold.as_unit()
            );
        }
    }
    out.push_str("</svg>");
    out
}
