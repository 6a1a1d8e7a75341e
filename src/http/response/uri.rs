//! URIs as RFC 3986 has them, out of what clients send.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::text::messages::MessageText;

/// What a path and a query have only percent-encoded (RFC 3986 §3.3 and §3.4), though clients send it as it is.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A path or a query with everything encoded that must be, and nothing else changed.
pub(crate) fn corrected(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| {
        let is_encoded =
            part.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        format!("{}{part}", if is_encoded { "%" } else { "%25" })
    });
    let text: String = std::iter::once(first.to_owned()).chain(rest).collect();
    utf8_percent_encode(&text, ENCODED).to_string()
}

/// Decodes percent-encoding without guessing: what is not UTF-8 is an error, not U+FFFD.
pub(crate) fn decoded(text: &str) -> Result<String, MessageText> {
    let bytes = text.as_bytes();
    let malformed = bytes.iter().enumerate().any(|(at, byte)| {
        *byte == b'%'
            && !bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    });
    if malformed {
        return Err(MessageText("has a % that is not followed by two hexadecimal digits"));
    }
    let text = text.replace('+', " ");
    let decoded = percent_decode_str(&text)
        .decode_utf8()
        .map_err(|_error| MessageText("is not percent-encoded UTF-8"))?;
    if decoded.chars().any(char::is_control) {
        return Err(MessageText("has a control character"));
    }
    if decoded.contains(char::REPLACEMENT_CHARACTER) {
        return Err(MessageText("has the character U+FFFD, which stands for a broken encoding"));
    }
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_valid_stays_and_the_rest_is_encoded() {
        for valid in ["", "q=a&b=%C4%85+%2f", "/api/v1/partners/a-b~c:d@e!$&'()*,;=?/"] {
            assert_eq!(corrected(valid), valid);
        }
        assert_eq!(corrected("{a|b}<\"ą\">"), "%7Ba%7Cb%7D%3C%22%C4%85%22%3E");
        assert_eq!(corrected("%|%2|%zz|%ą|%41|%"), "%25%7C%252%7C%25zz%7C%25%C4%85%7C%41%7C%25");
    }
}
