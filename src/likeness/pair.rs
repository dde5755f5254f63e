//! Two parts, compared by everything that can make them one: letters, equivalents, initials, prefixes, codes.

use super::across::by_ear_alone;
use super::damage::{CUT_OFF, alike_backwards, alike_mistyped, is_cut_off};
use super::gender::{MAN_AND_WOMAN, are_man_and_woman, has_other_gender};
use super::{
    EQUIVALENT, Equivalents, Heard, LEAST, Letters, Likeness, OwnedLetters, PHONETICALLY_EQUAL, PhoneticCode,
    are_different, begins_across, heard_letters, likeness, likeness_ceiling, likeness_of_spelling,
};
use crate::name::{Part, Role};

/// An initial and a name that begins with it: six tenths of the way from unlike to equal.
pub const INITIAL: Likeness = 8_080;

/// The same letters, written together on one side and apart on the other.
pub const JOINED: Likeness = 9_850;

/// Parts that are written together on one side and apart on the other must be at least this alike.
pub const JOINED_LEAST: Likeness = 9_000;

/// A part with `abdul` or an article glued to it, and the same part without, are this much as alike.
const STEM_TENTHS: u32 = 9;

/// What made two parts alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// The same text.
    Equal,
    /// Another spelling.
    Spelling,
    /// Short form, or the same name in a sister language.
    Equivalent,
    /// An initial and a name.
    Initial,
    /// One has `abdul` or an article in front, the other has not.
    Prefix,
    /// The same phonetic code.
    Phonetic,
    /// Written together on one side, apart on the other.
    Joined,
    /// One is the other written backwards.
    Backwards,
    /// The end of one was cut off, as at the end of a field.
    CutOff,
}

impl How {
    /// The word in `results.ndjson`: `spelling`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Spelling => "spelling",
            Self::Equivalent => "equivalent",
            Self::Initial => "initial",
            Self::Prefix => "prefix",
            Self::Phonetic => "phonetic",
            Self::Joined => "joined",
            Self::Backwards => "backwards",
            Self::CutOff => "cut off",
        }
    }
}

/// A part with its letters worked out once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartForm {
    /// Text and role.
    pub part: Part,
    /// Letters of the text.
    pub letters: OwnedLetters,
    /// Letters of the text without a glued `abdul` or article, where it has one.
    pub stem: Option<OwnedLetters>,
    /// What is heard of it where it is in another script, and by how much what differs is stretched.
    heard: Option<Box<(OwnedLetters, u16)>>,
    /// Phonetic codes, where the run compares them.
    pub codes: Vec<String>,
}

impl PartForm {
    /// Of a part; `code` where phonetic codes count.
    pub fn of(part: Part, code: Option<PhoneticCode>) -> Self {
        let spelled = part.role.is_spelled();
        let letters = if spelled { OwnedLetters::of(&part.text) } else { OwnedLetters::of("") };
        let stem = spelled.then(|| stem(&part.text)).flatten().map(OwnedLetters::of);
        let heard = spelled.then(|| heard_letters(&part.text)).flatten();
        let heard = heard.map(|(_, stretch, letters)| Box::new((letters, stretch)));
        let codes = code.filter(|_| spelled).map_or_else(Vec::new, |code| code.codes(&part.text));
        Self { part, letters, stem, heard, codes }
    }

    /// Whether it is compared by ear, with what is in Latin letters too.
    pub fn is_heard(&self) -> bool {
        self.heard.is_some()
    }

    /// What is heard of it, where it is in another script.
    pub fn heard(&self) -> Option<Heard<'_>> {
        self.heard.as_ref().map(|heard| Heard { letters: heard.0.letters(), stretch: heard.1 })
    }

    /// Whether it can be like another in ways that its outline does not show: by its stem, or by ear.
    pub fn is_loose(&self) -> bool {
        self.stem.is_some() || self.is_heard()
    }

    /// To compare.
    pub fn view(&self) -> PartView<'_> {
        let stem = self.stem.as_ref().map(OwnedLetters::letters);
        PartView {
            text: &self.part.text,
            role: self.part.role,
            letters: self.letters.letters(),
            stem,
            heard: self.heard(),
            codes: &self.codes,
        }
    }
}

