//! `muster audit`: the chains walked, and anchored.

use std::io::Write;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};

use super::Outcome;
use crate::cli::typed::TypedAudit;
use crate::dossier::DossierId;
use crate::report::grouped;
use crate::report::{Certificate, ChainPosition, CopyOutside, CsvRows, Destroyed, certificate_page};
use crate::store::{
    Anchor, CHAINS, COPY_NOT_REMOVED, CopyOutside as StoredCopy, DOSSIER_ERASED, ERASED, Head, KEY_BACKUP_DAYS,
    Tombstone, each_entry, verify,
};
use crate::vocabulary::Sha256;
use crate::{Error, files};

pub(super) fn run(typed: TypedAudit, out: &mut dyn Write, now: fn() -> DateTime<Utc>) -> Result<Outcome, Error> {
    match typed {
        TypedAudit::Verify { store, anchor, json } => {
            let anchors = anchor.as_deref().map(read).transpose()?;
            let heads = verify(&store, anchors.as_deref())?;
            if json {
                let heads: serde_json::Map<_, _> = CHAINS
                    .iter()
                    .zip(heads)
                    .map(|(name, head)| ((*name).to_owned(), serde_json::json!(head)))
                    .collect();
                super::print_json(&heads, out)?;
            } else {
                for (name, Head { seq, hash }) in CHAINS.iter().zip(heads) {
                    writeln!(out, "{name}: {} entries, every link holds; head {hash}", grouped(seq))?;
                }
                match anchors {
                    Some(anchors) => writeln!(out, "{} anchors are in them", anchors.len())?,
                    None => writeln!(
                        out,
                        "that nothing was cut off at the end, only an anchor shows (`muster audit anchor`)"
                    )?,
                }
            }
        }
        TypedAudit::Export { store, output, json } => match output {
            Some(file) => files::write_by(&file, |out| export(&store, json, out))?,
            None => export(&store, json, out)?,
        },
        TypedAudit::Certificate { dossier, store, output, key_backup_days } => {
            let page = certificate(&store, dossier, key_backup_days, now)?;
            match output {
                Some(file) => crate::report::write_whole(&file, page.as_bytes())?,
                None => out.write_all(page.as_bytes())?,
            }
        }
        TypedAudit::Anchor { store, to } => {
            let heads = verify(&store, to.exists().then(|| read(&to)).transpose()?.as_deref())?;
            let at = now().to_rfc3339_opts(SecondsFormat::Secs, true);
            let line = |(name, head): (&&str, Head)| {
                let anchor = Anchor { at: at.clone(), chain: (*name).to_owned(), head };
                serde_json::to_string(&anchor).unwrap_or_default() + "\n"
            };
            let lines: String = CHAINS.iter().zip(heads).map(line).collect();
            let unwritable = |source| crate::report::Error::Unwritable { file: to.display().to_string(), source };
            let mut file = files::append_private(&to).map_err(unwritable)?;
            file.write_all(lines.as_bytes()).and_then(|()| file.sync_all()).map_err(unwritable)?;
            writeln!(out, "noted in `{}`: keep it where who writes to the store cannot", to.display())?;
        }
    }
    Ok(Outcome::Done)
}

/// All entries, a row or a line each.
fn export(store: &Path, as_json: bool, out: &mut dyn Write) -> Result<(), Error> {
    let mut line = Vec::new();
    if !as_json {
        writeln!(out, "chain,seq,at,actor,action,object,detail,hash")?;
    }
    let mut written = Ok(());
    each_entry(store, |chain, noted| {
        line.clear();
        if as_json {
            let mut entry = serde_json::json!(noted);
            entry["chain"] = serde_json::json!(chain);
            line.extend(entry.to_string().bytes().chain([b'\n']));
        } else {
            let mut row = CsvRows::new(&mut line);
            row.plain(chain).shown(noted.seq).plain(&noted.at).foreign(&noted.actor).foreign(&noted.action);
            row.foreign(&noted.object).foreign(&noted.detail).shown(noted.hash).end();
        }
        if written.is_ok() {
            written = out.write_all(&line);
        }
    })?;
    Ok(written?)
}

