//! The files that one `muster screen` screens, and the folder that the results of each go to.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::tell;
use crate::Error;
use crate::cli::resolved::Screen;
use crate::record;
use crate::report::RUN;
use crate::screening::KEPT_LISTS;

/// How the names of files end that can hold customers; `.gz`, `.zst` and `.zstd` may follow.
const ENDINGS: [&str; 6] = ["csv", "tsv", "txt", "ndjson", "jsonl", "json"];
const PACKED: [&str; 3] = ["gz", "zst", "zstd"];

/// Each file with its folder of results: of one file that of the run; of several a folder in it, called as the file is.
///
/// # Errors
/// Where a folder cannot be read, holds no file of customers, or two files would write to one folder.
pub(super) fn inputs(options: &Screen) -> Result<Vec<(PathBuf, PathBuf)>, Error> {
    if let ([only], false) = (&options.inputs[..], options.recursive) {
        return Ok(vec![(only.clone(), options.out.clone())]);
    }
    let mut named = Vec::new();
    for input in &options.inputs {
        let name = input.file_name().map(PathBuf::from);
        if options.recursive && input.is_dir() {
            // what lies in one folder is called as in it; in several, the folder's name is in front
            let front = name.filter(|_| options.inputs.len() > 1).unwrap_or_default();
            let kept = options.kept.as_ref().map(|kept| kept.folder.as_path());
            let found = walk(input, &[Some(options.out.as_path()), kept])?;
            named.extend(found.into_iter().map(|file| {
                let below = front.join(file.strip_prefix(input).unwrap_or(&file));
                (file, below)
            }));
        } else {
            let name = name.ok_or_else(|| {
                Error::Usage("standard input is screened by itself: leave out the other files, or `-`".to_owned())
            })?;
            named.push((input.clone(), name));
        }
    }
    if named.is_empty() {
        return Err(Error::Usage(
            "there is no file of customers in that folder: they are known by names such as `.csv` and `.ndjson`"
                .to_owned(),
        ));
    }
    let mut taken = HashSet::new();
    for (file, below) in &named {
        if file.as_os_str() == "-" {
            return Err(Error::Usage("standard input is screened by itself: leave out the other files".to_owned()));
        }
        if !taken.insert(below) {
            return Err(Error::Usage(format!(
                "two files are called `{}`, and each needs a folder of its own for its results: screen them one by one",
                below.display()
            )));
        }
    }
    Ok(named.into_iter().map(|(file, below)| (file, options.out.join(below))).collect())
}

/// Files of customers in a folder and those below, sorted; hidden ones and what muster writes are passed over, others are counted.
fn walk(folder: &Path, written: &[Option<&Path>]) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |path: &Path| {
        let file = path.display().to_string();
        move |source| record::Error::Open { file: file.clone(), source }
    };
    let written: Vec<PathBuf> = written.iter().flatten().filter_map(|path| path.canonicalize().ok()).collect();
    let (mut files, mut folders, mut others) = (Vec::new(), vec![folder.to_owned()], 0_u64);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(unreadable(&folder))? {
            let entry = entry.map_err(unreadable(&folder))?;
            // a link to a folder may lead back to one above
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let path = entry.path();
            let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if is_hidden || path.canonicalize().is_ok_and(|path| written.contains(&path)) {
                continue;
            }
            if is_folder {
                // results of earlier runs, and the lists that are kept beside them, are nobody's customers
                let is_written = path.join(RUN).is_file() || path.file_name().is_some_and(|name| name == KEPT_LISTS);
                folders.extend((!is_written).then_some(path));
            } else if path.is_file() && may_hold_customers(&path) {
                files.push(path);
            } else {
                others += 1;
            }
        }
    }
    if others > 0 {
        tell(format_args!(
            "`{}`: {others} files are no CSV or NDJSON by their names and were left out",
            folder.display()
        ));
    }
    files.sort();
    Ok(files)
}

fn may_hold_customers(path: &Path) -> bool {
    let is = |path: &Path, endings: &[&str]| {
        let ending = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
        ending.is_some_and(|ending| endings.contains(&ending.as_str()))
    };
    is(path, &ENDINGS) || is(path, &PACKED) && is(Path::new(path.file_stem().unwrap_or_default()), &ENDINGS)
}
