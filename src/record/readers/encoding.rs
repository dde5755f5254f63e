use std::io::{self, BufRead, BufReader, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, WINDOWS_1252};

use super::bytes::read_full;
use crate::record::error::Error;
use crate::vocabulary::Position;

/// How much of a file decides about its encoding.
const SAMPLE: usize = 1 << 20;
const BUFFER: usize = 1 << 18;
/// A byte that UTF-8 never has: stands where the input could not be decoded, so that its row is seen to be broken.
const BROKEN: u8 = 0xff;

/// A file's text as UTF-8 bytes without byte order mark.
///
/// What is UTF-8 comes through unchecked, and whoever cuts it into rows checks each of them; what could not be
/// decoded from another encoding is a byte that fails that check.
pub(crate) struct Text {
    /// The bytes.
    pub(crate) input: Box<dyn BufRead + Send>,
    /// Whether the encoding was guessed to be Windows-1252.
    pub(crate) guessed: bool,
}

/// The encoding of a `--encoding` label.
///
/// # Errors
/// Where there is none of that name.
pub(crate) fn encoding_of(label: &str) -> Result<&'static Encoding, Error> {
    Encoding::for_label(label.as_bytes())
        .filter(|encoding| *encoding != encoding_rs::REPLACEMENT)
        .ok_or_else(|| Error::UnknownEncoding { label: label.to_owned() })
}

/// Decides on the encoding and decodes; `header` is one that such a file may have.
///
/// # Errors
/// An empty file, one that is no text, and what the reader says.
pub(crate) fn text(
    mut reader: Box<dyn Read + Send>,
    file: &str,
    chosen: Option<&'static Encoding>,
    header: &'static str,
) -> Result<Text, Error> {
    let mut sample = vec![0; SAMPLE];
    let length =
        read_full(&mut reader, &mut sample).map_err(|source| Error::Read { position: Position::file(file), source })?;
    let whole = length < SAMPLE;
    sample.truncate(length);
    if sample.is_empty() {
        return Err(Error::Empty { file: file.to_owned(), header });
    }
    let marked = Encoding::for_bom(&sample).map(|(encoding, _)| encoding);
    let (encoding, guessed) = match chosen.or(marked) {
        Some(encoding) => (encoding, false),
        None => unmarked(&sample, whole).map_err(|advice| Error::NotText { file: file.to_owned(), advice })?,
    };
    if encoding == UTF_8 && sample.starts_with(b"\xef\xbb\xbf") {
        sample.drain(..3);
    }
    let source = Cursor::new(sample).chain(reader);
    let input: Box<dyn BufRead + Send> = if encoding == UTF_8 {
        Box::new(BufReader::with_capacity(BUFFER, source))
    } else {
        let decoding = Decoding {
            source: BufReader::with_capacity(BUFFER, source),
            decoder: encoding.new_decoder_with_bom_removal(),
            ended: false,
        };
        Box::new(BufReader::with_capacity(BUFFER, decoding))
    };
    Ok(Text { input, guessed })
}

/// The encoding of a sample without byte order mark, and whether it is a guess; or what the bytes are instead.
fn unmarked(sample: &[u8], whole: bool) -> Result<(&'static Encoding, bool), &'static str> {
    if sample.starts_with(b"PK\x03\x04") {
        return Err("is a zip archive or an Excel workbook, not text: save it as CSV (UTF-8)");
    }
    if sample.starts_with(b"PAR1") {
        return Err("is a Parquet file, not text: save it as CSV or as one JSON object a line");
    }
    if sample.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err("is an old Excel workbook, not text: save it as CSV (UTF-8)");
    }
    if let Some(advice) = with_zeros(sample) {
        return Err(advice);
    }
    let (mut many_bytes, mut broken) = (0_usize, 0_usize);
    for (i, piece) in sample.utf8_chunks().enumerate() {
        // in UTF-8 each character beyond ASCII has one byte of the form 11xxxxxx
        many_bytes += piece.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        broken += usize::from(!piece.invalid().is_empty());
        if i == 0 && piece.invalid().is_empty() {
            return Ok((UTF_8, false));
        }
    }
    if !whole && broken == 1 && std::str::from_utf8(sample).is_err_and(|error| error.error_len().is_none()) {
        // only cut through the last character
        return Ok((UTF_8, false));
    }
    // Windows-1252 hardly ever looks like UTF-8 by chance: a file with more whole characters than broken ones is
    // UTF-8 with damage, and reading it as anything else would garble every name in it
    if many_bytes > broken {
        return Ok((UTF_8, false));
    }
    if is_of_another_script(sample) {
        return Err(
            "is no UTF-8, and read as Windows-1252, the encoding of Western Europe, its words would be none: say with `--encoding` which \
             it is, such as `windows-1251` (Cyrillic), `windows-1253` (Greek), `windows-1256` (Arabic), `shift_jis`, `gb18030`",
        );
    }
    Ok((WINDOWS_1252, true))
}

