//! OpenSanctions' `targets.simple.csv`: one row a target, several values of a cell separated by `;`.

use super::super::{Entity, Error};
use super::csv::Table;
use super::words::{add, date, span, types_or};
use super::{Reading, SourceInput, SourceKind, bytes};
use crate::vocabulary::{Country, EntityType, IdKind, Identifier, ListType, Measure, Measures, Strength};

const HEADINGS: &str = "`id`, `schema`, `name` and perhaps `aliases`, `birth_date`, `countries`, `addresses`, \
                        `identifiers`, `sanctions`, `phones`, `emails`, `program_ids`, `dataset`, `first_seen`, `last_change`";

/// OpenSanctions' simple table.
pub(super) const KIND: SourceKind = SourceKind {
    name: "os-simple",
    about: "OpenSanctions `targets.simple.csv`",
    feeds: "by dataset: PEP or Sanctions; settable with `type=`",
    list_name: |_| None,
    files: &[],
    recognises: |path| {
        let headings = bytes::headings(&bytes::head(path));
        ["id", "schema", "name", "dataset"].iter().all(|wanted| headings.iter().any(|heading| heading == wanted))
    },
    read,
};

/// Words in a dataset's name that say that it lists politically exposed persons.
const PEP_DATASETS: &[&str] =
    &["pep", "politically exposed", "politician", "parliament", "world_leaders", "world leaders"];

/// Words in a dataset's name that say that it lists who is excluded from procurement.
const DEBARMENT_DATASETS: &[&str] = &["debar", "procurement", "worldbank", "exclusion"];

/// The list type and measure of what stands in these datasets: PEP where all of them list politicians, else Sanctions,
/// with the measure `debarment` where all of them list the debarred.
pub(super) fn type_of_datasets(names: &[String]) -> (&'static str, Measure) {
    let all_have = |words: &[&str]| {
        let has = |name: &String| words.iter().any(|word| name.to_lowercase().contains(word));
        !names.is_empty() && names.iter().all(has)
    };
    match () {
        () if all_have(PEP_DATASETS) => (ListType::PEP, Measure::Pep),
        () if all_have(DEBARMENT_DATASETS) => (ListType::SANCTIONS, Measure::Debarment),
        () => (ListType::SANCTIONS, Measure::Block),
    }
}

fn read(input: &SourceInput, sink: &mut dyn FnMut(Entity)) -> Result<Reading, Error> {
    let mut table = Table::open(input.path, &["id", "schema", "name"], HEADINGS)?;
    let mut reading = Reading { files: vec![input.path.to_owned()], ..Reading::default() };
    while table.next()? {
        table.must_be_whole()?;
        if !table.has_id_and_name() {
            reading.skipped("row without an id or a name");
            continue;
        }
        let Some(entity_type) = entity_type(&table.cell("schema")) else {
            reading.skipped("schema that is no person, organisation, ship or aircraft");
            continue;
        };
        let entity = entity(&table, entity_type, input.list_types, &mut reading);
        reading.used();
        reading.changed_by(entity.changed_on);
        sink(entity);
    }
    Ok(reading)
}

fn entity_type(schema: &str) -> Option<EntityType> {
    match schema {
        "" => Some(EntityType::LegalEntity),
        "Airplane" => Some(EntityType::Aircraft),
        other => EntityType::parse(other),
    }
}

fn entity(table: &Table, entity_type: EntityType, asked: &[ListType], reading: &mut Reading) -> Entity {
    let mut entity = Entity::new(table.cell("id"), entity_type, table.cell("name"));
    let (list_type, measure) = type_of_datasets(&table.values("dataset"));
    entity.list_types = types_or(asked, &[list_type]);
    entity.measures = Measures::default().with(measure);
    for alias in table.values("aliases") {
        entity.add_name(&alias, Strength::Strong);
    }
    for born in table.understood("birth_date", span, reading) {
        add(&mut entity.birth_dates, born);
    }
    // nationalities and residences in one cell: only a politician's is surely a nationality
    let countries = if measure == Measure::Pep { &mut entity.nationalities } else { &mut entity.address_countries };
    for country in table.understood("countries", Country::parse, reading) {
        add(countries, country);
    }
    entity.addresses = table.values("addresses");
    for (column, kind) in [("identifiers", IdKind::Unknown), ("phones", IdKind::Phone), ("emails", IdKind::Email)] {
        for number in table.values(column) {
            add(&mut entity.identifiers, Identifier { kind, number, country: None });
        }
    }
    let programs = table.values("program_ids");
    entity.programs = if programs.is_empty() { table.values("sanctions") } else { programs };
    let day = |column: &str| date(table.cell(column).get(..10).unwrap_or(""));
    entity.listed_on = day("first_seen");
    entity.changed_on = day("last_change");
    entity
}
