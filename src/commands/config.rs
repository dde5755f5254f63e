//! `muster config`: one to begin with, whether one is sound, and what holds.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{Outcome, tell};
use crate::Error;
use crate::cli::config::{Config, Placed};
use crate::cli::environment::VARIABLES;
use crate::cli::resolved;
use crate::cli::typed::{TypedConfig, TypedScreen};
use crate::files;

/// All keys, with what they mean.
const STARTER: &str = include_str!("../../data/muster.toml");

/// Keys of a run, the flag that wins over each, and what holds where nothing is said.
const KEYS: [(&str, &str, &str); 35] = [
    ("run_date", "run-date", "today, UTC"),
    ("key_file", "key-file", "none"),
    ("matching.mode", "mode", "fuzzy"),
    ("matching.soundex", "soundex", "false"),
    ("matching.phonetic", "phonetic", "none"),
    ("matching.min_score", "min-score", "0.80 fuzzy, 0.50 exact, 0.90 ofac"),
    ("matching.max_hits", "max-hits", "20"),
    ("matching.list_types", "list-type", "all"),
    ("matching.names", "names", "what the index was built with"),
    ("decisions.files", "decisions", "none"),
    ("decisions.significant", "", "names, birth_dates, ids, nationalities, programs, measures, positions"),
    ("decisions.four_eyes", "", "false"),
    ("decisions.expire_after", "", "never"),
    ("lists.max_age", "max-list-age", "any"),
    ("lists.kept", "", "kept-lists beside the results"),
    ("lists.keep", "", "10 years"),
    ("screen.input", "INPUT", "none"),
    ("screen.recursive", "recursive", "false"),
    ("screen.store", "store", "none"),
    ("screen.passphrase_file", "passphrase-file", "none"),
    ("screen.wait", "wait", "0"),
    ("screen.actor", "actor", "the login name"),
    ("screen.out", "out", "none"),
    ("screen.lists", "lists", "none"),
    ("screen.map", "map", "none"),
    ("screen.date_format", "date-format", "1965-07-13"),
    ("screen.encoding", "encoding", "UTF-8, else Windows-1252"),
    ("screen.lenient", "lenient", "false"),
    ("screen.allow_row_settings", "allow-row-settings", "false"),
    ("screen.all", "all", "false"),
    ("screen.bom", "bom", "false"),
    ("screen.xlsx", "xlsx", "false"),
    ("screen.max_rejects", "max-rejects", "0"),
    ("screen.exit_on_hit", "exit-on-hit", "false"),
    ("screen.threads", "threads", "one a core"),
];

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
    let (typed, mut leaves) = (typed.values(), BTreeMap::from_iter(config.leaves()));
    let mut rows = Vec::new();
    for (key, flag, default) in KEYS {
        // what was typed to be screened stands alone, and so does a code that was typed
        let stands_alone = match key {
            "screen.input" | "screen.store" => typed.contains_key("INPUT") || typed.contains_key("store"),
            "matching.soundex" | "matching.phonetic" => typed.contains_key("soundex") || typed.contains_key("phonetic"),
            _ => false,
        };
        let in_file = leaves.remove(key).or_else(|| table_of(key, &mut leaves)).filter(|_| !stands_alone);
        let row = if let Some(value) = typed.get(flag) {
            let variable = variable(flag).filter(|name| std::env::var(name).is_ok_and(|set| set == *value));
            let from = variable.map_or_else(|| format!("--{flag}"), str::to_owned);
            (key.to_owned(), value.clone(), if flag == "INPUT" { "typed".to_owned() } else { from })
        } else if let Some(Placed { value, place }) = in_file {
            (key.to_owned(), value, place)
        } else {
            (key.to_owned(), default.to_owned(), "default".to_owned())
        };
        rows.push(row);
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

fn variable(flag: &str) -> Option<&'static str> {
    match flag {
        "key-file" => Some("MUSTER_KEY_FILE"),
        "passphrase-file" => Some("MUSTER_PASSPHRASE_FILE"),
        "actor" => Some("MUSTER_ACTOR"),
        _ => VARIABLES.iter().find(|(long, _)| *long == flag).map(|(_, variable)| *variable),
    }
}
