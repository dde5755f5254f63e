//! The papers and numbers in OFAC's remarks: `Passport A1234567 (Iran) issued 01 Feb 2010 expires 01 Feb 2015`.

use super::super::entity::tidy;
use super::words::country_of_place;
use crate::vocabulary::{Country, IdKind, Identifier};

/// The words in front of a number, and its kind. A longer word comes before a shorter one that begins it.
const PAPERS: &[(&str, IdKind)] = &[
    ("Vessel Registration Identification IMO", IdKind::Imo),
    ("Vessel Registration Identification", IdKind::Registration),
    ("International Maritime Organization No.", IdKind::Imo),
    ("Identification Number IMO", IdKind::Imo),
    ("Company Number IMO", IdKind::Imo),
    ("Identification Number ISIN", IdKind::Unknown),
    ("MMSI", IdKind::Mmsi),
    ("Other Vessel Call Sign", IdKind::CallSign),
    ("Vessel Call Sign", IdKind::CallSign),
    ("Aircraft Construction Number (also called L/N or S/N or F/N)", IdKind::SerialNumber),
    ("Aircraft Manufacturer's Serial Number (MSN)", IdKind::SerialNumber),
    ("Aircraft Serial Identification", IdKind::SerialNumber),
    ("Serial No.", IdKind::SerialNumber),
    ("Previous Aircraft Tail Number", IdKind::TailNumber),
    ("Aircraft Tail Number", IdKind::TailNumber),
    ("Digital Currency Address -", IdKind::Wallet),
    ("SWIFT/BIC", IdKind::Bic),
    ("Legal Entity Number", IdKind::Lei),
    ("ISIN", IdKind::Unknown),
    ("BIK", IdKind::Registration),
    ("Email Address", IdKind::Email),
    ("Email", IdKind::Email),
    ("Website", IdKind::Website),
    ("Telephone Number", IdKind::Phone),
    ("Telephone No.", IdKind::Phone),
    ("Telephone", IdKind::Phone),
    ("Phone Number", IdKind::Phone),
    ("Phone No.", IdKind::Phone),
    ("Phone", IdKind::Phone),
    ("Fax No.", IdKind::Phone),
    ("Fax Number", IdKind::Phone),
    ("Fax", IdKind::Phone),
    ("Telex", IdKind::Unknown),
    ("Passport Booklet", IdKind::Passport),
    ("Diplomatic Passport", IdKind::Passport),
    ("Stateless Person Passport", IdKind::Passport),
    ("British National Overseas Passport", IdKind::Passport),
    ("Travel Document Number", IdKind::Passport),
    ("Passport", IdKind::Passport),
    ("Cedula No.", IdKind::NationalId),
    ("Cedula de Residencia", IdKind::Permit),
    ("National Foreign ID Number", IdKind::NationalId),
    ("National ID No.", IdKind::NationalId),
    ("C.U.R.P.", IdKind::NationalId),
    ("C.U.I.P.", IdKind::NationalId),
    ("D.N.I.", IdKind::NationalId),
    ("N.I.E.", IdKind::NationalId),
    ("I.F.E.", IdKind::NationalId),
    ("LE Number", IdKind::NationalId),
    ("SSN", IdKind::NationalId),
    ("Credencial electoral", IdKind::NationalId),
    ("Electoral Registry No.", IdKind::NationalId),
    ("Numero de Identidad", IdKind::NationalId),
    ("Turkish Identificiation Number", IdKind::NationalId),
    ("UAE Identification", IdKind::NationalId),
    ("Identification Number", IdKind::NationalId),
    ("Tarjeta Profesional", IdKind::Permit),
    ("Cartilla de Servicio Militar Nacional", IdKind::Permit),
    ("Residency Number", IdKind::Permit),
    ("Birth Certificate Number", IdKind::Permit),
    ("VisaNumberID", IdKind::Permit),
    ("Pilot License Number", IdKind::Permit),
    ("Driver's License No.", IdKind::DriversLicence),
    ("NIT #", IdKind::TaxId),
    ("RUC #", IdKind::TaxId),
    ("RIF #", IdKind::TaxId),
    ("R.F.C.", IdKind::TaxId),
    ("RFC", IdKind::TaxId),
    ("RTN", IdKind::TaxId),
    ("C.U.I.T.", IdKind::TaxId),
    ("C.I.F.", IdKind::TaxId),
    ("V.A.T. Number", IdKind::TaxId),
    ("US FEIN", IdKind::TaxId),
    ("Italian Fiscal Code", IdKind::TaxId),
    ("Fiscal Code", IdKind::TaxId),
    ("Tax ID No.", IdKind::TaxId),
    ("Paraguayan tax identification number", IdKind::TaxId),
    ("Numero Unico de Identificacao Tributaria (NUIT)", IdKind::TaxId),
    ("Romanian Tax Registration", IdKind::TaxId),
    ("Unified Social Credit Code (USCC)", IdKind::Registration),
    ("United Social Credit Code Certificate (USCCC)", IdKind::Registration),
    ("Business Registration Document #", IdKind::Registration),
    ("Business Registration Number", IdKind::Registration),
    ("Commercial Registry Number", IdKind::Registration),
    ("Certificate of Incorporation Number", IdKind::Registration),
    ("Chamber of Commerce Number", IdKind::Registration),
    ("Public Registration Number", IdKind::Registration),
    ("Folio Mercantil No.", IdKind::Registration),
    ("Matricula Mercantil No", IdKind::Registration),
    ("Government Gazette Number", IdKind::Registration),
    ("Registered Charity No.", IdKind::Registration),
    ("Registration Number", IdKind::Registration),
    ("Registration ID", IdKind::Registration),
    ("Trade License No.", IdKind::Registration),
    ("UK Company Number", IdKind::Registration),
    ("Company Number", IdKind::Registration),
    ("Company ID", IdKind::Registration),
    ("Branch Unit Number", IdKind::Registration),
    ("Enterprise Number", IdKind::Registration),
    ("Business Number", IdKind::Registration),
    ("D-U-N-S Number", IdKind::Registration),
    ("C.R. No.", IdKind::Registration),
    ("Romanian C.R.", IdKind::Registration),
    ("License", IdKind::Registration),
];

