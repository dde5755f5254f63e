//! `muster nightly`: each step is the command that somebody would type, and `nightly.json` says what became of it.

use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Outcome;
use super::nightly_kept::{Kept, NOT_WHOLE, Watched};
use crate::cli::config::{Config, NightlyPaths};
use crate::cli::environment::{parse_call, unheeded_by_a_night};
use crate::cli::interrupt::Listener;
use crate::cli::resolved::without_what_is_typed;
use crate::cli::typed::TypedNightly;
use crate::files::{folder_of, make_private};
use crate::nightly::{Did, INTERRUPTED, NOT_ALL_SCREENED, State, Step, each_of, night, planned, reasons};
use crate::report::RUN;
use crate::{Error, Index};

/// The exit code while another night goes on.
const ANOTHER_NIGHT: u8 = 5;
/// Held while a night goes on.
const LOCK: &str = ".lock";

pub(super) fn run(
    typed: &TypedNightly,
    out: &mut dyn Write,
    now: fn() -> DateTime<Utc>,
    listener: &Listener,
) -> Result<Outcome, Error> {
    let TypedNightly { config: config_file, dry_run, if_lists_changed, metrics: metrics_file, json } = typed;
    unheeded_by_a_night().into_iter().for_each(super::tell);
    let config = Config::read(Some(config_file))?;
    let paths = config.nightly()?;
    // what a step would refuse is refused before anything is done
    without_what_is_typed(config.screen()?, &config, now().date_naive())?;
    let is_on = |step: Step| !paths.off.contains(&step) && paths.configures(step);
    if let Some(folder) = metrics_file.as_deref().map(folder_of).filter(|folder| !folder.is_dir()) {
        return Err(Error::Usage(format!("`--metrics`: there is no folder `{}`: make it first", folder.display())));
    }
    if is_on(Step::Purge) {
        warn_of_uncovered_results(&paths)?;
    }
    if *dry_run {
        let plan = planned(is_on, now());
        if *json {
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
            super::tell(format_args!(
                "another night is under way in `{}`: this one does nothing, and the next one goes on",
                paths.out.display()
            ));
            return Ok(Outcome::Night(ANOTHER_NIGHT));
        }
        Err(TryLockError::Error(source)) => return Err(unwritable(source).into()),
    }
    let kept = Kept::begin(&paths.out, metrics_file.clone(), now()).map_err(unwritable)?;
    let watched = Watched::begin(listener, kept.clone(), now);
    let stopped = || watched.stopped();
    let calls =
        Calls { paths: &paths, config_file, stamp: &kept.stamp, config: &config, now, listener, stopped: &stopped };
    let unneeded = || *if_lists_changed && stopped().is_none() && lists_are_as_screened(&paths, is_on);
    let night = night(is_on, |step| calls.carry_out(step), (stopped, unneeded), |step| watched.begins(step), &now);
    let rests = night.steps.iter().any(|step| step.state == State::Unneeded);
    if rests && night.exit_code == 0 {
        watched.is_over(|| ());
        // the manifest of the last night that did something stays
        if *json {
            super::print_json(&night, out)?;
        } else {
            writeln!(out, "the lists have not changed since the last screening: nothing else was done")?;
        }
        return Ok(Outcome::Night(0));
    }
    let written = watched.is_over(|| kept.write(&night));
    if *json {
        super::print_json(&night, out)?;
    } else {
        kept.write_summary(&night, out)?;
    }
    let unwritten = written.len();
    written.into_iter().for_each(super::tell);
    // what was done is done, and somebody must look why it is not written down
    Ok(Outcome::Night(if unwritten > 0 { night.exit_code.max(NOT_WHOLE) } else { night.exit_code }))
}

/// A policy that cannot be read stops the night before anything is done; one that does not name the folder of the nights' results is told:
/// nothing would ever remove them.
fn warn_of_uncovered_results(paths: &NightlyPaths) -> Result<(), Error> {
    let Some(file) = &paths.policy else { return Ok(()) };
    let policy = super::purge::read_policy(file)?;
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let out = absolute(&paths.out);
    let covers = |name: &String| out.starts_with(absolute(&folder_of(file).join(name)));
    if !policy.outputs.keys().any(covers) {
        super::tell(format_args!(
            "results are written to `{}`, which the policy does not name under `outputs`: nothing ever removes them",
            paths.out.display()
        ));
    }
    Ok(())
}

