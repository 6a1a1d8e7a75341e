//! Opens a spreadsheet of any form: what the bytes are, and its rows.

use std::io::{BufReader, Cursor, Read};

use super::{
    encoding::{DecodedText, encoding_of},
    file_kind::{FileKind, HEAD},
    rows::{RowSource, Rows},
    sheet::SheetError,
    workbook::open::{self, ChosenSheet, WorkbookForm},
};
use crate::{model::record_type::RecordType, text::messages::message};

/// The maximum number of bytes of a workbook, which is read as a whole.
const LARGEST_WORKBOOK: u64 = 64 << 20;

/// The number of bytes at the beginning of a text by which its encoding is found.
const ENCODED_HEAD: u64 = 16 << 20;

/// The number of bytes at the end of an archive that list its parts.
const TAIL: usize = 64 << 10;

choices! {
    /// The format of a file, as its bytes show it.
    pub enum FileFormat {
        /// The exchange format: one record on each line.
        Ndjson = "ndjson",
        /// CSV.
        Csv = "csv",
        /// An Excel workbook.
        Xlsx = "xlsx",
        /// An `OpenDocument` spreadsheet.
        Ods = "ods",
    }
}

/// What a spreadsheet was read as.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OpenedFile {
    /// Its format.
    pub format: FileFormat,
    /// The collection of its records.
    pub collection: RecordType,
    /// The encoding of a text.
    pub encoding: Option<&'static str>,
    /// The name of the sheet of a workbook.
    pub sheet: Option<String>,
    /// The names of the sheets that were not read.
    pub other_sheets: Vec<String>,
}

impl OpenedFile {
    fn of_sheet(format: FileFormat, chosen: ChosenSheet) -> Self {
        let ChosenSheet { name, collection, others } = chosen;
        Self { format, collection, encoding: None, sheet: Some(name), other_sheets: others }
    }
}

/// Opens a spreadsheet and returns what `work` makes of its rows.
pub(crate) fn with_rows<T>(
    source: impl Read,
    collection: Option<RecordType>,
    work: impl FnOnce(OpenedFile, &mut dyn RowSource) -> T,
) -> Result<T, SheetError> {
    let mut source = BufReader::with_capacity(1 << 16, source);
    let mut head = Vec::new();
    source.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(SheetError::Failed)?;
    match FileKind::of(&head, &[]) {
        FileKind::Text | FileKind::Json => csv(head, source, collection, work),
        FileKind::Foreign(name) if !head.starts_with(b"PK") => {
            Err(SheetError::of_row(1, "wrong-format", FileKind::refusal(name)))
        }
        _ => archive(head, source, collection, work),
    }
}

fn csv<T>(
    mut head: Vec<u8>,
    mut source: impl Read,
    collection: Option<RecordType>,
    work: impl FnOnce(OpenedFile, &mut dyn RowSource) -> T,
) -> Result<T, SheetError> {
    let Some(collection) = collection else {
        let detail = message!("the collection of the file is missing: give it, as in type=events");
        return Err(SheetError::of_row(1, "missing", detail));
    };
    source.by_ref().take(ENCODED_HEAD).read_to_end(&mut head).map_err(SheetError::Failed)?;
    let encoding = encoding_of(&head);
    let opened = OpenedFile {
        format: FileFormat::Csv,
        collection,
        encoding: Some(encoding.name()),
        sheet: None,
        other_sheets: Vec::new(),
    };
    let whole = BufReader::with_capacity(1 << 16, Cursor::new(head).chain(source));
    let mut rows = Rows::begin(DecodedText::begin(whole, encoding))?;
    Ok(work(opened, &mut rows))
}

/// Reads a zip archive, whose list of parts is at its end.
fn archive<T>(
    mut bytes: Vec<u8>,
    source: impl Read,
    collection: Option<RecordType>,
    work: impl FnOnce(OpenedFile, &mut dyn RowSource) -> T,
) -> Result<T, SheetError> {
    let read = source.take(LARGEST_WORKBOOK).read_to_end(&mut bytes).map_err(SheetError::Failed)?;
    if read as u64 == LARGEST_WORKBOOK {
        let detail = message!("is larger than 64 MiB: divide the records among several files");
        return Err(SheetError::of_row(1, "too-large", detail));
    }
    let (form, format) = match kind_of(&bytes) {
        FileKind::Ods => (WorkbookForm::Ods, FileFormat::Ods),
        FileKind::Foreign(name) => {
            return Err(SheetError::of_row(1, "wrong-format", FileKind::refusal(name)));
        }
        _ => (WorkbookForm::Xlsx, FileFormat::Xlsx),
    };
    open::with_rows(&bytes, form, collection, |chosen, rows| {
        work(OpenedFile::of_sheet(format, chosen), rows)
    })
    .map_err(|error| error.in_row(1))
}

/// Returns what a whole file is.
pub(crate) fn kind_of(bytes: &[u8]) -> FileKind {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let tail = bytes.len().saturating_sub(TAIL);
    FileKind::of(head, bytes.get(tail..).unwrap_or_default())
}

/// Returns whether an encoding was guessed, because nothing in a file says it.
pub(crate) fn is_guess(encoding: &str) -> bool {
    !encoding.starts_with("UTF")
}
