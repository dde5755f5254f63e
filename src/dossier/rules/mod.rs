//! What an event does to a dossier: all of it, or a refusal and nothing.

mod identity;
mod images;
mod process;
mod result;
mod upkeep;

use chrono::{DateTime, TimeDelta, Utc};

use super::event::{DossierCreated, Event, RelationshipChanged};
use super::image::Inspected;
use super::{
    Anchors, Delivery, Dossier, DossierContents, DossierFacts, DossierId, Error, ImageKind, ProcessId, Providers,
};
use crate::vocabulary::Sha256;

pub use upkeep::{ABANDON_AFTER, SECRETS_LIVE, SkipReason, export_allowed, lookup_allowed, secrets_expire};

/// How far ahead an event may lie: clocks differ, and some tell the local time as if it were UTC.
const AHEAD: TimeDelta = TimeDelta::days(1);

/// What the rules must know besides the dossier and the event.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The providers that are known.
    pub providers: &'a Providers,
    /// The present.
    pub now: DateTime<Utc>,
    /// Ten random bytes, fresh for each event: a new id is made of them.
    pub random: [u8; 10],
    /// Whether the dossier is under a hold, so that nothing of it may be destroyed.
    pub on_hold: bool,
}

/// What came of an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Applied {
    /// It had counted before: nothing is to be written.
    Unchanged,
    /// The dossier is to be written, and then this is to be done.
    Changed {
        /// In this order.
        actions: Vec<Action>,
        /// What somebody should hear of.
        warnings: Vec<Warning>,
    },
}

impl Applied {
    /// What is to be done.
    pub fn actions(&self) -> &[Action] {
        match self {
            Self::Unchanged => &[],
            Self::Changed { actions, .. } => actions,
        }
    }

    /// What somebody should hear of.
    pub fn warnings(&self) -> &[Warning] {
        match self {
            Self::Unchanged => &[],
            Self::Changed { warnings, .. } => warnings,
        }
    }
}

/// Something that is not the rules' to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// Keep the bytes of the image that the event brought.
    KeepImage {
        /// The process.
        process: ProcessId,
        /// Which picture.
        image: ImageKind,
        /// Its hash.
        sha256: Sha256,
    },
    /// The image took another's place: note the old one's hash in the audit and destroy its bytes.
    ReplaceImage {
        /// The process.
        process: ProcessId,
        /// Which picture.
        image: ImageKind,
        /// Of the one that was there before.
        old_sha256: Sha256,
        /// `false` under a hold: the old bytes stay until it is released.
        destroy: bool,
    },
    /// Destroy the bytes of an image.
    DestroyImage {
        /// The process.
        process: ProcessId,
        /// Which picture.
        image: ImageKind,
        /// Its hash.
        sha256: Sha256,
    },
    /// The process started by itself: tell the provider.
    Start {
        /// The process.
        process: ProcessId,
    },
    /// The process reached a final status: announce it, then say so with [`Dossier::notified`].
    Notify {
        /// The process.
        process: ProcessId,
    },
    /// Destroy the sealed secrets.
    DropSecrets {
        /// The process.
        process: ProcessId,
    },
}

/// What somebody should hear of, though it stops nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Warning {
    /// The process, where it is about one.
    pub process: Option<ProcessId>,
    /// What it is.
    pub code: WarningCode,
    /// The wire name of the field, where it is about one.
    pub field: Option<&'static str>,
}

