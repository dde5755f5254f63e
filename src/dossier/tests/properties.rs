use proptest::prelude::*;

use super::*;
use crate::dossier::Status;

const PROCESSES: [&str; 2] = [PROCESS, "019aae62-9cf8-7000-8000-00000000000b"];

/// One of many events, and the grey of its image.
fn event_of((choice, process, value, timed): (u8, bool, u8, bool)) -> (String, Option<Inspected>) {
    let id = format!(r#""processId":"{}""#, PROCESSES[usize::from(process)]);
    let day = value % 3 + 1;
    let kind = ["front", "selfie", "back"][usize::from(value % 3)];
    let status = ["pending", "processing", "accepted", "rejected", "canceled", "in_review"][usize::from(value % 6)];
    let (kind, fields) = match choice % 11 {
        0 => ("dossier.created", format!(r#""userData":{{"lastName":"N{value}","dateOfBirth":"1988-05-2{day}"}}"#)),
        1 => {
            ("process.created", format!(r#"{id},"provider":"readid","documentType":"passport","sdkToken":"T{value}""#))
        }
        2 => ("process.created", format!(r#"{id},"provider":"onfido""#)),
        // without an id: one is made
        3 => ("process.created", format!(r#""provider":"signicatpaper","captureMethod":"M{value}""#)),
        4 | 5 => ("image.received", format!(r#"{id},"image":"{kind}","path":"x.png","documentType":"passport""#)),
        6 => ("process.started", id),
        7 => (
            "process.result",
            format!(
                r#"{id},"status":"{status}","finalResult":{{"lastName":"N{value}","dateOfBirth":"1988-05-2{day}"}}"#
            ),
        ),
        8 => ("transaction.made", String::new()),
        9 => ("retention.changed", format!(r#""retainUntil":"2031-01-0{day}""#)),
        _ => ("relationship.changed", format!(r#""endedAt":"2026-01-0{day}T00:00:00Z""#)),
    };
    let fields = if fields.is_empty() { fields } else { format!(",{fields}") };
    let image = (kind == "image.received")
        .then(|| image::inspect(&pictures::png(2, 2, value), None, &Limits::default()).unwrap());
    let at = if timed { format!(r#","at":"2026-11-2{day}T00:00:00Z""#) } else { String::new() };
    (format!(r#"{{"type":"{kind}","externalReference":"K-1"{at}{fields}}}"#), image)
}

fn deliver(desk: &mut Desk, event: &(String, Option<Inspected>), random: u8) -> Result<Applied, Error> {
    let around =
        Circumstances { providers: &desk.providers, now: desk.now, random: [random; 10], on_hold: desk.on_hold };
    desk.dossier.apply(&Event::parse(&event.0).unwrap(), event.1.as_ref(), &around)
}

fn stage(status: Status) -> u8 {
    u8::from(status != Status::Pending) + u8::from(status.is_final())
}

proptest! {
    #[test]
    fn whatever_counted_once_changes_nothing_at_any_later_time(
        choices in prop::collection::vec((any::<u8>(), any::<bool>(), 0u8..12, any::<bool>()), 1..24),
        again in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..8),
    ) {
        let events: Vec<_> = choices.into_iter().map(event_of).collect();
        let mut desk = Desk::new();
        let mut counted = Vec::new();
        for (number, event) in events.iter().enumerate() {
            let random = u8::try_from(number).unwrap();
            let before = desk.dossier.clone();
            match deliver(&mut desk, event, random) {
                Ok(_) => counted.push(event.clone()),
                Err(_) => prop_assert!(desk.dossier == before, "a refusal changed something"),
            }
            for process in &before.processes {
                let now = desk.dossier.process(process.facts.process_id).unwrap().facts.status;
                let (was, is) = (process.facts.status, now);
                prop_assert!(stage(is) > stage(was) || is == was, "{was} became {is}");
            }
            // one of those before, once more
            if let Some((index, _)) = again.get(number) && !counted.is_empty() {
                let before = desk.dossier.clone();
                prop_assert_eq!(deliver(&mut desk, index.get(&counted), 200), Ok(Applied::Unchanged));
                prop_assert!(desk.dossier == before);
            }
        }
        let whole = desk.dossier.clone();
        for event in &counted {
            prop_assert_eq!(deliver(&mut desk, event, 201), Ok(Applied::Unchanged));
        }
        for (_, index) in &again {
            if !counted.is_empty() {
                deliver(&mut desk, index.get(&counted), 202).unwrap();
            }
        }
        prop_assert!(desk.dossier == whole);
    }

    #[test]
    fn events_and_dossiers_read_back(choices in prop::collection::vec((any::<u8>(), any::<bool>(), 0u8..12, any::<bool>()), 1..12)) {
        let mut desk = Desk::new();
        for choice in choices {
            let event = event_of(choice);
            let parsed = Event::parse(&event.0).unwrap();
            let written = serde_json::to_string(&parsed).unwrap();
            prop_assert!(Event::parse(&written).unwrap() == parsed);
            let _ = deliver(&mut desk, &event, choice.0);
        }
        let contents = serde_json::to_string(&desk.dossier.contents).unwrap();
        prop_assert!(serde_json::from_str::<crate::dossier::DossierContents>(&contents).unwrap() == desk.dossier.contents);
        for process in &desk.dossier.processes {
            let contents = serde_json::to_string(&process.contents).unwrap();
            prop_assert!(serde_json::from_str::<crate::dossier::ProcessContents>(&contents).unwrap() == process.contents);
            let facts = serde_json::to_string(&process.facts).unwrap();
            prop_assert_eq!(&serde_json::from_str::<crate::dossier::ProcessFacts>(&facts).unwrap(), &process.facts);
        }
    }

    #[test]
    fn no_bytes_and_no_line_make_it_fall(bytes in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), with in any::<u8>()) {
        let _ = image::inspect(&bytes, None, &Limits::default());
        let _ = image::parse_data_url(&String::from_utf8_lossy(&bytes), &Limits::default());
        let _ = Event::parse(&String::from_utf8_lossy(&bytes));
        for mut whole in [pictures::png(3, 3, 3), pictures::jpeg(3, 3)] {
            let place = at.index(whole.len());
            whole[place] = with;
            let _ = image::inspect(&whole, None, &Limits::default());
            let _ = image::inspect(&whole[..place], None, &Limits::default());
        }
    }
}
