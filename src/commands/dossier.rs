//! `muster dossier`: imported, created, shown, listed, erased.

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde_json::{Map, json};

use super::at_store::{apply, dossier, erase, json as json_of, may_go, providers, reader, writer};
use super::{Outcome, dossier_page};
use crate::Error;
use crate::cli::interrupt::Listener;
use crate::cli::typed::{TypedAccess, TypedDossier, TypedWhich};
use crate::dossier::{DossierId, Limits};
use crate::report::grouped;
use crate::store::{Filter, ImportOptions, Imported, Store};

pub(super) fn run(
    typed: TypedDossier,
    out: &mut dyn Write,
    now: fn() -> DateTime<Utc>,
    listener: &Listener,
) -> Result<Outcome, Error> {
    match typed {
        TypedDossier::Import { file, access, rejects, providers } => {
            import(&file, &access, rejects, providers.as_deref(), out, now, listener)
        }
        TypedDossier::Create { access, external_reference, jurisdiction, user_data } => {
            let mut event = Map::new();
            event.insert("type".to_owned(), json!("dossier.created"));
            event.extend(external_reference.map(|reference| ("externalReference".to_owned(), json!(reference))));
            event.extend(jurisdiction.map(|country| ("jurisdiction".to_owned(), json!(country))));
            if let Some(file) = user_data {
                let data: serde_json::Value = serde_json::from_str(json_of(&file)?.get()).unwrap_or_default();
                event.insert("userData".to_owned(), data);
            }
            if !event.contains_key("externalReference") {
                let id = super::at_store::new_dossier_id(now)?;
                event.insert("dossierId".to_owned(), json!(id));
            }
            let counted = apply(&mut writer(&access, now)?, &event, None)?;
            if access.json {
                super::print_json(&json!({ "dossierId": counted.dossier, "created": counted.is_new }), out)?;
            } else {
                writeln!(out, "{}", counted.dossier)?;
                if !counted.is_new {
                    super::tell("it was there already, and what was given was added to it");
                }
            }
            Ok(Outcome::Done)
        }
        TypedDossier::Show { which, access, purpose } => {
            let store = reader(&access, now)?;
            let id = dossier(&store, &which)?;
            let found = store.dossier(id)?;
            store.note_read("dossier.shown", id.to_string(), &purpose)?;
            if let Some(since) = store.restricted_since(id)? {
                super::tell(format_args!(
                    "restricted since {since}, as its person asked: it is kept, and nothing else is done with it but what the law asks for"
                ));
            }
            if access.json {
                super::print_json(&found, out)?;
            } else {
                dossier_page::write(&found, out)?;
            }
            Ok(Outcome::Done)
        }
        TypedDossier::List { access, status, updated_since, after, limit } => {
            let updated_since = updated_since.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
            let listed = reader(&access, now)?.list(&Filter { status, after, updated_since, limit })?;
            for dossier in &listed {
                if access.json {
                    serde_json::to_writer(&mut *out, dossier).map_err(std::io::Error::from)?;
                    writeln!(out)?;
                } else {
                    let statuses: Vec<_> = dossier.processes.iter().map(|process| process.status.as_str()).collect();
                    let facts = &dossier.facts;
                    let changed = facts.updated_at.format("%Y-%m-%d %H:%M");
                    writeln!(out, "{}  changed {changed}  {}", facts.dossier_id, statuses.join(", "))?;
                }
            }
            if let Some(last) = listed.last().filter(|_| listed.len() == limit && !access.json) {
                writeln!(out, "next: `--after {}` shows more", last.facts.dossier_id)?;
            }
            Ok(Outcome::Done)
        }
        TypedDossier::Copy { which, access, out: folder, purpose } => {
            let store = reader(&access, now)?;
            let id = dossier(&store, &which)?;
            // what cannot be noted is not shown
            store.note_read("dossier.copied", id.to_string(), &purpose)?;
            let images = copy(&store, id, &folder)?;
            if access.json {
                super::print_json(&json!({ "dossierId": id, "images": images, "folder": folder }), out)?;
            } else {
                writeln!(out, "all that is held, with {images} images, is in `{}`", folder.display())?;
            }
            Ok(Outcome::Done)
        }
        TypedDossier::Retain { which, access, until, reason } => {
            retain(&which, &access, (until.until, &reason), out, now)
        }
        TypedDossier::Delete { which, access, reason, by_hand } => {
            let mut store = writer(&access, now)?;
            let id = dossier(&store, &which)?;
            let tombstone = may_go(&store, (id, None), &by_hand, &reason)?;
            erase(&mut store, &by_hand, |store| store.erase_dossier(id, tombstone))?;
            if access.json {
                super::print_json(&json!({ "dossierId": id, "erased": true }), out)?;
            } else {
                writeln!(out, "erased {id}: its key is destroyed")?;
            }
            Ok(Outcome::Done)
        }
    }
}

