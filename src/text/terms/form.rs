//! Words in the form in which the index and queries compare them.

use std::sync::LazyLock;

use icu_normalizer::ComposingNormalizerBorrowed;
use quick_cache::sync::Cache;

use crate::text::{
    fold::{fold, is_mark},
    stem::{MIN_CHARS, family, stem},
    words::words,
};

/// The maximum number of characters of a term, in the index and in queries; a `tsvector` refuses lexemes
/// above 2046 bytes.
pub(super) const MAX_CHARS: usize = 64;

/// A cache of stems: texts repeat the same words, and stemming is the most expensive step.
static STEMMED: LazyLock<Cache<String, Vec<String>>> = LazyLock::new(|| Cache::new(20_000));

/// A word for comparison.
pub(super) struct Form {
    pub(super) folded: String,
    /// The word in lower case, not folded, as the stemming algorithms expect it.
    lower: String,
}

impl Form {
    fn new(folded: &str, lower: &str) -> Self {
        Self { folded: cut(folded.chars()), lower: cut(lower.chars()) }
    }

    /// Returns the stem terms in one language. The folded word is stemmed too, so that a word typed without
    /// diacritics matches the same word with diacritics, even if the algorithm treats them differently.
    pub(super) fn stem_terms(&self, language: &str) -> Vec<String> {
        let Some(family) =
            family(language).filter(|_| self.folded.chars().all(char::is_alphabetic))
        else {
            return Vec::new();
        };
        let key = format!("{family} {} {}", self.folded, self.lower);
        if let Some(known) = STEMMED.get(&key) {
            return known;
        }
        let terms = self.stemmed(family);
        STEMMED.insert(key, terms.clone());
        terms
    }

    fn stemmed(&self, family: &str) -> Vec<String> {
        let mut terms = Vec::with_capacity(2);
        for word in [&self.lower, &self.folded] {
            let stem = stem(family, word)
                .map(|stem| cut(fold(&stem).chars().filter(|c| c.is_alphanumeric())));
            let term = stem
                .filter(|stem| stem.chars().count() >= MIN_CHARS)
                .map(|stem| format!("§{family}§{stem}"));
            terms.extend(term.filter(|term| !terms.contains(term)));
        }
        terms
    }
}

/// Returns the words of a text for comparison.
pub(super) fn forms(text: &str) -> impl Iterator<Item = Form> {
    words(text).flat_map(forms_of)
}

/// Returns the forms of one word of a text.
pub(super) fn forms_of(word: &str) -> Vec<Form> {
    let folded = fold(word);
    match words(&folded).collect::<Vec<_>>().as_slice() {
        [whole] => vec![Form::new(whole, &lower(word))],
        // Folding resolved a compatibility form that contains a separator (5½).
        parts => parts.iter().map(|part| Form::new(part, part)).collect(),
    }
}

/// Returns a word in lower case, composed, without invisible characters and stray marks.
fn lower(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(word).to_lowercase();
    composed.chars().filter(|&character| !is_mark(character)).collect()
}

fn cut(characters: impl Iterator<Item = char>) -> String {
    characters.take(MAX_CHARS).collect()
}
