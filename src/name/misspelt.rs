//! Words that are known although a letter is wrong.

use hashbrown::HashMap;

/// Long words, found by anything that is one slip of the fingers away.
#[derive(Clone, Default, Debug)]
pub(super) struct MisspeltWords {
    /// By their letters, doubled ones once.
    words: HashMap<Box<str>, Box<str>>,
    /// Those letters by what is left of them without one.
    without_one: HashMap<Box<str>, Vec<Box<str>>>,
}

/// Shorter words have too many neighbours that mean something else.
const SHORTEST: usize = 7;
/// Longer ones are none.
const LONGEST: usize = 40;

impl MisspeltWords {
    /// Adds a word where it is long enough to be known misspelt.
    pub(super) fn add(&mut self, word: &str) {
        let letters = doubled_once(word);
        if letters.len() < SHORTEST || !word.is_ascii() || self.words.contains_key(letters.as_str()) {
            return;
        }
        for rest in pieces(&letters) {
            self.without_one.entry(rest.into()).or_default().push(letters.as_str().into());
        }
        self.words.insert(letters.into(), word.into());
    }

    /// The word that is meant by one with a letter wrong, missing, added or exchanged, never the first one, and with any
    /// letters doubled or not; `None` for what is spelled right. Of several the first by the alphabet.
    pub(super) fn meant_by(&self, text: &str) -> Option<&str> {
        if !(SHORTEST - 1..=LONGEST).contains(&text.len()) || !text.is_ascii() {
            return None;
        }
        let letters = doubled_once(text);
        if let Some(word) = self.words.get(letters.as_str()) {
            return (**word != *text).then_some(word);
        }
        let is_meant =
            |word: &&str| word.as_bytes()[0] == letters.as_bytes()[0] && strsim::osa_distance(word, &letters) == 1;
        let near = pieces(&letters).filter_map(|rest| {
            let shorter = self.words.get_key_value(rest.as_str()).map(|(word, _)| word);
            self.without_one
                .get(rest.as_str())
                .into_iter()
                .flatten()
                .chain(shorter)
                .map(|word| &**word)
                .filter(is_meant)
                .min()
        });
        let longer = self.without_one.get(letters.as_str()).into_iter().flatten().map(|word| &**word).filter(is_meant);
        near.chain(longer).min().and_then(|word| self.words.get(word)).map(|word| &**word)
    }
}

fn doubled_once(word: &str) -> String {
    let mut letters = String::with_capacity(word.len());
    for c in word.chars() {
        if !letters.ends_with(c) {
            letters.push(c);
        }
    }
    letters
}

/// What is left of a word without one of its letters.
fn pieces(word: &str) -> impl Iterator<Item = String> + '_ {
    (0..word.len()).map(|out| [&word[..out], &word[out + 1..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_word_is_known_with_one_letter_wrong() {
        let mut known = MisspeltWords::default();
        for word in ["gesellschaft", "limited", "corp"] {
            known.add(word);
        }
        for (text, meant) in [
            ("gesselschaft", "gesellschaft"),
            ("gesellshaft", "gesellschaft"),
            ("limted", "limited"),
            ("limietd", "limited"),
            ("limiteds", "limited"),
        ] {
            assert_eq!(known.meant_by(text), Some(meant), "{text}");
        }
        for text in ["limited", "united", "xorp", "korp", "imited"] {
            assert_eq!(known.meant_by(text), None, "{text}");
        }
    }
}
