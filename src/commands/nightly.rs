//! `muster nightly`: each step is the command that somebody would type, and `nightly.json` says what became of it.

use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::Parser;
use serde_json::Value;

use super::Outcome;
use crate::Error;
use crate::cli::config::{Config, NightlyPaths};
use crate::cli::interrupt;
use crate::cli::typed::Typed;
use crate::files::make_private;
use crate::nightly::{Night, State, Step, metrics, night, planned};
use crate::report::write_whole;

/// Held while a night goes on.
const LOCK: &str = ".lock";
/// The manifest of the last night.
const MANIFEST: &str = "nightly.json";

pub(super) fn run(
    config_file: &Path,
    dry_run: bool,
    metrics_file: Option<&Path>,
    json: bool,
    out: &mut dyn Write,
    now: fn() -> DateTime<Utc>,
) -> Result<Outcome, Error> {
    let config = Config::read(Some(config_file))?;
    let paths = config.nightly()?;
    let is_on = |step: Step| !paths.off.contains(&step) && is_configured(step, &paths);
    if dry_run {
        let plan = planned(is_on, now());
        if json {
            super::print_json(&plan, out)?;
        } else {
            for step in plan.steps.iter().filter(|step| step.state == State::Planned) {
                let calls = words(step.step, &paths, config_file, Path::new("NIGHT"), &config);
                for call in calls {
                    writeln!(out, "{}: muster {}", step.step.as_str(), call.join(" "))?;
                }
            }
        }
        return Ok(Outcome::Done);
    }
    let unwritable = |source| crate::report::Error::Unwritable { file: paths.out.display().to_string(), source };
    make_private(&paths.out).map_err(unwritable)?;
    let lock =
        File::options().create(true).truncate(false).write(true).open(paths.out.join(LOCK)).map_err(unwritable)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let holder = format!("another `muster nightly` on `{}`", paths.out.display());
            return Err(crate::store::Error::Locked { holder }.into());
        }
        Err(TryLockError::Error(source)) => return Err(unwritable(source).into()),
    }
    let interrupt = interrupt::listen_for_long();
    let stamp = paths.out.join(now().format("%Y-%m-%dT%H%M%SZ").to_string());
    let carry_out = |step: Step| carry_out(step, &paths, config_file, &stamp, &config, now);
    let night = night(is_on, carry_out, || interrupt.requested().is_some(), &now);
    let manifest = serde_json::to_vec_pretty(&night).map_err(std::io::Error::from)?;
    write_whole(&stamp.with_extension("json"), &manifest)?;
    write_whole(&paths.out.join(MANIFEST), &manifest)?;
    if let Some(file) = metrics_file {
        write_whole(file, metrics(&night).as_bytes())?;
    }
    if json {
        super::print_json(&night, out)?;
    } else {
        write_night(&night, &paths, out)?;
    }
    Ok(match interrupt.requested() {
        Some(signal) => Outcome::Interrupted(signal),
        None => Outcome::Night(night.exit_code),
    })
}

fn is_configured(step: Step, paths: &NightlyPaths) -> bool {
    match step {
        Step::Lists => paths.sources.is_some(),
        Step::Import => paths.store.is_some() && !paths.events.is_empty(),
        Step::ScreenDossiers => paths.store.is_some() && paths.lists.is_some(),
        Step::ScreenCustomers => paths.customers.is_some() && paths.lists.is_some(),
        Step::Export => paths.store.is_some() && paths.export.is_some(),
        Step::Purge => paths.store.is_some() && paths.policy.is_some(),
    }
}

