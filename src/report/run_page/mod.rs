//! `report.html`: what a run found, for whoever decides on it. One file that loads nothing; a script sorts, filters and pages what
//! is there without it too.
//!
//! Comes in: [`Screened`] records as they are done, by several workers, and the [`RunSummary`] at the end. Goes out: the page. It
//! holds what is the same whenever the run is repeated, so no times, and nothing of other runs. `pressing` keeps the alerts that
//! are shown, `figures` counts all of them, `describe` says what stands above them, `card_html` and `chart` how they look.

mod card_html;
mod chart;
mod describe;
mod figures;
mod pressing;

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::pages::{STYLE, render};
use super::{Error, RunContext, RunSummary, Screened};
use crate::vocabulary::Score;
use describe::Page;
use figures::{Counts, Figures};
use pressing::{Cards, Pressing};

pub use pressing::MOST_ALERTS;

/// The file's name in the output folder.
pub const REPORT: &str = "report.html";

/// Of all pages, and of this one.
static WHOLE_STYLE: LazyLock<String> = LazyLock::new(|| format!("{STYLE}{}", include_str!("report.css")));
const SCRIPT: &str = include_str!("report.js");
/// Where the cards go in the page: no text from outside can look like it, as its angles are escaped.
const CARDS: &str = "<!--cards-->";

/// What is gathered for the page of a run.
#[derive(Default)]
pub struct RunPage {
    pressing: Pressing,
    figures: Figures,
}

/// What some rows bring to it.
#[derive(Default)]
pub struct RunPagePart {
    least: Option<(bool, Score)>,
    cards: Cards,
    counts: Counts,
}

impl RunPagePart {
    /// Takes what came of a record.
    pub fn screened(&mut self, run: &RunContext, screened: &Screened) {
        if !screened.hits.is_empty() {
            self.cards.add(run, screened, self.least);
        }
        if screened.hits_total > 0 {
            self.counts.count(screened);
        }
    }
}

impl RunPage {
    /// Begins what the rows bring that come next.
    pub fn part(&self) -> impl Fn() -> RunPagePart + use<> {
        let least = self.pressing.least();
        move || RunPagePart { least, ..RunPagePart::default() }
    }

    /// Takes what rows brought, in their order.
    pub fn add(&mut self, part: RunPagePart) {
        self.pressing.add(part.cards);
        self.figures.add(part.counts);
    }

    /// Writes the page.
    ///
    /// # Errors
    /// Where it cannot be written, or be put together, which no run brings about.
    pub fn write<E: From<Error>>(
        self,
        run: &RunContext,
        summary: &RunSummary,
        write: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let page = render("report.html", &Page::of(run, summary, &self.figures, self.pressing.len()))?;
        let (before, behind) = page.split_once(CARDS).unwrap_or((&page, ""));
        write(before.as_bytes())?;
        for (at, card) in self.pressing.in_order().iter().enumerate() {
            write(format!("<article class=\"card\" id=\"alert-{}\"", at + 1).as_bytes())?;
            write(card.as_bytes())?;
        }
        write(behind.as_bytes())
    }
}

/// What the page may load and run: nothing but its own style and script, by their hashes.
fn security_policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(&WHOLE_STYLE)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_and_style_stay_in_their_elements() {
        for text in [SCRIPT, WHOLE_STYLE.as_str()] {
            assert!(!text.contains("</") && !text.contains("<!--") && !text.contains('\r'));
            assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("url("));
        }
    }
}
