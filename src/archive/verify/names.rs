//! Names that a stranger chose.

use unicode_normalization::UnicodeNormalization;

/// Whether a name stays in the folder to which somebody may unpack it, on any system.
pub(super) fn is_safe(name: &str) -> bool {
    let parts = name.strip_suffix('/').unwrap_or(name);
    !name.contains(['\\', '\0'])
        && !name.chars().any(char::is_control)
        // `C:` and alternate streams of NTFS
        && !name.contains(':')
        && parts.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The folder that a name begins with.
pub(super) fn top(name: &str) -> Option<&str> {
    name.split_once('/').map(|(top, _)| top)
}

/// Equal for names that are one file where case does not count (Windows, macOS), or where accents are written in one way only.
pub(super) fn folded(name: &str) -> String {
    name.strip_suffix('/').unwrap_or(name).nfc().flat_map(char::to_lowercase).collect::<String>().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_stay_are_safe() {
        for safe in ["a/b.txt", "a/", "a/..b/c", "a/Ærlig ø.txt", "a/b c"] {
            assert!(is_safe(safe), "{safe}");
        }
        for not in ["", "/a", "a//b", "../a", "a/../b", "a/..", "./a", "a\\b", "C:/a", "a\0", "a/b\n", "//"] {
            assert!(!is_safe(not), "{not:?}");
        }
    }

    #[test]
    fn one_file_on_some_system_is_one_name() {
        assert_eq!(folded("a/FRONT.jpg"), folded("A/front.JPG"));
        assert_eq!(folded("a/e\u{301}"), folded("a/É"));
        assert_ne!(folded("a/b"), folded("a/c"));
    }
}