/// A part to compare, borrowed from a [`PartForm`] or from a compiled index.
#[derive(Clone, Copy, Debug)]
pub struct PartView<'a> {
    /// Folded text.
    pub text: &'a str,
    /// What it does in its name.
    pub role: Role,
    /// Letters of the text.
    pub letters: Letters<'a>,
    /// Letters of the text without a glued `abdul` or article, where it has one.
    pub stem: Option<Letters<'a>>,
    /// What is heard of it, where it is in another script.
    pub heard: Option<Heard<'a>>,
    /// Phonetic codes, where the run compares them.
    pub codes: &'a [String],
}

/// The part without a glued `abdul` or article, or without a `khan` behind it: `abdulrahman`, `alrawi`, `ayubkhan`.
pub fn stem(text: &str) -> Option<&str> {
    let long = |rest: &&str, least| rest.len() >= least && rest.is_ascii();
    [("abdul", 3), ("al", 4), ("el", 4)]
        .into_iter()
        .find_map(|(prefix, least)| text.strip_prefix(prefix).filter(|rest| long(rest, least)))
        .or_else(|| text.strip_suffix("khan").filter(|rest| long(rest, 4)))
}

/// The likeness of two parts of which one lost a prefix.
pub fn with_stem(alike: Likeness) -> Likeness {
    (u32::from(alike) * STEM_TENTHS / 10) as Likeness
}

/// The least likeness of a stem and a part for which [`with_stem`] is at least this.
pub fn without_stem(alike: Likeness) -> Likeness {
    (u32::from(alike) * 10).div_ceil(STEM_TENTHS).min(10_000) as Likeness
}

/// How alike two parts are and what made them so, whatever they are also called; 0 where they are different words.
/// Symmetric. A search, which has asked for the equivalents of each part already, needs no more.
pub fn compare(a: PartView, b: PartView) -> (Likeness, How) {
    compare_knowing(a, b, None)
}

/// The same, and by what is known of equivalents.
pub fn compare_knowing(a: PartView, b: PartView, equivalents: Option<&Equivalents>) -> (Likeness, How) {
    if a.role == Role::Whole || b.role == Role::Whole {
        return (paired(a.role, b.role, if a.text == b.text { 10_000 } else { 0 }), How::Joined);
    }
    if a.text == b.text && (a.role == Role::Form) == (b.role == Role::Form) {
        return (10_000, How::Equal);
    }
    match (a.role, b.role) {
        (Role::Initial, Role::Initial) => return (0, How::Equal),
        (Role::Initial, Role::Word) => return (initial(a.text, b.text), How::Initial),
        (Role::Word, Role::Initial) => return (initial(b.text, a.text), How::Initial),
        _ => {}
    }
    let spelled = by_letters(a, b);
    let mut best = match equivalents.and_then(|equivalents| equivalents.between(a.text, b.text)) {
        Some(alike) => better(spelled, (alike, How::Equivalent)),
        None => better((0, spelled.1), (spelled.0.min(most_alike(a.text, b.text)), spelled.1)),
    };
    best = better(best, by_ear_alone(a, b));
    if a.codes.iter().any(|code| b.codes.contains(code)) {
        best = better(best, (PHONETICALLY_EQUAL, How::Phonetic));
    }
    if !a.letters.codes.is_empty() && !b.letters.codes.is_empty() {
        best = better(best, (alike_backwards(a.text, b.text), How::Backwards));
    }
    (paired(a.role, b.role, best.0), best.1)
}

/// The second where it is more alike, and enough to be one name.
fn better(one: (Likeness, How), other: (Likeness, How)) -> (Likeness, How) {
    if other.0 > one.0 && other.0 >= LEAST { other } else { one }
}

/// By their letters, also without a glued prefix.
fn by_letters(a: PartView, b: PartView) -> (Likeness, How) {
    let has_letters = !a.letters.codes.is_empty() && !b.letters.codes.is_empty();
    let whole = match () {
        () if are_different(a.text, b.text) => 0,
        () if has_letters => likeness(a.letters, b.letters, LEAST).max(alike_mistyped(a.text, b.text)),
        () => 0,
    };
    let mut best = (whole, How::Spelling);
    for (stem, whole) in [(a.stem, b.letters), (b.stem, a.letters)] {
        if let Some(stem) = stem {
            best = better(best, (with_stem(likeness(stem, whole, LEAST)), How::Prefix));
        }
    }
    best
}

