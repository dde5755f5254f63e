//! A run that is repeated: everything that it was made of is checked by its hash, before the work and after it.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Error, Screener};
use crate::report::Asked;
use crate::vocabulary::Sha256;

/// A run that is repeated, as its `run.json` says it was.
#[derive(Clone, PartialEq, Debug)]
pub struct Replay {
    file: String,
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
    index: Sha256,
    asked: Asked,
    outputs: BTreeMap<String, Sha256>,
    decisions: Option<DecisionFiles>,
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
        let path = if path.is_dir() { path.join("run.json") } else { path.to_owned() };
        let file = path.display().to_string();
        let refused = |why: String| Error::Replay { file: file.clone(), why };
        let text = std::fs::read(&path).map_err(|error| refused(format!("it cannot be read ({error})")))?;
        let value: serde_json::Value =
            serde_json::from_slice(&text).map_err(|_| refused("it is no `run.json`, or cut off".to_owned()))?;
        let engine = value["engine"].as_str().unwrap_or_default();
        if engine != env!("CARGO_PKG_VERSION") {
            let engine = if engine.is_empty() { "an unknown version" } else { engine };
            return Err(refused(format!("the run was made by muster {engine}: repeat it with that version")));
        }
        let run = serde_json::from_value(value)
            .map_err(|error| refused(format!("it was altered, or is of another version ({error})")))?;
        Ok(Self { file, run })
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

    /// The index that was screened against.
    pub fn index(&self) -> Sha256 {
        self.run.index
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
        let index = screener.index();
        if index.catalogue().content != self.run.index || !index.verify() {
            return Err(self
                .refused(format!("the lists are not those of the run, whose index has the hash {}", self.run.index)));
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
