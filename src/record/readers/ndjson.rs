use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::bytes::next_bytes;
use super::csv::CELL_LIMIT;
use crate::record::chunk::Chunk;
use crate::record::row::RejectCode;

/// So much of a line that is too long is shown among the rejects.
const CUT: usize = 1 << 10;

/// Lines of a file of JSON objects, one after the other; none longer than a cell may be is kept.
pub(crate) struct NdjsonRows {
    input: Box<dyn BufRead + Send>,
    buffer: Vec<u8>,
    /// The line of the next byte, counted from 1.
    line: u64,
}

impl NdjsonRows {
    /// Of text in UTF-8.
    pub(crate) fn new(input: Box<dyn BufRead + Send>) -> Self {
        Self { input, buffer: Vec::new(), line: 1 }
    }

    /// The line that has been reached.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Reads one line that is not blank into the chunk, as a row of one cell; `false` at the end of the file.
    ///
    /// # Errors
    /// Those of the reader.
    pub(crate) fn read_row(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        // a line break of two bytes may stand behind the longest line
        let limit = CELL_LIMIT + 3;
        loop {
            self.buffer.clear();
            let read = (&mut self.input).take(limit as u64).read_until(b'\n', &mut self.buffer)?;
            if read == 0 {
                return Ok(false);
            }
            let line = self.line;
            self.line += 1;
            let cut = read == limit && !self.buffer.ends_with(b"\n");
            let cell = self.buffer.trim_ascii();
            if cut || cell.len() > CELL_LIMIT {
                chunk.push_line(line, &cell[..cell.len().min(CUT)], Some(RejectCode::CellTooLong));
                if cut {
                    self.pass_line()?;
                }
                return Ok(true);
            }
            if !cell.is_empty() {
                chunk.push_line(line, cell, None);
                return Ok(true);
            }
        }
    }

    /// Reads the rest of a line and forgets it.
    fn pass_line(&mut self) -> io::Result<()> {
        loop {
            let bytes = next_bytes(self.input.as_mut())?;
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let (length, done) = (end.map_or(bytes.len(), |end| end + 1), end.is_some() || bytes.is_empty());
            self.input.consume(length);
            if done {
                return Ok(());
            }
        }
    }
}

/// What a value was before it became text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// Text, a number, a boolean.
    Plain,
    /// An array of several values.
    Array,
    /// An object, or something with one inside.
    Object,
}

/// Keys and values in their order; `None` is `null`.
pub(crate) type Members<'a> = Vec<(Cow<'a, str>, Option<(Cow<'a, str>, Shape)>)>;

/// The members of a JSON object as text, in their order; `None` for `null`.
///
/// Numbers and booleans are written out, arrays joined by `;`, objects inside are JSON text.
///
/// # Errors
/// In words without anything of the line, where it is no such object.
pub(crate) fn parse_object(line: &str) -> Result<Members<'_>, String> {
    serde_json::from_str::<Object<'_>>(line).map(|object| object.0).map_err(|error| match error.classify() {
        Category::Eof => "the JSON object ends too early".to_owned(),
        Category::Data if line.starts_with('{') => {
            "a number has more digits than can be kept: write it as a string".to_owned()
        }
        Category::Data => "no JSON object".to_owned(),
        Category::Syntax | Category::Io => format!("no valid JSON at byte {} of the line", error.column()),
    })
}

struct Object<'a>(Members<'a>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut members = Vec::with_capacity(8);
                while let Some((Value(key, _), Value(value, shape))) = map.next_entry()? {
                    members.push((key.unwrap_or_default(), value.map(|value| (value, shape))));
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// A JSON value as text.
struct Value<'a>(Option<Cow<'a, str>>, Shape);

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        fn owned<'a>(text: &impl ToString) -> Value<'a> {
            Value(Some(Cow::Owned(text.to_string())), Shape::Plain)
        }

        impl<'de> Visitor<'de> for Any {
            type Value = Value<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
                Ok(Value(Some(Cow::Borrowed(text)), Shape::Plain))
            }

            fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
                Ok(owned(&text))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Value<'de>, E> {
                Ok(Value(Some(Cow::Borrowed(if value { "true" } else { "false" })), Shape::Plain))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Value<'de>, E> {
                Ok(owned(&value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Value<'de>, E> {
                Ok(owned(&value))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value<'de>, E> {
                // a long id written as a number would silently lose its last digits
                if value.abs() < 9_007_199_254_740_992.0 {
                    Ok(owned(&value))
                } else {
                    Err(E::custom("too many digits"))
                }
            }

            fn visit_unit<E>(self) -> Result<Value<'de>, E> {
                Ok(Value(None, Shape::Plain))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value<'de>, A::Error> {
                let (mut texts, mut inside): (Vec<Cow<'de, str>>, _) = (Vec::new(), Shape::Plain);
                while let Some(Value(text, shape)) = seq.next_element()? {
                    texts.extend(text);
                    inside = if shape == Shape::Plain { inside } else { Shape::Object };
                }
                let shape = if texts.len() > 1 && inside == Shape::Plain { Shape::Array } else { inside };
                Ok(Value((!texts.is_empty()).then(|| Cow::Owned(texts.join(";"))), shape))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value<'de>, A::Error> {
                let inner = serde_json::Value::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Value(Some(Cow::Owned(inner.to_string())), Shape::Object))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_arrays_and_objects_become_text() {
        let line = r#"{"a":"x\ty","b":7,"c":true,"d":null,"e":["p","q",3],"f":{"g":[1]},"h":1.5}"#;
        let members = parse_object(line).unwrap();
        let shown: Vec<_> =
            members.iter().map(|(key, value)| (key.as_ref(), value.as_ref().map(|(text, _)| text.as_ref()))).collect();
        assert_eq!(
            shown,
            [
                ("a", Some("x\ty")),
                ("b", Some("7")),
                ("c", Some("true")),
                ("d", None),
                ("e", Some("p;q;3")),
                ("f", Some(r#"{"g":[1]}"#)),
                ("h", Some("1.5"))
            ]
        );
    }

    #[test]
    fn what_is_no_object_is_an_error_that_quotes_nothing() {
        for line in ["\"Ada\"", "[\"Ada\"]", "{\"name\":\"Ada\"", "{\"name\":Ada}", "{\"id\":12345678901234567890123}"]
        {
            let error = parse_object(line).unwrap_err();
            assert!(!error.contains("Ada") && !error.contains("12345"), "{error}");
        }
    }
}
