//! Reads a spreadsheet of one collection: a header and rows.

use std::io;

use super::{
    columns::{Column, Columns, Target},
    dates::DateSystem,
    fault::CellFault,
    guard::is_error,
    header::Header,
    rows::{RawRow, RowError, RowSource},
    workbook::parts::WorkbookError,
};
use crate::{
    error::Fault,
    text::messages::{Message, message},
};

/// The beginning of a comment row, such as a row of help.
pub(crate) const COMMENT: char = '#';

/// The maximum length of a cell in bytes, which no field (20,000 characters) and no list (100 identifiers) reaches.
const LONGEST_CELL: usize = 256 << 10;

/// A row that is not blank.
#[derive(Debug)]
pub(crate) struct SheetRow {
    /// The number of the row as a spreadsheet shows it; the header is 1.
    pub number: u64,
    /// How the file counts days; `None` if its dates are texts.
    pub dates: Option<DateSystem>,
    cells: Vec<String>,
}

impl SheetRow {
    /// A row of these cells, which is in no file.
    pub(crate) fn of(cells: Vec<String>) -> Self {
        Self { number: 0, dates: None, cells }
    }

    /// Returns the cells with their columns. Spreadsheet programs leave out empty cells at the end of a row.
    pub(crate) fn filled<'r>(
        &'r self,
        header: &'r Header,
    ) -> impl Iterator<Item = (&'r Column, &'r str)> {
        header.positioned().map(|(position, column)| (column, self.cell(position)))
    }

    /// Returns the text of the column with this content, without surrounding spaces.
    pub(crate) fn text_of(&self, header: &Header, target: &Target) -> &str {
        let found = header.positioned().find(|(_, column)| column.target == *target);
        found.map(|(position, _)| self.cell(position).trim()).unwrap_or_default()
    }

    /// Puts another text in the place of the one at a position.
    pub(crate) fn replace(&mut self, position: usize, text: String) {
        if let Some(cell) = self.cells.get_mut(position) {
            *cell = text;
        }
    }

    /// The number of bytes of all cells.
    pub(crate) fn bytes(&self) -> usize {
        self.cells.iter().map(|cell| cell.len() + size_of::<String>()).sum()
    }

    /// Returns the text at a position; that of a cell which was left out is empty.
    pub(crate) fn cell(&self, position: usize) -> &str {
        self.cells.get(position).map(String::as_str).unwrap_or_default()
    }
}

/// The reason why the rest of a file cannot be read.
#[derive(Debug)]
pub(crate) enum SheetError {
    /// This row has faults because of which the rest cannot be read.
    Faults(u64, Vec<CellFault>),
    /// The file could not be read.
    Failed(io::Error),
}

impl SheetError {
    /// Makes the fault of a row, because of which the rest of the file cannot be read.
    pub(crate) fn of_row(row: u64, code: &'static str, detail: Message) -> Self {
        let fault = Fault::at("", code, detail);
        Self::Faults(row, vec![CellFault { column: None, fault }])
    }
}

impl From<RowError> for SheetError {
    fn from(error: RowError) -> Self {
        let (row, code, detail) = match error {
            RowError::Unreadable(error) => return Self::Failed(error),
            RowError::Workbook(row, error) => return error.in_row(row),
            RowError::OpenQuote(row) => (
                row,
                "open-quotation-mark",
                message!(
                    "a cell begins with a quotation mark that is never closed: close it, or write it twice"
                ),
            ),
            RowError::TooLong(row) => {
                let detail = message!("is longer than 4 MiB; a row of a spreadsheet is shorter");
                (row, "too-long", detail)
            }
            RowError::TooManyCells(row) => (
                row,
                "too-many",
                message!("has more than 16,384 cells; a row of a spreadsheet program has fewer"),
            ),
            RowError::Merged(row, place) => (row, "merged-cells", merged(&place)),
            RowError::Repeated(row, times) => (row, "repeated", repeated(times)),
            RowError::NoResult(row, place) => (row, "failed-formula", not_calculated(&place)),
        };
        Self::of_row(row, code, detail)
    }
}

fn merged(place: &str) -> Message {
    message!(
        "the cells {place} are merged, so that only one of them has a value: split them, and write the value into each",
        place
    )
}

fn repeated(times: u64) -> Message {
    message!(
        "stands {times} times, one after the other: a record has one row, so remove the others",
        times
    )
}

