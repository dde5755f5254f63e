//! Publications in XML, read as a stream: one entry at a time is in memory, never the whole tree.
//!
//! [`Stream::next_element`] walks from start tag to start tag; [`Stream::whole`] takes what such a tag opened, with all that is
//! in it. What is not taken is walked into.

use std::io::{self, BufRead, Read};
use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::super::Error;
use super::bytes;

/// How deep elements of one entry may lie in each other. The publications need a dozen levels.
const DEEPEST: usize = 64;
/// How much memory the text, the attributes and the elements of one entry may take, in bytes. The largest known entries
/// take some 2 MB.
const LARGEST: usize = 1 << 26;

/// One element of an entry with its children: `INDIVIDUAL_ADDRESS` with `CITY` and `COUNTRY`.
#[derive(Default)]
pub(super) struct Element {
    /// Its tag, without a prefix.
    pub tag: String,
    /// The text directly in it, entities resolved.
    pub text: String,
    /// Its attributes, in order.
    pub attributes: Vec<(String, String)>,
    /// The elements in it, in order.
    pub children: Vec<Element>,
}

impl Element {
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

    /// The elements at the end of a path: `["akaList", "aka"]`.
    pub(super) fn at<'a>(&'a self, path: &[&'a str]) -> Vec<&'a Element> {
        path.iter().fold(vec![self], |found, tag| found.into_iter().flat_map(|one| one.elements(tag)).collect())
    }

    /// The trimmed value of an attribute; empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// Whether an attribute says `true`.
    pub(super) fn is(&self, attribute: &str) -> bool {
        self.attribute(attribute).eq_ignore_ascii_case("true")
    }
}

/// A publication in XML.
pub(super) struct Stream<'p> {
    reader: Reader<Lines<Box<dyn BufRead>>>,
    path: &'p Path,
    root: &'static str,
    expected: &'static str,
    open: usize,
    buffer: Vec<u8>,
}

impl<'p> Stream<'p> {
    /// Opens a file whose outermost element is `root`; `expected` says so in words.
    ///
    /// # Errors
    /// Where the file cannot be read, is empty, or is something else.
    pub(super) fn open(
        path: &'p Path,
        expected: &'static str,
        looks_right: fn(&str) -> bool,
        root: &'static str,
    ) -> Result<Self, Error> {
        let inside = bytes::open(path, expected, looks_right)?;
        let mut reader = Reader::from_reader(Lines { inside, line: 1 });
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { reader, path, root, expected, open: 0, buffer: Vec::new() })
    }

    /// The next element that opens, with its attributes and nothing that is in it; `None` when the outermost has
    /// closed.
    ///
    /// # Errors
    /// Where the file is cut off, no well-formed XML, or of another kind.
    pub(super) fn next_element(&mut self) -> Result<Option<Element>, Error> {
        loop {
            match self.event()? {
                Token::Start(element) => {
                    if self.open == 0 && element.tag != self.root {
                        return Err(Error::wrong_kind(self.path, "XML of another kind", self.expected));
                    }
                    self.open += 1;
                    return Ok(Some(element));
                }
                Token::End => {
                    self.open = self.open.saturating_sub(1);
                    if self.open == 0 {
                        return Ok(None);
                    }
                }
                Token::Text(_) | Token::Nothing => {}
            }
        }
    }

    /// All of an element that [`Self::next_element`] has just handed over.
    ///
    /// # Errors
    /// Where the file is cut off or no well-formed XML, or the element is larger than any entry can be.
    pub(super) fn whole(&mut self, opened: Element) -> Result<Element, Error> {
        let (mut above, mut current, mut size) = (Vec::new(), opened, 0);
        loop {
            match self.event()? {
                Token::Start(element) => {
                    size += element.attributes.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>();
                    size += element.tag.len() + size_of::<Element>();
                    above.push(std::mem::replace(&mut current, element));
                }
                Token::Text(text) => {
                    size += text.len();
                    current.text.push_str(&text);
                }
                Token::End => {
                    let Some(parent) = above.pop() else {
                        self.open -= 1;
                        return Ok(current);
                    };
                    let closed = std::mem::replace(&mut current, parent);
                    current.children.push(closed);
                }
                Token::Nothing => {}
            }
            if above.len() > DEEPEST || size > LARGEST {
                return Err(self.damaged("an entry is larger than any that the publication can have"));
            }
        }
    }

    fn event(&mut self) -> Result<Token, Error> {
        self.buffer.clear();
        let token = match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::Start(start)) => element(&start).map(Token::Start),
            Ok(Event::End(_)) => Some(Token::End),
            Ok(Event::Text(text)) => Some(Token::Text(text.xml10_content().into_owned())),
            Ok(Event::CData(text)) => Some(Token::Text(text.xml10_content().into_owned())),
            Ok(Event::GeneralRef(reference)) => Some(Token::Text(resolved(&reference))),
            Ok(Event::Eof) | Err(quick_xml::Error::Syntax(_)) => return Err(self.cut_off()),
            Ok(_) => Some(Token::Nothing),
            Err(quick_xml::Error::Io(source)) => {
                return Err(Error::unreadable_at(self.path, self.line(), io::Error::other(source)));
            }
            Err(_) => None,
        };
        token.ok_or_else(|| self.damaged("the XML is not well-formed"))
    }

    fn line(&self) -> u64 {
        self.reader.get_ref().line
    }

    fn damaged(&self, what: &str) -> Error {
        Error::damaged(self.path, self.line(), what)
    }

    fn cut_off(&self) -> Error {
        self.damaged(&format!("the XML ends before `</{}>`, the file is cut off", self.root))
    }
}

