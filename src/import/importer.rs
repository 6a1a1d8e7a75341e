//! Writes the records of an import and checks their references.

use diesel::{prelude::*, result::Error::QueryBuilderError};
use serde_json::Value;

use super::{
    diff,
    duplicates::Duplicates,
    format::{ImportFormat, ImportOptions},
    incoming::{IncomingRow, RowId, RowPlace},
    link_targets::LinkTargets,
    pending_references::{PendingReferences, ReferringRow, UnresolvedRows},
    previous::PreviousRecord,
    report::{ImportReport, ImportedFile, RowFault, RowOutcome, RowReport},
    report_builder::ReportBuilder,
    unseen_changes::UnseenChanges,
};
use crate::{
    db::DbConnection,
    error::Fault,
    index::full_text,
    journal::{batches::BatchNote, position::Position, revision},
    model::{
        document::{Document, RecordLink},
        record_type::{RecordState, RecordType},
    },
    spreadsheet::{fault::CellFault, filled::ColumnTrace},
    store::{
        references,
        write::{
            preparation::{Preparation, Preparer},
            writer::{Outcome, Writer},
        },
    },
    text::messages::{MessageLanguage, message},
    values::{date::CalendarDate, record_id::RecordId, traits::ClosedList},
};

/// The number of changes after which the search index is optimized.
const OPTIMIZE_AFTER: u64 = 10_000;

