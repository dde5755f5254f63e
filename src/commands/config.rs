//! `muster config`: one to begin with, whether one is sound, and what holds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{Outcome, config_of, tell};
use crate::cli::config::{Config, Fetching, Placed};
use crate::cli::environment::variable;
use crate::cli::given::{Given, Origin};
use crate::cli::resolved;
use crate::cli::screen_options::{INPUT, SCREEN_OPTIONS};
use crate::cli::starter::STARTER;
use crate::cli::typed::{TypedConfig, TypedScreen};
use crate::nightly::Step;
use crate::screening::StateKey;
use crate::store::Credentials;
use crate::{Error, Index, files};

pub(super) fn run(typed: TypedConfig, out: &mut dyn Write, today: NaiveDate) -> Result<Outcome, Error> {
    match typed {
        TypedConfig::Init { output: None } => write!(out, "{STARTER}")?,
        TypedConfig::Init { output: Some(file) } => init(&file, out)?,
        TypedConfig::Check { file } => check(&file, out, today)?,
        TypedConfig::Show { screen } => show(*screen, out, today)?,
    }
    Ok(Outcome::Done)
}

/// A configuration that somebody may have worked on is never written over.
fn init(file: &Path, out: &mut dyn Write) -> Result<(), Error> {
    files::write_new(file, STARTER.as_bytes()).map_err(|error| {
        let advice = match error.kind() {
            ErrorKind::AlreadyExists => "give another name: one that is there is never written over".to_owned(),
            ErrorKind::NotFound => format!("there is no folder `{}`: make it first", files::folder_of(file).display()),
            _ => "give a place that you may write to".to_owned(),
        };
        Error::Usage(format!("cannot write `{}` ({error}): {advice}", file.display()))
    })?;
    let starter = Config::parse(file.display().to_string(), STARTER)?;
    let tables: BTreeSet<String> =
        starter.leaves().iter().map(|(key, _)| format!("`[{}]`", key.split('.').next().unwrap_or(key))).collect();
    let on = tables.into_iter().collect::<Vec<_>>().join(", ");
    writeln!(
        out,
        "`{}` has every key, switched off, with its default or an example; on are those of {on} alone: look them over, then \
         `muster config check` says whether it is sound",
        file.display()
    )?;
    Ok(())
}

/// All that a run would refuse, without one; what it needs besides, and what is named and not there, is told.
fn check(file: &Path, out: &mut dyn Write, today: NaiveDate) -> Result<(), Error> {
    let config = Config::read(Some(file))?;
    let screen = config.screen()?;
    let mut named: Vec<PathBuf> =
        config.key_file().into_iter().chain(config.names()).chain(config.decisions()).collect();
    named.extend(screen.inputs.iter().filter(|input| input.as_os_str() != "-").cloned());
    named.extend([&screen.store, &screen.passphrase_file, &screen.lists].into_iter().flatten().cloned());
    let passphrase = screen.passphrase_file.clone().or_else(|| variable("MUSTER_PASSPHRASE_FILE").map(PathBuf::from));
    let (mut stores, mut indexes) = (Vec::from_iter(screen.store.clone()), Vec::from_iter(screen.lists.clone()));
    let (_, missing) = resolved::without_what_is_typed(screen, &config, today)?;
    let (fetching, night) = config.other_commands()?;
    if let Some(fetching) = &fetching {
        named.extend(fetching.ca_file.clone());
        named.extend(fetching.sources.iter().filter_map(|source| source.header_file.clone()));
    }
    if let Some(night) = night {
        let builds = night.sources.is_some() && !night.off.contains(&Step::Lists);
        stores.extend(night.store.clone());
        indexes.extend(night.lists.clone());
        named.extend(night.sources.filter(|_| fetching.is_none()));
        named.extend(night.lists.filter(|_| !builds));
        named.extend([night.customers, night.store, night.policy, night.anchor_dir].into_iter().flatten());
        named.extend(night.events);
    }
    check_files((&config, fetching.as_ref()), !stores.is_empty(), passphrase, &indexes)?;
    named.sort();
    named.dedup();
    for missing in named.iter().filter(|path| !path.exists()) {
        tell(format_args!("`{}` is named in it and is not there yet", missing.display()));
    }
    // a night names these itself
    if !missing.is_empty() && (config.has_table("screen") || !config.has_table("nightly")) {
        tell(format_args!("`muster screen` also needs what is not in it: {}", missing.join(", ")));
    }
    writeln!(out, "`{}` is sound: {} values", file.display(), config.leaves().len())?;
    Ok(())
}

/// Of the files that are there, what a run would refuse of them.
fn check_files(
    (config, fetching): (&Config, Option<&Fetching>),
    opens_store: bool,
    passphrase_file: Option<PathBuf>,
    indexes: &[PathBuf],
) -> Result<(), Error> {
    if let Some(key_file) = config.key_file().filter(|file| file.exists()) {
        let named = || config.call(&Given::default(), "key-file");
        StateKey::read(&key_file).map_err(|error| Error::from(error).named(named()))?;
        if opens_store && passphrase_file.as_ref().is_none_or(|file| file.exists()) {
            let credentials = Credentials { key_file, passphrase_file };
            credentials.check().map_err(|error| Error::from(error).named(named()))?;
        }
    }
    let sources = fetching.into_iter().flat_map(|fetching| &fetching.sources);
    for source in sources.filter(|source| source.header_file.as_ref().is_some_and(|file| file.exists())) {
        let named = || config.place_of(&format!("source.{}.header_file", source.name));
        source.headers().map_err(|error| Error::Usage(format!("{}: {error}", named())))?;
    }
    // what is built anew before it is screened against may be of another version
    for index in indexes.iter().filter(|path| path.is_file()).filter_map(|path| Index::open(path).ok()) {
        config.check_required(&index)?;
    }
    Ok(())
}

/// What cannot be is said, not shown.
fn show(typed: TypedScreen, out: &mut dyn Write, today: NaiveDate) -> Result<(), Error> {
    let config = config_of(&typed.matching.names)?;
    let given = typed.matching.names.given.clone();
    resolved::without_what_is_typed(typed, &config, today)?;
    config.other_commands()?;
    let mut leaves = BTreeMap::from_iter(config.leaves());
    let mut rows = Vec::new();
    for option in &SCREEN_OPTIONS {
        let is_given = |flag: &str| given.get(flag).is_some();
        // what was typed to be screened stands alone, and so does a code that was typed
        let stands_alone = match option.key {
            "screen.input" | "screen.store" => is_given(INPUT) || is_given("store"),
            "matching.soundex" | "matching.phonetic" => {
                given.get("soundex").is_some_and(|(_, value)| value == "true") || is_given("phonetic")
            }
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
