//! The full-text index: FTS5 in SQLite, `tsvector` in PostgreSQL, the same terms in both.
//!
//! What a text's terms are is decided in [`crate::text::terms`], in Rust, for both; the databases only keep
//! lists of terms. The index is derived from the documents, so it is made here and not by a migration.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    dsl::sql,
    sql_types::{BigInt, Bool, Text},
};

use crate::{
    db::{Condition, DbConnection},
    text::terms::Query,
};

/// Up to how many matches are collected and then sorted; beyond that a list is walked in its order and each
/// record is asked whether it matches. Measured: docs/ARCHITECTURE.md, "How a search finds its plan".
const FEW: i64 = 1_000;

const CREATE_SQLITE: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS search_term USING fts5(terms, content='', \
     contentless_delete=1, detail=none, tokenize='ascii', prefix='2 3 4')";

const CREATE_POSTGRES: &str = "CREATE TABLE IF NOT EXISTS search_term (seq BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL); \
     CREATE INDEX IF NOT EXISTS search_term_by_term ON search_term USING gin (terms)";

/// Makes the index when it is missing.
pub fn create(connection: &mut DbConnection) -> QueryResult<()> {
    let ddl = connection.choose(CREATE_SQLITE, CREATE_POSTGRES);
    connection.batch_execute(ddl)
}

/// Whether it is there.
pub fn exists(connection: &mut DbConnection) -> bool {
    connection.batch_execute("SELECT 1 FROM search_term LIMIT 0").is_ok()
}

/// Adds a record with its terms, separated by blanks.
pub fn insert(connection: &mut DbConnection, seq: i64, terms: &str) -> QueryResult<()> {
    let insert = connection.choose(
        "INSERT INTO search_term (rowid, terms) VALUES (?, ?)",
        "INSERT INTO search_term (seq, terms) VALUES ($1, array_to_tsvector(string_to_array($2, ' ')))",
    );
    crate::on_each_backend!(connection, |concrete| diesel::sql_query(insert)
        .bind::<BigInt, _>(seq)
        .bind::<Text, _>(terms)
        .execute(concrete))
    .map(drop)
}

/// Takes a record out.
pub fn remove(connection: &mut DbConnection, seq: i64) -> QueryResult<()> {
    let delete = connection
        .choose("DELETE FROM search_term WHERE rowid = ?", "DELETE FROM search_term WHERE seq = $1");
    crate::on_each_backend!(connection, |concrete| diesel::sql_query(delete)
        .bind::<BigInt, _>(seq)
        .execute(concrete))
    .map(drop)
}

/// Whether a record is in it.
pub fn has(connection: &mut DbConnection, seq: i64) -> QueryResult<bool> {
    let select = connection.choose(
        "SELECT rowid AS seq FROM search_term WHERE rowid = ?",
        "SELECT seq FROM search_term WHERE seq = $1",
    );
    let found: Vec<Found> = crate::on_each_backend!(connection, |concrete| diesel::sql_query(select)
        .bind::<BigInt, _>(seq)
        .load(concrete))?;
    Ok(!found.is_empty())
}

/// How many records are in it.
pub fn count(connection: &mut DbConnection) -> QueryResult<i64> {
    let select = connection
        .choose("SELECT count(*) AS seq FROM search_term_docsize", "SELECT count(*) AS seq FROM search_term");
    let found: Found =
        crate::on_each_backend!(connection, |concrete| diesel::sql_query(select).get_result(concrete))?;
    Ok(found.seq)
}

/// How the records that match a query are found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Matches {
    /// There are few: these.
    Few(Vec<i64>),
    /// There are many: ask each record, by this expression of the database's own query language.
    Many {
        /// The expression.
        expression: String,
        /// Whether it is FTS5's.
        sqlite: bool,
    },
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

/// Looks how many records match, and decides how to find them.
pub fn look_up(connection: &mut DbConnection, query: &Query) -> QueryResult<Matches> {
    let expression = connection.choose(Query::to_fts5 as fn(&Query) -> String, Query::to_tsquery)(query);
    let select = connection.choose(
        "SELECT rowid AS seq FROM search_term WHERE search_term MATCH ? LIMIT ?",
        "SELECT seq FROM search_term WHERE terms @@ $1::tsquery LIMIT $2",
    );
    let found: Vec<Found> = crate::on_each_backend!(connection, |concrete| diesel::sql_query(select)
        .bind::<Text, _>(&expression)
        .bind::<BigInt, _>(FEW + 1)
        .load(concrete))?;
    let found: Vec<i64> = found.into_iter().map(|found| found.seq).collect();
    let few = i64::try_from(found.len()).unwrap_or(i64::MAX) <= FEW;
    Ok(if few {
        Matches::Few(found)
    } else {
        Matches::Many { expression, sqlite: connection.choose(true, false) }
    })
}

impl Matches {
    /// The condition that the record numbered by `column` (`event.seq`) matches.
    pub fn condition<Source: 'static>(&self, column: &str) -> Condition<Source> {
        match self {
            Self::Few(found) => {
                let list: Vec<String> = found.iter().map(ToString::to_string).collect();
                let list = if list.is_empty() { "NULL".to_owned() } else { list.join(", ") };
                Box::new(sql::<Bool>(&format!("{column} IN ({list})")))
            }
            Self::Many { expression, sqlite: true } => Box::new(
                sql::<Bool>("EXISTS (SELECT 1 FROM search_term WHERE search_term MATCH ")
                    .bind::<Text, _>(expression.clone())
                    .sql(&format!(" AND search_term.rowid = {column})")),
            ),
            Self::Many { expression, sqlite: false } => Box::new(
                sql::<Bool>(&format!(
                    "EXISTS (SELECT 1 FROM search_term WHERE search_term.seq = {column} AND search_term.terms @@ "
                ))
                .bind::<Text, _>(expression.clone())
                .sql("::tsquery)"),
            ),
        }
    }

    /// The condition for counting: the index alone gives the list.
    pub fn counted<Source: 'static>(&self, column: &str) -> Condition<Source> {
        match self {
            Self::Few(_) => self.condition(column),
            Self::Many { expression, sqlite: true } => Box::new(
                sql::<Bool>(&format!("{column} IN (SELECT rowid FROM search_term WHERE search_term MATCH "))
                    .bind::<Text, _>(expression.clone())
                    .sql(")"),
            ),
            Self::Many { expression, sqlite: false } => Box::new(
                sql::<Bool>(&format!("{column} IN (SELECT seq FROM search_term WHERE terms @@ "))
                    .bind::<Text, _>(expression.clone())
                    .sql("::tsquery)"),
            ),
        }
    }
}
