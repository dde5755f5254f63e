//! `[fetch]` and `[source.NAME]`: where publications are fetched from, and how.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;

use super::{Config, Placed, Word, WrittenPath};
use crate::Error;
use crate::network::Address;
use crate::vocabulary::ListType;
use crate::watchlist::SourceKind;
use crate::watchlist::fetch::Source;
use crate::watchlist::kind_of;

/// How long nothing may come, by default.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How long all files of a source may take together, by default: 2 GB, as large as the largest publications are, at 9 Mbit/s.
const MAX_TIME: Duration = Duration::from_secs(30 * 60);
/// How often it is tried again, by default.
const RETRIES: u32 = 3;
/// How long is waited before that, by default.
const WAIT: Duration = Duration::from_secs(2);

/// `[fetch]`.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FetchTable {
    folder: Option<WrittenPath>,
    timeout: Option<Spanned<Word>>,
    max_time: Option<Spanned<Word>>,
    retries: Option<Spanned<u32>>,
    wait: Option<Spanned<Word>>,
    user_agent: Option<Spanned<String>>,
    ca_file: Option<WrittenPath>,
}

/// `[source.NAME]`.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SourceTable {
    kind: Option<Spanned<String>>,
    url: Option<Spanned<String>>,
    files: BTreeMap<Spanned<String>, Spanned<String>>,
    name: Option<String>,
    #[serde(rename = "type")]
    list_types: Option<OneOrMore>,
    max_bytes: Option<Spanned<u64>>,
    header_file: Option<WrittenPath>,
    allow_http: bool,
}

/// One word or several.
#[derive(Deserialize, Debug)]
#[serde(untagged, expecting = "expected a list type, or a list of them")]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// What is fetched, its paths from the folder of the configuration file.
#[derive(Clone, Debug)]
pub struct Fetching {
    /// The folder of publications.
    pub folder: PathBuf,
    /// Where they are fetched from.
    pub sources: Vec<Source>,
    /// How long nothing, or next to nothing, may come.
    pub timeout: Duration,
    /// How long all files of a source may take together, with whatever is tried again.
    pub max_time: Duration,
    /// How often it is tried again where that may help.
    pub retries: u32,
    /// How long is waited before that; twice as long each time.
    pub wait: Duration,
    /// `User-Agent`; by default the program and its version.
    pub user_agent: String,
    /// Authorities to trust besides those of the system.
    pub ca_file: Option<PathBuf>,
}

impl Config {
    /// Whether there is anything to fetch.
    pub fn has_sources(&self) -> bool {
        !self.tables.source.is_empty()
    }

