//! `muster diff RUN1 RUN2`: alerts that came, went or changed between two runs, and what caused it.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::explaining::table;
use crate::Error;
use crate::report::grouped;
use crate::report::{CsvRows, write_whole};
use crate::screening::{AlertChange, Cause, RunDiff, diff_runs};
use crate::vocabulary::Score;

/// Rows of the table that a terminal shows; the file has all.
const MOST_SHOWN: usize = 50;

pub(super) fn run(
    [earlier, later]: [&Path; 2],
    output: Option<&PathBuf>,
    json: bool,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let diff = diff_runs(earlier, later)?;
    if let Some(output) = output {
        write_whole(output, &csv(&diff))?;
    }
    if json {
        serde_json::to_writer_pretty(&mut *out, &diff).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        write_table(&diff, out)?;
    }
    Ok(Outcome::Done)
}

fn shown(score: Option<Score>) -> String {
    score.map(|score| score.to_string()).unwrap_or_default()
}

fn causes(change: &AlertChange) -> String {
    let words = change.causes.iter().map(|cause| cause.as_str()).collect::<Vec<_>>().join(" or ");
    match (words.as_str(), change.fields.is_empty()) {
        ("", _) => "nothing that the runs say".to_owned(),
        (_, true) => words,
        (_, false) => format!("{words}: {} changed", change.fields.join(", ")),
    }
}

fn csv(diff: &RunDiff) -> Vec<u8> {
    let mut csv = Vec::new();
    let mut rows = CsvRows::new(&mut csv);
    let headings = ["change", "record_id", "list", "entity_id", "listed_name", "score_before", "score_after"];
    for heading in headings.into_iter().chain(["state_before", "state_after", "causes", "fields"]) {
        rows.plain(heading);
    }
    rows.end();
    for change in &diff.changes {
        rows.plain(change.change.as_str()).foreign(&change.record_id).foreign(&change.list);
        rows.foreign(&change.entity_id).foreign(&change.listed_name);
        rows.plain(&shown(change.score_before)).plain(&shown(change.score_after));
        rows.plain(change.state_before.as_deref().unwrap_or("")).plain(change.state_after.as_deref().unwrap_or(""));
        rows.several(change.causes.iter().map(|cause| cause.as_str())).several(&change.fields).end();
    }
    csv
}

fn write_table(diff: &RunDiff, out: &mut dyn Write) -> std::io::Result<()> {
    let mut by: BTreeMap<_, BTreeMap<&[Cause], u64>> = BTreeMap::new();
    for change in &diff.changes {
        *by.entry(change.change).or_default().entry(&change.causes).or_default() += 1;
    }
    for folder in &diff.altered {
        writeln!(out, "ALTERED: {folder}/hits.csv is not as the run wrote it; it is compared as it is now")?;
    }
    writeln!(out, "{} alerts are the same", grouped(diff.same))?;
    for (change, causes) in by {
        let causes = causes.iter().map(|(causes, n)| {
            let words = causes.iter().map(|cause| cause.as_str()).collect::<Vec<_>>().join(" or ");
            format!("{} by {}", grouped(*n), if words.is_empty() { "nothing that the runs say" } else { &words })
        });
        writeln!(out, "{}: {}", change.as_str(), causes.collect::<Vec<_>>().join(", "))?;
    }
    if diff.changes.is_empty() {
        return Ok(());
    }
    let mut rows = table(["", "record", "entry", "score", "state", "cause"]);
    let both = |before: String, after: String| match (before.as_str(), after.as_str()) {
        ("", one) | (one, "") => one.to_owned(),
        (before, after) if before == after => before.to_owned(),
        (before, after) => format!("{before} → {after}"),
    };
    for change in diff.changes.iter().take(MOST_SHOWN) {
        rows.add_row([
            change.change.as_str().to_owned(),
            change.record_id.clone(),
            format!("{} {}\n{}", change.list, change.entity_id, change.listed_name),
            both(shown(change.score_before), shown(change.score_after)),
            both(change.state_before.clone().unwrap_or_default(), change.state_after.clone().unwrap_or_default()),
            causes(change),
        ]);
    }
    writeln!(out, "\n{rows}")?;
    let more = diff.changes.len().saturating_sub(MOST_SHOWN);
    if more > 0 { writeln!(out, "{} more: `-o FILE` writes all as CSV", grouped(more as u64)) } else { Ok(()) }
}
