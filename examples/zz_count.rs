use muster::{Index, Settings, matching::*};
fn main() {
    let index = Index::open(std::path::Path::new("/tmp/all.midx")).unwrap();
    let m = Matcher::new(&index, Settings::default());
    let s = m.similarities().unwrap();
    let (mut a, mut b)=(std::collections::HashMap::new(),std::collections::HashMap::new());
    for line in std::fs::read_to_string("/tmp/c1m.csv").unwrap().lines().skip(1).step_by(97).take(10000) {
        let name = line.split(',').nth(1).unwrap();
        let u = Understood::searched(name, None);
        for r in u.readings {
            for p in r.parts { a.insert(p.part.text.clone(), p);}
            for (_,_,p) in r.together { b.insert(p.part.text.clone(), p);}
        }
    }
    let show=|w:&str,n:usize,t:std::time::Instant| {let n=n as u64; println!("{w} {n} {:?} each", t.elapsed()/n as u32)};
    let t=std::time::Instant::now();
    let mut k=0;
    for p in a.values() { k+=s.find(p).parts.len(); }
    show("find",a.len(),t);
    let t=std::time::Instant::now();
    for p in b.values() { k+=s.find_together(p).parts.len(); }
    show("together",b.len(),t);
    println!("{k}");
}
