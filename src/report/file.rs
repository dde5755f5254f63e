use std::io;
use std::path::Path;

use super::Error;
use crate::files;

/// Writes a file that is there as a whole or not at all: see [`files::write_whole`].
///
/// # Errors
/// Where it cannot be written; nothing is left behind then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    files::write_whole(path, bytes).map_err(|source| unwritable(path, source))
}

/// The same of a file for everybody to read: see [`files::write_open`].
///
/// # Errors
/// Where it cannot be written; nothing is left behind then.
pub fn write_open(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    files::write_open(path, bytes).map_err(|source| unwritable(path, source))
}

fn unwritable(path: &Path, source: io::Error) -> Error {
    Error::Unwritable { file: path.display().to_string(), source }
}