enum Token {
    Start(Element),
    End,
    Text(String),
    Nothing,
}

/// `None` where an attribute is not well-formed.
fn element(start: &BytesStart) -> Option<Element> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        attributes.push((attribute.key.into_inner().to_owned(), value.into_owned()));
    }
    Some(Element { tag: start.local_name().into_inner().to_owned(), attributes, ..Element::default() })
}

/// `&amp;` and `&#x41;` come as events of their own; one that XML does not know stays as written.
fn resolved(reference: &BytesRef) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name: &str = reference;
    resolve_xml_entity(name).map_or_else(|| format!("&{name};"), str::to_owned)
}

/// Bytes of which the lines are counted as they go.
struct Lines<R> {
    inside: R,
    /// The line that is being read, from 1.
    line: u64,
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inside.read(into)?;
        self.line += newlines(&into[..read]);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Lines<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inside.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // what was filled is still there, so that this reads nothing
        let passed = self.inside.fill_buf().map_or(&[][..], |bytes| bytes.get(..amount).unwrap_or(bytes));
        self.line += newlines(passed);
        self.inside.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of a text whose outermost element is `list` and whose entries are `entry`.
    fn entries(text: &str) -> Result<Vec<Element>, String> {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("list.xml");
        std::fs::write(&path, text).unwrap();
        let shown = |error: Error| error.to_string().replace(&format!("{}/", folder.path().display()), "");
        let mut stream = Stream::open(&path, "a list", |head| head.starts_with('<'), "list").map_err(shown)?;
        let mut found = Vec::new();
        while let Some(opened) = stream.next_element().map_err(shown)? {
            if opened.tag == "entry" {
                found.push(stream.whole(opened).map_err(shown)?);
            }
        }
        Ok(found)
    }

    #[test]
    fn no_character_is_lost() {
        let found = entries(
            "<list><part><n:entry xmlns:n=\"x\" a=\"1 &amp; 2\"><b>x &lt;&#x41;<![CDATA[ & ]]>y</b><c/></n:entry></part><entry/></list>",
        )
        .unwrap();
        assert_eq!((found.len(), found[0].attribute("a"), found[0].first("b")), (2, "1 & 2", "x <A & y"));
        assert_eq!((found[0].elements("c").count(), found[0].at(&["b"]).len(), found[1].tag.as_str()), (1, 1, "entry"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, what) in [
            ("<list>\n<entry>\n<a>", 3, "cut off"),
            ("<list>\n<entry>\n</a></entry></list>", 3, "not well-formed"),
            ("<list>\n<entry a=1/></list>", 2, "not well-formed"),
        ] {
            let message = entries(text).err().unwrap();
            assert!(message.starts_with(&format!("list.xml:{line}: ")) && message.contains(what), "{message}");
        }
        assert!(entries("<other><list/></other>").err().unwrap().contains("XML of another kind"));
    }

    #[test]
    fn an_entry_without_an_end_is_no_way_to_fill_the_memory() {
        let deep = format!("<list><entry>{}", "<a>".repeat(100_000));
        assert!(entries(&deep).err().unwrap().contains("larger than any"));
        let wide = format!("<list><entry>{}", "<a>0123456789</a>".repeat(1_000_000));
        assert!(entries(&wide).err().unwrap().contains("larger than any"));
    }
}
