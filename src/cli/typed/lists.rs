//! `muster lists` and `muster decisions`.

use std::path::PathBuf;

use clap::Subcommand;

use crate::cli::help;

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
