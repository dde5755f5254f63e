//! OFAC's lists as CSV: a folder with four files without headings, joined by the entry's number.
//!
//! Source of the columns: OFAC, "Data specification for the SDN and consolidated lists", delimited files.
//! An entry that is neither a person nor a ship nor an aircraft is a company or an organisation; OFAC does not say
//! which, and [`EntityType::Company`] stands for both.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::entity::tidy;
use super::super::{Entity, Error, Link};
use super::words::{add, country_of_place, types_or};
use super::{Reading, SourceInput, SourceKind};
use super::{bytes, ofac_measures, ofac_remarks};
use crate::vocabulary::{Country, EntityType, IdKind, Identifier, ListType, Measures, Strength};

/// Length at which OFAC cuts a remark and goes on in the comments file.
const FULL_REMARK: usize = 1000;

/// So many rows are a publication and no sample: there are aliases and addresses, and nearly all belong to an entry.
const ENOUGH: usize = 100;
/// One alias in so many may be of no entry.
const MOST_ORPHANS: usize = 10;

/// Refuses a publication of which a whole file is missing its rows.
fn are_whole(folder: &Path, files: &Files, [entries, aliases, addresses]: [usize; 3]) -> Result<(), Error> {
    let empty = [(aliases, files.aliases), (addresses, files.addresses)].into_iter().find(|(rows, _)| *rows == 0);
    match empty {
        Some((_, name)) if entries >= ENOUGH => {
            Err(Error::wrong_kind(&in_folder(folder, name), "an empty file", files.expected))
        }
        _ => Ok(()),
    }
}

/// The names of the four files.
struct Files {
    entries: &'static str,
    aliases: &'static str,
    addresses: &'static str,
    comments: &'static str,
    expected: &'static str,
}

const SDN_FILES: Files = Files {
    entries: "sdn.csv",
    aliases: "alt.csv",
    addresses: "add.csv",
    comments: "sdn_comments.csv",
    expected: "a folder with OFAC's `sdn.csv`, `alt.csv`, `add.csv` and `sdn_comments.csv`",
};

const CONSOLIDATED_FILES: Files = Files {
    entries: "cons_prim.csv",
    aliases: "cons_alt.csv",
    addresses: "cons_add.csv",
    comments: "cons_comments.csv",
    expected: "a folder with OFAC's `cons_prim.csv`, `cons_alt.csv`, `cons_add.csv` and `cons_comments.csv`",
};

/// The list of Specially Designated Nationals.
pub(super) const SDN: SourceKind = SourceKind {
    name: "ofac-sdn",
    about: "OFAC's list of Specially Designated Nationals: a folder with sdn.csv, alt.csv, add.csv, sdn_comments.csv",
    feeds: "OFAC, Sanctions",
    list_name: |_| Some("OFAC SDN"),
    files: &[SDN_FILES.entries, SDN_FILES.aliases, SDN_FILES.addresses, SDN_FILES.comments],
    recognises: |path| in_folder(path, SDN_FILES.entries).is_file(),
    read: |input, sink| read(input, &SDN_FILES, ofac_measures::blocking, sink),
};

/// The consolidated list: what is not on the first, mostly no asset freezes.
pub(super) const CONSOLIDATED: SourceKind = SourceKind {
    name: "ofac-cons",
    about: "OFAC's consolidated list of other sanctions: a folder with cons_prim.csv, cons_alt.csv, cons_add.csv, \
            cons_comments.csv",
    feeds: "OFAC, Sanctions",
    list_name: |_| Some("OFAC Consolidated"),
    files: &[
        CONSOLIDATED_FILES.entries,
        CONSOLIDATED_FILES.aliases,
        CONSOLIDATED_FILES.addresses,
        CONSOLIDATED_FILES.comments,
    ],
    recognises: |path| in_folder(path, CONSOLIDATED_FILES.entries).is_file(),
    read: |input, sink| read(input, &CONSOLIDATED_FILES, ofac_measures::consolidated, sink),
};

