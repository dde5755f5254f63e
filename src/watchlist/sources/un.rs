//! The UN Security Council's consolidated list in XML, read as a stream.
//!
//! `dateGenerated` is the day of publication; the last change is the latest `LISTED_ON` or `LAST_DAY_UPDATED`.

use std::io::BufRead;
use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::super::{Entity, Error};
use super::{Reading, SourceInput, SourceKind, bytes, un_fields};
use crate::vocabulary::PartialDate;

const EXPECTED: &str = "the UN's consolidated list in XML (`CONSOLIDATED_LIST`)";
const ROOT: &str = "CONSOLIDATED_LIST";

/// The UN's list.
pub(super) const KIND: SourceKind = SourceKind {
    name: "un",
    about: "the UN Security Council's consolidated list in XML",
    feeds: "Sanctions",
    list_name: Some("UN"),
    recognises: |path| path.is_file() && looks_right(&bytes::head(path)),
    read,
};

fn looks_right(head: &str) -> bool {
    head.starts_with('<') && head.contains("<CONSOLIDATED_LIST")
}

/// One element of an entry with its children: `INDIVIDUAL_ADDRESS` with `CITY` and `COUNTRY`.
pub(super) struct Element {
    /// Its tag.
    pub tag: String,
    /// The text directly in it, entities resolved.
    pub text: String,
    /// The elements in it, in order.
    pub children: Vec<Element>,
}

impl Element {
    fn new(tag: String) -> Self {
        Self { tag, text: String::new(), children: Vec::new() }
    }

    /// The trimmed texts of all children of this tag that have one.
    pub(super) fn all<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = &'a str> {
        self.elements(tag).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }

    /// The trimmed text of the first child of this tag that has one; empty where there is none.
    pub(super) fn first<'a>(&'a self, tag: &'a str) -> &'a str {
        self.all(tag).next().unwrap_or("")
    }

    /// The children of this tag.
    pub(super) fn elements<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.tag == tag)
    }
}

fn read(input: &SourceInput, sink: &mut dyn FnMut(Entity)) -> Result<Reading, Error> {
    let path = input.path;
    let mut reader = Reader::from_reader(bytes::open(path, EXPECTED, looks_right)?);
    let mut reading = Reading { files: vec![path.to_owned()], ..Reading::default() };
    let mut buffer = Vec::new();
    let mut outside: Vec<String> = Vec::new();
    loop {
        match event(&mut reader, &mut buffer, path)? {
            Event::Start(start) => {
                let tag = tag(&start);
                if tag == "INDIVIDUAL" || tag == "ENTITY" {
                    let entry = element(&mut reader, Element::new(tag), path)?;
                    take(&entry, input, &mut reading, sink);
                } else {
                    if outside.is_empty() && tag == ROOT {
                        reading.published = generated(&start);
                    }
                    outside.push(tag);
                }
            }
            Event::End(_) => {
                outside.pop();
                if outside.is_empty() {
                    return Ok(reading);
                }
            }
            Event::Eof => return Err(cut_off(path)),
            _ => {}
        }
        buffer.clear();
    }
}

fn take(entry: &Element, input: &SourceInput, reading: &mut Reading, sink: &mut dyn FnMut(Entity)) {
    match un_fields::entity(entry, input.list_types) {
        Ok(entity) => {
            reading.changed_by(entity.changed_on);
            reading.used();
            sink(entity);
        }
        Err(reason) => reading.skipped(reason),
    }
}

/// Reads an element whose start tag has been read, up to its end tag.
fn element<R: BufRead>(reader: &mut Reader<R>, root: Element, path: &Path) -> Result<Element, Error> {
    let mut open = vec![root];
    let mut buffer = Vec::new();
    loop {
        match event(reader, &mut buffer, path)? {
            Event::Start(start) => open.push(Element::new(tag(&start))),
            Event::Empty(start) => {
                if let Some(parent) = open.last_mut() {
                    parent.children.push(Element::new(tag(&start)));
                }
            }
            Event::Text(text) => append(&mut open, &text.xml10_content()),
            Event::CData(text) => append(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => append(&mut open, &resolved(&reference)),
            Event::End(_) => {
                let closed = open.pop();
                match (open.last_mut(), closed) {
                    (Some(parent), Some(closed)) => parent.children.push(closed),
                    (None, Some(closed)) => return Ok(closed),
                    (_, None) => return Err(cut_off(path)),
                }
            }
            Event::Eof => return Err(cut_off(path)),
            _ => {}
        }
        buffer.clear();
    }
}

fn append(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// `&amp;` and `&#x41;` come as events of their own; one that XML does not know stays as written.
fn resolved(reference: &BytesRef) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name: &str = reference;
    resolve_xml_entity(name).map_or_else(|| format!("&{name};"), str::to_owned)
}

fn event<'b, R: BufRead>(reader: &mut Reader<R>, buffer: &'b mut Vec<u8>, path: &Path) -> Result<Event<'b>, Error> {
    reader.read_event_into(buffer).map_err(|error| match error {
        quick_xml::Error::Io(source) => Error::unreadable(path, std::io::Error::other(source)),
        quick_xml::Error::Syntax(_) => cut_off(path),
        _ => Error::damaged(path, 0, "the XML is not well-formed"),
    })
}

fn cut_off(path: &Path) -> Error {
    Error::damaged(path, 0, format!("the XML ends before `</{ROOT}>`, the file is cut off"))
}

fn tag(start: &BytesStart) -> String {
    start.local_name().into_inner().to_owned()
}

fn generated(root: &BytesStart) -> Option<PartialDate> {
    let attribute = root.attributes().flatten().find(|attribute| attribute.key.into_inner() == "dateGenerated")?;
    let text = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
    PartialDate::parse_iso(text.split('T').next()?)
}
