//! Publications in XML of any size are read in little memory: entry by entry, never the whole tree.
//!
//! The peak is the one that Linux keeps for a process (`VmHWM`), so this is a test of its own with one function.

#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use muster::watchlist::{Entity, SOURCES, SourceInput};

const MIB: u64 = 1 << 20;

/// The highest resident memory since the last call of [`forget_peak`], in bytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Starts the peak anew at what is in use now; see proc(5), `clear_refs`.
fn forget_peak() -> bool {
    fs::write("/proc/self/clear_refs", "5").is_ok()
}

type Entry = fn(&mut String, usize);

fn ofac(text: &mut String, n: usize) {
    writeln!(
        text,
        "<sdnEntry><uid>{n}</uid><firstName>Ola</firstName><lastName>NORDMAN {n}</lastName><sdnType>Individual</sdnType>\
         <programList><program>EXAMPLE</program></programList><akaList><aka><category>weak</category><lastName>TALL {n}\
         </lastName></aka></akaList><dateOfBirthList><dateOfBirthItem><dateOfBirth>03 Feb 1950</dateOfBirth>\
         </dateOfBirthItem></dateOfBirthList></sdnEntry>"
    )
    .unwrap();
}

fn eu(text: &mut String, n: usize) {
    writeln!(
        text,
        "<sanctionEntity logicalId=\"{n}\"><regulation programme=\"XYZ\" publicationDate=\"2010-07-08\"/><subjectType \
         code=\"person\"/><nameAlias wholeName=\"Ola Nordman {n}\" strong=\"true\"/><nameAlias wholeName=\"Tall {n}\" \
         strong=\"false\"/><birthdate calendarType=\"GREGORIAN\" year=\"1950\"/></sanctionEntity>"
    )
    .unwrap();
}

fn uk(text: &mut String, n: usize) {
    writeln!(
        text,
        "<Designation><UniqueID>X{n}</UniqueID><Names><Name><Name1>OLA</Name1><Name6>NORDMAN {n}</Name6><NameType>Primary \
         Name</NameType></Name></Names><RegimeName>Example</RegimeName><IndividualEntityShip>Individual\
         </IndividualEntityShip><IndividualDetails><Individual><DOBs><DOB>dd/mm/1950</DOB></DOBs></Individual>\
         </IndividualDetails></Designation>"
    )
    .unwrap();
}

/// As the advanced form writes a party: the same day four times.
fn party(text: &mut String, n: usize) {
    let day = "<Year>1950</Year><Month>2</Month><Day>3</Day>";
    let end = format!("<From>{day}</From><To>{day}</To>");
    write!(
        text,
        "<DistinctParty FixedRef=\"{n}\"><Profile ID=\"{n}\" PartySubTypeID=\"4\"><Identity ID=\"{n}\" FixedRef=\"{n}\" \
         Primary=\"true\" False=\"false\">"
    )
    .unwrap();
    for (kind, primary, last) in [(1403, true, "NORDMAN"), (1400, false, "NORMANN")] {
        write!(
            text,
            "<Alias FixedRef=\"{n}\" AliasTypeID=\"{kind}\" Primary=\"{primary}\" LowQuality=\"false\"><DocumentedName \
             ID=\"{n}\" FixedRef=\"{n}\" DocNameStatusID=\"1\"><DocumentedNamePart><NamePartValue NamePartGroupID=\"1\" \
             ScriptID=\"215\" ScriptStatusID=\"1\" Acronym=\"false\">{last} {n}</NamePartValue></DocumentedNamePart>\
             <DocumentedNamePart><NamePartValue NamePartGroupID=\"2\" ScriptID=\"215\" ScriptStatusID=\"1\" Acronym=\"false\">\
             Ola</NamePartValue></DocumentedNamePart></DocumentedName></Alias>"
        )
        .unwrap();
    }
    writeln!(
        text,
        "<NamePartGroups><MasterNamePartGroup><NamePartGroup ID=\"1\" NamePartTypeID=\"1520\"/></MasterNamePartGroup>\
         <MasterNamePartGroup><NamePartGroup ID=\"2\" NamePartTypeID=\"1521\"/></MasterNamePartGroup></NamePartGroups></Identity>\
         <Feature ID=\"{n}\" FeatureTypeID=\"8\"><FeatureVersion ID=\"{n}\" ReliabilityID=\"1\"><DatePeriod CalendarTypeID=\"1\" \
         YearFixed=\"false\" MonthFixed=\"false\" DayFixed=\"false\"><Start Approximate=\"false\">{end}</Start><End \
         Approximate=\"false\">{end}</End></DatePeriod></FeatureVersion><IdentityReference IdentityID=\"{n}\" \
         IdentityFeatureLinkTypeID=\"1\"/></Feature></Profile></DistinctParty>"
    )
    .unwrap();
}

