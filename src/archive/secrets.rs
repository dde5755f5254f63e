//! What must never leave: authorization, tokens, keys.

use serde_json::Value;

use super::Error;

/// Fields by their names without case, `_` and `-`, and how messages spell them.
const FIELDS: &[(&str, &str)] = &[
    ("authorization", "authorization"),
    ("authorizationheader", "authorizationHeader"),
    ("credentials", "credentials"),
    ("proxyauthorization", "proxyAuthorization"),
];

/// The same for what a name ends with, as providers put their own words in front.
const ENDINGS: &[(&str, &str)] = &[
    ("token", "token"),
    ("tokens", "tokens"),
    ("secret", "secret"),
    ("password", "password"),
    ("passphrase", "passphrase"),
    ("apikey", "apiKey"),
    ("accesskey", "accessKey"),
    ("dossierkey", "dossierKey"),
    ("encryptionkey", "encryptionKey"),
    ("hmackey", "hmacKey"),
    ("masterkey", "masterKey"),
    ("privatekey", "privateKey"),
    ("sealedkey", "sealedKey"),
    ("secretkey", "secretKey"),
    ("sharedkey", "sharedKey"),
    ("signingkey", "signingKey"),
    ("storekey", "storeKey"),
    ("wrappedkey", "wrappedKey"),
];

/// What is looked for in bytes that are no JSON.
const IN_BYTES: &[&str] = &["authorizationheader", "sdktoken"];

/// How deep text that is JSON again is opened.
const DEPTH: usize = 4;

/// Refuses a value that has such a field at any depth, also in text that is JSON itself.
pub(super) fn refuse(file: &str, value: &Value) -> Result<(), Error> {
    found(value, DEPTH).map_or(Ok(()), |field| Err(Error::Secret { file: file.to_owned(), field }))
}

/// The same for what was received: JSON is looked through, anything else searched.
pub(super) fn refuse_bytes(file: &str, bytes: &[u8]) -> Result<(), Error> {
    if let Ok(value) = serde_json::from_slice(bytes) {
        return refuse(file, &value);
    }
    let text = folded(&String::from_utf8_lossy(bytes));
    let field = IN_BYTES.iter().find(|name| text.contains(**name)).and_then(|name| known(name));
    field.map_or(Ok(()), |field| Err(Error::Secret { file: file.to_owned(), field }))
}

/// The field by which bytes may not leave, if there is one.
pub(super) fn in_bytes(bytes: &[u8]) -> Option<&'static str> {
    match refuse_bytes("", bytes) {
        Err(Error::Secret { field, .. }) => Some(field),
        _ => None,
    }
}

fn found(value: &Value, depth: usize) -> Option<&'static str> {
    match value {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| known(name).or_else(|| found(value, depth))),
        Value::Array(values) => values.iter().find_map(|value| found(value, depth)),
        Value::String(text) => in_text(text, depth),
        _ => None,
    }
}

fn in_text(text: &str, depth: usize) -> Option<&'static str> {
    let text = text.trim_start();
    // the value of an authorization header, whatever the field is called
    if text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer ")) {
        return Some("authorization");
    }
    if depth == 0 || !text.starts_with(['{', '[']) {
        return None;
    }
    serde_json::from_str(text).ok().and_then(|value| found(&value, depth - 1))
}

fn known(name: &str) -> Option<&'static str> {
    let name = folded(name);
    let field = FIELDS.iter().find(|(known, _)| name == *known);
    field.or_else(|| ENDINGS.iter().find(|(ending, _)| name.ends_with(ending))).map(|(_, spelt)| *spelt)
}

fn folded(name: &str) -> String {
    name.chars().filter(|letter| !matches!(letter, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_found_in_every_spelling_and_depth() {
        for secret in [
            json!({"authorizationHeader": "x"}),
            json!({"a": [{"b": {"authorization_header": null}}]}),
            json!({"SDK-Token": ""}),
            json!({"providerSpecific": {"client_secret": 1}}),
            json!({"raw": "{\"deep\":[{\"sdkToken\":\"x\"}]}"}),
            json!({"headers": ["Bearer eyJ"]}),
            json!({"dossier_key": "00"}),
        ] {
            assert!(refuse("process.json", &secret).is_err(), "{secret}");
            assert!(refuse_bytes("provider/raw.json", secret.to_string().as_bytes()).is_err(), "{secret}");
        }
        assert!(refuse_bytes("provider/raw.json", b"<xml><sdk_token>1</sdk_token></xml>").is_err());
    }

    #[test]
    fn what_only_sounds_like_one_is_let_through() {
        for plain in [
            json!({"alertKey": "a1-0fef", "keys": 2, "bearer": "Anna", "note": "{ not json"}),
            json!({"policyHash": "00", "tokenised": false, "author": "ann"}),
        ] {
            refuse("process.json", &plain).unwrap();
        }
        refuse_bytes("provider/raw.json", b"\xff\xfe plain").unwrap();
    }

    #[test]
    fn a_refusal_never_says_the_value() {
        let error = refuse("process.json", &json!({"sdkToken": "hush"})).unwrap_err().to_string();
        assert!(error.contains("process.json") && error.contains("`token`") && !error.contains("hush"), "{error}");
    }
}
