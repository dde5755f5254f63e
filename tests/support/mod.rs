//! What the end-to-end tests share: a folder of its own for each, the program as a user runs it, and its results.

// each test file uses some of it
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The files of a run.
pub const RESULTS: [&str; 7] =
    ["discounted.csv", "hits.csv", "rejects.csv", "report.html", "results.ndjson", "run.json", "warnings.csv"];

/// A list with two people under sanctions, one of them a PEP too.
pub const LISTED_TWICE: &str = "id,name,schema,birth_date,country,list_type\n\
    S-1,Osvaldo Perchinetti,Person,1961-02-03,IT,Sanctions\n\
    S-2,Marlena Quistgaard,Person,1970-05-06,DK,Sanctions\n\
    P-1,Osvaldo Perchinetti,Person,1961-02-03,IT,PEP\n";

/// A row of a CSV output by its headings.
pub type Row = BTreeMap<String, String>;

/// A folder in which the program is run; `lists/` holds the sample's watchlist until another one is put there.
pub struct Desk(TempDir);

impl Desk {
    pub fn new() -> Self {
        Self::with_list(&sample("watchlist.csv"))
    }

    /// With this list of one's own instead of the sample's.
    pub fn with_list(list: &str) -> Self {
        let desk = Self(TempDir::new().unwrap());
        desk.file("lists/watchlist.csv", list);
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// What is in the folder, sorted.
    pub fn listing(&self, name: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(name)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The program, about to run in the folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
        command.current_dir(self.0.path()).args(args);
        command
    }

    /// A script that finds the program as `$MUSTER`.
    pub fn bash(&self, script: &str) -> Ran {
        let mut command = Command::new("bash");
        command.current_dir(self.0.path()).env("MUSTER", env!("CARGO_BIN_EXE_muster")).args(["-c", script]);
        Ran::of(self, command.output().unwrap())
    }

    pub fn muster(&self, args: &[&str]) -> Ran {
        Ran::of(self, self.command(args).output().unwrap())
    }

    /// Screens `in.csv`, the results in `out`.
    pub fn screen_file(&self, options: &[&str]) -> Ran {
        let fixed = ["screen", "in.csv", "--lists", "lists", "--out", "out", "--run-date", "2026-11-23"];
        self.muster(&[&fixed[..], options].concat())
    }

    /// Screens these customers, anew each time.
    pub fn screen(&self, customers: impl AsRef<[u8]>, options: &[&str]) -> Ran {
        self.file("in.csv", customers);
        if self.path("out").is_dir() && !options.contains(&"--force") {
            fs::remove_dir_all(self.path("out")).unwrap();
        }
        self.screen_file(options)
    }

    /// Compiles `lists/watchlist.csv` into `lists.midx`.
    pub fn build(&self) -> PathBuf {
        self.muster(&["lists", "build", "csv=lists/watchlist.csv,type=Sanctions", "-o", "lists.midx"]).ended(0);
        self.path("lists.midx")
    }
}

/// How a program ended.
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub out: PathBuf,
}

impl Ran {
    pub fn of(desk: &Desk, output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            out: desk.path("out"),
        }
    }

    /// With this code, and without a panic.
    #[track_caller]
    pub fn ended(self, code: i32) -> Self {
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        self
    }

    /// Refused with this code and a message that has this part; what it may have left behind is not looked at.
    #[track_caller]
    pub fn refused_with(self, code: i32, message: &str) {
        let ran = self.ended(code);
        assert!(ran.stderr.contains(message), "expected `{message}` in: {}", ran.stderr);
    }

    /// With this code and message; nothing was written.
    #[track_caller]
    pub fn refused(self, code: i32, message: &str) {
        let ran = self.ended(code);
        assert!(ran.stderr.contains(message), "expected `{message}` in: {}", ran.stderr);
        assert!(!ran.out.exists(), "something was left behind");
    }

    /// With this code and complete results, of which every row is accounted for.
    #[track_caller]
    pub fn results(self, code: i32) -> Results {
        let ran = self.ended(code);
        let results = Results::read(&ran.out);
        let count = |key: &str| results.run[key].as_u64().unwrap();
        let accounted = count("rejected") + count("skipped") + count("withoutHit") + count("withHit");
        assert_eq!(count("rows"), accounted, "{}", results.run);
        assert_eq!(count("rejected"), results.rejects.len() as u64);
        let mut with_hit: Vec<u64> = Vec::new();
        for object in results.ndjson.iter().filter(|object| object["hitsTotal"] != 0) {
            with_hit.push(object["hits"].as_array().unwrap().len() as u64);
        }
        assert_eq!(count("withHit"), with_hit.len() as u64);
        assert_eq!(results.hits.len() as u64, with_hit.iter().sum::<u64>());
        results
    }
}

/// The folder of results, read.
pub struct Results {
    pub run: Value,
    pub hits: Vec<Row>,
    pub discounted: Vec<Row>,
    pub rejects: Vec<Row>,
    pub warnings: Vec<Row>,
    pub ndjson: Vec<Value>,
}

impl Results {
    #[track_caller]
    pub fn read(folder: &Path) -> Self {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert!(RESULTS.iter().all(|name| names.iter().any(|there| there == name)), "{names:?}");
        assert!(!names.iter().any(|name| name.starts_with('.')), "{names:?}");
        let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        Self {
            run: serde_json::from_str(&text("run.json")).unwrap(),
            hits: rows(&text("hits.csv")),
            discounted: rows(&text("discounted.csv")),
            rejects: rows(&text("rejects.csv")),
            warnings: rows(&text("warnings.csv")),
            ndjson: text("results.ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        }
    }

    /// `line error_code` of each reject.
    pub fn reject_codes(&self) -> Vec<String> {
        self.rejects.iter().map(|row| format!("{} {}", row["line"], row["error_code"])).collect()
    }

    /// `line column warning_code` of each warning.
    pub fn warning_codes(&self) -> Vec<String> {
        self.warnings.iter().map(|row| format!("{} {} {}", row["line"], row["column"], row["warning_code"])).collect()
    }

    /// `record_id entity_id` of each hit.
    pub fn pairs(&self) -> Vec<String> {
        self.hits.iter().map(|row| format!("{} {}", row["record_id"], row["entity_id"])).collect()
    }

    /// `record_id entity_id score` of each hit.
    pub fn scores(&self) -> Vec<String> {
        self.hits.iter().map(|row| format!("{} {} {}", row["record_id"], row["entity_id"], row["score"])).collect()
    }

    pub fn rows(&self) -> u64 {
        self.run["rows"].as_u64().unwrap()
    }
}

/// Rows, each with its newline.
pub fn lines(rows: impl Iterator<Item = String>) -> String {
    rows.fold(String::new(), |text, row| text + &row + "\n")
}

/// A file of `data/sample`.
pub fn sample(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample").join(name)).unwrap()
}

/// All rows of a CSV file, every one as wide as the header.
#[track_caller]
pub fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headings = reader.headers().unwrap().clone();
    let row =
        |record: csv::StringRecord| headings.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// A file of the shared test material; `None`, with a message, where it is not there and not required.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("MUSTER_REQUIRE_SHARED").is_none(), "{name} is required and is not there");
    eprintln!("skipped: {name} is not there");
    None
}
