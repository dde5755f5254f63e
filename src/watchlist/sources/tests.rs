mod xml;
mod xml_samples;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;
use crate::vocabulary::{IdKind, Measure, Strength};

const OFAC_SDN: [(&str, &str); 4] = [
    (
        "sdn.csv",
        "11,\"NORDMAN, Ola\",\"individual\",\"SDGT] [IFSR\",\"Minister of Trade\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 03 Feb 1950; \
         alt. DOB circa 1951; POB Bergen, Norway; nationality Korea, North; citizen Norway; Gender Male; a.k.a. 'THE TALL'; \
         alt. Passport X7654321 (Norway) issued 01 Feb 2010; Linked To: EXAMPLE TRADING CO.; Major General; \
         Additional Sanctions Information - Subject to Secondary Sanctions.\"\n\
         12,\"EXAMPLE TRADING CO\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Tax ID No. 12345 (Panama).\"\n\
         13,\"SEA EXAMPLE\",\"vessel\",\"IRAN\",-0- ,\"LAAA9\",\"Crude Oil Tanker\",-0- ,-0- ,\"Panama\",\"Example Lines\",\
         \"Former Vessel Flag Malta; Vessel Registration Identification IMO 9999993; MMSI 256000000.\"\n\
         14,\"LN-EXA\",\"aircraft\",\"IRAN\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\
         \"Aircraft Manufacturer's Serial Number (MSN) 77; Aircraft Operator Example Air.\"\n",
    ),
    ("alt.csv", "11,1,\"aka\",\"NORMANN, Ole\",-0- \n12,2,\"fka\",\"OLD EXAMPLE\",-0- \n99,3,\"aka\",\"NOBODY\",-0"),
    ("add.csv", "11,1,\"Storgata 1\",\"Oslo\",\"Norway\",-0- \n12,2,-0- ,-0- ,-0- ,-0- \n"),
    ("sdn_comments.csv", "98,\"Linked To: NOBODY.\"\n\u{1a}"),
];

const UN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z"><INDIVIDUALS><INDIVIDUAL>
<DATAID>501</DATAID><FIRST_NAME>OLA</FIRST_NAME><SECOND_NAME>NORDMAN &amp; S&#xD8;N</SECOND_NAME>
<UN_LIST_TYPE>GB</UN_LIST_TYPE><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON>
<COMMENTS1>Gender: male</COMMENTS1><NAME_ORIGINAL_SCRIPT>Ола Нордман</NAME_ORIGINAL_SCRIPT>
<DESIGNATION><VALUE>a) General</VALUE></DESIGNATION><NATIONALITY><VALUE>Norway</VALUE><VALUE>na</VALUE></NATIONALITY>
<LAST_DAY_UPDATED><VALUE>2016-10-13</VALUE></LAST_DAY_UPDATED>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Tall (Высокий)</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Nordman, Ole</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><CITY>Oslo</CITY><COUNTRY>Norway</COUNTRY></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1950-02-03</DATE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1951</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1948</FROM_YEAR><TO_YEAR>1953</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1952</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_PLACE_OF_BIRTH><CITY>Bergen</CITY><COUNTRY>Norway</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>Norwegian passport number X7654321</NUMBER></INDIVIDUAL_DOCUMENT>
</INDIVIDUAL><INDIVIDUAL><DATAID>503</DATAID></INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY>
<DATAID>502</DATAID><FIRST_NAME>NORTHERN FRONT (NFT)</FIRST_NAME><UN_LIST_TYPE>Iraq</UN_LIST_TYPE>
<COMMENTS1>IMO number: 9999993.</COMMENTS1>
</ENTITY></ENTITIES></CONSOLIDATED_LIST>"#;

