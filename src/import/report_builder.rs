//! Builds the report of an import while its rows are read, in bounded memory.

use super::report::{ImportReport, RowFault, RowOutcome, RowReport};
use crate::model::record_type::RecordType;

/// The maximum number of rows that are listed.
const MOST_ROWS: usize = 10_000;

/// A report that is being built.
pub(crate) struct ReportBuilder {
    report: ImportReport,
    reports_all: bool,
    faults: usize,
    refused: Vec<RowReport>,
    changed: Vec<RowReport>,
    unchanged: Vec<RowReport>,
}

impl ReportBuilder {
    /// Begins an empty report. With `reports_all` it lists rows without faults too.
    pub(crate) fn begin(dry_run: bool, reports_all: bool, is_sheet: bool) -> Self {
        let report = ImportReport { dry_run, is_sheet, ..ImportReport::default() };
        Self {
            report,
            reports_all,
            faults: 0,
            refused: Vec::new(),
            changed: Vec::new(),
            unchanged: Vec::new(),
        }
    }

    /// Returns whether rows without faults are listed too.
    pub(crate) fn reports_all(&self) -> bool {
        self.reports_all
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

    /// Counts a row, and lists it if there is room.
    pub(crate) fn note(&mut self, row: RowReport) {
        *self.counter(row.outcome) += 1;
        let listed = match row.outcome {
            RowOutcome::Refused => &mut self.refused,
            _ if !self.reports_all => return,
            RowOutcome::Created | RowOutcome::Replaced => &mut self.changed,
            RowOutcome::Unchanged => &mut self.unchanged,
        };
        if listed.len() < MOST_ROWS {
            listed.push(row);
        }
    }

    /// Counts and lists a refused row.
    pub(crate) fn refuse(
        &mut self,
        row: u64,
        kind: Option<RecordType>,
        id: Option<&str>,
        errors: Vec<RowFault>,
    ) {
        self.faults += errors.len();
        self.note(RowReport::refused(row, kind, id, errors));
    }

    /// Changes the outcome of a row from `first` to refused.
    pub(crate) fn refuse_after_all(&mut self, row: RowReport, first: RowOutcome) {
        self.changed.retain(|listed| listed.row != row.row);
        self.count_refused_after_all(first, 1);
        if self.refused.len() < MOST_ROWS {
            self.refused.push(row);
        }
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
        let Self { mut report, refused, changed, unchanged, .. } = self;
        let total = report.created + report.replaced + report.unchanged + report.refused;
        report.rows = refused.into_iter().chain(changed).chain(unchanged).take(MOST_ROWS).collect();
        report.rows.sort_by_key(|row| row.row);
        report.rows_left_out =
            total.saturating_sub(u64::try_from(report.rows.len()).unwrap_or(u64::MAX));
        report.applied = !report.dry_run && report.refused == 0;
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u64, outcome: RowOutcome) -> RowReport {
        RowReport::of(number, RecordType::Events, "a", outcome)
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
}
