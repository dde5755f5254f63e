use std::path::PathBuf;

use chrono::NaiveDate;

use super::super::config::Config;
use super::super::matching_options::{settings, threads};
use super::super::typed::{TypedEvaluate, TypedHold, TypedMatching};
use super::{check_reading, field_headings, usage};
use crate::Error;
use crate::evaluation::{Hold, Options};
use crate::record::ReadOptions;
use crate::vocabulary::EntityType;

/// `evaluate`, resolved.
#[derive(Debug)]
pub struct Evaluate {
    /// What is measured.
    pub options: Options,
    /// Lists as they were named; empty where none is needed.
    pub lists: Vec<String>,
    /// People who are on no list, and how the file is read.
    pub negatives: Option<(PathBuf, ReadOptions)>,
    /// People who are, and how the file is read.
    pub positives: Option<(PathBuf, ReadOptions)>,
    /// Labelled pairs.
    pub pairs: Option<PathBuf>,
    /// Decisions.
    pub decisions: Vec<PathBuf>,
    /// Another run.
    pub against: Option<PathBuf>,
    /// Folder for results.
    pub out: Option<PathBuf>,
    /// Whether results may be written over.
    pub force: bool,
    /// File for the page.
    pub html: Option<PathBuf>,
    /// Whether `evaluation.json` is printed.
    pub json: bool,
    /// Threads; 0 for one a core.
    pub threads: usize,
}

/// Resolves `evaluate`. `today` is what the clock says.
///
/// # Errors
/// Where an option is none, or nothing is to be measured.
pub fn evaluate(typed: TypedEvaluate, config: &Config, today: NaiveDate) -> Result<Evaluate, Error> {
    let on_lists = !typed.hold_out.is_empty()
        || typed.control
        || typed.mutate
        || typed.negatives.is_some()
        || typed.positives.is_some();
    if !on_lists && typed.pairs.is_none() && typed.decisions.is_empty() {
        return Err(usage(
            "nothing to measure: give `--hold-out`, `--negatives`, `--positives`, `--control`, `--mutate`, `--pairs` or \
             `--decisions` (`muster evaluate --help` shows examples)",
        ));
    }
    if on_lists && typed.lists.is_empty() {
        return Err(usage("lists are needed to measure that: give them with `--lists`"));
    }
    if typed.resembling && !typed.hold_out.contains(&TypedHold::Aliases) {
        return Err(usage("`--resembling` says which aliases are held out: give `--hold-out aliases` with it"));
    }
    if typed.sample == Some(0) {
        return Err(usage("`--sample` must be 1 or more"));
    }
    let threads = threads(typed.threads, &typed.names.given)?;
    let entity_type = typed.entity_type.as_deref().map(|text| {
        let words = EntityType::ALL.map(EntityType::as_str).join(", ");
        EntityType::parse(text).ok_or_else(|| usage(format!("unknown `--entity-type`: give one of {words}")))
    });
    let given = typed.names.given.clone();
    let matching = TypedMatching {
        names: typed.names,
        min_score: typed.min_score,
        max_hits: typed.max_hits,
        list_types: typed.list_types,
    };
    let reading = |called: &str, map: &[String]| {
        let map = field_headings(called, map)?;
        let alone = ReadOptions { map: map.clone(), ..ReadOptions::new(today) };
        check_reading(&alone, called)?;
        let alone = ReadOptions { date_format: typed.date_format.clone(), ..ReadOptions::new(today) };
        check_reading(&alone, &given.call("date-format"))?;
        Ok::<_, Error>(ReadOptions { map, ..alone })
    };
    let negatives = reading("`--map-negatives`", &typed.map_negatives)?;
    let positives = reading("`--map-positives`", &typed.map_positives)?;
    let mut hold_out: Vec<Hold> = Vec::new();
    for hold in typed.hold_out {
        let hold = match hold {
            TypedHold::Aliases => Hold::Aliases,
            TypedHold::Scripts => Hold::Scripts,
        };
        if !hold_out.contains(&hold) {
            hold_out.push(hold);
        }
    }
    Ok(Evaluate {
        options: Options {
            settings: settings(&matching, config, false)?,
            hold_out,
            resembling: typed.resembling,
            entity_type: entity_type.transpose()?,
            control: typed.control,
            mutate: typed.mutate,
            seed: typed.seed,
            sample: typed.sample,
            check_candidates: typed.check_candidates,
        },
        lists: if on_lists { typed.lists } else { Vec::new() },
        negatives: typed.negatives.map(|file| (file, negatives)),
        positives: typed.positives.map(|file| (file, positives)),
        pairs: typed.pairs,
        decisions: typed.decisions,
        against: typed.against,
        out: typed.out,
        force: typed.force,
        html: typed.html,
        json: typed.json,
        threads,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::typed::{Typed, TypedCommand};
    use super::*;
    use clap::Parser;

    fn resolved(words: &str) -> Result<Evaluate, Error> {
        let words = format!("muster evaluate {words}");
        let TypedCommand::Evaluate(typed) = Typed::try_parse_from(words.split_whitespace()).unwrap().command else {
            panic!("not evaluate")
        };
        evaluate(*typed, &Config::default(), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap())
    }

    #[test]
    fn lists_are_any_number_of_publications() {
        let options = resolved("--lists un=a.xml ofac-sdn=b --hold-out aliases --negatives n.csv").unwrap();
        assert_eq!(options.lists, ["un=a.xml", "ofac-sdn=b"]);
        assert_eq!((options.options.seed, options.options.sample), (1, None));
        assert_eq!(options.options.settings.threshold().to_string(), "0.8000");
    }

    #[test]
    fn what_cannot_be_measured_is_said() {
        for (words, part) in [
            ("--lists l", "nothing to measure"),
            ("--control", "lists are needed"),
            ("--lists l --control --resembling", "--hold-out aliases"),
            ("--lists l --control --sample 0", "1 or more"),
            ("--lists l --control --entity-type Cat", "Person, Company"),
            ("--lists l --negatives n --map-negatives name", "FIELD=HEADING"),
        ] {
            let error = resolved(words).unwrap_err();
            assert!(error.to_string().contains(part), "{words}: {error}");
            assert_eq!(error.exit_code(), 2);
        }
    }
}
