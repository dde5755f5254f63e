//! The comment at an archive's end: a hash of every byte in front of it.
//!
//! BagIt's manifests cover what the files hold. They do not cover how the zip holds them: headers, and the bits that a
//! deflated stream leaves over at its end. With the hash in the comment, which is an archive's last bytes, one changed bit
//! anywhere is noticed without anything beside the archive.

use std::io::{self, Read, Seek, SeekFrom, Write};

use sha2::Digest;

use crate::vocabulary::Sha256;

/// How the comment of every archive begins that has a seal.
const START: &str = "muster evidence archive";
const BEFORE_HASH: &str = "; sha256 of all bytes before this number: ";
const BEFORE_CLEAR: &str = "; sealed, sha256 of the clear archive: ";

/// The hash's digits: the last bytes of an archive.
const DIGITS: u64 = 64;

/// The comment with zeros for the hash.
pub(super) fn placeholder(clear: Option<Sha256>) -> String {
    let clear = clear.map(|clear| format!("{BEFORE_CLEAR}{clear}")).unwrap_or_default();
    format!("{START}{clear}{BEFORE_HASH}{}", "0".repeat(DIGITS as usize))
}

/// Puts the hash where the zeros are; returns the hash of the whole and its length.
pub(super) fn set(file: &mut (impl Read + Write + Seek)) -> io::Result<(Sha256, u64)> {
    let length = file.seek(SeekFrom::End(0))?;
    let before = length.saturating_sub(DIGITS);
    file.rewind()?;
    let mut hasher = sha2::Sha256::new();
    update(&mut hasher, &mut (&mut *file).take(before))?;
    let seal = Sha256::from_bytes(hasher.clone().finalize().into()).to_string();
    hasher.update(&seal);
    file.seek(SeekFrom::Start(before))?;
    file.write_all(seal.as_bytes())?;
    file.flush()?;
    file.rewind()?;
    Ok((Sha256::from_bytes(hasher.finalize().into()), length))
}

/// What a pass over a whole file finds.
pub(super) struct Hashed {
    pub(super) length: u64,
    pub(super) sha256: Sha256,
    /// Of what is in front of the last 64 bytes.
    before: String,
    last: Vec<u8>,
}

/// Reads a file from end to end.
pub(super) fn hash(file: &mut (impl Read + Seek)) -> io::Result<Hashed> {
    let length = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let mut hasher = sha2::Sha256::new();
    update(&mut hasher, &mut (&mut *file).take(length.saturating_sub(DIGITS)))?;
    let before = Sha256::from_bytes(hasher.clone().finalize().into()).to_string();
    let mut last = Vec::new();
    (&mut *file).take(DIGITS).read_to_end(&mut last)?;
    hasher.update(&last);
    file.rewind()?;
    Ok(Hashed { length, sha256: Sha256::from_bytes(hasher.finalize().into()), before, last })
}

/// What a comment says of itself.
pub(super) enum Seal {
    /// Nothing: another program wrote it.
    None,
    /// It holds.
    Whole { clear: Option<Sha256> },
    /// Something was changed.
    Broken,
}

/// The seal of an archive with this comment. The form is compared to the letter, as a seal in another case or with another
/// word in it is a changed one.
pub(super) fn of(comment: &[u8], hashed: &Hashed) -> Seal {
    if !comment.starts_with(START.as_bytes()) {
        return Seal::None;
    }
    let Ok(comment) = std::str::from_utf8(comment) else { return Seal::Broken };
    let Some((_, rest)) = comment.split_once(BEFORE_CLEAR) else {
        let whole = comment == with_hash(None, &hashed.before) && hashed.last == hashed.before.as_bytes();
        return if whole { Seal::Whole { clear: None } } else { Seal::Broken };
    };
    let clear = rest.get(..DIGITS as usize).and_then(|digits| Sha256::try_from(digits.to_owned()).ok());
    let whole =
        clear.is_some() && comment == with_hash(clear, &hashed.before) && hashed.last == hashed.before.as_bytes();
    if whole { Seal::Whole { clear } } else { Seal::Broken }
}

fn with_hash(clear: Option<Sha256>, hash: &str) -> String {
    let mut comment = placeholder(clear);
    comment.truncate(comment.len() - DIGITS as usize);
    comment.push_str(hash);
    comment
}

fn update(hasher: &mut sha2::Sha256, reader: &mut impl Read) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(n) => hasher.update(&buffer[..n]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
