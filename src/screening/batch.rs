//! One chunk of rows on all cores: each distinct name once, each distinct part once.

use std::sync::Mutex;

use chrono::NaiveDate;
use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::Error;
use super::screener::{Counted, Screener};
use super::state::{Changes, Digest, StateKey};
use crate::alerts::{AlertState, Ruling};
use crate::index::{EntityNumber, NameNumber};
use crate::likeness::PartForm;
use crate::matching::{Matcher, Mode, NameMatch, Prepared, SimilarCache, Worker};
use crate::record::{Chunk, DuplicateIds, IdIs, Layout, Record, Row, Warning, WarningCode};
use crate::report::{FORMATS, RunContext, RunPage, RunPagePart, RunSummary};

/// What a run keeps from chunk to chunk. What there is of each [`Side`] stands at its place.
pub(super) struct Batches<'s, 'i, 'c> {
    screener: &'s Screener<'i>,
    since: Option<SinceThen<'s, 'c>>,
    /// By which customers are remembered; `None` where none are.
    key: Option<&'s StateKey>,
    caches: [SimilarCache; SIDES],
    /// What was found for names that may come again.
    known: [HashMap<Box<str>, Box<[NameMatch]>>; SIDES],
    held: usize,
    /// Buffers of workers that rest.
    workers: Mutex<Vec<Workers<'s>>>,
    /// Buffers whose bytes were written.
    buffers: Mutex<Vec<Vec<Vec<u8>>>>,
    duplicates: DuplicateIds,
    clearances: Clearances<'s>,
}

/// Whose clearances hold: of nobody whose record id stands in more than one row. That is only known at the end, so ids are
/// remembered, and where one was cleared that came again, all is screened again.
#[derive(Default)]
struct Clearances<'s> {
    /// Whether anything was decided.
    matter: bool,
    /// Ids that are known from the start to stand in more than one row, hashed.
    repeated: Option<&'s HashSet<u64>>,
    /// Ids that stood there before.
    again: HashSet<u64>,
    /// Ids of records with alerts that somebody called false positives, and that were taken for the only ones.
    cleared: HashSet<u64>,
}

/// What is screened of customers who are as they were in an earlier run.
pub(super) struct SinceThen<'s, 'c> {
    /// The entries that are new or changed since.
    pub screener: &'s Screener<'c>,
    /// The names of those in the index of all entries.
    pub names: &'s [NameNumber],
    /// Who was hit before.
    pub changes: &'s Changes,
}

/// What a name is searched for in, and how.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Side {
    /// By phonetic codes too.
    soundex: bool,
    /// Only among entries that are new or changed.
    changed: bool,
}

const SIDES: usize = 4;

impl Side {
    fn place(self) -> usize {
        usize::from(self.soundex) + 2 * usize::from(self.changed)
    }
}

/// A worker for each side where it was needed.
type Workers<'s> = [Option<Worker<'s>>; SIDES];

/// What may be remembered of names: their number times [`NAME`], and their matches.
const MOST_KNOWN: usize = 3_000_000;
/// A name without matches takes as much memory as so many matches.
const NAME: usize = 8;

/// What came of some rows: bytes for each format, by its place in [`FORMATS`], and counts.
pub(super) struct Slice {
    pub bytes: Vec<Vec<u8>>,
    counts: Counts,
    page: RunPagePart,
    /// Of each customer the names of hits that it matches, where that is remembered.
    pub remembered: Vec<(Digest, Vec<NameMatch>)>,
}

/// Takes what came of rows, in their order.
pub(super) type Sink<'a> = dyn FnMut(&mut [Slice]) -> Result<(), Error> + Send + 'a;

/// Which of a chunk's names a row asks for.
#[derive(Clone, Default)]
struct NamesOf {
    own: usize,
    aliases: Vec<usize>,
    /// Whether entities were born on the same day: their names are looked at for this row.
    looks_at_born: bool,
    /// What the row is remembered by.
    digest: Digest,
    /// Names that were matched before, of entries that are as they were.
    matched_before: Vec<NameMatch>,
}

impl NamesOf {
    fn all(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.own).chain(self.aliases.iter().copied())
    }
}

