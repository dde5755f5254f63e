use std::borrow::Cow;

use chrono::NaiveDate;

use super::chunk::RawRow;
use super::dates::BirthDates;
use super::headings::Field;
use super::name_cell::{has_letter_or_digit, take_apart};
use super::placeholder::is_no_id;
use super::row::{IdIs, Record, Warning, WarningCode};
use crate::vocabulary::{Country, EntityType, Gender, IdKind, Identifier, ListType, Score};

/// The cells of a row, by field.
pub(super) struct Cells<'a> {
    /// By the field's number; empty where there is none.
    pub(super) fields: [Cow<'a, str>; Field::COUNT],
    /// Those of unknown columns.
    pub(super) passed: Vec<Cow<'a, str>>,
}

/// How cells are read in this run and this file.
pub(super) struct Rules {
    pub(super) dates: BirthDates,
    /// Whether a row's own list types and threshold count.
    pub(super) allow_row_settings: bool,
    /// The heading of each field in this file.
    pub(super) headings: Vec<String>,
}

impl<'a> Cells<'a> {
    fn take(&mut self, field: Field) -> Cow<'a, str> {
        std::mem::take(&mut self.fields[field as usize])
    }

    /// A cell without blanks around it; `None` where nothing else is there.
    pub(super) fn given(&self, field: Field) -> Option<&str> {
        Some(self.fields[field as usize].trim()).filter(|cell| !cell.is_empty())
    }
}

/// Makes a record of a row's cells; `None` where there is no name to search for.
pub(super) fn record<'a>(
    rules: &Rules,
    mut cells: Cells<'a>,
    raw: RawRow<'_>,
    warnings: &mut Vec<Warning>,
) -> Option<Record<'a>> {
    let (name, name_field) = name(&mut cells)?;
    let from_parts = if name_field == Field::Name { other_name(&cells, &name) } else { None };
    let (id, id_is) = match cells.given(Field::RecordId) {
        Some(_) => (cells.take(Field::RecordId), IdIs::Own),
        None => (Cow::Owned(raw.number.to_string()), IdIs::RowNumber),
    };
    for warning in warnings.iter_mut() {
        id.as_ref().clone_into(&mut warning.record_id);
    }
    let mut warn = |field: Field, code: WarningCode| {
        let column = rules.headings[field as usize].clone();
        warnings.push(Warning { line: raw.line, record_id: id.clone().into_owned(), column, code });
    };

    let mut date_of_birth = None;
    if let Some(cell) = cells.given(Field::DateOfBirth) {
        date_of_birth = rules.dates.read(cell);
        if date_of_birth.is_none() {
            warn(Field::DateOfBirth, WarningCode::DateInvalid);
        }
    }
    let mut identifiers = identifier(rules, &cells, &mut warn);
    let mut aliases = Vec::new();
    let searched_name = match take_apart(&name, &rules.dates) {
        None => trimmed(name.clone()),
        Some(found) => {
            warn(name_field, WarningCode::ExtraInName);
            // what has a cell of its own is believed first
            if cells.given(Field::DateOfBirth).is_none() {
                date_of_birth = found.date;
            }
            identifiers.extend(found.identifier());
            aliases = found.aliases;
            Cow::Owned(found.name)
        }
    };

    aliases.extend(from_parts);

    let country = country(&cells, Field::Country, &mut warn);
    let nationalities = countries(&cells, Field::Nationality, &mut warn);
    let birth_countries = countries(&cells, Field::BirthCountry, &mut warn);
    let gender = word(&cells, Field::Gender, Gender::parse, WarningCode::GenderUnknown, &mut warn);
    let entity_type = word(&cells, Field::EntityType, EntityType::parse, WarningCode::EntityTypeUnknown, &mut warn);
    let soundex = word(&cells, Field::IsSoundex, yes_or_no, WarningCode::SoundexUnknown, &mut warn);

    let mut list_types = Vec::new();
    let mut min_score = None;
    if rules.allow_row_settings {
        min_score = word(&cells, Field::MinScore, threshold, WarningCode::RowSettingInvalid, &mut warn);
        let words = cells.given(Field::ListType).unwrap_or_default().split([';', ',']).map(str::trim);
        list_types = words.filter(|word| !word.is_empty()).map(ListType::new).collect();
    } else {
        for field in [Field::ListType, Field::MinScore] {
            if cells.given(field).is_some() {
                warn(field, WarningCode::RowSettingIgnored);
            }
        }
    }
    Some(Record {
        line: raw.line,
        id,
        id_is,
        name,
        searched_name,
        aliases,
        date_of_birth_given: cells.take(Field::DateOfBirth),
        date_of_birth,
        identifiers,
        country_given: cells.take(Field::Country),
        country,
        nationalities,
        birth_countries,
        gender,
        entity_type,
        soundex,
        list_types,
        min_score,
        passed_through: cells.passed,
    })
}

/// The name, whole or joined from its parts, and the field that a warning about it names.
fn name<'a>(cells: &mut Cells<'a>) -> Option<(Cow<'a, str>, Field)> {
    if has_letter_or_digit(&cells.fields[Field::Name as usize]) {
        return Some((cells.take(Field::Name), Field::Name));
    }
    let mut given = NAME_PARTS.into_iter().filter(|part| cells.given(*part).is_some());
    let first = given.next()?;
    let Some(second) = given.next() else {
        let only = trimmed(cells.take(first));
        return has_letter_or_digit(&only).then_some((only, first));
    };
    let texts: Vec<&str> = [first, second].into_iter().chain(given).filter_map(|part| cells.given(part)).collect();
    let joined = texts.join(" ");
    has_letter_or_digit(&joined).then_some((Cow::Owned(joined), first))
}

