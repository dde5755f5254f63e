use super::bound::Bound;
use super::exact::{ByCode, ExactSearch};
use super::explanation::{Comparison, compare_names, in_words};
use super::fuzzy::{FuzzySearch, SimilarCache};
use super::hit::{Hit, HitEvidence, MatchKind};
use super::qualifiers::{Agreement, Qualifier, Qualifiers, SURE_NAME, least_name_score, qualifiers_hash_input, weigh};
use super::settings::{Mode, Settings, WeakAliases};
use super::understood::Understood;
use crate::index::{EntityNumber, Index, NameNumber, Similarities};
use crate::name::{NameKind, Word};
use crate::record::Record;
use crate::vocabulary::{ListType, Score, Sha256, Strength, normal_id};
use crate::watchlist::Entity;

/// A weak alias counts this much of a name, in hundredths.
pub(crate) const WEAK_HUNDREDTHS: u32 = 95;

/// A listed name that a searched name matches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NameMatch {
    /// Which of the record's names: 0 for its name, then its aliases.
    pub searched: usize,
    /// Which listed name.
    pub name: NameNumber,
    /// Of the names alone.
    pub score: Score,
}

/// An index with settings: everything that is worked out once for a run.
pub struct Matcher<'i> {
    index: &'i Index,
    settings: Settings,
    list_types: u32,
    weak_aliases: Vec<WeakAliases>,
    name_threshold: Score,
    search: Search<'i>,
}

enum Search<'i> {
    Fuzzy(Box<(Bound, Similarities<'i>)>),
    Exact(Option<ByCode>),
}

/// The buffers of one worker.
pub struct Worker<'m> {
    matcher: &'m Matcher<'m>,
    search: WorkerSearch<'m>,
}

