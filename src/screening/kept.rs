//! What is kept so that a run can be repeated, and "which list was that?" answered: each index under its hash, and a line
//! about each run. No personal data: a file of customers stands there as the hash of its path.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::files::{append_private, make_private, open_private, write_whole};
use crate::index::Index;
use crate::report::{LastScreened, RunSummary};
use crate::vocabulary::{Period, Sha256};

/// The name of the folder that lists are kept in, beside that of the results, where none is configured.
pub const FOLDER: &str = "kept-lists";
/// A line a run.
const RUNS: &str = "runs.ndjson";
/// Held by whoever writes.
const LOCK: &str = ".lock";
/// How a kept index ends.
const INDEX: &str = "midx";
/// How the names of files in the making begin.
const WORKING: &str = ".muster-";

/// The folder in which indexes are kept.
#[derive(Clone, PartialEq, Debug)]
pub struct KeptLists {
    /// The folder.
    pub folder: PathBuf,
    /// How long, counted from the last run that used one.
    pub keep: Period,
}

/// A line of `runs.ndjson`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    #[serde(flatten)]
    what: LastScreened,
    /// SHA-256 of the absolute path of the customers.
    input: Option<Sha256>,
    /// SHA-256 over all content of the index.
    index: Sha256,
    /// SHA-256 of the index file, under which it is kept.
    index_file: Option<Sha256>,
    /// The last day on which the line, and what it names, is kept: other runs in the same folder may keep theirs for less.
    keep_until: Option<NaiveDate>,
}

/// How long one waits for another run that writes to the folder.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often one looks whether it is done.
const EACH: Duration = Duration::from_millis(50);

impl KeptLists {
    /// Ten years, as the United States ask for records of sanctions screening (31 CFR 501.601).
    pub const KEEP: Period = Period::Months(120);

    /// The folder that is meant where none is configured: beside a folder of results.
    pub fn beside(results: &Path) -> PathBuf {
        let results = std::path::absolute(results).unwrap_or_else(|_| results.to_owned());
        results.parent().unwrap_or(&results).join(FOLDER)
    }

    /// Where an index file of this hash is, or would be.
    pub fn path(&self, file: Sha256) -> PathBuf {
        self.folder.join(format!("{file}.{INDEX}"))
    }

    /// Keeps an index; it is copied, so that nobody who writes over the original changes it. `file` is the hash of its bytes.
    ///
    /// # Errors
    /// Where the folder cannot be written to.
    pub(super) fn keep(&self, (index, file): (&Index, Sha256), stop: &dyn Fn() -> bool) -> Result<(), NotKept> {
        let path = self.path(file);
        if Index::open(&path).as_ref().is_ok_and(|kept| kept.is_the_same_as(index)) {
            // where its lines are lost, the file itself says when it was last used
            let _ = File::options().write(true).open(&path).and_then(|kept| kept.set_modified(SystemTime::now()));
            return Ok(());
        }
        let _held = self.held(stop)?;
        index.write(&path).map_err(|error| match error {
            crate::index::Error::Unwritable { source, .. } => NotKept::unwritable(&source),
            _ => NotKept::unwritable(&io::ErrorKind::Other.into()),
        })
    }

    /// When a file of customers was last screened, and against what.
    pub(super) fn last_screened(&self, input: &Path) -> Option<LastScreened> {
        let input = hash_of_path(input)?;
        let of_input = self.lines().into_iter().filter_map(|line| line.run).filter(|run| run.input == Some(input));
        of_input.max_by_key(|run| run.what.finished_at).map(|run| run.what)
    }

    /// Adds a line about a run that is done, then takes away what is over.
    ///
    /// # Errors
    /// Where the folder cannot be written to.
    pub(super) fn note(&self, input: &Path, summary: &RunSummary, stop: &dyn Fn() -> bool) -> Result<(), NotKept> {
        let today = summary.finished_at.date_naive();
        let line = Run {
            what: LastScreened::of(summary),
            input: hash_of_path(input),
            index: summary.index,
            index_file: Some(summary.index_file),
            keep_until: self.keep.after(today),
        };
        let _held = self.held(stop)?;
        self.append(&line).and_then(|()| self.prune(today)).map_err(|error| NotKept::unwritable(&error))
    }

