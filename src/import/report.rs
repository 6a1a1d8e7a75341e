//! The report of an import: numbers and rows.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::diff::FieldChange;
use crate::{
    error::Fault,
    journal::position::Position,
    model::{identity::RecordIdentity, record_type::RecordType},
    spreadsheet::file::{FileFormat, OpenedFile},
    text::messages::MessageLanguage,
};

/// The maximum number of faults that are reported for one row.
const MOST_FAULTS: usize = 100;

/// The maximum number of bytes of a description; a longer pointer is left out. No valid name or value is as long.
const LONGEST: usize = 2_000;

choices! {
    /// The outcome of a row, or the expected outcome in a dry run.
    #[derive(Hash)]
    pub enum RowOutcome {
        /// The record is created.
        Created = "created",
        /// The record exists and is changed.
        Replaced = "replaced",
        /// The record exists and is the same. Nothing is written.
        Unchanged = "unchanged",
        /// The row has faults. Nothing of the file is imported.
        Refused = "refused",
    }
}

/// A fault of a row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct RowFault {
    /// The number of the row as a spreadsheet shows it, where the header is row 1; for NDJSON the number of
    /// the line.
    #[schema(example = 3)]
    pub row: u64,
    /// The name of the column in the header of the spreadsheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kind")]
    pub column: Option<String>,
    /// The location in the record: a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/kind")]
    pub pointer: Option<String>,
    /// The kind of fault, for programs.
    #[schema(value_type = String, example = "invalid-value")]
    pub code: &'static str,
    /// A description of the fault and of a valid value, for people.
    #[schema(example = "“visti” is not valid; did you mean “visit”?")]
    pub detail: String,
}

impl RowFault {
    /// Makes a fault of a row, with its description in a language.
    pub fn of(row: u64, column: Option<String>, fault: Fault, language: MessageLanguage) -> Self {
        let Fault { pointer, code, detail, .. } = fault;
        let pointer = pointer.filter(|place| (1..=LONGEST).contains(&place.len()));
        let mut detail = detail.in_language(language);
        if detail.len() > LONGEST {
            detail.truncate(detail.floor_char_boundary(LONGEST));
            detail.push('…');
        }
        Self { row, column, pointer, code, detail }
    }
}

choices! {
    /// How the id of a row without one was determined.
    pub enum IdAction {
        /// One record has this name, country and first date.
        Found = "found",
        /// No record has them: the id was made from the name.
        Made = "made",
    }
}

/// How the id of a row without one was determined, and from what.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IdOrigin {
    /// Whether a record was found, or an id was made for a new one.
    pub action: IdAction,
    /// The name or title of the row.
    #[schema(example = "Dni Rietavas")]
    pub name: String,
    /// The language of the name.
    #[schema(example = "pl")]
    pub language: String,
    /// The country of the row; left out if it has none.
    #[schema(example = "LT")]
    pub country: Option<String>,
    /// The first date of the row, such as the `startDate` of an event or the `signedOn` of an agreement; left out if it has
    /// none.
    #[schema(format = "partial-date", example = "2027-06-05")]
    pub first_date: Option<String>,
    /// For a new record, the ids of records that have the same name, but another country or first date; up to ten.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["dni-rietavas"]))]
    pub same_name: Vec<String>,
}

impl IdOrigin {
    /// Tells what an id was determined from.
    pub(crate) fn of(action: IdAction, identity: &RecordIdentity, same_name: Vec<String>) -> Self {
        let RecordIdentity { kind: _, language, name, country, first_date } = identity.clone();
        let country = country.filter(|country| !country.is_empty());
        let first_date = first_date.filter(|date| !date.is_empty());
        Self { action, name, language, country, first_date, same_name }
    }

    /// Whether the id was made for a new record.
    pub(crate) fn is_made(&self) -> bool {
        self.action == IdAction::Made
    }
}

/// A record that a cell refers to by its name in place of its id.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct NamedReference {
    /// The name of the column in the header of the spreadsheet.
    #[schema(example = "partners")]
    pub column: String,
    /// The name in the cell.
    #[schema(example = "Oziersk")]
    pub name: String,
    /// The id of the only record that has it.
    #[schema(example = "oziersk")]
    pub id: String,
}

