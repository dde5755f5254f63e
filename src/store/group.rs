//! Up to 256 dossiers that are changed together: what is written of them survives a power cut as a whole, or is not there.
//!
//! The order: images, synced, beside their place; keys; then in one transaction all rows, the audit, what is to be announced and
//! what is to be destroyed. Only then are images moved, replaced ones destroyed, and announcements made; the next opening finishes
//! what of this a crash prevents.

use std::collections::HashMap;
use std::mem;

use chrono::{DateTime, SecondsFormat, Utc};
use rayon::prelude::*;
use rusqlite::{OptionalExtension, TransactionBehavior, params};
use serde_json::json;

use super::chain::{self, Entry};
use super::erase::WithParts;
use super::held::{Held, written};
use super::keys::NewKey;
use super::seal::{About, Id, SecretKey, What};
use super::tombstones::Tombstone;
use super::{Error, Store};
use crate::dossier::{
    Action, Applied, Circumstances, Dossier, DossierId, Error as Rule, Event, ImageKind, Inspected, ProcessId,
    Providers, event::DossierCreated,
};
use crate::retention::Part;
use crate::vocabulary::Sha256;

/// Dossiers in a group.
pub const MOST_DOSSIERS: usize = 256;
/// Bytes of images that a group holds in memory.
const MOST_BYTES: usize = 64 << 20;

/// Dossiers that are changed together.
pub struct Group<'s> {
    store: &'s mut Store,
    providers: &'s Providers,
    now: DateTime<Utc>,
    held: HashMap<DossierId, Held>,
    changed: Vec<DossierId>,
    references: HashMap<String, DossierId>,
    keys: Vec<NewKey>,
    images: Vec<NewImage>,
    bytes: usize,
    /// Images that go, and what goes with them.
    gone: WithParts,
    audit: Vec<Noted>,
    announced: Vec<(DossierId, ProcessId)>,
}

/// What came of an event.
pub struct Counted {
    /// The dossier.
    pub dossier: DossierId,
    /// Whether it was made by this.
    pub is_new: bool,
    /// What the rules say.
    pub applied: Applied,
}

struct NewImage {
    id: Id,
    process: ProcessId,
    dossier: DossierId,
    kind: ImageKind,
    mark: [u8; 16],
    key: SecretKey,
    bytes: Vec<u8>,
}

struct Noted {
    action: &'static str,
    object: String,
    detail: serde_json::Value,
}

impl Store {
    /// Begins a group.
    pub fn group<'s>(&'s mut self, providers: &'s Providers) -> Group<'s> {
        Group {
            now: self.outside.time(),
            store: self,
            providers,
            held: HashMap::new(),
            changed: Vec::new(),
            references: HashMap::new(),
            keys: Vec::new(),
            images: Vec::new(),
            bytes: 0,
            gone: WithParts::default(),
            audit: Vec::new(),
            announced: Vec::new(),
        }
    }
}

impl<'s> Group<'s> {
    /// Whether it is time to commit.
    pub fn is_full(&self) -> bool {
        self.changed.len() >= MOST_DOSSIERS || self.bytes >= MOST_BYTES || self.held.len() >= 4 * MOST_DOSSIERS
    }

    /// Applies an event, with the image that it brings; says to which dossier.
    ///
    /// # Errors
    /// Where a rule refuses it, and nothing has changed; and where the store cannot be read.
    pub fn apply(&mut self, event: &Event, image: Option<(Inspected, Vec<u8>)>) -> Result<Counted, Error> {
        let Some(id) = self.meant(event)? else {
            return match event {
                Event::DossierCreated(event) => self.create(event),
                _ => Err(Rule::UnknownDossier.into()),
            };
        };
        if let Event::ProcessCreated(event) = event
            && let Some(process) = event.process_id
        {
            if self.belongs_to_another(process, id) {
                return Err(Rule::ProcessConflict { field: "dossierId" }.into());
            }
            if self.store.process_was_erased(process)? {
                return Err(Error::Erased { id: process.to_string() });
            }
        }
        let on_hold = self.hold(id)?.on_hold;
        let around = self.around(on_hold)?;
        let (found, bytes) = image.unzip();
        let held = self.hold(id)?;
        let applied = held.dossier.apply(event, found.as_ref(), &around)?;
        if let Applied::Changed { warnings, .. } = &applied {
            let warnings: Vec<_> = warnings.iter().map(|warning| warning.code.as_str()).collect();
            let mut detail = match event {
                Event::ImageReceived(event) => json!({ "image": event.image }),
                Event::RetentionChanged(event) => json!({ "retainUntil": event.retain_until, "reason": event.reason }),
                _ => json!({}),
            };
            if !warnings.is_empty() {
                detail["warnings"] = json!(warnings);
            }
            let process = process_of(event, &self.hold(id)?.dossier);
            self.touch(id, event.kind(), process, detail)?;
            self.act(id, applied.actions(), bytes)?;
        }
        Ok(Counted { dossier: id, is_new: false, applied })
    }

