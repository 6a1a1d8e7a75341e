//! How a file is imported: its format, and what the report lists.

use crate::model::record_type::RecordType;

/// The forms of a file of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportFormat {
    /// The exchange format: a record a line, of any type.
    Ndjson,
    /// A spreadsheet of one collection.
    Csv(RecordType),
}

/// How to import.
#[derive(Clone, Copy, Debug)]
pub struct ImportOptions<'o> {
    /// What the source is.
    pub format: ImportFormat,
    /// Only to report what would change.
    pub dry_run: bool,
    /// Who imports, for the journal.
    pub actor: &'o str,
    /// Report rows without faults one by one too, with what they change; that takes one more question for each row of
    /// the exchange format.
    pub report_all_rows: bool,
}
