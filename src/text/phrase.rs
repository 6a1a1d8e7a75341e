//! Finds a name in a text, regardless of case, spaces and Unicode forms, but only as whole words.

use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::fold::is_mark;

/// A name to search for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Phrase(Vec<char>);

/// A character for comparison, and the bytes of the text that it comes from.
struct Unit {
    character: char,
    bytes: Range<usize>,
    /// Whether it is the first and the last character of its letter: a match must not split a letter.
    is_first: bool,
    is_last: bool,
}

impl Phrase {
    /// Makes a phrase of a name; `None` if it has no letter or digit.
    pub fn new(name: &str) -> Option<Self> {
        let characters: Vec<char> =
            units(name.trim()).into_iter().map(|unit| unit.character).collect();
        characters.iter().any(|character| character.is_alphanumeric()).then_some(Self(characters))
    }

    /// Returns the occurrences of the name in their order.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        // A text that is too short is skipped: two bytes become at most three characters.
        if text.len() * 2 < self.0.len() {
            return Vec::new();
        }
        let (units, length) = (units(text), self.0.len());
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(window) = units.get(at..at + length) {
            match window {
                [first, .., last] | [first @ last] if self.is(&units, at, window) => {
                    found.push(first.bytes.start..last.bytes.end);
                    at += length;
                }
                _ => at += 1,
            }
        }
        found
    }

    /// Checks whether the name occurs in the text.
    pub fn is_in(&self, text: &str) -> bool {
        !self.find(text).is_empty()
    }

    /// Replaces the name by `replacement`; `None` if it does not occur.
    pub fn replace(&self, text: &str, replacement: &str) -> Option<String> {
        let found = self.find(text);
        if found.is_empty() {
            return None;
        }
        let (mut replaced, mut end) = (String::with_capacity(text.len()), 0);
        for range in found {
            replaced.push_str(text.get(end..range.start).unwrap_or_default());
            replaced.push_str(replacement);
            end = range.end;
        }
        replaced.push_str(text.get(end..).unwrap_or_default());
        Some(replaced)
    }

    /// Checks whether the name occurs at `at` as whole words.
    fn is(&self, units: &[Unit], at: usize, window: &[Unit]) -> bool {
        let equal =
            window.iter().zip(&self.0).all(|(unit, character)| unit.character == *character);
        let whole = window.first().is_some_and(|unit| unit.is_first)
            && window.last().is_some_and(|unit| unit.is_last);
        equal
            && whole
            && !goes_on(units.get(..at).unwrap_or_default().iter().rev())
            && !goes_on(units.iter().skip(at + window.len()))
    }
}

/// Checks whether a word continues after the name: with a letter or digit, or with a hyphen and then one,
/// because a double name is another name.
fn goes_on<'u>(mut beyond: impl Iterator<Item = &'u Unit>) -> bool {
    let mut is_word = || beyond.next().map(|unit| unit.character);
    match is_word() {
        Some('-') => is_word().is_some_and(char::is_alphanumeric),
        Some(character) => character.is_alphanumeric(),
        None => false,
    }
}

/// Returns the characters of a text for comparison: decomposed, in lower case, with single spaces, one form
/// of hyphens and apostrophes, and without invisible characters.
fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::with_capacity(text.len());
    for bytes in letters(text) {
        let letter = text.get(bytes.clone()).unwrap_or_default();
        if letter.starts_with(char::is_whitespace) {
            match units.last_mut() {
                Some(last) if last.character == ' ' => last.bytes.end = bytes.end,
                _ => units.push(Unit { character: ' ', bytes, is_first: true, is_last: true }),
            }
            continue;
        }
        let first = units.len();
        if let [byte] = letter.as_bytes() {
            let character = char::from(byte.to_ascii_lowercase());
            units.push(Unit { character, bytes, is_first: true, is_last: true });
            continue;
        }
        let nfd = DecomposingNormalizerBorrowed::new_nfd();
        let lower = nfd.normalize(letter).to_lowercase();
        for character in nfd.normalize(&lower).chars().filter(|character| !is_invisible(*character))
        {
            let character = plain(character);
            units.push(Unit { character, bytes: bytes.clone(), is_first: false, is_last: false });
        }
        if let Some(unit) = units.get_mut(first) {
            unit.is_first = true;
        }
        if let Some(unit) = units.last_mut() {
            unit.is_last = true;
        }
    }
    units
}