fn sanctions_entry(text: &mut String, n: usize) {
    writeln!(
        text,
        "<SanctionsEntry ID=\"{n}\" ProfileID=\"{n}\" ListID=\"1550\"><SanctionsMeasure ID=\"{n}\" SanctionsTypeID=\"1\">\
         <Comment>EXAMPLE</Comment></SanctionsMeasure></SanctionsEntry>"
    )
    .unwrap();
}

/// Writes a publication of so many entries and returns its size.
fn write(path: &Path, [start, end]: [&str; 2], entries: &[Entry], count: usize) -> u64 {
    let mut file = BufWriter::new(fs::File::create(path).unwrap());
    file.write_all(start.as_bytes()).unwrap();
    let mut text = String::new();
    for entry in entries {
        for n in 1..=count {
            text.clear();
            entry(&mut text, n);
            file.write_all(text.as_bytes()).unwrap();
        }
    }
    file.write_all(end.as_bytes()).unwrap();
    file.into_inner().unwrap().metadata().unwrap().len()
}

/// How much the memory grew at most while a publication was read and its entries were dropped, in bytes.
fn growth(kind: &str, path: &Path, count: usize) -> u64 {
    let kind = SOURCES.iter().find(|known| known.name == kind).unwrap();
    let mut seen = 0;
    forget_peak();
    let in_use = peak();
    let reading = (kind.read)(&SourceInput { path, list_types: &[] }, &mut |_: Entity| seen += 1).unwrap();
    assert_eq!((seen, reading.skipped.len()), (count, 0), "{kind:?}");
    peak() - in_use
}

#[test]
fn a_large_publication_is_read_in_little_memory() {
    if !forget_peak() {
        eprintln!("skipped: the peak of memory cannot be reset here");
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("list.xml");
    let eu_root = "<export xmlns=\"http://eu.europa.ec/fpi/fsd/export\" generationDate=\"2026-02-03\">";
    let cases: [(&str, [&str; 2], &[Entry]); 4] = [
        ("ofac-xml", ["<sdnList>", "</sdnList>"], &[ofac]),
        ("eu-fsf", [eu_root, "</export>"], &[eu]),
        ("uk", ["<Designations>", "</Designations>"], &[uk]),
        ("ofac-advanced-xml", ["<Sanctions>", "</Sanctions>"], &[party, sanctions_entry]),
    ];
    for (kind, root, entries) in cases {
        let waits = kind == "ofac-advanced-xml";
        let count = if waits { 20_000 } else { 80_000 };
        let size = write(&path, root, entries, count);
        let growth = growth(kind, &path, count);
        eprintln!("{kind}: {} kB of memory for {} kB", growth / 1024, size / 1024);
        // the entries of the advanced form stand behind all parties, which wait for them as entities; a tree of the
        // whole would take several times the file
        let most = if waits { size / 2 } else { 4 * MIB };
        assert!(size > 12 * MIB && growth < most, "{kind}: {growth} bytes of memory for a file of {size}");
    }
}
