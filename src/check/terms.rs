//! Compares the terms in the search index with those of the documents.
//!
//! PostgreSQL returns the terms of a record. FTS5 without contents does not: it only finds the records of a
//! term. There a hash of each pair of a term and a record is added up, once over the documents and once over
//! the index. The order of the pairs does not matter, and the two sums are equal if the pairs are.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl as _, SqliteConnection,
    connection::{DefaultLoadingMode, SimpleConnection as _},
    sql_query,
    sql_types::{BigInt, Text},
};

use crate::db::DbConnection;

/// The comparison of terms.
pub(super) enum TermsCheck {
    /// Each record is compared separately.
    EachRecord,
    /// The sum of the hashes of all pairs so far.
    Sum(u128),
}

#[derive(QueryableByName)]
struct IndexedTerm {
    #[diesel(sql_type = Text)]
    term: String,
    #[diesel(sql_type = BigInt)]
    doc: i64,
}

#[derive(QueryableByName)]
struct DifferenceCount {
    #[diesel(sql_type = BigInt)]
    same: i64,
}

impl TermsCheck {
    /// Begins the comparison.
    pub(super) fn begin(connection: &DbConnection) -> Self {
        connection.choose(Self::Sum(0), Self::EachRecord)
    }

    /// Compares the terms of a record; always `true` if they can only be compared at the end.
    pub(super) fn agree(
        &mut self,
        connection: &mut DbConnection,
        seq: i64,
        terms: &str,
    ) -> QueryResult<bool> {
        if let Self::Sum(sum) = self {
            *sum = terms.split(' ').fold(*sum, |sum, term| sum.wrapping_add(number(term, seq)));
        }
        let DbConnection::Postgres(postgres) = connection else { return Ok(true) };
        // A record that is missing from the index is reported elsewhere.
        let found: DifferenceCount = sql_query(
            "SELECT count(*) AS same FROM search_term WHERE seq = $1 \
             AND terms <> array_to_tsvector(string_to_array($2, ' '))",
        )
        .bind::<BigInt, _>(seq)
        .bind::<Text, _>(terms)
        .get_result(postgres)?;
        Ok(found.same == 0)
    }

    /// Compares the terms of all records, if they could not be compared separately.
    pub(super) fn are_all(&self, connection: &mut DbConnection) -> QueryResult<bool> {
        match (self, connection) {
            (Self::Sum(sum), DbConnection::Sqlite(sqlite)) => Ok(*sum == indexed(sqlite)?),
            _ => Ok(true),
        }
    }
}

/// Returns the sum of the hashes of the pairs in the index.
fn indexed(sqlite: &mut SqliteConnection) -> QueryResult<u128> {
    sqlite.batch_execute(
        "DROP TABLE IF EXISTS temp.check_vocabulary; \
         CREATE VIRTUAL TABLE temp.check_vocabulary USING fts5vocab(main, search_term, 'instance')",
    )?;
    let mut sum = 0_u128;
    let pairs = sql_query("SELECT term, doc FROM temp.check_vocabulary")
        .load_iter::<IndexedTerm, DefaultLoadingMode>(sqlite)?;
    for pair in pairs {
        let IndexedTerm { term, doc } = pair?;
        sum = sum.wrapping_add(number(&term, doc));
    }
    sqlite.batch_execute("DROP TABLE temp.check_vocabulary")?;
    Ok(sum)
}

/// Returns the hash of a pair.
fn number(term: &str, seq: i64) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, term, seq).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}
