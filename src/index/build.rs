use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use zerocopy::IntoBytes;

use super::candidates::FormClass;
use super::file::assemble;
use super::keys::{Keys, Table};
use super::layout::{
    BirthDateRow, EntityRow, FormRow, GLANCED, GlanceRow, IdentifierRow, JOINED_BIT, NONE, NameRow, ORGANIZATION_BIT,
    PartRow, Run, SECTIONS, STEM_BIT, STRICT_BIT, Section, TermRow, first_letter, letter_bit,
};
use super::tables::term_slots;
use super::view::identifier_hash;
use super::{Error, Index};
use crate::knowledge::{Knowledge, NamesFile};
use crate::likeness::{Outline, PartForm};
use crate::name::{Name, NameKind, Part, Reading, Role};
use crate::vocabulary::{ListType, Sha256, normal_id};
use crate::watchlist::{Entity, ListInfo};

/// What is in an index: its lists, and what it was built with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Catalogued {
    /// The version that built it.
    pub engine: String,
    /// SHA-256 of the tables of name knowledge that it was built with.
    pub knowledge: Sha256,
    /// The files that were added to those tables (`--names`), so that the listed names are always read alike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<NamesFile>,
    /// SHA-256 of all content.
    pub content: Sha256,
    /// All list types, in the order of their bits in an entity's row.
    pub list_types: Vec<ListType>,
    /// The lists, in the order in which they were given.
    pub lists: Vec<ListInfo>,
}

/// Compiles lists into one index. The same lists give the same bytes.
///
/// # Errors
/// Where there is more than the format can number: 2^31 names, 32 list types, 65,536 lists.
pub fn build(lists: &[(ListInfo, Vec<Entity>)]) -> Result<Index, Error> {
    build_with(lists, Knowledge::built_in())
}

/// The same, the listed names read by this knowledge, which the index keeps.
///
/// # Errors
/// Those of [`build`].
pub fn build_with(lists: &[(ListInfo, Vec<Entity>)], knowledge: &Knowledge) -> Result<Index, Error> {
    let mut builder = Builder::new(knowledge);
    for (n, (_, entities)) in lists.iter().enumerate() {
        let list = u16::try_from(n).map_err(|_| Error::TooLarge { what: "lists" })?;
        // understanding names is the dear part, and each entity is on its own
        let read: Vec<Vec<Name>> = entities.par_iter().map(|entity| names_of(entity, knowledge)).collect();
        for (entity, names) in entities.iter().zip(read) {
            builder.add(list, entity, names)?;
        }
    }
    let list_types = std::mem::take(&mut builder.list_types);
    let mut sections = builder.sections()?;
    let content = Catalogued::content_hash(|section| &sections[section as usize]);
    let catalogue = Catalogued {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        knowledge: knowledge.hash(),
        names: knowledge.files().iter().map(NamesFile::without_folder).collect(),
        content,
        list_types,
        lists: lists.iter().map(|(info, _)| info.clone()).collect(),
    };
    sections[Section::Catalogue as usize] = serde_json::to_vec(&catalogue).unwrap_or_default();
    Index::of_bytes(&assemble(&sections))
}

fn class_of(parts: &[Part]) -> FormClass {
    let words: BTreeSet<&str> = parts.iter().filter(|part| part.role.is_full()).map(|part| &*part.text).collect();
    let others = parts.iter().filter(|part| part.role != Role::Form).count() - words.len();
    if others == 0 {
        return FormClass::of_plain(words.len());
    }
    FormClass::of(words.len(), parts.iter().filter(|part| part.role == Role::Initial).count())
}

