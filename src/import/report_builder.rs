//! Builds the report of an import while its rows are read, in bounded memory.

use std::{fmt::Write as _, io};

use sha2::{Digest as _, Sha256};

use super::report::{ImportReport, ImportedFile, RowFault, RowOutcome, RowReport};
use crate::{model::record_type::RecordType, spreadsheet::file::FileFormat};

/// The maximum number of rows that are listed.
const MOST_ROWS: usize = 10_000;

/// The maximum number of bytes of the rows that are listed, as JSON: a row can list 100 changes of long texts.
const MOST_BYTES: usize = 4 << 20;

/// A report that is being built.
pub(crate) struct ReportBuilder {
    report: ImportReport,
    reports_all: bool,
    faults: usize,
    refused: ListedRows,
    changed: ListedRows,
    unchanged: ListedRows,
    /// All rows that are listed, or would be if there were room.
    digest: Sha256,
}

/// Rows that are listed, each with its bytes, while there is room.
#[derive(Default)]
struct ListedRows {
    rows: Vec<(usize, RowReport)>,
    bytes: usize,
    is_full: bool,
}

impl ListedRows {
    /// Lists a row if there is room for it. After the first one for which there is none no more are listed, so that
    /// they are the first ones of the file.
    fn push(&mut self, row: RowReport) {
        if self.is_full {
            return;
        }
        let bytes = json_bytes(&row);
        self.is_full = self.rows.len() >= MOST_ROWS || self.bytes + bytes > MOST_BYTES;
        if !self.is_full {
            self.bytes += bytes;
            self.rows.push((bytes, row));
        }
    }

    /// Adds faults to a row. Returns whether it is listed.
    fn add_faults(&mut self, number: u64, faults: &[RowFault]) -> bool {
        let listed = self.rows.iter_mut().find(|(_, row)| row.row == number);
        let Some((bytes, row)) = listed else { return false };
        row.add_faults(faults.to_vec());
        self.bytes -= *bytes;
        *bytes = json_bytes(row);
        self.bytes += *bytes;
        true
    }

    /// Removes a row, if it is listed.
    fn remove(&mut self, number: u64) -> Option<RowReport> {
        let at = self.rows.iter().position(|(_, row)| row.row == number)?;
        let (bytes, row) = self.rows.remove(at);
        self.bytes -= bytes;
        Some(row)
    }
}

/// The number of bytes of a row as JSON, without making them.
fn json_bytes(row: &RowReport) -> usize {
    struct Counter(usize);
    impl io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // Neither the counter nor a row can fail; one that did would not be listed.
    serde_json::to_writer(&mut counter, row).map_or(usize::MAX, |()| counter.0)
}

impl ReportBuilder {
    /// Begins an empty report. With `reports_all` it lists rows without faults too.
    pub(crate) fn begin(dry_run: bool, reports_all: bool, is_sheet: bool) -> Self {
        let report = ImportReport { dry_run, is_sheet, ..ImportReport::default() };
        Self {
            report,
            reports_all,
            faults: 0,
            refused: ListedRows::default(),
            changed: ListedRows::default(),
            unchanged: ListedRows::default(),
            digest: Sha256::new(),
        }
    }

    /// Notes what the file was read as.
    pub(crate) fn read_from(&mut self, file: ImportedFile) {
        self.report.file = Some(Box::new(file));
    }

    /// Returns what the file was read as.
    pub(crate) fn format(&self) -> FileFormat {
        self.report.file.as_ref().map_or(FileFormat::Ndjson, |file| file.format)
    }

    /// Returns the number of faults so far.
    pub(crate) fn faults(&self) -> usize {
        self.faults
    }

    /// Notes that the file was not read beyond this row.
    pub(crate) fn stop_after(&mut self, row: u64) {
        self.report.stopped_after = Some(row);
    }

    /// Returns whether the file was read to its end.
    pub(crate) fn is_complete(&self) -> bool {
        self.report.stopped_after.is_none()
    }

    /// Returns the number of changed records so far.
    pub(crate) fn changes(&self) -> u64 {
        self.report.created + self.report.replaced
    }

    /// Returns the numbers of created and changed records so far.
    pub(crate) fn written(&self) -> (i64, i64) {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        (number(self.report.created), number(self.report.replaced))
    }

    /// Counts a row, and lists it if there is room.
    pub(crate) fn note(&mut self, row: RowReport) {
        *self.counter(row.outcome) += 1;
        self.report.warned += u64::from(!row.warnings.is_empty());
        self.faults += row.errors.len() + if row.errors.is_empty() { 0 } else { row.more };
        let listed = match row.outcome {
            RowOutcome::Refused => &mut self.refused,
            _ if !self.reports_all && row.warnings.is_empty() => return,
            RowOutcome::Created | RowOutcome::Replaced => &mut self.changed,
            RowOutcome::Unchanged => &mut self.unchanged,
        };
        // Neither a digest nor a row can fail.
        let _infallible = serde_json::to_writer(&mut self.digest, &row);
        listed.push(row);
    }

    /// Returns whether the changes of the next replaced record are listed.
    pub(crate) fn lists_changes(&self) -> bool {
        self.reports_all && !self.changed.is_full
    }

    /// Counts and lists a refused row.
    pub(crate) fn refuse(
        &mut self,
        row: u64,
        kind: Option<RecordType>,
        id: Option<&str>,
        errors: Vec<RowFault>,
    ) {
        self.note(RowReport::refused(row, kind, id, errors));
    }

