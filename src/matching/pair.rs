//! Two names scored against each other without any index: what a search gives, by the plain path that knows no bounds.
//!
//! It is what `compare` and `explain` show, and the oracle by which the search is tested.

use std::cell::OnceCell;
use std::sync::OnceLock;

use super::alignment::{Aligner, Pair, alignment_hash_input};
use super::evidence::{model, model_hash_input};
use super::exact_pair::{compare_exactly, exact_score};
use super::explanation::{Aligned, Comparison};
use super::listed::ListedEntity;
use super::ofac::{PageName, compare_as_page, ofac_hash_input, page_score};
use super::settings::{Mode, Settings};
use super::understood::{Understood, UnderstoodReading};
use crate::knowledge::Knowledge;
use crate::likeness::{
    How, JOINED, PartForm, PhoneticCode, compare_ends, compare_joined, compare_knowing, is_blank_shifted,
    likeness_hash_input,
};
use crate::name::{Name, NameKind, Word};
use crate::vocabulary::{Score, Sha256};

/// A name of a record, understood when that is first asked for.
pub(super) struct SearchedName<'r> {
    pub text: &'r str,
    understood: OnceCell<Understood>,
}

impl<'r> SearchedName<'r> {
    pub fn new(text: &'r str) -> Self {
        Self { text, understood: OnceCell::new() }
    }
}

/// Scores a searched name against a listed one, as a search with the same mode and code does.
///
/// ```
/// use muster::matching::PairComparer;
/// use muster::name::NameKind;
///
/// let same = PairComparer::default().compare("Mohammed Zubarqi", "Muhammad Zubarqi", NameKind::Person);
/// assert!(same.score.as_unit() > 0.9);
/// ```
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct PairComparer {
    /// How names are compared; default fuzzy.
    pub mode: Mode,
    /// The encoder whose equal codes count as nearly equal; default none.
    pub phonetic: Option<PhoneticCode>,
    /// What is known about searched names, and by what they are compared; default the built-in tables.
    pub searched: Knowledge,
    /// What is known about listed names: with an index, what it was built with; default the built-in tables.
    pub listed: Knowledge,
}

impl PairComparer {
    /// As a search with these settings compares, in lists that were built with the same knowledge of names.
    pub fn of(settings: &Settings) -> Self {
        let knowledge = settings.names.clone().unwrap_or_default();
        Self { mode: settings.mode, phonetic: settings.phonetic, searched: knowledge.clone(), listed: knowledge }
    }

    /// Compares a searched name with a listed name of this kind: the best pair of their readings. Nothing to compare is 0.
    ///
    /// The listed side is read by the rules of its kind, the searched side as a person's and as an organisation's, as a
    /// search does that does not know what a customer is.
    pub fn compare(&self, searched: &str, listed: &str, kind: NameKind) -> Comparison {
        match self.mode {
            Mode::Fuzzy => {
                let searched = Understood::searched(searched, self.phonetic, &self.searched);
                self.compare_understood(&searched, listed, kind)
            }
            Mode::Exact => compare_exactly(&words_of(searched), &words_of(listed), self.phonetic, kind),
            Mode::Ofac => compare_as_page(&self.page_name(searched), &self.page_name(listed), kind),
        }
    }

    /// How a search came to a hit on a listed name: what [`PairComparer::compare`] shows, with the score of its parts.
    pub(super) fn explain(&self, searched: &SearchedName, listed: &ListedEntity, ordinal: usize) -> Comparison {
        let kind = NameKind::of(listed.entity_type);
        let name = listed.names.get(ordinal).map_or("", |name| &name.text);
        match listed.understood(ordinal, &self.listed) {
            Some(listed) if self.mode == Mode::Fuzzy => {
                let understand = || Understood::searched(searched.text, self.phonetic, &self.searched);
                compare_both_understood(searched.understood.get_or_init(understand), listed, kind, &self.searched)
            }
            _ => self.compare(searched.text, name, kind),
        }
    }

    /// The SHA-256 of everything that decides the score of two names: mode, code, tables, models, version.
    pub fn configuration(&self) -> Sha256 {
        let knowledge = [&self.searched, &self.listed].map(|known| known.hash().to_string()).concat();
        let names = [likeness_hash_input(), alignment_hash_input()].join("|");
        let settings = format!("{:?}|{:?}", self.mode, self.phonetic);
        let pieces =
            [env!("CARGO_PKG_VERSION"), &settings, &knowledge, &model_hash_input(), &ofac_hash_input(), &names];
        Sha256::of_pieces(pieces.map(str::as_bytes))
    }

