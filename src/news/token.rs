//! The words, numbers and signs of a text.

use std::cell::OnceCell;

use super::found::TextMark;
use crate::text::{characters::is_invisible, fold::fold, stem::stem, words::placed_words};

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TokenSort {
    /// A run of letters.
    Letters,
    /// A run of ASCII digits.
    Digits,
    /// Any other visible character.
    Sign(char),
}

/// A word, a number or a sign.
pub(super) struct NewsToken<'t> {
    /// The characters, as they stand in the text.
    pub(super) text: &'t str,
    /// Where they stand.
    pub(super) mark: TextMark,
    /// What it is.
    pub(super) sort: TokenSort,
    /// The characters folded: lower case, without diacritics.
    pub(super) folded: String,
    /// Whether a blank, the end of a line or the beginning of the text is before it.
    pub(super) is_spaced: bool,
    /// The number of ends of lines before it.
    pub(super) line_ends: usize,
    keys: OnceCell<Vec<String>>,
}

impl NewsToken<'_> {
    /// Whether it is a word.
    pub(super) fn is_word(&self) -> bool {
        self.sort == TokenSort::Letters
    }

    /// Whether it is a word that begins with a capital letter.
    pub(super) fn is_capital(&self) -> bool {
        self.is_word() && self.text.starts_with(char::is_uppercase)
    }

    /// Whether it is a word that begins with a small letter.
    pub(super) fn is_small(&self) -> bool {
        self.is_word() && self.text.starts_with(char::is_lowercase)
    }

    /// Whether it is the sign.
    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.sort == TokenSort::Sign(sign)
    }

    /// Whether it is a hyphen or a dash.
    pub(super) fn is_dash(&self) -> bool {
        matches!(self.sort, TokenSort::Sign('-' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
    }

    /// Whether it is a quotation mark.
    pub(super) fn is_quote(&self) -> bool {
        matches!(
            self.sort,
            TokenSort::Sign('"' | '\'' | '„' | '”' | '“' | '‟' | '«' | '»' | '‚' | '‘' | '’')
        )
    }

    /// The number, if it is one of at most nine digits.
    pub(super) fn number(&self) -> Option<u32> {
        let is_number = self.sort == TokenSort::Digits && self.text.len() <= 9;
        is_number.then(|| self.text.parse().ok()).flatten()
    }

    /// The keys by which words are compared: forms of one word share at least one.
    pub(super) fn keys(&self) -> &[String] {
        self.keys.get_or_init(|| {
            if !self.is_word() {
                return vec![self.folded.clone()];
            }
            let stems =
                [self.text.to_lowercase().as_str(), &self.folded].map(|word| stem("pl", word));
            let mut keys: Vec<String> = stems.into_iter().flatten().collect();
            keys.dedup();
            keys
        })
    }
}

/// Returns the tokens of a text in their order.
pub(super) fn tokens(text: &str) -> Vec<NewsToken<'_>> {
    let mut reader = TokenReader { text, tokens: Vec::new(), is_spaced: true, line_ends: 0 };
    let mut end = 0;
    for (start, word) in placed_words(text) {
        reader.read_gap(end, start);
        reader.read_word(start, word);
        end = start + word.len();
    }
    reader.read_gap(end, text.len());
    reader.tokens
}

/// The state of [`tokens`]: what was read, and what is before the next token.
struct TokenReader<'t> {
    text: &'t str,
    tokens: Vec<NewsToken<'t>>,
    is_spaced: bool,
    line_ends: usize,
}

impl TokenReader<'_> {
    fn read_gap(&mut self, start: usize, end: usize) {
        let gap = self.text.get(start..end).unwrap_or_default();
        let mut characters = gap.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let is_crlf =
                character == '\r' && characters.peek().is_some_and(|(_, next)| *next == '\n');
            if matches!(
                character,
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            ) {
                self.line_ends += usize::from(!is_crlf);
                self.is_spaced = true;
            } else if is_invisible(character) || character.is_control() {
                self.is_spaced = true;
            } else {
                let end = start + at + character.len_utf8();
                self.push(start + at, end, TokenSort::Sign(character));
            }
        }
    }

    /// Reads a word, of which letters and digits are tokens of their own: `2017r`.
    fn read_word(&mut self, start: usize, word: &str) {
        let (mut from, mut is_number) = (0, word.starts_with(|c: char| c.is_ascii_digit()));
        for (at, character) in word.char_indices() {
            if character.is_ascii_digit() != is_number {
                self.push(start + from, start + at, run(is_number));
                (from, is_number) = (at, !is_number);
            }
        }
        self.push(start + from, start + word.len(), run(is_number));
    }

    fn push(&mut self, start: usize, end: usize, sort: TokenSort) {
        let text = self.text.get(start..end).unwrap_or_default();
        let folded = if sort == TokenSort::Letters { fold(text) } else { text.to_owned() };
        self.tokens.push(NewsToken {
            text,
            mark: TextMark { start, end },
            sort,
            folded,
            is_spaced: self.is_spaced,
            line_ends: self.line_ends,
            keys: OnceCell::new(),
        });
        (self.is_spaced, self.line_ends) = (false, 0);
    }
}

fn run(is_number: bool) -> TokenSort {
    if is_number { TokenSort::Digits } else { TokenSort::Letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_signs_are_tokens() {
        let read =
            |text| tokens(text).iter().map(|token| token.text.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            read("16.06.2015r. \u{200f}„Łódź”"),
            ["16", ".", "06", ".", "2015", "r", ".", "„", "Łódź", "”"]
        );
        assert_eq!(read("15-osobowa\r\n😀"), ["15", "-", "osobowa", "😀"]);
        let lines = tokens("a\r\nb\n\nc\rd");
        assert_eq!(lines.iter().map(|token| token.line_ends).collect::<Vec<_>>(), [0, 1, 2, 1]);
    }
}
