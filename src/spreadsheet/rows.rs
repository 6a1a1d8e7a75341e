//! Splits a file into rows of cells (RFC 4180, as spreadsheet programs write it).
//!
//! Common CSV parsers do not fit. They skip blank lines, while rows are counted here as a spreadsheet shows
//! them, so that the clerk finds the row of a fault. And they accept a quotation mark that is never closed,
//! which is reported here in the row where it is opened instead of reading half of the file as one cell.

use std::io::{self, BufRead, Cursor, Read};

use memchr::{memchr, memchr3};

use super::{dates::DateSystem, workbook::parts::WorkbookError};

/// The maximum length of a row in bytes, which no record reaches.
const LONGEST_ROW: usize = 4 << 20;

/// The maximum number of cells of a row: that of Excel and `LibreOffice`.
const MOST_CELLS: usize = 16_384;

/// The reason why a file cannot be split into rows.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RowError {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// A quotation mark is opened in this row and never closed.
    #[error("row {0}: a quotation mark is opened and never closed")]
    OpenQuote(u64),
    /// This row is longer than any record.
    #[error("row {0} is longer than {LONGEST_ROW} bytes")]
    TooLong(u64),
    /// This row has more cells than a row of a spreadsheet program.
    #[error("row {0} has more than {MOST_CELLS} cells")]
    TooManyCells(u64),
    /// Cells that begin in this row are merged, so that it is not clear whose value they have.
    #[error("row {0}: the cells {1} are merged")]
    Merged(u64, String),
    /// This row stands so many times in the file, one after the other.
    #[error("row {0} stands {1} times")]
    Repeated(u64, u64),
    /// A formula of this row was never calculated.
    #[error("row {0}: the formula in {1} has no result")]
    NoResult(u64, String),
    /// The workbook cannot be read after this row.
    #[error("row {0}: {1}")]
    Workbook(u64, WorkbookError),
}

/// A file as rows.
pub(crate) trait RowSource {
    /// Returns the next row; `None` at the end. Blank rows may be left out, but are counted.
    fn next_row(&mut self) -> Result<Option<RawRow>, RowError>;

    /// Returns how the file counts days; `None` if its dates are texts.
    fn dates(&self) -> Option<DateSystem>;
}

/// A row, as bytes.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct RawRow {
    /// The number of the row, from 1.
    pub number: u64,
    /// The cells, without surrounding quotation marks.
    pub cells: Vec<Vec<u8>>,
    /// The number of bytes in the cells.
    length: usize,
}

/// The rows of a file.
pub(crate) struct Rows<R> {
    source: io::Chain<Cursor<Vec<u8>>, R>,
    delimiter: u8,
    last: u64,
}

/// A row that is partly read.
struct PartialRow {
    cells: Vec<Vec<u8>>,
    cell: Vec<u8>,
    state: CellState,
    length: usize,
}

/// The position in a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CellState {
    /// Before its first character.
    Start,
    /// In a cell without quotation marks, or after them.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// After a quotation mark within quotation marks: the end, or the first of a doubled one.
    Quote,
}

impl PartialRow {
    fn begin() -> Self {
        Self { cells: Vec::new(), cell: Vec::new(), state: CellState::Start, length: 0 }
    }

    /// Returns the number of bytes at the beginning of `bytes` that are copied into the cell unchanged.
    fn plain(&self, bytes: &[u8], delimiter: u8) -> usize {
        let end = match self.state {
            CellState::Quoted => memchr(b'"', bytes),
            CellState::Plain => memchr3(delimiter, b'\r', b'\n', bytes),
            CellState::Start | CellState::Quote => Some(0),
        };
        end.unwrap_or(bytes.len())
    }

    /// Takes a byte that does not end the row.
    fn push(&mut self, byte: u8, delimiter: u8) {
        self.state = match (self.state, byte) {
            (CellState::Quoted, b'"') => CellState::Quote,
            (CellState::Start, b'"') => CellState::Quoted,
            (CellState::Quoted, _) | (CellState::Quote, b'"') => {
                self.cell.push(byte);
                CellState::Quoted
            }
            (_, byte) if byte == delimiter => {
                self.cells.push(std::mem::take(&mut self.cell));
                CellState::Start
            }
            _ => {
                self.cell.push(byte);
                CellState::Plain
            }
        };
    }

