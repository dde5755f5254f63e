//! Who vouches for an archive: a detached Ed25519 signature in the form of OpenSSH (`PROTOCOL.sshsig`), so that
//! `ssh-keygen -Y verify`, which is on most machines, checks it as well.

use std::fs;
use std::io::{self, Read, Seek};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer};
use sha2::Digest;

use super::Error;
use super::private_file::read_secret;
use crate::report::write_whole;

/// What a signature is good for: one on something else with the same key proves nothing here.
const NAMESPACE: &str = "muster-evidence";
const MAGIC: &[u8] = b"SSHSIG";
const KEY_TYPE: &[u8] = b"ssh-ed25519";
const HASH: &[u8] = b"sha512";
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
const LINE: usize = 70;

/// The key that archives are signed with. It has no debug print, and leaves memory when it is dropped.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

/// What signatures are checked with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PublicKey(ed25519_dalek::VerifyingKey);

impl SigningKey {
    /// Of a file that only its owner may read, with 32 random bytes or 64 hexadecimal digits.
    ///
    /// # Errors
    /// Where it cannot be read, others may read it, or it holds something else.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = read_secret("key", path)?;
        let key = <[u8; 32]>::try_from(bytes.as_slice()).ok().or_else(|| from_digits(&bytes));
        let mut key = key.ok_or_else(|| Error::Key {
            what: "key",
            file: path.display().to_string(),
            why: "must hold 32 random bytes or 64 hexadecimal digits: `openssl rand -hex 32` makes one".to_owned(),
        })?;
        let this = Self(ed25519_dalek::SigningKey::from_bytes(&key));
        zeroize::Zeroize::zeroize(&mut key);
        Ok(this)
    }

    /// What others check with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs what a file holds from its beginning; leaves it rewound.
    pub(super) fn sign(&self, file: &mut (impl Read + Seek)) -> io::Result<String> {
        let signature = self.0.sign(&signed(&hash(file)?)).to_bytes();
        let mut blob = MAGIC.to_vec();
        blob.extend_from_slice(&1_u32.to_be_bytes());
        string(&mut blob, &self.public().blob());
        string(&mut blob, NAMESPACE.as_bytes());
        string(&mut blob, b"");
        string(&mut blob, HASH);
        let mut inner = Vec::new();
        string(&mut inner, KEY_TYPE);
        string(&mut inner, &signature);
        string(&mut blob, &inner);
        let encoded = STANDARD.encode(blob);
        let mut text = format!("{BEGIN}\n");
        let mut rest = encoded.as_str();
        while !rest.is_empty() {
            let (line, behind) = rest.split_at(rest.len().min(LINE));
            text.push_str(line);
            text.push('\n');
            rest = behind;
        }
        text.push_str(END);
        text.push('\n');
        Ok(text)
    }
}

impl PublicKey {
    /// Of a file with a line as OpenSSH writes it (`ssh-ed25519 AAAA…`) or 64 hexadecimal digits.
    ///
    /// # Errors
    /// Where it cannot be read or holds something else.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let wrong = |why: String| Error::Key { what: "public key", file: path.display().to_string(), why };
        let text = fs::read_to_string(path)
            .map_err(|error| wrong(format!("cannot be read ({error}): check the name and the rights")))?;
        Self::parse(text.trim()).ok_or_else(|| {
            wrong("holds no Ed25519 key: a line such as `ssh-ed25519 AAAA…`, or 64 hexadecimal digits".to_owned())
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = if let Some(rest) = text.strip_prefix("ssh-ed25519 ") {
            let blob = STANDARD.decode(rest.split_whitespace().next()?).ok()?;
            return Self::from_blob(&blob);
        } else {
            from_digits(text.as_bytes())?
        };
        ed25519_dalek::VerifyingKey::from_bytes(&bytes).ok().map(Self)
    }

    fn from_blob(blob: &[u8]) -> Option<Self> {
        let mut rest = blob;
        let is_ours = take(&mut rest)? == KEY_TYPE;
        let bytes = <[u8; 32]>::try_from(take(&mut rest)?).ok()?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).ok()?;
        (is_ours && rest.is_empty()).then_some(Self(key))
    }

    fn blob(&self) -> Vec<u8> {
        let mut blob = Vec::new();
        string(&mut blob, KEY_TYPE);
        string(&mut blob, self.0.as_bytes());
        blob
    }

    /// Writes it as a line for `ssh-keygen`; an older file is replaced.
    pub(super) fn write(&self, path: &Path) -> Result<(), Error> {
        write_whole(path, format!("{self}\n").as_bytes()).map_err(|error| match error {
            crate::report::Error::Unwritable { file, source } => Error::Unwritable { file, source },
            other => Error::Unwritable { file: path.display().to_string(), source: io::Error::other(other) },
        })
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ssh-ed25519 {}", STANDARD.encode(self.blob()))
    }
}

/// Who signed a file, where the signature holds.
pub(super) fn signer(signature: &str, file: &mut (impl Read + Seek)) -> io::Result<Option<PublicKey>> {
    let Some((key, signature)) = parse(signature) else { return Ok(None) };
    let holds = key.0.verify_strict(&signed(&hash(file)?), &signature).is_ok();
    Ok(holds.then_some(key))
}

fn parse(text: &str) -> Option<(PublicKey, Signature)> {
    let body = text.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
    let body: String = body.split_ascii_whitespace().collect();
    let blob = STANDARD.decode(body).ok()?;
    let mut rest = blob.strip_prefix(MAGIC)?.strip_prefix(&1_u32.to_be_bytes())?;
    let key = PublicKey::from_blob(take(&mut rest)?)?;
    let as_ours = take(&mut rest)? == NAMESPACE.as_bytes() && take(&mut rest)?.is_empty() && take(&mut rest)? == HASH;
    let mut inner = take(&mut rest)?;
    let is_ours = as_ours && rest.is_empty() && take(&mut inner)? == KEY_TYPE;
    let signature = Signature::from_slice(take(&mut inner)?).ok()?;
    (is_ours && inner.is_empty()).then_some((key, signature))
}

/// What is signed: the hash of the file, and what it is signed for.
fn signed(hash: &[u8]) -> Vec<u8> {
    let mut message = MAGIC.to_vec();
    for part in [NAMESPACE.as_bytes(), b"", HASH, hash] {
        string(&mut message, part);
    }
    message
}

fn hash(file: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    file.rewind()?;
    let mut hasher = sha2::Sha512::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => hasher.update(&buffer[..n]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    file.rewind()?;
    Ok(hasher.finalize().to_vec())
}

/// RFC 4251, section 5: a string is its length and its bytes.
fn string(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
    out.extend_from_slice(bytes);
}

fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, behind) = rest.split_first_chunk::<4>()?;
    let (taken, behind) = behind.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    *rest = behind;
    Some(taken)
}

fn from_digits(text: &[u8]) -> Option<[u8; 32]> {
    let text = std::str::from_utf8(text).ok()?.trim().to_owned();
    crate::vocabulary::Sha256::try_from(text).ok().map(|bytes| *bytes.bytes())
}
