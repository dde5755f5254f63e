//! One file per command: resolved options, library calls, an answer.
//!
//! Comes in: what the command line came to. Goes out: an [`Outcome`], and the answer on standard output. Does not belong
//! here: anything that a user of the library would miss.

#![forbid(unsafe_code)]

mod evaluate;
mod lists;
mod lookup;
mod screen;

use std::io::Write;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::cli::resolved;
use crate::cli::typed::{Typed, TypedCommand};
use crate::index::{self, Index};
use crate::vocabulary::{ListType, Position};
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
    /// Stopped by this signal.
    Interrupted(usize),
}

impl Outcome {
    /// The exit code that FORMATS gives it.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Rejects => 3,
            Self::Hits => 4,
            Self::Interrupted(signal) => 128_u8.saturating_add(signal as u8),
        }
    }
}

/// Does what was typed. The answer goes to `out`; `now` says what time it is.
///
/// # Errors
/// Whatever the command says.
pub fn run(typed: Typed, out: &mut dyn Write, now: &dyn Fn() -> DateTime<Utc>) -> Result<Outcome, Error> {
    let today = now().date_naive();
    match typed.command {
        TypedCommand::Screen(typed) => screen::run(&resolved::screen(*typed, today)?, out, now),
        TypedCommand::Lookup(typed) => lookup::run(&resolved::lookup(*typed, today)?, out),
        TypedCommand::Lists(typed) => lists::run(typed, out),
        TypedCommand::Evaluate(typed) => evaluate::run(&resolved::evaluate(*typed, today)?, out),
    }
}

/// Opens an index, or compiles a folder of publications on the fly.
fn open_lists(path: &Path) -> Result<Index, Error> {
    if !path.is_dir() {
        return Ok(Index::open(path)?);
    }
    let found = specs_of_folder(path)?;
    if found.specs.is_empty() {
        let expected = "at least one publication (`muster lists kinds` shows which)";
        return Err(watchlist::Error::Missing { position: Position::file(path.display()), expected }.into());
    }
    for file in &found.unrecognised {
        tell(&format!(
            "`{}` is no publication that muster knows and was left out (`muster lists kinds` shows all)",
            file.display()
        ));
    }
    compile(&found.specs)
}

fn compile(specs: &[ListSpec]) -> Result<Index, Error> {
    let lists = specs.iter().map(load).collect::<Result<Vec<_>, watchlist::Error>>()?;
    Ok(index::build(&lists)?)
}

/// Says something on standard error, where somebody still listens.
fn tell(message: &str) {
    let _ = writeln!(std::io::stderr(), "muster: {message}");
}

/// A list type that no entry has is most likely mistyped, and would find nobody.
fn refuse_unknown_list_types(index: &Index, wanted: &[ListType]) -> Result<(), Error> {
    let known = &index.catalogue().list_types;
    let Some(unknown) = wanted.iter().find(|wanted| !known.contains(wanted)) else { return Ok(()) };
    let known = known.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
    Err(Error::Usage(format!("no entry has the list type `{unknown}`: the lists have {known}")))
}
