//! Files of events, one a line: read, judged, and written in groups. A line that cannot count is set aside with its code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::json;

use super::{Error, Group, Store};
use crate::dossier::event::{ImageReceived, ImageSource};
use crate::dossier::image::{inspect, parse_data_url};
use crate::dossier::{
    ABANDON_AFTER, Applied, DossierId, Error as Rule, Event, Inspected, Limits, ProcessId, Providers,
};
use crate::files::folder_of;
use crate::record;

/// Lines that are read and judged at once.
const LINES: usize = 2_048;
/// And at most so many bytes of them and of their images.
const BYTES: usize = 64 << 20;
/// What a line may have besides an image in base64.
const LINE: u64 = 1 << 20;

/// The code of what names somebody who was erased.
const ERASED: &str = "erased";

/// What is imported, and how.
pub struct ImportOptions<'a> {
    /// The events; `-` for standard input.
    pub file: &'a Path,
    /// Where lines go that cannot count; written only where there are some.
    pub rejects: &'a Path,
    /// The providers that are known.
    pub providers: &'a Providers,
    /// How large an image may be.
    pub limits: Limits,
    /// Asked between groups whether to go on; told how many lines are done.
    pub go_on: &'a dyn Fn(&Imported) -> bool,
}

/// What an import did.
#[derive(Clone, Default, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// Lines read, empty ones apart.
    pub lines: u64,
    /// Events that counted.
    pub changed: u64,
    /// Events that had counted before.
    pub unchanged: u64,
    /// Lines that were set aside.
    pub rejected: u64,
    /// Dossiers that are new.
    pub dossiers: u64,
    /// Images that were taken.
    pub images: u64,
    /// Processes that were given up because nothing happened to them for so long.
    pub abandoned: u64,
    /// Dossiers to which nothing happened for so long and that do not open: `muster store check` names them.
    pub unreadable: u64,
    /// Lines set aside, by code.
    pub rejects_by_code: BTreeMap<&'static str, u64>,
    /// Warnings, by code; the audit says on which dossier.
    pub warnings_by_code: BTreeMap<&'static str, u64>,
    /// Whether it was stopped before the end; everything counted is written.
    pub interrupted: bool,
}

/// A line, judged as far as it can be without its dossier.
struct Line {
    number: u64,
    text: String,
    event: Result<Box<(Event, Brought)>, Refused>,
}

/// The image of an event.
enum Brought {
    /// It brings none.
    Nothing,
    /// Read.
    Image(Inspected, Vec<u8>),
    /// Read when it is its turn: too much is in memory already.
    Later,
}

/// Why a line cannot count.
struct Refused {
    code: &'static str,
    detail: String,
}

impl From<Rule> for Refused {
    fn from(rule: Rule) -> Self {
        Self { code: rule.code(), detail: rule.to_string() }
    }
}

impl Store {
    /// Imports a file of events. What is counted at its end, or when it is stopped, is written and survives a power cut; the
    /// same file again changes nothing.
    ///
    /// # Errors
    /// Where the file cannot be read to its end, or the store not written: what was counted before is written.
    pub fn import(&mut self, options: &ImportOptions) -> Result<Imported, Error> {
        let (mut done, mut rejects) = (Imported::default(), Rejects::new(options.rejects));
        let mut lines = Lines::open(options)?;
        let folder = fs::canonicalize(folder_of(options.file)).map_err(Error::file(options.file))?;
        let limits = options.limits;
        let mut group = self.group(options.providers);
        let mut judged = lines.judged(&folder, &limits)?;
        while !judged.is_empty() {
            let this = mem::take(&mut judged);
            // the next lines are read and judged while these are written
            let (taken, next) = rayon::join(
                || take(&mut group, this, &mut done, &mut rejects, (&folder, &limits)),
                || lines.judged(&folder, &limits),
            );
            taken?;
            judged = next?;
            if !(options.go_on)(&done) {
                done.interrupted = true;
                break;
            }
        }
        group.commit()?;
        if !done.interrupted {
            (done.abandoned, done.unreadable) = self.give_up(options.providers)?;
        }
        rejects.publish()?;
        Ok(done)
    }

