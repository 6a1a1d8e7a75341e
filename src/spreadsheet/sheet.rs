//! Reads a spreadsheet of one collection: a header and rows.

use std::io::{self, BufRead};

use super::{
    columns::{Column, Columns, Target, overlap},
    fault::CellFault,
    rows::{RawRow, RowError, Rows},
};
use crate::error::Fault;

/// The beginning of a comment row, such as a row of help.
pub(crate) const COMMENT: char = '#';

/// A row that is not blank.
#[derive(Debug)]
pub(crate) struct SheetRow {
    /// The number of the row as a spreadsheet shows it; the header is 1.
    pub number: u64,
    cells: Vec<String>,
}

impl SheetRow {
    /// Returns the cells with their columns. Spreadsheet programs leave out empty cells at the end of a row.
    pub(crate) fn filled<'r>(
        &'r self,
        columns: &'r [Option<Column>],
    ) -> impl Iterator<Item = (&'r Column, &'r str)> {
        let texts = self.cells.iter().map(String::as_str).chain(std::iter::repeat(""));
        columns.iter().zip(texts).filter_map(|(column, text)| Some((column.as_ref()?, text)))
    }

    /// Returns the text of the first column with this content, without surrounding spaces.
    pub(crate) fn text_of(&self, columns: &[Option<Column>], target: &Target) -> &str {
        let mut cells = self.cells.iter().zip(columns);
        let found = cells
            .find(|(_, column)| column.as_ref().is_some_and(|column| column.target == *target));
        found.map(|(text, _)| text.trim()).unwrap_or_default()
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

impl From<RowError> for SheetError {
    fn from(error: RowError) -> Self {
        let fault = |row, code, detail: &str| {
            Self::Faults(
                row,
                vec![CellFault { column: None, fault: Fault::at("", code, detail.to_owned()) }],
            )
        };
        match error {
            RowError::Unreadable(error) => Self::Failed(error),
            RowError::OpenQuote(row) => fault(
                row,
                "open-quotation-mark",
                "a cell begins with a quotation mark that is never closed: close it, or write it twice",
            ),
            RowError::TooLong(row) => {
                fault(row, "too-long", "is longer than 4 MiB; a row of a spreadsheet is shorter")
            }
        }
    }
}

/// A spreadsheet that is being read.
pub(crate) struct Sheet<R> {
    rows: Rows<R>,
    /// The columns in the order of the file; `None` where the header has no name.
    pub columns: Vec<Option<Column>>,
}

impl<R: BufRead> Sheet<R> {
    /// Reads the header.
    pub(crate) fn open(all: Columns, source: R) -> Result<Self, SheetError> {
        let mut rows = Rows::begin(source)?;
        let Some(header) = next_filled(&mut rows, &[])? else {
            let detail = "the header is missing: write the names of the columns, such as id and kind, into the first row";
            let fault = Fault::at("", "missing", detail.to_owned());
            return Err(SheetError::Faults(1, vec![CellFault { column: None, fault }]));
        };
        let mut faults = Vec::new();
        let mut columns: Vec<Option<Column>> = Vec::new();
        for name in header.cells.iter().map(|cell| cell.trim()) {
            match column(all, name, &columns) {
                Ok(column) => columns.push(column),
                Err(fault) => {
                    faults.push(CellFault { column: Some(name.to_owned()), fault });
                    columns.push(None);
                }
            }
        }
        if faults.is_empty() {
            Ok(Self { rows, columns })
        } else {
            Err(SheetError::Faults(header.number, faults))
        }
    }

    /// Returns the next row that is neither blank nor a comment.
    pub(crate) fn read(&mut self) -> Result<Option<SheetRow>, SheetError> {
        next_filled(&mut self.rows, &self.columns)
    }

    /// Returns the fault of cells beyond the last column.
    pub(crate) fn surplus(&self, row: &SheetRow) -> Option<Fault> {
        let names = self.columns.iter().map(Some).chain(std::iter::repeat(None));
        let (at, (text, _)) =
            row.cells.iter().zip(names).enumerate().find(|(_, (text, column))| {
                !text.trim().is_empty() && !matches!(column, Some(Some(_)))
            })?;
        let detail = format!(
            "cell {} has “{}”, but its column has no name in the header; a cell with the delimiter in it needs \
             quotation marks",
            at + 1,
            text.trim().chars().take(60).collect::<String>(),
        );
        Some(Fault::at("", "no-column", detail))
    }
}

/// Finds the column with a name in the header, unless an earlier column has the same value.
fn column(all: Columns, name: &str, before: &[Option<Column>]) -> Result<Option<Column>, Fault> {
    if name.is_empty() {
        return Ok(None);
    }
    let column = all.find(name)?;
    match before.iter().flatten().find(|other| overlap(other, &column)) {
        Some(other) if other.name == name => Err(Fault::at(
            "",
            "repeated-column",
            format!("the column “{name}” occurs twice: remove one"),
        )),
        Some(other) => {
            let detail = format!(
                "the columns “{name}” and “{}” have the same value: remove one",
                other.name
            );
            Err(Fault::at("", "repeated-column", detail))
        }
        None => Ok(Some(column)),
    }
}

fn next_filled<R: BufRead>(
    rows: &mut Rows<R>,
    columns: &[Option<Column>],
) -> Result<Option<SheetRow>, SheetError> {
    while let Some(RawRow { number, cells }) = rows.read()? {
        let mut texts = Vec::with_capacity(cells.len());
        for (at, cell) in cells.into_iter().enumerate() {
            let column = columns.get(at).and_then(Option::as_ref);
            texts.push(String::from_utf8(cell).map_err(|_error| not_utf8(number, column))?);
        }
        let is_comment = texts.first().is_some_and(|text| text.trim_start().starts_with(COMMENT));
        if !is_comment && texts.iter().any(|text| !text.trim().is_empty()) {
            return Ok(Some(SheetRow { number, cells: texts }));
        }
    }
    Ok(None)
}

fn not_utf8(row: u64, column: Option<&Column>) -> SheetError {
    let detail = "is not UTF-8, so its letters cannot be told: in Excel choose “Save as”, “CSV UTF-8”; in \
                  LibreOffice choose “Unicode (UTF-8)” when you save as CSV";
    let fault = Fault::at("", "invalid-encoding", detail.to_owned());
    SheetError::Faults(
        row,
        vec![CellFault { column: column.map(|column| column.name.clone()), fault }],
    )
}
