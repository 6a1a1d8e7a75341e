//! The characters of texts: one form for what looks the same, and what no text has.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::messages::{Message, MessageText, message};

/// The text in one form: composed (NFC, Unicode Standard Annex 15), with line feeds between lines.
pub(crate) fn tidy(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    if composed.contains('\r') {
        return Cow::Owned(composed.replace("\r\n", "\n").replace('\r', "\n"));
    }
    composed
}

/// The code of the fault and a description of the first character that no text has: a control character but line feed
/// and tab (PostgreSQL refuses NUL, XML the others), a noncharacter, or the replacement character, which stands for a
/// letter that was lost.
pub(crate) fn forbidden(text: &str) -> Option<(&'static str, Message)> {
    let (at, found) = text.chars().enumerate().find(|(_, character)| is_forbidden(*character))?;
    let (code, what) = match found {
        '\u{fffd}' => ("lost-character", MessageText("the sign of a letter that was lost")),
        _ if found.is_control() => ("control-character", MessageText("a control character")),
        _ => ("noncharacter", MessageText("a code that is no character")),
    };
    Some((
        code,
        message!(
            "{what} (U+{code}, character {number} of the text)",
            what,
            code = format!("{:04X}", u32::from(found)),
            number = at + 1
        ),
    ))
}

fn is_forbidden(character: char) -> bool {
    let is_control = character.is_control() && character != '\n' && character != '\t';
    is_control || is_noncharacter(character) || character == '\u{fffd}'
}

/// Whether the code will never be a character (The Unicode Standard, section 23.7).
pub(crate) fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code)
}

/// Whether a character turns the direction of those that follow it, until another one ends that (Unicode Standard
/// Annex 9, section 2).
pub(crate) fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether nothing is seen of a character: blanks, format characters, fillers, variation selectors.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_written_in_one_form() {
        for (text, form) in [
            ("Oziersk", "Oziersk"),
            ("Ke\u{328}trzyn", "Kętrzyn"),
            ("a\r\nb\rc\nd", "a\nb\nc\nd"),
            ("Łódź\r\n", "Łódź\n"),
        ] {
            assert_eq!(tidy(text), form, "{text:?}");
            assert_eq!(tidy(form), form);
        }
    }

    #[test]
    fn what_no_text_has_is_described_with_its_place() {
        for (text, code, what) in [
            ("ab\0", "control-character", "U+0000, character 3"),
            ("ż\u{85}", "control-character", "U+0085, character 2"),
            ("\u{fffe}", "noncharacter", "U+FFFE, character 1"),
            ("a\u{10ffff}", "noncharacter", "U+10FFFF, character 2"),
            ("\u{fdd0}", "noncharacter", "U+FDD0, character 1"),
            ("K\u{fffd}trzyn", "lost-character", "U+FFFD, character 2"),
        ] {
            let (found, detail) = forbidden(text).unwrap();
            assert_eq!(found, code);
            assert!(detail.to_string().contains(what), "{detail}");
        }
        assert_eq!(forbidden("a\tb\nc\u{200d}ż\u{10fffd}"), None);
    }

    #[test]
    fn what_is_not_seen_is_no_text() {
        for text in [" ", "\u{200b}", "\u{2060}", "\u{3164}", "\u{a0}\u{feff}", "\u{2800}\u{fe0f}"]
        {
            assert!(text.chars().all(is_invisible), "{text:?}");
        }
        for text in ["a", "–", "1", "Ж", "日"] {
            assert!(!text.chars().all(is_invisible), "{text}");
        }
    }
}
