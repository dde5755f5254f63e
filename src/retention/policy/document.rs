//! A TOML document that is read key by key, so that all that is wrong with it is said at once and with its line.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::retention::Problem;
use crate::vocabulary::{Country, Period, Position, suggestion};

/// Where problems are gathered.
pub(in crate::retention) struct Document<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
}

/// A value and where it stands.
pub(in crate::retention) type Value<'t> = &'t Spanned<DeValue<'t>>;

/// A table of which keys are taken one by one; what is left at the end is unknown.
pub(in crate::retention) struct Table<'t> {
    /// What it is, for messages: `class`, `rule`.
    what: &'static str,
    /// Where its heading stands.
    pub at: Range<usize>,
    entries: Vec<(&'t str, Range<usize>, Value<'t>)>,
    asked: Vec<&'static str>,
}

/// What a value should have been.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A word of a message, cut where it is long.
pub(in crate::retention) fn quoted(word: &str) -> String {
    let shown: String = word.chars().filter(|c| !c.is_control()).take(60).collect();
    format!("`{shown}`")
}

impl<'a> Document<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, problems: Vec::new() }
    }

    /// The text as TOML. What is no TOML is a problem, and the rest is read all the same.
    pub fn tables(&mut self) -> Spanned<DeTable<'a>> {
        let (tables, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let message = error.message().trim_end_matches('.').replace('\n', ": ");
            self.problem(error.span().unwrap_or(0..0), format!("{message}: mend it, this is not TOML"));
        }
        tables
    }

    pub fn problem(&mut self, at: Range<usize>, message: impl Into<String>) {
        let line = 1 + self.text.bytes().take(at.start).filter(|byte| *byte == b'\n').count();
        let position = Position::line(self.file, line as u64);
        self.problems.push(Problem { position, message: message.into() });
    }

    /// What was found, in the order of the file.
    pub fn finish(self) -> Vec<Problem> {
        let mut problems = self.problems;
        problems.sort_by_key(|problem| problem.position.line);
        problems.dedup();
        problems
    }

    /// As [`Document::finish`], where there must be none.
    pub fn result<T>(self, value: Option<T>) -> Result<T, Vec<Problem>> {
        let Self { file, .. } = self;
        match (value, self.finish()) {
            (Some(value), problems) if problems.is_empty() => Ok(value),
            (_, problems) if !problems.is_empty() => Err(problems),
            _ => Err(vec![Problem { position: Position::file(file), message: "it cannot be read".to_owned() }]),
        }
    }

    /// A value as a table.
    pub fn table<'t>(&mut self, what: &'static str, value: Value<'t>) -> Option<Table<'t>> {
        let Some(table) = value.get_ref().as_table() else {
            self.problem(value.span(), format!("{what} is {}, expected a table", kind(value.get_ref())));
            return None;
        };
        Some(Table::of(what, value.span(), table))
    }

    fn expected(&mut self, value: Value<'_>, key: &str, expected: &str) {
        self.problem(value.span(), format!("`{key}` is {}, expected {expected}", kind(value.get_ref())));
    }

    /// A value as text.
    pub fn text<'t>(&mut self, key: &str, value: Value<'t>) -> Option<&'t str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.expected(value, key, "a text in quotation marks");
        }
        text
    }

    /// A value as one of some words.
    pub fn word<T>(
        &mut self,
        key: &str,
        value: Value<'_>,
        known: &[&'static str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(key, value)?;
        let word = parse(text);
        if word.is_none() {
            let hint = suggestion(text, known.iter().copied());
            self.problem(value.span(), format!("unknown `{key}` {}{hint}", quoted(text)));
        }
        word
    }

    /// A value as a list.
    pub fn list<'t>(&mut self, key: &str, value: Value<'t>) -> Option<Vec<Value<'t>>> {
        let list = value.get_ref().as_array();
        if list.is_none() {
            self.expected(value, key, "a list such as `[\"…\"]`");
        }
        list.map(|list| list.iter().collect())
    }

    /// A value as a country.
    pub fn country(&mut self, key: &str, value: Value<'_>) -> Option<Country> {
        let text = self.text(key, value)?;
        let country = Country::parse(text);
        if country.is_none() {
            let message = format!("unknown country {} in `{key}`: write its ISO 3166 code, such as `NO`", quoted(text));
            self.problem(value.span(), message);
        }
        country
    }

    /// A value as a period.
    pub fn period(&mut self, key: &str, value: Value<'_>) -> Option<Period> {
        let text = self.text(key, value)?;
        let period = text.parse().ok();
        if period.is_none() {
            let message = "is no period: write one such as `5y`, `13mo`, `2w` or `90d`";
            self.problem(value.span(), format!("`{key}` {} {message}", quoted(text)));
        }
        period
    }

    /// A value as a whole number within bounds.
    pub fn whole(&mut self, key: &str, value: Value<'_>, bounds: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let number = value.get_ref().as_integer().and_then(|integer| {
            u32::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|number| bounds.contains(number))
        });
        if number.is_none() {
            let message = format!("`{key}` must be a whole number from {} to {}", bounds.start(), bounds.end());
            self.problem(value.span(), message);
        }
        number
    }

    /// A value as a share from 0 to 1, in millionths.
    pub fn millionths(&mut self, key: &str, value: Value<'_>) -> Option<u32> {
        let number: Option<f64> = match value.get_ref() {
            DeValue::Integer(integer) => integer.as_str().parse().ok(),
            DeValue::Float(float) => float.as_str().parse().ok(),
            _ => None,
        };
        let millionths = number.filter(|share| (0.0..=1.0).contains(share)).map(|share| (share * 1e6).round() as u32);
        if millionths.is_none() {
            self.problem(value.span(), format!("`{key}` must be a share from 0 to 1, such as `0.05`"));
        }
        millionths
    }

    /// A value as yes or no.
    pub fn flag(&mut self, key: &str, value: Value<'_>) -> Option<bool> {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.expected(value, key, "`true` or `false`");
        }
        flag
    }
}

impl<'t> Table<'t> {
    pub fn of(what: &'static str, at: Range<usize>, table: &'t DeTable<'t>) -> Self {
        let entries = table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
        Self { what, at, entries, asked: Vec::new() }
    }

    /// The value of a key.
    pub fn take(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.asked.push(key);
        let position = self.entries.iter().position(|(name, ..)| *name == key)?;
        Some(self.entries.swap_remove(position).2)
    }

    /// The value of a key without which it does not go.
    pub fn need(&mut self, document: &mut Document<'_>, key: &'static str, advice: &str) -> Option<Value<'t>> {
        let value = self.take(key);
        if value.is_none() {
            document.problem(self.at.clone(), format!("{} has no `{key}`: {advice}", self.what));
        }
        value
    }

    /// All entries, whatever their keys.
    pub fn rest(&mut self) -> Vec<(&'t str, Range<usize>, Value<'t>)> {
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_by_key(|(_, at, _)| at.start);
        entries
    }

    /// Whatever was not taken is unknown.
    pub fn close(mut self, document: &mut Document<'_>) {
        for (key, at, _) in self.rest() {
            let hint = suggestion(key, self.asked.iter().copied());
            document.problem(at, format!("{} has no key {}{hint}", self.what, quoted(key)));
        }
    }
}