const FTM: &str = r#"{"id":"a","schema":"Person","caption":"Ola Nordman","datasets":["x_pep"],"properties":{"name":["Ole Nordman","Ola Nordman"],"weakAlias":["Tall"],"topics":["role.pep"],"country":["no"],"gender":["Homme"],"birthDate":["1950-02"],"addressEntity":["ad"]}}
{"id":"p","schema":"Passport","properties":{"holder":["a"],"passportNumber":["X7654321"],"country":["no"]}}
{"id":"o","schema":"Occupancy","properties":{"holder":["a"],"post":["post"]}}
{"id":"post","schema":"Position","caption":"Minister of Trade","properties":{"name":["Minister of Trade"]}}
{"id":"ad","schema":"Address","properties":{"full":["Storgata 1, Oslo"],"country":["no"]}}
{"id":"b","schema":"Person","caption":"Kari Nordman","properties":{"name":["Kari Nordman"],"topics":["role.rca"]}}
{"id":"f","schema":"Family","properties":{"person":["a"],"relative":["b"],"relationship":["spouse"]}}
{"id":"c","schema":"Company","caption":"Example Ltd","properties":{"name":["Example Ltd"],"topics":["sanction"],"imoNumber":["9999993"],"country":["pa"]}}
{"id":"s","schema":"Sanction","properties":{"entity":["c"],"program":["EXAMPLE"],"unscId":["XXe.001"],"listingDate":["2020-01-02"]}}
{"id":"d","schema":"Company","caption":"Barred Ltd","properties":{"name":["Barred Ltd"],"topics":["debarment"]}}
{"id":"i","schema":"Identification","properties":{"holder":["d"],"number":["1"]}}
{"id":"b","schema":"Person","caption":"Kari Nordman","properties":{"name":["Kari Nordman"],"topics":["role.rca"]}}
{"id":"v","schema":"Vehicle","properties":{}}
"#;

const OS_SIMPLE: &str = "\
id,schema,name,aliases,birth_date,countries,identifiers,dataset,last_change\n\
x-1,Person,Ola Nordman,Ole Nordman;O. Nordman,1950-02-03;1951,no;se,X7654321,Example Sanctions,2024-05-06T00:00:00\n\
x-2,Company,Example Ltd,,,pa,,example_peps,\n\
x-3,Car,Some Car,,,,,,\n";

const CSV: &str = "\
ID,Name,Aliases,weak_aliases,birth_date,country,id_number,gender,position,list_type,shoe size\n\
1,Ola Nordman,Ole Nordman;O. Nordman,Tall,1950-02-03,Norway;Atlantis,X7654321,m,Minister,,44\n\
2,Kari Nordman,,,some day,,,,,Internal,\n\
,No Id,,,,,,,,,\n";

/// A folder with a small sample of each kind, and where it lies.
fn sample(kind: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name)
    };
    let path = match kind {
        "ofac-sdn" => {
            for (name, text) in OFAC_SDN {
                file(name, text);
            }
            folder.path().to_owned()
        }
        "ofac-cons" => {
            for ((_, text), name) in
                OFAC_SDN.iter().zip(["cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv"])
            {
                file(name, &text.replace('\n', "\r\n"));
            }
            folder.path().to_owned()
        }
        "ofac-xml" => file("sdn.xml", xml_samples::OFAC),
        "ofac-advanced-xml" => file("sdn_advanced.xml", xml_samples::OFAC_ADVANCED),
        "un" => file("un.xml", UN),
        "eu-fsf" => file("eu.xml", xml_samples::EU),
        "uk" => file("uk.xml", xml_samples::UK),
        "ftm" => file("x.ftm.json", FTM),
        "os-simple" => file("targets.simple.csv", OS_SIMPLE),
        "csv" => file("own.csv", CSV),
        other => panic!("no sample of {other}: every kind needs one"),
    };
    (folder, path)
}

fn kind(name: &str) -> &'static SourceKind {
    SOURCES.iter().find(|kind| kind.name == name).unwrap()
}

fn read_as(name: &str, path: &Path, types: &[&str]) -> Result<(Reading, Vec<Entity>), Error> {
    let list_types: Vec<ListType> = types.iter().map(|word| ListType::new(word)).collect();
    let mut entities = Vec::new();
    let reading =
        (kind(name).read)(&SourceInput { path, list_types: &list_types }, &mut |entity| entities.push(entity))?;
    Ok((reading, entities))
}

fn read_sample(name: &str) -> (Reading, Vec<Entity>) {
    let (_folder, path) = sample(name);
    read_as(name, &path, &[]).unwrap()
}

fn names(entity: &Entity, strength: Strength) -> Vec<&str> {
    entity.names.iter().filter(|name| name.strength == strength).map(|name| name.text.as_str()).collect()
}

fn id(entity: &Entity, kind: IdKind) -> Option<&str> {
    entity.identifiers.iter().find(|id| id.kind == kind).map(|id| id.number.as_str())
}

