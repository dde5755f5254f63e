//! The options of a screening, a row each: where it stands in the configuration file, its flag, whether a variable of the environment
//! sets it, and what holds where nobody says anything.
//!
//! To add one: its field among what is typed, a row here, and its line in `data/muster.toml`. What clap knows of it, such as that its
//! value is a path or one of several, is asked of clap.

use Variable::{Never, Sets};
use clap::{Arg, Command};

use super::starter::example;

/// Whether a variable sets an option. Nothing about a person is set by one, because an environment is read by many, and nothing that
/// goes with one flag and not with another: a flag wins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Variable {
    /// The one of its name: `MUSTER_MIN_SCORE` for `--min-score`.
    Sets,
    /// None does.
    Never,
}

/// One row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ScreenOption {
    /// The key of the configuration file with its table, as `screen.out`; empty where the file cannot say it.
    pub key: &'static str,
    /// The flag without `--`; [`INPUT`] for what has none, empty where only the file says it.
    pub flag: &'static str,
    variable: Variable,
    /// What holds by default, in words.
    pub default: &'static str,
}

/// The files of customers, which are typed without a flag.
pub const INPUT: &str = "INPUT";

/// All of them, as `muster config show` lists them.
#[rustfmt::skip]
pub const SCREEN_OPTIONS: [ScreenOption; 36] = [
    row("", "config", Sets, "none"),
    row("", "run-date", Sets, "today, UTC"),
    row("key_file", "key-file", Sets, "none"),
    row("matching.mode", "mode", Sets, "fuzzy"),
    row("matching.soundex", "soundex", Never, "false"),
    row("matching.phonetic", "phonetic", Never, "none"),
    row("matching.min_score", "min-score", Sets, "0.80 fuzzy, 0.50 exact, 0.90 ofac"),
    row("matching.max_hits", "max-hits", Sets, "20"),
    row("matching.list_types", "list-type", Sets, "all"),
    row("matching.names", "names", Sets, "what the index was built with"),
    row("decisions.files", "decisions", Sets, "none"),
    row("decisions.significant", "", Never, "names, birth_dates, ids, nationalities, programs, measures, positions"),
    row("decisions.four_eyes", "", Never, "false"),
    row("decisions.expire_after", "", Never, "never"),
    row("lists.max_age", "max-list-age", Sets, "any"),
    row("lists.kept", "", Never, "kept-lists beside the results"),
    row("lists.keep", "", Never, "10 years"),
    row("screen.input", INPUT, Never, "none"),
    row("screen.recursive", "recursive", Sets, "false"),
    row("screen.store", "store", Never, "none"),
    row("screen.passphrase_file", "passphrase-file", Sets, "none"),
    row("screen.wait", "wait", Never, "0"),
    row("screen.actor", "actor", Sets, "the login name"),
    row("screen.out", "out", Sets, "none"),
    row("screen.lists", "lists", Sets, "none"),
    row("screen.map", "map", Sets, "none"),
    row("screen.date_format", "date-format", Sets, "1965-07-13"),
    row("screen.encoding", "encoding", Sets, "UTF-8, else Windows-1252"),
    row("screen.lenient", "lenient", Sets, "false"),
    row("screen.allow_row_settings", "allow-row-settings", Sets, "false"),
    row("screen.all", "all", Sets, "false"),
    row("screen.bom", "bom", Sets, "false"),
    row("screen.xlsx", "xlsx", Sets, "false"),
    row("screen.max_rejects", "max-rejects", Sets, "0"),
    row("screen.exit_on_hit", "exit-on-hit", Sets, "false"),
    row("screen.threads", "threads", Sets, "one a core"),
];

const fn row(key: &'static str, flag: &'static str, variable: Variable, default: &'static str) -> ScreenOption {
    ScreenOption { key, flag, variable, default }
}

