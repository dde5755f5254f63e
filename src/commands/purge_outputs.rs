//! Folders of results under the policy: they are personal data too, with what `--since` keeps per customer.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::Error;
use crate::report::RUN;
use crate::retention::{Outcome, OutputItem, Policy, output_decision};

/// How the names of folders begin that are being removed: no folder of results has such a name.
const GOING: &str = ".muster-going-";

/// Folders of results below `root/NAME`, for each name under `outputs` in the policy, whose time is over. A folder without a whole
/// `run.json` is none, and stays.
pub(super) fn due(policy: &Policy, root: &Path, now: DateTime<Utc>) -> Vec<OutputItem> {
    let mut due = Vec::new();
    for (name, class) in &policy.outputs {
        for folder in folders(&root.join(name)).filter(|folder| !is_going(folder)) {
            let Some(finished_at) = finished_at(&folder) else { continue };
            let Some(decision) = output_decision(name, finished_at, finished_at, policy, now) else { continue };
            if decision.outcome == Outcome::Erase {
                let folder = folder.strip_prefix(root).unwrap_or(&folder).to_string_lossy().into_owned();
                due.push(OutputItem { folder, class: class.clone(), finished_at, due_from: decision.due_from });
            }
        }
    }
    due.sort_by(|a, b| a.folder.cmp(&b.folder));
    due
}

/// Removes them, and what a run that was killed had begun to remove. A folder is renamed first: half of one is never taken for a
/// whole, and is always found again.
pub(super) fn remove(policy: &Policy, root: &Path, items: &[OutputItem]) -> Result<(), Error> {
    for item in items {
        let folder = root.join(&item.folder);
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let going = folder.with_file_name(format!("{GOING}{name}"));
        fs::rename(&folder, going).map_err(|source| unwritable(&folder, source))?;
    }
    for folder in policy.outputs.keys().flat_map(|name| folders(&root.join(name))).filter(|folder| is_going(folder)) {
        fs::remove_dir_all(&folder).map_err(|source| unwritable(&folder, source))?;
    }
    Ok(())
}

fn folders(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path())
}

fn is_going(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(GOING))
}

fn unwritable(folder: &Path, source: io::Error) -> Error {
    crate::report::Error::Unwritable { file: folder.display().to_string(), source }.into()
}

fn finished_at(folder: &Path) -> Option<DateTime<Utc>> {
    let run: serde_json::Value = serde_json::from_slice(&fs::read(folder.join(RUN)).ok()?).ok()?;
    run["finishedAt"].as_str()?.parse().ok()
}
