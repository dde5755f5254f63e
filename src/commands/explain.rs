//! `muster explain`: why a record and an entry are, or are not, an alert, step by step, in words that an auditor reads.

use std::io::{self, Write};
use std::path::Path;

use super::explain_page::Page;
use super::{Outcome, check_against_lists, open_lists, tell};
use crate::Error;
use crate::cli::resolved::{Explain, Whom};
use crate::record::{Chunk, ReadOptions, Reader, Record, Row};
use crate::screening::{Explanation, ExplanationObject, Screener};

pub(super) fn run(options: &Explain, out: &mut dyn Write) -> Result<Outcome, Error> {
    let index = open_lists(&options.lists, &options.settings)?;
    check_against_lists(&index, &options.settings)?;
    let screener = Screener::new(&index, options.settings.clone());
    match &options.whom {
        Whom::Record(record) => of_record(options, &screener, record, out),
        Whom::Row { file, line, reading } => of_row(options, &screener, file, *line, reading, out),
    }
}

fn of_row(
    options: &Explain,
    screener: &Screener,
    file: &Path,
    line: u64,
    reading: &ReadOptions,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let mut reader = Reader::open(file, reading)?;
    let layout = reader.layout();
    let (mut chunk, mut before) = (Chunk::default(), None);
    while reader.read_chunk_into(&mut chunk, 8_192)? {
        for raw in chunk.rows() {
            if raw.line > line {
                break;
            }
            if raw.line < line {
                before = Some(raw.line);
                continue;
            }
            return match layout.interpret(raw) {
                Row::Record(record, warnings) => {
                    for warning in warnings {
                        tell(format_args!(
                            "{}:{line}: {} in `{}`",
                            file.display(),
                            warning.code.as_str(),
                            warning.column
                        ));
                    }
                    of_record(options, screener, &record, out)
                }
                Row::Reject(reject) => {
                    let code = reject.code.as_str();
                    writeln!(out, "NOT SCREENED: the row is rejected ({code}: {}), so it is no alert", reject.detail)?;
                    Ok(Outcome::Rejects)
                }
            };
        }
    }
    let hint = match before {
        Some(before) => format!("the row before begins on line {before}"),
        None => "rows begin behind the header".to_owned(),
    };
    Err(Error::Usage(format!("{}:{line}: no row begins on this line: {hint}", file.display())))
}

fn of_record(options: &Explain, screener: &Screener, record: &Record, out: &mut dyn Write) -> Result<Outcome, Error> {
    let entities = screener.entities_called(&options.entity);
    if entities.is_empty() {
        return Err(Error::Usage(format!(
            "no entry has the id or reference `{}`: give one as it stands in `entity_id` or `list_reference` of hits.csv",
            options.entity
        )));
    }
    let lists = &screener.index().catalogue().lists;
    let explanations: Vec<Explanation> =
        entities.into_iter().filter_map(|number| screener.explain(record, number)).collect();
    if options.json {
        for explanation in &explanations {
            let object =
                ExplanationObject::new(lists, &options.settings, record, explanation, screener.configuration());
            serde_json::to_writer(&mut *out, &object).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        return Ok(Outcome::Done);
    }
    for (n, explanation) in explanations.iter().enumerate() {
        if n > 0 {
            writeln!(out, "\n{}\n", "=".repeat(118))?;
        }
        Page { settings: &options.settings, lists, record, explanation }.write(out)?;
    }
    Ok(Outcome::Done)
}
