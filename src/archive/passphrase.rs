use std::path::Path;

use zeroize::Zeroizing;

use super::Error;
use super::private_file::read_secret;

const WHAT: &str = "passphrase";

/// WinZip derives keys in 1,000 rounds, so a short passphrase is guessed.
const SHORTEST: usize = 16;

/// What seals an archive, or opens a sealed one. It has no debug print.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<Vec<u8>>);

impl Passphrase {
    /// The first line of a file that only its owner may read.
    ///
    /// # Errors
    /// Where it cannot be read, others may read it, or there is nothing in it.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = read_secret(WHAT, path)?;
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return Err(wrong(path, "has an empty first line: put the passphrase there".to_owned()));
        }
        Ok(Self::new(line))
    }

    /// The same for sealing, where a short one is refused.
    ///
    /// # Errors
    /// Also where it has fewer than 16 bytes.
    pub fn read_for_sealing(path: &Path) -> Result<Self, Error> {
        let this = Self::read(path)?;
        if this.0.len() < SHORTEST {
            let why = format!(
                "has {} bytes, and {SHORTEST} are the least for sealing: let a generator make one, as `openssl rand -base64 24`",
                this.0.len()
            );
            return Err(wrong(path, why));
        }
        Ok(this)
    }

    /// Of bytes.
    pub fn new(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

fn wrong(path: &Path, why: String) -> Error {
    Error::Key { what: WHAT, file: path.display().to_string(), why }
}
