//! Archives that somebody else made, some of them to do harm.

mod support;

use std::io::{Cursor, Write};

use muster::archive::{Checks, ProblemCode, Report, Verdict, verify};
use muster::vocabulary::Sha256;
use support::Desk;

/// A zip put together byte by byte, as no library would write it: APPNOTE 4.3.7, 4.3.12, 4.3.16; everything stored.
#[derive(Default)]
struct RawZip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

const FILE: u32 = 0o100_644 << 16;

impl RawZip {
    fn add(&mut self, name: &[u8], content: &[u8], attributes: u32) -> &mut Self {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let size = (content.len() as u32).to_le_bytes();
        let offset = self.bytes.len() as u32;
        let mut common = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
        common.extend_from_slice(&crc.sum().to_le_bytes());
        common.extend_from_slice(&size);
        common.extend_from_slice(&size);
        common.extend_from_slice(&(name.len() as u16).to_le_bytes());
        common.extend_from_slice(&[0, 0]);
        self.bytes.extend_from_slice(b"PK\x03\x04");
        self.bytes.extend_from_slice(&common);
        self.bytes.extend_from_slice(name);
        self.bytes.extend_from_slice(content);
        self.directory.extend_from_slice(b"PK\x01\x02\x14\x03");
        self.directory.extend_from_slice(&common);
        self.directory.extend_from_slice(&[0; 6]);
        self.directory.extend_from_slice(&attributes.to_le_bytes());
        self.directory.extend_from_slice(&offset.to_le_bytes());
        self.directory.extend_from_slice(name);
        self.count += 1;
        self
    }

    fn finish(&self) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        let offset = bytes.len() as u32;
        bytes.extend_from_slice(&self.directory);
        bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        bytes.extend_from_slice(&self.count.to_le_bytes());
        bytes.extend_from_slice(&self.count.to_le_bytes());
        bytes.extend_from_slice(&(self.directory.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&offset.to_le_bytes());
        bytes.extend_from_slice(&[0, 0]);
        bytes
    }
}

const BAGIT: &[u8] = b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n";

/// A bag of another program, with one manifest and one file.
fn bag() -> RawZip {
    let mut zip = RawZip::default();
    zip.add(b"a bag/bagit.txt", BAGIT, FILE);
    zip.add(b"a bag/data/letter.txt", b"Dear", FILE);
    zip.add(b"a bag/manifest-sha256.txt", format!("{} *data/letter.txt\r\n", Sha256::of(b"Dear")).as_bytes(), FILE);
    zip
}

fn look(bytes: &[u8]) -> Report {
    let desk = Desk::new();
    verify(&desk.file("a.zip", bytes), None, &Checks::default()).unwrap()
}

