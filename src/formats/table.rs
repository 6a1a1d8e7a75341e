//! The formats of lists: their names, media types and writers.

use super::{csv::Csv, list::ListFile, xlsx::Xlsx};
use crate::values::traits::ClosedList as _;

choices! {
    /// The format of a list.
    pub(crate) enum ListFormat {
        /// JSON, with pages.
        Json = "json",
        /// CSV: a spreadsheet for programs, or for Excel with `delimiter=;`.
        Csv = "csv",
        /// An Excel workbook.
        Xlsx = "xlsx",
    }
}

impl ListFormat {
    /// Returns the writer; `None` for JSON, which every operation has.
    pub(crate) fn file(self) -> Option<&'static dyn ListFile> {
        match self {
            Self::Json => None,
            Self::Csv => Some(&Csv),
            Self::Xlsx => Some(&Xlsx),
        }
    }

    /// Returns the media type, without parameters.
    pub(crate) fn media_type(self) -> &'static str {
        self.file().map_or("application/json", ListFile::media_type)
    }

    /// Returns the media types of all formats, JSON first.
    pub(crate) fn media_types() -> impl Iterator<Item = (Self, &'static str)> {
        Self::ALL.iter().map(|format| (*format, format.media_type()))
    }
}
