//! Excel workbooks (ECMA-376, part 1): the rows of one sheet, read from the first to the last.

use quick_xml::events::{BytesStart, Event};

use super::{
    escapes::unescaped,
    parts::{PartReader, Parts, WorkbookError, attribute, next_event, push_text},
    strings::SharedStrings,
    styles::{NumberStyle, number_styles},
};
use crate::spreadsheet::{
    dates::DateSystem,
    numbers,
    rows::{LAST_ROW, RawRow, RowError, RowSource},
};

use crate::text::messages::message;

/// What the cells of all sheets refer to.
pub(crate) struct XlsxBook {
    strings: SharedStrings,
    /// How each style shows a number.
    styles: Vec<NumberStyle>,
    system: DateSystem,
    /// The name and the part of each sheet.
    sheets: Vec<(String, String)>,
}

impl XlsxBook {
    /// Reads it.
    pub(crate) fn read(parts: &mut Parts<'_>) -> Result<Self, WorkbookError> {
        let relations = relations(parts)?;
        let mut book = Self {
            strings: SharedStrings::read(parts)?,
            styles: number_styles(parts)?,
            system: DateSystem::Since1900,
            sheets: Vec::new(),
        };
        let (mut reader, mut buffer) = (parts.required("xl/workbook.xml")?, Vec::new());
        loop {
            match next_event(&mut reader, &mut buffer)? {
                Event::Start(element) => book.take(&element, &relations)?,
                Event::Eof => return Ok(book),
                _ => {}
            }
        }
    }

