//! What people write into a cell when they have nothing to write.

use crate::vocabulary::normal_id;

const WORDS: &[&str] = &[
    "NA",
    "NAN",
    "NONE",
    "NULL",
    "NIL",
    "UNKNOWN",
    "UNK",
    "UNDEFINED",
    "TBD",
    "TBA",
    "TBC",
    "PENDING",
    "MISSING",
    "BLANK",
    "EMPTY",
    "TEST",
    "DUMMY",
    "NOID",
    "NOTAVAILABLE",
    "NOTAPPLICABLE",
    "NOTKNOWN",
    "NOTPROVIDED",
    "NOTSPECIFIED",
    "NOTGIVEN",
    "NOTSTATED",
];

/// Whether an id number is none: `0`, `N/A`, `123456789`, `XXXX`, the same digit again and again.
pub(crate) fn is_no_id(text: &str) -> bool {
    let mut characters = text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_uppercase());
    let Some(mut last) = characters.next() else { return true };
    let (mut length, mut same, mut up, mut down, mut digits) = (1, true, true, true, last.is_ascii_digit());
    for next in characters {
        same &= next == last;
        up &= next_digit(last) == Some(next);
        down &= next_digit(next) == Some(last);
        digits |= next.is_ascii_digit();
        last = next;
        length += 1;
    }
    same || (length >= 4 && (up || down)) || (!digits && WORDS.contains(&normal_id(text).as_str()))
}

/// The digit behind this one, with 0 behind 9.
fn next_digit(digit: char) -> Option<char> {
    let value = digit.to_digit(10)?;
    char::from_digit((value + 1) % 10, 10)
}

/// Whether a cell says that its value is not known: warned of, but no sign of a column read wrongly.
pub(crate) fn is_no_value(text: &str) -> bool {
    let normal = normal_id(text);
    normal.is_empty() || normal == "U" || normal == "0" || WORDS.contains(&normal.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_no_ids() {
        for text in [
            "0",
            "N/A",
            "n.a.",
            "123456789",
            "1234567890",
            "987654321",
            "000000",
            "999-99-9999",
            "none",
            "-",
            "xxx",
            "TBD",
            "?",
            "01234",
        ] {
            assert!(is_no_id(text), "{text}");
        }
        for text in ["AB123456", "123456780", "SE196507135496", "112", "1357", "12345A"] {
            assert!(!is_no_id(text), "{text}");
        }
    }

    #[test]
    fn a_cell_that_says_unknown_is_no_misread_column() {
        assert!(is_no_value("Unknown") && is_no_value("n/a") && is_no_value("--") && !is_no_value("13.07.1965"));
    }
}
