use muster::{Index, Settings, index::*, matching::*};
use std::time::*;
fn main() {
    let index = Index::open(std::path::Path::new("/tmp/all.midx")).unwrap();
    let m = Matcher::new(&index, Settings::default());
    let s = m.similarities().unwrap();
    println!("floor {}", s.floor());
    let (mut t1, mut t2, mut t3, mut n1, mut n2, mut n3) = (Duration::ZERO, Duration::ZERO, Duration::ZERO, 0, 0, 0);
    let b = Bound::new(muster::vocabulary::Score::from_ten_thousandths(7530), s.floor());
    let mut cs = CandidateSearch::new(&index);
    let mut tot = 0;
    let mut w = m.worker();
    let mut cache = SimilarCache::default();
    let mut t4 = Duration::ZERO;
    let mut pc = 0;
    let (mut st1, mut st2) = (0, 0);
    for line in std::fs::read_to_string("/tmp/c3k.csv").unwrap().lines().skip(1).take(1000) {
        let name = line.split(',').nth(1).unwrap();
        let u = Understood::searched(name, None);
        for r in &u.readings {
            let t = Instant::now();
            let sim: Vec<_> = r.parts.iter().map(|p| s.find(p)).collect();
            t1 += t.elapsed();
            n1 += sim.len();
            pc += sim.iter().map(|x| x.parts.len()).sum::<usize>();
            let parts = sim
                .iter()
                .enumerate()
                .map(|(i, similar)| SearchedPart { similar, weights: [r.weighed[0][i].weight, r.weighed[1][i].weight] })
                .collect();
            let t = Instant::now();
            let tg: Vec<_> = r.together.iter().map(|(f, w, p)| (*f, *w, s.find_together(p))).collect();
            t2 += t.elapsed();
            n2 += tg.len();
            let searched = Searched {
                parts,
                together: tg.iter().filter(|x| !x.2.parts.is_empty()).map(|(f, w, s)| (*f, *w, s)).collect(),
            };
            let mut out = vec![];
            let t = Instant::now();
            cs.find(&searched, &b, &mut out);
            t3 += t.elapsed();
            n3 += 1;
            tot += out.len();
        }
        let p = Prepared::Fuzzy(u);
        cache.fill(std::iter::once(p.understood().unwrap()), s);
        let mut mm = vec![];
        let t = Instant::now();
        w.match_name(0, &p, &cache, &mut mm);
        t4 += t.elapsed();
    }

    println!(
        "find {:?} ({} similar) together {:?} cand {:?} avg {} search total {:?}",
        t1 / n1 as u32,
        pc / n1,
        t2 / n2 as u32,
        t3 / n3,
        tot as f64 / n3 as f64,
        t4 / n3
    );
}
