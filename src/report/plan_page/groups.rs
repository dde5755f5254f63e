//! What goes and what is marked, counted by class and rule.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::retention::{Item, Plan};

/// Of one class and one rule.
#[derive(Serialize, Default)]
pub(super) struct Group {
    class: String,
    rule: String,
    erase: u64,
    mark: u64,
    unmark: u64,
    attention: u64,
    overdue: u64,
    oldest: String,
}

/// Which number of a group a list adds to.
type Count = fn(&mut Group) -> &mut u64;

/// The groups of a plan: classes by name, within them rules by name.
pub(super) fn of(plan: &Plan) -> Vec<Group> {
    let mut groups: BTreeMap<(String, String), Group> = BTreeMap::new();
    let lists: [(&[Item], Count); 4] = [
        (&plan.erase, |group| &mut group.erase),
        (&plan.mark, |group| &mut group.mark),
        (&plan.unmark, |group| &mut group.unmark),
        (&plan.attention, |group| &mut group.attention),
    ];
    for (items, count) in lists {
        for item in items {
            let (class, rule) = names(item);
            let group = groups.entry((class, rule)).or_default();
            *count(group) += 1;
        }
    }
    for item in plan.erase.iter().chain(&plan.mark) {
        let Some(group) = groups.get_mut(&names(item)) else { continue };
        group.overdue += u64::from(item.overdue_since.is_some());
        // an ISO day sorts as its text does
        let due_from = item.due_from.map(|day| day.to_string()).unwrap_or_default();
        if group.oldest.is_empty() || (!due_from.is_empty() && due_from < group.oldest) {
            group.oldest = due_from;
        }
    }
    groups.into_iter().map(|((class, rule), group)| Group { class, rule, ..group }).collect()
}

/// Class and rule of an item, in words where there is none.
pub(super) fn names(item: &Item) -> (String, String) {
    let rule = match (&item.rule, &item.class) {
        (Some(rule), _) => rule.to_string(),
        (None, Some(_)) if item.part.is_some() => "(class of the part)".to_owned(),
        (None, Some(_)) => "(default class)".to_owned(),
        (None, None) => format!("({})", super::listed::words(item.reason)),
    };
    (item.class.as_ref().map_or("–".to_owned(), ToString::to_string), rule)
}

impl Group {
    /// All of them together.
    pub(super) fn total(groups: &[Self]) -> Self {
        let sum = |count: fn(&Self) -> u64| groups.iter().map(count).sum();
        Self {
            erase: sum(|group| group.erase),
            mark: sum(|group| group.mark),
            unmark: sum(|group| group.unmark),
            attention: sum(|group| group.attention),
            overdue: sum(|group| group.overdue),
            ..Self::default()
        }
    }
}