    /// Changes a dossier otherwise than by an event.
    ///
    /// # Errors
    /// Those of `change`, and where the dossier is not there.
    pub fn change(
        &mut self,
        id: DossierId,
        action: &'static str,
        detail: serde_json::Value,
        change: impl FnOnce(&mut Dossier) -> Result<Applied, Rule>,
    ) -> Result<Applied, Error> {
        let applied = change(&mut self.hold(id)?.dossier)?;
        if let Applied::Changed { actions, .. } = &applied {
            self.touch(id, action, None, detail)?;
            self.act(id, actions, None)?;
        }
        Ok(applied)
    }

    /// Erases a part of a dossier that stays, with the archives within reach that have it; says whether it was there.
    ///
    /// # Errors
    /// Where the dossier is not there or does not open.
    pub(super) fn erase_part(
        &mut self,
        id: DossierId,
        part: Part,
        action: &'static str,
        mut tombstone: Tombstone,
    ) -> Result<bool, Error> {
        let Part { process_id, component } = part;
        let process = self.hold(id)?.dossier.process(process_id).ok();
        let Some(bytes) = process.and_then(|process| process.image(component)).map(|image| image.bytes) else {
            return Ok(false);
        };
        let copies = self.store.copies(id, Some(process_id))?.besides(&self.gone.lines);
        (tombstone.part, tombstone.images, tombstone.bytes) = (Some(part), 1, bytes);
        tombstone.exports = copies.lines.len() as u64;
        copies.tell(&mut tombstone);
        let detail = serde_json::to_value(&tombstone).unwrap_or_default();
        self.change(id, action, detail, |dossier| dossier.erase_image(process_id, component))?;
        self.gone.parts.push(part);
        self.gone.lines.extend(copies.lines);
        self.gone.copies.extend(copies.reached);
        Ok(true)
    }

    fn belongs_to_another(&self, process: ProcessId, dossier: DossierId) -> bool {
        let is_anothers = |held: &Held| held.dossier.id() != dossier && held.processes.contains_key(&process);
        self.store.dossier_of(process).is_ok_and(|other| other != dossier) || self.held.values().any(is_anothers)
    }

    /// Which dossier an event means.
    fn meant(&self, event: &Event) -> Result<Option<DossierId>, Error> {
        if let Some(id) = event.dossier_id() {
            let is_there = self.held.contains_key(&id) || self.store.has("dossiers", *id.bytes())?;
            if !is_there && self.store.was_erased(id)? {
                return Err(Error::Erased { id: id.to_string() });
            }
            let named = event.external_reference().map(|reference| self.find(reference)).transpose()?.flatten();
            return match named {
                Some(other) if other != id => Err(Rule::ExternalReferenceConflict.into()),
                _ => Ok(is_there.then_some(id)),
            };
        }
        event.external_reference().map_or(Ok(None), |reference| self.find(reference))
    }

    fn find(&self, reference: &str) -> Result<Option<DossierId>, Error> {
        match self.references.get(reference) {
            Some(id) => Ok(Some(*id)),
            None => self.store.find(reference),
        }
    }

    fn create(&mut self, event: &DossierCreated) -> Result<Counted, Error> {
        let dossier = Dossier::create(event, &self.around(false)?)?;
        let id = dossier.id();
        let (key, new) = self.store.keys.new_of_dossier(*id.bytes())?;
        self.keys.push(new);
        // a hold on a person binds dossiers that are created later
        let on_hold = self.store.is_held(id, dossier.contents.external_reference.as_deref())?;
        self.held.insert(id, Held { dossier, key, processes: HashMap::new(), on_hold });
        self.touch(id, "dossier.created", None, json!({}))?;
        let applied = Applied::Changed { actions: Vec::new(), warnings: Vec::new() };
        Ok(Counted { dossier: id, is_new: true, applied })
    }

