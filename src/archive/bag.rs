//! The files that make a folder a bag: RFC 8493, "The BagIt File Packaging Format (V1.0)".

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::AGENT;

/// Section 2.1.1.
pub(super) const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
pub(super) const DECLARATION_FILE: &str = "bagit.txt";
/// Section 2.2.2.
pub(super) const INFO_FILE: &str = "bag-info.txt";
/// Where the payload lies.
pub(super) const PAYLOAD: &str = "data/";

/// Section 2.4 asks for SHA-512 and allows SHA-256; weaker ones prove nothing any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Algorithm {
    Sha256,
    Sha512,
}

impl Algorithm {
    pub(super) const ALL: [Self; 2] = [Self::Sha256, Self::Sha512];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    pub(super) fn manifest(self) -> String {
        format!("manifest-{}.txt", self.as_str())
    }

    pub(super) fn tag_manifest(self) -> String {
        format!("tagmanifest-{}.txt", self.as_str())
    }

    fn digits(self) -> usize {
        match self {
            Self::Sha256 => 64,
            Self::Sha512 => 128,
        }
    }
}

/// Hashes in lower-case digits.
#[derive(Clone, Default)]
pub(super) struct Hashes {
    pub(super) sha256: String,
    pub(super) sha512: String,
}

impl Hashes {
    pub(super) fn of(&self, algorithm: Algorithm) -> &str {
        match algorithm {
            Algorithm::Sha256 => &self.sha256,
            Algorithm::Sha512 => &self.sha512,
        }
    }
}

/// Both hashes at once, as a file is read.
#[derive(Default)]
pub(super) struct Hashing {
    sha256: sha2::Sha256,
    sha512: sha2::Sha512,
}

impl Hashing {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        use sha2::Digest;
        self.sha256.update(bytes);
        self.sha512.update(bytes);
    }

    pub(super) fn finish(self) -> Hashes {
        use sha2::Digest;
        Hashes { sha256: digits(&self.sha256.finalize()), sha512: digits(&self.sha512.finalize()) }
    }

    pub(super) fn hashes(bytes: &[u8]) -> Hashes {
        let mut hashing = Self::default();
        hashing.update(bytes);
        hashing.finish()
    }
}

pub(super) fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// `bag-info.txt`; its date is the evidence's, not that of the day on which it was packed.
pub(super) fn info(name: &str, stamped: DateTime<Utc>, payload_bytes: u64, payload_files: usize) -> String {
    format!(
        "Bag-Software-Agent: {AGENT}\nBagging-Date: {}\nExternal-Identifier: {name}\nPayload-Oxum: {payload_bytes}.{payload_files}\n",
        stamped.format("%Y-%m-%d")
    )
}

/// A manifest of files in this order. Two blanks, as `sha256sum -c` wants them.
pub(super) fn manifest<'a>(algorithm: Algorithm, files: impl Iterator<Item = (&'a str, &'a Hashes)>) -> String {
    files.fold(String::new(), |mut text, (file, hashes)| {
        let _ = writeln!(text, "{}  {file}", hashes.of(algorithm));
        text
    })
}

/// The lines of a manifest that somebody else may have written: hash and path.
///
/// # Errors
/// The number of the first line that is none.
pub(super) fn read_manifest(algorithm: Algorithm, text: &str) -> Result<Vec<(String, String)>, usize> {
    let lines = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty());
    lines.enumerate().map(|(at, line)| manifest_line(algorithm, line).ok_or(at + 1)).collect()
}

fn manifest_line(algorithm: Algorithm, line: &str) -> Option<(String, String)> {
    let (hash, path) = line.trim_start().split_once([' ', '\t'])?;
    let is_hash = hash.len() == algorithm.digits() && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let path = path.trim_start_matches([' ', '\t']);
    // `*` is what md5sum and its like put before a file that was read as binary
    let path = path.strip_prefix('*').unwrap_or(path);
    let path = path.strip_prefix("./").unwrap_or(path);
    (is_hash && !path.is_empty()).then(|| (hash.to_ascii_lowercase(), decoded(path)))
}

/// Section 2.1.3: line ends and `%` itself are percent-encoded, nothing else is.
fn decoded(path: &str) -> String {
    let mut decoded = path.to_owned();
    for (code, letter) in [("%0A", "\n"), ("%0a", "\n"), ("%0D", "\r"), ("%0d", "\r"), ("%25", "%")] {
        decoded = decoded.replace(code, letter);
    }
    decoded
}

/// The value of a label in `bagit.txt` or `bag-info.txt`; labels ignore case, and long values go on in lines that begin with
/// a blank, which no value looked at here does.
pub(super) fn value<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.split(['\n', '\r']).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(label).then_some(value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_of_others_are_read_in_every_permitted_form() {
        let hash = "A".repeat(64);
        let text = format!("{hash}  data/a b.txt\r\n{hash} *data/c%25%0Ad\r\n\n{hash}\t./data/e\n");
        let lower = hash.to_lowercase();
        let read = read_manifest(Algorithm::Sha256, &text).unwrap();
        let files: Vec<&str> = read.iter().map(|(_, file)| file.as_str()).collect();
        assert_eq!(files, ["data/a b.txt", "data/c%\nd", "data/e"]);
        assert!(read.iter().all(|(hash, _)| *hash == lower));
    }

    #[test]
    fn a_line_that_is_none_is_told_by_its_number() {
        let hash = "a".repeat(64);
        assert_eq!(read_manifest(Algorithm::Sha256, &format!("{hash}  data/a\nnot a hash  data/b\n")), Err(2));
        assert_eq!(read_manifest(Algorithm::Sha512, &format!("{hash}  data/a\n")), Err(1));
    }

    #[test]
    fn labels_ignore_case_and_a_byte_order_mark() {
        assert_eq!(value("\u{feff}bagit-version: 0.97\n", "BagIt-Version"), Some("0.97"));
        assert_eq!(value(DECLARATION, "Payload-Oxum"), None);
    }
}
