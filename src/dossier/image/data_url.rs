//! Images that stand in the text itself: `data:image/png;base64,…` (RFC 2397).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::{DecodeError, DecodeSliceError};

use super::super::{Error, MediaType};
use super::Limits;

/// Reads a data URL: the declared type, and the bytes. Nothing is decoded whose length already says that it is too large.
///
/// # Errors
/// Where it is not `data:image/png;base64,` or `data:image/jpeg;base64,` and base64 to the letter of RFC 4648 (padded, no
/// blanks, no line breaks, not the alphabet for URLs), or above the limit.
pub fn parse(text: &str, limits: &Limits) -> Result<(MediaType, Vec<u8>), Error> {
    let (head, body) = text.split_once(',').ok_or(Error::BadDataUrl)?;
    let kind = head.strip_prefix("data:").and_then(|head| head.strip_suffix(";base64")).ok_or(Error::BadDataUrl)?;
    let media_type = MediaType::parse(kind).ok_or(Error::ImageTypeUnsupported)?;
    let padding = body.bytes().rev().take(2).filter(|byte| *byte == b'=').count();
    let most = (body.len() / 4 * 3).saturating_sub(padding);
    if most as u64 > limits.bytes {
        return Err(Error::ImageTooLarge { limit: limits.bytes });
    }
    let mut bytes = vec![0; most];
    let fault = |what, at: usize| Error::BadBase64 { what, position: head.len() + 1 + at + 1 };
    if let Some(at) = body.bytes().position(|byte| byte.is_ascii_whitespace()) {
        return Err(fault("a blank or line break", at));
    }
    let length = STANDARD.decode_slice(body, &mut bytes).map_err(|error| match error {
        DecodeSliceError::DecodeError(DecodeError::InvalidByte(at, b'=')) => fault("padding before the end", at),
        DecodeSliceError::DecodeError(DecodeError::InvalidByte(at, _)) => {
            fault("a character that base64 does not have", at)
        }
        DecodeSliceError::DecodeError(DecodeError::InvalidLastSymbol { .. }) => {
            fault("bits left over in the last character", body.len().saturating_sub(1))
        }
        DecodeSliceError::DecodeError(DecodeError::InvalidPadding) => {
            fault("missing or wrong padding", body.len().saturating_sub(1))
        }
        _ => fault("a length that is no multiple of four", body.len().saturating_sub(1)),
    })?;
    bytes.truncate(length);
    Ok((media_type, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        parse(text, &Limits::default()).unwrap_err().code().to_owned()
    }

    #[test]
    fn a_data_url_gives_its_type_and_bytes() {
        let limits = Limits::default();
        assert_eq!(parse("data:image/png;base64,YWJj", &limits).unwrap(), (MediaType::Png, b"abc".to_vec()));
        assert_eq!(parse("data:image/jpeg;base64,YQ==", &limits).unwrap(), (MediaType::Jpeg, b"a".to_vec()));
        assert_eq!(parse("data:image/jpeg;base64,", &limits).unwrap().1, b"");
    }

    #[test]
    fn what_is_no_data_url_of_an_image_is_refused_with_its_code() {
        for text in ["", "YWJj", "image/png;base64,YWJj", "data:image/png,YWJj", "DATA:image/png;base64,YWJj", "data:,"]
        {
            assert_eq!(code(text), "bad_data_url", "{text}");
        }
        for kind in ["image/gif", "image/svg+xml", "text/html", "IMAGE/PNG", "image/png;charset=utf-8", ""] {
            assert_eq!(code(&format!("data:{kind};base64,YWJj")), "image_type_unsupported", "{kind}");
        }
    }

    #[test]
    fn base64_is_strict_and_an_error_says_where() {
        for (body, what) in [
            ("YW Jj", "blank"),
            ("YWJj\n", "blank"),
            ("YWJ", "padding"),
            ("YQ=", "padding"),
            ("YQ===", "multiple of four"),
            ("YR==", "bits left over"),
            ("YQ==YWJj", "padding before"),
            ("YW-_", "does not have"),
            ("YWJj\u{e9}", "does not have"),
            ("YWJjZ", ""),
        ] {
            let error = parse(&format!("data:image/png;base64,{body}"), &Limits::default()).unwrap_err();
            assert_eq!(error.code(), "bad_base64", "{body}");
            assert!(error.to_string().contains(what), "{body}: {error}");
        }
        let error = parse("data:image/png;base64,YWJj!WJj", &Limits::default()).unwrap_err();
        assert!(error.to_string().contains("character 27"), "{error}");
    }

    #[test]
    fn a_size_is_bounded_before_anything_is_decoded() {
        let limits = Limits { bytes: 3, ..Limits::default() };
        assert!(parse("data:image/png;base64,YWJj", &limits).is_ok());
        assert!(parse("data:image/png;base64,YWI=", &limits).is_ok());
        // rubbish throughout: only its length was looked at
        let long = format!("data:image/png;base64,{}", "!".repeat(1 << 20));
        assert_eq!(parse(&long, &limits).unwrap_err().code(), "image_too_large");
    }
}
