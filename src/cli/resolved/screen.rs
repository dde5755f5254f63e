use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;

use super::super::config::{Config, Placed};
use super::super::given::Origin;
use super::super::matching_options::{settings, threads, usage};
use super::super::typed::TypedScreen;
use super::max_rejects::{MaxRejects, max_rejects};
use super::named::check_files;
use super::reading;
use crate::Error;
use crate::alerts::Rules;
use crate::dossier::ProcessId;
use crate::matching::Settings;
use crate::record::ReadOptions;
use crate::report::Asked;
use crate::screening::{KeptLists, Replay};
use crate::store::Credentials;
use crate::vocabulary::Period;

/// `screen`, resolved.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that people type")]
pub struct Screen {
    /// The customers: files, or the folder of a store.
    pub inputs: Vec<PathBuf>,
    /// Whether a folder among them stands for the files in it.
    pub recursive: bool,
    /// How the store is opened, where it is one.
    pub store: Option<FromStore>,
    /// Where the results go.
    pub out: PathBuf,
    /// Index or folder of publications.
    pub lists: PathBuf,
    /// Where indexes are kept; `None` for nowhere.
    pub kept: Option<KeptLists>,
    /// The run that is repeated.
    pub replay: Option<Replay>,
    /// What was asked for, apart from paths.
    pub asked: Asked,
    /// How names are compared.
    pub settings: Settings,
    /// How the file is read.
    pub reading: ReadOptions,
    /// The earlier run since which only what changed is screened.
    pub since: Option<PathBuf>,
    /// The file with the key by which customers are remembered.
    pub key_file: Option<PathBuf>,
    /// Files of decisions.
    pub decisions: Vec<PathBuf>,
    /// What is asked of decisions.
    pub decision_rules: Rules,
    /// Days that a list may be old; `None` for any age.
    pub max_list_age: Option<u32>,
    /// Whether results may be written over.
    pub force: bool,
    /// Whether records without hits are reported.
    pub all: bool,
    /// Whether files begin with a byte order mark.
    pub bom: bool,
    /// Whether there is a workbook too.
    pub xlsx: bool,
    /// Whether `run.json` is printed.
    pub json: bool,
    /// Rejects that are tolerated.
    pub max_rejects: MaxRejects,
    /// Whether hits have an exit code.
    pub exit_on_hit: bool,
    /// Threads; 0 for one a core.
    pub threads: usize,
    /// The day that counts as today.
    pub run_date: NaiveDate,
}

/// The store that is screened.
#[derive(Debug)]
pub struct FromStore {
    /// Its key.
    pub credentials: Credentials,
    /// Only this process.
    pub process: Option<ProcessId>,
    /// How long to wait for another that writes.
    pub wait: Duration,
    /// Who does it; `None` for the login name.
    pub actor: Option<String>,
}

/// Resolves `screen`. `today` is what the clock says.
///
/// # Errors
/// Where an option is none, or a file that it names cannot be used.
pub fn screen(typed: TypedScreen, replay: Option<Replay>, config: &Config, today: NaiveDate) -> Result<Screen, Error> {
    let given = typed.matching.names.given.clone();
    let screen = resolve(typed, replay, config, today)?;
    check_files(&screen, &given, config)?;
    Ok(screen)
}

