use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::super::SOURCES;
use super::*;

const CSV: &str = "id,name\n1,Ola Nordman\n2,Kari Nordman\n";
const UN: &str = "<CONSOLIDATED_LIST dateGenerated=\"2026-02-27T00:00:00Z\"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>\
                  <FIRST_NAME>OLA</FIRST_NAME></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>";

fn file(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

fn spec(kind: &str, path: &std::path::Path) -> ListSpec {
    format!("{kind}={}", path.display()).parse().unwrap()
}

/// The message of loading this text as this kind, without the folder.
fn refused(kind: &str, text: &str) -> String {
    let folder = TempDir::new().unwrap();
    let path = file(&folder, "list.txt", text);
    let error = load(&spec(kind, &path)).map(|(info, _)| info).unwrap_err();
    error.to_string().replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn a_list_is_loaded_with_name_date_hash_and_counts() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder, "our,own.csv", CSV);
    let text = format!("csv={},name=Our own, really,date=2026-01-31,type=Internal;Other", path.display());
    let (info, entities) = load(&text.parse().unwrap()).unwrap();
    assert_eq!((info.name.as_str(), info.kind.as_str()), ("Our own, really", "csv"));
    assert_eq!(info.date.map(|date| date.to_string()).as_deref(), Some("2026-01-31"));
    assert_eq!((info.entries, info.names, info.weak_aliases, info.read, info.used), (2, 2, 0, 2, 2));
    assert_eq!((info.sources[0].file.as_str(), info.sources[0].bytes), ("our,own.csv", CSV.len() as u64));
    assert_eq!(info.sources[0].sha256, Sha256::of(CSV.as_bytes()));
    assert_eq!(entities[0].list_types.len(), 2);
    let text = serde_json::to_string(&info).unwrap();
    assert_eq!(serde_json::from_str::<ListInfo>(&text).unwrap(), info);
}

#[test]
fn the_date_inside_a_publication_counts_before_the_one_told() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder, "un.xml", UN);
    let (info, _) = load(&format!("un={},date=2020-01-01", path.display()).parse().unwrap()).unwrap();
    assert_eq!((info.name.as_str(), info.date.map(|date| date.to_string()).as_deref()), ("UN", Some("2026-02-27")));
}

#[test]
fn a_mistyped_kind_or_option_is_answered_with_the_nearest() {
    let message = |text: &str| text.parse::<ListSpec>().unwrap_err().to_string();
    assert_eq!(
        message("ofacsdn=x"),
        "unknown list kind `ofacsdn`: did you mean `ofac-sdn`? (`muster lists kinds` shows all)"
    );
    assert!(message("zzz=x").contains("expected one of `ofac-sdn`"));
    assert!(message("csv=x.csv,nmae=Own").ends_with("unknown option `nmae`: did you mean `name`?"));
    assert!(message("csv=x.csv,date=soon").ends_with("`soon` is no date: write it as 2026-02-27"));
    assert!(message("x.csv").contains("expected KIND=PATH"));
    assert!(message("csv=,name=x").contains("the path is empty"));
}

#[test]
fn lists_are_called_by_their_kind_or_their_file() {
    for (text, name) in [
        ("ofac-sdn=x", "OFAC SDN"),
        ("ofac-cons=x", "OFAC Consolidated"),
        ("un=x.xml", "UN"),
        ("ofac-xml=SDN.XML", "OFAC SDN"),
        ("ofac-advanced-xml=CONS_ADVANCED.XML", "OFAC Consolidated"),
        ("eu-fsf=x.xml", "EU"),
        ("uk=x.xml", "UK"),
        ("ftm=a/everyone-2015.ftm.json.gz", "everyone-2015"),
        ("csv=own.csv", "own"),
    ] {
        assert_eq!(text.parse::<ListSpec>().unwrap().list_name(), name);
    }
}

#[test]
fn a_missing_file_is_named() {
    let error = load(&spec("csv", std::path::Path::new("nowhere/list.csv"))).map(|(info, _)| info).unwrap_err();
    assert!(error.to_string().starts_with("nowhere/list.csv: there is no such file"));
    let folder = TempDir::new().unwrap();
    file(&folder, "sdn.csv", "");
    let error = load(&spec("ofac-sdn", folder.path())).map(|(info, _)| info).unwrap_err();
    assert!(matches!(error, Error::Missing { .. }), "{error}");
}

