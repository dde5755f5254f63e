//! One file per command: resolved options, library calls, an answer.
//!
//! Comes in: what the command line came to. Goes out: an [`Outcome`], and the answer on standard output. Does not belong
//! here: anything that a user of the library would miss.

#![forbid(unsafe_code)]

mod at_store;
mod audit;
mod compare;
mod config;
mod decisions;
mod decisions_merge;
mod diff;
mod dossier;
mod dossier_page;
mod endings;
mod evaluate;
mod explain;
mod explain_page;
mod explaining;
mod export;
mod export_verify;
mod hold;
mod image;
mod lists;
mod lists_diff;
#[cfg(feature = "network")]
mod lists_fetch;
mod lookup;
mod nightly;
mod nightly_kept;
mod policy;
mod policy_page;
mod process;
mod providers;
mod purge;
mod purge_outputs;
mod request;
mod screen;
mod screen_inputs;
mod shell;
mod store;
mod store_input;

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::cli::config::Config;
use crate::cli::interrupt::Listener;
use crate::cli::resolved;
use crate::cli::typed::{Typed, TypedCommand, TypedExportCommand, TypedNames};
use crate::index::{self, Index};
use crate::knowledge::Knowledge;
use crate::matching::Settings;
use crate::nightly::of_signal;
use crate::screening::Replay;
use crate::vocabulary::Position;
use crate::watchlist::{ListSpec, load, specs_of_folder};
use crate::{Error, watchlist};

/// How a command ended well.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, but some rows were rejected.
    Rejects,
    /// Done, with hits, and hits were to be told.
    Hits,
    /// Done, but on a list that is not current.
    NotCurrent,
    /// Done, and a list is not there at all.
    NotThere,
    /// Done, but some files of customers could not be read.
    NotAllScreened,
    /// Done, and an archive is not intact, or a dossier does not open.
    NotIntact,
    /// Done, but for what is under a hold.
    Held,
    /// Done, with this exit code for the whole of several steps.
    Night(u8),
    /// Done, and a policy that was checked is not to be followed.
    NotSound,
    /// Done, and an example came out otherwise than expected.
    NotAsExpected,
    /// Stopped by this signal.
    Interrupted(usize),
}

impl Outcome {
    /// Of two outcomes the one to be told: 6 before 3 before 4.
    fn worse(self, other: Self) -> Self {
        let order = |outcome: &Self| [6, 3, 4].iter().position(|code| *code == outcome.exit_code()).unwrap_or(3);
        if order(&other) < order(&self) { other } else { self }
    }

    /// The exit code that FORMATS gives it.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::NotThere | Self::NotAllScreened | Self::NotIntact | Self::NotAsExpected => 1,
            Self::NotSound => 2,
            Self::Rejects => 3,
            Self::Hits => 4,
            Self::Held => 5,
            Self::NotCurrent => 6,
            Self::Night(code) => code,
            Self::Interrupted(signal) => of_signal(signal),
        }
    }
}

/// Does what was typed. The answer goes to `out`; `now` says what time it is.
///
/// # Errors
/// Whatever the command says.
pub fn run(typed: Typed, out: &mut dyn Write, now: fn() -> DateTime<Utc>) -> Result<Outcome, Error> {
    run_with(typed, out, now, &Listener::default())
}

/// The same, and `listener` hears of whoever asks to stop.
fn run_with(
    typed: Typed,
    out: &mut dyn Write,
    now: fn() -> DateTime<Utc>,
    listener: &Listener,
) -> Result<Outcome, Error> {
    let today = now().date_naive();
    match typed.command {
        TypedCommand::Screen(typed) => {
            let config = config_of(&typed.matching.names)?;
            let replay = typed.replay.as_deref().map(Replay::read).transpose()?;
            screen::run(&resolved::screen(*typed, replay, &config, today)?, out, now, listener)
        }
        TypedCommand::Lookup(typed) => {
            let config = config_of(&typed.matching.names)?;
            lookup::run(&resolved::lookup(*typed, &config, today)?, out)
        }
        TypedCommand::Explain(typed) => {
            let config = config_of(&typed.matching.names)?;
            explain::run(&resolved::explain(*typed, &config, today)?, out)
        }
        TypedCommand::Compare(typed) => {
            let config = config_of(&typed.names)?;
            compare::run(&resolved::compare(typed, &config)?, out)
        }
        TypedCommand::Lists(typed) => lists::run(typed, out, now, listener),
        TypedCommand::Diff { earlier, later, output, json } => {
            diff::run([&earlier, &later], output.as_ref(), json, out)
        }
        TypedCommand::Decisions(typed) => decisions::run(typed, today, out),
        TypedCommand::Store(typed) => store::run(typed, out, now),
        TypedCommand::Dossier(typed) => dossier::run(*typed, out, now, listener),
        TypedCommand::Process(typed) => process::run(*typed, out, now),
        TypedCommand::Image(typed) => image::run(typed, out, now),
        TypedCommand::Hold(typed) => hold::run(typed, out, now),
        TypedCommand::Request(typed) => request::run(typed, out, now),
        TypedCommand::Purge(typed) => purge::run(*typed, out, now, listener),
        TypedCommand::Nightly(typed) => nightly::run(&typed, out, now, listener),
        TypedCommand::Audit(typed) => audit::run(typed, out, now),
        TypedCommand::Policy(typed) => policy::run(&typed, out, now),
        TypedCommand::Providers { providers, table, json } => providers::list(providers.as_deref(), table, json, out),
        TypedCommand::DocumentTypes { provider, country, providers, json } => {
            providers::document_types(&provider, country.as_deref(), providers.as_deref(), json, out)
        }
        TypedCommand::Export(typed) => match &typed.command {
            Some(TypedExportCommand::Verify(typed)) => export_verify::run(typed, out),
            None => export::run(&typed, out, now, listener),
        },
        TypedCommand::Config(typed) => config::run(typed, out, today),
        TypedCommand::Completions { shell } => {
            shell::completions(shell, out);
            Ok(Outcome::Done)
        }
        TypedCommand::Man { out: folder } => shell::man_pages(&folder, out),
        TypedCommand::Evaluate(typed) => {
            let config = config_of(&typed.names)?;
            evaluate::run(&resolved::evaluate(*typed, &config, today)?, out, listener)
        }
    }
}