    /// Changes the outcome of a row from `first` to refused; one that is refused already gets more faults.
    pub(crate) fn refuse_after_all(&mut self, mut row: RowReport, first: RowOutcome) {
        if first == RowOutcome::Refused {
            if !self.refused.is_full && !self.refused.add_faults(row.row, &row.errors) {
                // It had no fault of its own, but could not be read for those of the header.
                self.note(row);
            }
            return;
        }
        let listed = self.changed.remove(row.row).or_else(|| self.unchanged.remove(row.row));
        row.add_warnings(listed.map(|listed| listed.warnings).unwrap_or_default());
        self.count_refused_after_all(first, 1);
        self.refused.push(row);
    }

    /// Changes the outcome of rows that are not listed from `first` to refused.
    pub(crate) fn count_refused_after_all(&mut self, first: RowOutcome, rows: u64) {
        let counter = self.counter(first);
        *counter = counter.saturating_sub(rows);
        self.report.refused += rows;
    }

    fn counter(&mut self, outcome: RowOutcome) -> &mut u64 {
        let report = &mut self.report;
        match outcome {
            RowOutcome::Created => &mut report.created,
            RowOutcome::Replaced => &mut report.replaced,
            RowOutcome::Unchanged => &mut report.unchanged,
            RowOutcome::Refused => &mut report.refused,
        }
    }

    /// Returns the report.
    pub(crate) fn finish(self) -> ImportReport {
        let Self { mut report, refused, changed, unchanged, digest, .. } = self;
        for byte in digest.finalize() {
            let _infallible = write!(report.digest, "{byte:02x}");
        }
        let total = report.created + report.replaced + report.unchanged + report.refused;
        let mut bytes = 0;
        let by_weight = refused.rows.into_iter().chain(changed.rows).chain(unchanged.rows);
        let listed = by_weight.take(MOST_ROWS).take_while(|(own, _)| {
            bytes += own;
            bytes <= MOST_BYTES
        });
        report.rows = listed.map(|(_, row)| row).collect();
        report.rows.sort_by_key(|row| row.row);
        report.rows_left_out =
            total.saturating_sub(u64::try_from(report.rows.len()).unwrap_or(u64::MAX));
        report.applied = !report.dry_run && report.refused == 0;
        report
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::text::messages::{Message, MessageLanguage};
    use crate::{error::Fault, import::diff::FieldChange};

    fn row(number: u64, outcome: RowOutcome) -> RowReport {
        RowReport::of(number, RecordType::Events, "a", outcome)
    }

    /// A row that replaces a record, with the most that it can list.
    fn large_row(number: u64) -> RowReport {
        let text = || Some(Value::String("\u{1d54f}".repeat(300)));
        let change =
            FieldChange { field: "/a".to_owned(), column: None, before: text(), after: text() };
        RowReport { changes: vec![change; 100], ..row(number, RowOutcome::Replaced) }
    }

    #[test]
    fn the_bytes_of_the_rows_have_a_limit_too() {
        let mut builder = ReportBuilder::begin(true, true, true);
        for number in 0..100 {
            builder.note(row(number * 2, RowOutcome::Unchanged));
            builder.note(large_row(number * 2 + 1));
        }
        assert!(builder.changed.bytes <= MOST_BYTES && !builder.lists_changes());
        let report = builder.finish();
        assert_eq!((report.replaced, report.unchanged), (100, 100));
        assert_eq!(report.rows.len() as u64 + report.rows_left_out, 200);
        let bytes = serde_json::to_vec(&report).unwrap().len();
        assert!((MOST_BYTES - (512 << 10)..MOST_BYTES + 4_096).contains(&bytes), "{bytes}");
    }

    #[test]
    fn a_fault_is_told_however_long_the_name_is_that_it_is_about() {
        let mut builder = ReportBuilder::begin(true, true, false);
        let long = "\u{1}".repeat(4 << 20);
        let faults = (0..200).map(|_| {
            let fault = Fault::at(
                format!("/{long}"),
                "unknown-field",
                Message::Verbatim(format!("“{long}”")),
            );
            RowFault::of(1, None, fault, MessageLanguage::English)
        });
        builder.refuse(1, None, None, faults.collect());
        let report = builder.finish();
        assert_eq!((report.rows[0].errors.len(), report.rows[0].more), (100, 100));
        assert!(report.rows[0].errors[0].detail.ends_with('…'));
    }

    #[test]
    fn what_matters_most_is_told_when_there_is_no_room() {
        let mut builder = ReportBuilder::begin(true, true, true);
        for number in 0..12_000 {
            let outcome = match number % 12 {
                0 => RowOutcome::Created,
                1 => RowOutcome::Refused,
                _ => RowOutcome::Unchanged,
            };
            builder.note(row(number, outcome));
        }
        builder.refuse_after_all(row(12, RowOutcome::Refused), RowOutcome::Created);
        let report = builder.finish();
        assert_eq!((report.created, report.refused, report.unchanged), (999, 1_001, 10_000));
        assert_eq!((report.rows.len(), report.rows_left_out), (MOST_ROWS, 2_000));
        assert!(report.rows.is_sorted_by_key(|row| row.row));
        assert_eq!(report.refusals().count(), 1_001);
        assert_eq!(
            report.rows.iter().filter(|row| row.outcome == RowOutcome::Created).count(),
            999
        );
    }

    #[test]
    fn rows_that_are_not_listed_are_part_of_the_digest() {
        let digest = |last: &str| {
            let mut builder = ReportBuilder::begin(true, true, true);
            for number in 0..12_000 {
                builder.note(row(number, RowOutcome::Created));
            }
            builder.note(RowReport::of(12_000, RecordType::Events, last, RowOutcome::Created));
            let report = builder.finish();
            assert!(report.rows.iter().all(|row| row.id.as_deref() == Some("a")));
            report.digest
        };
        assert_eq!(digest("b"), digest("b"));
        assert_ne!(digest("b"), digest("c"));
    }
}