#[test]
fn a_list_that_is_cut_off_is_refused() {
    for end in ["</CONSOLIDATED_LIST>", "</INDIVIDUAL>", "/DATAID>"] {
        let cut = UN.split(end).next().unwrap();
        assert!(refused("un", cut).contains("cut off"), "{end}");
    }
    assert!(
        refused("ftm", "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{}}\n{\"id\":\"b\"").contains("list.txt:2")
    );
    assert!(refused("csv", "id,name\n1,Ola\n2,\"Kari\n").contains("cut off"));
    let simple = "id,schema,name,dataset\nx-1,Person,Ola Nordman,Example\nx-2,Per";
    assert!(refused("os-simple", simple).starts_with("list.txt:3: 2 cells where the heading has 4"));
    let folder = TempDir::new().unwrap();
    for name in ["alt.csv", "add.csv", "sdn_comments.csv"] {
        file(&folder, name, "");
    }
    for cut in ["11,\"NORDMAN, Ola\",\"individual\",-0- \n", "11,\"NORDMAN, O"] {
        file(&folder, "sdn.csv", cut);
        let error = load(&spec("ofac-sdn", folder.path())).map(|(info, _)| info).unwrap_err();
        assert!(error.to_string().contains("cut off"), "{error}");
    }
}

#[test]
fn what_ones_own_list_says_in_vain_is_counted() {
    let folder = TempDir::new().unwrap();
    let rows = "id,name,schema,birth_date,country,gender\n1,Ola,Person,1965-07-13,NO,F\n2,Kari,Troll,13.07.1965;1970,Atlantis,?\n3,...,,,,\n";
    let path = file(&folder, "own.csv", rows);
    let (info, entities) = load(&spec("csv", &path)).unwrap();
    let counted: Vec<_> = info.not_understood.iter().map(|(column, n)| (column.as_str(), *n)).collect();
    assert_eq!(counted, [("birth_date", 1), ("country", 1), ("gender", 1), ("schema", 1)]);
    assert_eq!((info.read, info.used, entities.len()), (3, 2, 2));
}

#[test]
fn a_web_page_is_refused_by_every_kind() {
    for kind in SOURCES {
        let message = refused(kind.name, "<!DOCTYPE html>\n<html><body>Access denied</body></html>");
        assert!(message.starts_with("list.txt: this is a web page (HTML), expected "), "{message}");
    }
}

#[test]
fn an_empty_file_is_refused_by_every_kind() {
    for kind in SOURCES {
        assert!(refused(kind.name, "").contains("an empty file"), "{kind:?}");
    }
    assert!(refused("csv", "id,name\n").contains("no entry in it could be used (read 0, skipped 0)"));
    assert!(refused("un", "<CONSOLIDATED_LIST></CONSOLIDATED_LIST>").contains("no entry"));
}

#[test]
fn another_kind_is_told_by_its_first_bytes() {
    for kind in SOURCES.iter().filter(|kind| kind.name != "un") {
        assert!(refused(kind.name, UN).contains("this is the UN list in XML"), "{kind:?}");
    }
    for kind in ["un", "ftm", "ofac-sdn", "ofac-xml", "ofac-advanced-xml", "eu-fsf", "uk"] {
        assert!(refused(kind, CSV).contains("this is something else, expected "), "{kind}");
    }
    assert_eq!(
        refused("csv", "number,name\n1,Ola Nordman\n").split(": expected").next(),
        Some("list.txt:1: no heading `id`")
    );
}

