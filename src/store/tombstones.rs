//! What stays of what was erased: a tombstone in the audit, and a line of a file outside the store, because a store that is rolled
//! back to last month has lost its own.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::chain::{self, ERASED};
use super::{Error, Store};
use crate::dossier::ProcessId;
use crate::files::{append_private, folder_of, make_private, sync_folder};
use crate::retention::{Anchor, Item, Name, Part, Plan};
use crate::vocabulary::Sha256;

/// The file of tombstones in a folder outside the store.
pub const TOMBSTONES: &str = "tombstones.ndjson";
/// What began an erasure that somebody ordered.
const BY_HAND: &str = "by hand";
/// What began an erasure of a store that was restored.
const REPLAY: &str = "replay";
/// How somebody's approval of a plan is told to a purge.
const APPROVED_BY: &str = "approved by ";
/// How it is erased (NIST SP 800-88).
const METHOD: &str = "cryptographic erase";
/// So much of the end of a file has its last line, unless that is a very long one. Unit: bytes.
const TAIL: u64 = 1 << 16;

/// What an entry of the audit says of an erasure, under `detail`: of a dossier, a process or a part. No personal data.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Tombstone {
    /// What began it: `run` or `applied` of a purge, `by hand`, `replay`.
    pub trigger: String,
    /// Why: the code of a verdict, or what somebody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why it went against a duty to keep.
    #[serde(rename = "override", skip_serializing_if = "Option::is_none")]
    pub overridden: Option<String>,
    /// Who took that, or a plan against the safety rules, upon them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// The policy's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_id: Option<String>,
    /// The policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Sha256>,
    /// The plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Sha256>,
    /// The class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Name>,
    /// The rule; `None` for the default class, or where it was no rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Name>,
    /// What was counted from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// The day of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor_day: Option<NaiveDate>,
    /// The first day on which it was due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_from: Option<NaiveDate>,
    /// The part, where it is neither a dossier nor a process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// How it was erased.
    pub method: String,
    /// Processes that went.
    pub processes: u64,
    /// Images that went.
    pub images: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Results of lookups that went.
    pub lookups: u64,
    /// Lines of the ledger of exports that went.
    pub exports: u64,
    /// Archives within reach that went with it. One that could not be removed after all has an entry `copy.not_removed`.
    pub copies_removed: u64,
    /// Their bytes.
    pub copies_bytes: u64,
    /// Archives that were handed out and are not within reach.
    pub copies_outside: Vec<CopyOutside>,
    /// The ledger of exports did not open: nobody knows which archives there are.
    pub copies_unknown: bool,
    /// The erasure that this one repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_of: Option<Repeated>,
}

/// An archive that was handed out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CopyOutside {
    /// Of which process.
    pub process_id: ProcessId,
    /// When it was handed out.
    pub exported_at: DateTime<Utc>,
    /// Its hash: by that it is recognised where it turns up.
    pub sha256: Sha256,
    /// Its bytes.
    pub bytes: u64,
}

/// An erasure in a store of which this one is an older state.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Repeated {
    /// Its number there.
    pub seq: u64,
    /// When it was.
    pub at: String,
    /// Its hash.
    pub hash: Sha256,
}

impl Tombstone {
    /// Of what somebody erases; `approved` has why it goes against a duty to keep, and who says so.
    pub fn by_hand(reason: &str, approved: Option<(&str, &str)>) -> Self {
        let (overridden, approved_by) = approved.map(|(why, who)| (why.to_owned(), who.to_owned())).unzip();
        Self { reason: Some(reason.to_owned()), overridden, approved_by, ..Self::begun_by(BY_HAND) }
    }

    /// Of an item of a plan.
    pub(super) fn planned(item: &Item, plan: &Plan, trigger: &str) -> Self {
        let approved_by = trigger.strip_prefix(APPROVED_BY);
        Self {
            reason: Some(item.reason.as_str().to_owned()),
            approved_by: approved_by.map(str::to_owned),
            policy_id: Some(plan.policy_id.clone()),
            policy: Some(plan.policy_hash),
            plan: Some(plan.hash),
            class: item.class.clone(),
            rule: item.rule.clone(),
            anchor: item.anchor,
            anchor_day: item.anchor_day,
            due_from: item.due_from,
            ..Self::begun_by(if approved_by.is_some() { "applied" } else { trigger })
        }
    }

    /// Of an erasure that is repeated: all that the first one said but what was counted.
    pub(super) fn repeated(self, of: Repeated) -> Self {
        Self {
            trigger: REPLAY.to_owned(),
            method: METHOD.to_owned(),
            processes: 0,
            images: 0,
            bytes: 0,
            lookups: 0,
            exports: 0,
            copies_removed: 0,
            copies_bytes: 0,
            replay_of: Some(of),
            ..self
        }
    }

    fn begun_by(trigger: &str) -> Self {
        Self { trigger: trigger.to_owned(), method: METHOD.to_owned(), ..Self::default() }
    }

    /// As it stands in the audit.
    pub(super) fn detail(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Adds archives that are not within reach, each once.
    pub fn add_outside(&mut self, copies: impl IntoIterator<Item = CopyOutside>) {
        for copy in copies {
            if !self.copies_outside.contains(&copy) {
                self.copies_outside.push(copy);
            }
        }
    }
}

/// A tombstone as a line of the file outside.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    /// Its number in the audit of its store.
    pub seq: u64,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To which.
    pub object: String,
    /// What else, to the letter: it is under the hash.
    pub detail: Box<RawValue>,
    /// The hash of the entry before it in the audit.
    pub previous: Sha256,
    /// Its hash.
    pub hash: Sha256,
}

