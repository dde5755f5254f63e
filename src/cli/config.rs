//! The configuration file (`--config FILE`): TOML in which every key is known, and each that is not is refused with its line.
//!
//! What stands in it is typed as on the command line, and `resolved` brings both together: a flag wins over the file, the
//! file over the default. An option of `muster screen` is a row of `screen_options`; another
//! key is a field here, and where it is resolved.

mod fetch;
mod nightly;
mod screen;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::Error;
use crate::alerts::{Rules, Significant};
use crate::matching::{ListPolicy, Policies, Require, WeakAliases};
use crate::screening::KeptLists;
use crate::vocabulary::{ListType, Period, Score, Sha256};

pub use fetch::Fetching;
use fetch::{FetchTable, SourceTable};
pub use nightly::NightlyPaths;
use nightly::NightlyTable;

/// A configuration to begin with: every key, with what it means.
pub const STARTER: &str = include_str!("../../data/muster.toml");

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
    key_file: Option<PathBuf>,
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
    list_types: Option<Vec<String>>,
    names: Option<Files>,
}

/// `[decisions]`: what was decided, and what is asked of it.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
struct DecisionsTable {
    files: Option<Files>,
    significant: Option<Spanned<Vec<String>>>,
    four_eyes: bool,
    expire_after: Option<Spanned<String>>,
}

/// `[lists]`: what is asked of all lists.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
struct ListsTable {
    max_age: Option<Spanned<String>>,
    kept: Option<PathBuf>,
    keep: Option<Spanned<String>>,
}

