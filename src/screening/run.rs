use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use chrono::{DateTime, NaiveDate, Utc};
use hashbrown::HashSet;

use super::batch::{Batches, Counts, SinceThen, Slice};
use super::kept::{KeptLists, NotKept};
use super::replay::Replay;
use super::resources::{cpu_seconds, peak_memory_bytes};
use super::state::{self, Changes, Entries, Remembered, STATE, Since};
use super::{Error, Interrupt, Screener};
use crate::alerts::{AlertBook, ProblemCode, set_aside};
use crate::matching::Mode;
use crate::record::{Chunk, Reader, Warning};
use crate::report::{
    Asked, DecisionsSummary, FORMATS, InputSummary, NotCurrent, OutputFolder, OwnedListSummary, REPORT, RUN,
    RunContext, RunPage, RunSummary,
};
use crate::vocabulary::{PartialDate, Sha256};
use crate::watchlist::ListInfo;

/// How a run goes, apart from what it finds.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that people type")]
pub struct RunOptions<'a> {
    /// Where the outputs go.
    pub out: &'a Path,
    /// Whether a folder that holds something may be written over; default no.
    pub force: bool,
    /// Threads that work; 0 for one a core.
    pub threads: usize,
    /// Whether `results.ndjson` has records without hits too; default no.
    pub all: bool,
    /// Whether text files begin with a byte order mark; default no.
    pub bom: bool,
    /// Whether there is a workbook too; default no.
    pub xlsx: bool,
    /// The day that counts as today.
    pub run_date: NaiveDate,
    /// Records that the input leaves out because of their status, by reason; asked at the end.
    pub skipped: &'a dyn Fn() -> BTreeMap<&'static str, u64>,
    /// What is remembered, and since when only what changed is screened; default nothing.
    pub since: &'a Since,
    /// The file of customers, as the user named it.
    pub input: &'a Path,
    /// Opens it once more; `None` where it can only be read once.
    pub reopen: Option<&'a dyn Fn() -> Result<Reader, crate::record::Error>>,
    /// What was asked for, apart from paths.
    pub asked: &'a Asked,
    /// Where indexes are kept; default nowhere.
    pub kept: Option<&'a KeptLists>,
    /// The run that is repeated; default none.
    pub replay: Option<&'a Replay>,
    /// Days that a list may be old; default any.
    pub max_list_age: Option<u32>,
    /// What time it is.
    pub now: &'a dyn Fn() -> DateTime<Utc>,
    /// Told after each chunk.
    pub progress: &'a dyn Fn(Progress),
    /// By which it can be stopped; it leaves nothing then.
    pub interrupt: &'a Interrupt,
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Rows done.
    pub rows: u64,
    /// Bytes of the input read.
    pub bytes: u64,
    /// Bytes of the input in all, where known.
    pub total_bytes: Option<u64>,
    /// Hits so far.
    pub hits: u64,
}

/// Rows in a chunk: enough for all cores, few enough that memory stays flat whatever is found.
const CHUNK: usize = 8_192;

/// Screens a file from end to end. The outputs are there as a whole, or not at all; their bytes do not depend on the
/// number of threads.
///
/// # Errors
/// Where the input cannot be read to its end, the outputs cannot be written, or it was interrupted; or a workbook is asked for
/// that this build does not write.
pub fn run(reader: Reader, screener: &Screener, options: &RunOptions) -> Result<RunSummary, Error> {
    if options.xlsx && cfg!(not(feature = "xlsx")) {
        return Err(Error::NoWorkbooks);
    }
    let mut repeated = match attempt(reader, screener, options, None)? {
        Attempt::Done(summary) => return Ok(*summary),
        Attempt::Again { repeated, late } => (repeated, late),
    };
    // whose id stands in more than one row, and whose alert was cleared, is only known when all rows were read
    loop {
        let reopen = options.reopen.ok_or(Error::IdsTwice { ids: repeated.1 })?;
        match attempt(reopen()?, screener, options, Some(&repeated.0))? {
            Attempt::Done(summary) => return Ok(*summary),
            Attempt::Again { repeated: more, late } => {
                repeated.0.extend(more);
                repeated.1 = late;
            }
        }
    }
}

/// What came of screening a file from end to end.
enum Attempt {
    /// All of it is published.
    Done(Box<RunSummary>),
    /// Nothing of it: clearances were given on these ids, hashed, as if each stood in one row.
    Again { repeated: HashSet<u64>, late: usize },
}

