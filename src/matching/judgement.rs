//! Whether a record and an entity are a hit: the name that counts, what qualifies it, and the rules that hold for the entity.

use super::hit::HitEvidence;
use super::matcher::{Matcher, NameMatch};
use super::policy::{EntityRules, Origin};
use super::qualifiers::{Agreement, Qualifiers, SURE_NAME, weigh};
use super::settings::{Mode, WeakAliases};
use crate::index::EntityNumber;
use crate::name::NameKind;
use crate::record::Record;
use crate::vocabulary::{ListType, Score, Strength};
use crate::watchlist::Entity;

/// A weak alias counts this much of a name, in hundredths.
pub(crate) const WEAK_HUNDREDTHS: u32 = 95;

/// From which score of its own a weak alias that may not make a hit supports another name.
pub(super) const SUPPORTS: Score = Score::from_ten_thousandths(8_000);

/// What becomes of a record and an entity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// A hit.
    Alert,
    /// It would be one, but lacks what the policy of its list requires besides a name.
    Discounted,
    /// Below the threshold.
    Below,
    /// No listed name that may make a hit was found, and no identifier that is one by itself.
    NoName,
}

/// What becomes of a record and an entity, and how it came to that.
#[derive(Clone, PartialEq, Debug)]
pub struct Judgement {
    /// What becomes of them.
    pub verdict: Verdict,
    /// The name that counts, its score lowered where it is a weak alias.
    pub best: Option<NameMatch>,
    /// Whether a weak alias that may not make a hit supports it.
    pub supported: bool,
    /// Of the name alone.
    pub name_score: Score,
    /// With everything that qualifies it.
    pub weighed: Score,
    /// What is shown: `weighed`, raised to the threshold for a sure name on a sanctions list, 1 for an identifier that
    /// is a hit by itself.
    pub score: Score,
    /// From which score it is a hit.
    pub threshold: Score,
    /// Everything but the name.
    pub qualifiers: Qualifiers,
}

impl Judgement {
    /// On what it rests.
    pub fn evidence(&self) -> HitEvidence {
        let Qualifiers { birth_date, country, id, .. } = self.qualifiers;
        HitEvidence {
            name: self.name_score > Score::ZERO,
            birth_date: matches!(birth_date, Agreement::Equal | Agreement::YearEqual | Agreement::Near),
            country: country == Agreement::Equal,
            id: id == Agreement::Equal,
        }
    }
}

/// What a weak alias' score comes to where it may make a hit.
pub(super) fn lowered(score: Score) -> Score {
    Score::from_ten_thousandths((u32::from(score.ten_thousandths()) * WEAK_HUNDREDTHS / 100) as u16)
}

pub(crate) fn is_sanctions(entity: &Entity) -> bool {
    entity.list_types.iter().any(ListType::is_sanctions)
}

impl Matcher<'_> {
    /// Whether an entity has one of the list types that are searched.
    pub fn wants(&self, record: &Record, number: EntityNumber) -> bool {
        let known = &self.index.catalogue().list_types;
        let of_row = record.list_types.iter().filter_map(|wanted| known.iter().position(|known| known == wanted));
        let of_row = if record.list_types.is_empty() { u32::MAX } else { of_row.fold(0, |bits, bit| bits | 1 << bit) };
        self.index.entity(number).list_types & self.list_types & of_row != 0
    }

    /// The rules that hold for a record and an entity.
    pub fn rules(&self, record: &Record, number: EntityNumber) -> EntityRules<'_> {
        let rules = self.rules.of(&self.index.entity(number));
        match record.min_score {
            Some(threshold) => EntityRules { threshold, origin: Origin::Record, ..rules },
            None => rules,
        }
    }

    /// What becomes of a record and an entity of which these names match.
    pub fn judge(
        &self,
        record: &Record,
        number: EntityNumber,
        details: &Entity,
        matches: impl Iterator<Item = NameMatch>,
    ) -> Judgement {
        self.judge_by(&self.rules(record, number), record, details, matches)
    }

    /// The same by other rules.
    pub fn judge_by(
        &self,
        rules: &EntityRules,
        record: &Record,
        details: &Entity,
        matches: impl Iterator<Item = NameMatch>,
    ) -> Judgement {
        let threshold = rules.threshold;
        let best = self.best_name(matches, rules.weak_aliases);
        let confirms = rules.weak_aliases == WeakAliases::Confirm && best.is_some();
        let supported = confirms && self.is_supported(record, details);
        let name_score = best.map_or(Score::ZERO, |best| best.score);
        let (mut weighed, mut qualifiers) = weigh(record, details, name_score, supported);
        if self.settings.mode == Mode::Ofac {
            // the page knows names alone: what else agrees or not is shown and weighs nothing
            weighed = name_score;
            qualifiers.list.clear();
        }
        let mut score = weighed;
        if is_sanctions(details) && name_score >= SURE_NAME.max(threshold) {
            score = score.max(threshold);
        }
        let id_suffices = qualifiers.id_suffices;
        if id_suffices {
            score = Score::ONE;
        }
        let verdict = match () {
            () if best.is_none() && !id_suffices => Verdict::NoName,
            () if score < threshold && !id_suffices => Verdict::Below,
            () => Verdict::Alert,
        };
        let mut judged = Judgement { verdict, best, supported, name_score, weighed, score, threshold, qualifiers };
        // an identifier that is a hit by itself is more than any policy asks for
        let lacks = !rules.require.is_empty() && !rules.require.iter().any(|require| require.is_met(judged.evidence()));
        if judged.verdict == Verdict::Alert && lacks && !id_suffices {
            judged.verdict = Verdict::Discounted;
        }
        judged
    }

    /// The name that counts.
    fn best_name(&self, matches: impl Iterator<Item = NameMatch>, policy: WeakAliases) -> Option<NameMatch> {
        let mut best: Option<(NameMatch, Strength)> = None;
        for mut found in matches {
            let strength = self.index.name(found.name).strength;
            match (strength, policy) {
                (Strength::Weak, WeakAliases::Ignore | WeakAliases::Confirm) => continue,
                (Strength::Weak, WeakAliases::Search) if self.settings.mode != Mode::Ofac => {
                    found.score = lowered(found.score);
                }
                _ => {}
            }
            let better = best.is_none_or(|(other, than)| {
                (found.score, std::cmp::Reverse(strength)) > (other.score, std::cmp::Reverse(than))
            });
            if better {
                best = Some((found, strength));
            }
        }
        best.map(|(found, _)| found)
    }

    /// Whether a weak alias of an entity is like a name of a record. What a search found would not do: how low it goes
    /// depends on the threshold, and a score does not.
    fn is_supported(&self, record: &Record, details: &Entity) -> bool {
        let weak = details.names.iter().filter(|name| name.strength == Strength::Weak);
        let (comparer, kind) = (self.comparer(), NameKind::of(details.entity_type));
        let supports = |alias: &str| record.searched_names().any(|name| comparer.score(name, alias, kind) >= SUPPORTS);
        weak.into_iter().any(|alias| supports(&alias.text))
    }
}
