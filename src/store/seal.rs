//! Sealing: XChaCha20-Poly1305 (RFC 8439 with the 192-bit nonce of draft-irtf-cfrg-xchacha), a random nonce in front, what
//! it is and whose it is bound to it as associated data. A blob that was put in another's place does not open.

use std::io;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Key, Tag, XChaCha20Poly1305, XNonce};
use hmac::Mac;
use zeroize::Zeroizing;

use super::Error;

/// Where random bytes come from.
pub type Random = fn(&mut [u8]) -> io::Result<()>;

/// An id of 16 bytes: of a dossier, a process, an image, a lookup.
pub type Id = [u8; 16];

/// Bytes in front of what is sealed, and behind.
const NONCE: usize = 24;
const TAG: usize = 16;
/// What sealing adds.
pub const OVERHEAD: usize = NONCE + TAG;
/// The version of what is bound.
const VERSION: u8 = 1;

/// What is sealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum What {
    /// A key under another.
    Key = 1,
    /// All of a dossier but its facts.
    Dossier = 2,
    /// All of a process but its facts.
    Process = 3,
    /// The bytes of an image.
    Image = 4,
    /// A lookup.
    Lookup = 5,
    /// A line of the ledger of exports.
    Export = 6,
    /// What opens doors at others.
    Secrets = 7,
}

impl What {
    /// For messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Key => "a key",
            Self::Dossier => "the content",
            Self::Process => "the content of the process",
            Self::Image => "an image",
            Self::Lookup => "a lookup",
            Self::Export => "a line on an export",
            Self::Secrets => "a secret",
        }
    }
}

/// What a sealed blob is bound to.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// What it is.
    pub what: What,
    /// The dossier that it belongs to.
    pub dossier: Id,
    /// The thing itself; the dossier's own id where it is that.
    pub object: Id,
    /// What stands beside it in the clear, as [`mark`] makes it, so that nobody can change that alone; zeros where nothing does.
    pub beside: Id,
}

/// The first 16 bytes of the SHA-256 of what stands beside a sealed blob.
pub fn mark(beside: &[u8]) -> Id {
    let hash = crate::vocabulary::Sha256::of(beside);
    std::array::from_fn(|at| hash.bytes()[at])
}

impl About {
    /// With what stands beside it.
    pub fn beside(self, facts: &impl serde::Serialize) -> Self {
        Self { beside: mark(&serde_json::to_vec(facts).unwrap_or_default()), ..self }
    }

    fn bound(&self) -> [u8; 50] {
        let mut bound = [0; 50];
        bound[0] = VERSION;
        bound[1] = self.what as u8;
        bound[2..18].copy_from_slice(&self.dossier);
        bound[18..34].copy_from_slice(&self.object);
        bound[34..].copy_from_slice(&self.beside);
        bound
    }

    fn damaged(&self) -> Error {
        Error::Damaged { what: self.what.as_str(), object: uuid::Uuid::from_bytes(self.object).to_string() }
    }
}

/// A key of 32 bytes; wiped from memory when it is dropped, and not printed.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey")
    }
}

