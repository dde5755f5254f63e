//! Entities of an index as hits need them: read once, then kept for the records that hit them again.

use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use hashbrown::HashMap;

use super::explanation::Comparison;
use super::understood::Understood;
use crate::index::{EntityNumber, Index};
use crate::knowledge::Knowledge;
use crate::name::{Name, NameKind};
use crate::watchlist::Entity;

/// Everything that is known of an entity, with what is worked out of it once.
pub struct ListedEntity {
    entity: Entity,
    names: Vec<ListedName>,
    significant: OnceLock<Box<[u32]>>,
}

/// What is worked out of one of its names.
#[derive(Default)]
struct ListedName {
    understood: OnceLock<Understood>,
    compared: Mutex<HashMap<Box<str>, Arc<Comparison>>>,
}

impl Deref for ListedEntity {
    type Target = Entity;

    fn deref(&self) -> &Entity {
        &self.entity
    }
}

impl From<Entity> for ListedEntity {
    fn from(entity: Entity) -> Self {
        let names = entity.names.iter().map(|_| ListedName::default()).collect();
        Self { entity, names, significant: OnceLock::new() }
    }
}

impl ListedEntity {
    /// One of its names, understood by what its index was built with; `None` where it has no such name.
    pub(super) fn understood(&self, ordinal: usize, knowledge: &Knowledge) -> Option<&Understood> {
        let (name, text) = (self.names.get(ordinal)?, self.entity.names.get(ordinal)?);
        let kind = NameKind::of(self.entity.entity_type);
        Some(
            name.understood
                .get_or_init(|| Understood::of(Name::read_with(&text.text, kind, knowledge.roles()), None, knowledge)),
        )
    }

    /// Digests of what is significant of it, by whoever says what that is: asked once, always of the same one.
    pub fn significant(&self, of: impl FnOnce(&Entity) -> Box<[u32]>) -> &[u32] {
        self.significant.get_or_init(|| of(&self.entity))
    }
}

/// The entities that were read last, and what was compared with their names.
#[derive(Default)]
pub(super) struct ListedEntities {
    known: Mutex<HashMap<EntityNumber, Arc<ListedEntity>>>,
    compared: AtomicUsize,
}

/// Comparisons that are kept: customers with one name are many.
const MOST_COMPARED: usize = 20_000;

/// Entities that are kept; most hits are on a few thousand with common names.
const MOST_KEPT: usize = 16_384;

impl ListedEntities {
    /// An entity; `None` only where the index is damaged in a way that checksums cannot show.
    pub fn get(&self, index: &Index, number: EntityNumber) -> Option<Arc<ListedEntity>> {
        let Ok(mut known) = self.known.lock() else {
            return index.details(number).map(|entity| Arc::new(entity.into()));
        };
        if let Some(entity) = known.get(&number) {
            return Some(Arc::clone(entity));
        }
        if known.len() >= MOST_KEPT || self.compared.load(Ordering::Relaxed) >= MOST_COMPARED {
            known.clear();
            self.compared.store(0, Ordering::Relaxed);
        }
        let entity: Arc<ListedEntity> = Arc::new(index.details(number)?.into());
        known.insert(number, Arc::clone(&entity));
        Some(entity)
    }

    /// The comparison of a searched text with one of an entity's names, by whoever compares: asked once for as long as it
    /// is kept.
    pub fn compared(
        &self,
        entity: &ListedEntity,
        ordinal: usize,
        searched: &str,
        compare: impl FnOnce() -> Comparison,
    ) -> Arc<Comparison> {
        let Some(Ok(mut compared)) = entity.names.get(ordinal).map(|name| name.compared.lock()) else {
            return Arc::new(compare());
        };
        if let Some(known) = compared.get(searched) {
            return Arc::clone(known);
        }
        let comparison = Arc::new(compare());
        if self.compared.fetch_add(1, Ordering::Relaxed) < MOST_COMPARED {
            compared.insert(searched.into(), Arc::clone(&comparison));
        }
        comparison
    }
}
