//! What an image is, judged from its bytes without decoding it.
//!
//! A decoder given a hostile image may ask for any amount of memory; so the size in pixels is taken from the header, and
//! whether the file is whole from the marks at its end.

mod data_url;
mod jpeg;
mod png;

use crate::vocabulary::Sha256;

use super::{Error, MediaType};

pub use data_url::parse as parse_data_url;

/// The largest image that is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Size in bytes, of the file itself; 20 MiB by default.
    pub bytes: u64,
    /// Width times height; 100 million by default, as the largest cameras in use have.
    pub pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 20 << 20, pixels: 100_000_000 }
    }
}

/// What was found in an image's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inspected {
    /// What it is.
    pub media_type: MediaType,
    /// In pixels, from the header.
    pub width: u32,
    /// In pixels, from the header.
    pub height: u32,
    /// Length of the file.
    pub bytes: u64,
    /// Of the file's bytes.
    pub sha256: Sha256,
}

/// What is wrong with a file, and where its header was read its size.
type Size = Result<(u32, u32), Fault>;

/// What can be wrong with an image of the right type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    /// It ends before its end.
    Truncated,
    /// Something in it is not as the format has it.
    Damaged(&'static str),
}

/// Looks at an image: its type by its bytes, its size by its header, whether it is whole, and its hash.
///
/// # Errors
/// Where it is neither PNG nor JPEG, is not what it is declared to be, is above a limit, damaged or cut off.
pub fn inspect(bytes: &[u8], declared: Option<MediaType>, limits: &Limits) -> Result<Inspected, Error> {
    let length = bytes.len() as u64;
    if length > limits.bytes {
        return Err(Error::ImageTooLarge { limit: limits.bytes });
    }
    let media_type = media_type(bytes).ok_or(Error::ImageTypeUnknown)?;
    if let Some(declared) = declared.filter(|declared| *declared != media_type) {
        return Err(Error::ImageTypeMismatch { declared, found: media_type });
    }
    let (width, height) = match media_type {
        MediaType::Png => png::size(bytes),
        MediaType::Jpeg => jpeg::size(bytes),
    }
    .map_err(|fault| match fault {
        Fault::Truncated => Error::ImageTruncated,
        Fault::Damaged(what) => Error::ImageDamaged { what },
    })?;
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(Error::ImageTooManyPixels { width, height, limit: limits.pixels });
    }
    Ok(Inspected { media_type, width, height, bytes: length, sha256: Sha256::of(bytes) })
}

/// The type that the first bytes say.
pub fn media_type(bytes: &[u8]) -> Option<MediaType> {
    if bytes.starts_with(png::SIGNATURE) {
        Some(MediaType::Png)
    } else if bytes.starts_with(jpeg::SIGNATURE) {
        Some(MediaType::Jpeg)
    } else {
        None
    }
}

fn big_endian_16(bytes: &[u8], at: usize) -> Result<u16, Fault> {
    Ok(u16::from_be_bytes(*bytes.get(at..).and_then(<[u8]>::first_chunk).ok_or(Fault::Truncated)?))
}

fn big_endian_32(bytes: &[u8], at: usize) -> Result<u32, Fault> {
    Ok(u32::from_be_bytes(*bytes.get(at..).and_then(<[u8]>::first_chunk).ok_or(Fault::Truncated)?))
}
