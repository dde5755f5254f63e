//! What a run remembers for the next one: `state.bin`. Keyed digests and no personal data: who has not the key can neither
//! read from it who is a customer, nor make one up.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use hashbrown::HashMap;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};

use super::Error;
use crate::files::{NotSecret, open_secret};
use crate::index::{EntityNumber, Index, NameNumber, build_with};
use crate::matching::NameMatch;
use crate::record::Record;
use crate::report::SinceSummary;
use crate::vocabulary::{EntityType, Gender, Score, Sha256};
use crate::watchlist::{Entity, ListInfo};

/// The file's name in a folder of results.
pub const STATE: &str = "state.bin";
/// How it begins.
const MAGIC: &[u8] = b"muster state 1\n";
/// The digest at its end.
const SEAL: usize = 32;
/// A key has so many bytes at least.
const SHORTEST_KEY: usize = 32;

/// The key of digests. It has no debug print.
#[derive(Clone)]
pub struct StateKey(Hmac<sha2::Sha256>);

/// A keyed digest: the first 128 bits of an HMAC-SHA256.
pub(super) type Digest = u128;

impl StateKey {
    /// Of a file with at least 32 random bytes that only its owner may read.
    ///
    /// # Errors
    /// Where it cannot be read, is too short, or others may read it.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let wrong = |why: String| Error::Key { file: path.display().to_string(), why };
        let not_secret = |error: NotSecret| wrong(error.to_string());
        let mut bytes = Vec::new();
        let mut file = open_secret(path).map_err(not_secret)?;
        file.read_to_end(&mut bytes).map_err(|error| not_secret(error.into()))?;
        if bytes.len() < SHORTEST_KEY {
            return Err(wrong(format!("has {} bytes, and must have {SHORTEST_KEY} random ones at least", bytes.len())));
        }
        Self::of(&bytes).ok_or_else(|| wrong("is no key".to_owned()))
    }

    /// Of bytes.
    fn of(bytes: &[u8]) -> Option<Self> {
        // what is derived here is good for nothing else
        let mut derived = Hmac::<sha2::Sha256>::new_from_slice(bytes).ok()?;
        derived.update(MAGIC);
        Hmac::new_from_slice(&derived.finalize().into_bytes()).ok().map(Self)
    }

    fn seal(&self, bytes: &[u8]) -> [u8; SEAL] {
        let mut seal = self.0.clone();
        seal.update(bytes);
        seal.finalize().into_bytes().into()
    }

    fn digest<'p>(&self, pieces: impl IntoIterator<Item = &'p [u8]>) -> Digest {
        let mut digest = self.0.clone();
        for piece in pieces {
            digest.update(&(piece.len() as u64).to_le_bytes());
            digest.update(piece);
        }
        let bytes: [u8; SEAL] = digest.finalize().into_bytes().into();
        u128::from_le_bytes(std::array::from_fn(|at| bytes[at]))
    }

    /// Of everything about a record that decides on whom it is a hit: not its id, and nothing that is only shown.
    pub(super) fn of_record(&self, record: &Record, soundex: bool) -> Digest {
        let Record {
            searched_name: _,
            aliases: _,
            date_of_birth,
            identifiers,
            country,
            nationalities,
            birth_countries,
            gender,
            entity_type,
            soundex: _,
            list_types,
            min_score,
            line: _,
            id: _,
            id_is: _,
            name: _,
            date_of_birth_given: _,
            country_given: _,
            passed_through: _,
        } = record;
        let mut all = String::with_capacity(128);
        append(&mut all, record.searched_names());
        append(&mut all, identifiers.iter().map(|id| format!("{}:{}", id.kind, id.number)));
        append(
            &mut all,
            identifiers.iter().map(|id| id.country.map(|country| country.to_string()).unwrap_or_default()),
        );
        append(&mut all, date_of_birth);
        append(&mut all, country);
        append(&mut all, nationalities);
        append(&mut all, birth_countries);
        append(&mut all, [gender.map_or("", Gender::as_str), entity_type.map_or("", EntityType::as_str)]);
        append(&mut all, [soundex]);
        append(&mut all, list_types);
        append(&mut all, min_score);
        self.digest([all.as_bytes()])
    }

    /// Of an entry: which it is, and everything in it.
    fn of_entity(&self, list: &str, entity: &Entity) -> EntityDigest {
        let all = postcard::to_allocvec(entity).unwrap_or_default();
        EntityDigest { which: self.digest([list.as_bytes(), entity.id.as_bytes()]), content: self.digest([&all[..]]) }
    }
}

/// Adds the values of a field; signs that stand in none end each value, and the field.
fn append(all: &mut String, values: impl IntoIterator<Item = impl std::fmt::Display>) {
    for value in values {
        let _ = write!(all, "{value}\u{1f}");
    }
    all.push('\u{1e}');
}

/// Which entry it is, and what is in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct EntityDigest {
    which: Digest,
    content: Digest,
}

