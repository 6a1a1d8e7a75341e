//! Queries in the query languages of the two databases.

use super::{Query, query::QueryWord};

impl Query {
    /// Returns the expression for `MATCH` on an FTS5 table of
    /// [`index_terms`](crate::text::terms::index_terms) with the tokenizer `ascii`.
    pub fn to_fts5(&self) -> String {
        self.render(" AND ", |word| {
            let stems = word.stems.iter().map(|stem| format!(" OR \"{stem}\""));
            format!("(\"{}\"*{})", word.beginning, stems.collect::<String>())
        })
    }

    /// Returns the text of a `tsquery` (`$1::tsquery`) for `array_to_tsvector(string_to_array(terms, ' '))`.
    /// The function `to_tsquery` would split the terms.
    pub fn to_tsquery(&self) -> String {
        self.render(" & ", |word| {
            let stems = word.stems.iter().map(|stem| format!(" | '{stem}'"));
            format!("('{}':*{})", word.beginning, stems.collect::<String>())
        })
    }

    /// Terms have letters, digits and `§` only, so quotation marks are sufficient as escaping.
    fn render(&self, and: &str, word: impl Fn(&QueryWord) -> String) -> String {
        self.words.iter().map(word).collect::<Vec<_>>().join(and)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_query_is_written_for_either_database() {
        let query = Query::parse("Umowy w Łodzi", &["pl", "en-GB", "pl", "lv"]).unwrap();
        assert_eq!(
            query.to_fts5(),
            "(\"umowy\"* OR \"§pl§umow\" OR \"§en§umowi\") AND (\"w\"*) AND (\"lodzi\"* OR \"§pl§lodz\" OR \"§en§lodzi\")"
        );
        assert_eq!(
            query.to_tsquery(),
            "('umowy':* | '§pl§umow' | '§en§umowi') & ('w':*) & ('lodzi':* | '§pl§lodz' | '§en§lodzi')"
        );
    }

    /// Returns the query without its quoted terms; `None` if anything else is quoted.
    fn skeleton(query: &str, quote: char) -> Option<String> {
        let parts: Vec<_> = query.split(quote).collect();
        let terms_are_clean = parts.iter().skip(1).step_by(2).all(|term| {
            !term.is_empty()
                && term.chars().all(|character| character == '§' || character.is_alphanumeric())
        });
        (parts.len() % 2 == 1 && terms_are_clean)
            .then(|| parts.into_iter().step_by(2).collect::<Vec<_>>().join("t"))
    }

    proptest! {
        #[test]
        fn any_text_is_a_clean_query_or_none(text in "(\\PC|[\"'*():&|!\\\\<>^-]| |AND|NEAR\\(){0,24}") {
            if let Ok(query) = Query::parse(&text, &["pl", "en", "ru", "tr"]) {
                let fts5 = skeleton(&query.to_fts5(), '"').unwrap();
                prop_assert!(fts5.split(" AND ").all(|word| word.replace(" OR t", "") == "(t*)"), "{fts5}");
                let tsquery = skeleton(&query.to_tsquery(), '\'').unwrap();
                prop_assert!(tsquery.split(" & ").all(|word| word.replace(" | t", "") == "(t:*)"), "{tsquery}");
            }
        }
    }
}
