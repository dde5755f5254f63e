//! The sections of an index as typed rows, and what they say of names, entities and terms.

use zerocopy::FromBytes;

use super::SimilarTerms;
use super::candidates::FormClass;
use super::file::Sections;
use super::layout::{
    BirthDateRow, BlockRow, EntityNumber, EntityRow, FormNumber, FormRow, GlanceRow, IdentifierRow, JOINED_BIT, KeyRow,
    NONE, NameNumber, NameRow, ORGANIZATION_BIT, PartRow, Run, SIDES, STEM_BIT, STRICT_BIT, Section, SlipRow, SoundRow,
    TermNumber, TermRow, letter_bit,
};
use crate::likeness::{Across, Heard, Letters, Near, Outline, PartForm, PartView, Sounding, Weight};
use crate::name::{NameKind, Role};
use crate::vocabulary::{EntityType, PartialDate, Strength};

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

/// One reading of a listed name. What is asked for is read, and nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// By which rules it was read.
    pub kind: NameKind,
    /// How many words it has, or that it has initials.
    pub class: FormClass,
    /// Whether what differs from it counts for more.
    pub strict: bool,
    glance: Option<&'a GlanceRow>,
    row: Option<&'a FormRow>,
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
    /// Outline, weight and number of its letters, or of what is heard of it; none where they do not count.
    pub outline: (Outline, u16, usize),
    /// Whether it has a stem.
    pub has_stem: bool,
    /// Its first letter as a bit from `a`.
    begins: u32,
    stretch: u8,
    codes: u32,
}

impl Occurrence {
    /// Whether it can be like another in ways that its outline does not show: by its stem, or by ear.
    pub fn is_loose(&self) -> bool {
        self.has_stem || self.is_heard()
    }

    /// Whether it is compared by ear.
    pub fn is_heard(&self) -> bool {
        self.stretch != 0
    }

    /// How many letters it has to compare.
    pub fn letters(&self) -> usize {
        if self.is_heard() { 0 } else { self.outline.2 }
    }
}

impl Form<'_> {
    /// Whether one of its parts may be near another: a glance, which asks for nothing else.
    #[inline]
    pub fn may_have(&self, near: &Near) -> bool {
        let Some(GlanceRow { outlines, weights, parts, .. }) = self.glance else { return false };
        match outlines.get(..usize::from(*parts)) {
            Some(shown) => shown.iter().zip(weights).any(|(outline, weight)| near.may_be(outline, *weight)),
            None => self.parts().any(|part| part.is_loose() || near.may_be(&part.outline.0, part.outline.1)),
        }
    }

    /// Whether one of its initials may stand for a word: they begin alike.
    #[inline]
    pub fn may_have_initial_of(&self, word: &str) -> bool {
        self.glance.is_some_and(|glance| glance.initials & letter_bit(word) != 0)
    }

    /// The name that it is a reading of.
    pub fn name(&self) -> NameNumber {
        NameNumber(self.row.map_or(0, |row| row.name))
    }

    /// Its parts in order.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = Occurrence> {
        let parts = self.row.and_then(|row| self.parts.get(row.parts.range())).unwrap_or(&[]);
        parts.iter().map(|row| Occurrence {
            term: TermNumber(row.term),
            weight: row.weight,
            role: Role::from_number(row.role),
            outline: (row.outline, row.letters_weight, usize::from(row.letters)),
            has_stem: row.begins & STEM_BIT != 0,
            begins: 1 << (row.begins & !STEM_BIT),
            stretch: row.stretch,
            codes: row.codes,
        })
    }
}

/// The kind of name that a class byte says.
pub(super) fn kind_of(class: u8) -> NameKind {
    if class & ORGANIZATION_BIT == 0 { NameKind::Person } else { NameKind::Organization }
}

/// The sections as typed rows.
#[derive(Clone, Copy, Default)]
pub struct Tables<'a> {
    pub(super) entities: &'a [EntityRow],
    pub(super) names: &'a [NameRow],
    pub(super) words: &'a [u32],
    pub(super) forms: &'a [FormRow],
    pub(super) parts: &'a [PartRow],
    /// Beside the forms.
    pub(super) classes: &'a [u8],
    pub(super) glances: &'a [GlanceRow],
    pub(super) terms: &'a [TermRow],
    pub(super) sounds: &'a [SoundRow],
    pub(super) texts: &'a [u8],
    /// Where to begin to look for a text: its hash.
    pub(super) term_slots: &'a [u32],
    pub(super) keys: &'a [KeyRow],
    pub(super) blocks: &'a [BlockRow],
    /// Of blocks of parts, of parts written together, and of parts as they are heard.
    pub(super) groups: [&'a [BlockRow]; SIDES],
    pub(super) codes: &'a [u8],
    pub(super) postings: &'a [u32],
    pub(super) identifiers: &'a [IdentifierRow],
    /// By day.
    pub(super) birth_dates: &'a [BirthDateRow],
    pub(super) slips: &'a [SlipRow],
    /// Beside the keys.
    pub(super) outlines: &'a [Outline],
}

