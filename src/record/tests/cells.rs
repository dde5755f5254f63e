use super::{options, read, read_as, with_record};
use crate::record::ReadOptions;
use crate::vocabulary::{Country, EntityType, Gender, IdKind, PartialDate};

#[test]
fn every_field_is_understood() {
    let text = "id,name,dob,id_number,id_type,id_country,country,nationalities,birth country,sex,schema,isSoundEx,shoe size\n\
                7,Ada Example,1965-07-13,AB123456,passport,KP,Norway,NO;KP,prk,F,person,Yes,38\n";
    with_record(text, &options(), |record, warnings| {
        let (norway, korea) = (Country::parse("NO").unwrap(), Country::parse("KP"));
        assert!(warnings.is_empty(), "{warnings:?}");
        assert_eq!((record.id.as_ref(), record.line), ("7", 2));
        assert_eq!(record.date_of_birth, PartialDate::new(1965, 7, 13));
        let id = &record.identifiers[0];
        assert_eq!((id.kind, id.number.as_str(), id.country), (IdKind::Passport, "AB123456", korea));
        assert_eq!((record.country, record.country_given.as_ref()), (Some(norway), "Norway"));
        assert_eq!(record.nationalities, [norway, korea.unwrap()]);
        assert_eq!(record.birth_countries, [korea.unwrap()]);
        assert_eq!(
            (record.gender, record.entity_type, record.soundex),
            (Some(Gender::Female), Some(EntityType::Person), Some(true))
        );
        assert_eq!(record.passed_through, ["38"]);
    });
}

#[test]
fn names_come_whole_or_in_parts() {
    let name = |text: &str| {
        with_record(text, &options(), |record, _| (record.name.into_owned(), record.searched_name.into_owned()))
    };
    let pair = |given: &str, searched: &str| (given.to_owned(), searched.to_owned());
    assert_eq!(
        name("first_name,middle_name,last_name,suffix\nAda, ,Example,Jr.\n"),
        pair("Ada Example Jr.", "Ada Example Jr.")
    );
    assert_eq!(name("full_name,first_name,last_name\nAda Example,Bo,Sample\n"), pair("Ada Example", "Ada Example"));
    assert_eq!(name("full_name,first_name,last_name\n-,Bo,Sample\n"), pair("Bo Sample", "Bo Sample"));
    assert_eq!(name("last_name,x\n Sample ,\n"), pair("Sample", "Sample"));
    assert_eq!(name("name,x\n\" Ada Example \",\n"), pair(" Ada Example ", "Ada Example"));
}

#[test]
fn a_whole_name_beside_another_one_in_parts_is_searched_for_as_well() {
    let names =
        |text: &str| with_record(text, &options(), |record, _| (record.searched_name.into_owned(), record.aliases));
    let header = "name,first_name,last_name\n";
    assert_eq!(names(&format!("{header}YD,Ada,Example\n")), ("YD".to_owned(), vec!["Ada Example".to_owned()]));
    assert_eq!(names(&format!("{header}\"EXAMPLE, Ada\",Ada,Example\n")), ("EXAMPLE, Ada".to_owned(), vec![]));
    assert_eq!(names(&format!("{header}Ada Example,,Example\n")), ("Ada Example".to_owned(), vec![]));
}

#[test]
fn a_name_alone_is_read_as_a_cell_is() {
    let record = crate::record::named("Ada Example a.k.a. Adda, DOB 1965-07-13".to_owned(), options().today);
    assert_eq!((&*record.searched_name, &record.aliases[..]), ("Ada Example", &["Adda".to_owned()][..]));
    assert_eq!(record.date_of_birth, PartialDate::new(1965, 7, 13));
    assert_eq!(record.name, "Ada Example a.k.a. Adda, DOB 1965-07-13");
}