fn attempt(
    mut reader: Reader,
    screener: &Screener,
    options: &RunOptions,
    repeated: Option<&HashSet<u64>>,
) -> Result<Attempt, Error> {
    let (started, started_at, cpu_before) = (Instant::now(), (options.now)(), cpu_seconds());
    let (key, index) = (options.since.key.as_ref(), screener.index());
    let entries = key.map(|key| state::entries(index, key)).unwrap_or_default();
    let changes = changes(screener, options, &entries)?;
    let some = changes.as_ref().map(|changes| state::index_of(&changes.changed, index)).transpose()?;
    let some = some.as_ref().map(|(some, names)| (Screener::new(some, screener.settings().clone()), names));
    let since = changes.as_ref().zip(some.as_ref());
    let since = since.map(|(changes, (screener, names))| SinceThen { screener, names, changes });
    let mut output = OutputFolder::create(options.out, options.force)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build();
    let pool = pool.map_err(|_| Error::Threads { threads: options.threads })?;
    let layout = reader.layout();
    let context = RunContext {
        passed_through: layout.passed_through().map(str::to_owned).collect(),
        reject_headings: layout.reject_headings().into_iter().map(str::to_owned).collect(),
        all: options.all,
        bom: options.bom,
        ..screener.context()
    };
    let mut counts = Counts::default();
    begin_files(&mut output, &context, reader.file_warnings())?;
    reader.file_warnings().iter().for_each(|warning| counts.warned(warning));

    let mut batches = Batches::new(screener, key, since, repeated);
    let (mut remembered, mut page) = (Remembered::default(), RunPage::default());
    let (mut chunk, mut next) = (Chunk::default(), Chunk::default());
    let mut more = reader.read_chunk_into(&mut chunk, CHUNK)?;
    while more {
        if options.interrupt.requested().is_some() {
            return Err(Error::Interrupted);
        }
        let mut write = |slices: &mut [Slice]| {
            for (place, format) in FORMATS.iter().enumerate() {
                for slice in slices.iter() {
                    output.write(format.file_name(), &slice.bytes[place])?;
                }
            }
            for slice in slices {
                remembered.add(slice.remembered.drain(..));
            }
            Ok(())
        };
        // the next chunk is read while this one is screened
        let (screened, read) = pool.join(
            || batches.screen(&context, &layout, &chunk, &mut page, &mut write),
            || reader.read_chunk_into(&mut next, CHUNK),
        );
        counts.add(&screened?);
        more = read?;
        std::mem::swap(&mut chunk, &mut next);
        let (bytes, total_bytes) = (reader.bytes_read(), reader.total_bytes());
        (options.progress)(Progress { rows: counts.rows, bytes, total_bytes, hits: counts.hits });
    }
    let (repeated, late) = batches.repeated_too_late();
    if late > 0 {
        return Ok(Attempt::Again { repeated, late });
    }
    let mut summary = RunSummary {
        started_at,
        input: InputSummary { sha256: reader.sha256(), bytes: reader.bytes_read() },
        since: changes.as_ref().map(Changes::summary),
        threads: pool.current_num_threads(),
        ..uncounted(screener, options)
    };
    counts.fill(&mut summary);
    summary.skipped_by_reason = (options.skipped)();
    summary.skipped = summary.skipped_by_reason.values().sum();
    summary.rows += summary.skipped;
    output.begin(REPORT)?;
    page.write(&context, &summary, &mut |bytes| output.write(REPORT, bytes))?;
    summary.outputs = output.hashes().into_iter().collect();
    if options.xlsx {
        // it names the hashes of all the others
        write_workbook(&mut output, &summary, screener, options)?;
        summary.outputs = output.hashes().into_iter().collect();
    }
    if let Some(replay) = options.replay {
        replay.check_results(summary.input.sha256, &summary.outputs)?;
    }
    summary.seconds = (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    summary.cpu_seconds =
        cpu_seconds().zip(cpu_before).map(|(after, before)| ((after - before) * 100.0).round() / 100.0);
    summary.peak_memory_bytes = peak_memory_bytes();
    let (kept_index, stop) = ((index, summary.index_file), || options.interrupt.requested().is_some());
    let not_kept = options.kept.and_then(|kept| kept.keep(kept_index, &stop).err());
    summary.not_kept = not_kept.map(|NotKept(why)| why);
    summary.finished_at = (options.now)();
    write_summary(&mut output, &summary)?;
    if let Some(key) = key {
        let state = remembered.sealed(key, &screener.configuration_of_pairs(), (index, entries), output.hashes());
        output.begin(STATE)?;
        output.write(STATE, &state)?;
    }
    if !options.interrupt.begin_publishing() {
        return Err(Error::Interrupted);
    }
    output.publish()?;
    // a run that is repeated is no screening; and what a run found counts, whether or not the next one learns of it
    if let Some(kept) = options.kept.filter(|_| options.replay.is_none()) {
        // whoever could not be waited for a moment ago is not waited for again
        let stop = || options.interrupt.asked_late() || summary.not_kept.is_some();
        summary.not_noted = kept.note(options.input, &summary, &stop).err().map(|NotKept(why)| why);
    }
    Ok(Attempt::Done(Box::new(summary)))
}

/// `run.json`.
fn write_summary(output: &mut OutputFolder, summary: &RunSummary) -> Result<(), Error> {
    let mut manifest = serde_json::to_vec_pretty(summary).unwrap_or_default();
    manifest.push(b'\n');
    output.begin(RUN)?;
    Ok(output.write(RUN, &manifest)?)
}

/// Begins each file with what stands before all rows.
fn begin_files(output: &mut OutputFolder, context: &RunContext, warnings: &[Warning]) -> Result<(), Error> {
    for format in FORMATS {
        let mut head = Vec::new();
        format.head(context, &mut head);
        for warning in warnings {
            format.warning(context, warning, &mut head);
        }
        output.begin(format.file_name())?;
        output.write(format.file_name(), &head)?;
    }
    Ok(())
}

/// Writes the workbook, from the other files and what was counted.
#[cfg(feature = "xlsx")]
fn write_workbook(
    output: &mut OutputFolder,
    summary: &RunSummary,
    screener: &Screener,
    options: &RunOptions,
) -> Result<(), Error> {
    let stop = || options.interrupt.requested().is_some();
    let is_whole = crate::report::write_workbook(output, summary, screener.settings().threshold(), &stop)?;
    is_whole.then_some(()).ok_or(Error::Interrupted)
}

#[cfg(not(feature = "xlsx"))]
fn write_workbook(_: &mut OutputFolder, _: &RunSummary, _: &Screener, _: &RunOptions) -> Result<(), Error> {
    Ok(())
}

/// What changed since the run that is gone on from; `None` where everything is screened. Where searching is cheap it always is.
fn changes(screener: &Screener, options: &RunOptions, entries: &Entries) -> Result<Option<Changes>, Error> {
    match (&options.since.since, &options.since.key) {
        (None, _) => Ok(None),
        (Some(folder), None) => Err(Error::SinceWithoutKey { folder: folder.display().to_string() }),
        (Some(folder), Some(key)) => {
            let changes = state::since(folder, key, &screener.configuration_of_pairs(), entries)?;
            Ok(Some(changes).filter(|_| screener.settings().mode == Mode::Fuzzy))
        }
    }
}

/// A summary of what is known without counting.
fn uncounted(screener: &Screener, options: &RunOptions) -> RunSummary {
    let (index, now) = (screener.index(), (options.now)());
    let catalogue = index.catalogue();
    RunSummary {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        configuration: screener.configuration(),
        run_date: options.run_date,
        started_at: now,
        finished_at: now,
        asked: options.asked.clone(),
        settings: screener.settings().shown().into_iter().collect(),
        input: InputSummary { sha256: Sha256::of(b""), bytes: 0 },
        last_screened: options.kept.and_then(|kept| kept.last_screened(options.input)),
        index: catalogue.content,
        index_file: index.sha256(),
        not_kept: None,
        not_noted: None,
        replay_of: options.replay.map(Replay::sha256),
        lists: catalogue.lists.iter().map(OwnedListSummary::of).collect(),
        rows: 0,
        rejected: 0,
        skipped: 0,
        skipped_by_reason: BTreeMap::default(),
        without_hit: 0,
        with_hit: 0,
        hits: 0,
        discounted: 0,
        alerts: BTreeMap::default(),
        open_since: None,
        decisions: decisions(screener.alerts()),
        since: None,
        not_current: not_current(&catalogue.lists, options),
        hits_by_list: BTreeMap::default(),
        rejects_by_code: BTreeMap::default(),
        warnings_by_code: BTreeMap::default(),
        outputs: BTreeMap::default(),
        threads: 0,
        seconds: 0.0,
        cpu_seconds: None,
        peak_memory_bytes: None,
    }
}

/// What became of the decisions that were handed in, now that all records were screened.
fn decisions(alerts: &AlertBook) -> Option<DecisionsSummary> {
    let decisions = &alerts.decisions;
    if decisions.files().is_empty() {
        return None;
    }
    let against = decisions.against(&alerts.rules, alerts.today);
    let count = |code: ProblemCode| against.iter().filter(|problem| problem.code == code).count() as u64;
    Some(DecisionsSummary {
        sha256: decisions.files().iter().map(|(_, sha256)| *sha256).collect(),
        rows: decisions.rows_read(),
        set_aside: set_aside(&decisions.problems(alerts.today)).len() as u64,
        without_alert: decisions.unmet(),
        id_not_unique: 0,
        id_missing: 0,
        not_confirmed: count(ProblemCode::NotConfirmed),
        expired: count(ProblemCode::Expired),
        not_covered: count(ProblemCode::NotCovered),
    })
}

/// The lists that are older than they may be. Of which nobody knows how old they are may be too.
fn not_current(lists: &[ListInfo], options: &RunOptions) -> Vec<NotCurrent> {
    let Some(max_days) = options.max_list_age else { return Vec::new() };
    let of = |list: &ListInfo| {
        let date = list.date.map(PartialDate::first_day);
        let days = date.map(|date| (options.run_date - date).num_days());
        // a list of tomorrow has a wrong date: nobody knows how old it is
        let is_current = days.is_some_and(|days| (0..=i64::from(max_days)).contains(&days));
        (!is_current).then(|| NotCurrent { list: list.name.clone(), date, days, max_days })
    };
    lists.iter().filter_map(of).collect()
}
