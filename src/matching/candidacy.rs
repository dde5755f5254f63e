//! Which listed names a search looks at for one searched name, for people who ask why it did not look at another.

use super::matcher::{Likenesses, Matcher, Prepared, Search};
use super::prospect::Outlooks;
use super::qualifiers::{Agreement, birth_dates, least_name_score};
use super::settings::Mode;
use crate::index::{CandidateSearch, NameNumber, Searched, SimilarTerms};
use crate::likeness::Likeness;
use crate::record::Record;
use crate::vocabulary::Score;
use crate::watchlist::Entity;

/// What became of a listed name in a search.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Candidacy {
    /// It scores enough to be looked at further.
    Found,
    /// It was aligned, or seen to be too unlike when its parts were, and does not score enough.
    Aligned,
    /// The bounds left it out: with the parts that have something like them it cannot score enough.
    LeftOut,
}

impl Matcher<'_> {
    /// The least name score that a search for a record finds among the names of an entity: from there on birth date, country
    /// and weak aliases can lift it to the lowest threshold that is in force.
    pub fn name_threshold(&self, record: &Record, entity: &Entity) -> Score {
        let born = birth_dates(record.date_of_birth, &entity.birth_dates) == Agreement::Equal;
        if born && self.settings.mode == Mode::Fuzzy { self.born_threshold } else { self.name_threshold }
    }

    /// The same where this is the lowest threshold in force.
    pub fn name_threshold_for(&self, threshold: Score, record: &Record, entity: &Entity) -> Score {
        match self.settings.mode {
            Mode::Fuzzy => least_name_score(threshold, birth_dates(record.date_of_birth, &entity.birth_dates)),
            Mode::Exact => least_name_score(threshold, Agreement::Equal),
            Mode::Ofac => threshold,
        }
    }

    /// The least likeness from which parts are searched for; `None` where the mode does not go by likeness.
    pub fn least_likeness(&self) -> Option<Likeness> {
        self.similarities().map(crate::index::Similarities::floor)
    }

    /// The listed names that a search for this one aligns, by number, each once; `None` where the mode looks at all. Slow:
    /// everything is worked out for this one name.
    pub fn looked_at(&self, name: &Prepared) -> Option<Vec<NameNumber>> {
        let (Search::Fuzzy(fuzzy), Prepared::Fuzzy(name)) = (&self.search, name) else { return None };
        let Likenesses { bound, similarities, .. } = &**fuzzy;
        let tables = self.index.tables();
        let mut names = Vec::new();
        for reading in &name.readings {
            let similar: Vec<SimilarTerms> = reading.parts.iter().map(|part| similarities.find(part)).collect();
            let together: Vec<(usize, usize, SimilarTerms)> = reading
                .together
                .iter()
                .map(|(first, width, part)| (*first, *width, similarities.find_together(part)))
                .filter(|(_, _, similar)| !similar.parts.is_empty() || !similar.joined.is_empty())
                .collect();
            let searched = Searched {
                parts: similar.iter().collect(),
                together: together.iter().map(|(first, width, similar)| (*first, *width, similar)).collect(),
            };
            let (mut outlooks, mut candidates) = (Outlooks::new(bound), Vec::new());
            outlooks.begin(&reading.weighed);
            CandidateSearch::new(self.index, outlooks.levels()).find(&searched, &mut outlooks, &mut candidates);
            for (form, found) in candidates {
                let form = tables.form(form);
                if reading.meets(form.kind)
                    && (found.joined() || outlooks.may_match(reading, &searched.parts, (&form, found), &tables))
                {
                    names.push(form.name());
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        Some(names)
    }
}
