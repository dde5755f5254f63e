//! A run that is repeated: everything that it was made of is checked by its hash, before the work and after it.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Error, Screener};
use crate::report::{Asked, FORMATS, OwnedListSummary, REPORT};
use crate::vocabulary::Sha256;
use crate::watchlist::ListInfo;

/// A run that is repeated, as its `run.json` says it was.
#[derive(Clone, PartialEq, Debug)]
pub struct Replay {
    file: String,
    sha256: Sha256,
    run: RunJson,
}

/// What `run.json` says.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RunJson {
    engine: String,
    configuration: String,
    run_date: NaiveDate,
    input: Input,
    index_file: Sha256,
    lists: Vec<List>,
    asked: Asked,
    outputs: BTreeMap<String, Sha256>,
    decisions: Option<DecisionFiles>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
struct List {
    name: String,
    date: Option<String>,
    sha256: Sha256,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
struct Input {
    sha256: Sha256,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
struct DecisionFiles {
    sha256: Vec<Sha256>,
}

impl Replay {
    /// Reads `run.json`, or that of a folder of results.
    ///
    /// # Errors
    /// Where it cannot be read, or another version made the run.
    pub fn read(path: &Path) -> Result<Self, Error> {
        const NONE: &str = "it is no `run.json`, or cut off: give the one of a folder of results";
        let path = if path.is_dir() { path.join("run.json") } else { path.to_owned() };
        let file = path.display().to_string();
        let refused = |why: String| Error::Replay { file: file.clone(), why };
        let text = std::fs::read(&path).map_err(|error| refused(format!("it cannot be read ({error})")))?;
        let value: serde_json::Value = serde_json::from_slice(&text).map_err(|_| refused(NONE.to_owned()))?;
        let engine = value["engine"].as_str().ok_or_else(|| refused(NONE.to_owned()))?;
        if engine != env!("CARGO_PKG_VERSION") {
            return Err(refused(format!("the run was made by muster {engine}: repeat it with that version")));
        }
        let run: RunJson = serde_json::from_value(value).map_err(|error| {
            refused(format!("it was altered, or is of another version ({error}): give it as it was"))
        })?;
        let mut files = FORMATS.iter().map(|format| format.file_name()).chain([REPORT]);
        if let Some(file) = files.find(|file| !run.outputs.contains_key(*file)) {
            return Err(refused(format!("it was altered: `outputs` has no hash of `{file}`; give it as it was")));
        }
        Ok(Self { file, sha256: Sha256::of(&text), run })
    }

    /// Of the `run.json` that it was read from.
    pub fn sha256(&self) -> Sha256 {
        self.sha256
    }

    /// Whether these are the results that are to be repeated: they must not be written over.
    pub fn is_of(&self, results: &Path) -> bool {
        let at = [self.folder(), results.to_owned()].map(|folder| {
            let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
            std::fs::canonicalize(folder).ok()
        });
        let is_it = |text: Vec<u8>| Sha256::of(&text) == self.sha256;
        at[0].is_some() && at[0] == at[1] || std::fs::read(results.join("run.json")).is_ok_and(is_it)
    }

    /// The folder of results that it stands in.
    pub fn folder(&self) -> PathBuf {
        Path::new(&self.file).parent().unwrap_or(Path::new("")).to_owned()
    }

    /// What was asked for, apart from paths.
    pub fn asked(&self) -> &Asked {
        &self.run.asked
    }

    /// The day that counted as today.
    pub fn run_date(&self) -> NaiveDate {
        self.run.run_date
    }

    /// SHA-256 of the index file that was screened against.
    pub fn index_file(&self) -> Sha256 {
        self.run.index_file
    }

    /// Checks all that goes in, before any work is done; standard input cannot be read twice and is checked at the end.
    ///
    /// # Errors
    /// The first that is not what it was.
    pub fn check(&self, input: &Path, config: Option<Sha256>, screener: &Screener) -> Result<(), Error> {
        match (self.run.asked.config, config) {
            (one, other) if one == other => {}
            (None, _) => return Err(self.refused("it had no configuration file: leave `--config` out")),
            (Some(sha256), _) => {
                return Err(self.refused(format!("give the configuration file of SHA-256 {sha256} with `--config`")));
            }
        }
        let wanted = self.run.decisions.as_ref().map_or(&[][..], |decisions| &decisions.sha256);
        let given: Vec<Sha256> = screener.alerts().decisions.files().iter().map(|(_, sha256)| *sha256).collect();
        if wanted != given {
            let wanted = wanted.iter().map(Sha256::to_string).collect::<Vec<_>>().join(", ");
            return Err(self.refused(if wanted.is_empty() {
                "it had no file of decisions: leave `--decisions` out".to_owned()
            } else {
                format!("give the files of decisions with these SHA-256, in this order, with `--decisions`: {wanted}")
            }));
        }
        if screener.index().sha256() != self.run.index_file {
            return Err(self.refused(format!(
                "the lists are not those of the run: {}; give the index file of SHA-256 {} with `--lists`",
                self.difference(&screener.index().catalogue().lists),
                self.run.index_file
            )));
        }
        if screener.configuration() != self.run.configuration {
            return Err(self.refused(
                "its options are not those that were written down, or it had other files of names: give them with `--names`",
            ));
        }
        if input == Path::new("-") {
            return Ok(());
        }
        let sha256 = File::open(input).and_then(Sha256::of_reader);
        let sha256 =
            sha256.map_err(|source| crate::record::Error::Open { file: input.display().to_string(), source })?;
        self.check_input(sha256)
    }

    /// What lists have that those of the run had not, in words.
    fn difference(&self, lists: &[ListInfo]) -> String {
        let now: Vec<OwnedListSummary> = lists.iter().map(OwnedListSummary::of).collect();
        let named =
            |named: Vec<String>| named.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let names = |names: &mut dyn Iterator<Item = &String>| named(names.cloned().collect());
        let (before, after) =
            (names(&mut self.run.lists.iter().map(|list| &list.name)), names(&mut now.iter().map(|list| &list.name)));
        if before != after {
            return format!("they are {after}, and were {before}");
        }
        for (before, after) in self.run.lists.iter().zip(now) {
            let dated =
                |date: &Option<String>| date.clone().map_or("of no known date".to_owned(), |date| format!("of {date}"));
            if before.date != after.date {
                return format!("`{}` is {}, and was {}", after.name, dated(&after.date), dated(&before.date));
            }
            if before.sha256 != after.sha256 {
                return format!("`{}` was made of other files", after.name);
            }
        }
        "they were built with other options or tables of names, or by another version".to_owned()
    }

    /// Checks what came of it, before it is published.
    ///
    /// # Errors
    /// Where the input or a file of results is another.
    pub(super) fn check_results(&self, input: Sha256, outputs: &BTreeMap<String, Sha256>) -> Result<(), Error> {
        self.check_input(input)?;
        match self.run.outputs.iter().find(|(name, sha256)| outputs.get(*name) != Some(sha256)) {
            None => Ok(()),
            Some((name, _)) => {
                Err(self.refused(format!("`{name}` came out otherwise; please report that as a defect")))
            }
        }
    }

    fn check_input(&self, sha256: Sha256) -> Result<(), Error> {
        if sha256 == self.run.input.sha256 {
            return Ok(());
        }
        Err(self.refused(format!(
            "the customers are not those of the run, whose file has the SHA-256 {}",
            self.run.input.sha256
        )))
    }

    /// Refuses it.
    pub fn refused(&self, why: impl Into<String>) -> Error {
        Error::Replay { file: self.file.clone(), why: why.into() }
    }
}
