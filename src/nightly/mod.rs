//! One night: steps in their order, what depends on what, one lock, one manifest, one exit code.
//!
//! Comes in: the [`Step`]s that are on, and somebody who carries each out. Goes out: a [`Night`], which is `nightly.json`, and numbers
//! for a monitor. Does not belong here: what a step does.

#![forbid(unsafe_code)]

mod metrics;
mod reasons;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use metrics::metrics;
pub use reasons::{NOT_ALL_SCREENED, reasons};

/// A step of a night, in the order in which they are done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Publications into an index.
    Lists,
    /// Events into the store.
    Import,
    /// Accepted dossiers against the lists.
    ScreenDossiers,
    /// A file of customers against the lists.
    ScreenCustomers,
    /// Evidence archives.
    Export,
    /// What must go.
    Purge,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Lists, Self::Import, Self::ScreenDossiers, Self::ScreenCustomers, Self::Export, Self::Purge];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lists => "lists",
            Self::Import => "import",
            Self::ScreenDossiers => "screen-dossiers",
            Self::ScreenCustomers => "screen-customers",
            Self::Export => "export",
            Self::Purge => "purge",
        }
    }

    /// Steps that must have been done for it, where they are on. Lists that could not be built leave the last good index, so screening
    /// does not depend on them: it says how old they are.
    fn needs(self) -> &'static [Self] {
        match self {
            Self::Purge | Self::ScreenDossiers | Self::Export => &[Self::Import],
            Self::Lists | Self::Import | Self::ScreenCustomers => &[],
        }
    }

    /// Whether it waits for a step that is as `done` says. What was not imported, be it one line, may be the latest relationship, which a period
    /// is counted from: nothing that cannot be taken back is done on facts that are known not to be whole. A line of a dossier that does not
    /// open is no reason to wait: a purge passes that dossier over.
    fn waits_for(self, done: &StepReport) -> bool {
        let undone = matches!(done.state, State::Failed | State::Skipped);
        self.needs().contains(&done.step)
            && (undone || self == Self::Purge && done.exit_code == Some(3) && !only_of_damaged(done))
    }
}

/// Whether all lines that an import set aside are of dossiers that do not open.
fn only_of_damaged(import: &StepReport) -> bool {
    let mut each = import.each_did();
    each.all(|did| did["rejected"].as_u64().is_some_and(|n| n == did["rejectsByCode"]["damaged"].as_u64().unwrap_or(0)))
}

/// How a step ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Done, perhaps with something to look at: the exit code says so.
    Done,
    /// It could not be done.
    Failed,
    /// Not begun: one that it depends on failed, or the night was stopped.
    Skipped,
    /// Not configured, or switched off.
    Off,
    /// Not begun: it waits for lists that change, and they have not.
    Unneeded,
    /// It would be done: nothing was, because only the plan was asked for.
    Planned,
}

/// A step of a night that is over.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepReport {
    /// Which.
    pub step: Step,
    /// How it ended.
    pub state: State,
    /// The exit code that it would have had alone.
    pub exit_code: Option<u8>,
    /// What was wrong; no personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What needs a look of what it did; no personal data.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// By the clock.
    pub seconds: f64,
    /// What it did, as the command alone prints it with `--json`; of several commands, an array. Of a step that failed, what was done before.
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub did: serde_json::Value,
}

impl StepReport {
    /// Of a step of which nothing was done.
    fn of(step: Step, state: State) -> Self {
        let did = serde_json::Value::Null;
        Self { step, state, exit_code: None, error: None, reasons: Vec::new(), seconds: 0.0, did }
    }

    /// What each of its commands did.
    pub fn each_did(&self) -> impl Iterator<Item = &serde_json::Value> {
        each_of(&self.did)
    }
}

/// What each command of a step did.
pub fn each_of(did: &serde_json::Value) -> impl Iterator<Item = &serde_json::Value> {
    match did {
        serde_json::Value::Array(several) => several.iter(),
        one => std::slice::from_ref(one).iter(),
    }
}

/// A night: `nightly.json`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Night {
    /// Version of muster.
    pub engine: String,
    /// When it began.
    #[serde(serialize_with = "crate::report::seconds")]
    pub started_at: DateTime<Utc>,
    /// When it was done.
    #[serde(serialize_with = "crate::report::seconds")]
    pub finished_at: DateTime<Utc>,
    /// All steps.
    pub steps: Vec<StepReport>,
    /// Whether somebody stopped it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
    /// 0: all done. 3: with rows that were rejected. 6: on a list that is not current, or with a step that failed. 128 and the number of
    /// the signal: somebody stopped it.
    pub exit_code: u8,
}

