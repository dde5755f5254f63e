//! Folders of results under the policy: they are personal data too, with what `--since` keeps per customer.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::tell;
use crate::Error;
use crate::report::{RUN, left_behind_at};
use crate::retention::{Outcome, OutputItem, Policy, output_decision};

/// How many folders below the named one results may lie.
const DEEPEST: u32 = 3;
/// How the names of folders begin that are being removed: no folder of results has such a name.
const GOING: &str = ".muster-going-";

/// Folders of results below `root/NAME`, for each name under `outputs` in the policy, whose time is over; those that a run left behind when it
/// was killed too. Any other folder without a whole `run.json` is none, and stays. What cannot be looked into is told.
pub(super) fn due(policy: &Policy, root: &Path, now: DateTime<Utc>) -> Vec<OutputItem> {
    let mut due = Vec::new();
    for (name, class) in &policy.outputs {
        let top = root.join(name);
        if let Err(error) = fs::read_dir(&top) {
            let what = "named under `outputs` in the policy, cannot be looked into";
            tell(format_args!("`{}`, {what} ({error}): nothing in it goes", top.display()));
        }
        for folder in runs(&top) {
            let Some(finished_at) = finished_at(&folder).or_else(|| left_behind_at(&folder)) else {
                tell(format_args!("`{}` has results whose end nobody can tell: look at its `{RUN}`", folder.display()));
                continue;
            };
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
    let tops = policy.outputs.keys().map(|name| root.join(name));
    // a named folder that was itself one of results is beside its place now
    let beside = |top: &Path| Some(top.with_file_name(format!("{GOING}{}", top.file_name()?.to_string_lossy())));
    let tops: Vec<PathBuf> = tops.flat_map(|top| [beside(&top), Some(top)]).flatten().collect();
    for folder in tops.iter().flat_map(|top| find(top, DEEPEST + 1, &is_going)).filter(|folder| folder.is_dir()) {
        fs::remove_dir_all(&folder).map_err(|source| unwritable(&folder, source))?;
    }
    Ok(())
}

/// Folders of results in a folder, which may be one itself.
fn runs(folder: &Path) -> Vec<PathBuf> {
    let is_run = |folder: &Path| folder.join(RUN).is_file() || left_behind_at(folder).is_some();
    // one that is being removed is none, and neither is anything in it
    let mut found = find(folder, DEEPEST, &|folder| is_going(folder) || is_run(folder));
    found.retain(|folder| !is_going(folder));
    found
}

/// The outermost folders that are such, of a folder and those below it.
fn find(folder: &Path, deepest: u32, is_such: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    if is_such(folder) {
        return vec![folder.to_owned()];
    }
    if deepest == 0 {
        return Vec::new();
    }
    folders(folder).flat_map(|folder| find(&folder, deepest - 1, is_such)).collect()
}

fn folders(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path())
}

/// Whether it is being removed.
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