fn not_calculated(place: &str) -> Message {
    message!(
        "the formula in {place} was never calculated: open the file in a spreadsheet program and save it",
        place
    )
}

impl WorkbookError {
    /// Makes the fault of the row after which a workbook cannot be read.
    pub(crate) fn in_row(&self, row: u64) -> SheetError {
        let code = match self {
            Self::Damaged(_) => "damaged-file",
            Self::TooLarge => "too-large",
            Self::NoSheet(_) => "missing",
        };
        SheetError::of_row(row, code, self.message())
    }
}

/// A spreadsheet that is being read.
pub(crate) struct Sheet<'r> {
    rows: &'r mut dyn RowSource,
    /// The columns.
    pub header: Header,
    /// The number of the row with the header.
    pub header_row: u64,
    /// The faults of the header.
    pub header_faults: Vec<CellFault>,
}

impl<'r> Sheet<'r> {
    /// Reads the header.
    pub(crate) fn open(all: Columns, rows: &'r mut dyn RowSource) -> Result<Self, SheetError> {
        let Some(first) = next_filled(rows, None)? else {
            let detail = message!(
                "the header is missing: write the names of the columns, such as id and kind, into the first row"
            );
            return Err(SheetError::of_row(1, "missing", detail));
        };
        let names = first.cells.iter().map(|cell| cell.trim());
        let (header, header_faults) = Header::read(all, names);
        Ok(Self { rows, header, header_row: first.number, header_faults })
    }

    /// Returns the next row that is neither blank nor a comment.
    pub(crate) fn read(&mut self) -> Result<Option<SheetRow>, SheetError> {
        next_filled(self.rows, Some(&self.header))
    }

    /// Returns the fault of cells beyond the last column.
    pub(crate) fn surplus(&self, row: &SheetRow) -> Option<Fault> {
        let mut cells = row.cells.iter().enumerate();
        let (at, text) =
            cells.find(|(at, text)| !text.trim().is_empty() && self.header.at(*at).is_none())?;
        let detail = message!(
            "cell {number} has “{text}”, but its column has no name in the header; a cell with the delimiter in it needs \
             quotation marks",
            number = at + 1,
            text = text.trim().chars().take(60).collect::<String>()
        );
        Some(Fault::at("", "no-column", detail))
    }
}

fn next_filled(
    rows: &mut dyn RowSource,
    header: Option<&Header>,
) -> Result<Option<SheetRow>, SheetError> {
    while let Some(RawRow { number, cells, .. }) = rows.next_row()? {
        let mut texts = Vec::with_capacity(cells.len());
        for (at, cell) in cells.into_iter().enumerate() {
            let column = header.and_then(|header| header.at(at));
            texts.push(String::from_utf8(cell).map_err(|_error| not_utf8(number, column))?);
        }
        let is_comment = texts
            .first()
            .is_some_and(|text| text.trim_start().starts_with(COMMENT) && !is_error(text));
        if !is_comment && texts.iter().any(|text| !text.trim().is_empty()) {
            if let Some(at) = texts.iter().position(|text| text.len() > LONGEST_CELL) {
                return Err(long_cell(number, at, header.and_then(|header| header.at(at))));
            }
            return Ok(Some(SheetRow { number, dates: rows.dates(), cells: texts }));
        }
    }
    Ok(None)
}

/// Most of these begin with a quotation mark that is closed many rows later, so that the rest is not read.
fn long_cell(row: u64, at: usize, column: Option<&Column>) -> SheetError {
    let detail = message!(
        "cell {number} is longer than {longest_cell} bytes, and no field is: see whether a quotation mark in it is closed too late",
        number = at + 1,
        longest_cell = LONGEST_CELL
    );
    in_column(row, column, "too-long", detail)
}

fn not_utf8(row: u64, column: Option<&Column>) -> SheetError {
    let detail = message!(
        "is neither UTF-8 nor a Polish code page, so its letters cannot be told: in Excel choose “Save as”, “CSV UTF-8”; in \
                  LibreOffice choose “Unicode (UTF-8)” when you save as CSV"
    );
    in_column(row, column, "invalid-encoding", detail)
}

fn in_column(row: u64, column: Option<&Column>, code: &'static str, detail: Message) -> SheetError {
    let (column, fault) = (column.map(|column| column.name.clone()), Fault::at("", code, detail));
    SheetError::Faults(row, vec![CellFault { column, fault }])
}
