//! Ctrl-C and SIGTERM: the run stops and leaves nothing half-written.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::screening::Interrupt;

/// How long a run may take to notice that it is asked to stop; one that waits for standard input never does.
const PATIENCE: Duration = Duration::from_secs(2);
/// The same for work in steps.
const LONG_PATIENCE: Duration = Duration::from_secs(10);

/// Listens for signals as long as the program runs. Where the run does not notice in time, what it left in these folders is taken
/// away and the program ends.
pub fn listen(outs: Vec<PathBuf>) -> Arc<Interrupt> {
    let outs: Vec<_> = outs.into_iter().map(|out| (crate::files::missing_folders(&out), out)).collect();
    listen_then(move |code| {
        for (made, out) in &outs {
            crate::report::remove_unfinished(out, made);
        }
        std::process::exit(code)
    })
}

/// Listens for signals as long as the program runs. Where the run does not notice in time, `end` ends the program with the code that it
/// is given.
pub fn listen_then(end: impl Fn(i32) + Send + 'static) -> Arc<Interrupt> {
    let interrupt = Arc::new(Interrupt::default());
    let asked = Arc::clone(&interrupt);
    if let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) {
        thread::spawn(move || {
            for signal in signals.forever() {
                if asked.request(signal as usize) {
                    thread::sleep(PATIENCE);
                    end(128 + signal);
                }
            }
        });
    }
    interrupt
}

/// Listens for signals as long as the program runs, and leaves it to the work to stop between two steps that must be whole. Where it
/// does not come to one, as when it waits for input, the program ends all the same: what is begun is finished at the next opening.
pub fn listen_for_long() -> Arc<Interrupt> {
    let interrupt = Arc::new(Interrupt::default());
    let asked = Arc::clone(&interrupt);
    if let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) {
        thread::spawn(move || {
            for signal in signals.forever() {
                if asked.request(signal as usize) {
                    thread::sleep(LONG_PATIENCE);
                    std::process::exit(128 + signal);
                }
            }
        });
    }
    interrupt
}