/// What was found in a run.
#[derive(Serialize, Deserialize)]
pub(super) struct State {
    engine: String,
    configuration: String,
    /// The files of the run with their hashes.
    files: Vec<(String, Sha256)>,
    /// Sorted.
    entities: Vec<EntityDigest>,
    /// Of each customer the digest and where the matches begin; sorted.
    customers: Vec<(Digest, u32)>,
    matches: Vec<Matched>,
}

/// A listed name that one of a customer's names matches.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Matched {
    /// Which of the customer's names.
    searched: u32,
    /// Whose name: its place among the entries.
    entity: u32,
    /// Which of the names of that.
    ordinal: u32,
    /// In ten-thousandths.
    score: u16,
}

/// Who is on the lists now, compared with an earlier run.
pub(super) struct Changes {
    /// Entities that are new or changed.
    pub changed: Vec<EntityNumber>,
    /// For each entity of the earlier run, its number now; `None` where it changed or is gone.
    same: Vec<Option<EntityNumber>>,
    state: State,
    /// `run.json` of the earlier run.
    run: serde_json::Value,
}

impl Changes {
    /// What there is to say of the earlier run.
    pub(super) fn summary(&self) -> SinceSummary {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let list = |list: &serde_json::Value| match list["date"].as_str() {
            Some(date) => format!("{} of {date}", text(&list["name"])),
            None => format!("{}, date unknown", text(&list["name"])),
        };
        SinceSummary {
            changed_entries: self.changed.len() as u64,
            finished_at: text(&self.run["finishedAt"]),
            lists: self.run["lists"].as_array().map_or(Vec::new(), |lists| lists.iter().map(list).collect()),
        }
    }

    /// The names that a customer matched before, of entities that are the same now; `None` for a customer who is new or
    /// changed.
    pub(super) fn matched_before(&self, customer: Digest, index: &Index) -> Option<Vec<NameMatch>> {
        let customers = &self.state.customers;
        let at = place_of(customer, customers)?;
        let first = customers[at].1 as usize;
        let end = customers.get(at + 1).map_or(self.state.matches.len(), |(_, next)| *next as usize);
        let matches = self.state.matches.get(first..end)?.iter().filter_map(|matched| {
            let entity = (*self.same.get(matched.entity as usize)?)?;
            let name = index.names_of(entity).nth(matched.ordinal as usize)?;
            let score = Score::from_ten_thousandths(matched.score);
            Some(NameMatch { searched: matched.searched as usize, name, score })
        });
        Some(matches.collect())
    }
}

/// So many customers on either side of where a digest is expected are looked at first: digests are evenly spread, and
/// memory that lies together is read faster.
const EXPECTED_WITHIN: usize = 4_096;

/// The place of a customer among sorted ones.
fn place_of(customer: Digest, customers: &[(Digest, u32)]) -> Option<usize> {
    let expected = (((customer >> 64) * customers.len() as u128) >> 64) as usize;
    let (first, end) = (expected.saturating_sub(EXPECTED_WITHIN), (expected + EXPECTED_WITHIN).min(customers.len()));
    let near = &customers[first..end];
    let is_near = near.first().is_some_and(|(least, _)| *least <= customer)
        && near.last().is_some_and(|(most, _)| customer <= *most);
    let (first, among) = if is_near { (first, near) } else { (0, customers) };
    among.binary_search_by_key(&customer, |(digest, _)| *digest).ok().map(|at| first + at)
}

/// Reads what an earlier run remembered, and compares its entries with those of an index.
///
/// # Errors
/// Where it cannot be trusted: another key, version or configuration, a file that was altered, a run that was not complete.
pub(super) fn since(folder: &Path, key: &StateKey, configuration: &str, now: &Entries) -> Result<Changes, Error> {
    let refused = |why: String| Error::Since { folder: folder.display().to_string(), why };
    let bytes = std::fs::read(folder.join(STATE)).map_err(|error| {
        refused(format!("its `{STATE}` cannot be read ({error}): a run writes it where a key file is configured"))
    })?;
    let sealed = bytes.len().checked_sub(SEAL).map(|end| bytes.split_at(end));
    let (content, seal) = sealed.ok_or_else(|| refused(format!("its `{STATE}` is cut off")))?;
    if key.seal(content) != seal {
        return Err(refused(format!("its `{STATE}` was altered, or written with another key")));
    }
    let state = content.strip_prefix(MAGIC).and_then(|state| postcard::from_bytes::<State>(state).ok());
    let state = state.ok_or_else(|| refused(format!("its `{STATE}` is of another version of muster")))?;
    if state.engine != env!("CARGO_PKG_VERSION") {
        return Err(refused(format!("it was made by version {} of muster", state.engine)));
    }
    if state.configuration != configuration {
        return Err(refused("it was made with other settings or tables of names".to_owned()));
    }
    for (file, sha256) in &state.files {
        let read = File::open(folder.join(file)).and_then(Sha256::of_reader);
        match read {
            Ok(found) if found == *sha256 => {}
            Ok(_) => return Err(refused(format!("its `{file}` was altered since: decide in a copy of it"))),
            Err(error) => return Err(refused(format!("its `{file}` cannot be read ({error})"))),
        }
    }
    let run = std::fs::read(folder.join("run.json")).ok().and_then(|text| serde_json::from_slice(&text).ok());
    let run = run.ok_or_else(|| refused("its `run.json` cannot be read".to_owned()))?;
    let numbers: HashMap<EntityDigest, EntityNumber> = now.iter().map(|(digest, number)| (*digest, *number)).collect();
    let is_new = |digest: &EntityDigest| state.entities.binary_search(digest).is_err();
    let changed = now.iter().filter(|(digest, _)| is_new(digest)).map(|(_, number)| *number).collect();
    let same = state.entities.iter().map(|digest| numbers.get(digest).copied()).collect();
    Ok(Changes { changed, same, state, run })
}

