//! CSV (RFC 4180): the columns of a spreadsheet, which an import takes back.

use super::list::{FormatError, ListFile, RecordList};
use crate::spreadsheet::{
    guard::guarded,
    writer::{Delimiter, begin, row},
};

/// CSV.
pub(crate) struct Csv;

impl ListFile for Csv {
    fn media_type(&self) -> &'static str {
        "text/csv"
    }

    fn content_type(&self) -> &'static str {
        "text/csv; charset=utf-8; header=present"
    }

    fn write(&self, list: &RecordList) -> Result<Vec<u8>, FormatError> {
        let columns = list.columns()?;
        // Programs take the mark for a part of the first name; Excel needs it to find the letters.
        let is_for_programs = list.delimiter == Delimiter::Comma;
        let mut text = if is_for_programs { String::new() } else { begin() };
        row(&mut text, list.delimiter, columns.iter().map(|column| column.name.as_str()));
        for record in list.parsed() {
            let record = record?;
            let cells: Vec<String> = columns
                .iter()
                .map(|column| {
                    let cell = column.text(&record);
                    if column.cell.is_text() { guarded(cell) } else { cell }
                })
                .collect();
            row(&mut text, list.delimiter, cells.iter().map(String::as_str));
        }
        Ok(text.into_bytes())
    }
}
