//! Events: what happened to a dossier, one JSON object a line.

mod read;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::wire::{self, Change, RawJson, Secret, prints_nothing};
use super::{DocumentType, DossierId, Error, FinalResult, ImageKind, MediaType, ProcessId, UserData};
use crate::vocabulary::Country;

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident, $word:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            /// When it happened; now, where it is not said.
            #[serde(default, deserialize_with = "wire::time", skip_serializing_if = "Option::is_none")]
            pub at: Option<DateTime<Utc>>,
            /// The dossier's id.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub dossier_id: Option<DossierId>,
            /// The customer's own key of the dossier.
            #[serde(default, deserialize_with = "wire::text", skip_serializing_if = "Option::is_none")]
            pub external_reference: Option<String>,
            $($(#[$field_doc])* pub $field: $type,)*
        }

        prints_nothing!($name);)*

        /// What happened. Personal data: a debug print shows its kind only. Written as JSON it has all that it came with,
        /// secrets too.
        #[derive(Clone, PartialEq, Serialize)]
        #[serde(tag = "type")]
        pub enum Event {
            $($(#[$doc])* #[serde(rename = $word)] $name($name),)*
        }

        impl Event {
            /// The words in `type`.
            pub const TYPES: &'static [&'static str] = &[$($word),*];

            /// The word in `type`.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $word,)* }
            }

            /// When it happened, where it says so.
            pub fn at(&self) -> Option<DateTime<Utc>> {
                match self { $(Self::$name(event) => event.at,)* }
            }

            /// The dossier, where it is named by its id.
            pub fn dossier_id(&self) -> Option<DossierId> {
                match self { $(Self::$name(event) => event.dossier_id,)* }
            }

            /// The dossier, where it is named by the customer's own key.
            pub fn external_reference(&self) -> Option<&str> {
                match self { $(Self::$name(event) => event.external_reference.as_deref(),)* }
            }

            /// Reads one line; how long it may be is for the caller to bound.
            ///
            /// # Errors
            /// Where it is no JSON object, or no event: a field that no event of its type has, one missing, or a value that
            /// cannot be read. The error says in which column, never what stood there.
            pub fn parse(line: &str) -> Result<Self, Error> {
                match read::kind(line, Self::TYPES)? {
                    $($word => read::fields(line).map(Self::$name),)*
                    _ => Err(read::unknown_type(Self::TYPES)),
                }
            }
        }
    };
}

events! {
    /// A dossier is created, or more becomes known of its person.
    DossierCreated, "dossier.created" {
        /// What the customer's own files say of the person.
        #[serde(default, deserialize_with = "wire::object_or_default")]
        user_data: UserData,
        /// Whose law it is kept under.
        #[serde(default, deserialize_with = "wire::country", skip_serializing_if = "Option::is_none")]
        jurisdiction: Option<Country>,
    }
    /// A verification is created.
    ProcessCreated, "process.created" {
        /// Its id; made, where the creator gives none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        process_id: Option<ProcessId>,
        /// The provider's alias.
        provider: String,
        /// What kind of process it is at the provider.
        #[serde(default, deserialize_with = "wire::text", skip_serializing_if = "Option::is_none")]
        process_type: Option<String>,
        /// The document that is shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document_type: Option<DocumentType>,
        /// How the pictures are taken.
        #[serde(default, deserialize_with = "wire::text", skip_serializing_if = "Option::is_none")]
        capture_method: Option<String>,
        /// Where the final status is announced.
        #[serde(default, deserialize_with = "wire::text", skip_serializing_if = "Option::is_none")]
        notification_url: Option<String>,
        /// Where the person is sent.
        #[serde(default, deserialize_with = "wire::text", skip_serializing_if = "Option::is_none")]
        redirect_url: Option<String>,
        /// The header that goes with the notification.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authorization_header: Option<Secret>,
        /// What the provider's own program signs in with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sdk_token: Option<Secret>,
    }
    /// An image came.
    ImageReceived, "image.received" {
        /// The process; may be left out where the dossier has only one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        process_id: Option<ProcessId>,
        /// Which picture.
        image: ImageKind,
        /// The image itself, as a data URL.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        data: Option<String>,
        /// The image's file, relative to the file of events.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// What the file is said to be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        media_type: Option<MediaType>,
        /// The document that is shown, where the process does not say yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document_type: Option<DocumentType>,
    }
    /// A verification is started.
    ProcessStarted, "process.started" {
        /// The process; may be left out where the dossier has only one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        process_id: Option<ProcessId>,
    }
    /// An answer, or a part of one.
    ProcessResult, "process.result" {
        /// The process; may be left out where the dossier has only one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        process_id: Option<ProcessId>,
        /// The provider's status.
        #[serde(default, deserialize_with = "wire::text", skip_serializing_if = "Option::is_none")]
        status: Option<String>,
        /// Why it failed.
        #[serde(default, deserialize_with = "wire::text", skip_serializing_if = "Option::is_none")]
        fail_reason: Option<String>,
        /// What the provider sent, to the letter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provider_specific: Option<RawJson>,
        /// What was found, or some of it.
        #[serde(default, deserialize_with = "wire::object", skip_serializing_if = "Option::is_none")]
        final_result: Option<FinalResult>,
        /// When the provider was done.
        #[serde(default, deserialize_with = "wire::time", skip_serializing_if = "Option::is_none")]
        completed_at: Option<DateTime<Utc>>,
    }
    /// A customer relationship began, ended, or did not end after all.
    RelationshipChanged, "relationship.changed" {
        /// When it began; `null` takes back what was said.
        #[serde(default, skip_serializing_if = "Change::is_keep")]
        started_at: Change,
        /// When it ended; `null` takes back what was said.
        #[serde(default, skip_serializing_if = "Change::is_keep")]
        ended_at: Change,
        /// Who says so: a dossier has one relationship for each source.
        #[serde(default, deserialize_with = "wire::text", skip_serializing_if = "Option::is_none")]
        source: Option<String>,
    }
    /// The customer made a transaction, at the event's time. The latest one counts.
    TransactionMade, "transaction.made" {
    }
    /// Somebody says until when the dossier has to be kept in any case.
    RetentionChanged, "retention.changed" {
        /// The last day; `null` takes back what was said.
        retain_until: Change<NaiveDate>,
        /// Why: a matter's number, no personal data. It stands in the audit.
        #[serde(default, deserialize_with = "wire::text", skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }
}

impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Event({})", self.kind())
    }
}

/// Where an image's bytes are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ImageSource<'a> {
    /// In the event itself, as a data URL: `image::parse_data_url` reads it.
    Data(&'a str),
    /// In a file, relative to the file of events, below its folder.
    Path(&'a str),
}

impl ImageReceived {
    /// Where the bytes are.
    ///
    /// # Errors
    /// Where the event names no place or two, or a path that leaves the folder of the file of events.
    pub fn source(&self) -> Result<ImageSource<'_>, Error> {
        match (&self.data, &self.path) {
            (Some(data), None) => Ok(ImageSource::Data(data)),
            (None, Some(path)) if stays_below(path) => Ok(ImageSource::Path(path)),
            (None, Some(_)) => Err(Error::BadPath),
            _ => Err(Error::ImageSource),
        }
    }
}

/// Whether a path, on any system, names something in the folder that it is relative to. Judged by its letters only; that no
/// link leads out is for whoever opens it.
fn stays_below(path: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
    !path.is_empty() && !path.contains(odd) && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}
