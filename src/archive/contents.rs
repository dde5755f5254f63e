//! Which files an archive has, and what is in those that are made here.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::bag::{Algorithm, DECLARATION, DECLARATION_FILE, Hashes, Hashing, INFO_FILE, PAYLOAD, info, manifest};
use super::evidence::{Opened, is_plain_id};
use super::{AGENT, Error, Evidence, Image, SCHEMA_VERSION, page, secrets};
use crate::dossier::ImageKind;
use crate::vocabulary::Sha256;

/// Where the index of an archive is, below `data/`.
pub(super) const INDEX: &str = "evidence.json";
const RESULT: &str = "result.json";
const RAW: &str = "provider/raw.json";
const REPORT: &str = "report.html";

/// What is said of a file that is not there where nobody gave a reason.
const NO_REASON: &str = "not in the record; no reason was noted";

/// All files of an archive but the manifests, by their names in the bag; sorted, as everything in a `BTreeMap` is.
pub(super) struct Contents {
    pub(super) name: String,
    pub(super) files: BTreeMap<String, Content>,
}

/// What a file holds.
pub(super) enum Content {
    /// These bytes.
    Made(Vec<u8>),
    /// An image, not opened yet.
    Image(Image),
}

/// A file as an index tells of it.
#[derive(Serialize)]
pub(super) struct Listed<'a> {
    pub(super) file: &'a str,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

#[derive(Serialize)]
pub(super) struct Absent<'a> {
    pub(super) what: &'a str,
    pub(super) reason: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Index<'a> {
    schema_version: u32,
    dossier_id: &'a str,
    process_id: &'a str,
    status: &'a str,
    stamped: String,
    contents: Vec<Listed<'a>>,
    absent: &'a [Absent<'a>],
    versions: Versions,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Versions {
    bag_it: &'static str,
    software: &'static str,
}

impl Contents {
    /// # Errors
    /// Where something must not become a file name, or must never leave.
    pub(super) fn of(evidence: Evidence) -> Result<Self, Error> {
        let name = evidence.name()?;
        let mut files = documents(&evidence)?;
        let absent = absent(&evidence);
        let mut images = BTreeMap::new();
        for image in &evidence.images {
            let hash = (image.bytes, image.sha256.to_string());
            if images.insert(image.file(), hash).is_some() || one_kind_twice(&evidence.images, image.kind) {
                return Err(Error::Twice { file: image.file() });
            }
        }
        let report = page::render(&evidence, &name, &listed(&files, &images), &absent)?;
        files.insert(REPORT.to_owned(), report.into_bytes());
        let index = Index {
            schema_version: SCHEMA_VERSION,
            dossier_id: &evidence.dossier_id,
            process_id: &evidence.process_id,
            status: &evidence.status,
            stamped: evidence.stamped.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            contents: listed(&files, &images),
            absent: &absent,
            versions: Versions { bag_it: "1.0", software: AGENT },
        };
        let index = pretty(&serde_json::to_value(index).unwrap_or_default());
        files.insert(INDEX.to_owned(), index);

        let bytes = files.values().map(|file| file.len() as u64).sum::<u64>()
            + images.values().map(|(bytes, _)| *bytes).sum::<u64>();
        let info = info(&name, evidence.stamped, bytes, files.len() + images.len());
        let in_bag = |file: String| format!("{PAYLOAD}{file}");
        let made = files.into_iter().map(|(file, bytes)| (in_bag(file), Content::Made(bytes)));
        let images = evidence.images.into_iter().map(|image| (in_bag(image.file()), Content::Image(image)));
        let tags = [(INFO_FILE, info.into_bytes()), (DECLARATION_FILE, DECLARATION.as_bytes().to_vec())];
        let tags = tags.into_iter().map(|(file, bytes)| (file.to_owned(), Content::Made(bytes)));
        Ok(Self { name, files: made.chain(images).chain(tags).collect() })
    }
}

fn one_kind_twice(images: &[Image], kind: ImageKind) -> bool {
    images.iter().filter(|image| image.kind == kind).count() > 1
}

