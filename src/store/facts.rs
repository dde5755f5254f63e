//! What verdicts are made of, read without any key: facts of dossiers and processes, holds, requests, marks.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rayon::prelude::*;
use rusqlite::{params, params_from_iter};

use super::held::read_facts;
use super::holds::moment;
use super::seal::Id;
use super::{Error, Store};
use crate::dossier::{DossierFacts, DossierId, ImageKind, ProcessFacts, ProcessId};
use crate::retention::{Facts, Hold, Known, Part, start_of};

/// Dossiers that are read at once.
const PAGE: usize = 2_048;

/// What is known besides the dossiers themselves. Small: few dossiers are under a hold, asked about or marked in part.
struct Around {
    by_dossier: HashMap<Id, Vec<Hold>>,
    by_reference: HashMap<Vec<u8>, Vec<Hold>>,
    requests: HashMap<Id, DateTime<Utc>>,
    marks: HashMap<Id, Vec<(Part, DateTime<Utc>)>>,
}

/// A dossier as its row has it: id, reference, facts.
type DossierRow = (Id, Option<Vec<u8>>, String);
/// A process: its dossier, facts, whether it was exported.
type ProcessRow = (Id, String, bool);

impl Store {
    /// The facts of one dossier; days, such as that of a request, begin as they do in `zone`.
    ///
    /// # Errors
    /// Where there is none.
    pub fn facts_of(&self, id: DossierId, zone: Tz) -> Result<Facts, Error> {
        let around = self.around(Some(*id.bytes()), zone)?;
        let rows = self.dossier_rows("id = ?1", *id.bytes(), 1)?;
        let Some(dossier) = rows.into_iter().next() else {
            return Err(self.not_there("dossier", id)?);
        };
        let processes = self.process_rows(*id.bytes(), *id.bytes())?;
        facts(&dossier, &processes, &around)
    }