macro_rules! warning_codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// What a warning is about.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum WarningCode { $($(#[$doc])* $name,)* }

        impl WarningCode {
            /// The word for it. It stays the same from version to version.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

warning_codes! {
    /// The provider's status is none of ours: kept as it is, and taken for `inconclusive`.
    StatusUnknown = "status_unknown";
    /// The status told is behind the one reached, and was passed over.
    StatusNotMoved = "status_not_moved";
    /// An answer came though nobody told of a start.
    ResultBeforeStart = "result_before_start";
    /// A field has another value than before; the later one counts.
    ValueReplaced = "value_replaced";
    /// A field would have another value after the final status; the earlier one stays.
    ValueKept = "value_kept";
    /// Two sides that must be the same person cannot be: a finding was raised.
    IdentityMismatch = "identity_mismatch";
}

/// What gathers while an event is applied.
#[derive(Default)]
struct Effects {
    actions: Vec<Action>,
    warnings: Vec<Warning>,
}

impl Effects {
    fn warn(&mut self, process: Option<ProcessId>, code: WarningCode, field: Option<&'static str>) {
        self.warnings.push(Warning { process, code, field });
    }

    fn into_applied(self) -> Applied {
        Applied::Changed { actions: self.actions, warnings: self.warnings }
    }
}

impl Dossier {
    /// A new dossier. That no other has its id or its external reference is for the store to know.
    ///
    /// # Errors
    /// Where the event names it neither by an external reference nor by an id, or lies ahead.
    pub fn create(event: &DossierCreated, around: &Circumstances<'_>) -> Result<Self, Error> {
        if event.dossier_id.is_none() && event.external_reference.is_none() {
            return Err(Error::DossierUnnamed);
        }
        let at = moment(event.at, around.now, "at")?;
        let event = event.clone();
        let facts = DossierFacts {
            dossier_id: event.dossier_id.unwrap_or_else(|| DossierId::new(around.now, around.random)),
            created_at: at,
            updated_at: at,
            relationships: Vec::new(),
            transaction_at: None,
            retain_until: None,
            jurisdiction: event.jurisdiction,
            class: None,
            marked_at: None,
        };
        let contents = DossierContents {
            external_reference: event.external_reference.clone(),
            user_data: event.user_data.clone(),
            relationship_sources: Vec::new(),
            deliveries: [Delivery::of(&Event::DossierCreated(event), None)].into(),
        };
        Ok(Self { facts, contents, processes: Vec::new() })
    }

    /// Applies an event, with the image that it brings where it brings one. An event that counted before changes nothing,
    /// however much came after it; one that was refused may be sent again.
    ///
    /// # Errors
    /// Where a rule refuses it; then the dossier is as it was.
    pub fn apply(
        &mut self,
        event: &Event,
        image: Option<&Inspected>,
        around: &Circumstances<'_>,
    ) -> Result<Applied, Error> {
        self.is_meant_by(event)?;
        let delivery = Delivery::of(event, image);
        if self.contents.deliveries.contains(&delivery) {
            return Ok(Applied::Unchanged);
        }
        let at = moment(event.at(), around.now, "at")?;
        let (mut next, mut effects) = (self.clone(), Effects::default());
        match event {
            Event::DossierCreated(event) => next.learn(event, &mut effects)?,
            Event::RelationshipChanged(event) => next.relate(event)?,
            Event::TransactionMade(_) => next.facts.transaction_at = next.facts.transaction_at.max(Some(at)),
            Event::RetentionChanged(event) => {
                next.facts.retain_until = event.retain_until.apply_to(next.facts.retain_until);
            }
            Event::ProcessCreated(event) => next.create_process(event, at, around)?,
            Event::ImageReceived(event) => next.receive_image(event, image, at, around, &mut effects)?,
            Event::ProcessStarted(event) => next.start(event, at, around)?,
            Event::ProcessResult(event) => next.take_result(event, at, around, &mut effects)?,
        }
        next.compare_identities(around.now, &mut effects);
        next.contents.deliveries.insert(delivery);
        // that it must stay longer is nothing that its person did: no period begins anew
        if !matches!(event, Event::RetentionChanged(_)) {
            next.touch(at);
        }
        *self = next;
        Ok(effects.into_applied())
    }

    fn is_meant_by(&self, event: &Event) -> Result<(), Error> {
        let by_reference = event.external_reference().zip(self.contents.external_reference.as_deref());
        match event.dossier_id() {
            Some(id) if id != self.facts.dossier_id => Err(Error::UnknownDossier),
            Some(_) if by_reference.is_some_and(|(theirs, ours)| theirs != ours) => {
                Err(Error::ExternalReferenceConflict)
            }
            None if by_reference.is_none_or(|(theirs, ours)| theirs != ours) => Err(match event.external_reference() {
                None => Error::DossierUnnamed,
                Some(_) => Error::UnknownDossier,
            }),
            _ => Ok(()),
        }
    }

    /// `dossier.created` once more: it must be the same person, and may say more.
    fn learn(&mut self, event: &DossierCreated, effects: &mut Effects) -> Result<(), Error> {
        self.refuse_another_person(&event.user_data)?;
        for field in self.contents.user_data.merge(&event.user_data).differing {
            effects.warn(None, WarningCode::ValueReplaced, Some(field));
        }
        if let Some(jurisdiction) = event.jurisdiction
            && self.facts.jurisdiction.replace(jurisdiction).is_some_and(|before| before != jurisdiction)
        {
            effects.warn(None, WarningCode::ValueReplaced, Some("jurisdiction"));
        }
        if self.contents.external_reference.is_none() {
            self.contents.external_reference.clone_from(&event.external_reference);
        }
        Ok(())
    }

    fn relate(&mut self, event: &RelationshipChanged) -> Result<(), Error> {
        let sources = &mut self.contents.relationship_sources;
        let place = sources.iter().position(|source| *source == event.source).unwrap_or(sources.len());
        if place == sources.len() {
            sources.push(event.source.clone());
            self.facts.relationships.push(Anchors::default());
        }
        let Some(anchors) = self.facts.relationships.get_mut(place) else { return Ok(()) };
        anchors.started_at = event.started_at.apply_to(anchors.started_at);
        anchors.ended_at = event.ended_at.apply_to(anchors.ended_at);
        if anchors.started_at.zip(anchors.ended_at).is_some_and(|(start, end)| end < start) {
            return Err(Error::RelationshipOrder);
        }
        Ok(())
    }
}

/// When something happened; a little ahead counts as now.
fn moment(at: Option<DateTime<Utc>>, now: DateTime<Utc>, field: &'static str) -> Result<DateTime<Utc>, Error> {
    match at {
        Some(at) if at.signed_duration_since(now) > AHEAD => Err(Error::TimeInFuture { field }),
        Some(at) => Ok(at.min(now)),
        None => Ok(now),
    }
}
