//! People's own requests: received, answered in a month, and what stands until then.

use chrono::{Months, NaiveDate};
use rusqlite::{TransactionBehavior, params};
use serde::Serialize;
use serde_json::json;

use super::chain::{self, Entry};
use super::group::time;
use super::holds::name;
use super::{Error, Store};
use crate::dossier::DossierId;

/// What a person asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestKind {
    /// To be erased (Regulation (EU) 2016/679, Art. 17).
    Erase,
    /// That nothing is done with the data but keeping it (Art. 18). Until it is refused or withdrawn nothing is exported or erased;
    /// screening against lists, a duty of its own in the public interest (Art. 18(2)), goes on.
    Restrict,
}

impl RequestKind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Erase => "erase",
            Self::Restrict => "restrict",
        }
    }
}

/// A person's own request.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestRecord {
    /// Names it.
    pub request_id: String,
    /// The dossier.
    pub dossier: DossierId,
    /// What is asked.
    pub kind: String,
    /// When it came.
    pub received_on: NaiveDate,
    /// When it must be answered: a month later (Art. 12(3)).
    pub due_on: NaiveDate,
    /// `open`, `done`, `refused` or `withdrawn`.
    pub state: String,
    /// What was answered: the rule that forbids it, or that it was done.
    pub answer: Option<String>,
}

impl Store {
    /// Notes what a person asks; it must be answered in a month.
    ///
    /// # Errors
    /// Where there is no such dossier.
    pub fn request(
        &mut self,
        dossier: DossierId,
        kind: RequestKind,
        received_on: NaiveDate,
    ) -> Result<RequestRecord, Error> {
        if !self.has("dossiers", *dossier.bytes())? {
            return Err(self.not_there("dossier", dossier)?);
        }
        let (id, due_on) = (self.random_id()?, received_on.checked_add_months(Months::new(1)).unwrap_or(received_on));
        let (now, actor) = (self.outside.time(), self.outside.actor.clone());
        let noted = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            transaction.execute(
                "INSERT INTO requests VALUES (?1, ?2, ?3, ?4, ?5, 'open', NULL, NULL)",
                params![&id[..], &dossier.bytes()[..], kind.as_str(), received_on.to_string(), due_on.to_string()],
            )?;
            let detail =
                json!({ "request": name(id), "kind": kind, "receivedOn": received_on, "dueOn": due_on }).to_string();
            let object = dossier.to_string();
            chain::append(
                &transaction,
                [Entry { at: now, actor: &actor, action: "request.received", object, detail }],
            )?;
            transaction.commit()
        });
        self.database(noted)?;
        let (request_id, kind, state) = (name(id), kind.as_str().to_owned(), "open".to_owned());
        Ok(RequestRecord { request_id, dossier, kind, received_on, due_on, state, answer: None })
    }

    /// Answers a request: `done`, `refused` with the rule that forbids it, or `withdrawn`. A restriction stands from the day on which it
    /// is received, also once it is `done`, and ends when it is refused or withdrawn.
    ///
    /// # Errors
    /// Where no such request is open, and no such restriction stands.
    pub fn answer_request(&mut self, request: &str, state: &str, answer: &str) -> Result<(), Error> {
        let (now, actor) = (self.outside.time(), self.outside.actor.clone());
        let hex = request.replace('-', "");
        // answered with `done` it would no longer stand, and whom it is about would stay
        let waits = "SELECT 1 FROM requests AS r JOIN dossiers AS d ON d.id = r.dossier \
                     WHERE lower(hex(r.id)) = ?1 AND r.kind = 'erase' AND r.state = 'open'";
        let waits = self.db.prepare_cached(waits).and_then(|mut select| select.exists([&hex]));
        if self.database(waits)? && state == "done" {
            return Err(Error::StillThere);
        }
        let answered = self.db.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            let changed = transaction.execute(
                "UPDATE requests SET state = ?2, answer = ?3, answered_at = ?4 WHERE lower(hex(id)) = ?1 \
                 AND (state = 'open' OR ?2 = 'withdrawn' AND kind = 'restrict' AND state = 'done')",
                params![hex, state, answer, time(now)],
            )?;
            if changed > 0 {
                let detail = json!({ "request": request, "state": state, "answer": answer }).to_string();
                let entry = Entry { at: now, actor: &actor, action: "request.answered", object: String::new(), detail };
                chain::append(&transaction, [entry])?;
                // images that a restriction kept; a request outlives its dossier
                let note = "INSERT OR IGNORE INTO let_go SELECT r.dossier FROM requests AS r \
                            JOIN dossiers AS d ON d.id = r.dossier WHERE lower(hex(r.id)) = ?1 AND r.kind = 'restrict'";
                transaction.execute(note, [&hex])?;
            }
            transaction.commit()?;
            Ok(changed)
        });
        if self.database(answered)? == 0 {
            return Err(Error::Unknown { what: "open request", id: request.to_owned() });
        }
        self.let_go_of_all()
    }

    /// Since when a dossier's person has had it restricted; `None` where it is not.
    ///
    /// # Errors
    /// Those of the database.
    pub fn restricted_since(&self, dossier: DossierId) -> Result<Option<NaiveDate>, Error> {
        let select = self.db.prepare_cached(
            "SELECT min(received_on) FROM requests WHERE dossier = ?1 AND kind = 'restrict' AND state IN ('open', 'done')",
        );
        let since = select
            .and_then(|mut select| select.query_row([&dossier.bytes()[..]], |row| row.get::<_, Option<String>>(0)));
        Ok(self.database(since)?.and_then(|day| day.parse().ok()))
    }

    /// All requests, open ones first, by the day on which they are due.
    ///
    /// # Errors
    /// Those of the database.
    pub fn requests(&self) -> Result<Vec<RequestRecord>, Error> {
        let rows = self.db.prepare_cached(
            "SELECT id, dossier, kind, received_on, due_on, state, answer FROM requests ORDER BY state <> 'open', due_on, id",
        );
        let rows = rows.and_then(|mut select| {
            let day = |text: String| text.parse().unwrap_or(NaiveDate::MIN);
            let rows = select.query_map([], |row| {
                Ok(RequestRecord {
                    request_id: name(row.get(0)?),
                    dossier: DossierId::from_bytes(row.get(1)?),
                    kind: row.get(2)?,
                    received_on: day(row.get(3)?),
                    due_on: day(row.get(4)?),
                    state: row.get(5)?,
                    answer: row.get(6)?,
                })
            })?;
            rows.collect()
        });
        self.database(rows)
    }
}
