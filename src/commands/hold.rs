//! `muster hold`: placed, released, listed.

use std::io::Write;

use chrono::{DateTime, Utc};

use super::Outcome;
use super::at_store::{reader, text, writer};
use crate::Error;
use crate::cli::typed::{TypedBound, TypedHolds};
use crate::dossier::DossierId;
use crate::report::grouped;
use crate::store::Bound;

pub(super) fn run(typed: TypedHolds, out: &mut dyn Write, now: fn() -> DateTime<Utc>) -> Result<Outcome, Error> {
    match typed {
        TypedHolds::Place { access, matter, review_by, bound } => {
            let bound = resolved(bound)?;
            if matches!(&bound, Bound::Dossiers(ids) if ids.is_empty()) {
                return Err(Error::Usage(
                    "the file names no dossier, so nothing would be held: give ids, one a line".to_owned(),
                ));
            }
            if review_by < now().date_naive() {
                super::tell("the review is overdue from the first day on: give a day to come with `--review-by`");
            }
            let dossiers = writer(&access, now)?.place_hold(&bound, &matter, review_by)?;
            if access.json {
                super::print_json(&serde_json::json!({ "matter": matter, "dossiers": dossiers }), out)?;
                return Ok(Outcome::Done);
            }
            writeln!(out, "{} dossiers are under the hold; review it by {review_by}", grouped(dossiers))?;
            if matches!(bound, Bound::Person(_)) {
                writeln!(out, "dossiers of this person that are created later are, too")?;
            }
        }
        TypedHolds::Release { matter, access } => {
            let holds = writer(&access, now)?.release_hold(&matter)?;
            if access.json {
                super::print_json(&serde_json::json!({ "released": holds }), out)?;
                return Ok(Outcome::Done);
            }
            writeln!(out, "{} holds released; nothing is erased by that before the next run", grouped(holds))?;
        }
        TypedHolds::List { access } => {
            let holds = reader(&access, now)?.holds()?;
            if access.json {
                super::print_json(&holds, out)?;
                return Ok(Outcome::Done);
            }
            for hold in &holds {
                let whom = hold.dossier.map_or("a person".to_owned(), |dossier| dossier.to_string());
                let state = match (&hold.released_at, hold.review_overdue) {
                    (Some(at), _) => format!("released {at}"),
                    (None, true) => format!("REVIEW OVERDUE since {}", hold.review_by),
                    (None, false) => format!("review by {}", hold.review_by),
                };
                writeln!(
                    out,
                    "{}  {}  {whom}  placed {} by {}, {state}",
                    hold.hold_id, hold.matter, hold.placed_at, hold.placed_by
                )?;
            }
        }
    }
    Ok(Outcome::Done)
}

fn resolved(bound: TypedBound) -> Result<Bound, Error> {
    if let Some(reference) = bound.external_reference {
        return Ok(Bound::Person(reference));
    }
    let mut ids = bound.dossiers;
    if let Some(file) = bound.ids {
        for (at, line) in text(&file)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let id = line.trim().parse::<DossierId>();
            ids.push(id.map_err(|error| Error::Usage(format!("{}:{}: {error}", file.display(), at + 1)))?);
        }
    }
    Ok(Bound::Dossiers(ids))
}
