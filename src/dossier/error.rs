use super::{ImageKind, MediaType, Status};

/// What is wrong with a line that should be an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventFault {
    /// No JSON.
    InvalidJson,
    /// A `type` that is none.
    UnknownType,
    /// A field that events of its type do not have.
    UnknownField,
    /// A field is missing.
    MissingField,
    /// A field stands there twice.
    DuplicateField,
    /// A value cannot be read.
    InvalidValue,
}

/// Why something about a dossier is refused. A refusal changes nothing; no message holds anything about a person.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text is no id.
    #[error("this is no id of a {what}: give it as it was printed, such as `01a205ec-9ef8-7a41-8f52-0c1d2e3f4a5b`")]
    BadId {
        /// Of what.
        what: &'static str,
    },
    /// A line is no event.
    #[error("column {column}: expected {expected}: mend the line and import the file again")]
    Event {
        /// What is wrong.
        fault: EventFault,
        /// In bytes, from 1; 0 for an empty line.
        column: usize,
        /// What should have stood there.
        expected: String,
    },
    /// A dossier that nobody could name again.
    #[error("the event names no dossier: give `externalReference` or `dossierId`")]
    DossierUnnamed,
    /// There is no such dossier, or the event is for another.
    #[error("there is no such dossier: send `dossier.created` first")]
    UnknownDossier,
    /// Another person under the same key.
    #[error("`{field}` is another than before, so this is another person: give it an external reference of its own")]
    DossierIdentityConflict {
        /// The wire name of the first field that contradicts.
        field: &'static str,
    },
    /// Another key for the same dossier.
    #[error("the dossier has another external reference: name it by that, or leave `externalReference` out")]
    ExternalReferenceConflict,
    /// There is no such process.
    #[error("the dossier has no such process: send `process.created` first")]
    UnknownProcess,
    /// Which process is meant cannot be told.
    #[error("the dossier has several processes: give `processId`")]
    ProcessIdMissing,
    /// Another process under the same id.
    #[error("the process has another `{field}`: another attempt, provider or document is a process of its own")]
    ProcessConflict {
        /// The wire name of the field.
        field: &'static str,
    },
    /// No provider has this alias.
    #[error("unknown provider: those known are {known}; others can be added by a table")]
    UnknownProvider {
        /// The aliases that are known.
        known: String,
    },
    /// A table of providers cannot be read.
    #[error("line {line} of the table of providers: {what}: mend it after the form of `data/providers.csv`")]
    ProviderTable {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// An image without the kind of its document.
    #[error("an image needs to know its document: give `documentType` with the process or with the image")]
    DocumentTypeMissing,
    /// The provider does not look at such documents.
    #[error("the provider takes no such document: `muster document-types --provider ALIAS` shows which it takes")]
    DocumentTypeNotTaken,
    /// The provider takes the pictures itself.
    #[error("the provider takes its pictures itself: upload none")]
    ImagesNotAccepted,
    /// A start before all images are there.
    #[error("not all images are there: upload {}, then start", listed(.lacking))]
    ImageMissing {
        /// Which are not.
        lacking: Vec<ImageKind>,
    },
    /// Nowhere, or in two places.
    #[error("an image is either in `data` or in `path`: give one of the two")]
    ImageSource,
    /// A path that leaves its folder.
    #[error(
        "the path leaves the folder of the events: put the image below that folder and name it from there, with `/`"
    )]
    BadPath,
    /// The rules were asked about an image that nobody has looked at.
    #[error("the image was not read: read it and try again")]
    ImageUnread,
    /// Another image of a kind that the provider already looks at.
    #[error("the process has started with its images: create another process for another image")]
    AlreadyStarted,
    /// Nothing follows a final status.
    #[error("the process is `{status}`, and that is final: create another process")]
    FinalStatus {
        /// Where it stands.
        status: Status,
    },
    /// A time that has not come.
    #[error("`{field}` lies more than a day ahead: check the clock that it comes from")]
    TimeInFuture {
        /// The wire name of the field.
        field: &'static str,
    },
    /// The relationship ends before it begins.
    #[error("the relationship would end before it begins: check `startedAt` and `endedAt`")]
    RelationshipOrder,
    /// Not an address on the web.
    #[error("`{field}` is no address: give one such as `https://example.org/path`, without a password in it")]
    BadUrl {
        /// The wire name of the field.
        field: &'static str,
    },
    /// A secret that cannot stand in a header.
    #[error("`{field}` has line breaks or other control characters: give it as one line")]
    BadSecret {
        /// The wire name of the field.
        field: &'static str,
    },
    /// Neither PNG nor JPEG.
    #[error("the image is neither PNG nor JPEG: convert it")]
    ImageTypeUnknown,
    /// Its bytes are not what it is said to be.
    #[error("the image is declared as `{declared}` and is `{found}`: declare what it is")]
    ImageTypeMismatch {
        /// What it is said to be.
        declared: MediaType,
        /// What it is.
        found: MediaType,
    },
    /// Too many bytes.
    #[error("the image has more than {limit} bytes: send a smaller one")]
    ImageTooLarge {
        /// How many it may have.
        limit: u64,
    },
    /// Too many pixels.
    #[error("the image says that it has {width} by {height} pixels, more than {limit} in all: send a smaller one")]
    ImageTooManyPixels {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
        /// How many there may be.
        limit: u64,
    },
    /// It ends before its end.
    #[error("the image is cut off: send it again, whole")]
    ImageTruncated,
    /// It is not as its format has it.
    #[error("the image is damaged ({what}): send it again, or save it anew")]
    ImageDamaged {
        /// Where.
        what: &'static str,
    },
    /// No data URL.
    #[error("this is no data URL of an image: give one such as `data:image/png;base64,…`")]
    BadDataUrl,
    /// A data URL of something else.
    #[error("a data URL must be of `image/png` or `image/jpeg`: convert the image")]
    ImageTypeUnsupported,
    /// The base64 in a data URL.
    #[error("character {position} of the data URL: {what}: encode the image as plain padded base64 on one line")]
    BadBase64 {
        /// What is wrong.
        what: &'static str,
        /// In characters, from 1.
        position: usize,
    },
    /// There is no such finding.
    #[error("the dossier has no finding of this number: `muster dossier show` lists them")]
    UnknownFinding,
    /// Somebody has resolved it already.
    #[error("the finding has been resolved already: `muster dossier show` says by whom and why")]
    FindingResolved,
    /// Nobody's name, or no reason.
    #[error("a finding is resolved by somebody and for a reason: give both")]
    ResolverMissing,
}

