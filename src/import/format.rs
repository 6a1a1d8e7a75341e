//! The options of an import.

use crate::model::record_type::RecordType;

/// The format of a file of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportFormat {
    /// The exchange format (NDJSON): one record on each line, of any type.
    Ndjson,
    /// A spreadsheet (CSV) of one collection.
    Csv(RecordType),
}

/// The options of an import.
#[derive(Clone, Copy, Debug)]
pub struct ImportOptions<'o> {
    /// The format of the source.
    pub format: ImportFormat,
    /// Only report the changes, without applying them.
    pub dry_run: bool,
    /// The actor for the journal.
    pub actor: &'o str,
    /// Report rows without faults too, with their changes. This takes one more query for each row of NDJSON.
    pub report_all_rows: bool,
    /// Stop to read when so many faults were found, so that a file full of them keeps no other writer waiting.
    pub most_faults: Option<usize>,
}
