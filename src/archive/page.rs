//! `report.html`: the evidence for people. The template says how it looks; here it is said what is on it.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use serde_json::{Map, Value};

use super::contents::{Absent, Listed};
use super::evidence::described;
use super::{AGENT, Error, Evidence};
use crate::dossier::ImageKind;

mod lookup;
mod text;

use lookup::LookupOnPage;
use text::{field, heading, plain, words};

const TEMPLATE: &str = "report.html";

/// Strict, so that a name that is wrong in the template is an error and not a gap on the page; escaped, as its name says.
static PAGES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_template(TEMPLATE, include_str!("report.html"))?;
    Ok(environment)
});

#[derive(Serialize)]
struct Page<'a> {
    name: &'a str,
    dossier_id: &'a str,
    process_id: &'a str,
    status: &'a str,
    who: String,
    stamped: String,
    agent: &'static str,
    process: Vec<Row>,
    dossier: Vec<Row>,
    person: Vec<Compared>,
    has_result: bool,
    document: Vec<Row>,
    images: Vec<ImageOnPage>,
    findings: Vec<String>,
    lookups: Vec<LookupOnPage>,
    timeline: Vec<Event>,
    retention: Vec<Row>,
    absent: &'a [Absent<'a>],
    files: &'a [Listed<'a>],
}

#[derive(Serialize)]
struct Row {
    label: String,
    value: String,
    code: bool,
}

impl Row {
    fn new(label: String, value: String) -> Self {
        Self { code: text::is_code(&value), label, value }
    }
}

/// What was said of a person by themselves and by the provider.
#[derive(Serialize)]
struct Compared {
    label: String,
    given: String,
    verified: String,
    note: &'static str,
    differs: bool,
}

#[derive(Serialize)]
struct ImageOnPage {
    file: String,
    described: &'static str,
    bytes: u64,
    sha256: String,
}

#[derive(Serialize)]
struct Event {
    at: String,
    actor: String,
    action: String,
    object: String,
    sha256: String,
}

/// Of a person, and whether a provider verifies it.
const PERSON: &[(&str, bool)] = &[
    ("firstName", true),
    ("lastName", true),
    ("fullName", true),
    ("dateOfBirth", true),
    ("gender", true),
    ("nationality", true),
    ("personalIdentificationNumber", true),
    ("placeOfBirth", false),
    ("address", false),
];

/// Of the document, as the provider read it.
const DOCUMENT: &[&str] = &["documentNumber", "issuingCountry", "dateOfIssue", "dateOfExpiry", "mrz", "verified"];

/// Of the process.
const PROCESS: &[&str] = &[
    "provider",
    "processType",
    "documentType",
    "captureMethod",
    "failReason",
    "createdAt",
    "startedAt",
    "completedAt",
    "updatedAt",
];

/// Of the dossier, besides the person.
const DOSSIER: &[&str] = &["externalReference", "jurisdiction", "createdAt", "updatedAt", "relationship", "holds"];

/// The page.
///
/// # Errors
/// Where the template is wrong.
pub(super) fn render(evidence: &Evidence, name: &str, files: &[Listed], absent: &[Absent]) -> Result<String, Error> {
    let page = Page::of(evidence, name, files, absent);
    let wrong = |error: &minijinja::Error| Error::Page { why: error.to_string() };
    let template = PAGES.as_ref().map_err(wrong)?.get_template(TEMPLATE).map_err(|error| wrong(&error))?;
    template.render(Serde(page)).map_err(|error| wrong(&error))
}

impl<'a> Page<'a> {
    fn of(evidence: &'a Evidence, name: &'a str, files: &'a [Listed], absent: &'a [Absent]) -> Self {
        let Evidence { dossier, process, result, .. } = evidence;
        // the result as it stands in a process, or alone
        let result = result.as_ref().map(|result| result.get("finalResult").unwrap_or(result));
        let given = dossier.get("userData").unwrap_or(dossier);
        let mut findings: Vec<String> = list(process, "findings").iter().map(plain).collect();
        findings.extend(list(dossier, "findings").iter().map(plain));
        let mut images: Vec<_> = evidence.images.iter().collect();
        images.sort_by_key(|image| ImageKind::ALL.iter().position(|kind| *kind == image.kind));
        Self {
            name,
            dossier_id: &evidence.dossier_id,
            process_id: &evidence.process_id,
            status: &evidence.status,
            who: who(given, result),
            stamped: evidence.stamped.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            agent: AGENT,
            process: rows(process, PROCESS),
            dossier: rows(dossier, DOSSIER),
            person: PERSON.iter().filter_map(|(name, verifies)| compared(given, result, name, *verifies)).collect(),
            has_result: result.is_some(),
            document: result.map(|result| rows(result, DOCUMENT)).unwrap_or_default(),
            images: images
                .into_iter()
                .map(|image| ImageOnPage {
                    file: image.file(),
                    described: described(image.kind),
                    bytes: image.bytes,
                    sha256: image.sha256.to_string(),
                })
                .collect(),
            findings,
            lookups: evidence.lookups.iter().map(|(id, lookup)| LookupOnPage::of(id, lookup)).collect(),
            timeline: evidence.timeline.iter().map(Event::of).collect(),
            retention: all_rows(&evidence.retention),
            absent,
            files,
        }
    }
}

impl Event {
    fn of(event: &Value) -> Self {
        Self {
            at: field(event, "at"),
            actor: field(event, "actor"),
            action: words(&field(event, "action")),
            object: field(event, "object"),
            sha256: field(event, "sha256"),
        }
    }
}

/// Whose verification it is: as verified, or else as given.
fn who(given: &Value, result: Option<&Value>) -> String {
    let name = |value: &Value| {
        let parts = [field(value, "firstName"), field(value, "lastName")];
        let parts = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        Some(field(value, "fullName")).filter(|full| !full.is_empty()).unwrap_or(parts)
    };
    result.map(name).filter(|name| !name.is_empty()).unwrap_or_else(|| name(given))
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// These fields, those without a value left out.
fn rows(value: &Value, fields: &[&str]) -> Vec<Row> {
    let row = |name: &&str| {
        let value = field(value, name);
        (!value.is_empty()).then(|| Row::new(heading(name), value))
    };
    fields.iter().filter_map(row).collect()
}

/// All fields that there are.
fn all_rows(value: &Value) -> Vec<Row> {
    let empty = Map::new();
    let fields: Vec<&str> = value.as_object().unwrap_or(&empty).keys().map(String::as_str).collect();
    rows(value, &fields)
}

fn compared(given: &Value, result: Option<&Value>, name: &str, verifies: bool) -> Option<Compared> {
    let (given, verified) = (field(given, name), result.map(|result| field(result, name)).unwrap_or_default());
    if given.is_empty() && verified.is_empty() {
        return None;
    }
    let folded = |text: &str| text.trim().to_lowercase();
    let (note, differs) = match (given.is_empty(), verified.is_empty()) {
        _ if !verifies => ("not part of the verification", false),
        (_, true) => ("not verified", false),
        (true, _) => ("not given", false),
        _ if folded(&given) == folded(&verified) => ("agrees", false),
        _ => ("differs", true),
    };
    Some(Compared { label: heading(name), given, verified, note, differs })
}
