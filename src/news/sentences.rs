//! Paragraphs and sentences.

use std::ops::Range;

use super::token::{NewsToken, TokenSort};

/// A paragraph, as ranges of tokens.
#[derive(Debug)]
pub(super) struct NewsParagraph {
    /// The sentences.
    pub(super) sentences: Vec<Range<usize>>,
    /// Whether it is a heading: short, and without a full stop.
    pub(super) is_heading: bool,
}

/// The bytes from which on a line is one that was wrapped, if no sentence ends with it.
const WRAPPED_BYTES: usize = 60;

/// The bytes up to which a paragraph can be a heading.
const HEADING_BYTES: usize = 160;

/// Abbreviations that no sentence ends with, folded.
const ABBREVIATIONS: [&str; 58] = [
    "abp", "al", "asp", "bp", "bryg", "ds", "dr", "dz", "fot", "gen", "gm", "godz", "hab", "im",
    "in", "inz", "kard", "kl", "kol", "kpt", "ks", "lek", "m", "med", "mec", "mgr", "mjr", "mkr",
    "ml", "np", "nr", "ob", "ok", "os", "pl", "plk", "pn", "por", "pow", "ppor", "prof", "pt",
    "red", "sp", "st", "str", "sw", "tel", "tj", "tzn", "tzw", "ul", "ur", "ust", "vol", "wg",
    "woj", "zm",
];

/// The most words after which `20 maja 2015 r.` still is the beginning of a sentence.
const OPENING_TOKENS: usize = 9;

/// Returns the paragraphs of the text.
pub(super) fn paragraphs(tokens: &[NewsToken<'_>]) -> Vec<NewsParagraph> {
    let (mut paragraphs, mut start, mut line_start) = (Vec::new(), 0, 0);
    for (at, token) in tokens.iter().enumerate().skip(1) {
        if token.line_ends == 0 {
            continue;
        }
        if token.line_ends > 1 || !goes_on(tokens, line_start, at) {
            paragraphs.push(paragraph(tokens, start..at));
            start = at;
        }
        line_start = at;
    }
    if start < tokens.len() {
        paragraphs.push(paragraph(tokens, start..tokens.len()));
    }
    paragraphs
}

/// Whether the sentence goes on after a single end of line.
fn goes_on(tokens: &[NewsToken<'_>], line_start: usize, next: usize) -> bool {
    let (Some(first), Some(last), Some(next)) = (
        tokens.get(line_start),
        next.checked_sub(1).and_then(|at| tokens.get(at)),
        tokens.get(next),
    ) else {
        return false;
    };
    let is_long = last.mark.end - first.mark.start >= WRAPPED_BYTES;
    next.is_small() || is_long && !is_terminal(last) && !last.is_quote()
}

fn paragraph(tokens: &[NewsToken<'_>], range: Range<usize>) -> NewsParagraph {
    let of_range = tokens.get(range.clone()).unwrap_or_default();
    let bytes = match of_range {
        [first, .., last] => last.mark.end - first.mark.start,
        _ => 0,
    };
    let ends = of_range.iter().rev().find(|token| !token.is_quote()).is_some_and(is_terminal);
    NewsParagraph {
        sentences: sentences(tokens, range),
        is_heading: bytes > 0 && bytes <= HEADING_BYTES && !ends,
    }
}

fn is_terminal(token: &NewsToken<'_>) -> bool {
    matches!(token.sort, TokenSort::Sign('.' | '!' | '?' | '…' | ':' | ';' | ','))
}

fn sentences(tokens: &[NewsToken<'_>], range: Range<usize>) -> Vec<Range<usize>> {
    let (mut sentences, mut start) = (Vec::new(), range.start);
    for at in range.clone() {
        if at < start || !ends_sentence(tokens, start, at) {
            continue;
        }
        let closing = |token: &NewsToken<'_>| {
            !token.is_spaced
                && (token.is_quote()
                    || matches!(token.sort, TokenSort::Sign(')' | '.' | '!' | '?')))
        };
        let rest = tokens.get(at + 1..range.end).unwrap_or_default();
        let end = at + 1 + rest.iter().take_while(|token| closing(token)).count();
        sentences.push(start..end);
        start = end;
    }
    if start < range.end {
        sentences.push(start..range.end);
    }
    sentences
}

/// Whether the sentence from `start` ends with the sign at `at`, as what follows shows.
fn ends_sentence(tokens: &[NewsToken<'_>], start: usize, at: usize) -> bool {
    let Some(sign) = tokens.get(at) else { return false };
    let is_stop = sign.is_sign('.');
    if !is_stop && !matches!(sign.sort, TokenSort::Sign('!' | '?' | '…')) {
        return false;
    }
    let rest = tokens.get(at + 1..).unwrap_or_default();
    let Some(next) = rest.iter().find(|token| !token.is_quote()) else { return true };
    let is_spaced = rest.first().is_some_and(|token| token.is_spaced) || next.is_spaced;
    if next.is_small() || !is_spaced {
        return false;
    }
    let before = at.checked_sub(1).filter(|before| *before >= start).and_then(|at| tokens.get(at));
    let Some(before) = before.filter(|before| is_stop && before.is_word()) else { return true };
    let is_initial = before.text.chars().count() == 1 && before.is_capital();
    if is_initial || ABBREVIATIONS.contains(&before.folded.as_str()) {
        return false;
    }
    // 20 maja 2015 r. wójt …: the date opens the sentence, or a number follows.
    !(before.folded == "r" && (next.sort == TokenSort::Digits || at - start <= OPENING_TOKENS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::token::tokens;

    fn sentences_of(text: &str) -> Vec<Vec<String>> {
        let tokens = tokens(text);
        let text_of = |range: &Range<usize>| {
            let (first, last) = (&tokens[range.start], &tokens[range.end - 1]);
            first.mark.joined(last.mark).of(text).to_owned()
        };
        paragraphs(&tokens).iter().map(|one| one.sentences.iter().map(text_of).collect()).collect()
    }

    #[test]
    fn a_full_stop_of_an_abbreviation_ends_no_sentence() {
        for one in [
            "W dniach 16-17 czerwca 2015 r. 15-osobowa delegacja przebywała w Oziersku.",
            "20 maja 2015 r. Wójt gościł delegację.",
            "Rozmowy dotyczyły m.in. Współpracy z Rejonem Gulbene.",
            "Inspektor ds. Funduszy i dr Anna Nowak, ul. Kościuszki 2, woj. Mazowieckie, pow. Ełcki.",
            "Kościół pw. św. Anny, gm. Kętrzyn, tzw. Mury, P. Bobrowski, 6.06.2016, 12.5 ha, 16.06.2015r.",
            "Było ok. 40 osób.",
        ] {
            assert_eq!(sentences_of(one), [vec![one.to_owned()]], "{one}");
        }
    }

    #[test]
    fn sentences_and_paragraphs_end() {
        let text = "Wygrali 6:4. Odwiedzili szkołę! Program „Litwa-Polska”. Było w 2015 r. Potem\r\n\r\n\
                    Drugi.\nTrzeci wiersz\nczwarty\nPiąty";
        let expected: [&[&str]; 4] = [
            &[
                "Wygrali 6:4.",
                "Odwiedzili szkołę!",
                "Program „Litwa-Polska”.",
                "Było w 2015 r. Potem",
            ],
            &["Drugi."],
            &["Trzeci wiersz\nczwarty"],
            &["Piąty"],
        ];
        assert_eq!(sentences_of(text), expected);
    }
}
