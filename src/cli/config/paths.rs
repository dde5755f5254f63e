//! Paths as they stand in the file: none is empty, because one that is would be the folder of the file, whatever was meant.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Unexpected, Visitor};

/// A path as it stands there.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct WrittenPath(PathBuf);

/// One file or several.
#[derive(Debug)]
pub(super) struct Files(Vec<WrittenPath>);

impl WrittenPath {
    fn of<E: Error>(text: &str) -> Result<Self, E> {
        match text {
            "" => Err(E::invalid_value(Unexpected::Str(text), &"a path in quotes that is not empty")),
            text => Ok(Self(text.into())),
        }
    }
}

impl AsRef<Path> for WrittenPath {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Files {
    /// Each of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &WrittenPath> {
        self.0.iter()
    }
}

impl<'de> Deserialize<'de> for WrittenPath {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        value.deserialize_str(OnePath)
    }
}

impl<'de> Deserialize<'de> for Files {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        value.deserialize_any(OneOrSeveral)
    }
}

struct OnePath;

impl Visitor<'_> for OnePath {
    type Value = WrittenPath;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a path in quotes")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<WrittenPath, E> {
        WrittenPath::of(text)
    }
}

struct OneOrSeveral;

impl<'de> Visitor<'de> for OneOrSeveral {
    type Value = Files;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a path in quotes, or a list of them")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Files, E> {
        WrittenPath::of(text).map(|path| Files(vec![path]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut several: A) -> Result<Files, A::Error> {
        let mut files = Vec::new();
        while let Some(file) = several.next_element()? {
            files.push(file);
        }
        Ok(Files(files))
    }
}
