//! Queries of FTS5 that are quick to ask of one record.
//!
//! To find the words that begin with `współp`, FTS5 merges the lists of all of them each time it is asked. A list
//! that is walked asks it of a thousand records. So the words are looked up once, in the vocabulary, and each
//! record is asked for those, which FTS5 answers by a look into their lists.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl, SqliteConnection, sql_query,
    sql_types::{BigInt, Text},
};

use crate::text::terms::Query;

/// Shorter beginnings have lists of their own (`prefix` of the table).
const LISTED: usize = 4;

/// More words than these are not looked up: their lists are merged then.
const MOST: usize = 64;

#[derive(QueryableByName)]
struct MatchingRow {
    #[diesel(sql_type = BigInt)]
    #[expect(dead_code, reason = "that there is one says enough")]
    number: i64,
}

#[derive(QueryableByName)]
struct VocabularyTerm {
    #[diesel(sql_type = Text)]
    term: String,
}

/// The expression for `MATCH`; `None` when some word stands nowhere, so that nothing can match.
pub fn expression(connection: &mut SqliteConnection, query: &Query) -> QueryResult<Option<String>> {
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

/// The words that begin so, each quoted; or the beginning itself where the index is quicker with it.
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

/// Whether some record has the term. The vocabulary would count them all to say so.
fn is_known(connection: &mut SqliteConnection, term: &str) -> QueryResult<bool> {
    let found: Vec<MatchingRow> =
        sql_query("SELECT rowid AS number FROM search_term WHERE search_term MATCH ? LIMIT 1")
            .bind::<Text, _>(format!("\"{term}\""))
            .load(connection)?;
    Ok(!found.is_empty())
}