/// What is counted of rows.
#[derive(Default, Clone)]
pub(super) struct Counts {
    pub rows: u64,
    pub rejected: u64,
    pub with_hit: u64,
    pub hits: u64,
    discounted: u64,
    hits_by_list: HashMap<usize, u64>,
    by_state: [u64; AlertState::ALL.len()],
    open_since: Option<NaiveDate>,
    /// Alerts that are not cleared because their record id is not unique, and because there is none.
    withheld: [u64; 2],
    /// Ids of records with alerts that somebody called false positives, hashed; of a slice alone.
    cleared: Vec<u64>,
    rejects: HashMap<&'static str, u64>,
    warnings: HashMap<&'static str, u64>,
}

impl Counts {
    pub(super) fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.rejected += other.rejected;
        self.with_hit += other.with_hit;
        self.hits += other.hits;
        self.discounted += other.discounted;
        other.hits_by_list.iter().for_each(|(list, n)| *self.hits_by_list.entry(*list).or_default() += n);
        self.by_state.iter_mut().zip(other.by_state).for_each(|(n, other)| *n += other);
        self.open_since = self.open_since.into_iter().chain(other.open_since).min();
        self.withheld.iter_mut().zip(other.withheld).for_each(|(n, other)| *n += other);
        other.rejects.iter().for_each(|(code, n)| *self.rejects.entry(code).or_default() += n);
        other.warnings.iter().for_each(|(code, n)| *self.warnings.entry(code).or_default() += n);
    }

    fn hit(&mut self, hit: &Counted) {
        self.hits += 1;
        *self.hits_by_list.entry(hit.list).or_default() += 1;
        self.by_state[hit.state as usize] += 1;
        self.withheld[0] += u64::from(hit.withheld == Some(IdIs::Repeated));
        self.withheld[1] += u64::from(hit.withheld == Some(IdIs::RowNumber));
        if hit.state.is_open() {
            self.open_since = self.open_since.into_iter().chain(hit.first_alerted_at).min();
        }
    }

    pub(super) fn warned(&mut self, warning: &Warning) {
        *self.warnings.entry(warning.code.as_str()).or_default() += 1;
    }

    pub(super) fn fill(&self, summary: &mut RunSummary) {
        summary.rows = self.rows;
        summary.rejected = self.rejected;
        summary.with_hit = self.with_hit;
        summary.without_hit = self.rows - self.rejected - self.with_hit;
        summary.hits = self.hits;
        summary.discounted = self.discounted;
        summary.alerts = AlertState::ALL.iter().map(|state| (state.as_str(), self.by_state[*state as usize])).collect();
        summary.open_since = self.open_since;
        if let Some(decisions) = &mut summary.decisions {
            [decisions.id_not_unique, decisions.id_missing] = self.withheld;
        }
        summary.hits_by_list = summary
            .lists
            .iter()
            .enumerate()
            .map(|(i, list)| (list.name.clone(), self.hits_by_list.get(&i).copied().unwrap_or(0)))
            .collect();
        summary.rejects_by_code = self.rejects.iter().map(|(code, n)| (*code, *n)).collect();
        summary.warnings_by_code = self.warnings.iter().map(|(code, n)| (*code, *n)).collect();
    }
}

/// A distinct name of a chunk that is searched for.
struct Searched {
    name: Prepared,
    side: Side,
    /// It was not searched for before.
    is_new: bool,
}

/// What came of a chunk's distinct names: matches of those that were not searched for before, and for each row those with
/// entities that are looked at for it alone.
struct Matched {
    new: Vec<Option<Box<[NameMatch]>>>,
    alone: Vec<Vec<NameMatch>>,
}

/// A name, and what it is searched for in.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Asked<'r> {
    name: &'r str,
    side: Side,
}

/// Rows that a worker formats at once.
const SLICE: usize = 128;
/// So many matches, give or take those of a row, are formatted before anything is written.
const WINDOW: usize = 32_768;
/// Larger buffers are not kept.
const MOST_ROOM: usize = 1 << 20;

/// Where the rows end that are formatted together with the first: as many as fit a window.
fn window(first: usize, rows: usize, found: impl Fn(usize) -> usize) -> usize {
    let (mut end, mut matches) = (first, 0);
    while end < rows && matches < WINDOW {
        matches += found(end);
        end += 1;
    }
    end
}

