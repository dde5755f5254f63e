//! Whether a search loses what the score would give: the plain path against what was found.

use rayon::prelude::*;

use super::ask::Fields;
use super::lists::{Listed, lot};
use super::measure::Asked;
use super::nearest::plain_score;
use super::results::CandidateRecall;
use super::statistics::Share;
use super::{Error, Watch};
use crate::matching::{PairComparer, Understood};
use crate::vocabulary::{Score, Strength};
use crate::watchlist::Entity;

/// Compares each question with its right entry, and `most` questions with every entry. Weak aliases are left out: their
/// score is a matter of policy.
pub(super) fn candidates(
    asked: &Asked,
    listed: &Listed,
    comparer: &PairComparer,
    most: usize,
    seed: u64,
    watch: &Watch,
) -> Result<CandidateRecall, Error> {
    let entities: Vec<&Entity> = listed.entities().map(|(_, entity)| entity).collect();
    let numbers: Vec<usize> = (0..asked.questions.len()).collect();
    let understood = |n: usize| {
        Understood::searched(&asked.questions[n].record.searched_name, comparer.phonetic, &comparer.searched)
    };
    let right: Vec<(Score, Score)> = numbers
        .par_iter()
        .filter_map(|n| {
            let entity = entities.get(asked.questions[*n].right?)?;
            has_strong(entity).then(|| (plain_score(comparer, &understood(*n), entity), asked.score(*n, Fields::Name)))
        })
        .collect();
    let mut chosen = numbers;
    chosen.sort_by_key(|n| lot(seed, "candidates", &n.to_string(), &asked.questions[*n].record.id));
    chosen.truncate(most);
    let (mut found, mut all) = (0, 0);
    for (done, n) in chosen.iter().enumerate() {
        watch.tell("candidates", done, chosen.len())?;
        let (asked_name, answer) = (understood(*n), &asked.answers[*n]);
        let counts: Vec<bool> = entities
            .par_iter()
            .enumerate()
            .filter(|(_, entity)| has_strong(entity))
            .filter_map(|(number, entity)| {
                let plain = plain_score(comparer, &asked_name, entity);
                // a weak alias that supports a hit lifts it
                (plain >= Score::LOWEST_THRESHOLD).then(|| answer.score_of(number, Fields::Name) >= plain)
            })
            .collect();
        found += counts.iter().filter(|found| **found).count();
        all += counts.len();
    }
    let reaches = |score: &Score| *score >= asked.threshold;
    Ok(CandidateRecall {
        right: Share::where_true(right.iter().filter(|(plain, _)| reaches(plain)).map(|(_, found)| reaches(found))),
        score: Share::where_true(right.iter().map(|(plain, _)| reaches(plain))),
        compared_with_all: chosen.len() as u64,
        all: Share::of(found, all),
    })
}

fn has_strong(entity: &Entity) -> bool {
    entity.names.iter().any(|name| name.strength != Strength::Weak)
}
