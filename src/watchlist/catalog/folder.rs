use std::fs;
use std::path::{Path, PathBuf};

use super::super::Error;
use super::super::fetch::{Fetched, RECORD};
use super::super::sources::SOURCES;
use super::ListSpec;

/// How many folders deep publications are looked for.
const DEEPEST: u32 = 3;

/// The publications of a folder.
#[derive(Clone, Debug, Default)]
pub struct FolderSpecs {
    /// What was recognised, in the order of the paths.
    pub specs: Vec<ListSpec>,
    /// Files that no kind recognises, but for hidden ones: whoever screens by the folder should hear of them.
    pub unrecognised: Vec<PathBuf>,
}

/// Looks for publications in a folder, three folders deep, and tells their kinds by names and first bytes.
/// A folder that is itself a publication (OFAC's CSV) gives all that it holds. What `muster lists fetch` put there has the kind, name
/// and list types of its source.
///
/// # Errors
/// Where a folder cannot be read.
pub fn specs_of_folder(folder: &Path) -> Result<FolderSpecs, Error> {
    let mut found = FolderSpecs::default();
    walk(folder, 0, &mut found)?;
    tell_apart(folder, &mut found.specs);
    Ok(found)
}

/// No two lists may have one name: rules, alerts and the guard against shrinking know lists by it. The first in the order
/// of the paths keeps it, the others get their paths in brackets: `OFAC SDN (xml/SDN.XML)`.
fn tell_apart(folder: &Path, specs: &mut [ListSpec]) {
    let mut names: Vec<String> = Vec::with_capacity(specs.len());
    for spec in specs {
        let name = spec.list_name();
        if names.contains(&name) {
            let path = spec.path.strip_prefix(folder).unwrap_or(&spec.path);
            spec.name = Some(format!("{name} ({})", path.display()));
        }
        names.push(spec.list_name());
    }
}

fn walk(folder: &Path, depth: u32, found: &mut FolderSpecs) -> Result<(), Error> {
    let unreadable = |source| Error::unreadable(folder, source);
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut paths = entries.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    paths.sort();
    // what was fetched is what it was fetched as
    let fetched = Fetched::read(folder).and_then(|fetched| Some((fetched.spec(folder)?, fetched)));
    let was_fetched = |name: &str| match &fetched {
        Some((_, fetched)) => name == RECORD || fetched.files.iter().any(|file| file.file == name),
        None => false,
    };
    found.specs.extend(fetched.iter().map(|(spec, _)| spec.clone()));
    let whole: Vec<_> = SOURCES.iter().filter(|kind| fetched.is_none() && (kind.recognises)(folder)).collect();
    found.specs.extend(whole.iter().map(|kind| ListSpec::new(kind, folder)));
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        if name.starts_with('.') || was_fetched(&name) {
            continue;
        }
        if path.is_dir() {
            if depth < DEEPEST {
                walk(&path, depth + 1, found)?;
            }
            continue;
        }
        match SOURCES.iter().find(|kind| (kind.recognises)(&path)) {
            Some(kind) => found.specs.push(ListSpec::new(kind, path)),
            // the files of a publication that is a folder
            None if !whole.is_empty() && path.extension().is_some_and(|ending| ending == "csv") => {}
            None => found.unrecognised.push(path),
        }
    }
    Ok(())
}