impl<'s, 'i, 'c> Batches<'s, 'i, 'c> {
    /// `repeated` are ids that are known to stand in more than one row.
    pub(super) fn new(
        screener: &'s Screener<'i>,
        key: Option<&'s StateKey>,
        since: Option<SinceThen<'s, 'c>>,
        repeated: Option<&'s HashSet<u64>>,
    ) -> Self {
        let matter = !screener.alerts().decisions.is_empty();
        Self {
            clearances: Clearances { matter, repeated, ..Clearances::default() },
            screener,
            since,
            key,
            caches: Default::default(),
            known: Default::default(),
            held: 0,
            workers: Mutex::default(),
            buffers: Mutex::default(),
            duplicates: DuplicateIds::new(),
        }
    }

    /// Ids that stand in more than one row, and how many of them are of alerts that somebody called false positives: as long
    /// as there are such, all must be screened again with these known from the start.
    pub(super) fn repeated_too_late(self) -> (HashSet<u64>, usize) {
        let Clearances { again, cleared, .. } = self.clearances;
        let late = cleared.intersection(&again).count();
        (again, late)
    }

    /// Screens a chunk and gives what came of it to the page and the sink, so much at a time that memory stays flat whatever was
    /// found.
    pub(super) fn screen(
        &mut self,
        run: &RunContext,
        layout: &Layout,
        chunk: &Chunk,
        page: &mut RunPage,
        sink: &mut Sink,
    ) -> Result<Counts, Error> {
        // each row is written once, where it stays: rows are large
        let interpret = |number: usize| chunk.row(number).map(|raw| layout.interpret(raw));
        let mut rows: Vec<Option<Row>> = (0..chunk.len()).into_par_iter().with_min_len(SLICE).map(interpret).collect();
        self.note_duplicates(layout, &mut rows);

        let (asked, of_row) = self.distinct_names(&rows);
        let Matched { new, alone } = self.search_new(&asked, &rows, &of_row);
        let matches: Vec<&[NameMatch]> =
            asked.iter().zip(&new).map(|(asked, new)| new.as_deref().unwrap_or_else(|| self.known(asked))).collect();
        // where all rows of a chunk are rejected there are no names
        let of_name = |name: usize| matches.get(name).map_or(0, |found| found.len());
        let found = |row: usize| of_row[row].all().map(of_name).sum::<usize>() + alone[row].len();
        let (mut counts, mut cleared) = (Counts::default(), Vec::<u64>::new());
        let mut first = 0;
        while first < rows.len() {
            let end = window(first, rows.len(), found);
            let slice = ((end - first) / rayon::current_num_threads()).clamp(1, SLICE);
            let part = page.part();
            let mut slices: Vec<Slice> = rows[first..end]
                .par_chunks(slice)
                .zip(of_row[first..end].par_chunks(slice).zip(alone[first..end].par_chunks(slice)))
                .map(|(rows, (of_row, alone))| self.format(run, rows, (of_row, alone), &matches, part()))
                .collect();
            sink(&mut slices)?;
            for slice in &mut slices {
                counts.add(&slice.counts);
                cleared.extend(&slice.counts.cleared);
                page.add(std::mem::take(&mut slice.page));
            }
            self.take_back(slices);
            first = end;
        }
        self.remember(&asked, new);
        self.clearances.cleared.extend(cleared);
        Ok(counts)
    }

    /// Takes buffers back whose bytes were written, to be filled again.
    fn take_back(&self, slices: Vec<Slice>) {
        if let Ok(mut buffers) = self.buffers.lock() {
            buffers.extend(
                slices
                    .into_iter()
                    .map(|slice| slice.bytes)
                    .filter(|bytes| bytes.iter().all(|bytes| bytes.capacity() <= MOST_ROOM)),
            );
        }
    }

    /// Empty buffers, one a format.
    fn empty(&self) -> Vec<Vec<u8>> {
        let used = self.buffers.lock().ok().and_then(|mut buffers| buffers.pop());
        let mut bytes = used.unwrap_or_else(|| vec![Vec::new(); FORMATS.len()]);
        bytes.iter_mut().for_each(Vec::clear);
        bytes
    }

