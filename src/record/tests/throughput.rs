use std::time::Instant;

use super::options;
use crate::record::{Chunk, DuplicateIds, Reader, Row};

/// Prints how fast a file of customers is read, on one thread:
/// `make_customers.py 1000000 > /tmp/c.csv && MUSTER_CUSTOMERS=/tmp/c.csv cargo test --release --lib throughput -- --ignored --nocapture`
#[test]
#[ignore = "prints a measurement; needs a file of customers in MUSTER_CUSTOMERS"]
fn rows_a_second() {
    let Some(path) = std::env::var_os("MUSTER_CUSTOMERS") else { return eprintln!("MUSTER_CUSTOMERS names no file") };
    for _ in 0..8 {
        let mut reader = Reader::open(path.as_ref(), &options()).unwrap();
        let layout = reader.layout();
        let (mut chunk, mut ids) = (Chunk::default(), DuplicateIds::new());
        let (mut reading, mut interpreting, mut duplicates) = (0.0, 0.0, 0.0);
        let (mut rows, mut warnings) = (0, 0);
        loop {
            let start = Instant::now();
            if !reader.read_chunk_into(&mut chunk, 4096).unwrap() {
                break;
            }
            reading += start.elapsed().as_secs_f64();
            let start = Instant::now();
            for raw in chunk.rows() {
                if let Row::Record(record, noted) = layout.interpret(raw) {
                    std::hint::black_box(&record);
                    rows += 1;
                    warnings += noted.len();
                }
            }
            interpreting += start.elapsed().as_secs_f64();
            let start = Instant::now();
            for raw in chunk.rows() {
                let id = &raw.text[..raw.ends[0]];
                warnings += usize::from(ids.seen_before(std::str::from_utf8(id).unwrap()));
            }
            duplicates += start.elapsed().as_secs_f64();
        }
        eprintln!(
            "{rows} rows, {warnings} warnings: read {reading:.3} s, interpret {interpreting:.3} s, duplicate ids {duplicates:.3} s"
        );
    }
}
