//! Excel workbooks: the columns of a spreadsheet with dates and numbers as such, which an import takes back.

use jiff::civil::date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use serde_json::Value;

use super::list::{Extent, FormatError, ListAbout, RecordFormat, RecordWriter};
use crate::{
    spreadsheet::{cells::Cell, guard::guarded_typed, list_columns::ListColumn, numbers},
    text::messages::message,
    values::{
        date::CalendarDate,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The maximum length of a cell in Excel, which counts UTF-16.
const LONGEST_CELL: usize = 32_767;

/// The width of a column of texts or ids, in characters, which no column exceeds; and that of the others.
const WIDTHS: (f64, f64) = (32.0, 16.0);

/// An Excel workbook.
pub(crate) struct Xlsx;

impl From<XlsxError> for FormatError {
    fn from(error: XlsxError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl RecordFormat for Xlsx {
    fn media_type(&self) -> &'static str {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    }

    fn extent(&self) -> Extent {
        Extent::WholeInMemory
    }

    fn has_fields(&self) -> bool {
        true
    }

    fn has_columns(&self) -> bool {
        true
    }

    fn file_ending(&self) -> Option<&'static str> {
        Some("xlsx")
    }

    fn list<'l>(
        &self,
        about: &'l ListAbout,
        _: &mut Vec<u8>,
    ) -> Result<Box<dyn RecordWriter + 'l>, FormatError> {
        let mut workbook = workbook()?;
        let sheet = workbook.add_worksheet();
        sheet.set_name(about.kind.as_str())?;
        head(sheet, about.columns.iter().map(|column| (column.name.as_str(), column.cell)))?;
        Ok(Box::new(WorkbookRows { about, workbook, row: 0 }))
    }
}

/// Begins a workbook that does not tell when it was made: the same records give the same bytes.
pub(super) fn workbook() -> Result<Workbook, FormatError> {
    let mut workbook = Workbook::new();
    let beginning = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&beginning));
    Ok(workbook)
}

/// A workbook that is filled.
struct WorkbookRows<'l> {
    about: &'l ListAbout,
    workbook: Workbook,
    row: u32,
}

impl RecordWriter for WorkbookRows<'_> {
    fn write(&mut self, record: &Value, _: &mut Vec<u8>) -> Result<(), FormatError> {
        self.row += 1;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, at) in self.about.columns.iter().zip(0..) {
            write_cell(sheet, self.row, at, column, record)?;
        }
        Ok(())
    }

    fn end(mut self: Box<Self>, out: &mut Vec<u8>) -> Result<(), FormatError> {
        out.extend(self.workbook.save_to_buffer()?);
        Ok(())
    }
}

/// Writes the names of the columns, which stay in sight, and gives the cells below them their form.
pub(super) fn head<'c>(
    sheet: &mut Worksheet,
    columns: impl Iterator<Item = (&'c str, Cell)>,
) -> Result<(), FormatError> {
    let bold = Format::new().set_bold();
    for ((name, cell), at) in columns.zip(0..) {
        sheet.write_string_with_format(0, at, name, &bold)?;
        let (form, width) = match cell {
            Cell::Text => (text_form(), WIDTHS.0),
            _ if name == "id" => (text_form(), WIDTHS.0),
            Cell::Whole | Cell::Number | Cell::Decimal | Cell::Percentage | Cell::Flag => {
                (Format::new(), WIDTHS.1)
            }
            _ => (text_form(), WIDTHS.1),
        };
        sheet.set_column_format(at, &form)?;
        let name = f64::from(u16::try_from(name.len()).unwrap_or(u16::MAX)) + 2.0;
        sheet.set_column_width(at, name.clamp(width, WIDTHS.0))?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

/// The form of a text, which Excel then does not take for a number or a date.
fn text_form() -> Format {
    Format::new().set_num_format("@").set_align(FormatAlign::Top)
}

fn date_form() -> Format {
    Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Top)
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    column: &ListColumn,
    record: &Value,
) -> Result<(), FormatError> {
    let text = column.text(record);
    if text.is_empty() {
        return Ok(());
    }
    match (column.cell, column.value(record)) {
        (Cell::Flag, Value::Bool(flag)) => {
            sheet.write_boolean(row, at, *flag)?;
        }
        (Cell::Whole | Cell::Number | Cell::Decimal | Cell::Percentage, _) => {
            match text.parse::<f64>().ok().filter(|number| is_kept(*number, &text)) {
                Some(number) => sheet.write_number(row, at, number)?,
                None => sheet.write_string_with_format(row, at, &text, &text_form())?,
            };
        }
        (Cell::Date | Cell::Day, _) => {
            match day_number(&text) {
                Some(day) => sheet.write_number_with_format(row, at, day, &date_form())?,
                None => sheet.write_string_with_format(row, at, &text, &text_form())?,
            };
        }
        _ => {
            let text = guarded_typed(text);
            if text.encode_utf16().count() > LONGEST_CELL {
                return Err(no_room(column, record));
            }
            sheet.write_string_with_format(row, at, &text, &text_form())?;
        }
    }
    Ok(())
}

fn no_room(column: &ListColumn, record: &Value) -> FormatError {
    FormatError::NoRoom(message!(
        "has no room for “{column}” of “{id}”: a cell of Excel has at most 32,767 characters; use format=csv",
        column = column.name,
        id = record["id"].as_str().unwrap_or_default()
    ))
}

/// Returns whether a number keeps every digit of its text but zeros at the end.
fn is_kept(number: f64, text: &str) -> bool {
    let trimmed =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    numbers::shown(number) == trimmed
}

/// Returns the number of a day in Excel; `None` for a text that is no day, and for days before March 1900, which Excel
/// counts wrongly.
fn day_number(text: &str) -> Option<f64> {
    let day = CalendarDate::read(text)?.day();
    let first = date(1900, 3, 1);
    let days = first.until(day).ok()?.get_days();
    (day >= first).then(|| f64::from(days) + 61.0)
}
