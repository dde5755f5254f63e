use std::path::Path;

use super::Error;
use crate::files;

/// Writes a file that is there as a whole or not at all: see [`files::write_whole`].
///
/// # Errors
/// Where it cannot be written; nothing is left behind then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let unwritable = |source| Error::Unwritable { file: path.display().to_string(), source };
    files::write_whole(path, bytes).map_err(unwritable)
}
