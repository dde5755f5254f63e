//! `export-index.csv`: what a run wrote, one row an archive.

use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use super::run::{Written, sync_folder};
use super::{Error, private_file};
use crate::report::CsvRows;

/// Its name.
const NAME: &str = "export-index.csv";
/// Its name as long as the run goes on; it is also what keeps a second run out of the folder.
const UNFINISHED: &str = "export-index.csv.part";

const COLUMNS: [&str; 6] = ["dossier", "process", "file", "bytes", "sha256", "status"];

/// The index of a run that goes on.
pub(super) struct Index {
    folder: PathBuf,
    file: File,
    finished: bool,
}

impl Index {
    pub(super) fn begin(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(UNFINISHED);
        let unwritable = |source| Error::Unwritable { file: path.display().to_string(), source };
        let mut file = private_file::open_or_create(&path).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Busy { folder: folder.display().to_string() }),
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
        }
        let mut header = Vec::new();
        let mut rows = CsvRows::new(&mut header);
        for column in COLUMNS {
            rows.plain(column);
        }
        rows.end();
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(&header)).map_err(unwritable)?;
        Ok(Self { folder: folder.to_owned(), file, finished: false })
    }

    pub(super) fn add(&mut self, written: &[Written]) -> Result<(), Error> {
        let mut bytes = Vec::new();
        let mut rows = CsvRows::new(&mut bytes);
        for archive in written {
            rows.plain(&archive.dossier_id).plain(&archive.process_id).plain(&archive.file);
            rows.plain(&archive.bytes.to_string()).plain(&archive.sha256.to_string()).foreign(&archive.status);
            rows.end();
        }
        self.file.write_all(&bytes).map_err(|source| self.unwritable(source))
    }

    pub(super) fn finish(mut self) -> Result<PathBuf, Error> {
        let path = self.folder.join(NAME);
        let renamed = |file: &mut File| -> io::Result<()> {
            file.sync_all()?;
            fs::rename(self.folder.join(UNFINISHED), &path)?;
            sync_folder(&self.folder)
        };
        renamed(&mut self.file).map_err(|source| Error::Unwritable { file: path.display().to_string(), source })?;
        self.finished = true;
        Ok(path)
    }

    fn unwritable(&self, source: io::Error) -> Error {
        Error::Unwritable { file: self.folder.join(UNFINISHED).display().to_string(), source }
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_file(self.folder.join(UNFINISHED));
        }
    }
}
