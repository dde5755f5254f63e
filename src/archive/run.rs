use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::evidence::is_uuid;
use super::index::Index;
use super::pack::{Packed, pack};
use super::{Error, Evidence, Passphrase, SigningKey, private_file, verify};
use crate::files::make_private;
use crate::vocabulary::Sha256;

/// So many archives at most are made durable together.
pub const GROUP: usize = 256;

/// How names end of what is not whole yet.
const PART: &str = ".part";

/// How archives are written.
#[derive(Clone, Default)]
pub struct Options {
    /// Seals them; default: clear.
    pub encrypt: Option<Passphrase>,
    /// Signs them; default: unsigned.
    pub sign: Option<SigningKey>,
}

/// An archive that is there to stay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// As in the evidence.
    pub dossier_id: String,
    /// As in the evidence.
    pub process_id: String,
    /// As in the evidence.
    pub status: String,
    /// Its name in the folder.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Of the file.
    pub sha256: Sha256,
    /// Of the same archive before it was sealed; the same hash where it is not sealed.
    pub clear_sha256: Sha256,
}

/// An archive under a temporary name. Dropped before it is committed, it leaves nothing behind.
#[must_use = "it is only there to stay once it is committed"]
pub struct Part {
    folder: PathBuf,
    written: Written,
    /// Files beside the archive, and the archive last.
    endings: Vec<&'static str>,
    kept: bool,
}

/// A run that writes archives to a folder: [`Run::write`] from as many threads as one likes, [`Run::commit`] group by group,
/// [`Run::finish`].
pub struct Run {
    folder: PathBuf,
    options: Options,
    index: Mutex<Index>,
}

impl Run {
    /// Opens a folder, mode 0700 where it is not there, and removes what a run left that did not come to its end.
    ///
    /// # Errors
    /// Where it cannot be written to, or another run writes there.
    pub fn start(folder: &Path, options: Options) -> Result<Self, Error> {
        let unwritable = |source| Error::Unwritable { file: folder.display().to_string(), source };
        make_private(folder).map_err(unwritable)?;
        let index = Index::begin(folder)?;
        for entry in fs::read_dir(folder).map_err(unwritable)? {
            let entry = entry.map_err(unwritable)?;
            let name = entry.file_name();
            if is_left_over(&name.to_string_lossy()) {
                fs::remove_file(entry.path()).map_err(unwritable)?;
            }
        }
        if let Some(key) = &options.sign {
            key.public().write(&folder.join("muster-evidence.pub"))?;
        }
        Ok(Self { folder: folder.to_owned(), options, index: Mutex::new(index) })
    }

    /// Writes an archive under a temporary name. Images are opened one by one and never held as a whole; the archive is in
    /// memory up to 8 MiB.
    ///
    /// # Errors
    /// Where the evidence holds what must not leave or an image that is not as recorded, and where it cannot be written.
    pub fn write(&self, evidence: Evidence) -> Result<Part, Error> {
        let (dossier_id, process_id) = (evidence.dossier_id.clone(), evidence.process_id.clone());
        let status = evidence.status.clone();
        let Packed { name, mut file, bytes, sha256, clear_sha256 } =
            pack(evidence, &self.folder, self.options.encrypt.as_ref())?;
        let file_name = format!("{name}.zip");
        let written = Written { dossier_id, process_id, status, file: file_name.clone(), bytes, sha256, clear_sha256 };
        let mut part = Part { folder: self.folder.clone(), written, endings: Vec::new(), kept: false };
        part.write(".sha256", &mut format!("{sha256}  {file_name}\n").as_bytes())?;
        if let Some(key) = &self.options.sign {
            let signature = key.sign(&mut file).map_err(|source| part.unwritable("", source))?;
            part.write(".sig", &mut signature.as_bytes())?;
        }
        part.write("", &mut file)?;
        Ok(part)
    }

    /// Makes a group durable: one sync for all, each opened again and every hash in it compared, then renamed, then the folder
    /// synced. What it returns is on the disk, in the order of the parts, and may be noted in a ledger. Beside each archive
    /// there is `<zip>.sha256`, and `<zip>.sig` where it is signed.
    ///
    /// # Errors
    /// Where one of them is not whole or the disk fails; then none of the group counts, and the next run writes it again.
    pub fn commit(&self, mut parts: Vec<Part>) -> Result<Vec<Written>, Error> {
        self.sync(&parts)?;
        parts.par_iter().try_for_each(|part| self.check(part))?;
        for part in &mut parts {
            part.keep()?;
        }
        sync_folder(&self.folder).map_err(|source| self.unwritable(source))?;
        let written: Vec<Written> = parts.iter().map(|part| part.written.clone()).collect();
        self.index.lock().unwrap_or_else(PoisonError::into_inner).add(&written)?;
        Ok(written)
    }

