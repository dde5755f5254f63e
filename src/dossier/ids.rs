//! Ids of dossiers, processes and lookups: UUIDs, of version 7 where muster makes them.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{Builder, Uuid};

use super::{Error, wire};

const EXPECTED: &str = "an id such as 01a205ec-9ef8-7a41-8f52-0c1d2e3f4a5b";

/// Hyphenated and lower case, as it is printed: ids name files and rows, so one id has one spelling.
fn strict(text: &str) -> Option<Uuid> {
    let uuid = Uuid::try_parse(text).ok()?;
    let mut buffer = Uuid::encode_buffer();
    (*uuid.hyphenated().encode_lower(&mut buffer) == *text && !uuid.is_nil()).then_some(uuid)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new one: a UUID of version 7 (RFC 9562, section 5.7) of this millisecond and these random bytes, so
            /// that ids sort by when they were made.
            pub fn new(now: DateTime<Utc>, random: [u8; 10]) -> Self {
                let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
                Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// The 16 bytes.
            pub fn bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// An id from its 16 bytes, as a store holds it.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl FromStr for $name {
            type Err = Error;

            /// Reads the hyphenated lower-case form and nothing else.
            fn from_str(text: &str) -> Result<Self, Error> {
                strict(text).map(Self).ok_or(Error::BadId { what: $what })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self.0.as_hyphenated(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                wire::read(deserializer, EXPECTED, |text| strict(text).map(Self))
            }
        }
    )*};
}

ids! {
    /// Names a dossier.
    DossierId, "dossier";
    /// Names a process.
    ProcessId, "process";
    /// Names a lookup that was appended to a process.
    LookupId, "lookup";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_from_time_and_chance_and_sorts_by_time() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let early = DossierId::new(at("2026-11-23T01:02:03Z"), [0xff; 10]);
        let late = DossierId::new(at("2026-11-23T01:02:04Z"), [0; 10]);
        assert_eq!(early.to_string(), "01a205ec-9ef8-7fff-bfff-ffffffffffff");
        assert!(early < late);
        assert_eq!(early.to_string().parse::<DossierId>().unwrap(), early);
        assert_eq!(DossierId::from_bytes(*early.bytes()), early);
        // a clock before 1970 makes an id all the same
        assert!(DossierId::new(at("1960-01-01T00:00:00Z"), [1; 10]).to_string().starts_with("00000000-0000-7"));
    }

    #[test]
    fn an_id_has_one_spelling() {
        for text in [
            "",
            "../../etc/passwd",
            "01a205ec-9ef8-7fff-bfff-fffffffff/..",
            "01A205EC-9EF8-7FFF-BFFF-FFFFFFFFFFFF",
            "01a205ec9ef87fffbfffffffffffffff",
            "{01a205ec-9ef8-7fff-bfff-ffffffffffff}",
            "urn:uuid:01a205ec-9ef8-7fff-bfff-ffffffffffff",
            " 01a205ec-9ef8-7fff-bfff-ffffffffffff",
            "00000000-0000-0000-0000-000000000000",
        ] {
            let error = text.parse::<ProcessId>().unwrap_err();
            assert_eq!(error.code(), "bad_id", "{text}");
            assert!(text.is_empty() || !error.to_string().contains(text), "{text}");
        }
    }
}