/// One file or several.
#[derive(Deserialize, Debug)]
#[serde(untagged, expecting = "expected a path, or a list of paths")]
enum Files {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

/// `[list.NAME]` and `[list_type.WORD]`.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
struct PolicyTable {
    min_score: Option<Spanned<f64>>,
    weak_aliases: Option<Spanned<String>>,
    require: Option<Spanned<String>>,
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
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::Usage(format!(
                "cannot read the configuration `{file}` ({error}): check the path given with `--config`"
            ))
        })?;
        Self::parse(file, text)
    }

    /// Reads the text of a file; `file` is what errors call it.
    ///
    /// # Errors
    /// Where it is no TOML, or has a key that there is not.
    pub fn parse(file: impl Into<String>, text: impl Into<String>) -> Result<Self, Error> {
        let (file, text) = (file.into(), text.into());
        match toml::from_str(&text) {
            Ok(tables) => Ok(Self { file, text, tables }),
            Err(error) => {
                let line = error.span().map_or(1, |span| line_of(&text, span.start));
                let message = error.message().trim_end_matches('.').replace('\n', ": ");
                // a value that cannot be is not repeated: it may be an address with a token
                let message = match message.split_once(", expected ") {
                    Some((wrong, expected))
                        if wrong.starts_with("invalid type") || wrong.starts_with("invalid value") =>
                    {
                        format!("this value cannot be here: expected {expected}")
                    }
                    _ => message,
                };
                Err(Error::Usage(format!("{file}:{line}: {message} (docs/formats.md shows what may stand in it)")))
            }
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
        let value = self.tables.matching.max_hits.as_ref().map(|n| self.placed(n));
        value.map(|Placed { value, place }| Placed { value: *value as usize, place })
    }

    /// `matching.list_types`.
    pub fn list_types(&self) -> &[String] {
        self.tables.matching.list_types.as_deref().unwrap_or(&[])
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
        let files = match files {
            None => &[][..],
            Some(Files::One(file)) => std::slice::from_ref(file),
            Some(Files::Several(files)) => files,
        };
        files.iter().map(|file| self.beside(file)).collect()
    }

    /// A path that is not absolute begins where the configuration file is.
    fn beside(&self, file: &Path) -> PathBuf {
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
            rules.expire_after = Some(value.parse().map_err(wrong)?);
        }
        Ok(rules)
    }

    /// `lists.max_age`.
    pub fn max_list_age(&self) -> Option<Placed<&str>> {
        self.tables.lists.max_age.as_ref().map(|age| self.placed(age).of_str())
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

    /// The rules for lists and list types.
    ///
    /// # Errors
    /// Where a value is none, or more than a name is required of entries under sanctions.
    pub fn policies(&self) -> Result<Policies, Error> {
        let mut policies = Policies::default();
        for (name, table) in &self.tables.list {
            policies.lists.push((name.clone(), self.policy(table)?));
        }
        for (word, table) in &self.tables.list_type {
            let list_type = ListType::new(word);
            if policies.list_types.iter().any(|(known, _)| *known == list_type) {
                let message = format!("{}: `[list_type.{word}]` stands there twice, once in other letters", self.file);
                return Err(Error::Usage(format!("{message}: leave one of them out")));
            }
            if let Some(require) = table.require.as_ref().filter(|_| list_type.is_sanctions()) {
                return Err(Error::Usage(format!(
                    "{}: `require` is never for sanctions (`[list_type.{word}]`): leave it out, or set `min_score`",
                    self.placed(require).place
                )));
            }
            policies.list_types.push((list_type, self.policy(table)?));
        }
        Ok(policies)
    }

    fn policy(&self, table: &PolicyTable) -> Result<ListPolicy, Error> {
        let weak_aliases = table.weak_aliases.as_ref().map(|word| {
            let Placed { value, place } = self.placed(word);
            let known = WeakAliases::ALL.into_iter().find(|policy| policy.as_str() == value);
            let unknown =
                || Error::Usage(format!("{place}: unknown `weak_aliases`: give `search`, `confirm` or `ignore`"));
            known.ok_or_else(unknown)
        });
        let require = table.require.as_ref().map(|text| {
            let Placed { value, place } = self.placed(text);
            let wrong = |why| Error::Usage(format!("{place}: {why}, as in `require = \"name+dob|name+country\"`"));
            value.parse::<Require>().map_err(wrong)
        });
        Ok(ListPolicy {
            min_score: self.score(table.min_score.as_ref())?,
            weak_aliases: weak_aliases.transpose()?,
            require: require.transpose()?,
        })
    }

    fn score(&self, score: Option<&Spanned<f64>>) -> Result<Option<Score>, Error> {
        let Some(score) = score else { return Ok(None) };
        let Placed { value, place } = self.placed(score);
        let lowest = Score::LOWEST_THRESHOLD.as_unit();
        if (lowest..=1.0).contains(value) {
            Ok(Some(Score::from_unit(*value)))
        } else {
            Err(Error::Usage(format!("{place}: `min_score` must be from 0.50 to 1: under 0.50 nothing is searched")))
        }
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

fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policies(text: &str) -> Result<Policies, Error> {
        Config::parse("muster.toml", text)?.policies()
    }

    #[test]
    fn rules_are_read_for_lists_and_list_types() {
        let text = "[list.\"UN list\"]\nmin_score = 0.75\n[list_type.PEP]\nmin_score = 1\nweak_aliases = \"ignore\"\n\
                    require = \"name+dob|name+country\"\n";
        let shown = policies(text).unwrap().to_string();
        assert_eq!(
            shown,
            "[list.UN list] min_score=0.7500; [list_type.PEP] min_score=1.0000 weak_aliases=ignore require=name+dob|name+country"
        );
        assert_eq!(policies("").unwrap(), Policies::default());
    }

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

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, message) in [
            ("[list.UN]\n\nmin_scor = 0.8\n", "muster.toml:3: unknown field `min_scor`, expected one of `min_score`"),
            ("\n[list_types]\n", "muster.toml:2: unknown field `list_types`"),
            ("[list.UN]\nmin_score = 0.4\n", "muster.toml:2: `min_score` must be from 0.50 to 1"),
            ("[list.UN]\nmin_score = \"high\"\n", "muster.toml:2: "),
            ("[list_type.PEP]\nweak_aliases = \"maybe\"\n", "muster.toml:2: unknown `weak_aliases`"),
            ("[list_type.PEP]\nrequire = \"name+birthday\"\n", "muster.toml:2: `birthday` is no evidence"),
            ("[list_type.sanctions]\nrequire = \"name+dob\"\n", "muster.toml:2: `require` is never for sanctions"),
            ("[list_type.OFAC]\n\nrequire = \"name+dob\"\n", "muster.toml:3: `require` is never for sanctions"),
            ("[list_type.PEP]\n[list_type.pep]\n", "`[list_type.pep]` stands there twice"),
            ("[list.UN\n", "muster.toml:1: "),
            ("[list.UN]\nmin_score = 0.8\n[list.UN]\n", "muster.toml:3: "),
        ] {
            let error = policies(text).unwrap_err();
            assert!(error.to_string().starts_with(message) || error.to_string().contains(message), "{error}");
            assert_eq!(error.exit_code(), 2);
        }
    }
}
