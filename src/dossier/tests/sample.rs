//! What is handed out with muster holds to its own rules.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;
use crate::dossier::event::ImageSource;
use crate::dossier::{Status, lookup_allowed, searched};

#[test]
fn the_sample_goes_through_and_a_second_time_changes_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/dossiers");
    let lines = fs::read_to_string(folder.join("events.ndjson")).unwrap();
    let providers = Providers::default();
    let around = Circumstances { providers: &providers, now: time(NOW), random: [3; 10], on_hold: false };
    let mut dossiers: BTreeMap<String, Dossier> = BTreeMap::new();
    for pass in 0..2 {
        for (number, line) in lines.lines().enumerate() {
            let event = Event::parse(line).unwrap_or_else(|error| panic!("line {}: {error}", number + 1));
            let key = event.external_reference().unwrap().to_owned();
            let image = match &event {
                Event::ImageReceived(event) => {
                    let ImageSource::Path(path) = event.source().unwrap() else { panic!() };
                    let bytes = fs::read(folder.join(path)).unwrap();
                    Some(image::inspect(&bytes, event.media_type, &Limits::default()).unwrap())
                }
                _ => None,
            };
            match (&event, dossiers.get_mut(&key)) {
                (Event::DossierCreated(event), None) => {
                    dossiers.insert(key, Dossier::create(event, &around).unwrap());
                }
                (event, dossier) => {
                    let applied = dossier.unwrap().apply(event, image.as_ref(), &around).unwrap();
                    assert_eq!(pass == 1, applied == Applied::Unchanged, "line {}", number + 1);
                    assert!(applied.warnings().is_empty(), "line {}: {applied:?}", number + 1);
                }
            }
        }
    }
    let of = |key: &str| &dossiers[key].processes[0];
    assert_eq!(of("C-025").facts.status, Status::Accepted);
    assert_eq!(of("C-025").contents.images.len(), 2);
    assert_eq!(searched(of("C-001"), &dossiers["C-001"]).full_name.as_deref(), Some("Yaropolk Drovezhin"));
    assert!(lookup_allowed(of("C-025")).is_ok() && lookup_allowed(of("C-001")).is_ok());
    assert_eq!(of("C-029").facts.status, Status::Pending);
}

#[test]
fn every_code_is_explained() {
    let manual = include_str!("../../../docs/dossiers.md");
    let codes = include_str!("../error.rs").split("=> \"").skip(1).filter_map(|rest| rest.split('"').next());
    let warnings = include_str!("../rules/mod.rs").split(" = \"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut count = 0;
    for code in codes.chain(warnings) {
        assert!(manual.contains(&format!("`{code}`")), "{code}");
        count += 1;
    }
    assert!(count > 40, "{count}");
    for kind in Event::TYPES {
        assert!(manual.contains(&format!("| `{kind}` |")), "{kind}");
    }
}
