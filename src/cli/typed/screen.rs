use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::super::environment::parse_alone;
use super::super::help;
use super::{TypedCommand, TypedMatching, TypedNames, TypedReading};
use crate::dossier::ProcessId;

/// `muster screen`.
#[derive(Args, Debug)]
#[command(after_help = help::SCREEN)]
pub struct TypedScreen {
    /// Customers as CSV or NDJSON, also packed with gzip or zstd; `-` for standard input. Of several, each has a folder of its own in
    /// that of the results
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Inputs may be folders: every file in them, and in those below, that can hold customers
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    pub recursive: Option<bool>,
    /// The accepted processes of this store instead; what is found is appended to them
    #[arg(long, value_name = "DIR", conflicts_with_all = ["inputs", "replay"], help_heading = "Store")]
    pub store: Option<PathBuf>,
    /// Only this process of the store
    #[arg(long, value_name = "PROCESS", requires = "store", help_heading = "Store")]
    pub process: Option<ProcessId>,
    /// The file with the store's key, mode 0600; `--since` needs it too [default: `key_file` of the configuration]
    #[arg(long, value_name = "FILE", env = "MUSTER_KEY_FILE", help_heading = "Store")]
    pub key_file: Option<PathBuf>,
    /// The file with the passphrase over it, mode 0600, where there is one
    #[arg(long, value_name = "FILE", env = "MUSTER_PASSPHRASE_FILE", help_heading = "Store")]
    pub passphrase_file: Option<PathBuf>,
    /// Wait so long for another process that writes to the store [default: 0]
    #[arg(long, value_name = "SECONDS", help_heading = "Store")]
    pub wait: Option<u64>,
    /// Who does it, for the audit of the store [default: the login name]
    #[arg(long, value_name = "NAME", env = "MUSTER_ACTOR", help_heading = "Store")]
    pub actor: Option<String>,
    /// Folder for the results; it is made where it is not there
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// An index made by `muster lists build`, or a folder of publications, compiled on the fly; with `--replay` only where
    /// the list of that run is kept elsewhere
    #[arg(long, value_name = "INDEX|FOLDER")]
    pub lists: Option<PathBuf>,
    /// Matching.
    #[command(flatten)]
    pub matching: TypedMatching,
    /// Reading.
    #[command(flatten)]
    pub reading: TypedReading,
    /// What was decided: `hits.csv` or `hits.xlsx` as it came back, or its last columns alone (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "Alerts")]
    pub decisions: Vec<PathBuf>,
    /// Folder with the results of an earlier run: customers who are as they were are only screened against entries that are
    /// new or changed since; the results are the same (needs `key_file` in the configuration, or `MUSTER_KEY_FILE`)
    #[arg(long, value_name = "DIR", help_heading = "Alerts")]
    pub since: Option<PathBuf>,
    /// Exit code 6 where a list is older than so many days, or of no known or a future date
    #[arg(long, value_name = "DAYS", help_heading = "Alerts")]
    pub max_list_age: Option<String>,
    /// Repeat the run of this `run.json`, with its options, on the lists that were kept; input, `--config`, `--decisions` and
    /// `--names` are given again and must be what they were
    #[arg(long, value_name = "run.json", conflicts_with = "since", help_heading = "Alerts")]
    pub replay: Option<PathBuf>,
    /// Write over results that are in the folder already
    #[arg(long, help_heading = "Writing")]
    pub force: bool,
    /// Records without hits in results.ndjson too
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", help_heading = "Writing")]
    pub all: Option<bool>,
    /// Begin CSV files with a byte order mark, for Excel
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", help_heading = "Writing")]
    pub bom: Option<bool>,
    /// A workbook `hits.xlsx` too, to decide in: alerts with a drop-down, who was not screened, and the run; hand it back
    /// with `--decisions`
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", help_heading = "Writing")]
    pub xlsx: Option<bool>,
    /// Print run.json instead of the summary
    #[arg(long, help_heading = "Writing")]
    pub json: bool,
    /// Tolerate so many rejected rows, as a number or `N%`, before the exit code is 3 [default: 0]
    #[arg(long, value_name = "N|N%", help_heading = "Running")]
    pub max_rejects: Option<String>,
    /// Exit code 4 where there are hits, cleared ones apart
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", help_heading = "Running")]
    pub exit_on_hit: Option<bool>,
    /// Threads that work, 1 to 256 [default: one a core]
    #[arg(long, value_name = "N", help_heading = "Running")]
    pub threads: Option<usize>,
    /// The day that counts as today, as 2026-11-23 [default: today, UTC]
    #[arg(long, value_name = "DATE", help_heading = "Running")]
    pub run_date: Option<String>,
}

