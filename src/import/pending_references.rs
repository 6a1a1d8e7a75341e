//! References of an import that can be judged only when all records are written: those to records that did not exist
//! when they were read, and those along which no record may lead back to itself. They are stored in a temporary table
//! so that memory does not grow with the file.

use diesel::{
    connection::SimpleConnection as _,
    prelude::*,
    sql_types::{BigInt, Bool, Nullable, Text},
};

use super::report::{RowFault, RowOutcome, RowReport};
use crate::{
    db::{
        DbConnection,
        rows::{RowBatch, table_row},
        work_limit,
    },
    error::Fault,
    model::{document::RecordLink, record_type::RecordType},
    on_each_backend,
    store::{circles::Ancestors, references::NearIds},
    text::messages::MessageLanguage,
    values::traits::ClosedList,
};

/// The maximum number of wrong references that are reported.
const MAX_REPORTED: i64 = 1_000;

/// The number of references that are written, or read to follow them, at a time.
const CHUNK: i64 = 500;

/// The references that are judged at the end.
pub(crate) struct PendingReferences {
    /// Those that are yet to be inserted into the temporary table.
    waiting: RowBatch,
    count: i64,
}

table_row! {
    /// A reference with its row.
    struct ReferenceRow of "import_reference" {
        number: i64,
        line: i64,
        source: String,
        outcome: String,
        pointer: String,
        in_column: Option<String>,
        path: String,
        collection: String,
        id: String,
        is_followed: i16,
    }
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
    /// Whether the reference may not lead back to the record, which was written.
    pub is_followed: bool,
}

/// The rows with wrong references, each with the outcome that was reported first.
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
    number: i64,
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
    #[diesel(sql_type = Bool)]
    leads_back: bool,
}

/// The columns of a [`PendingRow`].
const COLUMNS: &str =
    "number, line, source, outcome, pointer, in_column, collection, id, leads_back";

#[derive(QueryableByName)]
struct OutcomeCount {
    #[diesel(sql_type = Text)]
    outcome: String,
    #[diesel(sql_type = BigInt)]
    lines: i64,
}

/// The references that lead back, and those whose record does not exist at the end and is not in a row of the file that
/// was refused.
const WRONG: &str = "FROM import_reference WHERE leads_back OR NOT EXISTS (SELECT 1 FROM record \
                    WHERE record.path = import_reference.path AND record.state <> 'deleted') \
                    AND NOT EXISTS (SELECT 1 FROM import_record WHERE import_record.path = import_reference.path)";

impl PendingReferences {
    /// Creates the temporary table.
    pub(crate) fn begin(connection: &mut DbConnection) -> QueryResult<Self> {
        connection.batch_execute(
            "DROP TABLE IF EXISTS import_reference; \
             CREATE TEMPORARY TABLE import_reference (number BIGINT PRIMARY KEY, line BIGINT NOT NULL, \
             source TEXT NOT NULL, outcome TEXT NOT NULL, pointer TEXT NOT NULL, in_column TEXT, path TEXT NOT NULL, \
             collection TEXT NOT NULL, id TEXT NOT NULL, is_followed SMALLINT NOT NULL, \
             leads_back BOOLEAN NOT NULL DEFAULT FALSE)",
        )?;
        Ok(Self { waiting: RowBatch::default(), count: 0 })
    }

    /// Remembers a reference.
    pub(crate) fn add(
        &mut self,
        connection: &mut DbConnection,
        from: &ReferringRow<'_>,
        link: &RecordLink,
    ) -> QueryResult<()> {
        self.count += 1;
        self.waiting.push(ReferenceRow {
            number: self.count,
            line: i64::try_from(from.row).unwrap_or(i64::MAX),
            source: from.source.to_owned(),
            outcome: from.outcome.as_str().to_owned(),
            pointer: link.pointer.clone(),
            in_column: from.column.map(str::to_owned),
            path: link.kind.path(&link.id),
            collection: link.kind.as_str().to_owned(),
            id: link.id.clone(),
            is_followed: i16::from(from.is_followed),
        });
        if self.count % CHUNK == 0 { self.waiting.insert(connection) } else { Ok(()) }
    }

