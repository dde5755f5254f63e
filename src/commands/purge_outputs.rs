//! Folders of results under the policy: they are personal data too, with what `--since` keeps per customer.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::Error;
use crate::report::RUN;
use crate::retention::{Outcome, Policy, output_decision};

/// Folders of results below `root/NAME`, for each name under `outputs` in the policy, whose time is over. A folder without a whole
/// `run.json` is none, and stays.
pub(super) fn due(policy: &Policy, root: &Path, now: DateTime<Utc>) -> Vec<PathBuf> {
    let mut due = Vec::new();
    for name in policy.outputs.keys() {
        let entries = fs::read_dir(root.join(name)).into_iter().flatten().flatten();
        for folder in entries.map(|entry| entry.path()).filter(|path| path.is_dir()) {
            let Some(created) = finished_at(&folder) else { continue };
            let decision = output_decision(name, created, created, policy, now);
            if decision.is_some_and(|decision| decision.outcome == Outcome::Erase) {
                due.push(folder);
            }
        }
    }
    due.sort();
    due
}

/// Removes them: what says that a folder is complete goes first, so that half of one is never taken for a whole.
pub(super) fn remove(folders: &[PathBuf]) -> Result<(), Error> {
    for folder in folders {
        let removed = fs::remove_file(folder.join(RUN)).and_then(|()| fs::remove_dir_all(folder));
        removed.map_err(|source| crate::report::Error::Unwritable { file: folder.display().to_string(), source })?;
    }
    Ok(())
}

fn finished_at(folder: &Path) -> Option<DateTime<Utc>> {
    let run: serde_json::Value = serde_json::from_slice(&fs::read(folder.join(RUN)).ok()?).ok()?;
    run["finishedAt"].as_str()?.parse().ok()
}
