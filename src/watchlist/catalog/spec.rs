use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::super::Error;
use super::super::sources::{SOURCES, SourceKind};
use crate::vocabulary::{ListType, PartialDate};

/// How alike a mistyped word and a known one must be to be suggested (Jaro-Winkler, 0 to 1).
const LIKE: f64 = 0.75;

/// A list as it is named on the command line: `KIND=PATH[,name=N][,date=D][,type=T]…`.
#[derive(Clone, Debug)]
pub struct ListSpec {
    /// Its kind.
    pub kind: &'static SourceKind,
    /// The file, or the folder where the publication is one.
    pub path: PathBuf,
    /// `name=`; by default the kind's own name or the file's.
    pub name: Option<String>,
    /// `date=`, for publications without a date inside.
    pub date: Option<PartialDate>,
    /// `type=`, several separated by `;` or given several times; empty where the kind decides.
    pub list_types: Vec<ListType>,
}

impl ListSpec {
    /// A list of a kind at a path, with all defaults.
    pub fn new(kind: &'static SourceKind, path: impl Into<PathBuf>) -> Self {
        Self { kind, path: path.into(), name: None, date: None, list_types: Vec::new() }
    }

    /// What the list is called: `name=`, else the kind's name, else the file's name without endings.
    pub fn list_name(&self) -> String {
        match (&self.name, (self.kind.list_name)(&self.path)) {
            (Some(name), _) => name.clone(),
            (None, Some(name)) => name.to_owned(),
            (None, None) => stem(&self.path),
        }
    }
}

/// `everyone.ftm.json.gz` is `everyone`.
fn stem(path: &Path) -> String {
    const ENDINGS: [&str; 10] = ["gz", "zst", "xml", "json", "jsonl", "ndjson", "ftm", "csv", "tsv", "txt"];
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut stem = name.as_str();
    while let Some((before, ending)) = stem.rsplit_once('.') {
        if before.is_empty() || !ENDINGS.contains(&ending.to_ascii_lowercase().as_str()) {
            break;
        }
        stem = before;
    }
    if stem.is_empty() { "list".to_owned() } else { stem.to_owned() }
}

impl FromStr for ListSpec {
    type Err = Error;

    /// Reads `KIND=PATH[,name=N][,date=D][,type=T]…`. A comma begins an option only where `name=`, `date=` or `type=`
    /// stands behind it, so paths and names may hold commas.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |what: String| Error::Spec { spec: text.to_owned(), what };
        let (kind, rest) = text.split_once('=').ok_or_else(|| {
            wrong("there is no folder of that name, and for a file expected KIND=PATH such as `un=consolidated.xml` (`muster lists kinds` shows all kinds)".to_owned())
        })?;
        let kind = kind_of(kind.trim())?;
        let mut cuts: Vec<usize> =
            OPTIONS.iter().flat_map(|option| rest.match_indices(option).map(|(at, _)| at)).collect();
        cuts.sort_unstable();
        let path = &rest[..cuts.first().copied().unwrap_or(rest.len())];
        if let Some(hint) = mistyped_option(path) {
            return Err(wrong(hint));
        }
        if path.trim().is_empty() {
            return Err(wrong("the path is empty: expected KIND=PATH such as `un=consolidated.xml`".to_owned()));
        }
        let mut spec = Self::new(kind, path);
        for (number, &start) in cuts.iter().enumerate() {
            let end = cuts.get(number + 1).copied().unwrap_or(rest.len());
            let (option, value) = rest[start..end].split_once('=').unwrap_or_default();
            let value = value.trim();
            if value.is_empty() {
                return Err(wrong(format!("`{}=` has no value: give one or leave it out", &option[1..])));
            }
            match option {
                ",name" => spec.name = Some(value.to_owned()),
                ",date" => {
                    let date = PartialDate::parse_iso(value).filter(|date| date.day().is_some());
                    let unread = || wrong(format!("`{value}` is no date: write it as 2026-02-27"));
                    spec.date = Some(date.ok_or_else(unread)?);
                }
                _ => spec.list_types.extend(value.split(';').filter(|w| !w.trim().is_empty()).map(ListType::new)),
            }
        }
        Ok(spec)
    }
}

const OPTIONS: [&str; 3] = [",name=", ",date=", ",type="];

/// The kind of this name; a mistyped one gets a suggestion.
///
/// # Errors
/// [`Error::UnknownKind`].
pub fn kind_of(word: &str) -> Result<&'static SourceKind, Error> {
    if let Some(kind) = SOURCES.iter().find(|kind| kind.name.eq_ignore_ascii_case(word)) {
        return Ok(kind);
    }
    let names = || SOURCES.iter().map(|kind| kind.name);
    let hint = match nearest(word, names()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("expected one of {}", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    Err(Error::UnknownKind { kind: word.to_owned(), hint })
}

fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    known
        .map(|name| (strsim::jaro_winkler(&word, name), name))
        .filter(|(likeness, _)| *likeness >= LIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// `list.csv,nmae=Own`: something at the end of a path that was meant as an option.
fn mistyped_option(path: &str) -> Option<String> {
    let (_, last) = path.rsplit_once(',')?;
    let (word, _) = last.split_once('=')?;
    if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let hint = match nearest(word, OPTIONS.iter().map(|option| option.trim_matches([',', '=']))) {
        Some(option) => format!("did you mean `{option}`?"),
        None => "expected `name`, `date` or `type`".to_owned(),
    };
    Some(format!("unknown option `{word}`: {hint}"))
}
