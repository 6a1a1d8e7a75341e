//! The full-text index: FTS5 in SQLite, `tsvector` in PostgreSQL, with the same terms in both.
//!
//! [`crate::text::terms`] derives the terms of a text for both databases, which only keep lists of terms. The
//! index is derived from the documents, so it is created here and not by a migration.

use diesel::{
    ExpressionMethods as _, QueryResult, QueryableByName, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    dsl::sql,
    sql_types::{BigInt, Bool, Nullable, Text},
};

use self::table::search_term;
use super::number_set::{NumberSet, joined_sql, split};
use crate::{
    db::{
        Condition, DbConnection,
        rows::{ArraysStatement, ColumnArray},
        together::{PlainStatement, Together},
    },
    model::{
        record_type::{RecordState, RecordType},
        visibility::Visibility,
    },
    text::terms::Query,
    values::traits::ClosedList,
};

/// The maximum number of records that are collected, and tested for the other filters of a list. If more pass each of
/// its filters, sets of numbers are compared.
pub const MAX_COLLECTED: i64 = 1_000;

const CREATE_SQLITE: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS search_term USING fts5(terms, content='', \
     contentless_delete=1, detail=none, tokenize='ascii', prefix='1 2 3 4')";

const CREATE_POSTGRES: &str = "CREATE TABLE IF NOT EXISTS search_term (seq BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL); \
     CREATE INDEX IF NOT EXISTS search_term_by_term ON search_term USING gin (terms)";

const OPTIMIZE_SQLITE: &str = "INSERT INTO search_term (search_term) VALUES ('optimize')";

/// The number of bytes that the index of SQLite collects before it writes them, while many records are inserted.
const LOAD_BYTES: i64 = 8 << 20;

/// The number of parts from which the index of SQLite merges some even while many records are inserted.
const MOST_PARTS: i64 = 500;

/// The settings of the index of SQLite otherwise: its own.
const USUAL: [(&str, i64); 3] = [("automerge", 4), ("crisismerge", 16), ("hashsize", 1 << 20)];

const INSERT_POSTGRES: (&str, &str) = (
    "INSERT INTO search_term (seq, terms) \
     SELECT seq, array_to_tsvector(string_to_array(terms, ' ')) FROM unnest(",
    ") AS new (seq, terms)",
);

/// Creates the index if it does not exist.
pub fn create(connection: &mut DbConnection) -> QueryResult<()> {
    let ddl = connection.choose(CREATE_SQLITE, CREATE_POSTGRES);
    connection.batch_execute(ddl)
}

/// Checks whether the index exists.
pub fn exists(connection: &mut DbConnection) -> bool {
    connection.batch_execute("SELECT 1 FROM search_term LIMIT 0").is_ok()
}

#[allow(missing_docs, reason = "the macro's items take no doc comments")]
mod table {
    diesel::table! {
        /// The index of SQLite.
        search_term (rowid) {
            rowid -> BigInt,
            terms -> Text,
        }
    }
}

/// Adds records in the order of their numbers, each with its terms, which are separated by spaces.
pub(crate) fn insert(together: &mut Together<'_>, records: Vec<(i64, String)>) -> QueryResult<()> {
    if records.is_empty() {
        return Ok(());
    }
    if let Some(sqlite) = together.sqlite() {
        for (seq, terms) in &records {
            let row = (search_term::rowid.eq(seq), search_term::terms.eq(terms));
            diesel::insert_into(search_term::table).values(row).execute(sqlite)?;
        }
        return Ok(());
    }
    let (numbers, terms) = records.into_iter().map(|(seq, terms)| (Some(seq), Some(terms))).unzip();
    let arrays = vec![ColumnArray::Numbers(numbers), ColumnArray::Texts(terms)];
    let (begin, end) = INSERT_POSTGRES;
    together.wait(ArraysStatement::new(begin, arrays, end));
    Ok(())
}

/// Prepares the index of SQLite for many insertions: its parts are larger, and merged once, by [`end_load`].
pub(crate) fn begin_load(sqlite: &mut SqliteConnection) -> QueryResult<()> {
    configure(sqlite, &[("automerge", 0), ("crisismerge", MOST_PARTS), ("hashsize", LOAD_BYTES)])
}

/// Merges the parts, and sets the index up as it was before [`begin_load`].
pub(crate) fn end_load(sqlite: &mut SqliteConnection) -> QueryResult<()> {
    sqlite.batch_execute(OPTIMIZE_SQLITE)?;
    configure(sqlite, &USUAL)
}

fn configure(sqlite: &mut SqliteConnection, settings: &[(&str, i64)]) -> QueryResult<()> {
    for (name, value) in settings {
        sqlite.batch_execute(&format!(
            "INSERT INTO search_term (search_term, rank) VALUES ('{name}', {value})"
        ))?;
    }
    Ok(())
}

