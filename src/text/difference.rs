//! What differs between two texts, word by word.

use imara_diff::{Algorithm, Diff, InternedInput, Token};

/// A run of words of one text or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WordRun {
    /// Both texts have it.
    Same(String),
    /// Only the first text has it.
    Removed(String),
    /// Only the second text has it.
    Added(String),
}

/// The pieces of two texts in their order: what was removed stands before what was added in its place.
pub(crate) fn between(before: &str, after: &str) -> Vec<WordRun> {
    let mut input = InternedInput::default();
    input.update_before(words(before));
    input.update_after(words(after));
    // Its heuristics keep long texts with little in common at linear time.
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    diff.postprocess_no_heuristic(&input);
    let text = |tokens: &[Token]| tokens.iter().map(|token| input.interner[*token]).collect();
    let mut pieces = Vec::new();
    let mut push = |piece: fn(String) -> WordRun, tokens: &[Token]| {
        if !tokens.is_empty() {
            pieces.push(piece(text(tokens)));
        }
    };
    let mut at = 0;
    for hunk in diff.hunks() {
        let (removed, added) = (place(&hunk.before), place(&hunk.after));
        push(WordRun::Same, &input.before[at..removed.start]);
        push(WordRun::Removed, &input.before[removed.clone()]);
        push(WordRun::Added, &input.after[added]);
        at = removed.end;
    }
    push(WordRun::Same, &input.before[at..]);
    pieces
}

fn place(range: &std::ops::Range<u32>) -> std::ops::Range<usize> {
    range.start as usize..range.end as usize
}

/// The words of a text and what stands between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_space = rest.chars().next()?.is_whitespace();
        let end = rest.find(|letter: char| letter.is_whitespace() != is_space);
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(before: &str, after: &str) -> String {
        let mark = |piece| match piece {
            WordRun::Same(text) => text,
            WordRun::Removed(text) => format!("[-{text}-]"),
            WordRun::Added(text) => format!("[+{text}+]"),
        };
        between(before, after).into_iter().map(mark).collect()
    }

    #[test]
    fn a_difference_is_right_to_the_word() {
        for (before, after, expected) in [
            ("", "", ""),
            ("same words", "same words", "same words"),
            ("", "a new text", "[+a new text+]"),
            ("an old text", "", "[-an old text-]"),
            ("Gmina Ketrzyn", "Gmina Kętrzyn", "Gmina [-Ketrzyn-][+Kętrzyn+]"),
            ("Gmina Kętrzyn", "Gmina Kętrzyn i gmina", "Gmina Kętrzyn[+ i gmina+]"),
            ("a visit of ten pupils", "a visit of pupils", "a visit of [-ten -]pupils"),
            ("one\ntwo", "one\n\ntwo", "one[-\n-][+\n\n+]two"),
            ("sport, youth", "sport, culture, youth", "sport, [+culture, +]youth"),
        ] {
            assert_eq!(marked(before, after), expected, "{before:?} and {after:?}");
        }
    }

    #[test]
    fn long_texts_with_nothing_but_blanks_in_common_are_compared_too() {
        let words = |from: u32| (from..from + 20_000).map(|word| word.to_string());
        let text = |from: u32| words(from).collect::<Vec<_>>().join(" ");
        assert!(between(&text(0), &text(20_000)).len() > 1);
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_two_texts(before in "[ab \n]{0,40}", after in "[ab ę\n]{0,40}") {
            let pieces = between(&before, &after);
            let without = |left_out: fn(&WordRun) -> bool| -> String {
                let kept = pieces.iter().filter(|piece| !left_out(piece));
                kept.map(|piece| match piece {
                    WordRun::Same(text) | WordRun::Removed(text) | WordRun::Added(text) => text.as_str(),
                }).collect()
            };
            prop_assert_eq!(without(|piece| matches!(piece, WordRun::Added(_))), before);
            prop_assert_eq!(without(|piece| matches!(piece, WordRun::Removed(_))), after);
        }
    }
}
