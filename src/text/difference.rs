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

/// The pairs of words that may still be compared. Texts of few different words take as long as there are pairs: as
/// many as these take a tenth of a second.
pub(crate) struct Effort(usize);

impl Default for Effort {
    fn default() -> Self {
        Self(100_000_000)
    }
}

impl Effort {
    /// Whether these words may be compared, for which there is less left afterwards.
    fn allows(&mut self, before: &[Token], after: &[Token]) -> bool {
        let same = |pair: &(&Token, &Token)| pair.0 == pair.1;
        let start = before.iter().zip(after).take_while(same).count();
        let (before, after) = (&before[start..], &after[start..]);
        let end = before.iter().rev().zip(after.iter().rev()).take_while(same).count();
        let left = self.0.checked_sub((before.len() - end).saturating_mul(after.len() - end));
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// The pieces of two texts in their order: what was removed stands before what was added in its place. Texts that would
/// take more effort than is left differ as a whole.
pub(crate) fn between(before: &str, after: &str, effort: &mut Effort) -> Vec<WordRun> {
    let mut input = InternedInput::default();
    input.update_before(words(before));
    input.update_after(words(after));
    if !effort.allows(&input.before, &input.after) {
        return vec![WordRun::Removed(before.to_owned()), WordRun::Added(after.to_owned())];
    }
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
        between(before, after, &mut Effort::default()).into_iter().map(mark).collect()
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
    fn texts_of_one_page_share_the_effort() {
        let (one, other) = ("a b ".repeat(2_000), "b a a ".repeat(2_000));
        let is_by_words = |effort: &mut Effort| between(&one, &other, effort).len() > 2;
        let mut effort = Effort::default();
        let compared = (0..9).filter(|_| is_by_words(&mut effort)).count();
        assert_eq!(compared, 1, "8,000 times 12,000 words");
        let changed = format!("{one}c{one}");
        let small = between(&format!("{one}{one}"), &changed, &mut effort);
        assert!(small.len() > 2, "what is the same at both ends takes none: {}", small.len());
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_two_texts(before in "[ab \n]{0,40}", after in "[ab ę\n]{0,40}") {
            let pieces = between(&before, &after, &mut Effort::default());
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
