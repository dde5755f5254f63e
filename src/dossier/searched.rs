//! By what a verified person is looked up.

use super::wire::prints_nothing;
use super::{DocumentType, Dossier, Process};
use crate::vocabulary::{Country, Gender, IdKind, Identifier, PartialDate};

/// What a lookup searches for. The verified result goes before what the customer's own files say.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Searched {
    /// Given names.
    pub first_name: Option<String>,
    /// Family names.
    pub last_name: Option<String>,
    /// The name in one piece.
    pub full_name: Option<String>,
    /// `false` where the result has no name at all, so that the names are the customer's own: better searched for by what
    /// is said than not at all.
    pub name_is_verified: bool,
    /// Birth date.
    pub date_of_birth: Option<PartialDate>,
    /// Nationality.
    pub nationality: Option<Country>,
    /// Gender.
    pub gender: Option<Gender>,
    /// The number that the state gave to the person, or else the document's.
    pub id_number: Option<String>,
    /// Who issued it, where known.
    pub id_country: Option<Country>,
    /// The document's number beside it: lists have passports too.
    pub document: Option<Identifier>,
}

prints_nothing!(Searched);

/// What to search for.
///
/// Names are taken from one side only, never mixed: a verified family name with a stated given name would be nobody's.
/// Everything else falls back to what the customer's own files say where the result is silent.
pub fn searched(process: &Process, dossier: &Dossier) -> Searched {
    let stated = &dossier.contents.user_data;
    let found = process.contents.final_result.clone().unwrap_or_default();
    let name_is_verified = found.full_name.is_some() || found.first_name.is_some() || found.last_name.is_some();
    let (first_name, last_name, full_name) = if name_is_verified {
        (found.first_name, found.last_name, found.full_name)
    } else {
        (stated.first_name.clone(), stated.last_name.clone(), None)
    };
    let kind = match process.contents.document_type {
        Some(DocumentType::Passport) => IdKind::Passport,
        Some(DocumentType::IdentityCard) => IdKind::NationalId,
        Some(DocumentType::DrivingLicence) => IdKind::DriversLicence,
        Some(DocumentType::ResidencePermit) => IdKind::Permit,
        None => IdKind::Unknown,
    };
    let nationality = found.nationality.or(stated.nationality);
    let document = found.document_number.map(|number| Identifier { kind, number, country: found.issuing_country });
    let personal = found.personal_identification_number.or_else(|| stated.personal_identification_number.clone());
    // a person's number is their own state's, a document's is its issuer's
    let (id_number, id_country) = match (personal, &document) {
        (Some(number), _) => (Some(number), nationality.or(found.issuing_country)),
        (None, Some(document)) => (Some(document.number.clone()), document.country),
        (None, None) => (None, None),
    };
    Searched {
        first_name,
        last_name,
        full_name,
        name_is_verified,
        date_of_birth: found.date_of_birth.or(stated.date_of_birth),
        nationality,
        gender: found.gender.or(stated.gender),
        id_number,
        id_country,
        document,
    }
}