fn listed(kinds: &[ImageKind]) -> String {
    kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(" and ")
}

impl Error {
    /// The word for it among rejects and in answers. It stays the same from version to version.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadId { .. } => "bad_id",
            Self::Event { fault: EventFault::InvalidJson, .. } => "invalid_json",
            Self::Event { fault: EventFault::UnknownType, .. } => "unknown_type",
            Self::Event { fault: EventFault::UnknownField, .. } => "unknown_field",
            Self::Event { fault: EventFault::MissingField, .. } => "missing_field",
            Self::Event { fault: EventFault::DuplicateField, .. } => "duplicate_field",
            Self::Event { fault: EventFault::InvalidValue, .. } => "invalid_value",
            Self::DossierUnnamed => "dossier_unnamed",
            Self::UnknownDossier => "unknown_dossier",
            Self::DossierIdentityConflict { .. } => "dossier_identity_conflict",
            Self::ExternalReferenceConflict => "external_reference_conflict",
            Self::UnknownProcess => "unknown_process",
            Self::ProcessIdMissing => "process_id_missing",
            Self::ProcessConflict { .. } => "process_conflict",
            Self::UnknownProvider { .. } => "unknown_provider",
            Self::ProviderTable { .. } => "provider_table",
            Self::DocumentTypeMissing => "document_type_missing",
            Self::DocumentTypeNotTaken => "document_type_not_taken",
            Self::ImagesNotAccepted => "images_not_accepted",
            Self::ImageMissing { .. } => "image_missing",
            Self::ImageSource => "image_source",
            Self::BadPath => "bad_path",
            Self::ImageUnread => "image_unread",
            Self::AlreadyStarted => "already_started",
            Self::FinalStatus { .. } => "final_status",
            Self::TimeInFuture { .. } => "time_in_future",
            Self::RelationshipOrder => "relationship_order",
            Self::BadUrl { .. } => "bad_url",
            Self::BadSecret { .. } => "bad_secret",
            Self::ImageTypeUnknown => "image_type_unknown",
            Self::ImageTypeMismatch { .. } => "image_type_mismatch",
            Self::ImageTooLarge { .. } => "image_too_large",
            Self::ImageTooManyPixels { .. } => "image_too_many_pixels",
            Self::ImageTruncated => "image_truncated",
            Self::ImageDamaged { .. } => "image_damaged",
            Self::BadDataUrl => "bad_data_url",
            Self::ImageTypeUnsupported => "image_type_unsupported",
            Self::BadBase64 { .. } => "bad_base64",
            Self::UnknownFinding => "unknown_finding",
            Self::FindingResolved => "finding_resolved",
            Self::ResolverMissing => "resolver_missing",
        }
    }

    /// Whether it lies in how muster was called or configured rather than in what it was given.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::BadId { .. } | Self::UnknownProvider { .. } | Self::ProviderTable { .. } | Self::ResolverMissing
        )
    }
}
