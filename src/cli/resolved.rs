//! What was typed comes to: all defaults and conflicts settled, in functions that are tested on their own.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::typed::{TypedLookup, TypedMatching, TypedMode, TypedScreen};
use crate::Error;
use crate::likeness::PhoneticCode;
use crate::matching::{Mode, Settings};
use crate::record::{ReadOptions, Record};
use crate::vocabulary::{Country, EntityType, Gender, IdKind, Identifier, ListType, PartialDate, Score};

mod evaluate;

pub use evaluate::{Evaluate, evaluate};

/// `screen`, resolved.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that people type")]
pub struct Screen {
    /// The customers.
    pub input: PathBuf,
    /// Where the results go.
    pub out: PathBuf,
    /// Index or folder of publications.
    pub lists: PathBuf,
    /// How names are compared.
    pub settings: Settings,
    /// How the file is read.
    pub reading: ReadOptions,
    /// Whether results may be written over.
    pub force: bool,
    /// Whether records without hits are reported.
    pub all: bool,
    /// Whether files begin with a byte order mark.
    pub bom: bool,
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

fn usage(message: impl Into<String>) -> Error {
    Error::Usage(message.into())
}

fn settings(typed: &TypedMatching, allow_row_settings: bool) -> Result<Settings, Error> {
    let phonetic = match &typed.phonetic {
        _ if typed.soundex => Some(PhoneticCode::Soundex),
        None => None,
        Some(word) => Some(phonetic(word)?),
    };
    let min_score = typed.min_score.as_deref().map(min_score).transpose()?;
    if typed.max_hits == 0 {
        return Err(usage("`--max-hits` must be 1 or more"));
    }
    if let Some(empty) = typed.list_types.iter().position(|word| word.trim().is_empty()) {
        return Err(usage(format!(
            "`--list-type` number {} is empty: give one such as `PEP` or `Sanctions`",
            empty + 1
        )));
    }
    Ok(Settings {
        mode: match typed.mode {
            TypedMode::Fuzzy => Mode::Fuzzy,
            TypedMode::Exact => Mode::Exact,
        },
        phonetic,
        min_score,
        max_hits: typed.max_hits,
        list_types: typed.list_types.iter().map(|word| ListType::new(word)).collect(),
        allow_row_settings,
    })
}

fn phonetic(word: &str) -> Result<PhoneticCode, Error> {
    let known = PhoneticCode::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
    known.map(|(_, code)| *code).ok_or_else(|| {
        let like = |name: &str| strsim::jaro_winkler(name, &word.to_ascii_lowercase());
        let nearest = PhoneticCode::ALL
            .iter()
            .map(|(name, _)| *name)
            .max_by(|a, b| like(a).total_cmp(&like(b)))
            .unwrap_or("soundex");
        usage(format!("unknown phonetic code `{word}`: did you mean `{nearest}`? (`muster screen --help` shows all)"))
    })
}

fn min_score(text: &str) -> Result<Score, Error> {
    let score: Score =
        text.parse().map_err(|why| usage(format!("`--min-score {text}` is {why}: give one such as 0.85")))?;
    if score < Score::LOWEST_THRESHOLD {
        return Err(usage(format!(
            "`--min-score {text}` is below 0.50, under which nothing is searched: give 0.50 or more"
        )));
    }
    Ok(score)
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

/// Resolves `screen`. `today` is what the clock says.
///
/// # Errors
/// Where an option is none.
pub fn screen(typed: TypedScreen, today: NaiveDate) -> Result<Screen, Error> {
    let run_date = match &typed.run_date {
        None => today,
        Some(text) => NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map_err(|_| usage(format!("`--run-date {text}` is no date: give one such as 2026-11-23")))?,
    };
    if typed.threads == Some(0) {
        return Err(usage("`--threads` must be 1 or more"));
    }
    let reading = ReadOptions {
        encoding: typed.encoding,
        map: field_headings("--map", &typed.map)?,
        date_format: typed.date_format,
        lenient: typed.lenient,
        allow_row_settings: typed.allow_row_settings,
        today: run_date,
    };
    Ok(Screen {
        settings: settings(&typed.matching, typed.allow_row_settings)?,
        reading,
        max_rejects: max_rejects(&typed.max_rejects)?,
        input: typed.input,
        out: typed.out,
        lists: typed.matching.lists,
        force: typed.force,
        all: typed.all,
        bom: typed.bom,
        json: typed.json,
        exit_on_hit: typed.exit_on_hit,
        threads: typed.threads.unwrap_or(0),
        run_date,
    })
}

/// Resolves `lookup`. What is typed must be right: somebody is there to mend it.
///
/// # Errors
/// Where an option is none. No message repeats a person's data.
pub fn lookup(typed: TypedLookup, today: NaiveDate) -> Result<Lookup, Error> {
    if !crate::name::has_letter_or_digit(&typed.name) {
        return Err(usage("`--name` has no letter or digit: give a name"));
    }
    let date_of_birth = typed.dob.as_deref().map(|text| {
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
    let gender = typed
        .gender
        .as_deref()
        .map(|text| Gender::parse(text).ok_or_else(|| usage("`--gender` must be male or female")));
    let entity_type = typed.entity_type.as_deref().map(|text| {
        let words = EntityType::ALL.map(EntityType::as_str).join(", ");
        EntityType::parse(text).ok_or_else(|| usage(format!("unknown `--entity-type`: give one of {words}")))
    });
    let id_country = country("--id-country", typed.id_country.as_deref())?;
    let identifiers = typed.id_number.iter().map(|number| Identifier {
        kind: typed.id_type.as_deref().map_or(IdKind::Unknown, IdKind::parse),
        number: number.trim().to_owned(),
        country: id_country,
    });
    let record = Record {
        line: 1,
        id: "1".into(),
        searched_name: typed.name.clone().into(),
        name: typed.name.into(),
        date_of_birth: date_of_birth.transpose()?,
        identifiers: identifiers.collect(),
        country: country("--country", typed.country.as_deref())?,
        nationalities: country("--nationality", typed.nationality.as_deref())?.into_iter().collect(),
        gender: gender.transpose()?,
        entity_type: entity_type.transpose()?,
        date_of_birth_given: typed.dob.unwrap_or_default().into(),
        country_given: typed.country.unwrap_or_default().into(),
        ..Record::default()
    };
    Ok(Lookup {
        record,
        settings: settings(&typed.matching, false)?,
        lists: typed.matching.lists,
        json: typed.json,
        exit_on_hit: typed.exit_on_hit,
    })
}

#[cfg(test)]
mod tests {
    use super::super::typed::{Typed, TypedCommand};
    use super::*;
    use clap::Parser;

    fn resolved(words: &str) -> Result<Screen, Error> {
        let words = format!("muster screen in.csv --lists l --out o {words}");
        let TypedCommand::Screen(typed) = Typed::try_parse_from(words.split_whitespace()).unwrap().command else {
            panic!("not screen")
        };
        screen(*typed, NaiveDate::from_ymd_opt(2026, 11, 23).unwrap())
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
