//! The part of a text in which a query finds something, with the words that it finds.

use std::{collections::HashSet, ops::Range};

use super::{excerpt::first, terms::Query};

/// The maximum length of a snippet in characters.
const MOST_CHARS: usize = 200;

/// The number of characters that are shown before the first word that was found.
const BEFORE: usize = 40;

/// The number of words that the query finds which are considered.
const MOST_MATCHES: usize = 100;

/// A run of a snippet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Run {
    /// The text.
    pub text: String,
    /// Whether the query finds it.
    pub is_match: bool,
}

/// A part of a text, with the words that a query finds in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Snippet {
    /// The text in order.
    pub runs: Vec<Run>,
    /// How many different words of the query were found in the whole text.
    pub found: usize,
}

impl Snippet {
    /// Returns the part of a text with the most different words of the query; `None` if it finds nothing there.
    pub(crate) fn of(query: &Query, language: &str, text: &str) -> Option<Self> {
        let matches: Vec<_> = query.matches(language, text).take(MOST_MATCHES).collect();
        let found = distinct(&matches);
        let (first, last) = densest(text, &matches)?;
        let part = around(text, matches[first].0.start, matches[last].0.end);
        Some(Self { runs: runs(text, &part, &matches[first..=last]), found })
    }
}

fn distinct(matches: &[(Range<usize>, usize)]) -> usize {
    matches.iter().map(|(_, word)| word).collect::<HashSet<_>>().len()
}

/// Returns the first and the last match of the part with the most different words, and of several such the first.
fn densest(text: &str, matches: &[(Range<usize>, usize)]) -> Option<(usize, usize)> {
    let within = |first: usize| {
        let from = matches[first].0.start;
        let most = nth_char(text, from, MOST_CHARS - BEFORE);
        let fitting = matches[first..].iter().take_while(|(place, _)| place.end <= most);
        (first, first + fitting.count().max(1) - 1)
    };
    let parts = (0..matches.len()).map(within);
    parts.rev().max_by_key(|(first, last)| distinct(&matches[*first..=*last]))
}

/// Returns the byte of the character so many after the one at `from`, at most the end.
fn nth_char(text: &str, from: usize, characters: usize) -> usize {
    text[from..].char_indices().nth(characters).map_or(text.len(), |(at, _)| from + at)
}

/// Returns a part of the text around these bytes that begins and ends with whole words.
fn around(text: &str, start: usize, end: usize) -> Range<usize> {
    let before = text[..start].char_indices().rev().take(BEFORE).last().map_or(start, |(at, _)| at);
    let is_space = |character: char| character.is_whitespace();
    let begin = match text[before..start].find(is_space) {
        _ if before == 0 => 0,
        Some(space) => before + space,
        None => start,
    };
    let most = nth_char(text, begin, MOST_CHARS).max(end);
    let stop = match text[end..most].rfind(is_space) {
        _ if most == text.len() => most,
        Some(space) => end + space,
        None => end,
    };
    begin..stop
}

/// Divides a part of a text at its matches; `…` stands for what is left out, and one space for any others.
fn runs(text: &str, part: &Range<usize>, matches: &[(Range<usize>, usize)]) -> Vec<Run> {
    let mut runs = Vec::with_capacity(2 * matches.len() + 1);
    let mut plain = String::from(if part.start > 0 { "…" } else { "" });
    let mut at = part.start;
    for (place, _) in matches {
        push_plain(&mut plain, &text[at..place.start]);
        if !plain.is_empty() {
            runs.push(Run { text: std::mem::take(&mut plain), is_match: false });
        }
        runs.push(Run { text: first(&text[place.clone()], MOST_CHARS), is_match: true });
        at = place.end;
    }
    push_plain(&mut plain, &text[at..part.end]);
    let mut plain = plain.trim_end().to_owned();
    if part.end < text.len() {
        plain.push('…');
    }
    if !plain.is_empty() {
        runs.push(Run { text: plain, is_match: false });
    }
    runs
}

fn push_plain(plain: &mut String, text: &str) {
    for character in text.chars() {
        if !character.is_whitespace() {
            plain.push(character);
        } else if !plain.ends_with(' ') && plain != "…" {
            plain.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn snippet(query: &str, language: &str, text: &str) -> Option<Snippet> {
        Snippet::of(&Query::parse(query, &["pl", "en"]).unwrap(), language, text)
    }

    fn marked(query: &str, language: &str, text: &str) -> String {
        let runs = snippet(query, language, text).map(|snippet| snippet.runs).unwrap_or_default();
        let mark = |run: Run| if run.is_match { format!("[{}]", run.text) } else { run.text };
        runs.into_iter().map(mark).collect()
    }

    #[test]
    fn the_words_that_a_search_finds_are_marked() {
        let long = format!("{} w Ozierskú o wodzie {}", "a b c ".repeat(40), "d e f ".repeat(40));
        let cases = [
            ("Ozierska", "pl", "w Oziersku", "w [Oziersku]"),
            ("ozier", "pl", "Oziersk,\n\n Ozierskiem", "[Oziersk], [Ozierskiem]"),
            ("woda", "en", "o wodzie", ""),
            ("woda", "pl", "o wodzie", "o [wodzie]"),
            ("5", "pl", "około 5½ dnia", "około [5½] dnia"),
            ("Ketrzyn", "und", "Ke\u{328}trzyn", "[Ke\u{328}trzyn]"),
            (
                "ozierski woda",
                "pl",
                &long,
                "…a b c a b c a b c a b c a b c a b c w [Ozierskú] o [wodzie] d e f",
            ),
        ];
        for (query, language, text, expected) in cases {
            let shown = marked(query, language, text);
            let is_long = text.len() > 100;
            assert!(
                if is_long { shown.starts_with(expected) } else { shown == expected },
                "{query} in {text}: {shown}"
            );
            assert!(!is_long || shown.ends_with('…'));
        }
    }

    #[test]
    fn the_part_with_the_most_words_is_shown() {
        let text =
            format!("umowa {} umowa partnerska {} partner", "x ".repeat(300), "y ".repeat(300));
        let found = snippet("umowa partner", "pl", &text).unwrap();
        assert_eq!(found.found, 2);
        assert!(marked("umowa partner", "pl", &text).contains("[umowa] [partnerska]"));
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let found = snippet("aaa", "pl", &"a".repeat(20_000)).unwrap();
        assert_eq!(found.runs[0].text.chars().count(), MOST_CHARS + 1);
    }

    proptest! {
        #[test]
        fn a_snippet_is_a_part_of_its_text(words in prop::collection::vec("\\PC{0,12}", 0..80), query in "[a-ząę]{1,3}") {
            let text = words.join(" ");
            if let Some(found) = snippet(&query, "pl", &text) {
                let shown: String = found.runs.iter().map(|run| run.text.as_str()).collect();
                let single = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                let inner = shown.trim_start_matches('…').trim_end_matches('…');
                prop_assert!(single(&text).contains(single(inner).trim_matches('…')), "{shown} in {text}");
                prop_assert!(shown.chars().count() <= MOST_CHARS + BEFORE + 30);
                prop_assert!(found.runs.iter().any(|run| run.is_match));
                prop_assert!(found.runs.iter().all(|run| !run.text.is_empty()));
            }
        }
    }
}
