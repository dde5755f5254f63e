//! `muster store`: made, looked at, checked, backed up, put under another key.

use std::io::Write;

use chrono::{DateTime, Utc};

use super::at_store::{credentials, outside, writer};
use super::{Outcome, tell};
use crate::Error;
use crate::cli::typed::TypedStore;
use crate::report::grouped;
use crate::store::{self, Checked, Credentials, Store, StoreInfo};

pub(super) fn run(typed: TypedStore, out: &mut dyn Write, now: fn() -> DateTime<Utc>) -> Result<Outcome, Error> {
    match typed {
        TypedStore::Init { access } => {
            Store::init(&access.store, &credentials(&access), &outside(access.actor.as_deref(), now))?;
            if access.json {
                super::print_json(&serde_json::json!({ "store": access.store, "keyFile": access.key_file }), out)?;
                return Ok(Outcome::Done);
            }
            writeln!(out, "made the store `{}`; its key is `{}`", access.store.display(), access.key_file.display())?;
            writeln!(
                out,
                "next: keep a copy of the key where the backups of the store are not: without it nothing opens"
            )?;
        }
        TypedStore::Info { store, json } => {
            let info = store::info(&store)?;
            if json {
                super::print_json(&info, out)?;
            } else {
                write_info(&info, out)?;
            }
        }
        TypedStore::Check { access } => {
            let checked = writer(&access, now)?.check(&|_| {})?;
            if access.json {
                super::print_json(&checked, out)?;
            } else {
                write_checked(&checked, out)?;
            }
            return Ok(if checked.faults.is_empty() { Outcome::Done } else { Outcome::NotIntact });
        }
        TypedStore::Backup { access, to, keys, key_backup_days } => {
            let mut store = writer(&access, now)?;
            let done = if keys { store.back_up_keys(&to, key_backup_days)? } else { store.back_up(&to)? };
            if access.json {
                super::print_json(&done, out)?;
            } else if keys {
                writeln!(out, "copied the keys to `{}`; {} old copies removed", to.display(), done.keys_removed)?;
            } else {
                let (new, gone) = (grouped(done.images_copied), grouped(done.images_removed));
                writeln!(out, "copied the data to `{}`: {new} new images, {gone} taken out", to.display())?;
                tell("keys are never in it: `muster store backup --keys` copies them apart");
            }
        }
        TypedStore::Rekey { access, new_key_file, new_passphrase_file } => {
            let new = Credentials { key_file: new_key_file, passphrase_file: new_passphrase_file };
            let dossiers = writer(&access, now)?.rekey(&new)?;
            if access.json {
                super::print_json(&serde_json::json!({ "dossiers": dossiers, "keyFile": new.key_file }), out)?;
                return Ok(Outcome::Done);
            }
            writeln!(out, "the keys of {} dossiers are under `{}` now", grouped(dossiers), new.key_file.display())?;
            writeln!(out, "next: copy it to where the old one is kept; the old one opens older copies of keys only")?;
        }
    }
    Ok(Outcome::Done)
}

fn write_info(info: &StoreInfo, out: &mut dyn Write) -> std::io::Result<()> {
    let mut line = |what: &str, n: u64, more: String| writeln!(out, "{:>15} {what:<12}{more}", grouped(n));
    line("dossiers", info.dossiers, String::new())?;
    line("processes", info.processes, format!("{} accepted", grouped(info.accepted)))?;
    line("images", info.images, format!("{} bytes", grouped(info.image_bytes)))?;
    line("lookups", info.lookups, String::new())?;
    line("exports", info.exports, String::new())?;
    line("erased", info.erased, String::new())?;
    let [changes, reads] = info.audit_entries;
    line("audit", changes + reads, format!("{} of changes, {} of reads", grouped(changes), grouped(reads)))?;
    line("bytes", info.database_bytes, "of databases".to_owned())?;
    if info.unfinished {
        writeln!(out, "something was interrupted: the next command that writes finishes it")?;
    }
    Ok(())
}

fn write_checked(checked: &Checked, out: &mut dyn Write) -> std::io::Result<()> {
    for fault in &checked.faults {
        writeln!(out, "{}: {}", fault.object, fault.what)?;
    }
    let (dossiers, processes) = (grouped(checked.dossiers), grouped(checked.processes));
    writeln!(
        out,
        "{dossiers} dossiers, {processes} processes, {} images ({} bytes), {} lookups and exports, {} entries of the audit",
        grouped(checked.images),
        grouped(checked.bytes),
        grouped(checked.records),
        grouped(checked.audit_entries)
    )?;
    match checked.faults.len() {
        0 => writeln!(out, "the store is whole"),
        n => writeln!(out, "{n} things are WRONG: restore them from a backup"),
    }
}
