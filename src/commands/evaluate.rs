//! `muster evaluate`: how well a configuration finds those who are listed, and leaves others alone.

use std::io::Write;
use std::path::Path;

use super::{Outcome, open_lists, tell};
use crate::Error;
use crate::cli::interrupt::Listener;
use crate::cli::progress::Steps;
use crate::cli::resolved::Evaluate;
use crate::evaluation::{self, Customers, Earlier, Inputs, LabelledFile, Listed, Page, Watch};
use crate::matching::Settings;
use crate::report::{self, OutputFolder};
use crate::vocabulary::ListType;
use crate::watchlist::{ListSpec, load};

pub(super) fn run(options: &Evaluate, out: &mut dyn Write, listener: &Listener) -> Result<Outcome, Error> {
    // what can be refused is refused before anything is measured
    if let Some(folder) = &options.out {
        OutputFolder::check(folder, options.force)?;
    }
    let read = |file: &Option<(std::path::PathBuf, _)>, what| {
        file.as_ref().map(|(path, reading)| Customers::read(path, reading, what)).transpose()
    };
    let mut inputs = Inputs {
        listed: None,
        negatives: read(&options.negatives, "negative")?,
        positives: read(&options.positives, "positive")?,
        pairs: options.pairs.as_deref().map(LabelledFile::pairs).transpose()?,
        decisions: match &options.decisions[..] {
            [] => None,
            files => Some(LabelledFile::decisions(files)?),
        },
        against: options.against.as_deref().map(Earlier::read).transpose()?,
    };
    if !options.lists.is_empty() {
        inputs.listed = Some(lists(&options.lists, &options.options.settings)?);
    }
    let interrupt = listener.listen(options.out.iter().cloned().collect());
    let steps = Steps::new();
    let watch =
        Watch { progress: &|what, done, of| steps.show(what, done, of), stopped: &|| interrupt.requested().is_some() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build();
    let pool = pool.map_err(|_| crate::screening::Error::Threads { threads: options.threads })?;
    let measured = pool.install(|| evaluation::run(&inputs, &options.options, &watch));
    steps.clear();
    if let Some(signal) = interrupt.requested() {
        tell("interrupted: nothing was written");
        return Ok(Outcome::Interrupted(signal));
    }
    let (evaluation, findings) = measured?;
    let mut json = serde_json::to_vec_pretty(&evaluation).map_err(std::io::Error::from)?;
    json.push(b'\n');
    let page = Page::of(&evaluation);
    if let Some(folder) = &options.out {
        let mut output = OutputFolder::create(folder, options.force)?;
        for (name, bytes) in
            findings.files.iter().map(|(name, bytes)| (*name, bytes)).chain([("evaluation.json", &json)])
        {
            output.begin(name)?;
            output.write(name, bytes)?;
        }
        output.publish()?;
    }
    if let Some(file) = &options.html {
        report::write_whole(file, page.html().as_bytes())?;
    }
    if options.json {
        out.write_all(&json)?;
        return Ok(Outcome::Done);
    }
    out.write_all(page.text().as_bytes())?;
    if let Some(folder) = &options.out {
        let names: Vec<&str> = findings.files.iter().map(|(name, _)| *name).collect();
        writeln!(out, "\nresults: {}/evaluation.json, {}", folder.display(), names.join(", "))?;
    }
    Ok(Outcome::Done)
}

/// Reads lists of all kinds, each entry with its names.
fn lists(named: &[String], settings: &Settings) -> Result<Listed, Error> {
    let mut lists = Vec::new();
    for name in named {
        let path = Path::new(name);
        let is_spec = !path.exists() && name.split_once('=').is_some_and(|(kind, _)| !kind.contains(['/', '\\', '.']));
        if is_spec {
            lists.push(load(&name.parse::<ListSpec>()?)?);
        } else {
            lists.extend(Listed::of_index(&open_lists(path, settings)?).lists);
        }
    }
    for (n, (info, _)) in lists.iter().enumerate() {
        if lists[..n].iter().any(|(other, _)| other.name == info.name) {
            return Err(Error::Usage(format!(
                "two lists are called `{}`: give one another name, as in `KIND=PATH,name=Other`",
                info.name
            )));
        }
    }
    let all = Listed { lists };
    let known: Vec<&ListType> =
        all.lists.iter().flat_map(|(_, entities)| entities).flat_map(|entity| &entity.list_types).collect();
    if let Some(unknown) = settings.list_types.iter().find(|wanted| !known.contains(wanted)) {
        return Err(Error::Usage(format!(
            "no entry has the list type `{unknown}`: `muster lists info` shows which there are"
        )));
    }
    Ok(all.only(&settings.list_types))
}
