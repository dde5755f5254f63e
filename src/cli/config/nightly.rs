//! `[nightly]`.

use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::{Config, Files, Placed};
use crate::Error;
use crate::nightly::Step;

/// `[nightly]`: what one night does.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NightlyTable {
    out: Option<PathBuf>,
    pub(super) sources: Option<PathBuf>,
    lists: Option<PathBuf>,
    events: Option<Files>,
    customers: Option<PathBuf>,
    store: Option<PathBuf>,
    export: Option<PathBuf>,
    policy: Option<PathBuf>,
    anchor_dir: Option<PathBuf>,
    off: Option<Spanned<Vec<String>>>,
}

/// What one night does, its paths from the folder of the configuration file.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct NightlyPaths {
    /// The folder that results and manifests go to.
    pub out: PathBuf,
    /// The folder of publications.
    pub sources: Option<PathBuf>,
    /// The index that they are compiled into, and that is screened against.
    pub lists: Option<PathBuf>,
    /// Files of events.
    pub events: Vec<PathBuf>,
    /// The file of customers.
    pub customers: Option<PathBuf>,
    /// The store.
    pub store: Option<PathBuf>,
    /// The folder of evidence archives.
    pub export: Option<PathBuf>,
    /// The policy of retention.
    pub policy: Option<PathBuf>,
    /// The folder that tombstones are kept in outside the store.
    pub anchor_dir: Option<PathBuf>,
    /// Steps that are switched off.
    pub off: Vec<Step>,
}

impl Config {
    /// `nightly`.
    ///
    /// # Errors
    /// Where there is no folder for results, a word in `off` is no step, or a purge has no folder for its tombstones.
    pub fn nightly(&self) -> Result<NightlyPaths, Error> {
        let NightlyTable { out, sources, lists, events, customers, store, export, policy, anchor_dir, off } =
            &self.tables.nightly;
        let wrong = |why: &str| Error::Usage(format!("{}: {why}", self.file));
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| self.beside(path));
        let mut steps = Vec::new();
        if let Some(words) = off {
            let Placed { value: words, place } = self.placed(words);
            for word in words {
                let known = Step::ALL.map(|step| format!("`{}`", step.as_str())).join(", ");
                let step = Step::ALL.into_iter().find(|step| step.as_str() == word);
                steps.push(
                    step.ok_or_else(|| Error::Usage(format!("{place}: unknown step in `off`: give some of {known}")))?,
                );
            }
        }
        if policy.is_some() && anchor_dir.is_none() && !steps.contains(&Step::Purge) {
            return Err(wrong(
                "`[nightly] policy` needs `anchor_dir`: a folder outside the store where tombstones are kept",
            ));
        }
        let sources = self.publications(path(sources))?;
        if sources.is_some() && lists.is_none() {
            return Err(wrong("`[nightly] sources` needs `lists`: the index that they are compiled into"));
        }
        Ok(NightlyPaths {
            out: path(out).ok_or_else(|| wrong("`[nightly] out` is missing: the folder for results and manifests"))?,
            sources,
            lists: path(lists),
            events: self.files(events.as_ref()),
            customers: path(customers),
            store: path(store),
            export: path(export),
            policy: path(policy),
            anchor_dir: path(anchor_dir),
            off: steps,
        })
    }
}