    /// Cancels processes to which nothing happened for 30 days, and drops secrets that are that old. Says how many were cancelled, and
    /// how many dossiers do not open.
    ///
    /// # Errors
    /// Those of the store.
    pub fn give_up(&mut self, providers: &Providers) -> Result<(u64, u64), Error> {
        let now = self.outside.time();
        let before = now - ABANDON_AFTER;
        let select = self.db.prepare_cached(
            "SELECT DISTINCT dossier, id FROM processes WHERE (status IN ('pending', 'processing') OR secrets IS NOT NULL) \
             AND changed_at <= ?1",
        );
        let rows = select.and_then(|mut select| {
            let rows = select.query_map([super::group::time(before)], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        });
        let old: Vec<(DossierId, ProcessId)> = self
            .database(rows)?
            .into_iter()
            .map(|(dossier, process)| (DossierId::from_bytes(dossier), ProcessId::from_bytes(process)))
            .collect();
        let (mut abandoned, mut unreadable) = (0, BTreeSet::new());
        let mut group = self.group(providers);
        for (dossier, _) in old {
            let given_up = group
                .change(dossier, "process.abandoned", json!({}), |dossier| Ok(dossier.abandon(now, ABANDON_AFTER)));
            match given_up {
                Ok(given_up) => abandoned += u64::from(given_up != Applied::Unchanged),
                // one that does not open keeps no other from being looked at
                Err(error) if error.is_of_one() => {
                    unreadable.insert(dossier);
                    continue;
                }
                Err(error) => return Err(error),
            }
            group.change(dossier, "secrets.expired", json!({}), |dossier| Ok(dossier.expire_secrets(now)))?;
            if group.is_full() {
                group.commit()?;
                group = self.group(providers);
            }
        }
        group.commit()?;
        Ok((abandoned, unreadable.len() as u64))
    }
}

/// Applies lines, and commits whenever a group is full.
fn take(
    group: &mut Group,
    lines: Vec<Line>,
    done: &mut Imported,
    rejects: &mut Rejects,
    (folder, limits): (&Path, &Limits),
) -> Result<(), Error> {
    for Line { number, text, event } in lines {
        done.lines += 1;
        let applied = match event {
            Err(refused) => Err(refused),
            Ok(event) => {
                let (event, brought) = *event;
                let is_image = !matches!(brought, Brought::Nothing);
                let image = match (&event, brought) {
                    (Event::ImageReceived(event), Brought::Later) => image(event, folder, limits).map(Some),
                    (_, Brought::Image(found, bytes)) => Ok(Some((found, bytes))),
                    _ => Ok(None),
                };
                match image.map(|image| group.apply(&event, image)) {
                    Err(refused) => Err(refused),
                    Ok(Ok(counted)) => {
                        done.dossiers += u64::from(counted.is_new);
                        done.images += u64::from(is_image && counted.applied != Applied::Unchanged);
                        Ok(counted.applied)
                    }
                    Ok(Err(Error::Rule(rule))) => Err(rule.into()),
                    Ok(Err(Error::Erased { id })) => {
                        Err(Refused { code: ERASED, detail: format!("{id} was erased: leave its events out") })
                    }
                    Ok(Err(error)) if error.is_of_one() => {
                        Err(Refused { code: "damaged", detail: format!("its dossier does not open: {error}") })
                    }
                    Ok(Err(error)) => return Err(error),
                }
            }
        };
        match applied {
            Ok(Applied::Unchanged) => done.unchanged += 1,
            Ok(Applied::Changed { warnings, .. }) => {
                done.changed += 1;
                for warning in warnings {
                    *done.warnings_by_code.entry(warning.code.as_str()).or_default() += 1;
                }
            }
            Err(refused) => {
                done.rejected += 1;
                *done.rejects_by_code.entry(refused.code).or_default() += 1;
                rejects.add(number, &refused, &text)?;
            }
        }
        if group.is_full() {
            group.commit_and_go_on()?;
        }
    }
    Ok(())
}

/// Reads a line and the image that it brings, as long as there is room for images.
fn judge(text: &str, folder: &Path, limits: &Limits, taken: &AtomicUsize) -> Result<Box<(Event, Brought)>, Refused> {
    let event = Event::parse(text)?;
    let brought = match &event {
        Event::ImageReceived(_) if taken.load(Ordering::Relaxed) > BYTES => Brought::Later,
        Event::ImageReceived(event) => {
            let (found, bytes) = image(event, folder, limits)?;
            taken.fetch_add(bytes.len(), Ordering::Relaxed);
            Brought::Image(found, bytes)
        }
        _ => Brought::Nothing,
    };
    Ok(Box::new((event, brought)))
}

fn image(event: &ImageReceived, folder: &Path, limits: &Limits) -> Result<(Inspected, Vec<u8>), Refused> {
    let (declared, bytes) = match event.source()? {
        ImageSource::Data(url) => {
            let (declared, bytes) = parse_data_url(url, limits)?;
            (Some(declared), bytes)
        }
        ImageSource::Path(path) => (None, read_below(folder, path, limits)?),
    };
    // what the event says besides is compared by the rules
    Ok((inspect(&bytes, declared.or(event.media_type), limits)?, bytes))
}

/// Reads a file that really lies below a folder, wherever links lead.
fn read_below(folder: &Path, path: &str, limits: &Limits) -> Result<Vec<u8>, Refused> {
    let unreadable = |error: io::Error| Refused {
        code: "image_unreadable",
        detail: format!("the image's file cannot be read ({}): check `path`", error.kind()),
    };
    let path = fs::canonicalize(folder.join(path)).map_err(unreadable)?;
    if !path.starts_with(folder) {
        return Err(Rule::BadPath.into());
    }
    // what is no file may never end, and may wait for ever when it is opened
    let metadata = fs::metadata(&path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(unreadable(io::ErrorKind::InvalidInput.into()));
    }
    if metadata.len() > limits.bytes {
        return Err(Rule::ImageTooLarge { limit: limits.bytes }.into());
    }
    let file = File::open(&path).map_err(unreadable)?;
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    // a file that grows meanwhile is not followed
    file.take(limits.bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// The lines of a file.
struct Lines {
    reader: BufReader<Box<dyn Read + Send>>,
    file: String,
    number: u64,
    longest: u64,
}

/// A line and its number; no text where it is too long, or no UTF-8.
type Text = (u64, Result<String, Refused>);

impl Lines {
    fn open(options: &ImportOptions) -> Result<Self, Error> {
        let file = options.file.display().to_string();
        let opened = crate::record::readers::open_bytes(options.file).map_err(|source| match source.kind() {
            io::ErrorKind::IsADirectory => record::Error::Directory { file: file.clone() },
            _ => record::Error::Open { file: file.clone(), source },
        })?;
        let longest = options.limits.bytes.div_ceil(3) * 4 + LINE;
        Ok(Self { reader: BufReader::with_capacity(1 << 17, opened), file, number: 0, longest })
    }

    /// The next lines, judged as far as they can be without their dossiers; none at the end.
    fn judged(&mut self, folder: &Path, limits: &Limits) -> Result<Vec<Line>, Error> {
        let taken = AtomicUsize::new(0);
        let judged = self.next_batch()?.into_par_iter().map(|(number, text)| match text {
            Ok(text) => Line { number, event: judge(&text, folder, limits, &taken), text },
            Err(refused) => Line { number, event: Err(refused), text: String::new() },
        });
        Ok(judged.collect())
    }

    fn next_batch(&mut self) -> Result<Vec<Text>, Error> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < LINES && bytes < BYTES {
            let Some(line) = self.next_line()? else { break };
            if let Ok(text) = &line.1 {
                if text.trim().is_empty() {
                    continue;
                }
                bytes += text.len();
            }
            batch.push(line);
        }
        Ok(batch)
    }

    fn next_line(&mut self) -> Result<Option<Text>, Error> {
        self.number += 1;
        let (mut line, mut too_long, mut ended) = (Vec::new(), false, false);
        while !ended {
            let available = self.reader.fill_buf().map_err(|source| record::Error::Read {
                position: crate::vocabulary::Position::line(&self.file, self.number),
                source,
            })?;
            if available.is_empty() {
                if line.is_empty() && !too_long {
                    return Ok(None);
                }
                break;
            }
            let end = available.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(available.len(), |end| end + 1);
            too_long |= (line.len() + taken) as u64 > self.longest;
            if too_long {
                line.clear();
            } else {
                line.extend_from_slice(&available[..taken]);
            }
            ended = end.is_some();
            self.reader.consume(taken);
        }
        if too_long {
            let detail = format!("the line has more than {} bytes: give the image by `path`", self.longest);
            return Ok(Some((self.number, Err(Refused { code: "line_too_long", detail }))));
        }
        if self.number == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        let text = String::from_utf8(line).map_err(|_| Refused {
            code: "undecodable",
            detail: "the line is no UTF-8: save the file as UTF-8".to_owned(),
        });
        Ok(Some((self.number, text)))
    }
}

/// Lines that were set aside, in a file that is there when it is whole.
struct Rejects {
    path: PathBuf,
    file: Option<BufWriter<tempfile::NamedTempFile>>,
}

impl Rejects {
    fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), file: None }
    }

    fn add(&mut self, line: u64, refused: &Refused, text: &str) -> Result<(), Error> {
        let unwritable = Error::file(&self.path);
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let folder =
                    self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
                let made = tempfile::Builder::new().prefix(".muster-").tempfile_in(folder).map_err(&unwritable)?;
                none.insert(BufWriter::new(made))
            }
        };
        let mut row = json!({ "line": line, "error_code": refused.code, "error_detail": refused.detail });
        // what was erased is not written down anew
        if refused.code != ERASED {
            row["row"] = text.trim_end_matches(['\r', '\n']).into();
        }
        writeln!(file, "{row}").map_err(unwritable)
    }

    fn publish(self) -> Result<(), Error> {
        let unwritable = Error::file(&self.path);
        let Some(file) = self.file else {
            // what was set aside before has been mended: it is personal data, and nobody needs it
            return match fs::remove_file(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(error)),
                _ => Ok(()),
            };
        };
        let file = file.into_inner().map_err(|error| unwritable(error.into_error()))?;
        file.as_file().sync_all().map_err(&unwritable)?;
        file.persist(&self.path).map_err(|error| unwritable(error.error))?;
        Ok(())
    }
}