/// The commands that a step is made of, without the program's name.
fn words(step: Step, paths: &NightlyPaths, config_file: &Path, stamp: &Path, config: &Config) -> Vec<Vec<String>> {
    let text = |path: &Path| path.display().to_string();
    let of = |path: &Option<PathBuf>| path.as_deref().map(text).unwrap_or_default();
    let mut key = config.key_file().map(|key| vec!["--key-file".to_owned(), text(&key)]).unwrap_or_default();
    if let Ok(screen) = config.screen() {
        // how a store is opened is the same in every step
        key.extend(screen.passphrase_file.iter().flat_map(|file| ["--passphrase-file".to_owned(), text(file)]));
        key.extend(screen.actor.iter().flat_map(|actor| ["--actor".to_owned(), actor.clone()]));
        key.extend(screen.wait.iter().flat_map(|wait| ["--wait".to_owned(), wait.to_string()]));
    }
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    let at_store = |words: &[&str]| [owned(words), owned(&["--store", &of(&paths.store)]), key.clone()].concat();
    let config_file = text(config_file);
    let results = |what: &str| format!("{}{what}", text(stamp));
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
            let out = results(ending(step));
            let lists = of(&paths.lists);
            vec![at_store(&["screen", "--lists", &lists, "--out", &out, "--config", &config_file, "--json"])]
        }
        Step::ScreenCustomers => {
            let (out, lists, customers) = (results(ending(step)), of(&paths.lists), of(&paths.customers));
            vec![owned(&["screen", &customers, "--lists", &lists, "--out", &out, "--config", &config_file, "--json"])]
        }
        Step::Export => vec![at_store(&["export", "--out", &of(&paths.export), "--json"])],
        Step::Purge => {
            let (policy, anchors) = (of(&paths.policy), of(&paths.anchor_dir));
            let plan = results("-plan.json");
            let purge = ["purge", "run", "--policy", &policy, "--anchor-dir", &anchors, "--plan", &plan, "--json"];
            vec![at_store(&purge)]
        }
    }
}

/// What the commands of a night have in common.
struct Calls<'a> {
    paths: &'a NightlyPaths,
    config_file: &'a Path,
    stamp: &'a Path,
    config: &'a Config,
    now: fn() -> DateTime<Utc>,
    listener: &'a Listener,
    stopped: &'a dyn Fn() -> Option<usize>,
}

impl Calls<'_> {
    fn carry_out(&self, step: Step) -> crate::nightly::Outcome {
        let calls = words(step, self.paths, self.config_file, self.stamp, self.config);
        let is_one_of_several = calls.len() > 1;
        let (mut exit_code, mut answers, mut failed) = (0, Vec::new(), None);
        for mut call in calls {
            let before = before(step, self.paths);
            if let Some(before) = &before {
                call.extend(["--since".to_owned(), before.display().to_string()]);
            }
            let mut ended = self.one(&call);
            // what cannot be gone on from is no reason to screen nobody
            if before.is_some() && ended.as_ref().is_err_and(|(code, _)| *code == 5) {
                call.truncate(call.len() - 2);
                ended = self.one(&call);
            }
            match ended {
                Ok((code, answer)) => {
                    exit_code = code.max(exit_code);
                    answers.push(answer);
                }
                // what was done before it is done, and stays said
                Err((code, error)) => {
                    (exit_code, failed) = (code, Some(error));
                    break;
                }
            }
        }
        let set_aside = self.rejects(step).into_iter().chain(std::iter::repeat(String::new()));
        let did = match step {
            Step::Lists if is_one_of_several => fetched_and_built(answers),
            // of several files, what became of each
            _ if is_one_of_several && !answers.is_empty() => Value::Array(answers),
            _ => answers.pop().unwrap_or_default(),
        };
        if failed.is_none() && did["leftOut"].as_array().is_some_and(|files| !files.is_empty()) {
            exit_code = exit_code.max(Outcome::NotCurrent.exit_code());
        }
        let mut why: Vec<String> = Vec::new();
        if failed.is_none() && step == Step::ScreenCustomers && exit_code == Outcome::NotAllScreened.exit_code() {
            why.push(NOT_ALL_SCREENED.to_owned());
        }
        if exit_code == Outcome::Hits.exit_code() {
            why.push("HITS: there are alerts that nobody has cleared, and `exit_on_hit` asks to be told".to_owned());
        }
        for reason in each_of(&did).zip(set_aside).flat_map(|(did, file)| reasons(step, did, &file)) {
            // a list is as old for each file of customers
            if !why.contains(&reason) {
                why.push(reason);
            }
        }
        let did = Did { exit_code, reasons: why, did };
        match failed {
            None => Ok(did),
            Some(error) => Err((did, error)),
        }
    }

    /// The file of what each command of a step set aside.
    fn rejects(&self, step: Step) -> Vec<String> {
        let of = |file: &PathBuf| super::dossier::rejects_beside(file).display().to_string();
        match step {
            Step::Import => self.paths.events.iter().map(of).collect(),
            Step::ScreenDossiers | Step::ScreenCustomers => {
                let folder = PathBuf::from(format!("{}{}", self.stamp.display(), ending(step)));
                let rejects = |results: PathBuf| results.join("rejects.csv").display().to_string();
                results_in(folder).into_iter().map(rejects).collect()
            }
            Step::Lists | Step::Export | Step::Purge => Vec::new(),
        }
    }

    fn one(&self, call: &[String]) -> Result<(u8, Value), (u8, String)> {
        if let Some(signal) = (self.stopped)() {
            return Err((Outcome::Interrupted(signal).exit_code(), INTERRUPTED.to_owned()));
        }
        let typed = parse_call(std::iter::once("muster").chain(call.iter().map(String::as_str)));
        let typed = typed.map_err(|error| (2, error.to_string()))?;
        let mut answer = Vec::new();
        match super::run_with(typed, &mut answer, self.now, self.listener) {
            // what was stopped is not done, and nothing that follows in its step is begun
            Ok(outcome @ Outcome::Interrupted(_)) => Err((outcome.exit_code(), INTERRUPTED.to_owned())),
            Ok(outcome) => Ok((outcome.exit_code(), serde_json::from_slice(&answer).unwrap_or_default())),
            Err(error) => Err((error.exit_code(), error.to_string())),
        }
    }
}