    fn finish(mut self, number: u64) -> RawRow {
        self.cells.push(self.cell);
        RawRow { number, cells: self.cells, length: self.length }
    }
}

/// The last number that a row can have: far beyond what any program writes, so that the numbers of rows can be counted on.
pub(crate) const LAST_ROW: u64 = 1 << 32;

impl RawRow {
    /// Makes a row without cells.
    pub(crate) fn empty(number: u64) -> Self {
        Self { number, cells: Vec::new(), length: 0 }
    }

    /// Makes a copy of the row for the one below.
    pub(crate) fn next_one(&self) -> Self {
        Self { number: self.number + 1, cells: self.cells.clone(), length: self.length }
    }

    /// Puts a text, which is not empty, into the cell at a position.
    pub(crate) fn put(&mut self, at: usize, text: &str) -> Result<(), RowError> {
        if at >= MOST_CELLS {
            return Err(RowError::TooManyCells(self.number));
        }
        self.length += text.len();
        if self.length > LONGEST_ROW {
            return Err(RowError::TooLong(self.number));
        }
        self.cells.resize(self.cells.len().max(at + 1), Vec::new());
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = text.as_bytes().to_vec();
        }
        Ok(())
    }
}

impl<R: BufRead> RowSource for Rows<R> {
    fn next_row(&mut self) -> Result<Option<RawRow>, RowError> {
        self.read()
    }

    fn dates(&self) -> Option<DateSystem> {
        None
    }
}

impl<R: BufRead> Rows<R> {
    /// Begins to read. The delimiter is determined from the first row that is not blank or a comment.
    pub(crate) fn begin(mut source: R) -> Result<Self, RowError> {
        let mut head = Vec::new();
        let delimiter = loop {
            let start = head.len();
            let is_end = read_line(&mut source, &mut head)?;
            if start == 0 && head.starts_with("\u{feff}".as_bytes()) {
                head.drain(..3);
            }
            let line = head.get(start..).unwrap_or_default().trim_ascii();
            if let Some([delimiter]) = line.strip_prefix(b"sep=") {
                // Excel writes this line for itself; a spreadsheet does not show it as a row.
                let delimiter = *delimiter;
                head.truncate(start);
                break delimiter;
            }
            let is_nothing = line.is_empty() || line.starts_with(b"#") || line.starts_with(b"\"#");
            if !is_nothing || is_end {
                break commonest_delimiter(line);
            }
        };
        Ok(Self { source: Cursor::new(head).chain(source), delimiter, last: 0 })
    }

    /// Returns the next row, blank ones included; `None` at the end.
    pub(crate) fn read(&mut self) -> Result<Option<RawRow>, RowError> {
        let number = self.last + 1;
        let mut row = PartialRow::begin();
        loop {
            let bytes = self.source.fill_buf()?;
            let Some(byte) = bytes.first().copied() else { break };
            let plain = row.plain(bytes, self.delimiter);
            row.cell.extend_from_slice(&bytes[..plain]);
            let read = plain.max(1);
            self.source.consume(read);
            row.length += read;
            if row.cells.len() >= MOST_CELLS {
                return Err(RowError::TooManyCells(number));
            }
            if row.length > LONGEST_ROW {
                let is_open = row.state == CellState::Quoted;
                return Err(if is_open {
                    RowError::OpenQuote(number)
                } else {
                    RowError::TooLong(number)
                });
            }
            match byte {
                _ if plain > 0 => {}
                b'\r' | b'\n' if row.state != CellState::Quoted => {
                    if byte == b'\r' {
                        self.skip_line_feed()?;
                    }
                    self.last = number;
                    return Ok(Some(row.finish(number)));
                }
                _ => row.push(byte, self.delimiter),
            }
        }
        match row {
            PartialRow { state: CellState::Quoted, .. } => Err(RowError::OpenQuote(number)),
            PartialRow { length: 0, .. } => Ok(None),
            row => Ok(Some(row.finish(number))),
        }
    }

    fn skip_line_feed(&mut self) -> io::Result<()> {
        if self.source.fill_buf()?.first() == Some(&b'\n') {
            self.source.consume(1);
        }
        Ok(())
    }
}

