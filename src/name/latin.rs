use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower-case Latin letters and digits for a text in any script; blanks and punctuation stay as separators.
///
/// Latin letters lose their accents, other scripts go through a general transliteration; Han and Hangul names are
/// split after the first sign. A letter that nobody romanises stays as it is, so that it still equals itself.
pub fn to_latin(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut signs = String::new();
    for c in text.nfkc() {
        if is_syllabic(c) {
            signs.push(c);
            continue;
        }
        flush_signs(&mut signs, &mut out);
        push_letter(c, &mut out);
    }
    flush_signs(&mut signs, &mut out);
    out
}

/// Whether a text has a letter or digit in any script: without one there is no name.
pub fn has_letter_or_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_alphanumeric()) || (!text.is_ascii() && text.chars().any(char::is_alphanumeric))
}

/// Han and Hangul: one sign, one syllable, no blanks between names.
fn is_syllabic(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Two to four signs are a surname of one sign and a given name; longer runs stay one word.
fn flush_signs(signs: &mut String, out: &mut String) {
    let count = signs.chars().count();
    for (i, sign) in signs.chars().enumerate() {
        if i == 1 && count <= 4 {
            out.push(' ');
        }
        let reading = any_ascii::any_ascii_char(sign);
        if reading.is_empty() {
            out.push(sign);
        } else {
            out.extend(reading.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
        }
    }
    signs.clear();
}

pub(super) fn push_letter(c: char, out: &mut String) {
    match c {
        _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
        _ if is_invisible(c) || is_combining_mark(c) => {}
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bb}' | '\u{2bc}' | '\u{2bf}' | '\u{2be}' | '\u{b4}' | '\u{2b9}' => {
            out.push('\'');
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{5be}' => out.push('-'),
        _ if c.is_alphanumeric() => {
            let reading = any_ascii::any_ascii_char(c);
            let before = out.len();
            out.extend(reading.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
            // signs that have no sound of their own (the soft sign, ain) are read as nothing, not kept
            if out.len() == before && reading.is_empty() {
                out.extend(c.to_lowercase());
            }
        }
        _ => out.push(' '),
    }
}

/// Zero-width characters, direction marks and soft hyphens: seen by nobody, pasted by everybody.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_scripts_and_invisible_marks_fold_to_latin() {
        for (text, latin) in [
            ("José Muñoz", "jose munoz"),
            ("Łukasz Żółć", "lukasz zolc"),
            ("Jose\u{301}", "jose"),
            ("Straße", "strasse"),
            ("Иван", "ivan"),
            ("\u{200f}Ann\u{200b}a", "anna"),
            ("O’Neil", "o'neil"),
        ] {
            assert_eq!(to_latin(text), latin, "{text}");
        }
    }

    #[test]
    fn signs_are_a_surname_and_a_given_name() {
        assert_eq!(to_latin("习近平"), "xi jinping");
        assert_eq!(to_latin("김정은").split(' ').count(), 2);
    }

    #[test]
    fn what_nobody_romanises_equals_itself() {
        let glyphs = "𓀀𓁐";
        assert!(has_letter_or_digit(glyphs));
        assert!(!to_latin(glyphs).trim().is_empty());
        assert_eq!(to_latin(glyphs), to_latin(glyphs));
    }

    #[test]
    fn marks_and_punctuation_are_no_name() {
        for text in ["", "...", "\u{200f}\u{200b}", "-- ' --"] {
            assert!(!has_letter_or_digit(text), "{text:?}");
        }
    }
}
