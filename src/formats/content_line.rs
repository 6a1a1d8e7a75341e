//! The lines of iCalendar (RFC 5545 §3.1): escaped, folded, ended by CR LF.

/// The maximum number of octets of a line without its end.
const LONGEST: usize = 75;

/// Adds a property whose value stands as it is, such as a date or an address.
pub(super) fn line(out: &mut Vec<u8>, property: &str, value: &str) {
    let mut length = 0;
    for character in property.chars().chain([':']).chain(value.chars()) {
        // A value that could begin a line of its own would be another property.
        let character = if character.is_control() { ' ' } else { character };
        let bytes = character.len_utf8();
        if length + bytes > LONGEST {
            out.extend_from_slice(b"\r\n ");
            length = 1;
        }
        length += bytes;
        let mut buffer = [0; 4];
        out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}

/// Adds a property with a text.
pub(super) fn text(out: &mut Vec<u8>, property: &str, value: &str) {
    line(out, property, &escaped(value));
}

/// Adds a property with several texts.
pub(super) fn texts<'t>(
    out: &mut Vec<u8>,
    property: &str,
    values: impl IntoIterator<Item = &'t str>,
) {
    let values: Vec<String> = values.into_iter().map(escaped).collect();
    if !values.is_empty() {
        line(out, property, &values.join(","));
    }
}

/// Escapes a text (RFC 5545 §3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Writes the value of a parameter, which has no quotation marks (RFC 5545 §3.2).
pub(super) fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('"', "'"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unfolded(bytes: &[u8]) -> String {
        String::from_utf8(bytes.to_vec()).unwrap().replace("\r\n ", "")
    }

    /// Reads the escapes of a text, as a calendar does.
    fn unescaped(text: &str) -> String {
        let (mut read, mut letters) = (String::new(), text.chars());
        while let Some(letter) = letters.next() {
            match (letter, letter == '\\') {
                (_, true) => match letters.next() {
                    Some('n') => read.push('\n'),
                    other => read.extend(other),
                },
                (letter, false) => read.push(letter),
            }
        }
        read
    }

    #[test]
    fn texts_are_escaped() {
        let mut out = Vec::new();
        text(&mut out, "SUMMARY", "a;b,c\\d\ne: f");
        texts(&mut out, "CATEGORIES", ["x,y", "z"]);
        texts(&mut out, "CATEGORIES", []);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "SUMMARY:a\\;b\\,c\\\\d\\ne: f\r\nCATEGORIES:x\\,y,z\r\n"
        );
    }

    proptest! {
        #[test]
        fn lines_have_75_octets_and_no_cut_letter(value in "[a-zżółć\u{1f600};,\\\\\n]{0,300}") {
            let mut out = Vec::new();
            text(&mut out, "DESCRIPTION;LANGUAGE=pl", &value);
            for line in out.split(|byte| *byte == b'\n') {
                prop_assert!(line.len() <= LONGEST + 1, "with its carriage return");
                prop_assert!(std::str::from_utf8(line).is_ok());
            }
            let expected = format!("DESCRIPTION;LANGUAGE=pl:{value}\r\n");
            prop_assert_eq!(unescaped(&unfolded(&out)), expected);
        }
    }
}
