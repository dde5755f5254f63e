//! `[screen]`: options of `muster screen`, and all values of a file as they stand there.

use std::path::Path;

use clap::Parser;
use toml::de::{DeTable, DeValue};

use super::{Config, Placed, line_of};
use crate::Error;
use crate::cli::typed::{Typed, TypedCommand, TypedScreen};

/// What a key under `[screen]` is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ScreenKey {
    /// The files of customers.
    Inputs,
    /// A path, from the folder of the configuration file.
    Path,
    /// Headings of fields.
    Map,
    /// Anything else.
    Value,
}

/// The keys of `[screen]`. Options of matching, decisions and lists stand in tables of their own.
const SCREEN: [(&str, ScreenKey); 19] = [
    ("input", ScreenKey::Inputs),
    ("recursive", ScreenKey::Value),
    ("store", ScreenKey::Path),
    ("passphrase_file", ScreenKey::Path),
    ("wait", ScreenKey::Value),
    ("actor", ScreenKey::Value),
    ("out", ScreenKey::Path),
    ("lists", ScreenKey::Path),
    ("map", ScreenKey::Map),
    ("date_format", ScreenKey::Value),
    ("encoding", ScreenKey::Value),
    ("lenient", ScreenKey::Value),
    ("allow_row_settings", ScreenKey::Value),
    ("all", ScreenKey::Value),
    ("bom", ScreenKey::Value),
    ("xlsx", ScreenKey::Value),
    ("max_rejects", ScreenKey::Value),
    ("exit_on_hit", ScreenKey::Value),
    ("threads", ScreenKey::Value),
];

fn parse_screen(words: &[String]) -> Result<TypedScreen, clap::Error> {
    let command = ["muster", "screen"].into_iter().chain(words.iter().map(String::as_str));
    match Typed::try_parse_from(command)?.command {
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

    fn gather(&self, table: &DeTable<'_>, front: &str, leaves: &mut Vec<(String, Placed<String>)>) {
        for (key, value) in table {
            let key = format!("{front}{}", key.get_ref());
            if let DeValue::Table(below) = value.get_ref() {
                self.gather(below, &format!("{key}."), leaves);
                continue;
            }
            let written = self.text.get(value.span()).unwrap_or_default();
            let place = format!("{}:{}", self.file, line_of(&self.text, value.span().start));
            let value = match written.trim_matches('"').split_once("://") {
                // what stands behind the host may be a token
                Some((scheme, rest)) => {
                    format!("{scheme}://{}/…", rest.split(['/', '?', '#']).next().unwrap_or_default())
                }
                None => written.trim_matches('"').to_owned(),
            };
            leaves.push((key, Placed { value, place }));
        }
    }

    /// `screen`: what stands there, as if it had been typed.
    ///
    /// # Errors
    /// Where a key is none, or a value cannot be.
    pub fn screen(&self) -> Result<TypedScreen, Error> {
        let mut words = Vec::new();
        for (key, value) in &self.tables.screen {
            let Placed { value: key, place } = self.placed(key);
            let Some((_, kind)) = SCREEN.iter().find(|(known, _)| known == key) else {
                let known = SCREEN.map(|(key, _)| format!("`{key}`")).join(", ");
                return Err(Error::Usage(format!(
                    "{place}: unknown field `{key}` in `[screen]`: give some of {known}"
                )));
            };
            words.push((key, place, self.words(key, *kind, value)));
        }
        let all: Vec<String> = words.iter().flat_map(|(.., words)| words).cloned().collect();
        parse_screen(&all).map_err(|error| {
            // which of them it is
            let wrong = words.iter().find_map(|(key, place, words)| Some((key, place, parse_screen(words).err()?)));
            Error::Usage(match wrong {
                Some((key, place, error)) => format!(
                    "{place}: `{key}` cannot be that ({}): `muster screen --help` shows what it can be",
                    error.kind()
                ),
                None => format!("{}: `[screen]`: {}", self.file, error.kind()),
            })
        })
    }

    /// What would be typed for it.
    fn words(&self, key: &str, kind: ScreenKey, value: &toml::Value) -> Vec<String> {
        let option = format!("--{}", key.replace('_', "-"));
        let text = |value: &toml::Value| match value {
            toml::Value::String(text) if kind == ScreenKey::Path || kind == ScreenKey::Inputs => {
                self.beside(Path::new(text)).display().to_string()
            }
            toml::Value::String(text) => text.clone(),
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Float(number) => number.to_string(),
            toml::Value::Boolean(is) => is.to_string(),
            toml::Value::Datetime(day) => day.to_string(),
            // no option is one: it is refused
            toml::Value::Array(_) | toml::Value::Table(_) => "[several]".to_owned(),
        };
        match (kind, value) {
            (ScreenKey::Inputs, toml::Value::Array(several)) => several.iter().map(text).collect(),
            (ScreenKey::Inputs, one) => vec![text(one)],
            (ScreenKey::Map, toml::Value::Table(fields)) => {
                fields.iter().map(|(field, heading)| format!("{option}={field}={}", text(heading))).collect()
            }
            _ => vec![format!("{option}={}", text(value))],
        }
    }
}
