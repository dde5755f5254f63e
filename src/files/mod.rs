//! Files and folders that are there as a whole or not at all, and that only their owner may read.
//!
//! Comes in: a path and bytes. Goes out: the file, synced. Does not belong here: what is in it.

#![forbid(unsafe_code)]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file under a temporary name, syncs it and renames it: it is there as a whole or not at all. Mode 0600; an older
/// one is replaced.
///
/// # Errors
/// Where it cannot be written; nothing is left behind then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_by(path, |out| out.write_all(bytes))
}

/// The same of what is written piece by piece.
///
/// # Errors
/// Where it cannot be written, or `write` fails; nothing is left behind then.
pub fn write_by<E: From<io::Error>>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<(), E>) -> Result<(), E> {
    write_with(path, 0o600, write)
}

#[cfg_attr(not(unix), expect(unused_variables, reason = "there are no modes"))]
fn write_with<E: From<io::Error>>(
    path: &Path,
    mode: u32,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    if path.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    // a link is followed, and what is no file, such as a pipe, is written to and stays what it is
    let path = &fs::canonicalize(path).or_else(|_| target_of(path)).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        let mut target = File::options().write(true).open(path)?;
        write(&mut target)?;
        return Ok(target.flush()?);
    }
    let folder = folder_of(path);
    let mut file = tempfile::Builder::new().prefix(".muster-").tempfile_in(folder)?;
    #[cfg(unix)]
    file.as_file().set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode))?;
    let mut buffered = io::BufWriter::new(&mut file);
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(sync_folder(folder)?)
}

/// Writes a file as [`write_whole`] does, for everybody to read: mode 0644. For what has no personal data, and another program collects.
///
/// # Errors
/// Where it cannot be written; nothing is left behind then.
pub fn write_open(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with(path, 0o644, |out| out.write_all(bytes))
}

/// Opens a file to write behind what it has; a new one only its owner may read, mode 0600.
///
/// # Errors
/// Where it cannot be opened.
pub fn append_private(path: &Path) -> io::Result<File> {
    open_private(File::options().read(true).create(true).append(true), path)
}

/// Opens a file as it is asked to; one that is made only its owner may read, mode 0600.
///
/// # Errors
/// Where it cannot be opened.
pub fn open_private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path)
}

/// Writes a file that is not there yet, as [`write_whole`] does.
///
/// # Errors
/// Where there is something of that name, a link that leads nowhere too, or it cannot be written; nothing is changed then.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    let mut file = tempfile::Builder::new().prefix(".muster-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Makes a folder, and those above it, that only its owner may look into; mode 0700. One that is there stays as it is.
///
/// # Errors
/// Where it cannot be made.
pub fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a new file that only its owner may read; mode 0600.
///
/// # Errors
/// Where it is there, or cannot be made.
pub fn create_private(path: &Path) -> io::Result<File> {
    open_private(File::options().write(true).create_new(true), path)
}

/// Why a secret is not taken from a file.
#[derive(Debug, thiserror::Error)]
pub enum NotSecret {
    /// It cannot be read.
    #[error("cannot be read ({0})")]
    Unreadable(#[from] io::Error),
    /// Others may read it.
    #[error("may be read by others: `chmod 600` makes it yours alone")]
    Open,
}

/// Opens a file that only its owner may read; the check is of the open file, not of its name, which may be another one by now.
///
/// # Errors
/// Where it cannot be opened, or others may read it.
pub fn open_secret(path: &Path) -> Result<File, NotSecret> {
    let file = File::open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            return Err(NotSecret::Open);
        }
    }
    Ok(file)
}

/// The folder that a file is in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether a folder is another one, or in it, though one of them may not be there yet.
pub fn is_inside(folder: &Path, outer: &Path) -> bool {
    resolved(folder).starts_with(resolved(outer))
}

/// A path without links and `..` in what is there of it.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there =
        path.ancestors().find_map(|folder| Some((folder.canonicalize().ok()?, path.strip_prefix(folder).ok()?)));
    there.map_or_else(|| path.clone(), |(folder, rest)| folder.join(rest))
}

/// After this a file that was made, renamed or removed in a folder is so after a power cut too.
///
/// # Errors
/// Where the folder cannot be opened or synced.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The folders that must be made for a folder to be there, the deepest first.
pub fn missing_folders(folder: &Path) -> Vec<PathBuf> {
    let missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
    folder.ancestors().take_while(missing).map(Path::to_owned).collect()
}

/// Where a link leads to that has nothing at its end yet.
fn target_of(link: &Path) -> io::Result<PathBuf> {
    let target = fs::read_link(link)?;
    Ok(link.parent().map_or_else(|| target.clone(), |folder| folder.join(&target)))
}
