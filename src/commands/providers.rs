//! `muster providers` and `muster document-types`.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::Outcome;
use super::at_store::providers;
use crate::Error;
use crate::dossier::Providers;
use crate::vocabulary::Country;

pub(super) fn list(table: Option<&Path>, print_table: bool, json: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    if print_table {
        write!(out, "{}", Providers::TABLE)?;
        return Ok(Outcome::Done);
    }
    for provider in providers(table)?.iter() {
        let documents: Vec<_> = provider.document_types(None).map(|(document, _)| document.as_str()).collect();
        let start = match (provider.starts_by_itself, provider.needs_start(None)) {
            (true, _) => "starts by itself once the images are in",
            (false, true) => "is started",
            (false, false) => "needs no start",
        };
        if json {
            let line = json!({
                "alias": provider.alias, "acceptsImages": provider.accepts_images,
                "startsByItself": provider.starts_by_itself, "documentTypes": documents,
            });
            writeln!(out, "{line}")?;
        } else {
            let images = if provider.accepts_images { "accepts images" } else { "takes its own pictures" };
            writeln!(out, "{:<15} {images}, {start}; {}", provider.alias, documents.join(", "))?;
        }
    }
    Ok(Outcome::Done)
}

pub(super) fn document_types(
    provider: &str,
    country: Option<&str>,
    table: Option<&Path>,
    json: bool,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let unknown =
        || Error::Usage("`--country` is no country: give a code such as NO or NOR, or an English name".to_owned());
    let country = country.map(|text| Country::parse(text).ok_or_else(unknown)).transpose()?;
    let types = providers(table)?.document_types(provider, country)?;
    if json {
        super::print_json(&types, out)?;
    } else {
        for document in types {
            let sides = if document.two_sided() { "front, back and selfie" } else { "front and selfie" };
            writeln!(out, "{:<18} {sides}", document.as_str())?;
        }
    }
    Ok(Outcome::Done)
}
