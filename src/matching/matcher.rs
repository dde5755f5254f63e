use std::sync::Arc;

use super::bound::Bound;
use super::exact::{ByCode, ExactSearch};
use super::explanation::Comparison;
use super::fuzzy::{FuzzySearch, SimilarCache};
use super::hit::{Found, Hit, HitEvidence, MatchKind};
use super::judgement::{Judgement, SUPPORTS, Verdict, WEAK_HUNDREDTHS};
use super::listed::{ListedEntities, ListedEntity};
use super::ofac::PageName;
use super::ofac_search::{PageNames, PageSearch};
use super::pair::{PairComparer, SearchedName};
use super::policy::Rules;
use super::qualifiers::{Agreement, Qualifier, Qualifiers, least_name_score, qualifiers_hash_input};
use super::settings::{Mode, Settings};
use super::understood::Understood;
use crate::index::{EntityNumber, Index, NameNumber, Similarities, Tables};
use crate::knowledge::Knowledge;
use crate::name::Word;
use crate::record::Record;
use crate::vocabulary::{ListType, Score, Sha256, Strength, normal_id};

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
    pub(super) index: &'i Index,
    pub(super) settings: Settings,
    pub(super) list_types: u32,
    pub(super) rules: Rules,
    pub(super) name_threshold: Score,
    /// The same for entities that were born on the day of a record.
    pub(super) born_threshold: Score,
    pub(super) search: Search<'i>,
    tables: Tables<'i>,
    listed: ListedEntities,
    knowledge: Knowledge,
}

pub(super) enum Search<'i> {
    Fuzzy(Box<Likenesses<'i>>),
    Exact(Option<ByCode>),
    Ofac(Box<PageNames>),
}

/// What a fuzzy search goes by.
pub(super) struct Likenesses<'i> {
    pub similarities: Similarities<'i>,
    pub bound: Bound,
    /// For entities that were born on the day of a record.
    pub born: Bound,
}

/// The buffers of one worker.
pub struct Worker<'m> {
    matcher: &'m Matcher<'m>,
    search: WorkerSearch<'m>,
}

