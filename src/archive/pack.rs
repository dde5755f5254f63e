//! The zip: the same bytes for the same evidence.

use std::io::{self, Read, Seek, Write};
use std::path::Path;

use tempfile::SpooledTempFile;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{AesMode, CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

use super::bag::{Hashes, Hashing};
use super::contents::{Content, Contents, manifests};
use super::{Error, Evidence, Passphrase, seal};
use crate::vocabulary::Sha256;

/// An archive is packed in memory up to this size; a larger one, in a file without a name beside where it will be.
const IN_MEMORY: usize = 8 << 20;

/// Deflate's level; another one would be other bytes.
const LEVEL: i64 = 6;

/// From here on an entry gets the fields of zip64; a little below what 32 bits hold, as deflate can make things longer.
const LARGE: u64 = 0xFF00_0000;

/// An archive that is packed but lies nowhere yet.
pub(super) struct Packed {
    pub(super) name: String,
    pub(super) file: SpooledTempFile,
    pub(super) bytes: u64,
    pub(super) sha256: Sha256,
    /// Of the same archive before it was sealed.
    pub(super) clear_sha256: Sha256,
}

/// Packs evidence; `folder` is where it will lie.
///
/// # Errors
/// Those of its contents, and of the disk.
pub(super) fn pack(evidence: Evidence, folder: &Path, passphrase: Option<&Passphrase>) -> Result<Packed, Error> {
    let Contents { name, files } = Contents::of(evidence)?;
    let unwritable = |source: io::Error| Error::Unwritable {
        file: folder.join(format!("{name}.zip")).display().to_string(),
        source,
    };
    let mut zip = ZipWriter::new(spooled(folder));
    let mut buffer = vec![0; 1 << 16];
    let mut packed: Vec<(String, Hashes)> = Vec::with_capacity(files.len());
    for (file, content) in files {
        let in_zip = format!("{name}/{file}");
        zip.start_file(&in_zip, options(&file, content.bytes())).map_err(io_error).map_err(unwritable)?;
        let hashes = copy(content, &file, &mut zip, &mut buffer, &unwritable)?;
        packed.push((file, hashes));
    }
    // `manifest-…` and `tagmanifest-…` sort behind everything else
    packed.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (file, bytes) in manifests(&packed) {
        let in_zip = format!("{name}/{file}");
        let written = zip.start_file(&in_zip, options(&file, bytes.len() as u64)).map_err(io_error);
        written.and_then(|()| zip.write_all(&bytes)).map_err(unwritable)?;
    }
    let (mut file, clear_sha256, bytes) = finish(zip, None).map_err(unwritable)?;
    let Some(passphrase) = passphrase else {
        return Ok(Packed { name, file, bytes, sha256: clear_sha256, clear_sha256 });
    };
    let (file, sha256, bytes) = sealed(&mut file, clear_sha256, folder, passphrase).map_err(unwritable)?;
    Ok(Packed { name, file, bytes, sha256, clear_sha256 })
}

fn spooled(folder: &Path) -> SpooledTempFile {
    tempfile::spooled_tempfile_in(IN_MEMORY, folder)
}

/// The same for all files of all archives: no clock, no machine, no account. What a camera compressed is stored.
fn options(file: &str, bytes: u64) -> SimpleFileOptions {
    let fixed = SimpleFileOptions::default()
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644)
        .large_file(bytes >= LARGE);
    if is_image(file) {
        fixed.compression_method(CompressionMethod::Stored)
    } else {
        fixed.compression_method(CompressionMethod::Deflated).compression_level(Some(LEVEL))
    }
}

fn is_image(file: &str) -> bool {
    file.split_once("data/images/").is_some()
}

/// Copies a file into the archive; an image only as what its record says.
fn copy(
    content: Content,
    file: &str,
    zip: &mut impl Write,
    buffer: &mut [u8],
    unwritable: &impl Fn(io::Error) -> Error,
) -> Result<Hashes, Error> {
    let wrong = |why: String| Error::Image { file: file.to_owned(), why };
    let recorded = match &content {
        Content::Image(image) => Some((image.bytes, image.sha256)),
        Content::Made(_) => None,
    };
    // one byte more than there should be is enough to see that it is another file
    let mut reader = content.open(file)?.take(recorded.map_or(u64::MAX, |(bytes, _)| bytes.saturating_add(1)));
    let mut hashing = Hashing::default();
    let mut copied = 0;
    loop {
        let n = match reader.read(buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(wrong(format!("cannot be read ({error})"))),
        };
        hashing.update(&buffer[..n]);
        zip.write_all(&buffer[..n]).map_err(unwritable)?;
        copied += n as u64;
    }
    let hashes = hashing.finish();
    if let Some((bytes, sha256)) = recorded
        && (copied != bytes || hashes.sha256 != sha256.to_string())
    {
        return Err(wrong("is not what was recorded when it was received".to_owned()));
    }
    Ok(hashes)
}

/// Ends an archive, with its seal.
fn finish(mut zip: ZipWriter<SpooledTempFile>, clear: Option<Sha256>) -> io::Result<(SpooledTempFile, Sha256, u64)> {
    zip.set_comment(seal::placeholder(clear)).map_err(io_error)?;
    let mut file = zip.finish().map_err(io_error)?;
    let (sha256, bytes) = seal::set(&mut file)?;
    Ok((file, sha256, bytes))
}

/// The same archive with every file encrypted.
fn sealed(
    clear: &mut SpooledTempFile,
    clear_sha256: Sha256,
    folder: &Path,
    passphrase: &Passphrase,
) -> io::Result<(SpooledTempFile, Sha256, u64)> {
    clear.rewind()?;
    let mut clear = ZipArchive::new(clear).map_err(io_error)?;
    let mut zip = ZipWriter::new(spooled(folder));
    for at in 0..clear.len() {
        let mut entry = clear.by_index(at).map_err(io_error)?;
        let name = entry.name().map_err(io_error)?.into_owned();
        let options = options(&name, entry.size()).with_aes_encryption_bytes(AesMode::Aes256, passphrase.bytes());
        zip.start_file(&name, options).map_err(io_error)?;
        io::copy(&mut entry, &mut zip)?;
    }
    finish(zip, Some(clear_sha256))
}

fn io_error(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}