impl TypedScreen {
    /// The options that decide on the bytes of the results and the exit code, as they were typed, apart from paths;
    /// `--run-date` is resolved.
    pub fn options(&self) -> Vec<String> {
        let Self {
            inputs: _,
            recursive: _,
            out: _,
            lists: _,
            matching,
            reading,
            decisions: _,
            since: _,
            replay: _,
            max_list_age,
            ..
        } = self;
        let Self { store: _, process: _, key_file: _, passphrase_file: _, wait: _, actor: _, .. } = self;
        let Self { force: _, all, bom, xlsx, json: _, max_rejects, exit_on_hit, threads: _, run_date, .. } = self;
        let TypedMatching { names, min_score, max_hits, list_types } = matching;
        let TypedNames { mode, soundex, phonetic, names: _, config: _, given: _ } = names;
        let TypedReading { map, date_format, encoding, lenient, allow_row_settings } = reading;
        let mode = mode.as_ref().and_then(ValueEnum::to_possible_value).map(|mode| mode.get_name().to_owned());
        let switches = [
            ("lenient", lenient),
            ("allow-row-settings", allow_row_settings),
            ("all", all),
            ("bom", bom),
            ("xlsx", xlsx),
            ("exit-on-hit", exit_on_hit),
        ];
        let values = [
            ("mode", mode.as_slice()),
            ("phonetic", phonetic.as_slice()),
            ("min-score", min_score.as_slice()),
            ("max-hits", max_hits.map(|hits| hits.to_string()).as_slice()),
            ("list-type", list_types),
            ("map", map),
            ("date-format", date_format.as_slice()),
            ("encoding", encoding.as_slice()),
            ("max-list-age", max_list_age.as_slice()),
            ("max-rejects", max_rejects.as_slice()),
            ("run-date", run_date.as_slice()),
        ]
        .map(|(option, values)| values.iter().map(|value| format!("--{option}={value}")).collect::<Vec<_>>());
        // one that is switched off stays off, whatever the configuration says
        let switches = switches.into_iter().filter_map(|(option, is_on)| Some(format!("--{option}={}", (*is_on)?)));
        // as run.json has it since it is written
        let soundex = soundex.map(|is_on| if is_on { "--soundex".to_owned() } else { "--soundex=false".to_owned() });
        soundex.into_iter().chain(switches).chain(values.into_iter().flatten()).collect()
    }

    /// With these [`options`](Self::options) instead of its own.
    ///
    /// # Errors
    /// The option that is none.
    pub fn with_options(self, options: &[String]) -> Result<Self, String> {
        let command = ["muster", "screen", "-", "--out=-", "--lists=-"].into_iter();
        let parsed = parse_alone(command.chain(options.iter().map(String::as_str)));
        let TypedCommand::Screen(parsed) = parsed.map_err(|error| error.kind().to_string())?.command else {
            return Err("another command".to_owned());
        };
        let Self { matching: TypedMatching { names: TypedNames { names, config, given, .. }, .. }, .. } = self;
        let names = TypedNames { names, config, given, ..parsed.matching.names };
        let matching = TypedMatching { names, ..parsed.matching };
        let Self { reading, all, bom, xlsx, run_date, max_list_age, max_rejects, exit_on_hit, .. } = *parsed;
        Ok(Self { matching, reading, max_list_age, all, bom, xlsx, max_rejects, exit_on_hit, run_date, ..self })
    }

    /// What was not typed, from the configuration file.
    pub fn or(self, file: Self) -> Self {
        let several = |typed: Vec<PathBuf>, file| if typed.is_empty() { file } else { typed };
        // what was typed to be screened stands alone
        let is_typed = !self.inputs.is_empty() || self.store.is_some();
        let (inputs, store) = if is_typed { (self.inputs, self.store) } else { (file.inputs, file.store) };
        let mut matching = self.matching;
        matching.names.given = matching.names.given.or(file.matching.names.given);
        Self {
            inputs,
            store,
            matching,
            recursive: self.recursive.or(file.recursive),
            passphrase_file: self.passphrase_file.or(file.passphrase_file),
            wait: self.wait.or(file.wait),
            actor: self.actor.or(file.actor),
            out: self.out.or(file.out),
            lists: self.lists.or(file.lists),
            reading: self.reading.or(file.reading),
            decisions: several(self.decisions, file.decisions),
            all: self.all.or(file.all),
            bom: self.bom.or(file.bom),
            xlsx: self.xlsx.or(file.xlsx),
            max_rejects: self.max_rejects.or(file.max_rejects),
            exit_on_hit: self.exit_on_hit.or(file.exit_on_hit),
            threads: self.threads.or(file.threads),
            ..self
        }
    }
}
