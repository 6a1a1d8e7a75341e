//! `OpenDocument` spreadsheets (ODF 1.3, part 3, section 9): the rows of one sheet, read from the first to the last.

use quick_xml::events::{BytesStart, Event};

use super::parts::{PartReader, Parts, WorkbookError, attribute, next_event, push_text};
use crate::spreadsheet::{
    dates::DateSystem,
    numbers,
    rows::{LAST_ROW, RawRow, RowError, RowSource},
};

use crate::text::messages::message;

/// The part with all sheets.
const CONTENT: &str = "content.xml";

/// The maximum number of spaces in one place of a text.
const MOST_SPACES: usize = 1_000;

/// Returns the names of the sheets, in their order.
pub(crate) fn sheets(parts: &mut Parts<'_>) -> Result<Vec<String>, WorkbookError> {
    if is_encrypted(parts)? {
        return Err(WorkbookError::NoSheet(message!(
            "the file has a password: save it without one"
        )));
    }
    let (mut reader, mut buffer, mut names) = (parts.required(CONTENT)?, Vec::new(), Vec::new());
    loop {
        match next_event(&mut reader, &mut buffer)? {
            Event::Start(element) if element.name().as_ref() == "table:table" => {
                names.push(attribute(&element, "name")?.unwrap_or_default());
            }
            Event::Eof => return Ok(names),
            _ => {}
        }
    }
}

