use std::collections::HashMap;

use super::Index;
use super::keys::slip_hashes;
use super::layout::{BlockRow, JOINED as JOINED_SIDE, KeyRow, PARTS, TermNumber, latin_side, other_side};
use super::tables::{Tables, first_of};
use crate::knowledge::Knowledge;
use crate::likeness::{
    CUT_OFF, EQUIVALENT, JOINED, JOINED_LEAST, Letters, Likeness, OwnedLetters, PHONETICALLY_EQUAL, PartForm,
    PhoneticCode, Reach, Sounding, Sounds, alike_backwards, alike_mistyped, backwards, beginnings, latin_beginnings,
    lengths_of_whole, likeness, may_be_set_apart, mistaken_for, mistypable, most_alike, stretched, unstretched,
    with_stem, without_stem,
};
use crate::name::{Ear, Role, stretch_of};

/// A listed term like a searched part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SimilarTerm {
    /// Which.
    pub term: TermNumber,
    /// How alike.
    pub likeness: Likeness,
}

/// All listed terms that are at least so much like one searched part.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct SimilarTerms {
    /// Terms that are parts of listed names, by number.
    pub parts: Vec<SimilarTerm>,
    /// Terms that are neighbouring listed parts written together.
    pub joined: Vec<SimilarTerm>,
    /// How many listed forms they stand in, all in all.
    pub forms: u32,
    /// What is heard of the searched part, where it is in Latin letters.
    pub sounds: Sounds,
    /// The Latin letters, as bits from `a`, that a part like it may begin with by ear, where it is in another script.
    pub beginnings: u32,
}

impl SimilarTerms {
    /// How alike a listed term is, where the search found it among parts.
    pub fn likeness(&self, term: TermNumber) -> Option<Likeness> {
        self.parts.binary_search_by_key(&term, |similar| similar.term).ok().map(|at| self.parts[at].likeness)
    }
}

/// Finds the listed terms like a part: once for each distinct part of a run.
pub struct Similarities<'i> {
    tables: Tables<'i>,
    knowledge: Knowledge,
    floor: Likeness,
    by_code: HashMap<String, Vec<TermNumber>>,
}

impl<'i> Similarities<'i> {
    /// Of an index. `floor` is the least likeness to find (at most that of equivalents, of which `knowledge` knows);
    /// with `code`, listed parts with an equal phonetic code are found too, and all codes are worked out here.
    pub fn new(index: &'i Index, floor: Likeness, code: Option<PhoneticCode>, knowledge: Knowledge) -> Self {
        let tables = index.tables();
        let mut by_code: HashMap<String, Vec<TermNumber>> = HashMap::new();
        if let Some(code) = code {
            let terms = (0..tables.terms.len() as u32).map(TermNumber);
            for term in terms.filter(|term| tables.terms[term.index()].in_parts.length > 0) {
                for code in code.codes(tables.text(term)) {
                    by_code.entry(code).or_default().push(term);
                }
            }
        }
        Self { tables, knowledge, floor: floor.min(EQUIVALENT), by_code }
    }

    /// The least likeness that it finds.
    pub fn floor(&self) -> Likeness {
        self.floor
    }

    /// The terms like a part.
    pub fn find(&self, part: &PartForm) -> SimilarTerms {
        let mut found: Vec<SimilarTerm> = Vec::new();
        let text = part.part.text.as_str();
        let exact = self.tables.term(text);
        found.extend(exact.map(|term| SimilarTerm { term, likeness: 10_000 }));
        let mut joined = Vec::new();
        let sounds = Sounds::default();
        if !matches!(part.part.role, Role::Initial | Role::Form | Role::Whole) {
            let term = |(other, likeness): &(Box<str>, Likeness)| {
                self.tables.term(other).map(|term| SimilarTerm { term, likeness: *likeness })
            };
            found.extend(self.knowledge.equivalents().of(text).iter().filter_map(term));
        }
        if matches!(part.part.role, Role::Word | Role::Particle | Role::Title) {
            let different: Vec<TermNumber> =
                mistaken_for(text).iter().filter_map(|other| self.tables.term(other)).collect();
            self.scan_parts(part.letters.letters(), self.floor, |is_stem, term, likeness| {
                if !is_stem && different.contains(&term) {
                    return;
                }
                let likeness = if is_stem { with_stem(likeness) } else { likeness };
                found.push(SimilarTerm { term, likeness });
            });
            self.find_mistyped(part, |term, likeness| {
                if !different.contains(&term) {
                    found.push(SimilarTerm { term, likeness });
                }
            });
            if let Some(stem) = &part.stem {
                self.scan_parts(stem.letters(), without_stem(self.floor), |is_stem, term, likeness| {
                    if !is_stem {
                        found.push(SimilarTerm { term, likeness: with_stem(likeness) });
                    }
                });
            }
            if may_be_set_apart(text) {
                for similar in &mut found {
                    let other = self.tables.text(similar.term);
                    if other != text && !self.knowledge.equivalents().are(text, other) {
                        similar.likeness = similar.likeness.min(most_alike(text, other));
                    }
                }
                found.retain(|similar| similar.likeness >= self.floor);
            }
            self.scan_heard(part, &sounds, |term, likeness| found.push(SimilarTerm { term, likeness }));
            self.find_backwards(text, &mut found);
            self.find_cut_off(text, &mut found);
            let sounding = part.codes.iter().filter_map(|code| self.by_code.get(code)).flatten();
            found.extend(sounding.map(|term| SimilarTerm { term: *term, likeness: PHONETICALLY_EQUAL }));
            if part.part.role == Role::Word {
                joined.extend(exact.map(|term| SimilarTerm { term, likeness: JOINED }));
                self.scan(
                    self.tables.groups[JOINED_SIDE],
                    part.letters.letters(),
                    (JOINED_LEAST, false),
                    |_, term, likeness| {
                        joined.push(SimilarTerm { term, likeness });
                    },
                );
            }
        }
        let beginnings = part.heard().map_or(u32::MAX, |heard| latin_beginnings(heard.letters));
        SimilarTerms { sounds, beginnings, ..self.collect(found, joined) }
    }