    fn take(
        &mut self,
        element: &BytesStart<'_>,
        relations: &[(String, String)],
    ) -> Result<(), WorkbookError> {
        match element.local_name().as_ref() {
            "workbookPr" => {
                let flag = attribute(element, "date1904")?.unwrap_or_default();
                let is_since_1904 = flag == "1" || flag == "true";
                self.system =
                    if is_since_1904 { DateSystem::Since1904 } else { DateSystem::Since1900 };
            }
            "sheet" => {
                let name = attribute(element, "name")?.unwrap_or_default();
                let id = attribute(element, "id")?.unwrap_or_default();
                let target = relations.iter().find(|(relation, _)| *relation == id);
                if let Some((_, part)) = target {
                    self.sheets.push((name, part.clone()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Returns the names of the sheets, in their order.
    pub(crate) fn sheets(&self) -> Vec<&str> {
        self.sheets.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Begins to read the rows of the sheet at this place.
    pub(crate) fn rows<'p>(
        &'p self,
        parts: &'p mut Parts<'_>,
        sheet: usize,
    ) -> Result<XlsxRows<'p>, WorkbookError> {
        let part = self.sheets.get(sheet).map(|(_, part)| part.as_str()).unwrap_or_default();
        let reader = parts.required(part)?;
        Ok(XlsxRows { book: self, reader, last: 0, column: 0 })
    }
}

/// Returns the part that each relation of the workbook leads to.
fn relations(parts: &mut Parts<'_>) -> Result<Vec<(String, String)>, WorkbookError> {
    let mut reader = parts.required("xl/_rels/workbook.xml.rels")?;
    let (mut relations, mut buffer) = (Vec::new(), Vec::new());
    loop {
        match next_event(&mut reader, &mut buffer)? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let target = attribute(&element, "Target")?.unwrap_or_default();
                let part = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None => format!("xl/{target}"),
                };
                relations.push((attribute(&element, "Id")?.unwrap_or_default(), part));
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The rows of a sheet.
pub(crate) struct XlsxRows<'p> {
    book: &'p XlsxBook,
    reader: PartReader<'p>,
    /// The number of the last row.
    last: u64,
    /// The position of the next cell, if it does not say its own.
    column: usize,
}

/// The beginning of a cell.
struct CellStart {
    /// Its place, such as `B5`.
    place: String,
    column: Option<usize>,
    style: usize,
    form: String,
}

/// The content of a cell.
#[derive(Default)]
struct CellContent {
    value: String,
    has_formula: bool,
}

impl RowSource for XlsxRows<'_> {
    fn next_row(&mut self) -> Result<Option<RawRow>, RowError> {
        let (mut buffer, mut row) = (Vec::new(), None);
        loop {
            match next_event(&mut self.reader, &mut buffer).map_err(|error| self.at(error))? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "row" => {
                        let number = attribute(&element, "r").map_err(|error| self.at(error))?;
                        row = Some(RawRow::empty(self.number(number.as_deref())?));
                        self.column = 0;
                    }
                    "c" => {
                        let start = CellStart::of(&element).map_err(|error| self.at(error))?;
                        let misplaced = || self.at(WorkbookError::misplaced());
                        let row = row.as_mut().ok_or_else(misplaced)?;
                        self.cell(row, &start)?;
                    }
                    "mergeCell" => return Err(self.merged(&element)),
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "row" => {
                    let filled = row.take().filter(|row| !row.cells.is_empty());
                    if filled.is_some() {
                        return Ok(filled);
                    }
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    fn dates(&self) -> Option<DateSystem> {
        Some(self.book.system)
    }
}

impl XlsxRows<'_> {
    /// Says after which row an error occurred.
    fn at(&self, error: WorkbookError) -> RowError {
        RowError::Workbook(self.last.max(1), error)
    }

    /// Returns the number of the next row, which may be left out.
    fn number(&mut self, written: Option<&str>) -> Result<u64, RowError> {
        let number = match written {
            Some(text) => text.parse().ok().filter(|number| *number > self.last),
            None => Some(self.last + 1),
        };
        let number = number.filter(|number| *number <= LAST_ROW);
        self.last = number.ok_or_else(|| self.at(WorkbookError::misplaced()))?;
        Ok(self.last)
    }

    /// Reads a cell to its end, and puts its text into the row.
    fn cell(&mut self, row: &mut RawRow, start: &CellStart) -> Result<(), RowError> {
        let content = CellContent::read(&mut self.reader).map_err(|error| self.at(error))?;
        let column = start.column.unwrap_or(self.column);
        self.column = column + 1;
        let has_formula = content.has_formula;
        let text = self.shown(start, content.value).map_err(|error| self.at(error))?;
        if !text.is_empty() {
            return row.put(column, &text);
        }
        // A formula of a text can have an empty one.
        if has_formula && start.form != "str" {
            return Err(RowError::NoResult(self.last, start.place.clone()));
        }
        Ok(())
    }

    /// Returns the text of a cell with this value.
    fn shown(&self, start: &CellStart, value: String) -> Result<String, WorkbookError> {
        Ok(match start.form.as_str() {
            "s" if value.is_empty() => value,
            "s" => {
                let text = value.trim().parse().ok().and_then(|at| self.book.strings.get(at));
                unescaped(text.ok_or_else(WorkbookError::misplaced)?).into_owned()
            }
            "str" | "inlineStr" => unescaped(&value).into_owned(),
            "b" => (if value.trim() == "1" { "true" } else { "false" }).to_owned(),
            "d" => value.trim().trim_end_matches("T00:00:00").to_owned(),
            "e" => value,
            _ => match value.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => match self.book.styles.get(start.style) {
                    Some(style @ (NumberStyle::Date | NumberStyle::Month | NumberStyle::Year)) => {
                        let shown = self.book.system.shown(number);
                        let mut shown = shown.unwrap_or_else(|| numbers::shown(number));
                        match style {
                            NumberStyle::Month => shown.truncate("2015-06".len()),
                            NumberStyle::Year => shown.truncate("2015".len()),
                            _ => {}
                        }
                        shown
                    }
                    Some(NumberStyle::Percentage) => numbers::percentage(number),
                    Some(NumberStyle::Plain) | None => numbers::shown(number),
                },
                _ => value,
            },
        })
    }

    /// Returns the fault of merged cells, which the file names after the last row.
    fn merged(&self, element: &BytesStart<'_>) -> RowError {
        let Ok(Some(place)) = attribute(element, "ref") else {
            return self.at(WorkbookError::misplaced());
        };
        let digits = place.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
        let row = digits.split(':').next().and_then(|row| row.parse().ok());
        RowError::Merged(row.unwrap_or(self.last), place)
    }
}

impl CellStart {
    fn of(element: &BytesStart<'_>) -> Result<Self, WorkbookError> {
        let place = attribute(element, "r")?.unwrap_or_default();
        let column = if place.is_empty() { None } else { Some(column(&place)?) };
        let style = attribute(element, "s")?.and_then(|style| style.parse().ok());
        let form = attribute(element, "t")?.unwrap_or_default();
        Ok(Self { place, column, style: style.unwrap_or_default(), form })
    }
}

impl CellContent {
    /// Reads a cell to its end.
    fn read(reader: &mut PartReader<'_>) -> Result<Self, WorkbookError> {
        let (mut content, mut buffer) = (Self::default(), Vec::new());
        let (mut is_value, mut is_reading_aid) = (false, false);
        loop {
            let event = next_event(reader, &mut buffer)?;
            match &event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" | "t" => is_value = !is_reading_aid,
                    "f" => content.has_formula = true,
                    "rPh" => is_reading_aid = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "v" | "t" => is_value = false,
                    "rPh" => is_reading_aid = false,
                    "c" => return Ok(content),
                    _ => {}
                },
                Event::Eof => return Err(WorkbookError::misplaced()),
                other if is_value => push_text(other, &mut content.value)?,
                _ => {}
            }
        }
    }
}

/// Returns the position of the column in a place such as `AB12`.
fn column(place: &str) -> Result<usize, WorkbookError> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase).take(4);
    let number =
        letters.fold(0_usize, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1).ok_or_else(|| {
        WorkbookError::Damaged(message!("“{place}” is not the place of a cell", place))
    })
}
