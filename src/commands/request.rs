//! `muster request`: what people ask about their own data, and what they were answered.

use std::io::Write;

use chrono::{DateTime, Utc};

use super::Outcome;
use super::at_store::{dossier, reader, writer};
use crate::Error;
use crate::cli::typed::{TypedRequest, TypedRequested};
use crate::store::RequestKind;

pub(super) fn run(typed: TypedRequest, out: &mut dyn Write, now: fn() -> DateTime<Utc>) -> Result<Outcome, Error> {
    match typed {
        TypedRequest::Erase(typed) => receive(&typed, RequestKind::Erase, out, now)?,
        TypedRequest::Restrict(typed) => receive(&typed, RequestKind::Restrict, out, now)?,
        TypedRequest::Answer { request, access, answer } => {
            let (state, said) = match &answer.refused {
                Some(rule) => ("refused", rule.as_str()),
                None => ("done", "done"),
            };
            writer(&access, now)?.answer_request(&request, state, said)?;
            tell_state(&request, state, access.json, out)?;
        }
        TypedRequest::Withdraw { request, access } => {
            writer(&access, now)?.answer_request(&request, "withdrawn", "withdrawn by the person")?;
            tell_state(&request, "withdrawn", access.json, out)?;
        }
        TypedRequest::List { access } => {
            let (requests, today) = (reader(&access, now)?.requests()?, now().date_naive());
            if access.json {
                super::print_json(&requests, out)?;
                return Ok(Outcome::Done);
            }
            for request in &requests {
                let late = if request.state == "open" && request.due_on < today { " OVERDUE" } else { "" };
                let answer = request.answer.as_deref().map(|answer| format!(": {answer}")).unwrap_or_default();
                writeln!(
                    out,
                    "{}  {}  {}  received {}, due {}{late}, {}{answer}",
                    request.request_id,
                    request.kind,
                    request.dossier,
                    request.received_on,
                    request.due_on,
                    request.state
                )?;
            }
        }
    }
    Ok(Outcome::Done)
}

fn tell_state(request: &str, state: &str, as_json: bool, out: &mut dyn Write) -> std::io::Result<()> {
    if as_json {
        return super::print_json(&serde_json::json!({ "requestId": request, "state": state }), out);
    }
    writeln!(out, "{state}")
}

fn receive(
    typed: &TypedRequested,
    kind: RequestKind,
    out: &mut dyn Write,
    now: fn() -> DateTime<Utc>,
) -> Result<(), Error> {
    let mut store = writer(&typed.access, now)?;
    let id = dossier(&store, &typed.which)?;
    let request = store.request(id, kind, typed.received.unwrap_or_else(|| now().date_naive()))?;
    if typed.access.json {
        super::print_json(&request, out)?;
        return Ok(());
    }
    writeln!(out, "{}", request.request_id)?;
    writeln!(out, "to be answered by {}", request.due_on)?;
    Ok(())
}
