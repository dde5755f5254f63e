//! What the tests of evidence archives share.

// each test file uses some of it
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use muster::archive::{Checks, Error, Evidence, Options, Passphrase, ProblemCode, Run, Written, verify};

use super::evidence::{archive_name, evidence};
use super::support::Desk;

pub fn write(folder: &Path, all: Vec<Evidence>, options: Options) -> Result<Vec<Written>, Error> {
    let run = Run::start(folder, options)?;
    let parts = all.into_iter().map(|one| run.write(one)).collect::<Result<Vec<_>, _>>()?;
    let written = run.commit(parts)?;
    run.finish()?;
    Ok(written)
}

/// One archive, and its path.
pub fn archive(desk: &Desk) -> PathBuf {
    write(&desk.path("out"), vec![evidence(1)], Options::default()).unwrap();
    desk.path("out").join(archive_name(1))
}

pub fn passphrase() -> Passphrase {
    Passphrase::new(b"a-passphrase-that-a-generator-made")
}

pub fn secret(desk: &Desk, name: &str, bytes: &[u8]) -> PathBuf {
    let path = desk.file(name, bytes);
    #[cfg(unix)]
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    path
}

pub fn codes(path: &Path) -> Vec<ProblemCode> {
    let report = verify(path, None, &Checks::default()).unwrap();
    report.problems.iter().map(|problem| problem.code).collect()
}

/// Whether a stranger's program is there; a test that is skipped says so.
pub fn has(program: &str, arguments: &[&str]) -> bool {
    let there = Command::new(program).args(arguments).stdin(std::process::Stdio::null()).output().is_ok();
    if !there {
        eprintln!("skipped: there is no `{program}`");
    }
    there
}

pub fn ok(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}
