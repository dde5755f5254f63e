//! Roman numerals.

/// The number of a folded Roman numeral up to 39, as names of funds, ships and companies have; `None` for any other word.
pub(super) fn roman(text: &str) -> Option<u32> {
    let ones = text.trim_start_matches('x');
    let tens = text.len() - ones.len();
    let ones =
        ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"].iter().position(|numeral| *numeral == ones)?;
    let number = u32::try_from(10 * tens + ones).ok()?;
    (1..40).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn roman_numerals_are_read_and_words_are_not() {
        for (text, number) in [("iii", 3), ("iv", 4), ("ix", 9), ("xiv", 14), ("xx", 20), ("xxxix", 39)] {
            assert_eq!(roman(text), Some(number), "{text}");
        }
        for text in ["", "iiii", "vx", "xxxx", "mix", "di"] {
            assert_eq!(roman(text), None, "{text}");
        }
    }
}