impl<'a> Tables<'a> {
    pub(super) fn of(sections: &'a Sections) -> Option<Self> {
        Some(Self {
            entities: FromBytes::ref_from_bytes(sections.get(Section::Entities)).ok()?,
            names: FromBytes::ref_from_bytes(sections.get(Section::Names)).ok()?,
            words: FromBytes::ref_from_bytes(sections.get(Section::Words)).ok()?,
            forms: FromBytes::ref_from_bytes(sections.get(Section::Forms)).ok()?,
            parts: FromBytes::ref_from_bytes(sections.get(Section::Parts)).ok()?,
            classes: sections.get(Section::Classes),
            glances: FromBytes::ref_from_bytes(sections.get(Section::Glances)).ok()?,
            terms: FromBytes::ref_from_bytes(sections.get(Section::Terms)).ok()?,
            sounds: FromBytes::ref_from_bytes(sections.get(Section::Sounds)).ok()?,
            texts: sections.get(Section::Texts),
            term_slots: FromBytes::ref_from_bytes(sections.get(Section::TermSlots)).ok()?,
            keys: FromBytes::ref_from_bytes(sections.get(Section::Keys)).ok()?,
            blocks: FromBytes::ref_from_bytes(sections.get(Section::Blocks)).ok()?,
            groups: [
                FromBytes::ref_from_bytes(sections.get(Section::Groups)).ok()?,
                FromBytes::ref_from_bytes(sections.get(Section::JoinedGroups)).ok()?,
                FromBytes::ref_from_bytes(sections.get(Section::LatinConsonants)).ok()?,
                FromBytes::ref_from_bytes(sections.get(Section::OtherConsonants)).ok()?,
                FromBytes::ref_from_bytes(sections.get(Section::LatinSounds)).ok()?,
                FromBytes::ref_from_bytes(sections.get(Section::OtherSounds)).ok()?,
            ],
            codes: sections.get(Section::Codes),
            postings: FromBytes::ref_from_bytes(sections.get(Section::Postings)).ok()?,
            identifiers: FromBytes::ref_from_bytes(sections.get(Section::Identifiers)).ok()?,
            birth_dates: FromBytes::ref_from_bytes(sections.get(Section::BirthDates)).ok()?,
            slips: FromBytes::ref_from_bytes(sections.get(Section::Slips)).ok()?,
            outlines: FromBytes::ref_from_bytes(sections.get(Section::Outlines)).ok()?,
        })
    }

