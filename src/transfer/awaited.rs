//! The references of an import to records that were not there when they were read: perhaps a later line brings
//! them. The database keeps them, so that memory does not grow with the file.

use diesel::{
    connection::SimpleConnection as _,
    prelude::*,
    sql_types::{BigInt, Text},
};

use crate::{
    db::DbConnection,
    error::Fault,
    on_each_backend,
    records::{document::Link, kind::Kind, references::missing},
    values::plumbing::Choice,
};

/// How many references that lead nowhere are told.
const TOLD: i64 = 1_000;

/// The references that an import waits for.
pub struct Awaited {
    insert: &'static str,
    count: u64,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    line: i64,
    #[diesel(sql_type = Text)]
    pointer: String,
    #[diesel(sql_type = Text)]
    collection: String,
    #[diesel(sql_type = Text)]
    id: String,
}

impl Awaited {
    /// Begins with none.
    pub fn begin(connection: &mut DbConnection) -> QueryResult<Self> {
        connection.batch_execute(
            "DROP TABLE IF EXISTS import_awaited; \
             CREATE TEMPORARY TABLE import_awaited (line BIGINT NOT NULL, pointer TEXT NOT NULL, \
             path TEXT NOT NULL, collection TEXT NOT NULL, id TEXT NOT NULL)",
        )?;
        let insert = connection.choose(
            "INSERT INTO import_awaited (line, pointer, path, collection, id) VALUES (?, ?, ?, ?, ?)",
            "INSERT INTO import_awaited (line, pointer, path, collection, id) VALUES ($1, $2, $3, $4, $5)",
        );
        Ok(Self { insert, count: 0 })
    }

    /// Waits for what `link`, in line `number`, refers to.
    pub fn wait_for(&mut self, connection: &mut DbConnection, number: u64, link: &Link) -> QueryResult<()> {
        self.count += 1;
        on_each_backend!(connection, |concrete| diesel::sql_query(self.insert)
            .bind::<BigInt, _>(i64::try_from(number).unwrap_or(i64::MAX))
            .bind::<Text, _>(&link.pointer)
            .bind::<Text, _>(link.kind.path(&link.id))
            .bind::<Text, _>(link.kind.as_str())
            .bind::<Text, _>(&link.id)
            .execute(concrete))
        .map(drop)
    }

    /// The references that lead nowhere after all, by line.
    pub fn missing(&self, connection: &mut DbConnection) -> QueryResult<Vec<(u64, Vec<Fault>)>> {
        if self.count == 0 {
            return Ok(Vec::new());
        }
        let rows: Vec<Row> = on_each_backend!(connection, |concrete| {
            diesel::sql_query(format!(
            "SELECT line, pointer, collection, id FROM import_awaited WHERE NOT EXISTS (SELECT 1 FROM record \
             WHERE record.path = import_awaited.path AND record.state <> 'deleted') ORDER BY line, pointer LIMIT {TOLD}"
        ))
        .load(concrete)
        })?;
        let mut lines: Vec<(u64, Vec<Fault>)> = Vec::new();
        for Row { line, pointer, collection, id } in rows {
            let Some(kind) = Kind::read(&collection) else { continue };
            let fault = missing(&Link { pointer, kind, id });
            match lines.last_mut() {
                Some((last, faults)) if *last == line.unsigned_abs() => faults.push(fault),
                _ => lines.push((line.unsigned_abs(), vec![fault])),
            }
        }
        Ok(lines)
    }
}
