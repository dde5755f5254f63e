//! How values stand on the wire. What is said when one cannot be read names what was expected, never what was there:
//! it may be somebody's name.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::{Error as _, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::vocabulary::{Country, Gender, PartialDate};

const TIME: &str = "a time such as 2026-11-23T01:02:03Z";
const DAY: &str = "a date such as 2031-05-01";
const BIRTH: &str = "a date such as 1965-07-13, 1965-07 or 1965";
const COUNTRY: &str = "a country's ISO 3166 code such as NOR";
const GENDER: &str = "`male`, `female` or `other`";

/// Reads a text, or says what was expected in its place.
pub(super) fn read<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::invalid_value(Unexpected::Other("text"), &expected))
}

fn read_if_any<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, D::Error> {
    let Some(text) = Option::<Cow<str>>::deserialize(deserializer)? else { return Ok(None) };
    parse(&text).map(Some).ok_or_else(|| D::Error::invalid_value(Unexpected::Other("text"), &expected))
}

fn time_of(text: &str) -> Option<DateTime<Utc>> {
    Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc))
}

/// A time of RFC 3339; one with an offset is turned to UTC.
pub(super) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    read_if_any(deserializer, TIME, time_of)
}

/// A calendar day.
pub(super) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    read_if_any(deserializer, DAY, |text| {
        PartialDate::parse_iso(text).filter(|date| text.len() == 10 && date.day().is_some()).map(PartialDate::first_day)
    })
}

/// A birth date, of which papers do not always give the day.
pub(super) fn birth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PartialDate>, D::Error> {
    // as it is printed, and no shorter
    read_if_any(deserializer, BIRTH, |text| PartialDate::parse_iso(text).filter(|date| date.to_string() == text))
}

/// A country's alpha-3 code; the alpha-2 code is understood too.
pub(super) fn country<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Country>, D::Error> {
    read_if_any(deserializer, COUNTRY, |text| {
        Country::parse(text).filter(|country| text.len() == 2 || text.eq_ignore_ascii_case(country.alpha3()))
    })
}

/// `male`, `female`, `other`, or the letters on a document.
pub(super) fn gender<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Gender>, D::Error> {
    read_if_any(deserializer, GENDER, Gender::parse)
}

/// A text without the blanks around it; a blank one says nothing.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<Cow<str>>::deserialize(deserializer)?;
    Ok(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// An object, and not the list of its values that serde would also take.
pub(super) fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    struct Only<T>(T);

    impl<'de, T: Deserialize<'de>> Deserialize<'de> for Only<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            T::deserialize(Object(deserializer)).map(Self)
        }
    }
    Ok(Option::<Only<T>>::deserialize(deserializer)?.map(|Only(value)| value))
}

/// The same, and nothing said where it is `null`.
pub(super) fn object_or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(object(deserializer)?.unwrap_or_default())
}

/// Gives objects only.
pub(super) struct Object<D>(pub(super) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Object<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// JSON as it was received, to the letter.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// Keeps this text.
    ///
    /// # Errors
    /// Where it is no JSON.
    pub fn new(text: String) -> Result<Self, serde_json::Error> {
        RawValue::from_string(text).map(Self)
    }

    /// The text.
    pub fn get(&self) -> &str {
        self.0.get()
    }
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

/// What an event says of a field that can be emptied: nothing, that there is none (`null`), or its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Change<T = DateTime<Utc>> {
    /// Not said: it stays as it is.
    #[default]
    Keep,
    /// `null`.
    Clear,
    /// This.
    Set(T),
}

impl<T> Change<T> {
    pub(super) fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// What becomes of the value.
    pub fn apply_to(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

impl<T: Copy + Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.apply_to(None).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(time(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}

impl<'de> Deserialize<'de> for Change<NaiveDate> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(day(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}

/// Something that opens doors: no print shows it, and no wire form of a process has it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Keeps it.
    pub fn new(secret: String) -> Self {
        Self(secret)
    }

    /// The secret itself, for sealing it or sending it where it belongs.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Debug prints that show no personal data: the type's name and nothing of what it holds.
macro_rules! prints_nothing {
    ($($name:ident),* $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}
pub(super) use prints_nothing;

prints_nothing!(RawJson);

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Debug)]
    struct Fields {
        #[serde(default, deserialize_with = "birth")]
        born: Option<PartialDate>,
        #[serde(default, deserialize_with = "day")]
        day: Option<NaiveDate>,
        #[serde(default, deserialize_with = "time")]
        time: Option<DateTime<Utc>>,
        #[serde(default, deserialize_with = "country")]
        country: Option<Country>,
        #[serde(default, deserialize_with = "text")]
        text: Option<String>,
    }

    #[test]
    fn what_stands_on_the_wire_is_read() {
        let line =
            r#"{"born":"1965-07","day":"2031-05-01","time":"2026-11-23T02:02:03+01:00","country":"NO","text":" "}"#;
        let fields: Fields = serde_json::from_str(line).unwrap();
        assert_eq!(fields.born.unwrap().to_string(), "1965-07");
        assert_eq!(fields.day.unwrap().to_string(), "2031-05-01");
        assert_eq!(serde_json::to_string(&fields.time).unwrap(), r#""2026-11-23T01:02:03Z""#);
        assert_eq!(fields.country.unwrap().alpha3(), "NOR");
        assert_eq!(fields.text, None);
        assert_eq!(serde_json::from_str::<Fields>(r#"{"born":null}"#).unwrap().born, None);
    }

    #[test]
    fn what_is_refused_is_not_repeated() {
        for (field, value) in [
            ("born", "13.07.1965"),
            ("born", "1965-7-3"),
            ("day", "2032-05"),
            ("day", "2031-02-31"),
            ("time", "1999-11-23"),
            ("time", "1999-11-23T01:02:03"),
            ("country", "Norway"),
            ("country", "XQX"),
        ] {
            let error = serde_json::from_str::<Fields>(&format!(r#"{{"{field}":"{value}"}}"#)).unwrap_err().to_string();
            assert!(error.contains(", expected a ") && !error.contains(value), "{error}");
        }
    }

    #[test]
    fn a_secret_has_no_print() {
        assert_eq!(format!("{:?}", Secret::new("Bearer abc".into())), "Secret(..)");
        assert_eq!(format!("{:?}", RawJson::new("{\"a\": 1}".into()).unwrap()), "RawJson(..)");
    }
}
