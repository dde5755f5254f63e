use std::fmt::Write;

use super::{Block, Table, curve};

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}\
table{border-collapse:collapse;margin:.6rem 0 1.2rem}caption{text-align:left;font-weight:600;padding:.3rem 0}\
th,td{padding:.15rem .7rem;text-align:right;border-bottom:1px solid #ddd;font-variant-numeric:tabular-nums}\
th:first-child,td:first-child{text-align:left}p{white-space:pre-line}svg{max-width:100%;height:auto}";

/// One file that needs nothing else.
pub(super) fn write(blocks: &[Block]) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>muster evaluate</title>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>How well names are found</h1>\n"
    );
    for (n, block) in blocks.iter().enumerate() {
        let next_is_long = || blocks[n + 1..].iter().take(2).any(|block| matches!(block, Block::Long(_)));
        let _ = match block {
            Block::Heading(text) => writeln!(out, "<h2>{}</h2>", escaped(text)),
            Block::Text(text) => writeln!(out, "<p>{}</p>", escaped(text)),
            // the long table says the same in more steps
            Block::Table(table)
                if table.headings.first().is_some_and(|first| first == "threshold") && next_is_long() =>
            {
                Ok(())
            }
            Block::Table(table) | Block::Long(table) => {
                write_table(table, &mut out);
                Ok(())
            }
            Block::Curve(lines) => writeln!(out, "{}", curve::svg(lines)),
        };
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn write_table(table: &Table, out: &mut String) {
    out.push_str("<table>");
    if !table.title.is_empty() {
        let _ = write!(out, "<caption>{}</caption>", escaped(&table.title));
    }
    let cells = |row: &[String], tag: &str| {
        let cell = |cell: &String| format!("<{tag}>{}</{tag}>", escaped(cell.trim_start()));
        format!("<tr>{}</tr>\n", row.iter().map(cell).collect::<String>())
    };
    out.push_str(&cells(&table.headings, "th"));
    for row in &table.rows {
        out.push_str(&cells(row, "td"));
    }
    out.push_str("</table>\n");
}

/// Text as it may stand in HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
