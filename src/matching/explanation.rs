//! Two names compared in full, part by part, for people to read. Not for the hot path.

use super::alignment::{Aligner, Pair};
use super::evidence::{Evidence, model};
use super::understood::{Understood, UnderstoodReading};
use crate::likeness::{How, compare, compare_joined};
use crate::name::{Name, NameKind};
use crate::vocabulary::Score;

/// One line of the table that explains a score.
#[derive(Clone, PartialEq, Debug)]
pub struct ComparedPart {
    /// The searched part or parts; `None` where the listed name has one more.
    pub query: Option<String>,
    /// The listed part or parts; `None` where the searched name has one more.
    pub listed: Option<String>,
    /// `equal`, `spelling`, `equivalent`, `initial`, `prefix`, `phonetic`, `joined`, `conflict` or `absent`.
    pub how: &'static str,
    /// How alike, 0 to 1.
    pub similarity: f64,
    /// How much it says, as a share of the rarest part.
    pub weight: f64,
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
}

impl Comparison {
    /// Whether every part equals its counterpart and none is left.
    pub fn is_exact(&self) -> bool {
        self.parts.iter().all(|part| part.how == How::Equal.as_str())
    }

    /// Whether a part has no counterpart on the other side.
    pub fn has_absent(&self) -> bool {
        self.parts.iter().any(|part| part.how == "absent")
    }

    /// Whether parts are held together by their phonetic code only.
    pub fn has_phonetic(&self) -> bool {
        self.parts.iter().any(|part| part.how == How::Phonetic.as_str())
    }
}

/// Compares a searched name with a listed name of this kind (`Unknown` for either): the best pair of their readings.
///
/// It needs no list and gives the score that a search gives. Nothing to compare is 0.
pub fn compare_names(query: &Understood, listed: &str, kind: NameKind) -> Comparison {
    let listed = Understood::of(Name::read(listed, kind), None);
    let mut best = Comparison { score: Score::ZERO, evidence: Evidence::default(), parts: Vec::new() };
    for (reading, named) in listed.readings.iter().zip(&listed.name.readings) {
        for query in &query.readings {
            let found = compare_readings(query, reading, named.kind);
            if found.score > best.score || best.parts.is_empty() {
                best = found;
            }
        }
    }
    best
}

fn compare_readings(query: &UnderstoodReading, listed: &UnderstoodReading, kind: NameKind) -> Comparison {
    let (weighed_query, weighed_listed) = (query.weighed(kind), listed.weighed(kind));
    // codes are compared where the query has them
    let codes = query.parts.iter().any(|part| !part.codes.is_empty());
    let listed_parts: Vec<_> =
        listed.parts.iter().map(|part| if codes { query.coded_like(part) } else { part.clone() }).collect();
    let like = |i: usize, j: usize| compare(query.parts[i].view(), listed_parts[j].view());
    let mut aligner = Aligner::default();
    aligner.clear();
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
    let mut pairs: Vec<Pair> = aligner.align().copied().collect();
    pairs.sort_by_key(|pair| pair.query);
    let evidence = aligner.evidence(weighed_query, weighed_listed);
    let how = |pair: &Pair| {
        let single = pair.query.1 == 1 && pair.listed.1 == 1;
        if single { like(usize::from(pair.query.0), usize::from(pair.listed.0)).1 } else { How::Joined }
    };
    let parts = table(query, listed, kind, &pairs, &how, &aligner);
    Comparison { score: model(kind).score(&evidence), evidence, parts }
}

fn table(
    query: &UnderstoodReading,
    listed: &UnderstoodReading,
    kind: NameKind,
    pairs: &[Pair],
    how: &dyn Fn(&Pair) -> How,
    aligner: &Aligner,
) -> Vec<ComparedPart> {
    let text = |reading: &UnderstoodReading, parts: std::ops::Range<usize>| {
        reading.parts[parts].iter().map(|part| part.part.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let unit = |weight: u32| f64::from(weight) / 10_000.0;
    let mut rows: Vec<ComparedPart> = pairs
        .iter()
        .map(|pair| ComparedPart {
            query: Some(text(query, pair.query_parts())),
            listed: Some(text(listed, pair.listed_parts())),
            how: how(pair).as_str(),
            similarity: unit(u32::from(pair.likeness)),
            weight: unit(pair.weight()),
        })
        .collect();
    let (left_query, left_listed) = aligner.left_over();
    let (mut left_query, mut left_listed) = (left_query.peekable(), left_listed.peekable());
    loop {
        let (q, l) = (left_query.next(), left_listed.next());
        let weight = |reading: &UnderstoodReading, at: Option<usize>| {
            at.map_or(0, |at| u32::from(reading.weighed(kind)[at].weight))
        };
        if q.is_none() && l.is_none() {
            return rows;
        }
        rows.push(ComparedPart {
            query: q.map(|at| text(query, at..at + 1)),
            listed: l.map(|at| text(listed, at..at + 1)),
            how: if q.is_some() && l.is_some() { "conflict" } else { "absent" },
            similarity: 0.0,
            weight: unit(weight(query, q).max(weight(listed, l))),
        });
    }
}

/// How a likeness is said in words.
pub(super) fn in_words(part: &ComparedPart) -> String {
    let quoted = |text: &Option<String>| format!("`{}`", text.as_deref().unwrap_or(""));
    let (query, listed) = (quoted(&part.query), quoted(&part.listed));
    match part.how {
        "equal" => format!("{query} agrees"),
        "spelling" => format!("{query} is spelled {listed} ({:.2})", part.similarity),
        "equivalent" => format!("{query} is another form of {listed}"),
        "initial" => format!("{query} and {listed} share an initial"),
        "prefix" => format!("{query} is {listed} but for a prefix ({:.2})", part.similarity),
        "phonetic" => format!("{query} sounds like {listed}"),
        "joined" => format!("{query} is written {listed}"),
        "conflict" => format!("{query} stands against {listed}"),
        _ if part.query.is_some() => format!("{query} is not in the listed name"),
        _ => format!("{listed} is only in the listed name"),
    }
}
