use std::fmt;

use serde::{Deserialize, Serialize};

use super::Country;

macro_rules! id_kinds {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $word:literal;)*) => {
        /// What kind of identifier a number is.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum IdKind { $($(#[$doc])* $name = $number,)* }

        impl IdKind {
            /// All kinds, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word in files: `passport`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }
        }
    };
}

id_kinds! {
    /// Not said, or a kind that muster has no word for.
    Unknown = 0, "unknown";
    /// Passport, diplomatic ones too.
    Passport = 1, "passport";
    /// National identity card or number, cédula, CURP, D.N.I., personal number, SSN.
    NationalId = 2, "national_id";
    /// Tax number: NIT, RUC, RFC, INN, VAT, FEIN.
    TaxId = 3, "tax_id";
    /// A company's registration: matrícula, folio, trade licence, OGRN.
    Registration = 4, "registration";
    /// Driving licence.
    DriversLicence = 5, "drivers_licence";
    /// Residence permit, visa and other papers of one person.
    Permit = 6, "permit";
    /// Legal entity identifier, ISO 17442.
    Lei = 7, "lei";
    /// SWIFT/BIC, ISO 9362.
    Bic = 8, "bic";
    /// Address of a crypto-currency wallet.
    Wallet = 9, "wallet";
    /// A ship's IMO number: stays with the hull.
    Imo = 10, "imo";
    /// A ship's radio identity: changes with the flag.
    Mmsi = 11, "mmsi";
    /// A ship's call sign: changes with the flag.
    CallSign = 12, "call_sign";
    /// An aircraft's tail number.
    TailNumber = 13, "tail_number";
    /// An aircraft's construction or serial number.
    SerialNumber = 14, "serial_number";
    /// Electronic mail address.
    Email = 15, "email";
    /// Telephone or fax number.
    Phone = 16, "phone";
    /// Web site.
    Website = 17, "website";
    /// Wikidata item.
    Wikidata = 18, "wikidata";
}

impl IdKind {
    /// The kind of a number that a compiled index holds.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| *kind as u8 == number)
    }

    /// The kind that a customer file's `id_type` means; `Unknown` where it is no word that muster knows.
    pub fn parse(text: &str) -> Self {
        let word: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let has = |needles: &[&str]| needles.iter().any(|needle| word.contains(needle));
        let is = |words: &[&str]| words.contains(&word.as_str());
        match () {
            () if has(&["passport", "passeport", "reisepass", "pasaporte"]) => Self::Passport,
            () if has(&["driv", "licence", "license"]) && !has(&["trade", "business"]) => Self::DriversLicence,
            () if has(&["tax", "vat", "fiscal", "ruc", "fein"]) || is(&["nit", "rfc", "inn", "tin", "rif"]) => {
                Self::TaxId
            }
            () if has(&["wallet", "digitalcurrency", "crypto"]) => Self::Wallet,
            () if has(&["residen", "permit", "visa"]) => Self::Permit,
            () if has(&[
                "nationalid",
                "identity",
                "personal",
                "socialsecurity",
                "cedula",
                "curp",
                "citizen",
                "nationalnumber",
            ]) || is(&[
                "id",
                "idcard",
                "ssn",
                "dni",
                "nin",
                "identificationnumber",
                "nationalidentificationnumber",
            ]) =>
            {
                Self::NationalId
            }
            () if has(&["registration", "company", "registry", "trade", "business"]) || is(&["ogrn"]) => {
                Self::Registration
            }
            () if has(&["swift"]) || is(&["bic"]) => Self::Bic,
            () if is(&["lei", "legalentitynumber", "legalentityidentifier"]) => Self::Lei,
            () if is(&["imo", "imonumber"]) => Self::Imo,
            () if is(&["mmsi"]) => Self::Mmsi,
            () if is(&["callsign"]) => Self::CallSign,
            () if has(&["tail"]) => Self::TailNumber,
            () if has(&["serial"]) => Self::SerialNumber,
            () if has(&["mail"]) => Self::Email,
            () if has(&["phone", "fax"]) => Self::Phone,
            () => Self::Unknown,
        }
    }

    /// Whether an equal number of this kind is a hit by itself, whatever its country.
    pub fn suffices_alone(self) -> bool {
        matches!(self, Self::Imo | Self::Bic | Self::Wallet | Self::Lei)
    }

    /// Whether it changes over the life of what it names, so that another number proves nothing.
    pub fn is_changeable(self) -> bool {
        matches!(self, Self::Mmsi | Self::CallSign | Self::Email | Self::Phone | Self::Website | Self::TailNumber)
    }
}

impl fmt::Display for IdKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An identifier as a publication or a customer file gives it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identifier {
    /// What kind of number it is.
    pub kind: IdKind,
    /// As written.
    pub number: String,
    /// Who issued it, where known.
    pub country: Option<Country>,
}

/// Personal data: a debug print shows the kind only.
impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({}, {} characters)", self.kind, self.number.chars().count())
    }
}

/// The number in the form in which two are compared: letters and digits only, upper case.
pub fn normal_id(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// How many characters of a normalised number carry something: leading zeros do not.
pub fn significant_characters(normal: &str) -> usize {
    normal.trim_start_matches('0').chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_words_for_kinds_are_understood() {
        for (text, kind) in [
            ("Passport", IdKind::Passport),
            ("passport_number", IdKind::Passport),
            ("Driver's License No.", IdKind::DriversLicence),
            ("national id", IdKind::NationalId),
            ("SSN", IdKind::NationalId),
            ("Tax ID No.", IdKind::TaxId),
            ("Trade License No.", IdKind::Registration),
            ("SWIFT/BIC", IdKind::Bic),
            ("Residence permit", IdKind::Permit),
            ("shoe size", IdKind::Unknown),
        ] {
            assert_eq!(IdKind::parse(text), kind, "{text}");
        }
    }

    #[test]
    fn numbers_compare_without_blanks_punctuation_and_case() {
        assert_eq!(normal_id("ab-12 34/5"), normal_id("AB12345"));
        assert_eq!(significant_characters(&normal_id("000-123")), 3);
    }

    #[test]
    fn a_debug_print_shows_no_number() {
        let id = Identifier { kind: IdKind::Passport, number: "AB123456".into(), country: None };
        assert!(!format!("{id:?}").contains("123456"));
    }
}
