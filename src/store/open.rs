use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, SubsecRound, Utc};
use rusqlite::{Connection, OptionalExtension};

use super::chain::{self, Entry, Head};
use super::images::Images;
use super::keys::Keys;
use super::lock::WriterLock;
use super::schema::{DATABASES, READS, STORE};
use super::seal::{Id, Random, SecretKey};
use super::{Error, key_file, notifications};
use crate::files::{make_private, missing_folders};

/// Where the store's key is.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The file.
    pub key_file: PathBuf,
    /// The file with the passphrase over it, where there is one.
    pub passphrase_file: Option<PathBuf>,
}

impl Credentials {
    /// Reads the key.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn key(&self) -> Result<SecretKey, Error> {
        key_file::read(&self.key_file, self.passphrase_file.as_deref())
    }

    /// Looks whether there is a key that can be read.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), Error> {
        self.key().map(drop)
    }

    /// Makes the key.
    pub(super) fn create(&self, random: Random) -> Result<SecretKey, Error> {
        key_file::create(&self.key_file, self.passphrase_file.as_deref(), random)
    }
}

/// What comes from outside.
#[derive(Clone, Debug)]
pub struct Outside {
    /// What time it is.
    pub now: fn() -> DateTime<Utc>,
    /// Random bytes for keys and ids.
    pub random: Random,
    /// Who does it: a login name, or a job. It stands in the audit.
    pub actor: String,
}

impl Outside {
    /// What time it is, in whole seconds, as it is written everywhere.
    pub fn time(&self) -> DateTime<Utc> {
        (self.now)().trunc_subsecs(0)
    }
}

/// What a store is opened for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// To read: waits for nobody.
    Read,
    /// To write, when nobody else does; waits so long at most.
    Write {
        /// How long.
        wait: Duration,
    },
}

/// A store that is open.
pub struct Store {
    pub(super) folder: PathBuf,
    pub(super) db: Connection,
    pub(super) keys: Keys,
    pub(super) images: Images,
    pub(super) outside: Outside,
    /// The number of the last line that was appended to the file of notifications by this process.
    pub(super) announced: u64,
    lock: Option<WriterLock>,
}

impl Store {
    /// Makes a store and its key file. It is there as a whole, or not at all.
    ///
    /// # Errors
    /// Where the folder is there and not empty, the key file is there, or either cannot be written.
    pub fn init(folder: &Path, credentials: &Credentials, outside: &Outside) -> Result<(), Error> {
        let file = Error::file(folder);
        let is_there = folder.exists();
        if is_there && fs::read_dir(folder).map_err(&file)?.next().is_some() {
            return Err(Error::NotEmpty { folder: folder.display().to_string() });
        }
        let made = missing_folders(folder);
        let key = credentials.create(outside.random)?;
        let filled = make_private(folder).map_err(&file).and_then(|()| fill(folder, &key, outside));
        if filled.is_err() {
            let _ = fs::remove_file(&credentials.key_file);
            for (database, end) in DATABASES.iter().flat_map(|database| ["", "-wal", "-shm"].map(|end| (database, end)))
            {
                let _ = fs::remove_file(folder.join(format!("{}{end}", database.file)));
            }
            let _ = fs::remove_dir_all(folder.join("images"));
            for folder in made {
                let _ = fs::remove_dir(folder);
            }
        }
        filled
    }