    /// Ends the run: `export-index.csv` is put in place, with a row for each archive in the order of commits; returns its path.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(self) -> Result<PathBuf, Error> {
        self.index.into_inner().unwrap_or_else(PoisonError::into_inner).finish()
    }

    /// One call of the system for the whole group; its cost hardly grows with the number of files.
    #[cfg(target_os = "linux")]
    fn sync(&self, parts: &[Part]) -> Result<(), Error> {
        if let [part] = parts {
            return part.sync();
        }
        let synced = File::open(&self.folder).and_then(|folder| rustix::fs::syncfs(&folder).map_err(io::Error::from));
        synced.map_err(|source| self.unwritable(source))
    }

    #[cfg(not(target_os = "linux"))]
    fn sync(&self, parts: &[Part]) -> Result<(), Error> {
        parts.par_iter().try_for_each(Part::sync)
    }

    fn check(&self, part: &Part) -> Result<(), Error> {
        let path = part.path("", PART);
        let file = File::open(&path).map_err(|source| part.unwritable("", source))?;
        let found = verify::inspect(file, self.options.encrypt.as_ref(), &verify::Checks::default())
            .map_err(|source| part.unwritable("", source))?;
        let problem = found.problems.first().map(|problem| problem.code.as_str());
        let other = (found.sha256 != Some(part.written.sha256)).then_some("other bytes than were written");
        match problem.or(other) {
            Some(problem) => Err(Error::NotWhole { file: path.display().to_string(), problem: problem.to_owned() }),
            None => Ok(()),
        }
    }

    fn unwritable(&self, source: io::Error) -> Error {
        Error::Unwritable { file: self.folder.display().to_string(), source }
    }
}

/// What this program left, and only that: other people's `.part` files are theirs.
fn is_left_over(name: &str) -> bool {
    let ours = [".zip.part", ".zip.sha256.part", ".zip.sig.part"];
    let stem = ours.iter().find_map(|ending| name.strip_suffix(ending));
    stem.and_then(|stem| stem.split_once('_')).is_some_and(|(dossier, process)| is_uuid(dossier) && is_uuid(process))
}

impl Part {
    /// What it will be.
    pub fn written(&self) -> &Written {
        &self.written
    }

    fn path(&self, ending: &str, part: &str) -> PathBuf {
        self.folder.join(format!("{}{ending}{part}", self.written.file))
    }

    fn write(&mut self, ending: &'static str, bytes: &mut dyn io::Read) -> Result<(), Error> {
        let mut file =
            private_file::create(&self.path(ending, PART)).map_err(|source| self.unwritable(ending, source))?;
        self.endings.push(ending);
        io::copy(bytes, &mut file).and_then(|_| file.flush()).map_err(|source| self.unwritable(ending, source))
    }

    fn sync(&self) -> Result<(), Error> {
        self.endings.iter().try_for_each(|ending| {
            let synced = File::open(self.path(ending, PART)).and_then(|file| file.sync_all());
            synced.map_err(|source| self.unwritable(ending, source))
        })
    }

    /// Gives it its names. What an older archive has beside it goes first, so that no archive is ever beside the hash or the
    /// signature of another one.
    fn keep(&mut self) -> Result<(), Error> {
        for ending in [".sha256", ".sig"] {
            match fs::remove_file(self.path(ending, "")) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(self.unwritable(ending, error)),
                _ => {}
            }
        }
        for ending in self.endings.iter().rev() {
            fs::rename(self.path(ending, PART), self.path(ending, ""))
                .map_err(|source| self.unwritable(ending, source))?;
        }
        self.kept = true;
        Ok(())
    }

    fn unwritable(&self, ending: &str, source: io::Error) -> Error {
        Error::Unwritable { file: self.path(ending, "").display().to_string(), source }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.kept {
            for ending in &self.endings {
                let _ = fs::remove_file(self.path(ending, PART));
            }
        }
    }
}

/// A name is only durable when its folder is.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all())
}
