//! `muster image`: put in, taken out, erased.

use std::io::Write;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::Outcome;
use super::at_store::{apply, erase, may_go, reader, writer};
use super::process::event;
use crate::Error;
use crate::cli::typed::TypedImage;
use crate::dossier::image::{inspect, parse_data_url};
use crate::dossier::{Applied, Limits};
use crate::retention::Part;

pub(super) fn run(typed: TypedImage, out: &mut dyn Write, now: fn() -> DateTime<Utc>) -> Result<Outcome, Error> {
    match typed {
        TypedImage::Put { process, kind, file, access, document_type } => {
            let (limits, mut declared) = (Limits::default(), None);
            let mut bytes = read(&file, &limits)?;
            if bytes.starts_with(b"data:") {
                let text = String::from_utf8_lossy(&bytes).trim().to_owned();
                let (media_type, image) = parse_data_url(&text, &limits)?;
                (declared, bytes) = (Some(media_type), image);
            }
            let found = inspect(&bytes, declared, &limits)?;
            let mut store = writer(&access, now)?;
            let dossier = store.dossier_of(process)?;
            let mut event = event("image.received", dossier, process);
            event.insert("image".to_owned(), json!(kind));
            // what names the place of the bytes counts for nothing once they are read
            event.insert("path".to_owned(), json!("image"));
            event.extend(document_type.map(|document| ("documentType".to_owned(), json!(document))));
            let counted = apply(&mut store, &event, Some((found, bytes)))?;
            let (width, height) = (found.width, found.height);
            if access.json {
                let changed = counted.applied != Applied::Unchanged;
                let (media_type, sha256) = (found.media_type, found.sha256);
                let answer = json!({ "processId": process, "image": kind, "mediaType": media_type, "sha256": sha256, "changed": changed });
                super::print_json(&answer, out)?;
                return Ok(Outcome::Done);
            }
            match counted.applied {
                Applied::Unchanged => writeln!(out, "the same image has come before: nothing changed")?,
                Applied::Changed { .. } => {
                    writeln!(out, "{kind}: {} of {width} by {height}, sha256 {}", found.media_type, found.sha256)?;
                }
            }
        }
        TypedImage::Get { process, kind, access, output, purpose } => {
            let store = reader(&access, now)?;
            let bytes = store.image(process, kind)?;
            let dossier = store.dossier_of(process)?;
            store.note_read("image.read", format!("{dossier}/{process}/{kind}"), &purpose)?;
            match output {
                Some(file) => crate::report::write_whole(&file, &bytes)?,
                None => out.write_all(&bytes)?,
            }
        }
        TypedImage::Delete { process, kind, access, reason, by_hand } => {
            let mut store = writer(&access, now)?;
            let dossier = store.dossier_of(process)?;
            let part = Part { process_id: process, component: kind };
            let tombstone = may_go(&store, (dossier, Some(part)), &by_hand, &reason)?;
            erase(&mut store, &by_hand, |store| store.erase_image(process, kind, tombstone))?;
            if access.json {
                super::print_json(&json!({ "processId": process, "image": kind, "erased": true }), out)?;
            } else {
                writeln!(out, "erased {kind} of {process}: its key is destroyed")?;
            }
        }
    }
    Ok(Outcome::Done)
}

/// No more of a file than an image in base64 may have.
fn read(file: &std::path::Path, limits: &Limits) -> Result<Vec<u8>, Error> {
    let unreadable = |source| crate::record::Error::Open { file: file.display().to_string(), source };
    let mut bytes = Vec::new();
    // what is no file may never end, and may wait for ever when it is opened
    if !std::fs::metadata(file).map_err(unreadable)?.is_file() {
        return Err(unreadable(std::io::ErrorKind::InvalidInput.into()).into());
    }
    let handle = std::fs::File::open(file).map_err(unreadable)?;
    std::io::Read::read_to_end(&mut std::io::Read::take(handle, limits.bytes * 2), &mut bytes).map_err(unreadable)?;
    Ok(bytes)
}
