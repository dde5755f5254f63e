//! What people read of an evaluation: one description, two ways to write it.
//!
//! Comes in: an [`Evaluation`]. Goes out: text for a terminal, and one HTML file without scripts. `describe` says what
//! stands on the page, `text` and `html` write it, `cells` shows figures, `curve` draws.

mod cells;
mod curve;
mod describe;
mod html;
mod text;

use super::results::Evaluation;

/// A page, described.
pub struct Page {
    blocks: Vec<Block>,
}

enum Block {
    /// A heading of a part.
    Heading(String),
    /// A sentence or two.
    Text(String),
    /// A table: headings, rows; the first column is words, the others are figures.
    Table(Table),
    /// Recall against false alerts, where both were measured.
    Curve(Vec<curve::Line>),
    /// Only where there is room: not on a terminal.
    Long(Table),
}

struct Table {
    title: String,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Page {
    /// Describes an evaluation.
    pub fn of(evaluation: &Evaluation) -> Self {
        Self { blocks: describe::blocks(evaluation) }
    }

    /// For a terminal.
    pub fn text(&self) -> String {
        text::write(&self.blocks)
    }

    /// One HTML file, which needs nothing else and runs nothing.
    pub fn html(&self) -> String {
        html::write(&self.blocks)
    }
}
