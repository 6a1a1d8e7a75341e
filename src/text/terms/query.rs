//! Full-text queries.

use std::{collections::HashSet, ops::Range};

use super::form::{Form, forms, forms_of};
use crate::text::{
    messages::{Message, MessageArgument, message},
    words::placed_words,
};

/// A query: each word must occur, as the beginning of a word or in another inflected form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub(super) words: Vec<QueryWord>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueryWord {
    pub(super) beginning: String,
    pub(super) stems: Vec<String>,
}

impl Query {
    /// The maximum number of different words in a query.
    pub const MAX_WORDS: usize = 16;

    /// Parses a query. Inflected forms are found in the given languages (BCP 47 tags).
    pub fn parse(text: &str, languages: &[&str]) -> Result<Self, QueryError> {
        let mut words: Vec<Form> = forms(text).collect();
        let mut seen = HashSet::new();
        words.retain(|word| seen.insert(word.folded.clone()));
        match words.len() {
            0 => Err(QueryError::NoWords),
            found if found > Self::MAX_WORDS => Err(QueryError::TooManyWords { found }),
            _ => Ok(Self {
                words: words.into_iter().map(|word| QueryWord::new(word, languages)).collect(),
            }),
        }
    }
}

/// The reason why a text is not a valid query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum QueryError {
    /// The text has no letter or digit.
    NoWords,
    /// The text has too many different words.
    TooManyWords {
        /// The number of different words.
        found: usize,
    },
}

impl MessageArgument for QueryError {
    fn told(&self) -> Message {
        match self {
            Self::NoWords => message!("there is no word to search for"),
            Self::TooManyWords { found } => message!(
                "{found} different words to search for, at most {most} are possible",
                found,
                most = Query::MAX_WORDS
            ),
        }
    }
}

impl Query {
    /// Returns each word as a beginning, with the stem terms that match as well.
    pub fn words(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.words.iter().map(|word| (word.beginning.as_str(), word.stems.as_slice()))
    }

    /// Returns the words of a text in this language that the query finds: the bytes of each, and the number of the first
    /// word of the query that finds it.
    pub(crate) fn matches<'q>(
        &'q self,
        language: &'q str,
        text: &'q str,
    ) -> impl Iterator<Item = (Range<usize>, usize)> {
        placed_words(text).filter_map(move |(start, word)| {
            let forms = forms_of(word);
            let finds = |query: &QueryWord| forms.iter().any(|form| query.finds(form, language));
            Some((start..start + word.len(), self.words.iter().position(finds)?))
        })
    }
}

impl QueryWord {
    fn new(form: Form, languages: &[&str]) -> Self {
        let mut stems = Vec::new();
        for term in languages.iter().flat_map(|language| form.stem_terms(language)) {
            if !stems.contains(&term) {
                stems.push(term);
            }
        }
        Self { beginning: form.folded, stems }
    }

    /// Whether the index would find a word of a text in this language.
    fn finds(&self, form: &Form, language: &str) -> bool {
        form.folded.starts_with(&self.beginning)
            || (!self.stems.is_empty()
                && form.stem_terms(language).iter().any(|term| self.stems.contains(term)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_error_says_how_many_words_are_possible() {
        assert_eq!(QueryError::NoWords.to_string(), "there is no word to search for");
        let error = QueryError::TooManyWords { found: 17 };
        assert_eq!(error.to_string(), "17 different words to search for, at most 16 are possible");
    }
    use crate::text::terms::index_terms;

    /// Checks whether a query finds a text, using the terms as both databases do.
    fn finds(query: &str, languages: &[&str], text: (&str, &str)) -> bool {
        let terms = index_terms(std::iter::once(text));
        let terms: Vec<_> = terms.split(' ').collect();
        Query::parse(query, languages).unwrap().words.iter().all(|word| {
            terms.iter().any(|term| {
                term.starts_with(&word.beginning) || word.stems.iter().any(|stem| stem == term)
            })
        })
    }

    #[test]
    fn what_is_no_query() {
        for text in ["", "  ", "\"", "*", "-", "'", "()", "\u{301}", "§"] {
            assert_eq!(Query::parse(text, &["pl"]), Err(QueryError::NoWords), "{text}");
        }
        let numbers = |count: usize| {
            (0..count).map(|number| number.to_string()).collect::<Vec<_>>().join(" 1 ")
        };
        assert!(Query::parse(&numbers(16), &["pl"]).is_ok());
        let error = Query::parse(&numbers(17), &["pl"]).unwrap_err();
        assert_eq!(error, QueryError::TooManyWords { found: 17 });
    }

    #[test]
    fn finds_what_is_meant() {
        let cases = [
            ("Ketrzyn", "Kętrzyn"),
            ("Kętrzyna", "Gmina Kętrzyn"),
            ("ketrzynie", "Gmina Kętrzyn"),
            ("Ozierska", "Oziersk"),
            ("oziersk", "delegacja z Ozierska"),
            ("Ozierskiem", "w Oziersku"),
            ("rietawie", "Rietawa"),
            ("Litwie", "delegacja z Litwy"),
            ("litwa", "z Litwy"),
            ("rosji", "Rosja"),
            ("Lotwie", "Łotwy"),
            ("lodz", "w Łodzi"),
            ("umow", "Umowę o Partnerstwie"),
            ("umów", "umowa"),
            ("partnerzy", "partner"),
            ("partnerów", "nasz partner"),
            ("partnerow", "nasz partner"),
            ("miescie", "miasta"),
            ("gmin Maur", "Związek Gmin Mauron"),
            ("wodno-ściek", "gospodarka wodno-ściekowa"),
        ];
        for (query, text) in cases {
            assert!(finds(query, &["pl", "en"], ("pl", text)), "{query} in {text}");
        }
    }

    #[test]
    fn finds_no_more_than_that() {
        let cases = [
            ("partner", "partia"),
            ("partia", "partner"),
            ("oziersk", "ozimina"),
            ("rosja", "rosa"),
            ("miejsce", "miejski"),
        ];
        for (query, text) in cases {
            assert!(!finds(query, &["pl", "en"], ("pl", text)), "{query} in {text}");
        }
        assert!(!finds("umowie", &["en"], ("pl", "umowa")), "a stem counts in its own language");
        assert!(!finds("pl", &["pl"], ("pl", "umowa")), "a language is no beginning of a word");
    }

    proptest! {
        #[test]
        fn a_text_is_found_by_its_words(word in "[0-9A-Za-zÀ-ÖØ-öø-žΆ-ώЀ-џ]{1,80}") {
            if Query::parse(&word, &[]).is_ok() {
                prop_assert!(finds(&word, &["pl"], ("pl", &word)));
                prop_assert!(finds(&word.to_uppercase(), &[], ("und", &word)));
            }
        }
    }
}