    /// What rules must know; ten fresh random bytes for each event.
    fn around(&self, on_hold: bool) -> Result<Circumstances<'s>, Error> {
        let mut random = [0; 10];
        (self.store.outside.random)(&mut random).map_err(Error::Random)?;
        Ok(Circumstances { providers: self.providers, now: self.now, random, on_hold })
    }

    fn hold(&mut self, id: DossierId) -> Result<&mut Held, Error> {
        if !self.held.contains_key(&id) {
            let held = self.store.held(id)?;
            self.held.insert(id, held);
        }
        self.held.get_mut(&id).ok_or_else(|| Error::Unknown { what: "dossier", id: id.to_string() })
    }

    /// A dossier has changed: it is written, its new processes have keys, and it is noted who did what.
    fn touch(
        &mut self,
        id: DossierId,
        action: &'static str,
        process: Option<ProcessId>,
        detail: serde_json::Value,
    ) -> Result<(), Error> {
        let Some(held) = self.held.get_mut(&id) else { return Ok(()) };
        if let Some(reference) = &held.dossier.contents.external_reference {
            self.references.insert(reference.clone(), id);
        }
        for process in &held.dossier.processes {
            let of = process.facts.process_id;
            if !held.processes.contains_key(&of) {
                let (key, new) = self.store.keys.new_of_object(&held.key, *id.bytes(), *of.bytes())?;
                self.keys.push(new);
                held.processes.insert(of, key);
            }
        }
        if !self.changed.contains(&id) {
            self.changed.push(id);
        }
        self.note(action, id, process, detail);
        Ok(())
    }

    fn note(&mut self, action: &'static str, id: DossierId, process: Option<ProcessId>, detail: serde_json::Value) {
        let object = process.map_or(id.to_string(), |process| format!("{id}/{process}"));
        self.audit.push(Noted { action, object, detail });
    }

    /// Does what the rules say is to be done.
    fn act(&mut self, id: DossierId, actions: &[Action], mut bytes: Option<Vec<u8>>) -> Result<(), Error> {
        for action in actions {
            match *action {
                Action::KeepImage { process, image, sha256 } => {
                    let bytes = bytes.take().ok_or(Rule::ImageUnread)?;
                    self.keep_image(id, process, image, sha256, bytes)?;
                }
                Action::ReplaceImage { process, image, old_sha256, destroy } => {
                    if destroy {
                        self.destroy_image(id, process, old_sha256)?;
                    }
                    let detail = json!({ "image": image, "sha256": old_sha256, "destroyed": destroy });
                    self.note("image.replaced", id, Some(process), detail);
                }
                Action::DestroyImage { process, image, sha256 } => {
                    self.destroy_image(id, process, sha256)?;
                    self.note("image.erased", id, Some(process), json!({ "image": image, "sha256": sha256 }));
                }
                Action::Start { process } => self.note("process.started", id, Some(process), json!({ "by": "images" })),
                Action::Notify { process } => {
                    self.announced.push((id, process));
                    let now = self.now;
                    let applied = self.hold(id)?.dossier.notified(process, now)?;
                    self.note("process.announced", id, Some(process), json!({}));
                    self.act(id, applied.actions(), None)?;
                }
                Action::DropSecrets { process } => self.note("secrets.dropped", id, Some(process), json!({})),
            }
        }
        Ok(())
    }

    fn keep_image(
        &mut self,
        dossier: DossierId,
        process: ProcessId,
        kind: ImageKind,
        sha256: Sha256,
        bytes: Vec<u8>,
    ) -> Result<(), Error> {
        let mut id: Id = [0; 16];
        (self.store.outside.random)(&mut id).map_err(Error::Random)?;
        let held = self.hold(dossier)?;
        let (of_dossier, mark) = (held.key.clone(), mark(&held.processes[&process], &sha256));
        let (key, new) = self.store.keys.new_of_object(&of_dossier, *dossier.bytes(), id)?;
        self.keys.push(new);
        self.bytes += bytes.len();
        self.images.push(NewImage { id, process, dossier, kind, mark, key, bytes });
        Ok(())
    }

    /// One that came in this very group is never written.
    fn destroy_image(&mut self, dossier: DossierId, process: ProcessId, sha256: Sha256) -> Result<(), Error> {
        let mark = mark(&self.hold(dossier)?.processes[&process], &sha256);
        let is_it = |image: &NewImage| image.process == process && image.mark == mark;
        if let Some(at) = self.images.iter().position(is_it) {
            let image = self.images.remove(at);
            self.bytes -= image.bytes.len();
            self.keys.retain(|key| key.object != image.id);
            return Ok(());
        }
        let select = self.store.db.prepare_cached("SELECT id FROM images WHERE process = ?1 AND mark = ?2");
        let found = select.and_then(|mut select| {
            select.query_row([&process.bytes()[..], &mark[..]], |row| row.get::<_, Id>(0)).optional()
        });
        self.gone.images.extend(self.store.database(found)?);
        Ok(())
    }

    /// Writes everything. What it says is written survives a power cut.
    ///
    /// # Errors
    /// Where something cannot be written: nothing of the group is then, or all of it, and the next opening puts away what is
    /// left over.
    pub fn commit(mut self) -> Result<(), Error> {
        self.commit_and_go_on()?;
        self.store.deliver()
    }

    /// Writes everything and begins anew; what was announced stays noted until [`commit`](Self::commit).
    ///
    /// # Errors
    /// Those of [`commit`](Self::commit).
    pub fn commit_and_go_on(&mut self) -> Result<(), Error> {
        if !self.changed.is_empty() {
            self.write()?;
            self.store.finish_erasing()?;
        }
        let now = self.store.outside.time();
        self.held.clear();
        self.changed.clear();
        self.references.clear();
        self.keys.clear();
        (self.now, self.bytes) = (now, 0);
        Ok(())
    }

    fn write(&mut self) -> Result<(), Error> {
        let random = self.store.outside.random;
        let images = mem::take(&mut self.images);
        let seal = |image: &NewImage| {
            let about = About { what: What::Image, dossier: *image.dossier.bytes(), object: image.id, beside: [0; 16] };
            Ok((image.id, image.key.seal(about, &image.bytes, random)?))
        };
        let sealed: Vec<(Id, Vec<u8>)> = images.par_iter().map(seal).collect::<Result<_, Error>>()?;
        self.store.images.write(&sealed)?;
        self.store.keys.add(&self.keys)?;
        self.write_rows(&images)?;
        self.store.append_announced()?;
        sealed.iter().try_for_each(|(id, _)| self.store.images.settle(*id))
    }

    fn write_rows(&mut self, images: &[NewImage]) -> Result<(), Error> {
        let mut sealed = Vec::with_capacity(self.changed.len());
        for id in &self.changed {
            sealed.push(SealedDossier::of(&self.held[id], self.store)?);
        }
        let announced_before = self.store.announced.cast_signed();
        let (actor, gone) = (self.store.outside.actor.clone(), mem::take(&mut self.gone));
        let (now, audit, announced) = (self.now, mem::take(&mut self.audit), mem::take(&mut self.announced));
        let lines = announced.iter().map(|(dossier, process)| {
            let status = self.held[dossier].dossier.process(*process).map(|process| process.facts.status);
            json!({ "dossierId": dossier, "processId": process, "status": status.ok(), "at": time(now) })
        });
        let lines: Vec<_> = lines.collect();
        let transaction = self.store.db.transaction_with_behavior(TransactionBehavior::Immediate);
        let written = transaction.and_then(|transaction| {
            sealed.iter().try_for_each(|dossier| dossier.write(&transaction, &time(now)))?;
            let mut insert = transaction.prepare_cached("INSERT INTO images VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
            for image in images {
                let NewImage { id, process, dossier, kind, mark, bytes, .. } = image;
                let (process, dossier) = (&process.bytes()[..], &dossier.bytes()[..]);
                insert.execute(params![
                    &id[..],
                    process,
                    dossier,
                    kind.as_str(),
                    &mark[..],
                    bytes.len().cast_signed() as i64
                ])?;
            }
            drop(insert);
            gone.let_go(&transaction)?;
            // those of the last group are in their file
            transaction.execute("DELETE FROM outbox WHERE seq <= ?1", [announced_before])?;
            for mut line in lines {
                transaction.execute("INSERT INTO outbox (line) VALUES ('')", [])?;
                line["number"] = json!(transaction.last_insert_rowid());
                let line = params![transaction.last_insert_rowid(), line.to_string()];
                transaction.execute("UPDATE outbox SET line = ?2 WHERE seq = ?1", line)?;
            }
            let entries = audit.into_iter().map(|Noted { action, object, detail }| Entry {
                at: now,
                actor: &actor,
                action,
                object,
                detail: detail.to_string(),
            });
            chain::append(&transaction, entries)?;
            transaction.commit()
        });
        self.store.database(written)
    }
}

