//! An archive of anybody, looked at without unpacking it to anywhere.

mod bag;
mod names;
mod zip;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::report::{BagFacts, EvidenceFacts, Origin, Problem, ProblemCode, Report, Verdict};
use super::{Error, Passphrase, PublicKey, signature};
use crate::vocabulary::Sha256;

pub(super) use self::zip::inspect;

/// How archives are looked at.
#[derive(Clone, Debug)]
pub struct Checks {
    /// So much is unpacked at most, in bytes; default: 16 GiB.
    pub max_unpacked: u64,
    /// So many files are looked at most; default: 100,000.
    pub max_files: usize,
    /// Whose signature it must have; default: any, or none.
    pub public_key: Option<PublicKey>,
}

impl Default for Checks {
    fn default() -> Self {
        Self { max_unpacked: 16 << 30, max_files: 100_000, public_key: None }
    }
}

/// What stands in the archive itself.
#[derive(Default)]
pub(super) struct Inspection {
    pub(super) bytes: u64,
    pub(super) sha256: Option<Sha256>,
    pub(super) clear_sha256: Option<Sha256>,
    pub(super) sealed: bool,
    pub(super) bag: Option<BagFacts>,
    pub(super) evidence: Option<EvidenceFacts>,
    pub(super) problems: Vec<Problem>,
}

impl Inspection {
    fn problem(&mut self, code: ProblemCode) {
        self.problems.push(Problem { code, file: None });
    }

    fn problem_with(&mut self, code: ProblemCode, file: &str) {
        self.problems.push(Problem { code, file: Some(file.to_owned()) });
    }
}

/// Nothing that lies beside an archive is longer.
const LONGEST_BESIDE: u64 = 1 << 16;

/// Looks at an archive and at what is beside it: `<file>.sha256` and `<file>.sig`. Needs no store, unpacks to nowhere, and holds
/// no payload in memory.
///
/// # Errors
/// Where the file cannot be read. What is wrong with it stands in the report.
pub fn verify(path: &Path, passphrase: Option<&Passphrase>, checks: &Checks) -> Result<Report, Error> {
    let unreadable = |source| Error::Unreadable { file: path.display().to_string(), source };
    let open = || match File::open(path) {
        Ok(file) if file.metadata()?.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        opened => opened,
    };
    let mut found = inspect(open().map_err(unreadable)?, passphrase, checks).map_err(unreadable)?;
    let hash_beside = match beside(path, ".sha256").map_err(unreadable)? {
        None => false,
        Some(text) => {
            let said = text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
            if found.sha256.is_none_or(|sha256| said != sha256.to_string()) {
                found.problem(ProblemCode::HashBeside);
            }
            true
        }
    };
    let origin = match beside(path, ".sig").map_err(unreadable)? {
        None => Origin::Unsigned,
        Some(text) => match signature::signer(&text, &mut open().map_err(unreadable)?).map_err(unreadable)? {
            None => Origin::Invalid,
            Some(key) => Origin::Signed { public_key: key.to_string(), expected: checks.public_key == Some(key) },
        },
    };
    match &origin {
        Origin::Invalid => found.problem(ProblemCode::SignatureInvalid),
        Origin::Signed { expected: true, .. } => {}
        _ if checks.public_key.is_some() => found.problem(ProblemCode::NotSignedByKey),
        _ => {}
    }
    Ok(Report {
        file: path.display().to_string(),
        verdict: Verdict::of(&found.problems),
        origin,
        sealed: found.sealed,
        bytes: found.bytes,
        sha256: found.sha256.map(|hash| hash.to_string()).unwrap_or_default(),
        clear_sha256: found.clear_sha256.map(|hash| hash.to_string()),
        hash_beside,
        bag: found.bag,
        evidence: found.evidence,
        problems: found.problems,
    })
}

impl Report {
    /// Of a file that could not even be read, so that others can be looked at all the same.
    pub fn inaccessible(path: &Path) -> Self {
        let problems = vec![Problem { code: ProblemCode::Inaccessible, file: None }];
        Self {
            file: path.display().to_string(),
            verdict: Verdict::of(&problems),
            origin: Origin::Unsigned,
            sealed: false,
            bytes: 0,
            sha256: String::new(),
            clear_sha256: None,
            hash_beside: false,
            bag: None,
            evidence: None,
            problems,
        }
    }
}

/// The text of a file beside the archive; what is there and is no text is as wrong as another text.
fn beside(path: &Path, ending: &str) -> io::Result<Option<String>> {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    let file = match File::open(PathBuf::from(name)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let mut bytes = Vec::new();
    file.take(LONGEST_BESIDE).read_to_end(&mut bytes)?;
    Ok(Some(String::from_utf8(bytes).unwrap_or_default()))
}
