//! How far `--mode ofac` is from what OFAC's search page shows: for each row of a file with `query_name,result_name,ofac_score`
//! (0 to 100, or -1 where the page shows nothing) both scores, then how many are within five points, and the mean error.
//!
//! `cargo run --example ofac_error -- ofac_search_scores.csv`

use std::error::Error;

use muster::matching::{Mode, PairComparer};
use muster::name::NameKind;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a file with the columns query_name, result_name and ofac_score")?;
    let comparer = PairComparer { mode: Mode::Ofac, ..PairComparer::default() };
    let (mut shown, mut within, mut sum, mut most) = (0_u32, 0_u32, 0.0, 0.0_f64);
    println!("  page  ours  query | entry");
    for row in csv::Reader::from_path(path)?.into_deserialize() {
        let (query, entry, page): (String, String, f64) = row?;
        let ours = comparer.score(&query, &entry, NameKind::Unknown).as_unit() * 100.0;
        println!("{page:>6}{ours:>6.0}  {query} | {entry}");
        if page >= 0.0 {
            let error = (page - ours).abs();
            shown += 1;
            within += u32::from(error <= 5.0);
            sum += error;
            most = most.max(error);
        }
    }
    let mean = sum / f64::from(shown.max(1));
    println!(
        "{within} of the {shown} that the page shows are within 5 points; mean error {mean:.2}, greatest {most:.0}"
    );
    Ok(())
}
