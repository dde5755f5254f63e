//! Backups. The data never has keys; keys are copied apart, in a rolling set: an erased dossier is unreadable in every backup of the
//! data at once, and in that of the keys when the last one from before has gone.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::json;

use super::chain::{self, Entry};
use super::images::Images;
use super::schema::{DATABASES, KEYS, READS, STORE};
use super::seal::Id;
use super::{Credentials, Error, Store};
use crate::files::{make_private, sync_folder};

/// How long copies of keys are held, in days, where nothing is said.
pub const KEY_BACKUP_DAYS: u16 = 14;
/// How the name of a copy of keys is made.
const KEYS_NAME: &str = "keys-%Y%m%dT%H%M%SZ.db";

/// What a backup did.
#[derive(Clone, Default, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BackedUp {
    /// Images that were copied; the others were there from before.
    pub images_copied: u64,
    /// Images that were taken out of the backup because the store has them no longer.
    pub images_removed: u64,
    /// Copies of keys that were older than is allowed, and were removed.
    pub keys_removed: u64,
}

/// What there is to say of a store without opening anything.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoreInfo {
    /// Dossiers.
    pub dossiers: u64,
    /// Processes.
    pub processes: u64,
    /// Those that are accepted.
    pub accepted: u64,
    /// Images.
    pub images: u64,
    /// Their bytes, as they came.
    pub image_bytes: u64,
    /// Lookups.
    pub lookups: u64,
    /// Lines on exports.
    pub exports: u64,
    /// Dossiers that were erased.
    pub erased: u64,
    /// Entries of the chain of changes, and of that of reads.
    pub audit_entries: [u64; 2],
    /// Bytes of the databases.
    pub database_bytes: u64,
    /// Whether something waits to be finished by the next command that writes.
    pub unfinished: bool,
}

/// What is in a store; needs no key.
///
/// # Errors
/// Where it is none, or cannot be read.
pub fn info(folder: &Path) -> Result<StoreInfo, Error> {
    if !folder.join(STORE.file).is_file() {
        return Err(Error::NoStore { folder: folder.display().to_string() });
    }
    let (store, reads) = (STORE.open(folder, false)?, READS.open(folder, false)?);
    let number = |connection: &Connection, select: &str| -> rusqlite::Result<u64> {
        connection.query_row(select, [], |row| row.get::<_, i64>(0)).map(|number| number as u64)
    };
    let count = |table: &str| number(&store, &format!("SELECT count(*) FROM {table}"));
    let told = || -> rusqlite::Result<StoreInfo> {
        Ok(StoreInfo {
            dossiers: count("dossiers")?,
            processes: count("processes")?,
            accepted: count("processes WHERE status = 'accepted'")?,
            images: count("images")?,
            image_bytes: number(&store, "SELECT coalesce(sum(bytes), 0) FROM images")?,
            lookups: count("lookups")?,
            exports: count("exports")?,
            erased: count("erased")?,
            audit_entries: [chain::head(&store)?.seq, chain::head(&reads)?.seq],
            database_bytes: DATABASES
                .iter()
                .filter_map(|database| fs::metadata(folder.join(database.file)).ok())
                .map(|file| file.len())
                .sum(),
            unfinished: count("intents")? + count("outbox")? + count("let_go")? > 0,
        })
    };
    told().map_err(Error::database(&folder.join(STORE.file)))
}

impl Store {
    /// Copies the data into a folder: new, or with an earlier backup, of which only what is new is copied. Never keys.
    ///
    /// # Errors
    /// Where the folder holds something else, the backup of another store or of a later state of this one, or cannot be written.
    pub fn back_up(&mut self, to: &Path) -> Result<BackedUp, Error> {
        let store = fs::canonicalize(&self.folder).map_err(Error::file(&self.folder))?;
        let is_backup = to.join(STORE.file).is_file() && !to.join(KEYS.file).exists();
        let is_used = to.exists() && fs::read_dir(to).map_err(Error::file(to))?.next().is_some();
        let inside = std::path::absolute(to).is_ok_and(|to| to.starts_with(&store));
        if inside || is_used && !is_backup {
            return Err(Error::NotEmpty { folder: to.display().to_string() });
        }
        if is_backup {
            // the chain of an earlier backup is where this one's was
            let theirs = chain::head(&STORE.open(to, false)?).map_err(Error::database(&to.join(STORE.file)))?;
            if theirs.seq > 0 && self.database(chain::hash_at(&self.db, theirs.seq))? != Some(theirs.hash) {
                return Err(Error::OthersBackup { folder: to.display().to_string() });
            }
        }
        make_private(to).and_then(|()| remove_left_over(to)).map_err(Error::file(to))?;
        let copies = Images::of(to);
        copies.create()?;
        let mut done = BackedUp::default();
        let select = self.db.prepare("SELECT id FROM images");
        let rows =
            select.and_then(|mut select| select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>());
        let ids: std::collections::HashSet<Id> = self.database(rows)?;
        let gone: Vec<Id> = copies.all().filter_map(Result::ok).filter(|id| !ids.contains(id)).collect();
        let missing: Vec<Id> = ids.into_iter().filter(|id| !copies.path(*id).exists()).collect();
        for some in missing.chunks(256) {
            let read = some.iter().map(|id| Ok((*id, self.images.read(*id)?)));
            copies.write(&read.collect::<Result<Vec<_>, Error>>()?)?;
            some.iter().try_for_each(|id| copies.settle(*id))?;
            done.images_copied += some.len() as u64;
        }
        copy(&READS.open(&self.folder, false)?, &to.join(READS.file))?;
        copy(&self.db, &to.join(STORE.file))?;
        done.images_removed = gone.len() as u64;
        copies.remove(&gone)?;
        self.note("store.backed_up", &json!({ "images": done.images_copied }))?;
        Ok(done)
    }

