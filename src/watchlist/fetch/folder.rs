use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tempfile::TempDir;

use super::super::Error;
use crate::files::{make_private, open_private, sync_folder};

/// Held while somebody fetches.
const LOCK: &str = ".lock";
/// How the names of folders in the making begin.
const WORKING: &str = ".fetch-";
/// How the name of a folder begins that is about to be replaced, where two cannot change places.
const BEFORE: &str = ".before-";

/// A folder of publications, one folder a source, that one process at a time fetches into.
pub struct PublicationFolder {
    path: PathBuf,
    _lock: File,
    publishing: Arc<Mutex<()>>,
}

/// Takes away what is unfinished in a folder, and lets nothing be finished any more.
pub struct CleanUp {
    path: PathBuf,
    publishing: Weak<Mutex<()>>,
}

impl PublicationFolder {
    /// Opens a folder; makes it, mode 0700, where it is not there. What one that was killed left is mended or taken away.
    ///
    /// # Errors
    /// Where another process is at work in it, or it cannot be written to.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let unwritable = |source| Error::unwritable(path, source);
        make_private(path).map_err(unwritable)?;
        let lock = open_private(File::options().create(true).truncate(false).write(true), &path.join(LOCK));
        let lock = lock.map_err(unwritable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Busy { folder: path.display().to_string() }),
            Err(TryLockError::Error(source)) => return Err(unwritable(source)),
        }
        take_unfinished_away(path).map_err(unwritable)?;
        Ok(Self { path: path.to_owned(), _lock: lock, publishing: Arc::default() })
    }

    /// Where a source's files are.
    pub fn of(&self, source: &str) -> PathBuf {
        self.path.join(source)
    }

    /// For whoever has to end the program while it is at work.
    pub fn clean_up(&self) -> CleanUp {
        CleanUp { path: self.path.clone(), publishing: Arc::downgrade(&self.publishing) }
    }

    /// A folder in which a source's files are gathered; dropped, it is gone.
    pub(super) fn working(&self) -> Result<TempDir, Error> {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        builder.prefix(WORKING).tempdir_in(&self.path).map_err(|source| Error::unwritable(&self.path, source))
    }

    /// Puts a folder of files that are synced in the place of a source's, all at once.
    pub(super) fn publish(&self, working: &TempDir, source: &str) -> Result<(), Error> {
        let home = self.of(source);
        let unwritable = |source| Error::unwritable(&home, source);
        let _publishing = self.publishing.lock().unwrap_or_else(PoisonError::into_inner);
        sync_folder(working.path()).map_err(unwritable)?;
        if !home.exists() || change_places(working.path(), &home).is_err() {
            let before = self.path.join(format!("{BEFORE}{source}"));
            if home.exists() {
                fs::rename(&home, &before).map_err(unwritable)?;
            }
            fs::rename(working.path(), &home)
                .inspect_err(|_| {
                    let _ = fs::rename(&before, &home);
                })
                .map_err(unwritable)?;
            // what stays is taken away by the next one
            let _ = fs::remove_dir_all(before);
        }
        sync_folder(&self.path).map_err(unwritable)
    }
}

impl CleanUp {
    /// Takes it away and calls `end`, which ends the program, as long as the folder is open: after that there is nothing unfinished, and
    /// somebody else at work.
    pub fn and_end(&self, end: &dyn Fn()) {
        let Some(publishing) = self.publishing.upgrade() else { return };
        let _publishing = publishing.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = take_unfinished_away(&self.path);
        end();
    }
}

fn take_unfinished_away(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(source) = name.strip_prefix(BEFORE).filter(|source| !folder.join(source).exists()) {
            fs::rename(&path, folder.join(source))?;
        } else if name.starts_with(BEFORE) || name.starts_with(WORKING) {
            fs::remove_dir_all(&path)?;
        }
    }
    Ok(())
}

/// Two folders at once, so that at no moment there is none.
#[cfg(target_os = "linux")]
fn change_places(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn change_places(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_behind_is_mended_or_taken_away() {
        let folder = TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in [".before-un", ".before-eu", "eu", ".fetch-x", "own"] {
            fs::create_dir(path(name)).unwrap();
            fs::write(path(name).join("list"), name).unwrap();
        }
        let open = PublicationFolder::open(folder.path()).unwrap();
        let said = |name: &str| fs::read_to_string(path(name).join("list")).unwrap();
        assert_eq!((said("un").as_str(), said("eu").as_str(), said("own").as_str()), (".before-un", "eu", "own"));
        assert!(![".before-un", ".before-eu", ".fetch-x"].iter().any(|name| path(name).exists()));
        assert!(matches!(PublicationFolder::open(folder.path()), Err(Error::Busy { .. })));
        let clean_up = open.clean_up();
        drop(open);
        clean_up.and_end(&|| unreachable!("whoever is at work now is not ended"));
        assert!(PublicationFolder::open(folder.path()).is_ok());
    }

    #[test]
    fn a_folder_is_replaced_as_a_whole() {
        let folder = TempDir::new().unwrap();
        let open = PublicationFolder::open(folder.path()).unwrap();
        for text in ["first", "second"] {
            let working = open.working().unwrap();
            fs::write(working.path().join(text), text).unwrap();
            open.publish(&working, "un").unwrap();
            drop(working);
            assert_eq!(fs::read_dir(open.of("un")).unwrap().count(), 1);
            assert_eq!(fs::read_to_string(open.of("un").join(text)).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
