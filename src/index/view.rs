use std::path::Path;

use zerocopy::FromBytes;

use super::Error;
use super::build::Catalogued;
use super::file::{self, Sections};
use super::layout::{
    BucketRow, EntityNumber, EntityRow, FormNumber, FormRow, IdentifierRow, JOINED_BIT, KeyRow, NONE, NameNumber,
    NameRow, PartRow, Run, Section, SlipRow, TermNumber, TermRow,
};
use crate::likeness::{Letters, PartView, Weight};
use crate::name::{NameKind, Role};
use crate::vocabulary::{EntityType, Sha256, Strength};
use crate::watchlist::Entity;

/// Compiled lists, ready to be searched. Opening maps and checks the file; nothing else is read before it is needed.
pub struct Index {
    sections: Sections,
    catalogue: Catalogued,
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
        let catalogue = serde_json::from_slice(sections.get(Section::Catalogue)).map_err(|_| damaged("catalogue"))?;
        Tables::of(&sections).ok_or_else(|| damaged("size of a section"))?;
        Ok(Self { sections, catalogue })
    }

    /// Writes the index to a file: under a temporary name, synced, renamed; mode 0600.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        file::write(path, self.sections.bytes())
    }

    /// Size in bytes.
    pub fn size(&self) -> usize {
        self.sections.bytes().len()
    }

    /// What is in it.
    pub fn catalogue(&self) -> &Catalogued {
        &self.catalogue
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
        let tables = self.tables();
        let row = tables.names.get(name.index());
        ListedNameView {
            entity: EntityNumber(row.map_or(0, |row| row.entity)),
            ordinal: row.map_or(0, |row| usize::from(row.ordinal)),
            strength: row.and_then(|row| Strength::from_number(row.strength)).unwrap_or(Strength::Weak),
            words: row.map_or(&[], |row| tables.words.get(row.words.range()).unwrap_or(&[])),
        }
    }

    /// What is known of an entity without reading its details.
    pub fn entity(&self, entity: EntityNumber) -> EntityView {
        let tables = self.tables();
        let row = tables.entities.get(entity.index());
        EntityView {
            list: row.map_or(0, |row| usize::from(row.list)),
            entity_type: row
                .and_then(|row| EntityType::from_number(row.entity_type))
                .unwrap_or(EntityType::LegalEntity),
            list_types: row.map_or(0, |row| row.list_types),
        }
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
        let start = rows.partition_point(|row| row.hash < hash);
        rows[start..].iter().take_while(move |row| row.hash == hash).map(|row| EntityNumber(row.entity))
    }

    /// The term with this text.
    pub fn term(&self, text: &str) -> Option<TermNumber> {
        self.tables().term(text)
    }

    /// Names that have a term as a word.
    pub fn names_with_word(&self, term: TermNumber) -> &[NameNumber] {
        let tables = self.tables();
        let run = tables.terms.get(term.index()).map(|row| row.in_words).unwrap_or_default();
        let postings = tables.postings.get(run.range()).unwrap_or(&[]);
        <[NameNumber]>::ref_from_bytes(zerocopy::IntoBytes::as_bytes(postings)).unwrap_or(&[])
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

/// A name of an entity, as words.
#[derive(Clone, Copy, Debug)]
pub struct ListedNameView<'a> {
    /// Whose it is.
    pub entity: EntityNumber,
    /// Which of its names.
    pub ordinal: usize,
    /// How much the publication stands behind it.
    pub strength: Strength,
    words: &'a [u32],
}

impl ListedNameView<'_> {
    /// Its words: the term, and whether it is joined to the one before.
    pub fn words(&self) -> impl ExactSizeIterator<Item = (TermNumber, bool)> {
        self.words.iter().map(|word| (TermNumber(word & !JOINED_BIT), word & JOINED_BIT != 0))
    }
}

/// What is known of an entity without reading its details.
#[derive(Clone, Copy, Debug)]
pub struct EntityView {
    /// Which of the lists in the catalogue.
    pub list: usize,
    /// What it is.
    pub entity_type: EntityType,
    /// Bits of the catalogue's list types.
    pub list_types: u32,
}

/// One reading of a listed name.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The name that it is a reading of.
    pub name: NameNumber,
    /// By which rules it was read.
    pub kind: NameKind,
    parts: &'a [PartRow],
}

/// A part as it stands in a form.
#[derive(Clone, Copy, Debug)]
pub struct Occurrence {
    /// Which term.
    pub term: TermNumber,
    /// Its weight in this kind of name.
    pub weight: Weight,
    /// What it does.
    pub role: Role,
    /// Signature, weight and number of its letters; none where they do not count.
    pub outline: (u64, u16, usize),
    /// Whether it has a stem.
    pub has_stem: bool,
}

impl Form<'_> {
    /// Its parts in order.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = Occurrence> {
        self.parts.iter().map(|row| Occurrence {
            term: TermNumber(row.term),
            weight: row.weight,
            role: Role::from_number(row.role),
            outline: (row.signature, row.letters_weight, usize::from(row.letters)),
            has_stem: row.has_stem == 1,
        })
    }
}

