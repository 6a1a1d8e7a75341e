//! The formats of records: their names and their writers.

use super::{
    atom::Atom, csv::Csv, geojson::GeoJson, ics::Ics, json_feed::JsonFeed, json_ld::JsonLd,
    list::RecordFormat, ndjson::Ndjson, xlsx::Xlsx,
};
use crate::{model::record_type::RecordType, values::traits::ClosedList as _};

choices! {
    /// The format of a list or of a record.
    pub(crate) enum ListFormat {
        /// JSON, with pages.
        Json = "json",
        /// CSV: a spreadsheet for programs, or for Excel with `delimiter=;`.
        Csv = "csv",
        /// An Excel workbook.
        Xlsx = "xlsx",
        /// NDJSON: one record a line.
        Ndjson = "ndjson",
        /// `GeoJSON` (RFC 7946), for maps.
        Geojson = "geojson",
        /// iCalendar (RFC 5545), to subscribe to.
        Ics = "ics",
        /// Atom (RFC 4287), for readers of feeds.
        Atom = "atom",
        /// JSON Feed 1.1, for readers of feeds.
        Jsonfeed = "jsonfeed",
        /// JSON-LD 1.1, linked data.
        Jsonld = "jsonld",
    }
}

impl ListFormat {
    /// Returns the writer; `None` for JSON, which every operation has.
    pub(crate) fn writer(self) -> Option<&'static dyn RecordFormat> {
        match self {
            Self::Json => None,
            Self::Csv => Some(&Csv),
            Self::Xlsx => Some(&Xlsx),
            Self::Ndjson => Some(&Ndjson),
            Self::Geojson => Some(&GeoJson),
            Self::Ics => Some(&Ics),
            Self::Atom => Some(&Atom),
            Self::Jsonfeed => Some(&JsonFeed),
            Self::Jsonld => Some(&JsonLd),
        }
    }

    /// Returns the media type, without parameters.
    pub(crate) fn media_type(self) -> &'static str {
        self.writer().map_or("application/json", RecordFormat::media_type)
    }

    /// Returns the formats of a list, JSON first.
    pub(crate) fn of_list(kind: RecordType) -> Vec<Self> {
        Self::which(|format| format.has_list(kind))
    }

    /// Returns the formats of a record, JSON first.
    pub(crate) fn of_record(kind: RecordType) -> Vec<Self> {
        Self::which(|format| format.has_record(kind))
    }

    fn which(has: impl Fn(&dyn RecordFormat) -> bool) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|format| format.writer().is_none_or(&has)).collect()
    }
}
