//! `muster audit`: the chains walked, and anchored.

use std::io::Write;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};

use super::Outcome;
use crate::cli::progress::grouped;
use crate::cli::typed::TypedAudit;
use crate::dossier::DossierId;
use crate::report::{Certificate, ChainPosition, CopyOutside, CsvRows, Destroyed, certificate_page};
use crate::retention::{Anchor as CountedFrom, Name};
use crate::store::{Anchor, CHAINS, Head, KEY_BACKUP_DAYS, each_entry, verify};
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
    // copies from before the erasure are removed by the rule of the last one after it, or else of the last one before
    let mut backed_up = None;
    each_entry(store, |chain, noted| {
        if chain == CHAINS[0] {
            if noted.action == "dossier.erased" && noted.object == object {
                found = Some((noted.clone(), previous));
            }
            if noted.action == "keys.backed_up" {
                let detail: serde_json::Value = serde_json::from_str(&noted.detail).unwrap_or_default();
                backed_up = detail["days"].as_u64().and_then(|days| u16::try_from(days).ok());
            }
            previous = noted.hash;
        }
    })?;
    let unknown = || crate::store::Error::Unknown { what: "tombstone of dossier", id: id.to_string() };
    let (noted, previous) = found.ok_or_else(unknown)?;
    let detail: serde_json::Value = serde_json::from_str(&noted.detail).unwrap_or_default();
    let text = |field: &str| detail[field].as_str();
    let number = |field: &str| detail[field].as_u64().unwrap_or(0);
    let of = |field: &str| serde_json::from_value::<Name>(detail[field].clone()).ok();
    let hash = |field: &str| text(field).and_then(|text| Sha256::try_from(text.to_owned()).ok());
    let anchor = serde_json::from_value::<CountedFrom>(detail["anchor"].clone()).ok();
    let day = |field: &str| text(field).and_then(|text| text.parse().ok());
    let (rule, class) = (of("rule"), of("class"));
    let trigger = text("trigger").unwrap_or("by hand");
    let outside = detail["copiesOutside"].as_array().into_iter().flatten();
    let copies: Vec<CopyOutside> = outside
        .filter_map(|copy| {
            let sha256 = copy["sha256"].as_str().and_then(|text| Sha256::try_from(text.to_owned()).ok());
            let (exported_at, process_id) =
                (copy["exportedAt"].as_str()?.parse().ok()?, copy["processId"].as_str()?.parse().ok()?);
            Some(CopyOutside { exported_at, process_id, sha256 })
        })
        .collect();
    Ok(certificate_page(&Certificate {
        dossier_id: id,
        part: None,
        destroyed: Destroyed {
            dossiers: 1,
            processes: number("processes"),
            images: number("images"),
            lookups: number("lookups"),
            archives: number("copiesRemoved"),
            bytes: number("bytes"),
        },
        erased_at: noted.at.parse().unwrap_or_default(),
        key_backup_days: u32::from(key_backup_days.or(backed_up).unwrap_or(KEY_BACKUP_DAYS)),
        rule: rule.as_ref(),
        class: class.as_ref(),
        anchor: anchor.zip(day("anchorDay")),
        due_from: day("dueFrom"),
        policy: text("policyId").zip(hash("policy")),
        plan: hash("plan"),
        trigger,
        actor: &noted.actor,
        approved_by: trigger.strip_prefix("approved by "),
        entry: ChainPosition { seq: noted.seq, hash: noted.hash, previous },
        copies: &copies,
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
