//! Thai: vowels stand around the consonant that they follow, some are not written, and some consonants are not heard.

use super::{Around, Ear, Heard};

pub(super) const STRETCH: u16 = 95;

pub(super) fn is_thai(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}')
}

/// Tone and other marks that do not change a name.
fn is_tone(c: char) -> bool {
    matches!(c, '\u{e47}'..='\u{e4b}' | '\u{e4d}' | '\u{e4e}' | '\u{e3a}')
}

/// Words before names.
const TITLES: &[(&str, &str)] = &[("นาย", "mr"), ("นาง", "mrs"), ("นางสาว", "ms"), ("ดร", "dr")];

pub(super) fn read(run: &str, _: Around) -> Vec<String> {
    let word: String = run.chars().filter(|c| !is_tone(*c)).collect();
    let title = TITLES.iter().find(|(title, _)| *title == word);
    vec![title.map_or(word, |(_, latin)| (*latin).to_owned())]
}

pub(super) fn hear(word: &str) -> Heard {
    let mut letters: Vec<char> = Vec::new();
    for c in word.chars().filter(|c| !is_tone(*c)) {
        // a consonant with the mark of silence is none
        if c == '\u{e4c}' {
            let from = letters.iter().rposition(|c| is_consonant(*c)).unwrap_or(letters.len());
            letters.truncate(from);
        } else {
            letters.push(c);
        }
    }
    let mut signs = String::with_capacity(letters.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        match vowel(*letter) {
            // written before its consonant, spoken behind it
            Some(vowel) if is_leading(*letter) => {
                if let Some(next) = letters.get(at + 1) {
                    signs.push_str(consonant(*next, false));
                    at += 1;
                    if let Some(glide @ ('ร' | 'ล' | 'ว')) = letters.get(at + 1)
                        && letters.get(at + 2).is_some_and(|c| is_consonant(*c))
                    {
                        signs.push_str(consonant(*glide, false));
                        at += 1;
                    }
                }
                signs.push_str(vowel);
            }
            Some(vowel) => signs.push_str(vowel),
            None => {
                let next = letters.get(at + 1);
                let bare = next.is_none_or(|next| is_consonant(*next) || is_leading(*next));
                let first = at == 0 || vowel(letters[at - 1]).is_none();
                signs.push_str(consonant(*letter, next.is_none()));
                // an unwritten vowel between consonants
                if bare && next.is_some() && first {
                    signs.push('ə');
                }
            }
        }
        at += 1;
    }
    Heard { ear: Ear::Sounds, stretch: STRETCH, signs }
}

fn is_consonant(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e2e}')
}

fn is_leading(c: char) -> bool {
    matches!(c, '\u{e40}'..='\u{e44}')
}

fn vowel(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{e30}' | '\u{e31}' | '\u{e32}' => "a",
        '\u{e33}' => "am",
        '\u{e34}' | '\u{e35}' => "i",
        '\u{e36}'..='\u{e39}' => "u",
        '\u{e40}' | '\u{e41}' => "e",
        '\u{e42}' => "o",
        '\u{e43}' | '\u{e44}' => "aĩ",
        _ => return None,
    })
}

fn consonant(c: char, last: bool) -> &'static str {
    match c {
        'ก' => "к",
        'ข' | 'ฃ' | 'ค' | 'ฅ' | 'ฆ' => "k",
        'ง' => "ŋ",
        'จ' => "ч",
        'ฉ' | 'ช' | 'ฌ' => "C",
        'ซ' | 'ส' | 'ศ' | 'ษ' => "s",
        'ญ' | 'ย' => "y",
        'ฎ' | 'ด' => "т",
        'ฏ' | 'ต' | 'ฐ' | 'ถ' | 'ฑ' | 'ฒ' | 'ท' | 'ธ' => "t",
        'ณ' | 'น' => "n",
        'บ' => "п",
        'ป' | 'ผ' | 'พ' | 'ภ' => "p",
        'ฝ' | 'ฟ' => "f",
        'ม' => "m",
        'ร' | 'ล' | 'ฬ' if last => "n",
        'ร' => "r",
        'ล' | 'ฬ' => "l",
        'ว' => "в",
        'ห' | 'ฮ' => "h",
        'อ' => "o",
        _ => "",
    }
}