/// What shows of parts at a glance: not all where they are too many, or can be like others in ways that outlines do not show.
fn glance(parts: &[PartRow], texts: &[Part]) -> GlanceRow {
    let initials = texts.iter().filter(|part| part.role == Role::Initial);
    let mut glance = GlanceRow {
        outlines: [Outline::default(); GLANCED],
        weights: [0; GLANCED],
        parts: u8::MAX,
        reserved: [0; 5],
        initials: initials.map(|part| letter_bit(&part.text)).fold(0, |all, bit| all | bit),
    };
    if parts.len() <= GLANCED && parts.iter().all(|part| part.begins & STEM_BIT == 0 && part.stretch == 0) {
        glance.parts = parts.len() as u8;
        for (place, part) in parts.iter().enumerate() {
            glance.outlines[place] = part.outline;
            glance.weights[place] = part.letters_weight;
        }
    }
    glance
}

fn names_of(entity: &Entity, knowledge: &Knowledge) -> Vec<Name> {
    let kind = NameKind::of(entity.entity_type);
    entity.names.iter().map(|name| Name::read_with(&name.text, kind, knowledge.roles())).collect()
}

/// Rows as they grow; terms are numbered as they come and renumbered by their text at the end.
struct Builder<'k> {
    knowledge: &'k Knowledge,
    list_types: Vec<ListType>,
    entities: Vec<EntityRow>,
    details: Vec<u8>,
    names: Vec<NameRow>,
    words: Vec<u32>,
    forms: Vec<FormRow>,
    parts: Vec<PartRow>,
    classes: Vec<u8>,
    glances: Vec<GlanceRow>,
    terms: HashMap<String, u32>,
    postings: Vec<TermPostings>,
    identifiers: Vec<IdentifierRow>,
    birth_dates: Vec<BirthDateRow>,
}

#[derive(Default, Clone)]
struct TermPostings {
    in_words: Vec<u32>,
    in_parts: Vec<u32>,
    in_joins: Vec<u32>,
    is_spelled: bool,
    joins_by_letters: bool,
}

/// Names come in order, so a posting that is there already is the last one.
fn post(list: &mut Vec<u32>, number: u32) {
    if list.last() != Some(&number) {
        list.push(number);
    }
}

pub(super) fn run(start: usize, end: usize) -> Result<Run, Error> {
    let number = |n: usize| u32::try_from(n).map_err(|_| Error::TooLarge { what: "names" });
    Ok(Run { start: number(start)?, length: number(end - start)? })
}

impl<'k> Builder<'k> {
    fn new(knowledge: &'k Knowledge) -> Self {
        Self {
            knowledge,
            list_types: Vec::new(),
            entities: Vec::new(),
            details: Vec::new(),
            names: Vec::new(),
            words: Vec::new(),
            forms: Vec::new(),
            parts: Vec::new(),
            classes: Vec::new(),
            glances: Vec::new(),
            terms: HashMap::new(),
            postings: Vec::new(),
            identifiers: Vec::new(),
            birth_dates: Vec::new(),
        }
    }

    fn add(&mut self, list: u16, entity: &Entity, names: Vec<Name>) -> Result<(), Error> {
        let number = self.entities.len() as u32;
        let first_name = self.names.len();
        for (ordinal, (listed, name)) in entity.names.iter().zip(names).enumerate() {
            let at = self.names.len() as u32;
            let words = self.add_words(at, &name)?;
            let ordinal = u16::try_from(ordinal).map_err(|_| Error::TooLarge { what: "names of one entity" })?;
            self.names.push(NameRow { entity: number, ordinal, strength: listed.strength as u8, reserved: 0, words });
            for reading in &name.readings {
                self.add_form(at, reading)?;
            }
        }
        for identifier in &entity.identifiers {
            let normal = normal_id(&identifier.number);
            if !normal.is_empty() {
                self.identifiers.push(IdentifierRow { hash: identifier_hash(&normal), entity: number, reserved: 0 });
            }
        }
        let days =
            entity.birth_dates.iter().filter(|span| span.from == span.to).filter_map(|span| span.from.day_number());
        self.birth_dates.extend(days.map(|day| BirthDateRow { day, entity: number }));
        let mut list_types = 0;
        for list_type in &entity.list_types {
            list_types |= self.list_type_bit(list_type)?;
        }
        let bytes = postcard::to_stdvec(entity).unwrap_or_default();
        self.entities.push(EntityRow {
            details_start: self.details.len() as u64,
            details_length: u32::try_from(bytes.len())
                .map_err(|_| Error::TooLarge { what: "details of one entity" })?,
            names: run(first_name, self.names.len())?,
            list_types,
            list,
            entity_type: entity.entity_type as u8,
            reserved: 0,
            reserved2: 0,
        });
        self.details.extend_from_slice(&bytes);
        Ok(())
    }

