//! `[screen]`: options of `muster screen`, and all values of a file as they stand there.

use std::path::Path;

use clap::{Arg, ValueHint};
use toml::de::{DeTable, DeValue};

use super::refusals::stands_elsewhere;
use super::{Config, Fetching, NightlyPaths, Placed, line_of};
use crate::Error;
use crate::cli::environment::{parse_alone, screen_command};
use crate::cli::given::Given;
use crate::cli::screen_options::{SCREEN_OPTIONS, ScreenOption};
use crate::cli::typed::{TypedCommand, TypedScreen};
use crate::network::Address;
use crate::vocabulary::suggestion;

fn parse_screen(words: &[String]) -> Result<TypedScreen, clap::Error> {
    let command = ["muster", "screen"].into_iter().chain(words.iter().map(String::as_str));
    match parse_alone(command)?.command {
        TypedCommand::Screen(screen) => Ok(*screen),
        _ => Err(clap::Error::new(clap::error::ErrorKind::InvalidSubcommand)),
    }
}

impl Config {
    /// Every value of the file with its key, as `matching.mode`, as it stands there; of an address the host alone.
    pub fn leaves(&self) -> Vec<(String, Placed<String>)> {
        let mut leaves = Vec::new();
        if let Ok(table) = DeTable::parse(&self.text) {
            self.gather(table.get_ref(), "", &mut leaves);
        }
        leaves
    }

    /// Whether a table stands there, though it may be empty.
    pub fn has_table(&self, name: &str) -> bool {
        DeTable::parse(&self.text).is_ok_and(|table| table.get_ref().contains_key(name))
    }

    /// Where a key stands, as `nightly.out`: file and line; the file alone where it is not there.
    pub fn place_of(&self, key: &str) -> String {
        let leaves = self.leaves().into_iter();
        leaves.filter(|(leaf, _)| leaf == key).map(|(_, at)| at.place).next().unwrap_or_else(|| self.file.clone())
    }

    /// What messages call the value of a flag: as it was given, or, where it was not, the line and key that stands here.
    pub fn call(&self, given: &Given, flag: &str) -> String {
        let option = ScreenOption::of_flag(flag).filter(|_| given.get(flag).is_none());
        let stands = |option: &&ScreenOption| self.leaves().into_iter().any(|(leaf, _)| leaf == option.key);
        match option.filter(stands) {
            Some(option) => format!("{}: `{}`", self.place_of(option.key), option.name()),
            None => given.call(flag),
        }
    }

    /// What `lists fetch` and `nightly` make of it, where it is for them.
    ///
    /// # Errors
    /// What they would refuse, with its line.
    pub fn other_commands(&self) -> Result<(Option<Fetching>, Option<NightlyPaths>), Error> {
        let fetching = self.has_sources().then(|| self.fetching()).transpose()?;
        let nightly = self.has_table("nightly").then(|| self.nightly()).transpose()?;
        Ok((fetching, nightly))
    }

    fn gather(&self, table: &DeTable<'_>, front: &str, leaves: &mut Vec<(String, Placed<String>)>) {
        for (key, value) in table {
            let key = format!("{front}{}", key.get_ref());
            if let DeValue::Table(below) = value.get_ref() {
                self.gather(below, &format!("{key}."), leaves);
                continue;
            }
            let written = self.text.get(value.span()).unwrap_or_default();
            let place = format!("{}:{}", self.file, line_of(&self.text, value.span().start));
            let value = shown(&key, written.trim_matches(['"', '\'']));
            leaves.push((key, Placed { value, place }));
        }
    }