/// The entries of an index, each with its digest.
pub(super) type Entries = Vec<(EntityDigest, EntityNumber)>;

/// All entries of an index.
pub(super) fn entries(index: &Index, key: &StateKey) -> Entries {
    let lists = &index.catalogue().lists;
    let digest = |number: EntityNumber| {
        let list = lists.get(index.entity(number).list).map_or("", |list| &list.name);
        index.details(number).map(|entity| (key.of_entity(list, &entity), number))
    };
    index.entity_numbers().filter_map(digest).collect()
}

/// An index of some entities of another one alone, and which name of the other one each of its names is.
///
/// # Errors
/// Those of building.
pub(super) fn index_of(entities: &[EntityNumber], index: &Index) -> Result<(Index, Vec<NameNumber>), Error> {
    let catalogue = index.catalogue();
    let mut lists: Vec<(ListInfo, Vec<Entity>)> =
        catalogue.lists.iter().map(|list| (list.clone(), Vec::new())).collect();
    let mut numbers = vec![Vec::new(); lists.len()];
    for number in entities {
        let list = index.entity(*number).list;
        if let (Some(entity), Some((_, of_list))) = (index.details(*number), lists.get_mut(list)) {
            of_list.push(entity);
            numbers[list].push(*number);
        }
    }
    let some = build_with(&lists, index.knowledge())?;
    // names are numbered in the order of their entities
    let names = numbers.into_iter().flatten().flat_map(|number| index.names_of(number)).collect();
    Ok((some, names))
}

/// Collects what is found in a run.
#[derive(Default)]
pub(super) struct Remembered {
    customers: Vec<(Digest, u32, u32)>,
    matches: Vec<NameMatch>,
}

impl Remembered {
    /// Of customers, which names of their hits they match.
    pub(super) fn add(&mut self, found: impl Iterator<Item = (Digest, Vec<NameMatch>)>) {
        for (customer, matches) in found {
            let first = self.matches.len() as u32;
            self.customers.push((customer, first, matches.len() as u32));
            self.matches.extend(matches);
        }
    }

    /// The bytes of `state.bin`.
    pub(super) fn sealed(
        mut self,
        key: &StateKey,
        configuration: &str,
        (index, mut entities): (&Index, Entries),
        files: Vec<(String, Sha256)>,
    ) -> Vec<u8> {
        entities.sort_unstable_by_key(|(digest, _)| *digest);
        let mut places = vec![0; index.entities()];
        for (place, (_, number)) in (0_u32..).zip(&entities) {
            places[number.index()] = place;
        }
        let remembered = |found: &NameMatch| {
            let name = index.name(found.name);
            Matched {
                searched: found.searched as u32,
                entity: places[name.entity.index()],
                ordinal: name.ordinal as u32,
                score: found.score.ten_thousandths(),
            }
        };
        // customers who are the same match the same
        self.customers.sort_unstable();
        self.customers.dedup_by_key(|(customer, ..)| *customer);
        let (mut customers, mut matches) = (Vec::with_capacity(self.customers.len()), Vec::new());
        for (customer, first, count) in &self.customers {
            customers.push((*customer, matches.len() as u32));
            let found = &self.matches[*first as usize..(*first + *count) as usize];
            matches.extend(found.iter().map(remembered));
        }
        let state = State {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            configuration: configuration.to_owned(),
            files,
            entities: entities.into_iter().map(|(digest, _)| digest).collect(),
            customers,
            matches,
        };
        let mut bytes = MAGIC.to_vec();
        bytes.extend(postcard::to_allocvec(&state).unwrap_or_default());
        let seal = key.seal(&bytes);
        bytes.extend(seal);
        bytes
    }
}

/// What a run remembers, and from which one it goes on.
#[derive(Clone, Default)]
pub struct Since {
    /// The key of digests; with one, the run writes `state.bin`. Default none.
    pub key: Option<StateKey>,
    /// Folder with the results of the run since which only what changed is screened; default none.
    pub since: Option<PathBuf>,
}
