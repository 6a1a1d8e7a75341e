//! Writes the records of an import and checks their references.

use std::collections::HashSet;

use diesel::{prelude::*, result::Error::QueryBuilderError};
use serde_json::{Map, Value};

use super::{
    diff,
    duplicates::Duplicates,
    format::{ImportFormat, ImportOptions},
    pending_references::{PendingReferences, ReferringRow, UnresolvedRows},
    previous,
    report::{ImportReport, ImportedFile, RowFault, RowOutcome, RowReport},
    report_builder::ReportBuilder,
};
use crate::{
    db::DbConnection,
    error::Fault,
    index::full_text,
    model::{
        document::{Document, RecordLink},
        record_type::RecordType,
    },
    spreadsheet::filled::ColumnTrace,
    store::{
        references::exists,
        write::writer::{Outcome, Writer},
    },
    values::record_id::RecordId,
};

/// The number of changes after which the search index is optimized.
const OPTIMIZE_AFTER: u64 = 10_000;

/// The maximum number of records that are remembered to exist: many events refer to the same few partners.
const CACHE_SIZE: usize = 10_000;

/// A record from a row of the file.
pub(crate) struct IncomingRecord<'e> {
    /// The number of the row.
    pub row: u64,
    /// The id of the record.
    pub id: &'e RecordId,
    /// The record.
    pub document: &'e dyn Document,
    /// The current record, if it is known.
    pub before: Option<Map<String, Value>>,
    /// The columns of the spreadsheet that the values came from.
    pub trace: Option<&'e ColumnTrace<'e>>,
}

impl IncomingRecord<'_> {
    fn column(&self, pointer: &str) -> Option<String> {
        self.trace.and_then(|trace| trace.column(pointer)).map(str::to_owned)
    }
}

/// An import that is running, in a transaction that the caller manages.
pub(crate) struct Importer<'c> {
    writer: Writer<'c>,
    duplicates: Duplicates,
    existing: HashSet<String>,
    pending: PendingReferences,
    report: ReportBuilder,
    most_faults: Option<usize>,
}

impl<'c> Importer<'c> {
    /// Begins an import. Other writers wait until the transaction ends.
    pub(crate) fn begin(
        connection: &'c mut DbConnection,
        options: &ImportOptions<'_>,
    ) -> QueryResult<Self> {
        let duplicates = Duplicates::begin(connection)?;
        let pending = PendingReferences::begin(connection)?;
        let is_sheet = matches!(options.format, ImportFormat::Sheet(_));
        Ok(Self {
            writer: Writer::begin(connection, options.actor)?,
            duplicates,
            existing: HashSet::new(),
            pending,
            report: ReportBuilder::begin(options.dry_run, options.report_all_rows, is_sheet),
            most_faults: options.most_faults,
        })
    }

    /// Returns the connection, for queries in the same transaction.
    pub(crate) fn connection(&mut self) -> &mut DbConnection {
        self.writer.connection()
    }

    /// Notes what the file was read as.
    pub(crate) fn read_from(&mut self, file: ImportedFile) {
        self.report.read_from(file);
    }

    /// Returns whether enough faults were found to stop after this row.
    pub(crate) fn stops_after(&mut self, row: u64) -> bool {
        let stops = self.most_faults.is_some_and(|most| self.report.faults() >= most);
        if stops {
            self.report.stop_after(row);
        }
        stops
    }

    /// Reports a refused row.
    pub(crate) fn refuse(
        &mut self,
        row: u64,
        kind: Option<RecordType>,
        id: Option<&str>,
        faults: Vec<RowFault>,
    ) {
        self.report.refuse(row, kind, id, faults);
    }

    /// Returns the current record if the report needs it to list the changes of a row.
    pub(crate) fn before(
        &mut self,
        kind: RecordType,
        id: &RecordId,
    ) -> QueryResult<Option<Map<String, Value>>> {
        if self.report.lists_changes() {
            previous::document(self.connection(), &kind.path(id.as_str()))
        } else {
            Ok(None)
        }
    }