/// What was fetched stands in what was built, also where nothing could be.
fn fetched_and_built(answers: Vec<Value>) -> Value {
    let mut answers = answers.into_iter();
    let fetched = answers.next();
    let mut built = answers.next().unwrap_or_default();
    if let Some(fetched) = fetched {
        built["fetched"] = fetched;
    }
    built
}

/// The results in a folder: its own, or those of each file of customers, in the order in which these were screened.
fn results_in(folder: PathBuf) -> Vec<PathBuf> {
    if folder.join(RUN).is_file() {
        return vec![folder];
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.into_iter().flat_map(results_in).collect()
}

/// The last results of a screening that remembered its customers.
fn before(step: Step, paths: &NightlyPaths) -> Option<PathBuf> {
    last_results(step, paths, |folder| folder.join(crate::screening::STATE).is_file())
}

/// How the folder of a step's results ends.
fn ending(step: Step) -> &'static str {
    match step {
        Step::ScreenDossiers => "-dossiers",
        Step::ScreenCustomers => "-customers",
        Step::Lists | Step::Import | Step::Export | Step::Purge => "",
    }
}

/// The last results of a screening that are such.
fn last_results(step: Step, paths: &NightlyPaths, is_such: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let ending = Some(ending(step)).filter(|ending| !ending.is_empty())?;
    let folders = std::fs::read_dir(&paths.out).ok()?.flatten().map(|entry| entry.path());
    let is_one = |path: &PathBuf| path.to_string_lossy().ends_with(ending) && path.join(RUN).is_file() && is_such(path);
    folders.filter(is_one).max()
}

/// Whether every screening that is on was last done against the content that the lists have now. In doubt it was not.
fn lists_are_as_screened(paths: &NightlyPaths, is_on: impl Fn(Step) -> bool) -> bool {
    let Some(index) = paths.lists.as_deref().and_then(|lists| Index::open(lists).ok()) else { return false };
    let now = index.catalogue().content.to_string();
    let is_done = |step: &Step| {
        let run = last_results(*step, paths, |_| true).and_then(|folder| std::fs::read(folder.join(RUN)).ok());
        let run: Option<Value> = run.and_then(|run| serde_json::from_slice(&run).ok());
        run.is_some_and(|run| run["index"] == now.as_str())
    };
    let screenings = [Step::ScreenDossiers, Step::ScreenCustomers];
    screenings.into_iter().any(&is_on) && screenings.iter().filter(|step| is_on(**step)).all(is_done)
}
