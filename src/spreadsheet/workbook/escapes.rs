//! Characters that XML cannot have, as Excel writes them: `_x000D_` (ECMA-376, part 1, section 22.9.2.19).

use std::borrow::Cow;

/// The length of an escaped character.
const LENGTH: usize = 7;

/// Returns the text with the characters that its escapes stand for.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let (mut result, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        result.push_str(before);
        let (character, length) = match escape(from) {
            Some(character) => (character, LENGTH),
            None => ('_', 1),
        };
        result.push(character);
        rest = from.get(length..).unwrap_or_default();
    }
    result.push_str(rest);
    Cow::Owned(result)
}

/// Returns the character of the escape at the beginning of a text.
fn escape(text: &str) -> Option<char> {
    let digits = text.get(2..LENGTH)?.strip_suffix('_')?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten().and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_one_character() {
        for (text, expected) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("snake_xcase_", "snake_xcase_"),
            ("_x00ż0_", "_x00ż0_"),
            ("_x", "_x"),
            ("plain", "plain"),
        ] {
            assert_eq!(unescaped(text), expected);
        }
    }
}
