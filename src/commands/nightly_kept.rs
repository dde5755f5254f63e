//! What stays of a night: its manifest, and that of a night which is broken off; what it says at its end.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};

use crate::Error;
use crate::cli::interrupt::{Listener, Listening, locked};
use crate::files::folder_of;
use crate::nightly::{Night, State, UnderWay, metrics};
use crate::report::{write_open, write_whole};

/// The exit code of a night of which something is missing.
pub(super) const NOT_WHOLE: u8 = 6;
/// The manifest of the last night.
const MANIFEST: &str = "nightly.json";

/// Where it is kept.
#[derive(Clone)]
pub(super) struct Kept {
    /// What the files and folders of this night begin with.
    pub stamp: PathBuf,
    metrics: Option<PathBuf>,
}

impl Kept {
    /// Of a night that began now: called by the second, or by the next one that no other night has.
    pub(super) fn begin(out: &Path, metrics: Option<PathBuf>, now: DateTime<Utc>) -> io::Result<Self> {
        let names = fs::read_dir(out)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let names = names.collect::<io::Result<Vec<String>>>()?;
        let mut began = now;
        loop {
            let stamp = began.format("%Y-%m-%dT%H%M%SZ").to_string();
            if !names.iter().any(|name| name.starts_with(&stamp)) {
                return Ok(Self { stamp: out.join(stamp), metrics });
            }
            began += TimeDelta::seconds(1);
        }
    }

    fn manifest(&self) -> PathBuf {
        folder_of(&self.stamp).join(MANIFEST)
    }

    /// Writes the manifest, and the numbers for a monitor, each whatever becomes of the others; returns what could not be written.
    pub(super) fn write(&self, night: &Night) -> Vec<Error> {
        let manifest = match serde_json::to_vec_pretty(night) {
            Ok(manifest) => manifest,
            Err(error) => return vec![io::Error::from(error).into()],
        };
        let manifests = [self.stamp.with_extension("json"), self.manifest()];
        let mut wrong: Vec<Error> =
            manifests.iter().filter_map(|file| Some(write_whole(file, &manifest).err()?.into())).collect();
        if let Some(file) = &self.metrics {
            // a night whose manifest is not there is no good one
            let shown = Night {
                exit_code: if wrong.is_empty() { night.exit_code } else { night.exit_code.max(NOT_WHOLE) },
                ..night.clone()
            };
            wrong.extend(write_open(file, metrics(&shown).as_bytes()).err().map(Error::from));
        }
        wrong
    }

    /// Says what was done; the last lines are why somebody must look.
    pub(super) fn write_summary(&self, night: &Night, out: &mut dyn Write) -> io::Result<()> {
        for step in night.steps.iter().filter(|step| step.state != State::Off) {
            let what = match (step.state, step.exit_code) {
                (State::Failed, Some(code)) => format!("FAILED, exit code {code}"),
                (State::Unneeded, _) => "not needed: the lists have not changed since the last screening".to_owned(),
                (State::Skipped, _) if night.interrupted => "not begun: the night was interrupted".to_owned(),
                (State::Skipped, _) => "not begun: what it depends on failed, or left something out".to_owned(),
                (_, Some(code @ 1..)) => format!("done, exit code {code}"),
                _ => "done".to_owned(),
            };
            writeln!(out, "{:<17} {:>8.1} s  {what}", step.step.as_str(), step.seconds)?;
        }
        writeln!(out, "manifest: {}", self.manifest().display())?;
        if night.exit_code > 0 {
            writeln!(out, "exit code {}", night.exit_code)?;
        }
        for step in &night.steps {
            let failed = step.error.iter().map(|error| format!("FAILED: {error}"));
            for reason in failed.chain(step.reasons.iter().cloned()) {
                writeln!(out, "  {}: {reason}", step.step.as_str())?;
            }
        }
        Ok(())
    }
}

/// A night while it goes on: one that does not come to the end of a step in time when it is asked to stop says so in its manifest.
pub(super) struct Watched {
    listening: Listening,
    under_way: Arc<Mutex<Option<UnderWay>>>,
}

impl Watched {
    pub(super) fn begin(listener: &Listener, kept: Kept, now: fn() -> DateTime<Utc>) -> Self {
        let under_way: Arc<Mutex<Option<UnderWay>>> = Arc::default();
        let (interrupt, watched) = (listener.interrupt(), Arc::clone(&under_way));
        let listening =
            listener.listen_for_long(move |end| break_off(&watched, &kept, interrupt.requested(), now, end));
        Self { listening, under_way }
    }

    /// The signal by which somebody asked to stop, also while results were published: these count, and nothing else begins.
    pub(super) fn stopped(&self) -> Option<usize> {
        self.listening.requested().or_else(|| self.listening.begin_next().err())
    }

    /// A step begins.
    pub(super) fn begins(&self, under_way: UnderWay) {
        locked(&self.under_way).replace(under_way);
    }

    /// All steps are over, and the manifest is that of the whole night: the program does not end while `write` writes it.
    pub(super) fn is_over<T>(&self, write: impl FnOnce() -> T) -> T {
        let mut under_way = locked(&self.under_way);
        under_way.take();
        write()
    }
}

/// Writes the manifest of a night that did not come to the end of a step in time, and ends the program. Until that has ended nothing else
/// is written: a manifest is that of a whole night, or of one that was broken off, never both.
fn break_off(
    under_way: &Mutex<Option<UnderWay>>,
    kept: &Kept,
    signal: Option<usize>,
    now: fn() -> DateTime<Utc>,
    end: &dyn Fn(),
) {
    let mut under_way = locked(under_way);
    if let (Some(under_way), Some(signal)) = (under_way.take(), signal) {
        let wrong = kept.write(&under_way.broken_off(signal, now()));
        if wrong.is_empty() {
            super::tell(format_args!("interrupted: `{}` says in which step", kept.manifest().display()));
        }
        wrong.into_iter().for_each(super::tell);
    }
    end();
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_program_does_not_end_while_the_manifest_of_a_whole_night_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::begin(folder.path(), None, DateTime::UNIX_EPOCH).unwrap();
        let watched = Watched::begin(&Listener::default(), kept.clone(), || DateTime::UNIX_EPOCH);
        let (tell, told) = channel();
        let under_way = Arc::clone(&watched.under_way);
        let ending = watched.is_over(|| {
            let ending = thread::spawn(move || {
                break_off(&under_way, &kept, Some(15), || DateTime::UNIX_EPOCH, &|| tell.send(()).unwrap());
            });
            assert!(told.recv_timeout(Duration::from_millis(200)).is_err(), "it ended in the middle of a manifest");
            ending
        });
        ending.join().unwrap();
        assert!(told.recv().is_ok() && !folder.path().join(MANIFEST).exists());
    }
}
