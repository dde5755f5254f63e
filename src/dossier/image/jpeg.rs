//! JPEG, after ITU-T T.81, annex B.

use super::{Fault, Size, big_endian_16};

pub(super) const SIGNATURE: &[u8] = b"\xff\xd8\xff";

const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;

/// Walks the segments from the start to the end mark; what is coded between them is passed over. Cameras write
/// more behind the end mark (a moving picture, a second view), and that is let stand.
pub(super) fn size(bytes: &[u8]) -> Size {
    let (mut at, mut size, mut has_scan) = (2, None, false);
    loop {
        let marker = marker(bytes, &mut at)?;
        match marker {
            END_OF_IMAGE if has_scan => return size.ok_or(Fault::Damaged("no frame header")),
            END_OF_IMAGE => return Err(Fault::Damaged("no picture before its end")),
            // a start within, a restart outside of a scan, or reserved
            0x00..=0x01 | 0xd0..=0xd8 => return Err(Fault::Damaged("a mark where none can stand")),
            _ => {}
        }
        let length = usize::from(big_endian_16(bytes, at)?);
        let segment = bytes.get(at..at + length).ok_or(Fault::Truncated)?;
        if length < 2 {
            return Err(Fault::Damaged("a segment's length"));
        }
        match marker {
            // frame headers: all of C0 to CF but Huffman tables, the reserved one and arithmetic conditioning
            0xc0..=0xcf if ![0xc4, 0xc8, 0xcc].contains(&marker) => {
                if size.is_some() {
                    return Err(Fault::Damaged("a second frame header"));
                }
                size = Some(frame(segment)?);
            }
            START_OF_SCAN if size.is_none() => return Err(Fault::Damaged("no frame header")),
            START_OF_SCAN => has_scan = true,
            _ => {}
        }
        at += length;
        if marker == START_OF_SCAN {
            at = end_of_scan(bytes, at)?;
        }
    }
}

/// The mark at a place, fill bytes before it passed over.
fn marker(bytes: &[u8], at: &mut usize) -> Result<u8, Fault> {
    if *bytes.get(*at).ok_or(Fault::Truncated)? != 0xff {
        return Err(Fault::Damaged("no mark where one must stand"));
    }
    loop {
        *at += 1;
        let byte = *bytes.get(*at).ok_or(Fault::Truncated)?;
        if byte != 0xff {
            *at += 1;
            return Ok(byte);
        }
    }
}

/// Precision, height, width (section B.2.2).
fn frame(segment: &[u8]) -> Size {
    let damaged = |_| Fault::Damaged("its frame header's length");
    let height = big_endian_16(segment, 3).map_err(damaged)?;
    let width = big_endian_16(segment, 5).map_err(damaged)?;
    // a height of 0 comes later, in a segment of its own, which no camera writes
    if width == 0 || height == 0 {
        return Err(Fault::Damaged("its width or height"));
    }
    Ok((u32::from(width), u32::from(height)))
}

/// Where the coded part ends: at the first mark that is neither a stuffed byte nor a restart.
fn end_of_scan(bytes: &[u8], from: usize) -> Result<usize, Fault> {
    let coded = bytes.get(from..).ok_or(Fault::Truncated)?;
    let mark = coded.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff));
    mark.map(|length| from + length).ok_or(Fault::Truncated)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::pictures;
    use super::*;

    #[test]
    fn a_jpeg_is_measured_by_its_frame_and_not_by_its_thumbnail() {
        assert_eq!(size(&pictures::jpeg(640, 480)), Ok((640, 480)));
    }

    #[test]
    fn every_cut_of_a_jpeg_is_noticed() {
        let whole = pictures::jpeg(640, 480);
        for length in 3..whole.len() {
            assert_eq!(size(&whole[..length]), Err(Fault::Truncated), "{length}");
        }
        // what a telephone writes behind the end is let stand
        assert_eq!(size(&[&whole[..], b"MotionPhoto"].concat()), Ok((640, 480)));
    }

    #[test]
    fn what_the_format_does_not_have_is_refused() {
        assert!(matches!(size(&pictures::jpeg(0, 480)), Err(Fault::Damaged(_))));
        assert_eq!(size(b"\xff\xd8\xff\xd9"), Err(Fault::Damaged("no picture before its end")));
        assert_eq!(size(b"\xff\xd8\xffZ\x00\x01"), Err(Fault::Damaged("a segment's length")));
        assert!(matches!(size(b"\xff\xd8\xff\xe0\x00\x02rubbish"), Err(Fault::Damaged(_))));
    }
}