    /// The kinds of the sources whose list is called so.
    pub(super) fn kinds_called(&self, list: &str) -> impl Iterator<Item = &'static SourceKind> {
        let called = self.tables.source.values().filter(move |table| table.name.as_deref() == Some(list));
        called.filter_map(|table| kind_of(table.kind.as_ref()?.get_ref()).ok())
    }

    /// The folder of publications of a night: the one that they are fetched into, where `[nightly] sources` does not say it.
    pub(super) fn publications(&self, sources: Option<PathBuf>) -> Result<Option<PathBuf>, Error> {
        let fetched =
            self.tables.fetch.folder.as_ref().filter(|_| self.has_sources()).map(|folder| self.beside(folder));
        match (sources, fetched) {
            (Some(sources), Some(fetched)) if !fetched.starts_with(&sources) => Err(Error::Usage(format!(
                "{}: lists are fetched into `[fetch] folder`, which is not in `[nightly] sources`: leave one of them out",
                self.file
            ))),
            // what is wrong with a source is said before the night begins
            (sources, fetched) if self.has_sources() => self.fetching().map(|_| sources.or(fetched)),
            (sources, _) => Ok(sources),
        }
    }

    /// `[fetch]` and all of `[source.NAME]`.
    ///
    /// # Errors
    /// Where there is no source, or one cannot be fetched as it stands there.
    pub fn fetching(&self) -> Result<Fetching, Error> {
        let FetchTable { folder, timeout, max_time, retries, wait, user_agent, ca_file } = &self.tables.fetch;
        let wrong = |why: &str| Error::Usage(format!("{}: {why}", self.file));
        if !self.has_sources() {
            return Err(wrong(
                "there is no `[source.NAME]` to fetch: docs/operations.md shows those of the authorities",
            ));
        }
        let Some(folder) = folder.as_ref().or(self.tables.nightly.sources.as_ref()) else {
            return Err(wrong("`[fetch] folder` is missing: the folder that publications are fetched into"));
        };
        let seconds =
            |key: &str, text: &Option<Spanned<Word>>, default| match text.as_ref().map(|text| self.placed(text)) {
                None => Ok(default),
                Some(Placed { value, place }) => duration(&value.to_string()).ok_or_else(|| {
                    Error::Usage(format!("{place}: `{key}` is no duration: write one such as `60 s` or `5 min`"))
                }),
            };
        let retries = match retries.as_ref().map(|retries| self.placed(retries)) {
            Some(Placed { value, place }) if *value > 20 => {
                return Err(Error::Usage(format!("{place}: `retries` must be from 0 to 20")));
            }
            retries => retries.map_or(RETRIES, |placed| *placed.value),
        };
        let user_agent = match user_agent.as_ref().map(|agent| self.placed(agent)) {
            Some(Placed { value, place }) if value.is_empty() || !value.bytes().all(|b| (b' '..=b'~').contains(&b)) => {
                return Err(Error::Usage(format!("{place}: `user_agent` must be plain ASCII")));
            }
            Some(Placed { value, .. }) => value.clone(),
            None => concat!("muster/", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        let mut sources: Vec<Source> = Vec::with_capacity(self.tables.source.len());
        for (name, table) in &self.tables.source {
            let Placed { value: name, place } = self.placed(name);
            if !Source::is_name(name) {
                return Err(Error::Usage(format!(
                    "{place}: `[source.{name}]` is the name of a folder: letters, digits, `-`, `_` and `.` alone"
                )));
            }
            if sources.iter().any(|known| known.name.eq_ignore_ascii_case(name)) {
                let message = format!("{place}: `[source.{name}]` stands there twice, once in other letters");
                return Err(Error::Usage(format!("{message}: give one of them another name")));
            }
            sources.push(self.source(name, &place, table)?);
        }
        Ok(Fetching {
            folder: self.beside(folder),
            sources,
            timeout: seconds("timeout", timeout, TIMEOUT)?,
            max_time: seconds("max_time", max_time, MAX_TIME)?,
            retries,
            wait: seconds("wait", wait, WAIT)?,
            user_agent,
            ca_file: ca_file.as_ref().map(|file| self.beside(file)),
        })
    }

    fn source(&self, name: &str, place: &str, table: &SourceTable) -> Result<Source, Error> {
        let wrong = |what: String| Error::Usage(format!("{place}: `[source.{name}]` {what}"));
        let Some(kind) = &table.kind else {
            return Err(wrong("has no `kind` (`muster lists kinds` shows all)".to_owned()));
        };
        let Placed { value, place: kind_place } = self.placed(kind);
        let kind = kind_of(value).map_err(|error| Error::Usage(format!("{kind_place}: {error}")))?;
        let max_bytes = match table.max_bytes.as_ref().map(|max| self.placed(max)) {
            Some(Placed { value: 0, place }) => {
                return Err(Error::Usage(format!("{place}: `max_bytes` must be 1 or more")));
            }
            max => max.map_or(Source::MAX_BYTES, |placed| *placed.value),
        };
        let list_types = match &table.list_types {
            None => &[][..],
            Some(OneOrMore::One(word)) => std::slice::from_ref(word),
            Some(OneOrMore::More(words)) => words,
        };
        Ok(Source {
            files: self.source_files(name, place, kind, table)?,
            name: name.to_owned(),
            kind,
            list_name: table.name.clone().filter(|name| !name.trim().is_empty()),
            list_types: list_types
                .iter()
                .filter(|word| !word.trim().is_empty())
                .map(|word| ListType::new(word))
                .collect(),
            max_bytes,
            header_file: table.header_file.as_ref().map(|file| self.beside(file)),
        })
    }

    /// The files of a source: all that its kind consists of, and nothing else.
    fn source_files(
        &self,
        name: &str,
        place: &str,
        kind: &SourceKind,
        table: &SourceTable,
    ) -> Result<Vec<(String, Address)>, Error> {
        let wrong = |what: String| Error::Usage(format!("{place}: `[source.{name}]` {what}"));
        if kind.files.is_empty() {
            let Some(url) = table.url.as_ref().filter(|_| table.files.is_empty()) else {
                return Err(wrong(format!("needs `url`, where the one file of kind `{}` is", kind.name)));
            };
            let address = self.address(url, table.allow_http)?;
            return Ok(vec![(Source::file_name(name, kind, &address), address)]);
        }
        let all = || kind.files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", ");
        if table.url.is_some() {
            return Err(wrong(format!(
                "has `url`, but kind `{}` is several files: give `files` with {}",
                kind.name,
                all()
            )));
        }
        if let Some(unknown) = table.files.keys().find(|file| !kind.files.contains(&file.get_ref().as_str())) {
            let Placed { value, place } = self.placed(unknown);
            return Err(Error::Usage(format!(
                "{place}: `{value}` is no file of kind `{}`: it has {}",
                kind.name,
                all()
            )));
        }
        let address = |file: &&str| {
            let url = table.files.iter().find(|(known, _)| known.get_ref() == file).map(|(_, url)| url);
            let url = url.ok_or_else(|| wrong(format!("has no address for `{file}`: `files` must have {}", all())))?;
            Ok(((*file).to_owned(), self.address(url, table.allow_http)?))
        };
        kind.files.iter().map(address).collect()
    }

    /// An address; what is wrong with it is said without it, because it may hold a token.
    fn address(&self, url: &Spanned<String>, allow_http: bool) -> Result<Address, Error> {
        let Placed { value, place } = self.placed(url);
        let address: Address = value.parse().map_err(|why| Error::Usage(format!("{place}: no address: {why}")))?;
        if !address.is_secure() && !allow_http && !address.is_loopback() {
            return Err(Error::Usage(format!(
                "{place}: what comes by `http://` can be changed on the way: give `https://`, or say `allow_http = true`"
            )));
        }
        Ok(address)
    }
}