    /// Waits until nobody else writes to the folder, and keeps others from it.
    fn held(&self, stop: &dyn Fn() -> bool) -> Result<File, NotKept> {
        let unwritable = |error: io::Error| NotKept::unwritable(&error);
        make_private(&self.folder).map_err(unwritable)?;
        let lock = open_private(File::options().create(true).truncate(false).write(true), &self.folder.join(LOCK));
        let (lock, begun) = (lock.map_err(unwritable)?, Instant::now());
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::Error(error)) => return Err(unwritable(error)),
                Err(TryLockError::WouldBlock) if stop() || begun.elapsed() >= PATIENCE => {
                    return Err(NotKept("another program holds its `.lock`".to_owned()));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(EACH),
            }
        }
    }

    fn append(&self, run: &Run) -> io::Result<()> {
        let path = self.folder.join(RUNS);
        let mut file = append_private(&path)?;
        // a line that was cut off by a crash stays alone
        let is_cut = fs::read(&path)?.last().is_some_and(|last| *last != b'\n');
        let line = serde_json::to_string(run).map_err(io::Error::other)?;
        file.write_all(format!("{}{line}\n", if is_cut { "\n" } else { "" }).as_bytes())?;
        file.sync_all()
    }

    /// Takes away lines that are over, indexes that none of the others names, and what a run that was killed left behind.
    fn prune(&self, today: NaiveDate) -> io::Result<()> {
        let mut lines = self.lines();
        let before = lines.len();
        // a line that cannot be read, such as one of a later version, says nothing of when it is over, nor which index it names
        let is_over =
            |line: &Line| line.run.as_ref().is_some_and(|run| self.end_of(run).is_some_and(|end| end < today));
        lines.retain(|line| !is_over(line));
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with(WORKING) && path.is_file() {
                // whoever writes holds the lock, as this run does now
                fs::remove_file(&path)?;
                continue;
            }
            let hash = path.file_stem().and_then(|stem| stem.to_string_lossy().into_owned().try_into().ok());
            let Some(hash) = hash.filter(|_: &Sha256| path.extension().is_some_and(|kind| kind == INDEX)) else {
                continue;
            };
            let last_used: DateTime<Utc> = entry.metadata()?.modified()?.into();
            let is_old = self.keep.after(last_used.date_naive()).is_some_and(|end| end < today);
            if is_old && lines.iter().all(|line| line.run.as_ref().is_some_and(|run| !run.names(hash))) {
                fs::remove_file(&path)?;
            }
        }
        if lines.len() < before {
            let kept: Vec<u8> = lines.into_iter().flat_map(|line| line.bytes.into_iter().chain([b'\n'])).collect();
            write_whole(&self.folder.join(RUNS), &kept)?;
        }
        Ok(())
    }

    /// The last day on which a line is kept; one that does not say it for as long as is usual, or as is asked for now.
    fn end_of(&self, run: &Run) -> Option<NaiveDate> {
        let done = run.what.finished_at.date_naive();
        run.keep_until.or_else(|| Some(self.keep.after(done)?.max(Self::KEEP.after(done)?)))
    }

    /// All lines.
    fn lines(&self) -> Vec<Line> {
        let text = fs::read(self.folder.join(RUNS)).unwrap_or_default();
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| Line { run: serde_json::from_slice(line).ok(), bytes: line.to_vec() }).collect()
    }
}

/// A line as it stands there, and what it says where that can be read.
struct Line {
    bytes: Vec<u8>,
    run: Option<Run>,
}

impl Run {
    fn names(&self, file: Sha256) -> bool {
        self.index == file || self.index_file == Some(file)
    }
}

/// Why something was not kept: without a path, for `run.json`.
#[derive(Debug)]
pub(super) struct NotKept(pub String);

impl NotKept {
    fn unwritable(error: &io::Error) -> Self {
        // what the system says beside the kind may hold a path
        Self(format!("it cannot be written to ({})", error.kind()))
    }
}

/// `None` for standard input.
fn hash_of_path(input: &Path) -> Option<Sha256> {
    let path = fs::canonicalize(input).ok().filter(|_| input != Path::new("-"))?;
    Some(Sha256::of(path.as_os_str().as_encoded_bytes()))
}