    /// A name of an entity.
    pub fn name(&self, name: NameNumber) -> ListedNameView<'a> {
        let row = self.names.get(name.index());
        ListedNameView {
            entity: EntityNumber(row.map_or(0, |row| row.entity)),
            ordinal: row.map_or(0, |row| usize::from(row.ordinal)),
            strength: row.and_then(|row| Strength::from_number(row.strength)).unwrap_or(Strength::Weak),
            words: row.map_or(&[], |row| self.words.get(row.words.range()).unwrap_or(&[])),
        }
    }

    /// What is known of an entity without reading its details.
    pub fn entity(&self, entity: EntityNumber) -> EntityView {
        let row = self.entities.get(entity.index());
        EntityView {
            list: row.map_or(0, |row| usize::from(row.list)),
            entity_type: row
                .and_then(|row| EntityType::from_number(row.entity_type))
                .unwrap_or(EntityType::LegalEntity),
            list_types: row.map_or(0, |row| row.list_types),
        }
    }

    /// Names that have a term as a word.
    pub fn names_with_word(&self, term: TermNumber) -> &'a [NameNumber] {
        let run = self.terms.get(term.index()).map(|row| row.in_words).unwrap_or_default();
        let postings = self.postings.get(run.range()).unwrap_or(&[]);
        <[NameNumber]>::ref_from_bytes(zerocopy::IntoBytes::as_bytes(postings)).unwrap_or(&[])
    }

    /// A term's text.
    pub fn text(&self, term: TermNumber) -> &'a str {
        std::str::from_utf8(self.text_bytes(term)).unwrap_or("")
    }

    /// The term with this text, by an open-addressed hash table of as many slots as a power of two says.
    pub fn term(&self, text: &str) -> Option<TermNumber> {
        let mask = self.term_slots.len().checked_sub(1)?;
        let first = term_hash(text) as usize;
        (0..=mask)
            .map(|step| self.term_slots[(first.wrapping_add(step)) & mask])
            .take_while(|term| *term != NONE)
            .map(TermNumber)
            .find(|term| self.text_bytes(*term) == text.as_bytes())
    }

    fn text_bytes(&self, term: TermNumber) -> &'a [u8] {
        let run = self.terms.get(term.index()).map(|row| row.text).unwrap_or_default();
        self.texts.get(run.range()).unwrap_or(&[])
    }

    /// The letters of the key with this number.
    #[inline]
    pub(super) fn letters_of(&self, number: usize, key: &KeyRow) -> Letters<'a> {
        let codes = self.codes_from(key.codes, usize::from(key.length));
        Letters { codes, weight: key.weight, outline: self.outlines.get(number).copied().unwrap_or_default() }
    }

    /// The terms from this text on, by their text.
    pub(super) fn terms_from(&self, text: &str) -> impl Iterator<Item = TermNumber> {
        let numbers = 0..self.terms.len();
        let (mut low, mut high) = (numbers.start, numbers.end);
        while low < high {
            let middle = low.midpoint(high);
            if self.text(TermNumber(middle as u32)) < text { low = middle + 1 } else { high = middle }
        }
        (low..self.terms.len()).map(|term| TermNumber(term as u32))
    }

    /// The letters of a part of a form, or what is heard of it; none where they do not count.
    #[inline]
    pub fn letters_of_part(&self, part: &Occurrence) -> Letters<'a> {
        let (outline, weight, length) = part.outline;
        Letters { codes: self.codes_from(part.codes, length), weight, outline }
    }

    #[inline]
    fn codes_from(&self, start: u32, length: usize) -> &'a [u8] {
        let start = start as usize;
        self.codes.get(start..start + length).unwrap_or(&[])
    }

    /// The letters of a term and of its stem, where it has them.
    pub(super) fn letters(&self, term: TermNumber) -> (Option<Letters<'a>>, Option<Letters<'a>>) {
        let row = self.terms.get(term.index());
        row.map_or((None, None), |row| (self.letters_of_key(row.key), self.letters_of_key(row.stem)))
    }

    /// A part of a form, to compare.
    pub fn part_view(&self, part: Occurrence) -> PartView<'a> {
        let none = Letters { codes: &[], weight: 0, outline: Outline::default() };
        let (letters, stem) = match part.role {
            _ if part.is_heard() => (None, None),
            Role::Initial | Role::Number | Role::Series | Role::Form | Role::Whole => (None, None),
            _ => self.letters(part.term),
        };
        PartView {
            text: self.text(part.term),
            role: part.role,
            letters: letters.unwrap_or(none),
            stem,
            heard: self.heard(&part),
            codes: &[],
        }
    }

    /// What is heard of a part in another script.
    pub fn heard(&self, part: &Occurrence) -> Option<Heard<'a>> {
        part.is_heard().then(|| Heard { letters: self.letters_of_part(part), stretch: u16::from(part.stretch) })
    }

    /// A searched part and one of a form, where at least one of them is in another script.
    pub fn across<'b>(&self, part: &'b PartForm, similar: &'b SimilarTerms, listed: &Occurrence) -> Across<'b>
    where
        'a: 'b,
    {
        let text = &part.part.text;
        match (part.heard(), self.heard(listed)) {
            (Some(x), Some(y)) => x.beside(y),
            // what is heard begins otherwise
            (Some(_), None) if !listed.has_stem && similar.beginnings & listed.begins == 0 => Across::Apart,
            (Some(heard), None) => {
                self.sounding(listed, heard).map_or(Across::Apart, |latin| Across::Latin(heard, latin))
            }
            (None, Some(heard)) if part.part.role.is_spelled() && text.is_ascii() => match heard.ear() {
                Some(ear) => Across::Latin(heard, similar.sounds.of(text, ear)),
                None => Across::Apart,
            },
            _ => Across::Apart,
        }
    }

    /// What the ear by which another part is heard hears of one in Latin letters.
    fn sounding(&self, part: &Occurrence, heard: Heard) -> Option<Sounding<'a>> {
        let row = self.terms.get(part.term.index())?;
        let row = &self.sounds.get(row.sounds as usize)?.ears[heard.ear()? as usize];
        if row.length == 0 || !part.role.is_spelled() {
            return None;
        }
        let codes = self.codes_from(row.codes, usize::from(row.length));
        let whole = Letters { codes, weight: row.weight, outline: row.outline };
        Some(Sounding { whole, stem: self.letters_of_key(row.stem) })
    }

    fn letters_of_key(&self, key: u32) -> Option<Letters<'a>> {
        self.keys.get(key as usize).map(|row| self.letters_of(key as usize, row))
    }

    pub(super) fn postings(&self, run: Run) -> &'a [u32] {
        self.postings.get(run.range()).unwrap_or(&[])
    }

    /// The names of an entity, in their order.
    pub fn names_of(&self, entity: EntityNumber) -> impl Iterator<Item = NameNumber> + use<> {
        let row = self.entities.get(entity.index());
        row.map_or(0..0, |row| row.names.start..row.names.start + row.names.length).map(NameNumber)
    }

    /// The entities that were born on this day; none where the day is not known.
    pub fn born_on(&self, date: PartialDate) -> impl Iterator<Item = EntityNumber> + use<'a> {
        let day = date.day_number();
        let rows =
            day.map_or(&[][..], |day| &self.birth_dates[self.birth_dates.partition_point(|row| row.day < day)..]);
        rows.iter().take_while(move |row| Some(row.day) == day).map(|row| EntityNumber(row.entity))
    }

    /// The readings of a name: forms stand in the order of their names.
    pub fn forms_of(&self, name: NameNumber) -> impl Iterator<Item = FormNumber> + use<'a> {
        let start = self.forms.partition_point(|row| row.name < name.0);
        let count = self.forms[start..].iter().take_while(|row| row.name == name.0).count();
        (start..start + count).map(|form| FormNumber(form as u32))
    }

    /// A form: one reading of a listed name.
    pub fn form(&self, form: FormNumber) -> Form<'a> {
        let class = self.classes.get(form.index()).copied().unwrap_or_default();
        let (kind, strict, class) = (kind_of(class), class & STRICT_BIT != 0, FormClass::of_byte(class));
        Form {
            kind,
            class,
            strict,
            glance: self.glances.get(form.index()),
            row: self.forms.get(form.index()),
            parts: self.parts,
        }
    }
}

