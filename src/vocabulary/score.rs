use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// How sure a match is, from 0 to 1, kept in ten-thousandths: the same on every machine, with a total order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Score(u16);

impl Score {
    /// 1.0000.
    pub const ONE: Self = Self(10_000);
    /// 0.0000.
    pub const ZERO: Self = Self(0);
    /// The lowest threshold that can be asked for in bulk; candidates are lossless from here up.
    pub const LOWEST_THRESHOLD: Self = Self(5_000);

    /// From ten-thousandths; more than 10,000 is 1.
    pub const fn from_ten_thousandths(n: u16) -> Self {
        Self(if n > 10_000 { 10_000 } else { n })
    }

    /// The nearest score to a number between 0 and 1; what is no number is 0.
    pub fn from_unit(value: f64) -> Self {
        // `as` makes NaN 0 and saturates
        Self((value.clamp(0.0, 1.0) * 10_000.0).round() as u16)
    }

    /// In ten-thousandths.
    pub const fn ten_thousandths(self) -> u16 {
        self.0
    }

    /// Between 0 and 1.
    pub fn as_unit(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }
}

impl fmt::Display for Score {
    /// Four decimals: `0.8731`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

impl fmt::Debug for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Score {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let value: f64 = text.trim().parse().map_err(|_| "not a number between 0 and 1")?;
        if (0.0..=1.0).contains(&value) { Ok(Self::from_unit(value)) } else { Err("not between 0 and 1") }
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_unit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_prints_four_decimals_and_is_never_out_of_range() {
        assert_eq!(Score::from_unit(0.873_14).to_string(), "0.8731");
        assert_eq!(Score::from_unit(7.0), Score::ONE);
        assert_eq!(Score::from_unit(f64::NAN), Score::ZERO);
        assert_eq!(Score::ONE.to_string(), "1.0000");
    }

    #[test]
    fn only_numbers_between_0_and_1_are_read() {
        assert_eq!("0.8".parse::<Score>().map(Score::ten_thousandths), Ok(8000));
        for text in ["80", "-0.1", "NaN", "", "0,8"] {
            assert!(text.parse::<Score>().is_err(), "{text}");
        }
    }
}