fn read(
    input: &SourceInput,
    files: &Files,
    measures: fn(&[String]) -> Measures,
    sink: &mut dyn FnMut(Entity),
) -> Result<Reading, Error> {
    if !input.path.is_dir() {
        let found = if input.path.exists() { bytes::nature(&bytes::head(input.path)) } else { "no folder".to_owned() };
        return Err(Error::wrong_kind(input.path, found, files.expected));
    }
    let mut reading = Reading::default();
    let entries = rows::<12>(input.path, files.entries, files.expected, &mut reading.files)?;
    let aliases = rows::<5>(input.path, files.aliases, files.expected, &mut reading.files)?;
    let addresses = rows::<6>(input.path, files.addresses, files.expected, &mut reading.files)?;
    let comments = rows::<2>(input.path, files.comments, files.expected, &mut reading.files)?;
    are_whole(input.path, files, [entries.len(), aliases.len(), addresses.len()])?;

    let list_types = types_or(input.list_types, &[ListType::OFAC, ListType::SANCTIONS]);
    let mut place: HashMap<String, usize> = HashMap::with_capacity(entries.len());
    for (index, [number, ..]) in entries.iter().enumerate() {
        place.entry(number.clone()).or_insert(index);
    }
    let orphans = aliases.iter().filter(|[number, ..]| !place.contains_key(number)).count();
    if aliases.len() >= ENOUGH && orphans * MOST_ORPHANS > aliases.len() {
        let path = in_folder(input.path, files.entries);
        return Err(Error::damaged(&path, 0, "many aliases are of no entry, as where the file of entries was cut off"));
    }
    let mut remarks_more: HashMap<usize, String> = HashMap::new();
    for [number, text] in comments {
        match place.get(&number) {
            Some(&index) if entries[index][11].chars().count() >= FULL_REMARK => {
                remarks_more.entry(index).or_default().push_str(&text);
                reading.used();
            }
            Some(_) => reading.skipped("comment on an entry whose remarks are complete"),
            None => reading.skipped("comment without an entry"),
        }
    }
    let mut entities = Vec::with_capacity(entries.len());
    for (index, cells) in entries.into_iter().enumerate() {
        if cells[0].is_empty() || cells[1].is_empty() {
            reading.skipped("entry without a number or a name");
            entities.push(None);
            continue;
        }
        reading.used();
        let more = remarks_more.remove(&index);
        let mut entity = entity(&cells, more.as_deref().unwrap_or(""), measures);
        entity.list_types.clone_from(&list_types);
        entities.push(Some(entity));
    }
    for [number, _, _, name, _] in aliases {
        match place.get(&number).and_then(|&index| entities[index].as_mut()) {
            Some(entity) if !name.is_empty() => {
                entity.add_name(&name, Strength::Strong);
                reading.used();
            }
            Some(_) => reading.skipped("alias without a name"),
            None => reading.skipped("alias without an entry"),
        }
    }
    for [number, _, street, city, country, _] in addresses {
        match place.get(&number).and_then(|&index| entities[index].as_mut()) {
            Some(entity) if [&street, &city, &country].iter().any(|cell| !cell.is_empty()) => {
                add_address(entity, &[street, city], &country);
                reading.used();
            }
            Some(_) => reading.skipped("address without a place"),
            None => reading.skipped("address without an entry"),
        }
    }
    let mut entities: Vec<Entity> = entities.into_iter().flatten().collect();
    resolve_links(&mut entities);
    entities.into_iter().for_each(sink);
    Ok(reading)
}

/// A file of the publication: by its name, which some downloads write in capitals.
fn in_folder(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    if path.exists() {
        return path;
    }
    let called = |path: &PathBuf| path.file_name().is_some_and(|found| found.eq_ignore_ascii_case(name));
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).find(called).unwrap_or(path)
}

