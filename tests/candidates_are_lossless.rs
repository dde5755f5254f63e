//! Finding candidates loses no name that the full score would give: everything is scored against everything by the plain
//! path, which knows no index, no bounds and no search, and compared.

use std::path::Path;

use muster::index::{Index, build};
use muster::knowledge::Knowledge;
use muster::matching::{Matcher, NameMatch, SimilarCache, Understood, compare_names};
use muster::name::NameKind;
use muster::vocabulary::{EntityType, Score};
use muster::watchlist::{Entity, ListSpec, load};
use muster::{Settings, likeness::PhoneticCode};

fn index_of(specs: &[&str]) -> (Index, Vec<Entity>) {
    let lists: Vec<_> = specs.iter().map(|spec| load(&spec.parse::<ListSpec>().unwrap()).unwrap()).collect();
    let index = build(&lists).unwrap();
    (index, lists.into_iter().flat_map(|(_, entities)| entities).collect())
}

/// Everyday damage to a listed name, one kind for each number.
fn damaged(name: &str, how: usize) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut letters: Vec<char> = name.chars().collect();
    let middle = letters.len() / 2;
    let turned = |word: &str| word.chars().rev().collect::<String>();
    match how % WAYS {
        0 => name.to_owned(),
        1 => words.iter().rev().copied().collect::<Vec<_>>().join(" "),
        2 => words[1.min(words.len() - 1)..].join(" "),
        3 => words.concat(),
        4 => {
            letters.remove(middle);
            letters.into_iter().collect()
        }
        5 => {
            letters.swap(middle, middle - usize::from(middle > 0));
            letters.into_iter().collect()
        }
        6 => name.to_lowercase().replacen('u', "ou", 1).replacen('i', "e", 1),
        7 => format!("{} {}", &words[0].chars().next().unwrap_or('x'), words[1.min(words.len() - 1)..].join(" ")),
        8 => format!("{} {}", turned(words[0]), words[1..].join(" ")),
        9 => {
            let last = words[words.len() - 1];
            let slipped: String = turned(last).chars().enumerate().filter(|(at, _)| *at != 2).map(|(_, c)| c).collect();
            format!("{} {slipped}", words[..words.len() - 1].join(" "))
        }
        10 => letters[..letters.len() - letters.len() / 6].iter().collect(),
        11 => words.join("_"),
        12 => name.to_lowercase().replacen('o', "0", 1).replacen('i', "1", 1),
        13 => name.to_lowercase().replacen("sh", "dh", 1).replacen("ch", "cj", 1).replacen("ou", "oi", 1),
        _ => format!("{name}'s"),
    }
}

/// How many kinds there are.
const WAYS: usize = 15;

fn assert_lossless(
    index: &Index,
    entities: &[Entity],
    queries: &[String],
    threshold: u16,
    phonetic: Option<PhoneticCode>,
) {
    let min_score = Some(Score::from_ten_thousandths(threshold));
    let matcher = Matcher::new(index, Settings { min_score, phonetic, ..Settings::default() });
    let (mut worker, mut cache) = (matcher.worker(), SimilarCache::default());
    let mut pairs = 0;
    for (n, query) in queries.iter().enumerate() {
        let prepared = matcher.prepare(query);
        cache.fill(prepared.understood().into_iter(), matcher.similarities().unwrap());
        let mut found: Vec<NameMatch> = Vec::new();
        worker.match_name(0, &prepared, &cache, &mut found);
        let understood = Understood::searched(query, phonetic, Knowledge::built_in());
        let names = entities.iter().flat_map(|entity| entity.names.iter().map(move |name| (entity, name)));
        for (number, (entity, name)) in names.enumerate() {
            let kind = match entity.entity_type {
                EntityType::Person => NameKind::Person,
                EntityType::LegalEntity => NameKind::Unknown,
                _ => NameKind::Organization,
            };
            let plain = compare_names(&understood, &name.text, kind).score;
            let searched = found.iter().find(|found| found.name.index() == number).map(|found| found.score);
            if plain.ten_thousandths() >= threshold {
                assert_eq!(searched, Some(plain), "query {n} and listed name {number} at {threshold}");
                pairs += 1;
            } else if let Some(searched) = searched {
                assert_eq!(searched, plain, "query {n} and listed name {number} at {threshold}");
            }
        }
    }
    assert!(pairs > queries.len() / 3, "only {pairs} pairs were compared");
}

#[test]
fn nothing_that_scores_is_lost_on_the_sample() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/watchlist.csv");
    let (index, entities) = index_of(&[&format!("csv={sample}")]);
    let names = entities.iter().flat_map(|entity| &entity.names).map(|name| name.text.as_str());
    let queries: Vec<String> = names.flat_map(|name| (0..WAYS).map(move |how| damaged(name, how))).collect();
    for threshold in [5_000, 6_500, 8_000, 9_500] {
        assert_lossless(&index, &entities, &queries, threshold, None);
    }
    assert_lossless(&index, &entities, &queries, 5_000, Some(PhoneticCode::Soundex));
}

/// Names in Latin letters and in scripts, as listed; each is asked for as it stands, and the others by it.
const IN_SCRIPTS: [&str; 28] = [
    "Muammar al-Qaddafi",
    "معمر القذافي",
    "Alrawi Hassan",
    "حسن الراوي",
    "Benjamin Netanyahu",
    "בנימין נתניהו",
    "Donald Trump",
    "ドナルド・トランプ",
    "도널드 트럼프",
    "唐纳德·特朗普",
    "دونالد ترامب",
    "Ντόναλντ Τραμπ",
    "डोनाल्ड ट्रम्प",
    "Kim Jong Un",
    "김정은",
    "金正恩",
    "Xi Jinping",
    "习近平",
    "Wong Kwok-kin",
    "黃國健",
    "Narendra Modi",
    "नरेन्द्र मोदी",
    "மகிந்த ராஜபக்ச",
    "Mahinda Rajapaksa",
    "มหิดล สงขลา",
    "Mahidol Songkhla",
    "Κυριάκος Μητσοτάκης",
    "Kiriakos Mitsotakis",
];

#[test]
fn nothing_that_scores_is_lost_between_scripts() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("scripts.csv");
    let rows = IN_SCRIPTS.iter().enumerate().map(|(n, name)| format!("S-{n},\"{name}\",Person\n"));
    std::fs::write(&list, format!("id,name,schema\n{}", rows.collect::<String>())).unwrap();
    let (index, entities) = index_of(&[&format!("csv={}", list.display())]);
    let queries: Vec<String> = IN_SCRIPTS.iter().flat_map(|name| (0..5).map(move |how| damaged(name, how))).collect();
    for threshold in [5_000, 6_500, 8_000, 9_000] {
        assert_lossless(&index, &entities, &queries, threshold, None);
    }
}

#[test]
fn nothing_that_scores_is_lost_on_a_published_list() {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/lists/un/consolidated.xml");
    if !Path::new(list).exists() {
        assert!(
            std::env::var_os("MUSTER_REQUIRE_SHARED").is_none(),
            "the published lists are required and are not there"
        );
        eprintln!("skipped: the published lists are not there");
        return;
    }
    let (index, entities) = index_of(&[&format!("un={list}")]);
    let names: Vec<&str> = entities.iter().flat_map(|entity| &entity.names).map(|name| name.text.as_str()).collect();
    let queries: Vec<String> = names.iter().step_by(97).enumerate().map(|(n, name)| damaged(name, n)).collect();
    for threshold in [5_000, 8_000] {
        assert_lossless(&index, &entities, &queries, threshold, None);
    }
}
