//! What was typed comes to: all defaults and conflicts settled, in functions that are tested on their own.

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;

use super::config::Config;
use super::matching_options::{comparer, settings, usage};
use super::typed::{TypedCompare, TypedExplain, TypedLookup, TypedPerson, TypedReading, TypedScreen};
use crate::Error;
use crate::alerts::Rules;
use crate::dossier::ProcessId;
use crate::matching::{PairComparer, Settings};
use crate::record::{ReadOptions, Record};
use crate::report::Asked;
use crate::screening::{KeptLists, Replay};
use crate::store::Credentials;
use crate::vocabulary::{Country, EntityType, Gender, IdKind, Identifier, PartialDate, Period};

mod evaluate;

pub use evaluate::{Evaluate, evaluate};

/// `screen`, resolved.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that people type")]
pub struct Screen {
    /// The customers: a file, or the folder of a store.
    pub input: PathBuf,
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

/// How many rejected rows are tolerated.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum MaxRejects {
    /// So many.
    Rows(u64),
    /// So many of a hundred.
    Percent(f64),
}

impl MaxRejects {
    /// Whether so many of so many are too many.
    pub fn exceeded(self, rejected: u64, rows: u64) -> bool {
        match self {
            Self::Rows(most) => rejected > most,
            Self::Percent(most) => rejected as f64 * 100.0 > most * rows as f64,
        }
    }
}

/// `lookup`, resolved.
pub struct Lookup {
    /// Whom to look up.
    pub record: Record<'static>,
    /// Index or folder of publications.
    pub lists: PathBuf,
    /// How names are compared.
    pub settings: Settings,
    /// Whether the lookup object is printed.
    pub json: bool,
    /// Whether hits have an exit code.
    pub exit_on_hit: bool,
}

/// `explain`, resolved.
pub struct Explain {
    /// Who is asked about.
    pub whom: Whom,
    /// Id or reference of the entry.
    pub entity: String,
    /// Index or folder of publications.
    pub lists: PathBuf,
    /// How names are compared.
    pub settings: Settings,
    /// Whether an object is printed.
    pub json: bool,
}

/// Who is asked about.
pub enum Whom {
    /// Somebody who was typed.
    Record(Record<'static>),
    /// A row of a file of customers.
    Row {
        /// The file.
        file: PathBuf,
        /// The line where the row begins, counted from 1.
        line: u64,
        /// How the file is read.
        reading: ReadOptions,
    },
}

/// `compare`, resolved.
#[derive(Debug)]
pub struct Compare {
    /// What is compared.
    pub what: ToCompare,
    /// How names are compared.
    pub comparer: PairComparer,
    /// Whose names they are, where a file does not say it.
    pub schema: Option<EntityType>,
    /// Whether an object is printed.
    pub json: bool,
}

/// What `compare` compares.
#[derive(PartialEq, Debug)]
pub enum ToCompare {
    /// A searched name and a listed one.
    Names(String, String),
    /// A file of pairs.
    File {
        /// The file; `-` for standard input.
        pairs: PathBuf,
        /// Where the scores go; `None` for standard output.
        output: Option<PathBuf>,
    },
}

/// `N` or `N%`.
fn max_rejects(text: &str) -> Result<MaxRejects, Error> {
    let wrong = || {
        usage(format!(
            "`--max-rejects {text}` is neither a number of rows nor a percentage: give one such as `10` or `0.1%`"
        ))
    };
    match text.trim().strip_suffix('%') {
        Some(percent) => match percent.trim().parse() {
            Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(MaxRejects::Percent(percent)),
            _ => Err(wrong()),
        },
        None => text.trim().parse().map(MaxRejects::Rows).map_err(|_| wrong()),
    }
}

/// `FIELD=HEADING`, several times.
fn field_headings(option: &str, pairs: &[String]) -> Result<Vec<(String, String)>, Error> {
    let pairs = pairs.iter().map(|pair| {
        let parts = pair.split_once('=').map(|(field, heading)| (field.trim().to_owned(), heading.trim().to_owned()));
        parts.ok_or_else(|| {
            usage(format!("`{option} {pair}` has no `=`: write `{option} FIELD=HEADING`, as in `{option} name=Kunde`"))
        })
    });
    pairs.collect()
}

fn reading(typed: TypedReading, today: NaiveDate) -> Result<ReadOptions, Error> {
    Ok(ReadOptions {
        encoding: typed.encoding,
        map: field_headings("--map", &typed.map)?,
        date_format: typed.date_format,
        lenient: typed.lenient,
        allow_row_settings: typed.allow_row_settings,
        today,
    })
}

/// Resolves `screen`. `today` is what the clock says.
///
/// # Errors
/// Where an option is none.
pub fn screen(
    mut typed: TypedScreen,
    replay: Option<Replay>,
    config: &Config,
    today: NaiveDate,
) -> Result<Screen, Error> {
    if let Some(replay) = &replay {
        if replay.is_of(&typed.out) {
            return Err(usage("`--out` is the folder of the run that is repeated: give another one"));
        }
        if let Some(option) = typed.options().first() {
            return Err(usage(format!("`{option}`: a repeated run has the options that it had: leave it out")));
        }
        let none = |why| replay.refused(format!("its options were altered ({why})")).into();
        typed = typed.with_options(&replay.asked().options).map_err(|why| -> Error { none(why) })?;
    }
    let run_date = match &typed.run_date {
        None => today,
        Some(text) => NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map_err(|_| usage(format!("`--run-date {text}` is no date: give one such as 2026-11-23")))?,
    };
    if typed.threads == Some(0) {
        return Err(usage("`--threads` must be 1 or more"));
    }
    let mut options = typed.options();
    options.retain(|option| !option.starts_with("--run-date="));
    options.push(format!("--run-date={run_date}"));
    let kept_in = config.kept_lists().unwrap_or_else(|| match &replay {
        Some(replay) => KeptLists::beside(&replay.folder()),
        None => KeptLists::beside(&typed.out),
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
            wait: Duration::from_secs(typed.wait),
            actor: typed.actor,
        }),
    };
    Ok(Screen {
        store,
        lists: typed.lists.or(kept_list).unwrap_or_default(),
        kept,
        replay,
        asked: Asked { options, config: config.sha256() },
        settings: settings(&typed.matching, config, typed.reading.allow_row_settings)?,
        reading: reading(typed.reading, run_date)?,
        since: typed.since,
        key_file,
        decisions: if typed.decisions.is_empty() { config.decisions() } else { typed.decisions },
        decision_rules: config.decision_rules()?,
        max_list_age: max_list_age(typed.max_list_age.as_deref(), config)?,
        max_rejects: max_rejects(typed.max_rejects.as_deref().unwrap_or("0"))?,
        input: typed.input.or(typed.store).unwrap_or_default(),
        out: typed.out,
        force: typed.force,
        all: typed.all,
        bom: typed.bom,
        xlsx: typed.xlsx,
        json: typed.json,
        exit_on_hit: typed.exit_on_hit,
        threads: typed.threads.unwrap_or(0),
        run_date,
    })
}