    /// Copies the keys, sealed under the store's key as they are, and removes copies older than so many days.
    ///
    /// # Errors
    /// Where the folder cannot be written, or has data of a store in it.
    pub fn back_up_keys(&mut self, to: &Path, days: u16) -> Result<BackedUp, Error> {
        let store = fs::canonicalize(&self.folder).map_err(Error::file(&self.folder))?;
        let inside = std::path::absolute(to).is_ok_and(|to| to.starts_with(&store));
        // apart from the data, or an erasure would never be complete
        if inside || to.join(STORE.file).exists() {
            return Err(Error::KeysBesideData { folder: to.display().to_string() });
        }
        make_private(to).and_then(|()| remove_left_over(to)).map_err(Error::file(to))?;
        let now = self.outside.time();
        copy(self.keys.connection(), &to.join(now.format(KEYS_NAME).to_string()))?;
        let mut done = BackedUp::default();
        let oldest = now - TimeDelta::days(i64::from(days));
        for entry in fs::read_dir(to).map_err(Error::file(to))?.flatten() {
            let made = made_at(&entry.file_name().to_string_lossy());
            if made.is_some_and(|made| made < oldest) {
                fs::remove_file(entry.path()).map_err(Error::file(&entry.path()))?;
                done.keys_removed += 1;
            }
        }
        sync_folder(to).map_err(Error::file(to))?;
        self.note("keys.backed_up", &json!({ "days": days, "removed": done.keys_removed }))?;
        Ok(done)
    }

    /// Puts all keys under another store key, which is made and written to a new file. Says how many dossiers there are.
    ///
    /// # Errors
    /// Where the file is there, or the keys cannot be written: the old key holds then.
    pub fn rekey(&mut self, new: &Credentials) -> Result<u64, Error> {
        let key = new.create(self.outside.random)?;
        let rekeyed = self.keys.rekey(&key);
        if rekeyed.is_err() {
            let _ = fs::remove_file(&new.key_file);
        }
        let dossiers = rekeyed?;
        self.note("store.rekeyed", &json!({ "dossiers": dossiers }))?;
        Ok(dossiers)
    }

    /// Notes something about the store as a whole.
    pub(super) fn note(&self, action: &str, detail: &serde_json::Value) -> Result<(), Error> {
        let (at, actor) = (self.outside.time(), self.outside.actor.as_str());
        let entry = Entry { at, actor, action, object: String::new(), detail: detail.to_string() };
        self.database(chain::append(&self.db, [entry])).map(|_| ())
    }
}

/// How the name of a file begins that is not whole yet.
const PART: &str = ".muster-";

/// Removes what a copy that was killed left behind: it may have keys, and no rule would ever remove it.
fn remove_left_over(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PART) && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Copies a database while it is in use: under a temporary name, synced, renamed.
fn copy(from: &Connection, to: &Path) -> Result<(), Error> {
    let folder = to.parent().unwrap_or(Path::new("."));
    let part = tempfile::Builder::new().prefix(PART).tempfile_in(folder).map_err(Error::file(to))?;
    from.backup("main", part.path(), None::<fn(rusqlite::backup::Progress)>).map_err(Error::database(to))?;
    let synced = |part: PathBuf| File::open(part)?.sync_all();
    synced(part.path().to_owned()).map_err(Error::file(to))?;
    part.persist(to).map_err(|error| Error::file(to)(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::file(to))
}

fn made_at(name: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(name, KEYS_NAME).ok().map(|made| made.and_utc())
}
