//! Files of people to ask for: negatives, who are on no list, and positives, who are.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::ask::Question;
use super::difference::form_of;
use super::lists::Listed;
use super::{Error, script::script_of};
use crate::record::{ReadOptions, Reader, Record, Row};
use crate::vocabulary::Country;

/// A file of customers, read.
pub struct Customers {
    /// As the user named it.
    pub file: String,
    /// Those who can be asked for.
    pub(super) people: Vec<Person>,
    /// Rows that cannot, by their code.
    pub(super) rejected: BTreeMap<&'static str, u64>,
}

/// Somebody in a file.
pub(super) struct Person {
    pub record: Record<'static>,
    /// What the file says in a column `entity_id`: who on the lists it is.
    pub entity_id: Option<String>,
}

impl Person {
    /// Nationality, else country of residence, else country of birth; `unknown` where the file says none.
    pub(super) fn origin(&self) -> String {
        let record = &self.record;
        let country = record.nationalities.first().or(record.country.as_ref()).or(record.birth_countries.first());
        country.map_or_else(|| "unknown".to_owned(), Country::to_string)
    }

    pub(super) fn script(&self) -> &'static str {
        script_of(&self.record.searched_name)
    }
}

impl Customers {
    /// Reads a file as `muster screen` does, all of it.
    ///
    /// # Errors
    /// Where it cannot be read, or nobody in it can be asked for.
    pub fn read(path: &Path, options: &ReadOptions, what: &'static str) -> Result<Self, Error> {
        let mut reader = Reader::open(path, options)?;
        let layout = reader.layout();
        let entity_id = layout.passed_through().position(|heading| heading.trim().eq_ignore_ascii_case("entity_id"));
        let (mut people, mut rejected) = (Vec::new(), BTreeMap::new());
        while let Some(chunk) = reader.read_chunk(8_192)? {
            for raw in chunk.rows() {
                match layout.interpret(raw) {
                    Row::Record(record, _) => {
                        let cell = entity_id.and_then(|column| record.passed_through.get(column));
                        let entity_id = cell.map(|cell| cell.trim().to_owned()).filter(|id| !id.is_empty());
                        people.push(Person { record: owned(&record), entity_id });
                    }
                    Row::Reject(reject) => *rejected.entry(reject.code.as_str()).or_default() += 1,
                }
            }
        }
        let file = path.display().to_string();
        if people.is_empty() {
            let advice = "nothing can be measured with it: give a file of customers with at least a column `name`";
            return Err(Error::Empty { file, what, advice });
        }
        Ok(Self { file, people, rejected })
    }

    /// Without those whose name, whatever its case, accents, punctuation and order, is on a list or among the positives;
    /// and how many those are.
    pub(super) fn not_listed(&self, listed: &Listed, positives: Option<&Self>) -> (Vec<&Person>, u64) {
        let bearers = listed.bearers();
        let positives: std::collections::HashSet<String> = positives
            .iter()
            .flat_map(|positives| &positives.people)
            .map(|person| form_of(&person.record.searched_name))
            .collect();
        let is_listed = |name: &str| {
            let form = form_of(name);
            bearers.contains_key(&form) || positives.contains(&form)
        };
        let mut set_aside = 0;
        let others = self.people.iter().filter(|person| {
            let record = &person.record;
            let listed = is_listed(&record.searched_name) || record.aliases.iter().any(|alias| is_listed(alias));
            set_aside += u64::from(listed);
            !listed
        });
        (others.collect(), set_aside)
    }
}

/// What is asked, on its own.
fn owned(record: &Record) -> Record<'static> {
    let text = |text: &Cow<str>| Cow::Owned(text.clone().into_owned());
    Record {
        line: record.line,
        id: text(&record.id),
        name: text(&record.name),
        searched_name: text(&record.searched_name),
        aliases: record.aliases.clone(),
        date_of_birth: record.date_of_birth,
        country: record.country,
        nationalities: record.nationalities.clone(),
        birth_countries: record.birth_countries.clone(),
        ..Record::default()
    }
}

/// Negatives as questions.
pub(super) fn questions(people: &[&Person]) -> Vec<Question> {
    people.iter().map(|person| Question { record: person.record.clone(), right: None }).collect()
}
