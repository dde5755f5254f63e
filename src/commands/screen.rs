//! `muster screen INPUT --lists L --out DIR`: customers in, hits out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::screen_inputs::{Inputs, inputs};
use super::store_input::StoreInput;
use super::{Outcome, check_against_lists, open_lists, tell};
use crate::Error;
use crate::alerts::{AlertBook, AlertState, Decisions};
use crate::cli::interrupt::Listener;
use crate::cli::progress::Bar;
use crate::cli::resolved::Screen;
use crate::record::{Field, Layout, Reader, WarningCode, first_of, printable};
use crate::report::grouped;
use crate::report::{self, DecisionsSummary, RunSummary};
use crate::screening::{self, Interrupt, RunOptions, Screener, Since, StateKey};

pub(super) fn run(
    options: &Screen,
    out: &mut dyn Write,
    now: fn() -> DateTime<Utc>,
    listener: &Listener,
) -> Result<Outcome, Error> {
    // what can be refused is refused before the lists are opened
    report::OutputFolder::check(&options.out, options.force)?;
    let Inputs { files: inputs, unread_folders } = inputs(options)?;
    let only = match &inputs[..] {
        [(input, _)] if !options.recursive => Some(Input::open(input, options, now)?),
        _ => None,
    };
    // a run that is repeated remembers nobody
    let key_file = options.key_file.as_deref().filter(|_| options.replay.is_none());
    let key = key_file.map(StateKey::read).transpose()?;
    let since = Since { key, since: options.since.clone() };
    let mut decisions = Decisions::default();
    options.decisions.iter().try_for_each(|file| decisions.add_file(file))?;
    for mistyped in decisions.mistyped() {
        let file = decisions.position(mistyped.table, 0, None);
        let (heading, column) = (&mistyped.heading, mistyped.column);
        tell(format_args!("{file}: the column `{heading}` looks like `{column}`: call it that, or leave it out"));
    }
    if let Some(replay) = options.replay.as_ref().filter(|_| !options.lists.exists()) {
        let (folder, index) = (options.lists.parent().unwrap_or(&options.lists).display(), replay.index_file());
        let missing =
            format!("its lists are not kept in `{folder}`: give the index file of SHA-256 {index} with `--lists`");
        return Err(replay.refused(missing).into());
    }
    let index = open_lists(&options.lists, &options.settings)?;
    check_against_lists(&index, &options.settings)?;
    let alerts = AlertBook { decisions, rules: options.decision_rules.clone(), today: Some(options.run_date) };
    let screener = Screener::new(&index, options.settings.clone()).with_alerts(alerts);
    if let (Some(replay), [(input, _)]) = (&options.replay, &inputs[..]) {
        replay.check(input, options.asked.config, &screener)?;
    }
    let interrupt = listener.listen(inputs.iter().map(|(_, folder)| folder.clone()).collect());
    let run = Run { options, screener: &screener, since: &since, interrupt: &interrupt, now };
    let outcome = match only {
        Some(input) => run.screen(input, &options.out).and_then(|done| match done {
            Done::Screened(summary, columns, appended) => {
                write_answer(options, &options.out, (&summary, &columns, appended), out)?;
                Ok(outcome(options, &summary))
            }
            Done::Interrupted(signal) => Ok(Outcome::Interrupted(signal)),
        }),
        None => run.screen_each(&inputs, unread_folders, out),
    };
    // the program ends soon: nobody needs the memory back piece by piece
    std::mem::forget(screener);
    outcome
}

/// Columns that pass through, in a sheet of at most 16,384.
const MOST_OWN_COLUMNS: usize = 16_000;

/// A file of customers, or a store, opened.
struct Input {
    path: PathBuf,
    from_store: Option<StoreInput>,
    reader: Reader,
}

impl Input {
    fn open(path: &Path, options: &Screen, now: fn() -> DateTime<Utc>) -> Result<Self, Error> {
        let mut from_store = options.store.as_ref().map(|store| StoreInput::open(path, store, now)).transpose()?;
        let reader = match &mut from_store {
            Some(store) => store.reader(&options.reading)?,
            None => Reader::open(path, &options.reading)?,
        };
        Ok(Self { path: path.to_owned(), from_store, reader })
    }
}

/// What became of one input.
enum Done {
    /// All of it: what came out, how it was read, and to how many processes of a store it was appended.
    Screened(Box<RunSummary>, Arc<Layout>, Option<u64>),
    /// Nothing.
    Interrupted(usize),
}