    /// The score alone.
    pub fn score(&self, searched: &str, listed: &str, kind: NameKind) -> Score {
        match self.mode {
            Mode::Exact => exact_score(&words_of(searched), &words_of(listed), self.phonetic).unwrap_or(Score::ZERO),
            Mode::Fuzzy => self.compare(searched, listed, kind).score,
            Mode::Ofac => page_score(&self.page_name(searched), &self.page_name(listed)),
        }
    }

    /// Compares in fuzzy mode a searched name that was understood by `searched`.
    pub fn compare_understood(&self, query: &Understood, listed: &str, kind: NameKind) -> Comparison {
        compare_knowing_both(query, listed, kind, (&self.searched, &self.listed))
    }

    fn page_name(&self, name: &str) -> PageName {
        PageName::of(name, self.phonetic)
    }
}

/// A name as exact mode has it.
fn words_of(name: &str) -> Vec<Word> {
    crate::name::words(&crate::name::to_latin(name))
}

/// Compares a searched name with a listed name of this kind (`Unknown` for either), in fuzzy mode, by the built-in tables.
///
/// It needs no list and gives the score that a search gives. Nothing to compare is 0.
pub fn compare_names(query: &Understood, listed: &str, kind: NameKind) -> Comparison {
    compare_knowing_both(query, listed, kind, (Knowledge::built_in(), Knowledge::built_in()))
}

fn compare_knowing_both(
    query: &Understood,
    listed: &str,
    kind: NameKind,
    (searched_by, listed_by): (&Knowledge, &Knowledge),
) -> Comparison {
    let listed = Understood::of(Name::read_with(listed, kind, listed_by.roles()), None, listed_by);
    compare_both_understood(query, &listed, kind, searched_by)
}

/// Where both names are understood.
fn compare_both_understood(
    query: &Understood,
    listed: &Understood,
    kind: NameKind,
    searched_by: &Knowledge,
) -> Comparison {
    let mut best: Option<Comparison> = None;
    for (reading, named) in listed.readings.iter().zip(&listed.name.readings) {
        for query in query.readings.iter().filter(|query| query.meets(named.kind)) {
            let found = compare_readings(query, reading, named.kind, searched_by);
            if best.as_ref().is_none_or(|best| found.score > best.score || best.parts.is_empty()) {
                best = Some(found);
            }
        }
    }
    best.unwrap_or_else(|| Comparison::nothing(kind))
}