fn codes(bytes: &[u8]) -> Vec<ProblemCode> {
    look(bytes).problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn a_bag_of_another_program_is_intact() {
    let report = look(&bag().finish());
    assert_eq!((report.verdict, report.problems.len()), (Verdict::Intact, 0));
    let facts = report.bag.unwrap();
    assert_eq!((facts.top_folder.as_str(), facts.version.as_str(), facts.payload_bytes), ("a bag", "0.97", 4));
    assert_eq!(facts.algorithms, ["sha256"]);
    assert!(report.evidence.is_none());
}

#[test]
fn folders_and_tag_files_of_ones_own_are_no_fault() {
    let mut zip = bag();
    zip.add(b"a bag/", b"", 0o040_755 << 16).add(b"a bag/data/", b"", 0x10).add(b"a bag/notes.txt", b"x", 0);
    assert_eq!(codes(&zip.finish()), []);
}

#[test]
fn what_is_missing_added_or_counted_wrongly_is_told() {
    let mut zip = bag();
    zip.add(b"a bag/data/other.txt", b"x", FILE);
    assert_eq!(codes(&zip.finish()), [ProblemCode::Extra]);

    let mut zip = bag();
    zip.add(b"a bag/bag-info.txt", b"Payload-Oxum: 5.1\n", FILE);
    assert_eq!(codes(&zip.finish()), [ProblemCode::PayloadOxum]);

    let mut zip = bag();
    let lines = format!("{0}  bagit.txt\n{0}  gone.txt\n", Sha256::of(BAGIT));
    zip.add(b"a bag/tagmanifest-sha256.txt", lines.as_bytes(), FILE);
    assert_eq!(codes(&zip.finish()), [ProblemCode::Missing]);

    let mut zip = bag();
    zip.add(b"a bag/manifest-sha512.txt", format!("{}  data/letter.txt\n", "0".repeat(128)).as_bytes(), FILE);
    assert_eq!(codes(&zip.finish()), [ProblemCode::WrongHash]);

    let mut zip = bag();
    zip.add(b"a bag/manifest-sha512.txt", b"what?\n", FILE);
    assert_eq!(codes(&zip.finish()), [ProblemCode::ManifestUnreadable]);
}

#[test]
fn names_that_would_lead_elsewhere_are_refused() {
    for name in [
        "a bag/../x",
        "../x",
        "/etc/passwd",
        "a bag\\x",
        "a bag/data\\..\\x",
        "C:/x",
        "a bag//x",
        "a bag/x\0y",
        "a bag/\u{1b}[2J",
    ] {
        let mut zip = bag();
        zip.add(name.as_bytes(), b"x", FILE);
        let report = look(&zip.finish());
        assert_eq!(report.verdict, Verdict::Damaged, "{name:?}");
        assert_eq!(report.problems[0].code, ProblemCode::UnsafeName, "{name:?}");
        assert!(!report.to_string().contains(['\u{1b}', '\0']), "{name:?}");
    }
    let mut zip = bag();
    zip.add(b"a bag/data/\xff\xfe", b"x", FILE);
    assert_eq!(look(&zip.finish()).verdict, Verdict::Damaged);
    // in a manifest too
    let mut zip = bag();
    zip.add(b"a bag/manifest-sha512.txt", format!("{}  ../../x\n", "0".repeat(128)).as_bytes(), FILE);
    assert!(codes(&zip.finish()).contains(&ProblemCode::UnsafeName));
}

#[test]
fn names_that_are_one_file_somewhere_are_refused() {
    let mut zip = bag();
    zip.add(b"a bag/data/LETTER.txt", b"x", FILE);
    assert!(codes(&zip.finish()).contains(&ProblemCode::NameCollision));
    let mut zip = bag();
    zip.add(b"a bag/data/letter.txt", b"Other", FILE);
    assert_eq!(codes(&zip.finish()), [ProblemCode::DuplicateName]);
}

#[test]
fn links_and_devices_are_refused() {
    for kind in [0o120_777, 0o020_644, 0o010_644] {
        let mut zip = bag();
        zip.add(b"a bag/link", b"/etc/passwd", kind << 16);
        assert!(codes(&zip.finish()).contains(&ProblemCode::SpecialFile), "{kind:o}");
    }
}

#[test]
fn headers_that_contradict_each_other_are_refused() {
    let mut bytes = bag().finish();
    // the local header's name only, which is what a streaming program goes by
    let at = bytes.windows(10).position(|window| window == b"letter.txt").unwrap();
    bytes[at] = b'L';
    assert!(codes(&bytes).contains(&ProblemCode::HeadersDisagree));
}

#[test]
fn what_is_no_bag_is_foreign() {
    for bytes in [&b""[..], b"PK", b"no zip at all", &[0; 5_000]] {
        let report = look(bytes);
        assert_eq!((report.verdict, report.problems[0].code), (Verdict::Foreign, ProblemCode::NotAZip));
    }
    let mut zip = RawZip::default();
    assert_eq!(codes(&zip.finish()), [ProblemCode::NoBag]);
    assert_eq!(codes(&zip.add(b"a/b", b"x", FILE).finish()), [ProblemCode::NoBag]);
    assert_eq!(codes(&zip.add(b"c/d", b"x", FILE).finish()), [ProblemCode::NoBag]);
    let mut zip = RawZip::default();
    assert_eq!(codes(&zip.add(b"bagit.txt", BAGIT, FILE).finish()), [ProblemCode::NoBag]);
    let mut zip = RawZip::default();
    zip.add(b"a/bagit.txt", BAGIT, FILE).add(b"a/data/b", b"x", FILE).add(b"a/manifest-md5.txt", b"x", FILE);
    assert_eq!(look(&zip.finish()).verdict, Verdict::Foreign);
}

/// A bag whose payload is this many zeros, deflated.
fn bomb(zeros: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let zeros = vec![0; zeros];
    let manifest = format!("{}  data/zeros\n", Sha256::of(&zeros));
    for (name, content) in
        [("b/bagit.txt", BAGIT), ("b/data/zeros", &zeros), ("b/manifest-sha256.txt", manifest.as_bytes())]
    {
        zip.start_file(name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_bomb_is_not_unpacked() {
    const ZEROS: usize = 8 << 20;
    let desk = Desk::new();
    let mut bytes = bomb(ZEROS);
    let path = desk.file("bomb.zip", &bytes);
    assert_eq!(verify(&path, None, &Checks::default()).unwrap().verdict, Verdict::Intact);
    let small = Checks { max_unpacked: 1 << 20, ..Checks::default() };
    assert_eq!(verify(&path, None, &small).unwrap().problems[0].code, ProblemCode::TooLarge);
    // one that says it is small: both headers say 1,000 bytes
    let size = (ZEROS as u32).to_le_bytes();
    while let Some(at) = bytes.windows(4).position(|window| window == size) {
        bytes[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    let report = verify(&desk.file("liar.zip", &bytes), None, &small).unwrap();
    assert_eq!((report.verdict, report.problems[0].code), (Verdict::Damaged, ProblemCode::Unreadable));
    let few = Checks { max_files: 2, ..Checks::default() };
    assert_eq!(verify(&path, None, &few).unwrap().problems[0].code, ProblemCode::TooLarge);
}

#[test]
fn bags_of_pythons_zipfile_and_of_streams_are_read() {
    let script = r"
import hashlib, sys, zipfile
class Pipe:
    def __init__(self, file): self.file = file
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()
with open('stream.zip', 'wb') as file, zipfile.ZipFile(Pipe(file), 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('bag/bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')
    z.writestr('bag/data/a.txt', 'a' * 1000)
    z.writestr('bag/manifest-sha512.txt', hashlib.sha512(b'a' * 1000).hexdigest() + '  data/a.txt\n')
";
    let desk = Desk::new();
    desk.file("make.py", script);
    if desk.bash("python3 make.py").code != Some(0) {
        eprintln!("skipped: no python3");
        return;
    }
    let report = verify(&desk.path("stream.zip"), None, &Checks::default()).unwrap();
    assert_eq!((report.verdict, report.problems), (Verdict::Intact, Vec::new()));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_bytes_make_it_panic_or_hang(at in 0_usize..700, with in proptest::collection::vec(0_u8.., 1..12), cut in 0_usize..700) {
        let mut bytes = bag().finish();
        let at = at % bytes.len();
        let end = (at + with.len()).min(bytes.len());
        bytes.splice(at..end, with);
        let _ = look(&bytes).to_string();
        bytes.drain(cut.min(bytes.len() - 1)..(cut + 3).min(bytes.len()));
        let _ = look(&bytes).to_string();
    }
}
