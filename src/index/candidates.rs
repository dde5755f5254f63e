use super::Index;
use super::found::{Found, JOINED, Levels};
use super::layout::{FormNumber, ORGANIZATION_BIT, PartRow, STRICT_BIT, TermNumber};
use super::similar::{SimilarTerm, SimilarTerms};
use super::tables::{Tables, kind_of};
use crate::name::NameKind;

/// Forms with fewer names and numbers are met early.
const FEWEST_WORDS: usize = 2;

/// What forms have in common before their parts are looked at: how many different names and numbers, and how many
/// initials, which stand for anything that begins with them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FormClass(u8);

/// So many names and numbers, and so many initials, are told apart; more count as the most.
const MOST_WORDS: usize = 6;
const MOST_INITIALS: usize = 2;
/// From here on: forms of names and numbers, each once, and nothing else but legal forms.
const PLAIN: usize = (MOST_WORDS + 1) * (MOST_INITIALS + 1);

impl FormClass {
    /// How many classes there are.
    pub const COUNT: usize = PLAIN + MOST_WORDS;

    /// The class of a form that has so many different names and numbers, and so many initials.
    pub fn of(words: usize, initials: usize) -> Self {
        Self((words.min(MOST_WORDS) + (MOST_WORDS + 1) * initials.min(MOST_INITIALS)) as u8)
    }

    /// The class of a form that has so many names and numbers, none twice, and nothing else but legal forms.
    pub fn of_plain(words: usize) -> Self {
        if words < MOST_WORDS { Self((PLAIN + words) as u8) } else { Self::of(words, 0) }
    }

    /// The class of the same form if no more of its initials counted.
    #[inline]
    pub fn with_initials(self, most: usize) -> Self {
        if self.initials() > most { Self::of(self.words(), most) } else { self }
    }

    /// How many of a searched name's words its forms can be paired with at most, where that is known.
    #[inline]
    pub fn most_pairs(self) -> Option<usize> {
        self.index().checked_sub(PLAIN)
    }

    /// Whether forms of the class are met by every part: few do, and they match with less.
    pub(super) fn is_early(self) -> bool {
        self.initials() > 0 || self.words() < FEWEST_WORDS
    }

    pub(super) fn number(self) -> u8 {
        self.0
    }

    pub(super) fn of_byte(class: u8) -> Self {
        Self((class & !(ORGANIZATION_BIT | STRICT_BIT)).min(Self::COUNT as u8 - 1))
    }

    /// Its number.
    #[inline]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// How many initials its forms have at most.
    #[inline]
    pub fn initials(self) -> usize {
        match self.index() / (MOST_WORDS + 1) {
            _ if self.index() >= PLAIN => 0,
            MOST_INITIALS => usize::MAX,
            initials => initials,
        }
    }

    /// How many names and numbers its forms have at least.
    #[inline]
    pub fn words(self) -> usize {
        self.index() % (MOST_WORDS + 1)
    }
}

/// Whoever knows the score says what can become of a form in which just these parts were found.
pub trait Prospects {
    /// Whether it can match. More found parts never make a match into none, and more words never make none into a match.
    fn can_match(&mut self, found: Found, class: FormClass, kind: NameKind) -> bool;
}

/// One reading of a searched name.
pub struct Searched<'s> {
    /// For each part in order, what is like it.
    pub parts: Vec<&'s SimilarTerms>,
    /// Neighbouring parts written together: the first, how many, and what is like them.
    pub together: Vec<(usize, usize, &'s SimilarTerms)>,
}

/// The forms that can reach the threshold, and what was found in them.
pub type Candidates = Vec<(FormNumber, Found)>;

/// Goes from similar terms to names. Buffers belong to the worker that has it.
pub struct CandidateSearch<'i> {
    tables: Tables<'i>,
    levels: Levels,
    /// For each form, what was found in it; nothing between searches.
    found: Vec<u32>,
    met: Vec<u32>,
    skipped: Vec<usize>,
    keys: Vec<usize>,
}

/// Looking for a part in a form takes so many times what going past a posting does.
const LOOK_UP: usize = 16;

impl<'i> CandidateSearch<'i> {
    /// For an index, and these levels of likeness.
    pub fn new(index: &'i Index, levels: Levels) -> Self {
        let tables = index.tables();
        let found = vec![0; tables.forms.len()];
        Self { tables, levels, found, met: Vec::new(), skipped: Vec::new(), keys: Vec::new() }
    }

