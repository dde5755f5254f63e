//! What a birth date, a country, a gender, a type or an identifier says for and against a hit.

use chrono::Datelike;

use crate::record::Record;
use crate::vocabulary::{
    Country, DateSpan, EntityType, IdKind, Identifier, PartialDate, Score, first_of_january_is_a_year, normal_id,
    significant_characters,
};
use crate::watchlist::Entity;

/// How a field of the record and of the entity go together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Agreement {
    /// One side does not say.
    #[default]
    Unknown,
    /// They cannot both be right.
    Conflict,
    /// Close enough for a slip: day and month swapped, one of day, month and year off, within `circa`.
    Near,
    /// The year agrees, and no more is known.
    YearEqual,
    /// They agree.
    Equal,
}

impl Agreement {
    /// The word in files: `year_equal`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Conflict => "conflict",
            Self::Near => "near",
            Self::YearEqual => "year_equal",
            Self::Equal => "equal",
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Unknown => "is unknown",
            Self::Conflict => "is in conflict",
            Self::Near => "is near",
            Self::YearEqual => "agrees in the year",
            Self::Equal => "agrees",
        }
    }
}

/// What one field did to the score.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Qualifier {
    /// The field: `dateOfBirth`, `country`, `gender`, `entityType`, `idNumber`, `weakAlias`.
    pub field: &'static str,
    /// How it goes together.
    pub result: Agreement,
    /// What it added to the score, or took.
    pub effect: f64,
}

impl Qualifier {
    /// In words, for the explanation.
    pub(super) fn in_words(&self) -> String {
        let field = match self.field {
            "dateOfBirth" => "birth date",
            "entityType" => "type",
            "idNumber" => "id number",
            "weakAlias" => "a weak alias",
            other => other,
        };
        format!("{field} {}", self.result.in_words())
    }
}

/// Everything but the name.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Qualifiers {
    /// Birth date.
    pub birth_date: Agreement,
    /// Nationality, birth country or residence.
    pub country: Agreement,
    /// Identifier.
    pub id: Agreement,
    /// An identifier that is a hit whatever the name.
    pub id_suffices: bool,
    /// Those that changed the score, in the order in which they did.
    pub list: Vec<Qualifier>,
}

/// Share of the remaining doubt that an agreement takes away.
const BIRTH_DATE_EQUAL: f64 = 0.35;
const YEAR_EQUAL: f64 = 0.07;
const BIRTH_DATE_NEAR: f64 = 0.03;
const COUNTRY_EQUAL: f64 = 0.05;
const ID_EQUAL: f64 = 0.30;
const WEAK_ALIAS: f64 = 0.05;
/// Share of the score that a conflict takes away.
const BIRTH_DATE_CONFLICT: f64 = 0.25;
const COUNTRY_CONFLICT: f64 = 0.06;
const GENDER_CONFLICT: f64 = 0.12;
const TYPE_CONFLICT: f64 = 0.20;
const ID_CONFLICT: f64 = 0.08;

/// Below this name score nothing lifts, and above it agreement lifts by degrees: a birth date shared with a stranger
/// makes nobody alike.
const LIFTED_FROM: f64 = 0.4;

/// A name this sure is not taken below the threshold by a conflict, on sanctions lists.
pub(super) const SURE_NAME: Score = Score::from_ten_thousandths(9_500);

/// The numbers above, for the hash of the configuration.
pub(super) fn qualifiers_hash_input() -> String {
    format!(
        "{:?}",
        [
            BIRTH_DATE_EQUAL,
            YEAR_EQUAL,
            BIRTH_DATE_NEAR,
            COUNTRY_EQUAL,
            ID_EQUAL,
            WEAK_ALIAS,
            BIRTH_DATE_CONFLICT,
            COUNTRY_CONFLICT,
            GENDER_CONFLICT,
            TYPE_CONFLICT,
            ID_CONFLICT,
            LIFTED_FROM,
            SURE_NAME.as_unit()
        ]
    )
}