enum WorkerSearch<'m> {
    Fuzzy(Box<FuzzySearch<'m>>),
    Exact(Box<ExactSearch<'m>>),
    Ofac(Box<PageSearch<'m>>),
}

/// The name of a record, prepared as its mode needs it.
#[derive(Clone, Debug)]
pub enum Prepared {
    /// For fuzzy matching.
    Fuzzy(Understood),
    /// For exact matching.
    Exact(Vec<Word>),
    /// For OFAC's search page.
    Ofac(PageName),
}

impl Prepared {
    /// For fuzzy matching, the name understood.
    pub fn understood(&self) -> Option<&Understood> {
        match self {
            Self::Fuzzy(name) => Some(name),
            Self::Exact(_) | Self::Ofac(_) => None,
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
            Self::Ofac(name) => name.words.iter().map(|word| word.text.to_lowercase()).collect(),
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
        let rules = Rules::new(&settings, index);
        let rows = settings.allow_row_settings.then_some(Score::LOWEST_THRESHOLD);
        let lowest = settings.policies.lowest().into_iter().chain(rows).fold(settings.threshold(), Score::min);
        let born_threshold = least_name_score(lowest, Agreement::Equal);
        let name_threshold = match settings.mode {
            // an equal birth date lifts most and is rare: names that need it are looked at where it is
            Mode::Fuzzy => least_name_score(lowest, Agreement::YearEqual),
            Mode::Exact => born_threshold,
            // nothing but the name counts on OFAC's page
            Mode::Ofac => lowest,
        };
        let knowledge = settings.names.clone().unwrap_or_else(|| index.knowledge().clone());
        let search = match settings.mode {
            Mode::Fuzzy => {
                let floor = Bound::floor(name_threshold);
                let similarities = Similarities::new(index, floor, settings.phonetic, knowledge.clone());
                let [bound, born] =
                    [name_threshold, born_threshold].map(|threshold| Bound::new(threshold, similarities.floor()));
                Search::Fuzzy(Box::new(Likenesses { similarities, bound, born }))
            }
            Mode::Exact => Search::Exact(settings.phonetic.map(|code| ByCode::new(index, code))),
            Mode::Ofac => Search::Ofac(Box::new(PageNames::new(index, settings.phonetic))),
        };
        let (tables, listed) = (index.tables(), ListedEntities::default());
        Self { index, settings, list_types, rules, name_threshold, born_threshold, search, tables, listed, knowledge }
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
            Search::Fuzzy(fuzzy) => Some(&fuzzy.similarities),
            Search::Exact(_) | Search::Ofac(_) => None,
        }
    }

    /// Compares two names as this search does: the searched one by what the search knows, the listed one by what its index
    /// was built with.
    pub fn comparer(&self) -> PairComparer {
        let Settings { mode, phonetic, .. } = self.settings;
        PairComparer { mode, phonetic, searched: self.knowledge.clone(), listed: self.index.knowledge().clone() }
    }

    /// A searched name, prepared.
    pub fn prepare(&self, name: &str) -> Prepared {
        match self.settings.mode {
            Mode::Fuzzy => Prepared::Fuzzy(Understood::searched(name, self.settings.phonetic, &self.knowledge)),
            Mode::Exact => Prepared::Exact(crate::name::words(&crate::name::to_latin(name))),
            Mode::Ofac => Prepared::Ofac(PageName::of(name, self.settings.phonetic)),
        }
    }

    /// Buffers for a worker.
    pub fn worker(&self) -> Worker<'_> {
        let search = match &self.search {
            Search::Fuzzy(fuzzy) => {
                WorkerSearch::Fuzzy(Box::new(FuzzySearch::new(self.index, &fuzzy.bound, self.name_threshold)))
            }
            Search::Exact(by_code) => WorkerSearch::Exact(Box::new(ExactSearch::new(self.index, by_code.as_ref()))),
            Search::Ofac(names) => WorkerSearch::Ofac(Box::new(PageSearch::new(names, self.name_threshold))),
        };
        Worker { matcher: self, search }
    }

    /// The SHA-256 of everything that decides a score: settings, tables, models, version.
    pub fn configuration(&self) -> Sha256 {
        self.hash_with(&format!("{:?}", self.rules))
    }

    /// The same, whatever lists and list types there are: equal ones make the same of the same record and entry.
    pub fn configuration_of_pairs(&self) -> Sha256 {
        self.hash_with(&self.settings.policies.to_string())
    }

    fn hash_with(&self, rules: &str) -> Sha256 {
        let Settings { mode, phonetic, min_score, max_hits, list_types, allow_row_settings, policies: _, names: _ } =
            &self.settings;
        let settings = format!(
            "{mode:?}|{phonetic:?}|{min_score:?}|{max_hits}|{list_types:?}|{allow_row_settings}|{rules}|{WEAK_HUNDREDTHS}|{SUPPORTS:?}"
        );
        let names = self.comparer().configuration().to_string();
        let pieces = [settings.as_str(), &qualifiers_hash_input(), &names];
        Sha256::of_pieces(pieces.map(str::as_bytes))
    }

    /// Whether there are entities that were born on the day of a record, so that their names must be looked at once more, by
    /// [`Worker::match_born`].
    pub fn looks_at_born(&self, record: &Record) -> bool {
        let born = record.date_of_birth.filter(|_| matches!(self.search, Search::Fuzzy(_)));
        born.is_some_and(|born| self.tables.born_on(born).next().is_some())
    }

    /// The hits of a record whose names match these listed names.
    pub fn hits(&self, record: &Record, matches: &[NameMatch]) -> Found {
        let mut by_entity: Vec<(EntityNumber, NameMatch)> =
            matches.iter().map(|found| (self.tables.name(found.name).entity, *found)).collect();
        by_entity.sort_unstable_by_key(|(entity, found)| (*entity, found.name, found.searched));
        let mut identified: Vec<EntityNumber> = record
            .identifiers
            .iter()
            .flat_map(|id| self.index.entities_with_identifier(&normal_id(&id.number)).collect::<Vec<_>>())
            .filter(|entity| !by_entity.iter().any(|(other, _)| other == entity))
            .collect();
        identified.sort_unstable();
        identified.dedup();
        let names: Vec<SearchedName> = record.searched_names().map(SearchedName::new).collect();
        let mut found = Found::default();
        for same in by_entity.chunk_by(|a, b| a.0 == b.0) {
            self.add_hit((record, &names), same[0].0, same.iter().map(|(_, found)| *found), &mut found);
        }
        for entity in identified {
            self.add_hit((record, &names), entity, std::iter::empty(), &mut found);
        }
        found.sort();
        found
    }

    /// Adds the hit on one entity, where it is one.
    fn add_hit(
        &self,
        (record, names): (&Record, &[SearchedName]),
        number: EntityNumber,
        matches: impl Iterator<Item = NameMatch>,
        found: &mut Found,
    ) {
        if !self.wants(record, number) {
            return;
        }
        let Some(details) = self.listed.get(self.index, number) else { return };
        let judged = self.judge(record, number, &details, matches);
        match judged.verdict {
            Verdict::Alert => found.hits.push(self.explained(names, number, details, judged)),
            Verdict::Discounted => found.discounted.push(self.explained(names, number, details, judged)),
            Verdict::Below | Verdict::NoName => {}
        }
    }

    fn explained(
        &self,
        names: &[SearchedName],
        number: EntityNumber,
        details: Arc<ListedEntity>,
        judged: Judgement,
    ) -> Hit {
        let (searched, ordinal) =
            judged.best.map_or((0, 0), |best| (best.searched, self.tables.name(best.name).ordinal));
        let (matched_name, strength) = details
            .names
            .get(ordinal)
            .map_or((String::new(), Strength::Primary), |name| (name.text.clone(), name.strength));
        let nothing = SearchedName::new("");
        let searched = names.get(searched).unwrap_or(&nothing);
        let comparison = self
            .listed
            .compared(&details, ordinal, searched.text, || self.comparer().explain(searched, &details, ordinal));
        let evidence = judged.evidence();
        let Judgement { score, name_score, qualifiers, .. } = judged;
        let list = self.tables.entity(number).list;
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
            score,
            name_score,
            match_kind,
            evidence,
            matched_name,
            strength,
            comparison,
            qualifiers,
            explanation,
        }
    }
}