/// What is the same for all inputs.
struct Run<'a, 'i> {
    options: &'a Screen,
    screener: &'a Screener<'i>,
    since: &'a Since,
    interrupt: &'a Interrupt,
    now: fn() -> DateTime<Utc>,
}

impl Run<'_, '_> {
    fn screen(&self, input: Input, folder: &Path) -> Result<Done, Error> {
        let (options, Input { path, from_store, reader }) = (self.options, input);
        let columns = reader.layout();
        if options.xlsx && columns.passed_through().count() > MOST_OWN_COLUMNS {
            return Err(Error::Usage(format!(
                "a workbook has room for {MOST_OWN_COLUMNS} columns of your own, and there are more: leave out `--xlsx`, or columns"
            )));
        }
        if from_store.is_none()
            && options.reading.date_format.is_some()
            && columns.heading(Field::DateOfBirth).is_none()
        {
            tell(format_args!(
                "`{}`: no column of birth dates is read, and the date format is for nothing (`--map date_of_birth=HEADING` reads one)",
                path.display()
            ));
        }
        let is_file = std::fs::metadata(&path).is_ok_and(|input| input.is_file());
        let bar = Bar::new(reader.total_bytes());
        let ran = screening::run(
            reader,
            self.screener,
            &RunOptions {
                out: folder,
                force: options.force,
                threads: options.threads,
                all: options.all,
                bom: options.bom,
                xlsx: options.xlsx,
                run_date: options.run_date,
                skipped: &|| from_store.as_ref().map(StoreInput::skipped).unwrap_or_default(),
                since: self.since,
                input: &path,
                reopen: is_file.then_some(&|| Reader::open(&path, &options.reading)),
                asked: &options.asked,
                kept: options.kept.as_ref(),
                replay: options.replay.as_ref(),
                max_list_age: options.max_list_age,
                now: &self.now,
                progress: &|progress| bar.show(progress),
                interrupt: self.interrupt,
            },
        );
        bar.clear();
        if let Some(signal) = self.interrupt.requested() {
            match self.options.inputs.len() {
                1 if !self.options.recursive => tell("interrupted: nothing was written"),
                _ => tell(format_args!("interrupted: nothing was written of `{}` and what follows", path.display())),
            }
            return Ok(Done::Interrupted(signal));
        }
        let summary = ran?;
        let appended = from_store.map(|store| store.append(folder, &summary)).transpose()?;
        Ok(Done::Screened(Box::new(summary), columns, appended))
    }

    /// One after the other, each with a folder of its own; one that cannot be screened keeps no other from it.
    fn screen_each(
        &self,
        inputs: &[(PathBuf, PathBuf)],
        unread_folders: u64,
        out: &mut dyn Write,
    ) -> Result<Outcome, Error> {
        let (mut summaries, mut failed, mut worst) = (Vec::new(), 0, Outcome::Done);
        for (path, folder) in inputs {
            if let Err(signal) = self.interrupt.begin_next() {
                worst = Outcome::Interrupted(signal);
                break;
            }
            let done = Input::open(path, self.options, self.now).and_then(|input| self.screen(input, folder));
            match done {
                Ok(Done::Screened(summary, columns, appended)) => {
                    if !self.options.json {
                        writeln!(out, "{}", path.display())?;
                        write_answer(self.options, folder, (&summary, &columns, appended), out)?;
                        writeln!(out)?;
                    }
                    worst = worst.worse(outcome(self.options, &summary));
                    summaries.push(*summary);
                }
                Ok(Done::Interrupted(signal)) => {
                    worst = Outcome::Interrupted(signal);
                    break;
                }
                Err(error) => {
                    tell(&error);
                    failed += 1;
                }
            }
        }
        if self.options.json {
            super::print_json(&summaries, out)?;
        } else {
            writeln!(out, "{} of {} files screened", grouped(summaries.len() as u64), grouped(inputs.len() as u64))?;
        }
        for (n, what) in [(failed, "files of customers"), (unread_folders, "folders, and all that is in them")] {
            if n > 0 {
                tell(format_args!("NOT SCREENED: {n} {what}, for the reasons above"));
            }
        }
        Ok(if failed + unread_folders > 0 && !matches!(worst, Outcome::Interrupted(_)) {
            Outcome::NotAllScreened
        } else {
            worst
        })
    }
}

