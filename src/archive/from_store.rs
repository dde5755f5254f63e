//! Processes of a store as archives in a folder, and in its ledger.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::{Error, Evidence, GROUP, Image, Opened, Options, Run, Written, secrets};
use crate::dossier::{
    ComponentState, Dossier, DossierId, ExportRecord, ImageKind, LookupId, LookupRecord, Process, ProcessId, Providers,
    SkipReason, Status, export_allowed,
};
use crate::store::{ExportNote, Noted, Store};

/// What is exported.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Only these processes; all, where there are none.
    pub processes: Vec<ProcessId>,
    /// Of these final statuses; only accepted ones by default.
    pub statuses: Vec<Status>,
    /// Changed at or after this time; any by default.
    pub since: Option<DateTime<Utc>>,
    /// The time that archives bear; by default that of the process's last change.
    pub export_date: Option<DateTime<Utc>>,
    /// Why, for the audit.
    pub purpose: String,
}

impl Default for Selection {
    fn default() -> Self {
        let (processes, since, export_date) = (Vec::new(), None, None);
        Self { processes, statuses: vec![Status::Accepted], since, export_date, purpose: String::new() }
    }
}

/// What an export did.
#[derive(Clone, Default, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// Archives that are there to stay and stand in the ledger.
    pub archives: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Processes that were left out, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Processes that could not be taken out, and why: all others were.
    pub failed: Vec<(ProcessId, String)>,
    /// Whether it was stopped before the end; everything counted is there and noted.
    pub interrupted: bool,
}

/// Writes an archive for each process that was selected and may be exported. Durable, and in the ledger, in groups.
///
/// # Errors
/// Where the store cannot be read or written, or the folder not written: what was counted before is there.
pub fn export(
    store: &mut Store,
    folder: &Path,
    (selection, options): (&Selection, Options),
    new_id: &dyn Fn() -> Result<LookupId, crate::store::Error>,
    go_on: &dyn Fn(&Exported) -> bool,
) -> Result<Exported, crate::Error> {
    let inside = std::path::absolute(folder).ok().zip(std::path::absolute(store.folder()).ok());
    if inside.is_some_and(|(folder, store)| folder.starts_with(store)) {
        return Err(crate::store::Error::NotEmpty { folder: folder.display().to_string() }.into());
    }
    let run = Run::start(folder, options)?;
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()).display().to_string();
    let (mut done, mut after, mut listed) = (Exported::default(), None, selection.processes.clone().into_iter());
    loop {
        let some: Vec<(ProcessId, DossierId)> = if selection.processes.is_empty() {
            store.processes(&selection.statuses, selection.since, after, GROUP)?
        } else {
            let some = listed.by_ref().take(GROUP).map(|process| Ok((process, store.dossier_of(process)?)));
            some.collect::<Result<_, crate::store::Error>>()?
        };
        let Some((last, _)) = some.last() else { break };
        after = Some(*last);
        let mut evidence = Vec::with_capacity(some.len());
        for (process, dossier) in some {
            match of_process(store, (dossier, process), selection) {
                Ok(Ok(one)) => evidence.push((process, one)),
                Ok(Err(reason)) => *done.skipped.entry(reason.as_str()).or_default() += 1,
                // one that does not open keeps no other from being taken out
                Err(crate::Error::Store(error)) if error.is_of_one() => done.failed.push((process, error.to_string())),
                Err(error) => return Err(error),
            }
        }
        let pack = |(process, evidence)| (process, run.write(evidence));
        let packed: Vec<(ProcessId, Result<_, Error>)> = evidence.into_par_iter().map(pack).collect();
        let mut parts = Vec::with_capacity(packed.len());
        for (process, part) in packed {
            match part {
                Ok(part) => parts.push(part),
                Err(error @ Error::Unwritable { .. }) => return Err(error.into()),
                Err(error) => done.failed.push((process, error.to_string())),
            }
        }
        let written = run.commit(parts)?;
        let notes = written.iter().map(|written| note(written, &folder, selection, store, new_id));
        store.note_exports(&notes.collect::<Result<Vec<_>, crate::Error>>()?, &selection.purpose)?;
        done.archives += written.len() as u64;
        done.bytes += written.iter().map(|written| written.bytes).sum::<u64>();
        if !go_on(&done) {
            done.interrupted = true;
            break;
        }
    }
    run.finish()?;
    Ok(done)
}

fn note(
    written: &Written,
    folder: &str,
    selection: &Selection,
    store: &Store,
    new_id: &dyn Fn() -> Result<LookupId, crate::store::Error>,
) -> Result<ExportNote, crate::Error> {
    let Written { dossier_id, process_id, file, bytes, sha256, clear_sha256, .. } = written;
    let record = ExportRecord {
        at: selection.export_date.unwrap_or_else(|| store.now()),
        folder: folder.to_owned(),
        file: file.clone(),
        bytes: *bytes,
        sha256: *sha256,
        clear_sha256: (clear_sha256 != sha256).then_some(*clear_sha256),
    };
    Ok(ExportNote { dossier: dossier_id.parse()?, process: process_id.parse()?, id: new_id()?, record })
}

