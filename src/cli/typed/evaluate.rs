use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::super::help;
use super::TypedNames;

/// `muster evaluate`.
#[derive(Args, Debug)]
#[command(after_help = help::EVALUATE)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that people type")]
pub struct TypedEvaluate {
    /// An index, a folder of publications, or publications as `muster lists build` takes them
    #[arg(long, value_name = "INDEX|FOLDER|KIND=PATH", num_args = 1..)]
    pub lists: Vec<String>,
    /// Take names off the lists and ask for them: one alias of each entry, or all that are not in Latin script
    #[arg(long, value_enum, value_name = "WHAT", num_args = 1.., help_heading = "What to measure")]
    pub hold_out: Vec<TypedHold>,
    /// Hold out only aliases that resemble another name of their entry (token sort ratio of 0.70 or more)
    #[arg(long, help_heading = "What to measure")]
    pub resembling: bool,
    /// Customers who are on no list: whom is an alert wrong about?
    #[arg(long, value_name = "FILE", help_heading = "What to measure")]
    pub negatives: Option<PathBuf>,
    /// Customers who are on the lists; a column `entity_id` may say who
    #[arg(long, value_name = "FILE", help_heading = "What to measure")]
    pub positives: Option<PathBuf>,
    /// Ask for every listed name, unchanged
    #[arg(long, help_heading = "What to measure")]
    pub control: bool,
    /// Damage listed names, or those of `--positives`, in everyday ways
    #[arg(long, help_heading = "What to measure")]
    pub mutate: bool,
    /// Labelled pairs: `schema,name1,name2,is_match`; needs no lists
    #[arg(long, value_name = "FILE", help_heading = "What to measure")]
    pub pairs: Option<PathBuf>,
    /// A hits.csv in which analysts filled in `decision`, read as `screen` reads it (repeatable); needs no lists
    #[arg(long, value_name = "FILE", help_heading = "What to measure")]
    pub decisions: Vec<PathBuf>,
    /// Hold out and damage only names of entries of this type: Person, Company, Organization, Vessel, Aircraft
    #[arg(long, value_name = "TYPE", help_heading = "What to measure")]
    pub entity_type: Option<String>,
    /// Ask at most so many (in each script for scripts) [default: all; 1,000 names to damage]
    #[arg(long, value_name = "N", help_heading = "What to measure")]
    pub sample: Option<usize>,
    /// Which sample is drawn, and which alias is held out
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "What to measure")]
    pub seed: u64,
    /// Compare so many names with every entry, to see whether the search loses any
    #[arg(long, value_name = "N", default_value_t = 20, help_heading = "What to measure")]
    pub check_candidates: usize,
    /// Names.
    #[command(flatten)]
    pub names: TypedNames,
    /// The threshold to look at more closely, 0.50 to 1 [default: 0.80 fuzzy, 0.50 exact, 0.90 ofac]
    #[arg(long, value_name = "SCORE", help_heading = "Matching")]
    pub min_score: Option<String>,
    /// The most hits a record that a screening would show; hits on sanctions lists are never cut [default: 20]
    #[arg(long, value_name = "N", help_heading = "Matching")]
    pub max_hits: Option<usize>,
    /// Only entries of this list type (repeatable) [default: all]
    #[arg(long = "list-type", value_name = "TYPE", help_heading = "Matching")]
    pub list_types: Vec<String>,
    /// Which column of the negatives holds a field, as `name=Kunde` (repeatable)
    #[arg(long, value_name = "FIELD=HEADING", help_heading = "Reading")]
    pub map_negatives: Vec<String>,
    /// Which column of the positives holds a field (repeatable)
    #[arg(long, value_name = "FIELD=HEADING", help_heading = "Reading")]
    pub map_positives: Vec<String>,
    /// How dates are written where not as 1965-07-13, as `dd.mm.yyyy`
    #[arg(long, value_name = "FORMAT", help_heading = "Reading")]
    pub date_format: Option<String>,
    /// Folder for evaluation.json and, as CSV, the cases behind the figures
    #[arg(long, value_name = "DIR", help_heading = "Writing")]
    pub out: Option<PathBuf>,
    /// Write over results that are in the folder already
    #[arg(long, requires = "out", help_heading = "Writing")]
    pub force: bool,
    /// Write the page with curves as one HTML file, too
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub html: Option<PathBuf>,
    /// Print evaluation.json instead of the page
    #[arg(long, help_heading = "Writing")]
    pub json: bool,
    /// Say what changed since the evaluation.json of another run
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub against: Option<PathBuf>,
    /// Threads that work, 1 to 256 [default: one a core]
    #[arg(long, value_name = "N", help_heading = "Running")]
    pub threads: Option<usize>,
}

/// `--hold-out`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypedHold {
    /// One alias of each entry that has several names
    Aliases,
    /// All names that are not in Latin script
    Scripts,
}
