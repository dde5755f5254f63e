//! The bytes of a publication: opened, looked at, and refused where they are a web page.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::super::Error;
use crate::record::readers::open_bytes;

/// How much of a file is looked at to tell what it is.
const HEAD: u64 = 4096;

/// Opens a file, unpacked, and refuses web pages and empty files.
///
/// `expected` says what the kind wants to see; `looks_right` judges the first bytes.
///
/// # Errors
/// Where the file cannot be read, is empty, or is something else.
pub(super) fn open(
    path: &Path,
    expected: &'static str,
    looks_right: fn(&str) -> bool,
) -> Result<Box<dyn BufRead>, Error> {
    let unreadable = |source| Error::unreadable(path, source);
    let mut reader = open_bytes(path).map_err(unreadable)?;
    let mut head = Vec::new();
    (&mut reader).take(HEAD).read_to_end(&mut head).map_err(unreadable)?;
    let text = shown(&head);
    if !looks_right(&text) {
        return Err(Error::wrong_kind(path, nature(&text), expected));
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, std::io::Cursor::new(head).chain(reader))))
}

/// The first bytes of a file, unpacked; empty where it cannot be read.
pub(super) fn head(path: &Path) -> String {
    let mut bytes = Vec::new();
    let read = open_bytes(path).and_then(|reader| reader.take(HEAD).read_to_end(&mut bytes));
    if read.is_ok() { shown(&bytes) } else { String::new() }
}

fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.trim_start_matches('\u{feff}').trim_start().to_owned()
}

/// What a file seems to be, in words.
pub(super) fn nature(head: &str) -> String {
    let start: String = head.chars().take(600).collect::<String>().to_ascii_lowercase();
    let what = match () {
        () if head.trim().is_empty() => "an empty file",
        () if start.contains("<!doctype html") || start.contains("<html") => "a web page (HTML)",
        () if start.contains("<consolidated_list") => "the UN list in XML",
        () if start.contains("<sdnlist") => "OFAC's list in plain XML",
        () if start.contains("<sanctions") => "OFAC's list in advanced XML",
        () if start.contains("eu.europa.ec/fpi/fsd") => "the EU list in XML",
        () if start.contains("<designations") => "the UK list in XML",
        () if start.starts_with('<') => "XML of another kind",
        () if start.starts_with('{') || start.starts_with('[') => "JSON of another kind",
        () if start.starts_with("pk") => "a zip archive",
        () => "something else",
    };
    what.to_owned()
}

/// The headings of a CSV file's first line, lower case.
pub(super) fn headings(head: &str) -> Vec<String> {
    let line = head.lines().next().unwrap_or("");
    line.split(',').map(|cell| cell.trim().trim_matches('"').to_ascii_lowercase()).collect()
}