/// The least name score from which qualifiers, equal identifiers apart, can lift to the threshold where birth dates go
/// together in this way: equal, or not quite.
pub(super) fn least_name_score(threshold: Score, birth_date: Agreement) -> Score {
    let birth_date = if birth_date == Agreement::Equal { BIRTH_DATE_EQUAL } else { YEAR_EQUAL.max(BIRTH_DATE_NEAR) };
    let most = 1.0 - (1.0 - birth_date) * (1.0 - COUNTRY_EQUAL) * (1.0 - WEAK_ALIAS);
    let reaches = |n: &u16| lift(f64::from(*n) / 10_000.0, most) + 0.000_1 >= threshold.as_unit();
    Score::from_ten_thousandths((0..=threshold.ten_thousandths()).find(reaches).unwrap_or(threshold.ten_thousandths()))
}

fn lift(score: f64, share: f64) -> f64 {
    score + share * (1.0 - score) * ((score - LIFTED_FROM) / (1.0 - LIFTED_FROM)).max(0.0)
}

/// Weighs everything but the name. `weak_alias` says whether a weak alias that may not make a hit supports this one.
pub(super) fn weigh(record: &Record, entity: &Entity, name_score: Score, weak_alias: bool) -> (Score, Qualifiers) {
    let (id, id_suffices) = identifiers(&record.identifiers, &entity.identifiers);
    let mut qualifiers = Qualifiers {
        birth_date: birth_dates(record.date_of_birth, &entity.birth_dates),
        country: countries(record, entity),
        id,
        id_suffices,
        list: Vec::new(),
    };
    let gender = match (record.gender, entity.gender) {
        (Some(a), Some(b)) => {
            if a == b {
                Agreement::Equal
            } else {
                Agreement::Conflict
            }
        }
        _ => Agreement::Unknown,
    };
    // who was born is a person
    let born = record.date_of_birth.is_some() || record.gender.is_some();
    let entity_type = match record.entity_type.or(born.then_some(EntityType::Person)) {
        Some(kind) if kind.conflicts_with(entity.entity_type) => Agreement::Conflict,
        _ => Agreement::Unknown,
    };
    let lifts = [
        (
            "dateOfBirth",
            qualifiers.birth_date,
            match qualifiers.birth_date {
                Agreement::Equal => BIRTH_DATE_EQUAL,
                Agreement::YearEqual => YEAR_EQUAL,
                Agreement::Near => BIRTH_DATE_NEAR,
                _ => 0.0,
            },
        ),
        ("country", qualifiers.country, if qualifiers.country == Agreement::Equal { COUNTRY_EQUAL } else { 0.0 }),
        ("idNumber", id, if id == Agreement::Equal { ID_EQUAL } else { 0.0 }),
        ("weakAlias", Agreement::Equal, if weak_alias { WEAK_ALIAS } else { 0.0 }),
    ];
    let cuts = [
        ("dateOfBirth", qualifiers.birth_date, BIRTH_DATE_CONFLICT),
        ("country", qualifiers.country, COUNTRY_CONFLICT),
        ("gender", gender, GENDER_CONFLICT),
        ("entityType", entity_type, TYPE_CONFLICT),
        ("idNumber", id, ID_CONFLICT),
    ];
    let mut score = name_score.as_unit();
    let mut share = 0.0;
    for (field, result, lifts) in lifts.into_iter().filter(|(_, _, lifts)| *lifts > 0.0) {
        let before = lift(name_score.as_unit(), share);
        share = 1.0 - (1.0 - share) * (1.0 - lifts);
        score = lift(name_score.as_unit(), share);
        qualifiers.list.push(Qualifier { field, result, effect: score - before });
    }
    for (field, result, cut) in cuts.into_iter().filter(|(_, result, _)| *result == Agreement::Conflict) {
        qualifiers.list.push(Qualifier { field, result, effect: -score * cut });
        score *= 1.0 - cut;
    }
    (Score::from_unit(score), qualifiers)
}

