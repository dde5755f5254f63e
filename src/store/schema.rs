//! The databases of a store: how they are opened, and how an older one is brought to the newest format.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{Error, chain};

/// A database of a store.
pub(super) struct Database {
    /// Its file in the folder.
    pub file: &'static str,
    /// What makes it, one step a format version; a step that was released is never changed.
    steps: &'static [&'static [&'static str]],
}

/// Dossiers and everything about them, sealed but for what purging must know; and what was changed.
pub(super) const STORE: Database = Database {
    file: "store.db",
    steps: &[&[
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
        // `reference` is a keyed hash, gone at erasure; `facts` is JSON that may be read without a key
        "CREATE TABLE dossiers (id BLOB PRIMARY KEY, reference BLOB UNIQUE, updated_at TEXT NOT NULL, facts TEXT NOT NULL, \
         sealed BLOB NOT NULL) STRICT",
        "CREATE TABLE processes (id BLOB PRIMARY KEY, dossier BLOB NOT NULL, status TEXT NOT NULL, updated_at TEXT NOT NULL, \
         facts TEXT NOT NULL, sealed BLOB NOT NULL, secrets BLOB, changed_at TEXT NOT NULL) STRICT",
        // `updated_at` is when something happened, `changed_at` when the store learned of it
        "CREATE INDEX processes_of_dossier ON processes (dossier)",
        "CREATE INDEX processes_by_status ON processes (status, id)",
        // the id is the random name of the file; `mark` is a keyed digest, to tell one that is held back from its successor
        "CREATE TABLE images (id BLOB PRIMARY KEY, process BLOB NOT NULL, dossier BLOB NOT NULL, kind TEXT NOT NULL, \
         mark BLOB NOT NULL, bytes INTEGER NOT NULL) STRICT",
        "CREATE INDEX images_of_process ON images (process)",
        "CREATE TABLE lookups (id BLOB PRIMARY KEY, process BLOB NOT NULL, dossier BLOB NOT NULL, sealed BLOB NOT NULL) STRICT",
        "CREATE INDEX lookups_of_process ON lookups (process)",
        "CREATE TABLE exports (id BLOB PRIMARY KEY, process BLOB NOT NULL, dossier BLOB NOT NULL, sealed BLOB NOT NULL) STRICT",
        "CREATE INDEX exports_of_process ON exports (process)",
        // keys and files of what is gone from the other tables: they go next, whatever happens
        "CREATE TABLE intents (seq INTEGER PRIMARY KEY, intent TEXT NOT NULL) STRICT",
        // dossiers whose hold ended: images that it kept after they were replaced go next
        "CREATE TABLE let_go (dossier BLOB PRIMARY KEY) STRICT, WITHOUT ROWID",
        // an erased dossier does not come back with an old file of events
        "CREATE TABLE erased (dossier BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE erased_processes (process BLOB PRIMARY KEY) STRICT, WITHOUT ROWID",
        // a hold on a dossier, or on a person: by the keyed hash of the external reference, so for dossiers to come too
        "CREATE TABLE holds (id BLOB PRIMARY KEY, dossier BLOB, reference BLOB, matter TEXT NOT NULL, review_by TEXT NOT NULL, \
         placed_at TEXT NOT NULL, placed_by TEXT NOT NULL, released_at TEXT, released_by TEXT) STRICT",
        "CREATE INDEX holds_on_dossier ON holds (dossier)",
        "CREATE INDEX holds_on_reference ON holds (reference)",
        "CREATE TABLE requests (id BLOB PRIMARY KEY, dossier BLOB NOT NULL, kind TEXT NOT NULL, received_on TEXT NOT NULL, \
         due_on TEXT NOT NULL, state TEXT NOT NULL, answered_at TEXT, answer TEXT) STRICT",
        "CREATE INDEX requests_of_dossier ON requests (dossier)",
        // parts that are marked for erasure; a dossier's own mark is among its facts
        "CREATE TABLE marks (process BLOB NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (process, kind)) \
         STRICT, WITHOUT ROWID",
        "CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, line TEXT NOT NULL) STRICT",
        chain::TABLE,
        "CREATE INDEX audit_of_object ON audit (object)",
        chain::INDEX,
    ]],
};

/// The keys, each under another: that of a dossier under the store's, that of a process or an image under its dossier's.
pub(super) const KEYS: Database = Database {
    file: "keys.db",
    steps: &[&[
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
        "CREATE TABLE keys (object BLOB PRIMARY KEY, dossier BLOB NOT NULL, wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE INDEX keys_of_dossier ON keys (dossier)",
        // keys of the last group that was written: only of these can what they seal be missing
        "CREATE TABLE pending (object BLOB PRIMARY KEY) STRICT, WITHOUT ROWID",
    ]],
};

/// Who read personal data: a database of its own, so that no reader waits for a writer.
pub(super) const READS: Database = Database { file: "reads.db", steps: &[&[chain::TABLE]] };

/// All of them.
pub(super) const DATABASES: [&Database; 3] = [&STORE, &KEYS, &READS];

impl Database {
    /// Its format, as this version writes it.
    fn format(&self) -> i64 {
        self.steps.len().cast_signed() as i64
    }

