//! Whether a store is whole: every row opens, every image is what it was, and nothing lies about that nobody names.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rayon::prelude::*;
use rusqlite::Connection;
use serde::Serialize;

use super::chain::{self, Head, Noted};
use super::images::Images;
use super::schema::{DATABASES, READS, STORE};
use super::seal::{About, Id, SecretKey, What};
use super::{Error, Store};
use crate::dossier::{DossierId, Process, ProcessId};
use crate::vocabulary::Sha256;

/// Dossiers that are opened while the images of those before are read.
const DOSSIERS_AT_ONCE: usize = 128;

/// What is wrong with a store: ids and positions, nothing about a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Fault {
    /// What it is.
    pub what: String,
    /// Which dossier, process, image or file.
    pub object: String,
}

/// What a check found.
#[derive(Clone, Default, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Dossiers that were opened.
    pub dossiers: u64,
    /// Processes.
    pub processes: u64,
    /// Lookups and lines on exports.
    pub records: u64,
    /// Images.
    pub images: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Entries of both audit chains.
    pub audit_entries: u64,
    /// What is wrong; nothing, where the store is whole.
    pub faults: Vec<Fault>,
}

impl Checked {
    fn count(&mut self, images: Looked) {
        for image in images {
            self.images += 1;
            match image {
                Ok(bytes) => self.bytes += bytes as u64,
                Err((what, id)) => self.fault(what, uuid::Uuid::from_bytes(id).simple()),
            }
        }
    }

    fn fault(&mut self, what: impl Into<String>, object: impl std::fmt::Display) {
        self.faults.push(Fault { what: what.into(), object: object.to_string() });
    }
}

/// An image that is to be read: where, with which key, and what it must be.
struct Expected {
    about: About,
    key: SecretKey,
    sha256: Sha256,
}

impl Store {
    /// Opens everything and compares it with everything else.
    ///
    /// # Errors
    /// Where a database cannot be read at all; what is damaged in it is among the faults.
    pub fn check(&self, progress: &dyn Fn(&Checked)) -> Result<Checked, Error> {
        let mut done = Checked::default();
        for database in DATABASES {
            let connection = database.open(&self.folder, false)?;
            let whole: String = connection
                .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
                .unwrap_or_else(|error| error.to_string());
            if whole != "ok" {
                done.fault("the database is damaged", database.file);
            }
        }
        for (what, is, must) in self.database(self.counts_by_audit())? {
            if is != must {
                done.fault(format!("has {is} {what}, and by the audit {must}"), "store");
            }
        }
        match verify(&self.folder, None) {
            Ok([changes, reads]) => done.audit_entries = changes.seq + reads.seq,
            Err(error @ Error::BrokenChain { .. }) => done.fault(error.to_string(), "audit"),
            Err(error) => return Err(error),
        }
        let mut keys = self.keys.counted()?;
        let mut known: HashSet<Id> = HashSet::new();
        let mut expected = Vec::new();
        let ids = self.database(ids(&self.db))?;
        for some in ids.chunks(DOSSIERS_AT_ONCE) {
            let (waiting, files) = (std::mem::take(&mut expected), &self.images);
            // the images of those before are read while these are opened
            let images = std::thread::scope(|scope| -> Result<_, Error> {
                let images = scope.spawn(move || check_images(files, waiting));
                for id in some.iter().copied().map(DossierId::from_bytes) {
                    let of_it = keys.remove(id.bytes()).unwrap_or(0);
                    match self.check_dossier(id, &mut done, &mut known, &mut expected) {
                        Ok(objects) if objects != of_it => {
                            done.fault(format!("has {of_it} keys for {objects} things"), id);
                        }
                        Ok(_) => {}
                        Err(error) => done.fault(error.to_string(), id),
                    }
                    done.dossiers += 1;
                }
                Ok(images.join().unwrap_or_default())
            })?;
            done.count(images);
            progress(&done);
        }
        done.count(check_images(&self.images, expected));
        for dossier in keys.into_keys() {
            done.fault("has keys and is not there", DossierId::from_bytes(dossier));
        }
        for file in self.images.all() {
            match file {
                Ok(id) if known.contains(&id) => {}
                Ok(id) => done.fault("is an image that nothing names", uuid::Uuid::from_bytes(id).simple()),
                Err(path) => done.fault("does not belong here", path.file_name().unwrap_or_default().to_string_lossy()),
            }
        }
        Ok(done)
    }

