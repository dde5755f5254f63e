//! The configuration to begin with: every key, with what it means.

/// Its text, `data/muster.toml`.
pub const STARTER: &str = include_str!("../../data/muster.toml");

/// The line of a key in it, switched on; the table is empty for the top of the file.
pub fn example(table: &str, key: &str) -> Option<&'static str> {
    let mut under = "";
    for line in STARTER.lines().map(|line| line.strip_prefix('#').unwrap_or(line)) {
        if let Some(header) = line.strip_prefix('[') {
            under = header.trim_end_matches(']');
        } else if under == table && line.split_once(" = ").is_some_and(|(known, _)| known == key) {
            return Some(line);
        }
    }
    None
}