impl ScreenOption {
    /// The one that clap calls so.
    pub fn of_arg(arg: &Arg) -> Option<&'static Self> {
        let flag = match (arg.get_long(), arg.get_value_names()) {
            (Some(long), _) => long,
            (None, Some([name])) => name.as_str(),
            (None, _) => return None,
        };
        Self::of_flag(flag)
    }

    /// The one of this flag.
    pub fn of_flag(flag: &str) -> Option<&'static Self> {
        SCREEN_OPTIONS.iter().find(|option| option.flag == flag)
    }

    /// The one of this key under a table, as `out` under `screen`.
    pub fn of_key(table: &str, key: &str) -> Option<&'static Self> {
        SCREEN_OPTIONS.iter().find(|option| option.key.split_once('.') == Some((table, key)))
    }

    /// The one that somebody may have meant by a key under another table: its own, or its flag.
    pub fn meant_by(key: &str) -> Option<&'static Self> {
        let named = |option: &&Self| !option.key.is_empty() && option.name() == key;
        let typed = |option: &&Self| !option.key.is_empty() && option.flag.replace('-', "_") == key;
        SCREEN_OPTIONS.iter().find(named).or_else(|| SCREEN_OPTIONS.iter().find(typed))
    }

    /// The table that its key stands under; empty for the top of the file.
    pub fn table(&self) -> &'static str {
        self.key.split_once('.').map_or("", |(table, _)| table)
    }

    /// Its key without the table.
    pub fn name(&self) -> &'static str {
        self.key.split_once('.').map_or(self.key, |(_, name)| name)
    }

    /// What `muster config show` calls it.
    pub fn title(&self) -> String {
        if self.key.is_empty() { self.flag.replace('-', "_") } else { self.key.to_owned() }
    }

    /// The variable that sets it.
    pub fn variable(&self) -> Option<String> {
        (self.variable == Sets).then(|| format!("MUSTER_{}", self.flag.to_ascii_uppercase().replace('-', "_")))
    }

    /// What clap knows of it, from `muster screen`.
    pub fn arg<'c>(&self, screen: &'c Command) -> Option<&'c Arg> {
        screen.get_arguments().find(|arg| Self::of_arg(arg) == Some(self))
    }

    /// Its line in the configuration to begin with.
    pub fn example(&self) -> Option<&'static str> {
        example(self.table(), self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::environment::screen_command;

    /// What is of one run alone.
    const NEVER_KEPT: [&str; 5] = ["process", "since", "replay", "force", "json"];

    #[test]
    fn every_option_of_a_screening_has_a_row_or_is_of_one_run_alone() {
        let screen = screen_command();
        for arg in screen.get_arguments() {
            let is_of_one_run = arg.get_long().is_some_and(|long| NEVER_KEPT.contains(&long));
            assert!(
                ScreenOption::of_arg(arg).is_some() != is_of_one_run,
                "`{arg}`: a row in SCREEN_OPTIONS is missing"
            );
        }
        for option in SCREEN_OPTIONS.iter().filter(|option| !option.flag.is_empty()) {
            let arg = option.arg(&screen).unwrap_or_else(|| panic!("`--{}` is no option of a screening", option.flag));
            // where clap names the variable too, for the help, it is the same
            let named = arg.get_env().map(|variable| variable.to_string_lossy().into_owned());
            assert!(named.is_none() || named == option.variable(), "{named:?}");
        }
    }

    #[test]
    fn every_key_stands_in_the_configuration_to_begin_with() {
        for option in SCREEN_OPTIONS.iter().filter(|option| !option.key.is_empty()) {
            assert!(option.example().is_some(), "data/muster.toml has no line for `{}`", option.key);
        }
        assert_eq!(ScreenOption::of_key("screen", "out").and_then(ScreenOption::example), Some("out = \"results\""));
    }

    #[test]
    fn a_key_that_stands_elsewhere_is_found_by_its_name_and_by_its_flag() {
        let key = |word: &str| ScreenOption::meant_by(word).map(|option| option.key);
        assert_eq!(key("mode"), Some("matching.mode"));
        assert_eq!(key("max_list_age"), Some("lists.max_age"));
        assert_eq!((key("run_date"), key("mod")), (None, None));
    }
}