/// The configuration that was named, if one was; where a variable named one that cannot be read, the error says so.
fn config_of(names: &TypedNames) -> Result<Config, Error> {
    let path = names.config.as_deref();
    Config::read(path).map_err(|error| match error {
        Error::Usage(message) if path.is_some_and(|path| !path.is_file()) => {
            Error::Usage(format!("{}: {message}", names.given.call("config")))
        }
        error => error,
    })
}

/// Opens an index, or compiles a folder of publications on the fly.
fn open_lists(path: &Path, settings: &Settings) -> Result<Index, Error> {
    if !path.is_dir() {
        return Ok(Index::open(path)?);
    }
    compile(&specs_in(path, &[])?.0, settings.names.as_ref())
}

/// The publications in a folder; what is none is told, and returned behind them, but for what is `known` and for indices.
fn specs_in(path: &Path, known: &[PathBuf]) -> Result<(Vec<ListSpec>, Vec<PathBuf>), Error> {
    let mut found = specs_of_folder(path)?;
    let known: Vec<PathBuf> = known.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let is_known = |file: &Path| file.canonicalize().is_ok_and(|file| known.contains(&file));
    found.unrecognised.retain(|file| !is_known(file) && !is_index(file));
    for file in &found.unrecognised {
        tell(format_args!(
            "`{}` is no publication that muster knows and was left out (`muster lists kinds` shows all)",
            file.display()
        ));
    }
    if found.specs.is_empty() {
        return Err(watchlist::Error::NoPublication { position: Position::file(path.display()) }.into());
    }
    Ok((found.specs, found.unrecognised))
}

/// An index, be it a damaged one or of another version.
fn is_index(file: &Path) -> bool {
    let foreign = |error| matches!(error, index::Error::Foreign { .. } | index::Error::Unreadable { .. });
    file.extension().is_some_and(|ending| ending == "midx") || !Index::open(file).is_err_and(foreign)
}

fn compile(specs: &[ListSpec], names: Option<&Knowledge>) -> Result<Index, Error> {
    let lists = specs.iter().map(load).collect::<Result<Vec<_>, watchlist::Error>>()?;
    Ok(index::build_with(&lists, names.unwrap_or(Knowledge::built_in()))?)
}

/// Prints an answer as JSON.
fn print_json(answer: &impl serde::Serialize, out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, answer).map_err(std::io::Error::from)?;
    writeln!(out)
}

/// Says something on standard error, where somebody still listens.
pub fn tell(message: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "muster: {message}");
}

/// A list type that no entry has is most likely mistyped, and would find nobody. Rules for lists that are not there may be
/// meant for another index, so they are only told.
fn check_against_lists(index: &Index, settings: &Settings) -> Result<(), Error> {
    let known = &index.catalogue().list_types;
    if let Some(unknown) = settings.list_types.iter().find(|wanted| !known.contains(wanted)) {
        let known = known.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
        return Err(Error::Usage(format!("no entry has the list type `{unknown}`: the lists have {known}")));
    }
    if let Some(list) = settings.policies.required_of_sanctions(index) {
        return Err(Error::Usage(format!(
            "`require` is never for sanctions, and list `{list}` has entries under sanctions: set it for `[list_type.PEP]` instead"
        )));
    }
    let built_by = index.knowledge();
    if index.catalogue().knowledge != built_by.hash() {
        tell(
            "the lists were built with other tables of names than this version has: build them again with `muster lists build`",
        );
    }
    if settings.names.as_ref().is_some_and(|names| names != built_by) {
        tell(
            "the lists were built without this `--names` file: its `=` lines hold, but listed names are read without its \
             titles, particles, forms and classes (`muster lists build … --names FILE` builds them with it)",
        );
    }
    for rule in settings.policies.unknown_to(index) {
        tell(format_args!(
            "`{rule}` of the configuration applies to none of the lists (`muster lists info` shows their names and list types)"
        ));
    }
    Ok(())
}