#[test]
fn what_is_missing_or_unknown_is_warned_of_and_screened_without() {
    let text = "name,dob,ssn,country,nationality,gender,schema,soundex,list_type,threshold\n\
                Ada Example,2031-01-01,n/a,Atlantis,NO;Atlantis,?,robot,maybe,PEP,0.9\n";
    with_record(text, &options(), |record, warnings| {
        assert_eq!(
            warnings,
            [
                "date_invalid",
                "id_placeholder",
                "country_unknown",
                "country_unknown",
                "gender_unknown",
                "entity_type_unknown",
                "soundex_unknown",
                "row_setting_ignored",
                "row_setting_ignored"
            ]
        );
        assert_eq!(record.id, "1");
        assert_eq!(record.nationalities.len(), 1);
        assert!(record.date_of_birth.is_none() && record.identifiers.is_empty() && record.list_types.is_empty());
        assert_eq!(record.date_of_birth_given, "2031-01-01");
    });
}

#[test]
fn row_settings_count_only_where_they_are_allowed() {
    let allowed = ReadOptions { allow_row_settings: true, ..options() };
    with_record("name,list_type,min_score\nAda Example,PEP; OFAC,0.9\n", &allowed, |record, warnings| {
        assert!(warnings.is_empty());
        assert_eq!(
            record.list_types.iter().map(crate::vocabulary::ListType::as_str).collect::<Vec<_>>(),
            ["PEP", "OFAC"]
        );
        assert_eq!(record.min_score.map(|score| score.to_string()).as_deref(), Some("0.9000"));
    });
    for score in ["0.49", "90", "high"] {
        with_record(&format!("name,min_score\nAda Example,{score}\n"), &allowed, |record, warnings| {
            assert_eq!((record.min_score, warnings), (None, vec!["row_setting_invalid"]));
        });
    }
}

#[test]
fn what_stood_in_the_name_is_used_unless_a_cell_says_otherwise() {
    let text = "name,dob\nAda Example a.k.a. Adda ID: AB123456 DOB 1965-07-13,\n";
    with_record(text, &options(), |record, warnings| {
        assert_eq!(warnings, ["extra_in_name"]);
        assert_eq!(
            (record.searched_name.as_ref(), record.aliases.as_slice()),
            ("Ada Example", &["Adda".to_owned()][..])
        );
        assert_eq!(record.name, "Ada Example a.k.a. Adda ID: AB123456 DOB 1965-07-13");
        assert_eq!(record.date_of_birth, PartialDate::new(1965, 7, 13));
        assert_eq!(record.identifiers[0].number, "AB123456");
    });
    with_record("name,dob\nAda Example 1965-07-13,1970\n", &options(), |record, _| {
        assert_eq!(record.date_of_birth, PartialDate::of_year(1970));
    });
}

#[test]
fn the_heading_of_an_id_says_its_kind() {
    with_record("name,Passport Number\nAda Example,AB123456\n", &options(), |record, _| {
        assert_eq!(record.identifiers[0].kind, IdKind::Passport);
    });
    with_record("name,idNumber\nAda Example,AB123456\n", &options(), |record, _| {
        assert_eq!(record.identifiers[0].kind, IdKind::Unknown);
    });
}

#[test]
fn a_warning_names_the_heading_as_it_stands_in_the_file() {
    let found = read("ID;Full Name;Born On\nC7;Ada Example;soon\n");
    assert_eq!(found.warnings, [(2, "C7".into(), "Born On".into(), "date_invalid")]);
}

#[test]
fn test_lists_of_real_shape_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval");
    if !folder.exists() {
        assert!(std::env::var_os("MUSTER_REQUIRE_SHARED").is_none(), "../shared is missing");
        eprintln!("skipped: ../shared is not there");
        return;
    }
    for (file, rows) in [("un_members.csv", 683), ("ordinary_people.csv", 25_000)] {
        // the countries are not what is looked at here
        let lenient = ReadOptions { lenient: true, ..options() };
        let found = read_as(&std::fs::read(folder.join(file)).unwrap(), &lenient).unwrap();
        assert_eq!(found.rows.len(), rows, "{file}");
        assert!(found.rows.iter().all(Result::is_ok), "{file}");
        let count = |code: &str| found.warnings.iter().filter(|warning| warning.3 == code).count();
        assert_eq!((count("extra_in_name"), count("date_invalid")), (0, 0), "{file}");
    }
}
