//! The keys of a store, in a database of their own that no backup of the data holds.
//!
//! The store's key, outside, seals the key of each dossier; a dossier's key seals those of its processes and images. So
//! another store key touches no dossier, a dossier goes with its one key, and a single image with its own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::Error;
use super::schema::{KEYS, checkpoint};
use super::seal::{Id, Random, SecretKey};

/// The purposes that the store's key is split into.
const WRAPPING: &str = "muster store 1: keys of dossiers";
const NAME: &str = "muster store 1: which key it is";
/// The key of hashes of external references is no dossier's.
const REFERENCES: (Id, Id) = ([0; 16], [1; 16]);

/// The keys.
pub struct Keys {
    connection: Connection,
    path: PathBuf,
    wrapping: SecretKey,
    references: SecretKey,
    random: Random,
}

impl Keys {
    /// Makes the database of a new store.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn create(folder: &Path, key: &SecretKey, random: Random) -> Result<Self, Error> {
        let (path, connection) = (folder.join(KEYS.file), KEYS.create(folder)?);
        let (wrapping, references) = (key.derived(WRAPPING), SecretKey::generate(random)?);
        let wrapped = wrapping.wrap(REFERENCES, &references, random)?;
        let made = connection.execute(
            "INSERT INTO meta VALUES ('key', ?1), ('references', ?2)",
            params![&key.derived(NAME).bytes()[..], wrapped],
        );
        made.map_err(Error::database(&path))?;
        Ok(Self { connection, path, wrapping, references, random })
    }

    /// Opens it with the store's key; `file` is what that is read from.
    ///
    /// # Errors
    /// Where it is another's key, or the database cannot be read.
    pub(super) fn open(
        folder: &Path,
        (key, file): (&SecretKey, &Path),
        migrate: bool,
        random: Random,
    ) -> Result<Self, Error> {
        let (path, connection) = (folder.join(KEYS.file), KEYS.open(folder, migrate)?);
        let meta = |name: &str| -> Result<Vec<u8>, Error> {
            let value = connection.query_row("SELECT value FROM meta WHERE key = ?1", [name], |row| row.get(0));
            value.map_err(Error::database(&path))
        };
        if meta("key")? != key.derived(NAME).bytes() {
            return Err(Error::WrongKey { file: file.display().to_string() });
        }
        let wrapping = key.derived(WRAPPING);
        let references = wrapping.unwrap_key(REFERENCES, meta("references")?)?;
        Ok(Self { connection, path, wrapping, references, random })
    }

    /// The keyed hash by which a dossier is found by its external reference.
    pub fn reference(&self, external_reference: &str) -> [u8; 32] {
        self.references.digest(external_reference.as_bytes())
    }

    /// The key of a dossier.
    ///
    /// # Errors
    /// Where it has none any more, or it does not open.
    pub fn of_dossier(&self, dossier: Id) -> Result<SecretKey, Error> {
        self.wrapping.unwrap_key((dossier, dossier), self.wrapped(dossier, dossier)?)
    }

    /// The key of a process or an image.
    ///
    /// # Errors
    /// Where it has none any more, or it does not open.
    pub fn of_object(&self, of_dossier: &SecretKey, dossier: Id, object: Id) -> Result<SecretKey, Error> {
        of_dossier.unwrap_key((dossier, object), self.wrapped(dossier, object)?)
    }

    pub(super) fn wrapped(&self, dossier: Id, object: Id) -> Result<Vec<u8>, Error> {
        let mut select = self.database(self.connection.prepare_cached("SELECT wrapped FROM keys WHERE object = ?1"))?;
        let found = self.database(select.query_row([&object[..]], |row| row.get(0)).optional())?;
        found.ok_or_else(|| Error::Erased { id: uuid::Uuid::from_bytes(dossier).to_string() })
    }

    /// What keys of dossiers are sealed under.
    pub(super) fn wrapping(&self) -> &SecretKey {
        &self.wrapping
    }

    /// A new key for a dossier, not yet written.
    ///
    /// # Errors
    /// Where there is no randomness.
    pub fn new_of_dossier(&self, dossier: Id) -> Result<(SecretKey, NewKey), Error> {
        let key = SecretKey::generate(self.random)?;
        let wrapped = self.wrapping.wrap((dossier, dossier), &key, self.random)?;
        Ok((key, NewKey { object: dossier, dossier, wrapped }))
    }

    /// A new key for a process or an image, not yet written.
    ///
    /// # Errors
    /// Where there is no randomness.
    pub fn new_of_object(&self, of_dossier: &SecretKey, dossier: Id, object: Id) -> Result<(SecretKey, NewKey), Error> {
        let key = SecretKey::generate(self.random)?;
        let wrapped = of_dossier.wrap((dossier, object), &key, self.random)?;
        Ok((key, NewKey { object, dossier, wrapped }))
    }

    /// Writes new keys: they are there before anything that is sealed with them. What the last ones were for was written.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add(&mut self, keys: &[NewKey]) -> Result<(), Error> {
        self.within(|transaction| {
            transaction.execute("DELETE FROM pending", [])?;
            let mut insert = transaction.prepare_cached("INSERT INTO keys VALUES (?1, ?2, ?3)")?;
            let mut pending = transaction.prepare_cached("INSERT INTO pending VALUES (?1)")?;
            for NewKey { object, dossier, wrapped } in keys {
                insert.execute(params![&object[..], &dossier[..], wrapped])?;
                pending.execute([&object[..]])?;
            }
            Ok(())
        })
    }

    /// The last keys that were added.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn pending(&self) -> Result<Vec<Id>, Error> {
        let pending = || {
            let mut select = self.connection.prepare("SELECT object FROM pending")?;
            let rows = select.query_map([], |row| row.get(0))?;
            rows.collect()
        };
        self.database(pending())
    }

    /// Destroys those of the last keys that came to nothing.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn settle(&mut self, lost: &[Id]) -> Result<(), Error> {
        self.within(|transaction| transaction.execute("DELETE FROM pending", []).map(|_| ()))?;
        self.destroy(lost)
    }

    /// Destroys the keys of processes and images.
    ///
    /// # Errors
    /// Those of the database.
    pub fn destroy(&mut self, objects: &[Id]) -> Result<(), Error> {
        self.destroy_where("DELETE FROM keys WHERE object = ?1", objects)
    }

    /// Destroys the keys of dossiers, and of all that is in them.
    ///
    /// # Errors
    /// Those of the database.
    pub fn destroy_dossiers(&mut self, dossiers: &[Id]) -> Result<(), Error> {
        self.destroy_where("DELETE FROM keys WHERE dossier = ?1", dossiers)
    }

    /// Rows are overwritten with zeros (`secure_delete`), and the journal, which has them too, is cut to nothing.
    fn destroy_where(&mut self, delete: &str, ids: &[Id]) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        self.within(|transaction| {
            let mut delete = transaction.prepare_cached(delete)?;
            ids.iter().try_for_each(|id| delete.execute([&id[..]]).map(|_| ()))
        })?;
        self.checkpoint()
    }

    /// Brings the journal into the database and empties it.
    ///
    /// # Errors
    /// Those of the database; a reader that does not end.
    pub fn checkpoint(&self) -> Result<(), Error> {
        for _ in 0..100 {
            if self.database(checkpoint(&self.connection))? {
                return Ok(());
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        self.database(Err(rusqlite::Error::SqliteFailure(busy, None)))
    }

    /// Puts all keys of dossiers under another store key, at once; no dossier is touched.
    ///
    /// # Errors
    /// Where a key does not open: nothing has changed then.
    pub fn rekey(&mut self, key: &SecretKey) -> Result<u64, Error> {
        let (old, new, random) = (self.wrapping.clone(), key.derived(WRAPPING), self.random);
        let path = self.path.clone();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = transaction.map_err(Error::database(&path))?;
        let database = Error::database(&path);
        let mut count = 0;
        {
            let mut select =
                transaction.prepare("SELECT object, wrapped FROM keys WHERE object = dossier").map_err(&database)?;
            let mut update =
                transaction.prepare("UPDATE keys SET wrapped = ?2 WHERE object = ?1").map_err(&database)?;
            // all of them first: a table is not changed while it is walked
            let rows = select.query_map([], |row| Ok((row.get::<_, Id>(0)?, row.get::<_, Vec<u8>>(1)?)));
            let rows: Vec<_> = rows.and_then(Iterator::collect).map_err(&database)?;
            for (dossier, wrapped) in rows {
                let of_dossier = old.unwrap_key((dossier, dossier), wrapped)?;
                let wrapped = new.wrap((dossier, dossier), &of_dossier, random)?;
                update.execute(params![&dossier[..], wrapped]).map_err(&database)?;
                count += 1;
            }
            let references = new.wrap(REFERENCES, &self.references, random)?;
            for (name, value) in [("key", key.derived(NAME).bytes().to_vec()), ("references", references)] {
                transaction
                    .execute("UPDATE meta SET value = ?2 WHERE key = ?1", params![name, value])
                    .map_err(&database)?;
            }
        }
        transaction.commit().map_err(&database)?;
        self.wrapping = new;
        self.checkpoint()?;
        Ok(count)
    }

    /// Which dossiers have keys, and how many each.
    ///
    /// # Errors
    /// Those of the database.
    pub fn counted(&self) -> Result<HashMap<Id, u64>, Error> {
        let counted = || {
            let mut select = self.connection.prepare("SELECT dossier, count(*) FROM keys GROUP BY dossier")?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned())))?;
            rows.collect()
        };
        self.database(counted())
    }

    /// The connection, for backups and checks.
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    fn within(&mut self, work: impl FnOnce(&Transaction) -> rusqlite::Result<()>) -> Result<(), Error> {
        let done = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            work(&transaction)?;
            transaction.commit()
        });
        done.map_err(Error::database(&self.path))
    }

    fn database<T>(&self, result: rusqlite::Result<T>) -> Result<T, Error> {
        result.map_err(Error::database(&self.path))
    }
}

/// A key that is not written yet.
#[derive(Clone)]
pub struct NewKey {
    pub(super) object: Id,
    dossier: Id,
    wrapped: Vec<u8>,
}
