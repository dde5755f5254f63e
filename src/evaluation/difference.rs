//! In what an alias differs from the name that resembles it most. By plain letters, with nothing of the matcher in it: a
//! yardstick must not share the eye of what it measures.

use crate::name::{to_latin, words};

/// The words of a name, folded, in their order.
pub(super) fn words_of(text: &str) -> Vec<String> {
    words(&to_latin(text)).into_iter().map(|word| word.text).collect()
}

/// A name without case, accents, punctuation and order: what two writings of the same words have in common.
pub(super) fn form_of(text: &str) -> String {
    let mut words = words_of(text);
    words.sort_unstable();
    words.join(" ")
}

/// From which likeness on an alias resembles another name.
pub(super) const RESEMBLES: f64 = 0.70;

/// Token sort ratio, 0 to 1: twice the longest common subsequence of the sorted words, by the letters of both.
pub(super) fn token_sort(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (form_of(a).chars().collect(), form_of(b).chars().collect());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut row = vec![0_usize; b.len() + 1];
    for x in &a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    2.0 * row[b.len()] as f64 / (a.len() + b.len()) as f64
}

/// From which likeness (Damerau and Levenshtein, by the longer word) on two words are one word spelled twice.
const SPELLED: f64 = 0.65;

/// The kinds of difference, as the page shows them, and what each means.
pub const KINDS: &[(&str, &str)] = &[
    ("spelling", "the same words, at least one spelled differently"),
    ("joined or split", "the same letters with blanks in other places"),
    ("initial", "a word stands for its first letter"),
    ("missing part", "words are left out, all others are the same or spelled differently"),
    ("further part", "words are added, all others are the same or spelled differently"),
    ("another part", "some words agree, others stand against each other"),
    ("another name", "no word agrees"),
    ("script", "written in a script in which no other name of the entry is"),
];

/// In what `alias` differs from `other`, both in one script.
pub(super) fn kind_of(alias: &str, other: &str) -> &'static str {
    let (a, b) = (words_of(alias), words_of(other));
    if a.concat() == b.concat() {
        return "joined or split";
    }
    let (mut left_a, mut left_b) = (a, b);
    take_pairs(&mut left_a, &mut left_b, |x, y| x == y);
    if left_a.concat() == left_b.concat() && !left_a.is_empty() {
        return "joined or split";
    }
    let initial = |x: &String, y: &String| (x.len() == 1 || y.len() == 1) && x.chars().next() == y.chars().next();
    let initials = take_pairs(&mut left_a, &mut left_b, initial);
    let spelled = take_pairs(&mut left_a, &mut left_b, |x, y| strsim::normalized_damerau_levenshtein(x, y) >= SPELLED);
    let agreed = words_of(alias).len() - left_a.len();
    match (left_a.is_empty(), left_b.is_empty()) {
        _ if agreed == 0 => "another name",
        (true, true) if initials > 0 && spelled == 0 => "initial",
        (true, true) => "spelling",
        (true, false) => "missing part",
        (false, true) => "further part",
        (false, false) => "another part",
    }
}

/// Takes away pairs that are alike, each word once; how many there were.
fn take_pairs(a: &mut Vec<String>, b: &mut Vec<String>, alike: impl Fn(&String, &String) -> bool) -> usize {
    let before = a.len();
    a.retain(|x| match b.iter().position(|y| alike(x, y)) {
        Some(at) => {
            b.remove(at);
            false
        }
        None => true,
    });
    before - a.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_difference_has_its_name() {
        for (alias, other, kind) in [
            ("Kusamir Drovezhin", "Qusamir Drovezhin", "spelling"),
            ("Jongun Kim", "KIM, Jong-un", "joined or split"),
            ("J. Wendt", "Josh Wendt", "initial"),
            ("Josh Wendt", "Josh Aaron Wendt", "missing part"),
            ("Josh Aaron Wendt", "Josh Wendt", "further part"),
            ("Josh Aaron Wendt", "Josh Peter Wendt", "another part"),
            ("The Builder", "Josh Wendt", "another name"),
        ] {
            assert_eq!(kind_of(alias, other), kind, "{alias} and {other}");
            assert!(KINDS.iter().any(|(known, _)| *known == kind));
        }
    }

    #[test]
    fn order_case_and_accents_make_no_other_form() {
        assert_eq!(form_of("WENDT, Jösh"), form_of("josh wendt"));
        assert_ne!(form_of("Jong-un"), form_of("Jongun"));
    }

    #[test]
    fn likeness_of_sorted_words_is_that_of_their_common_letters() {
        assert!((token_sort("abc", "abd") - 4.0 / 6.0).abs() < 1e-9);
        assert!((token_sort("b a", "A, B") - 1.0).abs() < 1e-9);
        assert!(token_sort("", "x").abs() < 1e-9);
    }
}
