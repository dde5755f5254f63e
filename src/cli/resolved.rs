//! What was typed comes to: all defaults and conflicts settled, in functions that are tested on their own.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::config::Config;
use super::given::Given;
use super::matching_options::{comparer, settings, usage};
use super::typed::{TypedCompare, TypedExplain, TypedLookup, TypedPerson, TypedReading};
use crate::Error;
use crate::matching::{PairComparer, Settings};
use crate::record::{ReadOptions, Record};
use crate::vocabulary::{Country, EntityType, Gender, IdKind, Identifier, PartialDate};

mod checked;
mod evaluate;
mod max_rejects;
mod named;
mod screen;

pub use checked::without_what_is_typed;
pub use evaluate::{Evaluate, evaluate};
pub use max_rejects::MaxRejects;
pub use screen::{FromStore, Screen, max_list_age, screen};

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

/// `FIELD=HEADING`, several times; `called` is what messages call where they stand.
fn field_headings(called: &str, pairs: &[String]) -> Result<Vec<(String, String)>, Error> {
    let pairs = pairs.iter().map(|pair| {
        let parts = pair.split_once('=').map(|(field, heading)| (field.trim().to_owned(), heading.trim().to_owned()));
        parts.ok_or_else(|| {
            usage(format!("{called}: `{pair}` has no `=`: write it as FIELD=HEADING, as in `name=Kunde`"))
        })
    });
    pairs.collect()
}

fn reading(typed: TypedReading, given: &Given, today: NaiveDate) -> Result<ReadOptions, Error> {
    let defaults = ReadOptions::new(today);
    let reading = ReadOptions {
        encoding: typed.encoding,
        map: field_headings(&given.call("map"), &typed.map)?,
        date_format: typed.date_format,
        lenient: typed.lenient.unwrap_or(false),
        allow_row_settings: typed.allow_row_settings.unwrap_or(false),
        today,
    };
    // one after the other, so that a message can say where it stands
    for (flag, alone) in [
        ("encoding", ReadOptions { encoding: reading.encoding.clone(), ..defaults.clone() }),
        ("map", ReadOptions { map: reading.map.clone(), ..defaults.clone() }),
        ("date-format", ReadOptions { date_format: reading.date_format.clone(), ..defaults }),
    ] {
        check_reading(&alone, &given.call(flag))?;
    }
    Ok(reading)
}

/// Refuses what no file could be read with; `called` is what messages call where it stands.
fn check_reading(reading: &ReadOptions, called: &str) -> Result<(), Error> {
    reading.check().map_err(|error| usage(format!("{called}: {error}")))
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
pub fn explain(mut typed: TypedExplain, config: &Config, today: NaiveDate) -> Result<Explain, Error> {
    // a row is read as the run reads it
    let file = config.screen()?;
    typed.reading = typed.reading.or(file.reading);
    typed.matching.names.given = typed.matching.names.given.or(file.matching.names.given);
    let settings = settings(&typed.matching, config, typed.reading.allow_row_settings.unwrap_or(false))?;
    let whom = match (typed.name, typed.record) {
        (Some(name), _) => Whom::Record(record(name, typed.person, today)?),
        (None, Some(row)) => {
            if typed.person.is_given() {
                return Err(usage("`--record` has all that is known of the customer: leave `--dob` and its like out"));
            }
            let wrong = || usage("`--record` must be a file and a line: write it as `customers.csv:1203`");
            let (file, line) = row.rsplit_once(':').ok_or_else(wrong)?;
            let line = line.parse().ok().filter(|line| *line > 0 && !file.is_empty()).ok_or_else(wrong)?;
            Whom::Row { file: file.into(), line, reading: reading(typed.reading, &typed.matching.names.given, today)? }
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
