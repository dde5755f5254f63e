//! Small images, made here.

/// A PNG of one grey; `fill` makes it another one. The picture itself stands in a stored block, so it needs no packer.
pub(in crate::dossier) fn png(width: u32, height: u32, fill: u8) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    chunk(&mut bytes, b"IHDR", &header);
    chunk(&mut bytes, b"IDAT", &[0x78, 0x01, 0x01, 0x02, 0x00, 0xfd, 0xff, 0x00, fill]);
    chunk(&mut bytes, b"IEND", b"");
    bytes
}

fn chunk(bytes: &mut Vec<u8>, kind: &[u8], data: &[u8]) {
    bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    let summed = [kind, data].concat();
    bytes.extend(&summed);
    bytes.extend(crc32(&summed).to_be_bytes());
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    })
}

/// A JPEG with a thumbnail of another size in its metadata, fill bytes, a restart and a stuffed byte in its scan.
pub(in crate::dossier) fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xff\xd8".to_vec();
    let thumbnail = b"Exif\0\0\xff\xd8\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xd9";
    segment(&mut bytes, 0xe1, thumbnail);
    segment(&mut bytes, 0xdb, &[0; 65]);
    bytes.push(0xff);
    let [high, low] = height.to_be_bytes();
    let [left, right] = width.to_be_bytes();
    segment(&mut bytes, 0xc0, &[8, high, low, left, right, 1, 1, 0x11, 0]);
    segment(&mut bytes, 0xc4, &[0; 17]);
    segment(&mut bytes, 0xda, &[1, 1, 0, 0, 63, 0]);
    bytes.extend(b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9");
    bytes
}

fn segment(bytes: &mut Vec<u8>, marker: u8, data: &[u8]) {
    bytes.extend([0xff, marker]);
    bytes.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
    bytes.extend(data);
}
