//! `cargo bench --bench whole_job -- 1000000`: what a file of so many customers costs against a list, in both modes,
//! beside brute force with Jaro-Winkler over the same names.
//!
//! Customers and list are made of syllables (`--listed N` entries, default 30,000; `--case` as [`made::Case`] says) or
//! real ones: `--customers FILE --lists INDEX`. `--threads N` (default 1), `--min-score S` for fuzzy mode.

mod made;

use std::collections::VecDeque;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use chrono::Utc;
use muster::index::{Index, build};
use muster::matching::Mode;
use muster::record::{ReadOptions, Reader, Row};
use muster::report::RunSummary;
use muster::screening::{Interrupt, RunOptions, run};
use muster::watchlist::{ListSpec, load};
use muster::{Screener, Settings};
use rapidfuzz::distance::jaro_winkler;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Customers' names that brute force compares, so that it takes seconds and not hours.
const SAMPLE: usize = 200;
/// What is set before the name of a mode where this program runs one job of itself, so that its memory is its own.
const JOB: &str = "--job";

type Failed = Box<dyn Error>;

struct Options {
    rows: u64,
    listed: u64,
    case: made::Case,
    customers: Option<PathBuf>,
    lists: Option<PathBuf>,
    threads: usize,
    min_score: Option<String>,
}

impl Options {
    fn of(mut words: VecDeque<String>) -> Result<Self, Failed> {
        let mut options = Self {
            rows: 100_000,
            listed: 30_000,
            case: made::Case::Ordinary,
            customers: None,
            lists: None,
            threads: 1,
            min_score: None,
        };
        while let Some(word) = words.pop_front() {
            let mut value = || words.pop_front().ok_or_else(|| format!("`{word}` wants a value"));
            match word.as_str() {
                "--bench" => {}
                "--listed" => options.listed = value()?.parse()?,
                "--case" => {
                    let wanted = value()?;
                    let known = made::Case::ALL.into_iter().find(|(name, _)| *name == wanted);
                    options.case = known.ok_or_else(|| format!("no case `{wanted}`"))?.1;
                }
                "--customers" => options.customers = Some(value()?.into()),
                "--lists" => options.lists = Some(value()?.into()),
                "--threads" => options.threads = value()?.parse()?,
                "--min-score" => options.min_score = Some(value()?),
                rows => options.rows = rows.parse().map_err(|_| format!("what is `{rows}`?"))?,
            }
        }
        Ok(options)
    }
}

fn main() -> Result<(), Failed> {
    let mut words: VecDeque<String> = std::env::args().skip(1).collect();
    if words.front().is_some_and(|word| word == JOB) {
        words.pop_front();
        return job(&Vec::from(words));
    }
    let options = Options::of(words)?;
    let folder = tempfile::tempdir()?;
    let customers = match &options.customers {
        Some(file) => file.clone(),
        None => write_customers(&options, folder.path())?,
    };
    let lists = match &options.lists {
        Some(file) => file.clone(),
        None => write_index(&options, folder.path())?,
    };
    println!("{:>8} {:>12} {:>8} {:>8} {:>10} {:>10}", "mode", "rows/s", "CPU s", "s", "peak MB", "hits");
    let mut fuzzy = 0.0;
    for mode in ["exact", "fuzzy"] {
        let summary = in_a_process(mode, &customers, &lists, &options, folder.path())?;
        let [rows, seconds, cpu, memory, hits] = ["rows", "seconds", "cpuSeconds", "peakMemoryBytes", "hits"]
            .map(|key| summary[key].as_f64().unwrap_or(0.0));
        println!(
            "{mode:>8} {:>12.0} {cpu:>8.2} {seconds:>8.2} {:>10.0} {hits:>10}",
            rows / seconds.max(0.001),
            memory / 1e6
        );
        fuzzy = cpu / rows;
    }
    brute_force(&customers, &lists, fuzzy)
}

fn write_customers(options: &Options, folder: &Path) -> Result<PathBuf, Failed> {
    let (file, mut text) = (folder.join("customers.csv"), String::new());
    made::customers(options.rows, options.listed, options.case, &mut text);
    std::fs::write(&file, text)?;
    Ok(file)
}

