//! The configuration file (`--config FILE`): TOML in which every key is known, and each that is not is refused with its line.
//!
//! What stands in it is typed as on the command line, and `resolved` brings both together: a flag wins over the file, the
//! file over the default. An option of `muster screen` is a row of `screen_options`; another
//! key is a field here, and where it is resolved.

mod fetch;
mod nightly;
mod paths;
mod policies;
mod refusals;
mod screen;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::Error;
use crate::alerts::{Rules, Significant};
use crate::screening::KeptLists;
use crate::vocabulary::{Period, Score, Sha256};

pub use fetch::Fetching;
use fetch::{FetchTable, SourceTable};
pub use nightly::NightlyPaths;
use nightly::NightlyTable;
use paths::{Files, WrittenPath};
use policies::PolicyTable;

/// What stands in a configuration file; nothing, where there is none.
#[derive(Default, Debug)]
pub struct Config {
    file: String,
    text: String,
    tables: Tables,
}

#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
struct Tables {
    key_file: Option<WrittenPath>,
    matching: MatchingTable,
    decisions: DecisionsTable,
    lists: ListsTable,
    screen: BTreeMap<Spanned<String>, toml::Value>,
    fetch: FetchTable,
    source: BTreeMap<Spanned<String>, SourceTable>,
    nightly: NightlyTable,
    list: BTreeMap<String, PolicyTable>,
    list_type: BTreeMap<String, PolicyTable>,
}

/// `[matching]`: the options of the same names.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
struct MatchingTable {
    mode: Option<Spanned<String>>,
    soundex: Option<bool>,
    phonetic: Option<Spanned<String>>,
    min_score: Option<Spanned<f64>>,
    max_hits: Option<Spanned<u32>>,
    list_types: Option<Spanned<Vec<String>>>,
    names: Option<Files>,
}

/// `[decisions]`: what was decided, and what is asked of it.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
struct DecisionsTable {
    files: Option<Files>,
    significant: Option<Spanned<Vec<String>>>,
    four_eyes: bool,
    expire_after: Option<Spanned<Word>>,
}

/// `[lists]`: what is asked of all lists.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
struct ListsTable {
    max_age: Option<Spanned<Word>>,
    kept: Option<WrittenPath>,
    keep: Option<Spanned<Word>>,
}

/// A text; a whole number may stand without quotes.
#[derive(Deserialize, Clone, Debug)]
#[serde(untagged, expecting = "expected a text in quotes, or a whole number")]
enum Word {
    Number(i64),
    Text(String),
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// A value and the place where it stands, for messages: `muster.toml:3`.
#[derive(Clone, PartialEq, Debug)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// File and line.
    pub place: String,
}