/// The same, whatever files are there.
pub(super) fn resolve(
    typed: TypedScreen,
    replay: Option<Replay>,
    config: &Config,
    today: NaiveDate,
) -> Result<Screen, Error> {
    let mut typed = typed;
    if let Some(replay) = &replay {
        if let Some(option) = typed.options().first() {
            let flag = option.trim_start_matches("--").split('=').next().unwrap_or_default();
            let called = typed.matching.names.given.call(flag);
            return Err(usage(format!("{called}: a repeated run has the options that it had: leave it out")));
        }
        let none = |why| replay.refused(format!("its options were altered ({why})")).into();
        typed = typed.with_options(&replay.asked().options).map_err(|why| -> Error { none(why) })?;
    }
    let typed = typed.or(config.screen()?);
    let given = &typed.matching.names.given;
    let is_typed = given.get("wait").is_some_and(|(origin, _)| *origin == Origin::Flag);
    if is_typed && typed.store.is_none() {
        return Err(usage("`--wait` is for a store, which another may write to: leave it out, or give `--store`"));
    }
    let no = |what: &str, give: &str, key: &str| {
        usage(format!("{what}: give {give}, or `{key}` under `[screen]` in the configuration"))
    };
    let out = typed.out.clone().ok_or_else(|| no("no folder for the results", "`--out DIR`", "out"))?;
    if replay.as_ref().is_some_and(|replay| replay.is_of(&out)) {
        return Err(usage("`--out` is the folder of the run that is repeated: give another one"));
    }
    if typed.inputs.is_empty() && typed.store.is_none() {
        return Err(no("nobody to screen", "a file of customers or `--store DIR`", "input"));
    }
    if typed.lists.is_none() && replay.is_none() {
        return Err(no("no lists", "`--lists INDEX|FOLDER`", "lists"));
    }
    // it says something of folders only
    let recursive =
        typed.recursive.unwrap_or(false) && typed.store.is_none() && typed.inputs.iter().any(|input| input.is_dir());
    let several = typed.inputs.len() > 1 || recursive;
    if several && (typed.since.is_some() || replay.is_some()) {
        return Err(usage("`--since` and `--replay` are for one file of customers: screen each by itself"));
    }
    let run_date = match &typed.run_date {
        None => today,
        Some(text) => NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| {
            usage(format!("{}: `{text}` is no date: give one such as 2026-11-23", given.call("run-date")))
        })?,
    };
    let mut options = typed.options();
    options.retain(|option| !option.starts_with("--run-date="));
    options.push(format!("--run-date={run_date}"));
    let kept_in = config.kept_lists().unwrap_or_else(|| match &replay {
        Some(replay) => KeptLists::beside(&replay.folder()),
        None => KeptLists::beside(&out),
    });
    let kept = config.keep_lists()?.map(|keep| KeptLists { folder: kept_in.clone(), keep });
    let kept_list =
        replay.as_ref().map(|replay| KeptLists { folder: kept_in, keep: KeptLists::KEEP }.path(replay.index_file()));
    let key_file = typed.key_file.or_else(|| config.key_file());
    let store = match (&typed.store, &key_file) {
        (None, _) => None,
        (Some(_), None) => {
            return Err(usage(
                "`--store` needs the store's key: give `--key-file`, or `key_file` in the configuration",
            ));
        }
        (Some(_), Some(key_file)) => Some(FromStore {
            credentials: Credentials { key_file: key_file.clone(), passphrase_file: typed.passphrase_file },
            process: typed.process,
            wait: Duration::from_secs(typed.wait.unwrap_or(0)),
            actor: typed.actor,
        }),
    };
    Ok(Screen {
        store,
        lists: typed.lists.or(kept_list).unwrap_or_default(),
        kept,
        replay,
        asked: Asked { options, config: config.sha256() },
        settings: settings(&typed.matching, config, typed.reading.allow_row_settings.unwrap_or(false))?,
        reading: reading(typed.reading, given, run_date)?,
        since: typed.since,
        key_file,
        decisions: if typed.decisions.is_empty() { config.decisions() } else { typed.decisions },
        decision_rules: config.decision_rules()?,
        max_list_age: max_list_age(
            typed.max_list_age.map(|value| Placed { value, place: given.call("max-list-age") }),
            config,
        )?,
        max_rejects: max_rejects(&given.call("max-rejects"), typed.max_rejects.as_deref().unwrap_or("0"))?,
        inputs: typed.store.map_or(typed.inputs, |store| vec![store]),
        recursive,
        out,
        force: typed.force,
        all: typed.all.unwrap_or(false),
        bom: typed.bom.unwrap_or(false),
        xlsx: typed.xlsx.unwrap_or(false),
        json: typed.json,
        exit_on_hit: typed.exit_on_hit.unwrap_or(false),
        threads: threads(typed.threads, given)?,
        run_date,
    })
}

