use std::io::{self, Read};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Error;
use crate::dossier::{ImageKind, MediaType};
use crate::vocabulary::Sha256;

/// All that is known of one process that came to its end.
pub struct Evidence {
    /// Id of the dossier, a UUID in lower case.
    pub dossier_id: String,
    /// Id of the process, a UUID in lower case.
    pub process_id: String,
    /// The process's status, `accepted` most often.
    pub status: String,
    /// The dossier without its processes.
    pub dossier: Value,
    /// The process without result, lookups and timeline.
    pub process: Value,
    /// The provider's result in the names of the wire.
    pub result: Option<Value>,
    /// What the provider sent, byte by byte as received.
    pub provider_raw: Option<Vec<u8>>,
    /// At most one of each kind.
    pub images: Vec<Image>,
    /// Lookups of the process by their ids, in the order in which they were made.
    pub lookups: Vec<(String, Value)>,
    /// What happened: `at`, `actor`, `action`, `object`, `sha256`; in order.
    pub timeline: Vec<Value>,
    /// Policy hash, class, anchor, `retainUntil`, `deleteAfter`.
    pub retention: Value,
    /// What one would look for and is not there, by its name in the archive, and the reason.
    pub absent: Vec<(String, String)>,
    /// The time that the archive bears: the process's last change, or what was asked for. Never the clock's.
    pub stamped: DateTime<Utc>,
}

/// What an image opens to.
pub type Opened = Box<dyn Read + Send>;

/// An image, which is opened and read once, when it is its turn.
pub struct Image {
    /// What it shows.
    pub kind: ImageKind,
    /// How it is encoded.
    pub media_type: MediaType,
    /// Its length, as recorded.
    pub bytes: u64,
    /// Its hash, as recorded when it was received.
    pub sha256: Sha256,
    /// Opens it.
    pub open: Box<dyn FnOnce() -> io::Result<Opened> + Send>,
}

/// For people.
pub(super) fn described(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Front => "Front of the document",
        ImageKind::Back => "Back of the document",
        ImageKind::Selfie => "Photograph of the person",
    }
}

impl Image {
    /// Its name below `data/`.
    pub(super) fn file(&self) -> String {
        format!("images/{}.{}", self.kind.as_str(), self.media_type.extension())
    }
}

impl Evidence {
    /// The name of the archive without `.zip`, and of the folder in it.
    ///
    /// # Errors
    /// Where an id is no UUID: nothing else may become part of a file name.
    pub(super) fn name(&self) -> Result<String, Error> {
        for (what, id) in [("dossier id", &self.dossier_id), ("process id", &self.process_id)] {
            if !is_uuid(id) {
                return Err(Error::Id { what, form: "a UUID in lower case, as 0190f5c2-7a1e-7c3b-9d55-0c8f6e2b1a47" });
            }
        }
        Ok(format!("{}_{}", self.dossier_id, self.process_id))
    }
}

/// RFC 9562, section 4; in lower case only, as two spellings of one id would be two files.
pub(super) fn is_uuid(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

/// Whether a lookup's id may become a file name: no separator, no dot, one case.
pub(super) fn is_plain_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_uuid_in_lower_case_becomes_a_name() {
        assert!(is_uuid("0190f5c2-7a1e-7c3b-9d55-0c8f6e2b1a47"));
        for not in [
            "",
            "0190F5C2-7a1e-7c3b-9d55-0c8f6e2b1a47",
            "../../etc/passwd",
            "0190f5c2-7a1e-7c3b-9d55-0c8f6e2b1a4",
            "0190f5c2-7a1e-7c3b-9d55-0c8f6e2b1a/7",
            "0190f5c2_7a1e_7c3b_9d55_0c8f6e2b1a47",
        ] {
            assert!(!is_uuid(not), "{not}");
        }
        assert!(is_plain_id("l-1") && !is_plain_id("a/b") && !is_plain_id("L-1") && !is_plain_id(""));
    }
}
