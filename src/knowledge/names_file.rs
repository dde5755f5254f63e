//! The lines of a file of names, each on its own.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Error;
use crate::likeness::rarity_classes;
use crate::name::{NameKind, Role, to_latin, words};
use crate::vocabulary::{Position, Sha256};

/// A file of names has at most so many bytes: a hundred times what anybody has written by hand.
pub const MOST_BYTES: u64 = 1 << 20;

/// A file of what a user knows about names, as text. An index keeps it, so that its lists are always read alike.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NamesFile {
    /// As the user named it; without its folder in an index.
    pub file: String,
    /// Of its bytes.
    pub sha256: Sha256,
    /// What stands in it.
    pub text: String,
}

/// What a line says; all words are folded.
#[derive(PartialEq, Debug)]
pub(super) enum Statement {
    /// Each word on the left and each on the right are forms of one name.
    Equivalents(Vec<String>, Vec<String>),
    /// Words have a role.
    Words(Role, Vec<String>),
    /// Legal forms are of a class, or of the class of another form.
    Forms(Vec<String>, String),
    /// Words of names of a kind are so common.
    Rarity(NameKind, &'static str, Vec<String>),
}

/// What a part in no class is.
const RARE: &str = "rare";

impl NamesFile {
    /// Reads a file. Its lines are held against each other when [`super::Knowledge`] is taught.
    ///
    /// # Errors
    /// Where it cannot be read, is too large or is no UTF-8.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let file = path.display().to_string();
        let unreadable = |source| Error::Unreadable { file: file.clone(), source };
        let mut bytes = Vec::new();
        let opened = File::open(path).map_err(unreadable)?;
        if opened.metadata().map_err(unreadable)?.is_dir() {
            return Err(unreadable(io::ErrorKind::IsADirectory.into()));
        }
        opened.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        Self::of_bytes(&file, bytes)
    }

