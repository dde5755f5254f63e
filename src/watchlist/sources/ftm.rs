//! FollowTheMoney as JSON lines: OpenSanctions, OpenSanctions-like and own exports.
//!
//! Papers, sanctions, offices and relations are entities of their own that refer to the one they belong to;
//! all lines are read first, then joined (`ftm_wiring`). Which list types an entity feeds is said by its topics
//! (`ftm_topics`). Source of schemata and properties: followthemoney, the default model.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{BufRead, Read};
use std::path::Path;

use serde_json::{Map, Value};

use super::super::{Entity, Error};
use super::{Reading, SourceInput, SourceKind, bytes, ftm_wiring};

const EXPECTED: &str = "FollowTheMoney entities, one JSON object a line with `id`, `schema` and `properties`";

/// A line may be this long, in bytes.
const LONGEST_LINE: u64 = 64 << 20;

/// FollowTheMoney.
pub(super) const KIND: SourceKind = SourceKind {
    name: "ftm",
    about: "FollowTheMoney entities as JSON lines (OpenSanctions `entities.ftm.json`), also gzip or zstd",
    feeds: "by topic: sanction: Sanctions; role.pep, role.rca: PEP; other topics are off unless chosen with `type=`",
    list_name: |_| None,
    files: &[],
    recognises: |path| path.is_file() && looks_right(&bytes::head(path)),
    read,
};

fn looks_right(head: &str) -> bool {
    head.starts_with('{') && head.contains("\"schema\"") && head.contains("\"properties\"")
}

/// One FollowTheMoney entity as it stands in the file.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Item {
    /// Its id.
    pub id: String,
    /// Its schema: `Person`, `Passport`.
    pub schema: String,
    /// The name to show for it.
    pub caption: String,
    /// The datasets that it comes from.
    pub datasets: Vec<String>,
    /// Whether it is marked as one to screen against.
    pub target: bool,
    /// When its source last changed it.
    pub last_change: String,
    /// All values of all properties; entities inside are replaced by their ids.
    pub properties: HashMap<String, Vec<String>>,
}

impl Item {
    /// All values of a property.
    pub(super) fn all<'a>(&'a self, property: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.properties.get(property).into_iter().flatten().map(String::as_str)
    }

    /// The first value of a property; empty where there is none.
    pub(super) fn first(&self, property: &str) -> &str {
        self.all(property).next().unwrap_or("")
    }
}

fn read(input: &SourceInput, sink: &mut dyn FnMut(Entity)) -> Result<Reading, Error> {
    let mut reading = Reading { files: vec![input.path.to_owned()], ..Reading::default() };
    let items = items(input.path, &mut reading)?;
    ftm_wiring::entities(&items, input, &mut reading, sink);
    Ok(reading)
}

/// All items, in the order of the file; lines that say the same twice are counted as skipped.
fn items(path: &Path, reading: &mut Reading) -> Result<Vec<Item>, Error> {
    let mut reader = bytes::open(path, EXPECTED, looks_right)?;
    let mut items: Vec<Item> = Vec::new();
    let mut place: HashMap<String, usize> = HashMap::new();
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let read = (&mut reader).take(LONGEST_LINE).read_until(b'\n', &mut line);
        if read.map_err(|source| Error::unreadable_at(path, number, source))? == 0 {
            break;
        }
        if line.len() as u64 == LONGEST_LINE {
            return Err(Error::damaged(path, number, "a line of more than 64 MiB"));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let Ok(Value::Object(object)) = serde_json::from_slice(&line) else {
            return Err(Error::damaged(path, number, "no JSON object in this line, as in a file that was cut off"));
        };
        let mut inner = Vec::new();
        let Some(item) = item(object, &mut inner) else {
            reading.skipped("line without an id or a schema");
            continue;
        };
        match place.entry(item.id.clone()) {
            Entry::Vacant(vacant) => {
                vacant.insert(items.len());
                items.push(item);
            }
            Entry::Occupied(first) if items[*first.get()] == item => reading.skipped("the same line a second time"),
            Entry::Occupied(_) => {
                let what = "the same id as in an earlier line, and not the same content";
                return Err(Error::damaged(path, number, what));
            }
        }
        // what stands nested inside counts like a line of its own, and may stand in several
        for item in inner {
            if let Entry::Vacant(vacant) = place.entry(item.id.clone()) {
                vacant.insert(items.len());
                items.push(item);
            }
        }
    }
    Ok(items)
}

/// An item from its JSON object; entities nested in its properties go to `inner`.
fn item(mut object: Map<String, Value>, inner: &mut Vec<Item>) -> Option<Item> {
    let text = |value: Option<Value>| match value {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let mut taken = Item {
        id: text(object.remove("id")),
        schema: text(object.remove("schema")),
        caption: text(object.remove("caption")),
        last_change: text(object.remove("last_change")),
        target: object.get("target").and_then(Value::as_bool).unwrap_or(false),
        ..Item::default()
    };
    if taken.id.is_empty() || taken.schema.is_empty() {
        return None;
    }
    if let Some(Value::Array(datasets)) = object.remove("datasets") {
        taken.datasets = datasets.into_iter().map(|dataset| text(Some(dataset))).collect();
    }
    if let Some(Value::Object(properties)) = object.remove("properties") {
        for (name, values) in properties {
            let values = match values {
                Value::Array(values) => values,
                single => vec![single],
            };
            let values = values.into_iter().filter_map(|value| match value {
                Value::String(text) => Some(text),
                Value::Number(number) => Some(number.to_string()),
                Value::Object(object) => {
                    let nested = item(object, inner)?;
                    let id = nested.id.clone();
                    inner.push(nested);
                    Some(id)
                }
                _ => None,
            });
            taken.properties.insert(name, values.collect());
        }
    }
    Some(taken)
}