/// The process that an event was about.
fn process_of(event: &Event, dossier: &Dossier) -> Option<ProcessId> {
    let named = match event {
        Event::DossierCreated(_)
        | Event::RelationshipChanged(_)
        | Event::TransactionMade(_)
        | Event::RetentionChanged(_) => return None,
        Event::ProcessCreated(event) => event.process_id,
        Event::ImageReceived(event) => event.process_id,
        Event::ProcessStarted(event) => event.process_id,
        Event::ProcessResult(event) => event.process_id,
    };
    // one that is not named is the only one, or was just made
    named.or_else(|| dossier.processes.last().map(|process| process.facts.process_id))
}

/// A dossier as it is written.
struct SealedDossier {
    id: Id,
    reference: Option<[u8; 32]>,
    updated_at: String,
    facts: String,
    sealed: Vec<u8>,
    processes: Vec<SealedProcess>,
}

struct SealedProcess {
    id: Id,
    status: &'static str,
    updated_at: String,
    facts: String,
    sealed: Vec<u8>,
    secrets: Option<Vec<u8>>,
}

impl SealedDossier {
    fn of(held: &Held, store: &Store) -> Result<Self, Error> {
        let (Dossier { facts, contents, processes }, random) = (&held.dossier, store.outside.random);
        let id = *facts.dossier_id.bytes();
        let processes = processes.iter().map(|process| {
            let of = process.facts.process_id;
            let (key, object) = (&held.processes[&of], *of.bytes());
            let about = |what| About { what, dossier: id, object, beside: [0; 16] };
            // lookups and exports have rows of their own
            let secrets = process.secrets.as_ref();
            let secrets = secrets.map(|secrets| key.seal(about(What::Secrets), &written(secrets), random));
            Ok(SealedProcess {
                id: object,
                status: process.facts.status.as_str(),
                updated_at: time(process.facts.updated_at),
                facts: json_of(&process.facts),
                sealed: key.seal(about(What::Process).beside(&process.facts), &written(&process.contents), random)?,
                secrets: secrets.transpose()?,
            })
        });
        Ok(Self {
            id,
            reference: contents.external_reference.as_deref().map(|reference| store.keys.reference(reference)),
            updated_at: time(facts.updated_at),
            facts: json_of(facts),
            processes: processes.collect::<Result<_, Error>>()?,
            sealed: held.key.seal(
                About { what: What::Dossier, dossier: id, object: id, beside: [0; 16] }.beside(&facts.of_its_own()),
                &written(contents),
                random,
            )?,
        })
    }

