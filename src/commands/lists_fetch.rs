//! `muster lists fetch`: each source of the configuration from where it is published; a bad one never replaces the last good one.

use std::io::{IsTerminal, Write};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Outcome, print_json, tell};
use crate::Error;
use crate::cli::config::{Config, Fetching};
use crate::cli::interrupt::Listener;
use crate::network::{self, Client, ClientOptions};
use crate::report::grouped;
use crate::vocabulary::PartialDate;
use crate::watchlist::fetch::{FetchedFile, PublicationFolder, Refreshed, Source, State, refresh};

pub(super) fn run(
    config: &Config,
    only: &[String],
    max_shrink: u8,
    json: bool,
    (out, now, listener): (&mut dyn Write, fn() -> DateTime<Utc>, &Listener),
) -> Result<Outcome, Error> {
    let fetching = config.fetching()?;
    let sources = chosen(&fetching, only)?;
    if max_shrink > 100 {
        return Err(Error::Usage("`--max-shrink` must be a percentage from 0 to 100".to_owned()));
    }
    let options = ClientOptions {
        timeout: fetching.timeout,
        max_time: fetching.max_time,
        retries: fetching.retries,
        wait: fetching.wait,
        user_agent: fetching.user_agent.clone(),
        ca_file: fetching.ca_file.clone(),
    };
    let client = Client::new(options, now)?;
    let folder = PublicationFolder::open(&fetching.folder)?;
    let clean_up = folder.clean_up();
    let interrupt = listener.listen_then(move |end| clean_up.and_end(end));
    let stopped = || interrupt.requested().is_some();
    let mut done: Vec<(&Source, Refreshed)> = Vec::with_capacity(sources.len());
    for source in sources {
        if std::io::stderr().is_terminal() {
            tell(format_args!("fetching `{}`", source.name));
        }
        match refresh(source, &folder, &client, max_shrink, now(), &stopped) {
            Ok(refreshed) => {
                if let Some(error) = &refreshed.error {
                    tell(format_args!("source `{}`: {error}", source.name));
                }
                done.push((source, refreshed));
            }
            Err(network::Error::Stopped) => return Ok(Outcome::Interrupted(interrupt.requested().unwrap_or_default())),
            Err(error) => return Err(error.into()),
        }
    }
    let answer = AnswerObject {
        folder: fetching.folder.display().to_string(),
        sources: done.iter().map(|(source, refreshed)| SourceObject::of(source, refreshed)).collect(),
    };
    if json {
        print_json(&answer, out)?;
    } else {
        write_table(&answer, out)?;
    }
    let any = |state| done.iter().any(|(_, refreshed)| refreshed.state == state);
    Ok(match () {
        () if any(State::Missing) => Outcome::NotThere,
        () if any(State::Kept) => Outcome::NotCurrent,
        () => Outcome::Done,
    })
}

/// All sources, or those that were named.
fn chosen<'f>(fetching: &'f Fetching, only: &[String]) -> Result<Vec<&'f Source>, Error> {
    if let Some(unknown) = only.iter().find(|name| !fetching.sources.iter().any(|source| source.name == **name)) {
        let known = fetching.sources.iter().map(|source| format!("`{}`", source.name)).collect::<Vec<_>>().join(", ");
        return Err(Error::Usage(format!("there is no source `{unknown}`: the configuration has {known}")));
    }
    Ok(fetching.sources.iter().filter(|source| only.is_empty() || only.contains(&source.name)).collect())
}

#[derive(Serialize)]
struct AnswerObject {
    folder: String,
    sources: Vec<SourceObject>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SourceObject {
    source: String,
    kind: &'static str,
    state: &'static str,
    /// Day of publication of what is there: from inside, else as the download said.
    published: Option<PartialDate>,
    entries: Option<u64>,
    names: Option<u64>,
    files: Vec<FetchedFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl SourceObject {
    fn of(source: &Source, refreshed: &Refreshed) -> Self {
        let list = refreshed.list.as_ref();
        Self {
            source: source.name.clone(),
            kind: source.kind.name,
            state: refreshed.state.as_str(),
            published: list.and_then(|list| list.published.or_else(|| list.told())),
            entries: list.map(|list| list.entries),
            names: list.map(|list| list.names),
            files: list.map(|list| list.files.clone()).unwrap_or_default(),
            error: refreshed.error.as_ref().map(ToString::to_string),
        }
    }
}

fn write_table(answer: &AnswerObject, out: &mut dyn Write) -> std::io::Result<()> {
    let width = answer.sources.iter().map(|source| source.source.len()).max().unwrap_or(0) + 2;
    for source in &answer.sources {
        let there = match source.entries {
            Some(entries) => {
                let published = source.published.map_or("no known date".to_owned(), |day| day.to_string());
                format!("{} entries, published {published}", grouped(entries))
            }
            None => "nothing is there".to_owned(),
        };
        let what = match source.state {
            "kept" => format!("could not be refreshed; the last good one is kept: {there}"),
            _ => there,
        };
        writeln!(out, "{:<width$}{:<10} {what}", source.source, source.state)?;
    }
    writeln!(out, "in {}: `muster lists build {} -o FILE` compiles them", answer.folder, answer.folder)
}