impl Config {
    /// Reads a file; `None` is none.
    ///
    /// # Errors
    /// Where it cannot be read, is no TOML, or has a key that there is not.
    pub fn read(path: Option<&Path>) -> Result<Self, Error> {
        let Some(path) = path else { return Ok(Self::default()) };
        let file = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| {
            Error::Usage(format!("cannot read the configuration `{file}` ({error}): check its path"))
        })?;
        match String::from_utf8(bytes) {
            Ok(text) => Self::parse(file, text),
            Err(error) => Err(refusals::no_utf8(&file, &error)),
        }
    }

    /// Reads the text of a file; `file` is what errors call it.
    ///
    /// # Errors
    /// Where it is no TOML, or has a key that there is not.
    pub fn parse(file: impl Into<String>, text: impl Into<String>) -> Result<Self, Error> {
        let (file, text) = (file.into(), text.into());
        match toml::from_str(&text) {
            Ok(tables) => Ok(Self { file, text, tables }),
            Err(error) => Err(refusals::no_configuration(&file, &text, &error)),
        }
    }

    /// `matching.mode`.
    pub fn mode(&self) -> Option<Placed<&str>> {
        self.tables.matching.mode.as_ref().map(|mode| self.placed(mode).of_str())
    }

    /// `matching.soundex`.
    pub fn soundex(&self) -> Option<bool> {
        self.tables.matching.soundex
    }

    /// `matching.phonetic`.
    pub fn phonetic(&self) -> Option<Placed<&str>> {
        self.tables.matching.phonetic.as_ref().map(|code| self.placed(code).of_str())
    }

    /// `matching.min_score`.
    ///
    /// # Errors
    /// Where it is no score that can be asked for.
    pub fn min_score(&self) -> Result<Option<Score>, Error> {
        self.score(self.tables.matching.min_score.as_ref())
    }

    /// `matching.max_hits`.
    pub fn max_hits(&self) -> Option<Placed<usize>> {
        let Placed { value, place } = self.placed(self.tables.matching.max_hits.as_ref()?);
        Some(Placed { value: *value as usize, place: format!("{place}: `max_hits`") })
    }

    /// `matching.list_types`.
    pub fn list_types(&self) -> Option<Placed<&[String]>> {
        let Placed { value, place } = self.placed(self.tables.matching.list_types.as_ref()?);
        Some(Placed { value: value.as_slice(), place: format!("{place}: `list_types`") })
    }

    /// `matching.names`: paths that are not absolute begin where the configuration file is.
    pub fn names(&self) -> Vec<PathBuf> {
        self.files(self.tables.matching.names.as_ref())
    }

    /// `key_file`, from the same place.
    pub fn key_file(&self) -> Option<PathBuf> {
        self.tables.key_file.as_ref().map(|file| self.beside(file))
    }

    /// `decisions.files`, from the same place.
    pub fn decisions(&self) -> Vec<PathBuf> {
        self.files(self.tables.decisions.files.as_ref())
    }

    fn files(&self, files: Option<&Files>) -> Vec<PathBuf> {
        files.into_iter().flat_map(Files::iter).map(|file| self.beside(file)).collect()
    }

    /// A path that is not absolute begins where the configuration file is.
    fn beside(&self, file: impl AsRef<Path>) -> PathBuf {
        Path::new(&self.file).parent().unwrap_or(Path::new("")).join(file)
    }

    /// What is asked of decisions.
    ///
    /// # Errors
    /// Where a field or a period is none.
    pub fn decision_rules(&self) -> Result<Rules, Error> {
        let DecisionsTable { significant, four_eyes, expire_after, .. } = &self.tables.decisions;
        let mut rules = Rules { four_eyes: *four_eyes, ..Rules::default() };
        if let Some(words) = significant {
            let Placed { value: words, place } = self.placed(words);
            let known = || Significant::ALL.map(|field| format!("`{}`", field.as_str())).join(", ");
            let unknown = || Error::Usage(format!("{place}: unknown field in `significant`: give some of {}", known()));
            let field = |word: &String| Significant::ALL.into_iter().find(|field| field.as_str() == word);
            rules.significant = words.iter().map(|word| field(word).ok_or_else(unknown)).collect::<Result<_, _>>()?;
            if rules.significant.is_empty() {
                return Err(Error::Usage(format!(
                    "{place}: with no field in `significant` no change would bring an alert back"
                )));
            }
        }
        if let Some(text) = expire_after {
            let Placed { value, place } = self.placed(text);
            let wrong = |()| {
                Error::Usage(format!(
                    "{place}: `expire_after` is no period: write one such as `12 months` or `90 days`"
                ))
            };
            rules.expire_after = Some(value.to_string().parse().map_err(wrong)?);
        }
        Ok(rules)
    }

    /// `lists.max_age`.
    pub fn max_list_age(&self) -> Option<Placed<String>> {
        let Placed { value, place } = self.placed(self.tables.lists.max_age.as_ref()?);
        Some(Placed { value: value.to_string(), place: format!("{place}: `max_age`") })
    }

    /// `lists.kept`, from the same place as the configuration file.
    pub fn kept_lists(&self) -> Option<PathBuf> {
        self.tables.lists.kept.as_ref().map(|folder| self.beside(folder))
    }

    /// `lists.keep`: how long an index is kept; `None` for not at all.
    ///
    /// # Errors
    /// Where it is no period.
    pub fn keep_lists(&self) -> Result<Option<Period>, Error> {
        let Some(keep) = &self.tables.lists.keep else { return Ok(Some(KeptLists::KEEP)) };
        let Placed { value, place } = self.placed(keep);
        let value = value.to_string();
        if value == "none" {
            return Ok(None);
        }
        let wrong = |()| Error::Usage(format!("{place}: `keep` is no period: write one such as `10 years`, or `none`"));
        value.parse().map(Some).map_err(wrong)
    }

    /// SHA-256 of the file; `None` where there is none.
    pub fn sha256(&self) -> Option<Sha256> {
        (!self.file.is_empty()).then(|| Sha256::of(self.text.as_bytes()))
    }

    fn placed<'c, T>(&self, value: &'c Spanned<T>) -> Placed<&'c T> {
        let place = format!("{}:{}", self.file, line_of(&self.text, value.span().start));
        Placed { value: value.get_ref(), place }
    }
}

impl<'c> Placed<&'c String> {
    fn of_str(self) -> Placed<&'c str> {
        Placed { value: self.value.as_str(), place: self.place }
    }
}

fn line_of(text: impl AsRef<[u8]>, at: usize) -> usize {
    1 + text.as_ref().iter().take(at).filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_of_decisions_is_read_or_refused_with_its_line() {
        let rules = |text: &str| Config::parse("muster.toml", text)?.decision_rules();
        assert_eq!(rules("").unwrap(), Rules::default());
        let all =
            rules("[decisions]\nfour_eyes = true\nexpire_after = \"1 year\"\nsignificant = [\"names\"]\n").unwrap();
        assert!(
            all.four_eyes && all.significant == [Significant::Names] && all.expire_after == "12 months".parse().ok()
        );
        for (text, message) in [
            ("[decisions]\nsignificant = [\"name\"]\n", "muster.toml:2: unknown field in `significant`"),
            ("[decisions]\nsignificant = []\n", "muster.toml:2: with no field"),
            ("[decisions]\n\nexpire_after = \"soon\"\n", "muster.toml:3: `expire_after` is no period"),
            ("[decisions]\neyes = 4\n", "muster.toml:2: unknown field `eyes`"),
        ] {
            let error = rules(text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