impl Worker<'_> {
    /// Listed names that the names of a record match, in the order in which it has them. The cache must have been filled for
    /// all of them where the mode is fuzzy.
    pub fn match_names(
        &mut self,
        record: &Record,
        names: &[Prepared],
        cache: &SimilarCache,
        matches: &mut Vec<NameMatch>,
    ) {
        for (searched, name) in names.iter().enumerate() {
            self.match_name(searched, name, cache, matches);
        }
        if self.matcher.looks_at_born(record) {
            for name in names.iter().enumerate() {
                self.match_born(name, record, cache, matches);
            }
        }
    }

    /// Names of entities that were born on the day of a record, where one of its names matches them less than
    /// [`Worker::match_name`] asks for. The cache must have been filled for it.
    pub fn match_born(
        &mut self,
        (searched, name): (usize, &Prepared),
        record: &Record,
        cache: &SimilarCache,
        matches: &mut Vec<NameMatch>,
    ) {
        let Matcher { tables, search: by, name_threshold, born_threshold, .. } = self.matcher;
        let (WorkerSearch::Fuzzy(search), Search::Fuzzy(by), Prepared::Fuzzy(name), Some(born)) =
            (&mut self.search, by, name, record.date_of_birth)
        else {
            return;
        };
        let listed: Vec<NameNumber> = tables.born_on(born).flat_map(|entity| tables.names_of(entity)).collect();
        let found = search.search_among(name, cache, &listed, (&by.born, *born_threshold)).into_iter();
        let further = found.filter(|(_, score)| score < name_threshold);
        matches.extend(further.map(|(name, score)| NameMatch { searched, name, score }));
    }

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
            (WorkerSearch::Ofac(search), Prepared::Ofac(name)) => {
                let found = search.search(name).into_iter();
                matches.extend(found.map(|(name, score)| NameMatch { searched, name, score }));
            }
            _ => {}
        }
    }
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
            let page = comparison.page.map_or(String::new(), |(whole, parts)| {
                format!(" as OFAC's page does (as whole strings {whole:.2}, part by part {parts:.2})")
            });
            clauses.push(format!("compared with {strength}{page}: {}", comparison.in_words()));
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
