use muster::{Index, Settings, matching::*};
fn main() {
    let index = Index::open(std::path::Path::new("/tmp/all.midx")).unwrap();
    let m = Matcher::new(&index, Settings::default());
    let s = m.similarities().unwrap();
    let mut w=m.worker(); let mut cache=SimilarCache::default(); let mut t=std::time::Duration::ZERO; let mut n=0;
    for line in std::fs::read_to_string("/tmp/c1m.csv").unwrap().lines().skip(1).step_by(97).take(10000) {
        let name = line.split(',').nth(1).unwrap();
        let u = m.prepare(name);
        cache.fill(u.understood().into_iter(), s);
        let mut v=vec![];
        let x=std::time::Instant::now();
        w.match_name(0,&u,&cache,&mut v);
        let e=x.elapsed(); t+=e; n+=1;
        if e.as_micros()>1000 {println!("{name} {e:?} {} parts {:?}",v.len(), C.iter().map(|c|c.load(std::sync::atomic::Ordering::Relaxed)).collect::<Vec<_>>());}
    }
    println!("{:?} each", t/n);
    for c in &C {print!("{:.2} ", c.load(std::sync::atomic::Ordering::Relaxed) as f64/n as f64);}
}