impl Night {
    fn over(steps: Vec<StepReport>, started_at: DateTime<Utc>, finished_at: DateTime<Utc>, stopped: Stopped) -> Self {
        let engine = env!("CARGO_PKG_VERSION").to_owned();
        let exit_code = stopped.map_or_else(|| exit_code(&steps), of_signal);
        Self { engine, started_at, finished_at, steps, interrupted: stopped.is_some(), exit_code }
    }
}

/// A night in the middle of a step.
#[derive(Clone, Debug)]
pub struct UnderWay {
    started_at: DateTime<Utc>,
    /// Steps that are over.
    done: Vec<StepReport>,
    step: Step,
    begun_at: DateTime<Utc>,
    later: Vec<StepReport>,
}

impl UnderWay {
    /// The night, where it ends in the middle of this step because of a signal.
    pub fn broken_off(self, signal: usize, now: DateTime<Utc>) -> Night {
        let broken_off = StepReport {
            exit_code: Some(of_signal(signal)),
            error: Some(INTERRUPTED.to_owned()),
            seconds: seconds(self.begun_at, now),
            ..StepReport::of(self.step, State::Failed)
        };
        let steps = self.done.into_iter().chain([broken_off]).chain(self.later).collect();
        Night::over(steps, self.started_at, now, Some(signal))
    }
}

/// The signal by which somebody asked to stop.
type Stopped = Option<usize>;

/// What is said of a step that was.
pub const INTERRUPTED: &str = "interrupted";

/// The exit code of what somebody stopped by a signal: 128 and its number, as shells have it.
pub fn of_signal(signal: usize) -> u8 {
    128_u8.saturating_add(signal as u8)
}

fn seconds(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    (to - from).num_milliseconds() as f64 / 1000.0
}

/// What a step did.
#[derive(Clone, Default, Debug)]
pub struct Did {
    /// Its exit code.
    pub exit_code: u8,
    /// What needs a look.
    pub reasons: Vec<String>,
    /// What it did, as JSON.
    pub did: serde_json::Value,
}

/// What a step came to: what it did, or what it did until it failed, with its exit code, and what was wrong.
pub type Outcome = Result<Did, (Did, String)>;

/// Goes through the night. `is_on` says which steps are configured, `carry_out` does one, `stopped` by which signal somebody asked to stop,
/// and `unneeded`, once the lists are done, whether the rest can wait. Before each step `begins` hears how far the night is.
pub fn night(
    is_on: impl Fn(Step) -> bool,
    mut carry_out: impl FnMut(Step) -> Outcome,
    (stopped, unneeded): (impl Fn() -> Stopped, impl Fn() -> bool),
    begins: impl Fn(UnderWay),
    now: &dyn Fn() -> DateTime<Utc>,
) -> Night {
    let started_at = now();
    let mut steps: Vec<StepReport> = Vec::new();
    let mut rests = false;
    for step in Step::ALL {
        rests |= steps.last().is_some_and(|done| done.step == Step::Lists) && unneeded();
        let report = |state| StepReport::of(step, state);
        let done = if !is_on(step) {
            report(State::Off)
        } else if rests {
            report(State::Unneeded)
        } else if stopped().is_some() || steps.iter().any(|done| step.waits_for(done)) {
            report(State::Skipped)
        } else {
            let begun_at = now();
            let later = Step::ALL.into_iter().filter(|later| *later > step);
            let later =
                later.map(|later| StepReport::of(later, if is_on(later) { State::Skipped } else { State::Off }));
            begins(UnderWay { started_at, done: steps.clone(), step, begun_at, later: later.collect() });
            let outcome = carry_out(step);
            let seconds = seconds(begun_at, now());
            let (state, error, Did { exit_code, reasons, did }) = match outcome {
                Ok(did) => (State::Done, None, did),
                Err((did, error)) => (State::Failed, Some(error), did),
            };
            StepReport { exit_code: Some(exit_code), error, reasons, seconds, did, ..report(state) }
        };
        steps.push(done);
    }
    Night::over(steps, started_at, now(), stopped())
}

/// Of what would be done.
pub fn planned(is_on: impl Fn(Step) -> bool, now: DateTime<Utc>) -> Night {
    let step = |step| StepReport::of(step, if is_on(step) { State::Planned } else { State::Off });
    Night::over(Step::ALL.into_iter().map(step).collect(), now, now, None)
}

