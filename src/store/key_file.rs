//! The store's key, in a file outside the store: 32 random bytes, or the same sealed under a passphrase.

use std::io::{self, Read, Write};
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::Error;
use super::seal::{OVERHEAD, Random, SecretKey};
use crate::files::{NotSecret, create_private, folder_of, open_secret, sync_folder};

/// How a file begins whose key is under a passphrase; behind it a salt of 16 bytes and the sealed key.
const MAGIC: &[u8] = b"muster key under argon2id 1\n";
const SALT: usize = 16;
const KEY: usize = 32;

/// What Argon2id is asked to do: 64 MiB, three passes, one lane (RFC 9106, section 4, the second recommended option, with one
/// lane instead of four so that it takes the same on any machine).
fn argon2(passphrase: &[u8], salt: &[u8]) -> Option<SecretKey> {
    let params = Params::new(64 * 1024, 3, 1, Some(KEY)).ok()?;
    let mut key = Zeroizing::new([0; KEY]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(passphrase, salt, &mut key[..]).ok()?;
    Some(SecretKey::new(*key))
}

/// Reads a file that only its owner may read.
fn read_private(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    let wrong = |error: NotSecret| Error::KeyFile { file: path.display().to_string(), why: error.to_string() };
    let mut bytes = Zeroizing::new(Vec::new());
    let mut file = open_secret(path).map_err(wrong)?;
    file.read_to_end(&mut bytes).map_err(|error| wrong(error.into()))?;
    Ok(bytes)
}

/// Reads the store's key.
///
/// # Errors
/// Where others may read it, it is no key, or the passphrase is not that of the key.
pub fn read(path: &Path, passphrase: Option<&Path>) -> Result<SecretKey, Error> {
    let wrong = |why: &str| Error::KeyFile { file: path.display().to_string(), why: why.to_owned() };
    let bytes = read_private(path)?;
    if let Some(rest) = bytes.strip_prefix(MAGIC) {
        let Some(passphrase) = passphrase else {
            return Err(wrong("is under a passphrase: give the file that holds it with `--passphrase-file`"));
        };
        let passphrase = read_passphrase(passphrase)?;
        if rest.len() != SALT + OVERHEAD + KEY {
            return Err(wrong("is cut off"));
        }
        let (salt, sealed) = rest.split_at(SALT);
        let over = argon2(&passphrase, salt).ok_or_else(|| wrong("is no key"))?;
        let key = over.unwrap_key(([0; 16], [0; 16]), sealed.to_vec());
        return key.map_err(|_| wrong("does not open: it was changed, or this is not its passphrase"));
    }
    let key = <[u8; KEY]>::try_from(bytes.as_slice());
    key.map(SecretKey::new).map_err(|_| wrong(&format!("has {} bytes, and a key has {KEY}", bytes.len())))
}

/// Makes a new key, and the file: mode 0600, synced. One that is there is never written over.
///
/// # Errors
/// Where it cannot be written, or there is one.
pub fn create(path: &Path, passphrase: Option<&Path>, random: Random) -> Result<SecretKey, Error> {
    let wrong = |why: String| Error::KeyFile { file: path.display().to_string(), why };
    let key = SecretKey::generate(random)?;
    let mut bytes = Zeroizing::new(key.bytes().to_vec());
    if let Some(passphrase) = passphrase {
        let passphrase = read_passphrase(passphrase)?;
        let mut salt = [0; SALT];
        random(&mut salt).map_err(Error::Random)?;
        let over = argon2(&passphrase, &salt).ok_or_else(|| wrong("cannot be made: too little memory".to_owned()))?;
        let sealed = over.wrap(([0; 16], [0; 16]), &key, random)?;
        bytes = Zeroizing::new([MAGIC, &salt, &sealed].concat());
    }
    let mut file = create_private(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            wrong("is there already: name one that is not, a key is never written over".to_owned())
        }
        _ => wrong(format!("cannot be written ({error})")),
    })?;
    let written = file.write_all(&bytes).and_then(|()| file.sync_all()).and_then(|()| sync_folder(folder_of(path)));
    written.map_err(|error| {
        let _ = std::fs::remove_file(path);
        wrong(format!("cannot be written ({error})"))
    })?;
    Ok(key)
}

/// The passphrase in a file, without the end of its line.
fn read_passphrase(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    let bytes = read_private(path)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.is_empty() {
        let why = "has no passphrase in its first line".to_owned();
        return Err(Error::KeyFile { file: path.display().to_string(), why });
    }
    Ok(Zeroizing::new(line.to_vec()))
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::super::seal::tests::not_random;
    use super::*;

    fn file(folder: &Path, name: &str, bytes: &[u8], mode: u32) -> std::path::PathBuf {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn a_key_is_read_as_it_was_made_and_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let made = create(&path, None, not_random).unwrap();
        assert_eq!(read(&path, None).unwrap().bytes(), made.bytes());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(create(&path, None, not_random).unwrap_err().to_string().contains("never written over"));
    }

    #[test]
    fn a_passphrase_opens_its_key_and_no_other_does() {
        let folder = tempfile::tempdir().unwrap();
        let right = file(folder.path(), "right", b"correct horse\nsecond line", 0o600);
        let wrong = file(folder.path(), "wrong", b"battery staple", 0o600);
        let path = folder.path().join("key");
        let made = create(&path, Some(&right), not_random).unwrap();
        assert_eq!(read(&path, Some(&right)).unwrap().bytes(), made.bytes());
        assert!(read(&path, Some(&wrong)).unwrap_err().to_string().contains("not its passphrase"));
        assert!(read(&path, None).unwrap_err().to_string().contains("--passphrase-file"));
    }

    #[test]
    fn what_others_may_read_and_what_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes, mode, message) in [
            ("open", &[1; 32][..], 0o640, "chmod 600"),
            ("short", &[1; 31][..], 0o600, "has 31 bytes"),
            ("cut", MAGIC, 0o600, "--passphrase-file"),
        ] {
            let error = read(&file(folder.path(), name, bytes, mode), None).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
        assert!(read(&folder.path().join("none"), None).unwrap_err().to_string().contains("cannot be read"));
    }
}
