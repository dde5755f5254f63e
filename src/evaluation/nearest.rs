//! How a name and an entry compare by the plain path, which knows no index, no bounds and no search.

use crate::matching::{Comparison, PairComparer, Understood};
use crate::name::NameKind;
use crate::vocabulary::{Score, Strength};
use crate::watchlist::Entity;

/// The name of an entry that is most like an asked one.
pub(super) struct Nearest<'e> {
    pub name: &'e str,
    pub comparison: Comparison,
}

/// The best of the entry's names; weak ones only where it has no other.
pub(super) fn nearest<'e>(comparer: &PairComparer, asked: &Understood, entity: &'e Entity) -> Option<Nearest<'e>> {
    let kind = NameKind::of(entity.entity_type);
    let best = |weak: bool| {
        let names = entity.names.iter().filter(|name| (name.strength == Strength::Weak) == weak);
        let compared = names
            .map(|name| Nearest { name: &name.text, comparison: comparer.compare_understood(asked, &name.text, kind) });
        // the first of equals: the primary name comes first
        compared.reduce(|a, b| if b.comparison.score > a.comparison.score { b } else { a })
    };
    best(false).or_else(|| best(true))
}

/// What a comparison shows, on one line.
pub(super) fn explained(comparison: &Comparison) -> String {
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    let part = |part: &crate::matching::ComparedPart| {
        let (query, listed) = (shown(&part.query), shown(&part.listed));
        match part.how {
            "equal" => format!("{query} agrees"),
            how @ ("conflict" | "absent") => format!("{how}: {query} / {listed}"),
            how => format!("{how}: {query} / {listed} {:.2}", part.similarity),
        }
    };
    comparison.parts.iter().map(part).collect::<Vec<_>>().join("; ")
}

/// The plain score of an asked name and an entry.
pub(super) fn plain_score(comparer: &PairComparer, asked: &Understood, entity: &Entity) -> Score {
    nearest(comparer, asked, entity).map_or(Score::ZERO, |nearest| nearest.comparison.score)
}