/// The commands that a step is made of, without the program's name.
fn words(step: Step, paths: &NightlyPaths, config_file: &Path, stamp: &Path, config: &Config) -> Vec<Vec<String>> {
    let text = |path: &Path| path.display().to_string();
    let of = |path: &Option<PathBuf>| path.as_deref().map(text).unwrap_or_default();
    let key = config.key_file().map(|key| vec!["--key-file".to_owned(), text(&key)]).unwrap_or_default();
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    let at_store = |words: &[&str]| [owned(words), owned(&["--store", &of(&paths.store)]), key.clone()].concat();
    let config_file = text(config_file);
    let results = |what: &str| {
        let mut name = stamp.as_os_str().to_owned();
        name.push(format!("-{what}"));
        text(Path::new(&name))
    };
    match step {
        Step::Lists => {
            let fetch = owned(&["lists", "fetch", "--config", &config_file, "--json"]);
            let folder = of(&paths.sources);
            let build =
                owned(&["lists", "build", &folder, "-o", &of(&paths.lists), "--config", &config_file, "--json"]);
            if config.has_sources() { vec![fetch, build] } else { vec![build] }
        }
        Step::Import => {
            let import = |file: &PathBuf| at_store(&["dossier", "import", &text(file), "--json"]);
            paths.events.iter().map(import).collect()
        }
        Step::ScreenDossiers => {
            let out = results("dossiers");
            let lists = of(&paths.lists);
            vec![at_store(&["screen", "--lists", &lists, "--out", &out, "--config", &config_file, "--json"])]
        }
        Step::ScreenCustomers => {
            let (out, lists, customers) = (results("customers"), of(&paths.lists), of(&paths.customers));
            vec![owned(&["screen", &customers, "--lists", &lists, "--out", &out, "--config", &config_file, "--json"])]
        }
        Step::Export => vec![at_store(&["export", "--out", &of(&paths.export), "--json"])],
        Step::Purge => {
            let (policy, anchors) = (of(&paths.policy), of(&paths.anchor_dir));
            let plan = results("plan.json");
            let purge = ["purge", "run", "--policy", &policy, "--anchor-dir", &anchors, "--plan", &plan, "--json"];
            vec![at_store(&purge)]
        }
    }
}

fn carry_out(
    step: Step,
    paths: &NightlyPaths,
    config_file: &Path,
    stamp: &Path,
    config: &Config,
    now: fn() -> DateTime<Utc>,
) -> crate::nightly::Outcome {
    let calls = words(step, paths, config_file, stamp, config);
    let (mut worst, mut did) = (0, Value::Null);
    for mut call in calls {
        let before = before(step, paths);
        if let Some(before) = &before {
            call.extend(["--since".to_owned(), before.display().to_string()]);
        }
        let mut ended = one(&call, now);
        // what cannot be gone on from is no reason to screen nobody
        if before.is_some() && ended.as_ref().is_err_and(|(code, _)| *code == 5) {
            call.truncate(call.len() - 2);
            ended = one(&call, now);
        }
        let (code, mut answer) = ended?;
        if step == Step::Lists && !did.is_null() {
            answer["fetched"] = did.take();
        }
        (worst, did) = (worst.max(code), answer);
    }
    Ok((worst, did))
}

/// The last results of a screening that remembered its customers.
fn before(step: Step, paths: &NightlyPaths) -> Option<PathBuf> {
    let ending = match step {
        Step::ScreenDossiers => "-dossiers",
        Step::ScreenCustomers => "-customers",
        _ => return None,
    };
    let folders = std::fs::read_dir(&paths.out).ok()?.flatten().map(|entry| entry.path());
    let is_one = |path: &PathBuf| {
        path.to_string_lossy().ends_with(ending)
            && path.join("run.json").is_file()
            && path.join(crate::screening::STATE).is_file()
    };
    folders.filter(is_one).max()
}

fn one(call: &[String], now: fn() -> DateTime<Utc>) -> crate::nightly::Outcome {
    let typed = Typed::try_parse_from(std::iter::once("muster").chain(call.iter().map(String::as_str)));
    let typed = typed.map_err(|error| (2, error.to_string()))?;
    let mut answer = Vec::new();
    match super::run(typed, &mut answer, now) {
        Ok(outcome) => Ok((outcome.exit_code(), serde_json::from_slice(&answer).unwrap_or_default())),
        Err(error) => Err((error.exit_code(), error.to_string())),
    }
}

fn write_night(night: &Night, paths: &NightlyPaths, out: &mut dyn Write) -> std::io::Result<()> {
    for step in night.steps.iter().filter(|step| step.state != State::Off) {
        let what = match (step.state, step.exit_code, &step.error) {
            (State::Failed, _, Some(error)) => format!("FAILED: {error}"),
            (State::Skipped, ..) => "not begun: what it depends on failed".to_owned(),
            (_, Some(code @ 1..), _) => format!("done, exit code {code}"),
            _ => "done".to_owned(),
        };
        writeln!(out, "{:<17} {:>8.1} s  {what}", step.step.as_str(), step.seconds)?;
    }
    writeln!(out, "manifest: {}", paths.out.join(MANIFEST).display())
}
