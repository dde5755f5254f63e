//! Variables of the environment that set options: a flag wins over them, and they over the configuration file. An empty one sets nothing.

use std::ffi::{OsStr, OsString};

use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, CommandFactory, FromArgMatches};

use super::given::Given;
use super::screen_options::ScreenOption;
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
    let matches =
        command.try_get_matches_from_mut(&words).map_err(|error| called_by_variable(error, &command, &words))?;
    let given = Given::of(&command, &matches);
    let mut typed = Typed::from_arg_matches(&matches)?;
    if let Some(names) = typed.command.names_mut() {
        names.given = given;
    }
    Ok(typed)
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

fn without_empty_variables(command: Command) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|under| under.get_name().to_owned()).collect();
    let command = command.mut_args(|arg| match arg.get_env().and_then(std::env::var_os) {
        Some(value) if value.is_empty() => arg.env(None::<&'static str>),
        _ => arg,
    });
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, without_empty_variables))
}

/// The same error; where the value that cannot be is that of a variable, it says so instead of the flag.
fn called_by_variable(mut error: clap::Error, command: &Command, words: &[OsString]) -> clap::Error {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let (Some(arg), Some(value)) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue)) else {
        return error;
    };
    let typed = |long: &str| {
        let (alone, with_value) = (format!("--{long}"), format!("--{long}="));
        words.iter().any(|word| *word == *alone || word.to_string_lossy().starts_with(&with_value))
    };
    let is_it = |known: &Arg, variable: &OsStr| {
        known.to_string() == arg
            && !known.get_long().is_some_and(typed)
            && std::env::var_os(variable).is_some_and(|set| set.to_string_lossy() == value)
    };
    let mut commands = vec![command];
    while let Some(command) = commands.pop() {
        for known in command.get_arguments() {
            if let Some(variable) = known.get_env().filter(|variable| is_it(known, variable)) {
                error.insert(ContextKind::InvalidArg, ContextValue::String(variable.to_string_lossy().into_owned()));
                return error;
            }
        }
        commands.extend(command.get_subcommands());
    }
    error
}