fn is_encrypted(parts: &mut Parts<'_>) -> Result<bool, WorkbookError> {
    let Some(mut reader) = parts.part("META-INF/manifest.xml")? else { return Ok(false) };
    let mut buffer = Vec::new();
    loop {
        match next_event(&mut reader, &mut buffer)? {
            Event::Start(element) if element.local_name().as_ref() == "encryption-data" => {
                return Ok(true);
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// How often a file may have a row that is not blank: two rows are never the same record, and millions of them take a few
/// bytes of a file.
const MOST_REPEATED: u64 = 100;

/// The rows of a sheet.
pub(crate) struct OdsRows<'p> {
    reader: PartReader<'p>,
    /// The number of the last row.
    last: u64,
    /// A row that the file has several times, and how often it comes again.
    again: Option<(RawRow, u64)>,
    is_done: bool,
}

impl<'p> OdsRows<'p> {
    /// Begins to read the sheet at this place.
    pub(crate) fn begin(parts: &'p mut Parts<'_>, sheet: usize) -> Result<Self, WorkbookError> {
        let mut reader = parts.required(CONTENT)?;
        let (mut buffer, mut place) = (Vec::new(), 0);
        loop {
            match next_event(&mut reader, &mut buffer)? {
                Event::Start(element) if element.name().as_ref() == "table:table" => {
                    if place == sheet {
                        break;
                    }
                    place += 1;
                }
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(Self { reader, last: 0, again: None, is_done: false })
    }

    /// Says after which row an error occurred.
    fn at(&self, error: WorkbookError) -> RowError {
        RowError::Workbook(self.last.max(1), error)
    }

    /// Reads a row to its end; `None` if it is blank, however often the file has it.
    fn row(&mut self, repeated: u64) -> Result<Option<RawRow>, RowError> {
        if self.last >= LAST_ROW {
            return Err(self.at(WorkbookError::misplaced()));
        }
        let (mut row, mut buffer) = (RawRow::empty(self.last + 1), Vec::new());
        self.last = self.last.saturating_add(repeated);
        let mut at = 0_usize;
        loop {
            match next_event(&mut self.reader, &mut buffer).map_err(|error| self.at(error))? {
                Event::Start(element) => {
                    let cell = OdsCell::of(&element).map_err(|error| self.at(error))?;
                    let Some(cell) = cell else { continue };
                    if cell.is_merged {
                        return Err(RowError::Merged(row.number, place(at, row.number)));
                    }
                    let text = cell_text(&mut self.reader).map_err(|error| self.at(error))?;
                    let text = cell.value.unwrap_or(text);
                    // A blank cell is repeated to the end of the sheet.
                    let filled = if text.is_empty() { 0 } else { cell.repeated };
                    for column in at..at.saturating_add(filled) {
                        row.put(column, &text)?;
                    }
                    at = at.saturating_add(cell.repeated);
                }
                Event::End(element) if element.name().as_ref() == "table:table-row" => break,
                Event::Eof => return Err(self.at(WorkbookError::misplaced())),
                _ => {}
            }
        }
        let is_filled = !row.cells.is_empty();
        if is_filled && repeated > MOST_REPEATED {
            return Err(RowError::Repeated(row.number, repeated));
        }
        if is_filled && repeated > 1 {
            self.again = Some((row.next_one(), repeated - 1));
        }
        Ok(is_filled.then_some(row))
    }
}

impl RowSource for OdsRows<'_> {
    fn next_row(&mut self) -> Result<Option<RawRow>, RowError> {
        if let Some((row, left)) = self.again.take() {
            if left > 1 {
                self.again = Some((row.next_one(), left - 1));
            }
            return Ok(Some(row));
        }
        let mut buffer = Vec::new();
        while !self.is_done {
            match next_event(&mut self.reader, &mut buffer).map_err(|error| self.at(error))? {
                Event::Start(element) if element.name().as_ref() == "table:table-row" => {
                    let repeated =
                        count(&element, "number-rows-repeated").map_err(|error| self.at(error))?;
                    if let Some(row) = self.row(repeated)? {
                        return Ok(Some(row));
                    }
                }
                Event::End(element) if element.name().as_ref() == "table:table" => {
                    self.is_done = true;
                }
                Event::Eof => self.is_done = true,
                _ => {}
            }
        }
        Ok(None)
    }

    fn dates(&self) -> Option<DateSystem> {
        Some(DateSystem::Since1900)
    }
}

/// Reads a cell to its end and returns its text, without notes.
fn cell_text(reader: &mut PartReader<'_>) -> Result<String, WorkbookError> {
    let (mut text, mut buffer) = (CellText::default(), Vec::new());
    let mut depth = 1;
    while depth > 0 {
        let event = next_event(reader, &mut buffer)?;
        match &event {
            Event::Start(element) => {
                depth += 1;
                text.open(element)?;
            }
            Event::End(element) => {
                depth -= 1;
                text.close(element.name().as_ref());
            }
            Event::Eof => return Err(WorkbookError::misplaced()),
            other if text.is_in_paragraph && !text.is_in_note => {
                push_text(other, &mut text.text)?;
            }
            _ => {}
        }
    }
    Ok(text.text)
}

/// The text of a cell that is partly read.
#[derive(Default)]
struct CellText {
    text: String,
    is_continued: bool,
    is_in_paragraph: bool,
    is_in_note: bool,
}

impl CellText {
    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), WorkbookError> {
        match element.name().as_ref() {
            "office:annotation" => self.is_in_note = true,
            _ if self.is_in_note => {}
            "text:p" => {
                if self.is_continued {
                    self.text.push('\n');
                }
                (self.is_continued, self.is_in_paragraph) = (true, true);
            }
            "text:s" => self.text.push_str(&" ".repeat(spaces(element)?)),
            "text:tab" => self.text.push('\t'),
            "text:line-break" => self.text.push('\n'),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        match name {
            "office:annotation" => self.is_in_note = false,
            "text:p" if !self.is_in_note => self.is_in_paragraph = false,
            _ => {}
        }
    }
}

/// The beginning of a cell.
struct OdsCell {
    repeated: usize,
    is_merged: bool,
    /// The value, where the text only shows it in the form of the cell.
    value: Option<String>,
}

impl OdsCell {
    /// Reads it; `None` if the element is no cell.
    fn of(element: &BytesStart<'_>) -> Result<Option<Self>, WorkbookError> {
        let is_covered = element.name().as_ref() == "table:covered-table-cell";
        if !is_covered && element.name().as_ref() != "table:table-cell" {
            return Ok(None);
        }
        let number = |text: String| match text.parse::<f64>() {
            Ok(number) if number.is_finite() => numbers::shown(number),
            _ => text,
        };
        let hundredths = |text: String| match text.parse::<f64>() {
            Ok(number) if number.is_finite() => numbers::percentage(number),
            _ => text,
        };
        let form = attribute(element, "office:value-type")?.unwrap_or_default();
        let value = match form.as_str() {
            "float" | "currency" => attribute(element, "value")?.map(number),
            "percentage" => attribute(element, "value")?.map(hundredths),
            "date" => attribute(element, "date-value")?
                .map(|date| date.trim_end_matches("T00:00:00").to_owned()),
            "time" => attribute(element, "time-value")?.map(|time| clock(&time).unwrap_or(time)),
            "boolean" => attribute(element, "boolean-value")?,
            "string" => attribute(element, "string-value")?.filter(|text| !text.is_empty()),
            _ => None,
        };
        let spans = count(element, "number-columns-spanned")? > 1
            || count(element, "number-rows-spanned")? > 1;
        let repeated = count(element, "number-columns-repeated")?;
        let repeated = usize::try_from(repeated).unwrap_or(usize::MAX);
        Ok(Some(Self { repeated, is_merged: is_covered || spans, value }))
    }
}

/// Returns the time of a duration such as `PT10H30M00S`.
fn clock(duration: &str) -> Option<String> {
    let (hour, rest) = duration.strip_prefix("PT")?.split_once('H')?;
    let (minute, _) = rest.split_once('M')?;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(hour) && is_number(minute)).then(|| format!("{hour:0>2}:{minute:0>2}"))
}

fn count(element: &BytesStart<'_>, name: &str) -> Result<u64, WorkbookError> {
    let Some(text) = attribute(element, name)? else { return Ok(1) };
    text.parse().ok().filter(|count| *count > 0).ok_or_else(WorkbookError::misplaced)
}

fn spaces(element: &BytesStart<'_>) -> Result<usize, WorkbookError> {
    let count = usize::try_from(count(element, "c")?).unwrap_or(usize::MAX);
    if count > MOST_SPACES { Err(WorkbookError::TooLarge) } else { Ok(count) }
}

/// Returns a place such as `B5`.
fn place(column: usize, row: u64) -> String {
    let (mut letters, mut number) = (Vec::new(), column + 1);
    while number > 0 {
        let letter = u8::try_from((number - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + letter));
        number = (number - 1) / 26;
    }
    format!("{}{row}", letters.into_iter().collect::<String>())
}
