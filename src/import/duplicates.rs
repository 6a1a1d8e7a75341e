//! Finds records that a file contains twice.

use std::collections::HashMap;

use diesel::{connection::SimpleConnection as _, prelude::*};

use crate::db::{
    DbConnection,
    rows::{RowBatch, table_row},
};

diesel::table! {
    /// The records of the file so far.
    import_record (path) {
        path -> Text,
        line -> BigInt,
    }
}

table_row! {
    /// A record of the file, with its first line.
    struct FileRecord of "import_record" {
        path: String,
        line: i64,
    }
}

/// The records of the file so far, in a temporary table so that memory does not grow with the file.
#[derive(Default)]
pub(crate) struct Duplicates {
    /// The records of the next rows, each with the first line that has it.
    ahead: HashMap<String, i64>,
}

impl Duplicates {
    /// Creates the temporary table.
    pub(crate) fn begin(connection: &mut DbConnection) -> QueryResult<Self> {
        connection.batch_execute("DROP TABLE IF EXISTS import_record")?;
        connection.batch_execute(connection.choose(
            "CREATE TEMPORARY TABLE import_record (path TEXT PRIMARY KEY, line BIGINT NOT NULL) WITHOUT ROWID",
            "CREATE TEMPORARY TABLE import_record (path TEXT PRIMARY KEY, line BIGINT NOT NULL)",
        ))?;
        Ok(Self::default())
    }

    /// Adds the records of the next rows, each with its line.
    pub(crate) fn look_ahead(
        &mut self,
        connection: &mut DbConnection,
        records: Vec<(String, u64)>,
    ) -> QueryResult<()> {
        let paths: Vec<&str> = records.iter().map(|(path, _)| path.as_str()).collect();
        let known: Vec<(String, i64)> =
            import_record::table.filter(import_record::path.eq_any(paths)).load(connection)?;
        self.ahead = known.into_iter().collect();
        let mut new = RowBatch::default();
        for (path, line) in records {
            if !self.ahead.contains_key(&path) {
                let line = i64::try_from(line).unwrap_or(i64::MAX);
                self.ahead.insert(path.clone(), line);
                new.push(FileRecord { path, line });
            }
        }
        new.insert(connection)
    }

    /// Adds a record. Returns the line of an earlier occurrence, if any.
    pub(crate) fn add(
        &mut self,
        connection: &mut DbConnection,
        path: &str,
        line: u64,
    ) -> QueryResult<Option<i64>> {
        if !self.ahead.contains_key(path) {
            self.look_ahead(connection, vec![(path.to_owned(), line)])?;
        }
        Ok(self.first(path, line))
    }

    /// Whether an earlier line is known to have this record.
    pub(crate) fn is_repeated(&self, path: &str, line: u64) -> bool {
        self.first(path, line).is_some()
    }

    /// The line that has a record, if it is another one.
    fn first(&self, path: &str, line: u64) -> Option<i64> {
        let number = i64::try_from(line).unwrap_or(i64::MAX);
        self.ahead.get(path).copied().filter(|first| *first != number)
    }

    /// Drops the temporary table.
    pub(crate) fn finish(connection: &mut DbConnection) -> QueryResult<()> {
        connection.batch_execute("DROP TABLE import_record")
    }
}
