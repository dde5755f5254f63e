//! A dossier, for people.

use std::io::{Result, Write};

use chrono::{DateTime, Utc};

use crate::dossier::{Dossier, Process};

pub(super) fn write(dossier: &Dossier, out: &mut dyn Write) -> Result<()> {
    let facts = &dossier.facts;
    writeln!(out, "dossier {}", facts.dossier_id)?;
    if let Some(reference) = &dossier.contents.external_reference {
        line(out, "external reference", reference)?;
    }
    line(out, "created", &time(facts.created_at))?;
    line(out, "changed", &time(facts.updated_at))?;
    if let Some(jurisdiction) = facts.jurisdiction {
        line(out, "jurisdiction", jurisdiction.alpha3())?;
    }
    for relationship in dossier.relationships() {
        let moment = |at: Option<DateTime<Utc>>| at.map_or("?".to_owned(), time);
        let ended = relationship.anchors.ended_at.map_or("open".to_owned(), |at| format!("ended {}", time(at)));
        let source = relationship.source.map(|source| format!(", says {source}")).unwrap_or_default();
        line(out, "relationship", &format!("since {}, {ended}{source}", moment(relationship.anchors.started_at)))?;
    }
    if let Some(at) = facts.transaction_at {
        line(out, "last transaction", &time(at))?;
    }
    if let Some(day) = facts.retain_until {
        line(out, "kept until", &format!("{day}, whatever the policy says"))?;
    }
    fields(out, "stated", &serde_json::to_value(&dossier.contents.user_data).unwrap_or_default())?;
    dossier.processes.iter().try_for_each(|process| write_process(process, out))
}

pub(super) fn write_process(process: &Process, out: &mut dyn Write) -> Result<()> {
    let (facts, contents) = (&process.facts, &process.contents);
    writeln!(out, "\nprocess {}: {}", facts.process_id, facts.status.as_str().to_uppercase())?;
    let document = contents.document_type.map_or("no document named", |document| document.as_str());
    line(out, "provider", &format!("{}, {document}", contents.provider))?;
    line(out, "created", &time(facts.created_at))?;
    for (what, at) in
        [("started", facts.started_at), ("completed", facts.completed_at), ("announced", facts.notified_at)]
    {
        if let Some(at) = at {
            line(out, what, &time(at))?;
        }
    }
    if let Some(reason) = &contents.fail_reason {
        line(out, "fail reason", reason)?;
    }
    for image in &contents.images {
        let replaced = match image.replaced_count {
            0 => String::new(),
            n => format!(", replaced {n} times"),
        };
        line(
            out,
            image.kind.as_str(),
            &format!("{}, {} bytes, sha256 {}{replaced}", image.media_type, image.bytes, image.sha256),
        )?;
    }
    if let Some(result) = &contents.final_result {
        fields(out, "verified", &serde_json::to_value(result).unwrap_or_default())?;
    }
    for finding in &contents.findings {
        let state = match &finding.resolution {
            None => "OPEN: it blocks lookup and export (`muster process resolve`)".to_owned(),
            Some(resolution) => {
                format!("resolved by {} on {}: {}", resolution.by, time(resolution.at), resolution.reason)
            }
        };
        let fields = finding.fields.join(", ");
        line(out, "finding", &format!("{} identity_mismatch in {fields}: {state}", finding.number))?;
    }
    if let Some(last) = process.lookups.last() {
        let hits = last.hits_total;
        line(out, "lookups", &format!("{}, the last {} with {hits} hits", process.lookups.len(), time(last.at)))?;
    }
    for export in &process.exports {
        line(out, "export", &format!("{} {}, sha256 {}", time(export.at), export.file, export.sha256))?;
    }
    Ok(())
}

fn fields(out: &mut dyn Write, what: &str, value: &serde_json::Value) -> Result<()> {
    for (name, value) in value.as_object().into_iter().flatten() {
        let value = match value {
            serde_json::Value::Null => continue,
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        line(out, what, &format!("{name}: {value}"))?;
    }
    Ok(())
}

/// What strangers wrote must not steer a terminal.
fn line(out: &mut dyn Write, what: &str, text: &str) -> Result<()> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    writeln!(out, "  {what:<19} {text}")
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}
