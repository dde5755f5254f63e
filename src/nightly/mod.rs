//! One night: steps in their order, what depends on what, one lock, one manifest, one exit code.
//!
//! Comes in: the [`Step`]s that are on, and somebody who carries each out. Goes out: a [`Night`], which is `nightly.json`, and numbers
//! for a monitor. Does not belong here: what a step does.

#![forbid(unsafe_code)]

mod metrics;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use metrics::metrics;

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
    /// is counted from: nothing that cannot be taken back is done on facts that are known not to be whole.
    fn waits_for(self, done: &StepReport) -> bool {
        let undone = matches!(done.state, State::Failed | State::Skipped);
        self.needs().contains(&done.step) && (undone || self == Self::Purge && done.exit_code == Some(3))
    }
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
    /// By the clock.
    pub seconds: f64,
    /// What it did, as the command alone prints it with `--json`; of several commands, an array.
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub did: serde_json::Value,
}

impl StepReport {
    /// What each of its commands did.
    pub fn each_did(&self) -> impl Iterator<Item = &serde_json::Value> {
        match &self.did {
            serde_json::Value::Array(several) => several.iter(),
            one => std::slice::from_ref(one).iter(),
        }
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
    /// 0: all done. 3: with rows that were rejected. 6: on a list that is not current, or with a step that failed.
    pub exit_code: u8,
}

/// What a step came to: its exit code and what it did, or what was wrong.
pub type Outcome = Result<(u8, serde_json::Value), (u8, String)>;

/// Goes through the night. `is_on` says which steps are configured, `carry_out` does one, `stopped` whether somebody asked to stop,
/// and `unneeded`, once the lists are done, whether the rest can wait.
pub fn night(
    is_on: impl Fn(Step) -> bool,
    mut carry_out: impl FnMut(Step) -> Outcome,
    (stopped, unneeded): (impl Fn() -> bool, impl Fn() -> bool),
    now: &dyn Fn() -> DateTime<Utc>,
) -> Night {
    let started_at = now();
    let mut steps: Vec<StepReport> = Vec::new();
    let mut rests = false;
    for step in Step::ALL {
        rests |= steps.last().is_some_and(|done| done.step == Step::Lists) && unneeded();
        let report = |state| StepReport {
            step,
            state,
            exit_code: None,
            error: None,
            seconds: 0.0,
            did: serde_json::Value::Null,
        };
        let done = if !is_on(step) {
            report(State::Off)
        } else if rests {
            report(State::Unneeded)
        } else if stopped() || steps.iter().any(|done| step.waits_for(done)) {
            report(State::Skipped)
        } else {
            let begun = now();
            let outcome = carry_out(step);
            let seconds = (now() - begun).num_milliseconds() as f64 / 1000.0;
            match outcome {
                Ok((code, did)) => StepReport { exit_code: Some(code), seconds, did, ..report(State::Done) },
                Err((code, error)) => {
                    StepReport { exit_code: Some(code), seconds, error: Some(error), ..report(State::Failed) }
                }
            }
        };
        steps.push(done);
    }
    let exit_code = exit_code(&steps);
    let engine = env!("CARGO_PKG_VERSION").to_owned();
    Night { engine, started_at, finished_at: now(), steps, interrupted: stopped(), exit_code }
}

/// Of what would be done.
pub fn planned(is_on: impl Fn(Step) -> bool, now: DateTime<Utc>) -> Night {
    let step = |step| StepReport {
        step,
        state: if is_on(step) { State::Planned } else { State::Off },
        exit_code: None,
        error: None,
        seconds: 0.0,
        did: serde_json::Value::Null,
    };
    let steps = Step::ALL.into_iter().map(step).collect();
    let engine = env!("CARGO_PKG_VERSION").to_owned();
    Night { engine, started_at: now, finished_at: now, steps, interrupted: false, exit_code: 0 }
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
        let night = night(is_on, of, (|| false, || false), &|| DateTime::UNIX_EPOCH);
        (night.steps.iter().map(|step| step.state).collect(), night.exit_code)
    }

    #[test]
    fn a_failed_step_does_not_start_what_depends_on_it() {
        use State::{Done, Failed, Off, Skipped};
        let of = |failing| move |step| if step == failing { Err((1, "broken".into())) } else { Ok((0, ().into())) };
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
            Ok((0, ().into()))
        };
        let night = night(|_| true, carry_out, (|| false, || true), &|| DateTime::UNIX_EPOCH);
        assert_eq!((done.into_inner(), night.steps[5].state, night.exit_code), (vec![Step::Lists], State::Unneeded, 0));
    }

    #[test]
    fn the_worst_code_of_all_steps_is_that_of_the_night() {
        let of = |codes: [u8; 6]| move |step: Step| Ok((codes[step as usize], ().into()));
        assert_eq!(run(|_| true, of([0, 0, 3, 0, 0, 0])).1, 3);
        // a line that was not imported: the purge waits until somebody mended it
        assert_eq!(run(|_| true, of([0, 3, 4, 0, 0, 0])).1, 6);
        assert_eq!(run(|_| true, of([0, 3, 6, 0, 0, 0])).1, 6);
        assert_eq!(run(|_| true, of([0, 0, 4, 0, 0, 0])).1, 4);
        assert_eq!(run(|_| true, of([0, 3, 0, 0, 0, 1])).1, 6);
        assert_eq!(run(|_| true, of([0; 6])).1, 0);
    }
}