    /// `screen`: what stands there, as if it had been typed.
    ///
    /// # Errors
    /// Where a key is none, or a value cannot be.
    pub fn screen(&self) -> Result<TypedScreen, Error> {
        let command = screen_command();
        let (mut words, mut given) = (Vec::new(), Given::default());
        for (key, value) in &self.tables.screen {
            let Placed { value: key, place } = self.placed(key);
            let Some(option) = ScreenOption::of_key("screen", key) else { return Err(unknown_key(&place, key)) };
            let typed = option.arg(&command).and_then(|arg| self.words(option, arg, value));
            let typed = typed.ok_or_else(|| cannot_be(&place, option))?;
            given.in_file(option, place.clone(), typed.join(", "));
            words.push((option, place, typed));
        }
        let place_of = |key: &str| words.iter().find(|(option, ..)| option.name() == key).map(|(_, place, _)| place);
        if let (Some(store), Some(input)) = (place_of("store"), place_of("input")) {
            return Err(Error::Usage(format!("{store}: `store` besides `input` ({input}): leave one of them out")));
        }
        let all: Vec<String> = words.iter().flat_map(|(.., words)| words).cloned().collect();
        let mut screen = parse_screen(&all).map_err(|error| {
            // which of them it is
            match words.iter().find(|(.., words)| parse_screen(words).is_err()) {
                Some((option, place, _)) => cannot_be(place, option),
                None => Error::Usage(format!("{}: `[screen]`: {}", self.file, error.kind())),
            }
        })?;
        screen.matching.names.given = given;
        Ok(screen)
    }

    /// What would be typed for it; `None` where the value is none of its kind.
    fn words(&self, option: &ScreenOption, arg: &Arg, value: &toml::Value) -> Option<Vec<String>> {
        let is_path = arg.get_value_hint() == ValueHint::AnyPath;
        let is_pair = arg.get_value_names().is_some_and(|names| names.iter().any(|name| name.contains('=')));
        let text = |value: &toml::Value| match value {
            // standard input is no path
            toml::Value::String(text) if is_path && text == "-" && arg.is_positional() => Some(text.clone()),
            toml::Value::String(text) if is_path => {
                (!text.is_empty()).then(|| self.beside(Path::new(text)).display().to_string())
            }
            _ if is_path => None,
            toml::Value::String(text) => Some(text.clone()),
            toml::Value::Integer(number) => Some(number.to_string()),
            toml::Value::Float(number) => Some(number.to_string()),
            toml::Value::Boolean(is) => Some(is.to_string()),
            toml::Value::Datetime(day) => Some(day.to_string()),
            toml::Value::Array(_) | toml::Value::Table(_) => None,
        };
        let flag = option.flag;
        match value {
            toml::Value::Table(pairs) if is_pair => {
                pairs.iter().map(|(name, value)| Some(format!("--{flag}={name}={}", text(value)?))).collect()
            }
            _ if is_pair => None,
            toml::Value::Array(several) if arg.is_positional() => {
                several.iter().map(text).collect::<Option<Vec<_>>>().filter(|several| !several.is_empty())
            }
            one if arg.is_positional() => Some(vec![text(one)?]),
            one => Some(vec![format!("--{flag}={}", text(one)?)]),
        }
    }
}

/// A value, for people: of an address what anybody may know, because the rest may be a token, or a password.
fn shown(key: &str, written: &str) -> String {
    let is_address = key.starts_with("source.") && (key.rsplit('.').next() == Some("url") || key.contains(".files."));
    match written.parse::<Address>() {
        _ if !is_address => written.to_owned(),
        Ok(address) => format!("{}/…", address.origin()),
        Err(_) => "…".to_owned(),
    }
}

fn unknown_key(place: &str, key: &str) -> Error {
    let hint = stands_elsewhere(key).unwrap_or_else(|| {
        let known = SCREEN_OPTIONS.iter().filter(|option| option.table() == "screen").map(ScreenOption::name);
        suggestion(key, known)
    });
    Error::Usage(format!("{place}: unknown field `{key}` in `[screen]`{hint}"))
}

/// Messages about a value never repeat it.
fn cannot_be(place: &str, option: &ScreenOption) -> Error {
    let (key, example) = (option.name(), option.example().unwrap_or_default());
    Error::Usage(format!(
        "{place}: `{key}` cannot be that: write it as in `{example}` (`muster screen --help` says more)"
    ))
}