    fn list_type_bit(&mut self, list_type: &ListType) -> Result<u32, Error> {
        let place = self.list_types.iter().position(|known| known == list_type).unwrap_or_else(|| {
            self.list_types.push(list_type.clone());
            self.list_types.len() - 1
        });
        if place < 32 { Ok(1 << place) } else { Err(Error::TooLarge { what: "list types" }) }
    }

    fn term(&mut self, text: &str) -> usize {
        if let Some(term) = self.terms.get(text) {
            return *term as usize;
        }
        let term = self.postings.len();
        self.terms.insert(text.to_owned(), term as u32);
        self.postings.push(TermPostings::default());
        term
    }

    fn add_words(&mut self, name: u32, read: &Name) -> Result<Run, Error> {
        let start = self.words.len();
        for word in &read.words {
            let term = self.term(&word.text);
            post(&mut self.postings[term].in_words, name);
            self.words.push(term as u32 | if word.joined { JOINED_BIT } else { 0 });
        }
        // `al-Rawi` is also found as `alrawi`
        for group in read.words.chunk_by(|_, next| next.joined).filter(|group| group.len() > 1) {
            let joined: String = group.iter().map(|word| word.text.as_str()).collect();
            let term = self.term(&joined);
            post(&mut self.postings[term].in_words, name);
        }
        run(start, self.words.len())
    }

    fn add_form(&mut self, name: u32, Reading { kind, parts, strict, .. }: &Reading) -> Result<(), Error> {
        let form = self.forms.len() as u32;
        let start = self.parts.len();
        for part in parts {
            let term = self.term(&part.text);
            post(&mut self.postings[term].in_parts, form);
            // a whole name written together is found by the same text alone
            self.postings[term].is_spelled |= part.role != Role::Whole;
            let form = PartForm::of(part.clone(), None);
            let heard = form.heard();
            let letters = heard.map_or(form.letters.letters(), |heard| heard.letters);
            self.parts.push(PartRow {
                outline: letters.outline,
                term: term as u32,
                weight: self.knowledge.rarity().weight(part, *kind),
                letters_weight: letters.weight,
                letters: letters.codes.len() as u8,
                role: part.role as u8,
                begins: first_letter(&part.text) | if form.stem.is_some() { STEM_BIT } else { 0 },
                stretch: heard.map_or(0, |heard| heard.stretch as u8),
                codes: 0,
            });
        }
        for width in 2..=3 {
            for apart in parts.windows(width).filter(|apart| apart.iter().all(|part| part.role != Role::Form)) {
                let joined: String = apart.iter().map(|part| part.text.as_str()).collect();
                let term = self.term(&joined);
                let postings = &mut self.postings[term];
                post(&mut postings.in_joins, form);
                // the others are only found by the same text
                postings.joins_by_letters |= width == 2 && apart.iter().all(|part| part.text.len() > 1);
            }
        }
        let class = class_of(parts).number();
        let organization = if *kind == NameKind::Organization { ORGANIZATION_BIT } else { 0 };
        self.classes.push(class | organization | if *strict { STRICT_BIT } else { 0 });
        self.glances.push(glance(&self.parts[start..], parts));
        self.forms.push(FormRow { name, parts: run(start, self.parts.len())? });
        Ok(())
    }

