//! `muster decisions check|merge|stats`: what analysts handed back.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Outcome;
use crate::Error;
use crate::alerts::{COLUMNS, Decision, Decisions, Problem, Ruling};
use crate::cli::progress::grouped;
use crate::cli::typed::TypedDecisions;
use crate::report::{CsvRows, write_whole};

pub(super) fn run(typed: TypedDecisions, out: &mut dyn Write) -> Result<Outcome, Error> {
    match typed {
        TypedDecisions::Check { files, json } => check(&read(&files)?, json, out),
        TypedDecisions::Merge { files, output } => merge(&read(&files)?, &output, out),
        TypedDecisions::Stats { files, runs, json } => stats(&read(&files)?, &runs, json, out),
    }
}

fn read(files: &[PathBuf]) -> Result<Decisions, Error> {
    let mut decisions = Decisions::default();
    files.iter().try_for_each(|file| decisions.add_file(file))?;
    Ok(decisions)
}

/// How many rows say something, and how many were decided.
fn counted(decisions: &Decisions) -> (u64, u64) {
    let decided = decisions.rows().iter().filter(|row| row.ruling.is_some()).count() as u64;
    (decisions.rows_read(), decided)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProblemObject<'a> {
    file: &'a str,
    line: u64,
    code: &'static str,
    counts: bool,
    advice: &'static str,
}

fn check(decisions: &Decisions, json: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    let problems = decisions.problems();
    let file_of = |problem: &Problem| decisions.files().get(problem.file).map_or("", |(file, _)| file.as_str());
    let (rows, decided) = counted(decisions);
    if json {
        #[derive(Serialize)]
        struct Answer<'a> {
            rows: u64,
            decided: u64,
            problems: Vec<ProblemObject<'a>>,
        }
        let object = |problem| ProblemObject {
            file: file_of(problem),
            line: problem.line,
            code: problem.code.as_str(),
            counts: problem.code.is_harmless(),
            advice: problem.code.advice(),
        };
        let answer = Answer { rows, decided, problems: problems.iter().map(object).collect() };
        serde_json::to_writer_pretty(&mut *out, &answer).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        for problem in &problems {
            let (code, counts) =
                (problem.code, if problem.code.is_harmless() { "it counts all the same" } else { "it does not count" });
            writeln!(out, "{}:{}: {}, {counts}: {}", file_of(problem), problem.line, code.as_str(), code.advice())?;
        }
        writeln!(
            out,
            "{} rows, {} decided, {} to look at",
            grouped(rows),
            grouped(decided),
            grouped(problems.len() as u64)
        )?;
    }
    Ok(if problems.iter().all(|problem| problem.code.is_harmless()) { Outcome::Done } else { Outcome::Rejects })
}

fn merge(decisions: &Decisions, output: &Path, out: &mut dyn Write) -> Result<Outcome, Error> {
    let mut csv = Vec::new();
    let mut rows = CsvRows::new(&mut csv);
    for column in COLUMNS {
        rows.plain(column);
    }
    rows.end();
    let (mut written, mut alerts) = (0_u64, 0_u64);
    for of_alert in decisions.by_alert() {
        alerts += 1;
        let first = of_alert.iter().filter_map(|row| row.first_alerted_at).min();
        // rows that nobody decided only say since when the alert is known
        let decided: Vec<&Decision> = of_alert.iter().copied().filter(|row| row.ruling.is_some()).collect();
        let kept = if decided.is_empty() { &of_alert[..1] } else { &decided };
        for row in kept {
            rows.foreign(&row.record_id).foreign(&row.list).foreign(&row.entity_id).shown(&row.key);
            rows.plain(&first.map(|day| day.to_string()).unwrap_or_default());
            rows.plain(row.ruling.map_or("", Ruling::as_str)).foreign(&row.decided_by).foreign(&row.decided_at);
            rows.foreign(&row.reason).foreign(&row.confirmed_by).foreign(&row.confirmed_at).foreign(&row.expires_at);
            rows.end();
            written += 1;
        }
    }
    write_whole(output, &csv)?;
    let problems = decisions.problems();
    let lost = problems.iter().filter(|problem| problem.code.loses_the_row()).count() as u64;
    write!(out, "{} rows on {} alerts written to {}", grouped(written), grouped(alerts), output.display())?;
    if lost > 0 {
        write!(out, "; {} rows say nothing that can be kept (`muster decisions check` says why)", grouped(lost))?;
    }
    writeln!(out)?;
    Ok(if lost > 0 { Outcome::Rejects } else { Outcome::Done })
}