#[test]
fn every_kind_keeps_the_contract_of_sources() {
    for kind in SOURCES {
        let (_folder, path) = sample(kind.name);
        assert!((kind.recognises)(&path), "{kind:?} recognises its own sample");
        let (reading, entities) = read_as(kind.name, &path, &[]).unwrap();
        assert_eq!(reading.read, reading.used + reading.skipped.values().sum::<u64>(), "{kind:?}: {reading:?}");
        assert!(!entities.is_empty() && !reading.files.is_empty(), "{kind:?}");
        for entity in &entities {
            assert!(!entity.id.is_empty() && !entity.primary_name().is_empty(), "{kind:?}");
            assert_eq!(entity.names.iter().filter(|name| name.strength == Strength::Primary).count(), 1, "{kind:?}");
            assert!(!entity.list_types.is_empty() && !entity.measures.is_empty(), "{kind:?}");
        }
        let again = read_as(kind.name, &path, &[]).unwrap();
        assert_eq!((reading, entities), again, "{kind:?} reads the same twice");
    }
}

#[test]
fn type_takes_the_place_of_the_kinds_own_list_types() {
    for kind in SOURCES {
        let (_folder, path) = sample(kind.name);
        let (_, entities) = read_as(kind.name, &path, &["Mine"]).unwrap();
        assert_eq!(entities[0].list_types, [ListType::new("mine")], "{kind:?}");
    }
}

#[test]
fn ofac_remarks_are_read_clause_by_clause() {
    let (reading, entities) = read_sample("ofac-sdn");
    let person = &entities[0];
    assert_eq!(names(person, Strength::Strong), ["NORMANN, Ole"]);
    assert_eq!(names(person, Strength::Weak), ["THE TALL"]);
    let born: Vec<String> = person.birth_dates.iter().map(ToString::to_string).collect();
    assert_eq!(born, ["1950-02-03", "circa 1951"]);
    assert_eq!(format!("{:?} {:?}", person.nationalities, person.birth_countries), "[PRK, NOR] [NOR]");
    assert_eq!(
        (person.birth_places.as_slice(), id(person, IdKind::Passport)),
        (&["Bergen, Norway".to_owned()][..], Some("X7654321"))
    );
    assert_eq!(person.programs, ["SDGT", "IFSR"]);
    assert_eq!(person.positions, ["Minister of Trade", "Major General"]);
    assert_eq!((person.links[0].name.as_str(), person.links[0].id.as_str()), ("EXAMPLE TRADING CO", "12"));
    assert_eq!(person.addresses, ["Storgata 1, Oslo, Norway"]);
    let ship = &entities[2];
    assert_eq!(format!("{:?}", ship.nationalities), "[PAN, MLT]");
    assert_eq!(
        (id(ship, IdKind::Imo), id(ship, IdKind::Mmsi), id(ship, IdKind::CallSign)),
        (Some("9999993"), Some("256000000"), Some("LAAA9"))
    );
    assert_eq!(
        (id(&entities[3], IdKind::TailNumber), id(&entities[3], IdKind::SerialNumber)),
        (Some("LN-EXA"), Some("77"))
    );
    let skipped: Vec<&str> = reading.skipped.keys().map(String::as_str).collect();
    assert_eq!(skipped, ["address without a place", "alias without an entry", "comment without an entry"]);
}

#[test]
fn a_remark_of_a_thousand_characters_goes_on_in_the_comments_mid_word() {
    let (folder, path) = sample("ofac-sdn");
    let start = format!("DOB 1950; {}; a.k.a. 'LONG NA", "x".repeat(1000 - 10 - 17));
    assert_eq!(start.len(), 1000);
    let entry = format!("11,\"NORDMAN, Ola\",\"individual\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"{start}\"\n");
    fs::write(folder.path().join("sdn.csv"), entry).unwrap();
    fs::write(folder.path().join("sdn_comments.csv"), "11,\"ME'; Gender Male.\"\r\n\u{1a}").unwrap();
    let (_, entities) = read_as("ofac-sdn", &path, &[]).unwrap();
    assert_eq!(names(&entities[0], Strength::Weak), ["LONG NAME"]);
    assert_eq!(entities[0].gender.map(|gender| gender.to_string()).as_deref(), Some("male"));
}

