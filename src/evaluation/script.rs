//! In which script a name is written.

use unicode_script::{Script, UnicodeScript};

/// The script of most letters of a text, by its Unicode name; Japanese names of Han and Kana are `Kana`. `none` where
/// there is no letter.
pub(super) fn script_of(text: &str) -> &'static str {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        let script = match c.script() {
            Script::Common | Script::Inherited | Script::Unknown => continue,
            Script::Hiragana | Script::Katakana => "Kana",
            Script::Hangul => "Hangul",
            script => script.full_name(),
        };
        match counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, n)) => *n += 1,
            None => counts.push((script, 1)),
        }
    }
    let has = |script: &str| counts.iter().any(|(known, _)| *known == script);
    if has("Kana") && has("Han") {
        return "Kana";
    }
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    counts.iter().find(|(_, n)| *n == most).map_or("none", |(script, _)| script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_most_letters_counts() {
        for (text, script) in [
            ("Ada Example", "Latin"),
            ("Ада Пример", "Cyrillic"),
            ("عادة مثال", "Arabic"),
            ("김영호", "Hangul"),
            ("山田たろう", "Kana"),
            ("ジョン", "Kana"),
            ("王小明", "Han"),
            ("Ада (A)", "Cyrillic"),
            ("12 - 3", "none"),
            ("", "none"),
        ] {
            assert_eq!(script_of(text), script, "{text}");
        }
    }
}
