//! Greek letters: pairs of them for sounds that have none of their own.

use unicode_normalization::UnicodeNormalization;

use super::{Around, Ear, Heard};

pub(super) const STRETCH: u16 = 85;

pub(super) fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}') && c.is_alphabetic()
}

pub(super) fn read(run: &str, _: Around) -> Vec<String> {
    let word: String = run.to_lowercase().nfc().map(|c| if c == 'ς' { 'σ' } else { c }).collect();
    match (word.chars().count(), hear(&word).signs.chars().next()) {
        (1, Some(sign)) => vec![super::super::to_latin(&word), sign.to_string()].into_iter().take(1).collect(),
        _ => vec![word],
    }
}

/// Letters without accents, and what they sound like; the longest first. Where an accent stands on the first of two vowels they are two sounds.
const SOUNDS: &[(&str, &str)] = &[
    ("γουα", "wa"),
    ("γουε", "we"),
    ("γουι", "wi"),
    ("γουο", "wo"),
    ("νγκ", "ŋg"),
    ("ντζ", "ňј"),
    ("γγ", "ng"),
    ("γκ", "g"),
    ("γχ", "nX"),
    ("μπ", "b"),
    ("ντ", "d"),
    ("τζ", "ј"),
    ("τσ", "č"),
    ("τς", "č"),
    ("ου", "u"),
    ("ει", "i"),
    ("οι", "i"),
    ("υι", "i"),
    ("αι", "e"),
    ("αυ", "av"),
    ("ευ", "ev"),
    ("κσ", "ks"),
    ("α", "a"),
    ("β", "v"),
    ("γ", "γ"),
    ("δ", "d"),
    ("ε", "e"),
    ("ζ", "z"),
    ("η", "i"),
    ("θ", "þ"),
    ("ι", "i"),
    ("κ", "k"),
    ("λ", "l"),
    ("μ", "m"),
    ("ν", "n"),
    ("ξ", "ks"),
    ("ο", "o"),
    ("π", "p"),
    ("ρ", "r"),
    ("σ", "ś"),
    ("τ", "t"),
    ("υ", "i"),
    ("φ", "f"),
    ("χ", "χ"),
    ("ψ", "ps"),
    ("ω", "o"),
];

const VOWELS: &str = "αεηιουω";

pub(super) fn hear(word: &str) -> Heard {
    // plain letters, and whether one has a mark that keeps it apart: an accent on the first vowel, a diaeresis on the second
    let mut letters: Vec<(char, bool, bool)> = Vec::new();
    for c in word.to_lowercase().nfd() {
        match (c, letters.last_mut()) {
            ('\u{301}' | '\u{300}' | '\u{342}', Some(last)) => last.1 = true,
            ('\u{308}', Some(last)) => last.2 = true,
            ('ς', _) => letters.push(('σ', false, false)),
            _ if matches!(c, 'α'..='ω') => letters.push((c, false, false)),
            _ => {}
        }
    }
    let plain: String = letters.iter().map(|(c, ..)| *c).collect();
    let mut signs = String::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let rest = &plain[at * 2..];
        let apart = letters[at].1 && VOWELS.contains(letters[at].0) || letters.get(at + 1).is_some_and(|next| next.2);
        let line = SOUNDS
            .iter()
            .find(|(greek, _)| rest.starts_with(greek) && !(apart && greek.len() == 4 && VOWELS.contains(&greek[2..])));
        let Some((greek, sound)) = line else { break };
        // within a word the pair is as often two sounds as one: Αντώνης, Ντέιβιντ
        signs.push_str(match (*greek, at) {
            ("ντ", 1..) if at + 2 < letters.len() => "ňd",
            ("μπ", 1..) if at + 2 < letters.len() => "ňb",
            ("γκ", 1..) if at + 2 < letters.len() => "ňg",
            _ => sound,
        });
        at += greek.len() / 2;
    }
    Heard { ear: Ear::Sounds, stretch: STRETCH, signs }
}
