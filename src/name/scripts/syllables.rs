//! Spelling by tables of what signs sound like.

use hashbrown::HashMap;

/// What signs sound like.
pub(super) struct Syllables(HashMap<&'static str, &'static str>);

impl Syllables {
    /// Of lines of signs and what they sound like, by turns; `-` is nothing.
    pub fn of(lines: &[&'static str]) -> Self {
        let cells: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
        Self(cells.chunks_exact(2).map(|cell| (cell[0], cell[1].trim_matches('-'))).collect())
    }

    /// What one sign or several sound like.
    pub fn get(&self, signs: &str) -> Option<&'static str> {
        self.0.get(signs).copied()
    }

    /// What a word sounds like, two signs before one; what is not known is left out.
    pub fn spell(&self, word: &str) -> String {
        let mut out = String::with_capacity(word.len());
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let two = rest.chars().take(2).map(char::len_utf8).sum();
            let width = if self.0.contains_key(&rest[..two]) { two } else { first.len_utf8() };
            out.push_str(self.get(&rest[..width]).unwrap_or(""));
            rest = &rest[width..];
        }
        out
    }
}
