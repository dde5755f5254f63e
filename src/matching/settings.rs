use super::policy::Policies;
use crate::knowledge::{Knowledge, NamesFile};
use crate::likeness::PhoneticCode;
use crate::vocabulary::{ListType, Score};

/// How names are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// Every part of the searched name equals a part of one listed name.
    Exact,
    /// Spelling, transliteration, short forms, initials, order, missing and further parts, all weighed.
    #[default]
    Fuzzy,
    /// The score of OFAC's own search page, emulated: names alone, whatever else is known.
    Ofac,
}

impl Mode {
    /// The word that `--mode` takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Fuzzy => "fuzzy",
            Self::Ofac => "ofac",
        }
    }

    /// What the weak aliases of a kind of list may do where nothing else is said. OFAC's page shows them as all others.
    pub fn weak_aliases(self, kind: &str) -> WeakAliases {
        if self == Self::Ofac { WeakAliases::Search } else { WeakAliases::default_for(kind) }
    }

    /// The threshold where none is asked for: 0.50 for exact, 0.80 for fuzzy, 0.90 for ofac.
    pub fn default_min_score(self) -> Score {
        match self {
            Self::Exact => Score::from_ten_thousandths(5_000),
            Self::Fuzzy => Score::from_ten_thousandths(8_000),
            Self::Ofac => Score::from_ten_thousandths(9_000),
        }
    }
}

/// What a weak alias may do, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum WeakAliases {
    /// It counts for nothing.
    Ignore,
    /// It supports a hit, it never makes one.
    Confirm,
    /// It makes a hit, for less than another name.
    #[default]
    Search,
}

impl WeakAliases {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Search, Self::Confirm, Self::Ignore];

    /// The policy of a kind of list where nothing else is said: `confirm` for OFAC, as its FAQ 124 says, `search` elsewhere.
    pub fn default_for(kind: &str) -> Self {
        if kind.starts_with("ofac") { Self::Confirm } else { Self::Search }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Confirm => "confirm",
            Self::Ignore => "ignore",
        }
    }
}

/// What a screening is asked to do.
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// How names are compared; default fuzzy.
    pub mode: Mode,
    /// The encoder whose equal codes count as nearly equal; default none. `--soundex` is [`PhoneticCode::Soundex`].
    pub phonetic: Option<PhoneticCode>,
    /// Hits score at least this; `None` for the mode's default.
    pub min_score: Option<Score>,
    /// Hits a record at most, sanctions not counted; default 20.
    pub max_hits: usize,
    /// Only entities of one of these list types; empty for all.
    pub list_types: Vec<ListType>,
    /// Whether rows may choose list types and threshold themselves; default no.
    pub allow_row_settings: bool,
    /// Rules for single lists and list types; default none.
    pub policies: Policies,
    /// What is known about searched names; `None` for what the index was built with.
    pub names: Option<Knowledge>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::Fuzzy,
            phonetic: None,
            min_score: None,
            max_hits: 20,
            list_types: Vec::new(),
            allow_row_settings: false,
            policies: Policies::default(),
            names: None,
        }
    }
}

impl Settings {
    /// The settings in words, for people and `run.json`.
    pub fn shown(&self) -> Vec<(&'static str, String)> {
        vec![
            ("mode", self.mode.as_str().to_owned()),
            ("phonetic", self.phonetic.map_or("none", PhoneticCode::as_str).to_owned()),
            ("minScore", self.threshold().to_string()),
            ("maxHits", self.max_hits.to_string()),
            ("listTypes", self.list_types.iter().map(ListType::as_str).collect::<Vec<_>>().join(";")),
            ("allowRowSettings", self.allow_row_settings.to_string()),
            ("policies", self.policies.to_string()),
            ("names", self.names_shown()),
        ]
    }

    /// The files of names that are in force, each with its hash; without their folders.
    fn names_shown(&self) -> String {
        let files = self.names.iter().flat_map(Knowledge::files).map(NamesFile::without_folder);
        files.map(|file| format!("{} SHA-256 {}", file.file, file.sha256)).collect::<Vec<_>>().join(";")
    }

    /// The threshold in force where no rule of a list or list type says another.
    pub fn threshold(&self) -> Score {
        self.min_score.unwrap_or(self.mode.default_min_score())
    }
}