    /// Makes it in a folder where there is none.
    pub(super) fn create(&self, folder: &Path) -> Result<Connection, Error> {
        let path = folder.join(self.file);
        // SQLite would make it with the mode of the process
        crate::files::create_private(&path).map_err(Error::file(&path))?;
        let mut connection = Self::connect(&path)?;
        self.migrate(&mut connection, &path, 0)?;
        Ok(connection)
    }

    /// Opens it; an older format is brought to the newest where `migrate` says so, and refused else.
    ///
    /// # Errors
    /// Where it is not there, is no database, or of a format that is not known.
    pub(super) fn open(&self, folder: &Path, migrate: bool) -> Result<Connection, Error> {
        let path = folder.join(self.file);
        if !path.is_file() {
            let advice =
                if self.file == KEYS.file { "copy it from a backup of the keys" } else { "copy it from a backup" };
            let missing = std::io::Error::new(std::io::ErrorKind::NotFound, format!("it is missing: {advice}"));
            return Err(Error::file(&path)(missing));
        }
        let mut connection = if migrate { Self::connect(&path)? } else { Self::connect_to_read(&path)? };
        let other = |found, advice| Error::OtherVersion {
            file: path.display().to_string(),
            found,
            expected: self.format(),
            advice,
        };
        let found = connection.pragma_query_value(None, "user_version", |row| row.get(0));
        let found: i64 = found.map_err(Error::database(&path))?;
        if found > self.format() {
            return Err(other(found, "use the version of muster that wrote it, or a newer one"));
        }
        if found < self.format() {
            if found == 0 {
                return Err(other(found, "it was never finished, or is no database of a store"));
            }
            if !migrate {
                return Err(other(
                    found,
                    "the next command that writes, such as `muster store check`, brings it up to date",
                ));
            }
            self.migrate(&mut connection, &path, found)?;
        }
        Ok(connection)
    }

    /// On a medium that cannot be written to there is no journal either; a store that is in use has one.
    fn connect_to_read(path: &Path) -> Result<Connection, Error> {
        let journal = path.with_extension("db-wal");
        let is_quiet = std::fs::metadata(&journal).map_or(true, |journal| journal.len() == 0);
        match Self::connect(path) {
            Err(_) if is_quiet => {
                let flags =
                    OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                // what stands for something else in an address is written as its number
                let text = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
                Connection::open_with_flags(format!("file:{text}?immutable=1"), flags).map_err(Error::database(path))
            }
            connected => connected,
        }
    }

    fn connect(path: &Path) -> Result<Connection, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database = Error::database(path);
        let connection = Connection::open_with_flags(path, flags).map_err(&database)?;
        let set = |name: &str, value: &str| connection.pragma_update(None, name, value);
        connection.busy_timeout(Duration::from_secs(30)).map_err(&database)?;
        // a deleted row is overwritten with zeros; what is committed survives a power cut
        [("journal_mode", "WAL"), ("secure_delete", "ON"), ("synchronous", "FULL"), ("temp_store", "MEMORY")]
            .into_iter()
            .try_for_each(|(name, value)| set(name, value))
            .map_err(&database)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }

    fn migrate(&self, connection: &mut Connection, path: &Path, from: i64) -> Result<(), Error> {
        let mut step_by_step = || {
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            for step in self.steps.iter().skip(from as usize) {
                step.iter().try_for_each(|statement| transaction.execute_batch(statement))?;
            }
            transaction.pragma_update(None, "user_version", self.format())?;
            transaction.commit()
        };
        step_by_step().map_err(Error::database(path))
    }
}

/// Writes what is in the journal into the database, and cuts the journal to nothing: what was deleted is then in neither.
pub(super) fn checkpoint(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0).map(|busy| busy == 0))
}
