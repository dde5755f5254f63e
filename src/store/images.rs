//! Images: sealed files under random names, 256 folders of them.
//!
//! A new one waits in `incoming` until the row that names it is committed, and is moved then; what a crash leaves there is
//! moved or removed when the store is next opened for writing.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Error;
use super::seal::Id;
use crate::files::{create_private, make_private};

const IMAGES: &str = "images";
const INCOMING: &str = "incoming";
/// Files that are synced at once: a journal takes many syncs in one commit.
const SYNCED_AT_ONCE: usize = 16;

/// The folder of images.
#[derive(Clone, Debug)]
pub(super) struct Images(PathBuf);

impl Images {
    /// Of a store.
    pub(super) fn of(store: &Path) -> Self {
        Self(store.join(IMAGES))
    }

    /// Makes the folders.
    pub(super) fn create(&self) -> Result<(), Error> {
        let made = make_private(&self.incoming())
            .and_then(|()| (0..=u8::MAX).try_for_each(|first| make_private(&self.0.join(format!("{first:02x}")))));
        made.map_err(Error::file(&self.0))
    }

    fn incoming(&self) -> PathBuf {
        self.0.join(INCOMING)
    }

    /// Where an image stands.
    pub(super) fn path(&self, id: Id) -> PathBuf {
        let name = name(id);
        self.0.join(&name[..2]).join(name)
    }

    /// Writes new images, synced. They are not in place yet.
    ///
    /// # Errors
    /// Where one cannot be written: none is left behind then.
    pub(super) fn write(&self, images: &[(Id, Vec<u8>)]) -> Result<(), Error> {
        let incoming = self.incoming();
        let result = std::thread::scope(|scope| {
            let of_one = |which: usize| {
                let incoming = &incoming;
                move || {
                    images
                        .iter()
                        .skip(which)
                        .step_by(SYNCED_AT_ONCE)
                        .try_for_each(|(id, bytes)| write(&incoming.join(name(*id)), bytes))
                }
            };
            let threads = SYNCED_AT_ONCE.min(images.len());
            let workers: Vec<_> = (0..threads).map(|which| scope.spawn(of_one(which))).collect();
            // all of them end before anything is said
            let ended: Vec<_> = workers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
            ended.into_iter().try_for_each(|ended| ended.unwrap_or_else(|_| Err(io::ErrorKind::Other.into())))
        });
        result.and_then(|()| File::open(&incoming)?.sync_all()).map_err(|source| {
            for (id, _) in images {
                let _ = fs::remove_file(incoming.join(name(*id)));
            }
            Error::file(&incoming)(source)
        })
    }

    /// Moves an image in place whose row is committed.
    pub(super) fn settle(&self, id: Id) -> Result<(), Error> {
        let path = self.path(id);
        match fs::rename(self.incoming().join(name(id)), &path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && path.exists() => Ok(()),
            moved => moved.map_err(Error::file(&path)),
        }
    }

    /// What waits to be moved, and files there that are no images of ours.
    pub(super) fn waiting(&self) -> Result<Vec<Id>, Error> {
        let incoming = self.incoming();
        let entries = fs::read_dir(&incoming).map_err(Error::file(&incoming))?;
        Ok(entries.flatten().filter_map(|entry| id(&entry.file_name().to_string_lossy())).collect())
    }

    /// The sealed bytes.
    pub(super) fn read(&self, id: Id) -> Result<Vec<u8>, Error> {
        let path = self.path(id);
        // one that was just committed may not have been moved yet, and be moved while it is looked for
        fs::read(&path)
            .or_else(|_| fs::read(self.incoming().join(name(id))))
            .or_else(|_| fs::read(&path))
            .map_err(Error::file(&path))
    }

    /// Removes images; one that is not there is no error.
    pub(super) fn remove(&self, ids: &[Id]) -> Result<(), Error> {
        for id in ids {
            for path in [self.path(*id), self.incoming().join(name(*id))] {
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::file(&path)(error)),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// All images in place, folder by folder; anything else that is there, by its path.
    pub(super) fn all(&self) -> impl Iterator<Item = Result<Id, PathBuf>> {
        let folders = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let folders = folders.filter(|folder| folder.file_name() != INCOMING);
        let files = folders.flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten().flatten());
        files.map(|file| id(&file.file_name().to_string_lossy()).ok_or_else(|| file.path()))
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create_private(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn name(id: Id) -> String {
    uuid::Uuid::from_bytes(id).simple().to_string()
}

/// Of a file's name; nothing else than what [`name`] makes.
fn id(text: &str) -> Option<Id> {
    let id = *uuid::Uuid::try_parse(text).ok()?.as_bytes();
    (name(id) == text).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_read_whether_or_not_it_was_moved_and_gone_when_removed() {
        let store = tempfile::tempdir().unwrap();
        let images = Images::of(store.path());
        images.create().unwrap();
        images.write(&[([1; 16], vec![1; 9]), ([2; 16], vec![2; 9])]).unwrap();
        assert_eq!(images.waiting().unwrap().len(), 2);
        assert_eq!(images.read([1; 16]).unwrap(), [1; 9]);
        images.settle([1; 16]).unwrap();
        images.settle([1; 16]).unwrap();
        assert_eq!((images.read([1; 16]).unwrap(), images.waiting().unwrap()), (vec![1; 9], vec![[2; 16]]));
        assert!(images.write(&[([3; 16], vec![3]), ([2; 16], vec![2])]).is_err());
        images.remove(&[[1; 16], [2; 16], [9; 16]]).unwrap();
        assert!(images.read([1; 16]).is_err() && images.waiting().unwrap().is_empty());
    }
}
