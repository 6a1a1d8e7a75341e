//! Finds records that a file contains twice.

use diesel::{
    connection::SimpleConnection as _,
    prelude::*,
    sql_types::{BigInt, Text},
};

use crate::{db::DbConnection, on_each_backend};

/// The records of the file so far, in a temporary table so that memory does not grow with the file.
pub(crate) struct Duplicates {
    insert: &'static str,
    select: &'static str,
}

#[derive(QueryableByName)]
struct FirstLine {
    #[diesel(sql_type = BigInt)]
    line: i64,
}

impl Duplicates {
    /// Creates the temporary table.
    pub(crate) fn begin(connection: &mut DbConnection) -> QueryResult<Self> {
        connection.batch_execute(
            "DROP TABLE IF EXISTS import_record; \
             CREATE TEMPORARY TABLE import_record (path TEXT PRIMARY KEY, line BIGINT NOT NULL)",
        )?;
        Ok(Self {
            insert: connection.choose(
                "INSERT INTO import_record (path, line) VALUES (?, ?) ON CONFLICT DO NOTHING",
                "INSERT INTO import_record (path, line) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            ),
            select: connection.choose(
                "SELECT line FROM import_record WHERE path = ?",
                "SELECT line FROM import_record WHERE path = $1",
            ),
        })
    }

    /// Adds a record. Returns the line of an earlier occurrence, if any.
    pub(crate) fn add(
        &self,
        connection: &mut DbConnection,
        path: &str,
        line: u64,
    ) -> QueryResult<Option<i64>> {
        let number = i64::try_from(line).unwrap_or(i64::MAX);
        let inserted = on_each_backend!(connection, |concrete| diesel::sql_query(self.insert)
            .bind::<Text, _>(path)
            .bind::<BigInt, _>(number)
            .execute(concrete))?;
        if inserted > 0 {
            return Ok(None);
        }
        let first: FirstLine =
            on_each_backend!(connection, |concrete| diesel::sql_query(self.select)
                .bind::<Text, _>(path)
                .get_result(concrete))?;
        Ok(Some(first.line))
    }

    /// Drops the temporary table.
    pub(crate) fn finish(connection: &mut DbConnection) -> QueryResult<()> {
        connection.batch_execute("DROP TABLE import_record")
    }
}