/// A number of days: `7`, `7d`, `7 days`.
fn max_list_age(typed: Option<&str>, config: &Config) -> Result<Option<u32>, Error> {
    let (text, place) = match (typed, config.max_list_age()) {
        (Some(text), _) => (text, "`--max-list-age`".to_owned()),
        (None, Some(placed)) => (placed.value, format!("{}: `max_age`", placed.place)),
        (None, None) => return Ok(None),
    };
    match (text.trim().parse(), text.parse()) {
        (Ok(days), _) | (_, Ok(Period::Days(days))) => Ok(Some(days)),
        _ => Err(usage(format!("{place} is no number of days: give one such as 7"))),
    }
}

fn entity_type(option: &str, text: &str) -> Result<EntityType, Error> {
    let words = EntityType::ALL.map(EntityType::as_str).join(", ");
    EntityType::parse(text).ok_or_else(|| usage(format!("unknown `{option}`: give one of {words}")))
}

/// Resolves `compare`.
///
/// # Errors
/// Where an option is none, or goes with the other form of the command.
pub fn compare(typed: TypedCompare, config: &Config) -> Result<Compare, Error> {
    let schema = typed.schema.as_deref().map(|text| entity_type("--schema", text)).transpose()?;
    let comparer = comparer(&typed.names, config)?;
    let mut words = typed.what.into_iter();
    let what = match (words.next(), words.next()) {
        (Some(searched), Some(listed)) => {
            if typed.output.is_some() {
                return Err(usage("`--output` is for a file of pairs: leave it out, or give one CSV file"));
            }
            ToCompare::Names(searched, listed)
        }
        (Some(_), None) if typed.json => {
            return Err(usage(
                "`--json` is for two names: give both, or leave it out (a file of pairs is answered as CSV)",
            ));
        }
        (Some(file), None) => ToCompare::File { pairs: file.into(), output: typed.output },
        (None, _) => return Err(usage("nothing to compare: give two names, or a CSV file of pairs")),
    };
    Ok(Compare { what, comparer, schema, json: typed.json })
}

