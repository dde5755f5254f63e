//! Why a text is no configuration, in words that say what to write instead.

use std::string::FromUtf8Error;

use super::line_of;
use crate::Error;
use crate::cli::screen_options::ScreenOption;
use crate::cli::starter::example;

/// Bytes that are no text.
pub(super) fn no_utf8(file: &str, error: &FromUtf8Error) -> Error {
    let at = error.utf8_error().valid_up_to();
    let line = line_of(error.as_bytes(), at);
    Error::Usage(format!("{file}:{line}: byte {at} of the configuration is no UTF-8: save it in that encoding"))
}

/// A text that is no TOML, or has a key that there is not, or a value of another kind.
pub(super) fn no_configuration(file: &str, text: &str, error: &toml::de::Error) -> Error {
    let at = error.span().map_or(0, |span| span.start);
    let line = line_of(text, at);
    let message = error.message().trim_end_matches('.').replace('\n', ": ");
    if let Some(unknown) = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
        let hint = stands_elsewhere(unknown).unwrap_or_default();
        return Error::Usage(format!("{file}:{line}: {message}{hint} (docs/formats.md shows what may stand in it)"));
    }
    // a value that cannot be is not repeated: it may be an address with a token
    let message = match message.split_once(", expected ") {
        Some((wrong, expected)) if wrong.starts_with("invalid type") || wrong.starts_with("invalid value") => {
            format!("this value cannot be here: expected {}", in_words(expected))
        }
        _ => message,
    };
    let hint = match example_at(text, at).filter(|_| message.contains("expected ")) {
        Some(example) => format!(", as in `{example}`"),
        None => String::new(),
    };
    Error::Usage(format!("{file}:{line}: {message}{hint} (docs/formats.md shows what may stand in it)"))
}

/// Where a key that is not known here is one.
pub(super) fn stands_elsewhere(key: &str) -> Option<String> {
    let option = ScreenOption::meant_by(key)?;
    let (name, table) = (option.name(), option.table());
    let place = if table.is_empty() { "at the top of the file".to_owned() } else { format!("under `[{table}]`") };
    Some(if name == key { format!(": `{key}` stands {place}") } else { format!(": write it as `{name}` {place}") })
}

/// What a value should be, as its type calls itself.
fn in_words(expected: &str) -> &str {
    match expected {
        "f64" => "a number",
        "u32" | "u64" => "a whole number",
        "a string" => "a text in quotes",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list in `[` and `]`",
        other => other,
    }
}

/// How the key is written whose value stands there.
fn example_at(text: &str, at: usize) -> Option<&'static str> {
    let before = text.get(..at)?;
    let key = before.rsplit('\n').next()?.split('=').next()?.trim();
    let header = before.lines().rev().find_map(|line| line.trim().strip_prefix('['));
    example(header.map_or("", |header| header.trim_end_matches(']')), key)
}