    /// Writes a record and reports its row.
    pub(crate) fn put(&mut self, entry: &IncomingRecord<'_>) -> QueryResult<()> {
        let kind = entry.document.kind();
        let path = kind.path(entry.id.as_str());
        if let Some(first) = self.duplicates.add(self.writer.connection(), &path, entry.row)? {
            let row = if entry.trace.is_some() { "row" } else { "line" };
            let detail = format!("the record “{}” is already in {row} {first}", entry.id);
            self.refuse_id(entry, Fault::at("/id", "repeated", detail));
            return Ok(());
        }
        let outcome = match self.writer.put(entry.id, entry.document)? {
            Outcome::Created => RowOutcome::Created,
            Outcome::Replaced => RowOutcome::Replaced,
            Outcome::Unchanged => RowOutcome::Unchanged,
            Outcome::Gone => {
                let detail =
                    "belonged to a record that was deleted, and ids are not reused: choose another id"
                        .to_owned();
                self.refuse_id(entry, Fault::at("/id", "gone", detail));
                return Ok(());
            }
            Outcome::SecondMunicipality => {
                let detail =
                    "another municipality exists already, and an instance has only one".to_owned();
                self.refuse_id(entry, Fault::at("/id", "conflict", detail));
                return Ok(());
            }
        };
        let row = self.report_row(entry, outcome)?;
        self.report.note(row);
        self.follow(entry, &path, outcome)
    }

    /// Remembers the references to records that do not exist yet.
    fn follow(
        &mut self,
        entry: &IncomingRecord<'_>,
        path: &str,
        outcome: RowOutcome,
    ) -> QueryResult<()> {
        for link in entry.document.links() {
            if !self.is_existing(&link)? {
                let column = entry.column(&link.pointer);
                let from = ReferringRow {
                    row: entry.row,
                    source: path,
                    outcome,
                    column: column.as_deref(),
                };
                self.pending.add(self.writer.connection(), &from, &link)?;
            }
        }
        Ok(())
    }

    fn refuse_id(&mut self, entry: &IncomingRecord<'_>, fault: Fault) {
        let fault = RowFault::of(entry.row, entry.column("/id"), fault);
        self.refuse(entry.row, Some(entry.document.kind()), Some(entry.id.as_str()), vec![fault]);
    }

    fn report_row(
        &self,
        entry: &IncomingRecord<'_>,
        outcome: RowOutcome,
    ) -> QueryResult<RowReport> {
        let mut row = RowReport::of(entry.row, entry.document.kind(), entry.id.as_str(), outcome);
        let is_told = outcome == RowOutcome::Replaced && self.report.lists_changes();
        let Some(before) = entry.before.as_ref().filter(|_| is_told) else {
            return Ok(row);
        };
        let failed = |error: serde_json::Error| QueryBuilderError(error.into());
        let after = entry
            .document
            .to_json()
            .and_then(|json| serde_json::from_str(&json))
            .map_err(failed)?;
        (row.changes, row.more) = diff::between(&Value::Object(before.clone()), &after);
        for change in &mut row.changes {
            change.column = entry.column(&change.field);
        }
        Ok(row)
    }

    fn is_existing(&mut self, link: &RecordLink) -> QueryResult<bool> {
        let path = link.kind.path(&link.id);
        if self.existing.contains(&path) {
            return Ok(true);
        }
        let found = exists(self.writer.connection(), &path)?;
        if found && self.existing.len() < CACHE_SIZE {
            self.existing.insert(path);
        }
        Ok(found)
    }

    /// Checks the remembered references again and ends the import.
    pub(crate) fn finish(mut self) -> QueryResult<ImportReport> {
        let UnresolvedRows { rows, counts } = self.pending.finish(self.writer.connection())?;
        // What was not read may have the records that are missing.
        let (rows, counts) =
            if self.report.is_complete() { (rows, counts) } else { Default::default() };
        for (outcome, count) in counts {
            let listed = rows.iter().filter(|(first, _)| *first == outcome).count();
            let listed = u64::try_from(listed).unwrap_or(u64::MAX);
            self.report.count_refused_after_all(outcome, count.saturating_sub(listed));
        }
        for (outcome, row) in rows {
            self.report.refuse_after_all(row, outcome);
        }
        if self.report.changes() >= OPTIMIZE_AFTER {
            full_text::optimize(self.writer.connection())?;
        }
        Duplicates::finish(self.writer.connection())?;
        self.writer.finish()?;
        Ok(self.report.finish())
    }
}
