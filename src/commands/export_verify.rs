//! `muster export verify`: are these archives what was written, and who says so?

use std::io::Write;

use super::Outcome;
use crate::Error;
use crate::archive::{Checks, Passphrase, PublicKey, Report, Verdict, verify};
use crate::cli::typed::TypedExportVerify;

pub(super) fn run(typed: &TypedExportVerify, out: &mut dyn Write) -> Result<Outcome, Error> {
    let passphrase = typed.passphrase_file.as_deref().map(Passphrase::read).transpose()?;
    let public_key = typed.public_key.as_deref().map(PublicKey::read).transpose()?;
    let checks = Checks { max_unpacked: typed.max_size << 30, public_key, ..Checks::default() };
    // a bad file says nothing about the next one
    let look = |file: &std::path::PathBuf| match verify(file, passphrase.as_ref(), &checks) {
        Ok(report) => report,
        Err(error) => {
            super::tell(error);
            Report::inaccessible(file)
        }
    };
    let reports: Vec<Report> = typed.files.iter().map(look).collect();
    if typed.json {
        serde_json::to_writer_pretty(&mut *out, &reports).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        reports.iter().try_for_each(|report| write!(out, "{report}"))?;
    }
    let intact = reports.iter().filter(|report| report.verdict == Verdict::Intact).count();
    if !typed.json && reports.len() > 1 {
        writeln!(out, "{intact} of {} archives are intact", reports.len())?;
    }
    Ok(if intact == reports.len() { Outcome::Done } else { Outcome::NotIntact })
}
