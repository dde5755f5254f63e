//! The commands about one person or two names: `lookup`, `explain`, `compare`.

use std::path::PathBuf;

use clap::Args;

use super::{TypedMatching, TypedNames, TypedReading};
use crate::cli::help;

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
