use std::collections::HashMap;
use std::sync::LazyLock;

use super::Likeness;

static NICKNAMES: &str = include_str!("../../data/names/nicknames.txt");
static SISTERS: &str = include_str!("../../data/names/sister_names.txt");

pub(super) static TABLES: [&str; 2] = [NICKNAMES, SISTERS];

/// How alike a name and its short form, or a name in two sister languages, are.
pub const EQUIVALENT: Likeness = 8_800;

static EQUIVALENTS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut equivalents: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut add = |a, b| {
        if a != b {
            equivalents.entry(a).or_default().push(b);
            equivalents.entry(b).or_default().push(a);
        }
    };
    let lines = |table: &'static str| table.lines().filter(|line| !line.starts_with('#'));
    for (full, shorts) in lines(NICKNAMES).filter_map(|line| line.split_once('\t')) {
        shorts.split_whitespace().for_each(|short| add(full.trim(), short));
    }
    for line in lines(SISTERS) {
        let forms: Vec<&str> = line.trim_start_matches("surname:").split_whitespace().collect();
        for (i, a) in forms.iter().enumerate() {
            forms[i + 1..].iter().for_each(|b| add(a, b));
        }
    }
    for list in equivalents.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    equivalents
});

/// What a part is also called: short forms, full forms, and its forms in sister languages. Symmetric, sorted.
pub fn equivalents(part: &str) -> &'static [&'static str] {
    EQUIVALENTS.get(part).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_and_sister_forms_lead_to_each_other() {
        for (a, b) in [("william", "bill"), ("vladimir", "volodymyr")] {
            assert!(equivalents(a).contains(&b), "{a}");
            assert!(equivalents(b).contains(&a), "{b}");
        }
        assert!(equivalents("zzz").is_empty());
    }
}