    fn write(&self, transaction: &rusqlite::Transaction, changed_at: &str) -> rusqlite::Result<()> {
        let mut insert = transaction.prepare_cached(
            "INSERT INTO dossiers VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET reference = ?2, updated_at = ?3, \
             facts = ?4, sealed = ?5",
        )?;
        let reference = self.reference.as_ref().map(|reference| &reference[..]);
        insert.execute(params![&self.id[..], reference, self.updated_at, self.facts, self.sealed])?;
        let mut insert = transaction.prepare_cached(
            "INSERT INTO processes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET status = ?3, \
             updated_at = ?4, facts = ?5, sealed = ?6, secrets = ?7, changed_at = ?8",
        )?;
        for SealedProcess { id, status, updated_at, facts, sealed, secrets } in &self.processes {
            insert.execute(params![&id[..], &self.id[..], status, updated_at, facts, sealed, secrets, changed_at])?;
        }
        Ok(())
    }
}

/// By which an image is found among those of its process, without anybody learning its hash.
pub(super) fn mark(of_process: &SecretKey, sha256: &Sha256) -> [u8; 16] {
    let digest = of_process.digest(sha256.bytes());
    std::array::from_fn(|at| digest[at])
}

fn json_of<T: serde::Serialize>(facts: &T) -> String {
    serde_json::to_string(facts).unwrap_or_default()
}

pub(super) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
