//! `muster decisions merge FILE… -o FILE`: one file that says what all of them say.

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::endings::{is_called_a_workbook, is_called_packed};
use super::{Outcome, tell};
use crate::Error;
use crate::alerts::{COLUMNS, Decision, Decisions, Ruling};
use crate::report::{CsvRows, grouped, write_whole};

pub(super) fn run(
    mut decisions: Decisions,
    (files, output): (&[PathBuf], &Path),
    today: NaiveDate,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let merged = merged(&decisions, today);
    let unread = decisions.unread().len() as u64;
    check_output(&mut decisions, &merged, (files, output), today)?;
    let kept = match unread {
        0 => String::new(),
        unread => format!(
            "; {} rows that cannot be read stand at its end as they were (`muster decisions check` says why)",
            grouped(unread)
        ),
    };
    let (rows, alerts) = (grouped(merged.rows), grouped(merged.alerts));
    if output == Path::new("-") {
        out.write_all(&merged.csv)?;
        tell(format_args!("{rows} rows on {alerts} alerts{kept}"));
    } else {
        write_whole(output, &merged.csv)?;
        writeln!(out, "{rows} rows on {alerts} alerts written to {}{kept}", output.display())?;
    }
    Ok(if unread == 0 { Outcome::Done } else { Outcome::Rejects })
}

/// Refuses to write over anything but a file of decisions of which the new one says all; one that is there is added to `decisions`.
fn check_output(
    decisions: &mut Decisions,
    new: &Merged,
    (files, output): (&[PathBuf], &Path),
    today: NaiveDate,
) -> Result<(), Error> {
    let refused = |why: &str| Err(Error::Usage(format!("`{}` {why} write to another file", output.display())));
    if is_called_a_workbook(output) {
        return refused("is called as a workbook is, and what is merged is CSV:");
    }
    if is_called_packed(output) {
        return refused("is called as a packed file is, and what is merged is not packed:");
    }
    if output == Path::new("-") || !std::fs::metadata(output).is_ok_and(|there| there.is_file() && there.len() > 0) {
        return Ok(());
    }
    let target = std::fs::canonicalize(output).ok();
    let is_target = |file: &PathBuf| target.is_some() && std::fs::canonicalize(file).ok() == target;
    let of_them = files.iter().position(is_target);
    let at = of_them.unwrap_or(files.len());
    if of_them.is_none() && decisions.add_file(output).is_err() {
        return refused("is there and is no file of decisions:");
    }
    if !decisions.is_plain(at) {
        return refused("has columns that a file of decisions has not, or sheets, and they would be lost:");
    }
    if of_them.is_none() && merged(decisions, today).csv != new.csv {
        return refused("says what the others do not, and it would be lost: name it among them, or");
    }
    Ok(())
}

/// A file of decisions.
struct Merged {
    csv: Vec<u8>,
    rows: u64,
    alerts: u64,
}

fn merged(decisions: &Decisions, today: NaiveDate) -> Merged {
    let mut csv = Vec::new();
    let mut rows = CsvRows::new(&mut csv);
    for column in COLUMNS {
        rows.plain(column);
    }
    rows.end();
    let (mut written, mut alerts) = (0_u64, 0_u64);
    for of_alert in decisions.by_alert() {
        alerts += 1;
        // a day that is still to come says nothing of when it was first an alert
        let known = of_alert.iter().filter_map(|row| row.first_alerted_at);
        let first = known.clone().filter(|day| *day <= today).min().or(known.min());
        // rows in which nobody wrote anything only say since when the alert is known
        let told: Vec<&Decision> =
            of_alert.iter().copied().filter(|row| row.ruling.is_some() || row.has_notes()).collect();
        let kept = if told.is_empty() { &of_alert[..1] } else { &told };
        for (at, row) in kept.iter().enumerate() {
            // all of an alert have one first day: what differed in it alone is the same now
            if kept[..at].iter().any(|other| is_same_but_first_day(other, row)) {
                continue;
            }
            rows.foreign(&row.record_id).foreign(&row.list).foreign(&row.entity_id).shown(&row.key);
            match first {
                Some(first) if !row.first_alerted_at_is_lost() => rows.shown(first),
                _ => rows.foreign(&row.first_alerted_at_given),
            };
            rows.plain(row.ruling.map_or("", Ruling::as_str)).foreign(&row.decided_by).foreign(&row.decided_at);
            rows.foreign(&row.reason).foreign(&row.confirmed_by).foreign(&row.confirmed_at).foreign(&row.expires_at);
            rows.end();
            written += 1;
        }
    }
    for row in decisions.unread() {
        row.cells.iter().for_each(|cell| {
            rows.foreign(cell);
        });
        rows.end();
    }
    Merged { csv, rows: written, alerts }
}

/// Whether two rows on one alert differ at most in where they stand and in its first day.
fn is_same_but_first_day(one: &Decision, other: &Decision) -> bool {
    let of_alert = |row: &Decision| Decision {
        table: 0,
        line: 0,
        first_alerted_at: None,
        first_alerted_at_given: String::new(),
        ..row.clone()
    };
    let are_lost = one.first_alerted_at_is_lost() || other.first_alerted_at_is_lost();
    !are_lost && of_alert(one) == of_alert(other)
}