fn write_answer(
    options: &Screen,
    folder: &Path,
    (summary, columns, appended): (&RunSummary, &Layout, Option<u64>),
    out: &mut dyn Write,
) -> std::io::Result<()> {
    if options.json {
        return super::print_json(summary, out);
    }
    write_summary(options, folder, (summary, columns), out)?;
    match appended {
        Some(appended) => writeln!(out, "appended a lookup to {} processes", grouped(appended)),
        None => Ok(()),
    }
}

fn outcome(options: &Screen, summary: &RunSummary) -> Outcome {
    let cleared = in_state(summary, AlertState::Cleared);
    if !summary.not_current.is_empty() {
        Outcome::NotCurrent
    } else if options.max_rejects.exceeded(summary.rejected, summary.rows) {
        Outcome::Rejects
    } else if options.exit_on_hit && summary.hits > cleared {
        Outcome::Hits
    } else {
        Outcome::Done
    }
}

fn write_summary(
    options: &Screen,
    folder: &Path,
    (summary, columns): (&RunSummary, &Layout),
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let folder = folder.display();
    let counts = |counts: &std::collections::BTreeMap<&'static str, u64>| {
        counts.iter().map(|(code, n)| format!("{code} {}", grouped(*n))).collect::<Vec<_>>().join(", ")
    };
    for list in &summary.not_current {
        let age = list.age(|days| format!("{days} days old"));
        writeln!(out, "NOT CURRENT: {} {age}; it may be {} days old (`--max-list-age`)", list.list, list.max_days)?;
    }
    let kept_in = options.kept.as_ref().map(|kept| kept.folder.display().to_string()).unwrap_or_default();
    if let Some(why) = &summary.not_kept {
        writeln!(
            out,
            "NOT KEPT: this run cannot be repeated: `{kept_in}`: {why} (`[lists] kept` names another folder)"
        )?;
    } else if let Some(why) = &summary.not_noted {
        writeln!(
            out,
            "NOT NOTED: the next run will not know of this one, and its lists may not be kept as long: `{kept_in}`: {why}"
        )?;
    }
    if summary.rows == 0 {
        writeln!(out, "NOBODY WAS SCREENED: there is no row behind the header")?;
    }
    writeln!(out, "screened {} rows against", grouped(summary.rows))?;
    for list in &summary.lists {
        let date = list.date.as_deref().map_or("date unknown".to_owned(), |date| format!("of {date}"));
        writeln!(out, "  {}, {date}, {} entries", list.name, grouped(list.entries))?;
    }
    if let Some(replay) = &options.replay {
        writeln!(out, "the same bytes as the run of {} that was repeated", replay.run_date())?;
    }
    if options.kept.is_some() {
        match &summary.last_screened {
            Some(last) => {
                let at = last.finished_at.format("%Y-%m-%dT%H:%M:%SZ");
                writeln!(out, "last screened {at} against {}", last.lists.join("; "))?;
            }
            None => writeln!(out, "no earlier screening of this file is known")?,
        }
    }
    if let Some(since) = &summary.since {
        let (lists, changed) = (since.lists.join("; "), grouped(since.changed_entries));
        writeln!(out, "only what changed since the run of {}, against {lists}: {changed} entries", since.finished_at)?;
    }
    write_columns(columns, out)?;
    writeln!(out)?;
    let mut line = |what: &str, n: u64, more: String| writeln!(out, "{:>11} {what:<18}{more}", grouped(n));
    if summary.rejected > 0 {
        line(
            "rejected",
            summary.rejected,
            format!("NOT SCREENED: {} (see {folder}/rejects.csv)", counts(&summary.rejects_by_code)),
        )?;
    } else {
        line("rejected", 0, String::new())?;
    }
    let by_list = summary.hits_by_list.iter().filter(|(_, n)| **n > 0);
    line(
        "hits",
        summary.hits,
        by_list.map(|(list, n)| format!("{list} {}", grouped(*n))).collect::<Vec<_>>().join(", "),
    )?;
    if let Some(decisions) = &summary.decisions {
        write_decisions(summary, decisions, &mut line)?;
    }
    if options.settings.policies.require_anything() {
        line("discounted", summary.discounted, format!("lack what their list requires (see {folder}/discounted.csv)"))?;
    }
    if summary.skipped > 0 {
        line("skipped", summary.skipped, counts(&summary.skipped_by_reason))?;
    }
    line("records with hits", summary.with_hit, String::new())?;
    line("without", summary.without_hit, String::new())?;
    line("warnings", summary.warnings_by_code.values().sum(), counts(&summary.warnings_by_code))?;
    let rate = summary.rows as f64 / summary.seconds.max(0.001);
    writeln!(out, "\n{:.2} s, {} rows a second", summary.seconds, grouped(rate as u64))?;
    let workbook = if options.xlsx { ", hits.xlsx" } else { "" };
    writeln!(
        out,
        "\nresults: {folder}/report.html, hits.csv, discounted.csv, results.ndjson, rejects.csv, warnings.csv{workbook}, run.json"
    )?;
    write_next(options, &folder.to_string(), (summary, columns), out)
}

