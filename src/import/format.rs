//! The options of an import.

use crate::{journal::position::Position, model::record_type::RecordType};

/// The format of a file of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportFormat {
    /// The exchange format (NDJSON): one record on each line, of any type.
    Ndjson,
    /// A spreadsheet (CSV) of one collection.
    Csv(RecordType),
}

impl ImportFormat {
    /// Returns the name of the format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv(_) => "csv",
        }
    }
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
    /// The name of the file for the list of batches, if it is known.
    pub file_name: Option<&'o str>,
    /// Refuse rows that change a record which was changed after this position.
    pub if_unchanged_since: Option<Position>,
}

impl<'o> ImportOptions<'o> {
    /// Makes the options of an import without conditions, which reports refused rows.
    pub fn of(format: ImportFormat, actor: &'o str) -> Self {
        Self {
            format,
            dry_run: false,
            actor,
            report_all_rows: false,
            most_faults: None,
            file_name: None,
            if_unchanged_since: None,
        }
    }
}
