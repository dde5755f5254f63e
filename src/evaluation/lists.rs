//! The entries that are measured on, read back out of whatever holds them.

use std::collections::HashMap;

use super::difference::form_of;
use crate::index::{self, Index};
use crate::knowledge::Knowledge;
use crate::matching::Settings;
use crate::vocabulary::ListType;
use crate::watchlist::{Entity, ListInfo};

/// Lists with their entries: what an evaluation needs to leave something out and compile the rest.
pub struct Listed {
    /// Each list, with its entries in the order of their numbers in an index.
    pub lists: Vec<(ListInfo, Vec<Entity>)>,
}

impl Listed {
    /// Everything that was compiled into an index.
    pub fn of_index(index: &Index) -> Self {
        let mut lists: Vec<(ListInfo, Vec<Entity>)> =
            index.catalogue().lists.iter().map(|info| (info.clone(), Vec::new())).collect();
        for number in index.entity_numbers() {
            if let (Some((_, entities)), Some(entity)) =
                (lists.get_mut(index.entity(number).list), index.details(number))
            {
                entities.push(entity);
            }
        }
        Self { lists }
    }

    /// Only entries of one of these list types; of all where none is named.
    #[must_use]
    pub fn only(mut self, list_types: &[ListType]) -> Self {
        if !list_types.is_empty() {
            for (_, entities) in &mut self.lists {
                entities.retain(|entity| entity.list_types.iter().any(|list_type| list_types.contains(list_type)));
            }
        }
        self
    }

    /// All entries: the number of the list, and the entry; in the order of their numbers in an index.
    pub(super) fn entities(&self) -> impl Iterator<Item = (usize, &Entity)> {
        self.lists
            .iter()
            .enumerate()
            .flat_map(|(list, (_, entities))| entities.iter().map(move |entity| (list, entity)))
    }

    /// Compiled.
    pub(super) fn index(&self, settings: &Settings) -> Result<Index, index::Error> {
        index::build_with(&self.lists, settings.names.as_ref().unwrap_or(Knowledge::built_in()))
    }

    pub(super) fn list_name(&self, list: usize) -> &str {
        self.lists.get(list).map_or("", |(info, _)| &info.name)
    }

    /// Who bears each name, whatever its case, accents, punctuation and order; by the entries' numbers.
    pub(super) fn bearers(&self) -> HashMap<String, Vec<usize>> {
        let mut bearers: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, (_, entity)) in self.entities().enumerate() {
            for name in &entity.names {
                let of = bearers.entry(form_of(&name.text)).or_default();
                if of.last() != Some(&number) {
                    of.push(number);
                }
            }
        }
        bearers
    }
}

/// A number for an entry and a purpose, the same on every machine: choices by it do not change when the list grows.
pub(super) fn lot(seed: u64, purpose: &str, list: &str, id: &str) -> u64 {
    let text = format!("{purpose}\u{1f}{list}\u{1f}{id}");
    xxhash_rust::xxh3::xxh3_64_with_seed(text.as_bytes(), seed)
}

/// The `most` items with the smallest lots, in their old order; all where there is no limit.
pub(super) fn sample<T>(items: Vec<T>, most: Option<usize>, lot: impl Fn(&T) -> u64) -> Vec<T> {
    let Some(most) = most.filter(|most| *most < items.len()) else { return items };
    let mut lots: Vec<u64> = items.iter().map(&lot).collect();
    lots.sort_unstable();
    let Some(limit) = most.checked_sub(1).and_then(|last| lots.get(last).copied()) else { return Vec::new() };
    let mut chosen: Vec<T> = items.into_iter().filter(|item| lot(item) <= limit).collect();
    chosen.truncate(most);
    chosen
}
