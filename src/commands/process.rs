//! `muster process`: created, started, answered, shown, erased; and findings resolved.

use std::io::Write;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::at_store::{apply, apply_event, dossier, erase, json as json_of, may_go, new_process_id, reader, writer};
use super::{Outcome, dossier_page};
use crate::Error;
use crate::cli::typed::TypedProcess;
use crate::dossier::{DossierId, Event, ProcessId, Providers};
use crate::store::Store;

pub(super) fn run(typed: TypedProcess, out: &mut dyn Write, now: fn() -> DateTime<Utc>) -> Result<Outcome, Error> {
    match typed {
        TypedProcess::Create {
            which,
            access,
            provider,
            process_type,
            document_type,
            capture_method,
            notification_url,
        } => {
            let mut store = writer(&access, now)?;
            let (dossier, process) = (dossier(&store, &which)?, new_process_id(now)?);
            let mut event = event("process.created", dossier, process);
            event.insert("provider".to_owned(), json!(provider));
            event.extend(document_type.map(|document| ("documentType".to_owned(), json!(document))));
            for (field, value) in [
                ("processType", process_type),
                ("captureMethod", capture_method),
                ("notificationUrl", notification_url),
            ] {
                event.extend(value.map(|value| (field.to_owned(), json!(value))));
            }
            apply(&mut store, &event, None)?;
            if access.json {
                super::print_json(&json!({ "dossierId": dossier, "processId": process }), out)?;
            } else {
                writeln!(out, "{process}")?;
            }
        }
        TypedProcess::Start { process, access } => {
            let mut store = writer(&access, now)?;
            let dossier = store.dossier_of(process)?;
            apply(&mut store, &event("process.started", dossier, process), None)?;
            tell_status(&store, dossier, process, access.json, out)?;
        }
        TypedProcess::Result { process, access, status, fail_reason, final_result, provider_specific } => {
            let mut store = writer(&access, now)?;
            let dossier = store.dossier_of(process)?;
            let mut event = event("process.result", dossier, process);
            event.extend(status.map(|status| ("status".to_owned(), json!(status))));
            event.extend(fail_reason.map(|reason| ("failReason".to_owned(), json!(reason))));
            let mut text = serde_json::to_string(&event).unwrap_or_default();
            // what was sent is kept to the letter: it is put into the event as it is
            for (field, file) in [("finalResult", final_result), ("providerSpecific", provider_specific)] {
                if let Some(file) = file {
                    text.truncate(text.len() - 1);
                    let value = json_of(&file)?;
                    text.extend([",\"", field, "\":", value.get(), "}"]);
                }
            }
            apply_event(&mut store, &Event::parse(&text)?, None, &Providers::default())?;
            tell_status(&store, dossier, process, access.json, out)?;
        }
        TypedProcess::Show { process, access, purpose } => {
            let store = reader(&access, now)?;
            let id = store.dossier_of(process)?;
            let dossier = store.dossier(id)?;
            store.note_read("process.shown", format!("{id}/{process}"), &purpose)?;
            let process = dossier.process(process)?;
            if access.json {
                super::print_json(process, out)?;
            } else {
                dossier_page::write_process(process, out)?;
            }
        }
        TypedProcess::Resolve { dossier, access, finding, by, reason } => {
            let mut store = writer(&access, now)?;
            let (providers, at) = (Providers::default(), store.now());
            let mut group = store.group(&providers);
            let detail = json!({ "finding": finding, "by": by });
            group.change(dossier, "finding.resolved", detail, |dossier| {
                dossier.resolve_finding(finding, &by, &reason, at)
            })?;
            group.commit()?;
            if access.json {
                super::print_json(&json!({ "dossierId": dossier, "finding": finding, "resolved": true }), out)?;
            } else {
                writeln!(out, "finding {finding} is resolved: it no longer blocks lookup and export")?;
            }
        }
        TypedProcess::Delete { process, access, reason, by_hand } => {
            let mut store = writer(&access, now)?;
            let dossier = store.dossier_of(process)?;
            let tombstone = may_go(&store, (dossier, None), &by_hand, &reason)?;
            erase(&mut store, &by_hand, |store| store.erase_process(process, tombstone))?;
            if access.json {
                super::print_json(&json!({ "processId": process, "erased": true }), out)?;
            } else {
                writeln!(out, "erased {process}: its keys are destroyed")?;
            }
        }
    }
    Ok(Outcome::Done)
}

/// Where a process stands now.
fn tell_status(
    store: &Store,
    dossier: DossierId,
    process: ProcessId,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let status = store.dossier(dossier)?.process(process)?.facts.status;
    if as_json {
        super::print_json(&json!({ "dossierId": dossier, "processId": process, "status": status }), out)?;
    } else {
        writeln!(out, "{status}")?;
    }
    Ok(())
}

/// An event on a process.
pub(super) fn event(kind: &str, dossier: DossierId, process: ProcessId) -> Map<String, Value> {
    let fields = [("type", json!(kind)), ("dossierId", json!(dossier)), ("processId", json!(process))];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
