use serde::{Deserialize, Serialize};

use crate::vocabulary::{Country, DateSpan, EntityType, Gender, Identifier, ListType, Measures, PartialDate, Strength};

/// One entry of a list, with everything that its publication says and a screener can use.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entity {
    /// The publication's own id: `36`, `6907993`.
    pub id: String,
    /// What people cite, where that is something else: `QDi.001`. Empty where there is nothing.
    pub reference: String,
    /// What it is.
    pub entity_type: EntityType,
    /// The list types that it belongs to.
    pub list_types: Vec<ListType>,
    /// What being listed means for it.
    pub measures: Measures,
    /// All name forms, the primary one first, none twice. Never empty.
    pub names: Vec<ListedName>,
    /// All birth dates that the publication gives.
    pub birth_dates: Vec<DateSpan>,
    /// When it died or was dissolved, where known.
    pub death_date: Option<PartialDate>,
    /// Places of birth as written.
    pub birth_places: Vec<String>,
    /// Nationalities and citizenships; for a company, its jurisdiction; for a ship, its flags.
    pub nationalities: Vec<Country>,
    /// Countries of birth.
    pub birth_countries: Vec<Country>,
    /// Countries of its addresses.
    pub address_countries: Vec<Country>,
    /// Addresses as written, each on one line.
    pub addresses: Vec<String>,
    /// Gender, where given.
    pub gender: Option<Gender>,
    /// Papers, registrations, IMO numbers, BICs, wallets.
    pub identifiers: Vec<Identifier>,
    /// Sanctions programmes or regimes.
    pub programs: Vec<String>,
    /// Offices, titles and roles.
    pub positions: Vec<String>,
    /// Whom it is linked to.
    pub links: Vec<Link>,
    /// When it was listed.
    pub listed_on: Option<PartialDate>,
    /// When the entry last changed.
    pub changed_on: Option<PartialDate>,
}

/// One form of an entity's name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ListedName {
    /// As the publication writes it, blanks tidied: `PUTIN, Vladimir Vladimirovich`.
    pub text: String,
    /// How much the publication stands behind it.
    pub strength: Strength,
}

/// Somebody or something that a publication names as linked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Link {
    /// How: `linked to`, `spouse`, `owner`.
    pub how: String,
    /// The other's name, as the publication writes it.
    pub name: String,
    /// The other's id in the same list, where the publication says it. Empty where not.
    pub id: String,
}

impl Entity {
    /// An entity of which nothing is known yet but its id, type and primary name.
    pub fn new(id: impl Into<String>, entity_type: EntityType, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            reference: String::new(),
            entity_type,
            list_types: Vec::new(),
            measures: Measures::default(),
            names: vec![ListedName { text: name.into(), strength: Strength::Primary }],
            birth_dates: Vec::new(),
            death_date: None,
            birth_places: Vec::new(),
            nationalities: Vec::new(),
            birth_countries: Vec::new(),
            address_countries: Vec::new(),
            addresses: Vec::new(),
            gender: None,
            identifiers: Vec::new(),
            programs: Vec::new(),
            positions: Vec::new(),
            links: Vec::new(),
            listed_on: None,
            changed_on: None,
        }
    }

    /// Adds a name form; one that is there already (with or without another strength) is not added twice,
    /// the better strength stays.
    pub fn add_name(&mut self, text: &str, strength: Strength) {
        let text = tidy(text);
        if text.is_empty() {
            return;
        }
        match self.names.iter_mut().find(|name| name.text == text) {
            Some(name) => name.strength = name.strength.min(strength),
            None => self.names.push(ListedName { text, strength }),
        }
    }

    /// The primary name.
    pub fn primary_name(&self) -> &str {
        self.names.first().map_or("", |name| &name.text)
    }
}

/// Runs of white space become one blank, none is left at the ends.
pub(crate) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
