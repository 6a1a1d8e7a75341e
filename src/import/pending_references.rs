//! The references of an import to records that were not there when they were read: perhaps a later line brings
//! them. The database keeps them, so that memory does not grow with the file.

use diesel::{
    connection::SimpleConnection as _,
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};

use super::report::{RowFault, RowOutcome, RowReport};
use crate::{
    db::DbConnection,
    model::{document::RecordLink, record_type::RecordType},
    on_each_backend,
    store::references::missing,
    values::traits::ClosedList,
};

/// How many references that lead nowhere are told.
const TOLD: i64 = 1_000;

/// The references that an import waits for.
pub struct PendingReferences {
    insert: &'static str,
    count: u64,
}

/// The row that a reference stands in.
pub struct ReferringRow<'r> {
    /// Its number.
    pub row: u64,
    /// The path of its record.
    pub source: &'r str,
    /// What was said about it.
    pub outcome: RowOutcome,
    /// The column of the reference.
    pub column: Option<&'r str>,
}

/// The rows whose references lead nowhere after all, each with what was said about it before.
#[derive(Default)]
pub struct UnresolvedRows {
    /// The first of them.
    pub rows: Vec<(RowOutcome, RowReport)>,
    /// How many there are.
    pub counts: Vec<(RowOutcome, u64)>,
}

#[derive(QueryableByName)]
struct PendingRow {
    #[diesel(sql_type = BigInt)]
    line: i64,
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = Text)]
    outcome: String,
    #[diesel(sql_type = Text)]
    pointer: String,
    #[diesel(sql_type = Nullable<Text>)]
    in_column: Option<String>,
    #[diesel(sql_type = Text)]
    collection: String,
    #[diesel(sql_type = Text)]
    id: String,
}

#[derive(QueryableByName)]
struct OutcomeCount {
    #[diesel(sql_type = Text)]
    outcome: String,
    #[diesel(sql_type = BigInt)]
    lines: i64,
}

/// The references whose record did not come.
const LOST: &str = "FROM import_awaited WHERE NOT EXISTS (SELECT 1 FROM record \
                    WHERE record.path = import_awaited.path AND record.state <> 'deleted')";

impl PendingReferences {
    /// Begins with none.
    pub fn begin(connection: &mut DbConnection) -> QueryResult<Self> {
        connection.batch_execute(
            "DROP TABLE IF EXISTS import_awaited; \
             CREATE TEMPORARY TABLE import_awaited (line BIGINT NOT NULL, source TEXT NOT NULL, \
             outcome TEXT NOT NULL, pointer TEXT NOT NULL, in_column TEXT, path TEXT NOT NULL, \
             collection TEXT NOT NULL, id TEXT NOT NULL)",
        )?;
        let insert = connection.choose(
            "INSERT INTO import_awaited (line, source, outcome, pointer, in_column, path, collection, id) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            "INSERT INTO import_awaited (line, source, outcome, pointer, in_column, path, collection, id) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        Ok(Self { insert, count: 0 })
    }

    /// Waits for what `link` refers to.
    pub fn wait_for(
        &mut self,
        connection: &mut DbConnection,
        from: &ReferringRow<'_>,
        link: &RecordLink,
    ) -> QueryResult<()> {
        self.count += 1;
        on_each_backend!(connection, |concrete| diesel::sql_query(self.insert)
            .bind::<BigInt, _>(i64::try_from(from.row).unwrap_or(i64::MAX))
            .bind::<Text, _>(from.source)
            .bind::<Text, _>(from.outcome.as_str())
            .bind::<Text, _>(&link.pointer)
            .bind::<Nullable<Text>, _>(from.column)
            .bind::<Text, _>(link.kind.path(&link.id))
            .bind::<Text, _>(link.kind.as_str())
            .bind::<Text, _>(&link.id)
            .execute(concrete))
        .map(drop)
    }

    /// Ends the waiting: what did not come.
    pub fn finish(&self, connection: &mut DbConnection) -> QueryResult<UnresolvedRows> {
        let missing = if self.count == 0 { UnresolvedRows::default() } else { lost(connection)? };
        connection.batch_execute("DROP TABLE import_awaited")?;
        Ok(missing)
    }
}

fn lost(connection: &mut DbConnection) -> QueryResult<UnresolvedRows> {
    let rows: Vec<PendingRow> = on_each_backend!(connection, |concrete| {
        diesel::sql_query(format!(
        "SELECT line, source, outcome, pointer, in_column, collection, id {LOST} ORDER BY line, pointer LIMIT {TOLD}"
    ))
    .load(concrete)
    })?;
    let counts: Vec<OutcomeCount> = on_each_backend!(connection, |concrete| diesel::sql_query(format!(
        "SELECT outcome, COUNT(DISTINCT line) AS lines {LOST} GROUP BY outcome"
    ))
    .load(concrete))?;
    let counts = counts.into_iter().filter_map(|OutcomeCount { outcome, lines }| {
        Some((RowOutcome::read(&outcome)?, lines.unsigned_abs()))
    });
    Ok(UnresolvedRows { rows: by_line(rows), counts: counts.collect() })
}

/// One report for each line, with all its references that lead nowhere.
fn by_line(rows: Vec<PendingRow>) -> Vec<(RowOutcome, RowReport)> {
    let mut lines: Vec<(RowOutcome, RowReport)> = Vec::new();
    for PendingRow { line, source, outcome, pointer, in_column, collection, id } in rows {
        let (Some(kind), Some(outcome)) = (RecordType::read(&collection), RowOutcome::read(&outcome)) else {
            continue;
        };
        let row = line.unsigned_abs();
        let fault = RowFault::of(row, in_column, missing(&RecordLink { pointer, kind, id }));
        match lines.last_mut() {
            Some((_, last)) if last.row == row => last.errors.push(fault),
            _ => {
                let (collection, id) = source.split_once('/').unwrap_or_default();
                lines.push((
                    outcome,
                    RowReport::refused(row, RecordType::read(collection), Some(id), vec![fault]),
                ));
            }
        }
    }
    lines
}
