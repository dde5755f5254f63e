/// From here on two words are taken for the same, mistyped. Jaro-Winkler, 0 to 1.
const LIKE: f64 = 0.8;

/// `: did you mean …` where one of the known is like it, else all that are known.
pub(crate) fn suggestion<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let known: Vec<_> = known.into_iter().collect();
    let likeness = |name: &&str| strsim::jaro_winkler(&word.to_ascii_lowercase(), &name.to_ascii_lowercase());
    let nearest = known.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest.filter(|name| likeness(name) >= LIKE) {
        Some(name) => format!(": did you mean `{name}`?"),
        None if known.is_empty() => ": there is none".to_owned(),
        None if known.len() > 40 => String::new(),
        None => {
            format!(": expected {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    }
}