/// A number of days: `7`, `7d`, `7 days`.
///
/// # Errors
/// Where it is none.
pub fn max_list_age(typed: Option<Placed<String>>, config: &Config) -> Result<Option<u32>, Error> {
    let Some(Placed { value: text, place }) = typed.or_else(|| config.max_list_age()) else { return Ok(None) };
    match (text.trim().parse(), text.parse()) {
        (Ok(days), _) | (_, Ok(Period::Days(days))) => Ok(Some(days)),
        _ => Err(usage(format!("{place} is no number of days: give one such as 7"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::typed::{Typed, TypedCommand};
    use crate::likeness::PhoneticCode;
    use crate::matching::Mode;
    use clap::Parser;

    fn resolved(words: &str) -> Result<Screen, Error> {
        with_config(words, "")
    }

    fn with_config(words: &str, config: &str) -> Result<Screen, Error> {
        let words = format!("muster screen in.csv --lists l --out o {words}");
        let TypedCommand::Screen(typed) = Typed::try_parse_from(words.split_whitespace()).unwrap().command else {
            panic!("not screen")
        };
        let config = Config::parse("muster.toml", config)?;
        screen(*typed, None, &config, NaiveDate::from_ymd_opt(2026, 11, 23).unwrap())
    }

    #[test]
    fn defaults_are_those_of_the_product() {
        let screen = resolved("").unwrap();
        assert_eq!(screen.settings.threshold().to_string(), "0.8000");
        assert_eq!(resolved("--mode exact").unwrap().settings.threshold().to_string(), "0.5000");
        assert_eq!((screen.settings.max_hits, screen.max_rejects), (20, MaxRejects::Rows(0)));
        assert_eq!(screen.run_date.to_string(), "2026-11-23");
        assert_eq!(resolved("--soundex").unwrap().settings.phonetic, Some(PhoneticCode::Soundex));
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let config = "[matching]\nmode = \"exact\"\nsoundex = true\nmin_score = 0.7\nmax_hits = 5\nlist_types = [\"PEP\"]\n\
                      [list.UN]\nmin_score = 0.6\nweak_aliases = \"ignore\"\n";
        let file = with_config("", config).unwrap().settings;
        assert_eq!((file.mode, file.phonetic, file.max_hits), (Mode::Exact, Some(PhoneticCode::Soundex), 5));
        assert_eq!((file.threshold().to_string().as_str(), file.list_types.len()), ("0.7000", 1));
        assert_eq!(file.policies.to_string(), "[list.UN] min_score=0.6000 weak_aliases=ignore");
        let words = "--mode fuzzy --phonetic none --min-score 0.9 --max-hits 7 --list-type Sanctions --list-type OFAC";
        let flags = with_config(words, config).unwrap().settings;
        assert_eq!((flags.mode, flags.phonetic, flags.max_hits), (Mode::Fuzzy, None, 7));
        assert_eq!((flags.threshold().to_string().as_str(), flags.list_types.len()), ("0.9000", 2));
        assert_eq!(flags.policies.to_string(), "[list.UN] weak_aliases=ignore");
        assert_eq!(with_config("--soundex=false", config).unwrap().settings.phonetic, None);
        for (config, message) in [
            ("[matching]\nmode = \"fast\"\n", "muster.toml:2: unknown `mode`: give one of fuzzy, exact, ofac"),
            ("[matching]\nphonetic = \"metafone\"\n", "muster.toml:2: unknown phonetic code `metafone`"),
            ("[matching]\nmax_hits = 0\n", "muster.toml:2: `max_hits` must be 1 or more"),
        ] {
            let error = with_config("", config).unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
        }
    }

    #[test]
    fn options_of_a_run_stand_in_the_file_too_and_a_flag_switches_them_off() {
        let config = "[screen]\ninput = \"c.csv\"\nout = \"r\"\nlists = \"l\"\nall = true\nmax_rejects = \"1%\"\nthreads = 2\n\
                      map = { name = \"Full legal name\" }\ndate_format = \"dd.mm.yyyy\"\n";
        let file = Config::parse("conf/muster.toml", config).unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let typed = |words: &str| {
            let words = format!("muster screen {words}");
            let TypedCommand::Screen(typed) = Typed::try_parse_from(words.split_whitespace()).unwrap().command else {
                panic!("not screen")
            };
            screen(*typed, None, &file, day)
        };
        let run = typed("").unwrap();
        assert_eq!((run.inputs, run.out), (vec!["conf/c.csv".into()], "conf/r".into()));
        assert_eq!((run.lists, run.all, run.threads), ("conf/l".into(), true, 2));
        assert_eq!(run.max_rejects, MaxRejects::Percent(1.0));
        assert_eq!(run.reading.map, [("name".to_owned(), "Full legal name".to_owned())]);
        let run = typed("mine.csv --all=false --max-rejects 3").unwrap();
        assert_eq!((run.inputs, run.all), (vec!["mine.csv".into()], false));
        assert!(run.asked.options.contains(&"--all=false".to_owned()));
        assert_eq!(run.max_rejects, MaxRejects::Rows(3));
        for (config, message) in [
            ("[screen]\n\nal = true\n", "muster.toml:3: unknown field `al` in `[screen]`"),
            ("[screen]\nthreads = \"many\"\n", "muster.toml:2: `threads` cannot be that"),
            ("[screen]\nall = 3\n", "muster.toml:2: `all` cannot be that"),
        ] {
            let error = with_config("", config).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_what_to_do() {
        for (words, part) in [
            ("--min-score 0.3", "0.50 or more"),
            ("--min-score 85", "not between 0 and 1"),
            ("--phonetic metafone", "did you mean `metaphone`"),
            ("--max-rejects many", "as `10` or `0.1%`"),
            ("--max-rejects 101%", "percentage"),
            ("--map name", "FIELD=HEADING"),
            ("--threads 0", "from 1 to 256"),
            ("--threads 257", "from 1 to 256"),
            ("--max-hits 0", "1 or more"),
            ("--run-date 23.11.2026", "2026-11-23"),
        ] {
            let error = resolved(words).unwrap_err();
            assert!(error.to_string().contains(part), "{words}: {error}");
            assert_eq!(error.exit_code(), 2);
        }
    }
}
