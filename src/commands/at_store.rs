//! What all commands on a store share: how it is opened, and how one event is applied.

use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::Error;
use crate::cli::typed::{TypedAccess, TypedByHand, TypedWhich};
use crate::dossier::{DossierId, Event, Inspected, ProcessId, Providers};
use crate::retention::Part;
use crate::store::{Access, Anchored, Counted, Credentials, Outside, Store, Tombstone};

/// What comes from outside.
pub(super) fn outside(actor: Option<&str>, now: fn() -> DateTime<Utc>) -> Outside {
    let login = || ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let actor = actor.map(str::to_owned).or_else(login).filter(|actor| !actor.is_empty());
    Outside { now, random, actor: actor.unwrap_or_else(|| "unknown".to_owned()) }
}

fn random(bytes: &mut [u8]) -> io::Result<()> {
    getrandom::fill(bytes).map_err(io::Error::other)
}

/// Opens it to read.
pub(super) fn reader(access: &TypedAccess, now: fn() -> DateTime<Utc>) -> Result<Store, Error> {
    open(access, Access::Read, now)
}

/// Opens it to write.
pub(super) fn writer(access: &TypedAccess, now: fn() -> DateTime<Utc>) -> Result<Store, Error> {
    open(access, Access::Write { wait: Duration::from_secs(access.wait) }, now)
}

fn open(access: &TypedAccess, mode: Access, now: fn() -> DateTime<Utc>) -> Result<Store, Error> {
    let outside = outside(access.actor.as_deref(), now);
    Ok(Store::open(&access.store, &credentials(access), mode, outside)?)
}

/// Where the key is.
pub(super) fn credentials(access: &TypedAccess) -> Credentials {
    Credentials { key_file: access.key_file.clone(), passphrase_file: access.passphrase_file.clone() }
}

/// The dossier that was named.
pub(super) fn dossier(store: &Store, which: &TypedWhich) -> Result<DossierId, Error> {
    match (which.id, &which.external_reference) {
        (Some(id), _) => Ok(id),
        (None, Some(reference)) => {
            let unknown =
                || crate::store::Error::Unknown { what: "dossier", id: "of this external reference".to_owned() };
            Ok(store.find(reference)?.ok_or_else(unknown)?)
        }
        (None, None) => Err(crate::dossier::Error::DossierUnnamed.into()),
    }
}

/// An id for a new dossier.
pub(super) fn new_dossier_id(now: fn() -> DateTime<Utc>) -> Result<DossierId, Error> {
    Ok(DossierId::new(now(), ten_random_bytes()?))
}

/// An id for a new process.
pub(super) fn new_process_id(now: fn() -> DateTime<Utc>) -> Result<ProcessId, Error> {
    Ok(ProcessId::new(now(), ten_random_bytes()?))
}

pub(super) fn ten_random_bytes() -> Result<[u8; 10], Error> {
    let mut bytes = [0; 10];
    random(&mut bytes).map_err(crate::store::Error::Random)?;
    Ok(bytes)
}

/// Whether it may be erased by hand, and what its tombstone says of why.
pub(super) fn may_go(
    store: &Store,
    (dossier, part): (DossierId, Option<Part>),
    by_hand: &TypedByHand,
    reason: &str,
) -> Result<Tombstone, Error> {
    let policy = by_hand.policy.as_deref().map(super::purge::read_policy).transpose()?;
    let asked = store.may_go_by_hand(dossier, part, policy, by_hand.overridden.is_some())?;
    if asked.is_none() {
        super::tell("no policy was asked: nobody gave one, and no purge has followed one yet (`--policy`)");
    }
    let approved = by_hand.overridden.as_deref().zip(by_hand.approved_by.as_deref());
    Ok(Tombstone { policy: asked, ..Tombstone::by_hand(reason, approved) })
}

/// Erases something by hand, and appends its tombstone to the file outside where there is one.
pub(super) fn erase(
    store: &mut Store,
    by_hand: &TypedByHand,
    erase: impl FnOnce(&mut Store) -> Result<(), crate::store::Error>,
) -> Result<(), Error> {
    let mut anchored = by_hand.anchor_dir.as_deref().map(Anchored::open).transpose()?;
    // what an interrupted command left out; and one that cannot be written is known before anything goes
    if let Some(anchored) = &mut anchored {
        anchored.append(store)?;
    }
    erase(store)?;
    if let Some(anchored) = &mut anchored {
        anchored.append(store)?;
    }
    Ok(())
}

/// The built-in providers, and those of a table of one's own.
pub(super) fn providers(table: Option<&Path>) -> Result<Providers, Error> {
    let Some(table) = table else { return Ok(Providers::default()) };
    Ok(Providers::default().with(&text(table)?)?)
}

/// The text of a file; of standard input for `-`.
pub(super) fn text(path: &Path) -> Result<String, Error> {
    let unreadable = |error: io::Error| Error::Usage(format!("cannot read `{}` ({error})", path.display()));
    if path.as_os_str() == "-" {
        let mut text = String::new();
        return io::stdin().read_to_string(&mut text).map(|_| text).map_err(unreadable);
    }
    std::fs::read_to_string(path).map_err(unreadable)
}

/// A file's JSON, for a field of an event.
pub(super) fn json(path: &Path) -> Result<Box<serde_json::value::RawValue>, Error> {
    serde_json::from_str(&text(path)?).map_err(|error| {
        let place = format!("{}:{}: column {}", path.display(), error.line(), error.column());
        Error::Usage(format!("{place}: this is no JSON: give a file with one JSON object"))
    })
}

/// Applies one event, as an import would.
pub(super) fn apply(
    store: &mut Store,
    event: &serde_json::Map<String, Value>,
    image: Option<(Inspected, Vec<u8>)>,
) -> Result<Counted, Error> {
    let event = Event::parse(&serde_json::to_string(event).unwrap_or_default())?;
    let providers = Providers::default();
    apply_event(store, &event, image, &providers)
}

/// The same, of an event that was read.
pub(super) fn apply_event(
    store: &mut Store,
    event: &Event,
    image: Option<(Inspected, Vec<u8>)>,
    providers: &Providers,
) -> Result<Counted, Error> {
    let mut group = store.group(providers);
    let counted = group.apply(event, image)?;
    group.commit()?;
    for warning in counted.applied.warnings() {
        let field = warning.field.map(|field| format!(" (`{field}`)")).unwrap_or_default();
        super::tell(format_args!("warning: {}{field}; docs/dossiers.md says what it means", warning.code.as_str()));
    }
    Ok(counted)
}
