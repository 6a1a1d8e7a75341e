//! The options of an import.

use crate::{
    journal::position::Position,
    model::record_type::RecordType,
    spreadsheet::file_kind::{FileKind, HEAD},
    text::messages::MessageLanguage,
    values::{date::CalendarDate, instant::Instant},
};

/// The format of a file of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportFormat {
    /// The exchange format (NDJSON): one record on each line, of any type.
    Ndjson,
    /// A spreadsheet (xlsx, ods or CSV) of one collection; without a collection it is the one that a sheet is named
    /// after.
    Sheet(Option<RecordType>),
}

/// The format of a text whose bytes do not show whether it is CSV or NDJSON with a fault in its first line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextFormat {
    /// The exchange format.
    Ndjson,
    /// CSV.
    Csv,
}

/// Why a file cannot be imported with these parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FormatFault {
    /// CSV says nowhere which collection its records belong to.
    NoCollection,
    /// NDJSON says the type of each record itself.
    NeedlessCollection,
}

impl ImportFormat {
    /// The number of bytes at the beginning of a file that show its format.
    pub const HEAD: usize = HEAD;

    /// Returns the format of a file that begins with these bytes.
    pub fn of(
        head: &[u8],
        text: TextFormat,
        collection: Option<RecordType>,
    ) -> Result<Self, FormatFault> {
        let head = head.get(..HEAD).unwrap_or(head);
        match (FileKind::of(head, &[]), text) {
            (FileKind::Json, _) | (FileKind::Text, TextFormat::Ndjson) => match collection {
                None => Ok(Self::Ndjson),
                Some(_) => Err(FormatFault::NeedlessCollection),
            },
            (FileKind::Text, TextFormat::Csv) if collection.is_none() => {
                Err(FormatFault::NoCollection)
            }
            _ => Ok(Self::Sheet(collection)),
        }
    }
}

/// The options of an import.
#[derive(Clone, Copy, Debug)]
pub struct ImportOptions<'o> {
    /// The format of the source.
    pub format: ImportFormat,
    /// Only report the changes, without applying them.
    pub dry_run: bool,
    /// The actor for the journal.
    pub actor: &'o str,
    /// Report rows without faults too, with their changes. This takes one more query for each row of NDJSON.
    pub report_all_rows: bool,
    /// Stop to read when so many faults were found, so that a file full of them keeps no other writer waiting.
    pub most_faults: Option<usize>,
    /// The name of the file for the list of batches, if it is known.
    pub file_name: Option<&'o str>,
    /// Refuse rows that change a record which was changed after this position.
    pub if_unchanged_since: Option<Position>,
    /// The day that warnings are as of.
    pub today: CalendarDate,
    /// The language of the faults in the report.
    pub language: MessageLanguage,
}

impl<'o> ImportOptions<'o> {
    /// Makes the options of an import without conditions, which reports refused rows.
    pub fn of(format: ImportFormat, actor: &'o str) -> Self {
        Self {
            format,
            dry_run: false,
            actor,
            report_all_rows: false,
            most_faults: None,
            file_name: None,
            if_unchanged_since: None,
            today: Instant::now().day().into(),
            language: MessageLanguage::default(),
        }
    }
}
