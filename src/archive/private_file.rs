//! Files that are nobody else's: secrets that are read, archives that are written.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use super::Error;
use crate::files::{NotSecret, open_private, open_secret};

/// A secret is not longer than this.
const LONGEST: u64 = 4096;

/// Reads a secret; refuses a file that others may read, as EVIDENCE and the store do with keys.
pub(super) fn read_secret(what: &'static str, path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    let wrong = |why: String| Error::Key { what, file: path.display().to_string(), why };
    let unreadable = |error: io::Error| wrong(format!("cannot be read ({error}): check the name and the rights"));
    let file = open_secret(path).map_err(|error| match error {
        NotSecret::Unreadable(error) => unreadable(error),
        NotSecret::Open => wrong(NotSecret::Open.to_string()),
    })?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST as usize + 1));
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST {
        return Err(wrong(format!("has more than {LONGEST} bytes: name the file that holds the secret alone")));
    }
    Ok(bytes)
}

/// Makes a file, mode 0600, that was not there.
pub(super) fn create(path: &Path) -> io::Result<File> {
    open_private(File::options().read(true).write(true).create_new(true), path)
}

/// Makes a file, mode 0600, or opens the one that is there, without emptying it.
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    open_private(File::options().read(true).write(true).create(true).truncate(false), path)
}
