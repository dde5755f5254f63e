//! The UN Security Council's consolidated list in XML, read as a stream.
//!
//! `dateGenerated` is the day of publication; the last change is the latest `LISTED_ON` or `LAST_DAY_UPDATED`.

use super::super::{Entity, Error};
use super::xml::{Element, Stream};
use super::{Reading, SourceInput, SourceKind, bytes, un_fields};
use crate::vocabulary::PartialDate;

const EXPECTED: &str = "the UN's consolidated list in XML (`CONSOLIDATED_LIST`)";
const ROOT: &str = "CONSOLIDATED_LIST";

/// The UN's list.
pub(super) const KIND: SourceKind = SourceKind {
    name: "un",
    about: "the UN Security Council's consolidated list in XML",
    feeds: "Sanctions",
    list_name: |_| Some("UN"),
    files: &[],
    recognises: |path| path.is_file() && looks_right(&bytes::head(path)),
    read,
};

fn looks_right(head: &str) -> bool {
    head.starts_with('<') && head.contains("<CONSOLIDATED_LIST")
}

fn read(input: &SourceInput, sink: &mut dyn FnMut(Entity)) -> Result<Reading, Error> {
    let mut stream = Stream::open(input.path, EXPECTED, looks_right, ROOT)?;
    let mut reading = Reading { files: vec![input.path.to_owned()], ..Reading::default() };
    while let Some(opened) = stream.next_element()? {
        match opened.tag.as_str() {
            ROOT => reading.published = generated(&opened),
            "INDIVIDUAL" | "ENTITY" => {
                reading.take(un_fields::entity(&stream.whole(opened)?, input.list_types), sink);
            }
            _ => {}
        }
    }
    Ok(reading)
}

fn generated(root: &Element) -> Option<PartialDate> {
    PartialDate::parse_iso(root.attribute("dateGenerated").split('T').next()?)
}
