//! The options of matching: those typed win over those of the configuration file, and those over the defaults.

use std::path::PathBuf;

use clap::ValueEnum;

use super::config::{Config, Placed};
use super::given::Given;
use super::typed::{TypedMatching, TypedMode, TypedNames};
use crate::Error;
use crate::knowledge::{self, Knowledge, NamesFile};
use crate::likeness::PhoneticCode;
use crate::matching::{Mode, PairComparer, Settings};
use crate::vocabulary::{ListType, Score, suggestion};

pub(super) fn usage(message: impl Into<String>) -> Error {
    Error::Usage(message.into())
}

/// As many as large machines have cores. A thousand on few cores take 30 to 50 times as long: they hand the work to and fro.
const MOST_THREADS: usize = 256;

/// How many threads work; 0 for one a core.
///
/// # Errors
/// Where it is none, or more than are of use.
pub(super) fn threads(typed: Option<usize>, given: &Given) -> Result<usize, Error> {
    match typed {
        Some(n) if !(1..=MOST_THREADS).contains(&n) => {
            Err(usage(format!("{} must be from 1 to 256", given.call("threads"))))
        }
        threads => Ok(threads.unwrap_or(0)),
    }
}

/// What is known about names besides the built-in tables; `None` where no file is given. Those typed win over those of the
/// configuration file.
///
/// # Errors
/// Where a file cannot be read, or a line is none or contradicts another.
pub fn names(typed: &[PathBuf], config: &Config) -> Result<Option<Knowledge>, Error> {
    known(typed, &Given::default(), config)
}

fn known(typed: &[PathBuf], given: &Given, config: &Config) -> Result<Option<Knowledge>, Error> {
    let files = if typed.is_empty() { config.names() } else { typed.to_vec() };
    if files.is_empty() {
        return Ok(None);
    }
    // whatever else is wrong is said with its line
    let wrong = |error| match error {
        knowledge::Error::Unreadable { .. } if typed.is_empty() => {
            Error::from(error).named(config.call(given, "names"))
        }
        knowledge::Error::Unreadable { .. } => Error::from(error).named(given.call("names")),
        error => error.into(),
    };
    let files = files.iter().map(|file| NamesFile::read(file).map_err(wrong)).collect::<Result<_, _>>()?;
    Ok(Some(Knowledge::taught(files)?))
}

/// How names are compared, with what is known about them.
pub(super) fn comparer(typed: &TypedNames, config: &Config) -> Result<PairComparer, Error> {
    let (mode, phonetic) = compared(typed, config)?;
    let taught = known(&typed.names, &typed.given, config)?;
    let (searched, listed) = (taught.clone().unwrap_or_default(), taught.unwrap_or_default());
    Ok(PairComparer { mode, phonetic, searched, listed })
}

/// How names are compared.
fn compared(typed: &TypedNames, config: &Config) -> Result<(Mode, Option<PhoneticCode>), Error> {
    let soundex = typed.soundex.or(config.soundex()).unwrap_or(false);
    if typed.soundex == Some(true) && typed.phonetic.is_some() {
        return Err(usage("`--soundex` and `--phonetic` say different things: leave one of them out"));
    }
    let phonetic = match (&typed.phonetic, config.phonetic()) {
        _ if typed.soundex == Some(true) => Some(PhoneticCode::Soundex),
        (Some(word), _) if word.eq_ignore_ascii_case("none") => None,
        (Some(word), _) => {
            Some(phonetic(word).map_err(|why| usage(format!("{}: {why}", typed.given.call("phonetic"))))?)
        }
        (None, Some(Placed { place, .. })) if soundex => {
            return Err(usage(format!("{place}: `phonetic` besides `soundex`: leave one of them out")));
        }
        (None, Some(Placed { value, place })) => Some(phonetic(value).map_err(|why| usage(format!("{place}: {why}")))?),
        (None, None) => soundex.then_some(PhoneticCode::Soundex),
    };
    let mode = match (typed.mode, config.mode()) {
        (Some(mode), _) => mode.resolved(),
        (None, Some(Placed { value, place })) => TypedMode::from_str(value, true)
            .map_err(|_| usage(format!("{place}: unknown `mode`: give one of {}", TypedMode::words())))?
            .resolved(),
        (None, None) => Mode::default(),
    };
    Ok((mode, phonetic))
}

/// What a screening is asked to do.
pub(super) fn settings(typed: &TypedMatching, config: &Config, allow_row_settings: bool) -> Result<Settings, Error> {
    let (mode, phonetic) = compared(&typed.names, config)?;
    let names = known(&typed.names.names, &typed.names.given, config)?;
    let called = |flag| typed.names.given.call(flag);
    let asked_for = typed.min_score.as_deref().map(|text| min_score(&called("min-score"), text)).transpose()?;
    let mut policies = config.policies()?;
    if asked_for.is_some() {
        // what is typed holds for every list
        policies.forget_thresholds();
    }
    let max_hits = typed.max_hits.map(|value| Placed { value, place: called("max-hits") });
    let max_hits = max_hits.or(config.max_hits());
    if let Some(Placed { place, .. }) = max_hits.as_ref().filter(|max_hits| max_hits.value == 0) {
        return Err(usage(format!("{place} must be 1 or more")));
    }
    let list_types = Some(Placed { value: &typed.list_types[..], place: called("list-type") });
    let list_types = list_types.filter(|typed| !typed.value.is_empty()).or(config.list_types());
    let Placed { value: list_types, place } = list_types.unwrap_or(Placed { value: &[], place: String::new() });
    if let Some(empty) = list_types.iter().position(|word| word.trim().is_empty()) {
        return Err(usage(format!("{place} number {} is empty: give one such as `PEP` or `Sanctions`", empty + 1)));
    }
    Ok(Settings {
        mode,
        phonetic,
        min_score: match asked_for {
            Some(score) => Some(score),
            None => config.min_score()?,
        },
        max_hits: max_hits.map_or(Settings::default().max_hits, |max_hits| max_hits.value),
        list_types: list_types.iter().map(|word| ListType::new(word)).collect(),
        allow_row_settings,
        policies,
        names,
    })
}

fn phonetic(word: &str) -> Result<PhoneticCode, String> {
    let known = PhoneticCode::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
    known.map(|(_, code)| *code).ok_or_else(|| {
        format!("unknown phonetic code `{word}`{}", suggestion(word, PhoneticCode::ALL.iter().map(|(name, _)| *name)))
    })
}

/// `called` is what messages call where it stands.
fn min_score(called: &str, text: &str) -> Result<Score, Error> {
    let score: Score =
        text.parse().map_err(|why| usage(format!("{called}: `{text}` is {why}: give one such as 0.85")))?;
    if score < Score::LOWEST_THRESHOLD {
        return Err(usage(format!(
            "{called}: `{text}` is below 0.50, under which nothing is searched: give 0.50 or more"
        )));
    }
    Ok(score)
}