#[test]
fn the_same_id_twice_is_refused() {
    assert!(refused("csv", "id,name\n1,Ola Nordman\n1,Kari Nordman\n").contains("entries 1 and 2 have the same id"));
    for (kind, text) in [
        ("ofac-xml", "<sdnList><sdnEntry><uid>1</uid><lastName>NORDMAN</lastName></sdnEntry>%</sdnList>"),
        (
            "eu-fsf",
            "<export xmlns=\"http://eu.europa.ec/fpi/fsd/export\"><sanctionEntity logicalId=\"1\">\
                    <nameAlias wholeName=\"NORDMAN\"/></sanctionEntity>%</export>",
        ),
        (
            "uk",
            "<Designations><Designation><UniqueID>1</UniqueID><Names><Name><Name6>NORDMAN</Name6></Name></Names>\
                </Designation>%</Designations>",
        ),
        (
            "ofac-advanced-xml",
            "<Sanctions><DistinctParty><Profile ID=\"1\"><Identity><Alias><DocumentedName>\
                               <DocumentedNamePart><NamePartValue>NORDMAN</NamePartValue></DocumentedNamePart>\
                               </DocumentedName></Alias></Identity></Profile></DistinctParty>%</Sanctions>",
        ),
    ] {
        let entry_end = text.find('%').unwrap();
        let entry_start = text[1..].find('<').unwrap() + 1;
        let twice = text.replace('%', &text[entry_start..entry_end]);
        assert!(refused(kind, &twice).contains("entries 1 and 2 have the same id"), "{kind}");
    }
    let line = r#"{"id":"a","schema":"Person","properties":{"name":["Ola"],"topics":["role.pep"]}}"#;
    assert!(refused("ftm", &format!("{line}\n{}", line.replace("Ola", "Kari"))).contains("list.txt:2"));
}

#[test]
fn messages_carry_no_name_of_the_list() {
    for (kind, text) in
        [("csv", "id,name\n1,Ola Nordman\n1,Kari Nordman\n"), ("ftm", "{\"id\":\"Nordman\", \"schema\" \"properties\"")]
    {
        assert!(!refused(kind, text).contains("Nordman"));
    }
}

#[test]
fn a_list_may_lose_a_tenth_and_no_more() {
    let folder = TempDir::new().unwrap();
    let (info, _) = load(&spec("csv", &file(&folder, "a.csv", CSV))).unwrap();
    let with = |entries| ListInfo { entries, ..info.clone() };
    assert!(shrink_guard(Some(&with(90)), &with(100), 10).is_ok());
    let error = shrink_guard(Some(&with(89)), &with(100), 10).unwrap_err();
    assert!(error.to_string().starts_with("list `a` has 89 entries where it had 100, over 10 % fewer"));
    assert!(shrink_guard(Some(&with(50)), &with(100), 50).is_ok());
    assert!(shrink_guard(Some(&with(200)), &with(100), 10).is_ok());
    let fewer_names = ListInfo { names: info.names * 10, ..info.clone() };
    assert!(shrink_guard(Some(&info), &fewer_names, 10).unwrap_err().to_string().contains(" names where it had "));
    let gone = shrink_guard(None, &with(100), 10).unwrap_err().to_string();
    assert!(gone.contains("with 100 entries is not among those that are given"), "{gone}");
    assert!(shrink_guard(None, &with(100), 99).is_err() && shrink_guard(None, &with(100), 100).is_ok());
}

#[test]
fn a_folder_gives_its_publications_and_names_the_rest() {
    let folder = TempDir::new().unwrap();
    file(&folder, "own.csv", CSV);
    file(&folder, "un.xml", UN);
    file(&folder, "readme.txt", "hello");
    fs::create_dir(folder.path().join("ofac")).unwrap();
    for name in ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"] {
        fs::write(folder.path().join("ofac").join(name), "").unwrap();
    }
    let found = specs_of_folder(folder.path()).unwrap();
    let kinds: Vec<&str> = found.specs.iter().map(|spec| spec.kind.name).collect();
    assert_eq!(kinds, ["ofac-sdn", "csv", "un"]);
    assert_eq!(found.unrecognised, [folder.path().join("readme.txt")]);
    assert!(specs_of_folder(std::path::Path::new("nowhere")).is_err());
}

#[test]
fn two_lists_of_one_name_in_a_folder_are_told_apart_by_their_paths() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("b")).unwrap();
    for name in ["a.csv", "b/a.csv", "un.xml"] {
        file(&folder, name, if name == "un.xml" { UN } else { CSV });
    }
    let found = specs_of_folder(folder.path()).unwrap();
    let names: Vec<String> = found.specs.iter().map(ListSpec::list_name).collect();
    assert_eq!(names, ["a", "a (b/a.csv)", "UN"]);
}