/// An import that is running, in a transaction that the caller manages.
pub(crate) struct Importer<'c> {
    writer: Writer<'c>,
    duplicates: Duplicates,
    targets: LinkTargets,
    pending: PendingReferences,
    report: ReportBuilder,
    most_faults: Option<usize>,
    unseen: UnseenChanges,
    today: CalendarDate,
    language: MessageLanguage,
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
        let unseen = UnseenChanges { since: options.if_unchanged_since };
        let mut writer = Writer::begin(connection, options.actor)?;
        writer.begin_batch();
        Ok(Self {
            writer,
            unseen,
            duplicates,
            targets: LinkTargets::default(),
            pending,
            report: ReportBuilder::begin(options.dry_run, options.report_all_rows, is_sheet),
            most_faults: options.most_faults,
            today: options.today,
            language: options.language,
        })
    }

    /// Returns the connection, for queries in the same transaction.
    pub(crate) fn connection(&mut self) -> QueryResult<&mut DbConnection> {
        self.writer.connection()
    }

    /// Begins to load rows that each write another record.
    pub(crate) fn begin_load(&mut self) -> Preparer {
        self.writer.begin_load();
        self.writer.preparer()
    }

    /// Reads what the next rows need: the records that they are, each with its row, and those that they refer to.
    pub(crate) fn look_ahead<'l>(
        &mut self,
        records: Vec<(String, u64)>,
        links: impl IntoIterator<Item = &'l RecordLink>,
    ) -> QueryResult<()> {
        let paths = records.iter().map(|(path, _)| path.clone()).collect();
        self.duplicates.look_ahead(self.writer.connection()?, records)?;
        self.writer.look_ahead(paths)?;
        let targets = self.targets.unknown(links);
        if !targets.is_empty() {
            self.writer.flush()?;
        }
        self.targets.look_ahead(self.writer.connection()?, targets)
    }

    /// Returns the place of a row, with the columns that its values came from.
    pub(crate) fn place<'e>(&self, row: u64, trace: Option<ColumnTrace<'e>>) -> RowPlace<'e> {
        RowPlace { row, trace, language: self.language }
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
        faults: Vec<CellFault>,
    ) {
        let told = |CellFault { column, fault }| RowFault::of(row, column, fault, self.language);
        self.report.refuse(row, kind, id, faults.into_iter().map(told).collect());
    }

    /// Reads the current record of a row of NDJSON if its changes are listed, or it `is_needed` for another reason.
    pub(crate) fn previous(
        &mut self,
        row: u64,
        kind: RecordType,
        id: &RecordId,
        is_needed: bool,
    ) -> QueryResult<Option<PreviousRecord>> {
        if is_needed || self.unseen.since.is_some() || self.report.lists_changes() {
            let path = kind.path(id.as_str());
            if self.duplicates.is_repeated(&path, row) {
                self.writer.flush()?;
            }
            PreviousRecord::of(self.connection()?, &path)
        } else {
            Ok(None)
        }
    }

    /// Notes that a row is this record. Returns the first row that is the same one, if any.
    pub(crate) fn claim(&mut self, record: &str, row: u64) -> QueryResult<Option<i64>> {
        self.duplicates.add(self.writer.connection()?, record, row)
    }

    /// Writes the record of a row, or reports all of its faults. Returns the outcome.
    pub(crate) fn take(&mut self, incoming: IncomingRow<'_>) -> QueryResult<RowOutcome> {
        let IncomingRow { place, kind, id, revision, document, previous, named, .. } = incoming;
        let IncomingRow { faults: own, warnings: doubts, preparation, links, .. } = incoming;
        let (document, invalid) = match document {
            Ok(document) => (Some(document), Vec::new()),
            Err(invalid) => (None, invalid.faults),
        };
        let is_told = own.iter().any(|own| own.fault.pointer.as_deref() == Some("/id"));
        // A cell that cannot be read leaves the value that the record has, which says nothing of the row.
        let is_read = own.is_empty();
        let mut faults = place.faults(invalid, own);
        if let Some(id) = &id {
            let of_id = self.id_fault(&place, kind, id, previous.as_ref())?.filter(|_| !is_told);
            let path = kind.path(id.id.as_str());
            let of_links = links.iter().filter_map(|link| references::to_itself(link, &path));
            let (connection, before) = (self.writer.connection()?, previous.as_ref());
            let as_read = document.as_deref().filter(|_| is_read);
            let unseen = self.unseen.fault(connection, &path, revision, before, as_read)?;
            let all = of_id.into_iter().chain(unseen).chain(of_links);
            faults.extend(all.map(|fault| place.fault(fault)));
        }
        let mut report = None;
        if let (Some(id), Some(document), true) = (&id, &document, faults.is_empty()) {
            match self.write(&place, id, (&**document, preparation), previous)? {
                Ok(written) => report = Some(written),
                Err(fault) => faults.push(place.fault(fault)),
            }
        }
        let known = id.as_ref().filter(|id| !id.is_made()).map(|id| id.id.as_str());
        let mut report =
            report.unwrap_or_else(|| RowReport::refused(place.row, Some(kind), known, faults));
        report.add_named(named);
        report.add_warnings(place.faults(Vec::new(), doubts));
        self.conclude(&place, report, document.as_deref(), &links)
    }

    /// Reports a row, with what it warns of, and remembers its references.
    fn conclude(
        &mut self,
        place: &RowPlace<'_>,
        mut report: RowReport,
        document: Option<&dyn Document>,
        links: &[RecordLink],
    ) -> QueryResult<RowOutcome> {
        let warnings = document.map(|document| document.warnings(self.today)).unwrap_or_default();
        report.add_warnings(place.faults(warnings, Vec::new()));
        if let Some(document) = document {
            let names = document.names();
            let own = names.iter().find(|(language, _)| language.as_str() == self.language.tag());
            report.name = own.or_else(|| names.iter().next()).map(|(_, name)| (*name).to_owned());
            report.is_draft = document.state() == RecordState::Draft;
        }
        let followed = document.map(Document::ancestors).unwrap_or_default();
        self.follow(place, &report, links, &followed)?;
        let outcome = report.outcome;
        // A row that is refused without a fault cannot be read for those of the header or of another row.
        if outcome != RowOutcome::Refused || !report.errors.is_empty() {
            self.report.note(report);
        }
        Ok(outcome)
    }

    /// Returns the fault of a row whose id another row has, or had a record that was deleted.
    fn id_fault(
        &mut self,
        place: &RowPlace<'_>,
        kind: RecordType,
        id: &RowId,
        previous: Option<&PreviousRecord>,
    ) -> QueryResult<Option<Fault>> {
        if id.is_made() {
            return Ok(None);
        }
        if let Some(first) = self.claim(&kind.path(id.id.as_str()), place.row)? {
            let detail = match &place.trace {
                Some(_) => {
                    message!("the record “{id}” is already in row {first}", id = &id.id, first)
                }
                None => {
                    message!("the record “{id}” is already in line {first}", id = &id.id, first)
                }
            };
            return Ok(Some(Fault::at("/id", "repeated", detail)));
        }
        Ok(previous.filter(|previous| previous.is_deleted).map(|_| gone()))
    }

    /// Writes a record. Returns the report of its row, or why the record cannot be written.
    fn write(
        &mut self,
        place: &RowPlace<'_>,
        id: &RowId,
        (document, preparation): (&dyn Document, Option<Preparation>),
        previous: Option<PreviousRecord>,
    ) -> QueryResult<Result<RowReport, Fault>> {
        let outcome = match self.writer.put_prepared(&id.id, document, preparation)? {
            Outcome::Created => RowOutcome::Created,
            Outcome::Replaced => RowOutcome::Replaced,
            Outcome::Unchanged => RowOutcome::Unchanged,
            Outcome::Gone => return Ok(Err(gone())),
            Outcome::SecondMunicipality => {
                let detail =
                    message!("another municipality exists already, and an instance has only one");
                return Ok(Err(Fault::at("/id", "conflict", detail)));
            }
        };
        let kind = document.kind();
        let path = kind.path(id.id.as_str());
        self.targets.note_written(&path);
        if id.is_made() {
            self.claim(&path, place.row)?;
        }
        let mut row = RowReport::of(place.row, kind, id.id.as_str(), outcome);
        row.id_from.clone_from(&id.origin);
        let is_told = outcome == RowOutcome::Replaced && self.report.lists_changes();
        if let Some(previous) = previous.filter(|_| is_told) {
            let failed = |error: serde_json::Error| QueryBuilderError(error.into());
            let after = document.to_json().and_then(|json| serde_json::from_str(&json));
            (row.changes, row.more) =
                diff::between(&Value::Object(previous.document), &after.map_err(failed)?);
            for change in &mut row.changes {
                change.column = place.column(&change.field);
            }
        }
        Ok(Ok(row))
    }

    /// Remembers the references that can be judged only at the end: to records that do not exist yet, and those along
    /// which what was written may not lead back to itself.
    fn follow(
        &mut self,
        place: &RowPlace<'_>,
        report: &RowReport,
        links: &[RecordLink],
        followed: &[RecordLink],
    ) -> QueryResult<()> {
        let id = report.id.as_deref().unwrap_or_default();
        let source = report.kind.map(|kind| kind.path(id)).unwrap_or_default();
        let is_written = matches!(report.outcome, RowOutcome::Created | RowOutcome::Replaced);
        for link in links {
            let is_followed = is_written && followed.contains(link);
            if is_followed || !self.targets.is_existing(self.writer.connection()?, link)? {
                let column = place.column(&link.pointer);
                let from = ReferringRow {
                    row: place.row,
                    source: &source,
                    outcome: report.outcome,
                    column: column.as_deref(),
                    is_followed,
                };
                self.pending.add(self.writer.connection()?, &from, link)?;
            }
        }
        Ok(())
    }

    /// Checks the remembered references again and ends the import.
    pub(crate) fn finish(mut self, options: &ImportOptions<'_>) -> QueryResult<ImportReport> {
        self.writer.end_load()?;
        let UnresolvedRows { rows, counts } =
            self.pending.finish(self.writer.connection()?, self.language)?;
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
            full_text::optimize(self.writer.connection()?)?;
        }
        Duplicates::finish(self.writer.connection()?)?;
        let (created, replaced) = self.report.written();
        let note = BatchNote {
            format: ClosedList::as_str(self.report.format()),
            file_name: options.file_name,
            created,
            replaced,
            ..BatchNote::default()
        };
        let batch = self.writer.end_batch(&note)?;
        let before = revision::current(self.writer.connection()?)?;
        let after = self.writer.finish()?.revision;
        let mut report = self.report.finish();
        report.position = Position::after(if report.applied { after } else { before });
        report.batch = batch.filter(|_| report.applied);
        Ok(report)
    }
}

/// The fault of the id of a deleted record.
fn gone() -> Fault {
    let detail = message!(
        "belonged to a record that was deleted, and ids are not reused: choose another id"
    );
    Fault::at("/id", "gone", detail)
}