pub(super) fn birth_dates(given: Option<PartialDate>, listed: &[DateSpan]) -> Agreement {
    let Some(given) = given.map(first_of_january_is_a_year) else { return Agreement::Unknown };
    listed.iter().map(|span| birth_date(given, *span)).max().unwrap_or_default()
}

/// Years by which `circa` may be off.
const CIRCA_YEARS: i32 = 2;

fn birth_date(given: PartialDate, span: DateSpan) -> Agreement {
    let (from, to) = (first_of_january_is_a_year(span.from), first_of_january_is_a_year(span.to));
    if from != to {
        let inside = given.last_day() >= from.first_day() && given.first_day() <= to.last_day();
        let about = CIRCA_YEARS * i32::from(span.circa);
        return match () {
            () if inside && to.year() - from.year() <= 2 => Agreement::YearEqual,
            () if inside => Agreement::Near,
            () if given.year() >= from.year() - about && given.year() <= to.year() + about && span.circa => {
                Agreement::Near
            }
            () => Agreement::Conflict,
        };
    }
    let years = (given.year() - from.year()).abs();
    match (given.day(), from.day()) {
        (Some(_), Some(_)) if given == from => Agreement::Equal,
        (Some(_), Some(_)) if slipped(given, from) => Agreement::Near,
        (Some(_), Some(_)) if span.circa && years <= CIRCA_YEARS => Agreement::Near,
        (Some(_), Some(_)) => Agreement::Conflict,
        _ => match years {
            0 if given.month().is_none() || from.month().is_none() || given.month() == from.month() => {
                Agreement::YearEqual
            }
            0 | 1 => Agreement::Near,
            n if span.circa && n <= CIRCA_YEARS => Agreement::Near,
            _ => Agreement::Conflict,
        },
    }
}

/// Day and month swapped, or exactly one of day, month and year different (the year by one, or by exchanged digits).
fn slipped(a: PartialDate, b: PartialDate) -> bool {
    let (a, b) = (a.first_day(), b.first_day());
    let swapped = a.year() == b.year() && (a.day(), a.month()) == (b.month(), b.day());
    let same_year = a.year() == b.year() && (a.month() == b.month() || a.day() == b.day());
    let same_day = (a.month(), a.day()) == (b.month(), b.day());
    let exchanged =
        a.year() / 100 == b.year() / 100 && a.year() % 10 == b.year() / 10 % 10 && a.year() / 10 % 10 == b.year() % 10;
    swapped || same_year || (same_day && ((a.year() - b.year()).abs() == 1 || exchanged))
}

/// States that are gone: their citizens have others now.
const GONE: [&str; 6] = ["SUN", "YUG", "SCG", "DDR", "CSK", "ANT"];

fn countries(record: &Record, entity: &Entity) -> Agreement {
    let given = || record.nationalities.iter().chain(&record.birth_countries).chain(record.country.as_ref());
    let listed = |country: &Country| {
        [&entity.nationalities, &entity.birth_countries, &entity.address_countries]
            .into_iter()
            .any(|list| list.contains(country))
    };
    if given().any(listed) {
        return Agreement::Equal;
    }
    // a residence or an address never lowers; nothing is said of states that are gone
    let against = |given: &[Country], listed: &[Country]| {
        !given.is_empty()
            && !listed.is_empty()
            && !given.iter().chain(listed).any(|country| GONE.contains(&country.alpha3()))
    };
    if against(&record.nationalities, &entity.nationalities)
        || against(&record.birth_countries, &entity.birth_countries)
    {
        return Agreement::Conflict;
    }
    Agreement::Unknown
}

/// Significant characters from which an equal number of unknown kind is a hit by itself.
const LONG_ENOUGH: usize = 7;