/// What was typed of somebody, as a record.
fn record(name: String, person: TypedPerson, today: NaiveDate) -> Result<Record<'static>, Error> {
    if !crate::name::has_letter_or_digit(&name) {
        return Err(usage("`--name` has no letter or digit: give a name"));
    }
    let date_of_birth = person.dob.as_deref().map(|text| {
        let date = PartialDate::parse_iso(text).filter(|date| date.first_day() <= today);
        date.ok_or_else(|| usage("`--dob` is no date in the past: give one such as 1965-07-13, 1965-07 or 1965"))
    });
    let country = |option: &str, text: Option<&str>| {
        let country = text.map(|text| {
            Country::parse(text).ok_or_else(|| {
                usage(format!("`{option}` is no country: give a code such as NO or NOR, or an English name"))
            })
        });
        country.transpose()
    };
    let gender = person
        .gender
        .as_deref()
        .map(|text| Gender::parse(text).ok_or_else(|| usage("`--gender` must be male or female")));
    let entity_type = person.entity_type.as_deref().map(|text| entity_type("--entity-type", text));
    let id_country = country("--id-country", person.id_country.as_deref())?;
    let identifiers = person.id_number.iter().map(|number| Identifier {
        kind: person.id_type.as_deref().map_or(IdKind::Unknown, IdKind::parse),
        number: number.trim().to_owned(),
        country: id_country,
    });
    let named = crate::record::named(name, today);
    Ok(Record {
        // what was typed by itself is believed first
        date_of_birth: date_of_birth.transpose()?.or(named.date_of_birth),
        identifiers: identifiers.chain(named.identifiers).collect(),
        country: country("--country", person.country.as_deref())?,
        nationalities: country("--nationality", person.nationality.as_deref())?.into_iter().collect(),
        gender: gender.transpose()?,
        entity_type: entity_type.transpose()?,
        date_of_birth_given: person.dob.unwrap_or_default().into(),
        country_given: person.country.unwrap_or_default().into(),
        ..named
    })
}

/// Resolves `explain`.
///
/// # Errors
/// Where an option is none. No message repeats a person's data.
pub fn explain(typed: TypedExplain, config: &Config, today: NaiveDate) -> Result<Explain, Error> {
    let settings = settings(&typed.matching, config, typed.reading.allow_row_settings)?;
    let whom = match (typed.name, typed.record) {
        (Some(name), _) => Whom::Record(record(name, typed.person, today)?),
        (None, Some(row)) => {
            if typed.person.is_given() {
                return Err(usage("`--record` has all that is known of the customer: leave `--dob` and its like out"));
            }
            let wrong = || usage("`--record` must be a file and a line: write it as `customers.csv:1203`");
            let (file, line) = row.rsplit_once(':').ok_or_else(wrong)?;
            let line = line.parse().ok().filter(|line| *line > 0 && !file.is_empty()).ok_or_else(wrong)?;
            Whom::Row { file: file.into(), line, reading: reading(typed.reading, today)? }
        }
        (None, None) => return Err(usage("nobody to explain: give `--name` or `--record FILE:LINE`")),
    };
    Ok(Explain { whom, entity: typed.entity, lists: typed.lists, settings, json: typed.json })
}

/// Resolves `lookup`. What is typed must be right: somebody is there to mend it.
///
/// # Errors
/// Where an option is none. No message repeats a person's data.
pub fn lookup(typed: TypedLookup, config: &Config, today: NaiveDate) -> Result<Lookup, Error> {
    Ok(Lookup {
        record: record(typed.name, typed.person, today)?,
        settings: settings(&typed.matching, config, false)?,
        lists: typed.lists,
        json: typed.json,
        exit_on_hit: typed.exit_on_hit,
    })
}

#[cfg(test)]
mod tests {
    use super::super::typed::{Typed, TypedCommand};
    use super::*;
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
        for (config, message) in [
            ("[matching]\nmode = \"fast\"\n", "muster.toml:2: unknown `mode`: give one of fuzzy, exact, ofac"),
            ("[matching]\nphonetic = \"metafone\"\n", "muster.toml:2: unknown phonetic code `metafone`"),
            ("[matching]\nmax_hits = 0\n", "muster.toml:2 must be 1 or more"),
        ] {
            let error = with_config("", config).unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
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
            ("--threads 0", "1 or more"),
            ("--max-hits 0", "1 or more"),
            ("--run-date 23.11.2026", "2026-11-23"),
        ] {
            let error = resolved(words).unwrap_err();
            assert!(error.to_string().contains(part), "{words}: {error}");
            assert_eq!(error.exit_code(), 2);
        }
    }

    #[test]
    fn rejects_are_tolerated_up_to_a_number_or_a_share() {
        let exceeded = |text: &str, rejected, rows| max_rejects(text).unwrap().exceeded(rejected, rows);
        assert!(exceeded("0", 1, 100) && !exceeded("1", 1, 100));
        assert!(!exceeded("1%", 1, 100) && exceeded("1%", 2, 100));
        assert!(!exceeded("0.5%", 0, 0));
    }
}
