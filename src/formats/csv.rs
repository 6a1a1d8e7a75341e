//! CSV (RFC 4180): the columns of a spreadsheet, which an import takes back.

use serde_json::Value;

use super::list::{Extent, FormatError, ListAbout, RecordFormat, RecordWriter};
use crate::spreadsheet::{
    guard::guarded,
    writer::{Delimiter, begin, row},
};

/// CSV.
pub(crate) struct Csv;

impl RecordFormat for Csv {
    fn media_type(&self) -> &'static str {
        "text/csv"
    }

    fn content_type(&self) -> &'static str {
        "text/csv; charset=utf-8; header=present"
    }

    fn extent(&self) -> Extent {
        Extent::Whole
    }

    fn has_fields(&self) -> bool {
        true
    }

    fn has_columns(&self) -> bool {
        true
    }

    fn file_ending(&self) -> Option<&'static str> {
        Some("csv")
    }

    fn list<'l>(
        &self,
        about: &'l ListAbout,
        out: &mut Vec<u8>,
    ) -> Result<Box<dyn RecordWriter + 'l>, FormatError> {
        // Programs take the mark for a part of the first name; Excel needs it to find the letters.
        let is_for_programs = about.delimiter == Delimiter::Comma;
        let mut text = if is_for_programs { String::new() } else { begin() };
        row(&mut text, about.delimiter, about.columns.iter().map(|column| column.name.as_str()));
        out.extend_from_slice(text.as_bytes());
        Ok(Box::new(CsvRows(about)))
    }
}

/// The rows of a file.
struct CsvRows<'l>(&'l ListAbout);

impl RecordWriter for CsvRows<'_> {
    fn write(&mut self, record: &Value, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let cells: Vec<String> = self
            .0
            .columns
            .iter()
            .map(|column| {
                let cell = column.text(record);
                if column.cell.is_text() { guarded(cell) } else { cell }
            })
            .collect();
        let mut text = String::new();
        row(&mut text, self.0.delimiter, cells.iter().map(String::as_str));
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn end(self: Box<Self>, _: &mut Vec<u8>) -> Result<(), FormatError> {
        Ok(())
    }
}
