//! A list of records that a format writes.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    model::record_type::RecordType,
    spreadsheet::{
        list_columns::{ListColumn, ListColumns},
        writer::Delimiter,
    },
    text::messages::{Message, message},
    values::language::Language,
};

/// Why a list cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormatError {
    /// A fault of this program.
    #[error("the list cannot be written: {0}")]
    Broken(String),
    /// The format has no room for a record.
    #[error("{0}")]
    NoRoom(Message),
}

/// The maximum number of columns of a spreadsheet.
const MOST_COLUMNS: usize = 16_384;

impl From<serde_json::Error> for FormatError {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.to_string())
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
        let mut columns =
            ListColumns::of(self.kind, self.language.clone()).map_err(FormatError::Broken)?;
        for record in self.parsed() {
            columns.grow(&record?);
        }
        let mut columns = columns.begin_use();
        for record in self.parsed() {
            columns.note(&record?);
        }
        let columns = columns.used(&self.fields);
        if columns.len() > MOST_COLUMNS {
            return Err(FormatError::NoRoom(message!(
                "is for at most 16,384 columns, and the list needs {columns}: choose some with “fields”, or one language \
                 with “lang”",
                columns = columns.len()
            )));
        }
        Ok(columns)
    }
}
