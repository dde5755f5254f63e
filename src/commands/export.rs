//! `muster export`: accepted results, as archives that an auditor can check without muster.

use std::io::Write;

use chrono::{DateTime, NaiveTime, Utc};

use super::Outcome;
use super::at_store::{ten_random_bytes, writer};
use crate::Error;
use crate::archive::{Exported, Options, Passphrase, Selection, SigningKey, export};
use crate::cli::interrupt::Listener;
use crate::cli::typed::TypedExport;
use crate::dossier::{LookupId, Status};
use crate::report::grouped;

pub(super) fn run(
    typed: &TypedExport,
    out: &mut dyn Write,
    now: fn() -> DateTime<Utc>,
    listener: &Listener,
) -> Result<Outcome, Error> {
    if let Some(running) = typed.statuses.iter().find(|status| !status.is_final()) {
        return Err(Error::Usage(format!(
            "`--status {running}` is not final, and what runs is never exported: leave it out"
        )));
    }
    let midnight = |day: chrono::NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let selection = Selection {
        processes: typed.processes.clone(),
        statuses: if typed.statuses.is_empty() { vec![Status::Accepted] } else { typed.statuses.clone() },
        since: typed.since.map(midnight),
        export_date: typed.export_date.map(midnight),
        purpose: typed.purpose.clone(),
    };
    let options = Options {
        encrypt: typed.encrypt.as_deref().map(Passphrase::read_for_sealing).transpose()?,
        sign: typed.sign.as_deref().map(SigningKey::read).transpose()?,
    };
    let folder = typed.out.clone().unwrap_or_default();
    let mut store = writer(&typed.access(), now)?;
    let interrupt = listener.listen_for_long(|end| end());
    let new_id = || {
        let random = ten_random_bytes().map_err(|_| crate::store::Error::Random(std::io::ErrorKind::Other.into()))?;
        Ok(LookupId::new(now(), random))
    };
    let go_on = |_: &Exported| interrupt.requested().is_none();
    let exported = export(&mut store, &folder, (&selection, options), &new_id, &go_on)?;
    if typed.json {
        super::print_json(&exported, out)?;
    } else {
        if exported.interrupted {
            writeln!(out, "STOPPED before the end: what follows is there and noted; export again to go on")?;
        }
        let (archives, bytes) = (grouped(exported.archives), grouped(exported.bytes));
        writeln!(out, "{archives} archives of {bytes} bytes in `{}`", folder.display())?;
        for (reason, n) in &exported.skipped {
            writeln!(out, "{} skipped: {reason}", grouped(*n))?;
        }
        if exported.archives > 0 {
            writeln!(
                out,
                "next: `muster export verify {}/*.zip` checks them anywhere, without the store",
                folder.display()
            )?;
        }
    }
    for (process, why) in &exported.failed {
        super::tell(format_args!("process {process} was NOT EXPORTED: {why}"));
    }
    Ok(match interrupt.requested() {
        Some(signal) if exported.interrupted => Outcome::Interrupted(signal),
        _ if !exported.failed.is_empty() => Outcome::NotIntact,
        _ => Outcome::Done,
    })
}
