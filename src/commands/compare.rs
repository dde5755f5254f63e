//! `muster compare A B` and `muster compare PAIRS`: how alike two names are, and why. No list is needed.

use std::io::Write;

use serde::Serialize;

use super::{Outcome, explaining};
use crate::Error;
use crate::cli::resolved::{Compare, ToCompare};
use crate::matching::PairComparer;
use crate::name::NameKind;
use crate::record::PairsReader;
use crate::report::{ComparisonObject, write_whole};
use crate::screening::score_pairs;
use crate::vocabulary::EntityType;

pub(super) fn run(options: &Compare, out: &mut dyn Write) -> Result<Outcome, Error> {
    match &options.what {
        ToCompare::Names(searched, listed) => names(options, searched, listed, out)?,
        // one name alone is most likely a slip, and no error repeats a name
        ToCompare::File { pairs, .. } if pairs.extension().is_none() && pairs.as_os_str() != "-" && !pairs.exists() => {
            return Err(Error::Usage(
                "one name has nothing to be compared with: give two, or a CSV file of pairs".to_owned(),
            ));
        }
        ToCompare::File { pairs, output } => {
            let scores = score_pairs(PairsReader::open(pairs, options.schema)?, &options.comparer)?;
            match output {
                Some(path) => write_whole(path, &scores.csv)?,
                None => out.write_all(&scores.csv)?,
            }
            if let Some((rows, line)) = scores.unknown_schemas {
                super::tell(format_args!(
                    "{rows} {} a schema that muster does not know, the first in line {line}: compared as names of a person or an \
                     organisation (it knows {})",
                    if rows == 1 { "row has" } else { "rows have" },
                    EntityType::ALL.map(EntityType::as_str).join(", ")
                ));
            }
        }
    }
    Ok(Outcome::Done)
}

fn names(options: &Compare, searched: &str, listed: &str, out: &mut dyn Write) -> Result<(), Error> {
    let schema = options.schema.unwrap_or(EntityType::LegalEntity);
    let PairComparer { mode, phonetic, .. } = options.comparer;
    let comparison = options.comparer.compare(searched, listed, NameKind::of(schema));
    if options.json {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Answer<'a> {
            schema: EntityType,
            mode: &'static str,
            phonetic: Option<&'static str>,
            #[serde(flatten)]
            comparison: ComparisonObject<'a>,
            engine: &'static str,
        }
        let answer = Answer {
            schema,
            mode: mode.as_str(),
            phonetic: phonetic.map(crate::likeness::PhoneticCode::as_str),
            comparison: ComparisonObject::new(searched, listed, mode, &comparison),
            engine: env!("CARGO_PKG_VERSION"),
        };
        serde_json::to_writer(&mut *out, &answer).map_err(std::io::Error::from)?;
        writeln!(out)?;
        return Ok(());
    }
    explaining::write_comparison(mode, &comparison, out)?;
    let threshold = mode.default_min_score();
    let against = if comparison.score < threshold { "below" } else { "at or above" };
    writeln!(
        out,
        "\nscore {}: {against} {threshold}, from where `--mode {}` shows a hit",
        comparison.score,
        mode.as_str()
    )?;
    Ok(())
}
