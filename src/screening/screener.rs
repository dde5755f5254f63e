use std::sync::OnceLock;

use chrono::NaiveDate;

use crate::alerts::{Alert, AlertBook, AlertState, cut};
use crate::index::{EntityNumber, Index};
use crate::likeness::PhoneticCode;
use crate::matching::{Found, Matcher, NameMatch, Prepared, Settings, SimilarCache, Worker};
use crate::record::{IdIs, Record};
use crate::report::{RunContext, Screened};

/// Lists and settings, ready to screen records.
///
/// Configure once, then open a [`Session`] a thread and screen again and again.
pub struct Screener<'i> {
    matchers: [OnceLock<Matcher<'i>>; 2],
    index: &'i Index,
    settings: Settings,
    alerts: AlertBook,
}

/// The buffers of one thread that screens records one after the other.
pub struct Session<'s, 'i> {
    screener: &'s Screener<'i>,
    sides: [Option<(Worker<'s>, SimilarCache)>; 2],
}

/// What screening a record found.
pub struct Lookup {
    /// The parts of its name, as they were understood.
    pub parts: Vec<String>,
    /// Whether phonetic codes counted for it.
    pub soundex: bool,
    /// Best first, cleared ones last.
    pub hits: Vec<Alert>,
    /// Of each hit that there was before they were cut, what is counted.
    pub counted: Vec<Counted>,
    /// Hits that lack what the policy of their list requires besides a name; best first, never cut.
    pub discounted: Vec<Alert>,
}

/// What is counted of a hit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted {
    /// The entry.
    pub entity: EntityNumber,
    /// Its list, by its place in the catalogue.
    pub list: usize,
    /// Where the alert stands.
    pub state: AlertState,
    /// When it was first an alert, where a day is known.
    pub first_alerted_at: Option<NaiveDate>,
    /// The kind of record id because of which it is not cleared.
    pub withheld: Option<IdIs>,
}

impl Lookup {
    /// With its record, to be reported.
    pub fn with<'a>(&'a self, record: &'a Record<'a>) -> Screened<'a> {
        let Self { parts, soundex, hits, counted, discounted } = self;
        Screened { record, parts, soundex: *soundex, hits, hits_total: counted.len(), discounted }
    }
}

impl<'i> Screener<'i> {
    /// Settings for an index.
    pub fn new(index: &'i Index, mut settings: Settings) -> Self {
        settings.names.get_or_insert_with(|| index.knowledge().clone());
        Self { matchers: [OnceLock::new(), OnceLock::new()], index, settings, alerts: AlertBook::default() }
    }

    /// With decisions, and what is asked of them; without, every alert is new.
    #[must_use]
    pub fn with_alerts(self, alerts: AlertBook) -> Self {
        Self { alerts, ..self }
    }

    /// What was decided.
    pub fn alerts(&self) -> &AlertBook {
        &self.alerts
    }

    /// The settings that it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The index that it searches.
    pub fn index(&self) -> &'i Index {
        self.index
    }

    /// A record's own `is_soundex`, or the setting where it has none.
    pub(super) fn soundex(&self, record: &Record) -> bool {
        record.soundex.unwrap_or(self.settings.phonetic.is_some())
    }

    /// The matcher with or without phonetic codes; it is made when it is first asked for.
    pub(super) fn matcher(&self, soundex: bool) -> &Matcher<'i> {
        self.matchers[usize::from(soundex)].get_or_init(|| {
            let phonetic = soundex.then(|| self.settings.phonetic.unwrap_or(PhoneticCode::Soundex));
            Matcher::new(self.index, Settings { phonetic, ..self.settings.clone() })
        })
    }

    /// What comes of the names that match a record; its own parts only where there are hits, or `all`.
    pub(super) fn found(&self, record: &Record, soundex: bool, matches: &[NameMatch], all: bool) -> Lookup {
        let matcher = self.matcher(soundex);
        let Found { hits, discounted } = matcher.hits(record, matches);
        let wanted = all || !hits.is_empty() || !discounted.is_empty();
        let parts = if wanted { matcher.prepare(&record.searched_name).parts() } else { Vec::new() };
        let lists = &self.index.catalogue().lists;
        let [mut hits, discounted] = [hits, discounted].map(|hits| self.alerts.alerts(record, hits, lists));
        let counted = |alert: &Alert| Counted {
            entity: alert.entity,
            list: alert.list,
            state: alert.standing.state,
            first_alerted_at: alert.standing.first_alerted_at,
            withheld: alert.standing.withheld,
        };
        let counted = hits.iter().map(counted).collect();
        cut(&mut hits, self.settings.max_hits);
        Lookup { parts, soundex, hits, counted, discounted }
    }

    /// Buffers for a thread.
    pub fn session(&self) -> Session<'_, 'i> {
        Session { screener: self, sides: [None, None] }
    }

    /// Screens one record. For more than a few, keep a [`Session`].
    pub fn screen(&self, record: &Record) -> Lookup {
        self.session().screen(record)
    }

    /// SHA-256 of everything that decides a score: settings, built-in tables, models, version.
    pub fn configuration(&self) -> String {
        self.matcher(self.settings.phonetic.is_some()).configuration().to_string()
    }

    /// The same, whatever is on the lists: what is remembered of a run with an equal one holds in another.
    pub(super) fn configuration_of_pairs(&self) -> String {
        self.matcher(self.settings.phonetic.is_some()).configuration_of_pairs().to_string()
    }

    /// What a report must know of the run.
    pub fn context(&self) -> RunContext<'_> {
        RunContext {
            lists: &self.index.catalogue().lists,
            settings: &self.settings,
            configuration: self.configuration(),
            passed_through: Vec::new(),
            added: self.alerts.decisions.has_added(),
            reject_headings: Vec::new(),
            all: false,
            bom: false,
        }
    }
}

impl Session<'_, '_> {
    /// Screens one record.
    pub fn screen(&mut self, record: &Record) -> Lookup {
        let screener = self.screener;
        let soundex = screener.soundex(record);
        let matcher = screener.matcher(soundex);
        let (worker, cache) =
            self.sides[usize::from(soundex)].get_or_insert_with(|| (matcher.worker(), SimilarCache::default()));
        let names: Vec<Prepared> = record.searched_names().map(|name| matcher.prepare(name)).collect();
        if let Some(similarities) = matcher.similarities() {
            cache.fill(names.iter().filter_map(Prepared::understood), similarities);
        }
        let mut matches = Vec::new();
        worker.match_names(record, &names, cache, &mut matches);
        cache.trim();
        screener.found(record, soundex, &matches, true)
    }
}
