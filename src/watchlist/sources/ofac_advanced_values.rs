//! The reference values of OFAC's advanced XML, its places and its dates.

use std::collections::HashMap;

use super::super::entity::tidy;
use super::xml::Element;
use crate::vocabulary::{Country, DateSpan, PartialDate};

/// The sets of `ReferenceValueSets` that are needed, by the tag of their values.
const SETS: &[&str] = &[
    "AliasType",
    "AreaCode",
    "Country",
    "DetailReference",
    "FeatureType",
    "IDRegDocType",
    "List",
    "LocPartType",
    "NamePartType",
    "PartySubType",
    "PartyType",
    "RelationType",
    "SanctionsType",
];

/// Parts of a place that come before its city.
const STREET: [&str; 4] = ["", "ADDRESS1", "ADDRESS2", "ADDRESS3"];
/// Parts of a place that are its city.
const CITY: [&str; 4] = ["CITY", "STATE/PROVINCE", "REGION", "POSTAL CODE"];

/// What the numbers in the rest of the file stand for.
#[derive(Default)]
pub(super) struct Values {
    /// By set and id: the text, and the id of the value above it.
    texts: HashMap<(&'static str, String), (String, String)>,
    places: HashMap<String, Place>,
}

/// A place: of an address, of birth, of a nationality.
#[derive(Default)]
pub(super) struct Place {
    /// The street as written, on one line.
    pub street: String,
    /// City, province, postal code.
    pub city: String,
    /// The country as written.
    pub country: String,
}

impl Place {
    /// Its country, where it is one that muster knows.
    pub(super) fn known_country(&self) -> Option<Country> {
        Country::parse_name(&self.country).or_else(|| Country::parse(&self.country))
    }

    /// All of it on one line.
    pub(super) fn line(&self) -> String {
        let parts = [&self.street, &self.city, &self.country].map(String::as_str);
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

impl Values {
    /// Whether elements of this tag are values of a set that is needed.
    pub(super) fn holds(tag: &str) -> bool {
        SETS.contains(&tag)
    }

    /// A value of a set: `<FeatureType ID="8">Birthdate</FeatureType>`.
    pub(super) fn add(&mut self, value: &Element) {
        let Some(set) = SETS.iter().find(|set| **set == value.tag) else { return };
        // an area's text is a code, and its description a name
        let text = match value.attribute("Description") {
            "" => tidy(&value.text),
            description => tidy(description),
        };
        let above = match *set {
            "PartySubType" => value.attribute("PartyTypeID"),
            "AreaCode" => value.attribute("CountryID"),
            _ => "",
        };
        self.texts.insert((set, value.attribute("ID").to_owned()), (text, above.to_owned()));
    }

    /// The text of a value; empty where the set has none of this id.
    pub(super) fn text(&self, set: &'static str, id: &str) -> &str {
        self.texts.get(&(set, id.to_owned())).map_or("", |(text, _)| text)
    }

    /// The id of the value above: of a kind of party, of an area's country.
    pub(super) fn above(&self, set: &'static str, id: &str) -> &str {
        self.texts.get(&(set, id.to_owned())).map_or("", |(_, above)| above)
    }

    /// The country of a number, as written.
    pub(super) fn country(&self, id: &str) -> &str {
        self.text("Country", id)
    }

    /// A `Location`.
    pub(super) fn add_place(&mut self, location: &Element) {
        let mut parts: Vec<(&str, String)> = Vec::new();
        for part in location.elements("LocationPart") {
            let kind = self.text("LocPartType", part.attribute("LocPartTypeID"));
            let kind = if CITY.contains(&kind) || STREET.contains(&kind) { kind } else { "" };
            let values = part.elements("LocationPartValue");
            parts.extend(values.map(|value| (kind, tidy(value.first("Value")))).filter(|(_, text)| !text.is_empty()));
        }
        let line = |kinds: [&str; 4]| {
            let of_kind = |kind| parts.iter().filter(move |part| part.0 == kind).map(|part| part.1.as_str());
            kinds.into_iter().flat_map(of_kind).collect::<Vec<_>>().join(", ")
        };
        let stated = location.elements("LocationCountry").map(|country| self.country(country.attribute("CountryID")));
        let area = location.elements("LocationAreaCode").map(|area| {
            let id = area.attribute("AreaCodeID");
            match self.country(self.above("AreaCode", id)) {
                "" => self.text("AreaCode", id),
                country => country,
            }
        });
        let country = stated.chain(area).find(|country| !country.is_empty() && *country != "undetermined");
        let country = country.unwrap_or("").to_owned();
        let place = Place { street: line(STREET), city: line(CITY), country };
        self.places.insert(location.attribute("ID").to_owned(), place);
    }

    /// A place by its number.
    pub(super) fn place(&self, id: &str) -> Option<&Place> {
        self.places.get(id)
    }
}

/// A day in elements: `Year`, and perhaps `Month` and `Day`.
pub(super) fn calendar_day(element: &Element) -> Option<PartialDate> {
    let number = |tag| element.first(tag).parse::<u32>().unwrap_or(0);
    PartialDate::new(element.first("Year").parse().ok()?, number("Month"), number("Day"))
}

/// A `DatePeriod`: from the earliest day of its start to the latest of its end. A whole month or year is that month
/// or year: the publication writes `1950` as 1 January to 31 December.
pub(super) fn period(period: &Element) -> Option<DateSpan> {
    let days = |end| -> Vec<PartialDate> {
        let inside = [period.at(&[end, "From"]), period.at(&[end, "To"])];
        inside.into_iter().flatten().filter_map(calendar_day).collect()
    };
    let (starts, ends) = (days("Start"), days("End"));
    let from = starts.iter().chain(&ends).min().copied()?;
    let to = starts.iter().chain(&ends).max().copied()?;
    let circa = period.elements("Start").chain(period.elements("End")).any(|end| end.is("Approximate"));
    let span = whole(from, to);
    Some(if circa { span.circa() } else { span })
}

fn whole(from: PartialDate, to: PartialDate) -> DateSpan {
    let month = |date: PartialDate| PartialDate::new(date.year(), date.month().unwrap_or(0), 0).unwrap_or(date);
    let covers = |coarser: fn(PartialDate) -> PartialDate| {
        coarser(from).first_day() == from.first_day() && coarser(to).last_day() == to.last_day()
    };
    let coarse = from != to && from.day().is_some() && to.day().is_some();
    match () {
        () if coarse && covers(PartialDate::year_only) => DateSpan::between(from.year_only(), to.year_only()),
        () if coarse && month(from).first_day() == from.first_day() && month(to).last_day() == to.last_day() => {
            DateSpan::between(month(from), month(to))
        }
        () => DateSpan::between(from, to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_month_or_year_is_that_month_or_year() {
        let day = |text| PartialDate::parse_iso(text).unwrap();
        for (from, to, shown) in [
            ("1950-02-03", "1950-02-03", "1950-02-03"),
            ("1950-01-01", "1950-12-31", "1950"),
            ("1950-01-01", "1950-01-01", "1950-01-01"),
            ("1950-02-01", "1950-02-28", "1950-02"),
            ("1950-01-01", "1952-12-31", "1950 to 1952"),
            ("1950-02-01", "1950-03-31", "1950-02 to 1950-03"),
            ("1950-02-03", "1950-12-31", "1950-02-03 to 1950-12-31"),
            ("1950", "1950", "1950"),
        ] {
            assert_eq!(whole(day(from), day(to)).to_string(), shown);
        }
    }
}
