//! The only unsafe code of the library.
#![allow(unsafe_code)]

use std::fs::File;
use std::io;
use std::ops::Deref;

use memmap2::Mmap;

/// The bytes of an index: mapped from a file, or held in memory where it was just built.
pub(super) enum Bytes {
    Mapped(Mmap),
    /// In units of eight bytes, so that every section is aligned.
    Held(Vec<u64>, usize),
}

impl Bytes {
    pub(super) fn map(file: &File) -> io::Result<Self> {
        // SAFETY: an index file is never written in place: it is made under a temporary name and renamed, so the
        // bytes behind this file stay as they are while it is mapped. Everything is checked before it is used.
        unsafe { Mmap::map(file) }.map(Self::Mapped)
    }

    pub(super) fn hold(bytes: &[u8]) -> Self {
        let mut units: Vec<u64> = Vec::with_capacity(bytes.len().div_ceil(8));
        for chunk in bytes.chunks(8) {
            let mut unit = [0; 8];
            unit[..chunk.len()].copy_from_slice(chunk);
            units.push(u64::from_le_bytes(unit));
        }
        Self::Held(units, bytes.len())
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Held(units, length) => &zerocopy::IntoBytes::as_bytes(units.as_slice())[..*length],
        }
    }
}
