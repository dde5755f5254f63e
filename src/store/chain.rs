//! The audit chain: each entry has the hash of the one before it, so that none can be changed, taken out or put in without
//! all later hashes changing. What it does not show is a chain that was cut short at its end: an anchor kept elsewhere does.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::Error;
use super::tombstones::Line;
use crate::vocabulary::Sha256;

/// The table. `detail` is JSON without personal data.
pub(super) const TABLE: &str = "CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT";

/// What is noted.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who: a login name, or a job.
    pub actor: &'a str,
    /// What was done, as `image.replaced`.
    pub action: &'a str,
    /// To which dossier, process or image: ids.
    pub object: String,
    /// What else there is to say, in JSON; never personal data.
    pub detail: String,
}

/// An entry as it is read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Noted {
    /// Number, from 1.
    pub seq: u64,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To which.
    pub object: String,
    /// What else.
    pub detail: String,
    /// Its hash.
    pub hash: Sha256,
}

/// How long a chain is, and its last hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// Entries.
    pub seq: u64,
    /// Hash of the last.
    pub hash: Sha256,
}

impl Head {
    /// Of a chain without entries.
    const START: Self = Self { seq: 0, hash: Sha256::from_bytes([0; 32]) };
}

/// Of a dossier's tombstone.
pub const DOSSIER_ERASED: &str = "dossier.erased";
/// Of a process's.
pub const PROCESS_ERASED: &str = "process.erased";
/// Of a part's that a purge erased.
pub const PART_PURGED: &str = "image.purged";
/// Of a part's that somebody erased.
pub const PART_DELETED: &str = "image.deleted";
/// Of an archive that was to go and could not be removed.
pub const COPY_NOT_REMOVED: &str = "copy.not_removed";
/// What stands in the file outside as well.
pub const ERASED: [&str; 5] = [DOSSIER_ERASED, PROCESS_ERASED, PART_PURGED, PART_DELETED, COPY_NOT_REMOVED];
/// The same, for `SQLite`, which uses an index for just the words that it was made with.
macro_rules! is_tombstone {
    () => {
        "action IN ('dossier.erased', 'process.erased', 'image.purged', 'image.deleted', 'copy.not_removed')"
    };
}
/// An index of tombstones.
pub(super) const INDEX: &str = concat!("CREATE INDEX tombstones ON audit (seq) WHERE ", is_tombstone!());

/// Everything that an entry says, under the hash of the one before. Each piece has its length, in eight bytes, before it.
pub(super) fn hash(before: &Sha256, seq: u64, texts: [&str; 5]) -> Sha256 {
    let seq = seq.to_be_bytes();
    Sha256::of_pieces([&before.bytes()[..], &seq].into_iter().chain(texts.map(str::as_bytes)))
}

/// The last entry.
///
/// # Errors
/// Those of the database.
pub fn head(connection: &Connection) -> rusqlite::Result<Head> {
    let last =
        connection.prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?.query_row([], |row| {
            Ok(Head { seq: row.get::<_, i64>(0)?.cast_unsigned(), hash: Sha256::from_bytes(row.get(1)?) })
        });
    Ok(last.optional()?.unwrap_or(Head::START))
}

/// Adds entries, inside the transaction of what they tell of.
///
/// # Errors
/// Those of the database.
pub fn append<'a>(connection: &Connection, entries: impl IntoIterator<Item = Entry<'a>>) -> rusqlite::Result<Head> {
    let mut last = head(connection)?;
    let mut insert = connection.prepare_cached("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for Entry { at, actor, action, object, detail } in entries {
        let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let seq = last.seq + 1;
        last = Head { seq, hash: hash(&last.hash, seq, [&at, actor, action, &object, &detail]) };
        insert.execute(params![seq.cast_signed(), at, actor, action, object, detail, last.hash.bytes()])?;
    }
    Ok(last)
}

/// The entries on an object, and on those from one name up to before another.
///
/// # Errors
/// Those of the database.
pub fn of_objects(connection: &Connection, object: &str, from: &str, to: &str) -> rusqlite::Result<Vec<Noted>> {
    let mut select = connection.prepare_cached(
        "SELECT seq, at, actor, action, object, detail, hash FROM audit \
         WHERE object = ?1 OR (object >= ?2 AND object < ?3) ORDER BY seq",
    )?;
    let rows = select.query_map([object, from, to], noted)?;
    rows.collect()
}

/// The tombstones behind a number, as lines of the file outside.
///
/// # Errors
/// Those of the database.
pub(super) fn tombstones(connection: &Connection, after: u64) -> rusqlite::Result<Vec<Line>> {
    let mut select = connection.prepare_cached(concat!(
        "SELECT seq, at, actor, action, object, detail, hash, (SELECT hash FROM audit AS b WHERE b.seq = a.seq - 1) \
         FROM audit AS a WHERE ",
        is_tombstone!(),
        " AND seq > ?1 ORDER BY seq"
    ))?;
    let rows = select.query_map([after.cast_signed()], |row| {
        let Noted { seq, at, actor, action, object, detail, hash } = noted(row)?;
        let detail = serde_json::value::RawValue::from_string(detail)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(5, rusqlite::types::Type::Text, error.into()))?;
        Ok(Line { seq, at, actor, action, object, detail, previous: Sha256::from_bytes(row.get(7)?), hash })
    })?;
    rows.collect()
}

