use std::borrow::Cow;

use super::alert_card::countries;
use super::csv_cells::{CsvRows, mark};
use super::{Format, RunContext, Screened};
use crate::alerts::{ADDED, Alert, CUSTOMERS, Decision, Ruling, added_like};
use crate::record::{Record, folded};

/// `hits.csv`: one row a hit.
pub(super) struct HitsCsv;

/// The columns, in exactly this order; those that passed through come behind.
pub(super) const COLUMNS: &str = "record_id,name,date_of_birth,country,rank,score,match_kind,evidence,list_type,list,measure,entity_id,\
list_reference,list_date,listed_name,matched_name,alias_strength,listed_dob,listed_countries,listed_gender,position,programs,\
dob_result,country_result,id_result,hits_total,explanation,alert_key,alert_state,first_alerted_at,decision,decided_by,\
decided_at,reason";

impl Format for HitsCsv {
    fn file_name(&self) -> &'static str {
        "hits.csv"
    }

    fn head(&self, run: &RunContext, out: &mut Vec<u8>) {
        head(run, out);
    }

    fn screened(&self, run: &RunContext, screened: &Screened, out: &mut Vec<u8>) {
        rows(run, screened.record, screened.hits, screened.hits_total, out);
    }
}

/// `discounted.csv`: what would be a hit, and lacks what the policy of its list requires. The columns of `hits.csv`.
pub(super) struct DiscountedCsv;

impl Format for DiscountedCsv {
    fn file_name(&self) -> &'static str {
        "discounted.csv"
    }

    fn head(&self, run: &RunContext, out: &mut Vec<u8>) {
        head(run, out);
    }

    fn screened(&self, run: &RunContext, screened: &Screened, out: &mut Vec<u8>) {
        rows(run, screened.record, screened.discounted, screened.discounted.len(), out);
    }
}

fn head(run: &RunContext, out: &mut Vec<u8>) {
    mark(run, out);
    let mut row = CsvRows::new(out);
    COLUMNS.split(',').for_each(|column| {
        row.plain(column);
    });
    for heading in &run.passed_through {
        row.foreign(&told_apart(heading));
    }
    for column in ADDED.iter().filter(|_| run.added) {
        row.plain(column);
    }
    row.end();
}

/// The heading of a customer's own column: what is called as a column of `hits.csv`, or as one that people may add to it, must
/// not be taken for that when the file comes back; nor one that looks like these.
fn told_apart(heading: &str) -> Cow<'_, str> {
    let is_like = |column: &str| folded(column) == folded(heading);
    if COLUMNS.split(',').any(is_like) || added_like(heading).is_some() {
        format!("{CUSTOMERS}{heading}").into()
    } else {
        heading.into()
    }
}

fn rows(run: &RunContext, record: &Record, hits: &[Alert], total: usize, out: &mut Vec<u8>) {
    if hits.is_empty() {
        return;
    }
    let mut row = CsvRows::new(out);
    for hit in hits {
        let entity = &hit.details;
        let list = &run.lists[hit.list.min(run.lists.len() - 1)];
        row.foreign(&record.id)
            .foreign(&record.name)
            .foreign(&record.date_of_birth_given)
            .foreign(&record.country_given);
        row.shown(hit.rank).shown(hit.score).plain(hit.match_kind.as_str()).shown(hit.evidence);
        row.several(&entity.list_types)
            .foreign(&list.name)
            .shown(entity.measures)
            .foreign(&entity.id)
            .foreign(&entity.reference);
        row.plain(&list.date.map(|date| date.to_string()).unwrap_or_default());
        row.foreign(entity.primary_name()).foreign(&hit.matched_name).plain(hit.strength.as_str());
        row.several(&entity.birth_dates).several(countries(entity));
        row.plain(entity.gender.map_or("", crate::vocabulary::Gender::as_str));
        row.several(&entity.positions).several(&entity.programs);
        let qualifiers = &hit.qualifiers;
        row.plain(qualifiers.birth_date.as_str()).plain(qualifiers.country.as_str()).plain(qualifiers.id.as_str());
        row.shown(total);
        let standing = &hit.standing;
        match standing.note.as_str() {
            "" => row.foreign(&hit.explanation),
            note => row.foreign(&format!("{}; {note}", hit.explanation)),
        };
        row.shown(&hit.key).plain(standing.state.as_str());
        row.plain(&standing.first_alerted_at.map(|day| day.to_string()).unwrap_or_default());
        decision(standing.decision.as_ref(), &mut row);
        for cell in &record.passed_through {
            row.foreign(cell);
        }
        if run.added {
            added(standing.decision.as_ref(), &mut row);
        }
        row.end();
    }
}

/// What was decided, as it was handed back; empty cells for people where nothing was.
fn decision(decision: Option<&Decision>, row: &mut CsvRows) {
    let Some(Decision { ruling, decided_by, decided_at, reason, .. }) = decision else {
        row.plain("").plain("").plain("").plain("");
        return;
    };
    row.plain(ruling.map_or("", Ruling::as_str)).foreign(decided_by).foreign(decided_at).foreign(reason);
}

/// What people added to it: who confirmed it, and until when it holds.
fn added(decision: Option<&Decision>, row: &mut CsvRows) {
    let Some(Decision { confirmed_by, confirmed_at, expires_at, .. }) = decision else {
        row.plain("").plain("").plain("");
        return;
    };
    row.foreign(confirmed_by).foreign(confirmed_at).foreign(expires_at);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_of_formats() {
        assert_eq!(COLUMNS.split(',').count(), 34);
        assert!(!COLUMNS.contains([' ', '\n']));
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_disarmed_and_quotes_are_only_where_needed() {
        let mut out = Vec::new();
        CsvRows::new(&mut out)
            .foreign("=1+1")
            .foreign("a,b")
            .foreign("say \"x\"")
            .foreign("-5")
            .foreign("plain")
            .foreign("\r\n")
            .end();
        assert_eq!(String::from_utf8(out).unwrap(), "'=1+1,\"a,b\",\"say \"\"x\"\"\",'-5,plain,\"'\r\n\"\n");
    }
}
