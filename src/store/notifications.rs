//! `notifications.ndjson`: a line for each process that reached a final status, exactly once.
//!
//! A line is first in the database, with its number, in the same transaction as what it tells of. Then it is appended to
//! the file and synced, and only then taken out of the database. What a crash leaves undone is found by the number of the
//! file's last line.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::Error;
use crate::files::append_private;

/// The file.
pub const NOTIFICATIONS: &str = "notifications.ndjson";
/// How far from the end of the file its last line is looked for: a line has some 200 bytes.
const TAIL: u64 = 4096;

/// Appends the lines that the file does not have yet, each with its number.
///
/// # Errors
/// Where the file cannot be written.
pub(super) fn deliver(store: &Path, lines: &[(u64, String)]) -> Result<(), Error> {
    let path = store.join(NOTIFICATIONS);
    append(&path, lines).map_err(Error::file(&path))
}

fn append(path: &PathBuf, lines: &[(u64, String)]) -> io::Result<()> {
    let is_new = !fs::exists(path)?;
    let mut file = append_private(path)?;
    let last = last_number(&mut file)?;
    let new = lines.iter().filter(|(number, _)| *number > last).flat_map(|(_, line)| [line, "\n"]);
    let new = new.collect::<String>();
    if !new.is_empty() {
        file.write_all(new.as_bytes())?;
        file.sync_all()?;
    }
    if is_new && let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The number of the last line; a line that was cut off by a crash is taken away, to be written again.
fn last_number(file: &mut File) -> io::Result<u64> {
    let length = file.metadata()?.len();
    let start = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let whole = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    if whole < tail.len() {
        file.set_len(start + whole as u64)?;
    }
    let last = tail[..whole].split(|byte| *byte == b'\n').rfind(|line| !line.is_empty());
    let number = last.and_then(|line| serde_json::from_slice::<serde_json::Value>(line).ok());
    Ok(number.and_then(|line| line["number"].as_u64()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_there_once_whatever_was_cut_off() {
        let store = tempfile::tempdir().unwrap();
        let line = |number: u64| (number, format!("{{\"number\":{number},\"status\":\"accepted\"}}"));
        deliver(store.path(), &[line(1), line(2)]).unwrap();
        let whole = fs::read(store.path().join(NOTIFICATIONS)).unwrap();
        for cut in 0..=whole.len() {
            fs::write(store.path().join(NOTIFICATIONS), &whole[..cut]).unwrap();
            deliver(store.path(), &[line(1), line(2)]).unwrap();
            assert_eq!(fs::read(store.path().join(NOTIFICATIONS)).unwrap(), whole, "cut at {cut}");
        }
        deliver(store.path(), &[line(2), line(3)]).unwrap();
        assert_eq!(fs::read_to_string(store.path().join(NOTIFICATIONS)).unwrap().lines().count(), 3);
    }
}