/// The files that are data as they came, looked through for what must never leave.
fn documents(evidence: &Evidence) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    let fixed = [
        ("dossier.json", Some(&evidence.dossier)),
        ("process.json", Some(&evidence.process)),
        (RESULT, evidence.result.as_ref()),
        ("retention.json", Some(&evidence.retention)),
    ];
    for (file, value) in fixed {
        let Some(value) = value else { continue };
        secrets::refuse(file, value)?;
        files.insert(file.to_owned(), pretty(value));
    }
    if let Some(raw) = &evidence.provider_raw {
        secrets::refuse_bytes(RAW, raw)?;
        files.insert(RAW.to_owned(), raw.clone());
    }
    for (id, lookup) in &evidence.lookups {
        if !is_plain_id(id) {
            return Err(Error::Id { what: "id of a lookup", form: "1 to 64 of a-z, 0-9, `-` and `_`" });
        }
        let file = format!("lookups/{id}.json");
        secrets::refuse(&file, lookup)?;
        if files.insert(file.clone(), pretty(lookup)).is_some() {
            return Err(Error::Twice { file });
        }
    }
    let mut timeline = Vec::new();
    for event in &evidence.timeline {
        secrets::refuse("timeline.ndjson", event)?;
        timeline.extend_from_slice(event.to_string().as_bytes());
        timeline.push(b'\n');
    }
    files.insert("timeline.ndjson".to_owned(), timeline);
    Ok(files)
}

/// What was said to be absent, and what is absent without a word.
fn absent(evidence: &Evidence) -> Vec<Absent<'_>> {
    let mut absent: Vec<Absent> = evidence.absent.iter().map(|(what, reason)| Absent { what, reason }).collect();
    let has = |kind: ImageKind| evidence.images.iter().any(|image| image.kind == kind);
    let images =
        [("images/front", ImageKind::Front), ("images/back", ImageKind::Back), ("images/selfie", ImageKind::Selfie)];
    let lacking = images.into_iter().filter(|(_, kind)| !has(*kind)).map(|(what, _)| what);
    let result = evidence.result.is_none().then_some(RESULT);
    let raw = evidence.provider_raw.is_none().then_some(RAW);
    let lookups = evidence.lookups.is_empty().then_some("lookups");
    for what in lacking.chain(result).chain(raw).chain(lookups) {
        // `images/back.jpg` and `images/back` are the same lack
        if !absent.iter().any(|known| known.what.starts_with(what)) {
            absent.push(Absent { what, reason: NO_REASON });
        }
    }
    absent.sort_by(|a, b| (a.what, a.reason).cmp(&(b.what, b.reason)));
    absent
}

fn listed<'a>(files: &'a BTreeMap<String, Vec<u8>>, images: &'a BTreeMap<String, (u64, String)>) -> Vec<Listed<'a>> {
    let made = files.iter().map(|(file, bytes)| Listed {
        file,
        bytes: bytes.len() as u64,
        sha256: Sha256::of(bytes).to_string(),
    });
    let images = images.iter().map(|(file, (bytes, sha256))| Listed { file, bytes: *bytes, sha256: sha256.clone() });
    let mut listed: Vec<Listed> = made.chain(images).collect();
    listed.sort_by(|a, b| a.file.cmp(b.file));
    listed
}

fn pretty(value: &Value) -> Vec<u8> {
    let mut text = format!("{value:#}");
    text.push('\n');
    text.into_bytes()
}

/// The manifests of what has been packed, and the manifests of those; `packed` is sorted.
pub(super) fn manifests(packed: &[(String, Hashes)]) -> Vec<(String, Vec<u8>)> {
    let (payload, mut tags): (Vec<_>, Vec<_>) = packed.iter().cloned().partition(|(file, _)| file.starts_with(PAYLOAD));
    let of = |algorithm, files: &[(String, Hashes)]| {
        manifest(algorithm, files.iter().map(|(file, hashes)| (file.as_str(), hashes))).into_bytes()
    };
    let mut made: Vec<(String, Vec<u8>)> =
        Algorithm::ALL.into_iter().map(|algorithm| (algorithm.manifest(), of(algorithm, &payload))).collect();
    tags.extend(made.iter().map(|(file, bytes)| (file.clone(), Hashing::hashes(bytes))));
    made.extend(Algorithm::ALL.into_iter().map(|algorithm| (algorithm.tag_manifest(), of(algorithm, &tags))));
    made
}

impl Content {
    /// How long it is said to be.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Made(bytes) => bytes.len() as u64,
            Self::Image(image) => image.bytes,
        }
    }

    /// Opens it.
    pub(super) fn open(self, file: &str) -> Result<Opened, Error> {
        match self {
            Self::Made(bytes) => Ok(Box::new(std::io::Cursor::new(bytes))),
            Self::Image(image) => (image.open)()
                .map_err(|error| Error::Image { file: file.to_owned(), why: format!("cannot be opened ({error})") }),
        }
    }
}
