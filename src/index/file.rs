//! The file around the sections: magic, version, a table of sections with a checksum each.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::Error;
use super::layout::{SECTIONS, Section};
use super::mapped::Bytes;

/// The format that this version writes and reads.
pub const FORMAT_VERSION: u32 = 11;

const MAGIC: &[u8; 8] = b"MUSTERIX";
/// Magic, version, number of sections, length of the whole, then for each section start, length and checksum, then the
/// checksum of all that.
const TABLE: usize = 24;
const HEADER: usize = TABLE + SECTIONS * 24 + 8;

/// A file of sections, checked.
pub(super) struct Sections {
    bytes: Bytes,
    runs: [(usize, usize); SECTIONS],
}

impl Sections {
    /// Maps and checks a file.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let file = path.display().to_string();
        let unreadable = |source| Error::Unreadable { file: file.clone(), source };
        let mut handle = File::open(path).map_err(unreadable)?;
        let metadata = handle.metadata().map_err(unreadable)?;
        if metadata.is_dir() {
            return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
        }
        let mut magic = [0; 8];
        if handle.read_exact(&mut magic).is_err() || &magic != MAGIC {
            return Err(Error::Foreign { file });
        }
        Self::check(Bytes::map(&handle).map_err(unreadable)?, &file)
    }

    /// Checks bytes in memory.
    pub(super) fn of_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Self::check(Bytes::hold(bytes), "index in memory")
    }

    fn check(bytes: Bytes, file: &str) -> Result<Self, Error> {
        let damaged = |what| Error::Damaged { file: file.to_owned(), what };
        let u32_at = |at: usize| bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
        let u64_at = |at: usize| bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes);
        if !bytes.starts_with(MAGIC) {
            return Err(Error::Foreign { file: file.to_owned() });
        }
        let found = u32_at(8).ok_or_else(|| damaged("header"))?;
        if found != FORMAT_VERSION {
            return Err(Error::OtherVersion { file: file.to_owned(), found, expected: FORMAT_VERSION });
        }
        let header = bytes.get(..HEADER - 8).ok_or_else(|| damaged("header"))?;
        if u64_at(HEADER - 8) != Some(xxh3_64(header)) {
            return Err(damaged("header"));
        }
        if u64_at(16) != Some(bytes.len() as u64) {
            return Err(damaged("length"));
        }
        let mut runs = [(0, 0); SECTIONS];
        for (i, run) in runs.iter_mut().enumerate() {
            let at = TABLE + i * 24;
            let (Some(start), Some(length), Some(sum)) = (u64_at(at), u64_at(at + 8), u64_at(at + 16)) else {
                return Err(damaged("table of sections"));
            };
            let section = start.checked_add(length).and_then(|end| bytes.get(start as usize..end as usize));
            let section = section.ok_or_else(|| damaged("table of sections"))?;
            if xxh3_64(section) != sum {
                return Err(damaged("checksum"));
            }
            *run = (start as usize, length as usize);
        }
        Ok(Self { bytes, runs })
    }

    pub(super) fn get(&self, section: Section) -> &[u8] {
        let (start, length) = self.runs[section as usize];
        &self.bytes[start..start + length]
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The whole file in memory.
pub(super) fn assemble(sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut table = Vec::with_capacity(HEADER);
    let mut at = HEADER.next_multiple_of(8);
    let mut runs = Vec::with_capacity(SECTIONS);
    for section in sections {
        runs.push((at, section.len()));
        at = (at + section.len()).next_multiple_of(8);
    }
    let total = at;
    table.extend_from_slice(MAGIC);
    table.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    table.extend_from_slice(&(SECTIONS as u32).to_le_bytes());
    table.extend_from_slice(&(total as u64).to_le_bytes());
    for ((start, length), section) in runs.iter().zip(sections) {
        table.extend_from_slice(&(*start as u64).to_le_bytes());
        table.extend_from_slice(&(*length as u64).to_le_bytes());
        table.extend_from_slice(&xxh3_64(section).to_le_bytes());
    }
    let sum = xxh3_64(&table);
    table.extend_from_slice(&sum.to_le_bytes());
    let mut bytes = Vec::with_capacity(total);
    bytes.extend_from_slice(&table);
    for ((start, _), section) in runs.iter().zip(sections) {
        bytes.resize(*start, 0);
        bytes.extend_from_slice(section);
    }
    bytes.resize(total, 0);
    bytes
}

/// Writes under a temporary name in the same folder, syncs, renames. Mode 0600.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let unwritable = |source| Error::Unwritable { file: path.display().to_string(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".muster-").tempfile_in(folder).map_err(unwritable)?;
    file.write_all(bytes).map_err(unwritable)?;
    file.as_file().sync_all().map_err(unwritable)?;
    file.persist(path).map_err(|error| unwritable(error.error))?;
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(unwritable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let mut sections: [Vec<u8>; SECTIONS] = Default::default();
        for (i, section) in sections.iter_mut().enumerate() {
            section.resize(i * 3, i as u8);
        }
        assemble(&sections)
    }

    #[test]
    fn what_was_written_is_read() {
        let sections = Sections::of_bytes(&sample()).unwrap();
        assert_eq!(sections.get(Section::Details), [2; 6]);
        assert_eq!(sections.get(Section::Identifiers), [13; 39]);
    }

    #[test]
    fn every_flipped_byte_of_a_section_or_header_and_every_cut_is_noticed() {
        let bytes = sample();
        for at in 0..bytes.len() {
            assert!(Sections::of_bytes(&bytes[..at]).is_err(), "cut at {at}");
        }
        let sections = Sections::of_bytes(&bytes).unwrap();
        let used: Vec<usize> =
            (0..HEADER).chain(sections.runs.iter().flat_map(|(start, length)| *start..start + length)).collect();
        for at in used {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            assert!(Sections::of_bytes(&flipped).is_err(), "flipped at {at}");
        }
    }

    #[test]
    fn another_version_is_named() {
        let mut bytes = sample();
        bytes[8] = 99;
        assert!(matches!(Sections::of_bytes(&bytes), Err(Error::OtherVersion { found: 99, .. })));
    }
}