#[test]
fn an_ofac_publication_that_lost_a_file_or_half_of_one_is_refused() {
    let entry = |n: usize| {
        format!("{n},\"EXAMPLE, Number {n}\",\"individual\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n")
    };
    let alias = |n: usize| format!("{n},{n},\"aka\",\"OTHER, Number {n}\",-0- \n");
    let address = |n: usize| format!("{n},{n},-0- ,\"Oslo\",\"Norway\",-0- \n");
    let refused = |entries: usize, aliases: usize, addresses: usize| {
        let folder = TempDir::new().unwrap();
        for (name, text) in [
            ("sdn.csv", (0..entries).map(entry).collect::<String>()),
            ("alt.csv", (0..aliases).map(alias).collect()),
            ("add.csv", (0..addresses).map(address).collect()),
            ("sdn_comments.csv", String::new()),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        crate::watchlist::load(&format!("ofac-sdn={}", folder.path().display()).parse().unwrap())
            .err()
            .map(|error| error.to_string())
    };
    assert_eq!(refused(120, 120, 120), None);
    assert!(refused(120, 0, 120).unwrap().contains("alt.csv: this is an empty file"));
    assert!(refused(120, 120, 0).unwrap().contains("add.csv: this is an empty file"));
    assert!(refused(60, 120, 60).unwrap().contains("the file of entries was cut off"));
}

#[test]
fn ofac_files_may_be_called_in_capitals() {
    let (folder, path) = sample("ofac-sdn");
    for (name, _) in OFAC_SDN {
        let inside = |name: &str| folder.path().join(name);
        fs::rename(inside(name), inside(&name.to_uppercase())).unwrap();
    }
    assert!((kind("ofac-sdn").recognises)(&path));
    assert_eq!(read_as("ofac-sdn", &path, &[]).unwrap().1.len(), 4);
}

#[test]
fn ofac_letters_are_windows_1252() {
    let (folder, path) = sample("ofac-sdn");
    fs::write(folder.path().join("alt.csv"), b"11,1,\"aka\",\"PE\xd1A\",-0- ").unwrap();
    let (_, entities) = read_as("ofac-sdn", &path, &[]).unwrap();
    assert_eq!(names(&entities[0], Strength::Strong), ["PEÑA"]);
}

#[test]
fn the_consolidated_list_is_no_asset_freeze() {
    for (program, measure) in [
        ("UKRAINE-EO13662", "sectoral"),
        ("UKRAINE-EO13662] [RUSSIA-EO14024", "sectoral"),
        ("CMIC-EO13959", "investment"),
        ("NS-PLC", "other"),
        ("561-Related", "other"),
    ] {
        let (folder, path) = sample("ofac-cons");
        let entry = format!("11,\"EXAMPLE\",-0- ,\"{program}\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\u{1a}");
        fs::write(folder.path().join("cons_prim.csv"), entry).unwrap();
        let (_, entities) = read_as("ofac-cons", &path, &[]).unwrap();
        assert_eq!(entities[0].measures.to_string(), measure, "{program}");
    }
}

#[test]
fn the_un_list_keeps_every_character_and_both_its_dates() {
    let (reading, entities) = read_sample("un");
    assert_eq!(reading.published.map(|date| date.to_string()).as_deref(), Some("2026-02-27"));
    assert_eq!(reading.changed.map(|date| date.to_string()).as_deref(), Some("2016-10-13"));
    assert_eq!((reading.read, reading.used), (3, 2));
    let person = &entities[0];
    assert_eq!(person.primary_name(), "OLA NORDMAN & SØN");
    assert_eq!(person.reference, "XXi.001");
    assert_eq!(names(person, Strength::Strong), ["Ола Нордман", "Nordman, Ole"]);
    assert_eq!(names(person, Strength::Weak), ["The Tall", "Высокий"]);
    assert_eq!((person.programs[0].as_str(), person.measures.to_string().as_str()), ("GB (Guinea-Bissau)", "travel"));
    let born: Vec<String> = person.birth_dates.iter().map(ToString::to_string).collect();
    assert_eq!(born, ["1950-02-03", "circa 1951", "1948 to 1953", "1952-11"]);
    assert_eq!(format!("{:?}", person.nationalities), "[NOR]");
    let passport = &person.identifiers[0];
    assert_eq!(
        (passport.number.as_str(), passport.country.map(|c| c.to_string()).as_deref()),
        ("X7654321", Some("NOR"))
    );
    assert_eq!(person.positions, ["General"]);
    assert_eq!(names(&entities[1], Strength::Weak), ["NFT"]);
    assert_eq!(id(&entities[1], IdKind::Imo), Some("9999993"));
}

#[test]
fn followthemoney_is_joined_to_those_it_belongs_to() {
    let (reading, entities) = read_sample("ftm");
    let ids: Vec<&str> = entities.iter().map(|entity| entity.id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "c"]);
    let person = &entities[0];
    assert_eq!(person.primary_name(), "Ola Nordman");
    assert_eq!((names(person, Strength::Strong), names(person, Strength::Weak)), (vec!["Ole Nordman"], vec!["Tall"]));
    assert_eq!(person.positions, ["Minister of Trade"]);
    assert_eq!(person.addresses, ["Storgata 1, Oslo"]);
    assert_eq!(id(person, IdKind::Passport), Some("X7654321"));
    assert_eq!(
        (person.links[0].how.as_str(), person.links[0].name.as_str(), person.links[0].id.as_str()),
        ("spouse", "Kari Nordman", "b")
    );
    assert_eq!(entities[1].measures.to_string(), "rca");
    assert_eq!(
        (entities[2].reference.as_str(), entities[2].programs.as_slice()),
        ("XXe.001", &["EXAMPLE".to_owned()][..])
    );
    assert_eq!(format!("{:?} {:?}", person.nationalities, entities[2].address_countries), "[NOR] [PAN]");
    let skipped: Vec<(&str, u64)> = reading.skipped.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
    assert_eq!(
        skipped,
        [
            ("Identification of nobody who is used", 1),
            ("Vehicle, which says nothing to screen by", 1),
            ("the same line a second time", 1),
            ("topic debarment only, which is off unless chosen with type=debarment", 1),
        ]
    );
}

