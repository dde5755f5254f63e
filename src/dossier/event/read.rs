//! A line becomes an event. Messages of the JSON reader may repeat what stood in the line, so only what it *expected* is
//! taken from them: those words are ours.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::CowStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, de};

use super::super::Error;
use super::super::error::EventFault;
use super::super::wire::Object;

/// The event's type, one of those known.
pub(super) fn kind<'a>(line: &str, known: &[&'a str]) -> Result<&'a str, Error> {
    #[derive(Deserialize)]
    #[serde(expecting = "an object")]
    struct Kind<'a> {
        #[serde(rename = "type", borrow)]
        kind: Cow<'a, str>,
    }
    let mut reader = serde_json::Deserializer::from_str(line);
    let found = Kind::deserialize(Object(&mut reader)).and_then(|found| reader.end().map(|()| found));
    let found = found.map_err(|error| without_values(&error))?;
    known.iter().copied().find(|kind| *kind == found.kind).ok_or_else(|| unknown_type(known))
}

pub(super) fn unknown_type(known: &[&str]) -> Error {
    let known: Vec<String> = known.iter().map(|kind| format!("`{kind}`")).collect();
    Error::Event { fault: EventFault::UnknownType, column: 1, expected: format!("one of {}", known.join(", ")) }
}

/// All but the type.
pub(super) fn fields<'de, T: Deserialize<'de>>(line: &'de str) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_str(line);
    let event = T::deserialize(Typed(&mut reader)).and_then(|event| reader.end().map(|()| event));
    event.map_err(|error| without_values(&error))
}

fn without_values(error: &serde_json::Error) -> Error {
    let message = error.to_string();
    let expected = message.rsplit_once(", expected ").map(|(_, expected)| expected);
    let expected = expected.map(|text| text.rsplit_once(" at line ").map_or(text, |(text, _)| text));
    let named = |front: &str| message.strip_prefix(front).and_then(|rest| rest.split('`').next());
    let (fault, expected) = if !error.is_data() {
        (EventFault::InvalidJson, "a whole JSON object on one line".to_owned())
    } else if let Some(field) = named("missing field `") {
        (EventFault::MissingField, format!("the field `{field}`"))
    } else if let Some(field) = named("duplicate field `") {
        (EventFault::DuplicateField, format!("the field `{field}` once"))
    } else if message.starts_with("unknown field") {
        (EventFault::UnknownField, expected.unwrap_or("no such field").to_owned())
    } else {
        (EventFault::InvalidValue, expected.unwrap_or("another value").to_owned())
    };
    Error::Event { fault, column: error.column(), expected }
}

/// An object whose `type` has been read already and is passed over. The tagging that serde offers copies every value on the
/// way, and then neither what a provider sent stays as it was nor do errors know their column.
struct Typed<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Typed<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        Object(self.0).deserialize_any(WithoutType(visitor))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct WithoutType<T>(T);

impl<'de, V: Visitor<'de>> Visitor<'de> for WithoutType<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(WithoutType(map))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithoutType<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        loop {
            match self.0.next_key::<Cow<str>>()? {
                None => return Ok(None),
                Some(key) if key == "type" => {
                    self.0.next_value::<de::IgnoredAny>()?;
                }
                Some(key) => {
                    let key: CowStrDeserializer<'_, A::Error> = key.into_deserializer();
                    return seed.deserialize(key).map(Some);
                }
            }
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Event;

    fn refused(line: &str) -> (String, String) {
        let error = Event::parse(line).unwrap_err();
        (error.code().to_owned(), error.to_string())
    }

    #[test]
    fn what_a_provider_sent_stays_to_the_letter() {
        let line = r#"{"type":"process.result","dossierId":"019aae62-9cf8-7fff-bfff-ffffffffffff","providerSpecific":{"b":1.50, "a":[ ],"b":2}}"#;
        let Event::ProcessResult(event) = Event::parse(line).unwrap() else { panic!() };
        assert_eq!(event.provider_specific.unwrap().get(), r#"{"b":1.50, "a":[ ],"b":2}"#);
    }

    #[test]
    fn the_type_may_stand_anywhere_and_an_event_reads_back() {
        let line =
            r#"{"at":"2026-11-23T01:02:03Z","externalReference":"K-1","endedAt":null,"type":"relationship.changed"}"#;
        let event = Event::parse(line).unwrap();
        let again = serde_json::to_string(&event).unwrap();
        assert!(Event::parse(&again).unwrap() == event);
        assert_eq!(
            again,
            r#"{"type":"relationship.changed","at":"2026-11-23T01:02:03Z","externalReference":"K-1","endedAt":null}"#
        );
    }

    #[test]
    fn an_error_says_where_and_what_was_expected_and_never_what_stood_there() {
        for (line, code, says) in [
            ("", "invalid_json", "column 0"),
            ("{\"type\":\"dossier.created\"", "invalid_json", "whole JSON object"),
            ("[\"Svendsen\"]", "invalid_value", "an object"),
            ("\"Svendsen\"", "invalid_value", "an object"),
            (r#"{"type":"Svendsen"}"#, "unknown_type", "`process.created`"),
            (r#"{"externalReference":"Svendsen"}"#, "missing_field", "`type`"),
            (r#"{"type":"dossier.created","Svendsen":1}"#, "unknown_field", "`userData`"),
            (r#"{"type":"dossier.created","Svendsen, expected Svendsen":1}"#, "unknown_field", "`userData`"),
            (r#"{"type":"dossier.created","userData":{"Svendsen":1}}"#, "unknown_field", "`dateOfBirth`"),
            (r#"{"type":"dossier.created","userData":{"dateOfBirth":"Svendsen"}}"#, "invalid_value", "1965-07-13"),
            (r#"{"type":"dossier.created","userData":"Svendsen"}"#, "invalid_value", "an object"),
            (r#"{"type":"dossier.created","userData":["Svendsen"]}"#, "invalid_value", "an object"),
            (r#"{"type":"dossier.created","at":"Svendsen"}"#, "invalid_value", "2026-11-23T01:02:03Z"),
            (r#"{"type":"dossier.created","dossierId":"../Svendsen"}"#, "invalid_value", "an id such as"),
            (r#"{"type":"dossier.created","at":null,"at":null}"#, "duplicate_field", "`at`"),
            (r#"{"type":"dossier.created","type":"dossier.created"}"#, "duplicate_field", "`type`"),
            (r#"{"type":"process.created","externalReference":"Svendsen"}"#, "missing_field", "`provider`"),
            (r#"{"type":"image.received","image":"Svendsen"}"#, "invalid_value", "`selfie`"),
            (r#"{"type":"dossier.created"} Svendsen"#, "invalid_json", "column 28"),
        ] {
            let (found, message) = refused(line);
            assert_eq!(found, code, "{line}: {message}");
            assert!(message.contains(says) && !message.contains("Svendsen"), "{line}: {message}");
        }
    }
}
