//! Splits texts into words, in the same way for the index and for queries.

use super::fold::is_mark;

/// Returns the words of a text: runs of letters and digits.
///
/// Apostrophes, hyphens and all other punctuation separate words. Combining marks and invisible characters
/// inside a word do not.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    placed_words(text).map(|(_, word)| word)
}

/// Returns the words of a text, each with the byte at which it begins.
pub(crate) fn placed_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(starts_word)?;
        let word_on = text.get(start..)?;
        let end = word_on.find(|character| !continues_word(character)).unwrap_or(word_on.len());
        at = start + end;
        Some((start, word_on.get(..end)?))
    })
}

fn starts_word(character: char) -> bool {
    character.is_alphanumeric() && !is_mark(character) && !is_apostrophe_letter(character)
}

fn continues_word(character: char) -> bool {
    starts_word(character) || is_mark(character)
}

/// Checks whether a letter is typed in place of an apostrophe (Ukrainian, Belarusian, Breton). Both spellings
/// must give the same words.
fn is_apostrophe_letter(character: char) -> bool {
    matches!(character, '\u{2b9}'..='\u{2bf}' | '\u{2c8}' | '\u{2ca}'..='\u{2cb}' | '\u{2ee}' | '\u{a78c}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_split_into_words() {
        let cases: [(&str, &[&str]); 9] = [
            ("", &[]),
            (" .,;\"'*- ", &[]),
            ("Gmina Kętrzyn", &["Gmina", "Kętrzyn"]),
            ("gospodarki wodno-ściekowej", &["gospodarki", "wodno", "ściekowej"]),
            ("Côtes-d'Armor l’Europe", &["Côtes", "d", "Armor", "l", "Europe"]),
            ("Кам'янець Кам\u{2bc}янець", &["Кам", "янець", "Кам", "янець"]),
            ("Ke\u{328}trzyn \u{301}a", &["Ke\u{328}trzyn", "a"]),
            ("2014-2020, ILPR.02/10", &["2014", "2020", "ILPR", "02", "10"]),
            ("col·lecció wspó\u{ad}łpraca", &["col·lecció", "wspó\u{ad}łpraca"]),
        ];
        for (given, expected) in cases {
            assert_eq!(words(given).collect::<Vec<_>>(), expected, "{given}");
        }
    }

    proptest! {
        #[test]
        fn nothing_alphanumeric_is_lost(text in "\\PC{0,60}") {
            let kept: String = words(&text).flat_map(str::chars).filter(|&c| starts_word(c)).collect();
            let all: String = text.chars().filter(|&c| starts_word(c)).collect();
            prop_assert_eq!(kept, all);
        }

        #[test]
        fn a_word_is_one_word(text in "\\PC{0,60}") {
            for word in words(&text) {
                prop_assert_eq!(words(word).collect::<Vec<_>>(), vec![word]);
            }
        }
    }
}
