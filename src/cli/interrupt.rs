//! Ctrl-C and SIGTERM: the run stops and leaves nothing half-written.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::nightly::of_signal;
use crate::screening::Interrupt;

/// How long a run may take to notice that it is asked to stop; one that waits for standard input never does.
const PATIENCE: Duration = Duration::from_secs(2);
/// The same for work in steps.
const LONG_PATIENCE: Duration = Duration::from_secs(10);

/// The one that listens for signals in a process, from the first command on that asks for it. A command that is a step of a night is handed
/// that of the night: who asks the night to stop asks the step that is under way, and no step that is over hears of it.
#[derive(Default)]
pub struct Listener {
    interrupt: Arc<Interrupt>,
    /// Whose work is under way, the innermost last.
    work: Arc<Mutex<Vec<Work>>>,
    hears: OnceLock<()>,
}

/// Work that is under way.
struct Work {
    patience: Duration,
    end: Box<End>,
}

/// What is done where work does not notice in time; it calls what it is given last, which ends the program.
type End = dyn Fn(&dyn Fn()) + Send;

/// Says whether somebody asked to stop, for as long as the work is under way.
pub struct Listening {
    interrupt: Arc<Interrupt>,
    work: Arc<Mutex<Vec<Work>>>,
}

impl Listener {
    /// By what whoever listens knows that somebody asked.
    pub fn interrupt(&self) -> Arc<Interrupt> {
        Arc::clone(&self.interrupt)
    }

    /// Where the run does not notice in time, what it left in these folders is taken away and the program ends.
    pub fn listen(&self, outs: Vec<PathBuf>) -> Listening {
        let outs: Vec<_> = outs.into_iter().map(|out| (crate::files::missing_folders(&out), out)).collect();
        self.listen_then(move |end| {
            for (made, out) in &outs {
                crate::report::remove_unfinished(out, made);
            }
            end();
        })
    }

    /// Where the run does not notice in time, `end` is called, and calls what it is given last: that ends the program.
    pub fn listen_then(&self, end: impl Fn(&dyn Fn()) + Send + 'static) -> Listening {
        self.begin(Work { patience: PATIENCE, end: Box::new(end) })
    }

    /// Leaves it to the work to stop between two steps that must be whole. Where it does not come to one, as when it waits for input, the
    /// program ends all the same: what is begun is finished at the next opening. Before that `end` is called, as by [`Self::listen_then`].
    pub fn listen_for_long(&self, end: impl Fn(&dyn Fn()) + Send + 'static) -> Listening {
        self.begin(Work { patience: LONG_PATIENCE, end: Box::new(end) })
    }

    fn begin(&self, work: Work) -> Listening {
        locked(&self.work).push(work);
        self.hears.get_or_init(|| self.hear());
        Listening { interrupt: Arc::clone(&self.interrupt), work: Arc::clone(&self.work) }
    }

    /// Hears signals as long as the program runs.
    fn hear(&self) {
        let (interrupt, work) = (Arc::clone(&self.interrupt), Arc::clone(&self.work));
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
        thread::spawn(move || {
            for signal in signals.forever() {
                if interrupt.request(signal as usize) {
                    // what is over meanwhile has nothing to take away: the rest is left to what it was a step of
                    loop {
                        let patience = locked(&work).last().map_or(PATIENCE, |work| work.patience);
                        thread::sleep(patience);
                        end(&locked(&work), of_signal(signal as usize));
                    }
                }
            }
        });
    }
}

/// Ends the program as all that is under way asks for, the innermost first.
fn end(work: &[Work], code: u8) {
    match work.split_last() {
        Some((inner, outer)) => (inner.end)(&|| end(outer, code)),
        None => std::process::exit(code.into()),
    }
}

/// Holds what is under way, also where a thread that held it has panicked.
pub fn locked<T>(under_way: &Mutex<T>) -> MutexGuard<'_, T> {
    under_way.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Deref for Listening {
    type Target = Interrupt;

    fn deref(&self) -> &Interrupt {
        &self.interrupt
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        locked(&self.work).pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_is_over_takes_nothing_away_and_one_under_way_ends_before_the_night() {
        let (listener, ended) = (Listener::default(), Arc::new(Mutex::new(Vec::new())));
        let step = |name: &'static str| {
            let ended = Arc::clone(&ended);
            move |end: &dyn Fn()| {
                ended.lock().unwrap().push(name);
                if name != "night" {
                    end(); // the program goes on for the rest of the tests
                }
            }
        };
        let night = listener.listen_for_long(step("night"));
        drop(listener.listen_then(step("over")));
        let under_way = listener.listen_then(step("under way"));
        end(&locked(&listener.work), 143);
        assert_eq!(*ended.lock().unwrap(), ["under way", "night"]);
        assert!(listener.interrupt().request(15));
        assert_eq!((night.requested(), under_way.requested()), (Some(15), Some(15)));
    }
}