impl Line {
    /// Whether it says what it said when it was written.
    pub(super) fn holds(&self) -> bool {
        let texts = [&self.at, &self.actor, &self.action, &self.object, self.detail.get()];
        chain::hash(&self.previous, self.seq, texts) == self.hash && ERASED.contains(&self.action.as_str())
    }
}

/// What a piece of the file is.
enum Piece {
    Whole(Line),
    /// A crash cut it off.
    CutOff,
    Damaged,
}

impl Piece {
    fn of(bytes: &[u8]) -> Self {
        match serde_json::from_slice::<Line>(bytes) {
            Ok(line) if line.holds() => Self::Whole(line),
            Err(error) if error.is_eof() => Self::CutOff,
            // in the middle of a character
            Err(_) if std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none()) => Self::CutOff,
            _ => Self::Damaged,
        }
    }
}

/// The lines of a file, with their numbers. After a power cut, what was not written yet may be zeros.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let pieces = bytes.split(|byte| *byte == b'\n').enumerate();
    let pieces = pieces.map(|(at, piece)| {
        let end = piece.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        (at + 1, piece[..end].trim_ascii())
    });
    pieces.filter(|(_, piece)| !piece.is_empty())
}

/// All tombstones of a file. What a crash cut off is passed over at its end, and where the whole line follows.
///
/// # Errors
/// Where there is no file, and the first line that is none, or was changed.
pub(super) fn read(path: &Path) -> Result<Vec<Line>, Error> {
    let refused = |line: Option<usize>| {
        let file = path.display();
        let place = line.map_or_else(|| file.to_string(), |line| format!("{file}:{line}"));
        Error::Tombstones { place, is_there: line.is_some() }
    };
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(refused(None)),
        bytes => bytes.map_err(Error::file(path))?,
    };
    let (mut lines, mut cut_off) = (Vec::new(), Vec::new());
    for (at, piece) in pieces(&bytes) {
        match Piece::of(piece) {
            Piece::Whole(line) => {
                if let Some((at, _)) = cut_off.iter().find(|(_, cut): &&(usize, &[u8])| !piece.starts_with(cut)) {
                    return Err(refused(Some(*at)));
                }
                cut_off.clear();
                lines.push(line);
            }
            Piece::CutOff => cut_off.push((at, piece)),
            Piece::Damaged => return Err(refused(Some(at))),
        }
    }
    Ok(lines)
}

/// A file of tombstones outside the store.
pub struct Anchored {
    path: PathBuf,
    /// Those of the store up to this one are in it; `None` before it was looked into.
    up_to: Option<u64>,
    /// By their hashes, where the last line is none of the store's: one that was restored counts from an earlier number on.
    known: HashSet<Sha256>,
}

impl Anchored {
    /// In a folder, which is made where it is not there.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        make_private(folder).map_err(Error::file(folder))?;
        Ok(Self { path: folder.join(TOMBSTONES), up_to: None, known: HashSet::new() })
    }

    /// Appends those that it does not have yet; says how many.
    ///
    /// # Errors
    /// Where it cannot be read or written.
    pub fn append(&mut self, store: &Store) -> Result<u64, Error> {
        let up_to = match self.up_to {
            Some(up_to) => up_to,
            None => self.look_into(store)?,
        };
        let new = store.database(chain::tombstones(&store.db, up_to))?;
        self.up_to = Some(new.last().map_or(up_to, |line| line.seq));
        let (mut lines, mut count) = (String::new(), 0);
        for line in new.iter().filter(|line| !self.known.contains(&line.hash)) {
            lines += &serde_json::to_string(line).unwrap_or_default();
            lines.push('\n');
            count += 1;
        }
        if count > 0 {
            self.write(&lines).map_err(Error::file(&self.path))?;
        }
        Ok(count)
    }

    /// Lines are appended in the order of the chain: where the last one is of this store, so are all before. Else all are read.
    fn look_into(&mut self, store: &Store) -> Result<u64, Error> {
        let unreadable = Error::file(&self.path);
        let mut file = match File::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            file => file.map_err(&unreadable)?,
        };
        let mut read_from = |start: u64| {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(start)).and_then(|_| file.read_to_end(&mut bytes)).map(|_| bytes)
        };
        let whole = |(_, piece)| match Piece::of(piece) {
            Piece::Whole(line) => Some(line),
            _ => None,
        };
        let length = fs::metadata(&self.path).map_err(&unreadable)?.len();
        let tail = read_from(length.saturating_sub(TAIL)).map_err(&unreadable)?;
        if let Some(last) = pieces(&tail).filter_map(whole).last()
            && store.database(chain::hash_at(&store.db, last.seq))? == Some(last.hash)
        {
            return Ok(last.seq);
        }
        let all = read_from(0).map_err(&unreadable)?;
        self.known = pieces(&all).filter_map(whole).map(|line| line.hash).collect();
        Ok(0)
    }

    fn write(&self, lines: &str) -> io::Result<()> {
        let mut file = append_private(&self.path)?;
        // what a crash cut off is no tombstone: the whole line follows
        let end = file.seek(SeekFrom::End(0))?;
        let mut last = [b'\n'];
        if end > 0 {
            file.seek(SeekFrom::Start(end - 1))?;
            file.read_exact(&mut last)?;
        }
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        sync_folder(folder_of(&self.path))
    }
}