/// Returns the letters of a text, each with its marks, as ranges of bytes.
fn letters(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..)?;
        let mut characters = rest.char_indices();
        let (_, first) = characters.next()?;
        let joins = |character: char| !first.is_whitespace() && is_mark(character);
        let length =
            characters.find(|(_, character)| !joins(*character)).map_or(rest.len(), |(at, _)| at);
        let letter = start..start + length;
        start = letter.end;
        Some(letter)
    })
}

/// Checks whether a character is invisible.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Returns one form of characters that have several.
fn plain(character: char) -> char {
    match character {
        '\u{2010}' | '\u{2011}' => '-',
        '\u{2019}' | '\u{2bc}' => '\'',
        'ς' => 'σ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use icu_normalizer::ComposingNormalizerBorrowed;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_phrase_is_replaced_where_it_stands_as_whole_words() {
        let cases = [
            ("Jan Kow", "Jan Kow", "X"),
            ("Jan Kow", "Jan Kowalski", "Jan Kowalski"),
            ("Jan Kow", "Bojan Kow; JAN  kow, Jan\u{a0}\n Kow.", "Bojan Kow; X, X."),
            ("jan  kow ", "(Jan Kow)Jan Kow2 Jan-Jan Kow", "(X)Jan Kow2 Jan-Jan Kow"),
            (
                "Anna Nowak",
                "Anna Nowak-Kowalska i Anna Nowak – wójt",
                "Anna Nowak-Kowalska i X – wójt",
            ),
            ("Paweł Żółć", "PAWEŁ ŻÓŁĆ; Pawe\u{142} Z\u{307}o\u{301}łc\u{301}", "X; X"),
            ("Pawel Zolc", "Paweł Żółć", "Paweł Żółć"),
            ("Zo", "Zo\u{301} zo Żo", "Zo\u{301} X Żo"),
            ("Jan Kow", "Jan\u{ad} Ko\u{ad}w\u{feff}!", "X!"),
            ("O'Hara", "O’Hara O'HARA", "X X"),
            ("Сергей Иванов", "сергей ИВАНОВ, Сергей Ивановна", "X, Сергей Ивановна"),
            ("Jan Kow", "Jan Kow's visit, Jan Kow Jan Kow", "X's visit, X X"),
            ("a", "a", "X"),
            ("Jan", "", ""),
        ];
        for (name, text, expected) in cases {
            let phrase = Phrase::new(name).unwrap();
            assert_eq!(
                phrase.replace(text, "X").unwrap_or_else(|| text.to_owned()),
                expected,
                "{name}: {text}"
            );
        }
        assert_eq!((Phrase::new(" \u{301} - "), Phrase::new("")), (None, None));
    }

    proptest! {
        #[test]
        fn a_name_is_found_in_every_form(name in "[A-ZŁŻŚa-ząćęłńóśźżйё]{1,8}( [A-Zàéüå가-힣]{1,8})?", before in "[a-z ]{0,5} ", after in "[ ,.][a-z]{0,5}") {
            let phrase = Phrase::new(&name).unwrap();
            let nfd = DecomposingNormalizerBorrowed::new_nfd().normalize(&name).into_owned();
            let nfc = ComposingNormalizerBorrowed::new_nfc().normalize(&name).into_owned();
            for form in [&name, &nfd, &nfc, &name.replace(' ', "\u{a0}\t")] {
                let text = format!("{before}{form}{after}");
                prop_assert!(phrase.is_in(&text), "{text}");
                let replaced = phrase.replace(&text, "…").unwrap();
                prop_assert!(!phrase.is_in(&replaced), "{replaced}");
            }
        }

        #[test]
        fn what_is_found_is_cut_between_letters(name in "\\PC{1,4}", text in "\\PC{0,40}") {
            if let Some(phrase) = Phrase::new(&name) {
                for range in phrase.find(&text) {
                    prop_assert!(text.get(range).is_some());
                }
            }
        }
    }
}
