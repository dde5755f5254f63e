//! What is said of a person: by the customer's own files, and by a verification.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::wire::{self, prints_nothing};
use crate::vocabulary::{Country, Gender, PartialDate, normal_id};

macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty, $reader:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
        pub struct $name {
            $($(#[$field_doc])*
            #[serde(default, deserialize_with = $reader, skip_serializing_if = "Option::is_none")]
            pub $field: Option<$type>,)*
        }
    };
}

fields! {
    /// Where a person lives, as given.
    Address {
        /// Street.
        street: String, "wire::text";
        /// House number, with its letter.
        house_number: String, "wire::text";
        /// Postal code.
        postal_code: String, "wire::text";
        /// Town.
        city: String, "wire::text";
        /// State, province or county.
        region: String, "wire::text";
        /// Country.
        country: Country, "wire::country";
    }
}

fields! {
    /// What the customer's own files say of the person.
    UserData {
        /// Given names.
        first_name: String, "wire::text";
        /// Family names.
        last_name: String, "wire::text";
        /// Gender.
        gender: Gender, "wire::gender";
        /// Nationality.
        nationality: Country, "wire::country";
        /// Birth date.
        date_of_birth: PartialDate, "wire::birth";
        /// The number that the state gave to the person.
        personal_identification_number: String, "wire::text";
        /// Where born.
        place_of_birth: String, "wire::text";
        /// Where living.
        address: Address, "wire::object";
    }
}

fields! {
    /// What a verification found, so far.
    FinalResult {
        /// Given names.
        first_name: String, "wire::text";
        /// Family names.
        last_name: String, "wire::text";
        /// The name in one piece.
        full_name: String, "wire::text";
        /// Birth date.
        date_of_birth: PartialDate, "wire::birth";
        /// Gender.
        gender: Gender, "wire::gender";
        /// Nationality.
        nationality: Country, "wire::country";
        /// Who issued the document.
        issuing_country: Country, "wire::country";
        /// The document's number.
        document_number: String, "wire::text";
        /// When the document was issued.
        date_of_issue: NaiveDate, "wire::day";
        /// When it expires.
        date_of_expiry: NaiveDate, "wire::day";
        /// The number that the state gave to the person.
        personal_identification_number: String, "wire::text";
        /// The machine-readable zone, its lines separated by line breaks.
        mrz: String, "wire::text";
        /// Whether the provider stands by it.
        verified: bool, "Option::deserialize";
    }
}

prints_nothing!(Address, UserData, FinalResult);

/// What merging found.
#[derive(Default)]
pub(super) struct Merged {
    /// Fields in which both sides say something else.
    pub(super) differing: Vec<&'static str>,
}

impl Merged {
    /// Fills what is missing. Where both differ the later value counts, or, where `keep`, the earlier.
    fn take<T: Clone + PartialEq>(
        &mut self,
        mine: &mut Option<T>,
        theirs: Option<&T>,
        field: &'static str,
        keep: bool,
    ) {
        match (&mine, theirs) {
            (_, None) => {}
            (None, Some(value)) => *mine = Some(value.clone()),
            (Some(before), Some(value)) => {
                if before != value {
                    self.differing.push(field);
                    if !keep {
                        *mine = Some(value.clone());
                    }
                }
            }
        }
    }

    /// The same of dates, where the more exact of two that agree counts: `1965` says nothing against `1965-07-13`.
    fn take_date(
        &mut self,
        mine: &mut Option<PartialDate>,
        theirs: Option<&PartialDate>,
        field: &'static str,
        keep: bool,
    ) {
        match (*mine, theirs.copied()) {
            (Some(before), Some(value)) if dates_agree(before, value) => *mine = Some(before.max(value)),
            _ => self.take(mine, theirs, field, keep),
        }
    }
}

macro_rules! merge {
    ($merged:ident, $mine:ident, $theirs:ident, $keep:ident: $($field:ident = $wire:literal),*) => {
        $($merged.take(&mut $mine.$field, $theirs.$field.as_ref(), $wire, $keep);)*
    };
}

impl UserData {
    pub(super) fn merge(&mut self, theirs: &Self) -> Merged {
        let (mut merged, keep) = (Merged::default(), false);
        merged.take_date(&mut self.date_of_birth, theirs.date_of_birth.as_ref(), "dateOfBirth", keep);
        merge!(merged, self, theirs, keep:
            first_name = "firstName", last_name = "lastName", gender = "gender", nationality = "nationality",
            personal_identification_number = "personalIdentificationNumber", place_of_birth = "placeOfBirth",
            address = "address");
        merged
    }
}