    /// Opens a store. What an interrupted writer left is finished first, where it is opened to write.
    ///
    /// # Errors
    /// Where it is none, the key is another's, it is of another version, or another process writes.
    pub fn open(folder: &Path, credentials: &Credentials, access: Access, outside: Outside) -> Result<Self, Error> {
        if !folder.join(STORE.file).is_file() {
            return Err(Error::NoStore { folder: folder.display().to_string() });
        }
        let key = credentials.key()?;
        let lock = match access {
            Access::Read => None,
            Access::Write { wait } => Some(WriterLock::acquire(folder, wait, outside.time())?),
        };
        let migrate = lock.is_some();
        let keys = Keys::open(folder, (&key, &credentials.key_file), migrate, outside.random)?;
        let db = STORE.open(folder, migrate)?;
        let mut store =
            Self { folder: folder.to_owned(), db, keys, images: Images::of(folder), outside, announced: 0, lock };
        if store.lock.is_some() {
            store.recover()?;
        }
        Ok(store)
    }

    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        self.outside.time()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Finishes what an interrupted writer left: every dossier is then whole or gone, and nothing lies about.
    fn recover(&mut self) -> Result<(), Error> {
        let pending = self.keys.pending()?;
        if !pending.is_empty() {
            let lost = pending.into_iter().filter_map(|id| match self.names(id) {
                Ok(true) => None,
                Ok(false) => Some(Ok(id)),
                Err(error) => Some(Err(error)),
            });
            let lost: Vec<Id> = lost.collect::<Result<_, _>>()?;
            self.keys.settle(&lost)?;
        }
        for id in self.images.waiting()? {
            if self.has("images", id)? { self.images.settle(id)? } else { self.images.remove(&[id])? }
        }
        self.finish_erasing()?;
        self.let_go_of_all()?;
        self.deliver()
    }

    /// Whether anything has this id.
    fn names(&self, id: Id) -> Result<bool, Error> {
        for table in ["dossiers", "processes", "images"] {
            if self.has(table, id)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a table has a row of this id.
    pub(super) fn has(&self, table: &str, id: Id) -> Result<bool, Error> {
        let select = self.db.prepare_cached(&format!("SELECT 1 FROM {table} WHERE id = ?1"));
        let found = select.and_then(|mut select| select.query_row([&id[..]], |_| Ok(())).optional());
        Ok(self.database(found)?.is_some())
    }

    /// Appends to the file of notifications what is not there yet. It stays noted until it is certain that it was.
    pub(super) fn append_announced(&mut self) -> Result<(), Error> {
        let lines = || -> rusqlite::Result<Vec<(u64, String)>> {
            let mut select = self.db.prepare_cached("SELECT seq, line FROM outbox WHERE seq > ?1 ORDER BY seq")?;
            let rows = select.query_map([self.announced.cast_signed()], |row| {
                Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))
            })?;
            rows.collect()
        };
        let lines = self.database(lines())?;
        if let Some((last, _)) = lines.last() {
            notifications::deliver(&self.folder, &lines)?;
            self.announced = *last;
        }
        Ok(())
    }

    /// Appends what is not there yet, and forgets what is.
    pub(super) fn deliver(&mut self) -> Result<(), Error> {
        self.append_announced()?;
        if self.announced > 0 {
            self.database(self.db.execute("DELETE FROM outbox WHERE seq <= ?1", [self.announced.cast_signed()]))?;
        }
        Ok(())
    }

    /// Notes that personal data was read: who, what, why. No reader waits for a writer by this.
    ///
    /// # Errors
    /// Where it cannot be noted; then nothing may be shown.
    pub fn note_read(&self, action: &str, object: String, purpose: &str) -> Result<Head, Error> {
        let path = self.folder.join(READS.file);
        let mut reads = READS.open(&self.folder, true)?;
        let noted = || -> rusqlite::Result<Head> {
            let transaction = reads.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let detail = serde_json::json!({ "purpose": purpose }).to_string();
            let entry = Entry { at: self.outside.time(), actor: &self.outside.actor, action, object, detail };
            let head = chain::append(&transaction, [entry])?;
            transaction.commit()?;
            Ok(head)
        };
        noted().map_err(Error::database(&path))
    }

    pub(super) fn database<T>(&self, result: rusqlite::Result<T>) -> Result<T, Error> {
        result.map_err(Error::database(&self.folder.join(STORE.file)))
    }
}

/// Puts everything into the folder of a new store.
fn fill(folder: &Path, key: &SecretKey, outside: &Outside) -> Result<(), Error> {
    Images::of(folder).create()?;
    Keys::create(folder, key, outside.random)?;
    READS.create(folder)?;
    // last, for by it a folder is known as a store
    let store = STORE.create(folder)?;
    let entry = Entry {
        at: outside.time(),
        actor: &outside.actor,
        action: "store.created",
        object: String::new(),
        detail: "{}".to_owned(),
    };
    chain::append(&store, [entry]).map_err(Error::database(&folder.join(STORE.file)))?;
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::file(folder))
}