    /// The terms that several searched parts, written together, are like.
    pub fn find_together(&self, together: &PartForm) -> SimilarTerms {
        let mut found: Vec<SimilarTerm> = Vec::new();
        let exact = self.tables.term(&together.part.text).map(|term| SimilarTerm { term, likeness: JOINED });
        found.extend(exact);
        self.scan(
            self.tables.groups[PARTS],
            together.letters.letters(),
            (JOINED_LEAST, false),
            |is_stem, term, likeness| {
                if !is_stem {
                    found.push(SimilarTerm { term, likeness });
                }
            },
        );
        // neighbouring parts written together that are the same: the blank may stand elsewhere
        self.collect(found, exact.into_iter().collect())
    }

    /// Terms that are one key away, whatever they sound like.
    fn find_mistyped(&self, part: &PartForm, mut found: impl FnMut(TermNumber, Likeness)) {
        let (text, sounds) = (part.part.text.as_str(), part.letters.letters());
        let letters = mistypable(text, sounds);
        self.one_slip_away(if letters.is_empty() { sounds.codes } else { &letters }, |_, key| {
            let term = TermNumber(key.term);
            let likeness = alike_mistyped(text, self.tables.text(term));
            if likeness > 0 && key.is_stem == 0 {
                found(term, likeness);
            }
        });
    }

    /// Terms that are a part read backwards, or one slip away from that.
    fn find_backwards(&self, text: &str, found: &mut Vec<SimilarTerm>) {
        let Some(turned) = backwards(text) else { return };
        let mut offer = |term: TermNumber| {
            let likeness = alike_backwards(text, self.tables.text(term));
            if likeness > 0 {
                found.push(SimilarTerm { term, likeness });
            }
        };
        self.tables.term(&turned).into_iter().for_each(&mut offer);
        self.one_slip_away(OwnedLetters::of(&turned).letters().codes, |_, key| offer(TermNumber(key.term)));
    }

    /// Terms of which the end may have been cut off, or that may be what is left of the part; where in its name either
    /// stands is seen later.
    fn find_cut_off(&self, text: &str, found: &mut Vec<SimilarTerm>) {
        let left = beginnings(text).filter_map(|left| self.tables.term(left));
        found.extend(left.map(|term| SimilarTerm { term, likeness: CUT_OFF }));
        let lengths = lengths_of_whole(text);
        if lengths.is_empty() {
            return;
        }
        let wholes = self.tables.terms_from(text).take_while(|term| self.tables.text(*term).starts_with(text));
        let wholes = wholes.filter(|term| lengths.contains(&self.tables.text(*term).len()));
        found.extend(wholes.map(|term| SimilarTerm { term, likeness: CUT_OFF }));
    }

    /// Parts by their letters: those that are spelled alike by weight and sounds; those that are one slip away by
    /// what is left when a letter is left out.
    fn scan_parts(&self, letters: Letters, floor: Likeness, mut found: impl FnMut(bool, TermNumber, Likeness)) {
        self.scan(self.tables.groups[PARTS], letters, (floor, true), &mut found);
        if letters.codes.len() < 2 {
            return;
        }
        self.one_slip_away(letters.codes, |number, key| {
            let alike = likeness(letters, self.tables.letters_of(number, key), floor);
            if alike > 0 {
                found(key.is_stem == 1, TermNumber(key.term), alike);
            }
        });
    }

