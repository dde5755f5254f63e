//! What is counted of all alerts, those too that a page has no room for.

use std::sync::Arc;

use hashbrown::HashMap;

use super::super::Screened;
use super::super::alert_card::countries;
use crate::alerts::AlertState;
use crate::index::EntityNumber;
use crate::matching::{ListedEntity, MatchKind};
use crate::vocabulary::Country;

/// Scores are counted in steps of so many ten-thousandths.
pub(super) const STEP: u16 = 200;
/// How many of those there are.
pub(super) const STEPS: usize = 10_000 / STEP as usize;

/// Alerts that somebody must look at, and those that are decided.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Tally {
    pub open: u64,
    pub decided: u64,
}

impl Tally {
    pub(super) fn all(self) -> u64 {
        self.open + self.decided
    }

    fn count(&mut self, is_open: bool) {
        self.open += u64::from(is_open);
        self.decided += u64::from(!is_open);
    }

    fn add(&mut self, other: Self) {
        self.open += other.open;
        self.decided += other.decided;
    }
}

/// Counts of some rows' alerts: what an entry is, is looked at once for all alerts on it.
#[derive(Default)]
pub(super) struct Counts {
    states: [u64; AlertState::ALL.len()],
    /// By the score's step from 0; empty where there are no alerts.
    scores: Vec<Tally>,
    entities: HashMap<EntityNumber, OfEntity>,
    kinds: [Tally; MatchKind::ALL.len()],
    cut: u64,
}

struct OfEntity {
    list: usize,
    details: Arc<ListedEntity>,
    tally: Tally,
}

impl Counts {
    /// Counts the alerts of a customer.
    pub(super) fn count(&mut self, screened: &Screened) {
        self.cut += (screened.hits_total - screened.hits.len()) as u64;
        for alert in screened.hits {
            let is_open = alert.standing.state.is_open();
            self.states[alert.standing.state as usize] += 1;
            let step = usize::from(alert.score.ten_thousandths() / STEP).min(STEPS - 1);
            self.scores.resize(STEPS, Tally::default());
            self.scores[step].count(is_open);
            self.kinds[alert.match_kind as usize].count(is_open);
            let of_entity = self.entities.entry(alert.entity).or_insert_with(|| OfEntity {
                list: alert.list,
                details: alert.details.clone(),
                tally: Tally::default(),
            });
            of_entity.tally.count(is_open);
        }
    }
}

/// Counts of all alerts as they stand in `hits.csv`.
#[derive(Default)]
pub(super) struct Figures {
    pub all: Tally,
    pub states: [u64; AlertState::ALL.len()],
    /// By the score's step from 0.
    pub scores: Vec<Tally>,
    /// By the list's place in the catalogue.
    pub lists: HashMap<usize, Tally>,
    pub list_types: HashMap<String, Tally>,
    pub programs: HashMap<String, Tally>,
    /// Alerts on entries of which the list names no programme.
    pub no_program: Tally,
    pub countries: HashMap<Country, Tally>,
    pub no_country: Tally,
    /// By the place in [`MatchKind::ALL`].
    pub kinds: [Tally; MatchKind::ALL.len()],
    /// Hits that were cut: more than a customer may have.
    pub cut: u64,
}

impl Figures {
    /// Adds what was counted of some rows.
    pub(super) fn add(&mut self, counts: Counts) {
        self.cut += counts.cut;
        self.states.iter_mut().zip(counts.states).for_each(|(n, more)| *n += more);
        self.kinds.iter_mut().zip(counts.kinds).for_each(|(n, more)| n.add(more));
        self.scores.resize(STEPS, Tally::default());
        self.scores.iter_mut().zip(counts.scores).for_each(|(n, more)| n.add(more));
        for OfEntity { list, details, tally } in counts.entities.into_values() {
            self.all.add(tally);
            self.lists.entry(list).or_default().add(tally);
            for list_type in &details.list_types {
                self.list_types.entry_ref(list_type.as_str()).or_default().add(tally);
            }
            // a publication may name one twice
            let programs = &details.programs;
            for (_, program) in programs.iter().enumerate().filter(|(at, program)| !programs[..*at].contains(program)) {
                self.programs.entry_ref(program.as_str()).or_default().add(tally);
            }
            if programs.is_empty() {
                self.no_program.add(tally);
            }
            let countries = countries(&details);
            for country in &countries {
                self.countries.entry(*country).or_default().add(tally);
            }
            if countries.is_empty() {
                self.no_country.add(tally);
            }
        }
    }
}
