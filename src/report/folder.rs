use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sha2::Digest;
use tempfile::TempDir;

use super::Error;
use crate::files::{create_private, make_private, missing_folders};
use crate::vocabulary::Sha256;

/// The file that says that a folder of results is complete: it is taken away first and put back last.
pub const LAST: &str = "run.json";

/// The files that people decide in.
const DECIDED_IN: [&str; 2] = ["hits.csv", "hits.xlsx"];
/// How the names of folders of results in the making begin.
const WORKING: &str = ".muster-";
/// In such a folder: held by the run that fills it, as long as that lives.
const HELD: &str = ".held";
/// A folder of results in the making that nobody holds is given so long to be held.
const NEW: Duration = Duration::from_secs(60);

/// A folder of results in the making. Files are written to a hidden folder inside it and moved out together at the end;
/// dropped before that, it leaves nothing behind.
pub struct OutputFolder {
    folder: PathBuf,
    /// Folders that were made for it, the deepest first.
    made: Vec<PathBuf>,
    working: Option<TempDir>,
    /// What says that the working folder is not left behind.
    held: Option<File>,
    files: Vec<OutputFile>,
}

/// A file of such a folder.
struct OutputFile {
    name: String,
    file: BufWriter<File>,
    hasher: sha2::Sha256,
}