/// Everything about a process, or why it is not exported.
fn of_process(
    store: &Store,
    (id, of): (DossierId, ProcessId),
    selection: &Selection,
) -> Result<Result<Evidence, SkipReason>, crate::Error> {
    let dossier = store.dossier(id)?;
    let process = dossier.process(of)?;
    if let Err(reason) = export_allowed(process, &selection.statuses) {
        return Ok(Err(reason));
    }
    if store.restricted_since(id)?.is_some() {
        return Ok(Err(SkipReason::Restricted));
    }
    let mut absent = absent_images(process);
    let mut images = Vec::new();
    for image in &process.contents.images {
        let sealed = store.sealed_image((id, of), image.kind, &image.sha256)?;
        images.push(Image {
            kind: image.kind,
            media_type: image.media_type,
            bytes: image.bytes,
            sha256: image.sha256,
            open: Box::new(move || Ok(Box::new(Cursor::new(sealed.open()?)) as Opened)),
        });
    }
    let raw = process.contents.provider_specific.as_ref().map(|raw| raw.get().as_bytes().to_vec());
    let secret = raw.as_deref().and_then(secrets::in_bytes);
    if let Some(field) = secret {
        absent.push(("provider/raw.json".to_owned(), format!("it holds `{field}`, and secrets never leave")));
    }
    let lookups = process.lookups.iter().map(|lookup| (lookup.lookup_id.to_string(), answer(lookup)));
    let history = store.history(id)?;
    Ok(Ok(Evidence {
        dossier_id: id.to_string(),
        process_id: of.to_string(),
        status: process.facts.status.as_str().to_owned(),
        dossier: without(value_of(&dossier), &["processes"]),
        // addresses may hold tokens, and exports are no part of what was exported
        process: without(
            value_of(process),
            &["finalResult", "providerSpecific", "lookups", "exports", "notificationUrl", "redirectUrl"],
        ),
        result: process.contents.final_result.as_ref().map(value_of),
        provider_raw: raw.filter(|_| secret.is_none()),
        images,
        lookups: lookups.collect(),
        timeline: timeline(&history, of),
        retention: retention(&dossier),
        absent,
        stamped: selection.export_date.unwrap_or(process.facts.updated_at),
    }))
}

/// Why an image is not there, where that is known.
fn absent_images(process: &Process) -> Vec<(String, String)> {
    let (facts, contents) = (&process.facts, &process.contents);
    let takes_its_own = Providers::default().get(&contents.provider).is_ok_and(|provider| !provider.accepts_images);
    let missing = ImageKind::ALL.iter().copied().filter(|kind| process.image(*kind).is_none());
    let why = |kind: ImageKind| {
        if facts.components.get(&kind) == Some(&ComponentState::Erased) {
            Some("it was erased before this archive was written")
        } else if takes_its_own {
            Some("the provider takes its pictures itself")
        } else if kind == ImageKind::Back && contents.document_type.is_some_and(|document| !document.two_sided()) {
            Some("such a document has one side")
        } else {
            None
        }
    };
    missing.filter_map(|kind| Some((format!("images/{kind}"), why(kind)?.to_owned()))).collect()
}

/// What happened to the dossier and to this process; that it was exported is no part of what is exported, so that the same
/// state is the same bytes.
fn timeline(history: &[Noted], process: ProcessId) -> Vec<Value> {
    let process = process.to_string();
    let concerns = |noted: &&Noted| match noted.object.split_once('/') {
        None => true,
        Some((_, object)) => object == process,
    };
    let told = history.iter().filter(concerns).filter(|noted| noted.action != "process.exported");
    told.map(|noted| {
        json!({
            "at": noted.at, "actor": noted.actor, "action": noted.action, "object": noted.object, "sha256": noted.hash,
        })
    })
    .collect()
}

/// A lookup with the answer as it was given, in one object.
fn answer(lookup: &LookupRecord) -> Value {
    let mut record = value_of(lookup);
    let mut answer = record["result"].take();
    if let (Value::Object(answer), Value::Object(record)) = (&mut answer, record) {
        for (field, value) in record.into_iter().filter(|(field, _)| field != "result") {
            // where the answer tells more, as of the lists, it stays
            answer.entry(field).or_insert(value);
        }
    }
    answer
}

fn retention(dossier: &Dossier) -> Value {
    json!({ "class": dossier.facts.class, "markedAt": dossier.facts.marked_at, "relationships": dossier.facts.relationships })
}

fn value_of<T: serde::Serialize>(what: &T) -> Value {
    serde_json::to_value(what).unwrap_or_default()
}

fn without(mut value: Value, fields: &[&str]) -> Value {
    if let Value::Object(object) = &mut value {
        for field in fields {
            object.remove(*field);
        }
    }
    value
}
