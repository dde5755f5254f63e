//! Fits what each doubt costs in people's names to labelled pairs, and says what that is worth on pairs it was not fitted to:
//! five folds, the costs fitted to four of them, F1 at 0.80 on the fifth. Nothing is changed: the numbers that hold are
//! the table in `src/matching/evidence.rs`.
//!
//! `cargo run --release --example fit -- name_pairs.csv` (columns `schema`, `name1`, `name2`, `is_match`)

use std::error::Error;

use muster::matching::{Evidence, Model, PairComparer, model};
use muster::name::NameKind;

/// What a pair's names show, and whether they are one person's.
type Labelled = (Evidence, bool);

const FOLDS: usize = 5;
/// Each cost is tried at so many hundredths of what it is now.
const STEPS: [f64; 5] = [0.8, 0.9, 1.0, 1.1, 1.25];

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a file with the columns schema, name1, name2 and is_match")?;
    let comparer = PairComparer::default();
    let mut pairs: Vec<Labelled> = Vec::new();
    let mut reader = csv::Reader::from_path(path)?;
    let headers = reader.headers()?.clone();
    let column = |name: &str| headers.iter().position(|heading| heading == name).ok_or(format!("no column `{name}`"));
    let (schema, name1, name2, label) = (column("schema")?, column("name1")?, column("name2")?, column("is_match")?);
    for row in reader.records() {
        let row = row?;
        if &row[schema] == "Person" {
            let found = comparer.compare(&row[name1], &row[name2], NameKind::Person);
            pairs.push((found.evidence, row[label].eq_ignore_ascii_case("true")));
        }
    }
    let now = *model(NameKind::Person);
    println!("{} pairs of people; F1 at 0.80 with the costs that hold: {:.4}", pairs.len(), f1(&now, &pairs));
    let mut unseen = (0, 0);
    for fold in 0..FOLDS {
        let (held, seen): (Vec<_>, Vec<_>) = pairs.iter().enumerate().partition(|(n, _)| n % FOLDS == fold);
        let of = |pairs: Vec<(usize, &Labelled)>| pairs.into_iter().map(|(_, pair)| *pair).collect::<Vec<_>>();
        let (held, seen) = (of(held), of(seen));
        let fitted = fit(now, &seen);
        println!("fold {fold}: {fitted:?}; F1 {:.4} seen, {:.4} unseen", f1(&fitted, &seen), f1(&fitted, &held));
        let (right, all) = hits(&fitted, &held);
        unseen = (unseen.0 + right, unseen.1 + all);
    }
    println!("all folds, unseen: F1 {:.4}", share(unseen));
    println!("fitted to all: {:?}", fit(now, &pairs));
    Ok(())
}

/// Changes one cost after the other as long as that helps (coordinate ascent).
fn fit(mut best: Model, pairs: &[Labelled]) -> Model {
    let mut best_f1 = f1(&best, pairs);
    loop {
        let before = best_f1;
        for cost in 0..5 {
            for step in STEPS {
                let mut tried = best;
                let costs =
                    [&mut tried.differ, &mut tried.absent, &mut tried.conflict, &mut tried.enough, &mut tried.shortage];
                *costs[cost] *= step;
                let tried_f1 = f1(&tried, pairs);
                if tried_f1 > best_f1 {
                    (best, best_f1) = (tried, tried_f1);
                }
            }
        }
        if best_f1 <= before {
            return best;
        }
    }
}

/// Twice the pairs that are rightly one person's, and that with all that were missed or wrong.
fn hits(model: &Model, pairs: &[Labelled]) -> (u32, u32) {
    let mut counts = (0, 0);
    for (evidence, label) in pairs {
        match (model.score(evidence).as_unit() >= 0.8, label) {
            (true, true) => counts = (counts.0 + 2, counts.1 + 2),
            (false, false) => {}
            _ => counts.1 += 1,
        }
    }
    counts
}

fn share((right, all): (u32, u32)) -> f64 {
    f64::from(right) / f64::from(all.max(1))
}

fn f1(model: &Model, pairs: &[Labelled]) -> f64 {
    share(hits(model, pairs))
}