fn identifiers(given: &[Identifier], listed: &[Identifier]) -> (Agreement, bool) {
    let mut result = (Agreement::Unknown, false);
    for a in given {
        let number = normal_id(&a.number);
        for b in listed {
            let (same_kind, open_kind) =
                (a.kind == b.kind && a.kind != IdKind::Unknown, a.kind == IdKind::Unknown || b.kind == IdKind::Unknown);
            let (same_country, open_country) =
                (a.country.is_some() && a.country == b.country, a.country.is_none() || b.country.is_none());
            if number == normal_id(&b.number) && !number.is_empty() {
                let long = significant_characters(&number) >= LONG_ENOUGH;
                let reaches_anyone =
                    matches!(b.kind, IdKind::Email | IdKind::Phone | IdKind::Website | IdKind::Wikidata);
                let suffices = !reaches_anyone
                    && ((b.kind.suffices_alone() && (same_kind || open_kind))
                        || (same_kind && same_country)
                        || (long && (same_kind || open_kind) && (same_country || open_country)));
                result = (Agreement::Equal, result.1 || suffices);
            } else if same_kind
                && same_country
                && !a.kind.is_changeable()
                && result.0 == Agreement::Unknown
                && is_one_per_person(a.kind)
            {
                result.0 = Agreement::Conflict;
            }
        }
    }
    result
}

