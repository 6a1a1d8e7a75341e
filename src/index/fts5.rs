//! Expressions of FTS5 that are fast to evaluate for a single record.
//!
//! For words that begin with `współp`, FTS5 merges the lists of all these words each time, and a list of
//! records evaluates the expression for up to a thousand records. Therefore the words are looked up once in
//! the vocabulary, and the expression has the words themselves, for which FTS5 only reads their lists.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl, SqliteConnection, sql_query,
    sql_types::{BigInt, Text},
};

use crate::text::terms::Query;

/// The longest beginning that has a list of its own (`prefix` of the table).
const LISTED: usize = 4;

/// The maximum number of words that replace a beginning. With more, FTS5 merges their lists.
const MOST: usize = 64;

#[derive(QueryableByName)]
struct MatchingRow {
    #[diesel(sql_type = BigInt)]
    #[expect(dead_code, reason = "only the existence of a row matters")]
    number: i64,
}

#[derive(QueryableByName)]
struct VocabularyTerm {
    #[diesel(sql_type = Text)]
    term: String,
}

/// Returns the expression for `MATCH`; `None` if no record can match because a word does not occur.
pub(crate) fn expression(
    connection: &mut SqliteConnection,
    query: &Query,
) -> QueryResult<Option<String>> {
    let mut words = Vec::new();
    for (beginning, stems) in query.words() {
        let mut terms = beginning_with(connection, beginning)?;
        for stem in stems {
            if is_known(connection, stem)? {
                terms.push(format!("\"{stem}\""));
            }
        }
        if terms.is_empty() {
            return Ok(None);
        }
        words.push(format!("({})", terms.join(" OR ")));
    }
    Ok(Some(words.join(" AND ")))
}

/// Returns the words with this beginning in quotation marks, or the beginning itself if that is faster.
fn beginning_with(connection: &mut SqliteConnection, beginning: &str) -> QueryResult<Vec<String>> {
    if beginning.chars().count() > LISTED {
        let found: Vec<VocabularyTerm> =
            sql_query("SELECT term FROM search_vocabulary WHERE term >= ? AND term < ? LIMIT 65")
                .bind::<Text, _>(beginning)
                .bind::<Text, _>(format!("{beginning}{}", char::MAX))
                .load(connection)?;
        if found.len() <= MOST {
            return Ok(found.into_iter().map(|found| format!("\"{}\"", found.term)).collect());
        }
    }
    Ok(vec![format!("\"{beginning}\"*")])
}

/// Checks whether any record has the term. The vocabulary would count all of them.
fn is_known(connection: &mut SqliteConnection, term: &str) -> QueryResult<bool> {
    let found: Vec<MatchingRow> =
        sql_query("SELECT rowid AS number FROM search_term WHERE search_term MATCH ? LIMIT 1")
            .bind::<Text, _>(format!("\"{term}\""))
            .load(connection)?;
    Ok(!found.is_empty())
}
