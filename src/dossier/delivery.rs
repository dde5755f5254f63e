//! The mark that an event leaves, so that the same delivery twice changes nothing.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::event::{Event, ImageReceived};
use super::image::Inspected;
use super::wire;
use crate::vocabulary::Sha256;

/// The first 16 bytes of the hash of an event; 32 hexadecimal digits on the wire.
///
/// An image counts by its bytes, wherever they stand: the same picture from another path is the same delivery, and
/// another picture under the same path is not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Delivery(u128);

impl Delivery {
    /// Of an event and, where it brings one, its image.
    pub fn of(event: &Event, image: Option<&Inspected>) -> Self {
        let json = match event {
            Event::ImageReceived(event) => json(&Event::ImageReceived(without_place(event))),
            event => json(event),
        };
        let image = image.map_or(&[][..], |image| image.sha256.bytes());
        let hash = Sha256::of_pieces([&json[..], image]);
        let first = hash.bytes().first_chunk::<16>().copied().unwrap_or_default();
        Self(u128::from_be_bytes(first))
    }
}

fn json(event: &Event) -> Vec<u8> {
    serde_json::to_vec(event).expect("events have no keys that are not text")
}

fn without_place(event: &ImageReceived) -> ImageReceived {
    ImageReceived {
        at: event.at,
        dossier_id: event.dossier_id,
        external_reference: event.external_reference.clone(),
        process_id: event.process_id,
        image: event.image,
        data: None,
        path: None,
        media_type: event.media_type,
        document_type: event.document_type,
    }
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Delivery {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Delivery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::read(deserializer, "32 hexadecimal digits", |text| {
            u128::from_str_radix(text, 16).ok().map(Self).filter(|delivery| delivery.to_string() == text)
        })
    }
}