/// The number that a clause gives, with its kind and country; `None` where the clause gives none.
pub(super) fn identifier(clause: &str) -> Option<Identifier> {
    let known = PAPERS.iter().find_map(|&(word, kind)| {
        let start = clause.get(..word.len())?;
        let rest = &clause[word.len()..];
        (start.eq_ignore_ascii_case(word) && !rest.starts_with(char::is_alphabetic)).then_some((kind, rest))
    });
    match known {
        Some((IdKind::Email | IdKind::Website | IdKind::Phone, rest)) if rest.trim().is_empty() => None,
        Some((kind @ (IdKind::Email | IdKind::Website | IdKind::Phone), rest)) => {
            let number = tidy(rest.trim_start_matches([':', ' ']));
            Some(Identifier { kind, number, country: None })
        }
        Some((IdKind::Wallet, rest)) => {
            // `XBT 1Abc…`: the currency, then the address
            let number = rest.split_whitespace().last()?.to_owned();
            Some(Identifier { kind: IdKind::Wallet, number, country: None })
        }
        Some((kind, rest)) => numbered(kind, rest),
        None => unknown_paper(clause),
    }
}

/// `# 123 (Peru) issued 1999 expires 2004`
fn numbered(kind: IdKind, rest: &str) -> Option<Identifier> {
    let mut rest = rest.trim_start_matches([' ', '#', ':']).trim();
    let mut country = None;
    if let Some((first, behind)) = rest.strip_prefix('(').and_then(|inside| inside.split_once(')')) {
        // `BIK (RU) 044…`, `No. (5777731)`
        if behind.trim().is_empty() {
            rest = first;
        } else {
            country = Country::parse(first);
            rest = behind.trim_start();
        }
    }
    rest = rest.trim_start_matches("No.").trim_start_matches([' ', ':']);
    if rest.starts_with("issued") {
        return None;
    }
    let end = [" (", " issued", ",issued", ", issued", " expires", ", expired", " expired", " and ", " at "]
        .iter()
        .filter_map(|word| rest.find(word))
        .min()
        .unwrap_or(rest.len());
    let (number, behind) = rest.split_at(end);
    // a country behind a comma: `1372584, Kenya`; words in front of a colon: `CUD: A123`
    let (number, tail) = number.split_once(", ").unwrap_or((number, ""));
    let tail = tail.split(',').next().and_then(country_of_place);
    let number = number.rsplit_once(": ").map_or(number, |(_, number)| number).trim().trim_end_matches([',', '.']);
    let bracketed = behind.trim_start().strip_prefix('(').and_then(|inside| inside.split_once(')'));
    let country = bracketed
        .and_then(|(inside, _)| Country::parse_name(inside).or_else(|| country_of_place(inside)))
        .or(tail)
        .or(country);
    if !number.chars().any(|c| c.is_ascii_digit()) && kind != IdKind::Bic && kind != IdKind::TailNumber {
        return None;
    }
    let kind = match kind {
        IdKind::Lei if number.len() != 20 => IdKind::Registration,
        // an equal IMO number is a hit by itself, so it must be a whole one
        IdKind::Imo if number.len() != 7 => IdKind::Registration,
        kind => kind,
    };
    (!number.is_empty()).then(|| Identifier { kind, number: tidy(number), country })
}

