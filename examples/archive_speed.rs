//! How fast evidence archives are written: `cargo run --release --example archive_speed -- FOLDER [COUNT] [IMAGE…]`.
//!
//! Writes COUNT archives (default 5,000) with three images of 30 KB each, or with the images that are named, and prints archives a
//! second and the most memory that was ever in use.

#[path = "../tests/support/evidence.rs"]
mod evidence;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use muster::archive::{GROUP, Options, Run};
use rayon::prelude::*;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().expect("name a folder");
    let count: u64 = arguments.get(1).map_or(5_000, |text| text.parse().expect("a number of archives"));
    // noise, as what a camera compressed cannot be compressed again
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut noise = || -> Arc<[u8]> {
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        };
        (0..30_000).map(|_| next()).collect()
    };
    let named = |at: usize| arguments.get(2 + at).map(|file| Arc::from(std::fs::read(file).expect("an image")));
    let images: [Arc<[u8]>; 3] = std::array::from_fn(|at| named(at).unwrap_or_else(&mut noise));
    let start = Instant::now();
    let run = Run::start(Path::new(folder), Options::default()).expect("a folder");
    let (mut bytes, mut committing) = (0, 0.0);
    for first in (0..count).step_by(GROUP) {
        let group = first..count.min(first + GROUP as u64);
        let one = |n| run.write(evidence::evidence_with(n, images.clone())).expect("an archive");
        let parts = group.into_par_iter().map(one).collect();
        let began = Instant::now();
        bytes += run.commit(parts).expect("a group").iter().map(|written| written.bytes).sum::<u64>();
        committing += began.elapsed().as_secs_f64();
    }
    run.finish().expect("an index");
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{count} archives, {bytes} bytes, {seconds:.2} s ({committing:.2} s of it to commit): {:.0} a second",
        count as f64 / seconds
    );
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
}