    /// Keys that share what is left of their letters when one is left out.
    fn one_slip_away(&self, codes: &[u8], mut found: impl FnMut(usize, &KeyRow)) {
        for hash in slip_hashes(codes) {
            let start = first_of(self.tables.slips, hash, |row| row.hash);
            for row in self.tables.slips[start..].iter().take_while(|row| row.hash == hash) {
                let Some(key) = self.tables.keys.get(row.key as usize) else { continue };
                found(row.key as usize, key);
            }
        }
    }

    /// Parts by ear: those in other scripts for a Latin part, Latin ones and those of its own ear for a part in another script.
    fn scan_heard(&self, part: &PartForm, sounds: &Sounds, mut found: impl FnMut(TermNumber, Likeness)) {
        let groups = self.tables.groups;
        let Some(heard) = part.heard() else {
            if part.part.text.is_ascii() {
                self.scan_other_scripts(&part.part.text, sounds, &mut found);
            }
            return;
        };
        let Some(ear) = heard.ear() else { return };
        let floor = unstretched(self.floor, heard.stretch);
        self.scan(groups[latin_side(ear)], heard.letters, (floor, false), |is_stem, term, alike| {
            let alike = stretched(alike, heard.stretch);
            found(term, if is_stem { with_stem(alike) } else { alike });
        });
        self.scan(groups[other_side(ear)], heard.letters, (self.floor, false), |_, term, alike| found(term, alike));
    }

    fn scan_other_scripts(&self, latin: &str, sounds: &Sounds, found: &mut impl FnMut(TermNumber, Likeness)) {
        for ear in Ear::ALL {
            let group = self.tables.groups[other_side(ear)];
            if group.is_empty() {
                continue;
            }
            // how far what differs is stretched is the other part's to say
            let floor = unstretched(self.floor, ear.least_stretch());
            let Sounding { whole, stem } = sounds.of(latin, ear);
            for (heard, is_stem) in [(Some(whole), false), (stem, true)] {
                let Some(heard) = heard else { continue };
                self.scan(group, heard, (floor, false), |_, term, alike| {
                    let alike = stretched(alike, stretch_of(self.tables.text(term)));
                    let alike = if is_stem { with_stem(alike) } else { alike };
                    if alike >= self.floor {
                        found(term, alike);
                    }
                });
            }
        }
    }

    /// Looks at the keys that are within reach by their outlines.
    fn scan(
        &self,
        groups: &[BlockRow],
        letters: Letters,
        (floor, forgiving): (Likeness, bool),
        mut found: impl FnMut(bool, TermNumber, Likeness),
    ) {
        if letters.codes.is_empty() {
            return;
        }
        let Tables { blocks, outlines, keys, .. } = self.tables;
        let reach = Reach::new(letters, floor, forgiving);
        for group in groups.iter().filter(|group| reach.may_be_in(&group.around, group.begins)) {
            let blocks = blocks.get(group.inside.range()).unwrap_or(&[]);
            for block in blocks.iter().filter(|block| reach.may_be_in(&block.around, block.begins)) {
                let outlines = outlines.get(block.inside.range()).unwrap_or(&[]);
                for (number, outline) in (block.inside.range().start..).zip(outlines) {
                    if !reach.may_be(outline) {
                        continue;
                    }
                    let Some(key) = keys.get(number).filter(|key| reach.may_be_weighing(outline, key.weight)) else {
                        continue;
                    };
                    let alike = reach.likeness(self.tables.letters_of(number, key));
                    if alike > 0 {
                        found(key.is_stem == 1, TermNumber(key.term), alike);
                    }
                }
            }
        }
    }

    /// By term, each once with its best likeness, less those that stand in no form.
    fn collect(&self, parts: Vec<SimilarTerm>, joined: Vec<SimilarTerm>) -> SimilarTerms {
        let once = |mut terms: Vec<SimilarTerm>, in_forms: &dyn Fn(TermNumber) -> u32| {
            terms.sort_unstable_by_key(|similar| (similar.term, u16::MAX - similar.likeness));
            terms.dedup_by_key(|similar| similar.term);
            terms.retain(|similar| in_forms(similar.term) > 0);
            terms.shrink_to_fit();
            let forms = terms.iter().map(|similar| in_forms(similar.term)).sum::<u32>();
            (terms, forms)
        };
        let row = |term: TermNumber| &self.tables.terms[term.index()];
        let (parts, in_parts) = once(parts, &|term| row(term).in_parts.length);
        let (joined, in_joined) = once(joined, &|term| row(term).in_joins.length);
        SimilarTerms { parts, joined, forms: in_parts + in_joined, ..SimilarTerms::default() }
    }
}