enum WorkerSearch<'m> {
    Fuzzy(Box<FuzzySearch<'m>>),
    Exact(ExactSearch<'m>),
}

/// The name of a record, prepared as its mode needs it.
#[derive(Clone, Debug)]
pub enum Prepared {
    /// For fuzzy matching.
    Fuzzy(Understood),
    /// For exact matching.
    Exact(Vec<Word>),
}

impl Prepared {
    /// For fuzzy matching, the name understood.
    pub fn understood(&self) -> Option<&Understood> {
        match self {
            Self::Fuzzy(name) => Some(name),
            Self::Exact(_) => None,
        }
    }

    /// Its parts, as texts.
    pub fn parts(&self) -> Vec<String> {
        match self {
            Self::Fuzzy(name) => name
                .name
                .readings
                .first()
                .map(|reading| reading.parts.iter().map(|part| part.text.clone()).collect())
                .unwrap_or_default(),
            Self::Exact(words) => words.iter().map(|word| word.text.clone()).collect(),
        }
    }
}

impl<'i> Matcher<'i> {
    /// Settings for an index. With a phonetic code, the codes of all listed parts are worked out here.
    pub fn new(index: &'i Index, settings: Settings) -> Self {
        let catalogue = index.catalogue();
        let bit =
            |wanted: &ListType| catalogue.list_types.iter().position(|known| known == wanted).map_or(0, |bit| 1 << bit);
        let list_types = if settings.list_types.is_empty() {
            u32::MAX
        } else {
            settings.list_types.iter().map(bit).fold(0, |a, b| a | b)
        };
        let weak_aliases = catalogue.lists.iter().map(|list| WeakAliases::default_for(&list.kind)).collect();
        let lowest = if settings.allow_row_settings {
            settings.threshold().min(Score::LOWEST_THRESHOLD)
        } else {
            settings.threshold()
        };
        let name_threshold = least_name_score(lowest);
        let search = match settings.mode {
            Mode::Fuzzy => {
                let similarities = Similarities::new(index, Bound::floor(name_threshold), settings.phonetic);
                Search::Fuzzy(Box::new((Bound::new(name_threshold, similarities.floor()), similarities)))
            }
            Mode::Exact => Search::Exact(settings.phonetic.map(|code| ByCode::new(index, code))),
        };
        Self { index, settings, list_types, weak_aliases, name_threshold, search }
    }

    /// The index that it searches.
    pub fn index(&self) -> &'i Index {
        self.index
    }

    /// The settings that it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What finds similar terms; `None` in exact mode.
    pub fn similarities(&self) -> Option<&Similarities<'i>> {
        match &self.search {
            Search::Fuzzy(fuzzy) => Some(&fuzzy.1),
            Search::Exact(_) => None,
        }
    }

    /// A searched name, prepared.
    pub fn prepare(&self, name: &str) -> Prepared {
        match self.settings.mode {
            Mode::Fuzzy => Prepared::Fuzzy(Understood::searched(name, self.settings.phonetic)),
            Mode::Exact => Prepared::Exact(crate::name::words(&crate::name::to_latin(name))),
        }
    }

    /// Buffers for a worker.
    pub fn worker(&self) -> Worker<'_> {
        let search = match &self.search {
            Search::Fuzzy(fuzzy) => {
                WorkerSearch::Fuzzy(Box::new(FuzzySearch::new(self.index, &fuzzy.0, self.name_threshold)))
            }
            Search::Exact(by_code) => WorkerSearch::Exact(ExactSearch::new(self.index, by_code.as_ref())),
        };
        Worker { matcher: self, search }
    }

    /// The SHA-256 of everything that decides a score: settings, tables, models, version.
    pub fn configuration(&self) -> Sha256 {
        let Settings { mode, phonetic, min_score, max_hits, list_types, allow_row_settings } = &self.settings;
        let settings = format!(
            "{mode:?}|{phonetic:?}|{min_score:?}|{max_hits}|{list_types:?}|{allow_row_settings}|{:?}",
            self.weak_aliases
        );
        let knowledge = crate::index::knowledge().to_string();
        let (model, qualifiers) = (super::evidence::model_hash_input(), qualifiers_hash_input());
        let pieces = [env!("CARGO_PKG_VERSION"), &settings, &knowledge, &model, &qualifiers];
        Sha256::of_pieces(pieces.map(str::as_bytes))
    }

    /// The hits of a record whose names match these listed names: best first, ranked, cut to the most that are wanted;
    /// and the lists of all that there were.
    pub fn hits(&self, record: &Record, matches: &[NameMatch]) -> (Vec<Hit>, Vec<usize>) {
        let mut hits = Vec::new();
        let mut by_entity: Vec<(EntityNumber, NameMatch)> =
            matches.iter().map(|found| (self.index.name(found.name).entity, *found)).collect();
        by_entity.sort_unstable_by_key(|(entity, found)| (*entity, found.name, found.searched));
        let mut identified: Vec<EntityNumber> = record
            .identifiers
            .iter()
            .flat_map(|id| self.index.entities_with_identifier(&normal_id(&id.number)).collect::<Vec<_>>())
            .filter(|entity| !by_entity.iter().any(|(other, _)| other == entity))
            .collect();
        identified.sort_unstable();
        identified.dedup();
        for same in by_entity.chunk_by(|a, b| a.0 == b.0) {
            hits.extend(self.hit(record, same[0].0, same.iter().map(|(_, found)| *found)));
        }
        for entity in identified {
            hits.extend(self.hit(record, entity, std::iter::empty()));
        }
        self.ranked(hits)
    }

    fn ranked(&self, mut hits: Vec<Hit>) -> (Vec<Hit>, Vec<usize>) {
        let key = |hit: &Hit| (hit.score, hit.evidence.count(), hit.agreed);
        hits.sort_by(|a, b| key(b).cmp(&key(a)).then_with(|| (a.list, &a.details.id).cmp(&(b.list, &b.details.id))));
        let lists = hits.iter().map(|hit| hit.list).collect();
        let mut kept = 0;
        hits.retain(|hit| {
            // sanctions are never cut
            let keep = kept < self.settings.max_hits || is_sanctions(&hit.details);
            kept += usize::from(keep);
            keep
        });
        for (i, hit) in hits.iter_mut().enumerate() {
            hit.rank = i + 1;
        }
        (hits, lists)
    }

    /// The hit on one entity, where it is one.
    fn hit(&self, record: &Record, number: EntityNumber, matches: impl Iterator<Item = NameMatch>) -> Option<Hit> {
        let entity = self.index.entity(number);
        let wanted =
            if record.list_types.is_empty() { self.list_types } else { self.row_list_types(record) & self.list_types };
        if entity.list_types & wanted == 0 {
            return None;
        }
        let policy = self.weak_aliases.get(entity.list).copied().unwrap_or_default();
        let (best, weak_alias) = self.best_name(matches, policy);
        let details = self.index.details(number)?;
        let threshold = record.min_score.unwrap_or(self.settings.threshold());
        let name_score = best.map_or(Score::ZERO, |best| best.score);
        let (mut score, qualifiers) = weigh(record, &details, name_score, weak_alias);
        if is_sanctions(&details) && name_score >= SURE_NAME.max(threshold) {
            score = score.max(threshold);
        }
        if qualifiers.id_suffices {
            score = Score::ONE;
        } else if score < threshold || best.is_none() {
            return None;
        }
        let searched = best.map_or(&*record.searched_name, |best| match best.searched {
            0 => &*record.searched_name,
            n => record.aliases.get(n - 1).map_or("", String::as_str),
        });
        let ordinal = best.map_or(0, |best| self.index.name(best.name).ordinal);
        Some(self.explained(
            searched,
            ordinal,
            details,
            Scored { number, list: entity.list, score, name_score, qualifiers },
        ))
    }

    fn row_list_types(&self, record: &Record) -> u32 {
        let known = &self.index.catalogue().list_types;
        record
            .list_types
            .iter()
            .filter_map(|wanted| known.iter().position(|list_type| list_type == wanted))
            .fold(0, |bits, bit| bits | 1 << bit)
    }

    /// The name that counts, and whether a weak alias that may not make a hit supports it.
    fn best_name(&self, matches: impl Iterator<Item = NameMatch>, policy: WeakAliases) -> (Option<NameMatch>, bool) {
        let mut best: Option<(NameMatch, Strength)> = None;
        let mut supported = false;
        for mut found in matches {
            let strength = self.index.name(found.name).strength;
            match (strength, policy) {
                (Strength::Weak, WeakAliases::Ignore) => continue,
                (Strength::Weak, WeakAliases::Confirm) => {
                    supported = true;
                    continue;
                }
                (Strength::Weak, WeakAliases::Search) => {
                    let lowered = u32::from(found.score.ten_thousandths()) * WEAK_HUNDREDTHS / 100;
                    found.score = Score::from_ten_thousandths(lowered as u16);
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
        (best.map(|(found, _)| found), supported && best.is_some())
    }

    fn explained(&self, searched: &str, ordinal: usize, details: Entity, scored: Scored) -> Hit {
        let query = Understood::searched(searched, self.settings.phonetic);
        let (matched_name, strength) = details
            .names
            .get(ordinal)
            .map_or((String::new(), Strength::Primary), |name| (name.text.clone(), name.strength));
        let comparison = compare_names(&query, &matched_name, NameKind::of(details.entity_type));
        let Scored { number, list, score, name_score, qualifiers } = scored;
        let evidence = HitEvidence {
            name: name_score > Score::ZERO,
            birth_date: matches!(qualifiers.birth_date, Agreement::Equal | Agreement::YearEqual | Agreement::Near),
            country: qualifiers.country == Agreement::Equal,
            id: qualifiers.id == Agreement::Equal,
        };
        let match_kind = match () {
            () if qualifiers.id_suffices => MatchKind::Identifier,
            () if comparison.is_exact() => MatchKind::Exact,
            () if comparison.has_phonetic() => MatchKind::Phonetic,
            () if comparison.has_absent() => MatchKind::Partial,
            () => MatchKind::Fuzzy,
        };
        let explanation = sentence(match_kind, strength, &comparison, &qualifiers, evidence);
        Hit {
            entity: number,
            list,
            details,
            rank: 0,
            score,
            name_score,
            match_kind,
            evidence,
            matched_name,
            strength,
            agreed: comparison.evidence.agree,
            parts: comparison.parts,
            qualifiers,
            explanation,
        }
    }
}

struct Scored {
    number: EntityNumber,
    list: usize,
    score: Score,
    name_score: Score,
    qualifiers: Qualifiers,
}

impl Worker<'_> {
    /// Listed names that one of a record's names matches: `searched` says which of them it is. The cache must have been
    /// filled for it where the mode is fuzzy.
    pub fn match_name(&mut self, searched: usize, name: &Prepared, cache: &SimilarCache, matches: &mut Vec<NameMatch>) {
        match (&mut self.search, name) {
            (WorkerSearch::Fuzzy(search), Prepared::Fuzzy(name)) => {
                let found = search.search(name, cache).into_iter();
                matches.extend(found.map(|(name, score)| NameMatch { searched, name, score }));
            }
            (WorkerSearch::Exact(search), Prepared::Exact(words)) => {
                let threshold = self.matcher.name_threshold;
                let found = search.search(words).into_iter().filter(|found| found.score >= threshold);
                matches.extend(found.map(|found| NameMatch { searched, name: found.name, score: found.score }));
            }
            _ => {}
        }
    }
}

fn is_sanctions(entity: &Entity) -> bool {
    entity.list_types.iter().any(ListType::is_sanctions)
}

/// `2 of 3 parts agree with the primary name: ...; birth date agrees`.
fn sentence(
    kind: MatchKind,
    strength: Strength,
    comparison: &Comparison,
    qualifiers: &Qualifiers,
    evidence: HitEvidence,
) -> String {
    let mut clauses: Vec<String> = Vec::new();
    if kind == MatchKind::Identifier {
        clauses.push("the id number is equal, a hit whatever the name".to_owned());
    }
    if evidence.name {
        let strength = match strength {
            Strength::Primary => "the primary name",
            Strength::Strong => "an alias",
            Strength::Weak => "a weak alias",
        };
        if kind == MatchKind::Exact {
            clauses.push(format!("every part equals {strength}"));
        } else {
            let parts: Vec<String> = comparison.parts.iter().map(in_words).collect();
            clauses.push(format!("compared with {strength}: {}", parts.join(", ")));
        }
    }
    clauses.extend(
        qualifiers
            .list
            .iter()
            .filter(|q| !(kind == MatchKind::Identifier && q.field == "idNumber"))
            .map(Qualifier::in_words),
    );
    clauses.join("; ")
}
