//! Who writes: one at a time, by a lock on a file that the system gives back when a process ends, however it ends.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, Utc};

use super::Error;
use crate::files::open_private;

/// The file.
const LOCK: &str = "lock";
/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(25);

/// Held as long as it lives.
#[derive(Debug)]
pub(super) struct WriterLock(File);

impl WriterLock {
    /// Waits so long at most.
    ///
    /// # Errors
    /// Who holds it.
    pub(super) fn acquire(folder: &Path, wait: Duration, now: DateTime<Utc>) -> Result<Self, Error> {
        let path = folder.join(LOCK);
        let mut options = File::options();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut file = open_private(options, &path).map_err(Error::file(&path))?;
        let began = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if began.elapsed() < wait => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    let _ = (&mut file).take(200).read_to_string(&mut holder);
                    let holder = holder.lines().next().filter(|line| !line.is_empty()).map(str::to_owned);
                    return Err(Error::Locked { holder: holder.unwrap_or_else(|| "another process".to_owned()) });
                }
                Err(TryLockError::Error(source)) => return Err(Error::file(&path)(source)),
            }
        }
        let since = now.to_rfc3339_opts(SecondsFormat::Secs, true);
        let line = format!("process {}, since {since}\n", std::process::id());
        // only told to others: whether it can be written matters to nobody
        let _ = file.rewind().and_then(|()| file.set_len(0)).and_then(|()| file.write_all(line.as_bytes()));
        Ok(Self(file))
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        let _ = self.0.set_len(0);
        let _ = self.0.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_holds_it_and_gets_it_when_the_first_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let acquire = |wait| WriterLock::acquire(folder.path(), Duration::from_millis(wait), DateTime::UNIX_EPOCH);
        let first = acquire(0).unwrap();
        let error = acquire(50).unwrap_err().to_string();
        assert!(error.contains(&format!("process {}, since 1970-01-01T00:00:00Z", std::process::id())), "{error}");
        drop(first);
        acquire(0).unwrap();
    }
}
