//! PNG, after the W3C's recommendation (third edition), section 5.

use super::{Fault, Size, big_endian_32};

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Walks the chunks from the header to the end mark; the picture itself is passed over.
pub(super) fn size(bytes: &[u8]) -> Size {
    let (mut at, mut size, mut has_picture) = (SIGNATURE.len(), None, false);
    loop {
        let length = big_endian_32(bytes, at)? as usize;
        let kind = bytes.get(at + 4..at + 8).ok_or(Fault::Truncated)?;
        // a length has 31 bits, so nothing overflows where a pointer has 64, and on 32 bits `get` would fail first
        let end = at.checked_add(12).and_then(|end| end.checked_add(length)).ok_or(Fault::Truncated)?;
        if length > i32::MAX as usize {
            return Err(Fault::Damaged("a chunk's length"));
        }
        let chunk = bytes.get(at + 4..end - 4).ok_or(Fault::Truncated)?;
        let sum = big_endian_32(bytes, end - 4)?;
        match (kind, size) {
            (b"IHDR", None) => size = Some(header(chunk, sum)?),
            (b"IHDR", Some(_)) => return Err(Fault::Damaged("a second header")),
            (_, None) => return Err(Fault::Damaged("the first chunk is no header")),
            (b"IDAT", _) => has_picture = true,
            (b"IEND", Some(size)) => {
                return match (length, has_picture, end == bytes.len()) {
                    (0, true, true) => Ok(size),
                    (0, true, false) => Err(Fault::Damaged("something stands behind its end")),
                    _ => Err(Fault::Damaged("no picture before its end")),
                };
            }
            _ => {}
        }
        at = end;
    }
}

/// `IHDR`: width, height, depth, colour, compression, filter, interlace (section 11.2.1).
fn header(chunk: &[u8], sum: u32) -> Size {
    let Some(&[depth, colour, compression, filter, interlace]) = chunk.get(12..) else {
        return Err(Fault::Damaged("its header's length"));
    };
    if crc32(chunk) != sum {
        return Err(Fault::Damaged("its header's checksum"));
    }
    let depths: &[u8] = match colour {
        0 => &[1, 2, 4, 8, 16],
        3 => &[1, 2, 4, 8],
        2 | 4 | 6 => &[8, 16],
        _ => &[],
    };
    if !depths.contains(&depth) || compression != 0 || filter != 0 || interlace > 1 {
        return Err(Fault::Damaged("its header names what the format does not have"));
    }
    let (width, height) = (big_endian_32(chunk, 4)?, big_endian_32(chunk, 8)?);
    if width == 0 || height == 0 || width.max(height) > i32::MAX as u32 {
        return Err(Fault::Damaged("its width or height"));
    }
    Ok((width, height))
}

/// The checksum of a chunk (annex D). Only headers are summed, of 17 bytes, so it needs no table.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::pictures;
    use super::*;

    #[test]
    fn the_checksum_is_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
    }

    #[test]
    fn a_png_is_measured_by_its_header() {
        assert_eq!(size(&pictures::png(3, 5, 1)), Ok((3, 5)));
    }

    #[test]
    fn every_cut_of_a_png_is_noticed() {
        let whole = pictures::png(3, 5, 1);
        for length in SIGNATURE.len()..whole.len() {
            assert_eq!(size(&whole[..length]), Err(Fault::Truncated), "{length}");
        }
    }

    #[test]
    fn what_the_format_does_not_have_is_refused() {
        let whole = pictures::png(3, 5, 1);
        // every byte of the header stands under its checksum
        for at in SIGNATURE.len()..SIGNATURE.len() + 25 {
            let mut changed = whole.clone();
            changed[at] ^= 0x80;
            assert!(size(&changed).is_err(), "{at}");
        }
        assert!(matches!(size(&[&whole[..], b"PK"].concat()), Err(Fault::Damaged(_))));
        assert!(matches!(size(&pictures::png(0, 5, 1)), Err(Fault::Damaged(_))));
        let header_twice = [&whole[..33], &whole[8..]].concat();
        assert_eq!(size(&header_twice), Err(Fault::Damaged("a second header")));
        let no_picture = [&whole[..33], &whole[whole.len() - 12..]].concat();
        assert_eq!(size(&no_picture), Err(Fault::Damaged("no picture before its end")));
    }
}