    /// Returns the wrong references and drops the temporary table.
    pub(crate) fn finish(
        &mut self,
        connection: &mut DbConnection,
        language: MessageLanguage,
    ) -> QueryResult<UnresolvedRows> {
        let mut wrong = UnresolvedRows::default();
        if self.count > 0 {
            self.waiting.insert(connection)?;
            let mut ancestors = Ancestors::default();
            follow(connection, &mut ancestors)?;
            wrong = unresolved(connection, &mut ancestors, language)?;
        }
        connection.batch_execute("DROP TABLE import_reference")?;
        Ok(wrong)
    }
}

/// Marks the references that lead back to their record.
fn follow(connection: &mut DbConnection, ancestors: &mut Ancestors) -> QueryResult<()> {
    let mut last = 0;
    loop {
        let rows = select(
            connection,
            &format!(
                "FROM import_reference WHERE is_followed = 1 AND number > {last} ORDER BY number LIMIT {CHUNK}"
            ),
        )?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.number;
        for row in &rows {
            work_limit::check()?;
            if !row.circles(connection, ancestors)?.is_empty() {
                let number = row.number;
                connection.batch_execute(&format!(
                    "UPDATE import_reference SET leads_back = TRUE WHERE number = {number}"
                ))?;
            }
        }
    }
}

fn select(connection: &mut DbConnection, which: &str) -> QueryResult<Vec<PendingRow>> {
    let query = format!("SELECT {COLUMNS} {which}");
    on_each_backend!(connection, |concrete| diesel::sql_query(query).load(concrete))
}

impl PendingRow {
    /// The reference; `None` if its type cannot be read.
    fn link(&self) -> Option<RecordLink> {
        let kind = RecordType::read(&self.collection)?;
        Some(RecordLink { pointer: self.pointer.clone(), kind, id: self.id.clone() })
    }

    /// The fault of a reference that leads back to its record.
    fn circles(
        &self,
        connection: &mut DbConnection,
        ancestors: &mut Ancestors,
    ) -> QueryResult<Vec<Fault>> {
        ancestors.faults(connection, &self.source, self.link().as_slice())
    }

    /// The faults of a wrong reference.
    fn faults(
        &self,
        connection: &mut DbConnection,
        ancestors: &mut Ancestors,
        near: &mut NearIds,
    ) -> QueryResult<Vec<Fault>> {
        if self.leads_back {
            return self.circles(connection, ancestors);
        }
        self.link().iter().map(|link| near.missing(connection, link)).collect()
    }
}

fn unresolved(
    connection: &mut DbConnection,
    ancestors: &mut Ancestors,
    language: MessageLanguage,
) -> QueryResult<UnresolvedRows> {
    let rows = select(connection, &format!("{WRONG} ORDER BY line, pointer LIMIT {MAX_REPORTED}"))?;
    let counts: Vec<OutcomeCount> = on_each_backend!(connection, |concrete| diesel::sql_query(
        format!("SELECT outcome, COUNT(DISTINCT line) AS lines {WRONG} GROUP BY outcome")
    )
    .load(concrete))?;
    let counts = counts.into_iter().filter_map(|OutcomeCount { outcome, lines }| {
        Some((RowOutcome::read(&outcome)?, lines.unsigned_abs()))
    });
    Ok(UnresolvedRows {
        rows: by_line(connection, ancestors, rows, language)?,
        counts: counts.collect(),
    })
}

/// Groups wrong references into one report for each line.
fn by_line(
    connection: &mut DbConnection,
    ancestors: &mut Ancestors,
    rows: Vec<PendingRow>,
    language: MessageLanguage,
) -> QueryResult<Vec<(RowOutcome, RowReport)>> {
    let (mut lines, mut near) = (Vec::<(RowOutcome, RowReport)>::new(), NearIds::default());
    for pending in rows {
        let Some(outcome) = RowOutcome::read(&pending.outcome) else { continue };
        let row = pending.line.unsigned_abs();
        let told = |fault| RowFault::of(row, pending.in_column.clone(), fault, language);
        let faults: Vec<RowFault> =
            pending.faults(connection, ancestors, &mut near)?.into_iter().map(told).collect();
        match lines.last_mut() {
            Some((_, last)) if last.row == row => last.add_faults(faults),
            _ => {
                let (collection, id) = pending.source.split_once('/').unwrap_or_default();
                let (kind, id) = (RecordType::read(collection), Some(id));
                lines.push((outcome, RowReport::refused(row, kind, id, faults)));
            }
        }
    }
    Ok(lines)
}
