//! Progress on a terminal; nothing where there is none.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::report::grouped;
use crate::screening::Progress;

/// A bar with rate and remaining time on standard error.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// For an input of so many bytes, where that is known. Nothing is shown where standard error is no terminal.
    pub fn new(total_bytes: Option<u64>) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let (bar, template) = match total_bytes {
            Some(bytes) => (ProgressBar::new(bytes), "{bar:30} {percent:>3} %  {msg}  {eta} left"),
            None => (ProgressBar::new_spinner(), "{spinner} {msg}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(Some(bar))
    }

    /// After a chunk.
    pub fn show(&self, progress: Progress) {
        if let Some(bar) = &self.0 {
            let rate = progress.rows as f64 / bar.elapsed().as_secs_f64().max(0.001);
            bar.set_position(progress.bytes);
            bar.set_message(format!(
                "{} rows, {} hits, {} rows/s",
                grouped(progress.rows),
                grouped(progress.hits),
                grouped(rate as u64)
            ));
        }
    }

    /// Takes it away.
    pub fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// A line that says what is being done, on standard error.
pub struct Steps(Option<ProgressBar>);

impl Default for Steps {
    fn default() -> Self {
        Self::new()
    }
}

impl Steps {
    /// Nothing is shown where standard error is no terminal.
    pub fn new() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}") {
            bar.set_style(style);
        }
        Self(Some(bar))
    }

    /// So many of so many.
    pub fn show(&self, what: &str, done: usize, of: usize) {
        if let Some(bar) = &self.0 {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
            bar.set_message(format!("{what}: {} of {}", grouped(done as u64), grouped(of as u64)));
        }
    }

    /// Takes it away.
    pub fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
