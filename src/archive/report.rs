//! What is said of an archive that was looked at: data, text, JSON.

use std::fmt;

use serde::Serialize;

/// What an archive is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// Everything is there, and as it was when it was written.
    Intact,
    /// Something is missing, too much, or changed.
    Damaged,
    /// No archive with a bag, or one cut off.
    Foreign,
    /// Sealed, and not opened.
    Locked,
}

/// Who stands behind it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Origin {
    /// Nobody: there is no signature beside it.
    Unsigned,
    /// The owner of the key; whose key that is, must be known from elsewhere.
    #[serde(rename_all = "camelCase")]
    Signed {
        /// As a line of OpenSSH.
        public_key: String,
        /// Whether it is the key that was asked for.
        expected: bool,
    },
    /// There is a signature, and it does not hold.
    Invalid,
}

/// What is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problem {
    /// Which kind.
    pub code: ProblemCode,
    /// The file in the archive, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident $code:literal $verdict:ident $text:literal;)*) => {
        /// Kinds of problems.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ProblemCode {
            $($(#[$doc])* $name,)*
        }

        impl ProblemCode {
            /// As it stands in reports.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What an archive with it is worth.
            pub fn verdict(self) -> Verdict {
                match self { $(Self::$name => Verdict::$verdict,)* }
            }

            /// What it means, and what to do.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

problems! {
    /// It cannot be opened as a zip.
    NotAZip "not_a_zip" Foreign "no zip archive, or one that was cut off: ask for it again";
    /// It has no bag.
    NoBag "no_bag" Foreign "no BagIt bag in one top folder: this is another kind of archive";
    /// No manifest with SHA-256 or SHA-512.
    NoManifest "no_manifest" Foreign "no manifest with SHA-256 or SHA-512: nothing can be proved, ask for a bag that has one";
    /// The file is there and cannot be read.
    Inaccessible "inaccessible" Foreign "cannot be read: check the name and the rights";
    /// Headers contradict each other.
    HeadersDisagree "headers_disagree" Damaged "the zip's own headers contradict each other, so programs would unpack different things: do not unpack it";
    /// Names that would lead out of the folder.
    UnsafeName "unsafe_name" Damaged "a name that would be unpacked elsewhere or nowhere: do not unpack it";
    /// One name twice.
    DuplicateName "duplicate_name" Damaged "one name twice, so programs would unpack different things: do not unpack it";
    /// Names that differ in case only.
    NameCollision "name_collision" Damaged "differs from another name only in case or in how accents are written: do not unpack it";
    /// A link or a device.
    SpecialFile "special_file" Damaged "a link or a device: do not unpack it";
    /// More than the limit.
    TooLarge "too_large" Damaged "unpacks to more than the limit, or has too many files: if you trust it, raise the limit with `--max-size`";
    /// It cannot be unpacked.
    Unreadable "unreadable" Damaged "cannot be unpacked: ask for the archive again";
    /// Too much for a tag file.
    TagTooLarge "tag_too_large" Damaged "a tag file of more than 64 MiB: not looked at";
    /// The passphrase is wrong.
    WrongPassphrase "wrong_passphrase" Locked "the passphrase does not open it: check `--passphrase-file`";
    /// There is none.
    PassphraseNeeded "passphrase_needed" Locked "sealed: what is in it can only be checked with `--passphrase-file`";
    /// A line of a manifest.
    ManifestUnreadable "manifest_unreadable" Damaged "has a line that is no hash and name: ask for the archive again";
    /// In a manifest, not in the bag.
    Missing "missing" Damaged "is in a manifest and not in the archive: ask for the archive again";
    /// In the bag, not in a manifest.
    Extra "extra" Damaged "is in the archive and not in every manifest: somebody added it, or a manifest was changed";
    /// Not the bytes that were written.
    WrongHash "wrong_hash" Damaged "is not what its hash says: it was changed, ask for the archive again";
    /// Count or length of the payload.
    PayloadOxum "payload_oxum" Damaged "Payload-Oxum says another length or number of files: something was added or lost";
    /// The comment at the end.
    SealBroken "seal_broken" Damaged "bytes were changed after it was written: ask for the archive again";
    /// The comment at the end is not there.
    SealMissing "seal_missing" Damaged "muster ends its archives with a hash of all bytes, which is not there: bytes were changed, or it was packed again";
    /// What it says of itself.
    OtherIds "other_ids" Damaged "the ids in `evidence.json` are not those of the folder: it was packed from something else";
    /// The file beside it.
    HashBeside "hash_beside" Damaged "the `.sha256` beside it has another hash: one of the two was changed";
    /// The signature beside it.
    SignatureInvalid "signature_invalid" Damaged "the `.sig` beside it is not a signature of these bytes: one of the two was changed";
    /// The key that was asked for has not signed it.
    NotSignedByKey "not_signed_by_key" Damaged "not signed with the key that was asked for: its origin is not proved";
}

/// The bag.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BagFacts {
    /// The folder that holds it.
    pub top_folder: String,
    /// BagIt version.
    pub version: String,
    /// What wrote it, where it says so.
    pub software: Option<String>,
    /// Algorithms of its manifests.
    pub algorithms: Vec<&'static str>,
    /// Files of the payload.
    pub payload_files: u64,
    /// Bytes of the payload.
    pub payload_bytes: u64,
}

/// What an evidence archive says it is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceFacts {
    /// The dossier.
    pub dossier_id: String,
    /// The process.
    pub process_id: String,
    /// Its status.
    pub status: String,
}