/// The most that two different parts can be alike for what sets them apart, however alike their letters are: servants of
/// other lords (`Abdulhamid`, `Abdulghani`) what the rest is without `abdul`; a man's and a woman's name little.
pub fn most_alike(a: &str, b: &str) -> Likeness {
    let lord = |text: &'_ str| text.strip_prefix("abdul").filter(|lord| lord.len() >= LEAST_LORD).map(OwnedLetters::of);
    if let (Some(a), Some(b)) = (lord(a), lord(b)) {
        return likeness(a.letters(), b.letters(), 0);
    }
    if are_man_and_woman(a, b) { MAN_AND_WOMAN } else { 10_000 }
}

/// Letters behind `abdul` from which the rest is a name.
const LEAST_LORD: usize = 3;

/// Whether [`most_alike`] can say anything of a part.
pub fn may_be_set_apart(text: &str) -> bool {
    text.starts_with("abdul") || has_other_gender(text)
}

/// The most that [`compare`] can say of two different parts in Latin letters by those alone.
pub fn ceiling(a: PartView, b: PartView) -> Likeness {
    let of = |a: Letters, b: Letters| match (a.codes.len(), b.codes.len()) {
        (0, _) | (_, 0) => 0,
        (_, length) => likeness_ceiling(a, &b.outline, b.weight, length),
    };
    let stemmed = |stem: Option<Letters>, whole| stem.map_or(0, |stem| with_stem(of(stem, whole)));
    of(a.letters, b.letters).max(stemmed(a.stem, b.letters)).max(stemmed(b.stem, a.letters))
}

/// How alike two parts are of which the shorter may be the last of its name, its end cut off with the end of a field; 0 where
/// it is not so.
pub fn compare_ends((a, a_is_last): (PartView, bool), (b, b_is_last): (PartView, bool)) -> Likeness {
    if a.role != Role::Word || b.role != Role::Word {
        return 0;
    }
    let (a, b) = (a.text, b.text);
    let cut_off = a_is_last && is_cut_off(a, b) || b_is_last && is_cut_off(b, a);
    if cut_off && !are_different(a, b) { CUT_OFF } else { 0 }
}

/// How alike parts with these roles count that are so much alike otherwise: not at all where they may not be paired, and a
/// whole name written together is never quite the same.
pub fn paired(a: Role, b: Role, alike: Likeness) -> Likeness {
    let whole = a == Role::Whole || b == Role::Whole;
    match () {
        () if whole && (alike < 10_000 || a == Role::Form || b == Role::Form) => 0,
        () if whole => JOINED,
        () if allowed(a, b, alike) => alike,
        () => 0,
    }
}

/// Whether parts with these roles may be paired at this likeness: a name and a particle or title that only resemble
/// each other (`Alim`, `al`) are not the same thing.
pub fn allowed(a: Role, b: Role, alike: Likeness) -> bool {
    let carries_little = |role| matches!(role, Role::Particle | Role::Title);
    match (a, b) {
        (Role::Form, other) | (other, Role::Form) => other == Role::Form && alike == 10_000,
        _ => carries_little(a) == carries_little(b) || alike >= EQUIVALENT,
    }
}

fn initial(letter: &str, word: &str) -> Likeness {
    let begins = if word.is_ascii() { word.starts_with(letter) } else { begins_across(letter, word) };
    if begins { INITIAL } else { 0 }
}

/// How alike parts written together are to the same written apart; 0 below [`JOINED_LEAST`].
///
/// Where one of those apart is a single letter, or there are three, only the same text counts. `apart` are texts, none
/// of them a legal form.
pub fn compare_joined<'a>(together: PartView, apart: impl Iterator<Item = &'a str> + Clone) -> Likeness {
    if together.role != Role::Word {
        return 0;
    }
    let mut rest = Some(together.text);
    for text in apart.clone() {
        rest = rest.and_then(|rest| rest.strip_prefix(text));
    }
    if rest == Some("") {
        return JOINED;
    }
    if apart.clone().count() > 2 || apart.clone().any(|text| text.len() == 1) {
        return 0;
    }
    // each sound more on one side costs at least 30 of the 10 that each 100 of letters allow, and where the parts
    // meet up to three more may become one
    let (joined, together_length) = (apart.clone().map(sounds).sum::<usize>(), together.letters.codes.len());
    if joined.abs_diff(together_length) > (joined + together_length) / 5 + 4 {
        return 0;
    }
    let joined: String = apart.collect();
    likeness_of_spelling(together.letters, OwnedLetters::of(&joined).letters(), JOINED_LEAST)
}