    /// Of the bytes of a file; `file` is what errors call it.
    ///
    /// # Errors
    /// Where they are too many or no UTF-8.
    pub fn of_bytes(file: &str, bytes: Vec<u8>) -> Result<Self, Error> {
        if bytes.len() as u64 > MOST_BYTES {
            return Err(Error::TooLarge { file: file.to_owned() });
        }
        String::from_utf8(bytes).map(|text| Self::of_text(file, &text)).map_err(|error| {
            let (valid, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
            let line = bytes[..valid].split(|byte| *byte == b'\n').count() as u64;
            let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
            let hint = if utf16 { " but looks like UTF-16" } else { "" };
            Error::NotUtf8 { position: Position::line(file, line), hint }
        })
    }

    /// Of a text; `file` is what errors call it.
    pub fn of_text(file: &str, text: &str) -> Self {
        Self { file: file.to_owned(), sha256: Sha256::of(text.as_bytes()), text: text.to_owned() }
    }

    /// Without the folder that it is in, which says nothing to others.
    pub fn without_folder(&self) -> Self {
        let name = Path::new(&self.file).file_name().map(|name| name.to_string_lossy().into_owned());
        Self { file: name.unwrap_or_else(|| self.file.clone()), ..self.clone() }
    }

    /// What it says, with the number of each line.
    pub(super) fn statements(&self) -> Result<Vec<(Position, Statement)>, Error> {
        let mut statements = Vec::new();
        for (number, line) in (1..).zip(self.text.trim_start_matches('\u{feff}').split('\n')) {
            let line = line.split('#').next().unwrap_or("").trim();
            if !line.is_empty() {
                let position = Position::line(&self.file, number);
                match statement(line) {
                    Ok(statement) => statements.push((position, statement)),
                    Err(why) => return Err(Error::Line { position, why }),
                }
            }
        }
        Ok(statements)
    }
}

/// What a line says, or what is wrong with it.
fn statement(line: &str) -> Result<Statement, String> {
    if line.matches('=').count() > 1 {
        return Err("has more than one `=`: say one thing a line, as in `Poldi = Leopold`".to_owned());
    }
    let keyword = line.split_once(':').filter(|(before, _)| !before.contains('='));
    let Some((keyword, said)) = keyword else {
        let (left, right) = line.split_once('=').ok_or(
            "has neither `=` nor `:`: write it as `Poldi = Leopold` or as `title: Hofrat`, or put `#` before a remark",
        )?;
        return Ok(Statement::Equivalents(parts(left, "left of `=`")?, parts(right, "right of `=`")?));
    };
    let keyword = keyword.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let behind = format!("behind `{keyword}:`");
    if keyword == "form" {
        let (forms, class) = said.split_once('=').ok_or(
            "has no `=`: say of which class the form is by one that is known, as in `form: Aktiengesellschaft = plc`",
        )?;
        let mut folded = Vec::new();
        for form in split(forms, "left of `=`")? {
            let words = fold(form);
            // with its dots and without them
            if words.len() > 1 && words.iter().all(|word| word.chars().count() == 1) {
                folded.push(words.concat());
            }
            folded.push(words.join(" "));
        }
        return match &split(class, "right of `=`")?[..] {
            [class] => Ok(Statement::Forms(folded, fold(class).join(" "))),
            _ => Err("has several forms right of `=`: give one that is known, as `plc` or `Ltd`".to_owned()),
        };
    }
    if said.contains('=') {
        return Err(format!("has a `=` {behind}: give words with commas between, as in `title: Hofrat, Hofrätin`"));
    }
    let (class, kind) = match keyword.strip_prefix("company ") {
        Some(class) => (class, NameKind::Organization),
        None => (&*keyword, NameKind::Person),
    };
    if let Some(class) = rarity_words().find(|(word, _)| word == class).map(|(_, class)| class) {
        return Ok(Statement::Rarity(kind, class, parts(said, &behind)?));
    }
    match &*keyword {
        "particle" => Ok(Statement::Words(Role::Particle, parts(said, &behind)?)),
        "title" => Ok(Statement::Words(Role::Title, parts(said, &behind)?)),
        _ => Err(unknown(&keyword)),
    }
}

/// The classes of rarity as people write them: `very common`.
fn rarity_words() -> impl Iterator<Item = (String, &'static str)> {
    rarity_classes().chain([RARE]).map(|class| (class.replace('_', " "), class))
}

fn unknown(keyword: &str) -> String {
    let classes = rarity_words().flat_map(|(word, _)| [format!("company {word}"), word]);
    let words: Vec<String> = ["title", "particle", "form"].map(str::to_owned).into_iter().chain(classes).collect();
    let like = |word: &str| strsim::jaro_winkler(word, keyword);
    let nearest = words.iter().max_by(|a, b| like(a).total_cmp(&like(b))).map_or("title", String::as_str);
    format!(
        "nothing is called `{keyword}:`: did you mean `{nearest}:`? (there are title, particle, form, very common, common, \
         frequent, occasional and rare, the last five also with `company` before; names are taught as `Poldi = Leopold`)"
    )
}

/// Folded words, as names have them.
fn fold(text: &str) -> Vec<String> {
    words(&to_latin(text)).into_iter().map(|word| word.text).collect()
}

/// What stands between commas, each with a letter or digit.
fn split<'t>(text: &'t str, place: &str) -> Result<Vec<&'t str>, String> {
    let texts: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
    if texts.iter().any(|text| fold(text).is_empty()) {
        return Err(format!("has nothing {place}: fill it in, or take the line out"));
    }
    Ok(texts)
}

/// Parts of names with commas between: each one word, no initial.
fn parts(text: &str, place: &str) -> Result<Vec<String>, String> {
    let mut parts = Vec::new();
    for text in split(text, place)? {
        let mut words = fold(text);
        match (words.pop(), words.is_empty()) {
            (Some(word), true) if word.chars().count() > 1 => parts.push(word),
            (Some(word), true) => {
                return Err(format!("`{word}` is one letter, which stands for any name: give a whole word"));
            }
            _ => {
                return Err(format!(
                    "`{text}` is several words where one part of a name is meant: give each part its own line"
                ));
            }
        }
    }
    Ok(parts)
}
