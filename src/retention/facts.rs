//! What a dossier is decided on: everything of it that counts and may be read without keys.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Anchor, Part, RelationshipState};
use crate::dossier::{ComponentState, DossierFacts, DossierId, ImageKind, ProcessFacts, ProcessId, Status};
use crate::vocabulary::Country;

/// A legal hold on the dossier, or on its person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hold {
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// When it was released, if it was.
    pub released_at: Option<DateTime<Utc>>,
}

impl Hold {
    /// Whether it counts in a run that began now: one that is released while the run is under way still does.
    pub fn is_active(&self, now: DateTime<Utc>) -> bool {
        self.released_at.is_none_or(|released_at| released_at >= now)
    }
}

/// What the store knows of a dossier besides the dossier itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Holds, released ones too.
    pub holds: &'a [Hold],
    /// When a request to erase was received that has not been answered.
    pub erasure_request: Option<DateTime<Utc>>,
    /// Processes of which a copy was handed out.
    pub exported: &'a [ProcessId],
    /// Parts that are marked, and since when.
    pub marked_parts: &'a [(Part, DateTime<Utc>)],
}

/// What periods can be counted from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AnchorTimes {
    /// Creation.
    pub created: DateTime<Utc>,
    /// End of the latest process.
    pub completed: Option<DateTime<Utc>>,
    /// When something last happened.
    pub last_activity: DateTime<Utc>,
    /// Latest transaction.
    pub transaction: Option<DateTime<Utc>>,
}

/// How the customer relationships stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relationships {
    /// Nobody told of any.
    None,
    /// One goes on: what is counted from the end has not begun.
    Active,
    /// All have ended, the last of them then.
    Ended(DateTime<Utc>),
}

/// A part of a process that is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartFacts {
    /// Which.
    pub part: Part,
    /// When its process was created.
    pub created: DateTime<Utc>,
    /// When its process ended.
    pub completed: Option<DateTime<Utc>>,
    /// When something last happened to its process.
    pub last_activity: DateTime<Utc>,
    /// Whether its process still runs.
    pub running: bool,
    /// Whether its process was accepted and no copy of it handed out.
    pub not_exported: bool,
    /// Since when it is marked.
    pub marked_at: Option<DateTime<Utc>>,
}

/// All that a verdict is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Which dossier.
    pub dossier_id: DossierId,
    /// Whose law it is kept under.
    pub jurisdiction: Option<Country>,
    /// `accepted` where any process is, else the status of the latest; `None` without processes.
    pub status: Option<Status>,
    /// What its periods are counted from.
    pub anchors: AnchorTimes,
    /// How its customer relationships stand.
    pub relationships: Relationships,
    /// Whether a process runs.
    pub running: bool,
    /// Holds, released ones too.
    pub holds: Vec<Hold>,
    /// When a request to erase was received that stands.
    pub erasure_request: Option<DateTime<Utc>>,
    /// The day that somebody set, to the end of which it is kept.
    pub retain_until: Option<NaiveDate>,
    /// Whether an accepted process was never handed out.
    pub not_exported: bool,
    /// Since when it is marked.
    pub marked_at: Option<DateTime<Utc>>,
    /// Its parts that are there.
    pub parts: Vec<PartFacts>,
}

impl Relationships {
    /// The word for it.
    pub fn state(&self) -> RelationshipState {
        match self {
            Self::None => RelationshipState::None,
            Self::Active => RelationshipState::Active,
            Self::Ended(_) => RelationshipState::Ended,
        }
    }

    /// From what was told of each. One without an end goes on, and then the others' ends do not count.
    fn of(relationships: &[crate::dossier::Anchors]) -> Self {
        let ends: Option<Vec<_>> = relationships.iter().map(|relationship| relationship.ended_at).collect();
        match ends.map(|ends| ends.into_iter().max()) {
            None => Self::Active,
            Some(None) => Self::None,
            Some(Some(end)) => Self::Ended(end),
        }
    }
}

impl Facts {
    /// From a dossier, its processes, and what else is known of it.
    pub fn of(dossier: &DossierFacts, processes: &[ProcessFacts], known: &Known<'_>) -> Self {
        let is_not_exported = |process: &ProcessFacts| {
            process.status == Status::Accepted && !known.exported.contains(&process.process_id)
        };
        let accepted = processes.iter().any(|process| process.status == Status::Accepted);
        let latest = processes.iter().max_by_key(|process| (process.created_at, process.process_id));
        let part_facts = |process: &ProcessFacts, component: ImageKind| {
            let part = Part { process_id: process.process_id, component };
            PartFacts {
                part,
                created: process.created_at,
                completed: process.completed_at,
                last_activity: process.updated_at,
                running: !process.status.is_final(),
                not_exported: is_not_exported(process),
                marked_at: known.marked_parts.iter().find(|(marked, _)| *marked == part).map(|(_, at)| *at),
            }
        };
        Self {
            dossier_id: dossier.dossier_id,
            jurisdiction: dossier.jurisdiction,
            status: if accepted { Some(Status::Accepted) } else { latest.map(|process| process.status) },
            anchors: AnchorTimes {
                created: dossier.created_at,
                completed: processes.iter().filter_map(|process| process.completed_at).max(),
                last_activity: processes
                    .iter()
                    .map(|process| process.updated_at)
                    .fold(dossier.updated_at, DateTime::max),
                transaction: dossier.transaction_at,
            },
            relationships: Relationships::of(&dossier.relationships),
            running: processes.iter().any(|process| !process.status.is_final()),
            holds: known.holds.to_vec(),
            erasure_request: known.erasure_request,
            retain_until: dossier.retain_until,
            not_exported: processes.iter().any(is_not_exported),
            marked_at: dossier.marked_at,
            parts: processes
                .iter()
                .flat_map(|process| process.components.iter().map(move |component| (process, component)))
                .filter(|(_, (_, state))| **state == ComponentState::Held)
                .map(|(process, (component, _))| part_facts(process, *component))
                .collect(),
        }
    }

    /// What a part is counted from: its process, and what its dossier alone has.
    pub(super) fn anchors_of(&self, part: &PartFacts) -> AnchorTimes {
        AnchorTimes {
            created: part.created,
            completed: part.completed,
            last_activity: part.last_activity,
            transaction: self.anchors.transaction,
        }
    }
}

/// An anchor, looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    At(DateTime<Utc>),
    /// Its period has not begun.
    NotYet,
    Missing,
}

impl AnchorTimes {
    pub(super) fn find(&self, anchor: Anchor, relationships: Relationships) -> Found {
        let at = match anchor {
            Anchor::Created => Some(self.created),
            Anchor::Completed => self.completed,
            Anchor::LastActivity => Some(self.last_activity),
            Anchor::Transaction => self.transaction,
            Anchor::RelationshipEnd => match relationships {
                Relationships::None => None,
                Relationships::Active => return Found::NotYet,
                Relationships::Ended(end) => Some(end),
            },
        };
        at.map_or(Found::Missing, Found::At)
    }
}
