//! Which options of a screening were given, and where: messages call a value by where it stands.

use std::collections::BTreeMap;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use super::screen_options::{INPUT, ScreenOption};

/// Where a value stands.
#[derive(Clone, PartialEq, Debug)]
pub enum Origin {
    /// It was typed.
    Flag,
    /// A variable of the environment.
    Variable(String),
    /// The configuration file: file and line.
    File(String),
}

/// Options by their flag, with their values as text.
#[derive(Clone, Default, Debug)]
pub struct Given(BTreeMap<&'static str, (Origin, String)>);

impl Given {
    /// What clap found for the command that was typed.
    pub fn of(command: &Command, matches: &ArgMatches) -> Self {
        if let Some((name, below)) = matches.subcommand() {
            return command.find_subcommand(name).map(|command| Self::of(command, below)).unwrap_or_default();
        }
        let given = command.get_arguments().filter_map(|arg| {
            let option = ScreenOption::of_arg(arg)?;
            let origin = match matches.value_source(arg.get_id().as_str())? {
                ValueSource::CommandLine => Origin::Flag,
                ValueSource::EnvVariable => Origin::Variable(option.variable()?),
                _ => return None,
            };
            let values = matches.get_raw(arg.get_id().as_str())?.map(|value| value.to_string_lossy());
            Some((option.flag, (origin, values.collect::<Vec<_>>().join(", "))))
        });
        Self(given.collect())
    }

    /// Notes a value of the configuration file.
    pub fn in_file(&mut self, option: &ScreenOption, place: String, value: String) {
        self.0.insert(option.flag, (Origin::File(place), value));
    }

    /// With what only the configuration file says.
    pub fn or(mut self, file: Self) -> Self {
        for (flag, given) in file.0 {
            self.0.entry(flag).or_insert(given);
        }
        self
    }

    /// The value of a flag and where it stands.
    pub fn get(&self, flag: &str) -> Option<&(Origin, String)> {
        self.0.get(flag)
    }

    /// What messages call the value of a flag: the flag, the variable, or the line and key of the file.
    pub fn call(&self, flag: &str) -> String {
        match self.0.get_key_value(flag) {
            Some((_, (Origin::Variable(variable), _))) => format!("`{variable}`"),
            Some((flag, (Origin::File(place), _))) => {
                format!("{place}: `{}`", ScreenOption::of_flag(flag).map_or(*flag, ScreenOption::name))
            }
            _ if flag == INPUT => format!("`{INPUT}`"),
            _ => format!("`--{flag}`"),
        }
    }
}
