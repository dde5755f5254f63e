//! The zip: whether it is one, whether it is safe, and what is in its files.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Seek};

use zip::read::{ArchiveOffset, Config};
use zip::result::ZipError;
use zip::{ZipArchive, ZipReadOptions};

use super::super::Passphrase;
use super::super::bag::{Hashes, Hashing, PAYLOAD};
use super::super::contents::INDEX;
use super::super::report::ProblemCode;
use super::super::seal::{self, Seal};
use super::{Checks, Inspection, bag, names};

/// Tag files are held in memory.
const LONGEST_TAG: u64 = 64 << 20;

/// A file of a bag, read to its end.
pub(super) struct ReadFile {
    pub(super) bytes: u64,
    pub(super) hashes: Hashes,
}

/// All files of a bag by their names in it.
#[derive(Default)]
pub(super) struct Files {
    pub(super) read: BTreeMap<String, ReadFile>,
    /// What tag files, and the index of evidence, hold.
    pub(super) held: BTreeMap<String, Vec<u8>>,
}

/// Looks at an archive from end to end, twice: all bytes, and what the files in it hold.
///
/// # Errors
/// Where the disk fails. What is wrong with the archive is in what it returns.
pub(in super::super) fn inspect(
    mut file: impl Read + Seek,
    passphrase: Option<&Passphrase>,
    checks: &Checks,
) -> io::Result<Inspection> {
    let hashed = seal::hash(&mut file)?;
    let mut found = Inspection { bytes: hashed.length, sha256: Some(hashed.sha256), ..Inspection::default() };
    // something in front would be another file to other programs
    let config = Config { archive_offset: ArchiveOffset::Known(0) };
    let Ok(mut archive) = ZipArchive::with_config(config, file) else {
        found.problem(ProblemCode::NotAZip);
        return Ok(found);
    };
    let seal = seal::of(archive.comment(), &hashed);
    match seal {
        Seal::Broken => found.problem(ProblemCode::SealBroken),
        Seal::Whole { clear } => found.clear_sha256 = clear,
        Seal::None => {}
    }
    let Some(top) = look_at_entries(&mut archive, checks, &mut found) else { return Ok(found) };
    if found.sealed && passphrase.is_none() {
        found.problem(ProblemCode::PassphraseNeeded);
        return Ok(found);
    }
    let Some(files) = read_all(&mut archive, &top, passphrase, &mut found) else { return Ok(found) };
    bag::compare(&top, &files, matches!(seal, Seal::None), &mut found);
    Ok(found)
}

/// Everything that can be seen without unpacking; the top folder where one may go on.
fn look_at_entries<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    checks: &Checks,
    found: &mut Inspection,
) -> Option<String> {
    if archive.len() > checks.max_files {
        found.problem(ProblemCode::TooLarge);
        return None;
    }
    if archive.has_duplicate_names() {
        found.problem(ProblemCode::DuplicateName);
        return None;
    }
    // local headers against the directory, overlapping entries, entries that the directory does not have
    if archive.validate_header_consistency().is_err() {
        found.problem(ProblemCode::HeadersDisagree);
    }
    let (mut declared, mut folded, mut tops) = (0_u64, BTreeSet::new(), Vec::new());
    for at in 0..archive.len() {
        let Ok(entry) = archive.by_index_data(at) else {
            found.problem(ProblemCode::HeadersDisagree);
            return None;
        };
        declared = declared.saturating_add(entry.size());
        found.sealed |= entry.encrypted();
        let name = String::from_utf8(entry.name_raw().to_vec());
        let name = match name {
            Ok(name) if names::is_safe(&name) => name,
            other => {
                let lossy = other.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
                found.problem_with(ProblemCode::UnsafeName, &lossy);
                continue;
            }
        };
        // a regular file, a folder, or a system without such modes
        let kind = entry.unix_mode().map_or(0, |mode| mode & 0o170_000);
        if entry.is_symlink() || !matches!(kind, 0 | 0o100_000 | 0o040_000) {
            found.problem_with(ProblemCode::SpecialFile, &name);
        }
        if !folded.insert(names::folded(&name)) {
            found.problem_with(ProblemCode::NameCollision, &name);
        }
        let top = names::top(&name).unwrap_or_default().to_owned();
        if !tops.contains(&top) && tops.len() < 2 {
            tops.push(top);
        }
    }
    if declared > checks.max_unpacked {
        found.problem(ProblemCode::TooLarge);
    }
    let [top] = tops.as_slice() else {
        found.problem(ProblemCode::NoBag);
        return None;
    };
    if top.is_empty() {
        found.problem(ProblemCode::NoBag);
        return None;
    }
    let may_go_on = !found.problems.iter().any(|problem| {
        use ProblemCode::{HeadersDisagree, TooLarge};
        matches!(problem.code, HeadersDisagree | TooLarge)
    });
    may_go_on.then(|| top.clone())
}

/// Reads every file once; no more than it declares.
fn read_all<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    top: &str,
    passphrase: Option<&Passphrase>,
    found: &mut Inspection,
) -> Option<Files> {
    let mut files = Files::default();
    let mut buffer = vec![0; 1 << 16];
    let mut held = 0;
    for at in 0..archive.len() {
        let options = ZipReadOptions::new().password(passphrase.map(Passphrase::bytes));
        let name = archive.by_index_data(at).ok().and_then(|entry| String::from_utf8(entry.name_raw().to_vec()).ok());
        let Some(name) = name else { continue };
        let in_bag = name.strip_prefix(top).and_then(|rest| rest.strip_prefix('/')).unwrap_or_default();
        if in_bag.is_empty() || in_bag.ends_with('/') {
            continue;
        }
        let entry = match archive.by_index_with_options(at, options) {
            Ok(entry) => entry,
            Err(ZipError::InvalidPassword) => {
                found.problem(ProblemCode::WrongPassphrase);
                return None;
            }
            Err(_) => {
                found.problem_with(ProblemCode::Unreadable, in_bag);
                continue;
            }
        };
        let declared = entry.size();
        let is_index = in_bag.strip_prefix(PAYLOAD) == Some(INDEX);
        let mut hold = (!in_bag.starts_with(PAYLOAD) || is_index).then(Vec::new);
        if hold.is_some() && held + declared > LONGEST_TAG {
            if !is_index {
                found.problem_with(ProblemCode::TagTooLarge, in_bag);
            }
            hold = None;
        }
        let Some(hashes) = read_one(entry, declared, &mut buffer, hold.as_mut()) else {
            found.problem_with(ProblemCode::Unreadable, in_bag);
            continue;
        };
        if let Some(bytes) = hold {
            held += bytes.len() as u64;
            files.held.insert(in_bag.to_owned(), bytes);
        }
        files.read.insert(in_bag.to_owned(), ReadFile { bytes: declared, hashes });
    }
    Some(files)
}

/// Reads a file to its end, where its checksum or its authentication code is compared; none where that fails or it is not as
/// long as it says.
fn read_one(entry: impl Read, declared: u64, buffer: &mut [u8], mut hold: Option<&mut Vec<u8>>) -> Option<Hashes> {
    let mut entry = entry.take(declared.saturating_add(1));
    let (mut hashing, mut bytes) = (Hashing::default(), 0);
    loop {
        match entry.read(buffer) {
            Ok(0) => break,
            Ok(n) => {
                hashing.update(&buffer[..n]);
                bytes += n as u64;
                if let Some(hold) = &mut hold {
                    hold.extend_from_slice(&buffer[..n]);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
    (bytes == declared).then(|| hashing.finish())
}
