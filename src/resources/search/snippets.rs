//! Finds the text of a record that a search found it by.

use super::view::{SearchSnippet, SnippetPart};
use crate::{
    model::document::Document,
    text::{
        snippet::{Run, Snippet},
        terms::Query,
    },
    values::language::Language,
};

/// The bytes of texts that are looked at for one page, so that long records keep no worker busy.
const MOST_BYTES: usize = 512 << 10;

/// Finds snippets for the records of one page.
pub(super) struct SnippetFinder<'q> {
    query: Option<&'q Query>,
    default_language: &'q Language,
    left: usize,
}

impl<'q> SnippetFinder<'q> {
    /// Begins a page.
    pub(super) fn new(query: Option<&'q Query>, default_language: &'q Language) -> Self {
        Self { query, default_language, left: MOST_BYTES }
    }

    /// Returns the part of a text with the most words of the query, for a reader of these languages.
    pub(super) fn find(
        &mut self,
        document: &dyn Document,
        languages: &[Language],
    ) -> Option<SearchSnippet> {
        let query = self.query?;
        let words = query.words().count();
        let mut best: Option<(&Language, Snippet)> = None;
        for (language, text) in self.in_order(document, languages) {
            let text = &text[..text.floor_char_boundary(self.left)];
            self.left -= text.len();
            let least = best.as_ref().map_or(0, |(_, best)| best.found);
            let found = Snippet::of(query, language.as_str(), text);
            if let Some(found) = found.filter(|found| found.found > least) {
                best = Some((language, found));
            }
            if best.as_ref().is_some_and(|(_, best)| best.found == words) {
                break;
            }
        }
        best.map(|(language, found)| SearchSnippet::of(language.clone(), found))
    }

    /// Returns the texts in the order in which they suit the reader; names come after the texts of their language.
    fn in_order<'d>(
        &self,
        document: &'d dyn Document,
        languages: &[Language],
    ) -> Vec<(&'d Language, &'d str)>
    where
        'q: 'd,
    {
        let names = document.names();
        let rank = |language: &Language| {
            let is_read = |wanted: &Language| wanted.is_served_by(language);
            languages.iter().position(is_read).unwrap_or(languages.len())
        };
        let mut texts: Vec<_> = document
            .texts()
            .into_iter()
            .map(|(language, text)| (language.unwrap_or(self.default_language), text))
            .collect();
        texts.sort_by_key(|(language, text)| {
            (rank(language), names.get(*language).is_some_and(|name| name == text))
        });
        texts
    }
}

impl SearchSnippet {
    fn of(language: Language, found: Snippet) -> Self {
        let part = |Run { text, is_match }| SnippetPart { text, is_match };
        Self { language, parts: found.runs.into_iter().map(part).collect() }
    }
}
