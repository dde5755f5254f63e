//! `muster lists build|info|diff|kinds` (`fetch` has a file of its own): official publications in, one compiled index out.

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Outcome, compile, lists_diff, specs_in, tell};
use crate::Error;
use crate::cli::config::Config;
use crate::cli::interrupt::Listener;
use crate::cli::matching_options::names as known_names;
use crate::cli::typed::TypedLists;
use crate::index::Index;
use crate::knowledge::{Knowledge, NamesFile};
use crate::report::grouped;
use crate::vocabulary::Sha256;
use crate::watchlist::{ListInfo, ListSpec, SOURCES, shrink_guard};

#[cfg_attr(
    not(feature = "network"),
    expect(unused_variables, reason = "only a download asks what time it is, and can be stopped")
)]
pub(super) fn run(
    typed: TypedLists,
    out: &mut dyn Write,
    now: fn() -> DateTime<Utc>,
    listener: &Listener,
) -> Result<Outcome, Error> {
    match typed {
        TypedLists::Build { sources, output, max_shrink, names, config, json } => {
            let file = config;
            let config = Config::read(file.as_deref())?;
            let beside = [vec![output.clone()], names.clone(), named_by(file, &config)].concat();
            let names = known_names(&names, &config)?;
            build((&sources, &beside), &output, max_shrink, names.as_ref(), json, out)
        }
        #[cfg(feature = "network")]
        TypedLists::Fetch { config, only, max_shrink, json } => {
            super::lists_fetch::run(&Config::read(Some(&config))?, &only, max_shrink, json, (out, now, listener))
        }
        #[cfg(not(feature = "network"))]
        TypedLists::Fetch { .. } => Err(Error::Usage(
            "this muster was built without the feature `network`: fetch the publications another way, or take a build that has it"
                .to_owned(),
        )),
        TypedLists::Info { file, verify, json } => show(&file, verify, json, out),
        TypedLists::Diff { old, new, json } => lists_diff::run(&old, &new, json, out),
        TypedLists::Kinds { json } => kinds(json, out),
    }
}

/// The configuration, and the files that it names: they may lie beside the publications, and are none.
fn named_by(file: Option<PathBuf>, config: &Config) -> Vec<PathBuf> {
    let mut named: Vec<PathBuf> = file.into_iter().chain(config.key_file()).collect();
    named.extend(config.names().into_iter().chain(config.decisions()));
    if let Ok(fetching) = config.fetching() {
        named.extend(fetching.sources.into_iter().filter_map(|source| source.header_file).chain(fetching.ca_file));
    }
    if let Ok(paths) = config.nightly() {
        named.extend([paths.lists, paths.customers, paths.policy].into_iter().flatten().chain(paths.events));
    }
    if let Ok(screen) = config.screen() {
        named.extend(screen.passphrase_file.clone());
    }
    named
}

/// Builds an index of publications; `beside` are files that are none, and that nobody has to hear of.
fn build(
    (sources, beside): (&[String], &[PathBuf]),
    output: &Path,
    max_shrink: u8,
    known: Option<&Knowledge>,
    json: bool,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let (mut specs, mut left_out): (Vec<ListSpec>, Vec<String>) = (Vec::with_capacity(sources.len()), Vec::new());
    for source in sources {
        match Path::new(source) {
            folder if folder.is_dir() => {
                let (found, unrecognised) = specs_in(folder, beside)?;
                specs.extend(found);
                left_out.extend(unrecognised.iter().map(|file| file.display().to_string()));
            }
            _ => specs.push(source.parse()?),
        }
    }
    let names: Vec<String> = specs.iter().map(ListSpec::list_name).collect();
    if let Some(twice) = names.iter().enumerate().find(|(i, name)| names[..*i].contains(name)) {
        return Err(Error::Usage(format!(
            "two lists are called `{}`: give one another name, as in `KIND=PATH,name=Other`",
            twice.1
        )));
    }
    if max_shrink > 100 {
        return Err(Error::Usage("`--max-shrink` must be a percentage from 0 to 100".to_owned()));
    }
    let index = compile(&specs, known)?;
    if output.exists() {
        // an index of an older version has nothing to compare with, and is replaced; what is damaged, or no index at all, stays
        match Index::open(output) {
            Ok(old) => {
                for old in &old.catalogue().lists {
                    let new = index.catalogue().lists.iter().find(|list| list.name == old.name);
                    shrink_guard(new, old, max_shrink)?;
                }
            }
            Err(crate::index::Error::OtherVersion { .. } | crate::index::Error::OtherTables { .. }) => {
                tell(format_args!(
                    "`{}` is an index of another version of muster: what a list has lost since then is not looked at this once",
                    output.display()
                ));
            }
            Err(error) => {
                tell(
                    "with an index that cannot be read nobody knows what the new lists lack: take the file away once they are looked at",
                );
                return Err(error.into());
            }
        }
    }
    index.write(output)?;
    write_info(&index, output, json, (None, &left_out), out)?;
    Ok(Outcome::Done)
}

