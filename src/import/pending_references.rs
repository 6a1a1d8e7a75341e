//! References of an import to records that did not exist when the reference was read: a later line may create
//! them. They are stored in a temporary table so that memory does not grow with the file.

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
    text::messages::MessageLanguage,
    values::traits::ClosedList,
};

/// The maximum number of unresolved references that are reported.
const MAX_REPORTED: i64 = 1_000;

/// The references to records that do not exist yet.
pub(crate) struct PendingReferences {
    insert: &'static str,
    count: u64,
}

/// The row that has a reference.
pub(crate) struct ReferringRow<'r> {
    /// The number of the row.
    pub row: u64,
    /// The path of the record.
    pub source: &'r str,
    /// The reported outcome.
    pub outcome: RowOutcome,
    /// The column of the reference.
    pub column: Option<&'r str>,
}

/// The rows with unresolved references, each with the outcome that was reported first.
#[derive(Default)]
pub(crate) struct UnresolvedRows {
    /// The first of these rows.
    pub rows: Vec<(RowOutcome, RowReport)>,
    /// The number of these rows for each outcome.
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

/// The references whose record does not exist at the end, and is not in a row of the file that was refused.
const UNRESOLVED: &str = "FROM import_reference WHERE NOT EXISTS (SELECT 1 FROM record \
                    WHERE record.path = import_reference.path AND record.state <> 'deleted') \
                    AND NOT EXISTS (SELECT 1 FROM import_record WHERE import_record.path = import_reference.path)";

impl PendingReferences {
    /// Creates the temporary table.
    pub(crate) fn begin(connection: &mut DbConnection) -> QueryResult<Self> {
        connection.batch_execute(
            "DROP TABLE IF EXISTS import_reference; \
             CREATE TEMPORARY TABLE import_reference (line BIGINT NOT NULL, source TEXT NOT NULL, \
             outcome TEXT NOT NULL, pointer TEXT NOT NULL, in_column TEXT, path TEXT NOT NULL, \
             collection TEXT NOT NULL, id TEXT NOT NULL)",
        )?;
        let insert = connection.choose(
            "INSERT INTO import_reference (line, source, outcome, pointer, in_column, path, collection, id) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            "INSERT INTO import_reference (line, source, outcome, pointer, in_column, path, collection, id) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        Ok(Self { insert, count: 0 })
    }

    /// Remembers a reference.
    pub(crate) fn add(
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

    /// Returns the unresolved references and drops the temporary table.
    pub(crate) fn finish(
        &self,
        connection: &mut DbConnection,
        language: MessageLanguage,
    ) -> QueryResult<UnresolvedRows> {
        let missing = if self.count == 0 {
            UnresolvedRows::default()
        } else {
            unresolved(connection, language)?
        };
        connection.batch_execute("DROP TABLE import_reference")?;
        Ok(missing)
    }
}

fn unresolved(
    connection: &mut DbConnection,
    language: MessageLanguage,
) -> QueryResult<UnresolvedRows> {
    let rows: Vec<PendingRow> = on_each_backend!(connection, |concrete| {
        diesel::sql_query(format!(
        "SELECT line, source, outcome, pointer, in_column, collection, id {UNRESOLVED} ORDER BY line, pointer LIMIT {MAX_REPORTED}"
    ))
    .load(concrete)
    })?;
    let counts: Vec<OutcomeCount> = on_each_backend!(connection, |concrete| diesel::sql_query(
        format!("SELECT outcome, COUNT(DISTINCT line) AS lines {UNRESOLVED} GROUP BY outcome")
    )
    .load(concrete))?;
    let counts = counts.into_iter().filter_map(|OutcomeCount { outcome, lines }| {
        Some((RowOutcome::read(&outcome)?, lines.unsigned_abs()))
    });
    Ok(UnresolvedRows { rows: by_line(rows, language), counts: counts.collect() })
}

/// Groups unresolved references into one report for each line.
fn by_line(rows: Vec<PendingRow>, language: MessageLanguage) -> Vec<(RowOutcome, RowReport)> {
    let mut lines: Vec<(RowOutcome, RowReport)> = Vec::new();
    for PendingRow { line, source, outcome, pointer, in_column, collection, id } in rows {
        let (Some(kind), Some(outcome)) =
            (RecordType::read(&collection), RowOutcome::read(&outcome))
        else {
            continue;
        };
        let row = line.unsigned_abs();
        let fault = missing(&RecordLink { pointer, kind, id });
        let fault = RowFault::of(row, in_column, fault, language);
        match lines.last_mut() {
            Some((_, last)) if last.row == row => last.errors.push(fault),
            _ => {
                let (collection, id) = source.split_once('/').unwrap_or_default();
                let (kind, id) = (RecordType::read(collection), Some(id));
                lines.push((outcome, RowReport::refused(row, kind, id, vec![fault])));
            }
        }
    }
    lines
}
