//! `[nightly]`.

use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::{Config, Files, Placed, WrittenPath};
use crate::Error;
use crate::cli::environment::variable;
use crate::files::is_inside;
use crate::nightly::Step;

/// `[nightly]`: what one night does.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NightlyTable {
    out: Option<WrittenPath>,
    pub(super) sources: Option<WrittenPath>,
    lists: Option<WrittenPath>,
    events: Option<Files>,
    customers: Option<WrittenPath>,
    store: Option<WrittenPath>,
    export: Option<WrittenPath>,
    policy: Option<WrittenPath>,
    anchor_dir: Option<WrittenPath>,
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

impl NightlyPaths {
    /// Whether all that a step is made of stands there.
    pub fn configures(&self, step: Step) -> bool {
        match step {
            Step::Lists => self.sources.is_some(),
            Step::Import => self.store.is_some() && !self.events.is_empty(),
            Step::ScreenDossiers => self.store.is_some() && self.lists.is_some(),
            Step::ScreenCustomers => self.customers.is_some() && self.lists.is_some(),
            Step::Export => self.store.is_some() && self.export.is_some(),
            Step::Purge => self.store.is_some() && self.policy.is_some(),
        }
    }
}

impl Config {
    /// `nightly`.
    ///
    /// # Errors
    /// Where there is no folder for results, a word in `off` is no step, a step that is on lacks what it needs, or nothing would be done.
    pub fn nightly(&self) -> Result<NightlyPaths, Error> {
        let NightlyTable { out, sources, lists, events, customers, store, export, policy, anchor_dir, off } =
            &self.tables.nightly;
        let path = |path: &Option<WrittenPath>| path.as_ref().map(|path| self.beside(path));
        let missing = "`[nightly] out` is missing: the folder for results and manifests";
        let paths = NightlyPaths {
            out: path(out).ok_or_else(|| Error::Usage(format!("{}: {missing}", self.file)))?,
            off: self.steps_off(off.as_ref())?,
            sources: self.publications(path(sources))?,
            lists: path(lists),
            events: self.files(events.as_ref()),
            customers: path(customers),
            store: path(store),
            export: path(export),
            policy: path(policy),
            anchor_dir: path(anchor_dir),
        };
        self.check_night(&paths)?;
        Ok(paths)
    }

    fn steps_off(&self, off: Option<&Spanned<Vec<String>>>) -> Result<Vec<Step>, Error> {
        let Some(Placed { value: words, place }) = off.map(|off| self.placed(off)) else { return Ok(Vec::new()) };
        let known = || Step::ALL.map(|step| format!("`{}`", step.as_str())).join(", ");
        let unknown = || Error::Usage(format!("{place}: unknown step in `off`: give some of {}", known()));
        let step = |word: &String| Step::ALL.into_iter().find(|step| step.as_str() == word).ok_or_else(unknown);
        words.iter().map(step).collect()
    }

