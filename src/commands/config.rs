//! `muster config`: one to begin with, whether one is sound, and what holds.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{Outcome, tell};
use crate::Error;
use crate::cli::config::{Config, Placed, STARTER};
use crate::cli::given::Origin;
use crate::cli::resolved;
use crate::cli::screen_options::{INPUT, SCREEN_OPTIONS};
use crate::cli::typed::{TypedConfig, TypedScreen};
use crate::files;

pub(super) fn run(typed: TypedConfig, out: &mut dyn Write, today: NaiveDate) -> Result<Outcome, Error> {
    match typed {
        TypedConfig::Init { output: None } => write!(out, "{STARTER}")?,
        TypedConfig::Init { output: Some(file) } => init(&file, out)?,
        TypedConfig::Check { file } => check(&file, out, today)?,
        TypedConfig::Show { screen } => show(&screen, out)?,
    }
    Ok(Outcome::Done)
}

/// A configuration that somebody may have worked on is never written over.
fn init(file: &Path, out: &mut dyn Write) -> Result<(), Error> {
    files::write_new(file, STARTER.as_bytes()).map_err(|error| {
        let advice = "give another name: one that is there is never written over";
        Error::Usage(format!("cannot write `{}` ({error}): {advice}", file.display()))
    })?;
    writeln!(
        out,
        "`{}` has every key with its default; `muster config check` says whether it is sound",
        file.display()
    )?;
    Ok(())
}

/// All that a run would refuse, without one; what is named and not there is told.
fn check(file: &Path, out: &mut dyn Write, today: NaiveDate) -> Result<(), Error> {
    let config = Config::read(Some(file))?;
    let leaves = config.leaves();
    let mut screen = config.screen()?;
    // these may be typed instead
    screen.out.get_or_insert_with(|| "results".into());
    screen.lists.get_or_insert_with(|| "lists".into());
    if screen.inputs.is_empty() && screen.store.is_none() {
        screen.inputs.push("customers.csv".into());
    }
    resolved::screen(screen, None, &config, today)?;
    let is_there = |table: &str| leaves.iter().any(|(key, _)| key.starts_with(table));
    if is_there("fetch.") || is_there("source.") {
        config.fetching()?;
    }
    let mut named: Vec<PathBuf> =
        config.key_file().into_iter().chain(config.names()).chain(config.decisions()).collect();
    if is_there("nightly.") {
        let nightly = config.nightly()?;
        named.extend([nightly.customers, nightly.store, nightly.policy].into_iter().flatten());
        named.extend(nightly.events);
    }
    for missing in named.iter().filter(|path| !path.exists()) {
        tell(format_args!("`{}` is named in it and is not there yet", missing.display()));
    }
    writeln!(out, "`{}` is sound: {} values", file.display(), leaves.len())?;
    Ok(())
}

fn show(typed: &TypedScreen, out: &mut dyn Write) -> Result<(), Error> {
    let config = Config::read(typed.matching.names.config.as_deref())?;
    // what cannot be is said, not shown
    config.screen()?;
    let given = &typed.matching.names.given;
    let mut leaves = BTreeMap::from_iter(config.leaves());
    let mut rows = Vec::new();
    for option in &SCREEN_OPTIONS {
        let is_given = |flag: &str| given.get(flag).is_some();
        // what was typed to be screened stands alone, and so does a code that was typed
        let stands_alone = match option.key {
            "screen.input" | "screen.store" => is_given(INPUT) || is_given("store"),
            "matching.soundex" | "matching.phonetic" => is_given("soundex") || is_given("phonetic"),
            _ => false,
        };
        let in_file = leaves.remove(option.key).or_else(|| table_of(option.key, &mut leaves));
        let (value, from) = match (given.get(option.flag), in_file.filter(|_| !stands_alone)) {
            (Some((Origin::Variable(variable), value)), _) => (value.clone(), variable.clone()),
            (Some((_, value)), _) if option.flag == INPUT => (value.clone(), "typed".to_owned()),
            (Some((_, value)), _) => (value.clone(), format!("--{}", option.flag)),
            (None, Some(Placed { value, place })) => (value, place),
            (None, None) => (option.default.to_owned(), "default".to_owned()),
        };
        rows.push((option.title(), value, from));
    }
    rows.extend(leaves.into_iter().map(|(key, Placed { value, place })| (key, value, place)));
    let width = rows.iter().map(|(key, ..)| key.len()).max().unwrap_or(0);
    for (key, value, from) in rows {
        writeln!(out, "{key:width$}  {value}  ({from})")?;
    }
    Ok(())
}

/// The values of a table in one line, for a key that may be one.
fn table_of(key: &str, leaves: &mut BTreeMap<String, Placed<String>>) -> Option<Placed<String>> {
    let front = format!("{key}.");
    let keys: Vec<String> = leaves.keys().filter(|leaf| leaf.starts_with(&front)).cloned().collect();
    let found: Vec<_> = keys.into_iter().filter_map(|leaf| Some((leaf.clone(), leaves.remove(&leaf)?))).collect();
    let place = found.first()?.1.place.clone();
    let values = found.iter().map(|(leaf, placed)| format!("{} = {}", &leaf[front.len()..], placed.value));
    Some(Placed { value: values.collect::<Vec<_>>().join(", "), place })
}