/// The places of terms in a hash table of their texts.
pub(super) fn term_slots<'t>(texts: impl ExactSizeIterator<Item = &'t str>) -> Vec<u32> {
    let mut slots = vec![NONE; (texts.len() * 2).next_power_of_two()];
    let mask = slots.len() - 1;
    for (number, text) in texts.enumerate() {
        let mut at = term_hash(text) as usize & mask;
        while slots[at] != NONE {
            at = (at + 1) & mask;
        }
        slots[at] = number as u32;
    }
    slots
}

fn term_hash(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}

/// Where rows with this hash begin. Hashes are spread evenly, so it looks where one would expect them, and then further
/// and further around (interpolation search: Peterson 1957).
pub(super) fn first_of<T>(rows: &[T], hash: u64, of: impl Fn(&T) -> u64) -> usize {
    let guess = ((u128::from(hash) * rows.len() as u128) >> 64) as usize;
    let mut step = 64;
    let mut low = guess.saturating_sub(step);
    while low > 0 && of(&rows[low]) >= hash {
        step *= 2;
        low = low.saturating_sub(step);
    }
    step = 64;
    let mut high = (guess + step).min(rows.len());
    while high < rows.len() && of(&rows[high]) < hash {
        step *= 2;
        high = (high + step).min(rows.len());
    }
    low + rows[low..high].partition_point(|row| of(row) < hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_are_found_wherever_their_hashes_lie(mut rows: Vec<u64>, hash: u64, pick: prop::sample::Index, evenly: bool) {
            if evenly {
                rows = rows.iter().map(|row| row % 1_000).collect();
            }
            rows.sort_unstable();
            let hash = if rows.is_empty() { hash } else { *pick.get(&rows) };
            prop_assert_eq!(first_of(&rows, hash, |row| *row), rows.partition_point(|row| *row < hash));
        }
    }
}
