//! What stands between the network and the disk: how much, how fast, and what it looks like.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::Error;

/// So much must come within the time in which nothing may be silent: a server that trickles is as good as one that is silent.
const LEAST: u64 = 1 << 14;

/// How many bytes came through a [`Counted`] reader.
pub(super) type Count = Rc<Cell<u64>>;

/// Counts what comes from the network, before it is unpacked.
pub(super) struct Counted<R> {
    inner: R,
    count: Count,
}

impl<R: Read> Counted<R> {
    pub(super) fn new(inner: R) -> (Self, Count) {
        let count = Count::default();
        (Self { inner, count: Rc::clone(&count) }, count)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

/// Sees to it that something comes.
pub(super) struct Pace {
    patience: Duration,
    since: Instant,
    bytes: u64,
}

impl Pace {
    pub(super) fn new(patience: Duration) -> Self {
        Self { patience, since: Instant::now(), bytes: 0 }
    }

    /// `bytes` have come by now; whether that is fast enough.
    pub(super) fn keeps_up(&mut self, bytes: u64) -> bool {
        if bytes - self.bytes >= LEAST {
            (self.since, self.bytes) = (Instant::now(), bytes);
        }
        self.since.elapsed() <= self.patience
    }
}

/// Refuses pages for people, whatever the server calls them, and nothing at all. `head` is how the file begins.
pub(super) fn is_a_file(host: &str, media_type: Option<&str>, head: &[u8]) -> Result<(), Error> {
    let refused = |what| Err(Error::NotAFile { host: host.to_owned(), what });
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let called_a_page = media_type.is_some_and(|media| {
        let media = media.split(';').next().unwrap_or("").trim();
        media.eq_ignore_ascii_case("text/html") || media.eq_ignore_ascii_case("application/xhtml+xml")
    });
    match text {
        "" => refused("nothing"),
        _ if called_a_page || text.contains("<!doctype html") || text.contains("<html") => refused("a web page (HTML)"),
        _ => Ok(()),
    }
}

/// In how many seconds a `Retry-After` asks to be asked again: it says so itself, or at which time (RFC 9110, section 10.2.3). That counts
/// from `date`, what the server says that time is, or from `now` where it does not say.
pub(super) fn retry_after(value: Option<&str>, date: Option<&str>, now: DateTime<Utc>) -> Option<u64> {
    let text = value?.trim();
    let time = |text: &str| DateTime::parse_from_rfc2822(text.trim()).ok().map(|time| time.to_utc());
    text.parse().ok().or_else(|| {
        let wait = time(text)? - date.and_then(time).unwrap_or(now);
        Some(wait.num_milliseconds().max(0).unsigned_abs().div_ceil(1000))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_by_what_it_is_called_and_by_how_it_begins() {
        let judged = |media, head: &str| is_a_file("h", media, head.as_bytes()).map_err(|error| error.to_string());
        assert!(judged(Some("text/xml"), "<CONSOLIDATED_LIST/>").is_ok());
        assert!(judged(None, "id,name\n1,Ola").is_ok());
        for (media, head) in [
            (Some("text/xml"), "\u{feff}\n<!DOCTYPE html>"),
            (None, "<?xml version=\"1.0\"?><html>"),
            (Some("Text/HTML; charset=utf-8"), "id,name\n"),
        ] {
            assert!(judged(media, head).unwrap_err().contains("web page"), "{head}");
        }
        assert!(judged(Some("text/csv"), " \n").unwrap_err().contains("sent nothing"));
    }

    #[test]
    fn when_to_ask_again_is_a_number_or_a_time() {
        let now = DateTime::parse_from_rfc3339("2026-11-23T05:00:00.500Z").unwrap().to_utc();
        let later = Some("Mon, 23 Nov 2026 05:00:30 GMT");
        for (value, date, seconds) in [
            (Some(" 7 "), None, Some(7)),
            (later, None, Some(30)),
            // the server's clock may be another one
            (later, Some("Mon, 23 Nov 2026 05:00:20 GMT"), Some(10)),
            (Some("Mon, 23 Nov 2026 04:00:00 GMT"), None, Some(0)),
            (Some("soon"), None, None),
            (Some("-5"), None, None),
            (None, later, None),
        ] {
            assert_eq!(retry_after(value, date, now), seconds, "{value:?} {date:?}");
        }
    }

    #[test]
    fn a_trickle_is_silence() {
        let mut pace = Pace::new(Duration::from_millis(20));
        assert!(pace.keeps_up(1));
        std::thread::sleep(Duration::from_millis(30));
        assert!(pace.keeps_up(LEAST));
        std::thread::sleep(Duration::from_millis(30));
        assert!(!pace.keeps_up(LEAST + 1));
    }
}
