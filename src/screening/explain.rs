//! Why a record and an entry are, or are not, an alert: everything that a run looks at for the two, also where it stops early.

use super::screener::Screener;
use crate::index::{EntityNumber, NameNumber};
use crate::matching::{Candidacy, Comparison, EntityRules, Judgement, Matcher, NameMatch, Verdict};
use crate::name::NameKind;
use crate::record::Record;
use crate::vocabulary::{Score, Strength};
use crate::watchlist::Entity;

/// A record and an entry, and all that decides about them. Personal data: it has no debug print.
pub struct Explanation<'s> {
    /// Everything that is known of the entry.
    pub details: Entity,
    /// Which list of the catalogue it is on.
    pub list: usize,
    /// The names of the record that are searched for.
    pub searched: Vec<String>,
    /// Whether phonetic codes counted.
    pub soundex: bool,
    /// Whether its list types are among those that are searched.
    pub wanted: bool,
    /// The rules that hold for it.
    pub rules: EntityRules<'s>,
    /// The least name score that the search finds among the names of this entry.
    pub name_threshold: Score,
    /// The least likeness, in ten-thousandths, from which the search goes by a part; `None` where the mode goes by none.
    pub least_likeness: Option<u16>,
    /// Each of its names with the name of the record that is most like it, the best first.
    pub names: Vec<ExplainedName>,
    /// What a run makes of the two.
    pub judged: Judgement,
    /// What it would make of them if the search found every name, whatever it scores.
    pub unbound: Judgement,
    /// Its place among the hits of the record, from 1, and how many there are; `None` where it is not shown.
    pub rank: Option<(usize, usize)>,
    /// The highest threshold at which it would be a hit; `None` where it is none at any that can be asked for.
    pub shows_from: Option<Score>,
}

/// A name of the entry, compared.
pub struct ExplainedName {
    /// As the publication writes it.
    pub text: String,
    /// How much the publication stands behind it.
    pub strength: Strength,
    /// Which of the record's names is most like it.
    pub searched: usize,
    /// Part by part.
    pub comparison: Comparison,
    /// What became of it in the search.
    pub candidacy: Candidacy,
    /// Whether it is the name that counts.
    pub counts: bool,
}

impl Explanation<'_> {
    /// What a run makes of the two; where its search leaves every name out, what it would have made of them.
    pub fn decisive(&self) -> &Judgement {
        if self.judged.verdict == Verdict::NoName { &self.unbound } else { &self.judged }
    }
}

impl Screener<'_> {
    /// The entries with this id, or with this reference that people cite, on any list.
    pub fn entities_called(&self, id: &str) -> Vec<EntityNumber> {
        let index = self.index();
        let called = |number: &EntityNumber| {
            index.details(*number).is_some_and(|entity| entity.id == id || (!id.is_empty() && entity.reference == id))
        };
        index.entity_numbers().filter(called).collect()
    }

    /// Why a record and an entry are, or are not, an alert; `None` only where the index is damaged in a way that checksums
    /// cannot show.
    pub fn explain(&self, record: &Record, number: EntityNumber) -> Option<Explanation<'_>> {
        let soundex = self.soundex(record);
        let matcher = self.matcher(soundex);
        let index = self.index();
        let details = index.details(number)?;
        let name_threshold = matcher.name_threshold(record, &details);
        let (names, all) = compared(matcher, record, number, &details);
        let found = all.iter().copied().filter(|found| found.score >= name_threshold);
        let rules = matcher.rules(record, number);
        let judged = matcher.judge(record, number, &details, found);
        let unbound = matcher.judge(record, number, &details, all.iter().copied());
        let lookup = self.screen(record);
        let rank = lookup.hits.iter().find(|hit| hit.entity == number).map(|hit| (hit.rank, lookup.counted.len()));
        let mut explanation = Explanation {
            list: index.entity(number).list,
            searched: record.searched_names().map(str::to_owned).collect(),
            soundex,
            wanted: matcher.wants(record, number),
            name_threshold,
            least_likeness: matcher.least_likeness(),
            shows_from: shows_from(matcher, &rules, record, &details, &all),
            names,
            judged,
            unbound,
            rank,
            rules,
            details,
        };
        let best = explanation.judged.best.or(explanation.unbound.best);
        let ordinal = best.map(|best| index.name(best.name).ordinal);
        explanation.names.iter_mut().enumerate().for_each(|(n, name)| name.counts = Some(n) == ordinal);
        explanation.names.sort_by_key(|name| std::cmp::Reverse((name.counts, name.comparison.score)));
        Some(explanation)
    }
}

/// Each name of the entity with the searched name that is most like it, and all pairs that score anything.
fn compared(
    matcher: &Matcher,
    record: &Record,
    number: EntityNumber,
    details: &Entity,
) -> (Vec<ExplainedName>, Vec<NameMatch>) {
    let comparer = matcher.comparer();
    let kind = NameKind::of(details.entity_type);
    let name_threshold = matcher.name_threshold(record, details);
    let searched: Vec<&str> = record.searched_names().collect();
    let looked_at: Vec<Option<Vec<NameNumber>>> =
        searched.iter().map(|name| matcher.looked_at(&matcher.prepare(name))).collect();
    let mut all = Vec::new();
    let names = details.names.iter().zip(matcher.index().names_of(number)).filter_map(|(listed, name)| {
        let comparisons = searched.iter().enumerate().map(|(n, text)| (n, comparer.compare(text, &listed.text, kind)));
        let mut best: Option<(usize, Comparison)> = None;
        for (searched, comparison) in comparisons {
            if comparison.score > Score::ZERO {
                all.push(NameMatch { searched, name, score: comparison.score });
            }
            if best.as_ref().is_none_or(|(_, best)| comparison.score > best.score) {
                best = Some((searched, comparison));
            }
        }
        let (searched, comparison) = best?;
        let candidacy = match &looked_at[searched] {
            _ if comparison.score >= name_threshold => Candidacy::Found,
            Some(names) if names.binary_search(&name).is_err() => Candidacy::LeftOut,
            _ => Candidacy::Aligned,
        };
        let (text, strength) = (listed.text.clone(), listed.strength);
        Some(ExplainedName { text, strength, searched, comparison, candidacy, counts: false })
    });
    (names.collect(), all)
}

/// The highest threshold at which the two are a hit, as far as any can be asked for.
fn shows_from(
    matcher: &Matcher,
    rules: &EntityRules,
    record: &Record,
    details: &Entity,
    all: &[NameMatch],
) -> Option<Score> {
    let judged_at = |threshold| {
        let least = matcher.name_threshold_for(threshold, record, details);
        let found = all.iter().copied().filter(|found| found.score >= least);
        matcher.judge_by(&EntityRules { threshold, ..rules.clone() }, record, details, found)
    };
    // a sure name on a sanctions list shows from its own score on, whatever conflicts
    let unbound = matcher.judge_by(rules, record, details, all.iter().copied());
    let mut tried = [Score::ONE, unbound.name_score, unbound.weighed];
    tried.sort_unstable();
    tried
        .into_iter()
        .rev()
        .filter(|threshold| *threshold >= Score::LOWEST_THRESHOLD)
        .find(|threshold| matches!(judged_at(*threshold).verdict, Verdict::Alert | Verdict::Discounted))
}