/// The fields of a name in parts, in their order.
const NAME_PARTS: [Field; 4] = [Field::FirstName, Field::MiddleName, Field::LastName, Field::Suffix];

/// The name in parts beside a whole one, where it has other words: nobody knows which of them a file means, so both are
/// searched for.
fn other_name(cells: &Cells<'_>, name: &str) -> Option<String> {
    let parts: Vec<&str> = NAME_PARTS.into_iter().filter_map(|part| cells.given(part)).collect();
    let joined = parts.join(" ");
    let words = |text: &str| {
        let text = text.to_lowercase();
        let mut words: Vec<String> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    let is_other = parts.len() > 1 && has_letter_or_digit(&joined) && words(&joined) != words(name);
    is_other.then_some(joined)
}

/// A record of a name alone, read as a name cell of a file is: what else stands in it counts as in a file.
pub fn named(name: String, today: NaiveDate) -> Record<'static> {
    let mut record =
        Record { line: 1, id: "1".into(), searched_name: name.trim().to_owned().into(), ..Record::default() };
    if let Some(found) = take_apart(&name, &BirthDates::iso(today)) {
        record.date_of_birth = found.date;
        record.identifiers.extend(found.identifier());
        record.searched_name = found.name.into();
        record.aliases = found.aliases;
    }
    record.name = name.into();
    record
}

fn trimmed(cell: Cow<'_, str>) -> Cow<'_, str> {
    match cell {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// The id number with its kind, which the heading may say as well: `passport number`.
/// The numbers of a cell with `;` between them, each with the kind and the issuer that stand in the same place; one kind or
/// issuer is that of all.
fn identifier(rules: &Rules, cells: &Cells<'_>, warn: &mut impl FnMut(Field, WarningCode)) -> Vec<Identifier> {
    let places = |field| cells.given(field).map_or(Vec::new(), |cell| cell.split(';').map(str::trim).collect());
    let (numbers, kinds, issuers): (Vec<&str>, Vec<&str>, Vec<&str>) =
        (places(Field::IdNumber), places(Field::IdType), places(Field::IdCountry));
    let heading = rules.headings[Field::IdNumber as usize].as_str();
    let by_heading = if heading == "id_number" { IdKind::Unknown } else { IdKind::parse(heading) };
    let mut identifiers = Vec::new();
    for (place, number) in numbers.into_iter().enumerate().filter(|(_, number)| !number.is_empty()) {
        if is_no_id(number) {
            warn(Field::IdNumber, WarningCode::IdPlaceholder);
            continue;
        }
        let issuer = in_place(&issuers, place);
        let country = issuer.and_then(Country::parse);
        if issuer.is_some() && country.is_none() {
            warn(Field::IdCountry, WarningCode::CountryUnknown);
        }
        let kind = in_place(&kinds, place).map_or(by_heading, IdKind::parse);
        identifiers.push(Identifier { kind, number: number.to_owned(), country });
    }
    identifiers
}

/// What stands in a place of a cell; where only one thing does, it is meant for all places.
fn in_place<'c>(places: &[&'c str], place: usize) -> Option<&'c str> {
    let text = if let [only] = places { Some(*only) } else { places.get(place).copied() };
    text.filter(|text| !text.is_empty())
}

/// The country of a cell; the first known one where several stand in it.
fn country(cells: &Cells<'_>, field: Field, warn: &mut impl FnMut(Field, WarningCode)) -> Option<Country> {
    // nearly all cells hold one country: that needs no list
    let one = cells.given(field).and_then(Country::parse);
    one.or_else(|| countries(cells, field, warn).into_iter().next())
}

/// The countries of a cell with `;` between them; one warning however many of them are unknown.
fn countries(cells: &Cells<'_>, field: Field, warn: &mut impl FnMut(Field, WarningCode)) -> Vec<Country> {
    let Some(cell) = cells.given(field) else { return Vec::new() };
    let mut known: Vec<Country> = Vec::new();
    let mut unknown = false;
    for text in cell.split(';').map(str::trim).filter(|text| !text.is_empty()) {
        match Country::parse(text) {
            Some(country) if known.contains(&country) => {}
            Some(country) => known.push(country),
            None => unknown = true,
        }
    }
    if unknown || known.is_empty() {
        warn(field, WarningCode::CountryUnknown);
    }
    known
}

fn word<T>(
    cells: &Cells<'_>,
    field: Field,
    parse: impl Fn(&str) -> Option<T>,
    code: WarningCode,
    warn: &mut impl FnMut(Field, WarningCode),
) -> Option<T> {
    let cell = cells.given(field)?;
    let value = parse(cell);
    if value.is_none() {
        warn(field, code);
    }
    value
}

fn yes_or_no(text: &str) -> Option<bool> {
    let is = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["true", "yes", "1"]) {
        Some(true)
    } else if is(["false", "no", "0"]) {
        Some(false)
    } else {
        None
    }
}

fn threshold(text: &str) -> Option<Score> {
    text.parse::<Score>().ok().filter(|score| *score >= Score::LOWEST_THRESHOLD)
}