/// 6 before 3 before 4, as for all commands. What ended with 1 did all but what does not open.
fn exit_code(steps: &[StepReport]) -> u8 {
    let any = |code| steps.iter().any(|step| step.exit_code == Some(code));
    let unfinished = steps.iter().any(|step| matches!(step.state, State::Failed | State::Skipped));
    [(unfinished || any(6) || any(1), 6), (any(3), 3), (any(4), 4)]
        .into_iter()
        .find(|(is, _)| *is)
        .map_or(0, |(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(is_on: impl Fn(Step) -> bool, of: impl Fn(Step) -> Outcome) -> (Vec<State>, u8) {
        let night = night(is_on, of, (|| None, || false), drop, &|| DateTime::UNIX_EPOCH);
        (night.steps.iter().map(|step| step.state).collect(), night.exit_code)
    }

    #[test]
    fn a_failed_step_does_not_start_what_depends_on_it() {
        use State::{Done, Failed, Off, Skipped};
        let broken = || Err((Did { exit_code: 1, ..Did::default() }, "broken".into()));
        let of = |failing| move |step| if step == failing { broken() } else { Ok(Did::default()) };
        assert_eq!(run(|_| true, of(Step::Import)), (vec![Done, Failed, Skipped, Done, Skipped, Skipped], 6));
        assert_eq!(run(|_| true, of(Step::Lists)), (vec![Failed, Done, Done, Done, Done, Done], 6));
        let without_import = |step| step != Step::Import;
        assert_eq!(run(without_import, of(Step::Import)), (vec![Done, Off, Done, Done, Done, Done], 0));
    }

    #[test]
    fn nothing_but_the_lists_is_done_where_the_rest_can_wait() {
        let done = std::cell::RefCell::new(Vec::new());
        let carry_out = |step| {
            done.borrow_mut().push(step);
            Ok(Did::default())
        };
        let night = night(|_| true, carry_out, (|| None, || true), drop, &|| DateTime::UNIX_EPOCH);
        assert_eq!((done.into_inner(), night.steps[5].state, night.exit_code), (vec![Step::Lists], State::Unneeded, 0));
    }

    #[test]
    fn a_night_that_is_broken_off_says_in_which_step() {
        use State::{Done, Failed, Off, Skipped};
        let under_way = std::cell::RefCell::new(None);
        let begins = |now: UnderWay| drop(under_way.borrow_mut().replace(now));
        let is_on = |step| !matches!(step, Step::Export | Step::Purge);
        let stopped = || under_way.borrow().as_ref().filter(|now| now.step == Step::ScreenDossiers).map(|_| 15);
        let night = night(is_on, |_| Ok(Did::default()), (stopped, || false), begins, &|| DateTime::UNIX_EPOCH);
        let broken_off = under_way.take().unwrap().broken_off(15, DateTime::UNIX_EPOCH);
        for (night, third) in [(night, Done), (broken_off, Failed)] {
            let states: Vec<State> = night.steps.iter().map(|step| step.state).collect();
            assert_eq!(states, [Done, Done, third, Skipped, Off, Off]);
            assert_eq!((night.exit_code, night.interrupted), (143, true));
        }
    }

    #[test]
    fn the_worst_code_of_all_steps_is_that_of_the_night() {
        let of = |codes: [u8; 6]| move |step: Step| Ok(Did { exit_code: codes[step as usize], ..Did::default() });
        assert_eq!(run(|_| true, of([0, 0, 3, 0, 0, 0])).1, 3);
        // a line that was not imported: the purge waits until somebody mended it
        assert_eq!(run(|_| true, of([0, 3, 4, 0, 0, 0])).1, 6);
        assert_eq!(run(|_| true, of([0, 3, 6, 0, 0, 0])).1, 6);
        assert_eq!(run(|_| true, of([0, 0, 4, 0, 0, 0])).1, 4);
        assert_eq!(run(|_| true, of([0, 3, 0, 0, 0, 1])).1, 6);
        assert_eq!(run(|_| true, of([0; 6])).1, 0);
    }

    #[test]
    fn a_dossier_that_does_not_open_keeps_no_purge_waiting_and_another_line_does() {
        for (exit_code, did, purged) in [
            (1, serde_json::json!({ "rejected": 0, "unreadable": 1 }), State::Done),
            (3, serde_json::json!({ "rejected": 2, "rejectsByCode": { "damaged": 2 } }), State::Done),
            (3, serde_json::json!({ "rejected": 3, "rejectsByCode": { "damaged": 2, "erased": 1 } }), State::Skipped),
            (3, serde_json::json!([{ "rejected": 0 }, { "rejected": 1, "rejectsByCode": {} }]), State::Skipped),
        ] {
            let import = |step| match step {
                Step::Import => Ok(Did { exit_code, did: did.clone(), ..Did::default() }),
                _ => Ok(Did::default()),
            };
            assert_eq!(run(|_| true, import).0[5], purged, "{did}");
        }
    }
}