/// Merges the parts that many insertions leave, so that a query reads one list instead of ten. PostgreSQL
/// does this by itself.
pub fn optimize(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(sqlite) => sqlite.batch_execute(OPTIMIZE_SQLITE),
        DbConnection::Postgres(_) => Ok(()),
    }
}

/// Removes a record.
pub(crate) fn remove(together: &mut Together<'_>, seq: i64) -> QueryResult<()> {
    let delete = together
        .choose("DELETE FROM search_term WHERE rowid = ", "DELETE FROM search_term WHERE seq = ");
    together.add(PlainStatement::new(delete).number(seq))
}

/// Checks whether the index has a record.
pub fn has(connection: &mut DbConnection, seq: i64) -> QueryResult<bool> {
    let select = connection.choose(
        "SELECT rowid AS seq FROM search_term WHERE rowid = ?",
        "SELECT seq FROM search_term WHERE seq = $1",
    );
    let found: Vec<IndexRow> =
        crate::on_each_backend!(connection, |concrete| diesel::sql_query(select)
            .bind::<BigInt, _>(seq)
            .load(concrete))?;
    Ok(!found.is_empty())
}

/// Returns the number of records in the index.
pub fn count(connection: &mut DbConnection) -> QueryResult<i64> {
    let select = connection.choose(
        "SELECT count(*) AS seq FROM search_term_docsize",
        "SELECT count(*) AS seq FROM search_term",
    );
    let found: IndexRow =
        crate::on_each_backend!(connection, |concrete| diesel::sql_query(select)
            .get_result(concrete))?;
    Ok(found.seq)
}

/// Returns the term that all records of a type and state have, by which the index alone can count them.
///
/// The `§` distinguishes it from words, and its length from stems.
pub fn marker(kind: RecordType, state: RecordState) -> String {
    format!("§{}§{}", kind.as_str(), state.as_str())
}

/// Returns the markers of the records of these types that a reader may see.
fn markers(kinds: &[RecordType], visibility: Visibility) -> Vec<String> {
    let states = visibility.states();
    kinds.iter().flat_map(|kind| states.iter().map(|state| marker(*kind, *state))).collect()
}

/// An expression in the query language of the database: the words of a query, and the markers of the records that are
/// searched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct MarkedWords {
    expression: String,
    /// Whether it is for FTS5.
    sqlite: bool,
}

#[derive(QueryableByName)]
struct IndexRow {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

#[derive(QueryableByName)]
struct MatchingRows {
    #[diesel(sql_type = Nullable<Text>)]
    numbers: Option<String>,
}

/// The end of a subquery that is to be asked for each row: PostgreSQL does not turn it into a join, for which it
/// would read everything that the subquery could be about.
pub(crate) const EACH: &str = " LIMIT 1 OFFSET 0";

impl MarkedWords {
    /// The words of `query` in records of these types that a reader may see.
    pub(crate) fn new(
        connection: &DbConnection,
        query: &Query,
        kinds: &[RecordType],
        visibility: Visibility,
    ) -> Self {
        let markers = markers(kinds, visibility);
        let expression = match connection {
            DbConnection::Sqlite(_) => {
                format!("(\"{}\") AND {}", markers.join("\" OR \""), query.to_fts5())
            }
            DbConnection::Postgres(_) => {
                format!("('{}') & {}", markers.join("' | '"), query.to_tsquery())
            }
        };
        Self { expression, sqlite: connection.choose(true, false) }
    }

    /// The expression.
    pub(crate) fn as_str(&self) -> &str {
        &self.expression
    }

    /// Returns the numbers of the matching records.
    pub(crate) fn matching(&self, connection: &mut DbConnection) -> QueryResult<NumberSet> {
        let numbers = joined_sql(connection, connection.choose("rowid", "seq"));
        let matches = connection.choose("search_term MATCH ?", "search_term.terms @@ $1::tsquery");
        let select = format!("SELECT {numbers} AS numbers FROM search_term WHERE {matches}");
        let found: MatchingRows =
            crate::on_each_backend!(connection, |concrete| diesel::sql_query(&select)
                .bind::<Text, _>(&self.expression)
                .get_result(concrete))?;
        Ok(NumberSet::of(split(found.numbers.as_deref()).collect()))
    }

    /// Returns the condition that the record whose number is in `column` (`event.seq`) matches.
    pub(crate) fn condition<Source: 'static>(&self, column: &str) -> Condition<Source> {
        let (beginning, end) = if self.sqlite {
            ("SELECT rowid FROM search_term WHERE search_term MATCH ", ")")
        } else {
            ("SELECT seq FROM search_term WHERE terms @@ ", "::tsquery)")
        };
        let condition = sql::<Bool>(&format!("{column} IN ({beginning}"));
        Box::new(condition.bind::<Text, _>(self.expression.clone()).sql(end))
    }
}