/// What is known of an archive that was looked at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// As the user named it.
    pub file: String,
    /// What it is worth.
    pub verdict: Verdict,
    /// Who stands behind it.
    pub origin: Origin,
    /// Whether it is encrypted.
    pub sealed: bool,
    /// Its length.
    pub bytes: u64,
    /// Hash of the file.
    pub sha256: String,
    /// Hash of the clear archive that was sealed, as it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clear_sha256: Option<String>,
    /// Whether a `.sha256` beside it was compared.
    pub hash_beside: bool,
    /// The bag.
    pub bag: Option<BagFacts>,
    /// What it is about.
    pub evidence: Option<EvidenceFacts>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl Verdict {
    /// For people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intact => "intact",
            Self::Damaged => "damaged",
            Self::Foreign => "no evidence archive",
            Self::Locked => "sealed, not opened",
        }
    }

    /// The worst of all problems; what is wrong in itself comes before what only could not be seen.
    pub(super) fn of(problems: &[Problem]) -> Self {
        let has = |verdict: &Self| problems.iter().any(|problem| problem.code.verdict() == *verdict);
        [Self::Damaged, Self::Foreign, Self::Locked].into_iter().find(has).unwrap_or(Self::Intact)
    }
}

/// So many problems are told in text; JSON has all.
const SHOWN: usize = 20;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.verdict.as_str())?;
        match &self.origin {
            Origin::Signed { public_key, expected: true } => {
                writeln!(f, ", signed with the expected key {public_key}")?;
            }
            Origin::Signed { public_key, expected: false } => {
                writeln!(f, ", signed with {public_key}: compare this key with one that you trust")?;
            }
            Origin::Invalid => writeln!(f, ", the signature does not hold")?,
            Origin::Unsigned => writeln!(f, ", origin not proved")?,
        }
        if let Some(evidence) = &self.evidence {
            let EvidenceFacts { dossier_id, process_id, status } = evidence;
            writeln!(f, "  dossier {dossier_id}, process {process_id}, {}", printable(status))?;
        }
        if let Some(bag) = &self.bag {
            let (files, bytes, algorithms) = (bag.payload_files, bag.payload_bytes, bag.algorithms.join(" and "));
            let (version, seal) = (printable(&bag.version), if self.sealed { ", sealed" } else { "" });
            writeln!(f, "  BagIt {version}, {files} files, {bytes} bytes, compared by {algorithms}{seal}")?;
        }
        if !self.sha256.is_empty() {
            writeln!(f, "  sha256 {}", self.sha256)?;
        }
        for Problem { code, file } in self.problems.iter().take(SHOWN) {
            let file = file.as_ref().map(|file| format!("`{}`: ", printable(file))).unwrap_or_default();
            writeln!(f, "  {}: {file}{}", code.as_str(), code.text())?;
        }
        if self.problems.len() > SHOWN {
            writeln!(f, "  and {} more (`--json` has all)", self.problems.len() - SHOWN)?;
        }
        Ok(())
    }
}

/// Names come from a stranger: what would steer a terminal or turn the line around is shown as what it is.
fn printable(text: &str) -> String {
    let steers =
        |letter: char| letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|letter| if steers(letter) { letter.escape_unicode().to_string() } else { letter.to_string() })
        .collect()
}
