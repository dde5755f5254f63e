use std::sync::atomic::{AtomicUsize, Ordering};

/// Lets somebody outside stop a run until the moment when it begins to publish its results: from then on it is finished.
#[derive(Default, Debug)]
pub struct Interrupt {
    state: AtomicUsize,
    /// The signal that came too late; 0 for none.
    late: AtomicUsize,
}

const RUNNING: usize = 0;
const PUBLISHING: usize = 1;

impl Interrupt {
    /// Asks the run to stop and says why (a signal's number); `false` where it is too late, or already asked.
    pub fn request(&self, signal: usize) -> bool {
        let asked = self.state.compare_exchange(RUNNING, signal + 2, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        if !asked {
            self.late.store(signal, Ordering::SeqCst);
        }
        asked
    }

    /// Whether somebody asked when it was too late: the results count, and nothing else is waited for.
    pub(super) fn asked_late(&self) -> bool {
        self.late.load(Ordering::SeqCst) != 0
    }

    /// The reason for which it was asked to stop.
    pub fn requested(&self) -> Option<usize> {
        self.state.load(Ordering::SeqCst).checked_sub(2)
    }

    /// Another run begins that can be stopped.
    ///
    /// # Errors
    /// The signal that came when the last one could not be stopped any more: it is for the next.
    pub fn begin_next(&self) -> Result<(), usize> {
        let _ = self.state.compare_exchange(PUBLISHING, RUNNING, Ordering::SeqCst, Ordering::SeqCst);
        match self.late.load(Ordering::SeqCst) {
            0 => Ok(()),
            signal => Err(signal),
        }
    }

    /// From here on the run cannot be stopped; `false` where it was asked to before.
    pub(super) fn begin_publishing(&self) -> bool {
        self.state.compare_exchange(RUNNING, PUBLISHING, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_stopped_or_published_never_both() {
        let interrupt = Interrupt::default();
        assert!(interrupt.request(15));
        assert_eq!(interrupt.requested(), Some(15));
        assert!(!interrupt.begin_publishing());

        let interrupt = Interrupt::default();
        assert!(interrupt.begin_publishing());
        assert!(!interrupt.asked_late());
        assert!(!interrupt.request(2));
        assert!(interrupt.asked_late());
        assert_eq!(interrupt.requested(), None);
        assert_eq!(interrupt.begin_next(), Err(2));

        let interrupt = Interrupt::default();
        assert!(interrupt.begin_publishing());
        assert_eq!(interrupt.begin_next(), Ok(()));
        assert!(interrupt.request(15) && !interrupt.begin_publishing());
    }
}
