use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::{DateTime, SubsecRound, Utc};

use super::super::{Error, ListInfo, ListSpec, load, shrink_guard};
use super::{Fetched, FetchedFile, PublicationFolder, RECORD, Source};
use crate::files::write_whole;
use crate::network::{self, Address, Answer, Client, Request, Validators};
use crate::record::readers::open_bytes;
use crate::vocabulary::{Position, Sha256};

/// What became of a source.
#[derive(Debug)]
pub struct Refreshed {
    /// What became of it.
    pub state: State,
    /// What is there now; `None` where nothing is.
    pub list: Option<Fetched>,
    /// Why it could not be refreshed.
    pub error: Option<Error>,
}

/// What became of a source, in a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// A new publication came and was put in place.
    Updated,
    /// The publication that is there is the current one.
    Unchanged,
    /// It could not be refreshed: the last good one is still there.
    Kept,
    /// It could not be fetched, and there is no earlier one.
    Missing,
}

impl State {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Kept => "kept",
            Self::Missing => "missing",
        }
    }
}

/// Fetches a source, looks at what came, and puts it in place where it is good. `max_shrink` is how many per cent of its entries and
/// names it may have lost; `now` is what the record says; `stopped` says whether somebody asked to stop.
///
/// # Errors
/// Where somebody did. Whatever else goes wrong is said of the source.
pub fn refresh(
    source: &Source,
    folder: &PublicationFolder,
    client: &Client,
    max_shrink: u8,
    now: DateTime<Utc>,
    stopped: &dyn Fn() -> bool,
) -> Result<Refreshed, network::Error> {
    let home = folder.of(&source.name);
    let old = Fetched::read(&home);
    let attempt =
        Attempt { source, folder, client, max_shrink, now: now.trunc_subsecs(0), stopped, home, old: old.as_ref() };
    match attempt.carry_out() {
        Ok((state, list)) => Ok(Refreshed { state, list: Some(list), error: None }),
        Err(Error::Network(stopped @ network::Error::Stopped)) => Err(stopped),
        Err(error) => {
            let is_there = |old: &Fetched| old.files.iter().all(|file| attempt.home.join(&file.file).is_file());
            let list = old.clone().filter(is_there);
            let state = if list.is_some() { State::Kept } else { State::Missing };
            Ok(Refreshed { state, list, error: Some(error) })
        }
    }
}

struct Attempt<'a> {
    source: &'a Source,
    folder: &'a PublicationFolder,
    client: &'a Client,
    max_shrink: u8,
    now: DateTime<Utc>,
    stopped: &'a dyn Fn() -> bool,
    home: PathBuf,
    old: Option<&'a Fetched>,
}