fn write_index(options: &Options, folder: &Path) -> Result<PathBuf, Failed> {
    let (csv, file) = (folder.join("list.csv"), folder.join("list.midx"));
    std::fs::write(&csv, made::list(options.listed, options.case))?;
    let started = Instant::now();
    let list = load(&format!("csv={}", csv.display()).parse::<ListSpec>()?)?;
    let index = build(&[list])?;
    index.write(&file)?;
    let built = started.elapsed();
    let started = Instant::now();
    let names = Index::open(&file)?.names();
    println!(
        "index of {names} names: {:.1} MB, built in {:.2} s, opened in {:.1} ms",
        index.size() as f64 / 1e6,
        built.as_secs_f64(),
        started.elapsed().as_secs_f64() * 1e3
    );
    Ok(file)
}

/// Runs a mode in a process of its own and gives its summary.
fn in_a_process(
    mode: &str,
    customers: &Path,
    lists: &Path,
    options: &Options,
    folder: &Path,
) -> Result<serde_json::Value, Failed> {
    let out = folder.join(mode);
    let run = Command::new(std::env::current_exe()?)
        .args([JOB, mode, &options.threads.to_string(), options.min_score.as_deref().unwrap_or("")])
        .args([customers, lists, &out])
        .status()?;
    if !run.success() {
        return Err(format!("the job in {mode} mode failed").into());
    }
    Ok(serde_json::from_slice(&std::fs::read(out.join("run.json"))?)?)
}

/// One mode, in this process.
fn job(words: &[String]) -> Result<(), Failed> {
    let [mode, threads, min_score, customers, lists, out] = words else { return Err("six words make a job".into()) };
    let mode = if mode == "exact" { Mode::Exact } else { Mode::Fuzzy };
    let min_score = if min_score.is_empty() || mode == Mode::Exact { None } else { Some(min_score.parse()?) };
    let index = Index::open(Path::new(lists))?;
    let screener = Screener::new(&index, Settings { mode, min_score, ..Settings::default() });
    let reader = Reader::open(Path::new(customers), &ReadOptions::new(Utc::now().date_naive()))?;
    let _: RunSummary = run(
        reader,
        &screener,
        &RunOptions {
            out: Path::new(out),
            force: false,
            threads: threads.parse()?,
            all: false,
            bom: false,
            xlsx: false,
            since: &muster::screening::Since::default(),
            input: Path::new(customers),
            reopen: None,
            asked: &muster::report::Asked::default(),
            kept: None,
            replay: None,
            skipped: &Default::default,
            max_list_age: None,
            run_date: Utc::now().date_naive(),
            now: &Utc::now,
            progress: &|_| {},
            interrupt: &Interrupt::default(),
        },
    )?;
    Ok(())
}

/// What it would cost to compare every customer with every listed name, from the first few.
fn brute_force(customers: &Path, lists: &Path, fuzzy: f64) -> Result<(), Failed> {
    let index = Index::open(lists)?;
    let mut listed: Vec<String> = Vec::new();
    for entity in index.entity_numbers() {
        let details = index.details(entity).ok_or("the index is damaged")?;
        listed.extend(details.names.iter().map(|name| muster::name::to_latin(&name.text)));
    }
    let mut reader = Reader::open(customers, &ReadOptions::new(Utc::now().date_naive()))?;
    let layout = reader.layout();
    let chunk = reader.read_chunk(SAMPLE)?.unwrap_or_default();
    let names: Vec<String> = chunk
        .rows()
        .filter_map(|raw| match layout.interpret(raw) {
            Row::Record(record, _) => Some(muster::name::to_latin(&record.searched_name)),
            Row::Reject(_) => None,
        })
        .take(SAMPLE)
        .collect();
    let a_row = |started: Instant| started.elapsed().as_secs_f64() / names.len().max(1) as f64;

    let started = Instant::now();
    let found = names.iter().flat_map(|name| listed.iter().map(move |listed| strsim::jaro_winkler(name, listed)));
    let found = found.filter(|score| *score >= 0.9).count();
    let strsim = a_row(started);

    let started = Instant::now();
    let mut found_in_batches = 0;
    for name in &names {
        let comparer = jaro_winkler::BatchComparator::new(name.chars());
        found_in_batches +=
            listed.iter().filter(|listed| comparer.normalized_similarity(listed.chars()) >= 0.9).count();
    }
    let batches = a_row(started);
    println!(
        "\nbrute force over {} listed names, Jaro-Winkler, extrapolated from {} customers",
        listed.len(),
        names.len()
    );
    for (what, a_row, found) in [("strsim", strsim, found), ("rapidfuzz, batch comparator", batches, found_in_batches)]
    {
        println!(
            "  {what:<28} {:>10.0} s for 1,000,000 customers, {:>7.0} x fuzzy mode ({found} pairs from 0.90)",
            a_row * 1e6,
            a_row / fuzzy.max(1e-12)
        );
    }
    Ok(())
}
