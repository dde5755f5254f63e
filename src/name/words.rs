use unicode_normalization::char::is_combining_mark;

/// A word of a name: letters and digits between separators, folded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Word {
    /// Lower case, without accents and apostrophes.
    pub text: String,
    /// Whether a hyphen or a dot, and no blank, stands between it and the word before: `Jong-un`, `S.A.`.
    pub joined: bool,
    /// Whether it ends in `'s`, of which the apostrophe has vanished.
    pub genitive: bool,
}

/// A genitive stands behind so many letters.
const SHORTEST_OWNER: usize = 2;

/// Splits a text that [`super::to_latin`] has folded.
///
/// Apostrophes vanish (`O'Neil` is `oneil`), everything else that is no letter or digit separates; a hyphen or
/// dot inside a run of letters joins what it separates.
pub fn words(latin: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(4);
    let mut text = String::new();
    let (mut joined, mut next_joined) = (false, false);
    // letters before the last apostrophe
    let mut apostrophe = 0;
    let word = |text: &mut String, joined: bool, apostrophe: &mut usize| {
        let before = std::mem::take(apostrophe);
        let genitive = before >= SHORTEST_OWNER && text.get(before..) == Some("s");
        Word { text: std::mem::take(text), joined, genitive }
    };
    for c in latin.chars() {
        // signs of vowels and of their absence are marks: what has no place in a Latin word has been dropped before
        if c.is_alphanumeric() || is_combining_mark(c) {
            if text.is_empty() {
                joined = next_joined;
            }
            text.push(c);
        } else if c == '\'' || c == '`' {
            apostrophe = text.len();
        } else {
            let ended_word = !text.is_empty();
            if ended_word {
                words.push(word(&mut text, joined, &mut apostrophe));
            }
            // only a lone hyphen or dot joins: `a - b` and `a. b` do not
            next_joined = ended_word && (c == '-' || c == '.');
        }
    }
    if !text.is_empty() {
        words.push(word(&mut text, joined, &mut apostrophe));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let marked = |word: &Word| [if word.joined { "+" } else { " " }, &word.text].concat();
        words(text).iter().map(marked).collect::<Vec<_>>().concat().trim().to_owned()
    }

    #[test]
    fn words_split_at_everything_and_remember_hyphens() {
        for (text, expected) in [
            ("putin, vladimir", "putin vladimir"),
            ("kim jong-un", "kim jong+un"),
            ("o'neil", "oneil"),
            ("j.a. wendt", "j+a wendt"),
            ("a - b", "a b"),
            ("john_smith*jr", "john smith jr"),
            ("", ""),
            ("-x", "x"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
