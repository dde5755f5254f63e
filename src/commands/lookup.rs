//! `muster lookup --name N`: one identity, answer at once, nothing kept.

use std::io::Write;

use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL};

use super::{Outcome, check_against_lists, open_lists};
use crate::Error;
use crate::cli::resolved::Lookup;
use crate::report::{LookupObject, RunContext, Screened};
use crate::screening::Screener;
use crate::watchlist::ListInfo;

/// Columns of the table.
const WIDTH: u16 = 118;

pub(super) fn run(options: &Lookup, out: &mut dyn Write) -> Result<Outcome, Error> {
    let index = open_lists(&options.lists, &options.settings)?;
    check_against_lists(&index, &options.settings)?;
    let screener = Screener::new(&index, options.settings.clone());
    let found = screener.screen(&options.record);
    let (screened, context) = (found.with(&options.record), screener.context());
    if options.json {
        serde_json::to_writer(&mut *out, &LookupObject::new(&context, &screened)).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        write_table(&context, &screened, out)?;
    }
    Ok(if options.exit_on_hit && !found.hits.is_empty() { Outcome::Hits } else { Outcome::Done })
}

fn write_table(run: &RunContext, screened: &Screened, out: &mut dyn Write) -> std::io::Result<()> {
    let list = |list: &ListInfo| match list.date {
        Some(date) => format!("{} of {date}", list.name),
        None => format!("{} (date unknown)", list.name),
    };
    writeln!(out, "looked for: {}", screened.parts.join(" "))?;
    writeln!(out, "on: {}", run.lists.iter().map(list).collect::<Vec<_>>().join(", "))?;
    let discounted = match screened.discounted.len() {
        0 => String::new(),
        n => format!("\n{n} left out that lack what their list requires besides a name: `--json` shows them\n"),
    };
    if screened.hits.is_empty() {
        return write!(out, "\nno hit at {} or more\n{discounted}", run.settings.threshold());
    }
    let mut table = Table::new();
    table.load_style(UTF8_FULL).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table.set_header(["", "score", "listed name", "born", "list", "why"]);
    for hit in screened.hits {
        let entity = &hit.details;
        let born = entity.birth_dates.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        let names = if hit.matched_name == entity.primary_name() {
            hit.matched_name.clone()
        } else {
            format!("{}\nalso {}", entity.primary_name(), hit.matched_name)
        };
        let name = run.lists.get(hit.list).map_or("", |list| &list.name);
        let reference = if entity.reference.is_empty() { &entity.id } else { &entity.reference };
        let listed = format!("{name} {reference}\n{}", entity.measures);
        table.add_row([hit.rank.to_string(), hit.score.to_string(), names, born, listed, hit.explanation.clone()]);
    }
    write!(out, "\n{table}\n{discounted}")?;
    let cut = screened.hits_total - screened.hits.len();
    if cut > 0 { writeln!(out, "{cut} more: ask for them with `--max-hits {}`", screened.hits_total) } else { Ok(()) }
}