#[test]
fn a_mark_is_switched_on_by_its_own_name() {
    let (_folder, path) = sample("ftm");
    let (_, entities) = read_as("ftm", &path, &["debarment"]).unwrap();
    let barred = entities.iter().find(|entity| entity.id == "d").unwrap();
    assert_eq!(barred.list_types, [ListType::new("debarment")]);
    assert!(barred.measures.iter().eq([Measure::Debarment]));
    assert_eq!(entities[0].list_types, [ListType::new("PEP")]);
}

#[test]
fn nested_followthemoney_is_read_like_lines_of_its_own() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("nested.json");
    let text = r#"{"id":"a","schema":"Person","properties":{"name":["Ola Nordman"],"topics":["sanction"],"sanctions":[{"id":"s","schema":"Sanction","properties":{"entity":["a"],"program":["EXAMPLE"]}}]}}"#;
    fs::write(&path, text).unwrap();
    let (reading, entities) = read_as("ftm", &path, &[]).unwrap();
    assert_eq!((reading.read, reading.used, entities[0].programs[0].as_str()), (2, 2, "EXAMPLE"));
}

#[test]
fn the_simple_table_takes_its_list_type_from_the_dataset() {
    let (reading, entities) = read_sample("os-simple");
    assert_eq!(entities[0].list_types, [ListType::new("Sanctions")]);
    assert_eq!(entities[1].list_types, [ListType::new("PEP")]);
    assert_eq!(names(&entities[0], Strength::Strong), ["Ole Nordman", "O. Nordman"]);
    assert_eq!(entities[0].birth_dates.len(), 2);
    assert_eq!(reading.changed.map(|date| date.to_string()).as_deref(), Some("2024-05-06"));
    assert_eq!(reading.skipped.values().sum::<u64>(), 1);
}

#[test]
fn a_bad_cell_in_ones_own_list_never_loses_the_entry() {
    let (reading, entities) = read_sample("csv");
    assert_eq!((reading.read, reading.used), (3, 2));
    assert_eq!(format!("{:?}", entities[0].nationalities), "[NOR]");
    assert_eq!(entities[0].list_types, [ListType::new("PEP")]);
    assert_eq!(names(&entities[0], Strength::Weak), ["Tall"]);
    assert!(entities[1].birth_dates.is_empty());
    assert_eq!(entities[1].list_types, [ListType::new("Internal")]);
}