/// Letters in two words from which on a blank in another place is a slip: of shorter ones too many are names both ways.
const LEAST_SHIFTED: usize = 7;

/// Whether two neighbouring words on each side are the same letters with the blank in another place: `davidk yagulanyi`,
/// `david kyagulanyi`.
pub fn is_blank_shifted(a: [&str; 2], b: [&str; 2]) -> bool {
    let length = a[0].len() + a[1].len();
    a[0].len() != b[0].len()
        && length >= LEAST_SHIFTED
        && length == b[0].len() + b[1].len()
        && a.iter().flat_map(|text| text.bytes()).eq(b.iter().flat_map(|text| text.bytes()))
}

fn sounds(text: &str) -> usize {
    OwnedLetters::of(text).letters().codes.len()
}

/// What of this decides a score, for the hash of the configuration.
pub(super) fn pair_hash_input() -> String {
    format!("{INITIAL}|{JOINED}|{JOINED_LEAST}|{STEM_TENTHS}|{LEAST_LORD}|{LEAST_SHIFTED}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str, role: Role) -> PartForm {
        PartForm::of(Part { text: text.into(), role }, Some(PhoneticCode::Soundex))
    }

    #[test]
    fn each_way_of_being_alike_is_found_and_named() {
        for (a, b, how) in [
            ("smith", "smith", How::Equal),
            ("lukashenko", "lukashnko", How::Spelling),
            ("william", "bill", How::Equivalent),
            ("abdulrahman", "rahman", How::Prefix),
            ("ayubkhan", "ayub", How::Prefix),
            ("robert", "rupert", How::Phonetic),
        ] {
            let (x, y) = (form(a, Role::Word), form(b, Role::Word));
            let known = Some(Equivalents::built_in());
            let (alike, found) = compare_knowing(x.view(), y.view(), known);
            assert!(alike >= LEAST, "{a} {b}");
            assert_eq!(found, how, "{a} {b}");
            assert_eq!(compare_knowing(y.view(), x.view(), known), (alike, found), "{a} {b}");
        }
        assert_eq!(compare(form("j", Role::Initial).view(), form("john", Role::Word).view()), (INITIAL, How::Initial));
        assert_eq!(compare(form("j", Role::Initial).view(), form("peter", Role::Word).view()).0, 0);
    }

    #[test]
    fn what_sets_two_names_apart_counts_more_than_their_letters() {
        let form = |text: &str| PartForm::of(Part { text: text.into(), role: Role::Word }, None);
        let alike = |a, b| compare(form(a).view(), form(b).view()).0;
        assert!(alike("abdulhamid", "abdulghani") < LEAST);
        assert!(alike("abdulrahman", "abdulrehman") > 8_000);
        assert_eq!(alike("daniel", "danielle"), MAN_AND_WOMAN);
        assert_eq!(alike("luisa", "luis"), MAN_AND_WOMAN);
        assert!(alike("ivanov", "ivanova") > 8_000, "one family");
    }

    #[test]
    fn numbers_and_legal_forms_are_equal_or_nothing() {
        assert_eq!(compare(form("44", Role::Number).view(), form("45", Role::Number).view()).0, 0);
        assert_eq!(compare(form("llc", Role::Form).view(), form("jsc", Role::Form).view()).0, 0);
        assert_eq!(compare(form("llc", Role::Form).view(), form("llc", Role::Form).view()).0, 10_000);
    }

    #[test]
    fn joined_and_split_parts_meet() {
        let joined =
            |together: &str, apart: &[&str]| compare_joined(form(together, Role::Word).view(), apart.iter().copied());
        assert_eq!(joined("jongun", &["jong", "un"]), JOINED);
        assert!(joined("jongoun", &["jong", "un"]) >= JOINED_LEAST);
        assert_eq!(joined("jongung", &["j", "un"]), 0);
    }

    #[test]
    fn a_letter_that_moved_over_the_blank_is_seen() {
        assert!(is_blank_shifted(["davidk", "yagulanyi"], ["david", "kyagulanyi"]));
        assert!(!is_blank_shifted(["david", "kyagulanyi"], ["david", "kyagulanyi"]));
        assert!(!is_blank_shifted(["davidk", "yagulanyi"], ["david", "kyagulanya"]));
        assert!(!is_blank_shifted(["kim", "un"], ["ki", "mun"]), "both are names");
    }
}
