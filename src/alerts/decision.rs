use chrono::{NaiveDate, NaiveDateTime};
use unicode_normalization::UnicodeNormalization;

use super::key::AlertKey;

/// What somebody made of an alert.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Ruling {
    /// It is the listed one.
    TruePositive,
    /// It is somebody else.
    FalsePositive,
    /// Somebody else must decide.
    Escalate,
}

impl Ruling {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::TruePositive, Self::FalsePositive, Self::Escalate];

    /// The word in `decision`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TruePositive => "true_positive",
            Self::FalsePositive => "false_positive",
            Self::Escalate => "escalate",
        }
    }

    /// Reads the word; case, blanks, `-` and `_` are passed over.
    pub fn parse(text: &str) -> Option<Self> {
        let word = crate::record::folded(text);
        Self::ALL.into_iter().find(|ruling| crate::record::folded(ruling.as_str()) == word)
    }
}

/// One row of a file of decisions. Personal data: it has no debug print.
#[derive(Clone, PartialEq, Eq)]
pub struct Decision {
    /// Which of the tables, counted from 0: a file, or a sheet of a workbook.
    pub table: usize,
    /// Line of the file, or row of the sheet, where the row begins.
    pub line: u64,
    /// As given; a key tells which alert is meant, this is for people.
    pub record_id: String,
    /// The list's name, for people.
    pub list: String,
    /// The entry's id, for people.
    pub entity_id: String,
    /// The alert, as it was when it was decided.
    pub key: AlertKey,
    /// `None` where nobody has decided yet.
    pub ruling: Option<Ruling>,
    /// Who decided.
    pub decided_by: String,
    /// When, as given.
    pub decided_at: String,
    /// Why.
    pub reason: String,
    /// Who looked a second time.
    pub confirmed_by: String,
    /// When, as given.
    pub confirmed_at: String,
    /// Until when a clearance holds, as given.
    pub expires_at: String,
    /// When it was first an alert; `None` where that is not said, or cannot be read.
    pub first_alerted_at: Option<NaiveDate>,
    /// The same, as given.
    pub first_alerted_at_given: String,
}

impl Decision {
    /// When it was decided, where that can be read.
    pub fn decided(&self) -> Option<NaiveDateTime> {
        moment(&self.decided_at)
    }

    /// Whether a second person stands behind it.
    pub fn has_four_eyes(&self) -> bool {
        let is_somebody = |name: &str| name.chars().any(char::is_alphanumeric) && !is_error_of_spreadsheet(name.trim());
        is_somebody(&self.decided_by)
            && is_somebody(&self.confirmed_by)
            && !is_same(&self.decided_by, &self.confirmed_by)
    }

    /// Whether it says when it was decided, and that cannot have been yet.
    pub fn is_of_the_future(&self, today: Option<NaiveDate>) -> bool {
        self.decided().is_some_and(|at| is_to_come(at.date(), today))
    }

    /// Whether people wrote something in the row beside `decision`.
    pub fn has_notes(&self) -> bool {
        let Self { decided_by, decided_at, reason, confirmed_by, confirmed_at, expires_at, .. } = self;
        let notes = [decided_by, decided_at, reason, confirmed_by, confirmed_at, expires_at];
        notes.into_iter().any(|cell| !cell.is_empty()) || self.first_alerted_at_is_lost()
    }

    /// Whether `first_alerted_at` cannot be read.
    pub fn first_alerted_at_is_lost(&self) -> bool {
        self.first_alerted_at.is_none() && !self.first_alerted_at_given.is_empty()
    }
}

/// Whether a cell holds what a spreadsheet puts where a formula went wrong: `#REF!`, `#NAME?`, `#N/A`.
pub(super) fn is_error_of_spreadsheet(cell: &str) -> bool {
    const ERRORS: [&str; 14] = [
        "#BLOCKED!",
        "#BUSY!",
        "#CALC!",
        "#CONNECT!",
        "#DIV/0!",
        "#FIELD!",
        "#GETTING_DATA",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#SPILL!",
        "#VALUE!",
    ];
    ERRORS.iter().any(|error| cell.trim().eq_ignore_ascii_case(error))
}

/// Whether a day is still to come: clocks and zones may be a day apart.
pub(super) fn is_to_come(day: NaiveDate, today: Option<NaiveDate>) -> bool {
    today.and_then(|today| today.succ_opt()).is_some_and(|tomorrow| day > tomorrow)
}

/// Whether two names are one person's, however they are typed: in Latin letters without accents and in small ones, with or without
/// what stands between the words, and in whatever order these are.
fn is_same(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(words);
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort_unstable();
        words.concat()
    };
    one.concat() == other.concat() || sorted(&one) == sorted(&other)
}

fn words(name: &str) -> Vec<String> {
    let is_seen = |sign: &char| !matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    let name: String = name.nfkc().filter(is_seen).collect();
    let name = any_ascii::any_ascii(&name).to_lowercase();
    name.split(|sign: char| !sign.is_ascii_alphanumeric()).map(str::to_owned).collect()
}

/// `2026-11-23T01:02:03Z`, `2026-11-23 01:02`, `2026-11-23`; what a spreadsheet turned is not guessed.
pub(super) fn moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().trim_end_matches('Z');
    let at = |format| NaiveDateTime::parse_from_str(text, format).ok();
    let moment =
        ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"].into_iter().find_map(at);
    moment.or_else(|| day(text)?.and_hms_opt(0, 0, 0))
}

/// `2026-11-23`, or `20261123`: the two forms of a day in ISO 8601.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let format = match text.len() {
        10 => "%Y-%m-%d",
        8 if text.bytes().all(|byte| byte.is_ascii_digit()) => "%Y%m%d",
        _ => return None,
    };
    NaiveDate::parse_from_str(text, format).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_one_however_the_name_is_typed() {
        for name in
            ["Ann Müller", "AnnMüller", "A n n  muller", "Müller, Ann", "Ann-Müller", "ANN MÜLLER.", "\u{410}nn Müller"]
        {
            assert!(is_same("Ann Müller", name), "{name}");
        }
        assert!(!is_same("u12", "u21") && !is_same("Ann Müller", "Ann Miller"));
    }

    #[test]
    fn words_are_read_as_people_type_them() {
        for text in ["false_positive", "False positive", "FALSE-POSITIVE", " falsepositive "] {
            assert_eq!(Ruling::parse(text), Some(Ruling::FalsePositive), "{text}");
        }
        assert_eq!(Ruling::parse("no"), None);
    }

    #[test]
    fn a_moment_is_read_and_never_guessed() {
        for text in ["2026-11-23T01:02:03Z", "2026-11-23 01:02", "2026-11-23", "20261123"] {
            assert!(moment(text).is_some(), "{text}");
        }
        for text in ["", "23.11.2026", "11/23/2026", "46349", "2026-13-01", "26-11-23", "20261323", "261123"] {
            assert!(moment(text).is_none(), "{text}");
        }
    }
}
