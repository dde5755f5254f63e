//! What people type, as clap reads it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::given::Given;
use super::help;
use crate::matching::Mode;

mod evaluate;
mod export;
mod operation;
mod policy;
mod retention;
mod screen;
mod store;

pub use evaluate::{TypedEvaluate, TypedHold};
pub use export::{TypedExport, TypedExportCommand, TypedExportVerify};
pub use operation::{TypedConfig, TypedNightly};
pub use policy::TypedPolicy;
pub use retention::{TypedAnswer, TypedBound, TypedHolds, TypedPurge, TypedPurging, TypedRequest, TypedRequested};
pub use screen::TypedScreen;
pub use store::{TypedAccess, TypedAudit, TypedByHand, TypedDossier, TypedImage, TypedProcess, TypedStore, TypedWhich};

/// Screen people in bulk against PEP, sanctions and OFAC lists.
#[derive(Parser, Debug)]
#[command(name = "muster", version, max_term_width = 100, help_template = help::MUSTER, disable_help_subcommand = true)]
pub struct Typed {
    /// What to do.
    #[command(subcommand)]
    pub command: TypedCommand,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum TypedCommand {
    /// Screen a file of customers; the main job
    Screen(Box<TypedScreen>),
    /// Look one person up; the answer at once, nothing is kept
    Lookup(Box<TypedLookup>),
    /// Say why a record and an entry are, or are not, an alert, step by step
    Explain(Box<TypedExplain>),
    /// Score two names, or a file of pairs, and say why
    Compare(TypedCompare),
    /// Compile official publications into one index, and look into it
    #[command(subcommand)]
    Lists(TypedLists),
    /// Say which alerts came, went or changed between two runs, and what caused it
    #[command(after_help = help::DIFF)]
    Diff {
        /// Folder with the results of the earlier run
        #[arg(value_name = "RUN1")]
        earlier: PathBuf,
        /// Folder with the results of the later run
        #[arg(value_name = "RUN2")]
        later: PathBuf,
        /// Write all changes to this file as CSV
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Check, merge and count what analysts handed back
    #[command(subcommand)]
    Decisions(TypedDecisions),
    /// Check exported evidence archives
    Export(TypedExport),
    /// The store of dossiers: make, check, back up
    #[command(subcommand)]
    Store(TypedStore),
    /// Dossiers of people who were verified
    #[command(subcommand)]
    Dossier(Box<TypedDossier>),
    /// Processes: single verifications
    #[command(subcommand)]
    Process(Box<TypedProcess>),
    /// Images of documents and faces
    #[command(subcommand)]
    Image(TypedImage),
    /// Say which providers are known
    Providers {
        /// A table of your own beside the built-in one
        #[arg(long, value_name = "FILE")]
        providers: Option<PathBuf>,
        /// Print the built-in table, as a start for your own
        #[arg(long, conflicts_with = "json")]
        table: bool,
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Say which documents a provider takes
    DocumentTypes {
        /// The provider's alias
        #[arg(long, value_name = "ALIAS")]
        provider: String,
        /// Of which country: a code or an English name
        #[arg(long)]
        country: Option<String>,
        /// A table of your own beside the built-in one
        #[arg(long, value_name = "FILE")]
        providers: Option<PathBuf>,
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Legal holds
    #[command(subcommand)]
    Hold(TypedHolds),
    /// People's own requests: to be erased, or left alone
    #[command(subcommand)]
    Request(TypedRequest),
    /// Erase what must go, provably: plan, approve, apply
    #[command(subcommand)]
    Purge(Box<TypedPurge>),
    /// One night: lists, import, screening, export, purge; one manifest, one exit code
    #[command(after_help = help::NIGHTLY)]
    Nightly(TypedNightly),
    /// The audit of a store: who did what, and that nobody changed it
    #[command(subcommand)]
    Audit(TypedAudit),
    /// How long what must stay, and when it must go: write a policy, check it, try it
    #[command(subcommand)]
    Policy(TypedPolicy),
    /// Measure recall and false alerts of a configuration on one's own lists
    Evaluate(Box<TypedEvaluate>),
    /// The configuration: write one to begin with, check one, show what holds and where it comes from
    #[command(subcommand)]
    Config(TypedConfig),
    /// Print what a shell needs to complete words of muster
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write man pages, one for each command
    Man {
        /// The folder; it is made where it is not there
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// A text that says something.
///
/// # Errors
/// Where it is blank.
fn said(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err("it says nothing, or not on one line".to_owned());
    }
    if text.chars().count() > MOST_SAID {
        return Err(format!("it is longer than {MOST_SAID} characters"));
    }
    Ok(text.to_owned())
}

/// Characters of a reason, a matter or a name: it stands in the audit for ever.
const MOST_SAID: usize = 1_000;

impl TypedCommand {
    /// How names are compared, in the commands that compare some.
    pub(super) fn names_mut(&mut self) -> Option<&mut TypedNames> {
        match self {
            Self::Screen(typed) | Self::Config(TypedConfig::Show { screen: typed }) => Some(&mut typed.matching.names),
            Self::Lookup(typed) => Some(&mut typed.matching.names),
            Self::Explain(typed) => Some(&mut typed.matching.names),
            Self::Compare(typed) => Some(&mut typed.names),
            Self::Evaluate(typed) => Some(&mut typed.names),
            _ => None,
        }
    }

    /// Whether the results are files, and what goes to standard output only tells of them.
    pub fn results_are_files(&self) -> bool {
        matches!(
            self,
            Self::Screen(_)
                | Self::Lists(TypedLists::Build { .. } | TypedLists::Fetch { .. })
                | Self::Decisions(TypedDecisions::Merge { .. })
        )
    }
}

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
    #[arg(long, value_name = "CODE", conflicts_with = "soundex")]
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

/// What is known of somebody besides the name.
#[derive(Args, Debug)]
pub struct TypedPerson {
    /// Birth date: 1965-07-13, 1965-07 or 1965
    #[arg(long, value_name = "DATE")]
    pub dob: Option<String>,
    /// Number of a passport, identity card or other paper
    #[arg(long, value_name = "NUMBER")]
    pub id_number: Option<String>,
    /// What it is the number of, as `passport`
    #[arg(long, value_name = "TYPE", requires = "id_number")]
    pub id_type: Option<String>,
    /// Who issued it: a code or an English name
    #[arg(long, value_name = "COUNTRY", requires = "id_number")]
    pub id_country: Option<String>,
    /// Country of residence: a code or an English name
    #[arg(long)]
    pub country: Option<String>,
    /// Nationality: a code or an English name
    #[arg(long, value_name = "COUNTRY")]
    pub nationality: Option<String>,
    /// male or female
    #[arg(long)]
    pub gender: Option<String>,
    /// Person, Company, Organization, Vessel, Aircraft, or `LegalEntity` for a person or an organisation
    #[arg(long, value_name = "TYPE")]
    pub entity_type: Option<String>,
}

impl TypedPerson {
    /// Whether anything was typed.
    pub fn is_given(&self) -> bool {
        let Self { dob, id_number, id_type, id_country, country, nationality, gender, entity_type } = self;
        [dob, id_number, id_type, id_country, country, nationality, gender, entity_type]
            .iter()
            .any(|text| text.is_some())
    }
}

/// `muster lookup`.
#[derive(Args, Debug)]
#[command(after_help = help::LOOKUP)]
pub struct TypedLookup {
    /// The name, in any order and script
    #[arg(long)]
    pub name: String,
    /// Everything else.
    #[command(flatten)]
    pub person: TypedPerson,
    /// An index made by `muster lists build`, or a folder of publications, compiled on the fly
    #[arg(long, value_name = "INDEX|FOLDER")]
    pub lists: PathBuf,
    /// Matching.
    #[command(flatten)]
    pub matching: TypedMatching,
    /// Print the lookup object instead of a table
    #[arg(long)]
    pub json: bool,
    /// Exit code 4 where there are hits
    #[arg(long)]
    pub exit_on_hit: bool,
}

/// `muster explain`.
#[derive(Args, Debug)]
#[command(after_help = help::EXPLAIN)]
pub struct TypedExplain {
    /// The name, in any order and script
    #[arg(long, required_unless_present = "record", conflicts_with = "record")]
    pub name: Option<String>,
    /// A row of a file of customers instead: the file, and the line where the row begins
    #[arg(long, value_name = "FILE:LINE")]
    pub record: Option<String>,
    /// Everything else.
    #[command(flatten)]
    pub person: TypedPerson,
    /// The entry: its id (`entity_id`), or the reference that people cite (`QDi.001`)
    #[arg(long, value_name = "ID")]
    pub entity: String,
    /// An index made by `muster lists build`, or a folder of publications, compiled on the fly
    #[arg(long, value_name = "INDEX|FOLDER")]
    pub lists: PathBuf,
    /// Matching.
    #[command(flatten)]
    pub matching: TypedMatching,
    /// Reading.
    #[command(flatten)]
    pub reading: TypedReading,
    /// Print an object instead of a page
    #[arg(long, help_heading = None)]
    pub json: bool,
}

/// `muster compare`.
#[derive(Args, Debug)]
#[command(after_help = help::COMPARE)]
pub struct TypedCompare {
    /// Two names, or one CSV file of pairs (`-` for standard input)
    #[arg(value_name = "NAME|FILE", num_args = 1..=2, required = true)]
    pub what: Vec<String>,
    /// Whose names they are: Person, Company, Organization, Vessel, Aircraft, or `LegalEntity` for a person or an
    /// organisation; in a file, of rows that do not say it [default: `LegalEntity`]
    #[arg(long, value_name = "TYPE")]
    pub schema: Option<String>,
    /// Names.
    #[command(flatten)]
    pub names: TypedNames,
    /// Write the scores to this file; an older one is replaced when the new one is whole [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print an object instead of a table, for two names
    #[arg(long, conflicts_with = "output")]
    pub json: bool,
}

/// `muster lists`.
#[derive(Subcommand, Debug)]
pub enum TypedLists {
    /// Compile publications into one index
    #[command(after_help = help::LISTS_BUILD)]
    Build {
        /// A publication: its kind and where it is, with `,name=N`, `,date=D` or `,type=T` behind it where needed; or a folder with
        /// publications of any kind
        #[arg(value_name = "KIND=PATH|FOLDER", required = true)]
        sources: Vec<String>,
        /// The index file; an older one is replaced when the new one is whole
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// Refuse a list with so many percent fewer entries than in the index that is replaced
        #[arg(long, value_name = "PERCENT", default_value_t = 10)]
        max_shrink: u8,
        /// A file of what you know about names, such as `Poldi = Leopold` (repeatable; docs/names.md): the index keeps it
        #[arg(long, value_name = "FILE")]
        names: Vec<PathBuf>,
        /// Configuration file (TOML), for its `names`
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Print what is in the index as JSON
        #[arg(long)]
        json: bool,
    },
    /// Fetch publications from where they are published; a bad one never replaces the last good one
    #[command(after_help = help::LISTS_FETCH)]
    Fetch {
        /// The configuration, with `[source.NAME]`
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// Only this source (repeatable) [default: all]
        #[arg(long = "source", value_name = "NAME")]
        only: Vec<String>,
        /// Refuse a publication with so many percent fewer entries than the one that is replaced
        #[arg(long, value_name = "PERCENT", default_value_t = 10)]
        max_shrink: u8,
        /// Print what became of each source as JSON
        #[arg(long)]
        json: bool,
    },
    /// Say what is in an index: lists, dates, counts, what was skipped
    #[command(after_help = help::LISTS_INFO)]
    Info {
        /// The index file
        file: PathBuf,
        /// Check every byte against the hash that was written down when it was built
        #[arg(long)]
        verify: bool,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
    /// Say who came, who went and what changed between two indexes
    #[command(after_help = help::LISTS_DIFF)]
    Diff {
        /// The older index file
        old: PathBuf,
        /// The newer index file
        new: PathBuf,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
    /// Say which publications can be read
    #[command(after_help = help::LISTS_KINDS)]
    Kinds {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
}

/// `muster decisions`.
#[derive(Subcommand, Debug)]
pub enum TypedDecisions {
    /// Say which decisions do not count, and why; exit code 3 where there are some
    #[command(after_help = help::DECISIONS_CHECK)]
    Check {
        /// `hits.csv` or `hits.xlsx` as it came back, or its last columns alone
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// Configuration file (TOML): clearances must hold by what its `[decisions]` asks for, too
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
    /// Put several files into one, to be handed back at the next run
    #[command(after_help = help::DECISIONS_MERGE)]
    Merge {
        /// `hits.csv` or `hits.xlsx` as it came back, or its last columns alone
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// The file to write; an older one is replaced when the new one is whole
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Count decisions by what, who and list, and alerts by list over the last runs
    #[command(after_help = help::DECISIONS_STATS)]
    Stats {
        /// `hits.csv` or `hits.xlsx` as it came back, or its last columns alone
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Folders of results: alerts per 1,000 rows on each list, run by run (repeatable)
        #[arg(long, value_name = "DIR", num_args = 1..)]
        runs: Vec<PathBuf>,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
}
