use std::fmt::Write;

use super::{Block, Table};

/// Text of at most some 120 columns.
pub(super) fn write(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut after_table = false;
    for block in blocks {
        if after_table && matches!(block, Block::Text(_)) {
            out.push('\n');
        }
        after_table =
            matches!(block, Block::Table(_)) || (after_table && matches!(block, Block::Curve(_) | Block::Long(_)));
        match block {
            Block::Heading(text) => {
                let _ = write!(out, "\n{text}\n{}\n", "=".repeat(text.chars().count()));
            }
            Block::Text(text) => {
                let _ = writeln!(out, "{text}");
            }
            Block::Table(table) => write_table(table, &mut out),
            Block::Curve(_) | Block::Long(_) => {}
        }
    }
    out
}

fn write_table(table: &Table, out: &mut String) {
    let width = |column: usize| {
        let cells = table.rows.iter().filter(|row| row.len() > 1).filter_map(|row| row.get(column));
        let heading = table.headings.get(column).map_or(0, |cell| cell.chars().count());
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0).max(heading)
    };
    let widths: Vec<usize> = (0..table.headings.len()).map(width).collect();
    let mut line = |cells: &[String]| {
        let mut text = String::new();
        for (column, cell) in cells.iter().enumerate() {
            let width = widths.get(column).copied().unwrap_or(0);
            let _ = if column == 0 { write!(text, "  {cell:<width$}") } else { write!(text, "  {cell:>width$}") };
        }
        let _ = writeln!(out, "{}", text.trim_end());
    };
    line(&[]);
    if table.title.is_empty() {
        line(&table.headings);
    } else {
        let mut headings = table.headings.clone();
        if headings.first().is_some_and(String::is_empty) && table.title.chars().count() <= widths[0] {
            headings[0].clone_from(&table.title);
        } else {
            line(std::slice::from_ref(&table.title));
        }
        line(&headings);
    }
    for row in &table.rows {
        line(row);
    }
}