    fn note_duplicates(&mut self, layout: &Layout, rows: &mut [Option<Row>]) {
        for row in rows.iter_mut().flatten() {
            let Row::Record(record, warnings) = row else { continue };
            let id = self.clearances.matter.then(|| hashed(&record.id));
            if id.is_some_and(|id| self.clearances.repeated.is_some_and(|repeated| repeated.contains(&id))) {
                record.id_is = IdIs::Repeated;
            }
            if self.duplicates.seen_before(&record.id) {
                if let Some(id) = id {
                    record.id_is = IdIs::Repeated;
                    self.clearances.again.insert(id);
                }
                let column = layout.heading(crate::record::Field::RecordId).unwrap_or("record_id").to_owned();
                let code = WarningCode::DuplicateRecordId;
                warnings.push(Warning { line: record.line, record_id: record.id.to_string(), column, code });
            }
        }
    }

    /// The distinct names of the records, and for each row which they are.
    fn distinct_names<'r>(&self, rows: &'r [Option<Row>]) -> (Vec<Asked<'r>>, Vec<NamesOf>) {
        let digest = |key: &StateKey, row: &Option<Row>| match row {
            Some(Row::Record(record, _)) => key.of_record(record, self.screener.soundex(record)),
            _ => 0,
        };
        let digests: Vec<Digest> = match self.key {
            Some(key) => rows.par_iter().with_min_len(SLICE).map(|row| digest(key, row)).collect(),
            None => vec![0; rows.len()],
        };
        let mut numbers: HashMap<Asked, usize> = HashMap::with_capacity(rows.len());
        let mut names: Vec<Asked> = Vec::new();
        let of_row = rows.iter().zip(digests).map(|(row, digest)| match row {
            None | Some(Row::Reject(_)) => NamesOf::default(),
            Some(Row::Record(record, _)) => {
                let since = self.since.as_ref();
                let before = since.and_then(|since| since.changes.matched_before(digest, self.screener.index()));
                let side = Side { soundex: self.screener.soundex(record), changed: before.is_some() };
                let mut number = |name| {
                    let asked = Asked { name, side };
                    *numbers.entry(asked).or_insert_with(|| {
                        names.push(asked);
                        names.len() - 1
                    })
                };
                NamesOf {
                    own: number(&*record.searched_name),
                    aliases: record.aliases.iter().map(|alias| number(alias)).collect(),
                    looks_at_born: self.matcher(side).looks_at_born(record),
                    digest,
                    matched_before: before.unwrap_or_default(),
                }
            }
        });
        let of_row = of_row.collect();
        (names, of_row)
    }

    /// What finds names on a side.
    fn matcher(&self, side: Side) -> &'s Matcher<'s> {
        match &self.since {
            Some(since) if side.changed => since.screener.matcher(side.soundex),
            _ => self.screener.matcher(side.soundex),
        }
    }

    fn fill_caches(&mut self, names: &[Option<Searched>]) {
        let sides = [false, true].map(|soundex| [false, true].map(|changed| Side { soundex, changed }));
        for side in sides.into_iter().flatten() {
            let mut wanted = names.iter().flatten().filter(|name| name.side == side).peekable();
            if wanted.peek().is_none() {
                continue;
            }
            let Some(similarities) = self.matcher(side).similarities() else { continue };
            let cache = &mut self.caches[side.place()];
            let (parts, together) = cache.missing(wanted.filter_map(|name| name.name.understood()));
            let found: Vec<_> = parts
                .into_par_iter()
                .with_max_len(SLICE / 4)
                .map(|part: &PartForm| (part, similarities.find(part)))
                .collect();
            let found_together: Vec<_> = together
                .into_par_iter()
                .with_min_len(16)
                .map(|part| (part, similarities.find_together(part)))
                .collect();
            for (part, similar) in found {
                cache.add_part(part, similar);
            }
            for (part, similar) in found_together {
                cache.add_together(part, similar);
            }
        }
    }

    /// What is found for the names that are not known yet, and for rows among entities that are looked at for them alone.
    fn search_new(&mut self, asked: &[Asked], rows: &[Option<Row>], of_row: &[NamesOf]) -> Matched {
        let mut looks_at_born = vec![false; asked.len()];
        let born = of_row.iter().filter(|row| row.looks_at_born);
        born.flat_map(NamesOf::all).for_each(|name| looks_at_born[name] = true);
        let is_new = |asked: &Asked| !self.known[asked.side.place()].contains_key(asked.name);
        let prepare = |(asked, looks_at_born): (&Asked, &bool)| {
            let (side, is_new) = (asked.side, is_new(asked));
            let prepare = || Searched { name: self.matcher(side).prepare(asked.name), side, is_new };
            (is_new || *looks_at_born).then(prepare)
        };
        let names: Vec<Option<Searched>> =
            asked.par_iter().zip(&looks_at_born).with_min_len(SLICE).with_max_len(2 * SLICE).map(prepare).collect();
        self.fill_caches(&names);
        let begin = || AtWork::begin(&self.workers);
        let mut wanted: Vec<(usize, &Searched)> = names
            .iter()
            .enumerate()
            .filter_map(|(at, name)| Some((at, name.as_ref().filter(|name| name.is_new)?)))
            .collect();
        // names with the same last word look at the same listed names, which are then near at hand; in exact mode few are
        if self.screener.settings().mode == Mode::Fuzzy {
            wanted.sort_by_cached_key(|(at, _)| (asked[*at].name.rsplit(' ').next(), *at));
        }
        let search = |at_work: &mut AtWork<'_, 's>, (at, name): &(usize, &Searched)| {
            (*at, self.search(&mut at_work.workers, name))
        };
        let found: Vec<_> =
            wanted.par_iter().with_min_len(SLICE / 4).with_max_len(SLICE / 2).map_init(begin, search).collect();
        let mut new: Vec<Option<Box<[NameMatch]>>> = vec![None; asked.len()];
        for (at, matches) in found {
            new[at] = Some(matches);
        }
        let search_alone = |at_work: &mut AtWork<'_, 's>, (row, of_row): (&Option<Row>, &NamesOf)| match row {
            Some(Row::Record(record, _)) => self.search_alone(&mut at_work.workers, record, of_row, &names),
            _ => Vec::new(),
        };
        let alone = rows.par_iter().zip(of_row).with_min_len(SLICE).map_init(begin, search_alone).collect();
        self.caches.iter_mut().for_each(SimilarCache::trim);
        Matched { new, alone }
    }

    fn known(&self, asked: &Asked) -> &[NameMatch] {
        self.known[asked.side.place()].get(asked.name).map_or(&[], |matches| matches)
    }

    /// Remembers what was found, where searching is dearer than remembering.
    fn remember(&mut self, asked: &[Asked], found: Vec<Option<Box<[NameMatch]>>>) {
        if self.screener.settings().mode == Mode::Exact {
            return;
        }
        if self.held > MOST_KNOWN {
            self.known = Default::default();
            self.held = 0;
        }
        for (asked, matches) in asked.iter().zip(found) {
            if let Some(matches) = matches {
                self.held += matches.len() + NAME;
                self.known[asked.side.place()].insert(asked.name.into(), matches);
            }
        }
    }

    fn search(&self, workers: &mut Workers<'s>, name: &Searched) -> Box<[NameMatch]> {
        let mut matches = Vec::new();
        let (worker, cache) = self.worker(workers, name.side);
        worker.match_name(0, &name.name, cache, &mut matches);
        self.renumber(name.side, &mut matches);
        matches.into_boxed_slice()
    }

    fn search_alone(
        &self,
        workers: &mut Workers<'s>,
        record: &Record,
        of_row: &NamesOf,
        names: &[Option<Searched>],
    ) -> Vec<NameMatch> {
        let mut matches = Vec::new();
        for (searched, name) in of_row.all().enumerate().filter(|_| of_row.looks_at_born) {
            let Some(Searched { name, side, .. }) = &names[name] else { continue };
            let (worker, cache) = self.worker(workers, *side);
            let before = matches.len();
            worker.match_born((searched, name), record, cache, &mut matches);
            self.renumber(*side, &mut matches[before..]);
        }
        matches.extend(&of_row.matched_before);
        matches
    }

    /// What is found among entries that are new or changed has other numbers there.
    fn renumber(&self, side: Side, matches: &mut [NameMatch]) {
        let Some(since) = self.since.as_ref().filter(|_| side.changed) else { return };
        for found in matches {
            found.name = since.names[found.name.index()];
        }
    }

    fn worker<'w>(&self, workers: &'w mut Workers<'s>, side: Side) -> (&'w mut Worker<'s>, &SimilarCache) {
        let worker = workers[side.place()].get_or_insert_with(|| self.matcher(side).worker());
        (worker, &self.caches[side.place()])
    }

    fn format(
        &self,
        run: &RunContext,
        rows: &[Option<Row>],
        (of_row, alone): (&[NamesOf], &[Vec<NameMatch>]),
        matches: &[&[NameMatch]],
        page: RunPagePart,
    ) -> Slice {
        let mut slice = Slice { bytes: self.empty(), counts: Counts::default(), page, remembered: Vec::new() };
        for (row, (of_row, alone)) in rows.iter().zip(of_row.iter().zip(alone)) {
            let Some(row) = row else { continue };
            slice.counts.rows += 1;
            match row {
                Row::Reject(reject) => {
                    slice.counts.rejected += 1;
                    *slice.counts.rejects.entry(reject.code.as_str()).or_default() += 1;
                    FORMATS.iter().zip(&mut slice.bytes).for_each(|(format, out)| format.reject(run, reject, out));
                }
                Row::Record(record, warnings) => {
                    for warning in warnings {
                        slice.counts.warned(warning);
                        FORMATS
                            .iter()
                            .zip(&mut slice.bytes)
                            .for_each(|(format, out)| format.warning(run, warning, out));
                    }
                    let matched = self.format_record(run, record, (of_row, alone), matches, &mut slice);
                    if self.key.is_some() {
                        slice.remembered.push((of_row.digest, matched));
                    }
                }
            }
        }
        slice
    }

    /// Formats what came of a record; gives the names of its hits that it matches, of discounted ones and of those that were
    /// cut too, where customers are remembered.
    fn format_record(
        &self,
        run: &RunContext,
        record: &Record,
        (of_row, alone): (&NamesOf, &[NameMatch]),
        matches: &[&[NameMatch]],
        Slice { bytes, counts, page, .. }: &mut Slice,
    ) -> Vec<NameMatch> {
        let of_names = of_row.all().enumerate();
        let of_names = of_names
            .flat_map(|(searched, name)| matches[name].iter().map(move |found| NameMatch { searched, ..*found }));
        let of_record: Vec<NameMatch> = of_names.chain(alone.iter().copied()).collect();
        if of_record.is_empty() && record.identifiers.is_empty() && !run.all {
            return Vec::new();
        }
        let lookup = self.screener.found(record, self.screener.soundex(record), &of_record, run.all);
        counts.with_hit += u64::from(!lookup.hits.is_empty());
        lookup.counted.iter().for_each(|hit| counts.hit(hit));
        counts.discounted += lookup.discounted.len() as u64;
        let mut seen =
            lookup.hits.iter().chain(&lookup.discounted).filter_map(|alert| alert.standing.decision.as_ref());
        if record.id_is == IdIs::Own && seen.any(|decision| decision.ruling == Some(Ruling::FalsePositive)) {
            counts.cleared.push(hashed(&record.id));
        }
        let screened = lookup.with(record);
        FORMATS.iter().zip(bytes).for_each(|(format, out)| format.screened(run, &screened, out));
        page.screened(run, &screened);
        if self.key.is_none() {
            return Vec::new();
        }
        let hit: Vec<EntityNumber> = lookup.counted.iter().map(|hit| hit.entity).collect();
        let is_of_a_hit = |found: &NameMatch| {
            let entity = self.screener.index().name(found.name).entity;
            hit.contains(&entity) || lookup.discounted.iter().any(|alert| alert.entity == entity)
        };
        of_record.into_iter().filter(is_of_a_hit).collect()
    }
}

/// As ids are compared: blanks around one do not count.
fn hashed(id: &str) -> u64 {
    xxh3_64(id.trim().as_bytes())
}

/// The buffers of a worker while it works; they rest when it is done.
struct AtWork<'w, 's> {
    workers: Workers<'s>,
    resting: &'w Mutex<Vec<Workers<'s>>>,
}

impl<'w, 's> AtWork<'w, 's> {
    fn begin(resting: &'w Mutex<Vec<Workers<'s>>>) -> Self {
        let workers = resting.lock().ok().and_then(|mut resting| resting.pop()).unwrap_or_default();
        Self { workers, resting }
    }
}

impl Drop for AtWork<'_, '_> {
    fn drop(&mut self) {
        if let Ok(mut resting) = self.resting.lock() {
            resting.push(std::mem::take(&mut self.workers));
        }
    }
}