impl OutputFolder {
    /// Whether a folder can be written to without losing anything, before any work is done.
    ///
    /// # Errors
    /// Where it is not empty (and `force` was not given), is no folder, or has a file in which somebody may have decided.
    pub fn check(folder: &Path, force: bool) -> Result<(), Error> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(Error::NotAFolder { folder: folder.display().to_string() });
            }
            Err(source) => return Err(Error::Unwritable { file: folder.display().to_string(), source }),
        };
        if !force && entries.flatten().any(|entry| !is_left_behind(&entry)) {
            return Err(Error::NotEmpty { folder: folder.display().to_string() });
        }
        let hashes = hashes_of_run(folder);
        let is_altered = |file: &&str| {
            let written = hashes.iter().find(|(name, _)| name == file);
            let found = File::open(folder.join(file)).and_then(Sha256::of_reader);
            written.is_some_and(|(_, sha256)| found.is_ok_and(|found| found.to_string() != *sha256))
        };
        match DECIDED_IN.into_iter().find(is_altered) {
            Some(file) => Err(Error::Altered { folder: folder.display().to_string(), file }),
            None => Ok(()),
        }
    }

    /// Opens a folder for writing; makes it, mode 0700, where it is not there. What a run that was killed left in it is
    /// taken away.
    ///
    /// # Errors
    /// Where it is not empty (and `force` was not given), is no folder, or cannot be written to.
    pub fn create(folder: &Path, force: bool) -> Result<Self, Error> {
        Self::check(folder, force)?;
        let unwritable = |source| Error::Unwritable { file: folder.display().to_string(), source };
        let left = fs::read_dir(folder).into_iter().flatten().flatten().filter(is_left_behind);
        left.for_each(|left| {
            let _ = fs::remove_dir_all(left.path());
        });
        let made = missing_folders(folder);
        if !made.is_empty() {
            make_private(folder).map_err(unwritable)?;
        }
        let mut this = Self { folder: folder.to_owned(), made, working: None, held: None, files: Vec::new() };
        let mut builder = tempfile::Builder::new();
        builder.prefix(WORKING);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let working = builder.tempdir_in(folder).map_err(unwritable)?;
        this.held = Some(hold(working.path()).map_err(unwritable)?);
        this.working = Some(working);
        Ok(this)
    }

    /// The names of the files, and the SHA-256 of what was written to each so far.
    pub fn hashes(&self) -> Vec<(String, Sha256)> {
        let of = |file: &OutputFile| (file.name.clone(), Sha256::from_bytes(file.hasher.clone().finalize().into()));
        self.files.iter().map(of).collect()
    }

    /// Begins a file, mode 0600.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn begin(&mut self, name: &str) -> Result<(), Error> {
        let path = self.working_path(name);
        let file = create_private(&path).map_err(|source| self.unwritable(name, source))?;
        let hasher = sha2::Sha256::new();
        self.files.push(OutputFile { name: name.to_owned(), file: BufWriter::with_capacity(1 << 18, file), hasher });
        Ok(())
    }

    /// Writes to a file that was begun.
    ///
    /// # Errors
    /// Where it cannot be written: no space, for one.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let written = match self.files.iter_mut().find(|file| file.name == name) {
            Some(OutputFile { file, hasher, .. }) => {
                hasher.update(bytes);
                file.write_all(bytes)
            }
            None => Err(io::ErrorKind::NotFound.into()),
        };
        written.map_err(|source| self.unwritable(name, source))
    }

    /// A file that was begun, as far as it is written, to be read.
    ///
    /// # Errors
    /// Where it cannot be written to its end, or opened.
    #[cfg(feature = "xlsx")]
    pub(super) fn reopened(&mut self, name: &str) -> Result<File, Error> {
        let written = match self.files.iter_mut().find(|file| file.name == name) {
            Some(OutputFile { file, .. }) => file.flush(),
            None => Err(io::ErrorKind::NotFound.into()),
        };
        written.and_then(|()| File::open(self.working_path(name))).map_err(|source| self.unwritable(name, source))
    }

    /// Where its files are until they are moved out, which only their owner may look into.
    #[cfg(feature = "xlsx")]
    pub(super) fn working_folder(&self) -> PathBuf {
        self.working_path("")
    }

    /// Syncs all files and moves them into place, `run.json` last.
    ///
    /// # Errors
    /// Where a file cannot be synced or moved.
    pub fn publish(mut self) -> Result<(), Error> {
        let mut files = std::mem::take(&mut self.files);
        for OutputFile { name, file, .. } in &mut files {
            let synced = file.flush().and_then(|()| file.get_ref().sync_all());
            synced.map_err(|source| self.unwritable(name, source))?;
        }
        // what cannot be replaced is noticed before anything is
        if let Some(OutputFile { name, .. }) = files.iter().find(|file| self.folder.join(&file.name).is_dir()) {
            return Err(self.unwritable(name, io::ErrorKind::IsADirectory.into()));
        }
        let earlier = hashes_of_run(&self.folder);
        match fs::remove_file(self.folder.join(LAST)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(self.unwritable(LAST, error)),
            _ => {}
        }
        // what the run before wrote and this one does not is of other customers
        let is_stale = |name: &String| !files.iter().any(|file| file.name == *name);
        for (name, _) in earlier.into_iter().filter(|(name, _)| is_stale(name)) {
            match fs::remove_file(self.folder.join(&name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(self.unwritable(&name, error)),
                _ => {}
            }
        }
        files.sort_by_key(|file| file.name == LAST);
        for OutputFile { name, file, .. } in files {
            drop(file);
            fs::rename(self.working_path(&name), self.folder.join(&name))
                .map_err(|source| self.unwritable(&name, source))?;
        }
        let working = self.working.take();
        let closed = working.map_or(Ok(()), TempDir::close).and_then(|()| File::open(&self.folder)?.sync_all());
        self.made.clear();
        closed.map_err(|source| self.unwritable("", source))
    }

    fn working_path(&self, name: &str) -> PathBuf {
        self.working.as_ref().map_or_else(|| self.folder.clone(), |working| working.path().to_owned()).join(name)
    }

    pub(super) fn unwritable(&self, name: &str, source: io::Error) -> Error {
        Error::Unwritable { file: self.folder.join(name).display().to_string(), source }
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        drop(self.working.take());
        remove_made(&self.made);
    }
}

/// The files that the run in a folder wrote, with the hash of each, as its `run.json` says; none where there is none.
fn hashes_of_run(folder: &Path) -> Vec<(String, String)> {
    let text = fs::read(folder.join(LAST)).unwrap_or_default();
    let run: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
    let outputs = run["outputs"].as_object().into_iter().flatten();
    let plain = outputs.filter(|(name, _)| Path::new(name).file_name().is_some_and(|last| last == name.as_str()));
    plain.filter_map(|(name, sha256)| Some((name.clone(), sha256.as_str()?.to_owned()))).collect()
}