/// The sections as typed rows.
#[derive(Clone, Copy, Default)]
pub struct Tables<'a> {
    pub(super) entities: &'a [EntityRow],
    pub(super) names: &'a [NameRow],
    pub(super) words: &'a [u32],
    pub(super) forms: &'a [FormRow],
    pub(super) parts: &'a [PartRow],
    pub(super) terms: &'a [TermRow],
    pub(super) texts: &'a [u8],
    pub(super) keys: &'a [KeyRow],
    pub(super) buckets: &'a [BucketRow],
    pub(super) codes: &'a [u8],
    pub(super) postings: &'a [u32],
    pub(super) identifiers: &'a [IdentifierRow],
    pub(super) slips: &'a [SlipRow],
}

impl<'a> Tables<'a> {
    fn of(sections: &'a Sections) -> Option<Self> {
        Some(Self {
            entities: FromBytes::ref_from_bytes(sections.get(Section::Entities)).ok()?,
            names: FromBytes::ref_from_bytes(sections.get(Section::Names)).ok()?,
            words: FromBytes::ref_from_bytes(sections.get(Section::Words)).ok()?,
            forms: FromBytes::ref_from_bytes(sections.get(Section::Forms)).ok()?,
            parts: FromBytes::ref_from_bytes(sections.get(Section::Parts)).ok()?,
            terms: FromBytes::ref_from_bytes(sections.get(Section::Terms)).ok()?,
            texts: sections.get(Section::Texts),
            keys: FromBytes::ref_from_bytes(sections.get(Section::Keys)).ok()?,
            buckets: FromBytes::ref_from_bytes(sections.get(Section::Buckets)).ok()?,
            codes: sections.get(Section::Codes),
            postings: FromBytes::ref_from_bytes(sections.get(Section::Postings)).ok()?,
            identifiers: FromBytes::ref_from_bytes(sections.get(Section::Identifiers)).ok()?,
            slips: FromBytes::ref_from_bytes(sections.get(Section::Slips)).ok()?,
        })
    }

    pub(super) fn text(&self, term: TermNumber) -> &'a str {
        let run = self.terms.get(term.index()).map(|row| row.text).unwrap_or_default();
        self.texts.get(run.range()).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }

    /// Terms are sorted by their bytes.
    pub(super) fn term(&self, text: &str) -> Option<TermNumber> {
        let bytes = |row: &TermRow| self.texts.get(row.text.range()).unwrap_or(&[]);
        self.terms.binary_search_by(|row| bytes(row).cmp(text.as_bytes())).ok().map(|n| TermNumber(n as u32))
    }

    #[inline]
    pub(super) fn letters_of(&self, key: &KeyRow) -> Letters<'a> {
        let start = key.codes as usize;
        let codes = self.codes.get(start..start + usize::from(key.length)).unwrap_or(&[]);
        Letters { codes, weight: key.weight, signature: key.signature }
    }

    /// The letters of a term and of its stem, where it has them.
    pub(super) fn letters(&self, term: TermNumber) -> (Option<Letters<'a>>, Option<Letters<'a>>) {
        let of =
            |key: u32| (key != NONE).then(|| self.keys.get(key as usize)).flatten().map(|key| self.letters_of(key));
        self.terms.get(term.index()).map_or((None, None), |row| (of(row.key), of(row.stem)))
    }

    /// A part of a form, to compare.
    pub fn part_view(&self, part: Occurrence) -> PartView<'a> {
        let none = Letters { codes: &[], weight: 0, signature: 0 };
        let (letters, stem) = match part.role {
            Role::Initial | Role::Number | Role::Form => (None, None),
            _ => self.letters(part.term),
        };
        PartView { text: self.text(part.term), role: part.role, letters: letters.unwrap_or(none), stem, codes: &[] }
    }

    pub(super) fn postings(&self, run: Run) -> &'a [u32] {
        self.postings.get(run.range()).unwrap_or(&[])
    }

    /// A form: one reading of a listed name.
    pub fn form(&self, form: FormNumber) -> Form<'a> {
        match self.forms.get(form.index()) {
            Some(row) => Form {
                name: NameNumber(row.name),
                kind: if row.is_organization == 1 { NameKind::Organization } else { NameKind::Person },
                parts: self.parts.get(row.parts.range()).unwrap_or(&[]),
            },
            None => Form { name: NameNumber(0), kind: NameKind::Person, parts: &[] },
        }
    }
}

impl Catalogued {
    pub(super) fn content_hash<'a>(section: impl Fn(Section) -> &'a [u8]) -> Sha256 {
        use Section::{
            Buckets, Codes, Details, Entities, Forms, Identifiers, Keys, Names, Parts, Postings, Slips, Terms, Texts,
            Words,
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
            Buckets,
            Codes,
            Postings,
            Identifiers,
            Slips,
        ];
        Sha256::of_pieces(all.map(section))
    }
}
