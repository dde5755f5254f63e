use std::path::Path;

use super::Error;
use super::build::Catalogued;
use super::file::{self, Sections};
use super::layout::{EntityNumber, NameNumber, Section, TermNumber};
use super::tables::{EntityView, ListedNameView, Tables, first_of};
use crate::knowledge::Knowledge;
use crate::vocabulary::Sha256;
use crate::watchlist::Entity;

/// Compiled lists, ready to be searched. Opening maps and checks the file; nothing else is read before it is needed.
pub struct Index {
    sections: Sections,
    catalogue: Catalogued,
    knowledge: Knowledge,
}

impl Index {
    /// Opens an index file.
    ///
    /// # Errors
    /// Where it cannot be read, is no index, was made by another version, or is damaged.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::of_sections(Sections::open(path)?, &path.display().to_string())
    }

    /// An index that was just built.
    ///
    /// # Errors
    /// Where the bytes are no index.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Self::of_sections(Sections::of_bytes(bytes)?, "index in memory")
    }

    fn of_sections(sections: Sections, file: &str) -> Result<Self, Error> {
        let damaged = |what| Error::Damaged { file: file.to_owned(), what };
        let catalogue: Catalogued =
            serde_json::from_slice(sections.get(Section::Catalogue)).map_err(|_| damaged("catalogue"))?;
        Tables::of(&sections).ok_or_else(|| damaged("size of a section"))?;
        let knowledge = Knowledge::taught(catalogue.names.clone())
            .map_err(|error| Error::OtherTables { file: file.to_owned(), error })?;
        Ok(Self { sections, catalogue, knowledge })
    }

    /// Writes the index to a file: under a temporary name, synced, renamed; mode 0600.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        file::write(path, self.sections.bytes())
    }

    /// SHA-256 of the whole file: content, names and dates of the lists, tables of names. Slow: reads everything.
    pub fn sha256(&self) -> Sha256 {
        Sha256::of(self.sections.bytes())
    }

    /// Whether it is the same, byte for byte.
    pub fn is_the_same_as(&self, other: &Self) -> bool {
        self.sections.bytes() == other.sections.bytes()
    }

    /// Size in bytes.
    pub fn size(&self) -> usize {
        self.sections.bytes().len()
    }

    /// What is in it.
    pub fn catalogue(&self) -> &Catalogued {
        &self.catalogue
    }

    /// What its names were read by: the built-in tables, and the files that it was built with.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// Whether the SHA-256 over all content is the one that was written down when it was built. Slow: reads everything.
    pub fn verify(&self) -> bool {
        Catalogued::content_hash(|section| self.sections.get(section)) == self.catalogue.content
    }

    /// How many entities there are.
    pub fn entities(&self) -> usize {
        self.tables().entities.len()
    }

    /// The numbers of all entities, in their order.
    pub fn entity_numbers(&self) -> impl ExactSizeIterator<Item = EntityNumber> {
        (0..self.entities() as u32).map(EntityNumber)
    }

    /// How many names there are.
    pub fn names(&self) -> usize {
        self.tables().names.len()
    }

    /// A name of an entity.
    pub fn name(&self, name: NameNumber) -> ListedNameView<'_> {
        self.tables().name(name)
    }

    /// The names of an entity, in their order.
    pub fn names_of(&self, entity: EntityNumber) -> impl Iterator<Item = NameNumber> {
        self.tables().names_of(entity)
    }

    /// What is known of an entity without reading its details.
    pub fn entity(&self, entity: EntityNumber) -> EntityView {
        self.tables().entity(entity)
    }

    /// Everything that is known of an entity; `None` only where the index is damaged in a way that checksums cannot show.
    pub fn details(&self, entity: EntityNumber) -> Option<Entity> {
        let row = self.tables().entities.get(entity.index())?;
        let start = row.details_start as usize;
        let bytes = self.sections.get(Section::Details).get(start..start.checked_add(row.details_length as usize)?)?;
        postcard::from_bytes(bytes).ok()
    }

    /// Entities with an identifier of this normalised number; other numbers may share the hash, so compare again.
    pub fn entities_with_identifier(&self, normal: &str) -> impl Iterator<Item = EntityNumber> + '_ {
        let rows = self.tables().identifiers;
        let hash = identifier_hash(normal);
        let start = first_of(rows, hash, |row| row.hash);
        rows[start..].iter().take_while(move |row| row.hash == hash).map(|row| EntityNumber(row.entity))
    }

    /// The term with this text.
    pub fn term(&self, text: &str) -> Option<TermNumber> {
        self.tables().term(text)
    }

    /// All terms that stand in a name as a word, with their text.
    pub fn terms(&self) -> impl Iterator<Item = (TermNumber, &str)> {
        let tables = self.tables();
        (0..tables.terms.len() as u32).map(move |n| (TermNumber(n), tables.text(TermNumber(n))))
    }

    /// How many terms there are.
    pub fn term_count(&self) -> usize {
        self.tables().terms.len()
    }

    /// A term's text.
    pub fn text(&self, term: TermNumber) -> &str {
        self.tables().text(term)
    }

    /// The sections as typed rows: cheap to use again and again, dear to ask for.
    pub fn tables(&self) -> Tables<'_> {
        Tables::of(&self.sections).unwrap_or_default()
    }
}

pub(super) fn identifier_hash(normal: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(normal.as_bytes())
}

impl Catalogued {
    pub(super) fn content_hash<'a>(section: impl Fn(Section) -> &'a [u8]) -> Sha256 {
        use Section::{
            BirthDates, Blocks, Classes, Codes, Details, Entities, Forms, Glances, Groups, Identifiers, JoinedGroups,
            Keys, LatinConsonants, LatinSounds, Names, OtherConsonants, OtherSounds, Outlines, Parts, Postings, Slips,
            Sounds, TermSlots, Terms, Texts, Words,
        };
        let all = [
            Entities,
            Details,
            Names,
            Words,
            Forms,
            Parts,
            Terms,
            Texts,
            Keys,
            Blocks,
            Codes,
            Postings,
            Identifiers,
            BirthDates,
            Slips,
            Outlines,
            Groups,
            JoinedGroups,
            Classes,
            Glances,
            TermSlots,
            LatinConsonants,
            OtherConsonants,
            LatinSounds,
            OtherSounds,
            Sounds,
        ];
        Sha256::of_pieces(all.map(section))
    }
}