/// Says that a working folder is in use.
fn hold(working: &Path) -> io::Result<File> {
    let new = working.join(".new");
    let held = create_private(&new)?;
    // where the file system knows no locks, nobody can tell that nobody holds it
    let _ = held.try_lock();
    // whoever sees it under its name sees it held
    fs::rename(new, working.join(HELD)).map(|()| held)
}

/// Whether it is a folder of results in the making whose run is gone. In doubt it is not.
fn is_left_behind(entry: &fs::DirEntry) -> bool {
    let is_working = entry.file_name().to_string_lossy().starts_with(WORKING);
    if !is_working || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
        return false;
    }
    match File::options().write(true).open(entry.path().join(HELD)) {
        Ok(held) => held.try_lock().is_ok(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let made = entry.metadata().and_then(|metadata| metadata.modified());
            made.is_ok_and(|made| made.elapsed().is_ok_and(|age| age > NEW))
        }
        Err(_) => false,
    }
}

/// When the run stopped that left nothing in a folder but results in the making; `None` where there is anything else, or it may still go on.
pub fn left_behind_at(folder: &Path) -> Option<DateTime<Utc>> {
    let entries: Vec<_> = fs::read_dir(folder).ok()?.collect::<io::Result<_>>().ok()?;
    let times =
        entries.iter().map(|entry| is_left_behind(entry).then(|| entry.metadata().ok()?.modified().ok()).flatten());
    times.collect::<Option<Vec<_>>>()?.into_iter().max().map(DateTime::from)
}

/// Takes away what an output folder in the making left in `folder`, and the folders in `made` as far as nothing else is in
/// them. For a program that must end at once.
pub fn remove_unfinished(folder: &Path, made: &[PathBuf]) {
    let left = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in left.filter(|entry| entry.file_name().to_string_lossy().starts_with(WORKING)) {
        let _ = fs::remove_dir_all(entry.path());
    }
    remove_made(made);
}

/// Only those that nobody else put something into.
fn remove_made(made: &[PathBuf]) {
    for folder in made {
        let _ = fs::remove_dir(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_appear_together_or_not_at_all() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        let mut output = OutputFolder::create(&folder, false).unwrap();
        output.begin("a").unwrap();
        output.write("a", b"1").unwrap();
        drop(output);
        assert!(!folder.exists());

        let mut output = OutputFolder::create(&folder, false).unwrap();
        output.begin("a").unwrap();
        output.begin(LAST).unwrap();
        output.write("a", b"1").unwrap();
        assert!(!folder.join("a").exists());
        output.publish().unwrap();
        assert_eq!(fs::read(folder.join("a")).unwrap(), b"1");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
    }

    #[test]
    fn what_a_killed_run_left_goes_and_what_a_live_one_writes_stays() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        let mut live = OutputFolder::create(&folder, false).unwrap();
        live.begin("a").unwrap();
        assert!(matches!(OutputFolder::check(&folder, false), Err(Error::NotEmpty { .. })));
        drop(OutputFolder::create(&folder, true).unwrap());
        live.write("a", b"1").unwrap();
        // as if it had been killed: the system lets go of what it held
        let working = live.working.take().unwrap().keep();
        live.made.clear();
        drop(live);
        assert!(working.join("a").exists());
        OutputFolder::check(&folder, false).unwrap();
        let next = OutputFolder::create(&folder, false).unwrap();
        assert!(!working.exists());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(next.working.as_ref().unwrap().path()).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
        }
    }

    #[test]
    fn what_is_there_is_only_replaced_when_asked() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "old").unwrap();
        assert!(matches!(OutputFolder::create(folder.path(), false), Err(Error::NotEmpty { .. })));
        let mut output = OutputFolder::create(folder.path(), true).unwrap();
        output.begin("a").unwrap();
        output.write("a", b"new").unwrap();
        assert_eq!(fs::read(folder.path().join("a")).unwrap(), b"old");
        output.publish().unwrap();
        assert_eq!(fs::read(folder.path().join("a")).unwrap(), b"new");
    }
}