impl FinalResult {
    pub(super) fn merge(&mut self, theirs: &Self, keep: bool) -> Merged {
        let mut merged = Merged::default();
        merged.take_date(&mut self.date_of_birth, theirs.date_of_birth.as_ref(), "dateOfBirth", keep);
        merge!(merged, self, theirs, keep:
            first_name = "firstName", last_name = "lastName", full_name = "fullName", gender = "gender",
            nationality = "nationality", issuing_country = "issuingCountry", document_number = "documentNumber",
            date_of_issue = "dateOfIssue", date_of_expiry = "dateOfExpiry",
            personal_identification_number = "personalIdentificationNumber", mrz = "mrz", verified = "verified");
        merged
    }
}

/// What tells two people apart with certainty.
#[derive(Clone, Copy)]
pub(super) struct Identity<'a> {
    pub(super) date_of_birth: Option<PartialDate>,
    pub(super) number: Option<&'a str>,
}

impl<'a> From<&'a UserData> for Identity<'a> {
    fn from(data: &'a UserData) -> Self {
        Self { date_of_birth: data.date_of_birth, number: data.personal_identification_number.as_deref() }
    }
}

impl<'a> From<&'a FinalResult> for Identity<'a> {
    fn from(result: &'a FinalResult) -> Self {
        Self { date_of_birth: result.date_of_birth, number: result.personal_identification_number.as_deref() }
    }
}

impl Identity<'_> {
    /// The wire names of what cannot be the same person's; what one side does not say is no contradiction.
    pub(super) fn contradictions(self, other: Identity<'_>) -> Vec<&'static str> {
        let dates = self.date_of_birth.zip(other.date_of_birth).is_some_and(|(a, b)| !dates_agree(a, b));
        let numbers = self.number.zip(other.number).is_some_and(|(a, b)| !numbers_agree(a, b));
        [(dates, "dateOfBirth"), (numbers, "personalIdentificationNumber")]
            .into_iter()
            .filter_map(|(differ, field)| differ.then_some(field))
            .collect()
    }
}

/// Whether two birth dates can be the same day.
fn dates_agree(a: PartialDate, b: PartialDate) -> bool {
    let can_be_equal = |a: Option<u32>, b: Option<u32>| a.zip(b).is_none_or(|(a, b)| a == b);
    a.year() == b.year() && can_be_equal(a.month(), b.month()) && can_be_equal(a.day(), b.day())
}

/// Whether two personal numbers can be the same: punctuation and case do not matter, and one may have what the other
/// leaves out in front: a country's two letters (`SE`), or a birth year's century (`19`, in Sweden and Denmark), or both.
fn numbers_agree(a: &str, b: &str) -> bool {
    let (a, b) = (normal_id(a), normal_id(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let Some(front) = long.strip_suffix(short.as_str()) else { return false };
    let is_century = |text: &str| ["18", "19", "20"].contains(&text);
    let is_country = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let may_be_left_out = match front.len() {
        2 => is_century(front) || is_country(front),
        4 => front.is_char_boundary(2) && is_country(&front[..2]) && is_century(&front[2..]),
        _ => false,
    };
    // a number is some ten characters: less could be the end of anybody's
    front.is_empty() || (short.len() >= 9 && may_be_left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_without_its_country_or_century_is_the_same_number() {
        for (a, b) in [
            ("880520-X482", "19880520X482"),
            ("SE880520X482", "880520-x482"),
            ("SE19880520X482", "880520X482"),
            ("12345", "123-45"),
        ] {
            assert!(numbers_agree(a, b) && numbers_agree(b, a), "{a} {b}");
        }
        for (a, b) in [("880520X482", "880520X483"), ("123456789", "9123456789"), ("12345", "1912345"), ("1", "2")] {
            assert!(!numbers_agree(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_less_exact_date_contradicts_nothing_and_replaces_nothing() {
        let date = |text| PartialDate::parse_iso(text);
        let mut mine = FinalResult { date_of_birth: date("1965-07-13"), ..FinalResult::default() };
        let merged = mine.merge(&FinalResult { date_of_birth: date("1965"), ..FinalResult::default() }, false);
        assert!(merged.differing.is_empty() && mine.date_of_birth == date("1965-07-13"));
        let merged = mine.merge(&FinalResult { date_of_birth: date("1966"), ..FinalResult::default() }, false);
        assert_eq!(merged.differing, ["dateOfBirth"]);
    }

    #[test]
    fn a_later_part_fills_and_replaces_or_after_the_end_only_fills() {
        let part = |first: &str, last: Option<&str>| FinalResult {
            first_name: Some(first.into()),
            last_name: last.map(Into::into),
            ..FinalResult::default()
        };
        let mut mine = part("Emma", None);
        assert_eq!(mine.merge(&part("Ema", Some("Johansson")), true).differing, ["firstName"]);
        assert!(mine == part("Emma", Some("Johansson")));
        mine.merge(&part("Ema", None), false);
        assert!(mine == part("Ema", Some("Johansson")));
    }

    #[test]
    fn a_debug_print_shows_nobody() {
        let data = UserData { first_name: Some("Emma".into()), ..UserData::default() };
        assert_eq!(format!("{data:?}"), "UserData(..)");
    }
}
