//! `muster lists diff OLD NEW`: who came, who went, and what changed, in words.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::Outcome;
use crate::Error;
use crate::index::{EntityNumber, Index};
use crate::report::grouped;
use crate::watchlist::{Entity, FieldChange, changes};

/// An entry that came or went.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    id: String,
    name: String,
    programs: Vec<String>,
}

/// An entry that changed.
#[derive(Serialize)]
struct Changed {
    id: String,
    name: String,
    changes: Vec<FieldChange>,
}

/// What became of a list.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct ListDiff {
    in_old: bool,
    in_new: bool,
    date_before: Option<String>,
    date_after: Option<String>,
    same: u64,
    came: Vec<Entry>,
    went: Vec<Entry>,
    changed: Vec<Changed>,
}

pub(super) fn run(old: &Path, new: &Path, json: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    let (old, new) = (Index::open(old)?, Index::open(new)?);
    let diff = diff(&old, &new);
    if json {
        serde_json::to_writer_pretty(&mut *out, &diff).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        diff.iter().try_for_each(|(name, list)| write_list(name, list, out))?;
    }
    Ok(Outcome::Done)
}

/// The lists of both indexes by their names.
fn diff(old: &Index, new: &Index) -> BTreeMap<String, ListDiff> {
    let mut lists: BTreeMap<String, ListDiff> = BTreeMap::new();
    let [before, after] = [old, new].map(entries);
    for info in &old.catalogue().lists {
        let list = lists.entry(info.name.clone()).or_default();
        (list.in_old, list.date_before) = (true, info.date.map(|date| date.to_string()));
    }
    for info in &new.catalogue().lists {
        let list = lists.entry(info.name.clone()).or_default();
        (list.in_new, list.date_after) = (true, info.date.map(|date| date.to_string()));
    }
    for (key, entity) in &before {
        let Some(list) = lists.get_mut(&key.0) else { continue };
        match after.get(key) {
            None => list.went.push(entry(entity)),
            Some(now) => match changes(entity, now) {
                changes if changes.is_empty() => list.same += 1,
                changes => {
                    list.changed.push(Changed { id: now.id.clone(), name: now.primary_name().to_owned(), changes });
                }
            },
        }
    }
    for (key, entity) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
        let Some(list) = lists.get_mut(&key.0) else { continue };
        list.came.push(entry(entity));
    }
    lists
}

/// The entries of an index by list and id.
fn entries(index: &Index) -> BTreeMap<(String, String), Entity> {
    let lists = &index.catalogue().lists;
    let entry = |number: EntityNumber| {
        let (list, entity) = (lists.get(index.entity(number).list)?, index.details(number)?);
        Some(((list.name.clone(), entity.id.clone()), entity))
    };
    index.entity_numbers().filter_map(entry).collect()
}

fn entry(entity: &Entity) -> Entry {
    Entry { name: entity.primary_name().to_owned(), id: entity.id.clone(), programs: entity.programs.clone() }
}

fn write_list(name: &str, list: &ListDiff, out: &mut dyn Write) -> std::io::Result<()> {
    let date = |date: &Option<String>| date.as_deref().map_or("date unknown".to_owned(), |date| format!("of {date}"));
    // a list that was renamed is one that is gone and one that is new: alerts on it are other alerts too
    match (list.in_old, list.in_new) {
        (true, false) => writeln!(out, "{name}, {} → not there (gone, or renamed)", date(&list.date_before))?,
        (false, true) => writeln!(out, "{name}, not there → {} (new, or renamed)", date(&list.date_after))?,
        _ => writeln!(out, "{name}, {} → {}", date(&list.date_before), date(&list.date_after))?,
    }
    let counts = [list.came.len(), list.went.len(), list.changed.len()].map(|n| grouped(n as u64));
    writeln!(
        out,
        "  {} came, {} went, {} changed, {} are the same",
        counts[0],
        counts[1],
        counts[2],
        grouped(list.same)
    )?;
    for (sign, entries) in [("+", &list.came), ("-", &list.went)] {
        for Entry { id, name, programs } in entries {
            let programs = if programs.is_empty() { String::new() } else { format!(" [{}]", programs.join("; ")) };
            writeln!(out, "  {sign} {id} {name}{programs}")?;
        }
    }
    for Changed { id, name, changes } in &list.changed {
        writeln!(out, "  ~ {id} {name}")?;
        for FieldChange { field, added, removed } in changes {
            let signed = |sign: &str, values: &[String]| {
                values.iter().map(|value| format!(" {sign}{value}")).collect::<Vec<_>>()
            };
            let both = [signed("+", added), signed("-", removed)].concat().join(",");
            writeln!(out, "      {field}:{both}")?;
        }
    }
    Ok(())
}
