//! The files that one `muster screen` screens, and the folder that the results of each go to.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::endings::{has_ending, is_called_a_workbook, is_called_packed};
use super::tell;
use crate::Error;
use crate::cli::resolved::Screen;
use crate::record::{self, first_of};
use crate::report::RUN;
use crate::screening::KEPT_LISTS;

/// How the names of files end that can hold customers; `.gz`, `.zst` and `.zstd` may follow.
const ENDINGS: [&str; 6] = ["csv", "tsv", "txt", "ndjson", "jsonl", "json"];

/// What is screened.
pub(super) struct Inputs {
    /// Each file with its folder of results: of one file that of the run; of several a folder in it, called as the file is.
    pub files: Vec<(PathBuf, PathBuf)>,
    /// Folders that cannot be read, told already: nobody knows who is in them.
    pub unread_folders: u64,
}

/// Finds the files, and where the results of each go.
///
/// # Errors
/// Where there is no file of customers, or two would write to one folder.
pub(super) fn inputs(options: &Screen) -> Result<Inputs, Error> {
    let mut unread_folders = 0;
    let folder = options.inputs.iter().find(|input| options.store.is_none() && !options.recursive && input.is_dir());
    if let Some(folder) = folder {
        tell("`--recursive` screens all files that are in a folder");
        return Err(record::Error::Directory { file: folder.display().to_string() }.into());
    }
    if let ([only], false) = (&options.inputs[..], options.recursive) {
        return Ok(Inputs { files: vec![(only.clone(), options.out.clone())], unread_folders });
    }
    let mut named = Vec::new();
    for input in &options.inputs {
        let name = input.file_name().map(PathBuf::from);
        if options.recursive && input.is_dir() {
            // what lies in one folder is called as in it; in several, the folder's name is in front
            let front = name.filter(|_| options.inputs.len() > 1).unwrap_or_default();
            let kept = options.kept.as_ref().map(|kept| kept.folder.as_path());
            if input.join(RUN).is_file() {
                return Err(Error::Usage(format!(
                    "`{}` is a folder of results: name the folder of the customers",
                    input.display()
                )));
            }
            let found = walk(input, &[Some(options.out.as_path()), kept]);
            unread_folders += found.unread_folders;
            named.extend(found.files.into_iter().map(|file| {
                let below = front.join(file.strip_prefix(input).unwrap_or(&file));
                (file, below)
            }));
        } else {
            let name = name.ok_or_else(|| {
                Error::Usage(format!("`{}` has no name to call its results by: name a file", input.display()))
            })?;
            named.push((input.clone(), name));
        }
    }
    if named.is_empty() && unread_folders == 0 {
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
    let files = named.into_iter().map(|(file, below)| (file, options.out.join(below))).collect();
    Ok(Inputs { files, unread_folders })
}

/// What a folder and those below hold.
#[derive(Default)]
struct Found {
    files: Vec<PathBuf>,
    others: Vec<PathBuf>,
    unread_folders: u64,
}

/// Files of customers in a folder and those below, sorted; hidden ones and what muster writes are passed over, others are named.
fn walk(folder: &Path, written: &[Option<&Path>]) -> Found {
    let written: Vec<PathBuf> = written.iter().flatten().filter_map(|path| path.canonicalize().ok()).collect();
    let (mut found, mut folders) = (Found::default(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).and_then(Iterator::collect::<Result<Vec<fs::DirEntry>, _>>);
        let entries = entries.unwrap_or_else(|source| {
            tell(record::Error::Open { file: folder.display().to_string(), source });
            found.unread_folders += 1;
            Vec::new()
        });
        for entry in entries {
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
            } else if fs::metadata(&path).map_or(true, |entry| entry.is_file()) && may_hold_customers(&path) {
                found.files.push(path);
            } else {
                found.others.push(path);
            }
        }
    }
    found.files.sort();
    found.others.sort();
    if !found.others.is_empty() {
        let names =
            found.others.iter().map(|path| format!("`{}`", path.strip_prefix(folder).unwrap_or(path).display()));
        tell(format_args!("`{}`: left out, no CSV or NDJSON by name and kind: {}", folder.display(), first_of(names)));
    }
    found
}

/// A workbook may hold them too, and says when it is opened what to do.
fn may_hold_customers(path: &Path) -> bool {
    let is_packed = is_called_packed(path) && has_ending(Path::new(path.file_stem().unwrap_or_default()), &ENDINGS);
    is_packed || has_ending(path, &ENDINGS) || is_called_a_workbook(path)
}
