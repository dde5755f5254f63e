//! Asks many names at once, and keeps of the answers what is measured.

use rayon::prelude::*;

use super::{Error, Watch};
use crate::index::Index;
use crate::matching::{Matcher, NameMatch, Prepared, Settings, SimilarCache, WEAK_HUNDREDTHS};
use crate::record::Record;
use crate::vocabulary::{Score, Strength};

/// Somebody to ask for, and who would be the right answer.
pub(super) struct Question {
    /// Name, and birth date and country where they are known.
    pub record: Record<'static>,
    /// The entries' numbers; none for a negative, and where it is not known who is meant.
    pub right: Option<usize>,
}

/// An entry that is an alert.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alert {
    pub entity: usize,
    pub list: usize,
    /// The highest threshold at which it is one.
    pub score: Score,
}

/// Which fields of a record are used besides its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fields {
    Name,
    BirthDate,
    BirthDateAndCountry,
}

/// All of them, in order.
pub(super) const FIELDS: [Fields; 3] = [Fields::Name, Fields::BirthDate, Fields::BirthDateAndCountry];

impl Fields {
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Name => "name only",
            Self::BirthDate => "name and birth date",
            Self::BirthDateAndCountry => "name, birth date and country",
        }
    }
}

/// What came of a question.
#[derive(Default)]
pub(super) struct Answer {
    /// By [`Fields`]; best first. Without birth date and country the three are the same, and only the first is kept.
    alerts: [Vec<Alert>; 3],
    /// Whether the record says more than a name.
    says_more: bool,
    /// Entries that a weak alias would make an alert, and that the policy leaves out; as the names score.
    pub left_out: Vec<Alert>,
}

impl Answer {
    pub(super) fn alerts(&self, fields: Fields) -> &[Alert] {
        if self.says_more { &self.alerts[fields as usize] } else { &self.alerts[0] }
    }

    /// By name only.
    pub(super) fn by_name(&self) -> &[Alert] {
        &self.alerts[0]
    }

    /// The best score; 0 where there is no alert.
    pub(super) fn best(&self, fields: Fields) -> Score {
        self.alerts(fields).first().map_or(Score::ZERO, |alert| alert.score)
    }

    /// The score of one entry; 0 where it is no alert.
    pub(super) fn score_of(&self, entity: usize, fields: Fields) -> Score {
        let found = self.alerts(fields).iter().find(|alert| alert.entity == entity);
        found.map_or(Score::ZERO, |alert| alert.score)
    }
}

/// Names that are asked before those who watch are told.
const CHUNK: usize = 4_096;

/// Asks everything, against an index, from a threshold up. `further` says whether birth date and country are tried too.
pub(super) fn ask(
    index: &Index,
    settings: &Settings,
    questions: &[Question],
    further: bool,
    watch: &Watch,
    what: &str,
) -> Result<Vec<Answer>, Error> {
    // an evaluation sees everything: cutting is looked at on its own
    let settings = Settings { max_hits: usize::MAX, ..settings.clone() };
    let matcher = Matcher::new(index, settings);
    let mut cache = SimilarCache::default();
    let mut answers = Vec::with_capacity(questions.len());
    for chunk in questions.chunks(CHUNK) {
        watch.tell(what, answers.len(), questions.len())?;
        let prepared: Vec<Vec<Prepared>> = chunk
            .par_iter()
            .map(|question| {
                let record = &question.record;
                let names = std::iter::once(&*record.searched_name).chain(record.aliases.iter().map(String::as_str));
                names.map(|name| matcher.prepare(name)).collect()
            })
            .collect();
        fill(&mut cache, &matcher, &prepared);
        answers.par_extend(chunk.par_iter().zip(&prepared).with_min_len(16).map_init(
            || matcher.worker(),
            |worker, (question, names)| {
                let mut matches = Vec::new();
                worker.match_names(&question.record, names, &cache, &mut matches);
                answer(&matcher, &question.record, &matches, further)
            },
        ));
        cache.trim();
    }
    watch.tell(what, questions.len(), questions.len())?;
    Ok(answers)
}

fn fill(cache: &mut SimilarCache, matcher: &Matcher, prepared: &[Vec<Prepared>]) {
    let Some(similarities) = matcher.similarities() else { return };
    let (parts, together) = cache.missing(prepared.iter().flatten().filter_map(Prepared::understood));
    let parts: Vec<_> = parts.into_par_iter().map(|part| (part, similarities.find(part))).collect();
    let together: Vec<_> =
        together.into_par_iter().with_min_len(16).map(|part| (part, similarities.find_together(part))).collect();
    for (part, similar) in parts {
        cache.add_part(part, similar);
    }
    for (part, similar) in together {
        cache.add_together(part, similar);
    }
}

fn answer(matcher: &Matcher, record: &Record<'static>, matches: &[NameMatch], further: bool) -> Answer {
    let says_more = further && says_more(record);
    let mut answer = Answer { says_more, ..Answer::default() };
    for fields in FIELDS {
        if fields != Fields::Name && !says_more {
            break;
        }
        answer.alerts[fields as usize] = alerts(matcher, &reduced(record, fields), matches);
    }
    let index = matcher.index();
    for found in matches {
        let name = index.name(found.name);
        let entity = name.entity.index();
        let counts = u32::from(found.score.ten_thousandths()) * WEAK_HUNDREDTHS / 100;
        let score = Score::from_ten_thousandths(counts as u16);
        if name.strength != Strength::Weak || answer.score_of(entity, Fields::Name) >= score {
            continue;
        }
        match answer.left_out.iter_mut().find(|alert| alert.entity == entity) {
            Some(alert) => alert.score = alert.score.max(score),
            None => answer.left_out.push(Alert { entity, list: index.entity(name.entity).list, score }),
        }
    }
    answer
}

/// Whether a record says anything besides its name that a screening weighs here.
pub(super) fn says_more(record: &Record) -> bool {
    record.date_of_birth.is_some()
        || record.country.is_some()
        || !(record.nationalities.is_empty() && record.birth_countries.is_empty())
}

fn alerts(matcher: &Matcher, record: &Record, matches: &[NameMatch]) -> Vec<Alert> {
    let hits = matcher.hits(record, matches).hits;
    let mut alerts: Vec<Alert> = hits
        .iter()
        .map(|hit| Alert { entity: hit.entity.index(), list: hit.list, score: hit.highest_threshold() })
        .collect();
    alerts.sort_by(|a, b| b.score.cmp(&a.score).then(a.entity.cmp(&b.entity)));
    alerts
}

/// A record with its name and these fields only: never its identifiers, which find people without their names.
fn reduced(record: &Record<'static>, fields: Fields) -> Record<'static> {
    let mut reduced = Record {
        searched_name: record.searched_name.clone(),
        name: record.name.clone(),
        aliases: record.aliases.clone(),
        entity_type: record.entity_type,
        ..Record::default()
    };
    if fields != Fields::Name {
        reduced.date_of_birth = record.date_of_birth;
    }
    if fields == Fields::BirthDateAndCountry {
        reduced.country = record.country;
        reduced.nationalities.clone_from(&record.nationalities);
        reduced.birth_countries.clone_from(&record.birth_countries);
    }
    reduced
}