fn show(file: &Path, verify: bool, json: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    let index = Index::open(file)?;
    if verify && !index.verify() {
        return Err(
            crate::index::Error::Damaged { file: file.display().to_string(), what: "SHA-256 of its content" }.into()
        );
    }
    write_info(&index, file, json, (verify.then_some(true), &[]), out)?;
    Ok(Outcome::Done)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InfoObject<'a> {
    file: String,
    bytes: usize,
    engine: &'a str,
    content: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<bool>,
    knowledge: Sha256,
    names: Vec<NamesObject<'a>>,
    list_types: &'a [crate::vocabulary::ListType],
    lists: &'a [ListInfo],
    /// Files of a folder that are no publication.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    left_out: &'a [String],
}

/// A file of names that an index was built with.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NamesObject<'a> {
    file: &'a str,
    bytes: usize,
    sha256: Sha256,
}

impl<'a> NamesObject<'a> {
    fn of(names: &'a NamesFile) -> Self {
        Self { file: &names.file, bytes: names.text.len(), sha256: names.sha256 }
    }
}

fn write_info(
    index: &Index,
    file: &Path,
    json: bool,
    (verified, left_out): (Option<bool>, &[String]),
    out: &mut dyn Write,
) -> Result<(), Error> {
    let catalogue = index.catalogue();
    if json {
        let object = InfoObject {
            file: file.display().to_string(),
            bytes: index.size(),
            engine: &catalogue.engine,
            content: catalogue.content.to_string(),
            verified,
            knowledge: catalogue.knowledge,
            names: catalogue.names.iter().map(NamesObject::of).collect(),
            list_types: &catalogue.list_types,
            lists: &catalogue.lists,
            left_out,
        };
        serde_json::to_writer_pretty(&mut *out, &object).map_err(std::io::Error::from)?;
        writeln!(out)?;
        return Ok(());
    }
    let megabytes = index.size() as f64 / 1e6;
    writeln!(
        out,
        "{}: {megabytes:.1} MB, {} entries, {} names, built by muster {}",
        file.display(),
        grouped(index.entities() as u64),
        grouped(index.names() as u64),
        catalogue.engine
    )?;
    for list in &catalogue.lists {
        write_list(list, out)?;
    }
    let types: Vec<&str> = catalogue.list_types.iter().map(crate::vocabulary::ListType::as_str).collect();
    writeln!(out, "\nlist types: {}", types.join(", "))?;
    for names in &catalogue.names {
        writeln!(out, "names: {} ({} bytes, SHA-256 {})", names.file, grouped(names.text.len() as u64), names.sha256)?;
    }
    writeln!(out, "content SHA-256: {}{}", catalogue.content, if verified == Some(true) { " (verified)" } else { "" })?;
    Ok(())
}

fn write_list(list: &ListInfo, out: &mut dyn Write) -> std::io::Result<()> {
    let day = |date: Option<crate::vocabulary::PartialDate>| date.map_or("unknown".to_owned(), |date| date.to_string());
    writeln!(out, "\n{} ({})", list.name, list.kind)?;
    writeln!(
        out,
        "  published       {}{}",
        day(list.date),
        if list.date.is_none() { " (say it with `,date=YYYY-MM-DD`)" } else { "" }
    )?;
    if list.last_change.is_some() {
        writeln!(out, "  last change     {}", day(list.last_change))?;
    }
    writeln!(out, "  entries         {}", grouped(list.entries))?;
    writeln!(out, "  names           {}, of which weak aliases {}", grouped(list.names), grouped(list.weak_aliases))?;
    writeln!(
        out,
        "  rows read       {} = {} used + {} skipped",
        grouped(list.read),
        grouped(list.used),
        grouped(list.read - list.used)
    )?;
    for (reason, n) in &list.skipped {
        writeln!(out, "    skipped       {} {reason}", grouped(*n))?;
    }
    for (column, n) in &list.not_understood {
        writeln!(out, "    no use        {} values of `{column}` that muster does not understand", grouped(*n))?;
    }
    for source in &list.sources {
        writeln!(
            out,
            "  source          {} ({} bytes, SHA-256 {})",
            source.file,
            grouped(source.bytes),
            source.sha256
        )?;
    }
    Ok(())
}

fn kinds(json: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct KindObject {
        kind: &'static str,
        publication: &'static str,
        feeds: &'static str,
    }
    if json {
        let kinds: Vec<_> = SOURCES
            .iter()
            .map(|kind| KindObject { kind: kind.name, publication: kind.about, feeds: kind.feeds })
            .collect();
        serde_json::to_writer_pretty(&mut *out, &kinds).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        let width = SOURCES.iter().map(|kind| kind.name.len()).max().unwrap_or(0) + 2;
        for kind in SOURCES {
            writeln!(out, "{:<width$}{}\n{:<width$}feeds {}", kind.name, kind.about, "", kind.feeds)?;
        }
    }
    Ok(Outcome::Done)
}
