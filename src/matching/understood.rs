use super::alignment::{MOST_PARTS, Weighed, is_short};
use crate::knowledge::Knowledge;
use crate::likeness::{PartForm, PhoneticCode, Rarity};
use crate::name::{Name, NameKind, Part, Reading, Role};

/// A name, understood and prepared to be compared.
#[derive(Clone, Debug)]
pub struct Understood {
    /// Its words and readings.
    pub name: Name,
    /// The readings with letters, weights and what stands together.
    pub readings: Vec<UnderstoodReading>,
}

/// One reading of a name, prepared to be compared.
#[derive(Clone, Debug)]
pub struct UnderstoodReading {
    /// At most [`MOST_PARTS`].
    pub parts: Vec<PartForm>,
    /// Weights and roles in a person's name, and in an organisation's.
    pub weighed: [Vec<Weighed>; 2],
    /// Neighbouring parts written together: the first, how many, the whole.
    pub together: Vec<(usize, usize, PartForm)>,
    /// Whether what differs counts for more.
    pub strict: bool,
    code: Option<PhoneticCode>,
    /// Whether it is compared with a person's name, and with an organisation's.
    meets: [bool; 2],
}

impl Understood {
    /// A searched name. It is read as a person's and as an organisation's where the two differ: what a record says about
    /// itself must not hide it.
    pub fn searched(text: &str, code: Option<PhoneticCode>, knowledge: &Knowledge) -> Self {
        Self::of(Name::read_with(text, NameKind::Unknown, knowledge.roles()), code, knowledge)
    }

    /// A name that was read.
    pub fn of(name: Name, code: Option<PhoneticCode>, knowledge: &Knowledge) -> Self {
        let of = |parts: &[Part]| UnderstoodReading::of(parts, code, knowledge.rarity());
        let meets = |reading: &Reading| match reading.kind {
            _ if reading.of_both => [true, true],
            NameKind::Organization => [reading.parts.iter().any(|part| part.role == Role::Form), true],
            _ => [true, false],
        };
        let readings = name.readings.iter().map(|reading| UnderstoodReading {
            meets: meets(reading),
            strict: reading.strict,
            ..of(&reading.parts)
        });
        Self { readings: readings.collect(), name }
    }
}

impl UnderstoodReading {
    /// Of the parts of a reading.
    pub fn of(parts: &[Part], code: Option<PhoneticCode>, rarity: &Rarity) -> Self {
        let parts = &parts[..parts.len().min(MOST_PARTS)];
        let forms: Vec<PartForm> = parts.iter().map(|part| PartForm::of(part.clone(), code)).collect();
        let weighed = [NameKind::Person, NameKind::Organization].map(|kind| {
            let text = |part: &Part| parts.iter().position(|other| other.text == part.text).unwrap_or(0) as u32;
            let weighed = |form: &PartForm| Weighed {
                weight: rarity.weight(&form.part, kind),
                role: form.part.role,
                text: text(&form.part),
                short: is_short(form.letters.letters().codes.len(), kind),
            };
            forms.iter().map(weighed).collect()
        });
        let mut together = Vec::new();
        for width in 2..=3 {
            for (first, apart) in parts.windows(width).enumerate() {
                if apart.iter().all(|part| part.role != Role::Form) {
                    let text = apart.iter().map(|part| part.text.as_str()).collect();
                    together.push((first, width, PartForm::of(Part { text, role: Role::Word }, None)));
                }
            }
        }
        Self { parts: forms, weighed, together, strict: false, code, meets: [true, true] }
    }

    /// A part with the phonetic codes by which this name is compared.
    pub(super) fn coded_like(&self, part: &PartForm) -> PartForm {
        PartForm::of(part.part.clone(), self.code)
    }

    /// Whether it is compared with a listed name that was read as this kind's. Where a name is read in two ways, each meets
    /// its own kind; only a name with a legal form may still be a person's.
    pub fn meets(&self, kind: NameKind) -> bool {
        self.meets[usize::from(kind == NameKind::Organization)]
    }

    /// The texts of a part and of the one behind it.
    pub(super) fn neighbours(&self, first: usize) -> [&str; 2] {
        [first, first + 1].map(|part| self.parts[part].part.text.as_str())
    }

    /// The weights and roles in a kind of name.
    pub fn weighed(&self, kind: NameKind) -> &[Weighed] {
        &self.weighed[usize::from(kind == NameKind::Organization)]
    }
}
