//! Values of any shape as text for people.

use serde_json::Value;

/// What people look for first in a value of several fields; the rest follows by name.
const FIRST: &[&str] = &[
    "name",
    "firstName",
    "middleName",
    "lastName",
    "dateOfBirth",
    "street",
    "postalCode",
    "city",
    "startedAt",
    "endedAt",
];

/// A field's text; empty where there is none.
pub(super) fn field(value: &Value, name: &str) -> String {
    value.get(name).map(plain).unwrap_or_default()
}

/// Any value in a line.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let separator = if values.iter().any(|value| value.is_object() || value.is_array()) { "; " } else { ", " };
            values.iter().map(plain).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(separator)
        }
        Value::Object(fields) => {
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len()));
            let field = |(name, value): (&String, &Value)| {
                let value = plain(value);
                (!value.is_empty()).then(|| format!("{}: {value}", heading(name).to_lowercase()))
            };
            fields.into_iter().filter_map(field).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A score as FORMATS writes it.
pub(super) fn score(value: &Value, name: &str) -> String {
    match value.get(name).and_then(Value::as_f64) {
        Some(score) => format!("{score:.4}"),
        None => field(value, name),
    }
}

/// Whether it is read letter by letter: a hash, the machine-readable zone.
pub(super) fn is_code(text: &str) -> bool {
    text.len() >= 32 && !text.contains(char::is_whitespace)
}

/// A field's name for people: `dateOfBirth` is `Date of birth`.
pub(super) fn heading(name: &str) -> String {
    match name {
        "mrz" => return "Machine-readable zone".to_owned(),
        "failReason" => return "Reason of failure".to_owned(),
        "sha256" => return "SHA-256".to_owned(),
        _ => {}
    }
    let mut heading = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_uppercase() || letter == '_' {
            heading.push(' ');
        }
        if letter != '_' {
            heading.extend(letter.to_lowercase());
        }
    }
    let heading = heading.trim_start();
    let mut letters = heading.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// An event's name for people: `image.received` is `image received`.
pub(super) fn words(name: &str) -> String {
    name.replace(['.', '_'], " ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_every_shape_are_a_line() {
        assert_eq!(
            plain(&json!({"street": "Kirkegata 1", "postalCode": 7010, "none": null})),
            "street: Kirkegata 1, postal code: 7010"
        );
        assert_eq!(plain(&json!([true, "b", [1, 2]])), "yes; b; 1, 2");
        assert_eq!(heading("personalIdentificationNumber"), "Personal identification number");
        assert_eq!(heading("retain_until"), "Retain until");
        assert_eq!(heading(""), "");
        assert_eq!(score(&json!({"score": 0.9}), "score"), "0.9000");
        assert_eq!(score(&json!({"score": "0.9312"}), "score"), "0.9312");
    }
}
