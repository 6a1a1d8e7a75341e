//! A list of records that a format writes.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    model::record_type::RecordType,
    spreadsheet::{
        list_columns::{ListColumn, ListColumns},
        writer::Delimiter,
    },
    values::language::Language,
};

/// Why a list cannot be written: a fault of this program.
#[derive(Debug, thiserror::Error)]
#[error("the list cannot be written: {0}")]
pub(crate) struct FormatError(pub String);

impl From<serde_json::Error> for FormatError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// A format that writes a whole list as one file.
pub(crate) trait ListFile: Sync {
    /// The media type, without parameters.
    fn media_type(&self) -> &'static str;

    /// The value of `Content-Type`.
    fn content_type(&self) -> &'static str {
        self.media_type()
    }

    /// Writes the records.
    fn write(&self, list: &RecordList) -> Result<Vec<u8>, FormatError>;
}

/// Records as the API shows them, and what the reader asked for.
pub(crate) struct RecordList {
    /// The collection.
    pub kind: RecordType,
    /// The records, as JSON: parsed they would take many times as much memory.
    pub records: Vec<Vec<u8>>,
    /// The only language of the texts; every one if there is none.
    pub language: Option<Language>,
    /// The fields to write; all if it is empty.
    pub fields: BTreeSet<String>,
    /// The delimiter of CSV.
    pub delimiter: Delimiter,
}

impl RecordList {
    /// Returns the records one after the other.
    pub(crate) fn parsed(&self) -> impl Iterator<Item = Result<Value, FormatError>> {
        self.records.iter().map(|record| Ok(serde_json::from_slice(record)?))
    }

    /// Returns the columns that the list needs.
    pub(crate) fn columns(&self) -> Result<Vec<ListColumn>, FormatError> {
        let mut columns = ListColumns::of(self.kind, self.language.clone()).map_err(FormatError)?;
        for record in self.parsed() {
            columns.grow(&record?);
        }
        let mut columns = columns.begin_use();
        for record in self.parsed() {
            columns.note(&record?);
        }
        Ok(columns.used(&self.fields))
    }
}