/// `60 s`, `5 min`, `60s`, and a number alone, which is seconds; at most a day.
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text[..digits].parse().ok()?;
    let seconds = match text[digits..].trim_start() {
        "" | "s" | "second" | "seconds" => number,
        "min" | "minute" | "minutes" => number.checked_mul(60)?,
        "ms" => return (1..=60_000).contains(&number).then_some(Duration::from_millis(number)),
        _ => return None,
    };
    (1..=86_400).contains(&seconds).then_some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetching(text: &str) -> Result<Fetching, Error> {
        Config::parse("here/muster.toml", format!("[fetch]\nfolder = \"lists\"\n{text}"))?.fetching()
    }

    #[test]
    fn sources_are_read_with_all_defaults() {
        let fetching = fetching(
            "ca_file = \"ca.pem\"\ntimeout = 60\n[source.un]\nkind = \"un\"\nurl = \"https://un.example/a/consolidated.xml\"\n\
             [source.peps]\nkind = \"FTM\"\nurl = \"http://localhost:80/entities.ftm.json\"\nname = \"PEPs\"\n\
             type = [\"PEP\", \"Own\"]\nmax_bytes = 5\nheader_file = \"token\"\n",
        )
        .unwrap();
        let at = |path: &str| PathBuf::from("here").join(path);
        assert_eq!((fetching.folder, fetching.ca_file), (at("lists"), Some(at("ca.pem"))));
        assert_eq!((fetching.timeout, fetching.retries, fetching.wait), (TIMEOUT, 3, WAIT));
        assert_eq!(fetching.max_time, Duration::from_secs(1800));
        assert!(fetching.user_agent.starts_with("muster/"));
        let [peps, un] = &fetching.sources[..] else { panic!("two sources") };
        assert_eq!((un.files[0].0.as_str(), un.max_bytes, un.list_types.len()), ("consolidated.xml", 4 << 30, 0));
        assert_eq!((peps.files[0].0.as_str(), peps.max_bytes, peps.list_types.len()), ("peps.ftm.json", 5, 2));
        assert_eq!((peps.list_name.as_deref(), peps.header_file.clone()), (Some("PEPs"), Some(at("token"))));
    }

    #[test]
    fn a_publication_of_several_files_needs_the_address_of_each() {
        let files = |files: &str| {
            fetching(&format!("[source.ofac]\nkind = \"ofac-sdn\"\nfiles = {{ {files} }}\n"))
                .map(|fetching| fetching.sources)
        };
        let each = |names: &[&str]| {
            names.iter().map(|name| format!("\"{name}\" = \"https://o.example/{name}\"")).collect::<Vec<_>>().join(", ")
        };
        let all = ["sdn_comments.csv", "add.csv", "alt.csv", "sdn.csv"];
        let names: Vec<String> = files(&each(&all)).unwrap()[0].files.iter().map(|(file, _)| file.clone()).collect();
        assert_eq!(names, ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"]);
        let message = |names: &[&str]| files(&each(names)).unwrap_err().to_string();
        assert!(
            message(&all[1..]).starts_with("here/muster.toml:3: `[source.ofac]` has no address for `sdn_comments.csv`")
        );
        assert!(message(&["SDN.CSV"]).starts_with("here/muster.toml:5: `SDN.CSV` is no file of kind `ofac-sdn`"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_without_the_address() {
        let un = "[source.un]\nkind = \"un\"\n";
        for (text, message) in [
            (String::new(), "muster.toml: there is no `[source.NAME]`"),
            (format!("{un}url = \"http://un.example/t0ken\"\n"), "muster.toml:5: what comes by `http://`"),
            (format!("{un}url = \"https://me:t0ken@un.example/\"\n"), "muster.toml:5: no address: it has a user"),
            (format!("{un}url = \"file:///t0ken\"\n"), "muster.toml:5: no address: only `https://`"),
            (un.to_owned(), "muster.toml:3: `[source.un]` needs `url`"),
            ("[source.un]\nurl = \"https://x/\"\n".to_owned(), "muster.toml:3: `[source.un]` has no `kind`"),
            (
                "[source.un]\nkind = \"ofacsdn\"\n".to_owned(),
                "muster.toml:4: unknown list kind `ofacsdn`: did you mean `ofac-sdn`?",
            ),
            (
                "[source.o]\nkind = \"ofac-sdn\"\nurl = \"https://x/\"\n".to_owned(),
                "is several files: give `files` with `sdn.csv`",
            ),
            ("[source.\"a/b\"]\nkind = \"un\"\n".to_owned(), "muster.toml:3: `[source.a/b]` is the name of a folder"),
            (
                format!("{un}url = \"https://x/\"\n[source.UN]\nkind = \"un\"\nurl = \"https://x/\"\n"),
                "stands there twice",
            ),
            (format!("{un}url = \"https://x/\"\n{un}"), "muster.toml:6: "),
            (format!("{un}ulr = \"https://x/\"\n"), "muster.toml:5: unknown field `ulr`"),
            (
                format!("timeout = 0\n{un}url = \"https://x/\"\n"),
                "muster.toml:3: `timeout` is no duration: write one such as `60 s`",
            ),
            (format!("timeout = \"soon\"\n{un}url = \"https://x/\"\n"), "muster.toml:3: `timeout` is no duration"),
            (format!("retries = 99\n{un}url = \"https://x/\"\n"), "muster.toml:3: `retries` must be"),
        ] {
            let error = fetching(&text).unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
            assert!(!error.to_string().contains("t0ken"), "{error}");
            assert_eq!(error.exit_code(), 2);
        }
        let none = Config::parse("muster.toml", format!("{un}url = \"https://x/\"\n")).unwrap().fetching();
        assert!(none.unwrap_err().to_string().contains("`[fetch] folder` is missing"));
    }

    #[test]
    fn a_night_builds_from_where_lists_are_fetched_into() {
        let sources = |text: &str| {
            let source = "[source.un]\nkind = \"un\"\nurl = \"https://x/\"\n";
            let text = format!("{text}{source}[nightly]\nout = \"o\"\nlists = \"l.midx\"\n");
            Config::parse("muster.toml", text)?.nightly().map(|paths| paths.sources)
        };
        assert_eq!(sources("[fetch]\nfolder = \"lists\"\n").unwrap(), Some(PathBuf::from("lists")));
        assert!(sources("").unwrap_err().to_string().contains("`[fetch] folder` is missing"));
        let both = Config::parse(
            "muster.toml",
            "[fetch]\nfolder = \"a\"\n[source.un]\n[nightly]\nout = \"o\"\nlists = \"l\"\nsources = \"b\"\n",
        );
        assert!(both.unwrap().nightly().unwrap_err().to_string().contains("leave one of them out"));
    }

    /// A line of the sample that begins with `#` and no blank is one that is switched off.
    #[test]
    fn the_sample_is_sound_with_all_that_is_switched_off_in_it() {
        let sample = include_str!("../../../data/muster.toml");
        let switched_on: String = sample
            .lines()
            .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line))
            .fold(String::new(), |text, line| text + line + "\n");
        for (text, sources) in [(sample, 4), (&switched_on, 9)] {
            let config = Config::parse("muster.toml", text).unwrap();
            assert_eq!(config.fetching().unwrap().sources.len(), sources);
            config.nightly().unwrap();
            config.policies().unwrap();
        }
    }

    #[test]
    fn durations_are_seconds_and_minutes() {
        for (text, seconds) in [("60 s", 60), ("1s", 1), ("60", 60), ("5 min", 300)] {
            assert_eq!(duration(text), Some(Duration::from_secs(seconds)));
        }
        assert_eq!(duration("200 ms"), Some(Duration::from_millis(200)));
        for text in ["", "-60", "0", "0 s", "2 days", "99999999999999999999 s", "86401 s"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