/// Whether at least every tenth word is of letters beyond ASCII alone, three or more: no language that is written in Windows-1252 has many
/// such words, and a whole name in Cyrillic letters is one.
fn is_of_another_script(sample: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte >= 0xc0;
    let words = || sample.split(|byte| !is_letter(byte)).filter(|word| word.len() >= 3);
    let foreign = words().filter(|word| word.iter().all(|byte| *byte >= 0xc0)).count();
    foreign >= 2 && foreign * 10 >= words().count()
}

/// What to say of a sample with zero bytes, which no text has but UTF-16 and UTF-32.
fn with_zeros(sample: &[u8]) -> Option<&'static str> {
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match (even, odd, sample.len() / 2) {
        (0, 0, _) => None,
        (even, odd, half) if odd > half / 2 && even < odd / 4 => {
            Some("looks like UTF-16 without a byte order mark: give `--encoding utf-16le`")
        }
        (even, odd, half) if even > half / 2 && odd < even / 4 => {
            Some("looks like UTF-16 without a byte order mark: give `--encoding utf-16be`")
        }
        _ => {
            Some("is binary data, not text: give a CSV or NDJSON file, or the right `--encoding` (such as `utf-16le`)")
        }
    }
}

/// Decodes into UTF-8 as it is read.
struct Decoding<R> {
    source: BufReader<R>,
    decoder: Decoder,
    ended: bool,
}

impl<R: Read> Read for Decoding<R> {
    /// The buffer must have room for one character at least.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        // one byte stays free for the mark of what is broken
        while !self.ended && written + 8 <= buffer.len() {
            let bytes = self.source.fill_buf()?;
            let last = bytes.is_empty();
            let room = buffer.len() - 1;
            let (result, read, wrote) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut buffer[written..room], last);
            self.source.consume(read);
            written += wrote;
            match result {
                DecoderResult::InputEmpty => self.ended = last,
                DecoderResult::OutputFull => break,
                DecoderResult::Malformed(..) => {
                    buffer[written] = BROKEN;
                    written += 1;
                }
            }
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], label: Option<&str>) -> Result<(Vec<u8>, bool), Error> {
        let chosen = label.map(encoding_of).transpose()?;
        let mut text = text(Box::new(Cursor::new(bytes.to_vec())), "a.csv", chosen, "name")?;
        let mut all = Vec::new();
        text.input.read_to_end(&mut all).unwrap();
        Ok((all, text.guessed))
    }

    fn utf16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    const TEXT: &str = "name\nZoë Łuczak\n王小明\n";

    #[test]
    fn the_same_text_comes_out_of_every_encoding() {
        let utf8 = TEXT.as_bytes().to_vec();
        let marked = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
        let little = utf16(&format!("\u{feff}{TEXT}"), u16::to_le_bytes);
        let big = utf16(&format!("\u{feff}{TEXT}"), u16::to_be_bytes);
        for bytes in [utf8, marked, little, big] {
            assert!(read(&bytes, None).unwrap() == (TEXT.as_bytes().to_vec(), false));
        }
        let bare = utf16(TEXT, u16::to_le_bytes);
        assert!(read(&bare, Some("UTF-16LE")).unwrap().0 == TEXT.as_bytes());
    }

    #[test]
    fn what_is_not_utf_8_is_windows_1252_and_a_guess() {
        let (text, guessed) = read(b"name\nZo\xeb M\xfcller\n", None).unwrap();
        assert!(guessed && text == "name\nZoë Müller\n".as_bytes());
        assert!(!read(b"name\nZo\xeb\n", Some("latin1")).unwrap().1);
    }

    #[test]
    fn utf_8_with_a_little_damage_stays_utf_8() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.extend_from_slice(b"Zo\xeb\n");
        assert!(read(&bytes, None).unwrap() == (bytes.clone(), false));
        let long = format!("name\n{}ë", "x".repeat(SAMPLE - 6));
        assert!(!read(long.as_bytes(), None).unwrap().1);
    }

    #[test]
    fn utf_16_without_a_mark_and_binary_data_are_errors_that_say_what_to_do() {
        let error = read(&utf16(TEXT, u16::to_le_bytes), None).err().unwrap();
        assert!(error.to_string().contains("--encoding utf-16le"), "{error}");
        let error = read(&utf16(TEXT, u16::to_be_bytes), None).err().unwrap();
        assert!(error.to_string().contains("--encoding utf-16be"), "{error}");
        let error = read(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0", None).err().unwrap();
        assert!(error.to_string().contains("binary") && !error.is_usage(), "{error}");
        assert!(read(b"PK\x03\x04rest", None).err().unwrap().to_string().contains("Excel"));
        assert!(matches!(read(b"", None), Err(Error::Empty { .. })));
        assert!(matches!(read(b"name", Some("utf-61")), Err(Error::UnknownEncoding { .. })));
    }

    #[test]
    fn what_another_encoding_cannot_hold_is_marked_as_broken() {
        let lone_surrogate = [0xff, 0xfe, b'a', 0, 0x00, 0xd8, b'b', 0];
        let (text, _) = read(&lone_surrogate, None).unwrap();
        assert!(text == [b'a', BROKEN, b'b']);
    }
}