/// What to do with the results.
fn write_next(
    options: &Screen,
    folder: &str,
    (summary, columns): (&RunSummary, &Layout),
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let to_fill_in = if options.xlsx { "hits.xlsx" } else { "hits.csv" };
    let open = open_alerts(summary);
    if open > 0 {
        writeln!(
            out,
            "next: copy {folder}/{to_fill_in}, fill in `decision`, `decided_by`, `decided_at` and `reason` for each hit"
        )?;
    }
    if summary.hits > 0 && options.store.is_none() && columns.heading(Field::RecordId).is_none() {
        writeln!(
            out,
            "next: NO RECORD ID is read, and without one no decision clears an alert in the next run: name the column that has it \
             (`--map record_id=HEADING`)"
        )?;
    }
    if let Some(unreadable) = summary.warnings_by_code.get(WarningCode::DateInvalid.as_str()).filter(|n| **n > 0) {
        writeln!(
            out,
            "next: {} {} could not be read and counted as not given: `--date-format` says how they are written, as in `dd.mm.yyyy` \
             (see {folder}/warnings.csv)",
            grouped(*unreadable),
            if *unreadable == 1 { "birth date" } else { "birth dates" }
        )?;
    }
    if summary.rejected > 0 {
        writeln!(out, "next: mend the rows in {folder}/rejects.csv and screen them again")?;
    }
    Ok(())
}

/// How many alerts somebody must look at.
fn open_alerts(summary: &RunSummary) -> u64 {
    AlertState::ALL.iter().filter(|state| state.is_open()).map(|state| in_state(summary, *state)).sum()
}

/// How many alerts are in a state.
fn in_state(summary: &RunSummary, state: AlertState) -> u64 {
    summary.alerts.get(state.as_str()).copied().unwrap_or(0)
}

/// What became of decisions.
fn write_decisions(
    summary: &RunSummary,
    decisions: &DecisionsSummary,
    line: &mut dyn FnMut(&str, u64, String) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let states = summary.alerts.iter().filter(|(_, n)| **n > 0);
    let mut more = states.map(|(state, n)| format!("{state} {}", grouped(*n))).collect::<Vec<_>>();
    more.extend(summary.open_since.map(|day| format!("the oldest open one since {day}")));
    let open = open_alerts(summary);
    line("open", open, more.join(", "))?;
    let mut more = Vec::new();
    if decisions.set_aside > 0 {
        more.push(format!("{} DO NOT COUNT (`muster decisions check` says why)", grouped(decisions.set_aside)));
    }
    if decisions.without_alert > 0 {
        more.push(format!("{} on what is no alert any more", grouped(decisions.without_alert)));
    }
    line("decision rows", decisions.rows, more.join(", "))?;
    for (n, why) in decisions.not_cleared() {
        line("NOT CLEARED", n, format!("though somebody did: {why}"))?;
    }
    Ok(())
}

/// What was read: a heading that is not understood changes no score, and nobody would notice.
fn write_columns(columns: &Layout, out: &mut dyn Write) -> std::io::Result<()> {
    let read = Field::ALL.iter().filter_map(|field| {
        let heading = columns.heading(*field)?;
        let field = field.as_str();
        Some(if heading == field { field.to_owned() } else { format!("{} as {field}", printable(heading)) })
    });
    writeln!(out, "columns read: {}", read.collect::<Vec<_>>().join(", "))?;
    let passed = first_of(columns.passed_through().map(printable));
    if passed.is_empty() {
        return Ok(());
    }
    writeln!(out, "only passed through: {passed} (`--map FIELD=HEADING` reads one)")
}