/// Says until when a dossier is kept in any case; `None` for as long as the policy says.
fn retain(
    which: &TypedWhich,
    access: &TypedAccess,
    (until, reason): (Option<NaiveDate>, &str),
    out: &mut dyn Write,
    now: fn() -> DateTime<Utc>,
) -> Result<Outcome, Error> {
    if until.is_some_and(|until| !(1000..=2999).contains(&until.year())) {
        return Err(Error::Usage(
            "`--until` must be a day of this millennium: what is never to go needs a hold".to_owned(),
        ));
    }
    let mut store = writer(access, now)?;
    let id = dossier(&store, which)?;
    let event =
        json!({ "type": "retention.changed", "at": now(), "dossierId": id, "retainUntil": until, "reason": reason });
    apply(&mut store, event.as_object().unwrap_or(&Map::new()), None)?;
    if access.json {
        super::print_json(&json!({ "dossierId": id, "retainUntil": until }), out)?;
    } else {
        match until {
            Some(day) => writeln!(out, "kept until {day} in any case")?,
            None => writeln!(out, "kept as long as the policy says")?,
        }
    }
    Ok(Outcome::Done)
}

fn import(
    file: &Path,
    access: &TypedAccess,
    rejects: Option<PathBuf>,
    table: Option<&Path>,
    out: &mut dyn Write,
    now: fn() -> DateTime<Utc>,
    listener: &Listener,
) -> Result<Outcome, Error> {
    let rejects = rejects.unwrap_or_else(|| rejects_beside(file));
    let providers = providers(table)?;
    let mut store = writer(access, now)?;
    let interrupt = listener.listen_for_long(|end| end());
    let imported = store.import(&ImportOptions {
        file,
        rejects: &rejects,
        providers: &providers,
        limits: Limits::default(),
        go_on: &|_| interrupt.requested().is_none(),
    })?;
    if access.json {
        super::print_json(&imported, out)?;
    } else {
        write_imported(&imported, &rejects, out)?;
    }
    Ok(match interrupt.requested() {
        Some(signal) => Outcome::Interrupted(signal),
        _ if imported.rejected > 0 => Outcome::Rejects,
        _ if imported.unreadable > 0 => Outcome::NotIntact,
        _ => Outcome::Done,
    })
}

/// Writes all that is held on somebody; says how many images.
fn copy(store: &Store, id: DossierId, folder: &Path) -> Result<usize, Error> {
    let unwritable = |source| crate::report::Error::Unwritable { file: folder.display().to_string(), source };
    if folder.exists() && std::fs::read_dir(folder).map_err(unwritable)?.next().is_some() {
        return Err(crate::store::Error::NotEmpty { folder: folder.display().to_string() }.into());
    }
    crate::files::make_private(folder).map_err(unwritable)?;
    let found = store.dossier(id)?;
    let mut images = 0;
    for process in &found.processes {
        for image in &process.contents.images {
            let of = process.facts.process_id;
            let name = format!("{of}-{}.{}", image.kind, image.media_type.extension());
            crate::report::write_whole(&folder.join(name), &store.image(of, image.kind)?)?;
            images += 1;
        }
    }
    let text = serde_json::to_vec_pretty(&found).map_err(std::io::Error::from)?;
    crate::report::write_whole(&folder.join("dossier.json"), &text)?;
    Ok(images)
}

pub(super) fn rejects_beside(file: &Path) -> PathBuf {
    if file.as_os_str() == "-" {
        return "rejects.ndjson".into();
    }
    let mut name = file.as_os_str().to_owned();
    name.push(".rejects.ndjson");
    name.into()
}

fn write_imported(imported: &Imported, rejects: &Path, out: &mut dyn Write) -> std::io::Result<()> {
    let codes = |codes: &std::collections::BTreeMap<&'static str, u64>| {
        codes.iter().map(|(code, n)| format!("{code} {}", grouped(*n))).collect::<Vec<_>>().join(", ")
    };
    if imported.interrupted {
        writeln!(out, "STOPPED before the end: what follows is written; import the file again to go on")?;
    }
    let mut line = |what: &str, n: u64, more: String| writeln!(out, "{:>11} {what:<18}{more}", grouped(n));
    line("lines", imported.lines, String::new())?;
    let set_aside = format!("NOT IMPORTED: {} (see {})", codes(&imported.rejects_by_code), rejects.display());
    line("rejected", imported.rejected, if imported.rejected > 0 { set_aside } else { String::new() })?;
    line(
        "counted",
        imported.changed,
        format!("{} new dossiers, {} images", grouped(imported.dossiers), grouped(imported.images)),
    )?;
    line("counted before", imported.unchanged, String::new())?;
    line("warnings", imported.warnings_by_code.values().sum(), codes(&imported.warnings_by_code))?;
    if imported.abandoned > 0 {
        line("given up", imported.abandoned, "nothing happened to these dossiers' processes for 30 days".to_owned())?;
    }
    if imported.unreadable > 0 {
        line(
            "DO NOT OPEN",
            imported.unreadable,
            "dossiers that are to be given up: `muster store check` names them".to_owned(),
        )?;
    }
    Ok(())
}
