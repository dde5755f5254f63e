//! Legal holds: data that a verdict is made of.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{TransactionBehavior, params};
use serde::Serialize;
use serde_json::json;

use super::chain::{self, Entry};
use super::group::time;
use super::seal::Id;
use super::{Error, Store};
use crate::dossier::{DossierId, Providers};

/// A legal hold.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HoldRecord {
    /// Names it.
    pub hold_id: String,
    /// What it is about: a case number, no personal data.
    pub matter: String,
    /// The dossier; `None` for a hold on a person.
    pub dossier: Option<DossierId>,
    /// When somebody must look whether it still stands.
    pub review_by: NaiveDate,
    /// When it was placed.
    pub placed_at: String,
    /// Who placed it.
    pub placed_by: String,
    /// When it was released.
    pub released_at: Option<String>,
    /// Whether its review is overdue.
    pub review_overdue: bool,
}

/// Whom a hold binds.
#[derive(Clone, Debug)]
pub enum Bound {
    /// These dossiers.
    Dossiers(Vec<DossierId>),
    /// The person of this external reference, in dossiers to come too.
    Person(String),
}

impl Store {
    /// Places a hold; says how many dossiers it binds now.
    ///
    /// # Errors
    /// Where one of the dossiers is not there: none is bound then.
    pub fn place_hold(&mut self, bound: &Bound, matter: &str, review_by: NaiveDate) -> Result<u64, Error> {
        let rows: Vec<(Option<Id>, Option<[u8; 32]>)> = match bound {
            Bound::Dossiers(ids) => {
                let ids: BTreeSet<&DossierId> = ids.iter().collect();
                for id in &ids {
                    if !self.has("dossiers", *id.bytes())? {
                        return Err(self.not_there("dossier", **id)?);
                    }
                }
                ids.into_iter().map(|id| (Some(*id.bytes()), None)).collect()
            }
            Bound::Person(reference) => vec![(None, Some(self.keys.reference(reference)))],
        };
        let (now, actor) = (self.outside.time(), self.outside.actor.clone());
        let mut ids = Vec::with_capacity(rows.len());
        for _ in &rows {
            ids.push(self.random_id()?);
        }
        let placed = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            let mut bound = 0;
            for ((dossier, reference), id) in rows.iter().zip(&ids) {
                let (dossier, reference) =
                    (dossier.as_ref().map(|id| &id[..]), reference.as_ref().map(|hash| &hash[..]));
                transaction.execute(
                    "INSERT INTO holds VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, NULL)",
                    params![&id[..], dossier, reference, matter, review_by.to_string(), time(now), actor],
                )?;
                let now_bound = "SELECT count(*) FROM dossiers WHERE id = ?1 OR reference = ?2";
                bound += transaction.query_row(now_bound, params![dossier, reference], |row| row.get::<_, i64>(0))?;
                let object = dossier
                    .and_then(|id| id.try_into().ok())
                    .map_or(String::new(), |id| DossierId::from_bytes(id).to_string());
                let detail = json!({ "hold": name(*id), "matter": matter, "reviewBy": review_by }).to_string();
                chain::append(&transaction, [Entry { at: now, actor: &actor, action: "hold.placed", object, detail }])?;
            }
            transaction.commit()?;
            Ok(bound.cast_unsigned())
        });
        self.database(placed)
    }

    /// Releases all holds of a matter, or one by its id; images that they kept after they were replaced go now. Says how many.
    ///
    /// # Errors
    /// Where there is none.
    pub fn release_hold(&mut self, matter_or_id: &str) -> Result<u64, Error> {
        let (now, actor) = (self.outside.time(), self.outside.actor.clone());
        let select = "SELECT id, dossier, reference FROM holds WHERE released_at IS NULL AND (matter = ?1 OR lower(hex(id)) = ?2)";
        let hex = matter_or_id.replace('-', "");
        let rows = self.db.prepare_cached(select).and_then(|mut select| {
            let rows =
                select.query_map(params![matter_or_id, hex], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect::<rusqlite::Result<Vec<(Id, Option<Id>, Option<Vec<u8>>)>>>()
        });
        let rows = self.database(rows)?;
        if rows.is_empty() {
            return Err(Error::Unknown { what: "hold", id: matter_or_id.to_owned() });
        }
        let mut bound = Vec::new();
        for (_, dossier, reference) in &rows {
            let select = "SELECT id FROM dossiers WHERE id = ?1 OR reference = ?2";
            let dossiers = self.db.prepare_cached(select).and_then(|mut select| {
                let dossier = dossier.as_ref().map(|id| &id[..]);
                let rows = select.query_map(params![dossier, reference], |row| row.get::<_, Id>(0))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            });
            bound.extend(self.database(dossiers)?);
        }
        let released = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            for (id, ..) in &rows {
                // of somebody of whom there is no dossier, nothing is left by which the person could be found
                transaction.execute(
                    "UPDATE holds SET released_at = ?2, released_by = ?3, \
                     reference = (SELECT reference FROM dossiers WHERE reference = holds.reference) WHERE id = ?1",
                    params![&id[..], time(now), actor],
                )?;
                let detail = json!({ "hold": name(*id) }).to_string();
                let entry = Entry { at: now, actor: &actor, action: "hold.released", object: String::new(), detail };
                chain::append(&transaction, [entry])?;
            }
            let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO let_go VALUES (?1)")?;
            bound.iter().try_for_each(|dossier| insert.execute([&dossier[..]]).map(|_| ()))?;
            drop(insert);
            transaction.commit()
        });
        self.database(released)?;
        self.let_go_of_all()?;
        Ok(rows.len() as u64)
    }

    /// Finishes what the end of holds began.
    pub(super) fn let_go_of_all(&mut self) -> Result<(), Error> {
        let noted = self.db.prepare_cached("SELECT dossier FROM let_go").and_then(|mut select| {
            let rows = select.query_map([], |row| row.get::<_, Id>(0))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        });
        for dossier in self.database(noted)? {
            match self.let_go(DossierId::from_bytes(dossier)) {
                // one that does not open keeps no other from letting go
                Err(error) if !error.is_of_one() => return Err(error),
                _ => self.database(self.db.execute("DELETE FROM let_go WHERE dossier = ?1", [&dossier[..]]))?,
            };
        }
        Ok(())
    }

    /// Images that were replaced under a hold go, if nothing holds their dossier any more.
    pub(super) fn let_go(&mut self, dossier: DossierId) -> Result<(), Error> {
        if self.held(dossier)?.on_hold {
            return Ok(());
        }
        let providers = Providers::default();
        let mut group = self.group(&providers);
        group.change(dossier, "images.let_go", json!({}), |dossier| Ok(dossier.release_held_back()))?;
        group.commit()
    }

    /// Whether a dossier is under a hold now, of its own or on the person of its external reference, or its person asked that it
    /// be restricted.
    pub(super) fn is_held(&self, dossier: DossierId, external_reference: Option<&str>) -> Result<bool, Error> {
        let reference = external_reference.map(|reference| self.keys.reference(reference));
        let reference = reference.as_ref().map(|reference| &reference[..]);
        let select = self.db.prepare_cached(
            "SELECT 1 FROM holds WHERE released_at IS NULL AND (dossier = ?1 OR reference = ?2) UNION ALL \
             SELECT 1 FROM requests WHERE dossier = ?1 AND kind = 'restrict' AND state IN ('open', 'done') LIMIT 1",
        );
        let found = select.and_then(|mut select| select.exists(params![&dossier.bytes()[..], reference]));
        self.database(found)
    }

    /// All holds, the active ones first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn holds(&self) -> Result<Vec<HoldRecord>, Error> {
        let today = self.outside.time().date_naive();
        let rows = self.db.prepare_cached(
            "SELECT id, matter, dossier, review_by, placed_at, placed_by, released_at FROM holds \
             ORDER BY released_at IS NOT NULL, review_by, id",
        );
        let rows = rows.and_then(|mut select| {
            let rows = select.query_map([], |row| {
                let review_by: NaiveDate = row.get::<_, String>(3)?.parse().unwrap_or(NaiveDate::MIN);
                let released_at: Option<String> = row.get(6)?;
                Ok(HoldRecord {
                    hold_id: name(row.get(0)?),
                    matter: row.get(1)?,
                    dossier: row.get::<_, Option<Id>>(2)?.map(DossierId::from_bytes),
                    review_by,
                    placed_at: row.get(4)?,
                    placed_by: row.get(5)?,
                    review_overdue: released_at.is_none() && review_by < today,
                    released_at,
                })
            })?;
            rows.collect()
        });
        self.database(rows)
    }

    pub(super) fn random_id(&self) -> Result<Id, Error> {
        let mut id = [0; 16];
        (self.outside.random)(&mut id).map_err(Error::Random)?;
        Ok(id)
    }
}

/// An id as people give it back.
pub(super) fn name(id: Id) -> String {
    uuid::Uuid::from_bytes(id).to_string()
}

/// A time as the databases have it.
pub(super) fn moment(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).map_or(DateTime::UNIX_EPOCH, |at| at.to_utc())
}