/// Kinds of which nobody has two from one country; passports are renewed, so another number proves nothing.
fn is_one_per_person(kind: IdKind) -> bool {
    matches!(kind, IdKind::NationalId | IdKind::TaxId | IdKind::Imo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{EntityType, Gender};

    fn date(text: &str) -> PartialDate {
        PartialDate::parse_iso(text).unwrap()
    }

    #[test]
    fn birth_dates_agree_by_degrees() {
        let on = |text| DateSpan::on(date(text));
        for (given, listed, result) in [
            ("1965-07-13", on("1965-07-13"), Agreement::Equal),
            ("1965-07-13", on("1965"), Agreement::YearEqual),
            ("1965", on("1965-07-13"), Agreement::YearEqual),
            ("1965-01-01", on("1965-07-13"), Agreement::YearEqual),
            ("1965-07-13", on("1965-01-01"), Agreement::YearEqual),
            ("1965-07-08", on("1965-08-07"), Agreement::Near),
            ("1965-07-13", on("1956-07-13"), Agreement::Near),
            ("1965-07-13", on("1965-11-02"), Agreement::Conflict),
            ("1965", on("1971"), Agreement::Conflict),
            ("1966", on("1964").circa(), Agreement::Near),
            ("1961-05-05", DateSpan::between(date("1960"), date("1962")), Agreement::YearEqual),
            ("1970", DateSpan::between(date("1960"), date("1962")), Agreement::Conflict),
        ] {
            assert_eq!(birth_dates(Some(date(given)), &[listed]), result, "{given} {listed}");
        }
        assert_eq!(birth_dates(None, &[on("1965")]), Agreement::Unknown);
        assert_eq!(birth_dates(Some(date("1965")), &[]), Agreement::Unknown);
        assert_eq!(birth_dates(Some(date("1965")), &[on("1990"), on("1965")]), Agreement::YearEqual);
    }

    #[test]
    fn a_residence_never_lowers_and_a_nationality_may() {
        let mut entity = Entity::new("1", EntityType::Person, "Anna Berg");
        entity.nationalities = vec![Country::parse("NO").unwrap()];
        let mut record = Record { country: Country::parse("KP"), ..Record::default() };
        assert_eq!(countries(&record, &entity), Agreement::Unknown);
        record.country = Country::parse("NO");
        assert_eq!(countries(&record, &entity), Agreement::Equal);
        record = Record { nationalities: vec![Country::parse("KP").unwrap()], ..Record::default() };
        assert_eq!(countries(&record, &entity), Agreement::Conflict);
    }

    #[test]
    fn who_was_born_is_a_person() {
        let company = Entity::new("1", EntityType::Company, "Anna Berg");
        let score = |record: &Record, entity: &Entity| weigh(record, entity, Score::ONE, false).0.as_unit();
        let born = Record { date_of_birth: Some(date("1965-07-13")), ..Record::default() };
        assert!((score(&born, &company) - 0.8).abs() < 1e-9);
        assert_eq!(weigh(&Record::default(), &company, Score::ONE, false).0, Score::ONE);
        let says_so = Record { entity_type: Some(EntityType::Company), ..born };
        assert_eq!(weigh(&says_so, &company, Score::ONE, false).0, Score::ONE);
    }

    #[test]
    fn an_equal_id_suffices_where_it_can_only_be_one() {
        let id = |kind, number: &str, country: &str| Identifier {
            kind,
            number: number.into(),
            country: Country::parse(country),
        };
        for (given, listed, result) in [
            (id(IdKind::Passport, "AB-123", "NO"), id(IdKind::Passport, "ab123", "NO"), (Agreement::Equal, true)),
            (id(IdKind::Passport, "AB123", "NO"), id(IdKind::Passport, "AB123", ""), (Agreement::Equal, false)),
            (id(IdKind::Unknown, "AB12345", ""), id(IdKind::Passport, "AB12345", "NO"), (Agreement::Equal, true)),
            (id(IdKind::Unknown, "12345", ""), id(IdKind::Passport, "12345", "NO"), (Agreement::Equal, false)),
            (id(IdKind::Unknown, "9187629", ""), id(IdKind::Imo, "9187629", ""), (Agreement::Equal, true)),
            (
                id(IdKind::NationalId, "1234567", "NO"),
                id(IdKind::NationalId, "7654321", "NO"),
                (Agreement::Conflict, false),
            ),
            (id(IdKind::Passport, "1234567", "NO"), id(IdKind::Passport, "7654321", "NO"), (Agreement::Unknown, false)),
            (id(IdKind::Mmsi, "1234567", "NO"), id(IdKind::Mmsi, "7654321", "NO"), (Agreement::Unknown, false)),
        ] {
            assert_eq!(
                identifiers(std::slice::from_ref(&given), std::slice::from_ref(&listed)),
                result,
                "{given:?} {listed:?}"
            );
        }
    }

    #[test]
    fn what_agrees_lifts_and_what_conflicts_lowers_and_unknown_changes_nothing() {
        let mut entity = Entity::new("1", EntityType::Person, "Anna Berg");
        let name = Score::from_ten_thousandths(8_500);
        assert_eq!(weigh(&Record::default(), &entity, name, false).0, name);
        entity.birth_dates = vec![DateSpan::on(date("1965-07-13"))];
        entity.gender = Some(Gender::Female);
        let of = |text: &str| {
            weigh(&Record { date_of_birth: Some(date(text)), ..Record::default() }, &entity, name, false).0
        };
        assert!(of("1965-07-13") > of("1965") && of("1965") > name && name > of("1980"));
        let record = Record { gender: Some(Gender::Male), ..Record::default() };
        assert!(weigh(&record, &entity, name, false).0 < name);
    }

    #[test]
    fn nothing_below_the_least_name_score_can_be_lifted_to_the_threshold() {
        for threshold in [5_000, 6_500, 8_000, 9_500] {
            let threshold = Score::from_ten_thousandths(threshold);
            let mut entity = Entity::new("1", EntityType::Person, "Anna Berg");
            entity.birth_dates = vec![DateSpan::on(date("1965-07-13"))];
            entity.nationalities = vec![Country::parse("NO").unwrap()];
            for born in ["1965-07-13", "1965-07", "1965", "1965-07-14"] {
                let record =
                    Record { date_of_birth: Some(date(born)), country: Country::parse("NO"), ..Record::default() };
                let least = least_name_score(threshold, birth_dates(record.date_of_birth, &entity.birth_dates));
                for below in 1..200 {
                    let name = Score::from_ten_thousandths(least.ten_thousandths() - below);
                    assert!(weigh(&record, &entity, name, true).0 < threshold, "{name} {born}");
                }
            }
        }
    }
}
