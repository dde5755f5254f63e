//! What comparing two names shows, for people to read. Not for the hot path.

use std::sync::OnceLock;

use std::ops::Range;

use super::alignment::{Aligner, Pair, Weighed, conflict, differing, missing};
use super::evidence::Evidence;
use super::understood::UnderstoodReading;
use crate::likeness::{How, Likeness};
use crate::name::{NameKind, Role};
use crate::vocabulary::Score;

/// One line of the table that explains a score.
#[derive(Clone, PartialEq, Debug)]
pub struct ComparedPart {
    /// The searched part or parts; `None` where the listed name has one more.
    pub query: Option<String>,
    /// The listed part or parts; `None` where the searched name has one more.
    pub listed: Option<String>,
    /// `equal`, `spelling`, `equivalent`, `initial`, `prefix`, `phonetic`, `joined`, `backwards`, `cut off`, `reversed`, `conflict`, `absent`, and in ofac mode `left out`.
    pub how: &'static str,
    /// How alike, 0 to 1.
    pub similarity: f64,
    /// How much it says, as a share of the rarest part.
    pub weight: f64,
    /// What it adds to the sums of evidence; all lines together are the sums.
    pub adds: Evidence,
}

/// What comparing two names shows.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// Of the best pair of readings.
    pub score: Score,
    /// What agrees and what does not.
    pub evidence: Evidence,
    /// The table: pairs in the order of the searched name, then conflicts, then what one side only has.
    pub parts: Vec<ComparedPart>,
    /// Particles, titles, legal forms and numbers of sister funds that one side only has: each counts half its weight.
    pub light: Vec<ComparedPart>,
    /// By which rules the names were weighed.
    pub kind: NameKind,
    /// The parts of the searched name, as the reading that scored best has them.
    pub searched: Vec<String>,
    /// The parts of the listed name, likewise.
    pub listed: Vec<String>,
    /// In ofac mode how alike they are as whole strings, and part by part on average: the higher counts.
    pub page: Option<(f64, f64)>,
    /// What [`Comparison::in_words`] says, once it was asked.
    pub(super) words: OnceLock<String>,
}

impl Comparison {
    /// Of names of which nothing could be read.
    pub(super) fn nothing(kind: NameKind) -> Self {
        Self {
            score: Score::ZERO,
            evidence: Evidence::default(),
            parts: Vec::new(),
            light: Vec::new(),
            kind,
            searched: Vec::new(),
            listed: Vec::new(),
            page: None,
            words: OnceLock::new(),
        }
    }

    /// How many of the searched parts have a counterpart that is at least so much like them, in ten-thousandths, and how
    /// many there are.
    pub fn alike_from(&self, likeness: Likeness) -> (usize, usize) {
        let alike =
            self.parts.iter().filter(|part| part.similarity >= unit(u32::from(likeness)) && part.adds.conflict == 0);
        (alike.filter(|part| part.query.is_some() && part.listed.is_some()).count(), self.searched.len())
    }

    /// The table in words: `juan` agrees, `peres` is spelled `perez` (0.98).
    pub fn in_words(&self) -> &str {
        let lines = || self.parts.iter().chain(self.missing_light());
        self.words.get_or_init(|| lines().map(in_words).collect::<Vec<_>>().join(", "))
    }

    /// Whether every part equals its counterpart and none is left.
    pub fn is_exact(&self) -> bool {
        self.all_equal() && self.missing_light().next().is_none()
    }

    fn all_equal(&self) -> bool {
        self.parts.iter().all(|part| part.how == How::Equal.as_str())
    }

    /// Whether a part has no counterpart on the other side; little words count where nothing else differs.
    pub fn has_absent(&self) -> bool {
        self.parts.iter().any(|part| part.how == ABSENT) || self.all_equal() && self.missing_light().next().is_some()
    }

    /// Particles, titles and legal forms that one side only has, where that takes something from the score.
    pub fn missing_light(&self) -> impl Iterator<Item = &ComparedPart> {
        self.light.iter().filter(|part| part.adds.absent > 0)
    }

    /// Whether parts are held together by their phonetic code only.
    pub fn has_phonetic(&self) -> bool {
        self.parts.iter().any(|part| part.how == How::Phonetic.as_str())
    }
}

const CONFLICT: &str = "conflict";
pub(super) const ABSENT: &str = "absent";
/// The names around a particle stand the other way round in the listed name.
const TURNED_ROUND: &str = "reversed";
/// Too short for OFAC's page.
pub(super) const LEFT_OUT: &str = "left out";

/// The names that were aligned, and what came of it.
pub(super) struct Aligned<'a> {
    pub query: &'a UnderstoodReading,
    pub listed: &'a UnderstoodReading,
    pub kind: NameKind,
    pub pairs: &'a [Pair],
    pub how: &'a dyn Fn(&Pair) -> How,
    pub aligner: &'a Aligner,
}

fn unit(weight: u32) -> f64 {
    f64::from(weight) / 10_000.0
}

fn text(reading: &UnderstoodReading, parts: Range<usize>) -> String {
    reading.parts[parts].iter().map(|part| part.part.text.as_str()).collect::<Vec<_>>().join(" ")
}

