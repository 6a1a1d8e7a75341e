//! The terms of the full-text index, which texts and queries are compared by.
//!
//! A word has its folded form (`umowy`) as a term and, in the language of its text, one or two stem terms
//! (`§pl§umow`). Terms contain only letters, digits and `§`: the tokenizer `ascii` of FTS5 keeps each of them
//! whole, and so does `array_to_tsvector`. A typed word never matches a stem term, because no word begins
//! with `§`.

mod form;
mod query;
mod syntax;

use std::{
    collections::HashSet,
    iter,
    sync::{Arc, LazyLock},
};

use quick_cache::sync::Cache;

use self::form::{Form, forms_of};
pub(crate) use self::query::Query;
use super::words::words;

/// The version of the terms. If the version stored with an index differs, the index must be built again.
pub(crate) const VERSION: &str = "terms 2, icu_normalizer 2.4.0, snowball_stemmers_rs 1.0.1";

/// A cache of the terms of words, each with its language: texts repeat the same words.
static KNOWN: LazyLock<Cache<String, Arc<[String]>>> = LazyLock::new(|| Cache::new(20_000));

/// The maximum length of a word in the cache, in bytes.
const MOST_KNOWN_BYTES: usize = 48;

/// Returns the terms of one record, each once, in the order of their first occurrence, separated by spaces.
///
/// Each text has a language (a BCP 47 tag). Without an algorithm for it only the folded words are indexed. A
/// name that should be found by its inflected forms in several languages is passed once for each of them.
pub(crate) fn index_terms<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let of_words = texts.flat_map(|(language, text)| words(text).map(move |word| (language, word)));
    let of_words: Vec<_> = of_words.map(|(language, word)| terms_of(language, word)).collect();
    let (mut seen, mut terms) = (HashSet::new(), String::new());
    for term in of_words.iter().flat_map(|terms| terms.iter()) {
        if seen.insert(term.as_str()) {
            if !terms.is_empty() {
                terms.push(' ');
            }
            terms.push_str(term);
        }
    }
    terms
}

/// Returns the terms of one word of a text.
fn terms_of(language: &str, word: &str) -> Arc<[String]> {
    let of_forms = || {
        let with_stems = |form: Form| {
            let stems = form.stem_terms(language);
            iter::once(form.folded).chain(stems)
        };
        forms_of(word).into_iter().flat_map(with_stems).collect()
    };
    if word.len() > MOST_KNOWN_BYTES {
        return of_forms();
    }
    let key = format!("{language} {word}");
    KNOWN.get(&key).unwrap_or_else(|| {
        let terms: Arc<[String]> = of_forms();
        KNOWN.insert(key, Arc::clone(&terms));
        terms
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{form::MAX_CHARS, *};

    fn terms_of(language: &str, text: &str) -> String {
        index_terms(std::iter::once((language, text)))
    }

    #[test]
    fn a_text_becomes_words_and_stems() {
        let cases = [
            ("pl", "Umowy, umowy!", "umowy §pl§umow"),
            ("pl-PL", "w Łodzi", "w lodzi §pl§lodz"),
            ("en", "Partner towns", "partner §en§partner towns §en§town"),
            ("pl", "mia\u{ad}sto M\u{301}iasta", "miasto §pl§miast miasta"),
            ("und", "Gulbene", "gulbene"),
            ("pl", "2014-2020 5½", "2014 2020 51 2"),
            ("pl", " … ", ""),
            ("sv", "ab§cd \"ef", "ab cd ef"),
        ];
        for (language, text, terms) in cases {
            assert_eq!(terms_of(language, text), terms, "{text}");
        }
    }

    #[test]
    fn several_texts_make_one_set() {
        let texts = [("pl", "Oziersk"), ("en", "Oziersk"), ("pl", "w Oziersku")];
        assert_eq!(index_terms(texts.into_iter()), "oziersk §pl§oziersk §en§oziersk w oziersku");
    }

    #[test]
    fn long_words_are_cut() {
        let terms = terms_of("pl", &"ż".repeat(5_000));
        assert!(
            terms.split(' ').all(|term| term.chars().count() <= MAX_CHARS + "§pl§".len()),
            "{terms}"
        );
    }

    #[test]
    fn version_names_what_is_locked() {
        let lock = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"));
        for dependency in VERSION.split(", ").skip(1) {
            let (name, version) = dependency.split_once(' ').unwrap();
            let locked = format!("name = \"{name}\"\nversion = \"{version}\"\n");
            assert!(
                lock.contains(&locked),
                "{dependency} is not what Cargo.lock has: raise terms::VERSION"
            );
        }
    }

    proptest! {
        #[test]
        fn terms_are_clean(language in "(pl|en|ru|el|tr|sr|und)", text in "\\PC{0,80}") {
            let terms = terms_of(&language, &text);
            let mut seen = HashSet::new();
            for term in terms.split(' ').filter(|_| !terms.is_empty()) {
                prop_assert!(term.chars().all(|c| c == '§' || c.is_alphanumeric()), "{term}");
                prop_assert!(seen.insert(term), "{term} twice");
                prop_assert!(!term.is_empty() && term.len() < 2046);
            }
        }

        #[test]
        fn composition_does_not_matter(text in "[a-ząćęłńóśźżäöüйёї ]{0,120}") {
            let decomposed = icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(&text).into_owned();
            prop_assert_eq!(terms_of("pl", &decomposed), terms_of("pl", &text));
        }
    }
}