    /// The facts of all dossiers, in the order of their ids; memory stays flat. Days begin as they do in `zone`. Says of how many they
    /// cannot be read.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn each_facts(&self, zone: Tz, mut each: impl FnMut(&Facts)) -> Result<u64, Error> {
        let mut unreadable = 0;
        let around = self.around(None, zone)?;
        let mut after = [0; 16];
        loop {
            let dossiers = self.dossier_rows("id > ?1", after, PAGE)?;
            let (Some((first, ..)), Some((last, ..))) = (dossiers.first(), dossiers.last()) else {
                return Ok(unreadable);
            };
            let processes = self.process_rows(*first, *last)?;
            after = *last;
            let facts: Vec<Result<Facts, Error>> = dossiers
                .par_iter()
                .map(|dossier| {
                    let from = processes.partition_point(|(of, ..)| *of < dossier.0);
                    let to = processes.partition_point(|(of, ..)| *of <= dossier.0);
                    facts(dossier, &processes[from..to], &around)
                })
                .collect();
            for facts in facts {
                match facts {
                    Ok(facts) => each(&facts),
                    Err(error) if error.is_of_one() => unreadable += 1,
                    Err(error) => return Err(error),
                }
            }
        }
    }

    fn dossier_rows(&self, which: &str, from: Id, limit: usize) -> Result<Vec<DossierRow>, Error> {
        let select = format!("SELECT id, reference, facts FROM dossiers WHERE {which} ORDER BY id LIMIT {limit}");
        let rows = self.db.prepare_cached(&select).and_then(|mut select| {
            select.query_map([&from[..]], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
        });
        self.database(rows)
    }

    /// Of the dossiers from one to another, in the order of their dossiers.
    fn process_rows(&self, first: Id, last: Id) -> Result<Vec<ProcessRow>, Error> {
        let select = "SELECT dossier, facts, EXISTS (SELECT 1 FROM exports WHERE process = p.id) FROM processes AS p \
                      WHERE dossier BETWEEN ?1 AND ?2 ORDER BY dossier, rowid";
        let rows = self.db.prepare_cached(select).and_then(|mut select| {
            let values = params![&first[..], &last[..]];
            select.query_map(values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
        });
        self.database(rows)
    }

    /// Of one dossier, or of all.
    fn around(&self, only: Option<Id>, zone: Tz) -> Result<Around, Error> {
        let mut around = Around {
            by_dossier: HashMap::new(),
            by_reference: HashMap::new(),
            requests: HashMap::new(),
            marks: HashMap::new(),
        };
        let done = self.read_around(&mut around, only, zone);
        self.database(done).map(|()| around)
    }

    fn read_around(&self, around: &mut Around, only: Option<Id>, zone: Tz) -> rusqlite::Result<()> {
        let only = only.as_ref().map(|id| &id[..]);
        let begun = |day: String| day.parse().map_or(DateTime::UNIX_EPOCH, |day| start_of(day, zone));
        self.each_row(HOLDS, only, |row| {
            let released_at: Option<String> = row.get(3)?;
            let hold =
                Hold { placed_at: moment(&row.get::<_, String>(2)?), released_at: released_at.as_deref().map(moment) };
            if let Some(dossier) = row.get::<_, Option<Id>>(0)? {
                around.by_dossier.entry(dossier).or_default().push(hold);
            }
            if let Some(reference) = row.get::<_, Option<Vec<u8>>>(1)? {
                around.by_reference.entry(reference).or_default().push(hold);
            }
            Ok(())
        })?;
        // a restriction keeps a dossier as a hold does (Regulation (EU) 2016/679, Art. 18(1)(b) and (c))
        self.each_row(RESTRICTIONS, only, |row| {
            let ended_at: Option<String> = row.get(2)?;
            let hold = Hold { placed_at: begun(row.get(1)?), released_at: ended_at.as_deref().map(moment) };
            around.by_dossier.entry(row.get(0)?).or_default().push(hold);
            Ok(())
        })?;
        self.each_row(ERASURE_REQUESTS, only, |row| {
            around.requests.insert(row.get(0)?, begun(row.get(1)?));
            Ok(())
        })?;
        self.each_row(MARKS, only, |row| {
            if let Some(component) = ImageKind::parse(&row.get::<_, String>(2)?) {
                let part = Part { process_id: ProcessId::from_bytes(row.get(1)?), component };
                around.marks.entry(row.get(0)?).or_default().push((part, moment(&row.get::<_, String>(3)?)));
            }
            Ok(())
        })
    }

    fn each_row(
        &self,
        (select, of_it): Select,
        only: Option<&[u8]>,
        mut each: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut select = self.db.prepare_cached(&select.replace("WHICH", only.map_or("TRUE", |_| of_it)))?;
        let mut rows = select.query(params_from_iter(only))?;
        while let Some(row) = rows.next()? {
            each(row)?;
        }
        Ok(())
    }
}

/// A select, and what narrows it down to one dossier (`?1`) in the place of `WHICH`: by an index, for it is asked once an item of a purge.
type Select = (&'static str, &'static str);

const HOLDS: Select = (
    "SELECT dossier, reference, placed_at, released_at FROM holds WHERE WHICH",
    "(dossier = ?1 OR reference = (SELECT reference FROM dossiers WHERE id = ?1))",
);
const RESTRICTIONS: Select = (
    "SELECT dossier, received_on, CASE WHEN state IN ('open', 'done') THEN NULL ELSE answered_at END \
     FROM requests WHERE kind = 'restrict' AND WHICH",
    "dossier = ?1",
);
const ERASURE_REQUESTS: Select = (
    "SELECT dossier, min(received_on) FROM requests WHERE state = 'open' AND kind = 'erase' AND WHICH GROUP BY dossier",
    "dossier = ?1",
);
const MARKS: Select = (
    "SELECT p.dossier, m.process, m.kind, m.at FROM marks AS m JOIN processes AS p ON p.id = m.process WHERE WHICH",
    "p.dossier = ?1",
);

fn facts((id, reference, dossier): &DossierRow, processes: &[ProcessRow], around: &Around) -> Result<Facts, Error> {
    let dossier: DossierFacts = read_facts(dossier, &DossierId::from_bytes(*id))?;
    let exported = processes.iter().map(|(.., exported)| *exported);
    let processes: Vec<ProcessFacts> =
        processes.iter().map(|(_, facts, _)| read_facts(facts, &dossier.dossier_id)).collect::<Result<_, _>>()?;
    let exported: Vec<ProcessId> = processes
        .iter()
        .zip(exported)
        .filter(|(_, exported)| *exported)
        .map(|(process, _)| process.process_id)
        .collect();
    let mut holds = around.by_dossier.get(id).cloned().unwrap_or_default();
    holds.extend(reference.as_ref().and_then(|reference| around.by_reference.get(reference)).into_iter().flatten());
    let known = Known {
        holds: &holds,
        erasure_request: around.requests.get(id).copied(),
        exported: &exported,
        marked_parts: around.marks.get(id).map_or(&[], Vec::as_slice),
    };
    Ok(Facts::of(&dossier, &processes, &known))
}
