//! Public functions with the words that belong to them: `wójt Gminy Kętrzyn`, `inspektor ds. funduszy unijnych`.

use std::ops::Range;

use super::{
    first_names::first_names,
    roles::{is_adjective, is_body, is_deputy, is_honorific, is_role, is_title},
    token::NewsToken,
};

/// A public function in the text.
pub(super) struct RolePhrase {
    /// The tokens from the function to the last word that belongs to it.
    pub(super) tokens: Range<usize>,
}

/// The most tokens of a function.
const MOST_TOKENS: usize = 24;

/// The most words after `ds.`
const MOST_MATTERS: usize = 6;

/// Reads what belongs to a function.
struct PhraseReader<'a, 't, 'k> {
    tokens: &'a [NewsToken<'t>],
    end: usize,
    /// The token after the known name in which the token stands.
    known: &'k dyn Fn(usize) -> Option<usize>,
}

/// Returns the functions of a sentence. `known` gives the end of the known name at a token.
pub(super) fn role_phrases(
    tokens: &[NewsToken<'_>],
    sentence: Range<usize>,
    known: &dyn Fn(usize) -> Option<usize>,
) -> Vec<RolePhrase> {
    let reader = PhraseReader { tokens, end: sentence.end, known };
    let (mut phrases, mut at) = (Vec::new(), sentence.start);
    while at < sentence.end {
        let is_role = tokens.get(at).is_some_and(|token| token.is_word() && is_role(&token.folded));
        if !is_role || known(at).is_some() {
            at += 1;
            continue;
        }
        let end = reader.phrase_end(at + 1);
        phrases.push(RolePhrase { tokens: at..end });
        at = end;
    }
    phrases
}

impl PhraseReader<'_, '_, '_> {
    /// The token after the words that belong to a function, from the token after the function on.
    fn phrase_end(&self, start: usize) -> usize {
        let mut at = start;
        while let Some(next) = self.passed(start, at).filter(|next| next - start <= MOST_TOKENS) {
            at = next;
        }
        at
    }

    fn token(&self, at: usize) -> Option<&NewsToken<'_>> {
        self.tokens.get(at).filter(|_| at < self.end)
    }

    fn folded(&self, at: usize) -> &str {
        self.token(at).map_or("", |token| token.folded.as_str())
    }

    /// The token after the part of the function at `at`; `None` if it ends there.
    fn passed(&self, start: usize, at: usize) -> Option<usize> {
        if let Some(end) = (self.known)(at).filter(|end| *end <= self.end) {
            return Some(end + usize::from(self.token(end).is_some_and(NewsToken::is_quote)));
        }
        let token = self.token(at)?;
        if token.is_quote() {
            return self.quoted(at);
        }
        if token.is_dash() {
            let next = self.token(at + 1)?;
            return (!token.is_spaced && !next.is_spaced && next.is_word()).then_some(at + 2);
        }
        match token.folded.as_str() {
            "ds" => return Some(self.matters(at + 1 + usize::from(self.is_stop(at + 1)))),
            "do" if self.folded(at + 1) == "spraw" => return Some(self.matters(at + 2)),
            "im" => return self.patron(at + 1),
            "w" | "we" => return self.place(start, at),
            _ => {}
        }
        if !token.is_word() || is_honorific(&token.folded) || is_title(&token.folded) {
            return None;
        }
        if is_role(&token.folded) {
            return is_deputy(self.folded(at.checked_sub(1)?)).then_some(at + 1);
        }
        if is_body(&token.folded) || is_adjective(&token.folded) && !self.begins_name(at) {
            return Some(at + 1);
        }
        (token.is_capital() && self.is_place(at)).then_some(at + 1)
    }

    fn is_stop(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.is_sign('.'))
    }

    fn is_capital(&self, at: usize) -> bool {
        self.token(at).is_some_and(NewsToken::is_capital)
    }

    /// Whether a first name and a word with a capital letter stand here.
    fn begins_name(&self, at: usize) -> bool {
        let is_first = self
            .token(at)
            .is_some_and(|token| token.is_capital() && !first_names(token.text).is_empty());
        is_first && self.is_capital(at + 1)
    }

    /// Whether a word with a capital letter is a place or a body rather than the beginning of a name.
    fn is_place(&self, at: usize) -> bool {
        if self.begins_name(at) {
            return false;
        }
        let is_short = self.token(at).is_some_and(|token| {
            token.text.chars().count() <= 5 && token.text.chars().all(char::is_uppercase)
        });
        is_short
            || !self.is_capital(at + 1)
            || self.begins_name(at + 1)
            || is_body(self.folded(at + 1))
    }

    /// The matters after `ds.`: words with small letters up to a verb or a preposition.
    fn matters(&self, start: usize) -> usize {
        const ENDS: [&str; 12] =
            ["w", "we", "z", "ze", "na", "do", "po", "od", "za", "przez", "sie", "a"];
        let mut at = start;
        while at - start < MOST_MATTERS {
            let folded = self.folded(at);
            let joins = matches!(folded, "i" | "oraz");
            let next = if joins { at + 1 } else { at };
            let is_matter = self.token(next).is_some_and(NewsToken::is_small)
                && !ENDS.contains(&self.folded(next))
                && !is_role(self.folded(next))
                && !is_honorific(self.folded(next))
                && !is_past(self.folded(next));
            if !is_matter || joins && at == start {
                break;
            }
            at = next + 1;
        }
        at
    }

    /// The name in `im. Jana Kowalskiego`.
    fn patron(&self, start: usize) -> Option<usize> {
        let start = start + usize::from(self.is_stop(start));
        let names = (start..start + 4).take_while(|at| self.is_capital(*at)).count();
        // The third name and those after it are of the person, unless a place follows.
        (names > 0).then_some(start + names.min(2))
    }

    /// A place after a body: `dyrektor szkoły w Karolewie`.
    fn place(&self, start: usize, at: usize) -> Option<usize> {
        let is_place = at > start && self.is_capital(at + 1) && (self.known)(at + 1).is_none();
        (is_place && !self.begins_name(at + 1)).then_some(at + 2)
    }

    /// A name in quotation marks: `Stowarzyszenia „La Cigogne”`.
    fn quoted(&self, at: usize) -> Option<usize> {
        let close = (at + 1..at + 9).find(|at| self.token(*at).is_some_and(NewsToken::is_quote))?;
        Some(close + 1)
    }
}

/// Whether a folded word is a verb in the past tense: `przebywali`, `spotkał`.
fn is_past(folded: &str) -> bool {
    ["li", "la", "lo", "ly", "al", "il", "yl", "nal"].iter().any(|ending| folded.ends_with(ending))
}