fn compare_readings(
    query: &UnderstoodReading,
    listed: &UnderstoodReading,
    kind: NameKind,
    knowledge: &Knowledge,
) -> Comparison {
    let (weighed_query, weighed_listed) = (query.weighed(kind), listed.weighed(kind));
    // codes are compared where the query has them
    let codes = query.parts.iter().any(|part| !part.codes.is_empty());
    let coded: Vec<_> = listed.parts.iter().filter(|_| codes).map(|part| query.coded_like(part)).collect();
    let listed_parts = if codes { &coded } else { &listed.parts };
    let equivalents = Some(knowledge.equivalents());
    let is_last = |at: usize, parts: &[PartForm]| at + 1 == parts.len();
    let like = |i: usize, j: usize| {
        let (a, b) = (query.parts[i].view(), listed_parts[j].view());
        let found = compare_knowing(a, b, equivalents);
        let ends = compare_ends((a, is_last(i, &query.parts)), (b, is_last(j, listed_parts)));
        if ends > found.0 { (ends, How::CutOff) } else { found }
    };
    let mut aligner = Aligner::default();
    aligner.begin(query.strict || listed.strict);
    for i in 0..query.parts.len() {
        for j in 0..listed.parts.len() {
            aligner.offer((i, &weighed_query[i..=i]), (j, &weighed_listed[j..=j]), like(i, j).0);
        }
    }
    for (i, width, _) in &query.together {
        for (j, together) in listed.parts.iter().enumerate() {
            let apart = query.parts[*i..*i + *width].iter().map(|part| part.part.text.as_str());
            let alike = compare_joined(together.view(), apart);
            aligner.offer((*i, &weighed_query[*i..*i + *width]), (j, &weighed_listed[j..=j]), alike);
        }
    }
    for (j, width, _) in &listed.together {
        for (i, together) in query.parts.iter().enumerate() {
            let apart = listed.parts[*j..*j + *width].iter().map(|part| part.part.text.as_str());
            let alike = compare_joined(together.view(), apart);
            aligner.offer((i, &weighed_query[i..=i]), (*j, &weighed_listed[*j..*j + *width]), alike);
        }
    }
    for (i, ..) in query.together.iter().filter(|(_, width, _)| *width == 2) {
        for (j, ..) in listed.together.iter().filter(|(_, width, _)| *width == 2) {
            if is_blank_shifted(query.neighbours(*i), listed.neighbours(*j)) {
                aligner.offer((*i, &weighed_query[*i..*i + 2]), (*j, &weighed_listed[*j..*j + 2]), JOINED);
            }
        }
    }
    let mut pairs: Vec<Pair> = aligner.align().copied().collect();
    pairs.sort_by_key(|pair| pair.query);
    let evidence = aligner.evidence(weighed_query, weighed_listed);
    let how = |pair: &Pair| {
        let single = pair.query.1 == 1 && pair.listed.1 == 1;
        if single { like(usize::from(pair.query.0), usize::from(pair.listed.0)).1 } else { How::Joined }
    };
    let aligned = Aligned { query, listed, kind, pairs: &pairs, how: &how, aligner: &aligner };
    let texts = |reading: &UnderstoodReading| reading.parts.iter().map(|part| part.part.text.clone()).collect();
    Comparison {
        score: model(kind).score(&evidence),
        evidence,
        parts: aligned.table(),
        light: aligned.light(),
        kind,
        searched: texts(query),
        listed: texts(listed),
        page: None,
        words: OnceLock::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::evidence::Evidence;
    use super::*;
    use proptest::prelude::*;

    fn score(a: &str, b: &str) -> Score {
        PairComparer::default().score(a, b, NameKind::Person)
    }

    #[test]
    fn nothing_to_compare_is_zero() {
        for (a, b) in [("", ""), ("Anna Berg", ""), ("", "Anna Berg"), ("---", "Anna Berg"), ("Anna", "...")] {
            for mode in [Mode::Fuzzy, Mode::Exact, Mode::Ofac] {
                let comparer = PairComparer { mode, ..PairComparer::default() };
                assert_eq!(comparer.score(a, b, NameKind::Unknown), Score::ZERO, "{a} {b} {mode:?}");
            }
        }
    }

    #[test]
    fn the_lines_of_the_table_are_the_sums() {
        let comparer = PairComparer::default();
        for (a, b, kind) in [
            ("Sheikh Mohamed bin Zubarqi", "Muhammad al-Zubarqi Terqawani", NameKind::Person),
            ("J. A. Wendt", "Aaron B. Wendt", NameKind::Person),
            ("Shoigu Shoigu Sergey", "Sergei Shoigu", NameKind::Person),
            ("김영철", "Kim Yong Chol Anna", NameKind::Person),
            ("Qalandrun Trading Ltd", "Qalandrun Shipping FZE", NameKind::Organization),
            ("Salman bin Muhammad Zubarqi", "Zubarqi Muhammad bin Salman", NameKind::Person),
            ("Abd al-Rahman Kim Jong-un", "Abdulrahman Jongun", NameKind::Unknown),
        ] {
            let found = comparer.compare(a, b, kind);
            let sums = found.parts.iter().chain(&found.light).fold(Evidence::default(), |sums, part| Evidence {
                agree: sums.agree + part.adds.agree,
                differ: sums.differ + part.adds.differ,
                absent: sums.absent + part.adds.absent,
                conflict: sums.conflict + part.adds.conflict,
            });
            assert_eq!(sums, found.evidence, "{a} | {b}");
        }
    }

    #[test]
    fn equal_names_are_one_however_their_parts_could_be_put_together() {
        for name in ["Nana Nanana Nana", "Mimi Mimimi Mimi", "Mohammed Mohammedali Ali", "A B C", "J. Janus"] {
            assert_eq!(score(name, name), Score::ONE, "{name}");
        }
    }

    #[test]
    fn an_initial_alone_is_no_match() {
        let company = |a, b| PairComparer::default().score(a, b, NameKind::Organization);
        assert_eq!(company("Janus", "J & E"), Score::ZERO);
        assert_eq!(company("J & E", "J & E"), Score::ONE);
        assert!(score("J. Wendt", "Josh Wendt").as_unit() > 0.8);
    }

    #[test]
    fn everyday_slips_are_nearer_than_other_names() {
        for (slip, other, listed) in [
            ("Rafael Ndaal", "Rafael Nadim", "Rafael Nadal"),
            ("Lionel Mesdi", "Lionel Mefi", "Lionel Messi"),
            ("DavidK yagulanyi", "Davidk Ssentamu", "David Kyagulanyi"),
            ("Serrena Williams", "Selina Wilhelms", "Serena Williams"),
        ] {
            assert!(score(slip, listed) > score(other, listed), "{slip} {other}");
        }
        assert!(score("DavidK yagulanyi", "David Kyagulanyi").as_unit() > 0.95);
        assert!(score("Li Wu", "Lu Wu").as_unit() < 0.8);
    }

    #[test]
    fn one_name_and_a_particle_or_itself_again_is_not_that_one_name() {
        for name in ["Ibrahim Ibrahim", "Ibrahim Ben", "Md Ibrahim"] {
            assert!(score(name, "Haji Ibrahim").as_unit() < 0.8, "{name}");
        }
        assert_eq!(score("Shoigu Shoigu Sergey", "Sergey Shoigu"), Score::ONE);
    }

    #[test]
    fn a_father_and_his_son_are_not_each_other() {
        let (a, b) = ("Salman bin Muhammad al-Zubarqi", "Muhammad bin Salman al-Zubarqi");
        assert!(score(a, b).as_unit() < 0.8);
        assert_eq!(score(a, b), score(b, a));
        assert_eq!(score(a, "Zubarqi, Salman bin Muhammad al"), Score::ONE);
        let words = PairComparer::default().compare(a, b, NameKind::Person).in_words().to_owned();
        assert!(words.contains("`salman bin muhammad` stands the other way round"), "{words}");
    }

    #[test]
    fn a_mans_and_a_womans_name_are_two() {
        assert!(score("Daniel Zubarqi", "Danielle Zubarqi").as_unit() < 0.8);
        assert!(score("Luis Zubarqi", "Luisa Zubarqi").as_unit() < 0.8);
        assert!(score("J. C. Zubarqi", "JC Zubarqi").as_unit() > 0.99);
    }

    #[test]
    fn exact_counts_equal_parts_only() {
        let exact = |a: &str, b: &str, phonetic| {
            PairComparer { mode: Mode::Exact, phonetic, ..PairComparer::default() }
                .score(a, b, NameKind::Person)
                .ten_thousandths()
        };
        assert_eq!(exact("Jong-un Kim", "KIM, Jongun", None), 10_000);
        assert_eq!(exact("Anna Berg", "Anna Maria Berg", None), 8_333);
        assert_eq!(exact("Anna Maria Berg", "Anna Berg", None), 0);
        assert_eq!(exact("Berg", "Anna Berg", None), 0);
        assert_eq!(exact("Ana Berg", "Anna Berg", None), 0);
        assert_eq!(exact("Ana Berg", "Anna Berg", Some(PhoneticCode::Soundex)), 9_750);
    }

    #[test]
    fn with_codes_nothing_scores_less() {
        for (a, b) in [("Li Chan", "李桢"), ("jang sung", "张升"), ("Rupert Zubarqi", "Robert Zubarki")] {
            for code in [PhoneticCode::Soundex, PhoneticCode::BeiderMorse] {
                let comparer = PairComparer { phonetic: Some(code), ..PairComparer::default() };
                assert!(comparer.score(a, b, NameKind::Person) >= score(a, b), "{a} {b} {code:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_score_is_the_same_from_either_side(a in "[a-e]{1,6}( [a-eё]{1,6}){0,3}", b in "[a-e]{1,6}( [a-eё]{1,6}){0,3}") {
            // only the searched side is also read as an organisation's name
            prop_assume!([&a, &b].iter().all(|name| Name::read(name, NameKind::Unknown).readings.iter().all(|reading| reading.kind == NameKind::Person)));
            prop_assert_eq!(score(&a, &b), score(&b, &a));
        }

        #[test]
        fn a_name_is_itself(a in "[a-zA-Z]{2,8}( [a-zA-Z]{2,8}){0,3}") {
            prop_assert_eq!(score(&a, &a), Score::ONE);
        }
    }
}
