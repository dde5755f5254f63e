use std::io::Read;
use std::path::{Path, PathBuf};

use super::super::{Error, SourceKind};
use crate::files::open_secret;
use crate::network::Address;
use crate::vocabulary::ListType;

/// Endings that say something of a file, for files that are named after their source.
const ENDINGS: [&str; 10] = ["xml", "json", "jsonl", "ndjson", "csv", "tsv", "txt", "ftm", "gz", "zst"];
/// How large a file of headers may be.
const HEADERS: u64 = 1 << 16;

/// A publication and where it is fetched from: `[source.NAME]`.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name, which is that of its folder.
    pub name: String,
    /// Its kind.
    pub kind: &'static SourceKind,
    /// Its files by their names, and where each is fetched.
    pub files: Vec<(String, Address)>,
    /// What the list is called; by default as its kind or the source.
    pub list_name: Option<String>,
    /// Its list types; empty where the kind decides.
    pub list_types: Vec<ListType>,
    /// How large a file may be, unpacked, in bytes.
    pub max_bytes: u64,
    /// Headers with secrets, one `Name: value` a line.
    pub header_file: Option<PathBuf>,
}

impl Source {
    /// How large a file may be by default: 4 GiB. The largest known publications have some 2 GB.
    pub const MAX_BYTES: u64 = 4 << 30;

    /// Whether a name can be that of a folder everywhere.
    pub fn is_name(name: &str) -> bool {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        !name.is_empty() && name.len() <= 64 && !name.starts_with('.') && name.chars().all(allowed)
    }

    /// What the one file of a source is called. A kind that has a name for its list keeps the publisher's, by which two lists of OFAC
    /// are told apart; any other list is called as its file is, and that as the source.
    pub fn file_name(name: &str, kind: &SourceKind, address: &Address) -> String {
        let published = address.last_segment();
        if (kind.list_name)(Path::new(published)).is_some() && Self::is_name(published) {
            return published.to_owned();
        }
        let endings = published.split('.').skip(1).map(str::to_ascii_lowercase);
        let known = endings.filter(|ending| ENDINGS.contains(&ending.as_str()));
        known.fold(name.to_owned(), |name, ending| name + "." + &ending)
    }

    /// The headers in its file.
    ///
    /// # Errors
    /// Where others may read the file, or a line of it is no header.
    pub fn headers(&self) -> Result<Vec<(String, String)>, Error> {
        let Some(file) = &self.header_file else { return Ok(Vec::new()) };
        let wrong = |why: String| Error::Headers { file: file.display().to_string(), why };
        let mut text = String::new();
        let opened = open_secret(file).map_err(|why| wrong(why.to_string()))?;
        opened.take(HEADERS).read_to_string(&mut text).map_err(|error| wrong(format!("cannot be read ({error})")))?;
        let header = |(number, line): (usize, &str)| {
            let parts = line.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
            let is_token = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            let is_value = |value: &str| value.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
            match parts {
                Some((name, value)) if !name.is_empty() && is_token(name) && is_value(value) => {
                    Ok((name.to_owned(), value.to_owned()))
                }
                _ => Err(wrong(format!("has no header in line {}", number + 1))),
            }
        };
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(header).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watchlist::kind_of;

    #[test]
    fn files_are_named_so_that_their_lists_are() {
        for (kind, address, file) in [
            ("un", "https://un.example/resources/xml/en/consolidated.xml", "consolidated.xml"),
            ("ofac-advanced-xml", "https://ofac.example/exports/CONS_ADVANCED.XML?x=1", "CONS_ADVANCED.XML"),
            ("eu-fsf", "https://eu.example/xml/content?token=t", "content"),
            ("uk", "https://uk.example/", "mine"),
            ("ftm", "https://os.example/peps/entities.ftm.json.gz", "mine.ftm.json.gz"),
            ("csv", "https://own.example/export.php", "mine"),
        ] {
            let address: Address = address.parse().unwrap();
            assert_eq!(Source::file_name("mine", kind_of(kind).unwrap(), &address), file);
        }
    }

    #[test]
    fn names_are_those_of_folders() {
        for name in ["un", "EU-2", "os_peps.v2"] {
            assert!(Source::is_name(name));
        }
        for name in ["", ".un", "..", "a/b", "a b", "ü", "a\\b"] {
            assert!(!Source::is_name(name), "{name}");
        }
    }
}
