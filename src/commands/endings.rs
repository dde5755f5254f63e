//! What a file is by its name, before anybody looks into it.

use std::ffi::OsStr;
use std::path::Path;

/// How the names of workbooks end.
const WORKBOOKS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];

/// How the names of packed files end, which readers unpack.
const PACKED: [&str; 3] = ["gz", "zst", "zstd"];

/// Whether a file is packed by its name.
pub(super) fn is_called_packed(path: &Path) -> bool {
    has_ending(path, &PACKED)
}

/// Whether a file is a workbook by its name.
pub(super) fn is_called_a_workbook(path: &Path) -> bool {
    has_ending(path, &WORKBOOKS)
}

/// Whether a name ends so, behind its last dot, in whatever case.
pub(super) fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}