/// Decisions, counted.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Stats {
    rows: u64,
    decided: u64,
    by_decision: BTreeMap<&'static str, u64>,
    by_decided_by: BTreeMap<String, BTreeMap<&'static str, u64>>,
    by_list: BTreeMap<String, BTreeMap<&'static str, u64>>,
    waiting_for_a_second_person: u64,
    runs: Vec<RunRates>,
}

/// Alerts of a run per 1,000 rows that were screened.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunRates {
    folder: String,
    run_date: String,
    rows: u64,
    per_thousand: BTreeMap<String, f64>,
}

fn stats(decisions: &Decisions, runs: &[PathBuf], json: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    if decisions.files().is_empty() && runs.is_empty() {
        return Err(Error::Usage(
            "nothing to count: give a file of decisions, or folders of results with `--runs`".to_owned(),
        ));
    }
    let (rows, decided) = counted(decisions);
    let mut stats = Stats { rows, decided, ..Stats::default() };
    for row in decisions.rows() {
        let Some(ruling) = row.ruling else { continue };
        let word = ruling.as_str();
        let named = |name: &str| if name.is_empty() { "(nobody)".to_owned() } else { name.to_owned() };
        *stats.by_decision.entry(word).or_default() += 1;
        *stats.by_decided_by.entry(named(&row.decided_by)).or_default().entry(word).or_default() += 1;
        *stats.by_list.entry(named(&row.list)).or_default().entry(word).or_default() += 1;
        stats.waiting_for_a_second_person += u64::from(ruling == Ruling::FalsePositive && !row.has_four_eyes());
    }
    stats.runs = runs.iter().map(|folder| rates(folder)).collect::<Result<_, _>>()?;
    stats.runs.sort_by(|a, b| (&a.run_date, &a.folder).cmp(&(&b.run_date, &b.folder)));
    if json {
        serde_json::to_writer_pretty(&mut *out, &stats).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        write_stats(&stats, out)?;
    }
    Ok(Outcome::Done)
}

/// The rates of a folder of results, from its `run.json`.
fn rates(folder: &Path) -> Result<RunRates, Error> {
    let wrong = |why: &str| Error::Usage(format!("`{}` is no folder of results: {why}", folder.display()));
    let text = std::fs::read(folder.join("run.json"))
        .map_err(|error| wrong(&format!("its run.json cannot be read ({error})")))?;
    let run: serde_json::Value = serde_json::from_slice(&text).map_err(|_| wrong("its run.json is damaged"))?;
    let count = |key: &str| run[key].as_u64().ok_or_else(|| wrong(&format!("its run.json says no `{key}`")));
    let screened = count("rows")?.saturating_sub(count("rejected")?);
    let lists = run["hitsByList"].as_object().ok_or_else(|| wrong("its run.json says no `hitsByList`"))?;
    let rate = |hits: &serde_json::Value| {
        let rate = hits.as_u64().unwrap_or(0) as f64 * 1_000.0 / screened.max(1) as f64;
        (rate * 100.0).round() / 100.0
    };
    Ok(RunRates {
        folder: folder.display().to_string(),
        run_date: run["runDate"].as_str().unwrap_or_default().to_owned(),
        rows: screened,
        per_thousand: lists.iter().map(|(list, hits)| (list.clone(), rate(hits))).collect(),
    })
}

fn write_stats(stats: &Stats, out: &mut dyn Write) -> std::io::Result<()> {
    let counts = |counts: &BTreeMap<&'static str, u64>| {
        counts.iter().map(|(word, n)| format!("{word} {}", grouped(*n))).collect::<Vec<_>>().join(", ")
    };
    if stats.rows > 0 {
        writeln!(
            out,
            "{} rows, {} decided: {}",
            grouped(stats.rows),
            grouped(stats.decided),
            counts(&stats.by_decision)
        )?;
        writeln!(out, "cleared by one person alone: {}", grouped(stats.waiting_for_a_second_person))?;
        for (what, by) in [("by", &stats.by_decided_by), ("on", &stats.by_list)] {
            for (name, of) in by {
                writeln!(out, "  {what} {name}: {}", counts(of))?;
            }
        }
    }
    if !stats.runs.is_empty() {
        writeln!(out, "alerts per 1,000 rows")?;
    }
    for run in &stats.runs {
        let rates =
            run.per_thousand.iter().map(|(list, rate)| format!("{list} {rate:.2}")).collect::<Vec<_>>().join(", ");
        writeln!(out, "  {} {}, {} rows: {rates}", run.run_date, run.folder, grouped(run.rows))?;
    }
    Ok(())
}
