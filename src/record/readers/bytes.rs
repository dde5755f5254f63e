use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::Digest;

use crate::vocabulary::Sha256;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// Opens a file, or standard input for `-`, and unpacks gzip (all members) and zstd, told by content.
///
/// # Errors
/// Where it cannot be opened, is a directory, or cannot be read.
pub fn open_bytes(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let (reader, _) = opened(path)?;
    unpacked(reader)
}

/// The file, or standard input for `-`, as it is, and its size where that is known.
pub(crate) fn opened(path: &Path) -> io::Result<(Box<dyn Read + Send>, Option<u64>)> {
    if path.as_os_str() == "-" {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let size = metadata.is_file().then_some(metadata.len());
    Ok((Box::new(file), size))
}

/// Unpacks gzip (all members) and zstd, told by the first bytes; anything else comes through as it is.
pub(crate) fn unpacked(reader: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut reader = BufReader::with_capacity(1 << 17, reader);
    // a pipe may give its first bytes one by one
    let mut start = Vec::new();
    (&mut reader).take(4).read_to_end(&mut start)?;
    let is = |magic: &[u8]| start.starts_with(magic);
    let (gzip, zstd) = (is(GZIP), is(ZSTD));
    let reader = io::Cursor::new(start).chain(reader);
    if gzip {
        Ok(Box::new(flate2::bufread::MultiGzDecoder::new(reader)))
    } else if zstd {
        Ok(Box::new(zstd::stream::read::Decoder::with_buffer(reader)?))
    } else {
        Ok(Box::new(reader))
    }
}

/// What went through a [`Counted`] reader, to be asked from outside.
#[derive(Clone, Default)]
pub(crate) struct Passage {
    bytes: Arc<AtomicU64>,
    hasher: Arc<Mutex<sha2::Sha256>>,
}

impl Passage {
    /// Bytes so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// SHA-256 of the bytes so far.
    pub(crate) fn sha256(&self) -> Sha256 {
        let hasher = self.hasher.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Sha256::from_bytes(hasher.finalize().into())
    }

    /// A reader whose bytes are counted and hashed here.
    pub(crate) fn watch<R: Read>(&self, inner: R) -> Counted<R> {
        Counted { inner, passage: self.clone() }
    }
}

/// A reader that counts and hashes what it gives.
pub(crate) struct Counted<R> {
    inner: R,
    passage: Passage,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.passage.bytes.fetch_add(n as u64, Ordering::Relaxed);
        self.passage.hasher.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..n]);
        Ok(n)
    }
}

/// Reads until the buffer is full or the input ends.
pub(crate) fn read_full(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The next bytes, interrupted reads tried again; empty at the end.
pub(crate) fn next_bytes(input: &mut dyn BufRead) -> io::Result<&[u8]> {
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // the buffer is filled: this gives it without reading
    input.fill_buf()
}