/// Reads a line. Returns whether it is the last one.
fn read_line(source: &mut impl BufRead, head: &mut Vec<u8>) -> Result<bool, RowError> {
    let room = LONGEST_ROW.saturating_sub(head.len());
    let read = source.take(room as u64).read_until(b'\n', head)?;
    if read == room && !head.ends_with(b"\n") {
        return Err(RowError::TooLong(1));
    }
    Ok(read == 0 || !head.ends_with(b"\n"))
}

/// Returns the most common delimiter between the names of columns, which contain none; a semicolon if there
/// is none.
fn commonest_delimiter(line: &[u8]) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0)];
    for byte in line {
        is_quoted ^= *byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!is_quoted && byte == delimiter);
        }
    }
    let [first, rest @ ..] = counts;
    rest.into_iter().fold(first, |most, other| if other.1 > most.1 { other } else { most }).0
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut rows = Rows::begin(text.as_bytes()).unwrap();
        let mut all = Vec::new();
        while let Some(RawRow { number, cells, .. }) = rows.read().unwrap() {
            all.push((
                number,
                cells.into_iter().map(|cell| String::from_utf8(cell).unwrap()).collect(),
            ));
        }
        all
    }

    type Cells = &'static [(u64, &'static [&'static str])];

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        let cases: Vec<(&str, Cells)> = vec![
            ("", &[]),
            ("a;b\n1;2", &[(1, &["a", "b"]), (2, &["1", "2"])]),
            ("\u{feff}a,b\r\n1,\"2;\"\r\n", &[(1, &["a", "b"]), (2, &["1", "2;"])]),
            ("\u{feff}\"a\"\tb\n\n1\t\n", &[(1, &["a", "b"]), (2, &[""]), (3, &["1", ""])]),
            ("a;b\r1;2\r", &[(1, &["a", "b"]), (2, &["1", "2"])]),
            (
                "a;b\n\"x\ny\r\nz\";\"\"\n1;2\n",
                &[(1, &["a", "b"]), (2, &["x\ny\r\nz", ""]), (3, &["1", "2"])],
            ),
            (
                "a;b\n\"say \"\"yes\"\"\";15\" x\n",
                &[(1, &["a", "b"]), (2, &["say \"yes\"", "15\" x"])],
            ),
            ("sep=,\na,b\n", &[(1, &["a", "b"])]),
            ("\n# x, y, z\n a;b,c\n", &[(1, &[""]), (2, &["# x, y, z"]), (3, &[" a", "b,c"])]),
            ("a\n1,2\n", &[(1, &["a"]), (2, &["1,2"])]),
        ];
        for (text, expected) in cases {
            let expected: Vec<(u64, Vec<String>)> = expected
                .iter()
                .map(|(number, cells)| {
                    (*number, cells.iter().map(|cell| (*cell).to_owned()).collect())
                })
                .collect();
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_never_closed_is_named_where_it_opens() {
        let mut rows = Rows::begin("a;b\n1;\"2\n3;4\n".as_bytes()).unwrap();
        rows.read().unwrap();
        assert!(matches!(rows.read(), Err(RowError::OpenQuote(2))));
        let long = format!("a;b\n{}", "x".repeat(LONGEST_ROW + 1));
        let mut rows = Rows::begin(long.as_bytes()).unwrap();
        rows.read().unwrap();
        assert!(matches!(rows.read(), Err(RowError::TooLong(2))));
    }

    proptest! {
        #[test]
        fn the_rows_do_not_depend_on_the_size_of_the_buffer(text in "[ab;\"\r\n]{0,40}", size in 1_usize..9) {
            let rows = |source: &mut dyn BufRead| {
                let (mut rows, mut all) = (Rows::begin(source).unwrap(), Vec::new());
                loop {
                    match rows.read() {
                        Ok(Some(row)) => all.push(Ok((row.number, row.cells))),
                        Ok(None) => return all,
                        Err(error) => {
                            all.push(Err(error.to_string()));
                            return all;
                        }
                    }
                }
            };
            let small = rows(&mut BufReader::with_capacity(size, text.as_bytes()));
            prop_assert_eq!(small, rows(&mut text.as_bytes()));
        }
    }
}