impl Attempt<'_> {
    fn carry_out(&self) -> Result<(State, Fetched), Error> {
        self.nothing_else_is_there()?;
        let headers = self.source.headers()?;
        let working = self.folder.working()?;
        let mut files = Vec::with_capacity(self.source.files.len());
        let until = self.client.until();
        for (file, address) in &self.source.files {
            files.push(self.fetch(file, (address, until), &headers, working.path())?);
        }
        let came = Fetched {
            kind: self.source.kind.name.to_owned(),
            name: self.source.list_name.clone(),
            list_types: self.source.list_types.clone(),
            published: None,
            entries: 0,
            names: 0,
            files,
        };
        if let Some(old) = self.old.filter(|old| self.is_the_same(old, &came)) {
            let checked = Fetched { published: old.published, entries: old.entries, names: old.names, ..came };
            write(&checked, &self.home)?;
            return Ok((State::Unchanged, checked));
        }
        let looked_at = self.look_at(came, working.path())?;
        if (self.stopped)() {
            return Err(network::Error::Stopped.into());
        }
        write(&looked_at, working.path())?;
        self.folder.publish(&working, &self.source.name)?;
        Ok((State::Updated, looked_at))
    }

    /// What people put beside a publication would be gone with it.
    fn nothing_else_is_there(&self) -> Result<(), Error> {
        let entries = match fs::read_dir(&self.home) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(Error::unwritable(&self.home, source)),
        };
        for entry in entries {
            let entry = entry.map_err(|source| Error::unwritable(&self.home, source))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // a record that cannot be read was changed by hand, or is one of another version
            let ours = |old: &Fetched| name == RECORD || old.files.iter().any(|file| file.file == name);
            if !name.starts_with('.') && !self.old.is_some_and(ours) {
                return Err(Error::NotFetched { file: entry.path().display().to_string() });
            }
        }
        Ok(())
    }

    /// One file, into the working folder: as it came, or as it was where the server says that it still is.
    fn fetch(
        &self,
        file: &str,
        (address, until): (&Address, Instant),
        headers: &[(String, String)],
        working: &Path,
    ) -> Result<FetchedFile, Error> {
        let (into, there) = (working.join(file), self.home.join(file));
        let old = self.old.and_then(|old| old.files.iter().find(|old| old.file == file));
        // whether it has changed is asked only where the file is still what came from there
        let nothing = Validators::default();
        let known =
            old.filter(|old| old.validators != nothing && old.address == address.sha256() && is_of(&there, old.sha256));
        let validators = known.map_or(&nothing, |known| &known.validators);
        let request = Request { address, known: validators, headers, max_bytes: self.source.max_bytes, until };
        let mut fetched = FetchedFile {
            file: file.to_owned(),
            host: address.host().to_owned(),
            address: address.sha256(),
            validators: Validators::default(),
            sha256: Sha256::of(b""),
            bytes: 0,
            checked_at: self.now,
            changed_at: self.now,
        };
        match (self.client.fetch(&request, &into, self.stopped)?, known) {
            (Answer::Received(received), _) => {
                (fetched.sha256, fetched.bytes) = (received.sha256, received.bytes);
                fetched.validators = received.validators;
            }
            (Answer::Unchanged(said), Some(known)) => {
                fs::hard_link(&there, &into)
                    .or_else(|_| fs::copy(&there, &into).map(drop))
                    .map_err(|source| Error::unwritable(&into, source))?;
                (fetched.sha256, fetched.bytes) = (known.sha256, known.bytes);
                fetched.validators = Validators {
                    etag: said.etag.or_else(|| known.validators.etag.clone()),
                    last_modified: said.last_modified.or_else(|| known.validators.last_modified.clone()),
                };
            }
            (Answer::Unchanged(_), None) => return Err(network::Error::status(address.host(), 304, None).into()),
        }
        if let Some(old) = old.filter(|old| old.sha256 == fetched.sha256) {
            fetched.changed_at = old.changed_at;
        }
        Ok(fetched)
    }

    /// Whether what came is what is there, byte for byte and under the same words.
    fn is_the_same(&self, old: &Fetched, came: &Fetched) -> bool {
        let same_words = (&old.kind, &old.name, &old.list_types) == (&came.kind, &came.name, &came.list_types);
        let same_files = old.files.len() == came.files.len()
            && old.files.iter().zip(&came.files).all(|(old, new)| {
                old.file == new.file && old.sha256 == new.sha256 && is_of(&self.home.join(&old.file), old.sha256)
            });
        same_words && same_files
    }

    /// Reads it once, by the guards that `lists build` holds it to.
    fn look_at(&self, came: Fetched, working: &Path) -> Result<Fetched, Error> {
        let files = || came.files.iter().map(|file| working.join(&file.file));
        let path =
            if self.source.kind.files.is_empty() { files().next().unwrap_or_default() } else { working.to_owned() };
        let spec = ListSpec {
            name: self.source.list_name.clone(),
            list_types: self.source.list_types.clone(),
            ..ListSpec::new(self.source.kind, path)
        };
        let judged = files().try_for_each(|file| not_too_large(&file, self.source.max_bytes)).and_then(|()| {
            let (info, _) = load(&spec)?;
            if let Some(old) = self.old {
                let old = ListInfo { entries: old.entries, names: old.names, ..info.clone() };
                shrink_guard(Some(&info), &old, self.max_shrink)?;
            }
            Ok(info)
        });
        // the files are gone when somebody reads this
        let without_folder = |error: Error| {
            let folder = working.display().to_string();
            error.to_string().replace(&format!("{folder}/"), "").replace(&folder, &self.source.name)
        };
        let info = judged.map_err(|error| Error::NotTaken(without_folder(error)))?;
        Ok(Fetched { published: info.date, entries: info.entries, names: info.names, ..came })
    }
}

fn write(fetched: &Fetched, folder: &Path) -> Result<(), Error> {
    let path = folder.join(RECORD);
    let unwritable = |source| Error::unwritable(&path, source);
    let bytes = serde_json::to_vec_pretty(fetched).map_err(|error| unwritable(error.into()))?;
    write_whole(&path, &bytes).map_err(unwritable)
}

fn is_of(file: &Path, sha256: Sha256) -> bool {
    fs::File::open(file).and_then(Sha256::of_reader).is_ok_and(|found| found == sha256)
}

/// A small file may hold a large one.
fn not_too_large(file: &Path, max: u64) -> Result<(), Error> {
    let unreadable = |source| Error::unreadable(file, source);
    let reader = open_bytes(file).map_err(unreadable)?;
    let unpacked = io::copy(&mut reader.take(max.saturating_add(1)), &mut io::sink()).map_err(unreadable)?;
    if unpacked > max {
        return Err(Error::TooLarge { position: Position::file(file.display()), max });
    }
    Ok(())
}
