//! Options of matching and of reading, which several commands take.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::given::Given;
use crate::matching::Mode;

/// How names are compared.
#[derive(Args, Debug)]
#[command(next_help_heading = "Matching")]
pub struct TypedNames {
    /// How names are compared [default: fuzzy]
    #[arg(long, value_enum)]
    pub mode: Option<TypedMode>,
    /// Parts with equal Soundex codes count as nearly equal
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    pub soundex: Option<bool>,
    /// Parts with equal codes of another encoder count as nearly equal [soundex, refined-soundex, metaphone,
    /// double-metaphone, nysiis, match-rating, caverphone1, caverphone2, cologne, daitch-mokotoff, phonex, beider-morse; `none` against the
    /// configuration file]
    #[arg(long, value_name = "CODE")]
    pub phonetic: Option<String>,
    /// A file of what you know about names, such as `Poldi = Leopold` (repeatable; docs/names.md) [default: what the index
    /// was built with]
    #[arg(long, value_name = "FILE")]
    pub names: Vec<PathBuf>,
    /// Configuration file (TOML) with thresholds and rules for single lists; options typed here win over it
    #[arg(long, value_name = "FILE", help_heading = None)]
    pub config: Option<PathBuf>,
    /// Which options of the command were given, and where.
    #[arg(skip)]
    pub given: Given,
}

/// What is searched, and what is shown, as `screen` and `lookup` take it.
#[derive(Args, Debug)]
#[command(next_help_heading = "Matching")]
pub struct TypedMatching {
    /// Names.
    #[command(flatten)]
    pub names: TypedNames,
    /// Show hits from this score up, 0.50 to 1, on every list, whatever the configuration file says of it
    /// [default: 0.80 fuzzy, 0.50 exact, 0.90 ofac]
    #[arg(long, value_name = "SCORE")]
    pub min_score: Option<String>,
    /// Show at most so many hits a record; hits on sanctions lists are never cut [default: 20]
    #[arg(long, value_name = "N")]
    pub max_hits: Option<usize>,
    /// Only entries of this list type: PEP, Sanctions, OFAC or one's own (repeatable) [default: all]
    #[arg(long = "list-type", value_name = "TYPE")]
    pub list_types: Vec<String>,
}

/// `--mode`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypedMode {
    /// Spelling, transliteration, short forms, initials, order, missing parts, all weighed
    Fuzzy,
    /// Every part of the searched name equals a part of one listed name
    Exact,
    /// The score of OFAC's own search page, emulated; a search scans all names, so it is slower
    Ofac,
}

/// How a file of customers is read.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub struct TypedReading {
    /// Which column holds a field, as `name="Full legal name"` (repeatable)
    #[arg(long, value_name = "FIELD=HEADING")]
    pub map: Vec<String>,
    /// How dates are written where not as 1965-07-13, as `dd.mm.yyyy`
    #[arg(long, value_name = "FORMAT")]
    pub date_format: Option<String>,
    /// Encoding of the file, as `utf-16le` [default: UTF-8, else Windows-1252 with a warning]
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
    /// Go on where a column cannot be read in more than a fifth of the rows
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    pub lenient: Option<bool>,
    /// Rows may set `list_type` and `min_score` themselves
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    pub allow_row_settings: Option<bool>,
}

impl TypedReading {
    /// What was not typed, from the configuration file.
    pub fn or(self, file: Self) -> Self {
        Self {
            map: if self.map.is_empty() { file.map } else { self.map },
            date_format: self.date_format.or(file.date_format),
            encoding: self.encoding.or(file.encoding),
            lenient: self.lenient.or(file.lenient),
            allow_row_settings: self.allow_row_settings.or(file.allow_row_settings),
        }
    }
}

impl TypedMode {
    /// The mode.
    pub fn resolved(self) -> Mode {
        match self {
            Self::Fuzzy => Mode::Fuzzy,
            Self::Exact => Mode::Exact,
            Self::Ofac => Mode::Ofac,
        }
    }

    /// All words, for messages.
    pub fn words() -> String {
        Self::value_variants().iter().map(|mode| mode.resolved().as_str()).collect::<Vec<_>>().join(", ")
    }
}