impl Aligned<'_> {
    /// The table: pairs, then conflicts, then what one side only has.
    pub(super) fn table(&self) -> Vec<ComparedPart> {
        let mut rows: Vec<ComparedPart> = self.pairs.iter().map(|pair| self.pair(pair)).collect();
        rows.extend(self.aligner.reversed().map(|around| self.turned_round(around)));
        let (mut left_query, mut left_listed) = self.aligner.left_over();
        loop {
            match (left_query.next(), left_listed.next()) {
                (None, None) => return rows,
                (query, listed) => rows.push(self.unpaired(query, listed)),
            }
        }
    }

    fn pair(&self, pair: &Pair) -> ComparedPart {
        let agree = self.aligner.agree(pair);
        let differ = differing(pair, self.query.weighed(self.kind), self.listed.weighed(self.kind));
        ComparedPart {
            query: Some(text(self.query, pair.query_parts())),
            listed: Some(text(self.listed, pair.listed_parts())),
            how: (self.how)(pair).as_str(),
            similarity: unit(u32::from(pair.likeness)),
            weight: unit(pair.weight()),
            adds: Evidence { agree, differ, ..Evidence::default() },
        }
    }

    fn turned_round(&self, (before, behind): (usize, usize)) -> ComparedPart {
        let weighed = self.query.weighed(self.kind);
        let (a, b) = ((weighed[before].weight, false), (weighed[behind].weight, false));
        ComparedPart {
            query: Some(text(self.query, before..behind + 1)),
            listed: None,
            how: TURNED_ROUND,
            similarity: 0.0,
            weight: unit(u32::from(a.0.max(b.0))),
            adds: Evidence { conflict: conflict(a, b), ..Evidence::default() },
        }
    }

    fn unpaired(&self, query: Option<usize>, listed: Option<usize>) -> ComparedPart {
        let weighed = |reading: &UnderstoodReading, at: usize| {
            let part = reading.weighed(self.kind)[at];
            (part.weight, part.role == Role::Initial)
        };
        let (a, b) = (query.map(|at| weighed(self.query, at)), listed.map(|at| weighed(self.listed, at)));
        let weight = a.into_iter().chain(b).map(|(weight, _)| u32::from(weight)).max().unwrap_or(0);
        let adds = match (a, b) {
            (Some(a), Some(b)) => Evidence { conflict: conflict(a, b), ..Evidence::default() },
            _ => Evidence { absent: self.aligner.absence(weight), ..Evidence::default() },
        };
        ComparedPart {
            query: query.map(|at| text(self.query, at..at + 1)),
            listed: listed.map(|at| text(self.listed, at..at + 1)),
            how: if a.is_some() && b.is_some() { CONFLICT } else { ABSENT },
            similarity: 0.0,
            weight: unit(weight),
            adds,
        }
    }

    /// Particles, titles, legal forms and numbers of sister funds that are in no pair.
    pub(super) fn light(&self) -> Vec<ComparedPart> {
        let left = |reading: &UnderstoodReading, paired: &dyn Fn(&Pair) -> Range<usize>| {
            let weighed = reading.weighed(self.kind).iter().enumerate();
            let left = weighed.filter(|(at, part)| {
                matches!(part.role, Role::Particle | Role::Title | Role::Form | Role::Series)
                    && !self.pairs.iter().any(|pair| paired(pair).contains(at))
            });
            left.map(|(at, part)| (text(reading, at..at + 1), *part)).collect::<Vec<_>>()
        };
        let row = |query, listed, part: Weighed| ComparedPart {
            query,
            listed,
            how: ABSENT,
            similarity: 0.0,
            weight: unit(u32::from(part.weight)),
            adds: Evidence { absent: missing(part), ..Evidence::default() },
        };
        let of_query = left(self.query, &Pair::query_parts).into_iter();
        let of_listed = left(self.listed, &Pair::listed_parts).into_iter();
        of_query
            .map(|(text, part)| row(Some(text), None, part))
            .chain(of_listed.map(|(text, part)| row(None, Some(text), part)))
            .collect()
    }
}

/// How a likeness is said in words.
fn in_words(part: &ComparedPart) -> String {
    let quoted = |text: &Option<String>| format!("`{}`", text.as_deref().unwrap_or(""));
    let (query, listed) = (quoted(&part.query), quoted(&part.listed));
    match part.how {
        "equal" => format!("{query} agrees"),
        "spelling" => format!("{query} is spelled {listed} ({:.2})", part.similarity),
        "equivalent" => format!("{query} is another form of {listed}"),
        "initial" => format!("{query} and {listed} share an initial"),
        "prefix" => format!("{query} is {listed} but for a glued abdul, al or khan ({:.2})", part.similarity),
        "phonetic" => format!("{query} sounds like {listed}"),
        "joined" => format!("{query} is written {listed}"),
        "backwards" => format!("{query} is {listed} written backwards ({:.2})", part.similarity),
        "cut off" => format!("the end of {query} or {listed} is cut off ({:.2})", part.similarity),
        LEFT_OUT => format!("{query} is too short to count"),
        TURNED_ROUND => format!("{query} stands the other way round"),
        CONFLICT => format!("{query} stands against {listed}"),
        _ if part.query.is_some() => format!("{query} is not in the listed name"),
        _ => format!("{listed} is only in the listed name"),
    }
}
