//! What is wrong with a policy as a whole, and can be seen without any dossier.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Class, Document, Rule, Safety, When};
use crate::retention::Name;
use crate::retention::calendar::can_end_before;
use crate::vocabulary::Period;

/// A value and where it stands.
pub(super) struct Placed<T> {
    pub value: T,
    pub at: Range<usize>,
}

/// Periods within a class.
pub(super) fn classes(document: &mut Document<'_>, classes: &BTreeMap<Name, Placed<Option<Class>>>, safety: &Safety) {
    for (name, Placed { value, at }) in classes {
        let Some(class) = value else { continue };
        if let Some(retain_for) = class.retain_for.filter(|retain_for| can_end_before(class.delete_after, *retain_for))
        {
            let message = format!(
                "class `{name}` must be deleted after {} and kept for {retain_for}: make `delete_after` at least as long",
                class.delete_after
            );
            document.problem(at.clone(), message);
        }
        let grace = Period::Days(safety.grace_days);
        if let Some(within) = class.execute_within.filter(|within| can_end_before(*within, grace)) {
            let message = format!(
                "class `{name}` is overdue after {within}, and what is due is marked for {grace} first: lengthen \
                 `execute_within`, or shorten `grace_days`"
            );
            document.problem(at.clone(), message);
        }
    }
}

/// Rules against each other.
pub(super) fn rules(
    document: &mut Document<'_>,
    rules: &[Placed<Rule>],
    classes: &BTreeMap<Name, Placed<Option<Class>>>,
) {
    let class = |rule: &Rule| classes.get(&rule.class).and_then(|class| class.value.as_ref());
    for (number, Placed { value: rule, at }) in rules.iter().enumerate() {
        let others = rules.iter().enumerate().filter(|(other, _)| *other != number);
        for (other_number, Placed { value: other, .. }) in others {
            let covered = covers(&other.when, &rule.when);
            // of two that cover each other the later one is the one too many
            let goes_before = other_number < number || !covers(&rule.when, &other.when);
            if covered && rule.class == other.class {
                if goes_before {
                    let message = format!(
                        "rule `{}` changes nothing: rule `{}` gives the same class to every dossier that it matches; \
                         leave one of them out, or narrow `when`",
                        rule.id, other.id
                    );
                    document.problem(at.clone(), message);
                }
                continue;
            }
            let (Some(mine), Some(theirs)) = (class(rule), class(other)) else { continue };
            if mine.anchor != theirs.anchor {
                continue;
            }
            if covered && adds_nothing(mine, theirs) && (goes_before || !adds_nothing(theirs, mine)) {
                let message = format!(
                    "rule `{}` changes nothing: for every dossier that it matches rule `{}` keeps at least as long and \
                     deletes at least as early; leave it out, or narrow `when`",
                    rule.id, other.id
                );
                document.problem(at.clone(), message);
            }
            let contradicts = |retain_for: &Period| can_end_before(theirs.delete_after, *retain_for);
            if let Some(retain_for) = mine.retain_for.filter(contradicts).filter(|_| meet(&rule.when, &other.when)) {
                let message = format!(
                    "rule `{}` keeps for {retain_for} what rule `{}` deletes after {}: make their periods agree, or let \
                     them not match the same dossiers",
                    rule.id, other.id, theirs.delete_after
                );
                document.problem(at.clone(), message);
            }
        }
    }
}

/// Whether the first holds wherever the second does.
fn covers(wide: &When, narrow: &When) -> bool {
    fn covers<T: Ord>(wide: Option<&BTreeSet<T>>, narrow: Option<&BTreeSet<T>>) -> bool {
        wide.is_none_or(|wide| narrow.is_some_and(|narrow| narrow.is_subset(wide)))
    }
    covers(wide.jurisdiction.as_ref(), narrow.jurisdiction.as_ref())
        && covers(wide.status.as_ref(), narrow.status.as_ref())
        && covers(wide.relationship.as_ref(), narrow.relationship.as_ref())
}

/// Whether there are dossiers that both match.
fn meet(a: &When, b: &When) -> bool {
    fn meet<T: Ord>(a: Option<&BTreeSet<T>>, b: Option<&BTreeSet<T>>) -> bool {
        a.zip(b).is_none_or(|(a, b)| !a.is_disjoint(b))
    }
    meet(a.jurisdiction.as_ref(), b.jurisdiction.as_ref())
        && meet(a.status.as_ref(), b.status.as_ref())
        && meet(a.relationship.as_ref(), b.relationship.as_ref())
}

/// Whether a class, next to another of the same anchor, makes no difference.
fn adds_nothing(class: &Class, next_to: &Class) -> bool {
    let keeps_no_longer =
        class.retain_for.is_none_or(|mine| next_to.retain_for.is_some_and(|theirs| !can_end_before(theirs, mine)));
    let deletes_no_earlier = !can_end_before(class.delete_after, next_to.delete_after);
    // without a duty to keep, 29 February is rounded the other way
    let rounds_alike = class.retain_for.is_some() || next_to.retain_for.is_none();
    keeps_no_longer
        && deletes_no_earlier
        && rounds_alike
        && class.on_missing == next_to.on_missing
        && class.execute_within == next_to.execute_within
}
