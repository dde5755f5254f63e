//! OFAC's lists in the advanced XML (`SDN_ADVANCED.XML`, `CONS_ADVANCED.XML`), read as a stream.
//!
//! Source of the fields: OFAC's schema of `Sanctions`, which is the UN's model for sanctions lists. The file comes in
//! this order: the reference values, the places, the papers, the parties, how they belong together, and the entries
//! that say which list and programme each party is on. So places and papers wait for their parties, and parties, as
//! entities, for their entries; what has been read is dropped.

use std::collections::HashMap;

use super::super::entity::tidy;
use super::super::{Entity, Error, Link};
use super::ofac_advanced_party::{Party, parties};
use super::ofac_advanced_values::{Values, calendar_day};
use super::words::{add, types_or};
use super::xml::{Element, Stream};
use super::{Reading, SourceInput, SourceKind, bytes, ofac_measures, ofac_remarks};
use crate::vocabulary::{ListType, Measure, Measures};

const EXPECTED: &str = "OFAC's list in advanced XML (`Sanctions`)";
const ROOT: &str = "Sanctions";

/// OFAC's lists in advanced XML.
pub(super) const KIND: SourceKind = SourceKind {
    name: "ofac-advanced-xml",
    about: "OFAC's SDN or consolidated list in advanced XML: SDN_ADVANCED.XML, CONS_ADVANCED.XML",
    feeds: "OFAC, Sanctions",
    list_name: |path| Some(ofac_measures::list_name(path)),
    files: &[],
    recognises: |path| path.is_file() && looks_right(&bytes::head(path)),
    read,
};

fn looks_right(head: &str) -> bool {
    head.starts_with('<')
        && ["<Sanctions ", "<Sanctions>", "<Sanctions\n", "<Sanctions\r"].iter().any(|tag| head.contains(tag))
}

fn read(input: &SourceInput, sink: &mut dyn FnMut(Entity)) -> Result<Reading, Error> {
    let mut stream = Stream::open(input.path, EXPECTED, looks_right, ROOT)?;
    let mut reading = Reading { files: vec![input.path.to_owned()], ..Reading::default() };
    let mut joined = Joined::default();
    while let Some(opened) = stream.next_element()? {
        match opened.tag.as_str() {
            "DateOfIssue" => reading.published = calendar_day(&stream.whole(opened)?),
            "Location" => joined.values.add_place(&stream.whole(opened)?),
            "IDRegDocument" => joined.add_paper(&stream.whole(opened)?),
            "DistinctParty" => {
                let party = stream.whole(opened)?;
                joined.add_parties(parties(&party, &joined.values, &mut reading), &mut reading);
            }
            "ProfileRelationship" => joined.add_relationship(&stream.whole(opened)?, &mut reading),
            "SanctionsEntry" => joined.add_entry(&stream.whole(opened)?, &mut reading),
            tag if Values::holds(tag) => {
                let value = stream.whole(opened)?;
                joined.values.add(&value);
            }
            _ => {}
        }
    }
    let list_types = types_or(input.list_types, &[ListType::OFAC, ListType::SANCTIONS]);
    for mut entity in joined.finish(&mut reading) {
        entity.list_types.clone_from(&list_types);
        reading.changed_by(entity.changed_on);
        sink(entity);
    }
    Ok(reading)
}

/// What has been read and waits for what belongs to it.
#[derive(Default)]
struct Joined {
    values: Values,
    /// Papers as clauses, by the identity that they are of.
    papers: HashMap<String, Vec<String>>,
    parties: Vec<Party>,
    /// Where a profile stands among the parties.
    place: HashMap<String, usize>,
    /// From whom, to whom, how.
    relationships: Vec<[String; 3]>,
}

impl Joined {
    /// A paper as the clause that the CSV form has in its remarks: `Passport X1 (Peru)`.
    fn add_paper(&mut self, paper: &Element) {
        let kind = self.values.text("IDRegDocType", paper.attribute("IDRegDocTypeID"));
        let issuer = match self.values.text("Country", paper.attribute("IssuedBy-CountryID")) {
            "" => String::new(),
            country => format!(" ({country})"),
        };
        let clause = tidy(&format!("{kind} {}{issuer}", paper.first("IDRegistrationNo")));
        self.papers.entry(paper.attribute("IdentityID").to_owned()).or_default().push(clause);
    }