    /// A night in which a step was left out for want of a line would be taken for one that did it.
    fn check_night(&self, paths: &NightlyPaths) -> Result<(), Error> {
        let NightlyPaths { sources, lists, events, customers, store, export, policy, anchor_dir, off, .. } = paths;
        let is_on = |step: Step| !off.contains(&step);
        let (has_lists, has_store) = (lists.is_some(), store.is_some());
        let (imports, exports, purges) = (!events.is_empty(), export.is_some(), policy.is_some());
        #[rustfmt::skip]
        let needs = [
            (Step::Purge, purges, "policy", anchor_dir.is_some(), "`anchor_dir`: a folder outside the store where tombstones are kept"),
            (Step::Purge, purges, "policy", has_store, "`store`: the store whose dossiers go by it"),
            (Step::Lists, sources.is_some(), "sources", has_lists, "`lists`: the index that they are compiled into"),
            (Step::Import, imports, "events", has_store, "`store`: the store that they are imported into"),
            (Step::ScreenCustomers, customers.is_some(), "customers", has_lists, "`lists`: the index that they are screened against"),
            (Step::Export, exports, "export", has_store, "`store`: the store whose evidence it is"),
        ];
        for (step, is_there, key, has_it, what) in needs {
            if is_on(step) && is_there && !has_it {
                return Err(self.wrong_in_night(key, &format!("`[nightly] {key}` needs {what}")));
            }
        }
        let at_store = [Step::Import, Step::ScreenDossiers, Step::Export, Step::Purge];
        let at_store: Vec<Step> = at_store.into_iter().filter(|step| paths.configures(*step)).collect();
        if sources.is_none() && customers.is_none() && at_store.is_empty() {
            return Err(self.wrong_in_night(
                "out",
                "`[nightly]` does nothing: give `customers` and `lists` to screen them, `events` and `store` to import, `sources` and \
                 `lists` to compile, or `policy`, `anchor_dir` and `store` to purge",
            ));
        }
        let opens_store = at_store.into_iter().any(is_on);
        if opens_store && self.tables.key_file.is_none() && variable("MUSTER_KEY_FILE").is_none() {
            let why =
                "`[nightly] store` needs the store's key: give `key_file` at the top of the file, or MUSTER_KEY_FILE";
            return Err(self.wrong_in_night("store", why));
        }
        if let (Some(anchors), Some(store), true) = (anchor_dir, store, is_on(Step::Purge))
            && is_inside(anchors, store)
        {
            return Err(self.wrong_in_night(
                "anchor_dir",
                "`[nightly] anchor_dir` is in the store: who rolls that back takes its tombstones along; give a folder elsewhere",
            ));
        }
        Ok(())
    }

    fn wrong_in_night(&self, key: &str, why: &str) -> Error {
        Error::Usage(format!("{}: {why}", self.place_of(&format!("nightly.{key}"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUT: &str = "key_file = \"k\"\n[nightly]\nout = \"n\"\n";

    #[test]
    fn a_night_that_lacks_what_it_needs_is_none() {
        for (lines, message) in [
            ("", "muster.toml:3: `[nightly]` does nothing: give `customers` and `lists`"),
            ("lists = \"l\"\n", "muster.toml:3: `[nightly]` does nothing"),
            ("store = \"s\"\n", "muster.toml:3: `[nightly]` does nothing"),
            ("\ncustomers = \"c\"\n", "muster.toml:5: `[nightly] customers` needs `lists`"),
            ("events = \"e\"\n", "muster.toml:4: `[nightly] events` needs `store`"),
            ("export = \"e\"\n", "muster.toml:4: `[nightly] export` needs `store`"),
            ("policy = \"p\"\n", "muster.toml:4: `[nightly] policy` needs `anchor_dir`"),
            ("policy = \"p\"\nanchor_dir = \"a\"\n", "muster.toml:4: `[nightly] policy` needs `store`"),
            ("policy = \"p\"\nstore = \"s\"\nanchor_dir = \"s/a\"\n", "muster.toml:6: `[nightly] anchor_dir` is in"),
        ] {
            let error = Config::parse("muster.toml", format!("{OUT}{lines}")).unwrap().nightly().unwrap_err();
            assert!(error.to_string().starts_with(message), "{error}");
            assert_eq!(error.exit_code(), 2);
        }
    }

    #[test]
    fn what_does_one_thing_is_a_night_and_so_is_one_whose_rest_is_off() {
        for lines in [
            "sources = \"s\"\nlists = \"l\"\n",
            "customers = \"c\"\nlists = \"l\"\n",
            "store = \"s\"\nlists = \"l\"\n",
            "store = \"s\"\npolicy = \"p\"\nanchor_dir = \"a\"\n",
            "store = \"s\"\nexport = \"e\"\n",
            "sources = \"s\"\nlists = \"l\"\nevents = \"e\"\npolicy = \"p\"\noff = [\"import\", \"purge\"]\n",
        ] {
            Config::parse("muster.toml", format!("{OUT}{lines}")).unwrap().nightly().unwrap();
        }
    }
}