    /// What is appended, as it is there and as the audit has it: appended, less what was erased.
    fn counts_by_audit(&self) -> rusqlite::Result<[(&'static str, i64, i64); 4]> {
        let count = |select: &str| self.db.query_row(select, [], |row| row.get::<_, i64>(0));
        let erased = |what: &str| {
            count(&format!(
                "SELECT coalesce(sum(json_extract(detail, '$.{what}')), 0) FROM audit \
                 WHERE action IN ('dossier.erased', 'process.erased', 'image.purged', 'image.deleted')"
            ))
        };
        let appended =
            "SELECT coalesce(sum(json_extract(detail, '$.lookups')), 0) FROM audit WHERE action = 'lookups.appended'";
        let placed = "SELECT count(DISTINCT json_extract(detail, '$.hold')) FROM audit WHERE action = 'hold.placed'";
        let released =
            "SELECT count(DISTINCT json_extract(detail, '$.hold')) FROM audit WHERE action = 'hold.released'";
        // ids that a replay remembered without a dossier come on top
        let gone = count("SELECT count(DISTINCT object) FROM audit WHERE action = 'dossier.erased'")?;
        let remembered = count(
            "SELECT count(*) FROM erased WHERE dossier IN (SELECT unhex(replace(object, '-', '')) FROM audit WHERE action = 'dossier.erased')",
        )?;
        let exported = "SELECT count(*) FROM audit WHERE action = 'process.exported'";
        Ok([
            ("lookups", count("SELECT count(*) FROM lookups")?, count(appended)? - erased("lookups")?),
            ("exports", count("SELECT count(*) FROM exports")?, count(exported)? - erased("exports")?),
            (
                "holds that stand",
                count("SELECT count(*) FROM holds WHERE released_at IS NULL")?,
                count(placed)? - count(released)?,
            ),
            ("ids of erased dossiers", remembered, gone),
        ])
    }

    /// Opens a dossier; says how many keys it must have.
    fn check_dossier(
        &self,
        id: DossierId,
        done: &mut Checked,
        known: &mut HashSet<Id>,
        expected: &mut Vec<Expected>,
    ) -> Result<u64, Error> {
        let held = self.whole(id)?;
        let select = self.db.prepare_cached("SELECT reference FROM dossiers WHERE id = ?1");
        let found: rusqlite::Result<Option<Vec<u8>>> =
            select.and_then(|mut select| select.query_row([&id.bytes()[..]], |row| row.get(0)));
        let reference = held.dossier.contents.external_reference.as_deref();
        if self.database(found)? != reference.map(|reference| self.keys.reference(reference).to_vec()) {
            done.fault("is not found by its external reference", id);
        }
        let select = self.db.prepare_cached(
            "SELECT id, process, mark FROM images WHERE process IN (SELECT id FROM processes WHERE dossier = ?1)",
        );
        let rows = select.and_then(|mut select| {
            let rows = select.query_map([&id.bytes()[..]], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
            rows.collect::<rusqlite::Result<_>>()
        });
        let mut rows: HashMap<Id, (Id, Id)> = self.database(rows)?;
        let objects = 1 + held.processes.len() as u64 + rows.len() as u64;
        known.extend(rows.keys().copied());
        for process in &held.dossier.processes {
            let of = process.facts.process_id;
            done.processes += 1;
            done.records += (process.lookups.len() + process.exports.len()) as u64;
            for sha256 in hashes(process) {
                let mark = super::group::mark(&held.processes[&of], &sha256);
                let row = rows.iter().find(|(_, row)| **row == (*of.bytes(), mark)).map(|(image, _)| *image);
                let Some(image) = row else {
                    done.fault("lacks an image", of);
                    continue;
                };
                rows.remove(&image);
                let key = self.keys.of_object(&held.key, *id.bytes(), image)?;
                let about = About { what: What::Image, dossier: *id.bytes(), object: image, beside: [0; 16] };
                expected.push(Expected { about, key, sha256 });
            }
        }
        for (process, _) in rows.into_values() {
            done.fault("has an image that it does not name", ProcessId::from_bytes(process));
        }
        Ok(objects)
    }
}

/// Of each image its length, or what is wrong with it.
type Looked = Vec<Result<usize, (String, Id)>>;

fn check_images(images: &Images, expected: Vec<Expected>) -> Looked {
    let look = |Expected { about, key, sha256 }| {
        let fault = |error: Error| (error.to_string(), about.object);
        let bytes = images.read(about.object).and_then(|sealed| key.open(about, sealed)).map_err(fault)?;
        if Sha256::of(&bytes) == sha256 {
            Ok(bytes.len())
        } else {
            Err(("is not the image that came".to_owned(), about.object))
        }
    };
    expected.into_par_iter().map(look).collect()
}

/// The images of a process, those that are held back too.
fn hashes(process: &Process) -> impl Iterator<Item = Sha256> + '_ {
    let held_back = process.contents.held_back.iter().map(|image| image.sha256);
    process.contents.images.iter().map(|image| image.sha256).chain(held_back)
}

fn ids(connection: &Connection) -> rusqlite::Result<Vec<Id>> {
    connection.prepare("SELECT id FROM dossiers ORDER BY id")?.query_map([], |row| row.get(0))?.collect()
}

/// Gives each entry of both chains, with the chain's name, as far as their links hold.
///
/// # Errors
/// The first link that does not hold, and where they cannot be read.
pub fn each_entry(store: &Path, mut each: impl FnMut(&'static str, &Noted)) -> Result<(), Error> {
    if !store.join(STORE.file).is_file() {
        return Err(Error::NoStore { folder: store.display().to_string() });
    }
    for (database, name) in [&STORE, &READS].into_iter().zip(CHAINS) {
        let connection = database.open(store, false)?;
        chain::walk(&connection, Error::database(&store.join(database.file)), |noted| each(name, noted))?;
    }
    Ok(())
}

/// The two chains: of changes, and of reads.
pub const CHAINS: [&str; 2] = ["changes", "reads"];

/// A line of an anchor file: where a chain stood once.
#[derive(Serialize, serde::Deserialize, Clone, Debug)]
pub struct Anchor {
    /// When it was noted.
    pub at: String,
    /// Which chain.
    pub chain: String,
    /// Its last entry then.
    #[serde(flatten)]
    pub head: Head,
}

/// Walks both chains; no key is needed. With anchors, each must still be in its chain.
///
/// # Errors
/// The first broken link, a chain that ends before an anchor or does not lead to it.
pub fn verify(store: &Path, anchors: Option<&[Anchor]>) -> Result<[Head; 2], Error> {
    if !store.join(STORE.file).is_file() {
        return Err(Error::NoStore { folder: store.display().to_string() });
    }
    let mut heads = Vec::new();
    for (database, name) in [&STORE, &READS].into_iter().zip(CHAINS) {
        let connection = database.open(store, false)?;
        let path = store.join(database.file);
        let told = Error::database(&path);
        let head = chain::walk(&connection, &told, |_| {})?;
        // the first entry says that the store was made
        if head.seq == 0 && name == CHAINS[0] {
            return Err(Error::BrokenChain { seq: 1, why: "it is missing" });
        }
        for anchor in anchors.unwrap_or_default().iter().filter(|anchor| anchor.chain == name) {
            match chain::hash_at(&connection, anchor.head.seq).map_err(&told)? {
                Some(hash) if hash == anchor.head.hash => {}
                None if anchor.head.seq == 0 => {}
                Some(_) => {
                    return Err(Error::BrokenChain {
                        seq: anchor.head.seq,
                        why: "it is not the one that was anchored",
                    });
                }
                None => {
                    return Err(Error::BrokenChain {
                        seq: head.seq + 1,
                        why: "the chain was cut short: it was anchored further on",
                    });
                }
            }
        }
        heads.push(head);
    }
    heads.try_into().map_err(|_| Error::BrokenChain { seq: 0, why: "there is none" })
}
