//! Variables of the environment that set options: a flag wins over them, and they over the configuration file. An empty one sets nothing.

use std::ffi::{OsStr, OsString};
use std::num::{ParseFloatError, ParseIntError};

use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, CommandFactory, FromArgMatches};

use super::given::Given;
use super::screen_options::{SCREEN_OPTIONS, ScreenOption};
use super::typed::Typed;

/// Commands that take the options of a screening from it.
const COMMANDS: [&str; 5] = ["screen", "lookup", "explain", "compare", "evaluate"];

/// Reads words, the program's name first, and for what they do not say the environment.
///
/// # Errors
/// What clap says: also for `--help` and `--version`. A value that a variable has is called by it.
pub fn parse<W: Into<OsString> + Clone>(words: impl IntoIterator<Item = W>) -> Result<Typed, clap::Error> {
    let words: Vec<OsString> = words.into_iter().map(Into::into).collect();
    let command = COMMANDS.into_iter().fold(Typed::command(), |command, name| command.mut_subcommand(name, listening));
    // what it shows is what `screen` would take
    let command = command.mut_subcommand("config", |config| config.mut_subcommand("show", listening));
    let mut command = without_empty_variables(command);
    let matches = command
        .try_get_matches_from_mut(&words)
        .map_err(|error| in_words(called_by_variable(error, &command, &words), &command))?;
    let given = Given::of(&command, &matches);
    let mut typed = Typed::from_arg_matches(&matches)?;
    if let Some(names) = typed.command.names_mut() {
        names.given = given;
    }
    Ok(typed)
}

/// `muster screen`, as clap knows it.
pub fn screen_command() -> Command {
    Typed::command().find_subcommand("screen").cloned().unwrap_or_default()
}

fn listening(command: Command) -> Command {
    // where and by what decisions a screening goes is no matter of an evaluation
    let is_evaluation = command.get_name() == "evaluate";
    command.mut_args(|arg| {
        let option =
            ScreenOption::of_arg(&arg).filter(|option| !is_evaluation || !["out", "decisions"].contains(&option.flag));
        match option.and_then(ScreenOption::variable).filter(|_| arg.get_env().is_none()) {
            Some(variable) => arg.env(variable).hide_env(true),
            None => arg,
        }
    })
}

/// Reads words of the program's own, such as the steps of a night: of the environment only what opens a store counts.
///
/// # Errors
/// What clap says.
pub fn parse_call<W: Into<OsString> + Clone>(words: impl IntoIterator<Item = W>) -> Result<Typed, clap::Error> {
    Typed::from_arg_matches(&without_empty_variables(Typed::command()).try_get_matches_from(words)?)
}

/// Reads words alone: what stands in a file is what it is, whatever the environment says.
///
/// # Errors
/// What clap says.
pub fn parse_alone<W: Into<OsString> + Clone>(words: impl IntoIterator<Item = W>) -> Result<Typed, clap::Error> {
    Typed::from_arg_matches(&without_variables(Typed::command(), |_| true).try_get_matches_from(words)?)
}

fn without_empty_variables(command: Command) -> Command {
    without_variables(command, |variable| std::env::var_os(variable).is_some_and(|value| value.is_empty()))
}

fn without_variables(command: Command, is_such: fn(&OsStr) -> bool) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|under| under.get_name().to_owned()).collect();
    let command = command.mut_args(|arg| {
        let is_dropped = arg.get_env().is_some_and(is_such);
        if is_dropped { arg.env(None::<&'static str>) } else { arg }
    });
    names
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, |under| without_variables(under, is_such)))
}

/// Which variables a night does not heed, for people: those that would set an option of a screening, but for what opens a store. Nobody
/// watches a night, and it must be the same whoever begins it: it is what its configuration says. `None` where none is set.
pub fn unheeded_by_a_night() -> Option<String> {
    let screen = screen_command();
    let is_heeded = |option: &&ScreenOption| option.arg(&screen).is_some_and(|arg| arg.get_env().is_some());
    let unheeded = SCREEN_OPTIONS.iter().filter(|option| !is_heeded(option)).filter_map(ScreenOption::variable);
    let set: Vec<String> = unheeded.filter(|name| variable(name).is_some()).map(|name| format!("`{name}`")).collect();
    (!set.is_empty()).then(|| format!("a night is what its configuration says, and does not heed {}", set.join(", ")))
}

/// What a variable says; an empty one says nothing.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    }
}

/// The same error; where a value is no number, it says what to write instead of how that was found out.
fn in_words(error: clap::Error, command: &Command) -> clap::Error {
    let why = std::error::Error::source(&error);
    let give = match why {
        Some(why) if why.is::<ParseIntError>() => "a whole number such as 4",
        Some(why) if why.is::<ParseFloatError>() => "a number such as 0.5",
        _ => return error,
    };
    let (Some(arg), Some(value)) = (text(&error, ContextKind::InvalidArg), text(&error, ContextKind::InvalidValue))
    else {
        return error;
    };
    let message = format!("invalid value '{value}' for '{arg}': give {give}\n\nFor more information, try '--help'.\n");
    clap::Error::raw(error.kind(), message).with_cmd(command)
}

/// The same error; where the value that cannot be is that of a variable, it says so instead of the flag.
fn called_by_variable(mut error: clap::Error, command: &Command, words: &[OsString]) -> clap::Error {
    // `--max-hits <N>`, `--all[=<BOOL>]`
    let arg = text(&error, ContextKind::InvalidArg).unwrap_or_default();
    let flag = arg.split([' ', '[', '=']).next().unwrap_or_default();
    let value = text(&error, ContextKind::InvalidValue);
    let (Some(long), Some(value)) = (flag.strip_prefix("--"), value) else { return error };
    let is_typed = |word: &OsString| {
        word.to_string_lossy().strip_prefix(flag).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    };
    let is_it = |known: &&Arg| {
        let set = known.get_env().and_then(std::env::var_os);
        known.get_long() == Some(long) && set.is_some_and(|set| set.to_string_lossy() == value)
    };
    let mut commands = vec![command];
    while let Some(command) = commands.pop().filter(|_| !words.iter().any(is_typed)) {
        if let Some(variable) = command.get_arguments().find(is_it).and_then(Arg::get_env) {
            error.insert(ContextKind::InvalidArg, ContextValue::String(variable.to_string_lossy().into_owned()));
            return error;
        }
        commands.extend(command.get_subcommands());
    }
    error
}