fn noted(row: &rusqlite::Row) -> rusqlite::Result<Noted> {
    Ok(Noted {
        seq: row.get::<_, i64>(0)?.cast_unsigned(),
        at: row.get(1)?,
        actor: row.get(2)?,
        action: row.get(3)?,
        object: row.get(4)?,
        detail: row.get(5)?,
        hash: Sha256::from_bytes(row.get(6)?),
    })
}

/// Walks the chain from its start and gives each entry to `each`.
///
/// # Errors
/// The first link that does not hold, and those of the database.
pub fn walk(
    connection: &Connection,
    database: impl Fn(rusqlite::Error) -> Error,
    mut each: impl FnMut(&Noted),
) -> Result<Head, Error> {
    let mut select = connection
        .prepare("SELECT seq, at, actor, action, object, detail, hash FROM audit ORDER BY seq")
        .map_err(&database)?;
    let mut rows = select.query([]).map_err(&database)?;
    let mut last = Head::START;
    while let Some(row) = rows.next().map_err(&database)? {
        let noted = noted(row).map_err(&database)?;
        let expected = last.seq + 1;
        if noted.seq != expected {
            return Err(Error::BrokenChain { seq: expected, why: "it is missing" });
        }
        let Noted { seq, at, actor, action, object, detail, .. } = &noted;
        if hash(&last.hash, *seq, [at, actor, action, object, detail]) != noted.hash {
            return Err(Error::BrokenChain { seq: *seq, why: "it, or the one before it, was changed" });
        }
        last = Head { seq: *seq, hash: noted.hash };
        each(&noted);
    }
    Ok(last)
}

/// The hash of an entry; `None` where the chain is not that long.
///
/// # Errors
/// Those of the database.
pub fn hash_at(connection: &Connection, seq: u64) -> rusqlite::Result<Option<Sha256>> {
    let select = "SELECT hash FROM audit WHERE seq = ?1";
    connection.query_row(select, [seq.cast_signed()], |row| Ok(Sha256::from_bytes(row.get(0)?))).optional()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute(TABLE, []).unwrap();
        let at = DateTime::UNIX_EPOCH;
        let entry = |n: usize| Entry {
            at,
            actor: "ann",
            action: "dossier.created",
            object: format!("{n}"),
            detail: "{}".into(),
        };
        append(&connection, (0..4).map(entry)).unwrap();
        append(&connection, (4..6).map(entry)).unwrap();
        connection
    }

    fn walked(connection: &Connection) -> Result<Head, Error> {
        walk(connection, Error::database(std::path::Path::new("test")), |_| {})
    }

    #[test]
    fn a_whole_chain_is_walked_to_its_head() {
        let chain = chain();
        let whole = walked(&chain).unwrap();
        assert_eq!((whole.seq, whole), (6, head(&chain).unwrap()));
        assert_eq!(hash_at(&chain, 6).unwrap(), Some(whole.hash));
        assert_eq!(hash_at(&chain, 7).unwrap(), None);
    }

    #[test]
    fn tombstones_are_found_by_their_index_and_hold_by_themselves() {
        let chain = chain();
        chain.execute(INDEX, []).unwrap();
        let entry = |action| Entry {
            at: DateTime::UNIX_EPOCH,
            actor: "ann",
            action,
            object: "o".into(),
            detail: "{\"a\":1}".into(),
        };
        append(&chain, ERASED.into_iter().chain(["dossier.created"]).map(entry)).unwrap();
        let lines = tombstones(&chain, 7).unwrap();
        assert_eq!(lines.iter().map(|line| line.seq).collect::<Vec<_>>(), [8, 9, 10, 11]);
        assert!(lines.iter().all(Line::holds));
        let plan = concat!("EXPLAIN QUERY PLAN SELECT seq FROM audit WHERE ", is_tombstone!(), " AND seq > 7");
        let plan: String = chain.query_row(plan, [], |row| row.get(3)).unwrap();
        assert!(plan.contains("INDEX tombstones"), "{plan}");
    }

    #[test]
    fn the_first_broken_link_is_named() {
        for (change, seq) in [
            ("UPDATE audit SET actor = 'ben' WHERE seq = 3", 3),
            ("UPDATE audit SET detail = '{\"a\":1}' WHERE seq = 1", 1),
            ("DELETE FROM audit WHERE seq = 4", 4),
            ("DELETE FROM audit WHERE seq = 1", 1),
            ("UPDATE audit SET hash = zeroblob(32) WHERE seq = 5", 5),
            ("UPDATE audit SET seq = 9 WHERE seq = 6", 6),
        ] {
            let chain = chain();
            chain.execute(change, []).unwrap();
            let found = walked(&chain);
            assert!(matches!(found, Err(Error::BrokenChain { seq: at, .. }) if at == seq), "{change}: {found:?}");
        }
        // two entries changing places
        let chain = chain();
        chain.execute_batch("UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 99").unwrap();
        assert!(matches!(walked(&chain), Err(Error::BrokenChain { seq: 2, .. })));
    }
}