    fn add_parties(&mut self, read: Vec<Party>, reading: &mut Reading) {
        for mut party in read {
            for clause in party.identities.iter().filter_map(|identity| self.papers.remove(identity)).flatten() {
                if !ofac_remarks::apply_known(&mut party.entity, &clause) {
                    reading.not_understood("IDRegDocument");
                }
                reading.used();
            }
            self.place.entry(party.entity.id.clone()).or_insert(self.parties.len());
            self.parties.push(party);
        }
    }

    fn add_relationship(&mut self, relationship: &Element, reading: &mut Reading) {
        let end = |attribute| relationship.attribute(attribute).to_owned();
        let (from, to) = (end("From-ProfileID"), end("To-ProfileID"));
        if !self.place.contains_key(&from) || !self.place.contains_key(&to) {
            return reading.skipped("relationship without a party");
        }
        let how = self.values.text("RelationType", relationship.attribute("RelationTypeID"));
        let how = how.trim_end_matches(':').to_lowercase();
        reading.used();
        self.relationships.push([from, to, if how.is_empty() { "linked to".to_owned() } else { how }]);
    }

    /// The list, programmes and measures of a party.
    fn add_entry(&mut self, entry: &Element, reading: &mut Reading) {
        let Some(&place) = self.place.get(entry.attribute("ProfileID")) else {
            return reading.skipped("sanctions entry without a party");
        };
        let (mut programs, mut stated) = (Vec::new(), Measures::default());
        for measure in entry.elements("SanctionsMeasure") {
            let id = measure.attribute("SanctionsTypeID");
            match self.values.text("SanctionsType", id) {
                // 1 is `Program`, as OFAC has numbered it from the start
                "Program" => measure.all("Comment").for_each(|program| add(&mut programs, tidy(program))),
                "" if id == "1" => measure.all("Comment").for_each(|program| add(&mut programs, tidy(program))),
                kind => stated = measure_called(kind).into_iter().fold(stated, Measures::with),
            }
        }
        let list = self.values.text("List", entry.attribute("ListID"));
        let entity = &mut self.parties[place].entity;
        let measures = ofac_measures::of_list(list, &programs);
        entity.measures = entity.measures.iter().chain(stated.iter()).fold(measures, Measures::with);
        for program in programs {
            add(&mut entity.programs, program);
        }
        for day in entry.at(&["EntryEvent", "Date"]).into_iter().filter_map(calendar_day) {
            entity.listed_on = entity.listed_on.into_iter().chain([day]).min();
            entity.changed_on = entity.changed_on.max(Some(day));
        }
        reading.used();
    }

    /// The entities, with those they are linked to.
    fn finish(mut self, reading: &mut Reading) -> impl Iterator<Item = Entity> + use<> {
        for _ in self.papers.values().flatten() {
            reading.skipped("paper without a party");
        }
        for [from, to, how] in std::mem::take(&mut self.relationships) {
            let name = self.parties[self.place[&to]].entity.primary_name().to_owned();
            add(&mut self.parties[self.place[&from]].entity.links, Link { how, name, id: to });
        }
        for party in self.parties.iter_mut().filter(|party| party.entity.measures.is_empty()) {
            // it stands in the publication, so it is screened against, but nothing says what for
            party.entity.measures = Measures::default().with(Measure::Other);
            reading.not_understood("party without a SanctionsEntry");
        }
        self.parties.into_iter().map(|party| party.entity)
    }
}

/// `SanctionsTypeValues` other than `Program`.
fn measure_called(kind: &str) -> Option<Measure> {
    let kind = kind.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    match () {
        () if has(&["block", "freeze"]) => Some(Measure::Block),
        () if has(&["travel", "entry ban"]) => Some(Measure::Travel),
        () if has(&["sectoral", "directive"]) => Some(Measure::Sectoral),
        () if has(&["investment", "securities"]) => Some(Measure::Investment),
        () => None,
    }
}
