use std::fs::{self, File};

use super::super::config::Config;
use super::super::given::Given;
use super::screen::Screen;
use crate::screening::StateKey;
use crate::{Error, record};

/// Looks at the files that a run is given besides customers and lists: of what cannot be opened is said where it was named.
///
/// # Errors
/// Where one is not there, cannot be opened, or is no key.
pub(super) fn check_files(screen: &Screen, given: &Given, config: &Config) -> Result<(), Error> {
    // a run that is repeated remembers nobody; and what is no file, such as a pipe, is read once
    let key_file = screen.key_file.as_ref().filter(|file| screen.replay.is_none() && !is_pipe(file));
    if let Some(file) = key_file {
        StateKey::read(file).map_err(|error| Error::from(error).named(config.call(given, "key-file")))?;
    }
    for file in screen.decisions.iter().filter(|file| !is_pipe(file)) {
        File::open(file).map_err(|source| {
            let file = file.display().to_string();
            Error::from(record::Error::Open { file, source }).named(config.call(given, "decisions"))
        })?;
    }
    Ok(())
}

fn is_pipe(file: &std::path::Path) -> bool {
    fs::metadata(file).is_ok_and(|there| !there.is_file() && !there.is_dir())
}