/// A paper that the table does not know: `Kenyan ID No. 12773667 (Kenya)`. It must name itself a number.
fn unknown_paper(clause: &str) -> Option<Identifier> {
    let marks =
        ["No.", "Number", "ID Card", "Card", "Code", "Passport", "#", "Permit", "Permanent Resident", "website"];
    let (end, _) = marks
        .iter()
        .filter_map(|mark| clause.find(mark).map(|at| (at + mark.len(), mark)))
        .max_by_key(|(end, _)| *end)?;
    let (words, rest) = clause.split_at(end);
    let number: String = rest.split(" (").next().unwrap_or("").chars().filter(char::is_ascii_digit).collect();
    if number.len() < 4 || clause.split(' ').count() > 12 {
        return None;
    }
    let mut identifier = numbered(IdKind::parse(words), rest)?;
    identifier.country = identifier.country.or_else(|| clause.split(' ').next().and_then(Country::parse_name));
    Some(identifier)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_read_with_kind_number_and_country() {
        for (clause, kind, number, country) in [
            ("Passport X7654321 (Norway) issued 01 Feb 2010 expires 01 Feb 2015", IdKind::Passport, "X7654321", "NOR"),
            ("NIT # 800000001-7 (Colombia)", IdKind::TaxId, "800000001-7", "COL"),
            ("BIK (RU) 044000000", IdKind::Registration, "044000000", "RUS"),
            ("Vessel Registration Identification IMO 9999993", IdKind::Imo, "9999993", ""),
            ("Digital Currency Address - XBT 1ExampleExampleExample", IdKind::Wallet, "1ExampleExampleExample", ""),
            ("SWIFT/BIC EXAMNO22", IdKind::Bic, "EXAMNO22", ""),
            ("Legal Entity Number 12345 (Netherlands)", IdKind::Registration, "12345", "NLD"),
            ("Matricula Mercantil No 21-573208-02 (Medellin)", IdKind::Registration, "21-573208-02", ""),
            ("Business Registration Document # CUD: A12345 (Mexico)", IdKind::Registration, "A12345", "MEX"),
            ("National ID No.: 1234567, Kenya", IdKind::NationalId, "1234567", "KEN"),
            ("Norwegian Personal ID No. 12345 (Norway)", IdKind::NationalId, "12345", "NOR"),
            ("Telephone (98)(21)(66000000)", IdKind::Phone, "(98)(21)(66000000)", ""),
        ] {
            let identifier = identifier(clause).unwrap_or_else(|| panic!("{clause}"));
            let code = identifier.country.map_or(String::new(), |country| country.alpha3().to_owned());
            assert_eq!(
                (identifier.kind, identifier.number.as_str(), code.as_str()),
                (kind, number, country),
                "{clause}"
            );
        }
    }

    #[test]
    fn an_office_is_no_paper() {
        for clause in [
            "Minister of Trade",
            "Passport",
            "Passport issued 21 Jun 1992 in Oslo, Norway",
            "Commander, 1st Division",
            "Licensed Officer",
            "#2 in Service",
        ] {
            assert!(identifier(clause).is_none(), "{clause}");
        }
    }
}
