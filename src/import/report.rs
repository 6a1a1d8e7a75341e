//! The report of an import or a dry run: numbers, and the result of each row.

use serde::Serialize;
use utoipa::ToSchema;

use super::diff::FieldChange;
use crate::{error::Fault, model::record_type::RecordType};

/// How many faults of one row are told.
const MOST_FAULTS: usize = 100;

choices! {
    /// The result of a row; in a dry run the result that it would have.
    #[derive(Hash)]
    pub enum RowOutcome {
        /// The record is new.
        Created = "created",
        /// The record existed and was changed.
        Replaced = "replaced",
        /// The record existed and is the same; nothing is written.
        Unchanged = "unchanged",
        /// The row has faults, so nothing of the whole file is imported.
        Refused = "refused",
    }
}

/// A fault of a row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct RowFault {
    /// The number of the row as a spreadsheet shows it, with the header as row 1; in NDJSON, the number of the line.
    #[schema(example = 3)]
    pub row: u64,
    /// The column of the spreadsheet: its name in the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kind")]
    pub column: Option<String>,
    /// The place in the record: a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/kind")]
    pub pointer: Option<String>,
    /// The kind of fault, for programs.
    #[schema(value_type = String, example = "invalid-value")]
    pub code: &'static str,
    /// What is wrong and what is valid, for people.
    #[schema(example = "“visti” is not valid; did you mean “visit”?")]
    pub detail: String,
}

impl RowFault {
    /// A fault of a row.
    pub fn of(row: u64, column: Option<String>, fault: Fault) -> Self {
        let Fault { pointer, code, detail, .. } = fault;
        Self { row, column, pointer: pointer.filter(|pointer| !pointer.is_empty()), code, detail }
    }
}

/// The result of one row; in a dry run the result that it would have.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RowReport {
    /// The number of the row as a spreadsheet shows it, with the header as row 1; in NDJSON, the number of the line.
    #[schema(example = 3)]
    pub row: u64,
    /// The type of the record; absent if the row does not name it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<RecordType>,
    /// The id of the record; absent if the row does not name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "oziersk")]
    pub id: Option<String>,
    /// The result.
    pub outcome: RowOutcome,
    /// The changed values of a replaced record, up to 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// The faults of a refused row, up to 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<RowFault>,
    /// The number of changes or errors that are not listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl RowReport {
    /// What became of a row whose record is known.
    pub fn of(row: u64, kind: RecordType, id: &str, outcome: RowOutcome) -> Self {
        let id = Some(id.to_owned());
        Self { row, kind: Some(kind), id, outcome, changes: Vec::new(), errors: Vec::new(), more: 0 }
    }

    /// A row that was refused.
    pub fn refused(row: u64, kind: Option<RecordType>, id: Option<&str>, mut errors: Vec<RowFault>) -> Self {
        let more = errors.len().saturating_sub(MOST_FAULTS);
        errors.truncate(MOST_FAULTS);
        let id = id.map(str::to_owned);
        Self { row, kind, id, outcome: RowOutcome::Refused, changes: Vec::new(), errors, more }
    }
}

/// The report of an import or a dry run. If one row is refused, nothing of the file is imported.
#[derive(Clone, PartialEq, Default, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportReport)]
pub struct ImportReport {
    /// Whether it was a dry run.
    pub dry_run: bool,
    /// Whether the records were written: it was not a dry run, and no row was refused.
    pub applied: bool,
    /// The number of new records.
    #[schema(example = 12)]
    pub created: u64,
    /// The number of records that existed and were changed.
    #[schema(example = 3)]
    pub replaced: u64,
    /// The number of records that existed and are the same.
    #[schema(example = 40)]
    pub unchanged: u64,
    /// The number of refused rows.
    #[schema(example = 0)]
    pub refused: u64,
    /// The rows in the order of the file. Of more than 10,000 rows, the refused ones are listed first, then those that
    /// were replaced or created, then the unchanged ones.
    pub rows: Vec<RowReport>,
    /// The number of rows that are counted but not listed.
    #[schema(example = 0)]
    pub rows_left_out: u64,
    /// Whether rows are those of a spreadsheet.
    #[serde(skip)]
    pub(super) is_sheet: bool,
}

impl ImportReport {
    /// The rows that were refused, as far as they are told.
    pub fn refusals(&self) -> impl Iterator<Item = &RowReport> {
        self.rows.iter().filter(|row| row.outcome == RowOutcome::Refused)
    }
}