/// The rows of one file, each cell trimmed and `-0-` emptied.
fn rows<const N: usize>(
    folder: &Path,
    name: &'static str,
    expected: &'static str,
    files: &mut Vec<PathBuf>,
) -> Result<Vec<[String; N]>, Error> {
    let path = in_folder(folder, name);
    let raw = fs::read(&path).map_err(|source| {
        let position = crate::vocabulary::Position::file(path.display());
        match source.kind() {
            std::io::ErrorKind::NotFound => Error::Missing { position, expected },
            _ => Error::Unreadable { position, source },
        }
    })?;
    files.push(path.clone());
    // DOS end-of-file mark
    let end = raw.iter().rposition(|byte| !matches!(byte, 0x1a | b'\r' | b'\n' | b' ')).map_or(0, |last| last + 1);
    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(&raw[..end]);
    if text.trim_start().starts_with(['<', '{']) {
        return Err(Error::wrong_kind(&path, bytes::nature(text.trim_start()), expected));
    }
    if text.matches('"').count() % 2 != 0 {
        return Err(Error::damaged(&path, 0, "a quote never closes, as in a file that was cut off"));
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Error::damaged(&path, 0, "not readable as CSV"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<String> = record.iter().map(cell).collect();
        let found = cells.len();
        let row = <[String; N]>::try_from(cells).map_err(|_| {
            Error::damaged(
                &path,
                line,
                format!("{found} columns where {N} are expected, as in a file that was cut off"),
            )
        })?;
        rows.push(row);
    }
    Ok(rows)
}

/// A cell without OFAC's sign for empty: `-0-`, with a blank behind it, or cut to `-0` at the end of the file. Blanks
/// at the ends stay: a remark may be cut at one.
fn cell(text: &str) -> String {
    if matches!(text.trim(), "-0-" | "-0" | "-" | "") { String::new() } else { text.to_owned() }
}

/// The entity of a row in the file of entries; columns: number, name, type, programme, title, call sign, ship's
/// type, tonnage, gross tonnage, flag, owner, remarks.
fn entity(cells: &[String; 12], more: &str, measures: fn(&[String]) -> Measures) -> Entity {
    let [number, name, kind, program, title, call_sign, ship_type, _, _, flag, owner, remarks] = cells;
    let entity_type = match kind.trim().to_ascii_lowercase().as_str() {
        "individual" => EntityType::Person,
        "vessel" => EntityType::Vessel,
        "aircraft" => EntityType::Aircraft,
        _ => EntityType::Company,
    };
    let mut entity = Entity::new(number.as_str(), entity_type, tidy(name));
    for program in program.split("] [") {
        let program = tidy(program.trim_matches(['[', ']', ' ']));
        if !program.is_empty() {
            add(&mut entity.programs, program);
        }
    }
    entity.measures = measures(&entity.programs);
    for position in [title, ship_type] {
        for one in position.split(';').map(tidy).filter(|one| !one.is_empty()) {
            ofac_remarks::office(&mut entity, &one);
        }
    }
    if !call_sign.is_empty() {
        add(&mut entity.identifiers, Identifier { kind: IdKind::CallSign, number: tidy(call_sign), country: None });
    }
    add_tail_number(&mut entity);
    if let Some(flag) = Country::parse(flag) {
        add(&mut entity.nationalities, flag);
    }
    if !owner.is_empty() {
        add(&mut entity.links, Link { how: "owner".to_owned(), name: tidy(owner), id: String::new() });
    }
    ofac_remarks::apply(&mut entity, &format!("{remarks}{more}"));
    entity
}

/// OFAC calls most aircraft by their tail numbers: `LN-EXA`.
pub(super) fn add_tail_number(entity: &mut Entity) {
    let name = entity.primary_name();
    if entity.entity_type == EntityType::Aircraft && name.contains('-') && !name.contains(' ') {
        let number = name.to_owned();
        add(&mut entity.identifiers, Identifier { kind: IdKind::TailNumber, number, country: None });
    }
}

/// An address: its lines as written, and its country.
pub(super) fn add_address(entity: &mut Entity, lines: &[String], country: &str) {
    let mut parts: Vec<String> = lines.iter().map(|line| tidy(line)).filter(|line| !line.is_empty()).collect();
    if !country.is_empty() && country != "undetermined" {
        parts.push(tidy(country));
    }
    if !parts.is_empty() {
        add(&mut entity.addresses, parts.join(", "));
    }
    if let Some(country) = Country::parse_name(country).or_else(|| country_of_place(country)) {
        add(&mut entity.address_countries, country);
    }
}

/// Names behind `Linked To:` that are the primary name of exactly one entry get that entry's id. A full stop at the
/// end of the remarks belongs to the name where an entry is called so: `EXAMPLE S.A.`.
fn resolve_links(entities: &mut [Entity]) {
    let mut ids: HashMap<String, Option<String>> = HashMap::with_capacity(entities.len());
    for entity in entities.iter() {
        ids.entry(entity.primary_name().to_owned()).and_modify(|id| *id = None).or_insert(Some(entity.id.clone()));
    }
    for entity in entities {
        for link in &mut entity.links {
            let forms = ofac_remarks::linked_name_forms(&link.name);
            let known = forms.iter().find_map(|form| ids.get(form).map(|id| (form.clone(), id.clone())));
            let (name, id) = known.unwrap_or_else(|| (forms[0].clone(), None));
            link.name = name;
            link.id = id.unwrap_or_default();
        }
    }
}
