//! One bench a stage: reading, understanding a name, listed parts like a part, names that match, exact names, and a
//! whole chunk with its hits written. `cargo bench --bench stages` runs all, on data made of syllables.

mod made;

use std::sync::LazyLock;

use chrono::NaiveDate;
use divan::{Bencher, black_box, counter::ItemsCount};
use muster::index::{Index, build};
use muster::matching::{Matcher, Mode, NameMatch, Prepared, SimilarCache, Understood};
use muster::record::{Chunk, ReadOptions, Reader, Row};
use muster::report::FORMATS;
use muster::watchlist::{ListSpec, load};
use muster::{Screener, Settings};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROWS: u64 = 2_000;
const LISTED: u64 = 30_000;

static CUSTOMERS: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    made::customers(ROWS, LISTED, made::Case::Ordinary, &mut text);
    text
});

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder for the list");
    let file = folder.path().join("list.csv");
    std::fs::write(&file, made::list(LISTED, made::Case::Ordinary)).expect("the list is written");
    let spec: ListSpec = format!("csv={}", file.display()).parse().expect("a list");
    build(&[load(&spec).expect("the list is read")]).expect("an index")
});

fn main() {
    divan::main();
}

fn reader() -> Reader {
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    Reader::new("customers.csv", CUSTOMERS.as_bytes(), &ReadOptions::new(today)).expect("customers")
}

fn chunks() -> Vec<Chunk> {
    let mut reader = reader();
    std::iter::from_fn(|| reader.read_chunk(ROWS as usize).expect("rows")).collect()
}

fn names() -> Vec<String> {
    let layout = reader().layout();
    let chunks = chunks();
    let rows = chunks.iter().flat_map(Chunk::rows).map(|raw| layout.interpret(raw));
    rows.filter_map(|row| match row {
        Row::Record(record, _) => Some(record.searched_name.into_owned()),
        Row::Reject(_) => None,
    })
    .collect()
}

fn matcher(mode: Mode) -> Matcher<'static> {
    Matcher::new(&INDEX, Settings { mode, ..Settings::default() })
}

#[divan::bench]
fn read(bencher: Bencher) {
    bencher.counter(ItemsCount::new(ROWS)).bench(chunks);
}

#[divan::bench]
fn interpret(bencher: Bencher) {
    let (layout, chunks) = (reader().layout(), chunks());
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        for raw in chunks.iter().flat_map(Chunk::rows) {
            black_box(layout.interpret(raw));
        }
    });
}

#[divan::bench]
fn understand(bencher: Bencher) {
    let (matcher, names) = (matcher(Mode::Fuzzy), names());
    bencher.counter(ItemsCount::new(names.len())).bench_local(|| {
        for name in &names {
            black_box(matcher.prepare(name));
        }
    });
}

#[divan::bench]
fn similar_parts(bencher: Bencher) {
    let matcher = matcher(Mode::Fuzzy);
    let names: Vec<Prepared> = names().iter().take(200).map(|name| matcher.prepare(name)).collect();
    let understood: Vec<&Understood> = names.iter().filter_map(Prepared::understood).collect();
    let parts = SimilarCache::default().missing(understood.iter().copied()).0.len();
    let similarities = matcher.similarities().expect("a fuzzy search");
    bencher.counter(ItemsCount::new(parts)).bench_local(|| {
        let mut cache = SimilarCache::default();
        cache.fill(understood.iter().copied(), similarities);
        cache
    });
}

#[divan::bench(args = [Mode::Fuzzy, Mode::Exact])]
fn search(bencher: Bencher, mode: Mode) {
    let matcher = matcher(mode);
    let names: Vec<Prepared> = names().iter().map(|name| matcher.prepare(name)).collect();
    let mut cache = SimilarCache::default();
    if let Some(similarities) = matcher.similarities() {
        cache.fill(names.iter().filter_map(Prepared::understood), similarities);
    }
    let (mut worker, mut matches) = (matcher.worker(), Vec::<NameMatch>::new());
    bencher.counter(ItemsCount::new(names.len())).bench_local(|| {
        matches.clear();
        for name in &names {
            worker.match_name(0, name, &cache, &mut matches);
        }
        matches.len()
    });
}

#[divan::bench]
fn write_hits(bencher: Bencher) {
    let screener = Screener::new(&INDEX, Settings { mode: Mode::Exact, ..Settings::default() });
    let (run, layout, chunks) = (screener.context(), reader().layout(), chunks());
    let rows: Vec<Row> = chunks.iter().flat_map(Chunk::rows).map(|raw| layout.interpret(raw)).collect();
    let mut session = screener.session();
    let found: Vec<_> = rows
        .iter()
        .filter_map(|row| match row {
            Row::Record(record, _) => Some((record, session.screen(record))),
            Row::Reject(_) => None,
        })
        .filter(|(_, found)| !found.hits.is_empty())
        .collect();
    let hits: usize = found.iter().map(|(_, found)| found.hits.len()).sum();
    let mut out = Vec::new();
    bencher.counter(ItemsCount::new(hits)).bench_local(|| {
        out.clear();
        for (record, found) in &found {
            for format in FORMATS {
                format.screened(&run, &found.with(record), &mut out);
            }
        }
        out.len()
    });
}
