use super::super::matching_options::usage;
use crate::Error;

/// How many rejected rows are tolerated.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum MaxRejects {
    /// So many.
    Rows(u64),
    /// So many of a hundred.
    Percent(f64),
}

impl MaxRejects {
    /// Whether so many of so many are too many.
    pub fn exceeded(self, rejected: u64, rows: u64) -> bool {
        match self {
            Self::Rows(most) => rejected > most,
            Self::Percent(most) => rejected as f64 * 100.0 > most * rows as f64,
        }
    }
}

/// Reads `N` or `N%`; `called` is what messages call where it stands.
///
/// # Errors
/// Where it is neither.
pub(super) fn max_rejects(called: &str, text: &str) -> Result<MaxRejects, Error> {
    let wrong = || {
        usage(format!(
            "{called}: `{text}` is neither a number of rows nor a percentage: give one such as `10` or `0.1%`"
        ))
    };
    match text.trim().strip_suffix('%') {
        Some(percent) => match percent.trim().parse() {
            Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(MaxRejects::Percent(percent)),
            _ => Err(wrong()),
        },
        None => text.trim().parse().map(MaxRejects::Rows).map_err(|_| wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_are_tolerated_up_to_a_number_or_a_share() {
        let exceeded =
            |text: &str, rejected, rows| max_rejects("`--max-rejects`", text).unwrap().exceeded(rejected, rows);
        assert!(exceeded("0", 1, 100) && !exceeded("1", 1, 100));
        assert!(!exceeded("1%", 1, 100) && exceeded("1%", 2, 100));
        assert!(!exceeded("0.5%", 0, 0));
    }
}
