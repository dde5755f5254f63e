//! What the room promises as a whole.

mod images;
mod people;
pub(super) mod pictures;
mod properties;
mod sample;
mod state_machine;
mod upkeep;
mod wire_form;

use chrono::{DateTime, Utc};

use super::image::Inspected;
use super::{Applied, Circumstances, Dossier, Error, Event, Limits, ProcessId, Providers, image};

pub(super) const NOW: &str = "2026-11-23T12:00:00Z";
const DOSSIER: &str = "019aae62-9cf8-7000-8000-000000000001";
const PROCESS: &str = "019aae62-9cf8-7000-8000-00000000000a";

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn id(text: &str) -> ProcessId {
    text.parse().unwrap()
}

/// A dossier and the world around it.
struct Desk {
    dossier: Dossier,
    providers: Providers,
    now: DateTime<Utc>,
    on_hold: bool,
}

impl Desk {
    /// An empty dossier.
    fn new() -> Self {
        let providers = Providers::default();
        let created = format!(
            r#"{{"type":"dossier.created","dossierId":"{DOSSIER}","externalReference":"K-1","userData":{{"firstName":"Emma","dateOfBirth":"1988-05-20"}}}}"#
        );
        let Event::DossierCreated(event) = Event::parse(&created).unwrap() else { panic!() };
        let now = time(NOW);
        let around = Circumstances { providers: &providers, now, random: [0; 10], on_hold: false };
        let dossier = Dossier::create(&event, &around).unwrap();
        Self { dossier, providers, now, on_hold: false }
    }

    /// With one process.
    fn with_process(fields: &str) -> Self {
        let mut desk = Self::new();
        desk.event("process.created", &format!(r#""processId":"{PROCESS}",{fields}"#)).unwrap();
        desk
    }

    /// A passport at a provider that is asked to start.
    fn with_passport() -> Self {
        Self::with_process(r#""provider":"onfido","documentType":"passport""#)
    }

    /// Applies an event of this dossier.
    fn event(&mut self, kind: &str, fields: &str) -> Result<Applied, Error> {
        self.apply(kind, fields, None)
    }

    /// Applies an image of one grey.
    fn image(&mut self, kind: &str, grey: u8, more: &str) -> Result<Applied, Error> {
        let found = image::inspect(&pictures::png(2, 2, grey), None, &Limits::default()).unwrap();
        self.apply("image.received", &format!(r#""image":"{kind}","path":"{kind}.png"{more}"#), Some(&found))
    }

    fn apply(&mut self, kind: &str, fields: &str, image: Option<&Inspected>) -> Result<Applied, Error> {
        let comma = if fields.is_empty() { "" } else { "," };
        let line = format!(r#"{{"type":"{kind}","externalReference":"K-1"{comma}{fields}}}"#);
        let event = Event::parse(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let around =
            Circumstances { providers: &self.providers, now: self.now, random: [7; 10], on_hold: self.on_hold };
        self.dossier.apply(&event, image, &around)
    }

    fn code(&mut self, kind: &str, fields: &str) -> &'static str {
        self.event(kind, fields).unwrap_err().code()
    }

    fn process(&self) -> &super::Process {
        &self.dossier.processes[0]
    }
}