impl SecretKey {
    /// Of bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A new one.
    ///
    /// # Errors
    /// Where there is no randomness.
    pub fn generate(random: Random) -> Result<Self, Error> {
        let mut key = Self::new([0; 32]);
        random(&mut key.0[..]).map_err(Error::Random)?;
        Ok(key)
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A key that is only for one purpose: HMAC-SHA256 of the purpose under this one.
    pub fn derived(&self, purpose: &str) -> Self {
        Self::new(self.digest(purpose.as_bytes()))
    }

    /// HMAC-SHA256.
    pub fn digest(&self, bytes: &[u8]) -> [u8; 32] {
        let mut mac = <hmac::Hmac<sha2::Sha256> as KeyInit>::new(&padded(&self.0).into());
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }

    /// Seals.
    ///
    /// # Errors
    /// Where there is no randomness.
    pub fn seal(&self, about: About, plain: &[u8], random: Random) -> Result<Vec<u8>, Error> {
        let mut sealed = vec![0; NONCE + plain.len() + TAG];
        let (nonce, rest) = sealed.split_at_mut(NONCE);
        let (body, tag) = rest.split_at_mut(plain.len());
        random(nonce).map_err(Error::Random)?;
        body.copy_from_slice(plain);
        let nonce: &XNonce = (&*nonce).try_into().map_err(|_| about.damaged())?;
        let made = self.cipher().encrypt_inout_detached(nonce, &about.bound(), body.into());
        tag.copy_from_slice(&made.map_err(|_| about.damaged())?);
        Ok(sealed)
    }

    /// Opens what was sealed.
    ///
    /// # Errors
    /// Where it was changed, cut off, is another's, or was sealed under another key.
    pub fn open(&self, about: About, mut sealed: Vec<u8>) -> Result<Vec<u8>, Error> {
        if sealed.len() < OVERHEAD {
            return Err(about.damaged());
        }
        let end = sealed.len() - TAG;
        let (front, tag) = sealed.split_at_mut(end);
        let (nonce, body) = front.split_at_mut(NONCE);
        let nonce: &XNonce = (&*nonce).try_into().map_err(|_| about.damaged())?;
        let tag: &Tag = (&*tag).try_into().map_err(|_| about.damaged())?;
        let opened = self.cipher().decrypt_inout_detached(nonce, &about.bound(), body.into(), tag);
        opened.map_err(|_| about.damaged())?;
        sealed.truncate(end);
        sealed.drain(..NONCE);
        Ok(sealed)
    }

    /// Seals another key under this one.
    ///
    /// # Errors
    /// Where there is no randomness.
    pub fn wrap(&self, (dossier, object): (Id, Id), key: &Self, random: Random) -> Result<Vec<u8>, Error> {
        self.seal(About { what: What::Key, dossier, object, beside: [0; 16] }, &key.0[..], random)
    }

    /// Opens a key that was sealed under this one.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub fn unwrap_key(&self, (dossier, object): (Id, Id), wrapped: Vec<u8>) -> Result<Self, Error> {
        let about = About { what: What::Key, dossier, object, beside: [0; 16] };
        let bytes = Zeroizing::new(self.open(about, wrapped)?);
        bytes.as_slice().try_into().map(Self::new).map_err(|_| about.damaged())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(<&Key>::from(self.bytes()))
    }
}

/// A key as long as a block of SHA-256, which is what HMAC makes of a shorter one (RFC 2104).
fn padded(key: &[u8; 32]) -> [u8; 64] {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    block
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    #[expect(clippy::unnecessary_wraps, reason = "stands for the system's")]
    pub(in super::super) fn not_random(bytes: &mut [u8]) -> io::Result<()> {
        bytes.fill(7);
        Ok(())
    }

    fn about(object: u8) -> About {
        About { what: What::Lookup, dossier: [1; 16], object: [object; 16], beside: [0; 16] }
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens_and_what_was_touched_does_not(
            plain in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(),
        ) {
            let key = SecretKey::new([3; 32]);
            let sealed = key.seal(about(2), &plain, not_random).unwrap();
            prop_assert_eq!(key.open(about(2), sealed.clone()).unwrap(), plain);
            let mut touched = sealed.clone();
            touched[at.index(sealed.len())] ^= 1;
            prop_assert!(key.open(about(2), touched).is_err());
            prop_assert!(key.open(about(2), sealed[..cut.index(sealed.len())].to_vec()).is_err());
            prop_assert!(key.open(about(3), sealed.clone()).is_err());
            let other = About { what: What::Process, ..about(2) };
            prop_assert!(key.open(other, sealed.clone()).is_err());
            prop_assert!(SecretKey::new([4; 32]).open(about(2), sealed).is_err());
        }
    }

    #[test]
    fn the_cipher_is_that_of_the_draft() {
        // draft-irtf-cfrg-xchacha-03, A.3.1
        let key = SecretKey::new(std::array::from_fn(|at| 0x80 + at as u8));
        let nonce: [u8; 24] = std::array::from_fn(|at| 0x40 + at as u8);
        let mut body = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.".to_vec();
        let bound = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
        let tag = key.cipher().encrypt_inout_detached(&nonce.into(), &bound, body.as_mut_slice().into()).unwrap();
        assert_eq!(body[..8], [0xbd, 0x6d, 0x17, 0x9d, 0x3e, 0x83, 0xd4, 0x3b]);
        assert_eq!(tag[..4], [0xc0, 0x87, 0x59, 0x24]);
    }
}
