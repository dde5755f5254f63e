use std::collections::HashMap;
use std::path::Path;

use super::super::sources::Reading;
use super::super::{Entity, Error};
use super::ListInfo;
use crate::vocabulary::Position;

/// Something must be in a list.
pub(super) fn not_empty(path: &Path, reading: &Reading, entities: &[Entity]) -> Result<(), Error> {
    if entities.is_empty() {
        let skipped = reading.skipped.values().sum();
        return Err(Error::Empty { position: Position::file(path.display()), read: reading.read, skipped });
    }
    Ok(())
}

/// No two entries of a list have the same id.
pub(super) fn ids_are_unique(path: &Path, entities: &[Entity]) -> Result<(), Error> {
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(entities.len());
    for (index, entity) in entities.iter().enumerate() {
        if let Some(first) = seen.insert(&entity.id, index) {
            let position = Position::file(path.display());
            return Err(Error::DuplicateId { position, first: first + 1, second: index + 1 });
        }
    }
    Ok(())
}

/// Refuses a list that has lost more than `max_percent` per cent of its entries or of its names against the one that it
/// replaces (`--max-shrink`, default 10); exactly so many may go. A list that is gone (`None`) has lost all.
///
/// # Errors
/// [`Error::Shrunk`], [`Error::Gone`].
pub fn shrink_guard(new: Option<&ListInfo>, old: &ListInfo, max_percent: u8) -> Result<(), Error> {
    let kept = u128::from(100_u8.saturating_sub(max_percent));
    let Some(new) = new else {
        let may_go = kept == 0 || old.entries == 0;
        return if may_go { Ok(()) } else { Err(Error::Gone { list: old.name.clone(), old: old.entries }) };
    };
    let count = |of: fn(&ListInfo) -> u64| (of(new), of(old));
    for (what, (new, was)) in [("entries", count(|list| list.entries)), ("names", count(|list| list.names))] {
        if u128::from(new) * 100 < u128::from(was) * kept {
            return Err(Error::Shrunk { list: old.name.clone(), what, old: was, new, max: max_percent });
        }
    }
    Ok(())
}
