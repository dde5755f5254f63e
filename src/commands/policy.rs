//! `muster policy`: a policy to begin with, what is wrong with one, and what it makes of examples.

use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::at_store::{dossier, reader, text};
use super::{Outcome, policy_page};
use crate::cli::typed::TypedPolicy;
use crate::retention::{self, CaseResult, Cases, Policy, Problem};
use crate::{Error, files};

pub(super) fn run(typed: &TypedPolicy, out: &mut dyn Write, now: fn() -> DateTime<Utc>) -> Result<Outcome, Error> {
    match typed {
        TypedPolicy::Init { output } => init(output.as_deref(), out),
        TypedPolicy::Check { policy, json } => check(policy, *json, out),
        TypedPolicy::Explain { which, access, policy, as_of } => {
            let policy = super::purge::read_policy(policy)?;
            let store = reader(access, now)?;
            let facts = store.facts_of(dossier(&store, which)?, policy.timezone)?;
            let at = as_of.map_or_else(now, |day| retention::start_of(day, policy.timezone));
            let verdict = retention::verdict(&facts, &policy, at);
            if access.json {
                super::print_json(&verdict, out)?;
            } else {
                write!(out, "{}", retention::explain(&verdict))?;
            }
            Ok(Outcome::Done)
        }
        TypedPolicy::Test { policy, cases, json } => test(policy, cases, *json, out),
    }
}

/// A policy somebody may have worked on for weeks is never written over.
fn init(output: Option<&Path>, out: &mut dyn Write) -> Result<Outcome, Error> {
    let Some(path) = output else {
        write!(out, "{}", Policy::starter())?;
        return Ok(Outcome::Done);
    };
    let name = path.display();
    let is_there =
        || Error::Usage(format!("`{name}` is there already and stays as it is: choose another name with `-o`"));
    files::write_new(path, Policy::starter().as_bytes()).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => is_there(),
        _ => crate::report::Error::Unwritable { file: name.to_string(), source }.into(),
    })?;
    writeln!(out, "written to `{name}`: correct every class, then `muster policy check {name}`")?;
    writeln!(out, "its periods are examples, and no legal advice")?;
    Ok(Outcome::Done)
}

fn check(path: &Path, json: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    let file = path.display().to_string();
    let text = text(path)?;
    match Policy::parse(&file, &text) {
        Ok(policy) => {
            let remarks = policy.remarks(&file, &text);
            if json {
                super::print_json(&policy_page::object(&file, &policy, &remarks), out)?;
            } else {
                policy_page::write(&file, &policy, &remarks, out)?;
            }
            Ok(Outcome::Done)
        }
        Err(problems) if json => {
            let problems: Vec<Value> = problems.iter().map(policy_page::problem).collect();
            super::print_json(&json!({ "file": file, "sound": false, "problems": problems }), out)?;
            Ok(Outcome::NotSound)
        }
        Err(problems) => Err(retention::Error::from(problems).into()),
    }
}

fn test(policy: &Path, cases: &Path, json: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    let parsed = Policy::parse(&policy.display().to_string(), &text(policy)?);
    let read = Cases::parse(&cases.display().to_string(), &text(cases)?);
    // what is wrong with either is said at once
    let (policy, cases) = match (parsed, read) {
        (Ok(policy), Ok(cases)) => (policy, cases),
        (policy, cases) => {
            let problems: Vec<Problem> = policy.err().into_iter().chain(cases.err()).flatten().collect();
            return Err(retention::Error::from(problems).into());
        }
    };
    let results = cases.run(&policy);
    let passed = results.iter().filter(|result| result.passed()).count();
    if json {
        let results: Vec<Value> = results.iter().map(object).collect();
        let object = json!({
            "policyId": policy.policy_id, "policyHash": policy.hash(),
            "passed": passed, "failed": results.len() - passed, "cases": results,
        });
        super::print_json(&object, out)?;
    } else {
        results.iter().try_for_each(|result| write_case(result, out))?;
        writeln!(
            out,
            "{passed} of {} as expected, by policy `{}` ({})",
            results.len(),
            policy.policy_id,
            policy.hash()
        )?;
    }
    Ok(if passed == results.len() { Outcome::Done } else { Outcome::NotAsExpected })
}

fn object(result: &CaseResult) -> Value {
    json!({
        "name": result.name, "file": result.position.file, "line": result.position.line, "passed": result.passed(),
        "differences": result.differences, "decision": result.decision,
    })
}

/// A line where it passed, all reasons where it did not.
fn write_case(result: &CaseResult, out: &mut dyn Write) -> io::Result<()> {
    let word = if result.passed() { "passed" } else { "FAILED" };
    let outcome = result.decision.as_ref().map_or("no verdict", |decision| decision.outcome.as_str());
    let reasons = result.decision.as_ref().map_or(&[][..], |decision| &decision.reasons);
    writeln!(out, "{word}  {}: {}", result.position, result.name)?;
    for difference in &result.differences {
        writeln!(out, "          {difference}")?;
    }
    let first = reasons.first().map_or("the part has no class of its own".to_owned(), retention::Reason::in_words);
    writeln!(out, "        {outcome}: {first}")?;
    if !result.passed() {
        for reason in reasons.iter().skip(1) {
            writeln!(out, "          also: {}", reason.in_words())?;
        }
        for warning in result.decision.iter().flat_map(|decision| &decision.warnings) {
            writeln!(out, "          warning: {}", warning.in_words())?;
        }
    }
    Ok(())
}
