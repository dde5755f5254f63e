//! `muster decisions check|merge|stats`: what analysts handed back.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Serialize;

use super::{Outcome, decisions_merge as merge};
use crate::Error;
use crate::alerts::{Decision, Decisions, Problem, ProblemCode, Ruling, set_aside};
use crate::cli::config::Config;
use crate::cli::typed::TypedDecisions;
use crate::report::grouped;
use crate::vocabulary::Position;

pub(super) fn run(typed: TypedDecisions, today: NaiveDate, out: &mut dyn Write) -> Result<Outcome, Error> {
    match typed {
        TypedDecisions::Check { files, config, json } => {
            let decisions = read(&files)?;
            let mut problems = decisions.problems(Some(today));
            if config.is_some() {
                let rules = Config::read(config.as_deref())?.decision_rules()?;
                problems.extend(decisions.against(&rules, Some(today)));
                problems.sort_by_key(|problem| (problem.table, problem.line, problem.code));
            }
            check(&decisions, &problems, json, out)
        }
        TypedDecisions::Merge { files, output } => merge::run(read(&files)?, (&files, &output), today, out),
        TypedDecisions::Stats { files, runs, json } => stats((&read(&files)?, today), &runs, json, out),
    }
}

fn read(files: &[PathBuf]) -> Result<Decisions, Error> {
    let mut decisions = Decisions::default();
    files.iter().try_for_each(|file| decisions.add_file(file))?;
    Ok(decisions)
}

/// The decisions that count by themselves, and how many rows do not.
fn counted<'d>(decisions: &'d Decisions, problems: &[Problem]) -> (Vec<(&'d Decision, Ruling)>, u64) {
    let set_aside = set_aside(problems);
    let counts = |row: &&Decision| !set_aside.contains(&(row.table, row.line));
    let ruled = decisions.rows().iter().filter(counts).filter_map(|row| Some((row, row.ruling?)));
    (ruled.collect(), set_aside.len() as u64)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProblemObject<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    code: &'static str,
    counts: bool,
    advice: &'static str,
    others: Vec<String>,
}

fn check(decisions: &Decisions, problems: &[Problem], json: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    let position = |problem: &Problem| decisions.position(problem.table, problem.line, Some(problem.code));
    let others = |problem: &Problem| {
        let others = problem.others.iter().map(|(table, line)| decisions.position(*table, *line, None).to_string());
        others.collect::<Vec<_>>()
    };
    let (counting, not_counting) = counted(decisions, problems);
    let (rows, decided) = (decisions.rows_read(), counting.len() as u64);
    if json {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Answer<'a> {
            rows: u64,
            decided: u64,
            not_counting: u64,
            problems: Vec<ProblemObject<'a>>,
        }
        let positions: Vec<Position> = problems.iter().map(position).collect();
        let mut objects = Vec::with_capacity(problems.len());
        for (problem, position) in problems.iter().zip(&positions) {
            objects.push(ProblemObject {
                file: &position.file,
                sheet: position.sheet.as_deref(),
                line: problem.line,
                cell: position.cell(),
                code: problem.code.as_str(),
                counts: problem.counts,
                advice: problem.code.advice(),
                others: others(problem),
            });
        }
        let answer = Answer { rows, decided, not_counting, problems: objects };
        serde_json::to_writer_pretty(&mut *out, &answer).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        for problem in problems {
            let code = problem.code;
            let counts = match (code, problem.counts) {
                (ProblemCode::HeadingUnknown, _) => "no column of decisions is called so",
                (_, true) => "it counts all the same",
                (_, false) => "it does not count",
            };
            let others = others(problem).join(" and ");
            let word = if others.is_empty() { code.as_str().to_owned() } else { format!("{} {others}", code.as_str()) };
            writeln!(out, "{}: {word}, {counts}: {}", position(problem), code.advice())?;
        }
        writeln!(
            out,
            "{} rows, {} decided, {} that do not count, {} to look at",
            grouped(rows),
            grouped(decided),
            grouped(not_counting),
            grouped(problems.len() as u64)
        )?;
    }
    Ok(if problems.iter().all(|problem| problem.counts) { Outcome::Done } else { Outcome::Rejects })
}

/// Decisions, counted.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Stats {
    rows: u64,
    decided: u64,
    not_counting: u64,
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

fn stats(
    (decisions, today): (&Decisions, NaiveDate),
    runs: &[PathBuf],
    json: bool,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    if decisions.files().is_empty() && runs.is_empty() {
        return Err(Error::Usage(
            "nothing to count: give a file of decisions, or folders of results with `--runs`".to_owned(),
        ));
    }
    let (counting, not_counting) = counted(decisions, &decisions.problems(Some(today)));
    let (rows, decided) = (decisions.rows_read(), counting.len() as u64);
    let mut stats = Stats { rows, decided, not_counting, ..Stats::default() };
    for (row, ruling) in counting {
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
        if stats.not_counting > 0 {
            let rows = grouped(stats.not_counting);
            writeln!(
                out,
                "rows that do not count, and are not counted here: {rows} (`muster decisions check` says why)"
            )?;
        }
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
