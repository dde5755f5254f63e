//! Options that the environment can set: a flag wins over it, and it over the configuration file.

use std::ffi::OsString;

use clap::{Command, CommandFactory, FromArgMatches};

use super::typed::Typed;

/// Commands that take them.
const COMMANDS: [&str; 5] = ["screen", "lookup", "explain", "compare", "evaluate"];

/// Options of those commands, and their variables. Nothing about a person is among them, because an environment is read by many, and nothing
/// that goes with one flag and not with another: a flag wins.
pub const VARIABLES: [(&str, &str); 23] = [
    ("all", "MUSTER_ALL"),
    ("allow-row-settings", "MUSTER_ALLOW_ROW_SETTINGS"),
    ("bom", "MUSTER_BOM"),
    ("config", "MUSTER_CONFIG"),
    ("date-format", "MUSTER_DATE_FORMAT"),
    ("decisions", "MUSTER_DECISIONS"),
    ("encoding", "MUSTER_ENCODING"),
    ("exit-on-hit", "MUSTER_EXIT_ON_HIT"),
    ("lenient", "MUSTER_LENIENT"),
    ("list-type", "MUSTER_LIST_TYPE"),
    ("lists", "MUSTER_LISTS"),
    ("map", "MUSTER_MAP"),
    ("max-hits", "MUSTER_MAX_HITS"),
    ("max-list-age", "MUSTER_MAX_LIST_AGE"),
    ("max-rejects", "MUSTER_MAX_REJECTS"),
    ("min-score", "MUSTER_MIN_SCORE"),
    ("mode", "MUSTER_MODE"),
    ("names", "MUSTER_NAMES"),
    ("out", "MUSTER_OUT"),
    ("recursive", "MUSTER_RECURSIVE"),
    ("run-date", "MUSTER_RUN_DATE"),
    ("threads", "MUSTER_THREADS"),
    ("xlsx", "MUSTER_XLSX"),
];

/// Reads words, the program's name first, and for what they do not say the environment.
///
/// # Errors
/// What clap says: also for `--help` and `--version`.
pub fn parse<W: Into<OsString> + Clone>(words: impl IntoIterator<Item = W>) -> Result<Typed, clap::Error> {
    let command = COMMANDS.into_iter().fold(Typed::command(), |command, name| command.mut_subcommand(name, listening));
    // what it shows is what `screen` would take
    let command = command.mut_subcommand("config", |config| config.mut_subcommand("show", listening));
    Typed::from_arg_matches(&command.try_get_matches_from(words)?)
}

fn listening(command: Command) -> Command {
    // where and by what decisions a screening goes is no matter of an evaluation
    let is_evaluation = command.get_name() == "evaluate";
    command.mut_args(|arg| {
        let variable = VARIABLES.iter().find(|(long, _)| arg.get_long() == Some(*long));
        let variable = variable.filter(|(long, _)| !is_evaluation || !["out", "decisions"].contains(long));
        match variable.filter(|_| arg.get_env().is_none()) {
            Some((_, variable)) => arg.env(*variable).hide_env(true),
            None => arg,
        }
    })
}