/// The outcome of one row, or the expected outcome in a dry run.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RowReport {
    /// The number of the row as a spreadsheet shows it, where the header is row 1; for NDJSON the number of
    /// the line.
    #[schema(example = 3)]
    pub row: u64,
    /// The type of the record; left out if it cannot be read.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<RecordType>,
    /// The id of the record; left out if it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "oziersk")]
    pub id: Option<String>,
    /// How the id was determined, if the row does not give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_from: Option<IdOrigin>,
    /// The outcome.
    pub outcome: RowOutcome,
    /// The records that cells of the row refer to by name, up to 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<NamedReference>,
    /// The changed values of a replaced record, up to 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// The faults of a refused row, up to 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<RowFault>,
    /// The number of further changes or errors that are not listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
    /// What contradicts itself as of today, such as a partnership that is active and ended last year; up to 100. No row is
    /// refused for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<RowFault>,
    /// The name of the record, for people; `None` if it cannot be read.
    #[serde(skip)]
    pub name: Option<String>,
    /// Whether the record is a draft.
    #[serde(skip)]
    pub is_draft: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl RowReport {
    /// Makes the report of a row without faults.
    pub fn of(row: u64, kind: RecordType, id: &str, outcome: RowOutcome) -> Self {
        Self::with(row, Some(kind), Some(id), outcome)
    }

    fn with(row: u64, kind: Option<RecordType>, id: Option<&str>, outcome: RowOutcome) -> Self {
        Self {
            row,
            kind,
            id: id.map(str::to_owned),
            id_from: None,
            outcome,
            named: Vec::new(),
            changes: Vec::new(),
            errors: Vec::new(),
            more: 0,
            warnings: Vec::new(),
            name: None,
            is_draft: false,
        }
    }

    /// Makes the report of a refused row.
    pub fn refused(
        row: u64,
        kind: Option<RecordType>,
        id: Option<&str>,
        errors: Vec<RowFault>,
    ) -> Self {
        let mut row = Self::with(row, kind, id, RowOutcome::Refused);
        row.add_faults(errors);
        row
    }

    /// Adds faults, as long as there is room for them.
    pub(super) fn add_faults(&mut self, faults: Vec<RowFault>) {
        self.errors.extend(faults);
        self.more += self.errors.len().saturating_sub(MOST_FAULTS);
        self.errors.truncate(MOST_FAULTS);
    }

    /// Adds the records that cells name, as long as there is room for them.
    pub(super) fn add_named(&mut self, named: Vec<NamedReference>) {
        self.named.extend(named);
        self.named.truncate(MOST_FAULTS);
    }

    /// Adds warnings, as long as there is room for them.
    pub(super) fn add_warnings(&mut self, warnings: Vec<RowFault>) {
        self.warnings.extend(warnings);
        self.warnings.truncate(MOST_FAULTS);
    }
}

/// What a spreadsheet was read as. Its bytes decide, not its name or its media type.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportedFile {
    /// The format of the file.
    pub format: FileFormat,
    /// The encoding of a CSV file. `windows-1250` and `ISO-8859-2` are guessed from its letters: see whether the texts
    /// are right.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "UTF-8")]
    pub encoding: Option<&'static str>,
    /// The name of the sheet that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "events")]
    pub sheet: Option<String>,
    /// The names of the sheets of the workbook that were not read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_sheets: Vec<String>,
}

impl From<OpenedFile> for ImportedFile {
    fn from(opened: OpenedFile) -> Self {
        let OpenedFile { format, encoding, sheet, other_sheets, .. } = opened;
        Self { format, encoding, sheet, other_sheets }
    }
}

/// The result of an import, or the expected result in a dry run. All records of a file are imported or none:
/// one refused row is enough.
#[derive(Clone, PartialEq, Default, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportReport)]
pub struct ImportReport {
    /// Whether this was a dry run.
    pub dry_run: bool,
    /// Whether the records were written: this was not a dry run, and no row was refused.
    pub applied: bool,
    /// What a spreadsheet was read as; left out for NDJSON, and if nothing could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Box<ImportedFile>>,
    /// The position of the data set in the feed of changes: after the import, or, if nothing was written, that of the
    /// data that the report compares with. Send it as `ifUnchangedSince` with an import that is based on this report.
    #[schema(example = "120")]
    pub position: Position,
    /// The batch of these changes, by which they can be undone; left out if nothing was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 101)]
    pub batch: Option<i64>,
    /// The number of created records.
    #[schema(example = 12)]
    pub created: u64,
    /// The number of changed records.
    #[schema(example = 3)]
    pub replaced: u64,
    /// The number of records that were already the same.
    #[schema(example = 40)]
    pub unchanged: u64,
    /// The number of refused rows.
    #[schema(example = 0)]
    pub refused: u64,
    /// The number of rows with warnings; they are counted in one of the other numbers too.
    #[schema(example = 0)]
    pub warned: u64,
    /// The rows in the order of the file, up to 10,000, and up to 4 MiB of them. If there are more, refused rows
    /// take precedence, then replaced and created ones, then unchanged ones.
    pub rows: Vec<RowReport>,
    /// The number of rows that are counted but not listed in `rows`.
    #[schema(example = 0)]
    pub rows_left_out: u64,
    /// The row after which the rest of the file was not read, because too many faults had been found; left out if the
    /// whole file was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 17)]
    pub stopped_after: Option<u64>,
    /// Whether the file was a spreadsheet.
    #[serde(skip)]
    pub(super) is_sheet: bool,
    /// What stands for all rows, those that are left out too: another report has another one.
    #[serde(skip)]
    pub digest: String,
}

impl ImportReport {
    /// Returns the refused rows that are listed.
    pub fn refusals(&self) -> impl Iterator<Item = &RowReport> {
        self.rows.iter().filter(|row| row.outcome == RowOutcome::Refused)
    }
}