/// What the tombstone says, on a page; the whole chain is walked for it.
fn certificate(
    store: &Path,
    id: DossierId,
    key_backup_days: Option<u16>,
    now: fn() -> DateTime<Utc>,
) -> Result<String, Error> {
    let (mut found, mut previous, object) = (None, Sha256::from_bytes([0; 32]), id.to_string());
    let of_it = format!("{object}/");
    // what processes and parts that went before it left outside, and what could not be removed after all
    let (mut outside, mut is_unknown, mut stuck) = (Vec::new(), false, Vec::<StoredCopy>::new());
    // copies from before the erasure are removed by the rule of the last one after it, or else of the last one before
    let mut backed_up = None;
    each_entry(store, |chain, noted| {
        if chain != CHAINS[0] {
            return;
        }
        let is_of_it = noted.object == object || noted.object.starts_with(&of_it);
        if is_of_it && noted.action == COPY_NOT_REMOVED {
            stuck.extend(serde_json::from_str(&noted.detail));
        } else if is_of_it && ERASED.contains(&noted.action.as_str()) {
            let tombstone: Tombstone = serde_json::from_str(&noted.detail).unwrap_or_default();
            if noted.action == DOSSIER_ERASED {
                found = Some((noted.clone(), previous, tombstone));
            } else {
                outside.extend(tombstone.copies_outside);
                is_unknown |= tombstone.copies_unknown;
            }
        } else if noted.action == "keys.backed_up" {
            let detail: serde_json::Value = serde_json::from_str(&noted.detail).unwrap_or_default();
            backed_up = detail["days"].as_u64().and_then(|days| u16::try_from(days).ok());
        }
        previous = noted.hash;
    })?;
    let unknown = || crate::store::Error::Unknown { what: "tombstone of dossier", id: id.to_string() };
    let (noted, previous, mut tombstone) = found.ok_or_else(unknown)?;
    tombstone.add_outside(outside);
    let of_others = stuck.iter().map(|copy| copy.bytes).sum::<u64>().min(tombstone.copies_bytes);
    let archives = tombstone.copies_removed.saturating_sub(stuck.len() as u64);
    tombstone.add_outside(stuck);
    let copies: Vec<CopyOutside> = tombstone
        .copies_outside
        .iter()
        .map(|copy| CopyOutside {
            exported_at: copy.exported_at,
            process_id: copy.process_id,
            sha256: Some(copy.sha256),
        })
        .collect();
    Ok(certificate_page(&Certificate {
        dossier_id: id,
        part: None,
        destroyed: Destroyed {
            dossiers: 1,
            processes: tombstone.processes,
            images: tombstone.images,
            lookups: tombstone.lookups,
            archives,
            bytes: tombstone.bytes + tombstone.copies_bytes - of_others,
        },
        erased_at: noted.at.parse().unwrap_or_default(),
        erased_before: tombstone.replay_of.as_ref().and_then(|of| Some((of.at.parse().ok()?, of.seq))),
        key_backup_days: u32::from(key_backup_days.or(backed_up).unwrap_or(KEY_BACKUP_DAYS)),
        rule: tombstone.rule.as_ref(),
        class: tombstone.class.as_ref(),
        anchor: tombstone.anchor.zip(tombstone.anchor_day),
        due_from: tombstone.due_from,
        policy: tombstone.policy_id.as_deref().zip(tombstone.policy),
        plan: tombstone.plan,
        trigger: &tombstone.trigger,
        actor: &noted.actor,
        approved_by: tombstone.approved_by.as_deref(),
        entry: ChainPosition { seq: noted.seq, hash: noted.hash, previous },
        copies: &copies,
        copies_unknown: is_unknown || tombstone.copies_unknown,
        issued_at: now(),
    })?)
}

fn read(file: &Path) -> Result<Vec<Anchor>, Error> {
    let text = super::at_store::text(file)?;
    let anchors = text.lines().enumerate().map(|(at, line)| {
        serde_json::from_str(line).map_err(|_| {
            Error::Usage(format!(
                "{}:{}: this is no anchor: give a file of `muster audit anchor`",
                file.display(),
                at + 1
            ))
        })
    });
    let anchors: Vec<Anchor> = anchors.collect::<Result<_, Error>>()?;
    if anchors.is_empty() {
        return Err(Error::Usage(format!("`{}` has no anchors: give a file of `muster audit anchor`", file.display())));
    }
    Ok(anchors)
}
