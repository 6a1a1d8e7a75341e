//! What an import did, or would do: in numbers, and row by row.

use serde::Serialize;
use utoipa::ToSchema;

use super::diff::FieldChange;
use crate::{error::Fault, model::record_type::RecordType};

/// How many faults of one row are told.
const MOST_FAULTS: usize = 100;

choices! {
    /// What became of a row, or would become of it.
    #[derive(Hash)]
    pub enum RowOutcome {
        /// The record is new.
        Created = "created",
        /// The record was there, and has another state now.
        Replaced = "replaced",
        /// The record was there, the same: nothing is written.
        Unchanged = "unchanged",
        /// The row has faults, so nothing of the whole file is imported.
        Refused = "refused",
    }
}

/// One thing that is wrong with a row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct RowFault {
    /// The number of the row as a spreadsheet shows it: the header is row 1. In NDJSON, the number of the line.
    #[schema(example = 3)]
    pub row: u64,
    /// The column of the spreadsheet: its name in the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kind")]
    pub column: Option<String>,
    /// Where in the record: a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/kind")]
    pub pointer: Option<String>,
    /// What kind of fault it is, for programs.
    #[schema(value_type = String, example = "invalid-value")]
    pub code: &'static str,
    /// What is wrong and what would be valid, for people.
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

/// What became of one row, or would become of it.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RowReport {
    /// The number of the row as a spreadsheet shows it: the header is row 1. In NDJSON, the number of the line.
    #[schema(example = 3)]
    pub row: u64,
    /// The type of the record; not there where the row does not say it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<RecordType>,
    /// The id of the record; not there where the row does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "oziersk")]
    pub id: Option<String>,
    /// What became of the row.
    pub outcome: RowOutcome,
    /// Which values of a replaced record are others than before, up to 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// What is wrong with a refused row, up to 100 faults.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<RowFault>,
    /// How many more changes or errors the row has than are told.
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

/// What an import did, or would do. Either all of a file is imported or nothing: one refused row is enough.
#[derive(Clone, PartialEq, Default, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportReport)]
pub struct ImportReport {
    /// Whether it was only asked what would happen.
    pub dry_run: bool,
    /// Whether the records are written now: it was no dry run, and no row was refused.
    pub applied: bool,
    /// How many records are new.
    #[schema(example = 12)]
    pub created: u64,
    /// How many records were there and have another state.
    #[schema(example = 3)]
    pub replaced: u64,
    /// How many records were there, the same.
    #[schema(example = 40)]
    pub unchanged: u64,
    /// How many rows were refused.
    #[schema(example = 0)]
    pub refused: u64,
    /// The rows in the order of the file, up to 10,000: of more rows, first those that were refused, then the
    /// replaced and created ones, then the unchanged ones.
    pub rows: Vec<RowReport>,
    /// How many rows are counted, but not among `rows`.
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
