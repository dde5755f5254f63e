//! What is kept so that a run can be repeated, and "which list was that?" answered: each index under its hash, and a line
//! about each run. No personal data: a file of customers stands there as the hash of its path.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Error;
use crate::files::{make_private, write_whole};
use crate::index::Index;
use crate::report::{LastScreened, RunSummary};
use crate::vocabulary::{Period, Sha256};

/// The folder's name, beside the folder of results, where none is configured.
const FOLDER: &str = "kept-lists";
/// A line a run.
const RUNS: &str = "runs.ndjson";
/// Held by whoever writes.
const LOCK: &str = ".lock";
/// How a kept index ends.
const INDEX: &str = "midx";

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
    index: Sha256,
}

impl KeptLists {
    /// Ten years, as the United States ask for records of sanctions screening (31 CFR 501.601).
    pub const KEEP: Period = Period::Months(120);

    /// The folder that is meant where none is configured: beside a folder of results.
    pub fn beside(results: &Path) -> PathBuf {
        let results = std::path::absolute(results).unwrap_or_else(|_| results.to_owned());
        results.parent().unwrap_or(&results).join(FOLDER)
    }

    /// Where an index of this hash is, or would be.
    pub fn path(&self, content: Sha256) -> PathBuf {
        self.folder.join(format!("{content}.{INDEX}"))
    }

    /// Keeps an index; it is copied, so that nobody who writes over the original changes it.
    ///
    /// # Errors
    /// Where the folder cannot be written to.
    pub(super) fn keep(&self, index: &Index) -> Result<(), Error> {
        let content = index.catalogue().content;
        let path = self.path(content);
        let is_kept = |kept: &Index| kept.catalogue().content == content && kept.size() == index.size();
        if Index::open(&path).as_ref().is_ok_and(is_kept) {
            return Ok(());
        }
        make_private(&self.folder).map_err(|source| self.unwritable(source))?;
        Ok(index.write(&path)?)
    }

    /// When a file of customers was last screened, and against what.
    pub(super) fn last_screened(&self, input: &Path) -> Option<LastScreened> {
        let input = hash_of_path(input)?;
        let of_input = self.runs().into_iter().filter(|run| run.input == Some(input));
        of_input.max_by_key(|run| run.what.finished_at).map(|run| run.what)
    }

    /// Adds a line about a run that is done, and takes away what was last used too long ago.
    ///
    /// # Errors
    /// Where the folder cannot be written to.
    pub(super) fn note(&self, input: &Path, summary: &RunSummary) -> Result<(), Error> {
        let line = Run { what: LastScreened::of(summary), input: hash_of_path(input), index: summary.index };
        make_private(&self.folder)
            .and_then(|()| self.note_alone(&line, summary.finished_at))
            .map_err(|source| self.unwritable(source))
    }

    fn note_alone(&self, line: &Run, now: DateTime<Utc>) -> io::Result<()> {
        let lock = File::options().create(true).truncate(false).write(true).open(self.folder.join(LOCK))?;
        lock.lock()?;
        let (today, mut runs) = (now.date_naive(), self.runs());
        let before = runs.len();
        runs.retain(|run| !self.is_over(run.what.finished_at.date_naive(), today));
        if runs.len() < before {
            let lines: String = runs.iter().map(written).collect();
            write_whole(&self.folder.join(RUNS), lines.as_bytes())?;
            self.remove_unused(&runs, today)?;
        }
        let mut file = File::options().create(true).append(true).open(self.folder.join(RUNS))?;
        // a line that was cut off by a crash stays alone
        let is_cut = fs::read(self.folder.join(RUNS))?.last().is_some_and(|last| *last != b'\n');
        let line = format!("{}{}", if is_cut { "\n" } else { "" }, written(line));
        file.write_all(line.as_bytes())?;
        file.sync_all()
    }

    /// Removes indexes that no run within the period used.
    fn remove_unused(&self, runs: &[Run], today: NaiveDate) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let path = entry.path();
            let hash = path.file_stem().and_then(|stem| stem.to_string_lossy().into_owned().try_into().ok());
            let Some(hash) = hash.filter(|_: &Sha256| path.extension().is_some_and(|kind| kind == INDEX)) else {
                continue;
            };
            // where the lines were lost, the file itself says when it was written
            let written: DateTime<Utc> = entry.metadata()?.modified()?.into();
            if runs.iter().all(|run| run.index != hash) && self.is_over(written.date_naive(), today) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    fn is_over(&self, used: NaiveDate, today: NaiveDate) -> bool {
        self.keep.after(used).is_some_and(|end| end < today)
    }

    /// All lines that can be read.
    fn runs(&self) -> Vec<Run> {
        let text = fs::read(self.folder.join(RUNS)).unwrap_or_default();
        text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
    }

    fn unwritable(&self, source: io::Error) -> Error {
        crate::report::Error::Unwritable { file: self.folder.display().to_string(), source }.into()
    }
}

fn written(run: &Run) -> String {
    serde_json::to_string(run).unwrap_or_default() + "\n"
}

/// `None` for standard input.
fn hash_of_path(input: &Path) -> Option<Sha256> {
    let path = fs::canonicalize(input).ok().filter(|_| input != Path::new("-"))?;
    Some(Sha256::of(path.as_os_str().as_encoded_bytes()))
}
