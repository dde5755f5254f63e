//! The bag: manifests against files, and files against manifests.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::bag::{Algorithm, DECLARATION_FILE, INFO_FILE, PAYLOAD, read_manifest, value};
use super::super::contents::INDEX;
use super::super::report::{BagFacts, EvidenceFacts, ProblemCode};
use super::zip::Files;
use super::{Inspection, names};

/// How this program names itself in `bag-info.txt`.
const OURS: &str = "muster-screening ";

/// Compares a bag with what it says of itself; `unsealed` says that the archive has no seal.
pub(super) fn compare(top: &str, files: &Files, unsealed: bool, found: &mut Inspection) {
    let Some(version) = version(files) else {
        found.problem(ProblemCode::NoBag);
        return;
    };
    let payload = || files.read.iter().filter(|(file, _)| file.starts_with(PAYLOAD));
    let info = text(files, INFO_FILE).unwrap_or_default();
    let software = value(info, "Bag-Software-Agent").map(str::to_owned);
    let algorithms: Vec<Algorithm> =
        Algorithm::ALL.into_iter().filter(|algorithm| files.read.contains_key(&algorithm.manifest())).collect();
    let facts = BagFacts {
        top_folder: top.to_owned(),
        software: software.clone(),
        algorithms: algorithms.iter().map(|algorithm| algorithm.as_str()).collect(),
        payload_files: payload().count() as u64,
        payload_bytes: payload().map(|(_, file)| file.bytes).sum(),
        // RFC 8493, section 2.1.3: every manifest has every file; before 1.0 one of them was enough
        version: version.to_owned(),
    };
    let every = version.starts_with("1.");
    if algorithms.is_empty() {
        found.problem(ProblemCode::NoManifest);
    } else {
        compare_manifests(&algorithms, files, every, found);
    }
    compare_tag_manifests(files, found);
    if let Some(oxum) = value(info, "Payload-Oxum")
        && oxum != format!("{}.{}", facts.payload_bytes, facts.payload_files)
    {
        found.problem(ProblemCode::PayloadOxum);
    }
    found.bag = Some(facts);
    let ours = software.is_some_and(|software| software.starts_with(OURS));
    if ours && unsealed {
        found.problem(ProblemCode::SealMissing);
    }
    found.evidence = evidence(files);
    let named = found.evidence.as_ref().map(|evidence| format!("{}_{}", evidence.dossier_id, evidence.process_id));
    if ours && named.is_none_or(|named| named != top) {
        found.problem(ProblemCode::OtherIds);
    }
}

/// Section 2.1.1; older versions are read as well, other encodings than UTF-8 are not.
fn version(files: &Files) -> Option<&str> {
    let declaration = text(files, DECLARATION_FILE)?;
    let is_utf8 = value(declaration, "Tag-File-Character-Encoding")?.eq_ignore_ascii_case("UTF-8");
    let version = value(declaration, "BagIt-Version")?;
    let known = version.split_once('.').is_some_and(|(major, minor)| {
        matches!(major, "0" | "1") && !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit())
    });
    (is_utf8 && known).then_some(version)
}

fn text<'a>(files: &'a Files, name: &str) -> Option<&'a str> {
    files.held.get(name).and_then(|bytes| std::str::from_utf8(bytes).ok())
}

/// A manifest's hashes by file; a line that is none, an unsafe name, or two hashes for one file are told.
fn manifest(
    algorithm: Algorithm,
    name: &str,
    files: &Files,
    found: &mut Inspection,
) -> Option<BTreeMap<String, String>> {
    let Some(Ok(lines)) = text(files, name).map(|text| read_manifest(algorithm, text)) else {
        found.problem_with(ProblemCode::ManifestUnreadable, name);
        return None;
    };
    let mut hashes = BTreeMap::new();
    for (hash, file) in lines {
        if !names::is_safe(&file) {
            found.problem_with(ProblemCode::UnsafeName, &file);
        } else if hashes.insert(file, hash.clone()).is_some_and(|other| other != hash) {
            found.problem_with(ProblemCode::ManifestUnreadable, name);
        }
    }
    Some(hashes)
}

fn compare_manifests(algorithms: &[Algorithm], files: &Files, every: bool, found: &mut Inspection) {
    let mut listings = Vec::new();
    let (mut missing, mut wrong) = (BTreeSet::new(), BTreeSet::new());
    for algorithm in algorithms {
        let Some(listed) = manifest(*algorithm, &algorithm.manifest(), files, found) else { continue };
        for (file, hash) in &listed {
            match files.read.get(file) {
                None => missing.insert(file.clone()),
                Some(read) if read.hashes.of(*algorithm) != hash => wrong.insert(file.clone()),
                Some(_) => false,
            };
        }
        listings.push(listed);
    }
    // what could not be unpacked has been told already
    let told: BTreeSet<String> = found.problems.iter().filter_map(|problem| problem.file.clone()).collect();
    for file in missing.difference(&told) {
        found.problem_with(ProblemCode::Missing, file);
    }
    for file in &wrong {
        found.problem_with(ProblemCode::WrongHash, file);
    }
    for file in files.read.keys().filter(|file| file.starts_with(PAYLOAD)) {
        let in_manifests = listings.iter().filter(|listed| listed.contains_key(file)).count();
        if in_manifests < if every { listings.len() } else { 1 } {
            found.problem_with(ProblemCode::Extra, file);
        }
    }
}

/// Tag manifests need not name every tag file, but what they name must be there.
fn compare_tag_manifests(files: &Files, found: &mut Inspection) {
    let mut told = BTreeSet::new();
    for algorithm in Algorithm::ALL {
        let name = algorithm.tag_manifest();
        if !files.read.contains_key(&name) {
            continue;
        }
        let Some(listed) = manifest(algorithm, &name, files, found) else { continue };
        for (file, hash) in listed {
            let code = match files.read.get(&file) {
                None => ProblemCode::Missing,
                Some(read) if read.hashes.of(algorithm) != hash => ProblemCode::WrongHash,
                Some(_) => continue,
            };
            if told.insert(file.clone()) {
                found.problem_with(code, &file);
            }
        }
    }
}

fn evidence(files: &Files) -> Option<EvidenceFacts> {
    let index: Value = serde_json::from_slice(files.held.get(&format!("{PAYLOAD}{INDEX}"))?).ok()?;
    let field = |name: &str| index.get(name)?.as_str().map(str::to_owned);
    Some(EvidenceFacts { dossier_id: field("dossierId")?, process_id: field("processId")?, status: field("status")? })
}