    /// The forms that a reading can match, each once, in no order.
    pub fn find(&mut self, searched: &Searched, prospects: &mut impl Prospects, candidates: &mut Candidates) {
        candidates.clear();
        self.met.clear();
        self.choose_keys(searched, prospects);
        for part in std::mem::take(&mut self.keys) {
            self.meet(searched.parts[part], part, false);
        }
        let skipped = std::mem::take(&mut self.skipped);
        for part in &skipped {
            self.meet(searched.parts[*part], *part, true);
        }
        for similar in &searched.parts {
            self.meet_joined(&similar.joined);
        }
        for (first, width, similar) in &searched.together {
            self.meet_together(&similar.parts);
            if *width == 2 {
                self.meet_shifted(&similar.joined, searched.parts[*first]);
            }
        }
        for part in &skipped {
            self.note(searched.parts[*part], *part);
        }
        self.skipped = skipped;
        for form in &self.met {
            let found = Found::of_bits(std::mem::take(&mut self.found[*form as usize]));
            let class = self.tables.classes[*form as usize];
            if found.joined() || prospects.can_match(found, FormClass::of_byte(class), kind_of(class)) {
                candidates.push((FormNumber(*form), found));
            }
        }
    }

    /// The parts to search by: as few common ones as can be, so many that a name with none of them cannot match
    /// (prefix filtering: Chaudhuri, Ganti and Kaushik 2006). Forms that are met early are met by every part.
    fn choose_keys(&mut self, searched: &Searched, prospects: &mut impl Prospects) {
        let Self { keys, skipped, .. } = self;
        keys.clear();
        skipped.clear();
        keys.extend(0..searched.parts.len());
        keys.sort_unstable_by_key(|part| (std::cmp::Reverse(searched.parts[*part].forms), *part));
        keys.retain(|part| {
            let found = Found::parts(skipped.iter().chain([part]).copied());
            let class = FormClass::of(FEWEST_WORDS, 0);
            let kinds = [NameKind::Person, NameKind::Organization];
            let is_key = kinds.into_iter().any(|kind| prospects.can_match(found, class, kind));
            if !is_key {
                skipped.push(*part);
            }
            is_key
        });
    }

    /// Forms with these terms as parts; or only those that are met early.
    fn meet(&mut self, similar: &SimilarTerms, part: usize, early: bool) {
        for similar in &similar.parts {
            let row = &self.tables.terms[similar.term.index()];
            let mut forms = self.tables.postings(row.in_parts);
            if early {
                forms = &forms[..forms.len().min(row.early as usize)];
            }
            meet(&mut self.found, &mut self.met, forms, Found::bits(part, similar.likeness, self.levels));
        }
    }

    /// Forms in which neighbouring parts, written together, are these terms.
    fn meet_joined(&mut self, terms: &[SimilarTerm]) {
        for similar in terms {
            let forms = self.tables.postings(self.tables.terms[similar.term.index()].in_joins);
            meet(&mut self.found, &mut self.met, forms, JOINED);
        }
    }

    /// Forms with a part that is like searched ones written together.
    fn meet_together(&mut self, terms: &[SimilarTerm]) {
        for similar in terms {
            let forms = self.tables.postings(self.tables.terms[similar.term.index()].in_parts);
            meet(&mut self.found, &mut self.met, forms, JOINED);
        }
    }

    /// Forms in which two neighbouring parts, written together, are the same as two searched ones, but the first is another.
    fn meet_shifted(&mut self, terms: &[SimilarTerm], first: &SimilarTerms) {
        let first = first.parts.iter().find(|similar| similar.likeness == 10_000).map(|similar| similar.term.0);
        for similar in terms {
            let whole = self.tables.text(similar.term);
            for form in self.tables.postings(self.tables.terms[similar.term.index()].in_joins) {
                let parts = self.tables.parts.get(self.tables.forms[*form as usize].parts.range()).unwrap_or(&[]);
                let shifted = |pair: &[PartRow]| {
                    Some(pair[0].term) != first
                        && whole
                            .strip_prefix(self.tables.text(TermNumber(pair[0].term)))
                            .is_some_and(|rest| rest == self.tables.text(TermNumber(pair[1].term)))
                };
                if parts.windows(2).any(shifted) {
                    meet(&mut self.found, &mut self.met, &[*form], JOINED);
                }
            }
        }
    }

    /// Notes which of the forms that were met have a part, in the cheaper of two ways.
    fn note(&mut self, similar: &SimilarTerms, part: usize) {
        if similar.forms as usize > self.met.len() * LOOK_UP {
            for form in &self.met {
                let parts = self.tables.parts.get(self.tables.forms[*form as usize].parts.range()).unwrap_or(&[]);
                for alike in parts.iter().filter_map(|listed| similar.likeness(TermNumber(listed.term))) {
                    self.found[*form as usize] |= Found::bits(part, alike, self.levels);
                }
            }
            return;
        }
        for similar in &similar.parts {
            let row = &self.tables.terms[similar.term.index()];
            let bit = Found::bits(part, similar.likeness, self.levels);
            for form in self.tables.postings(row.in_parts) {
                let found = &mut self.found[*form as usize];
                *found |= if *found == 0 { 0 } else { bit };
            }
        }
    }
}

fn meet(found: &mut [u32], met: &mut Vec<u32>, forms: &[u32], bit: u32) {
    for form in forms {
        let found = &mut found[*form as usize];
        if *found == 0 {
            met.push(*form);
        }
        *found |= bit;
    }
}
