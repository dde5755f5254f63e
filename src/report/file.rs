use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Error;

/// Writes a file under a temporary name, syncs it and renames it: it is there as a whole or not at all. Mode 0600; an older
/// one is replaced.
///
/// # Errors
/// Where it cannot be written; nothing is left behind then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let unwritable = |source| Error::Unwritable { file: path.display().to_string(), source };
    if path.is_dir() {
        return Err(unwritable(std::io::ErrorKind::IsADirectory.into()));
    }
    // a link is followed, and what is no file, such as a pipe, is written to and stays what it is
    let path = &fs::canonicalize(path).or_else(|_| target_of(path)).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        let mut target = File::options().write(true).open(path).map_err(unwritable)?;
        return target.write_all(bytes).and_then(|()| target.flush()).map_err(unwritable);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".muster-").tempfile_in(folder).map_err(unwritable)?;
    file.write_all(bytes).map_err(unwritable)?;
    file.as_file().sync_all().map_err(unwritable)?;
    file.persist(path).map_err(|error| unwritable(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unwritable)
}

/// Where a link leads to that has nothing at its end yet.
fn target_of(link: &Path) -> std::io::Result<PathBuf> {
    let target = fs::read_link(link)?;
    Ok(link.parent().map_or_else(|| target.clone(), |folder| folder.join(&target)))
}