    fn sections(mut self) -> Result<[Vec<u8>; SECTIONS], Error> {
        // the same numbers whatever order a hash map has: terms by their text
        let texts: BTreeMap<String, u32> = std::mem::take(&mut self.terms).into_iter().collect();
        let mut renumbered = vec![0; self.postings.len()];
        for (new, old) in texts.values().enumerate() {
            renumbered[*old as usize] = new as u32;
        }
        for word in &mut self.words {
            *word = renumbered[(*word & !JOINED_BIT) as usize] | (*word & JOINED_BIT);
        }
        for part in &mut self.parts {
            part.term = renumbered[part.term as usize];
        }
        let mut keys = Keys::default();
        let (mut terms, mut text_bytes, mut postings) = (Vec::with_capacity(texts.len()), Vec::new(), Vec::new());
        for (new, (text, old)) in texts.iter().enumerate() {
            let lists = &self.postings[*old as usize];
            let mut place = |list: &[u32]| {
                let start = postings.len();
                postings.extend_from_slice(list);
                run(start, postings.len())
            };
            let is_early = |form: &&u32| FormClass::of_byte(self.classes[**form as usize]).is_early();
            let (mut in_order, later): (Vec<u32>, Vec<u32>) = lists.in_parts.iter().partition(is_early);
            let early = in_order.len() as u32;
            in_order.extend(later);
            let (in_words, in_parts, in_joins) = (place(&lists.in_words)?, place(&in_order)?, place(&lists.in_joins)?);
            let start = text_bytes.len();
            text_bytes.extend_from_slice(text.as_bytes());
            if lists.is_spelled {
                keys.add_part(new as u32, text);
            }
            if lists.joins_by_letters {
                keys.add_joined(new as u32, text);
            }
            terms.push(TermRow {
                text: run(start, text_bytes.len())?,
                key: NONE,
                stem: NONE,
                sounds: NONE,
                in_words,
                in_parts,
                early,
                in_joins,
            });
        }
        let Table { blocks, groups, keys, codes, slips, outlines, sounds } = keys.finish(&mut terms)?;
        for part in &mut self.parts {
            part.codes = keys.get(terms[part.term as usize].key as usize).map_or(0, |key| key.codes);
        }
        self.identifiers.sort_unstable_by_key(|row| (row.hash, row.entity));
        self.identifiers.dedup_by_key(|row| (row.hash, row.entity));
        self.birth_dates.sort_unstable();
        self.birth_dates.dedup();
        let slots = term_slots(texts.keys().map(String::as_str));
        let mut sections: [Vec<u8>; SECTIONS] = Default::default();
        for (section, bytes) in [
            (Section::Entities, self.entities.as_bytes()),
            (Section::Details, &self.details[..]),
            (Section::Names, self.names.as_bytes()),
            (Section::Words, self.words.as_bytes()),
            (Section::Forms, self.forms.as_bytes()),
            (Section::Parts, self.parts.as_bytes()),
            (Section::Classes, &self.classes[..]),
            (Section::Glances, self.glances.as_bytes()),
            (Section::TermSlots, slots.as_bytes()),
            (Section::Terms, terms.as_bytes()),
            (Section::Texts, &text_bytes[..]),
            (Section::Keys, keys.as_bytes()),
            (Section::Blocks, blocks.as_bytes()),
            (Section::Codes, &codes[..]),
            (Section::Postings, postings.as_bytes()),
            (Section::Identifiers, self.identifiers.as_bytes()),
            (Section::BirthDates, self.birth_dates.as_bytes()),
            (Section::Slips, slips.as_bytes()),
            (Section::Outlines, outlines.as_bytes()),
            (Section::Groups, groups[0].as_bytes()),
            (Section::JoinedGroups, groups[1].as_bytes()),
            (Section::LatinConsonants, groups[2].as_bytes()),
            (Section::OtherConsonants, groups[3].as_bytes()),
            (Section::LatinSounds, groups[4].as_bytes()),
            (Section::OtherSounds, groups[5].as_bytes()),
            (Section::Sounds, sounds.as_bytes()),
        ] {
            sections[section as usize] = bytes.to_vec();
        }
        Ok(sections)
    }
}
